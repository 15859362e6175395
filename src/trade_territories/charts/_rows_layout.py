"""Rows of shares laid out: a name, one or two bars whose numbers stand in them or at their ends, a figure at the right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trade_territories.charts._text import label_lines, wrapped
from trade_territories.charts.page import LEADING, text_lines
from trade_territories.charts.scene import Box, Label, Rule

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark, Scene

NAME_COLUMN, COLUMN_GAP, VALUE_GAP = 150.0, 14.0, 4.0
#: Height of a bar that bears its numbers, of one alone, and of one of two; between the two, and between rows.
NUMBERED, BAR, ROW_GAP = 14.0, 8.0, 7.0
PAIR_GAP, SIGN, SIGN_GAP = 1.6, 7.5, 4.0
#: White between the parts of a bar; the shortest part that is drawn; space around words in a part.
CUT, THINNEST, PAD = 0.9, 0.8, 3.5


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its share in percent, its role, the words in it from the longest to the shortest, and what hover tells."""

    share_pct: float
    role: str
    tooltip: str
    words: tuple[str, ...] = ()
    ink: str = "ink"


@dataclass(frozen=True)
class Bar:
    """A bar of one or more parts, and the words at its end, or said of it."""

    segments: tuple[Segment, ...]
    words: str
    role: str

    @property
    def share_pct(self) -> float:
        """All parts together."""
        return sum(segment.share_pct for segment in self.segments)


@dataclass(frozen=True)
class Row:
    """A product or partner, its bars, and the figure in the column at the right."""

    name: str
    bars: tuple[Bar, ...]
    figure: str


@dataclass(frozen=True)
class RowsContent:
    """All that a chart of rows says; ``key`` gives role and meaning of each fill."""

    heading: Heading
    key: tuple[tuple[str, str], ...]
    figure_head: str
    rows: tuple[Row, ...]
    #: What stands there when no row does.
    nothing: str
    #: Whether numbers stand in the bars, each of which is a whole, or at their ends.
    is_numbered: bool
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)
    #: The whole of that table, of which the rows are the first that matter.
    whole: pd.DataFrame = field(repr=False, compare=False)
    #: How many rows there are of how many, where not all are drawn.
    drawn_of: str = ""


def rows_scene(content: RowsContent, page: Page) -> Scene:
    """Lay a chart of rows out."""
    marks, y = page.head(content.heading)
    sizes = page.sizes
    if not content.rows:
        for line in wrapped(content.nothing, page.width, sizes.name, lines=9):
            y += sizes.name * LEADING
            marks.append(Label(0, y, line, sizes.name, "secondary"))
        return page.finished(content.heading, marks, y)
    figures = max(page.measure(row.figure, sizes.name, "bold") for row in content.rows)
    figures = max(figures, page.measure(content.figure_head, sizes.head, "semibold"))
    found, y = _key(content, page, y, figures)
    marks += found
    lay = _narrow_row if page.narrow else _wide_row
    most = max(bar.share_pct for row in content.rows for bar in row.bars) or 1.0
    for at, row in enumerate(content.rows):
        target = f"row-{at}"
        marks.append(Rule(0, y, page.width, y, "rule", 0.6))
        found, y = lay(content, row, y + ROW_GAP / 2, figures, most, target, page)
        marks += found
    return page.finished(content.heading, marks, y)


def _key(content: RowsContent, page: Page, y: float, figures: float) -> tuple[list[Mark], float]:
    """Set what fills mean, in as many lines as it takes, and head the column of figures."""
    size = page.sizes.head
    marks: list[Mark] = []
    limit = page.width - figures - COLUMN_GAP if not page.narrow else page.width
    x, y = 0.0, y + size
    for role, words in content.key:
        width = SIGN + SIGN_GAP + page.measure(words, size, "semibold")
        if x and x + width > limit:
            x, y = 0.0, y + size * LEADING
        marks.append(Box(x, y - SIGN + 0.8, SIGN, SIGN, role))
        lines = label_lines(words, limit - SIGN - SIGN_GAP, size, "semibold", lines=4)
        for at, line in enumerate(lines):
            y += size * LEADING if at else 0.0
            marks.append(Label(x + SIGN + SIGN_GAP, y, line, size, "ink", "semibold"))
        x = x + width + COLUMN_GAP if len(lines) == 1 else limit
    if page.narrow:
        y += size * LEADING + 2
    marks.append(Label(page.width, y, content.figure_head, size, "secondary", "semibold", "end"))
    return marks, y + 5


