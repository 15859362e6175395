"""The activities laid out: two halves as wide as their totals, squarified tiles, names where they fit, a key where not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._text import Measure, fits, measure, wrapped
from trade_territories.charts.page import LEADING, finished, head
from trade_territories.charts.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import LIGHT, Style, current, mixed, text_on

if TYPE_CHECKING:
    from trade_territories.charts._activities_content import ActivitiesContent, Half, Tile

LEAST_HEIGHT, MOST_HEIGHT = 268.0, 440.0
#: Beyond so many tiles the picture grows, so that more of them can be named inside.
MANY, GROWTH = 26, 6.0
HALF_GAP = 7.0
#: White between tiles.
LINE = 1.1
#: Words are longer than high: tiles are squarified to about so many times wider than high; of these, the first that
#: names most is taken.
ASPECTS = (1.55, 1.3, 1.9, 2.3)
#: Room between a tile's edges and its words: this part of its width or height, within bounds.
PAD_PART, LEAST_PAD, MOST_PAD = 0.09, 2.4, 3.6
#: "Others" lie in a band at the foot of their half where it is at least so high.
LEAST_BAND = 13.0
#: The palest shade is this far from white: still told from the page.
PALEST = 0.72
SHADES = 256
REST_FILL = "#d9dde6"
#: Words on tiles are in one of these.
INKS = ("#ffffff", LIGHT["ink"])
GROUP_LINE = 2.4
NAME_LINES = 4
NAME_LEADING = 1.14
#: Names come in so many sizes, the largest of them this one: fewer sizes, a quieter picture.
NAME_SIZES, LARGEST_NAME = 7, 13.0
#: A name drops its first class rather than shrink below this part of the size that suits its tile.
SHRUNK = 0.84
KEY_GAP = 12.0
#: Two spaces side by side would be one in SVG.
WIDE_SPACE = "\u00a0 "
#: Room of the line under the name of a group.
OVER_GAP = 3.0


@dataclass(frozen=True)
class Place:
    """A tile with its rectangle."""

    tile: Tile
    x: float
    y: float
    width: float
    height: float
    #: Name of the group that begins here.
    over: str = ""

    @property
    def pads(self) -> tuple[float, float]:
        """Room between the edges and the words: beside them, so that words of most tiles begin level, and above them."""
        beside, above = (min(MOST_PAD, max(LEAST_PAD, PAD_PART * side)) for side in (self.width, self.height))
        return beside, above


@dataclass(frozen=True)
class Words:
    """What stands inside a tile."""

    over: list[str]
    names: list[str]
    values: list[str]
    size: float
    value_size: float


@dataclass(frozen=True)
class Entry:
    """A line of the key: a tile too small for its words, and its number; none where not even that can be read."""

    number: str
    tile: Tile


def activities_scene(content: ActivitiesContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay a treemap of activities out."""
    style = style or current()
    sizes = style.sizes
    marks, y = head(content.heading, style)
    widths = half_widths([half.total_eur for half in content.halves], sizes.page)
    y += sizes.head
    top, height = y + 6, picture_height(content)
    marks += _heads(content, widths, y, style, measure)
    x = 0.0
    keys: list[tuple[Half, list[Entry]]] = []
    for half, width in zip(content.halves, widths, strict=True):
        standing = _best(half, (x, top, width, height), style, measure)
        lacking = [place for place, words in standing if words is None]
        entries = _numbered(lacking, sum(len(found) for _, found in keys), style, measure)
        keys.append((half, entries))
        numbers = {entry.tile.code: entry.number for entry in entries}
        for place, words in standing:
            marks += _tile(place, half, words or numbers[place.tile.code], style)
        x += width + (HALF_GAP if width else 0)
    bottom = top + height if any(half.tiles for half in content.halves) else top + 30
    key_marks, end = _key([(half, entries) for half, entries in keys if entries], bottom, style, measure)
    return finished(content.heading, style, [*marks, *key_marks], (top, bottom), end=end)


def picture_height(content: ActivitiesContent) -> float:
    """Give the height of the halves: more where there are many tiles."""
    count = sum(len(half.tiles) for half in content.halves)
    return min(MOST_HEIGHT, LEAST_HEIGHT + GROWTH * max(0, count - MANY))


