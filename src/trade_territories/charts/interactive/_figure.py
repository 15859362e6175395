"""A plotly figure drawn from a scene: the same places, the same colours, and words on what the mouse points at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories.charts._text import measure
from trade_territories.charts._typeface import embedded, family_in_css
from trade_territories.charts.export import PIXELS
from trade_territories.charts.interactive._live import WIDER, LiveFigure
from trade_territories.charts.scene import Area, Box, Dot, Fade, Label, Line, Mark, Picture, Ribbon, Rule, Scene
from trade_territories.charts.style import FONT_WEIGHTS, MARGIN, Style, current
from trade_territories.charts.svg import SUBSET_FAMILY
from trade_territories.text.numbers import separators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import plotly.graph_objects as go

#: Number of points through which a curve is drawn.
STEPS = 24
#: Number of steps in which a fade is drawn.
FADE_STEPS = 12
#: Where our font is missing, the first of these that is there takes its place; no letter of ours is wider in any of
#: them by more than this.
OTHER_FAMILIES = (
    "'Segoe UI', 'Noto Sans', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', "
    "'DejaVu Sans Condensed', sans-serif"
)
FALLBACK = 1.24
#: Room between the widest words and the edge.
GUTTER = 2.0
_ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def draw(scene: Scene, style: Style | None = None, *, own_font: bool = False) -> go.Figure:
    """Draw a scene: as wide as its place, with the description in ``layout.meta``.

    Parameters
    ----------
    own_font
        Whether the page that shows the figure brings our font; else space is left for wider ones.
    """
    look = style or current()
    wider = 1.0 if own_font else WIDER
    left, right = _span(scene, 1.0 if own_font else FALLBACK / WIDER)
    height = (scene.height + 2 * MARGIN) * PIXELS
    title = _title_labels(scene)
    width = round((right - left) * PIXELS * wider, 2)
    figure = LiveFigure(
        data=[trace for mark in scene.marks for trace in _traces(mark, look)],
        layout={
            "autosize": True,
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},
            "title": _title(title, scene, (left, right), look),
            "paper_bgcolor": look.colour("background"),
            "plot_bgcolor": look.colour("background"),
            "showlegend": False,
            "hovermode": "closest",
            "separators": "".join(separators(scene.lang)),
            "font": {
                "family": f"{_family(look)}, {OTHER_FAMILIES}",
                "color": look.colour("ink"),
            },
            "hoverlabel": {
                "bgcolor": look.colour("background"),
                "bordercolor": look.colour("ink"),
                "font": {"color": look.colour("ink")},
            },
            "xaxis": _axis([left, right]),
            "yaxis": _axis([scene.height + MARGIN, -MARGIN]),
            "annotations": [_annotation(mark, look) for mark in scene.of(Label) if mark not in title],
            "images": [_picture(mark) for mark in scene.of(Picture)],
            "shapes": [_rule(mark, look) for mark in scene.of(Rule)],
            "meta": {"title": scene.title, "description": scene.description, "lang": scene.lang, "width": width},
        },
    )
    if look.typeface:
        # Its licence may forbid that a page brings it; then it is used where the reader's machine has it.
        faces = embedded(look.typeface, tuple(FONT_WEIGHTS.items()))
        figure._own_font = (family_in_css(look.typeface), faces)
    return figure


def _family(style: Style) -> str:
    typeface = style.typeface
    return f"'{family_in_css(typeface)}'" if typeface else f"'{SUBSET_FAMILY}', '{style.family}'"


def _picture(mark: Picture) -> dict[str, object]:
    return {
        "source": mark.logo.address,
        "xref": "x", "yref": "y", "x": mark.x, "y": mark.y, "sizex": mark.width, "sizey": mark.height,
        "sizing": "stretch", "layer": "above",
    }  # fmt: skip


def _title_labels(scene: Scene) -> list[Label]:
    """Return the lines of the title among the labels: they are the figure's own title instead of annotations."""
    labels = scene.of(Label)
    for start in range(len(labels)):
        for end in range(start + 1, min(start + 6, len(labels)) + 1):
            if " ".join(label.text for label in labels[start:end]) == scene.title:
                return labels[start:end]
    return []


