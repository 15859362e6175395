"""Leads: where others sell what the territory makes, who ranks first for a product, what stands inside a large group."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import aggregate, reference
from trade_territories.errors import UnknownCodeError
from trade_territories.measures._base import Board, checked_flow, labelled, partner_label, product_label
from trade_territories.wording.numbers import checked_lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: A product is the territory's own where it makes at least this share of its flow.
OWN_PRODUCT_PCT = 1.0
#: A lead needs several départements: one may be one firm.
SEVERAL = 3


def leads(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: FlowChoice = "export",
    n: int | None = 20,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Find destinations (or origins) that other départements use for the territory's products and it does not.

    A lead is no opportunity by itself: others may sell another good under the same A129 code. Products that make at
    least 1 % of the territory's flow are looked at, and partners that at least three other départements use.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` (destinations) or ``import`` (origins).
    n
        So many leads, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per product and partner: ``product, product_label, partner, partner_label, others_eur, departements``:
        the euros that other départements trade, and how many they are; by value, then product, then partner; the ``n``
        first, or all.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région: what others do is not known.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.leads(tt.sample_flows(), "Marne", n=5)
    >>> bool((table.departements >= 3).all())
    True
    """
    count = aggregate.checked_n(n)
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    own = board.values("territory", "a129", flow)
    products = own[own >= OWN_PRODUCT_PCT / 100 * own.sum()].index if own.sum() > 0 else own.index[:0]
    used = {cell for cell, value in board.pairs("territory", flow).items() if value > 0}
    everywhere = board.by_departement_product_partner(flow)
    others = everywhere[
        (everywhere["value_eur"] > 0)
        & everywhere["a129"].isin(products)
        & ~everywhere["departement"].isin(board.territory.departements)
    ]
    found = others.groupby(["a129", "partner"], observed=True, as_index=False).agg(
        others_eur=("value_eur", "sum"), departements=("departement", "nunique")
    )
    kept = [
        (product, partner) not in used and partner not in reference.no_countries()
        for product, partner in zip(found["a129"], found["partner"], strict=True)
    ]
    table = found[pd.Series(kept, index=found.index, dtype="bool") & (found["departements"] >= SEVERAL)]
    table = table.rename(columns={"a129": "product"}).sort_values(
        ["others_eur", "product", "partner"], ascending=[False, True, True], ignore_index=True
    )
    table["product_label"] = [product_label(code, "a129", board) for code in table["product"]]
    table["partner_label"] = [partner_label(code, board) for code in table["partner"]]
    order = ["product", "product_label", "partner", "partner_label", "others_eur", "departements"]
    return table[order] if count is None else table[order].head(count)


def ranking(
    flows: Any,
    *,
    product: str | None = None,
    partner: str | None = None,
    flow: FlowChoice = "export",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Rank the départements for a product, a partner, or both.

    Parameters
    ----------
    flows, year, quarter, lang
        As :func:`trade_territories.totals` takes them.
    product, partner
        An A129 code and a country's code; None for all products, all partners.
    flow
        ``export`` or ``import``.
    n
        So many départements, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per département: ``rank, code, label, value_eur, share_pct`` (of France): by value, then code; those
        without trade are left out. Monaco has a row, as the Customs count it, and codes nobody knows too.

    Raises
    ------
    AmbiguousPeriodError
        As :func:`trade_territories.totals`.
    UnknownCodeError
        The product or partner is in no table and not in the data.
    IncompleteCoverageError
        The table lacks a région.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.ranking(tt.sample_flows(), product="C11Z", n=3)["rank"].tolist()
    [1, 2, 3]
    """
    count = aggregate.checked_n(n)
    board = Board.of(flows, reference.france(), year=year, quarter=quarter, excluding=None, lang=lang)
    table = board.by_departement_product_partner(flow)
    for name, column, code in (("product", "a129", product), ("partner", "partner", partner)):
        if code is not None:
            if not isinstance(code, str):
                raise TypeError(f"{name}: a code is a text, not {type(code).__name__}: {code!r}")
            known = {*reference.labels(column), *table[column]}
            if code not in known:
                close = difflib.get_close_matches(code.upper(), sorted(known), n=3, cutoff=0.5)
                hint = f"; did you mean {', '.join(close)}?" if close else ""
                problem = f"{name}={code!r} is in no table of {column} codes and not in the data{hint}"
                raise UnknownCodeError(problem, value=code, close_matches=close)
            table = table[table[column] == code]
    by_place = table.groupby("departement", observed=True)["value_eur"].sum()
    sums = by_place[by_place != 0].rename_axis("code").reset_index()
    sums = sums.sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)
    ranked = labelled(sums, "departement", board)
    ranked.insert(0, "rank", pd.Series(range(1, len(ranked) + 1), dtype="int64"))
    ranked["share_pct"] = ranked["value_eur"] / ranked["value_eur"].sum() * 100
    return ranked if count is None else ranked.head(count)


def leading_classes(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: FlowChoice = "export",
    n: int | None = 3,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give the first CPF4 classes inside each A129 group that makes at least 1 % of the flow.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` or ``import``.
    n
        So many classes of each group, or None for all.

    Returns
    -------
    pandas.DataFrame
        One row per class: ``product, product_label, cpf4, label, value_eur, share_pct`` (of the group): groups by
        value, classes by value, ties by code; the ``n`` first of each group.

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
    count = aggregate.checked_n(n)
    language = checked_lang(lang)
    selection = aggregate.select(flows, territory, year=year, quarter=quarter, excluding=excluding)
    aggregate.require_flow(aggregate.source_of(flows), selection, checked_flow(flow))
    sums = aggregate.grouped(flows, selection, ["flow", "a129", "cpf4"])
    sums = sums[(sums["flow"] == flow) & (sums["value_eur"] > 0)].astype({"a129": "str", "cpf4": "str"})
    group = sums.groupby("a129")["value_eur"].transform("sum")
    table = sums.assign(group_eur=group, share_pct=sums["value_eur"] / group * 100)
    table = table[table["group_eur"] >= OWN_PRODUCT_PCT / 100 * table["value_eur"].sum()]
    table = table.sort_values(["group_eur", "a129", "value_eur", "cpf4"], ascending=[False, True, False, True])
    table = table.groupby("a129", sort=False).head(count or len(table)).reset_index(drop=True)
    for column, level, name in (("a129", "a129", "product_label"), ("cpf4", "cpf4", "label")):
        extra = aggregate.release_labels(flows, level)
        table[name] = [reference.label(level, code, language, extra=extra) for code in table[column]]
    order = ["product", "product_label", "cpf4", "label", "value_eur", "share_pct"]
    return table.rename(columns={"a129": "product"})[order]
