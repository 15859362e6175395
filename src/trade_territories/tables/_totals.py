"""Totals of a territory, and their shares in its région and in France."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories._pandas import astype
from trade_territories.columns import FLOWS
from trade_territories.query import Query
from trade_territories.tables.notes import with_notes

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice


def share_pct(part: int, whole: int) -> float:
    """Return a share in percent, missing where it means nothing: of nothing, or where corrections make it no share.

    Examples
    --------
    >>> share_pct(1, 4), share_pct(3, 2), share_pct(-1, 4), share_pct(1, 0)
    (25.0, nan, nan, nan)
    """
    return part / whole * 100 if whole > 0 and 0 <= part <= whole else float("nan")


def totals(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Add up the exports and imports of a territory.

    Parameters
    ----------
    flows
        The table of Flows, in any frame.
    territory
        A territory, or its name or code.
    year, quarter
        The period; a table of one year needs none, ``year="all"`` adds all years up.
    only, excluding
        Products and partners that are kept, or left out: codes, names in either language, groups, or several of them.
        Products are alternatives of each other, and so are partners; a product and a partner together are both required.
    lang
        ``"fr"`` or ``"en"``, for labels and notes.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, mass_kg``: export, then import, in euros and kilograms; an absent flow is
        0; the mass is missing where the source has none. Notes in ``attrs["notes"]``.

    Raises
    ------
    AmbiguousPeriodError
        Several years and none chosen.
    UnknownCodeError
        No such territory, product or partner.
    DataContractError
        The table cannot be added up: codes or values are missing, or rows occur twice.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.totals(tt.sample_flows(), "Marne").flow.tolist()
    ['export', 'import']
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return totals_table(query)


def totals_table(query: Query) -> pd.DataFrame:
    """Return exports and imports of a query, as :func:`totals` documents them."""
    sums = query.sums(["flow"], mass=True).set_index("flow")
    table = pd.DataFrame({"value_eur": sums["value_eur"].reindex(list(FLOWS), fill_value=0)})
    table["mass_kg"] = sums["mass_kg"].astype("Int64").reindex(list(FLOWS), fill_value=0)
    return with_notes(table.rename_axis("flow").reset_index(), query)


def shares(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the territory's share of its région and of France.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, region, share_region_pct, share_france_pct``: export, then import; euros
        and percent; ``region`` is a code such as ``R44``. Région and its share are missing for France, for a région, and
        where the territory is its own région or lies in several; a share of nothing is missing. A flow whose file is not
        loaded has no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, DataContractError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département of the territory, of its région or of France.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.shares(tt.sample_flows(), "Marne").region.tolist()
    ['R44', 'R44']
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return shares_table(query)


def shares_table(query: Query) -> pd.DataFrame:
    """Return the shares of a query, as :func:`shares` documents them."""
    query.require_comparison()
    region = query.region
    rows = [
        {
            "flow": flow,
            "value_eur": query.total(flow),
            "region": region.territory.code if region else None,
            "share_region_pct": share_pct(query.total(flow), region.total(flow)) if region else np.nan,
            "share_france_pct": share_pct(query.total(flow), query.france.total(flow)),
        }
        for flow in query.flows_held
    ]
    columns = ["flow", "value_eur", "region", "share_region_pct", "share_france_pct"]
    types = {
        "flow": "str",
        "value_eur": "int64",
        "region": "str",
        "share_region_pct": "float64",
        "share_france_pct": "float64",
    }
    table = astype(pd.DataFrame(rows, columns=columns), types)
    return with_notes(table, query)
