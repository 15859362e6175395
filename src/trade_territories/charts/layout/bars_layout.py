"""The balance laid out: imports to the left, exports to the right of one axis, on one scale; the balance in a column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._text import Measure, label_lines, measure
from trade_territories.charts.page import LEADING, finished, head, widest
from trade_territories.charts.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import Style, current

if TYPE_CHECKING:
    from trade_territories.charts._balance_content import BalanceContent, BalanceRow

ROW = 17.4
BAR = 9.0
NAME_COLUMN = 150.0
#: Between a bar's end and its value, and between columns.
VALUE_GAP, COLUMN_GAP = 3.5, 12.0
#: From the column of marks to the balances, and to what stands before it.
SIGN_GAP = 10.0
#: A value above 0 is seen, however small beside the largest.
THINNEST = 0.8


def balance_scene(content: BalanceContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay a balance chart out."""
    style = style or current()
    sizes = style.sizes
    marks, y = head(content.heading, style)
    everything = (*content.rows, content.total)
    names = {row.code: label_lines(row.name, NAME_COLUMN, sizes.name, "semibold") for row in everything}
    name_width = widest([line for lines in names.values() for line in lines], sizes.name, "semibold", measure)
    signs = sizes.page - widest([row.balance_words for row in everything], sizes.name, "bold", measure) - SIGN_GAP
    balance_width = max(sizes.page - signs + SIGN_GAP, measure(content.balance_head, sizes.head, "semibold"))
    value_widths = [
        widest([getattr(row, words) for row in everything], sizes.value, "semibold", measure) + VALUE_GAP
        for words in ("import_words", "export_words")
    ]
    left = name_width + COLUMN_GAP + value_widths[0]
    right = sizes.page - balance_width - COLUMN_GAP - value_widths[1]
    most = [max([getattr(row, column) for row in content.rows], default=0) for column in ("import_eur", "export_eur")]
    scale = (right - left) / (max(most[0], 0) + max(most[1], 0) or 1)
    axis = left + max(most[0], 0) * scale if any(most) else (left + right) / 2
    y += sizes.head
    heads, start = _heads(content, axis, sizes.page - balance_width - COLUMN_GAP, style, measure)
    marks.append(Label(0, y, content.key, sizes.value, "secondary"))
    if measure(content.key, sizes.value, "regular") + COLUMN_GAP > start:
        y += sizes.head * LEADING * 1.3
    marks += [
        *(replace(label, y=y) for label in heads),
        Label(sizes.page, y, content.balance_head, sizes.head, "secondary", "semibold", "end"),
    ]
    top = y
    y += 8
    for row in content.rows:
        if row.code == reference.AUTRES:
            marks.append(Rule(0, y + 2, sizes.page, y + 2))
            y += 4
        row_marks, y = _row(row, names[row.code], y, (axis, scale, signs), style)
        marks += row_marks
    marks.append(Rule(0, y + 2, sizes.page, y + 2))
    row_marks, bottom = _total(content.total, y + 4, (axis, signs), style)
    marks += row_marks
    return finished(content.heading, style, marks, (top, bottom))


def _heads(
    content: BalanceContent, axis: float, limit: float, style: Style, measure: Measure
) -> tuple[list[Label], float]:
    """Head the two sides at the axis, or as near to it as the page allows; tell where the heads begin."""
    size = style.sizes.head
    widths = [measure(text, size, "bold") for text in (content.import_head, content.export_head)]
    start = min(axis + VALUE_GAP, limit - widths[1])
    start = max(start, widths[0] + 2 * VALUE_GAP)
    return [
        Label(start - 2 * VALUE_GAP, 0, content.import_head, size, "import_text", "bold", "end"),
        Label(start, 0, content.export_head, size, "export_text", "bold"),
    ], start - 2 * VALUE_GAP - widths[0]


def _row(
    row: BalanceRow, lines: list[str], y: float, at: tuple[float, float, float], style: Style
) -> tuple[list[Mark], float]:
    """Draw a row; ``at`` is the axis, points per euro, and the column of marks."""
    sizes = style.sizes
    axis, scale, signs = at
    height = max(ROW, len(lines) * sizes.name * LEADING + 5)
    middle = y + height / 2
    is_rest = row.code == reference.AUTRES
    marks: list[Mark] = []
    baseline = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
    for line in lines:
        marks.append(Label(0, baseline, line, sizes.name, "secondary" if is_rest else "ink", "semibold"))
        baseline += sizes.name * LEADING
    lengths = [max(value * scale, THINNEST) if value > 0 else 0.0 for value in (row.import_eur, row.export_eur)]
    if lengths[0]:
        marks.append(Box(axis - 0.5 - lengths[0], middle - BAR / 2, lengths[0], BAR, "import", row.tooltip))
    if lengths[1]:
        marks.append(Box(axis + 0.5, middle - BAR / 2, lengths[1], BAR, "export", row.tooltip))
    text_y = middle + sizes.value * 0.34
    marks += [
        Label(axis - 0.5 - lengths[0] - VALUE_GAP, text_y, row.import_words, sizes.value, "ink", "regular", "end"),
        Label(axis + 0.5 + lengths[1] + VALUE_GAP, text_y, row.export_words, sizes.value, "ink", "regular"),
        *_balance(row, middle, signs, style),
    ]
    return marks, y + height


def _total(row: BalanceRow, y: float, at: tuple[float, float], style: Style) -> tuple[list[Mark], float]:
    axis, signs = at
    size = style.sizes.name
    middle = y + ROW / 2
    text_y = middle + size * 0.34
    return [
        Label(0, text_y, row.name, size, "ink", "bold"),
        Label(axis - VALUE_GAP, text_y, row.import_words, size, "import_text", "bold", "end"),
        Label(axis + VALUE_GAP, text_y, row.export_words, size, "export_text", "bold"),
        *_balance(row, middle, signs, style),
    ], y + ROW


def _balance(row: BalanceRow, middle: float, signs: float, style: Style) -> list[Mark]:
    """Set mark and signed value, each in its column: told apart by shape and sign, and by colour too."""
    size = style.sizes.name
    text_y = middle + size * 0.34
    return [
        Label(signs, text_y, row.mark, size - 1.2, row.role, "bold", "middle"),
        Label(style.sizes.page, text_y, row.balance_words, size, row.role, "bold", "end"),
    ]
