"""Exports, imports and balance over time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from trade_territories.columns import FLOWS, Flow, checked_flow
from trade_territories.errors import TradeTerritoriesError
from trade_territories.measures._breaks import breaks_of
from trade_territories.period import is_whole_year
from trade_territories.query import Query
from trade_territories.tables import with_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice

Frequency = Literal["quarter", "year"]


def evolution(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    freq: Frequency = "quarter",
    flow: Flow | None = None,
    year: YearChoice = "all",
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return exports, imports and balance over time, with the change on the same quarter of the year before.

    Parameters
    ----------
    flows, territory, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    freq
        ``"quarter"`` or ``"year"``; years that are not whole are marked, and have no change.
    flow
        ``"export"`` or ``"import"`` for one flow alone; None for both and their balance.
    year, quarter
        The period; all years by default.

    Returns
    -------
    pandas.DataFrame
        One row per quarter or year that the table holds, in order of time: ``year, quarter, export_eur, import_eur,
        balance_eur, export_change_pct, import_change_pct, whole, break_before`` (of one flow, its columns only);
        ``quarter`` is missing by year; ``break_before`` names the breaks since the row before: ``brexit``, ``emebi``,
        ``nomenclature``, joined by ``+``. Years that lack are no rows.

    Raises
    ------
    UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        Of a year or quarter, one flow's file is not loaded (its trade is not 0), or a département of the territory lacks.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.evolution(tt.sample_flows(), "51").quarter.tolist()
    [1, 2, 3, 4]
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return evolution_table(query, freq=freq, flow=flow)


def evolution_table(query: Query, *, freq: str = "quarter", flow: str | None = None) -> pd.DataFrame:
    """Return the evolution of a query, as :func:`evolution` documents it."""
    if freq not in ("quarter", "year"):
        raise TradeTerritoriesError(f"freq={freq!r} is not valid; choose 'quarter' or 'year'")
    directions: Sequence[Flow] = FLOWS if flow is None else (checked_flow(flow),)
    if flow is None:
        query.require_both_flows()
    else:
        query.require_flow(flow)
        query = query.over(query.period.of(flow))
    query.require_coverage()
    by_quarter = freq == "quarter"
    sums = query.sums(["flow", "year", "quarter"])
    period = query.period
    # One row per moment that the whole table holds: a quarter to come is not a quarter without trade.
    moments = [(year, quarter) for year, held in period.quarters for quarter in (held if by_quarter else (0,))]
    table = pd.DataFrame(moments, columns=["year", "quarter"])
    whole = {year: is_whole_year(held) for year, held in period.quarters}
    table["whole"] = [by_quarter or whole[year] for year, _ in moments]
    keys = ["flow", "year", "quarter"] if by_quarter else ["flow", "year"]
    values = sums.groupby(keys)["value_eur"].sum().to_dict()
    for direction in directions:
        asked = [(direction, *moment) if by_quarter else (direction, moment[0]) for moment in moments]
        table[f"{direction}_eur"] = pd.array([values.get(key, 0) for key in asked], dtype="int64")
        table[f"{direction}_change_pct"] = _changes_on_year_before(table, f"{direction}_eur")
    if flow is None:
        table["balance_eur"] = table["export_eur"] - table["import_eur"]
    table["break_before"] = _breaks_before(query, [year for year, _ in moments])
    table["quarter"] = pd.array([quarter or pd.NA for _, quarter in moments], dtype="Int8")
    amounts = [f"{direction}_eur" for direction in directions] + (["balance_eur"] if flow is None else [])
    changes = [f"{direction}_change_pct" for direction in directions]
    table = table[["year", "quarter", *amounts, *changes, "whole", "break_before"]].astype({"year": "int16"})
    return with_notes(table, query.over(replace(period, is_series=True)))


def _breaks_before(query: Query, years: list[int]) -> list[str]:
    """Return the breaks between each row's year and the row before, however many years lie between."""
    before = [None, *years[:-1]]
    return [
        "" if last is None or last == year else "+".join(breaks_of(query, last, year))
        for last, year in zip(before, years, strict=True)
    ]


def _changes_on_year_before(table: pd.DataFrame, column: str) -> list[float]:
    moments = list(zip(table["year"].tolist(), table["quarter"].tolist(), strict=True))
    values = dict(zip(moments, table[column].tolist(), strict=True))
    whole = {moment for moment, is_whole in zip(moments, table["whole"].tolist(), strict=True) if is_whole}
    changes = []
    for year, quarter in moments:
        before = (year - 1, quarter)
        is_known = {(year, quarter), before} <= whole and values[before] > 0
        changes.append((values[year, quarter] / values[before] - 1) * 100 if is_known else float("nan"))
    return changes
