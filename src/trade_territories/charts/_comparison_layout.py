"""The comparison laid out: a row for each territory on one axis, exports and imports as two dots joined by their balance."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trade_territories.charts._evolution_layout import ScaleUnit, tick_words, ticks_of
from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines
from trade_territories.charts.scene import Box, Dot, Label, Line, Rule

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark, Scene
    from trade_territories.charts.style import Weight
    from trade_territories.text import Lang

NAME_COLUMN, GAP = 148.0, 10.0
ROW, NARROW_ROW = 19.0, 15.0
DOT, JOIN, SIGN = 3.4, 2.2, 7.5
#: Numbers under the scale are at least so far apart.
NUMBER_GAP = 8.0
#: Unit of the scale of each comparison.
UNITS: dict[str, ScaleUnit] = {
    "value": "millions", "per_inhabitant": "euros", "coverage": "percent", "share": "percent",
}  # fmt: skip
#: The coverage at which exports pay for imports.
EVEN_PCT = 100.0


@dataclass(frozen=True)
class ComparedRow:
    """A territory: its exports and imports in the unit compared, or its rate, each as written too; NaN where not known."""

    code: str
    name: str
    export: float
    import_: float
    rate: float
    words: dict[str, str]
    balance_eur: int
    balance_words: str
    tooltip: str

    def leading(self, value: str) -> float:
        """Return what rows are sorted by."""
        return self.rate if value == "coverage" else self.export

    @property
    def values(self) -> dict[str, float]:
        """What has a place on the axis, by its key: nothing below zero, where corrections may bring a sum."""
        return {key: value for key, value in self._known.items() if value >= 0}

    @property
    def is_corrected(self) -> bool:
        """Whether a value is below zero, and has no place on the axis."""
        return any(value < 0 for value in self._known.values())

    @property
    def _known(self) -> dict[str, float]:
        pairs = {"export": self.export, "import": self.import_, "rate": self.rate}
        return {key: pairs[key] for key in self.words if not math.isnan(pairs[key])}


@dataclass(frozen=True)
class ComparisonContent:
    """All that a comparison says."""

    heading: Heading
    rows: tuple[ComparedRow, ...]
    value: str
    names: dict[str, str]
    lang: Lang
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys of the figures beside the axis."""
        keys = ("rate",) if self.value == "coverage" else ("export", "import")
        return (*keys, "balance") if self.value == "value" else keys


def comparison_scene(content: ComparisonContent, page: Page) -> Scene:
    """Lay a comparison out."""
    marks, y = page.head(content.heading)
    found, bottom = (_narrow if page.narrow else _wide)(content, page, y)
    return page.finished(content.heading, [*marks, *found], bottom)


def _scale(content: ComparisonContent) -> list[float]:
    """Return the steps of the axis, in the unit of the values."""
    values = [value for row in content.rows for value in row.values.values()]
    most = max([*values, EVEN_PCT if content.value == "coverage" else 0.0, 0.0])
    return ticks_of(most) if most > 0 else [0.0, 1.0]


def _tick(content: ComparisonContent, tick: float, ticks: list[float]) -> str:
    return tick_words(tick, ticks, content.lang, UNITS[content.value])


def _role(key: str, row: ComparedRow) -> str:
    if key == "balance":
        return "surplus" if row.balance_eur > 0 else "deficit" if row.balance_eur < 0 else "secondary"
    return "ink" if key == "rate" else f"{key}_text"


def _head_role(key: str) -> str:
    return "secondary" if key in ("balance", "rate") else f"{key}_text"


def _wide(content: ComparisonContent, page: Page, y: float) -> tuple[list[Mark], float]:
    sizes = page.sizes
    columns = content.columns
    widths = [_column_width(content, key, page) for key in columns]
    right = page.width - sum(widths) - GAP * len(widths)
    names = [label_lines(row.name, NAME_COLUMN, sizes.name, "semibold", lines=3) for row in content.rows]
    left = min(NAME_COLUMN, max(page.measure(line, sizes.name, "semibold") for lines in names for line in lines)) + GAP
    left = max(left, max(page.measure(line, sizes.name, "semibold") for lines in names for line in lines) + GAP)
    ticks = _scale(content)
    scale = (right - DOT - left) / ticks[-1]
    y += sizes.head
    marks: list[Mark] = []
    x = right
    for key, width in zip(columns, widths, strict=True):
        x += GAP + width
        if key != "rate":
            marks.append(Label(x, y, content.names[key], sizes.head, _head_role(key), "bold", "end"))
    y += 6
    top = y
    high = [max(ROW, len(lines) * sizes.name * LEADING + 5) for lines in names]
    bottom = top + sum(high)
    marks += _zebra(top, high, page)
    marks += _axis(content, ticks, left, scale, [(top, bottom)], bottom, page)
    for row, lines, tall in zip(content.rows, names, high, strict=True):
        middle = y + tall / 2
        base = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
        target = f"territory-{row.code}" if row.values else ""
        of = (target,) if target else ()
        marks += text_lines(lines, 0, base, sizes.name, "ink", "semibold", of=of)
        marks += _dots(row, left, middle, scale, target)
        x = right
        for key, width in zip(columns, widths, strict=True):
            x += GAP + width
            text = row.balance_words if key == "balance" else row.words[key]
            weight: Weight = "semibold" if key in ("balance", "rate") else "regular"
            marks.append(
                Label(x, middle + sizes.value * 0.34, text, sizes.value, _role(key, row), weight, "end", of=of)
            )
        y += tall
    return marks, bottom + sizes.value * LEADING + 6


