"""Geometry of the treemap: rectangles by value in two levels, and the words that fit in each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from trade_territories.charts._rectangles import ASPECTS, Rect, squarified, tilings
from trade_territories.charts._text import fits, longest_word, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories.charts._text import Measure
    from trade_territories.charts.scene import Anchor
    from trade_territories.charts.style import Weight

    #: A text, its weight, and how it is set: on lines of its own, on one line, or beside the part before it.
    Part = tuple[str, Weight, Literal["broken", "whole", "beside"]]


class Others(Protocol):
    """Make one product of several, named by how many they are."""

    def __call__(self, products: Sequence[Product], *, all_of_them: bool) -> Product:
        """Return their sum."""


#: White between sectors, and between the products of one sector, in points.
SECTOR_GAP, PRODUCT_GAP = 2.4, 0.7
#: A product below this share of its half is not shown separately; a sector below the second joins the grey band.
LEAST_PRODUCT_PCT, LEAST_SECTOR_PCT = 1.25, 2.0
#: "n others" of less than this share of the half may stay without words; the second share where more is named that way.
UNNAMED_PCT, UNNAMED_AT_MOST_PCT = 1.3, 4.0
#: Type: sizes in the order tried, steps that all tiles share; names grow with the square root of the area.
SIZES = (22.0, 19.5, 17.2, 15.2, 13.2, 11.6, 10.3, 9.2, 8.4, 7.7, 7.2)
HEAD_SIZE, HEAD_HEIGHT, TWO_LINE_HEAD = 7.4, 12.2, 21.0
NAME_LINES = 3
#: Words in a narrower tile break often.
WIDE_ENOUGH = 64.0
#: Of arrangements that read equally well the first is taken; their scores differ in the last digits, by where they stand.
BETTER = 1 + 1e-9
#: What a share and a value in a tile count for, in points of type.
SHARE_CLARITY, VALUE_CLARITY = 3.0, 2.0
LEADING = 1.16
PAD = 3.6


@dataclass(frozen=True)
class Product:
    """A product of one half; ``code`` is ``autres`` for several products added up.

    ``detail`` names the class that makes most of it, where it tells something.
    """

    code: str
    name: str
    value_eur: int
    value: str
    share: str
    detail: str = ""
    #: How many products it stands for.
    count: int = 1


class Sector(NamedTuple):
    """The products of one sector in one half, largest first; ``names`` from the longest to the shortest."""

    code: str
    names: tuple[str, ...]
    value_eur: int
    value: str
    share: str
    products: tuple[Product, ...]


class Line(NamedTuple):
    """A line of text at a place; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    weight: Weight = "regular"
    anchor: Anchor = "start"

    def lowered(self, by: float) -> Line:
        """Return the line so many points lower on the page."""
        return Line(self.x, self.y + by, self.text, self.size, self.weight, self.anchor)


class PlacedProduct(NamedTuple):
    """A product, the rectangle that is drawn, and its words; no words where none fit."""

    product: Product
    rect: Rect
    lines: tuple[Line, ...]


class PlacedSector(NamedTuple):
    """A sector with its rectangle, its head, and its products."""

    sector: Sector
    rect: Rect
    head: tuple[Line, ...]
    #: y of the thin line under the head; 0 where there is no head.
    rule: float
    products: tuple[PlacedProduct, ...]

    def lowered(self, by: float) -> PlacedSector:
        """Return the sector so many points lower on the page."""
        products = tuple(
            PlacedProduct(tile.product, tile.rect.lowered(by), tuple(line.lowered(by) for line in tile.lines))
            for tile in self.products
        )
        head = tuple(line.lowered(by) for line in self.head)
        return PlacedSector(self.sector, self.rect.lowered(by), head, self.rule + by if self.rule else 0.0, products)

    @property
    def is_named(self) -> bool:
        """Return whether a head or the name of a lone product tells what the sector is."""
        lone = self.products[0] if len(self.products) == 1 else None
        return bool(self.head) or bool(lone and lone.product.count == 1 and lone.lines)


