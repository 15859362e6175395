"""What the balance says: imports and exports side by side, row by row, and what is left of one less the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference
from trade_territories.charts._content import Case, Heading
from trade_territories.wording.charts import chart_text
from trade_territories.wording.numbers import mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

TOLD = 3


@dataclass(frozen=True)
class BalanceRow:
    """One row: two values, their balance, and each as it is written."""

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


@dataclass(frozen=True)
class BalanceContent:
    """All that a balance chart says; ``total`` stands below the rows."""

    heading: Heading
    rows: tuple[BalanceRow, ...]
    total: BalanceRow
    import_head: str
    export_head: str
    balance_head: str
    #: In what values are, and what marks mean.
    key: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)


def balance_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "partner",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> BalanceContent:
    """Show the trade balance: imports to the left, exports to the right, the balance in a column.

    Parameters
    ----------
    by
        ``partner``, ``zone`` or a level of products.
    n
        The union of the ``n`` first origins and destinations stands by itself, the rest is ``autres``.
    year, quarter, excluding, lang
        As :func:`trade_territories.balance`, which gives the data, takes them.
    """
    case = Case(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    table = aggregate.balance(case.flows, case.territory, by=by, n=n, **case.asked)
    rows = tuple(
        _row(case, str(code), case.short(by, str(code)), int(imports), int(exports))
        for code, imports, exports in zip(table["code"], table["import_eur"], table["export_eur"], strict=True)
    )
    total = _row(
        case, "total", chart_text("all", case.lang), int(table["import_eur"].sum()), int(table["export_eur"].sum())
    )
    title = case.title(f"title_balance_{by if by in ('partner', 'zone') else 'product'}")
    words = {
        "imports": case.money(total.import_eur),
        "exports": case.money(total.export_eur),
        "balance": case.money(total.balance_eur, signed=True),
    }
    description = _described(case, rows, words)
    return BalanceContent(
        case.heading(title, chart_text("balance_totals", case.lang, **words), description),
        rows,
        total,
        chart_text("imports", case.lang),
        chart_text("exports", case.lang),
        chart_text("balance_head", case.lang),
        chart_text("balance_key", case.lang),
        table,
    )


def _row(case: Case, code: str, name: str, imports: int, exports: int) -> BalanceRow:
    difference = exports - imports
    role = "surplus" if difference > 0 else "deficit" if difference < 0 else "secondary"
    return BalanceRow(
        code,
        name,
        imports,
        exports,
        case.figure(imports),
        case.figure(exports),
        case.figure(difference, signed=True),
        mark(difference),
        role,
        case.told_row(name, imports, exports),
    )


def _described(case: Case, rows: tuple[BalanceRow, ...], words: dict[str, str]) -> str:
    named = [row for row in rows if row.code != reference.AUTRES]
    told = {}
    for key, sign in (("surpluses", 1), ("deficits", -1)):
        found = sorted((row for row in named if sign * row.balance_eur > 0), key=lambda row: -abs(row.balance_eur))[
            :TOLD
        ]
        said = ", ".join(f"{row.name} {case.money(row.balance_eur, signed=True)}" for row in found)
        told[key] = chart_text(key, case.lang, rows=said) if found else ""
    place = case.place
    return chart_text("describe_balance", case.lang, place=place, period=case.period, **words, **told).strip()
