"""The balance: imports to the left and exports to the right of one axis, and what is left of one less the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._balance_layout import scene
from trade_territories.charts._telling import (
    fictive,
    kind_of,
    name_of,
    place_of,
    query_heading,
    scope_of,
    sentences,
    spoken,
    suffix,
)
from trade_territories.columns import checked_n
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables._balance import balance_table
from trade_territories.text import inside_sentence, listed, say, typeset
from trade_territories.text.numbers import mark, millions, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, Rows, TerritoryLike, YearChoice
    from trade_territories.charts._content import Heading

__all__ = ["BalanceContent", "Row", "content", "content_of_rows", "row_of", "scene"]

#: Exports and imports that differ by less than this part of both together are nearly balanced.
LEVEL_PCT = 2.0
#: Parts of the Union of which one is no name, and the other nobody to trade with.
NON_EU, NOT_ALLOCATED = "non_eu", "not_allocated"
#: A partner or product is what the balance is mostly made with from this part of it, and from this ratio to the next one.
MOSTLY_PCT, MOSTLY_FACTOR = 25.0, 1.25
TOLD = 2
#: Ratio to the longest named bar from which "autres" is cut.
SQUEEZING = 1.25


@dataclass(frozen=True)
class Row:
    """One row: two values, their balance, each as it is written, and what hover tells."""

    code: str
    name: str
    import_eur: int
    export_eur: int
    import_words: str
    export_words: str
    balance_words: str
    mark: str
    role: str
    tooltip: str

    @property
    def balance_eur(self) -> int:
        """Exports less imports."""
        return self.export_eur - self.import_eur

    @property
    def is_rest(self) -> bool:
        """Whether it gathers all that is not named."""
        return self.code == reference.AUTRES


@dataclass(frozen=True)
class BalanceContent:
    """All that a balance chart says; ``total`` stands below the rows."""

    heading: Heading
    rows: tuple[Row, ...]
    total: Row
    import_head: str
    export_head: str
    balance_head: str
    order: str
    #: What stands behind the name of a row whose bars are cut.
    cut_words: str
    nothing: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def longest(self) -> tuple[int, bool]:
        """The largest value that has a bar in full, and whether ``autres`` is cut since it would squeeze the others."""
        named = max((max(row.import_eur, row.export_eur) for row in self.rows if not row.is_rest), default=0)
        rest = max((max(row.import_eur, row.export_eur) for row in self.rows if row.is_rest), default=0)
        is_cut = 0 < named * SQUEEZING < rest
        return (named if is_cut else max(named, rest)), is_cut


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: Rows = "partner",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> BalanceContent:
    """Show the trade balance: imports to the left, exports to the right, the balance in a column.

    Parameters
    ----------
    by
        ``partner``, ``zone`` or a level of products.
    n
        The union of the ``n`` first origins and destinations stands by itself, the rest is ``autres``.
        Ten where nothing is asked; the table of :func:`trade_territories.balance` has all.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.balance`, which gives the data, takes them.
    """
    level, count = checked_rows(by), checked_n(n)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    table = balance_table(query, by=level, n=count)
    kind = kind_of(level)
    rows = tuple(
        row_of(query, str(code), _name(query, level, kind, str(code)), int(imports), int(exports))
        for code, imports, exports in zip(table["code"], table["import_eur"], table["export_eur"], strict=True)
    )
    return content_of_rows(query, level, rows, table, balances_of(query, level))


def content_of_rows(
    query: Query,
    level: str,
    rows: tuple[Row, ...],
    table: pd.DataFrame,
    every: dict[str, int],
    *,
    title: str = "",
    order: str = "",
) -> BalanceContent:
    """Return what the chart says of rows that are known already.

    Parameters
    ----------
    level
        Level of their codes.
    every
        Exports less imports of every code, also of those that "autres" gathers.
    title, order
        In the place of the finding, and of the words on the order of the rows.
    """
    kind = kind_of(level)
    name = say("charts.balances.total", query.lang)
    total = row_of(query, "total", name, sum(row.import_eur for row in rows), sum(row.export_eur for row in rows))
    title = title or _finding(query, kind, rows, total, every)
    made = BalanceContent(
        query_heading(query, title, say(f"charts.balances.subtitle_{kind}", query.lang, scope=scope_of(query)), "", ""),
        rows,
        total,
        say("charts.imports", query.lang),
        say("charts.exports", query.lang),
        say("charts.balances.head", query.lang),
        order or say("charts.balances.order", query.lang),
        say("charts.balances.cut", query.lang),
        say("charts.nothing", query.lang),
        table,
    )
    reading = _reading(query, kind, made)
    return replace(
        made,
        heading=replace(
            made.heading, description=_description(query, level, kind, title, total, every), reading=reading
        ),
    )


def balances_of(query: Query, level: str) -> dict[str, int]:
    """Return exports less imports of every code, also of those that "autres" gathers; partners that are no country left out."""
    exports, imports = query.values(level, "export"), query.values(level, "import")
    balances = exports.sub(imports, fill_value=0)
    left_out = reference.no_countries() if level == "partner" else ()
    return {str(code): int(value) for code, value in balances.items() if code not in left_out}


def _name(query: Query, by: str, kind: str, code: str) -> str:
    return say(f"charts.balances.others_{kind}", query.lang) if code == reference.AUTRES else name_of(query, by, code)


def row_of(query: Query, code: str, name: str, imports: int, exports: int) -> Row:
    """Return a row with its words."""
    difference = exports - imports
    role = "surplus" if difference > 0 else "deficit" if difference < 0 else "secondary"
    plain = {"unit": False, "dash": True}
    return Row(
        code,
        name,
        imports,
        exports,
        millions(imports, query.lang, **plain),
        millions(exports, query.lang, **plain),
        millions(difference, query.lang, signed=True, unit=False),
        mark(difference),
        role,
        say(
            "charts.told_row",
            query.lang,
            name=name,
            imports=millions(imports, query.lang),
            exports=millions(exports, query.lang),
            balance=millions(difference, query.lang, signed=True),
        ),
    )


def _leading(rows: tuple[Row, ...], total: Row) -> Row | None:
    """Return the named row that adds most to the balance, if one does."""
    sign = 1 if total.balance_eur > 0 else -1
    named = [row for row in rows if not row.is_rest and row.code != NOT_ALLOCATED and row.balance_eur * sign > 0]
    return max(named, key=lambda row: row.balance_eur * sign, default=None)


def _inside(kind: str, row: Row) -> str:
    return inside_sentence(row.name) if kind == "product" or row.code == NON_EU else row.name


def _finding(query: Query, kind: str, rows: tuple[Row, ...], total: Row, every: dict[str, int]) -> str:
    words: dict[str, object] = {"place": place_of(query), "without": suffix(query)}
    imports, exports, difference = total.import_eur, total.export_eur, total.balance_eur
    if imports <= 0 or exports <= 0:
        return say(f"charts.balances.title_{kind}", query.lang, **words)
    if not difference:
        return say("charts.balances.finding_equal", query.lang, **words)
    if abs(difference) < LEVEL_PCT / 100 * (imports + exports):
        rate = percent(exports / imports * 100, query.lang)
        return say("charts.balances.finding_level", query.lang, rate=rate, **words)
    sign = "surplus" if difference > 0 else "deficit"
    text = say(f"charts.balances.finding_{sign}", query.lang, value=millions(abs(difference), query.lang), **words)
    row = _leading(rows, total)
    if row is None or query.keeps_one("product" if kind == "product" else "partner"):
        return text
    same = sorted(abs(balance) for balance in every.values() if balance * difference > 0)
    if abs(row.balance_eur) < same[-1] or same.count(same[-1]) > 1:
        # A larger one is gathered in "autres", or several are equally large.
        return text
    far = len(same) == 1 or abs(row.balance_eur) >= MOSTLY_FACTOR * same[-2]
    how = "mostly" if far and abs(row.balance_eur) >= MOSTLY_PCT / 100 * abs(difference) else "first"
    return text + say(f"charts.balances.{how}_{kind}", query.lang, name=_inside(kind, row))


def _reading(query: Query, kind: str, made: BalanceContent) -> str:
    """Read one balance aloud, and say what is cut and what cannot be drawn."""
    parts = []
    row = _leading(made.rows, made.total) or next((row for row in made.rows if not row.is_rest), None)
    if row is not None and row.balance_eur:
        sign = "surplus" if row.balance_eur > 0 else "deficit"
        value = millions(abs(row.balance_eur), query.lang)
        words = {"place": place_of(query), "name": _inside(kind, row), "value": value}
        parts.append(say(f"charts.balances.reading_{sign}_{kind}", query.lang, **words))
    if made.longest[1]:
        rest = next(row.name for row in made.rows if row.is_rest)
        parts.append(say("charts.balances.reading_cut", query.lang, name=rest))
    if any(min(row.import_eur, row.export_eur) < 0 for row in made.rows):
        parts.append(say("charts.balances.below", query.lang))
    parts.append(say("charts.balances.basis", query.lang))
    return spoken(" ".join(parts), query.lang)


def _description(query: Query, level: str, kind: str, title: str, total: Row, every: dict[str, int]) -> str:
    largest = []
    for key, sign in (("surpluses", 1), ("deficits", -1)):
        same = sorted((-abs(value), code) for code, value in every.items() if sign * value > 0)
        # Of those that tie across the limit, none is among the largest.
        first = [(size, code) for size, code in same[:TOLD] if [other for other, _ in same[TOLD:]].count(size) == 0]
        if first:
            items = [f"{_name(query, level, kind, code)} {millions(-size, query.lang)}" for size, code in first]
            largest.append(say(f"charts.balances.{key}", query.lang, count=len(items), rows=listed(items, query.lang)))
    opening = say(
        f"charts.balances.describe_{kind}",
        query.lang,
        place=typeset(query.place, query.lang),
        without=suffix(query),
        period=query.period_label,
    )
    sums = say(
        "charts.balances.sums",
        query.lang,
        imports=millions(total.import_eur, query.lang),
        exports=millions(total.export_eur, query.lang),
    )
    return sentences([part for part in (opening, fictive(query), title, sums, *largest) if part], query.lang)