def _column_width(content: ComparisonContent, key: str, page: Page) -> float:
    texts = [row.balance_words if key == "balance" else row.words[key] for row in content.rows]
    head = 0.0 if key == "rate" else page.measure(content.names[key], page.sizes.head, "bold")
    return max(head, *(page.measure(text, page.sizes.value, "semibold") for text in texts))


def _zebra(top: float, high: list[float], page: Page) -> list[Mark]:
    """Guide the eye along every other row."""
    marks: list[Mark] = []
    y = top
    for at, tall in enumerate(high):
        if at % 2 == 0:
            marks.append(Box(0, y, page.width, tall, "zebra"))
        y += tall
    return marks


def _axis(
    content: ComparisonContent,
    ticks: list[float],
    left: float,
    scale: float,
    bands: list[tuple[float, float]],
    bottom: float,
    page: Page,
) -> list[Mark]:
    """Draw the steps of the scale, with their numbers below; of a coverage, the line at which exports pay for imports."""
    size = page.sizes.smallest
    marks: list[Mark] = []
    numbers = _numbers(content, ticks, left, scale, page)
    for tick in ticks:
        x = left + tick * scale
        marks += [Rule(x, top, x, low, "rule" if tick else "faint", 0.6) for top, low in bands]
    marks += [Label(x, bottom + size * 1.25, text, size, "secondary", "regular", "middle") for x, text in numbers]
    if content.value == "coverage":
        x = left + EVEN_PCT * scale
        marks += [Rule(x, top, x, low, "ink", 0.9, above=True, dash=(2.2, 2.2)) for top, low in bands]
    return marks


def _numbers(
    content: ComparisonContent, ticks: list[float], left: float, scale: float, page: Page
) -> list[tuple[float, str]]:
    """Return the numbers under the steps of the scale, at every second or fifth step where not all fit."""
    size = page.sizes.smallest
    found: list[tuple[float, str]] = []
    for stride in (1, 2, 5, len(ticks)):
        found, free, is_apart = [], -NUMBER_GAP, True
        for tick in ticks[::stride]:
            text = _tick(content, tick, ticks)
            half = page.measure(text, size, "regular") / 2
            x = min(max(left + tick * scale, half), page.width - half)
            is_apart = is_apart and x - half >= free + NUMBER_GAP
            free = x + half
            found.append((x, text))
        if is_apart:
            break
    return found


def _dots(row: ComparedRow, left: float, y: float, scale: float, target: str) -> list[Mark]:
    """Draw the values of a row, and between two of them a line in the colour of the balance."""
    values = row.values
    marks: list[Mark] = []
    if "rate" in values:
        x = left + values["rate"] * scale
        role = "surplus" if values["rate"] > EVEN_PCT else "deficit"
        marks.append(Line(((left, y), (x, y)), "pale", 1.2, of=(target,)))
        marks.append(Dot(x, y, DOT, role, row.tooltip, target=target, of=(target,)))
        return marks
    if len(values) == 2 and values["export"] != values["import"]:
        ends = tuple((left + values[key] * scale, y) for key in ("import", "export"))
        role = "surplus" if values["export"] > values["import"] else "deficit"
        marks.append(Line(ends, role, JOIN, row.tooltip, of=(target,)))
    drawn = [key for key in ("import", "export") if key in values]
    marks += [
        Dot(
            left + values[key] * scale,
            y,
            DOT,
            key,
            row.tooltip,
            target=target if key == drawn[-1] else "",
            of=(target,),
        )
        for key in drawn
    ]
    return marks


def _narrow(content: ComparisonContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Set each territory's name and balance over its part of the axis, and its figures under it."""
    sizes = page.sizes
    ticks = _scale(content)
    left = DOT + 1
    scale = (page.width - 2 * left) / ticks[-1]
    marks: list[Mark] = []
    if content.value != "coverage":
        y += sizes.head
        x = 0.0
        for key in ("export", "import"):
            words = content.names[key]
            marks += [
                Dot(x + DOT, y - sizes.head * 0.33, DOT, key),
                Label(x + 2 * DOT + 4, y, words, sizes.head, f"{key}_text", "bold"),
            ]
            x += page.measure(words, sizes.head, "bold") + 30
        if "balance" in content.columns:
            marks.append(Label(page.width, y, content.names["balance"], sizes.head, "secondary", "semibold", "end"))
        y += 5
    bands: list[tuple[float, float]] = []
    rows: list[Mark] = []
    for row in content.rows:
        target = f"territory-{row.code}" if row.values else ""
        of = (target,) if target else ()
        rows.append(Rule(0, y, page.width, y, "rule", 0.6))
        right_words = row.words["rate"] if content.value == "coverage" else row.balance_words
        available = page.width - page.measure(right_words, sizes.value, "semibold") - 8
        for at, line in enumerate(label_lines(row.name, available, sizes.name, "semibold", lines=4)):
            y += sizes.name * LEADING + (2 if not at else 0)
            rows.append(Label(0, y, line, sizes.name, "ink", "semibold", of=of))
        if right_words:
            key = "rate" if content.value == "coverage" else "balance"
            rows.append(Label(page.width, y, right_words, sizes.value, _role(key, row), "semibold", "end", of=of))
        bands.append((y + 3, y + NARROW_ROW))
        rows += _dots(row, left, y + NARROW_ROW / 2 + 1, scale, target)
        y += NARROW_ROW
        if content.value != "coverage":
            y += sizes.value * 0.95
            x = 0.0
            for key in ("export", "import"):
                rows.append(Label(x, y, row.words[key], sizes.value, f"{key}_text", of=of))
                x += page.measure(row.words[key], sizes.value, "regular") + 14
        y += 5
    axis = _axis(content, ticks, left, scale, bands, y, page)
    return [*marks, *axis, *rows], y + sizes.smallest * LEADING + 4
