"""Exposure to a country or a group of countries, and what a tariff there could cost: always a range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.measures import _formulas as formulas
from trade_territories.measures._base import Board, checked_level, labelled, partner_label, product_label

if TYPE_CHECKING:
    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

Partners = str | Iterable[str]
Rates = Mapping[str | tuple[str, str], float]

#: An additional duty above this is more likely a percentage typed for a fraction (15 for 0.15).
HIGHEST_RATE = 5.0

_ASSUMPTIONS = {
    "fr": (
        "Taux saisis par l'utilisateur ; source : {source}, {date}.",
        (
            "Taux en points supplémentaires, appliqués à la valeur FAB ; un code A129 réunit des lignes tarifaires dont "
            "certaines peuvent être exemptées."
        ),
        "Droits à flux inchangés : acquittés à l'importation dans le pays de destination, non par l'exportateur.",
        (
            "Baisse des exportations : V × (1 − (1 + φ × τ)^−σ), élasticité σ de {elasticities}, répercussion φ de "
            "{pass_through} ; ni report vers d'autres pays, ni effet de change, ni réaction des concurrents."
        ),
    ),
    "en": (
        "Rates given by the user; source: {source}, {date}.",
        "Rates in additional points on the FAB value; an A129 code gathers tariff lines of which some may be exempt.",
        "Duty on unchanged flows: paid at import in the country of destination, not by the exporter.",
        (
            "Fall of exports: V × (1 − (1 + φ × τ)^−σ), elasticity σ of {elasticities}, pass-through φ of {pass_through}; "
            "no diversion to other countries, no exchange-rate effect, no reaction of competitors."
        ),
    ),
}


def partner_group(partners: Partners, *, month: str | None = None) -> frozenset[str]:
    """Turn a country, a named group or a list of countries into partner codes.

    Parameters
    ----------
    partners
        Codes (``"US"``), or names of groups, alone or in a list: ``"eu27"`` (today's composition, without France),
        ``"eu"`` and ``"euro"`` (at ``month``, today if none is given), and the Customs' zones (``"asie"``, …).
    month
        ``"YYYY-MM"``, for ``"eu"`` and ``"euro"``.

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
    asked = [partners] if isinstance(partners, str) else list(partners)
    zones = reference.partner_zones()
    found: set[str] = set()
    for one in asked:
        if one == "eu27":
            found |= reference.eu_members()
        elif one == "eu":
            found |= reference.eu_members(month)
        elif one == "euro":
            found |= reference.euro_members(month)
        elif one in reference.ZONES:
            found |= {code for code, zone in zones.items() if zone == one}
        elif one in zones:
            found.add(one)
        else:
            raise UnknownCodeError(
                f"{one!r} is no partner and no group of partners; give codes such as 'US', 'eu27', 'eu', 'euro' or a "
                f"zone among {', '.join(reference.ZONES)}",
                value=one,
            )
    if not found:
        raise UnknownCodeError("no partner was given; give at least one, such as partners=['US']", value=partners)
    return frozenset(found)


def exposure(
    flows: Any,
    territory: TerritoryLike,
    *,
    partners: Partners,
    flow: FlowChoice = "export",
    by: str = "a129",
    month: str | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give the value and share of a territory's trade with a country or a group, by product.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    partners, month
        As :func:`partner_group` takes them.
    flow
        ``export`` or ``import``.
    by
        ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per product traded with them: ``code, label, value_eur`` (with them), ``product_eur`` (with all),
        ``share_pct`` (of the product), ``weight_pct`` (of the territory's whole flow), by value, then code; last the
        row ``total``, whose two percentages are the same.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.exposure(tt.sample_flows(), "Marne", partners=["US"])
    >>> table.code.iloc[-1], bool(table.value_eur.iloc[:-1].sum() == table.value_eur.iloc[-1])
    ('total', True)
    """
    checked_level(by, reference.PRODUCT_LEVELS)
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    group = partner_group(partners, month=month)
    cells = board.cells("territory", by, flow)
    chosen = cells[cells.index.get_level_values("partner").isin(group)].groupby(level=by, observed=True).sum()
    chosen = chosen[chosen != 0]
    whole = board.values("territory", by, flow)
    total = board.total("territory", flow)
    table = pd.DataFrame({"code": chosen.index.astype("str"), "value_eur": chosen.to_numpy()})
    table["product_eur"] = whole.reindex(chosen.index, fill_value=0).to_numpy()
    table = labelled(table, by, board).sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)
    label = "Total"
    last = {"code": "total", "label": label, "value_eur": int(chosen.sum()), "product_eur": total}
    table = pd.concat([table, pd.DataFrame([last])], ignore_index=True)
    table["share_pct"] = table["value_eur"] / table["product_eur"].where(table["product_eur"] != 0) * 100
    table["weight_pct"] = table["value_eur"] / (total or np.nan) * 100
    return table.astype({"value_eur": "int64", "product_eur": "int64"})


def tariff_scenario(
    flows: Any,
    territory: TerritoryLike,
    *,
    rates: Rates,
    source: str,
    date: str,
    elasticities: Iterable[float] = (1, 3, 5),
    pass_through: Iterable[float] = (0.5, 1),
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give the order of magnitude of what additional duties could cost: a range, never one number.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    rates
        Additional duty as a fraction of the FAB value, by partner (``{"US": 0.10}``) or by partner and A129 product
        (``{("US", "C11Z"): 0.15}``), the finer one winning. None is shipped: rates change, and are the user's own.
    source, date
        Where the rates come from and of when they are; printed with the result.
    elasticities, pass_through
        The values of sigma and phi over which the range is taken.

    Returns
    -------
    pandas.DataFrame
        One row per partner and A129 product that has a rate and exports: ``partner, partner_label, product,
        product_label, rate, value_eur, duty_eur`` (on unchanged flows), ``fall_low_eur, fall_high_eur`` (smallest and
        largest fall of exports, V x (1 - (1 + phi x tau)^-sigma)), by value, then codes; last the row ``total``. The
        assumptions stand in ``attrs["assumptions"]``, to be printed beside the figures.

    Raises
    ------
    AmbiguousPeriodError
        As :func:`trade_territories.totals`.
    TradeTerritoriesError
        A rate that is no fraction, a scenario without source or date, an empty range.
    UnknownCodeError
        A partner or product that does not exist.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.tariff_scenario(
    ...     tt.sample_flows(), "Marne", rates={"US": 0.10}, source="exercise", date="2025-04-01", lang="en"
    ... )
    >>> bool((table.fall_low_eur <= table.fall_high_eur).all())
    True
    """
    if not str(source).strip() or not str(date).strip():
        raise TradeTerritoriesError(
            "a tariff scenario needs source=… and date=…: where its rates come from, and of when"
        )
    sigmas, phis = _range("elasticities", elasticities), _range("pass_through", pass_through)
    if not isinstance(rates, Mapping):
        raise TypeError(f"rates: give a rate by partner or product, such as {{'US': 0.10}}, not {rates!r}")
    checked = {key: _checked_rate(key, rate) for key, rate in rates.items()}
    if not checked:
        raise TradeTerritoriesError("rates={} holds no rate; give for instance rates={'US': 0.10}")
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    table = _rated_cells(board, checked)
    value, rate = table["value_eur"].astype("float64"), table["rate"]
    table["duty_eur"] = value * rate
    falls = [formulas.export_fall_eur(value, rate, elasticity=s, pass_through=p) for s in sigmas for p in phis]
    table["fall_low_eur"] = np.minimum.reduce([fall.to_numpy() for fall in falls])
    table["fall_high_eur"] = np.maximum.reduce([fall.to_numpy() for fall in falls])
    table = _with_total(table)
    table.attrs["assumptions"] = [
        line.format(source=source, date=date, elasticities=_listed(sigmas), pass_through=_listed(phis))
        for line in _ASSUMPTIONS[board.lang]
    ]
    return table


def _range(name: str, values: Iterable[float]) -> tuple[float, ...]:
    checked = tuple(float(value) for value in values)
    if not checked or any(not value >= 0 for value in checked):
        raise TradeTerritoriesError(f"{name}={checked!r} is no range; give one or more numbers from 0 up")
    return checked


def _listed(values: tuple[float, ...]) -> str:
    return " / ".join(f"{value:g}" for value in values)


def _checked_rate(key: str | tuple[str, str], rate: float) -> float:
    partner, product = (key, None) if isinstance(key, str) else key
    if partner not in reference.partner_zones():
        raise UnknownCodeError(f"rates: {partner!r} is no partner; give a code such as 'US'", value=partner)
    if product is not None and product not in reference.labels("a129"):
        raise UnknownCodeError(f"rates: {product!r} is no A129 product; give a code such as 'C11Z'", value=product)
    if isinstance(rate, bool) or not 0 <= float(rate) <= HIGHEST_RATE:
        raise TradeTerritoriesError(f"rates[{key!r}] = {rate!r} is no rate; give a fraction: 0.15 for 15 points")
    return float(rate)


def _rated_cells(board: Board, rates: Mapping[str | tuple[str, str], float]) -> pd.DataFrame:
    cells = board.cells("territory", "a129", "export").reset_index()
    rows = [
        {
            "partner": partner,
            "partner_label": partner_label(partner, board),
            "product": product,
            "product_label": product_label(product, "a129", board),
            "rate": rates[(partner, product)] if (partner, product) in rates else rates[partner],
            "value_eur": int(value),
        }
        for product, partner, value in zip(cells["a129"], cells["partner"], cells["value_eur"], strict=True)
        if value > 0 and ((partner, product) in rates or partner in rates)
    ]
    columns = ["partner", "partner_label", "product", "product_label", "rate", "value_eur"]
    table = pd.DataFrame(rows, columns=columns).astype({"rate": "float64", "value_eur": "int64"})
    order = ["value_eur", "product", "partner"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _with_total(table: pd.DataFrame) -> pd.DataFrame:
    sums = table[["value_eur", "duty_eur", "fall_low_eur", "fall_high_eur"]].sum()
    value = float(sums["value_eur"])
    total = {
        "partner": "total",
        "partner_label": "Total",
        "product": "total",
        "product_label": "Total",
        "rate": float(sums["duty_eur"]) / value if value else 0.0,
        **sums.to_dict(),
    }
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True).astype({"value_eur": "int64"})
