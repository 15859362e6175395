"""Charts as files: SVG text, PNG and PDF; static ones at once, interactive ones through a browser."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, overload

from trade_territories._files import written
from trade_territories.charts._browser import picture
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from pathlib import Path

    import plotly.graph_objects as go
    from typing_extensions import TypeIs

    from trade_territories.charts.static._figure import ChartFigure

POINTS_PER_INCH = 72
#: Screen pixels of an interactive figure to a point: type of 7 points is read on a screen at 10 pixels.
PIXELS = 1.42


@overload
def to_svg(figure: ChartFigure | go.Figure, path: None = None, *, prefix: str = "chart") -> str: ...
@overload
def to_svg(figure: ChartFigure | go.Figure, path: str | Path, *, prefix: str = "chart") -> None: ...
def to_svg(figure: ChartFigure | go.Figure, path: str | Path | None = None, *, prefix: str = "chart") -> str | None:
    """Write a chart as SVG text: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        What a chart under ``tt.charts`` or ``tt.charts.static`` gives.
    path
        Where to write it; without one it is returned.
    prefix
        Begins every id of a static chart, so that two on one page share none.

    Returns
    -------
    str
        Text that can be selected, with the part of the font that it needs; None with a path.

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
    text = picture(figure, "svg").decode() if _is_interactive(figure) else figure.to_svg(prefix=prefix)
    return written(text, path)


@overload
def to_png(figure: ChartFigure | go.Figure, path: None = None, *, dpi: int = 150) -> bytes: ...
@overload
def to_png(figure: ChartFigure | go.Figure, path: str | Path, *, dpi: int = 150) -> None: ...
def to_png(figure: ChartFigure | go.Figure, path: str | Path | None = None, *, dpi: int = 150) -> bytes | None:
    """Write a chart as PNG: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        As :func:`trade_territories.charts.to_svg` takes it.
    path
        As :func:`trade_territories.charts.to_svg` takes it.
    dpi
        Pixels to an inch of the printed page.

    Returns
    -------
    bytes
        The file; None with a path.

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
    given: object = dpi
    if isinstance(given, bool) or not isinstance(given, Real) or not float(given) > 0:
        raise TradeTerritoriesError(f"dpi={dpi!r} is not valid; give a number above 0, such as 200")
    if _is_interactive(figure):
        return written(picture(figure, "png", scale=dpi / POINTS_PER_INCH / PIXELS), path)
    return written(figure.picture("png", dpi=dpi), path)


@overload
def to_pdf(figure: ChartFigure | go.Figure, path: None = None) -> bytes: ...
@overload
def to_pdf(figure: ChartFigure | go.Figure, path: str | Path) -> None: ...
def to_pdf(figure: ChartFigure | go.Figure, path: str | Path | None = None) -> bytes | None:
    """Write a chart as PDF: a static one at once, an interactive one through a browser.

    Parameters
    ----------
    figure
        As :func:`trade_territories.charts.to_svg` takes it.
    path
        Where to write it; without one it is returned.

    Returns
    -------
    bytes
        The file; None with a path.

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
        return written(picture(figure, "pdf"), path)
    return written(figure.picture("pdf"), path)


def _is_interactive(figure: ChartFigure | go.Figure) -> TypeIs[go.Figure]:
    """Tell plotly's figures from ours, which know their scene, without opening plotly."""
    if not hasattr(figure, "scene") and not hasattr(figure, "to_plotly_json"):
        raise TypeError(
            f"a chart was expected, not {type(figure).__name__}; give what tt.charts.balance(…) or tt.charts.static.balance(…) "
            "returns first, then the path"
        )
    return not hasattr(figure, "scene")
