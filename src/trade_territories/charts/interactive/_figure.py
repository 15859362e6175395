"""A plotly figure drawn from a scene: the same places, the same colours, and words on what the mouse points at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts._text import measure
from trade_territories.charts.export import PIXELS, SUBSET_FAMILY
from trade_territories.charts.layout.scene import EDGE, Area, Box, Label, Mark, Ribbon, Rule, Scene
from trade_territories.charts.style import FONT_WEIGHTS, Style, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

MARGIN = 10
#: A curve is drawn through so many points.
STEPS = 24
#: Where our font is missing, the first of these that is there takes its place; no letter of ours is wider in any of
#: them by more than this.
OTHER_FAMILIES = (
    "'Source Sans 3', 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', "
    "'DejaVu Sans Condensed', sans-serif"
)
FALLBACK = 1.24
#: So much wider than its type a figure is drawn then, and no word runs into the next.
WIDER = 1.18
_ANCHORS = {"start": "left", "middle": "center", "end": "right"}
_SEPARATORS = {"fr": ",\u202f", "en": ".,"}


def draw(scene: Scene, style: Style | None = None, *, own_font: bool = False) -> go.Figure:
    """Draw a scene; its description stands in ``layout.meta``.

    Parameters
    ----------
    own_font
        Whether the page that shows the figure brings our font; else room is left for wider ones.
    """
    import plotly.graph_objects as go

    look = style or current()
    wider = 1.0 if own_font else WIDER
    left, right = _span(scene, 1.0 if own_font else FALLBACK / WIDER)
    return go.Figure(
        data=[trace for mark in scene.marks for trace in _traces(mark, look)],
        layout={
            "width": round((right - left) * PIXELS * wider + 2 * MARGIN, 2),
            "height": scene.height * PIXELS + 2 * MARGIN,
            "margin": {"l": MARGIN, "r": MARGIN, "t": MARGIN, "b": MARGIN},
            "paper_bgcolor": look.colour("background"),
            "plot_bgcolor": look.colour("background"),
            "showlegend": False,
            "hovermode": "closest",
            "separators": _SEPARATORS[scene.lang],
            "font": {
                "family": f"'{SUBSET_FAMILY}', '{look.family}', {OTHER_FAMILIES}",
                "color": look.colour("ink"),
            },
            "hoverlabel": {"bgcolor": look.colour("background"), "font": {"color": look.colour("ink")}},
            "xaxis": _axis([left, right]),
            "yaxis": _axis([scene.height, 0]),
            "annotations": [_annotation(mark, look) for mark in scene.of(Label)],
            "shapes": [_line(mark, look) for mark in scene.of(Rule)],
            "meta": {"title": scene.title, "description": scene.description, "lang": scene.lang},
        },
    )


def _span(scene: Scene, widening: float) -> tuple[float, float]:
    """Give where the page begins and ends, so that no word is cut even in a font so much wider."""
    left, right = 0.0, scene.width
    for mark in scene.marks:
        if isinstance(mark, Label) and not mark.turn:
            width = widening * measure(mark.text, mark.size, mark.weight)
            before = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
            left, right = min(left, mark.x - before), max(right, mark.x - before + width)
    return round(left, 2), round(right, 2)


def _axis(span: list[float]) -> dict[str, Any]:
    return {"range": span, "visible": False, "fixedrange": True, "autorange": False}


def _traces(mark: Mark, style: Style) -> list[dict[str, Any]]:
    if isinstance(mark, Box):
        x0, y0, width, height = mark.within
        x1, y1 = x0 + width, y0 + height
        corners = ([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0])
        return [_area(*corners, style.colour(mark.fill), mark.tooltip, _edge(mark.edge, mark.line, style))]
    if isinstance(mark, Area):
        outlines = (_outline(mark, 0), _outline(mark, 1))
        return [_area(*outlines, style.colour(mark.fill), mark.tooltip, _edge(mark.edge, EDGE, style))]
    if isinstance(mark, Ribbon):
        top0, top1, height = mark.within
        upper = _curve(mark.x0, top0, mark.x1, top1)
        lower = [(x, y + height) for x, y in reversed(upper)]
        points = [*upper, *lower, upper[0]]
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        return [_area(xs, ys, style.colour(mark.fill), mark.tooltip, _edge(mark.edge, mark.line, style))]
    return []


def _outline(mark: Area, axis: int) -> list[float | None]:
    """Give one coordinate of closed rings, parted by gaps after which plotly begins a new one."""
    found: list[float | None] = []
    for ring in mark.rings:
        found += [*([None] if found else []), *(point[axis] for point in ring), ring[0][axis]]
    return found


def _edge(role: str, width: float, style: Style) -> dict[str, Any]:
    return {"width": round(width * PIXELS, 3), "color": style.colour(role)} if role else {"width": 0}


def _area(
    xs: Sequence[float | None], ys: Sequence[float | None], colour: str, tooltip: str, line: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [None if x is None else round(x, 2) for x in xs],
        "y": [None if y is None else round(y, 2) for y in ys],
        "fill": "toself",
        "fillcolor": colour,
        "line": line,
        "hoveron": "fills",
        "hoverinfo": "text" if tooltip else "skip",
        "text": tooltip,
    }


def _curve(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    """Follow the same cubic curve as the printed ribbon."""
    middle = (x0 + x1) / 2
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        u = 1 - t
        x = u**3 * x0 + 3 * u * u * t * middle + 3 * u * t * t * middle + t**3 * x1
        y = (u**3 + 3 * u * u * t) * y0 + (3 * u * t * t + t**3) * y1
        points.append((x, y))
    return points


def _annotation(mark: Mark, style: Style) -> dict[str, Any]:
    if not isinstance(mark, Label):
        raise TypeError(mark)
    return {
        "x": mark.x,
        "y": mark.y,
        "text": mark.text.replace("&", "&amp;").replace("<", "&lt;"),
        "showarrow": False,
        "xanchor": _ANCHORS[mark.anchor],
        # Plotly knows no baseline: the middle of small letters stands about a third of the size above it.
        "yanchor": "middle",
        "yshift": 0.33 * mark.size * PIXELS,
        "font": {
            "size": mark.size * PIXELS,
            "color": style.colour(mark.fill),
            "weight": FONT_WEIGHTS[mark.weight],
        },
        "opacity": mark.opacity,
        "textangle": -mark.turn,
        "align": _ANCHORS[mark.anchor],
        "borderpad": 0,
    }


def _line(mark: Mark, style: Style) -> dict[str, Any]:
    if not isinstance(mark, Rule):
        raise TypeError(mark)
    return {
        "type": "line",
        "x0": mark.x0,
        "x1": mark.x1,
        "y0": mark.y0,
        "y1": mark.y1,
        "line": {"color": style.colour(mark.stroke), "width": mark.width * PIXELS},
        "layer": "above" if mark.above else "below",
    }
