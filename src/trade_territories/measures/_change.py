"""Change from year to year: who and what made it, and what is only mass or value per kilogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import aggregate
from trade_territories.errors import IncompleteCoverageError
from trade_territories.measures._base import FLOWS, checked_flow, checked_level, labelled_codes
from trade_territories.wording.numbers import checked_lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import Period, QuarterChoice
    from trade_territories.reference import TerritoryLike

#: First year after a break -> its key; both are explained under "What the figures mean".
BREAKS = {2021: "brexit", 2022: "emebi"}

_BREAK_NOTES = {
    "fr": {
        "brexit": "Rupture de janvier 2021 : le Royaume-Uni quitte le marché unique.",
        "emebi": "Rupture de janvier 2022 : l'enquête sur les échanges intra-UE devient EMEBI.",
        "releases": "Les deux années viennent de millésimes différents ({releases}) : les révisions se mêlent à l'évolution.",
    },
    "en": {
        "brexit": "Break of January 2021: the United Kingdom leaves the single market.",
        "emebi": "Break of January 2022: the survey of intra-EU trade becomes EMEBI.",
        "releases": "The two years come from different vintages ({releases}): revisions mix with the change.",
    },
}


def breaks_between(first_year: int, last_year: int) -> tuple[str, ...]:
    """Name the breaks that a series from one year to another crosses.

    Examples
    --------
    >>> breaks_between(2020, 2024)
    ('brexit', 'emebi')
    >>> breaks_between(2022, 2024)
    ()
    """
    return tuple(key for year, key in BREAKS.items() if first_year < year <= last_year)


def change(
    flows: Any,
    territory: TerritoryLike,
    *,
    base_year: int,
    year: int,
    flow: FlowChoice = "export",
    by: str = "a129",
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give the change between two years and what each product or partner contributes to it; contributions add up.

    Parameters
    ----------
    flows, territory, excluding, lang
        As :func:`trade_territories.totals` takes them.
    base_year, year
        The two years; next to each other, or further apart.
    quarter
        The same quarters of both years, for instance to compare a year that is not over with the one before.
    flow
        ``export`` or ``import``.
    by
        ``partner``, ``zone``, ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per code: ``code, label, base_eur, value_eur, change_eur, change_pct, contribution_pct``: euros, percent
        of the row's own base, and points of percent of the territory's whole base; by size of the change, largest
        first, then code; last the row ``total``. Breaks and revisions between the two stand in ``attrs["notes"]``.

    Raises
    ------
    UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The two years do not hold the same quarters of the flow, or one has no file of it.
    AmbiguousPeriodError
        A year or quarter that the table does not hold.

    Examples
    --------
    A table of two years made from the sample, by hand:

    >>> import pandas as pd, trade_territories as tt
    >>> one = tt.sample_flows()
    >>> before = one.assign(year=one.year - 1)
    >>> table = tt.change(pd.concat([before, one], ignore_index=True), "51", base_year=2023, year=2024)
    >>> int(table.change_eur.iloc[-1])
    0
    """
    language = checked_lang(lang)
    base, value = (
        _values(flows, territory, flow, by, one, quarter, excluding, "value_eur") for one in (base_year, year)
    )
    _same_quarters(base[1], value[1])
    table = pd.DataFrame({"base_eur": base[0], "value_eur": value[0]}).fillna(0).astype("int64")
    table["change_eur"] = table["value_eur"] - table["base_eur"]
    table = table[(table["base_eur"] != 0) | (table["value_eur"] != 0)].rename_axis("code").reset_index()
    table["code"] = table["code"].astype("str")
    table = table.sort_values(
        ["change_eur", "code"], key=lambda one: -one.abs() if one.name == "change_eur" else one, ignore_index=True
    )
    sums = table[["base_eur", "value_eur", "change_eur"]].sum()
    table = pd.concat([table, pd.DataFrame([{"code": "total", **sums.to_dict()}])], ignore_index=True)
    table["change_pct"] = table["change_eur"] / table["base_eur"].where(table["base_eur"] != 0) * 100
    table["contribution_pct"] = table["change_eur"] / (int(sums["base_eur"]) or np.nan) * 100
    table = labelled_codes(table, by, flows, language)
    table.attrs["notes"] = _change_notes(flows, base_year, year, flow, language)
    return table


