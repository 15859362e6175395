"""Scenes as files: SVG with real text, titles on marks and an embedded font; PNG and PDF through matplotlib."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from trade_territories.charts._browser import picture
from trade_territories.charts.layout.scene import EDGE, Area, Box, Label, Mark, Ribbon, Rule, Scene
from trade_territories.charts.style import FONT_WEIGHTS, Style, Weight, current

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from typing_extensions import TypeIs

    from trade_territories.charts.static._figure import ChartFigure

#: The family of the embedded subset; the font's own name is reserved for unchanged copies.
SUBSET_FAMILY = "Territoires Sans"
#: Room around the picture, in points, as in the printed one.
MARGIN = 6.0
POINTS_PER_INCH = 72
#: Screen pixels of an interactive figure to a point: type of 7 points is read on a screen at 10 pixels.
PIXELS = 1.42
_SUBSETS: tuple[Weight, ...] = ("regular", "semibold", "bold")


def svg_of(
    scene: Scene,
    *,
    prefix: str,
    style: Style | None = None,
    embed_fonts: bool = True,
    adaptive: bool = False,
) -> str:
    """Write a scene as SVG: the same text for the same scene, on every machine.

    Parameters
    ----------
    prefix
        Begins every id, so that two charts on one page share none.
    embed_fonts
        Whether the file brings its font; a page that has it once needs it no more.
    adaptive
        Whether colours of text and paper follow the page's custom properties (``--tt-ink``, …), for light and dark.

    Examples
    --------
    >>> scene = Scene(100, 20, (Label(0, 10, "Marne", 8),), "A title", "A description", "fr")
    >>> svg_of(scene, prefix="one", embed_fonts=False).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    look = style or current()
    box = f"{-MARGIN:g} {-MARGIN:g} {_number(scene.width + 2 * MARGIN)} {_number(scene.height + 2 * MARGIN)}"
    paint = _Painter(look, adaptive)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" lang="{scene.lang}" '
            f"aria-labelledby=\"{prefix}-title {prefix}-desc\" font-family=\"'{SUBSET_FAMILY}', '{look.family}', sans-serif\">"
        ),
        f'<title id="{prefix}-title">{escape(scene.title)}</title>',
        f'<desc id="{prefix}-desc">{escape(scene.description)}</desc>',
        f"<style>{font_faces()}</style>" if embed_fonts else "",
        "" if adaptive else _paper(look.colour("background")),
        *(paint.mark(mark) for mark in scene.marks),
        "</svg>\n",
    ]
    return "\n".join(part for part in parts if part)


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
    return svg_of(figure.scene, prefix=prefix, style=figure.style)


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


@cache
def font_faces() -> str:
    """Give the CSS that brings the subset of the font, as data."""
    folder = files("trade_territories.charts").joinpath("fonts")
    faces = []
    for weight in _SUBSETS:
        data = base64.b64encode(folder.joinpath(f"TerritoiresSans-{weight}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f"@font-face{{font-family:'{SUBSET_FAMILY}';font-weight:{FONT_WEIGHTS[weight]};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "".join(faces)


class _Painter:
    """Marks as SVG elements; colours as they are, or as properties of the page with the same as a fallback."""

    def __init__(self, style: Style, adaptive: bool) -> None:
        self.style, self.adaptive = style, adaptive

    def colour(self, role: str) -> str:
        value = self.style.colour(role)
        if not self.adaptive or role.startswith("#"):
            return f'fill="{value}"'
        name = role.replace("_", "-")
        return f'style="fill:var(--tt-{name},{value})"'

    def paint(self, fill: str, edge: str, line: float) -> str:
        """Give a fill, and a line around where there is one."""
        if not edge:
            return self.colour(fill)
        stroke = self.colour(edge).replace("fill", "stroke", 1)
        return f'{_merged(self.colour(fill), stroke)} stroke-width="{_number(line)}"'

    def mark(self, mark: Mark) -> str:
        if isinstance(mark, Box):
            x, y, width, height = (_number(value) for value in mark.within)
            paint = self.paint(mark.fill, mark.edge, mark.line)
            return _titled(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}', "rect", mark.tooltip)
        if isinstance(mark, Area):
            shape = f'<path d="{area_path(mark)}" {self.paint(mark.fill, mark.edge, EDGE)}'
            return _titled(shape, "path", mark.tooltip)
        if isinstance(mark, Ribbon):
            shape = f'<path d="{ribbon_path(mark)}" {self.paint(mark.fill, mark.edge, mark.line)}'
            return _titled(shape, "path", mark.tooltip)
        if isinstance(mark, Rule):
            stroke = self.colour(mark.stroke).replace("fill", "stroke", 1)
            return (
                f'<line x1="{_number(mark.x0)}" y1="{_number(mark.y0)}" x2="{_number(mark.x1)}" y2="{_number(mark.y1)}" '
                f'{stroke} stroke-width="{mark.width:g}"/>'
            )
        return self.text(mark)

    def text(self, mark: Label) -> str:
        place = f'x="{_number(mark.x)}" y="{_number(mark.y)}"'
        weight = f' font-weight="{FONT_WEIGHTS[mark.weight]}"' if mark.weight != "regular" else ""
        anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
        opacity = f' fill-opacity="{mark.opacity:g}"' if mark.opacity != 1 else ""
        turn = f' transform="rotate({-mark.turn:g} {_number(mark.x)} {_number(mark.y)})"' if mark.turn else ""
        # Decoration is no text to read aloud: the description says it.
        quiet = ' aria-hidden="true"' if mark.turn else ""
        return (
            f'<text {place} font-size="{mark.size:g}"{weight}{anchor}{opacity}{turn}{quiet} {self.colour(mark.fill)}>'
            f"{escape(mark.text)}</text>"
        )


def area_path(mark: Area) -> str:
    """Give the outline of an area as an SVG path.

    Examples
    --------
    >>> area_path(Area((((0, 0), (4, 0), (4, 3)),), "rule"))
    'M0 0L4 0L4 3Z'
    """
    return "".join("M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in ring) + "Z" for ring in mark.rings)


def ribbon_path(mark: Ribbon) -> str:
    """Give the outline of a ribbon as an SVG path.

    Examples
    --------
    >>> ribbon_path(Ribbon(0, 0, 10, 5, 2, "flow"))
    'M0 0C5 0 5 5 10 5V7C5 7 5 2 0 2Z'
    """
    middle = _number((mark.x0 + mark.x1) / 2)
    upper0, upper1, height = mark.within
    x0, x1, top0, top1 = (_number(value) for value in (mark.x0, mark.x1, upper0, upper1))
    low0, low1 = _number(upper0 + height), _number(upper1 + height)
    return (
        f"M{x0} {top0}C{middle} {top0} {middle} {top1} {x1} {top1}V{low1}C{middle} {low1} {middle} {low0} {x0} {low0}Z"
    )


def _merged(fill: str, edge: str) -> str:
    """Join two colours, each an attribute or a style, of which an element has one."""
    if fill.startswith("style") and edge.startswith("style"):
        return fill[:-1] + ";" + edge.removeprefix('style="')
    return f"{fill} {edge}"


def _paper(colour: str) -> str:
    return f'<rect x="{-MARGIN:g}" y="{-MARGIN:g}" width="100%" height="100%" fill="{colour}"/>'


def _titled(shape: str, tag: str, tooltip: str) -> str:
    return f"{shape}><title>{escape(tooltip)}</title></{tag}>" if tooltip else f"{shape}/>"


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