def half_widths(totals: list[int], page: float) -> list[float]:
    """Make each half as wide as its total, so that equal areas are equal values on both sides."""
    positive = [max(total, 0) for total in totals]
    whole = sum(positive)
    if not whole:
        return [0.0 for _ in totals]
    free = page - HALF_GAP if all(positive) else page
    return [free * total / whole for total in positive]


def _heads(content: ActivitiesContent, widths: list[float], y: float, style: Style, measure: Measure) -> list[Mark]:
    """Head each half where it begins, or as near to it as the page and the words before it allow."""
    size, page = style.sizes.head, style.sizes.page
    marks: list[Mark] = []
    free = 0.0
    for half, start in zip(content.halves, (0.0, page - widths[1]), strict=True):
        text = f"{half.head}{WIDE_SPACE}{half.total_words}" if half.tiles else half.nothing
        wide = measure(text, size, "bold")
        x = max(free, min(start, page - wide))
        marks.append(Label(x, y, text, size, f"{half.flow}_text", "bold"))
        free = x + wide + HALF_GAP
    return marks


def _best(
    half: Half, room: tuple[float, float, float, float], style: Style, measure: Measure
) -> list[tuple[Place, Words | None]]:
    """Squarify a half in the way that leaves fewest tiles without words."""
    best: list[tuple[Place, Words | None]] = []
    least = len(half.tiles) + 1
    for aspect in ASPECTS if half.tiles else ():
        tried = [(place, _words(place, style, measure)) for place in places(half, *room, aspect=aspect)]
        lacking = sum(words is None for _, words in tried)
        if lacking < least:
            best, least = tried, lacking
        if not least:
            break
    return best


def places(half: Half, x: float, y: float, width: float, height: float, *, aspect: float = ASPECTS[0]) -> list[Place]:
    """Squarify the tiles of a half, inside their groups where there are any."""
    if not half.tiles or width <= 0:
        return []
    *named, last = half.tiles
    band = height * last.value_eur / half.total_eur
    if named and last.code == reference.AUTRES and band >= LEAST_BAND:
        return [
            *_arranged(named, x, y, width, height - band, aspect),
            Place(last, x, y + height - band, width, band),
        ]
    return _arranged(list(half.tiles), x, y, width, height, aspect)


def _arranged(tiles: list[Tile], x: float, y: float, width: float, height: float, aspect: float) -> list[Place]:
    if not any(tile.group for tile in tiles):
        return _squarified(tiles, x, y, width, height, aspect)
    groups: dict[str, list[Tile]] = {}
    for tile in tiles:
        groups.setdefault(tile.group, []).append(tile)
    order = sorted(groups, key=lambda code: (code == "", -sum(tile.value_eur for tile in groups[code]), code))
    standing = [replace(groups[code][0], value_eur=sum(tile.value_eur for tile in groups[code])) for code in order]
    found = []
    for code, room in zip(order, _squarified(standing, x, y, width, height, aspect), strict=True):
        left, top, wide, high = _inset(room, (x, y, x + width, y + height))
        inside = _squarified(groups[code], left, top, wide, high, aspect)
        # What the tiles of a group have in common is said in the first of them.
        found += [replace(inside[0], over=inside[0].tile.group_name), *inside[1:]] if len(inside) > 1 else inside
    return found


