"""What additional duties could cost exporters: always a range, with its assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError
from trade_territories.measures import _formulas as formulas
from trade_territories.query import Query
from trade_territories.tables import with_notes
from trade_territories.text import say
from trade_territories.text.numbers import decimal

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice

Rates = Mapping[str | tuple[str, str], float]

#: An additional duty above this is more likely a percentage typed for a fraction (15 for 0.15).
HIGHEST_RATE: Final = 5.0
_ASSUMPTIONS: Final = ("source", "rates", "duty", "fall", "volume")
_AMOUNTS: Final = (
    "value_eur", "duty_eur", "fall_low_eur", "fall_high_eur", "volume_fall_low_eur", "volume_fall_high_eur",
)  # fmt: skip


def tariff_scenario(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    rates: Rates,
    source: str,
    date: str,
    elasticities: Iterable[float] = (1, 3, 5),
    pass_through: Iterable[float] = (0.5, 1),
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the order of magnitude of what additional duties could cost: a range, never one number.

    A duty tau of which a part phi is passed through to the price at destination lets volume fall by 1 - (1 + phi tau)^-sigma,
    and the exporter's own price to (1 + phi tau) / (1 + tau) of what it was. The fall of value holds both.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    rates
        Additional duty as a fraction of the FOB value, by partner (``{"US": 0.10}``) or by partner and A129 product
        (``{("US", "C11Z"): 0.15}``), each by its code or its name, the finer one winning. None is shipped: rates change,
        and are the user's own.
    source, date
        Where the rates come from and of when they are; printed with the result.
    elasticities, pass_through
        The values of sigma and phi over which the range is taken.

    Returns
    -------
    pandas.DataFrame
        One row per partner and A129 product that has a rate and exports: ``partner, partner_label, product,
        product_label, rate, value_eur, duty_eur`` (on unchanged flows), ``fall_low_eur, fall_high_eur`` (smallest and
        largest fall of the value of exports before duty, V x (1 - (1 + phi tau)^(1 - sigma) / (1 + tau))),
        ``volume_fall_low_eur, volume_fall_high_eur`` (the fall of volume alone, at unchanged prices: V x (1 - (1 + phi
        tau)^-sigma)), by value, then codes; last the row ``total``. The assumptions are in ``attrs["assumptions"]``, to be
        printed beside the figures.

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
    checked: dict[str | tuple[str, str], float] = {}
    for asked, rate in rates.items():
        key = _rate_key(asked)
        if key in checked:
            raise TradeTerritoriesError(f"rates: {key!r} has two rates, once as {asked!r}; give one")
        checked[key] = _checked_rate(asked, rate)
    if not checked:
        raise TradeTerritoriesError("rates={} holds no rate; give for instance rates={'US': 0.10}")
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return tariff_table(query, checked, source=source, date=date, elasticities=sigmas, pass_through=phis)


def tariff_table(
    query: Query,
    rates: Rates,
    *,
    source: str,
    date: str,
    elasticities: tuple[float, ...] = (1, 3, 5),
    pass_through: tuple[float, ...] = (0.5, 1),
) -> pd.DataFrame:
    """Return the scenario of a query for checked rates, as :func:`tariff_scenario` documents it."""
    query.require_coverage()
    query.require_flow("export")
    table = _rated_cells(query, rates)
    value, rate = table["value_eur"].astype("float64"), table["rate"]
    table["duty_eur"] = value * rate
    for prefix, formula in (("fall", formulas.value_fall_eur), ("volume_fall", formulas.volume_fall_eur)):
        falls = [
            formula(value, rate, elasticity=s, pass_through=p).to_numpy() for s in elasticities for p in pass_through
        ]
        table[f"{prefix}_low_eur"] = np.minimum.reduce(falls)
        table[f"{prefix}_high_eur"] = np.maximum.reduce(falls)
    table = with_notes(_with_total(table), query)
    words = {
        "source": source,
        "date": date,
        "elasticities": _joined(elasticities, query.lang),
        "pass_through": _joined(pass_through, query.lang),
    }
    table.attrs["assumptions"] = [say(f"measures.tariff_{key}", query.lang, **words) for key in _ASSUMPTIONS]
    return table


def _range(name: str, values: Iterable[float]) -> tuple[float, ...]:
    checked = tuple(float(value) for value in values)
    if not checked or any(not value >= 0 for value in checked):
        raise TradeTerritoriesError(f"{name}={checked!r} is not a valid range; give one or more numbers from 0 up")
    return checked


def _joined(values: tuple[float, ...], lang: Lang) -> str:
    return " / ".join(decimal(value, len(f"{value:g}".partition(".")[2]), lang) for value in values)


def _rate_key(key: str | tuple[str, str]) -> str | tuple[str, str]:
    """Return the codes of a rate whose partner and product are given by code or by name."""
    if isinstance(key, str):
        return reference.find_code(key, "partner", argument="rates")
    partner, product = key
    return (
        reference.find_code(partner, "partner", argument="rates"),
        reference.find_code(product, "a129", argument="rates"),
    )


def _checked_rate(key: str | tuple[str, str], rate: float) -> float:
    if isinstance(rate, bool) or not 0 <= float(rate) <= HIGHEST_RATE:
        raise TradeTerritoriesError(
            f"rates[{key!r}] = {rate!r} is not a valid rate; give a fraction: 0.15 for 15 points"
        )
    return float(rate)


def _rated_cells(query: Query, rates: Rates) -> pd.DataFrame:
    cells = query.cells("a129", "export").reset_index()
    rows = [
        {
            "partner": partner,
            "partner_label": query.label("partner", partner),
            "product": product,
            "product_label": query.label("a129", product),
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
    sums = table[list(_AMOUNTS)].sum()
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