def _wide_row(
    content: RowsContent, row: Row, y: float, figures: float, most: float, target: str, page: Page
) -> tuple[list[Mark], float]:
    sizes = page.sizes
    lines = label_lines(row.name, NAME_COLUMN, sizes.name, "semibold")
    left = NAME_COLUMN + COLUMN_GAP
    available = page.width - figures - COLUMN_GAP - left - (0.0 if content.is_numbered else _ends(content, page))
    bars_high = _height(content, row)
    high = max(len(lines) * sizes.name * LEADING, bars_high)
    middle = y + high / 2
    base = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
    marks = text_lines(lines, 0, base, sizes.name, "ink", "semibold", of=_parts(row, target))
    marks += _bars(content, row, left, middle - bars_high / 2, available / most, target, page)
    marks.append(
        Label(
            page.width, middle + sizes.name * 0.34, row.figure, sizes.name, "ink", "bold", "end", of=_parts(row, target)
        )
    )
    return marks, y + high + ROW_GAP / 2


def _narrow_row(
    content: RowsContent, row: Row, y: float, figures: float, most: float, target: str, page: Page
) -> tuple[list[Mark], float]:
    sizes = page.sizes
    marks: list[Mark] = []
    lines = label_lines(row.name, page.width - figures - 8, sizes.name, "semibold")
    for at, line in enumerate(lines):
        y += sizes.name * (LEADING if at else 1.05)
        marks.append(Label(0, y, line, sizes.name, "ink", "semibold", of=_parts(row, target)))
    marks.append(Label(page.width, y, row.figure, sizes.name, "ink", "bold", "end", of=_parts(row, target)))
    available = page.width - (0.0 if content.is_numbered else _ends(content, page))
    marks += _bars(content, row, 0.0, y + 4, available / most, target, page)
    return marks, y + 4 + _height(content, row) + ROW_GAP / 2 + 1


def _parts(row: Row, target: str) -> tuple[str, ...]:
    """Return the targets of a row: its parts where a bar has several, else the row itself."""
    segments = row.bars[0].segments
    if len(segments) == 1:
        return (target,)
    return tuple(f"{target}-{at}" for at, segment in enumerate(segments) if segment.share_pct > 0)


def _ends(content: RowsContent, page: Page) -> float:
    """Return the space for words at the ends of bars."""
    words = [bar.words for row in content.rows for bar in row.bars]
    return VALUE_GAP + max(page.measure(text, page.sizes.value, "semibold") for text in words)


def _height(content: RowsContent, row: Row) -> float:
    return NUMBERED if content.is_numbered else len(row.bars) * (BAR + PAIR_GAP) - PAIR_GAP


def _bars(content: RowsContent, row: Row, left: float, top: float, scale: float, target: str, page: Page) -> list[Mark]:
    size = page.sizes.value
    thickness = NUMBERED if content.is_numbered else BAR
    marks: list[Mark] = []
    for bar in row.bars:
        x = left
        for at, segment in enumerate(bar.segments):
            length = max(segment.share_pct * scale, THINNEST) if segment.share_pct > 0 else 0.0
            if not length:
                continue
            drawn = length - CUT if length > CUT + THINNEST and at < len(bar.segments) - 1 else length
            part = f"{target}-{at}" if len(bar.segments) > 1 else target
            own = "" if any(mark.target == part for mark in marks) else part
            marks.append(Box(x, top, drawn, thickness, segment.role, segment.tooltip, target=own, of=(part,)))
            words = next(
                (text for text in segment.words if page.measure(text, size, "semibold") + 2 * PAD <= drawn), ""
            )
            if words:
                base = top + thickness / 2 + size * 0.34
                marks.append(Label(x + PAD, base, words, size, segment.ink, "semibold", of=(part,)))
            x += length
        if not content.is_numbered:
            base = top + thickness / 2 + size * 0.34
            marks.append(Label(x + VALUE_GAP, base, bar.words, size, bar.role, "regular", of=(target,)))
        top += thickness + PAIR_GAP
    return marks
