"""Exposure to a country or a group of countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import PRODUCT_LEVELS, checked_flow
from trade_territories.errors import UnknownCodeError
from trade_territories.measures._base import with_labels
from trade_territories.parts import checked_rows, parts_of
from trade_territories.query import Query
from trade_territories.tables import share_pct, with_notes

if TYPE_CHECKING:
    from trade_territories._types import (
        FlowsLike,
        PartsLike,
        ProductRows,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.columns import Flow
    from trade_territories.text import Lang

Partners = reference.PartsLike


def partner_group(partners: Partners, *, month: str | None = None) -> frozenset[str]:
    """Return the partner codes of a country, a named group or several of them.

    Parameters
    ----------
    partners
        Codes or names (``"US"``, ``"Allemagne"``), groups (``"eu27"``: today's members, without France; ``"eu"``, ``"BRICS"`` and
        others with months; one's own) and the Customs' zones (``"asie"``, …), alone or in a list.
    month
        ``"YYYY-MM"``, for the members of groups with months; without it, those of today.

    Returns
    -------
    frozenset of str
        The Customs' codes of the partners.

    Raises
    ------
    UnknownCodeError
        Neither a partner nor a group.

    Examples
    --------
    >>> partner_group("US")
    frozenset({'US'})
    >>> len(partner_group("eu27")), "GB" in partner_group("eu", month="2019-06")
    (26, True)
    """
    parts = reference.resolve_parts(partners, kind="partner", argument="partners")
    if not parts:
        raise UnknownCodeError("no partner was given; give at least one, such as partners=['US']", value=partners)
    return frozenset(code for part in parts for code in part.at(month=month).column_codes)


def exposure(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    partners: Partners,
    flow: Flow = "export",
    by: ProductRows = "a129",
    month: str | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the value and share of a territory's trade with a country or a group, by product.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    partners
        As :func:`partner_group` takes them.
    month
        ``"YYYY-MM"``, for the members of groups with months; without it, those of the end of the period, as ``only=`` takes
        them.
    flow
        ``export`` or ``import``.
    by
        ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per product traded with them: ``code, label, value_eur`` (with them), ``product_eur`` (with all),
        ``share_pct`` (of the product), ``weight_pct`` (of the territory's whole flow), by value, then code; last the row
        ``total``, whose two percentages are the same. A share is missing where negative corrections make it none.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département of the territory, or the file of that flow.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.exposure(tt.sample_flows(), "Marne", partners=["US"])
    >>> table.code.iloc[-1], bool(table.value_eur.iloc[:-1].sum() == table.value_eur.iloc[-1])
    ('total', True)
    """
    level, direction = checked_rows(by, PRODUCT_LEVELS), checked_flow(flow)
    partner_group(partners, month=month)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    group = partner_group(partners, month=month or f"{query.period.years[-1]:04d}-12")
    table = exposure_table(query, group, flow=direction, by=level)
    asked = parts_of(partners, "partner", query.frame, query.period.years[-1])
    return table if month else with_notes(table, query, *asked.notes(query))


def exposure_table(query: Query, partners: frozenset[str], *, flow: str = "export", by: str = "a129") -> pd.DataFrame:
    """Return the exposure of a query to partners, as :func:`exposure` documents it."""
    query.require_coverage()
    query.require_flow(flow)
    cells = query.cells(by, flow)
    with_them = cells[cells.index.get_level_values("partner").isin(partners)].groupby(level=by).sum()
    with_them = with_them[with_them != 0]
    whole, total = query.values(by, flow), query.total(flow)
    table = pd.DataFrame({"code": with_them.index.astype("str"), "value_eur": with_them.to_numpy()})
    table["product_eur"] = whole.reindex(with_them.index, fill_value=0).to_numpy()
    table = with_labels(table, by, query).sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)
    last = {"code": "total", "label": "Total", "value_eur": int(with_them.sum()), "product_eur": total}
    table = pd.concat([table, pd.DataFrame([last])], ignore_index=True)
    table = table.astype({"value_eur": "int64", "product_eur": "int64"})
    values = table["value_eur"].tolist()
    table["share_pct"] = [share_pct(part, of) for part, of in zip(values, table["product_eur"].tolist(), strict=True)]
    table["weight_pct"] = [share_pct(part, total) for part in values]
    return with_notes(table, query)
