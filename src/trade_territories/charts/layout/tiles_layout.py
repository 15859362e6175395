"""The activities laid out: two halves as wide as their totals, squarified tiles, names where they fit, a key where not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._text import Measure, measure, wrapped
from trade_territories.charts.layout.page import LEADING, finished, head
from trade_territories.charts.layout.scene import Box, Label, Mark, Scene
from trade_territories.charts.style import Style, current, mixed, text_on

if TYPE_CHECKING:
    from trade_territories.charts._activities_content import ActivitiesContent, Half, Tile

LEAST_HEIGHT, MOST_HEIGHT = 268.0, 380.0
#: Beyond so many tiles the picture grows, so that more of them can be named inside.
MANY = 26
HALF_GAP = 7.0
#: White between tiles, and room between a tile's edge and its words.
LINE, PAD = 1.1, 4.2
#: The palest shade is this far from white: still told from the page.
PALEST = 0.72
REST_FILL = "#d9dde6"
GROUP_LINE = 2.4
NAME_LINES = 4
NAME_LEADING = 1.14


@dataclass(frozen=True)
class Place:
    """A tile with its rectangle."""

    tile: Tile
    x: float
    y: float
    width: float
    height: float


def activities_scene(content: ActivitiesContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay a treemap of activities out."""
    style = style or current()
    sizes = style.sizes
    marks, y = head(content.heading, style)
    widths = half_widths([half.total_eur for half in content.halves], sizes.page)
    y += sizes.head
    top = y + 6
    x = 0.0
    numbered: list[Tile] = []
    height = picture_height(content)
    for half, width, anchor in zip(content.halves, widths, ("start", "end"), strict=True):
        role = f"{half.flow}_text"
        at = 0.0 if anchor == "start" else sizes.page
        text = f"{half.head}  {half.total_words}" if half.tiles else half.nothing
        marks.append(Label(at, y, text, sizes.head, role, "bold", anchor))  # type: ignore[arg-type]
        for place in places(half, x, top, width, height):
            marks += _tile(place, half, style, numbered, measure)
        x += width + (HALF_GAP if width else 0)
    bottom = top + height if any(half.tiles for half in content.halves) else top + 30
    key_marks, end = _key(numbered, bottom, style, measure)
    return finished(content.heading, style, [*marks, *key_marks], (top, bottom) if end == bottom else (top, end))


def picture_height(content: ActivitiesContent) -> float:
    """Give the height of the halves: more where there are many tiles."""
    count = sum(len(half.tiles) for half in content.halves)
    return min(MOST_HEIGHT, LEAST_HEIGHT + 5.0 * max(0, count - MANY))


def half_widths(totals: list[int], page: float) -> list[float]:
    """Make each half as wide as its total, so that equal areas are equal values on both sides."""
    positive = [max(total, 0) for total in totals]
    whole = sum(positive)
    if not whole:
        return [0.0 for _ in totals]
    free = page - HALF_GAP if all(positive) else page
    return [free * total / whole for total in positive]


def places(half: Half, x: float, y: float, width: float, height: float) -> list[Place]:
    """Squarify the tiles of a half, inside their groups where there are any."""
    if not half.tiles or width <= 0:
        return []
    if not any(tile.group for tile in half.tiles):
        return _squarified(list(half.tiles), x, y, width, height)
    groups: dict[str, list[Tile]] = {}
    for tile in half.tiles:
        groups.setdefault(tile.group, []).append(tile)
    order = sorted(groups, key=lambda code: (code == "", -sum(tile.value_eur for tile in groups[code]), code))
    standing = [replace(groups[code][0], value_eur=sum(tile.value_eur for tile in groups[code])) for code in order]
    found = []
    for code, room in zip(order, _squarified(standing, x, y, width, height), strict=True):
        inset = min(GROUP_LINE / 2, room.width / 8, room.height / 8)
        found += _squarified(
            groups[code], room.x + inset, room.y + inset, room.width - 2 * inset, room.height - 2 * inset
        )
    return found


def _squarified(tiles: list[Tile], x: float, y: float, width: float, height: float) -> list[Place]:
    import squarify

    sizes = squarify.normalize_sizes([tile.value_eur for tile in tiles], width, height)
    rectangles = squarify.squarify(sizes, x, y, width, height)
    return [Place(tile, one["x"], one["y"], one["dx"], one["dy"]) for tile, one in zip(tiles, rectangles, strict=True)]