def named_size(rect: Rect) -> float:
    """Return the size of type that suits a rectangle: in step with its area."""
    return min(SIZES[0], 4.6 + math.sqrt(rect.area) / 9.5)


def tile_lines(product: Product, rect: Rect, measure: Measure) -> tuple[Line, ...]:
    """Return the words of a product inside a rectangle, as many and as large as fit; none where not even its name does."""
    suits = named_size(rect)
    for parts, part in _VARIANTS:
        words = _words(product, parts)
        for size in SIZES:
            if size > suits and size != SIZES[-1]:
                continue
            if size < part * suits:
                break
            found = _set(words, size, rect, measure)
            if found:
                return found
    return ()


#: What is tried, with the least part of the size that suits before something less is tried; 0 takes any size.
_VARIANTS = (
    (("name", "detail", "both"), 0.8), (("name", "both"), 0.62), (("name", "value", "share"), 0.62), (("name", "share"), 0.62),
    (("name", "both"), 0.0), (("whole name", "share beside"), 0.0), (("name", "value", "share"), 0.0), (("name", "share"), 0.0),
    (("name",), 0.0),
)  # fmt: skip


def _words(product: Product, parts: Iterable[str] = ("name",)) -> list[Part]:
    """Return the parts of a product that have words."""
    known: dict[str, Part] = {
        "name": (product.name, "semibold", "broken"),
        "whole name": (product.name, "semibold", "whole"),
        "detail": (product.detail, "regular", "broken"),
        "both": (f"{product.value} · {product.share}", "regular", "whole"),
        "value": (product.value, "regular", "whole"),
        "share": (product.share, "regular", "whole"),
        "share beside": (product.share, "regular", "beside"),
    }
    return [known[part] for part in parts if known[part][0]]


def _set(parts: list[Part], size: float, rect: Rect, measure: Measure) -> tuple[Line, ...]:
    """Set parts one under the other, or beside the one before on its line."""
    pad = min(PAD, rect.width * 0.09)
    width, height = rect.width - 2 * pad, rect.height - 2 * min(2.2, rect.height * 0.1)
    if size * LEADING > height or width < size:
        return ()
    if longest_word(parts[0][0], size, parts[0][1]) > width:
        return ()
    lines: list[tuple[str, float, Weight, float]] = []
    small = max(SIZES[-1], min(size * 0.86, 6.0 + size * 0.26))
    # Most sizes are too large: that many lines are needed at least, however they are broken.
    least = 0.0
    for text, weight, setting in parts:
        if setting != "beside":
            at = size if weight == "semibold" else small
            wide = measure(text, at, weight)
            if setting == "whole" and wide > width:
                return ()
            least += at * LEADING * max(1, math.ceil(wide / width - 1e-9))
    if least * 0.99 > height:
        return ()
    for text, weight, setting in parts:
        at = size if weight == "semibold" else small
        if setting == "beside":
            last = lines[-1]
            x = measure(last[0], last[1], last[2]) + small * 0.55
            if x + measure(text, small, weight) > width:
                return ()
            lines.append((text, small, weight, x))
            continue
        broken = wrapped(text, width, at, weight, lines=NAME_LINES) if setting == "broken" else [text]
        if not fits(broken, width, at, weight):
            return ()
        lines += [(line, at, weight, 0.0) for line in broken]
    return _stood(lines, rect, pad, height)


def _stood(lines: list[tuple[str, float, Weight, float]], rect: Rect, pad: float, height: float) -> tuple[Line, ...]:
    """Return each line its baseline; empty where they are higher than the rectangle."""
    found: list[Line] = []
    y, top = 0.0, rect.y + (rect.height - height) / 2
    # One line stands in the middle of a low tile.
    only = sum(size * LEADING for _, size, _, x in lines if not x)
    if only > height + 0.01 * only:
        return ()
    if sum(not x for *_, x in lines) == 1 and rect.height < 26:
        top = rect.y + (rect.height - only) / 2
    for text, size, weight, x in lines:
        if not x:
            y += size * (LEADING if found else 0.94)
        found.append(Line(rect.x + pad + x, top + y, text, size, weight))
    return tuple(found)


