"""Concentration of trade over partners, products and pairs of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from trade_territories.measures import _formulas as formulas
from trade_territories.measures._base import countries_only, country_pairs
from trade_territories.query import Query
from trade_territories.tables import with_notes

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice

DIMENSIONS: Final = ("partner", "a129", "pair")


class Spread(NamedTuple):
    """The index of concentration, and the shares of the first ones in percent; not a number where there is no trade."""

    hhi: float
    first_pct: float
    three_first_pct: float
    five_first_pct: float


def concentration(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Measure how far trade is concentrated on few partners, few products, few pairs of both.

    The Herfindahl-Hirschman index is the sum of squared shares, from 1/n to 1; its inverse is the number of equally large
    ones that would be as concentrated. Partners that are no country are left out of the dimensions ``partner`` and
    ``pair``, numerator and denominator; products keep all partners.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow and dimension (``partner``, ``a129``, ``pair``): ``flow, dimension, hhi, equivalent_number,
        first_share_pct, three_first_share_pct, five_first_share_pct, region_hhi, france_hhi``; the index is between 0
        and 1, missing where there is no trade or no région to compare with. A flow whose file is not loaded has no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, IncompleteCoverageError
        As :func:`trade_territories.shares`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.concentration(tt.sample_flows(), "Marne")
    >>> bool(table.hhi.between(0, 1).all())
    True
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return with_notes(concentration_table(query), query)


def concentration_table(query: Query) -> pd.DataFrame:
    """Return the concentration of a query, as :func:`concentration` documents it."""
    query.require_comparison()
    rows = []
    for flow in query.flows_held:
        for dimension in DIMENSIONS:
            own, region, france = (spread(place, dimension, flow) for place in (query, query.region, query.france))
            rows.append(
                {
                    "flow": flow,
                    "dimension": dimension,
                    "hhi": own.hhi,
                    "equivalent_number": 1 / own.hhi,
                    "first_share_pct": own.first_pct,
                    "three_first_share_pct": own.three_first_pct,
                    "five_first_share_pct": own.five_first_pct,
                    "region_hhi": region.hhi,
                    "france_hhi": france.hhi,
                }
            )
    return pd.DataFrame(rows)


def spread(query: Query | None, dimension: str, flow: str) -> Spread:
    """Return how a flow is spread over partners, products or pairs; not a number where there is none to compare with."""
    if query is None:
        return Spread(*[np.nan] * 4)
    return query.measured(f"spread {dimension} {flow}", lambda asked: _spread(dimension_values(asked, dimension, flow)))


def _spread(values: pd.Series[int]) -> Spread:
    return Spread(formulas.hhi(values), *(formulas.first_share_pct(values, first) for first in (1, 3, 5)))


def dimension_values(query: Query, dimension: str, flow: str) -> pd.Series[int]:
    """Return the values over which a concentration is taken."""
    if dimension == "pair":
        return country_pairs(query, flow)
    if dimension == "partner":
        return countries_only(query.values("partner", flow))
    return query.values("a129", flow)