def _tile(place: Place, half: Half, style: Style, numbered: list[Tile], measure: Measure) -> list[Mark]:
    tile = place.tile
    base = style.colour(half.flow)
    count = max(len(half.tiles) - 1, 1)
    fill = REST_FILL if tile.code == reference.AUTRES else mixed(base, "#ffffff", PALEST * (tile.rank / count) ** 0.8)
    ink = text_on(fill)
    inset = min(LINE / 2, place.width / 6, place.height / 6)
    marks: list[Mark] = [
        Box(
            place.x + inset,
            place.y + inset,
            place.width - 2 * inset,
            place.height - 2 * inset,
            fill,
            f"{half.head} · {tile.name} : {tile.words}",
        )
    ]
    words = _words(place, style, measure)
    if words is not None:
        names, values, size, value_size = words
        y = place.y + PAD + size * 0.86
        for line in names:
            marks.append(Label(place.x + PAD, y, line, size, ink, "semibold"))
            y += size * NAME_LEADING
        y += value_size - size + 1
        for line in values:
            marks.append(Label(place.x + PAD, y, line, value_size, ink))
            y += value_size * NAME_LEADING
        return marks
    numbered.append(tile)
    number = str(len(numbered))
    size = style.sizes.smallest
    if place.width >= measure(number, size, "bold") + 2 and place.height >= size + 1:
        centre = (place.x + place.width / 2, place.y + place.height / 2 + size * 0.34)
        marks.append(Label(*centre, number, size, ink, "bold", "middle"))
    return marks


def _words(place: Place, style: Style, measure: Measure) -> tuple[list[str], list[str], float, float] | None:
    """Find what can be read inside a tile: the full name, else the plain one, as large as fits; nothing where none does."""
    sizes = style.sizes
    largest = min(13.0, sizes.name + max(0.0, (place.width * place.height) ** 0.5 - 60) / 16)
    steps = [largest - 0.4 * step for step in range(int((largest - sizes.smallest) / 0.4) + 1)] + [sizes.smallest]
    for name in dict.fromkeys((place.tile.name, place.tile.plain)):
        for size in steps:
            value_size = max(sizes.smallest, min(size - 0.8, sizes.name))
            for values in ([place.tile.words], place.tile.words.split(" · ")):
                names = wrapped(name, place.width - 2 * PAD, size, "semibold", lines=NAME_LINES)
                if _stands(names, values, size, value_size, place, measure):
                    return names, values, size, value_size
    return None


def _stands(
    names: list[str], values: list[str], size: float, value_size: float, place: Place, measure: Measure
) -> bool:
    width, height = place.width - 2 * PAD, place.height - 2 * PAD
    high = (len(names) * size + len(values) * value_size) * NAME_LEADING + 1 - value_size * (NAME_LEADING - 1)
    widths = [measure(line, size, "semibold") for line in names] + [
        measure(line, value_size, "regular") for line in values
    ]
    return high <= height and max(widths) <= width


def _key(tiles: list[Tile], bottom: float, style: Style, measure: Measure) -> tuple[list[Mark], float]:
    """List the numbered tiles under the picture, in columns as wide as the longest entry."""
    if not tiles:
        return [], bottom
    size = style.sizes.value
    entries = [(str(number), f"{tile.plain}  {tile.words}") for number, tile in enumerate(tiles, start=1)]
    number_width = max(measure(number, size, "bold") for number, _ in entries) + 4
    width = min(max(measure(text, size, "regular") for _, text in entries) + number_width + 12, style.sizes.page)
    columns = max(1, int(style.sizes.page // width))
    rows = -(-len(entries) // columns)
    step = style.sizes.page / columns
    marks: list[Mark] = []
    y = bottom + 4
    heights = [0.0] * columns
    for place, (number, text) in enumerate(entries):
        column = place // rows
        x = column * step
        line_y = y + heights[column] + size
        marks.append(Label(x, line_y, number, size, "ink", "bold"))
        for line in wrapped(text, step - number_width - 6, size, lines=3):
            marks.append(Label(x + number_width, y + heights[column] + size, line, size, "ink"))
            heights[column] += size * LEADING
    return marks, y + max(heights)
