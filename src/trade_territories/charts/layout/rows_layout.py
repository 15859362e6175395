"""Rows of shares laid out: names to the left, bars on one scale, words at their ends, a figure in a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts._text import Measure, label_lines, measure
from trade_territories.charts.page import LEADING, finished, head, widest
from trade_territories.charts.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import Style, current, edge_of

if TYPE_CHECKING:
    from trade_territories.charts._rows_content import Row, RowsContent

NAME_COLUMN, COLUMN_GAP, WORDS_GAP = 150.0, 12.0, 4.0
#: Longest words beside a bar, before they break into two lines.
WORDS_COLUMN = 120.0
BAR, PAIRED_BAR = 9.0, 7.6
#: Between rows, between the parts of a bar, and around the signs of the key.
ROW_GAP, PART_GAP, SIGN, SIGN_GAP = 7.0, 0.9, 7.5, 4.0
#: A share above 0 is seen, however small beside the largest.
THINNEST = 0.8


def rows_scene(content: RowsContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay a chart of rows out."""
    style = style or current()
    sizes = style.sizes
    marks, y = head(content.heading, style)
    if not content.rows:
        marks.append(Label(0, y + sizes.name, content.nothing, sizes.name, "secondary"))
        return finished(content.heading, style, marks, (y, y + sizes.name * 2))
    figure_width = max(
        widest([row.figure for row in content.rows], sizes.name, "bold", measure),
        measure(content.figure_head, sizes.head, "semibold"),
    )
    found, y = _key(content, y, sizes.page - figure_width - COLUMN_GAP, style, measure)
    marks += [
        *found,
        Label(sizes.page, y, content.figure_head, sizes.head, "secondary", "semibold", "end"),
    ]
    top = y
    y += ROW_GAP
    names = [label_lines(row.name, NAME_COLUMN, sizes.name, "semibold") for row in content.rows]
    left = widest([line for lines in names for line in lines], sizes.name, "semibold", measure) + COLUMN_GAP
    ends = [_ends(row, style) for row in content.rows]
    words = widest([line for row in ends for lines in row for line in lines], sizes.value, "regular", measure)
    most = max(bar.share_pct for row in content.rows for bar in row.bars) or 1.0
    room = sizes.page - figure_width - COLUMN_GAP - words - WORDS_GAP - left
    for row, lines, ending in zip(content.rows, names, ends, strict=True):
        marks.append(Rule(0, y, sizes.page, y, "rule", 0.5))
        found, y = _row(row, lines, ending, y + ROW_GAP / 2, left, room / most, style)
        marks += found
    return finished(content.heading, style, marks, (top, y))


def _ends(row: Row, style: Style) -> list[list[str]]:
    """Break the words at the end of bars; those of two bars stay in one line each."""
    size = style.sizes.value
    return [[bar.words] if len(row.bars) > 1 else label_lines(bar.words, WORDS_COLUMN, size) for bar in row.bars]


def _key(content: RowsContent, y: float, limit: float, style: Style, measure: Measure) -> tuple[list[Mark], float]:
    """Set what fills mean in one line, or as many as it takes."""
    size = style.sizes.head
    marks: list[Mark] = []
    x, y = 0.0, y + size
    for role, words in content.key:
        width = SIGN + SIGN_GAP + measure(words, size, "semibold")
        if x and x + width > limit:
            x, y = 0.0, y + size * LEADING
        marks += [
            Box(x, y - SIGN + 0.8, SIGN, SIGN, role, edge=edge_of(role)),
            Label(x + SIGN + SIGN_GAP, y, words, size, "ink", "semibold"),
        ]
        x += width + COLUMN_GAP
    return marks, y


def _row(
    row: Row, lines: list[str], ends: list[list[str]], y: float, left: float, scale: float, style: Style
) -> tuple[list[Mark], float]:
    sizes = style.sizes
    thickness = BAR if len(row.bars) == 1 else PAIRED_BAR
    pitch = max(thickness, sizes.value * LEADING)
    heights = [max(pitch, len(words) * sizes.value * LEADING) for words in ends]
    height = max(len(lines) * sizes.name * LEADING, sum(heights))
    middle = y + height / 2
    marks: list[Mark] = []
    baseline = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
    for line in lines:
        marks.append(Label(0, baseline, line, sizes.name, "ink", "semibold"))
        baseline += sizes.name * LEADING
    marks.append(Label(sizes.page, middle + sizes.name * 0.34, row.figure, sizes.name, "ink", "bold", "end"))
    at = middle - sum(heights) / 2
    for bar, words, tall in zip(row.bars, ends, heights, strict=True):
        x, centre = left, at + tall / 2
        for segment in bar.segments:
            if segment.share_pct <= 0:
                continue
            length = max(segment.share_pct * scale, THINNEST)
            gap = PART_GAP if len(bar.segments) > 1 and length > PART_GAP + THINNEST else 0.0
            room = (x, centre - thickness / 2, length - gap, thickness)
            marks.append(Box(*room, segment.role, segment.tooltip, edge_of(segment.role)))
            x += length
        baseline = centre + sizes.value * 0.34 - (len(words) - 1) * sizes.value * LEADING / 2
        for line in words:
            marks.append(Label(x + WORDS_GAP, baseline, line, sizes.value, bar.role))
            baseline += sizes.value * LEADING
        at += tall
    return marks, y + height + ROW_GAP / 2
