"""The layout of the balance: bars about an axis on a wide page, pairs of bars from the left edge on a narrow one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines, widest
from trade_territories.charts.scene import Area, Box, Label, Mark, Rule, Scene, name_ink

if TYPE_CHECKING:
    from trade_territories.charts._balance import BalanceContent, Row
    from trade_territories.charts.page import Page
    from trade_territories.charts.style import Weight

#: Length of a bar that is cut, relative to the longest named one.
CUT_LENGTH = 1.04
ROW, BAR, BALANCE_BAR, BALANCE_REACH = 22.5, 12.2, 6.4, 29.0
NAMES, VALUE_GAP, COLUMN_GAP, ROW_INSET = 150.0, 4.0, 12.0, 4.0
NARROW_BAR, NARROW_GAP = 7.6, 2.2
CUT_WIDTH, CUT_SLANT, CUT_FROM_END = 1.3, 2.6, 9.0
THINNEST = 0.6
#: The order of the rows stands beside the heads where it has so much space, else above them.
ORDER = 110.0


def scene(content: BalanceContent, page: Page) -> Scene:
    """Lay a balance out: bars about an axis on a wide page, pairs of bars from the left edge on a narrow one."""
    marks, y = page.head(content.heading)
    if not content.rows:
        marks.append(Label(0, y + page.sizes.name * 2, content.nothing, page.sizes.name, "secondary", "semibold"))
        return page.finished(content.heading, marks, y + 40)
    found, bottom = (_Narrow if page.narrow else _Wide)(content, page).marks(y)
    return page.finished(content.heading, [*marks, *found], bottom)


class _Drawn:
    """What both layouts know: the scale, and how bars and balances are drawn."""

    def __init__(self, content: BalanceContent, page: Page) -> None:
        self.content, self.page, self.sizes = content, page, page.sizes
        self.longest, self.is_cut = content.longest

    def length(self, row: Row, value: int, scale: float) -> float:
        """Return the length of a bar: cut where it is of "autres" and would squeeze the others."""
        if value <= 0:
            return 0.0
        if row.is_rest and self.is_cut:
            value = min(value, round(self.longest * CUT_LENGTH))
        return max(value * scale, THINNEST)

    def bar(self, row: Row, role: str, x: float, y: float, length: float, height: float, sign: int) -> list[Mark]:
        """Return a bar from ``x`` to one side, with two white cuts near its end where its value is off the scale."""
        if not length:
            return []
        fill = f"{role}_pale" if row.is_rest else role
        left = x if sign > 0 else x - length
        of = (f"row-{row.code}",)
        marks: list[Mark] = [Box(left, y, length, height, fill, row.tooltip, of=of)]
        value = row.import_eur if role == "import" else row.export_eur
        if row.is_rest and self.is_cut and value > self.longest * CUT_LENGTH:
            for shift in (0.0, 2.6 * CUT_WIDTH):
                at = x + sign * (length - CUT_FROM_END - shift)
                corners = (
                    (at - CUT_WIDTH / 2 - CUT_SLANT / 2, y + height + 0.5),
                    (at + CUT_WIDTH / 2 - CUT_SLANT / 2, y + height + 0.5),
                    (at + CUT_WIDTH / 2 + CUT_SLANT / 2, y - 0.5),
                    (at - CUT_WIDTH / 2 + CUT_SLANT / 2, y - 0.5),
                )
                marks.append(Area((corners,), "background", edge=""))
        return marks

    def balance(self, row: Row, baseline: float, weight: Weight = "semibold") -> list[Mark]:
        """Return mark and signed value at the right edge: told apart by shape and sign, and by colour too."""
        size, right = self.sizes.name, self.page.width - (0 if self.page.narrow else ROW_INSET)
        width = self.page.measure(row.balance_words, size, weight)
        of = () if row is self.content.total else (f"row-{row.code}",)
        return [
            Label(right, baseline, row.balance_words, size, row.role, weight, "end", of=of),
            Label(right - width - 3.5, baseline, row.mark, size - 1, row.role, weight, "end", of=of),
        ]


class _Wide(_Drawn):
    def marks(self, y: float) -> tuple[list[Mark], float]:
        """Return all marks from ``y`` down, and where they end."""
        content, page, sizes = self.content, self.page, self.sizes
        rows = (*content.rows, content.total)
        names = {row.code: label_lines(row.name, NAMES, sizes.name, "semibold") for row in rows}
        name_width = widest([line for lines in names.values() for line in lines], sizes.name, "semibold", page.measure)
        values = [
            widest([getattr(row, words) for row in content.rows], sizes.value, "regular", page.measure) + VALUE_GAP
            for words in ("import_words", "export_words")
        ]
        balances = widest([row.balance_words for row in rows], sizes.name, "bold", page.measure) + 14
        named = [row.balance_eur for row in content.rows if not row.is_rest]
        most = max((abs(value) for value in named), default=0) or 1
        below, above = (max(0, *(sign * value for value in named), 0) / most * BALANCE_REACH for sign in (-1, 1))
        line = page.width - ROW_INSET - balances - 6 - above
        left = name_width + COLUMN_GAP + values[0]
        right = line - below - COLUMN_GAP - values[1]
        sides = [self._most("import_eur"), self._most("export_eur")]
        scale = (right - left) / (sum(sides) or 1)
        axis = left + sides[0] * scale if sum(sides) else (left + right) / 2
        marks, y = self._heads(axis, y)
        for place, row in enumerate(content.rows):
            if row.is_rest:
                y += 4
            height = max(ROW, len(names[row.code]) * sizes.name * LEADING + 5)
            if place % 2 == 0 and not row.is_rest:
                marks.append(Box(-ROW_INSET, y, page.width + 2 * ROW_INSET, height, "zebra"))
            marks += self._row(row, names[row.code], y, height, (axis, scale, line, most))
            y += height
        last = y - (ROW + 4 if content.rows[-1].is_rest else 0)
        if named:
            marks.append(Rule(line, last, line, self._top, "secondary", 0.6, above=True))
        marks.append(Rule(0, y + 4, page.width, y + 4, "ink", 0.8))
        return [*marks, *self._total(y + 4, axis)], y + 4 + ROW

    def _most(self, column: str) -> int:
        return max(
            (
                min(getattr(row, column), round(self.longest * CUT_LENGTH)) if row.is_rest else getattr(row, column)
                for row in self.content.rows
            ),
            default=0,
        )

    def _heads(self, axis: float, y: float) -> tuple[list[Mark], float]:
        content, sizes, page = self.content, self.sizes, self.page
        widths = [page.measure(text, sizes.head, "bold") for text in (content.import_head, content.export_head)]
        axis = max(axis, widths[0] + 2 * VALUE_GAP)
        available = axis - widths[0] - 2 * COLUMN_GAP
        order = label_lines(content.order, available if available >= ORDER else page.width, sizes.value, lines=3)
        y += len(order) * sizes.value * LEADING
        first = y - (len(order) - 1) * sizes.value * LEADING
        if available < ORDER:
            y += sizes.head * LEADING
        self._top = y + 7
        return [
            *text_lines(order, 0, first, sizes.value, "secondary"),
            Label(axis - VALUE_GAP, y, content.import_head, sizes.head, "import_text", "bold", "end"),
            Label(axis + VALUE_GAP, y, content.export_head, sizes.head, "export_text", "bold"),
            Label(page.width - ROW_INSET, y, content.balance_head, sizes.head, "ink", "bold", "end"),
        ], y + 7

    def _row(
        self, row: Row, lines: list[str], y: float, height: float, at: tuple[float, float, float, int]
    ) -> list[Mark]:
        """Draw a row; ``at`` is the axis, points per euro, the line of balances, and the largest of them."""
        sizes, (axis, scale, line, most) = self.sizes, at
        middle, of = y + height / 2, (f"row-{row.code}",)
        baseline = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
        ink = name_ink(is_rest=row.is_rest)
        hit = Box(-ROW_INSET, y, self.page.width + 2 * ROW_INSET, height, "background", row.tooltip, opacity=0.0)
        marks: list[Mark] = [replace(hit, target=of[0], of=of)]
        marks += text_lines(lines, 0, baseline, sizes.name, *ink, of=of)
        text_y = middle + sizes.value * 0.34
        quiet = "secondary" if row.is_rest else "ink"
        for role, value, words, sign in (
            ("import", row.import_eur, row.import_words, -1),
            ("export", row.export_eur, row.export_words, 1),
        ):
            length = self.length(row, value, scale)
            marks += self.bar(row, role, axis + sign * 0.5, middle - BAR / 2, length, BAR, sign)
            x = axis + sign * (0.5 + length + VALUE_GAP)
            marks.append(Label(x, text_y, words, sizes.value, quiet, "regular", "end" if sign < 0 else "start", of=of))
        if not row.is_rest and row.balance_eur:
            reach = max(abs(row.balance_eur) / most * BALANCE_REACH, THINNEST)
            x = line if row.balance_eur > 0 else line - reach
            marks.append(Box(x, middle - BALANCE_BAR / 2, reach, BALANCE_BAR, row.role, of=of))
        return [*marks, *self.balance(row, middle + sizes.name * 0.34)]

    def _total(self, y: float, axis: float) -> list[Mark]:
        row, size = self.content.total, self.sizes.name
        baseline = y + ROW / 2 + size * 0.34
        return [
            Label(0, baseline, row.name, size, "ink", "bold"),
            Label(axis - VALUE_GAP, baseline, row.import_words, size, "import_text", "bold", "end"),
            Label(axis + VALUE_GAP, baseline, row.export_words, size, "export_text", "bold"),
            *self.balance(row, baseline, "bold"),
        ]


class _Narrow(_Drawn):
    def marks(self, y: float) -> tuple[list[Mark], float]:
        """Return all marks from ``y`` down, and where they end."""
        content, page, sizes = self.content, self.page, self.sizes
        y += sizes.head
        x = 0.0
        marks: list[Mark] = []
        for role, head in (("import", content.import_head), ("export", content.export_head)):
            marks += [
                Box(x, y - sizes.head * 0.78, sizes.head * 0.85, sizes.head * 0.85, role),
                Label(x + sizes.head * 1.2, y, head, sizes.head, f"{role}_text", "bold"),
            ]
            x += sizes.head * 1.2 + page.measure(head, sizes.head, "bold") + 14
        marks.append(Label(page.width, y, content.balance_head, sizes.head, "ink", "bold", "end"))
        for line in label_lines(content.order, page.width, sizes.value, lines=2):
            y += sizes.value * LEADING
            marks.append(Label(0, y, line, sizes.value, "secondary"))
        y += 6
        values = [words for row in content.rows for words in (row.import_words, row.export_words)]
        widths = widest(values, sizes.value, "regular", page.measure)
        most = self.longest * (CUT_LENGTH if self.is_cut else 1)
        scale = (page.width - widths - VALUE_GAP) / (most or 1)
        for row in content.rows:
            found, bottom = self._row(row, y, scale)
            marks += [Rule(0, y, page.width, y, "rule", 0.6), *found]
            y = bottom
        marks.append(Rule(0, y, page.width, y, "ink", 0.8))
        return [*marks, *self._total(y)], y + sizes.name * 2.1

    def _row(self, row: Row, y: float, scale: float) -> tuple[list[Mark], float]:
        sizes, of = self.sizes, (f"row-{row.code}",)
        cut = f" ({self.content.cut_words})" if row.is_rest and self.is_cut else ""
        available = self.page.width - self.page.measure(row.balance_words, sizes.name, "semibold") - 20
        ink = name_ink(is_rest=row.is_rest)
        lines = label_lines(row.name + cut, available, sizes.name, ink.weight)
        baseline = y + sizes.name * 1.2
        height = (len(lines) - 1) * sizes.name * LEADING + 2 * (NARROW_BAR + NARROW_GAP) + sizes.name * 1.75 + 2
        hit = Box(0, y, self.page.width, height, "background", row.tooltip, opacity=0.0)
        marks: list[Mark] = [replace(hit, target=of[0], of=of)]
        marks += text_lines(lines, 0, baseline, sizes.name, *ink, of=of)
        marks += self.balance(row, baseline)
        at = baseline + (len(lines) - 1) * sizes.name * LEADING + sizes.name * 0.42
        for role, value, words in (
            ("import", row.import_eur, row.import_words),
            ("export", row.export_eur, row.export_words),
        ):
            length = self.length(row, value, scale)
            marks += self.bar(row, role, 0, at, length, NARROW_BAR, 1)
            text_y = at + NARROW_BAR / 2 + sizes.value * 0.34
            ink_value = "secondary" if row.is_rest else "ink"
            marks.append(Label(length + VALUE_GAP, text_y, words, sizes.value, ink_value, of=of))
            at += NARROW_BAR + NARROW_GAP
        return marks, y + height

    def _total(self, y: float) -> list[Mark]:
        """Set the sums in the order of the key, then the balance."""
        row, size = self.content.total, self.sizes.name
        baseline = y + size * 1.4
        width = self.page.measure(f"{row.mark} {row.balance_words}", size, "bold") + 12
        marks: list[Mark] = [Label(0, baseline, row.name, size, "ink", "bold"), *self.balance(row, baseline, "bold")]
        x = self.page.width - width
        for words, role in ((row.export_words, "export_text"), (row.import_words, "import_text")):
            marks.append(Label(x, baseline, words, size, role, "bold", "end"))
            x -= self.page.measure(words, size, "bold") + 8
        return marks