def placed_sector(sector: Sector, rect: Rect, whole_eur: int, others: Others, measure: Measure) -> PlacedSector:
    """Return a sector with the arrangement that names most of its products.

    Parameters
    ----------
    whole_eur
        Total of the half, of which shares are taken.
    others
        Makes one product of several, named by how many they are.
    """
    inner = rect.inset(SECTOR_GAP / 2)
    lone = len(sector.products) == 1
    if lone and sector.products[0].count == 1:
        lines = tile_lines(sector.products[0], inner, measure)
        if lines:
            return PlacedSector(sector, inner, (), 0.0, (PlacedProduct(sector.products[0], inner, lines),))
    head, under = sector_head(sector, inner, measure)
    under = under or inner.y
    below = Rect(inner.x, under, inner.width, inner.bottom - under)
    found = _best_arrangement(sector, below, whole_eur, others, measure)
    if found:
        return PlacedSector(sector, inner, head, under, found)
    # No product can be named: the head alone tells what stands here, and how many there are.
    rest = others(sector.products, all_of_them=True)
    lines = (
        () if lone else tuple(line._replace(weight="regular") for line in _set(_words(rest), SIZES[-1], below, measure))
    )
    return PlacedSector(sector, inner, head, under, (PlacedProduct(rest, below, lines),))


def sector_head(sector: Sector, rect: Rect, measure: Measure) -> tuple[tuple[Line, ...], float]:
    """Return the head of a sector and the y under it: name and share in one line, or in two, or nothing."""
    left, right = rect.x + PAD, rect.right - PAD
    share = measure(sector.share, HEAD_SIZE, "semibold")
    names = [name.upper() for name in sector.names]
    for name in names:
        if measure(name, HEAD_SIZE, "bold") + share + 5 <= right - left and rect.height > HEAD_HEIGHT:
            y = rect.y + HEAD_SIZE + 1.8
            head = (
                Line(left, y, name, HEAD_SIZE, "bold"),
                Line(right, y, sector.share, HEAD_SIZE, "semibold", "end"),
            )
            return head, rect.y + HEAD_HEIGHT
    for name in names:
        width = measure(name, HEAD_SIZE, "bold")
        if width <= rect.width - 3.6 and rect.height > TWO_LINE_HEAD:
            left = rect.x + min(PAD, (rect.width - width) / 2)
            y = rect.y + HEAD_SIZE + 1.8
            low = y + HEAD_SIZE * 1.12
            head = (
                Line(left, y, name, HEAD_SIZE, "bold"),
                Line(left, low, sector.share, HEAD_SIZE, "semibold"),
            )
            return head, low + 3.0
    return (), 0.0


def _best_arrangement(
    sector: Sector, rect: Rect, whole_eur: int, others: Others, measure: Measure
) -> tuple[PlacedProduct, ...]:
    """Return the products of a sector, as many named as can be; empty where none can."""
    named = [product for product in sector.products if product.value_eur >= whole_eur * LEAST_PRODUCT_PCT / 100]
    best: tuple[PlacedProduct, ...] = ()
    for unnamed in (UNNAMED_PCT, UNNAMED_AT_MOST_PCT):
        if sum(tile.product.value_eur for tile in best if tile.product.count == 1) > sector.value_eur / 2:
            break
        for count in range(len(named), 0, -1):
            found = _best_tiling(sector, count, rect, whole_eur * unnamed / 100, others, measure)
            if found:
                best = found
                break
    return best


