"""Imports, exports and their balance, by partner or product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS, checked_n
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables import ranks
from trade_territories.tables.notes import family_notes, no_country_notes, with_notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trade_territories._types import (
        Flow,
        FlowsLike,
        PartsLike,
        QuarterChoice,
        Rows,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.text import Lang


def balance(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: Rows = "partner",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Set imports, exports and their balance side by side, by partner or product; CIF/FOB.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``partner``, ``zone``, ``a17``, ``a38``, ``a129`` or ``cpf4``.
    n
        The union of the ``n`` first origins and the ``n`` first destinations is shown, the others are summed as ``autres``;
        None for all. Partners that are no country never rank.

    Returns
    -------
    pandas.DataFrame
        One row per code: ``code, label, import_eur, export_eur, balance_eur``, by import + export, then code;
        ``autres`` last.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, DataContractError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        One flow's file is not loaded, or not for all quarters.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.balance(tt.sample_flows(), "Marne", n=10)
    >>> bool((table.balance_eur == table.export_eur - table.import_eur).all())
    True
    """
    level, count = checked_rows(by), checked_n(n)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return balance_table(query, by=level, n=count)


def balance_table(query: Query, *, by: str = "partner", n: int | None = None) -> pd.DataFrame:
    """Return the balance of a query, as :func:`balance` documents it."""
    query.require_both_flows()
    values = {flow: query.amounts(by, flow) for flow in FLOWS}
    whole = {
        code: sum(values[flow].get(code, 0) for flow in FLOWS) for code in {**values["import"], **values["export"]}
    }
    codes = ranks.by_value({code: whole[code] for code in _shown(values, list(whole), n, by)})
    has_rest = len(codes) < len(whole)
    sides = {flow: [values[flow].get(code, 0) for code in codes] for flow in FLOWS}
    if has_rest:
        for flow, side in sides.items():
            side.append(sum(values[flow].values()) - sum(side))
        codes.append(reference.AUTRES)
    imports, exports = (np.array(sides[flow], dtype="int64") for flow in ("import", "export"))
    table = pd.DataFrame(
        {
            "code": pd.Series(codes, dtype="str"),
            "label": pd.Series(query.labels(by, codes), dtype="str"),
            "import_eur": imports,
            "export_eur": exports,
            "balance_eur": exports - imports,
        }
    )
    notes = no_country_notes(query, FLOWS) if by == "partner" and has_rest else family_notes(query, by)
    return with_notes(table, query, *notes)


def _shown(values: Mapping[Flow, Mapping[str, int]], codes: list[str], n: int | None, level: str) -> list[str]:
    """Return the codes shown separately: the first ``n`` of each flow."""
    if n is None:
        return codes
    eligible = ranks.ranking_codes(codes, level)
    if n >= len(eligible):
        return eligible
    first = []
    for flow in FLOWS:
        traded = {code: value for code in eligible if (value := values[flow].get(code, 0)) > 0}
        first += ranks.first_codes(traded, n, level)
    return list(dict.fromkeys(first))