def _title(lines: list[Label], scene: Scene, span: tuple[float, float], style: Style) -> dict[str, object]:
    if not lines:
        return {"text": ""}
    first = lines[0]
    # Plotly sets a title of several lines higher by the height of a capital.
    higher = 0.7 if len(lines) > 1 else 0.0
    top = (MARGIN + first.y - (0.8 - higher) * first.size) * PIXELS
    return {
        "text": "<br>".join(_escaped(label.text) for label in lines),
        "font": {"size": first.size * PIXELS, "weight": FONT_WEIGHTS[first.weight], "color": style.colour(first.fill)},
        "xref": "paper",
        "x": (first.x - span[0]) / (span[1] - span[0]),
        "xanchor": "left",
        "yref": "container",
        "y": 1 - top / ((scene.height + 2 * MARGIN) * PIXELS),
        "yanchor": "top",
        "automargin": False,
    }


def _span(scene: Scene, widening: float) -> tuple[float, float]:
    """Return where the page begins and ends, so that no word is cut even in a font so much wider."""
    left, right = -MARGIN, scene.width + MARGIN
    for mark in scene.marks:
        if isinstance(mark, Label) and not mark.turn:
            width = widening * measure(mark.text, mark.size, mark.weight)
            width += widening * sum(measure(f" {text}", mark.size, weight) for text, weight in mark.more)
            before = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
            left, right = min(left, mark.x - before - GUTTER), max(right, mark.x - before + width + GUTTER)
    return round(left, 2), round(right, 2)


def _axis(span: list[float]) -> dict[str, object]:
    return {"range": span, "visible": False, "fixedrange": True, "autorange": False}


def _traces(mark: Mark, style: Style) -> list[dict[str, object]]:
    """Return the traces of a mark, with what it belongs to; labels and rules are annotations and shapes."""
    writer = _TRACES.get(type(mark))
    return [{**trace, "meta": list(mark.of)} for trace in writer(mark, style)] if writer else []


def _box(mark: Box, style: Style) -> list[dict[str, object]]:
    x0, y0, width, height = mark.within
    return [_rectangle((x0, y0, width, height), _rgba(mark.fill, mark.opacity, style), mark, _edge(mark, style))]


def _fade(mark: Fade, style: Style) -> list[dict[str, object]]:
    """Draw a fade in a few steps: plotly fills a shape with one colour."""
    width = mark.width / FADE_STEPS
    return [
        _rectangle(
            (mark.x + step * width, mark.y, width, mark.height),
            _rgba(mark.fill, mark.start + (mark.end - mark.start) * (step + 0.5) / FADE_STEPS, style),
            mark,
            {"width": 0},
        )
        for step in range(FADE_STEPS)
    ]


def _shape(mark: Area, style: Style) -> list[dict[str, object]]:
    colour = _rgba(mark.fill, mark.opacity, style)
    return [_area(_outline(mark, 0), _outline(mark, 1), colour, mark.tooltip, _edge(mark, style))]


def _ribbon(mark: Ribbon, style: Style) -> list[dict[str, object]]:
    """Follow the centre line at the same distance on both sides."""
    found = []
    if mark.rim:
        found.append(_band(mark, mark.width / 2 + mark.rim, style.colour("background"), ""))
    return [*found, _band(mark, mark.width / 2, _rgba(mark.fill, mark.opacity, style), mark.tooltip)]


def _band(mark: Ribbon, half: float, colour: str, tooltip: str) -> dict[str, object]:
    upper, lower = [], []
    for step in range(STEPS + 1):
        (x, y), (dx, dy) = mark.at(step / STEPS)
        upper.append((x + half * dy, y - half * dx))
        lower.append((x - half * dy, y + half * dx))
    points = [*upper, *reversed(lower), upper[0]]
    return _area([x for x, _ in points], [y for _, y in points], colour, tooltip, {"width": 0})


def _line(mark: Line, style: Style) -> list[dict[str, object]]:
    dash = ",".join(f"{length * PIXELS:g}px" for length in mark.dash) or "solid"
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [round(x, 2) for x, _ in mark.points],
            "y": [round(y, 2) for _, y in mark.points],
            "line": {"color": style.colour(mark.stroke), "width": mark.width * PIXELS, "dash": dash},
            "hoverinfo": "text" if mark.tooltip else "skip",
            "text": mark.tooltip,
        }
    ]


