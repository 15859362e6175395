"""What stands under the lines of an evolution: the sums of years, and what made the last change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories.charts._evolution_data import role_of
from trade_territories.charts._text import label_lines, wrapped
from trade_territories.charts.page import LEADING, text_lines
from trade_territories.charts.scene import Box, Label, Rule
from trade_territories.text import say

if TYPE_CHECKING:
    from trade_territories.charts._evolution_data import Contribution, EvolutionContent, Plot, YearRow
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark

ROW, BAR, LEAST_BAR = 13.5, 7.0, 0.6


def years_below(content: EvolutionContent, plot: Plot, low: float, page: Page) -> tuple[list[Mark], float]:
    """Set the sums of years under the picture: a column each where they fit, else a row each."""
    size = page.sizes.value
    step = (plot.right - plot.left) / len(content.years)
    words = [text for year in content.years for text in (*year.words.values(), year.balance_words, _year_name(year))]
    widest = max(page.measure(text, size, "semibold") for text in words)
    marks: list[Mark] = []
    for at in range(len(content.years) + 1):
        x = plot.left + at * step
        marks.append(Rule(x, low, x, low + 4, "faint", 0.7))
    y = low + size * 1.5
    every = max(1, math.ceil((page.measure("2024 *", size, "semibold") + 4) / step))
    for at, year in enumerate(content.years):
        if (len(content.years) - 1 - at) % every == 0:
            name = _year_name(year)
            half = page.measure(name, size, "semibold") / 2
            middle = min(plot.left + (at + 0.5) * step, page.width - half)
            marks.append(Label(middle, y, name, size, "ink", "semibold", "middle"))
    y += 5
    if widest + 4 > step or page.narrow:
        rows, y = _year_rows(content, page, y + 4)
        return [*marks, *rows], y
    for key in (*content.flows, *(["balance"] if content.has_balance else [])):
        marks.append(Rule(0, y, page.width, y, "rule", 0.6))
        role = (
            role_of(sum(1 if moment.balance_eur > 0 else -1 for moment in content.moments))
            if key == "balance"
            else f"{key}_text"
        )
        marks.append(
            Label(0, y + ROW * 0.72, content.names[key], size, "ink" if key == "balance" else role, "semibold")
        )
        for at, year in enumerate(content.years):
            text = _cell(content, year, key)
            middle = plot.left + (at + 0.5) * step
            last = at == len(content.years) - 1
            fill = _cell_role(year, key) if last or key == "balance" else "ink"
            marks.append(Label(middle, y + ROW * 0.72, text, size, fill, "semibold" if last else "regular", "middle"))
        y += ROW
    return marks, y


def _year_name(year: YearRow) -> str:
    return f"{year.year}" if year.is_whole else f"{year.year} *"


def _cell(content: EvolutionContent, year: YearRow, key: str) -> str:
    if not year.values:
        return say("numbers.not_known", content.lang)
    return year.balance_words if key == "balance" else year.words[key]


def _cell_role(year: YearRow, key: str) -> str:
    if key == "balance":
        return role_of(year.values["export"] - year.values["import"]) if year.values else "secondary"
    return f"{key}_text"


def _year_rows(content: EvolutionContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Set the years one under the other, their values in columns."""
    size = page.sizes.value
    keys = [*content.flows, *(["balance"] if content.has_balance else [])]
    start = page.measure("2024 *", size, "semibold") + 12
    width = min(page.width, 340.0)
    rights = [start + (width - start) * (at + 1) / len(keys) for at in range(len(keys))]
    marks: list[Mark] = []
    y += size * LEADING
    for key, x in zip(keys, rights, strict=True):
        role = "ink" if key == "balance" else f"{key}_text"
        marks.append(Label(x, y, content.names[key], size, role, "semibold", "end"))
    y += 4
    for year in content.years:
        marks.append(Rule(0, y, width, y, "rule", 0.6))
        y += size * 1.35
        marks.append(Label(0, y, _year_name(year), size, "ink", "semibold"))
        for key, x in zip(keys, rights, strict=True):
            fill = _cell_role(year, key) if key == "balance" else "ink"
            marks.append(Label(x, y, _cell(content, year, key), size, fill, "regular", "end"))
        y += size * 0.35
    return marks, y + 2


def contributions_below(content: EvolutionContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Draw what made the last change: bars about a line, exports and imports side by side, or one under the other."""
    if not content.contributions:
        return [], y
    sizes = page.sizes
    y += 18
    marks: list[Mark] = []
    title = say("charts.evolution.contributions", content.lang, when=content.when)
    for line in wrapped(title, page.width, sizes.head, "bold", lines=3):
        marks.append(Label(0, y, line, sizes.head, "ink", "bold"))
        y += sizes.head * LEADING
    gap = 20.0
    count = 1 if page.narrow else len(content.contributions)
    width = (page.width - gap * (count - 1)) / count
    # One scale for both directions.
    points = [row.points for rows in content.contributions for row in rows]
    ends = (max(-min(points), 0.0), max(*points, 0.0))
    bottoms = [y]
    for at, rows in enumerate(content.contributions):
        x = 0.0 if page.narrow else at * (width + gap)
        start = bottoms[-1] if page.narrow else y
        found, low = _bars(content, rows, (x, start, width), ends, page)
        marks += found
        bottoms.append(low)
    return marks, max(bottoms)


def _bars(
    content: EvolutionContent,
    rows: tuple[Contribution, ...],
    at: tuple[float, float, float],
    ends: tuple[float, float],
    page: Page,
) -> tuple[list[Mark], float]:
    """Draw one direction: names at the left, bars about a line, points at their ends, the whole change last."""
    x, y, width = at
    sizes = page.sizes
    names = min(118.0, width * 0.46)
    values = (
        max(page.measure(row.words, sizes.value, "semibold") for every in content.contributions for row in every) + 4
    )
    zone = width - names - 8
    fall, rise = ends
    scale = (zone - values * ((fall > 0) + (rise > 0))) / max(fall + rise, 1e-9)
    zero = x + names + 8 + (values if fall > 0 else 0.0) + fall * scale
    marks: list[Mark] = []
    top = y + 2
    for row in rows:
        if row.is_total:
            y += 3
            marks.append(Rule(x, y, x + width, y, "rule", 0.6))
        lines = label_lines(row.name, names, sizes.value)
        high = max(BAR + 4, len(lines) * sizes.value * LEADING + 2)
        base = y + high / 2 + sizes.value * 0.34 - (len(lines) - 1) * sizes.value * LEADING / 2
        role = "secondary" if row.is_rest else f"{row.flow}_text" if row.is_total else "ink"
        marks += text_lines(lines, x, base, sizes.value, role, "semibold" if row.is_total else "regular")
        length = max(abs(row.points) * scale, LEAST_BAR) if row.points else 0.0
        fill = "others" if row.is_rest else row.flow
        tooltip = say("charts.evolution.told", content.lang, name=row.name, value=row.words)
        if length:
            edge = "edge" if row.is_rest else ""
            marks.append(
                Box(zero if row.points > 0 else zero - length, y + (high - BAR) / 2, length, BAR, fill, tooltip, edge)
            )
        right = row.points >= 0
        marks.append(
            Label(
                zero + length + 3 if right else zero - length - 3,
                y + high / 2 + sizes.value * 0.34,
                row.words,
                sizes.value,
                role,
                "semibold" if row.is_total else "regular",
                "start" if right else "end",
            )
        )
        y += high
    marks.append(Rule(zero, top, zero, y, "secondary", 0.7, above=True))
    return marks, y + 6
