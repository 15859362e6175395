"""The treemap laid out: two halves on one scale, or the small one enlarged; bars by sector on a phone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._rectangles import Rect
from trade_territories.charts._text import wrapped
from trade_territories.charts._treemap import PlacedSector, Product, placed_half
from trade_territories.charts.page import LEADING
from trade_territories.charts.scene import Area, Box, Label, Rule
from trade_territories.charts.style import current
from trade_territories.text import say
from trade_territories.text.numbers import decimal, millions, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.charts._treemap import Sector
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark, Scene
    from trade_territories.text import Lang

#: Ratio of the halves from which the smaller one is drawn enlarged.
UNEVEN = 6.0
HEIGHT, LEAST_HEIGHT = 330.0, 200.0
#: Between the halves; between the large one and the column of an enlarged one; part of the page that the large one takes.
HALF_GAP, COLUMN_GAP, LARGE_PART = 10.0, 20.0, 0.64
HEAD_SIZE = 10.6
#: Enlargements, in area; beyond the last one the picture says that it has no scale.
FACTORS = (2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
#: Room for the words between the true square and the enlarged picture; a square below the second is told as a point.
BANNER, LEAST_SQUARE = 34.0, 1.6
#: Height of the words beside the true square, at most.
LEAST_HIGH = 46.0
#: The grey band of small sectors is at least so high.
LEAST_BAND = 1.6


@dataclass(frozen=True)
class Half:
    """Imports or exports: sectors from the largest, small ones apart, and what cannot be drawn.

    ``drawn_eur`` is the sum of what is positive; ``negative`` names corrections that have no area.
    """

    flow: str
    head: str
    total_eur: int
    total: str
    drawn_eur: int
    sectors: tuple[Sector, ...]
    small: tuple[Sector, ...]
    negative: str
    #: What stands in place of a picture, where nothing was traded or nothing is known of it.
    nothing: str


@dataclass(frozen=True)
class ActivitiesContent:
    """What a treemap of activities says, before it is laid out."""

    heading: Heading
    #: Subtitle and reading of the narrow drawing, which shows bars by sector.
    narrow_words: tuple[str, str]
    #: What its marks are, for a page that says by itself what the wide drawing shows.
    narrow_key: str
    halves: tuple[Half, ...]
    lang: Lang
    #: Sector of the picture's own head, where all of it is inside one product.
    inside: str
    table: pd.DataFrame = field(repr=False, compare=False)
    #: The tiles of a half by its flow, its rectangle without the y, and the font.
    placed: dict[tuple[object, ...], list[PlacedSector]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


def _height(page: Page) -> float:
    return HEIGHT if page.stretch is None else LEAST_HEIGHT * page.stretch


def is_uneven(halves: tuple[Half, ...]) -> bool:
    """Return whether one half is so much smaller that it is drawn enlarged."""
    small, large = sorted(half.drawn_eur for half in halves)
    return 0 < small * UNEVEN <= large


def others(products: Sequence[Product], *, all_of_them: bool, lang: Lang, whole_eur: int) -> Product:
    """Return several products added up, named by how many they are."""
    value, count = sum(product.value_eur for product in products), sum(product.count for product in products)
    share = percent(value / whole_eur * 100 if 0 < value <= whole_eur else float("nan"), lang)
    name = say(f"charts.activities.{'products' if all_of_them else 'others'}", lang, count=count)
    return Product(reference.AUTRES, name, value, millions(value, lang), share, count=count)


def activities_scene(content: ActivitiesContent, page: Page) -> Scene:
    """Lay a treemap of activities out."""
    heading = content.heading
    if page.narrow:
        subtitle, reading = content.narrow_words
        tiles, bars = (say(f"charts.activities.{key}", content.lang) for key in ("alt", "alt_bars"))
        spoken = heading.description.replace(tiles, bars, 1)
        heading = replace(heading, subtitle=subtitle, reading=reading, description=spoken)
    marks, y = page.head(heading)
    drawn = [half for half in content.halves if half.sectors or half.small]
    if page.narrow:
        from trade_territories.charts._activities_bars import sector_bars

        found, bottom = sector_bars(content, page, y)
    elif not drawn:
        found, bottom = _nothing(content, page, y)
    elif is_uneven(content.halves):
        found, bottom = _enlarged(content, page, y)
    else:
        found, bottom = _side_by_side(content, page, y)
    return page.finished(heading, [*marks, *found], bottom)


def _nothing(content: ActivitiesContent, page: Page, y: float) -> tuple[list[Mark], float]:
    size = page.sizes.name
    marks: list[Mark] = []
    for half in content.halves:
        y += size * LEADING
        marks.append(Label(0, y, half.nothing or half.negative, size, f"{half.flow}_text"))
    return marks, y + 6


def _side_by_side(content: ActivitiesContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Set both halves on one scale, as wide as their totals; a half without anything is a line of words."""
    imports, exports = content.halves
    whole = imports.drawn_eur + exports.drawn_eur
    both = imports.drawn_eur > 0 and exports.drawn_eur > 0
    free = page.width - (HALF_GAP if both else 0.0)
    marks: list[Mark] = []
    x, bottom, y = 0.0, 0.0, y + HEAD_SIZE
    for half in content.halves:
        width = free * half.drawn_eur / whole
        if not width:
            continue
        found, low = _half(content, half, Rect(x, y + 6, width, _height(page)), page, x, y)
        marks += found
        x += width + HALF_GAP
        bottom = max(bottom, low)
    for half in content.halves:
        if half.nothing:
            bottom += page.sizes.value * LEADING + 2
            marks.append(Label(0, bottom, half.nothing, page.sizes.value, f"{half.flow}_text", "semibold"))
    return marks, bottom