def _inset(room: Place, outer: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Draw a group in on the sides where another one is beside it, not where its half ends."""
    inset = min(GROUP_LINE / 2, room.width / 8, room.height / 8)
    edges = (room.x, room.y, room.x + room.width, room.y + room.height)
    left, top, right, bottom = (
        0.0 if abs(edge - end) < LINE / 2 else inset for edge, end in zip(edges, outer, strict=True)
    )
    return room.x + left, room.y + top, room.width - left - right, room.height - top - bottom


def _squarified(tiles: list[Tile], x: float, y: float, width: float, height: float, aspect: float) -> list[Place]:
    """Squarify in a space that is narrower by the wanted aspect, then stretch it: areas stay in proportion."""
    import squarify

    narrow = width / aspect
    sizes = squarify.normalize_sizes([tile.value_eur for tile in tiles], narrow, height)
    rectangles = squarify.squarify(sizes, 0, y, narrow, height)
    return [
        # A tile of one euro among billions is as thin as what floats are rounded by: it stays in its half.
        Place(tile, x + one["x"] * aspect, one["y"], one["dx"] * aspect, min(one["dy"], y + height - one["y"]))
        for tile, one in zip(tiles, rectangles, strict=True)
    ]


def _numbered(lacking: list[Place], before: int, style: Style, measure: Measure) -> list[Entry]:
    """Give numbers to tiles that lack words, from the largest on; those too small for a number follow without."""
    ordered = sorted(lacking, key=lambda place: place.tile.rank)
    room = [place for place in ordered if _takes_number(place, str(before + len(ordered)), style, measure)]
    entries = [Entry(str(before + rank), place.tile) for rank, place in enumerate(room, start=1)]
    return entries + [Entry("", place.tile) for place in ordered if place not in room]


def _takes_number(place: Place, number: str, style: Style, measure: Measure) -> bool:
    size = style.sizes.smallest
    return place.width >= measure(number, size, "bold") + 2 and place.height >= size + 1


def _tile(place: Place, half: Half, words: Words | str, style: Style) -> list[Mark]:
    """Draw a tile with its words, or with the number that stands for them in the key."""
    tile = place.tile
    base = style.colour(half.flow)
    count = max(len(half.tiles) - 1, 1)
    fill = REST_FILL if tile.code == reference.AUTRES else _shade(base, PALEST * (tile.rank / count) ** 0.8)
    ink = text_on(fill)
    inset = min(LINE / 2, place.width / 6, place.height / 6)
    marks: list[Mark] = [
        Box(
            place.x + inset,
            place.y + inset,
            place.width - 2 * inset,
            place.height - 2 * inset,
            fill,
            " · ".join(part for part in (half.head, tile.group_name, f"{tile.name} : {tile.words}") if part),
            # A line in the full hue of the half: the palest tiles are told from the page by it.
            "edge" if tile.code == reference.AUTRES else half.flow,
        )
    ]
    if isinstance(words, str):
        size = style.sizes.smallest
        centre = (place.x + place.width / 2, place.y + place.height / 2 + size * 0.34)
        return [*marks, Label(*centre, words, size, ink, "bold", "middle")] if words else marks
    small = style.sizes.smallest
    beside, above = place.pads
    x, y = place.x + beside, place.y + above
    for line in words.over:
        marks.append(Label(x, y + small * 0.86, line, small, ink))
        y += small * NAME_LEADING
    if words.over:
        marks.append(Rule(x, y + 1, place.x + place.width - beside, y + 1, ink, 0.5, above=True))
        y += OVER_GAP
    y += words.size * 0.86
    for line in words.names:
        marks.append(Label(x, y, line, words.size, ink, "semibold"))
        y += words.size * NAME_LEADING
    y += words.value_size - words.size + 1
    for line in words.values:
        marks.append(Label(x, y, line, words.value_size, ink))
        y += words.value_size * NAME_LEADING
    return marks


@lru_cache(maxsize=512)
def _shade(base: str, part: float) -> str:
    """Mix a colour with white, and a little more where neither white nor ink would be read on it, only pure black."""
    # All parts are steps of one ladder, so that no tile gets darker than a larger one.
    steps = (mixed(base, "#ffffff", step / SHADES) for step in range(math.ceil(part * SHADES), SHADES + 1))
    return next(fill for fill in steps if text_on(fill) in INKS)


def _words(place: Place, style: Style, measure: Measure) -> Words | None:
    """Find what can be read inside a tile: name, value and share, as large as fits; nothing where that is too small.

    A name goes without its first class before it becomes much smaller than suits its tile.
    """
    steps = _name_sizes(place, style)
    tile = place.tile
    least = steps[0] * SHRUNK if tile.plain != tile.name else 0.0
    small = style.sizes.smallest
    over = wrapped(place.over, place.width - 2 * place.pads[0], small) if place.over else []
    for above in (over, []) if over else ([],):
        for name, sizes in ((tile.name, [size for size in steps if size >= least]), (tile.plain, steps)):
            for size in sizes:
                found = _standing(above, name, size, place, style, measure)
                if found is not None:
                    return found
    return None


def _name_sizes(place: Place, style: Style) -> list[float]:
    """Give the sizes that suit a tile, largest first: steps that all tiles share."""
    smallest = style.sizes.smallest
    largest = max(LARGEST_NAME, smallest)
    ratio = (smallest / largest) ** (1 / (NAME_SIZES - 1))
    suits = style.sizes.name
    if place.tile.code != reference.AUTRES:
        suits += max(0.0, (place.width * place.height) ** 0.5 - 55) / 16
    steps = [largest * ratio**step for step in range(NAME_SIZES - 1)]
    return [size for size in steps if size <= suits] + [smallest]


def _standing(over: list[str], name: str, size: float, place: Place, style: Style, measure: Measure) -> Words | None:
    """Try a name at a size, under the name of its group, with value and share in one line or in two."""
    small, words = style.sizes.smallest, place.tile.words
    width, height = (side - 2 * pad for side, pad in zip((place.width, place.height), place.pads, strict=True))
    height -= len(over) * small * NAME_LEADING + OVER_GAP if over else 0.0
    names = wrapped(name, width, size, "semibold", lines=NAME_LINES)
    if max(measure(line, size, "semibold") for line in names) > width or not fits(over, width, small):
        return None
    value_size = max(small, min(size - 0.8, style.sizes.name))
    for values in ([words], words.split(" · ")):
        high = (len(names) * size + len(values) * value_size) * NAME_LEADING + 1 - value_size * (NAME_LEADING - 1)
        if high <= height and fits(values, width, value_size):
            return Words(over, names, values, size, value_size)
    return None


def _key(
    keys: list[tuple[Half, list[Entry]]], bottom: float, style: Style, measure: Measure
) -> tuple[list[Mark], float]:
    """List the tiles that lack words under the picture, each half under its head, in columns as wide as need be."""
    if not keys:
        return [], bottom
    size, page = style.sizes.value, style.sizes.page
    longest = max(measure(_line(entry), size, "regular") for _, entries in keys for entry in entries)
    indent = max(measure(entry.number, size, "bold") for _, entries in keys for entry in entries) + 4
    columns = max(1, int((page + KEY_GAP) // min(longest + indent + KEY_GAP, page)))
    step = (page + KEY_GAP) / columns
    shares = _columns([len(entries) for _, entries in keys], columns)
    marks: list[Mark] = []
    x, y, end = 0.0, bottom + 6, bottom
    for (half, entries), share in zip(keys, shares, strict=True):
        if x + share * step > page + KEY_GAP + 1:
            x, y = 0.0, end + 4
        found, low = _block(half, entries, share, (x, y, step, indent), style)
        marks += found
        x, end = x + share * step, max(end, low)
    return marks, end


def _columns(counts: list[int], columns: int) -> list[int]:
    """Share columns so that the longest is as short as can be; all of them to each where there are not enough.

    Examples
    --------
    >>> _columns([12, 5], 3), _columns([4, 4], 1), _columns([7], 3)
    ([2, 1], [1, 1], [3])
    """
    if len(counts) == 1 or columns < len(counts):
        return [columns for _ in counts]
    first, second = counts
    left = min(range(1, columns), key=lambda one: max(-(-first // one), -(-second // (columns - one))))
    return [left, columns - left]


def _line(entry: Entry) -> str:
    return f"{entry.tile.plain}{WIDE_SPACE}{entry.tile.words}"


def _block(
    half: Half, entries: list[Entry], columns: int, at: tuple[float, float, float, float], style: Style
) -> tuple[list[Mark], float]:
    """Lay the entries of a half under its head; ``at`` is left, top, width of a column, room of a number."""
    x, y, step, indent = at
    size = style.sizes.value
    y += size
    marks: list[Mark] = [Label(x, y, half.head, size, f"{half.flow}_text", "bold")]
    rows = -(-len(entries) // columns)
    bottom = y
    for column in range(columns):
        low = y
        for entry in entries[column * rows : (column + 1) * rows]:
            left = x + column * step
            marks += [Label(left, low + size * LEADING, entry.number, size, "ink", "bold")] if entry.number else []
            for line in wrapped(_line(entry), step - indent - KEY_GAP, size, lines=3):
                low += size * LEADING
                marks.append(Label(left + indent, low, line, size, "ink"))
        bottom = max(bottom, low)
    return marks, bottom + 2
