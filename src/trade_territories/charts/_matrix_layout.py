"""The matrix laid out: names at the left and above, cells that are darker the more they weigh, sums at the right and below."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._text import fits, label_lines
from trade_territories.charts.page import LEADING, text_lines, widest
from trade_territories.charts.scene import Box, Dot, Label, Mark, Rule, Scene, name_ink
from trade_territories.text import say
from trade_territories.text.numbers import NNBSP, decimal, percent

if TYPE_CHECKING:
    from trade_territories.charts._matrix import MatrixContent
    from trade_territories.charts.page import Page

#: Shares of the total from which a cell is darker, and from which its value is written.
STEPS = (0.05, 0.2, 0.5, 1.0, 2.0)
WRITTEN_PCT = 1.0
CELL, WIDEST_CELL, GAP, OTHERS_GAP = 15.2, 26.0, 0.8, 3.6
#: Width of a column in sizes of type, below which its values would touch.
LEAST_CELL = 1.51
NAMES, NARROW_NAMES = 132.0, 92.0
#: Angle of the columns' names, in degrees.
TURN = 58.0
DOT = 0.6


def level(share_pct: float) -> int:
    """Return the step of a share: 0 below the least, 5 from the largest on.

    Examples
    --------
    >>> [level(share) for share in (0.01, 0.05, 0.7, 12)]
    [0, 1, 3, 5]
    """
    return sum(share_pct >= step for step in STEPS)


def matrix_scene(content: MatrixContent, page: Page) -> Scene:
    """Lay a matrix out: names at the left and above, cells, sums at the right and below, the key of the steps."""
    shown = content.narrowed() if page.narrow and content.cells else content
    sizes = page.sizes
    if not content.cells:
        marks, y = page.head(content.heading)
        marks.append(Label(0, y + sizes.name * 2, content.nothing, sizes.name, "secondary", "semibold"))
        return page.finished(content.heading, marks, y + 40)
    grid = _Grid(shown, page)
    least = LEAST_CELL * grid.font
    while grid.cell < least:
        # A page has space for so many columns: the last ones are summed.
        count = len(shown.columns)
        fewer = shown.narrowed(len(shown.rows), min(int(count * grid.cell / least), count - 1) - 1)
        if len(fewer.columns) == count:
            # So many are asked in red.
            break
        shown, grid = fewer, _Grid(fewer, page)
    marks, y = page.head(shown.heading)
    top = y + grid.head_height
    marks += [*grid.heads(top), *grid.cells(top), *grid.sums(top)]
    bottom = top + grid.height + grid.foot_height + 8
    found, bottom = _key(shown, page, bottom + 14, grid.left if not page.narrow else 0.0)
    return page.finished(shown.heading, [*marks, *found], bottom)


class _Grid:
    """Where rows and columns stand."""

    def __init__(self, content: MatrixContent, page: Page) -> None:
        self.content, self.page, self.sizes = content, page, page.sizes
        sizes, measure = page.sizes, page.measure
        self.font = sizes.smallest
        available = NARROW_NAMES if page.narrow else NAMES
        self.names = [label_lines(row.name, available, sizes.value, "semibold") for row in content.rows]
        self.left = widest([line for lines in self.names for line in lines], sizes.value, "semibold", measure) + 6
        sums = [content.total_words, *(row.share for row in content.rows)]
        self.sum_width = widest(sums, sizes.value, "bold", measure) + 6
        lengths = [measure(column.name, sizes.value, "semibold") for column in content.columns]
        count = len(content.columns)
        self.cell = min(WIDEST_CELL, (page.width - self.left - self.sum_width - OTHERS_GAP) / count)
        for place, length in enumerate(lengths):
            reach = length * cos(radians(TURN)) + sizes.value
            self.cell = min(self.cell, (page.width - self.left - OTHERS_GAP - reach) / (place + 0.5))
        self.head_height = max(lengths) * sin(radians(TURN)) + sizes.value
        lines = max(len(lines) for lines in self.names)
        self.row = max(CELL, min(self.cell, 18.0), lines * sizes.value * LEADING + 2)
        self.xs = [
            self.left + place * self.cell + (OTHERS_GAP if column.is_rest else 0)
            for place, column in enumerate(content.columns)
        ]
        self.ys = [place * self.row + (OTHERS_GAP if row.is_rest else 0) for place, row in enumerate(content.rows)]
        self.height = self.ys[-1] + self.row
        self.right = self.xs[-1] + self.cell
        widest_sum = max(measure(self.short(column.share_pct), self.font, "semibold") for column in content.columns)
        #: Whether the sums below are written upwards, since they are wider than a column.
        self.has_turned_sums = widest_sum > self.cell - 1
        self.foot_height = max(widest_sum + 3 if self.has_turned_sums else 0.0, sizes.value * LEADING)

    def heads(self, top: float) -> list[Mark]:
        """Return the names of rows and columns, and the fields that answer to a reader."""
        sizes = self.sizes
        marks: list[Mark] = []
        for row, lines, y in zip(self.content.rows, self.names, self.ys, strict=True):
            ink = name_ink(is_rest=row.is_rest)
            middle = top + y + self.row / 2
            first = middle + sizes.value * 0.34 - (len(lines) - 1) * sizes.value * LEADING / 2
            hit = Box(
                0, top + y, self.left, self.row, "background", row.tooltip, opacity=0.0, target=row.key, of=(row.key,)
            )
            marks += [hit, *text_lines(lines, self.left - 6, first, sizes.value, *ink, "end", of=(row.key,))]
        for column, x in zip(self.content.columns, self.xs, strict=True):
            ink = name_ink(is_rest=column.is_rest)
            at = x + self.cell / 2 + sizes.value * 0.3
            marks.append(Label(at, top - 4, column.name, sizes.value, *ink, turn=TURN, of=(column.key,)))
        marks.append(
            Label(self.right + self.sum_width, top - 4, self.content.total_words, sizes.value, "ink", "bold", "end")
        )
        return marks

    def short(self, share_pct: float) -> str:
        """Return a share as it is written everywhere, without its sign; with one decimal where two do not fit."""
        lang = self.content.heading.lang
        is_dense = self.page.measure("8,88", self.font, "semibold") > self.cell
        places = 1 if is_dense and STEPS[0] <= share_pct < STEPS[-1] else None
        return percent(share_pct, lang, places=places).rstrip("%").replace(NNBSP, "")

    def cells(self, top: float) -> list[Mark]:
        """Return the cells: a fill, a value from one percent on, a dot for what is hardly anything."""
        rows = {row.code: y for row, y in zip(self.content.rows, self.ys, strict=True)}
        columns = {column.code: x for column, x in zip(self.content.columns, self.xs, strict=True)}
        marks: list[Mark] = []
        for cell in self.content.cells:
            x, y = columns[cell.partner], top + rows[cell.product]
            of = (f"product-{cell.product}", f"partner-{cell.partner}")
            step = level(cell.share_pct)
            if not step and not cell.marked:
                middle = (x + self.cell / 2, y + self.row / 2)
                marks.append(Dot(*middle, DOT, "faint", cell.tooltip, of=of))
                continue
            is_rest = reference.AUTRES in (cell.product, cell.partner)
            hue = "others" if is_rest else self.content.flow
            fill = "largest" if cell.marked else f"{hue}_{step}"
            box = (x + GAP / 2, y + GAP / 2, self.cell - GAP, self.row - GAP)
            marks.append(Box(*box, fill, cell.tooltip, of=of))
            if cell.marked or cell.share_pct >= WRITTEN_PCT:
                ink = "on_largest" if cell.marked else "ink" if is_rest else "on_scale"
                words = self.short(cell.share_pct)
                baseline = y + self.row / 2 + self.font * 0.34
                marks.append(Label(x + self.cell / 2, baseline, words, self.font, ink, "semibold", "middle", of=of))
        return marks

    def sums(self, top: float) -> list[Mark]:
        """Return the sums at the right and below."""
        sizes = self.sizes
        marks: list[Mark] = []
        for row, y in zip(self.content.rows, self.ys, strict=True):
            baseline = top + y + self.row / 2 + sizes.value * 0.34
            ink = name_ink(is_rest=row.is_rest)
            end = self.right + self.sum_width
            marks.append(Label(end, baseline, row.share, sizes.value, *ink, "end", of=(row.key,)))
        y = top + self.height + 3
        marks.append(Rule(self.left, y, self.right + self.sum_width, y, "ink", 0.8))
        baseline = y + sizes.value * LEADING + 1
        marks.append(Label(self.left - 6, baseline, self.content.total_words, sizes.value, "ink", "bold", "end"))
        for column, x in zip(self.content.columns, self.xs, strict=True):
            hit = (x, y, self.cell, self.foot_height + 4)
            marks.append(Box(*hit, "background", column.tooltip, opacity=0.0, target=column.key, of=(column.key,)))
            words = self.short(column.share_pct)
            ink = name_ink(is_rest=column.is_rest)
            at, of = x + self.cell / 2, (column.key,)
            if self.has_turned_sums:
                marks.append(Label(at + self.font * 0.34, y + 4, words, self.font, *ink, "end", turn=90.0, of=of))
            else:
                marks.append(Label(at, baseline, words, self.font, *ink, "middle", of=of))
        return marks


def _key(content: MatrixContent, page: Page, y: float, left: float) -> tuple[list[Mark], float]:
    """Set the steps, and what is red."""
    sizes, lang, measure = page.sizes, content.heading.lang, page.measure
    size = sizes.value
    marks: list[Mark] = []
    if left:
        end = max(left - 6, measure(content.scale_words, size, "regular"))
        marks.append(Label(end, y, content.scale_words, size, "secondary", anchor="end"))
    else:
        marks.append(Label(0, y, content.scale_words, size, "secondary"))
        y += size * LEADING + 2
    start = max(left, measure(content.scale_words, size, "regular") + 6) if left else 0.0
    width = min(46.0, (page.width - start) / len(STEPS))
    for place, step in enumerate(STEPS):
        x = start + place * width
        marks.append(Box(x, y - size * 0.8, width - 2, 9, f"{content.flow}_{place + 1}"))
        least = _bound(step, lang)
        if place + 1 < len(STEPS):
            words = say("charts.pairs.step", lang, least=least, most=_bound(STEPS[place + 1], lang))
        else:
            words = say("charts.pairs.step_last", lang, least=least)
        baseline = y - size * 0.8 + 9 + size * LEADING
        marks.append(Label(x + (width - 2) / 2, baseline, words, sizes.smallest, "secondary", anchor="middle"))
    first, share = content.legend
    bottom = y + 9 + size
    if first:
        x = start + len(STEPS) * width + 6
        words = f"{first} {share}".strip()
        beside = page.width - x - 26
        is_beside = beside > 0 and fits(label_lines(words, beside, size, "semibold", lines=3), beside, size, "semibold")
        if page.narrow or not is_beside:
            x, y = start if left else 0.0, bottom + size + 2
        # Where the largest tie, none is red, and the key says so without a sign.
        is_red = bool(share)
        if is_red:
            marks.append(Box(x, y - size * 0.8, 20, 9, "largest"))
        start, ink = (x + 26, "largest_text") if is_red else (x, "secondary")
        lines = label_lines(words, page.width - start, size, "semibold", lines=3)
        marks += text_lines(lines, start, y, size, ink, "semibold")
        bottom = max(bottom, y + (len(lines) - 1) * size * LEADING)
    return marks, bottom


def _bound(step: float, lang: str) -> str:
    places = 0 if step >= 1 else 1 if step * 10 == round(step * 10) else 2
    return decimal(step, places, lang)