def _half(
    content: ActivitiesContent, half: Half, rect: Rect, page: Page, x: float, y: float
) -> tuple[list[Mark], float]:
    """Draw a half under its head, and what is said of it below."""
    marks = _head(half, x, y, rect.right if rect.right < page.width - 1 else page.width, page)
    found, unnamed = _picture(content, half, rect, page)
    captions, bottom = _captions(content, half, unnamed, Rect(rect.x, rect.bottom, rect.width, 0), page)
    return [*marks, *found, *captions], bottom


def _head(half: Half, x: float, y: float, right: float, page: Page) -> list[Mark]:
    """Head a half with its name and its total: in one line, or the total under the name where that is too long."""
    role, wide = f"{half.flow}_text", page.measure(half.head, HEAD_SIZE, "bold")
    total = page.measure(half.total, HEAD_SIZE, "semibold")
    if x + wide + 6 + total <= right + 0.5:
        return [
            Label(x, y, half.head, HEAD_SIZE, role, "bold"),
            Label(x + wide + 6, y, half.total, HEAD_SIZE, role, "semibold"),
        ]
    size = HEAD_SIZE * 0.78
    longest = max(page.measure(half.head, size, "bold"), page.measure(half.total, size, "semibold"))
    at = min(x, page.width - longest)
    return [
        Label(at, y - size * LEADING, half.head, size, role, "bold"),
        Label(at, y, half.total, size, role, "semibold"),
    ]


def _picture(content: ActivitiesContent, half: Half, rect: Rect, page: Page) -> tuple[list[Mark], list[str]]:
    """Draw the sectors of a half and the band of small ones; return the names that found no space too."""
    small = sum(sector.value_eur for sector in half.small)
    band = max(LEAST_BAND, rect.height * small / half.drawn_eur) if small else 0.0
    upper = Rect(rect.x, rect.y, rect.width, rect.height - band)
    marks: list[Mark] = []
    unnamed = []
    for placed in _placed(content, half, upper, page):
        marks += _sector(content, half, placed)
        if not placed.is_named and not all(product.lines for product in placed.products):
            unnamed.append(placed.sector.names[0])
    if small:
        names = _listed([sector.names[0] for sector in half.small], content)
        marks.append(Box(rect.x + 1.2, upper.bottom + 0.4, rect.width - 2.4, band - 0.4, "others", names))
    return marks, unnamed


