"""Charts as files: SVG text, PNG and PDF; static ones at once, interactive ones through a browser."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from trade_territories.charts._browser import picture

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from typing_extensions import TypeIs

    from trade_territories.charts.static._figure import ChartFigure

POINTS_PER_INCH = 72
#: Screen pixels of an interactive figure to a point: type of 7 points is read on a screen at 10 pixels.
PIXELS = 1.42


def to_svg(figure: ChartFigure | go.Figure, *, prefix: str = "chart") -> str:
    """Write a chart as SVG text: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        What a chart under ``tt.charts`` or ``tt.charts.static`` gives.
    prefix
        Begins every id of a static chart, so that two on one page share none.

    Returns
    -------
    str
        Text that can be selected, with the part of the font that it needs.

    Raises
    ------
    MissingExtraError, TradeTerritoriesError
        The figure is interactive, and kaleido or a browser lacks.

    Examples
    --------
    >>> import trade_territories as tt
    >>> figure = tt.charts.static.balance(tt.sample_flows(), "Marne")
    >>> "</svg>" in to_svg(figure)
    True
    """
    if _is_interactive(figure):
        return picture(figure, "svg").decode()
    return figure.to_svg(prefix=prefix)


def to_png(figure: ChartFigure | go.Figure, *, dpi: int = 150) -> bytes:
    """Write a chart as PNG: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        As :func:`trade_territories.charts.to_svg` takes it.
    dpi
        Pixels to an inch of the printed page.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    MissingExtraError, TradeTerritoriesError
        As :func:`trade_territories.charts.to_svg` raises them.

    Examples
    --------
    >>> import trade_territories as tt
    >>> to_png(tt.charts.static.balance(tt.sample_flows(), "Marne"), dpi=40)[1:4]
    b'PNG'
    """
    if _is_interactive(figure):
        return picture(figure, "png", scale=dpi / POINTS_PER_INCH / PIXELS)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


def to_pdf(figure: ChartFigure | go.Figure) -> bytes:
    """Write a chart as PDF: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        As :func:`trade_territories.charts.to_svg` takes it.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    MissingExtraError, TradeTerritoriesError
        As :func:`trade_territories.charts.to_svg` raises them.

    Examples
    --------
    >>> import trade_territories as tt
    >>> to_pdf(tt.charts.static.balance(tt.sample_flows(), "Marne"))[:4]
    b'%PDF'
    """
    if _is_interactive(figure):
        return picture(figure, "pdf")
    buffer = BytesIO()
    figure.savefig(buffer, format="pdf")
    return buffer.getvalue()


def _is_interactive(figure: ChartFigure | go.Figure) -> TypeIs[go.Figure]:
    """Tell plotly's figures from ours, which know their scene, without opening plotly."""
    return not hasattr(figure, "scene")
