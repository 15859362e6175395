"""Rank of a territory among the départements, and trade per inhabitant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.query import Query
from trade_territories.tables import with_notes
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice


def standing(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the territory's rank among the 100 départements, and its trade per inhabitant.

    Monaco is left out: it is no département and its population is not counted.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, rank, of, per_inhabitant_eur, region_per_inhabitant_eur,
        france_per_inhabitant_eur``: export then import, euros per inhabitant over the whole period; ``rank`` is missing
        where the territory is no département, the région's figure where it has none. A flow whose file is not loaded has
        no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, IncompleteCoverageError
        As :func:`trade_territories.shares`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.standing(tt.sample_flows(), "51")["of"].tolist()
    [100, 100]
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return standing_table(query)


def standing_table(query: Query) -> pd.DataFrame:
    """Return rank and trade per inhabitant of a query, as :func:`standing` documents them."""
    query.require_comparison()
    year = query.period.years[-1]
    rows = []
    for flow in query.flows_held:
        values = query.france.values("departement", flow)
        ranks = rank_departements(values)
        region = query.region.territory.departements if query.region else ()
        rows.append(
            {
                "flow": flow,
                "value_eur": query.total(flow),
                "rank": ranks.get(query.territory.code, pd.NA) if query.territory.level == "departement" else pd.NA,
                "of": len(ranks),
                "per_inhabitant_eur": per_inhabitant(values, query.territory.departements, year),
                "region_per_inhabitant_eur": per_inhabitant(values, region, year),
                "france_per_inhabitant_eur": per_inhabitant(values, reference.france().departements, year),
            }
        )
    return with_notes(pd.DataFrame(rows).astype({"rank": "Int64", "of": "int64"}), query, *population_notes(query))


def population_notes(query: Query) -> list[str]:
    """Say of when and by whom the population is by which values are divided; nothing for Monaco, which has none."""
    record = reference.population_record(query.territory, query.period.years[-1])
    if record is None:
        return []
    return [say("population.per_inhabitant", query.lang, population=record.label(query.lang))]


def rank_departements(values: pd.Series[int]) -> dict[str, int]:
    """Return the rank of each of the 100 départements by value, ties by code; those without trade come last."""
    everyone = [code for code in reference.france().departements if code != reference.MONACO]
    ordered = sorted(everyone, key=lambda code: (-int(values.get(code, 0)), code))
    return {code: rank for rank, code in enumerate(ordered, start=1)}


def per_inhabitant(values: pd.Series[int], departements: Iterable[str], year: int) -> float:
    """Return the trade of départements per inhabitant; not a number for Monaco alone, or for none."""
    counted = [code for code in departements if code != reference.MONACO]
    if not counted:
        return float("nan")
    records = [reference.population_record(reference.territory(code), year) for code in counted]
    people = sum(record.value for record in records if record is not None)
    return float(values.reindex(counted, fill_value=0).sum()) / people
