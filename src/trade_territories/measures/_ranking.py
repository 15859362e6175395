"""Ranking of the départements by what they trade of a product, with a partner, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import checked_flow, checked_n
from trade_territories.measures._base import with_labels
from trade_territories.query import Query
from trade_territories.tables import share_pct, with_notes

if TYPE_CHECKING:
    from trade_territories._types import Flow, FlowsLike, Lang, PartsLike, QuarterChoice, YearChoice


def ranking(
    flows: FlowsLike,
    *,
    only: PartsLike = None,
    excluding: PartsLike = None,
    flow: Flow = "export",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Rank the départements by their trade, or by a part of it.

    Parameters
    ----------
    flows, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them: ``only=["Boissons", "États-Unis"]`` ranks by beverages traded with
        the United States.
    flow
        ``export`` or ``import``.
    n
        Number of départements, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per département: ``rank, code, label, value_eur, share_pct`` (of France): by value, then code; those
        without trade are left out. Monaco has a row, as the Customs count it, and unknown codes too.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.ranking(tt.sample_flows(), only="C11Z", n=3)["rank"].tolist()
    [1, 2, 3]
    """
    count, direction = checked_n(n), checked_flow(flow)
    query = Query.of(flows, reference.france(), year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return ranking_table(query, n=count, flow=direction)


def ranking_table(query: Query, *, n: int | None = None, flow: str = "export") -> pd.DataFrame:
    """Return the ranking of the départements for a query, as :func:`ranking` documents it."""
    france = query.france
    france.require_coverage()
    france.require_flow(flow)
    values = france.values("departement", flow)
    table = values[values != 0].rename_axis("code").rename("value_eur").reset_index()
    table = table.sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)
    table = with_labels(table, "departement", query)
    table.insert(0, "rank", pd.Series(range(1, len(table) + 1), dtype="int64"))
    whole = int(table["value_eur"].sum())
    table["share_pct"] = pd.Series([share_pct(int(value), whole) for value in table["value_eur"]], dtype="float64")
    return with_notes(table if n is None else table.head(n), france)