def _best_tiling(
    sector: Sector, count: int, rect: Rect, unnamed_eur: float, others: Others, measure: Measure
) -> tuple[PlacedProduct, ...]:
    """Return the best arrangement in which each of the ``count`` first products has words; empty where there is none."""
    rest = sector.products[count:]
    last = [*rest, others(rest, all_of_them=False)] if len(rest) == 1 else [others(rest, all_of_them=False)]
    best: tuple[PlacedProduct, ...] = ()
    most = 0.0
    for tail in last if rest else [None]:
        products = [*sector.products[:count], *([tail] if tail else [])]
        may_be_unnamed = tail is not None and tail.value_eur < unnamed_eur
        for rects in tilings([float(product.value_eur) for product in products], rect):
            placed, score = _placed_products(products, rects, may_be_unnamed, most * BETTER, measure)
            if placed:
                best, most = placed, score
    return best


def _placed_products(
    products: Sequence[Product], rects: Sequence[Rect], may_be_unnamed: bool, beaten: float, measure: Measure
) -> tuple[tuple[PlacedProduct, ...], float]:
    """Return an arrangement with its words, and its clarity.

    It is empty where a product that must be named finds no space, or where the arrangement is no clearer than ``beaten``.

    Parameters
    ----------
    beaten
        The clarity of the best arrangement so far.
    """
    best = [_best_clarity(rect) for rect in rects]
    score = sum(best)
    if score <= beaten:
        return (), 0.0
    # Most tilings fail, and at their last tiles: where the name alone does not fit in the smallest type, nothing does.
    for product, rect in zip(reversed(products), reversed(rects), strict=True):
        may_lack = may_be_unnamed and product is products[-1]
        if not may_lack and not _set(_words(product), SIZES[-1], rect.inset(PRODUCT_GAP / 2), measure):
            return (), 0.0
    placed = []
    for product, rect, bound in zip(products, rects, best, strict=True):
        lines = tile_lines(product, rect.inset(PRODUCT_GAP / 2), measure)
        if not lines and not (may_be_unnamed and product is products[-1]):
            return (), 0.0
        placed.append(PlacedProduct(product, rect, lines))
        score += _clarity(placed[-1]) - bound
        if score <= beaten:
            return (), 0.0
    return tuple(placed), score


def _clarity(placed: PlacedProduct) -> float:
    """Return how well a tile reads: its size, whether value and share stand in it, and that it is no narrow column."""
    if not placed.lines:
        return 0.0
    product = placed.product
    text = " ".join(line.text for line in placed.lines)
    legible = (SHARE_CLARITY if product.share in text else 0.0) + (VALUE_CLARITY if product.value in text else 0.0)
    return _clarity_of(placed.lines[0].size + legible, placed.rect)


def _best_clarity(rect: Rect) -> float:
    """Return an upper bound of the clarity of a tile in a rectangle, whatever its words are."""
    return _clarity_of(max(named_size(rect), SIZES[-1]) + SHARE_CLARITY + VALUE_CLARITY, rect)


def _clarity_of(legible: float, rect: Rect) -> float:
    return legible * math.sqrt(rect.area) * min(1.0, rect.width / WIDE_ENOUGH)


def placed_half(
    sectors: Sequence[Sector], rect: Rect, whole_eur: int, others: Others, measure: Measure
) -> list[PlacedSector]:
    """Return the sectors of a half, arranged so that most of its value is named."""
    best: list[PlacedSector] = []
    most = -1.0
    values = [float(sector.value_eur) for sector in sectors]
    if not values:
        return []
    for rects in [squarified(values, rect, aspect) for aspect in ASPECTS] if len(values) > 1 else [[rect]]:
        found = [
            placed_sector(sector, at, whole_eur, others, measure) for sector, at in zip(sectors, rects, strict=True)
        ]
        score = sum(named_value(sector) for sector in found)
        if score > most:
            best, most = found, score
    return best


def named_value(placed: PlacedSector) -> float:
    """Return the value that a sector names: its own, that of each product with words, and half of "others"."""
    named_value = sum(
        tile.product.value_eur * (1.0 if tile.product.count == 1 else 0.5) for tile in placed.products if tile.lines
    )
    return named_value + (placed.sector.value_eur if placed.is_named else 0)
