"""The matrix: products by partners, each pair a cell that is darker the more it weighs, with the sums at the edges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import cos, radians, sin
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._pairs import End, Pairs
from trade_territories.charts._telling import query_heading
from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines, widest
from trade_territories.charts.scene import Box, Dot, Label, Mark, Rule, Scene, name_ink
from trade_territories.query import Query
from trade_territories.text import say
from trade_territories.text.numbers import NNBSP, decimal, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories._types import (
        FlowsLike,
        Lang,
        PartsLike,
        ProductRows,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.charts._content import Heading
    from trade_territories.charts.page import Page
    from trade_territories.columns import Flow

#: Shares of the total from which a cell is darker, and from which its value is written.
STEPS = (0.05, 0.2, 0.5, 1.0, 2.0)
WRITTEN_PCT = 1.0
#: Numbers of products and partners that a narrow chart names.
NARROW_PRODUCTS, NARROW_PARTNERS = 12, 6
CELL, WIDEST_CELL, GAP, OTHERS_GAP = 15.2, 26.0, 0.8, 3.6
NAMES, NARROW_NAMES = 132.0, 92.0
#: Angle of the columns' names, in degrees.
TURN = 58.0
DOT = 0.6


@dataclass(frozen=True)
class Line(End):
    """A row or a column: its share of the total in percent and in words, and what hover tells."""

    share_pct: float
    share: str
    tooltip: str


@dataclass(frozen=True)
class Cell:
    """One pair, with its share of the total, and whether it is among the largest."""

    product: str
    partner: str
    share_pct: float
    marked: bool
    tooltip: str


@dataclass(frozen=True)
class MatrixContent:
    """All that a matrix says."""

    heading: Heading
    flow: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[Cell, ...]
    legend: tuple[str, str]
    scale_words: str
    total_words: str
    nothing: str
    #: The subtitle without the number of rows and columns, which each width has its own of.
    subtitle: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)

    def narrowed(self) -> MatrixContent:
        """Return the content with fewer rows and columns: the ends of the largest pairs first; the rest is ``autres``."""
        lang = self.heading.lang
        rows = _kept(self.rows, {cell.product for cell in self.cells if cell.marked}, NARROW_PRODUCTS)
        columns = _kept(self.columns, {cell.partner for cell in self.cells if cell.marked}, NARROW_PARTNERS)
        sums: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.cells:
            product = cell.product if cell.product in rows else reference.AUTRES
            partner = cell.partner if cell.partner in columns else reference.AUTRES
            sums.setdefault((product, partner), []).append(cell)
        cells = tuple(
            replace(parts[0], product=product, partner=partner, share_pct=sum(part.share_pct for part in parts))
            if len(parts) == 1
            else Cell(product, partner, sum(part.share_pct for part in parts), False, "")
            for (product, partner), parts in sums.items()
        )
        narrow = replace(
            self, rows=_gathered(self.rows, rows, lang), columns=_gathered(self.columns, columns, lang), cells=cells
        )
        return narrow.counted()

    def counted(self) -> MatrixContent:
        """Return the content with a subtitle that says how many products and partners are named."""
        subtitle = say(
            "charts.pairs.subtitle_matrix",
            self.heading.lang,
            subtitle=self.subtitle,
            products=say("charts.pairs.products", self.heading.lang, count=sum(not row.is_rest for row in self.rows)),
            partners=say(
                "charts.pairs.partners", self.heading.lang, count=sum(not column.is_rest for column in self.columns)
            ),
        )
        return replace(self, heading=replace(self.heading, subtitle=subtitle))


def _kept(lines: tuple[Line, ...], marked: set[str], count: int) -> set[str]:
    named = [line.code for line in lines if not line.is_rest]
    first = [code for code in named if code in marked] + [code for code in named if code not in marked]
    return set(first[: max(count, len(marked - {reference.AUTRES}))])


def _gathered(lines: tuple[Line, ...], kept: set[str], lang: str) -> tuple[Line, ...]:
    shown = [line for line in lines if line.code in kept]
    rest = [line for line in lines if line.code not in kept]
    if rest:
        share = sum(line.share_pct for line in rest)
        name = say(f"charts.pairs.others_{rest[0].end}", lang)
        tooltip = f"{name}{say('charts.pairs.colon', lang)}{percent(share, lang)}"
        shown.append(Line(rest[0].end, reference.AUTRES, name, share, percent(share, lang), tooltip))
    return tuple(shown)


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    by: ProductRows = "a129",
    n: int | None = 20,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> MatrixContent:
    """Show how much goes between each product and each partner, as cells that are darker the more they weigh.

    Parameters
    ----------
    flow
        ``"export"`` or ``"import"``.
    by
        Level of products.
    n
        Number of products and of partners shown separately; the others are summed as ``autres``.
    highlight
        How many of the largest pairs of a named product and a named partner are red; of pairs that tie for the last
        place none is.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.flow_matrix`, which gives the data, takes them.
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    pairs = Pairs(query, flow=flow, by=by, n=n, highlight=highlight)
    cells = tuple(
        Cell(pair.product, pair.partner, pairs.share_pct(pair.value_eur), pair.marked, pairs.tooltip(pair))
        for pair in pairs.pairs
    )
    rows, columns = (
        tuple(
            Line(
                end,
                code,
                pairs.name(end, code),
                pairs.share_pct(value),
                pairs.share(value),
                pairs.tooltip_of_end(end, code, value),
            )
            for code, value in pairs.sums(end).items()
        )
        for end in ("product", "partner")
    )
    title = pairs.finding()
    parts = [pairs.reading(), say("charts.pairs.dots", pairs.lang), *pairs.caveats()]
    description = pairs.description(title, "matrix")
    made = MatrixContent(
        query_heading(pairs.query, title, pairs.subtitle(), " ".join(parts) if cells else "", description),
        flow,
        rows,
        columns,
        cells,
        pairs.legend(),
        say(f"charts.pairs.scale_{flow}", pairs.lang),
        say("charts.balances.total", pairs.lang),
        pairs.nothing,
        pairs.subtitle(),
        pairs.table,
    )
    return made.counted() if cells else made


def level(share_pct: float) -> int:
    """Return the step of a share: 0 below the least, 5 from the largest on.

    Examples
    --------
    >>> [level(share) for share in (0.01, 0.05, 0.7, 12)]
    [0, 1, 3, 5]
    """
    return sum(share_pct >= step for step in STEPS)


def scene(content: MatrixContent, page: Page) -> Scene:
    """Lay a matrix out: names at the left and above, cells, sums at the right and below, the key of the steps."""
    shown = content.narrowed() if page.narrow and content.cells else content
    marks, y = page.head(shown.heading)
    sizes = page.sizes
    if not content.cells:
        marks.append(Label(0, y + sizes.name * 2, content.nothing, sizes.name, "secondary", "semibold"))
        return page.finished(content.heading, marks, y + 40)
    grid = _Grid(shown, page)
    top = y + grid.head_height
    marks += [*grid.heads(top), *grid.cells(top), *grid.sums(top)]
    bottom = top + grid.height + sizes.value * LEADING + 8
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
            hit = (x, y, self.cell, sizes.value * 1.6)
            marks.append(Box(*hit, "background", column.tooltip, opacity=0.0, target=column.key, of=(column.key,)))
            words = self.short(column.share_pct)
            ink = name_ink(is_rest=column.is_rest)
            marks.append(Label(x + self.cell / 2, baseline, words, self.font, *ink, "middle", of=(column.key,)))
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
        if page.width - x < 110 or page.narrow:
            x, y = start if left else 0.0, bottom + size + 2
        # Where the largest tie, none is red, and the key says so without a sign.
        is_red = bool(share)
        if is_red:
            marks.append(Box(x, y - size * 0.8, 20, 9, "largest"))
        start, ink = (x + 26, "largest_text") if is_red else (x, "secondary")
        lines = label_lines(f"{first} {share}".strip(), page.width - start, size, "semibold", lines=3)
        marks += text_lines(lines, start, y, size, ink, "semibold")
        bottom = max(bottom, y + (len(lines) - 1) * size * LEADING)
    return marks, bottom


def _bound(step: float, lang: str) -> str:
    places = 0 if step >= 1 else 1 if step * 10 == round(step * 10) else 2
    return decimal(step, places, lang)