def _placed(content: ActivitiesContent, half: Half, rect: Rect, page: Page) -> list[PlacedSector]:
    """Return the tiles of a half in a rectangle; the file and the page differ in what stands above, and share them."""
    key = (half.flow, rect.x, rect.width, rect.height, current().typeface)
    if key not in content.placed:
        merged = partial(others, lang=content.lang, whole_eur=half.total_eur)
        at_top = Rect(rect.x, 0.0, rect.width, rect.height)
        content.placed[key] = placed_half(half.sectors, at_top, half.total_eur, merged, page.measure)
    return [sector.lowered(rect.y) for sector in content.placed[key]]


def _sector(content: ActivitiesContent, half: Half, placed: PlacedSector) -> list[Mark]:
    fill, ink = f"{half.flow}_{placed.sector.code}", f"on_{half.flow}_{placed.sector.code}"
    rect, group = placed.rect, f"sector-{half.flow}-{placed.sector.code}"
    marks: list[Mark] = []
    if placed.head:
        tooltip = say(
            "charts.activities.tooltip_lone",
            content.lang,
            flow=half.head,
            name=placed.sector.names[0],
            value=placed.sector.value,
            share=placed.sector.share,
        )
        marks.append(
            Box(rect.x, rect.y, rect.width, placed.rule - rect.y + 0.3, fill, tooltip, target=group, of=(group,))
        )
    lines: list[Mark] = []
    for rank, tile in enumerate(placed.products):
        tooltip = say(
            "charts.activities.tooltip",
            content.lang,
            flow=half.head,
            sector=placed.sector.names[0],
            name=tile.product.name,
            value=tile.product.value,
            share=tile.product.share,
        )
        target = f"tile-{half.flow}-{placed.sector.code}-{rank}"
        at = tile.rect
        of = (group, target) if placed.head else (target,)
        marks.append(Box(at.x, at.y, at.width, at.height, fill, tooltip, target=target, of=of))
        if at.x > rect.x + 0.5:
            lines.append(Rule(at.x, at.y, at.x, at.bottom, "background", 0.7, above=True))
        if at.y > placed.rule + 0.5:
            lines.append(Rule(at.x, at.y, at.right, at.y, "background", 0.7, above=True))
        lines += [Label(line.x, line.y, line.text, line.size, ink, line.weight, of=of) for line in tile.lines]
    if placed.head:
        lines.append(Rule(rect.x + 3.6, placed.rule, rect.right - 3.6, placed.rule, ink, 0.35, above=True))
    heads: list[Mark] = [
        Label(line.x, line.y, line.text, line.size, ink, line.weight, line.anchor, of=(group,)) for line in placed.head
    ]
    return [*marks, *lines, *heads]


def _captions(
    content: ActivitiesContent, half: Half, unnamed: list[str], foot: Rect, page: Page
) -> tuple[list[Mark], float]:
    """Say under a half what is grey, what has no name in the picture, and what cannot be drawn."""
    texts = []
    if half.small:
        names = _listed([sector.names[0] for sector in half.small], content)
        small = others(
            [product for sector in half.small for product in sector.products],
            all_of_them=True,
            lang=content.lang,
            whole_eur=half.total_eur,
        )
        texts.append(say("charts.activities.grey", content.lang, names=names, value=small.value, share=small.share))
    if unnamed:
        texts.append(say("charts.activities.unnamed", content.lang, names=_listed(unnamed, content)))
    texts += [half.negative] if half.negative else []
    size, y = page.sizes.smallest, foot.y + 2.0
    marks: list[Mark] = []
    for text in texts:
        for line in wrapped(text, max(foot.width, 60.0), size, lines=9):
            y += size * LEADING
            marks.append(
                Label(min(foot.x + 1.2, page.width - page.measure(line, size, "regular")), y, line, size, "secondary")
            )
    return marks, y


def _listed(names: list[str], content: ActivitiesContent) -> str:
    """List names inside a sentence: with small letters, since each is a common noun, by semicolons where they hold commas."""
    return say("charts.list_join", content.lang).join(name[:1].lower() + name[1:] for name in names)


