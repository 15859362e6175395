"""What a territory trades, product by product (or partner by partner), with the share of each in its flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS, checked_n
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables import ranks
from trade_territories.tables._totals import share_pct
from trade_territories.tables.notes import family_notes, no_country_notes, with_notes

if TYPE_CHECKING:
    from trade_territories._types import (
        FlowsLike,
        Lang,
        PartsLike,
        QuarterChoice,
        Rows,
        TerritoryLike,
        YearChoice,
    )


def activities(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: Rows = "a129",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return what a territory trades, product by product, with the share of each in its flow.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``a17``, ``a38``, ``a129``, ``cpf4``, and also ``partner`` or ``zone``.
    n
        Number of rows shown separately in each flow, the others are summed as ``autres``; None for all.

    Returns
    -------
    pandas.DataFrame
        One row per flow and code: ``flow, code, label, value_eur, share_pct`` (of the flow; missing where negative
        corrections make it no share): export then import, each by value, then code; ``autres`` last in each.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, DataContractError
        As :func:`trade_territories.totals`.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.activities(tt.sample_flows(), "Marne", n=3)
    >>> table[table.flow == "export"].code.tolist()[0]
    'C11Z'
    """
    level, count = checked_rows(by), checked_n(n)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return activities_table(query, by=level, n=count)


def activities_table(query: Query, *, by: str = "a129", n: int | None = None) -> pd.DataFrame:
    """Return the activities of a query, as :func:`activities` documents them."""
    rows: list[tuple[str, str, int, float]] = []
    notes = family_notes(query, by)
    for flow in FLOWS:
        values = query.amounts(by, flow)
        codes = ranks.first_codes(values, n, by)
        whole = sum(values.values())
        shown = [(code, values[code]) for code in codes]
        if len(codes) < len(values):
            shown.append((reference.AUTRES, whole - sum(value for _, value in shown)))
            notes += no_country_notes(query, [flow]) if by == "partner" else []
        rows += [(flow, code, value, share_pct(value, whole)) for code, value in shown]
    flow_column, codes_column, euros, shares = zip(*rows, strict=True) if rows else ((), (), (), ())
    table = pd.DataFrame(
        {
            "flow": pd.Series(flow_column, dtype="str"),
            "code": pd.Series(codes_column, dtype="str"),
            "label": pd.Series(query.labels(by, codes_column), dtype="str"),
            "value_eur": np.array(euros, dtype="int64"),
            "share_pct": np.array(shares, dtype="float64"),
        }
    )
    return with_notes(table, query, *notes)
