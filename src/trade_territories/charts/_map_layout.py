"""The map laid out: départements by class, overseas beside, Paris under a magnifier, the key with counts, and the first ten."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trade_territories.charts._map_geometry import (
    MAGNIFIED,
    Frame,
    Magnifier,
    centre,
    circle,
    fitted,
    label_place,
    mainland,
)
from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines
from trade_territories.charts.scene import Area, Box, Dot, Label, Rule
from trade_territories.reference import MONACO, OVERSEAS
from trade_territories.text import say
from trade_territories.text.numbers import ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.charts._contours import Ring
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark, Scene
    from trade_territories.charts.style import Weight
    from trade_territories.text import Lang

#: The map takes so much of a wide page; the list stands beside it.
MAP_WIDTH, LIST_LEFT = 296.0, 364.0
ROWS, NARROW_ROWS = 10, 5
BAR, LIST_PITCH = 6.8, 21.0
#: The line around the territory on its white rim, and the line between départements.
OUTLINE, RIM, BORDER = 1.3, 2.6, 0.45
SWATCH, MONACO_RADIUS = 9.0, 2.4
#: Where the line leaves the magnifier: so far below the horizontal.
LINK_ANGLE = math.radians(50)


@dataclass(frozen=True)
class Place:
    """A département: its value, how it is written, its rank among those with one (0 for none), and its class (0 for none)."""

    code: str
    name: str
    value: float | None
    words: str
    rank: int
    of: int
    role: str
    tooltip: str
    rank_class: int


@dataclass(frozen=True)
class MapClass:
    """A class of the key: its fill, its bounds in words, and how many départements are in it."""

    role: str
    name: str
    count: int
    is_apart: bool = False


@dataclass(frozen=True)
class MapContent:
    """All that a map says."""

    heading: Heading
    places: tuple[Place, ...]
    classes: tuple[MapClass, ...]
    outlined: tuple[str, ...]
    outlined_name: str
    ranked: tuple[Place, ...]
    #: Name, words and value of France, the last row of the list; no name where it has none.
    france: tuple[str, str, float | None]
    is_change: bool
    lang: Lang
    #: The figures, with the class of each: the colours of the map are these.
    table: pd.DataFrame = field(repr=False, compare=False)


def map_scene(content: MapContent, page: Page) -> Scene:
    """Lay a map out."""
    marks, y = page.head(content.heading)
    places = {place.code: place for place in content.places}
    width = page.width - 10 if page.narrow else MAP_WIDTH
    frame = Frame.within(10.0, y + 2, width)
    magnifier = Magnifier.at(*((25.0, y + 24, 24.0) if page.narrow else (31.0, y + 31, 30.0)))
    drawn, taken = _map(content, places, frame, magnifier, page)
    marks += drawn
    marks += _outlined_label(content, places, frame, taken, page)
    bottom = y + frame.height + 8
    key, bottom = _key(content, bottom, page.width if page.narrow else 10 + MAP_WIDTH, page)
    marks += key
    if page.narrow:
        rows, low = _list(content, 0.0, page.width, bottom + 12, NARROW_ROWS, page)
    else:
        rows, low = _list(content, LIST_LEFT, page.width - LIST_LEFT, y + 40, ROWS, page)
    return page.finished(content.heading, [*marks, *rows], max(bottom, low))


def _target(code: str) -> str:
    return f"departement-{code}"


def _area(place: Place, rings: tuple[Ring, ...], *, line: float = BORDER, again: bool = False) -> Area:
    """Draw a département; one that is drawn again is no second target of the keyboard."""
    target = _target(place.code)
    return Area(rings, place.role, place.tooltip, "background", line=line, target="" if again else target, of=(target,))


def _map(
    content: MapContent, places: dict[str, Place], frame: Frame, magnifier: Magnifier, page: Page
) -> tuple[list[Mark], list[tuple[float, float, float, float]]]:
    """Draw the map itself; return its marks and the boxes in which nothing else may stand."""
    marks: list[Mark] = [_area(places[code], frame.rings(code)) for code in mainland()]
    marks += _outline([frame.rings(code) for code in content.outlined if code in mainland()])
    marks += [
        _area(places[code], frame.rings(code), line=0.25, again=True) for code in content.outlined if code in mainland()
    ]
    x, y = frame.point(centre(MONACO))
    monaco = places[MONACO]
    target = _target(MONACO)
    marks.append(Dot(x, y, MONACO_RADIUS, monaco.role, monaco.tooltip, "background", target=target, of=(target,)))
    overseas, boxes = _overseas(content, places, frame, page)
    marks += overseas
    lens, box = _magnifier(content, places, frame, magnifier, page)
    return [*marks, *lens], [*boxes, box]


def _outline(shapes: list[tuple[Ring, ...]]) -> list[Mark]:
    """Draw the line around a territory on its rim: half of each shows beyond the départements drawn over them."""
    rims: list[Mark] = [Area(rings, "background", "", "background", line=2 * (OUTLINE + RIM / 2)) for rings in shapes]
    return [*rims, *(Area(rings, "ink", "", "ink", line=2 * OUTLINE) for rings in shapes)]


def _overseas(
    content: MapContent, places: dict[str, Place], frame: Frame, page: Page
) -> tuple[list[Mark], list[tuple[float, float, float, float]]]:
    """Draw the overseas départements in a column at the left, each to a scale of its own, with their names."""
    size = page.sizes.smallest
    width, height = (20.0, 18.0) if page.narrow else (24.0, 22.0)
    step = (frame.height * (0.52 if page.narrow else 0.56)) / len(OVERSEAS)
    top = frame.point((0.0, 0.0))[1] + frame.height - step * len(OVERSEAS) - (2 if page.narrow else -10)
    marks: list[Mark] = []
    boxes = []
    for place_at, code in enumerate(OVERSEAS):
        y = top + place_at * step
        rings = fitted(code, 0.0, y, width, height)
        place = places[code]
        if code in content.outlined:
            marks += _outline([rings])
        marks.append(_area(place, rings, line=0.25))
        bold: Weight = "bold" if code in content.outlined else "regular"
        x, base = width + 5, y + height / 2 + size * 0.34
        target = _target(code)
        marks.append(Label(x, base, place.name, size, "ink" if bold == "bold" else "secondary", bold, of=(target,)))
        if code in content.outlined:
            marks.append(Label(x, base + size * LEADING, place.words, size, "ink", of=(target,)))
        wide = page.measure(place.name, size, "bold")
        boxes.append((0.0, y, x + wide, y + height))
    return marks, boxes


def _magnifier(
    content: MapContent, places: dict[str, Place], frame: Frame, magnifier: Magnifier, page: Page
) -> tuple[list[Mark], tuple[float, float, float, float]]:
    """Draw the middle of Île-de-France enlarged, and a line to where it lies."""
    shown = magnifier.shown()
    x, y, radius = magnifier.x, magnifier.y, magnifier.radius
    marks: list[Mark] = [Area((circle(x, y, radius),), "background", "", "faint", line=0.9)]
    marks += [_area(places[code], rings, again=True) for code, rings in shown.items() if code not in content.outlined]
    inside = [shown[code] for code in content.outlined if code in shown]
    if any(code in MAGNIFIED for code in content.outlined):
        marks += _outline(inside)
    marks += [_area(places[code], shown[code], line=0.25, again=True) for code in content.outlined if code in shown]
    marks.append(Area((circle(x, y, radius), circle(x, y, radius - 0.9)[::-1]), "faint", "", ""))
    at = frame.point(magnifier.middle)
    reach = max(magnifier.reach * frame.scale, 4.0)
    marks.append(Area((circle(*at, reach), circle(*at, reach - 0.8)[::-1]), "ink", "", ""))
    # From the lower right, so that the line passes under the words beside the circle.
    start = (x + radius * math.cos(LINK_ANGLE), y + radius * math.sin(LINK_ANGLE))
    far = math.dist(at, start)
    end = (at[0] - (at[0] - start[0]) * reach / far, at[1] - (at[1] - start[1]) * reach / far)
    marks.append(Rule(*start, *end, "ink", 0.6, above=True))
    captions, wide = _caption(content, places, frame, magnifier, page)
    return [*marks, *captions], (0.0, y - radius, max(x + radius, wide), y + radius)


def _caption(
    content: MapContent, places: dict[str, Place], frame: Frame, magnifier: Magnifier, page: Page
) -> tuple[list[Mark], float]:
    """Say at the right of the magnifier what it shows, and name a territory that only it shows; return the right end too."""
    sizes = page.sizes
    x, y, radius = magnifier.x, magnifier.y, magnifier.radius
    left = x + radius * 0.95
    available = frame.point((285.0, 0.0))[0] - left - 8
    marks: list[Mark] = []
    right = left
    lines = [
        (line, sizes.smallest, "secondary", False)
        for line in label_lines(say("charts.map.magnified", content.lang), available, sizes.smallest, lines=3)
    ]
    if content.outlined and all(code in MAGNIFIED for code in content.outlined):
        # There is no space for both on a phone: the name tells what is magnified.
        lines = [] if page.narrow else lines
        lines += [
            (line, sizes.name, "ink", True)
            for line in label_lines(content.outlined_name, available, sizes.name, "bold")
        ]
        value = _value_words(content, places)
        lines += [(value, sizes.smallest, "secondary", False)] if value else []
    base = y - radius
    for line, size, role, is_bold in lines:
        base += size * LEADING
        # Beside the circle, as near as it is wide there.
        beside = math.sqrt(max(radius**2 - (base - size * 0.3 - y) ** 2, 0.0))
        start = x + beside + 5
        weight: Weight = "bold" if is_bold else "regular"
        marks.append(Label(start, base, line, size, role, weight))
        right = max(right, start + page.measure(line, size, weight))
    return marks, right


def _value_words(content: MapContent, places: dict[str, Place]) -> str:
    """Return value and rank of the territory outlined, where it is one département."""
    if len(content.outlined) != 1:
        return ""
    place = places[content.outlined[0]]
    if not place.rank:
        return place.words
    return say("charts.map.label", content.lang, value=place.words, rank=ordinal(place.rank, content.lang), of=place.of)


def _outlined_label(
    content: MapContent,
    places: dict[str, Place],
    frame: Frame,
    taken: list[tuple[float, float, float, float]],
    page: Page,
) -> list[Mark]:
    """Name the outlined territory outside the land, with a line to it."""
    mine = [code for code in content.outlined if code in mainland()]
    if not mine or all(code in MAGNIFIED for code in mine):
        return []
    sizes = page.sizes
    value = _value_words(content, places)
    lines = label_lines(content.outlined_name, 110, sizes.name, "bold")
    width = max(
        *(page.measure(line, sizes.name, "bold") for line in lines), page.measure(value, sizes.smallest, "regular")
    )
    height = (len(lines) * sizes.name + (sizes.smallest if value else 0)) * LEADING
    points = [frame.point(centre(code)) for code in mine]
    anchor = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    top = frame.point((0.0, 0.0))[1]
    right = page.width if page.narrow else LIST_LEFT - 12
    at = label_place(frame, anchor, (width, height), (0.0, top, right, top + frame.height), taken)
    if at is None:
        return []
    x, y = at
    nearest = (min(max(anchor[0], x), x + width), min(max(anchor[1], y), y + height))
    marks: list[Mark] = [
        Rule(*anchor, *nearest, "background", 2.2, above=True),
        Rule(*anchor, *nearest, "ink", 0.8, above=True),
        Dot(*anchor, 1.5, "ink", "", "background"),
    ]
    base = y + sizes.name * 0.9
    marks += text_lines(lines, x, base, sizes.name, "ink", "bold")
    base += len(lines) * sizes.name * LEADING
    if value:
        marks.append(Label(x, base - 1, value, sizes.smallest, "secondary"))
    return marks


def _key(content: MapContent, y: float, width: float, page: Page) -> tuple[list[Mark], float]:
    """Draw the classes side by side, with their bounds and how many départements are in each."""
    sizes = page.sizes
    ranked = [map_class for map_class in content.classes if not map_class.is_apart]
    step = width / max(len(ranked), 1)
    marks: list[Mark] = []
    size, small = sizes.value, sizes.smallest
    names = [label_lines(map_class.name, step - 4, size, "bold", lines=3) for map_class in ranked]
    rows = max((len(lines) for lines in names), default=0)
    for at, (map_class, lines) in enumerate(zip(ranked, names, strict=True)):
        x = at * step
        marks.append(Box(x, y, step - 1, SWATCH, map_class.role, map_class.name))
        base = y + SWATCH + size * 1.15
        marks += text_lines(lines, x + (step - 1) / 2, base, size, "ink", "bold", "middle")
        base = y + SWATCH + size * 1.15 + rows * size * LEADING - size * LEADING + small * LEADING
        count = say(f"charts.map.{'short_count' if page.narrow else 'count'}", content.lang, count=map_class.count)
        marks.append(Label(x + (step - 1) / 2, base, count, small, "secondary", "regular", "middle"))
    if ranked:
        y += SWATCH + size * 1.15 + (rows - 1) * size * LEADING + small * LEADING
    for map_class in content.classes:
        if map_class.is_apart:
            y += small * LEADING + 2
            count = say("charts.map.count", content.lang, count=map_class.count)
            words = say("charts.map.apart", content.lang, name=map_class.name, count=count)
            marks += [
                Box(0, y - SWATCH + 2, SWATCH, SWATCH - 1.5, map_class.role, map_class.name, "edge"),
                Label(SWATCH + 5, y, words, small, "secondary"),
            ]
    return marks, y + 3


def _rises_and_falls(ranked: Sequence[Place], count: int) -> list[tuple[str, Sequence[Place]]]:
    """Return the largest rises and the largest falls, half of the list each; all of it for one where the other lacks."""
    rises = [place for place in ranked if (place.value or 0) > 0]
    falls = [place for place in reversed(ranked) if (place.value or 0) < 0]
    half = count // 2
    groups = [("rises", rises[: max(half, count - len(falls))]), ("falls", falls[: max(half, count - len(rises))])]
    return [(key, places) for key, places in groups if places] or [("first", ranked[:count])]


def _list(content: MapContent, x: float, width: float, y: float, count: int, page: Page) -> tuple[list[Mark], float]:
    """List the first départements as bars in the colour of their class, then the territory outlined and France."""
    ranked = content.ranked
    if not ranked:
        return [], y
    groups = _rises_and_falls(ranked, count) if content.is_change else [("first", ranked[:count])]
    shown = [place for _, places in groups for place in places]
    most = max([abs(place.value or 0) for place in shown] + [abs(content.france[2] or 0)]) or 1.0
    words = [place.words for place in content.ranked] + [content.france[1]]
    available = width - max(page.measure(text, page.sizes.value, "semibold") for text in words) - 5
    marks: list[Mark] = []
    for at, (key, places) in enumerate(groups):
        y += 20 if at else 0
        title = say(f"charts.map.{key}", content.lang, count=len(places))
        marks.append(Label(x, y, title, page.sizes.head, "ink", "bold"))
        for place in places:
            found, y = _bar(place.name, place, x, y, available / most, page)
            marks += found
    mine = [place for place in ranked if place.code in content.outlined and place not in shown]
    name, text, value = content.france
    if len(mine) == 1 or name:
        y += 9
        marks.append(Rule(x, y, x + width, y, "rule", 0.6))
    if len(mine) == 1:
        rank = say("charts.map.ranked_name", content.lang, place=mine[0].name, rank=ordinal(mine[0].rank, content.lang))
        found, y = _bar(rank, mine[0], x, y, available / most, page, outlined=True)
        marks += found
    if name:
        y += page.sizes.name * LEADING + (4 if page.narrow else 2.5)
        marks.append(Label(x, y, name, page.sizes.name, "secondary"))
        if value is None:
            marks.append(Label(x + width, y, text, page.sizes.value, "secondary", "regular", "end"))
        else:
            length = max(abs(value) * available / most, 0.6)
            marks.append(Box(x, y + 3, length, BAR, "rest", f"{name}, {text}"))
            marks.append(Label(x + length + 5, y + 3 + BAR * 0.84, text, page.sizes.value, "secondary"))
            y += 3 + BAR
    return marks, y


def _bar(
    name: str, place: Place, x: float, y: float, scale: float, page: Page, *, outlined: bool = False
) -> tuple[list[Mark], float]:
    """Draw a name, and its bar under it with the value at its end."""
    sizes, target = page.sizes, _target(place.code)
    y += sizes.name * LEADING + (4.0 if page.narrow else 2.5)
    length = max(abs(place.value or 0) * scale, 0.6)
    marks: list[Mark] = [
        Label(x, y, name, sizes.name, "ink", "bold" if outlined else "regular", of=(target,)),
        Box(x, y + 3, length, BAR, place.role, place.tooltip, "ink" if outlined else _pale_edge(place), of=(target,)),
        Label(x + length + 5, y + 3 + BAR * 0.84, place.words, sizes.value, "ink", "semibold", of=(target,)),
    ]
    return marks, y + 3 + BAR


def _pale_edge(place: Place) -> str:
    """Return the role of a line around a bar of the palest class, which would be lost on the page."""
    return "edge" if place.role.endswith("_class_1") else ""
