"""The activities on a phone: two bars by sector, imports over exports, cut where one product ends and the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._sectors import OTHER, SECTORS
from trade_territories.charts.page import LEADING
from trade_territories.charts.scene import Box, Label, Rule
from trade_territories.text import inside_sentence, say
from trade_territories.text.numbers import millions

if TYPE_CHECKING:
    from trade_territories.charts._activities_layout import ActivitiesContent, Half
    from trade_territories.charts._treemap import Product, Sector
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark

BAR, BAR_GAP, SIGN = 9.6, 2.0, 7.5
#: White between two products, and the shortest piece that is cut off; a bar above nothing is at least so long.
CUT, LEAST_PIECE, THINNEST = 0.9, 3.0, 0.8


def sector_bars(content: ActivitiesContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Return the bars of all sectors, from the largest sum of both directions; "divers" last."""
    sizes = page.sizes
    marks, y = _key(content, page, y)
    both = {code: _pair(content, code) for code in SECTORS}
    order = [code for code in SECTORS if any(both[code])]
    order.sort(
        key=lambda code: (code == OTHER, -sum(sector.value_eur for sector in both[code] if sector), SECTORS.index(code))
    )
    most = max((sector.value_eur for pair in both.values() for sector in pair if sector), default=1)
    words = [
        millions(sector.value_eur, content.lang, unit=False) for pair in both.values() for sector in pair if sector
    ]
    available = page.width - max((page.measure(text, sizes.value, "regular") for text in words), default=0.0) - 5
    for code in order:
        marks.append(Rule(0, y, page.width, y, "rule", 0.6))
        y += sizes.name * LEADING + 2
        name = next(sector.names[0] for sector in both[code] if sector)
        marks.append(Label(0, y, name, sizes.name, "ink", "semibold"))
        y += 4
        for half, sector in zip(content.halves, both[code], strict=True):
            if half.nothing:
                continue
            marks += _bar(content, half, sector, y, available / most, page)
            y += BAR + BAR_GAP
        found, y = _first_products(content, both[code], page, y)
        marks += found
        y += 5
    for half in content.halves:
        if half.nothing or half.negative:
            y += sizes.value * LEADING
            marks.append(Label(0, y, half.nothing or half.negative, sizes.value, f"{half.flow}_text"))
    return marks, y


def _pair(content: ActivitiesContent, code: str) -> tuple[Sector | None, Sector | None]:
    """Return a sector's imports and exports."""
    found = [
        next((sector for sector in (*half.sectors, *half.small) if sector.code == code), None)
        for half in content.halves
    ]
    return found[0], found[1]


def _key(content: ActivitiesContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Set what the colours mean, with the totals."""
    size = page.sizes.head
    marks: list[Mark] = []
    y += size
    step = page.width / 2
    for place, half in enumerate(content.halves):
        x = place * step
        total = "" if half.nothing else millions(half.total_eur, content.lang, unit=False)
        marks += [
            Box(x, y - SIGN + 0.6, SIGN, SIGN, half.flow),
            Label(x + SIGN + 4, y, f"{half.head} {total}".strip(), size, f"{half.flow}_text", "bold"),
        ]
    return marks, y + 7


def _bar(
    content: ActivitiesContent, half: Half, sector: Sector | None, y: float, scale: float, page: Page
) -> list[Mark]:
    size = page.sizes.value
    base = y + BAR / 2 + size * 0.34
    if sector is None:
        return [Label(0, base, say("charts.none", content.lang), size, "secondary")]
    marks: list[Mark] = []
    length = max(sector.value_eur * scale, THINNEST)
    target = f"sector-{half.flow}-{sector.code}"
    tooltip = say(
        "charts.activities.tooltip_lone",
        content.lang,
        flow=half.head,
        name=sector.names[0],
        value=sector.value,
        share=sector.share,
    )
    marks.append(Box(0, y, length, BAR, half.flow, tooltip, target=target, of=(target,)))
    x = 0.0
    last = 0.0
    for product in sector.products[:-1]:
        x += product.value_eur * scale
        if x - last >= LEAST_PIECE and length - x >= LEAST_PIECE:
            last = x
            marks.append(Rule(x, y, x, y + BAR, "background", CUT, above=True))
    marks.append(
        Label(length + 5, base, millions(sector.value_eur, content.lang, unit=False), size, "ink", of=(target,))
    )
    return marks


def _first_products(
    content: ActivitiesContent, pair: tuple[Sector | None, Sector | None], page: Page, y: float
) -> tuple[list[Mark], float]:
    """Name the first product of each direction, once where it is the same; of products that tie, none is the first."""
    firsts = [_first(sector) if sector else None for sector in pair]
    size = page.sizes.value
    codes = {first.code for first in firsts if first}
    if not codes:
        return [], y
    opening = say("charts.activities.first", content.lang)
    x = page.measure(f"{opening} ", size, "regular")
    y += size * LEADING - 2
    marks: list[Mark] = [Label(0, y, opening, size, "secondary")]
    same = len(codes) == 1
    for place, (product, half) in enumerate(zip(firsts, content.halves, strict=True)):
        if product is None or (same and place and firsts[0]):
            continue
        join = say("charts.list_join", content.lang).rstrip() if not same and place == 0 and firsts[1] else ""
        role = "secondary" if same else f"{half.flow}_text"
        for word in f"{inside_sentence(product.name)}{join}".split(" "):
            wide = page.measure(f"{word} ", size, "regular")
            if x + wide > page.width:
                x, y = 0.0, y + size * LEADING
            marks.append(Label(x, y, word, size, role))
            x += wide
    return _joined(marks), y


def _first(sector: Sector) -> Product | None:
    """Return the largest product of a sector; None where several tie, none stands by itself, or it is all of the sector."""
    first, *others = sector.products
    is_tied = any(other.value_eur == first.value_eur for other in others)
    return None if is_tied or first.code == reference.AUTRES or first.name == sector.names[0] else first


def _joined(marks: list[Mark]) -> list[Mark]:
    """Return words that stand side by side in one role as one label each line."""
    found: list[Label] = []
    for mark in marks:
        if not isinstance(mark, Label):
            continue
        last = found[-1] if found else None
        if last and last.y == mark.y and last.fill == mark.fill:
            found[-1] = Label(last.x, last.y, f"{last.text} {mark.text}", last.size, last.fill)
        else:
            found.append(mark)
    return list(found)
