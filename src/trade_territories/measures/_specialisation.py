"""Specialisation of a territory against France, and the départements whose trade is made alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import checked_flow, checked_n
from trade_territories.measures import _formulas as formulas
from trade_territories.measures._base import countries_only, is_by_convention, shares_pct, with_labels
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables import with_notes

if TYPE_CHECKING:
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

#: A product or partner is ranked only where it weighs at least this much.
FLOOR_PCT = 0.5
#: From twice to half the national share, a territory is neither far above nor far below.
FAR = 2.0


def specialisation(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    by: Rows = "a129",
    floor_pct: float = FLOOR_PCT,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Compare the structure of a territory's trade with that of France.

    The location quotient is the territory's share of a product divided by France's share of it, so that France is 1. It
    is not Balassa's index, whose reference is the world. Partners that are no country are left out when ``by`` is
    ``"partner"``, and only then.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``"a129"``, ``"a38"``, ``"a17"``, ``"cpf4"``, ``"partner"`` or ``"zone"``.
    floor_pct
        A row is ranked only where the territory's or France's share reaches it, in percent.
    flow
        ``export`` or ``import``.

    Returns
    -------
    pandas.DataFrame
        One row per code that France trades: ``code, label, value_eur, share_pct, france_share_pct, location_quotient,
        symmetric_quotient, share_of_france_pct, standing, by_convention``; ``standing`` is ``above``, ``below`` or empty,
        and only for rows that reach the floor; ``by_convention`` marks energy that the Customs book to Paris wherever it
        is used. By quotient, largest first, then code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département, so that there is no national share.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.specialisation(tt.sample_flows(), "Marne")
    >>> bool((table.location_quotient.dropna() >= 0).all())
    True
    """
    level, direction = checked_rows(by), checked_flow(flow)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return with_notes(specialisation_table(query, flow=direction, by=level, floor_pct=floor_pct), query)


def specialisation_table(
    query: Query, *, flow: str = "export", by: str = "a129", floor_pct: float = FLOOR_PCT
) -> pd.DataFrame:
    """Return the specialisation of a query, as :func:`specialisation` documents it."""
    query.require_comparison()
    query.require_flow(flow)
    here, france = query.values(by, flow), query.france.values(by, flow)
    if by == "partner":
        here, france = countries_only(here), countries_only(france)
    codes = france.index.union(here.index)
    value, national = (series.reindex(codes, fill_value=0).astype("int64") for series in (here, france))
    share, national_share = shares_pct(value), shares_pct(national)
    quotient = formulas.location_quotient(share, national_share)
    reaches_floor = (share >= floor_pct) | (national_share >= floor_pct)
    table = pd.DataFrame(
        {
            "value_eur": value,
            "share_pct": share,
            "france_share_pct": national_share,
            "location_quotient": quotient,
            "symmetric_quotient": formulas.symmetric_quotient(quotient),
            "share_of_france_pct": (value / national.where(national > 0) * 100).where(
                (value >= 0) & (value <= national)
            ),
            "standing": np.select(
                [reaches_floor & (quotient >= FAR), reaches_floor & (quotient <= 1 / FAR)], ["above", "below"], ""
            ),
            "by_convention": [is_by_convention(query, by, str(code)) for code in codes],
        },
        index=codes,
    )
    table = with_labels(table.rename_axis("code").reset_index(), by, query)
    return table.sort_values(["location_quotient", "code"], ascending=[False, True], ignore_index=True)


def comparable(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    n: int | None = 5,
    flow: Flow = "export",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the départements whose trade is most like the territory's: the cosine of their shares by A129.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    n
        Number of départements, or None for all.
    flow
        ``export`` or ``import``.

    Returns
    -------
    pandas.DataFrame
        One row per département: ``code, label, similarity``, from 0 (nothing in common) to 1 (the same proportions): the
        ``n`` most alike, among the 100 départements without the territory's own; ties by code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, IncompleteCoverageError
        As :func:`trade_territories.shares`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(tt.comparable(tt.sample_flows(), "Marne", n=3))
    3
    """
    count, direction = checked_n(n), checked_flow(flow)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return with_notes(comparable_table(query, n=count, flow=direction), query)


def comparable_table(query: Query, *, n: int | None = 5, flow: str = "export") -> pd.DataFrame:
    """Return the départements most like a query's territory, as :func:`comparable` documents them."""
    query.require_comparison()
    query.require_flow(flow)
    everywhere = query.france.sums(["flow", "departement", "a129"])
    everywhere = everywhere[everywhere["flow"] == flow]
    matrix = everywhere.set_index(["departement", "a129"])["value_eur"].unstack(fill_value=0).astype("float64")
    others = set(reference.france().departements) - {reference.MONACO, *query.territory.departements}
    own = query.values("a129", flow).astype("float64")
    likeness = formulas.cosines(own, matrix[matrix.index.isin(others)]).dropna()
    codes = [str(code) for code in likeness.index]
    table = pd.DataFrame(
        {
            "code": pd.Series(codes, dtype="str"),
            "label": pd.Series(query.labels("departement", codes), dtype="str"),
            "similarity": likeness.to_numpy(),
            # Equal likenesses differ in their last bits by the order in which they were added up.
            "order": likeness.round(12).to_numpy(),
        }
    )
    ordered = table.sort_values(["order", "code"], ascending=[False, True], ignore_index=True).drop(columns="order")
    return ordered if n is None else ordered.head(n)
