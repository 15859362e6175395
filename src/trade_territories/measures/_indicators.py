"""The table of indicators: one row per indicator, flow and code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS
from trade_territories.measures._base import countries_only, union_values
from trade_territories.measures._concentration import DIMENSIONS, spread
from trade_territories.measures._dependence import product_rows
from trade_territories.measures._standing import per_inhabitant, population_notes, rank_departements
from trade_territories.query import Query
from trade_territories.tables import share_pct, with_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice

COLUMNS: Final = ("indicator", "flow", "code", "label", "value", "unit", "region_value", "france_value")
_DEPENDENCE: Final = (
    ("first_origin_share", "first_origin_share_pct", "pct"),
    ("first_extra_eu_origin_share", "first_extra_eu_share_pct", "pct"),
    ("extra_eu_origin_share", "extra_eu_share_pct", "pct"),
    ("extra_eu_hhi", "extra_eu_hhi", "index"),
)


class Row(NamedTuple):
    """One indicator: its value for the territory, its région and France."""

    indicator: str
    flow: str
    code: str
    level: str
    unit: str
    values: Sequence[float]


def indicators(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return all indicators of a territory beside those of its région and of France.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per indicator, flow and code: ``indicator, flow, code, label, value, unit, region_value, france_value``.
        Units: ``pct`` (percent), ``index`` (0 to 1), ``ratio`` (1 is as in France), ``number``, ``eur`` (per
        inhabitant), ``rank``. The région's value is missing where the territory has none to compare with; a value is
        missing where there is no trade to measure.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département or one of the two flows, or has them of different quarters.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.indicators(tt.sample_flows(), "Marne")
    >>> sorted(table.unit.unique())
    ['eur', 'index', 'number', 'pct', 'rank', 'ratio']
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return indicators_table(query)


def indicators_table(query: Query) -> pd.DataFrame:
    """Return all indicators of a query, as :func:`indicators` documents them."""
    query.require_comparison()
    query.require_both_flows()
    query.france.prepare("flow", "departement", "a129", "partner")
    rows = [*_balance_rows(query), *_structure_rows(query), *_product_rows(query), *_dependence_rows(query)]
    table = pd.DataFrame(
        [
            {
                "indicator": row.indicator,
                "flow": row.flow,
                "code": row.code,
                "label": query.label(row.level, row.code) if row.level else "",
                "value": row.values[0],
                "unit": row.unit,
                "region_value": row.values[1],
                "france_value": row.values[2],
            }
            for row in rows
        ]
    )
    return with_notes(table[list(COLUMNS)], query, *population_notes(query))


def _places(query: Query) -> tuple[Query, Query | None, Query]:
    return query, query.region, query.france


def _balance_rows(query: Query) -> Iterator[Row]:
    totals = {flow: [place.total(flow) if place else None for place in _places(query)] for flow in FLOWS}
    coverage = [
        exports / imports * 100
        if exports is not None and imports is not None and imports > 0 and exports >= 0
        else np.nan
        for exports, imports in zip(totals["export"], totals["import"], strict=True)
    ]
    year = query.period.years[-1]
    yield Row("coverage_rate", "", "", "", "pct", coverage)
    for flow in FLOWS:
        parts = [union_values(place, flow) if place else None for place in _places(query)]
        for part in reference.UNION_PARTS:
            shares = [share_pct(values[part], sum(values.values())) if values else np.nan for values in parts]
            yield Row(f"{part}_share", flow, "", "", "pct", shares)
        whole = totals[flow][2] or 0
        of_france = [np.nan if total is None else share_pct(total, whole) for total in totals[flow]]
        yield Row("share_of_france", flow, "", "", "pct", of_france)
        by_departement = query.france.values("departement", flow)
        region = query.region.territory.departements if query.region else ()
        places = (query.territory.departements, region, reference.france().departements)
        yield Row(
            "trade_per_inhabitant",
            flow,
            "",
            "",
            "eur",
            [per_inhabitant(by_departement, place, year) for place in places],
        )
        if query.territory.level == "departement" and query.territory.code != reference.MONACO:
            rank = rank_departements(by_departement)[query.territory.code]
            yield Row("rank", flow, "", "", "rank", [rank, np.nan, np.nan])


def _structure_rows(query: Query) -> Iterator[Row]:
    for flow in FLOWS:
        for dimension in DIMENSIONS:
            spreads = [spread(place, dimension, flow) for place in _places(query)]
            yield Row("hhi", flow, dimension, "", "index", [place.hhi for place in spreads])
            yield Row("equivalent_number", flow, dimension, "", "number", [1 / place.hhi for place in spreads])
            yield Row("first_share", flow, dimension, "", "pct", [place.first_pct for place in spreads])
            yield Row("three_first_share", flow, dimension, "", "pct", [place.three_first_pct for place in spreads])
            yield Row("five_first_share", flow, dimension, "", "pct", [place.five_first_pct for place in spreads])


def _product_rows(query: Query) -> Iterator[Row]:
    for flow in FLOWS:
        for indicator, level in (("location_quotient", "a129"), ("partner_location_quotient", "partner")):
            # As dictionaries: a table of pandas takes a hundred times as long to give one value.
            shares = [
                place.measured(f"shares {level} {flow}", partial(_shares, level=level, flow=flow)) if place else {}
                for place in _places(query)
            ]
            for code in sorted(shares[2]):
                quotients = [_ratio(held.get(code, 0.0) if held else np.nan, shares[2][code]) for held in shares]
                yield Row(indicator, flow, str(code), level, "ratio", quotients)


def _dependence_rows(query: Query) -> Iterator[Row]:
    places = [place.measured("dependence indicators", _dependence) if place else {} for place in _places(query)]
    for indicator, column, unit in _DEPENDENCE:
        for code in sorted(places[0][column]):
            values = [held[column].get(code, np.nan) if held else np.nan for held in places]
            yield Row(indicator, "import", code, "a129", unit, values)


def _dependence(query: Query) -> dict[str, dict[str, float]]:
    """Return the measures of dependence, each by product."""
    rows = product_rows(query, "a129")
    return {column: dict(zip(rows["code"], rows[column].tolist(), strict=True)) for _, column, _ in _DEPENDENCE}


def _shares(query: Query, level: str, flow: str) -> dict[str, float]:
    """Return each code's share of a flow; empty where there is no trade."""
    values = query.values(level, flow)
    values = countries_only(values) if level == "partner" else values
    whole = int(values.sum())
    return {str(code): value / whole for code, value in values.items()} if whole > 0 else {}


def _ratio(share: float, reference_share: float) -> float:
    return share / reference_share if reference_share > 0 and share >= 0 else np.nan
