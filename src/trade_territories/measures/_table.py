"""The table of indicators: one row per indicator, flow and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.measures import _formulas as formulas
from trade_territories.measures._base import FLOWS, Board, labelled_codes
from trade_territories.measures._dependence import product_rows
from trade_territories.measures._structure import (
    DIMENSIONS,
    MONACO,
    dimension_values,
    per_inhabitant,
    rank_departements,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

COLUMNS = ("indicator", "flow", "code", "label", "value", "unit", "region_value", "france_value")
_SCOPES = ("territory", "region", "france")
_FIRSTS = {"first_share": 1, "three_first_share": 3, "five_first_share": 5}

Row = tuple[str, str, str, str, list[float]]


def indicators(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give all indicators of a territory beside those of its région and of France.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per indicator, flow and code: ``indicator, flow, code, label, value, unit, region_value, france_value``.
        Units: ``pct`` (percent), ``index`` (0 to 1), ``ratio`` (1 is as in France), ``number``, ``eur`` (per
        inhabitant), ``rank``. The région's value is missing where the territory has none to stand against; a value is
        missing where there is no trade to measure.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région or one of the two directions, or has them of different quarters.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.indicators(tt.sample_flows(), "Marne")
    >>> sorted(table.unit.unique())
    ['eur', 'index', 'number', 'pct', 'rank', 'ratio']
    """
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    board.require_both_flows()
    rows = [*_balance_rows(board), *_structure_rows(board), *_product_rows(board), *_dependence_rows(board)]
    table = pd.DataFrame(
        [
            {
                "indicator": indicator,
                "flow": flow,
                "code": code,
                "value": values[0],
                "unit": unit,
                "region_value": values[1],
                "france_value": values[2],
            }
            for indicator, flow, code, unit, values in rows
        ]
    )
    named = table["code"].isin(["", *DIMENSIONS])
    parts = [
        labelled_codes(table[~named & (table["indicator"] != "partner_location_quotient")], "a129", flows, board.lang),
        labelled_codes(table[table["indicator"] == "partner_location_quotient"], "partner", flows, board.lang),
        table[named].assign(label=""),
    ]
    return pd.concat(parts).sort_index(ignore_index=True)[list(COLUMNS)]


def _balance_rows(board: Board) -> Iterator[Row]:
    totals = {flow: [_total(board, scope, flow) for scope in _SCOPES] for flow in FLOWS}
    coverage = [
        exports / imports * 100 if imports else np.nan
        for exports, imports in zip(totals["export"], totals["import"], strict=True)
    ]
    yield "coverage_rate", "", "", "pct", coverage
    for flow in FLOWS:
        zones = [board.values(scope, "zone", flow) for scope in _SCOPES]
        inside = [
            float(values.get("union_europeenne", 0)) / values.sum() * 100 if values.sum() else np.nan
            for values in zones
        ]
        yield "intra_eu_share", flow, "", "pct", inside
        yield "extra_eu_share", flow, "", "pct", [100 - share for share in inside]
        shares = [total / totals[flow][2] * 100 if totals[flow][2] else np.nan for total in totals[flow]]
        yield "share_of_france", flow, "", "pct", shares
        by_departement = board.by_departement()[flow]
        places = [board.territory.departements, board.region.departements if board.region else ()]
        people = [per_inhabitant(by_departement, place) for place in (*places, reference.france().departements)]
        yield "trade_per_inhabitant", flow, "", "eur", people
        if board.territory.level == "departement" and board.territory.code != MONACO:
            yield "rank", flow, "", "rank", [rank_departements(by_departement)[board.territory.code], np.nan, np.nan]


def _structure_rows(board: Board) -> Iterator[Row]:
    for flow in FLOWS:
        for dimension in DIMENSIONS:
            values = [dimension_values(board, scope, dimension, flow) for scope in _SCOPES]
            index = [formulas.hhi(one) for one in values]
            yield "hhi", flow, dimension, "index", index
            yield "equivalent_number", flow, dimension, "number", [1 / one for one in index]
            for name, first in _FIRSTS.items():
                yield name, flow, dimension, "pct", [formulas.first_share_pct(one, first) for one in values]


def _product_rows(board: Board) -> Iterator[Row]:
    for flow in FLOWS:
        for indicator, by in (("location_quotient", "a129"), ("partner_location_quotient", "partner")):
            shares = [_shares(board, scope, by, flow) for scope in _SCOPES]
            for code in sorted(shares[2].index):
                quotients = [_ratio(one.get(code, 0.0) if len(one) else np.nan, shares[2][code]) for one in shares]
                yield indicator, flow, str(code), "ratio", quotients


def _dependence_rows(board: Board) -> Iterator[Row]:
    scopes = [product_rows(board, scope, "a129").set_index("code") for scope in _SCOPES]
    for indicator, column, unit in (
        ("first_origin_share", "first_origin_share_pct", "pct"),
        ("first_extra_eu_origin_share", "first_extra_eu_share_pct", "pct"),
        ("extra_eu_origin_share", "extra_eu_share_pct", "pct"),
        ("extra_eu_hhi", "extra_eu_hhi", "index"),
    ):
        for code in sorted(scopes[0].index):
            yield indicator, "import", str(code), unit, [float(one[column].get(code, np.nan)) for one in scopes]


def _total(board: Board, scope: str, flow: FlowChoice) -> float:
    return float(board.total(scope, flow)) if scope != "region" or board.region else np.nan


def _shares(board: Board, scope: str, by: str, flow: FlowChoice) -> pd.Series[float]:
    values = board.values(scope, by, flow) if by != "partner" else dimension_values(board, scope, "partner", flow)
    return values / values.sum() if values.sum() else values.iloc[:0].astype("float64")


def _ratio(share: float, reference_share: float) -> float:
    return share / reference_share if reference_share > 0 else np.nan