def _dot(mark: Dot, style: Style) -> list[dict[str, object]]:
    turns = [2 * math.pi * step / STEPS for step in range(STEPS + 1)]
    xs = [mark.x + mark.radius * math.cos(turn) for turn in turns]
    ys = [mark.y + mark.radius * math.sin(turn) for turn in turns]
    line: dict[str, object] = {"width": 0.6 * PIXELS, "color": style.colour(mark.edge)} if mark.edge else {"width": 0}
    return [_area(xs, ys, style.colour(mark.fill), mark.tooltip, line)]


def _rectangle(
    place: tuple[float, float, float, float], colour: str, mark: Box | Fade, line: dict[str, object]
) -> dict[str, object]:
    x0, y0, width, height = place
    x1, y1 = x0 + width, y0 + height
    return _area([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], colour, mark.tooltip, line)


def _rgba(role: str, opacity: float, style: Style) -> str:
    """Return a colour as it is, or with its opacity."""
    colour = style.colour(role)
    if opacity == 1:
        return colour
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{round(opacity, 3):g})"


def _outline(mark: Area, axis: int) -> list[float | None]:
    """Return one coordinate of closed rings, parted by gaps after which plotly begins a new one."""
    found: list[float | None] = []
    for ring in mark.rings:
        found += [*([None] if found else []), *(point[axis] for point in ring), ring[0][axis]]
    return found


def _edge(mark: Box | Area, style: Style) -> dict[str, object]:
    if not mark.edge:
        return {"width": 0}
    return {"width": round(mark.line * PIXELS, 3), "color": style.colour(mark.edge)}


def _area(
    xs: Sequence[float | None], ys: Sequence[float | None], colour: str, tooltip: str, line: dict[str, object]
) -> dict[str, object]:
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


def _run(text: str, weight: str) -> str:
    return _escaped(text) if weight == "regular" else f"<b>{_escaped(text)}</b>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _annotation(mark: Label, style: Style) -> dict[str, object]:
    return {
        "x": mark.x,
        "y": mark.y,
        "text": " ".join(_run(text, weight) for text, weight in ((mark.text, mark.weight), *mark.more))
        if mark.more
        else _escaped(mark.text),
        "showarrow": False,
        **_anchored(mark),
        "font": {
            "size": mark.size * PIXELS,
            "color": style.colour(mark.fill),
            "weight": FONT_WEIGHTS["regular" if mark.more else mark.weight],
        },
        "opacity": mark.opacity,
        "textangle": -mark.turn,
        "align": _ANCHORS[mark.anchor],
        "borderpad": 0,
    }


def _anchored(mark: Label) -> dict[str, object]:
    """Return how a text hangs on its point; plotly knows no baseline, and turns a text about its middle."""
    # The middle of small letters stands about a third of the size above the baseline.
    lift = 0.33 * mark.size * PIXELS
    if not mark.turn:
        return {"xanchor": _ANCHORS[mark.anchor], "yanchor": "middle", "yshift": lift}
    half = measure(mark.text, mark.size, mark.weight) * PIXELS / 2
    along = {"start": half, "middle": 0.0, "end": -half}[mark.anchor]
    turn = math.radians(mark.turn)
    return {
        "xanchor": "center",
        "yanchor": "middle",
        "xshift": along * math.cos(turn) - lift * math.sin(turn),
        "yshift": along * math.sin(turn) + lift * math.cos(turn),
    }


def _rule(mark: Rule, style: Style) -> dict[str, object]:
    return {
        "type": "line",
        "x0": mark.x0,
        "x1": mark.x1,
        "y0": mark.y0,
        "y1": mark.y1,
        "line": {"color": style.colour(mark.stroke), "width": mark.width * PIXELS},
        "layer": "above" if mark.above else "below",
    }


_TRACES: dict[type, Callable[..., list[dict[str, object]]]] = {
    Area: _shape,
    Box: _box,
    Dot: _dot,
    Fade: _fade,
    Line: _line,
    Ribbon: _ribbon,
}