def _enlarged(content: ActivitiesContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Draw the large half, and beside it the small one: at the same scale, then enlarged by a factor that is said."""
    large = max(content.halves, key=lambda half: half.drawn_eur)
    small = min(content.halves, key=lambda half: half.drawn_eur)
    width = (page.width - COLUMN_GAP) * LARGE_PART
    column = page.width - COLUMN_GAP - width
    at_left = large.flow == "import"
    x_large, x_small = (0.0, width + COLUMN_GAP) if at_left else (column + COLUMN_GAP, 0.0)
    y += HEAD_SIZE
    marks, bottom = _half(content, large, Rect(x_large, y + 6, width, _height(page)), page, x_large, y)
    marks += _head(small, x_small, y, x_small + column, page)
    area = width * _height(page) * small.drawn_eur / large.drawn_eur
    rect = Rect(x_small, y + 6, column, _height(page))
    found, low = _inset(content, small, large, area, rect, page)
    return [*marks, *found], max(bottom, low)


def _inset(
    content: ActivitiesContent, small: Half, large: Half, area: float, rect: Rect, page: Page
) -> tuple[list[Mark], float]:
    """Draw the small half in its column; at true scale where that can be read, else as a square and enlarged."""
    side = area**0.5
    available = rect.height - max(side, LEAST_HIGH) - BANNER
    factors = [factor for factor in FACTORS if factor * area <= rect.width * available]
    if not factors:
        at = Rect(rect.x, rect.y, rect.width, area / rect.width)
        marks, unnamed = _picture(content, small, at, page)
        words = _beside(content, small, large, Rect(rect.x, at.bottom + 3, rect.width, 30), page)
        captions, low = _captions(content, small, unnamed, Rect(rect.x, at.bottom + 26, rect.width, 0), page)
        return [*marks, *words, *captions], low
    far = factors[-1] == FACTORS[-1]
    pale, solid = f"{small.flow}_pale", small.flow
    marks = []
    if side >= LEAST_SQUARE:
        marks.append(Box(rect.x + 1.2, rect.y, side, side, solid, small.total))
    words = _beside(
        content, small, large, Rect(rect.x + max(side, 2) + 7, rect.y - 2, rect.width - side - 9, side), page
    )
    high = max(label.y for label in words if isinstance(label, Label)) + 4
    top = max(rect.y + side, high)
    marks += words
    left, low, right = rect.x + 1.2, rect.y + side, rect.right - 1.2
    corners = ((left, max(low, top)), (left + max(side, 1.0), max(low, top)), (right, top + 16), (left, top + 16))
    marks.append(Area((corners,), pale, edge=""))
    key = "enlarged_far" if far else "enlarged"
    banner = say(f"charts.activities.{key}", content.lang, factor=decimal(factors[-1], 0, content.lang))
    ink = f"on_{small.flow}_agro"
    fill = f"{small.flow}_agro"
    marks.append(Box(rect.x + 1.2, top + 16, rect.width - 2.4, 13, fill))
    marks.append(Label(rect.x + 5, top + 25.2, banner.upper(), 7.2, ink, "bold"))
    height = available if far else factors[-1] * area / rect.width
    at = Rect(rect.x, top + 29, rect.width, height)
    found, unnamed = _picture(content, small, at, page)
    captions, low = _captions(content, small, unnamed, Rect(rect.x, at.bottom, rect.width, 0), page)
    return [*marks, *found, *captions], low


def _beside(content: ActivitiesContent, small: Half, large: Half, rect: Rect, page: Page) -> list[Mark]:
    """Say beside the true square that it has the scale of the large half, and what part of it it is."""
    other = say(f"charts.activities.the_{large.flow}", content.lang)
    share = percent(small.total_eur / large.total_eur * 100, content.lang)
    size = page.sizes.value
    key = "same_scale" if rect.height >= LEAST_SQUARE else "too_small"
    lines = wrapped(
        say(f"charts.activities.{key}", content.lang, the_other=other), rect.width, size, "semibold", lines=4
    )
    marks: list[Mark] = []
    y = rect.y
    for line in lines:
        y += size * LEADING
        marks.append(Label(rect.x, y, line, size, f"{small.flow}_text", "semibold"))
    for line in wrapped(say("charts.activities.same_scale_part", content.lang, share=share), rect.width, size, lines=3):
        y += size * LEADING
        marks.append(Label(rect.x, y, line, size, "secondary"))
    return marks