def unit_values(
    flows: Any,
    territory: TerritoryLike,
    *,
    base_year: int,
    year: int,
    flow: FlowChoice = "export",
    by: str = "a129",
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Split each change of value into mass and value per kilogram; the two effects add up to it.

    A value per kilogram is no price: it moves when the mix of goods inside a code does. The mass effect is the change of
    mass at the mean unit value of both years, the unit-value effect the change of unit value at the mean mass.

    Parameters
    ----------
    flows, territory, excluding, lang
        As :func:`trade_territories.totals` takes them.
    base_year, year, quarter
        As :func:`trade_territories.change` takes them.
    flow
        ``export`` or ``import``.
    by
        ``partner``, ``zone``, ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per code: ``code, label, base_eur, value_eur, base_kg, mass_kg, base_eur_per_kg, eur_per_kg,
        mass_effect_eur, unit_value_effect_eur``, by value, then code; effects are missing where a mass is missing or 0.

    Raises
    ------
    UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The two years do not hold the same quarters of the flow, or one has no file of it.

    Examples
    --------
    >>> import pandas as pd, trade_territories as tt
    >>> one = tt.sample_flows()
    >>> twice = pd.concat([one.assign(year=one.year - 1), one], ignore_index=True)
    >>> table = tt.unit_values(twice, "51", base_year=2023, year=2024)
    >>> float(table.mass_effect_eur.abs().max())
    0.0
    """
    language = checked_lang(lang)
    columns = {}
    periods = []
    for prefix, one in (("base", base_year), ("", year)):
        for measure in ("value_eur", "mass_kg"):
            values, period = _values(flows, territory, flow, by, one, quarter, excluding, measure)
            name = {"base": {"value_eur": "base_eur", "mass_kg": "base_kg"}}.get(prefix, {}).get(measure, measure)
            columns[name] = values
        periods.append(period)
    _same_quarters(*periods)
    table = pd.DataFrame(columns)
    table[["base_eur", "value_eur"]] = table[["base_eur", "value_eur"]].fillna(0).astype("int64")
    masses = table[["base_kg", "mass_kg"]].astype("Float64")
    positive = masses.where(masses > 0)
    table["base_eur_per_kg"] = table["base_eur"] / positive["base_kg"]
    table["eur_per_kg"] = table["value_eur"] / positive["mass_kg"]
    mean_unit = (table["base_eur_per_kg"] + table["eur_per_kg"]) / 2
    mean_mass = (positive["base_kg"] + positive["mass_kg"]) / 2
    table["mass_effect_eur"] = (positive["mass_kg"] - positive["base_kg"]) * mean_unit
    table["unit_value_effect_eur"] = (table["eur_per_kg"] - table["base_eur_per_kg"]) * mean_mass
    table = labelled_codes(table.rename_axis("code").reset_index().astype({"code": "str"}), by, flows, language)
    order = ["code", "label", "base_eur", "value_eur", "base_kg", "mass_kg", "base_eur_per_kg", "eur_per_kg"]
    table = table[[*order, "mass_effect_eur", "unit_value_effect_eur"]]
    return table.sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)


def evolution(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "quarter",
    excluding: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Give exports, imports and balance over time, with the change on the same quarter of the year before.

    Parameters
    ----------
    flows, territory, excluding
        As :func:`trade_territories.totals` takes them.
    by
        ``"quarter"`` or ``"year"``; years that are not whole are marked, and have no change.

    Returns
    -------
    pandas.DataFrame
        One row per quarter or year: ``year, quarter, export_eur, import_eur, balance_eur, export_change_pct,
        import_change_pct, whole, break_before`` in order of time; ``quarter`` is missing by year; ``break_before`` is
        ``brexit`` or ``emebi`` on the first row after a break.

    Raises
    ------
    UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        Of a year or quarter, one direction's file is not there: its trade is not 0.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.evolution(tt.sample_flows(), "51").quarter.tolist()
    [1, 2, 3, 4]
    """
    selection = aggregate.select(flows, territory, year="all", quarter=None, excluding=excluding)
    aggregate.require_both_flows(aggregate.source_of(flows), selection)
    by_quarter = checked_level(by, ("quarter", "year")) == "quarter"
    sums = aggregate.grouped(flows, selection, ["flow", "year", "quarter"] if by_quarter else ["flow", "year"])
    quarters = sums["quarter"].fillna(0).astype("int64") if by_quarter else [0] * len(sums)
    moments = zip(sums["flow"].astype(str), sums["year"].astype("int64"), quarters, strict=True)
    found = dict(zip(moments, sums["value_eur"].astype("int64").tolist(), strict=True))
    # One row for each moment that the whole frame holds, and no other: a quarter to come is no quarter without trade.
    held = [(year, one) for year, held in selection.period.quarters for one in (held if by_quarter else (0,))]
    table = pd.DataFrame(held, columns=["year", "quarter"])
    for flow in FLOWS:
        table[f"{flow}_eur"] = pd.array([found.get((flow, *moment), 0) for moment in held], dtype="int64")
    table["quarter"] = pd.array([quarter or pd.NA for _, quarter in held], dtype="Int8")
    table["balance_eur"] = table["export_eur"] - table["import_eur"]
    whole = {year: held in ((0,), (1, 2, 3, 4)) for year, held in selection.period.quarters}
    table["whole"] = [by_quarter or whole[int(year)] for year in table["year"]]
    for flow in FLOWS:
        table[f"{flow}_change_pct"] = _on_the_year_before(table, f"{flow}_eur")
    first = table["year"].ne(table["year"].shift()) & (table["year"] > table["year"].min())
    table["break_before"] = [
        BREAKS.get(int(year), "") if new else "" for year, new in zip(table["year"], first, strict=True)
    ]
    return table[
        [
            "year",
            "quarter",
            "export_eur",
            "import_eur",
            "balance_eur",
            "export_change_pct",
            "import_change_pct",
            "whole",
            "break_before",
        ]
    ].astype({"year": "int16", "quarter": "Int8"})


def _on_the_year_before(table: pd.DataFrame, column: str) -> list[float]:
    quarters = table["quarter"].fillna(0).astype("int64").tolist()
    moments = list(zip(table["year"].astype("int64").tolist(), quarters, strict=True))
    values = dict(zip(moments, table[column].tolist(), strict=True))
    whole = {moment for moment, is_whole in zip(moments, table["whole"].tolist(), strict=True) if is_whole}
    changes = []
    for year, quarter in moments:
        before = (year - 1, quarter)
        known = {(year, quarter), before} <= whole and values[before]
        changes.append((values[year, quarter] / values[before] - 1) * 100 if known else float("nan"))
    return changes


def _values(
    flows: Any,
    territory: TerritoryLike,
    flow: FlowChoice,
    by: str,
    year: int,
    quarter: QuarterChoice,
    excluding: Iterable[str] | None,
    measure: str,
) -> tuple[pd.Series[int], Period]:
    selection = aggregate.select(flows, territory, year=year, quarter=quarter, excluding=excluding)
    aggregate.require_flow(aggregate.source_of(flows), selection, checked_flow(flow))
    sums = aggregate.grouped(flows, selection, ["flow", checked_level(by)])
    return sums[sums["flow"] == flow].set_index(by)[measure], selection.period.of(flow)


def _same_quarters(base: Period, value: Period) -> None:
    (base_year, base_held), (year, held) = base.quarters[0], value.quarters[0]
    if base_held != held:
        common = sorted(set(base_held) & set(held)) or "none"
        raise IncompleteCoverageError(
            f"{base_year} holds quarters {base_held} and {year} holds {held}: a change would mix unequal periods; "
            f"choose quarter=… among those in both: {common}",
            missing=[str(one) for one in sorted(set(base_held) ^ set(held))],
        )


def _change_notes(flows: Any, base_year: int, year: int, flow: FlowChoice, lang: str) -> list[str]:
    notes = [_BREAK_NOTES[lang][key] for key in breaks_between(min(base_year, year), max(base_year, year))]
    table = aggregate.releases(flows)
    rows = zip(table["flow"], table["vintage"], table["years"], strict=True)
    vintages = {
        vintage
        for direction, vintage, years in rows
        if direction == flow and vintage and {base_year, year} & set(years)
    }
    if len(vintages) > 1:
        notes.append(_BREAK_NOTES[lang]["releases"].format(releases=", ".join(sorted(vintages))))
    return notes
