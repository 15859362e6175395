"""Leads: where others sell what the territory makes, and which classes of products make up its large groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import checked_flow, checked_n
from trade_territories.measures._base import country_pairs
from trade_territories.query import Query
from trade_territories.tables import with_notes

if TYPE_CHECKING:
    from trade_territories._types import Flow, FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice

#: A product is the territory's own where it makes at least this share of its flow.
OWN_PRODUCT_PCT = 1.0
#: A lead needs several départements: one may be one firm.
SEVERAL = 3


def leads(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    n: int | None = 20,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return destinations (or origins) that other départements use for the territory's products and it does not.

    A lead is no opportunity by itself: others may sell another good under the same A129 code. Products that make at
    least 1 % of the territory's flow are looked at, and partners that at least three other départements use.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` (destinations) or ``import`` (origins).
    n
        Number of leads, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per product and partner: ``product, product_label, partner, partner_label, others_eur, departements``: the
        euros that other départements trade, and how many they are; by value, then product, then partner; the ``n`` first,
        or all.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département: what others do is not known.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.leads(tt.sample_flows(), "Marne", n=5)
    >>> bool((table.departements >= 3).all())
    True
    """
    count, direction = checked_n(n), checked_flow(flow)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return leads_table(query, n=count, flow=direction)


def leads_table(query: Query, *, n: int | None = 20, flow: str = "export") -> pd.DataFrame:
    """Return the leads of a query, as :func:`leads` documents them."""
    query.require_comparison()
    query.require_flow(flow)
    own = query.values("a129", flow)
    products = own[own >= OWN_PRODUCT_PCT / 100 * own.sum()].index if own.sum() > 0 else own.index[:0]
    used = {pair for pair, value in country_pairs(query, flow).items() if value > 0}
    everywhere = query.france.sums(["flow", "departement", "a129", "partner"])
    others = everywhere[
        (everywhere["flow"] == flow)
        & (everywhere["value_eur"] > 0)
        & everywhere["a129"].isin(products)
        & ~everywhere["departement"].isin(query.territory.departements)
    ]
    values = others.groupby(["a129", "partner"])["value_eur"]
    # Each département has one row of a product and partner.
    found = pd.DataFrame({"others_eur": values.sum(), "departements": values.size()}).reset_index()
    no_countries = reference.no_countries()
    is_lead = [
        pair not in used and pair[1] not in no_countries
        for pair in zip(found["a129"].tolist(), found["partner"].tolist(), strict=True)
    ]
    table = found[pd.Series(is_lead, index=found.index, dtype="bool") & (found["departements"] >= SEVERAL)]
    table = table.rename(columns={"a129": "product"}).sort_values(
        ["others_eur", "product", "partner"], ascending=[False, True, True], ignore_index=True
    )
    table = table if n is None else table.head(n).copy()
    table["product_label"] = pd.Series(query.labels("a129", table["product"]), dtype="str")
    table["partner_label"] = pd.Series(query.labels("partner", table["partner"]), dtype="str")
    order = ["product", "product_label", "partner", "partner_label", "others_eur", "departements"]
    return with_notes(table[order], query)


def leading_classes(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    n: int | None = 3,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the first CPF4 classes inside each A129 group that makes at least 1 % of the flow.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` or ``import``.
    n
        Number of classes of each group, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per class: ``product, product_label, cpf4, label, value_eur, share_pct`` (of the group's positive values):
        groups by value, classes by value, ties by code; the ``n`` first of each group.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    MissingLevelError
        The source has no CPF4.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.leading_classes(tt.sample_flows(), "Marne", n=1)
    >>> table.cpf4.iloc[0]
    '1102'
    """
    count, direction = checked_n(n), checked_flow(flow)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return leading_classes_table(query, n=count, flow=direction)


def leading_classes_table(query: Query, *, n: int | None = 3, flow: str = "export") -> pd.DataFrame:
    """Return the leading classes of a query, as :func:`leading_classes` documents them."""
    query.require_flow(flow)
    sums = query.sums(["flow", "a129", "cpf4"])
    sums = sums[(sums["flow"] == flow) & (sums["value_eur"] > 0)]
    group = sums.groupby("a129")["value_eur"].transform("sum")
    table = sums.assign(group_eur=group, share_pct=sums["value_eur"] / group * 100)
    table = table[table["group_eur"] >= OWN_PRODUCT_PCT / 100 * table["value_eur"].sum()]
    table = table.sort_values(["group_eur", "a129", "value_eur", "cpf4"], ascending=[False, True, False, True])
    table = table.groupby("a129", sort=False).head(n or len(table)).reset_index(drop=True)
    table["product_label"] = pd.Series(query.labels("a129", table["a129"]), dtype="str")
    table["label"] = pd.Series(query.labels("cpf4", table["cpf4"]), dtype="str")
    order = ["product", "product_label", "cpf4", "label", "value_eur", "share_pct"]
    return with_notes(table.rename(columns={"a129": "product"})[order], query)
