"""The matrix: products by partners, each pair a cell that is darker the more it weighs, with the sums at the edges."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.charts._matrix_layout import WRITTEN_PCT
from trade_territories.charts._matrix_layout import matrix_scene as scene
from trade_territories.charts._pairs import End, Pairs
from trade_territories.charts._telling import query_heading
from trade_territories.query import Query
from trade_territories.text import say
from trade_territories.text.numbers import percent

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
    from trade_territories.columns import Flow

__all__ = ["content", "scene"]

#: Numbers of products and partners that a narrow chart names.
NARROW_PRODUCTS, NARROW_PARTNERS = 12, 6


@dataclass(frozen=True)
class Line(End):
    """A row or a column: its share of the total in percent and in words, and what hover tells."""

    share_pct: float
    share: str
    tooltip: str


class Cell(NamedTuple):
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

    def narrowed(self, products: int = NARROW_PRODUCTS, partners: int = NARROW_PARTNERS) -> MatrixContent:
        """Return the content with fewer rows and columns: the ends of the largest pairs first; the rest is ``autres``."""
        lang = self.heading.lang
        rows = _kept(self.rows, {cell.product for cell in self.cells if cell.marked}, products)
        columns = _kept(self.columns, {cell.partner for cell in self.cells if cell.marked}, partners)
        sums: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.cells:
            product = cell.product if cell.product in rows else reference.AUTRES
            partner = cell.partner if cell.partner in columns else reference.AUTRES
            sums.setdefault((product, partner), []).append(cell)
        cells = tuple(
            parts[0]._replace(product=product, partner=partner, share_pct=sum(part.share_pct for part in parts))
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
        Number of products and of partners shown separately; the others are summed as ``autres``. Twenty where nothing is
        asked; the table of :func:`trade_territories.flow_matrix` has ten.
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
    dots = "dots_and_red" if any(cell.marked and cell.share_pct < WRITTEN_PCT for cell in cells) else "dots"
    parts = [pairs.reading(), say(f"charts.pairs.{dots}", pairs.lang), *pairs.caveats()]
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
