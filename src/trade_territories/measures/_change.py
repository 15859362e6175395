"""Change between two years: what contributes to it, and how much of it is mass or value per kilogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories.columns import checked_flow
from trade_territories.errors import AmbiguousPeriodError, IncompleteCoverageError
from trade_territories.measures._base import with_labels
from trade_territories.measures._breaks import breaks_of
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables import with_notes
from trade_territories.text import release_dates, say

if TYPE_CHECKING:
    from trade_territories._types import Flow, FlowsLike, Lang, PartsLike, QuarterChoice, Rows, TerritoryLike


def change(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    base_year: int,
    year: int,
    flow: Flow = "export",
    by: Rows = "a129",
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return the change between two years and each product's or partner's contribution to it; contributions add up.

    Parameters
    ----------
    flows, territory, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    base_year, year
        The two years; consecutive or not.
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
        of the row's own base, and percentage points of the territory's whole base; by size of the change, largest first,
        then code; last the row ``total``. Breaks and revisions between the two years are in ``attrs["notes"]``.

    Raises
    ------
    UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The two years do not hold the same quarters of the flow, one has no file of it, or the table lacks a département
        of the territory.
    AmbiguousPeriodError
        A year or quarter that the table does not hold.

    Examples
    --------
    A table of two years made from the sample, by hand:

    >>> import pandas as pd, trade_territories as tt
    >>> one = tt.sample_flows()
    >>> before = one.assign(year=one.year - 1, release=one.release.cat.rename_categories(lambda name: f"{name}-before"))
    >>> both = pd.concat([before, one], ignore_index=True).astype({"release": "category"})
    >>> table = tt.change(both, "51", base_year=2023, year=2024)
    >>> int(table.change_eur.iloc[-1])
    0
    """
    level, direction = checked_rows(by), checked_flow(flow)
    value = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    base = Query.of(value.frame, territory, year=base_year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    require_comparable(base, value, direction)
    table = pd.DataFrame({"base_eur": base.values(level, direction), "value_eur": value.values(level, direction)})
    table = table.fillna(0).astype("int64")
    table["change_eur"] = table["value_eur"] - table["base_eur"]
    table = table[(table["base_eur"] != 0) | (table["value_eur"] != 0)].rename_axis("code").reset_index()
    table["code"] = table["code"].astype("str")
    table = table.sort_values(
        ["change_eur", "code"],
        key=lambda column: -column.abs() if column.name == "change_eur" else column,
        ignore_index=True,
    )
    sums = table[["base_eur", "value_eur", "change_eur"]].sum()
    table = pd.concat([table, pd.DataFrame([{"code": "total", **sums.to_dict()}])], ignore_index=True)
    table["change_pct"] = table["change_eur"] / table["base_eur"].where(table["base_eur"] > 0) * 100
    base_total = int(sums["base_eur"])
    table["contribution_pct"] = table["change_eur"] / (base_total if base_total > 0 else np.nan) * 100
    return with_notes(with_labels(table, level, value), value, *_change_notes(base, value, direction))


def unit_values(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    base_year: int,
    year: int,
    flow: Flow = "export",
    by: Rows = "a129",
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Split each change of value into mass and value per kilogram; the two effects add up to it.

    A value per kilogram is not a price: it moves when the mix of goods inside a code does. The mass effect is the change
    of mass at the mean unit value of both years, the unit-value effect the change of unit value at the mean mass.

    Parameters
    ----------
    flows, territory, only, excluding, lang
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
    UnknownCodeError, IncompleteCoverageError, AmbiguousPeriodError
        As :func:`trade_territories.change`.

    Examples
    --------
    >>> import pandas as pd, trade_territories as tt
    >>> one = tt.sample_flows()
    >>> before = one.assign(year=one.year - 1, release=one.release.cat.rename_categories(lambda name: f"{name}-before"))
    >>> both = pd.concat([before, one], ignore_index=True).astype({"release": "category"})
    >>> table = tt.unit_values(both, "51", base_year=2023, year=2024)
    >>> float(table.mass_effect_eur.abs().max())
    0.0
    """
    level, direction = checked_rows(by), checked_flow(flow)
    value = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    base = Query.of(value.frame, territory, year=base_year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    require_comparable(base, value, direction)
    columns: dict[str, pd.Series] = {}
    for query, names in ((base, ("base_eur", "base_kg")), (value, ("value_eur", "mass_kg"))):
        sums = query.sums(["flow", level], mass=True)
        sums = sums[sums["flow"] == direction].set_index(level)
        columns |= {names[0]: sums["value_eur"], names[1]: sums["mass_kg"]}
    table = pd.DataFrame(columns)
    table[["base_eur", "value_eur"]] = table[["base_eur", "value_eur"]].fillna(0).astype("int64")
    masses = table[["base_kg", "mass_kg"]].astype("Float64")
    positive = masses.where(masses > 0)
    table["base_eur_per_kg"] = table["base_eur"] / positive["base_kg"]
    table["eur_per_kg"] = table["value_eur"] / positive["mass_kg"]
    mean_unit_value = (table["base_eur_per_kg"] + table["eur_per_kg"]) / 2
    mean_mass = (positive["base_kg"] + positive["mass_kg"]) / 2
    table["mass_effect_eur"] = (positive["mass_kg"] - positive["base_kg"]) * mean_unit_value
    table["unit_value_effect_eur"] = (table["eur_per_kg"] - table["base_eur_per_kg"]) * mean_mass
    table = with_labels(table.rename_axis("code").reset_index().astype({"code": "str"}), level, value)
    order = ["code", "label", "base_eur", "value_eur", "base_kg", "mass_kg", "base_eur_per_kg", "eur_per_kg"]
    table = table[[*order, "mass_effect_eur", "unit_value_effect_eur"]]
    table = table.sort_values(["value_eur", "code"], ascending=[False, True], ignore_index=True)
    return with_notes(table, value, *_change_notes(base, value, direction))


def require_comparable(base: Query, value: Query, flow: str) -> None:
    """Refuse a change that is not from one year to another, or whose years lack the flow, a département, or other quarters.

    Raises
    ------
    AmbiguousPeriodError
        Several years on one side, or the same year on both.
    IncompleteCoverageError
        The direction or a département is not loaded, or the years hold other quarters.
    """
    for name, query in (("year", value), ("base_year", base)):
        if len(query.period.years) > 1:
            raise AmbiguousPeriodError(
                f"{name}='all' adds years up, and a change is from one year to another; give one of "
                f"{', '.join(map(str, query.period.years))}",
                years=query.period.years,
            )
    if base.period.years == value.period.years:
        raise AmbiguousPeriodError(
            f"the base year and the year are both {value.period.years[0]}, and a change is from one year to another; "
            "give an earlier base_year (--since in a shell)",
            years=value.period.years,
        )
    for query in (base, value):
        query.require_flow(flow)
        query.require_coverage()
    (base_year, base_held), (year, held) = base.period.of(flow).quarters[0], value.period.of(flow).quarters[0]
    if base_held != held:
        common = sorted(set(base_held) & set(held)) or "none"
        raise IncompleteCoverageError(
            f"{base_year} holds quarters {base_held} and {year} holds {held}: a change would mix unequal periods; "
            f"choose quarter=… among those in both: {common}",
            missing=[str(quarter) for quarter in sorted(set(base_held) ^ set(held))],
        )


def _change_notes(base: Query, value: Query, flow: str) -> list[str]:
    """Return what makes the two years less comparable: breaks between them, and releases of different vintages."""
    years = sorted((base.period.years[0], value.period.years[0]))
    notes = [say(f"notices.break_{key}", value.lang) for key in breaks_of(value, years[0], years[1])]
    records = [release for query in (base, value) for release in query.releases if release.flow == flow]
    vintages = {record.vintage for record in records if record.vintage}
    if len(vintages) > 1:
        months = [record.results_month for record in records if record.results_month]
        days = [record.publication for record in records if not record.results_month]
        dates = release_dates(months, filter(None, days), value.lang, is_partly_undated="" in days)
        notes.append(say("notices.break_releases", value.lang, releases=dates or ", ".join(sorted(vintages))))
    return notes
