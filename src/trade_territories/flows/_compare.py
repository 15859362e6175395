"""How two releases of the same period differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.errors import DataContractError, EmptySelectionError, IncompleteCoverageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = ["year", "flow", "departement"]


def compare(flows_a: pd.DataFrame, flows_b: pd.DataFrame) -> pd.DataFrame:
    """Compare two tables of the same years, such as two vintages, or complete files and workbooks.

    Parameters
    ----------
    flows_a, flows_b
        ``Flows`` tables. Only years that both hold are compared, and of each year and flow the quarters that both hold.

    Returns
    -------
    pandas.DataFrame
        One row per year, flow and département that either holds: ``year, flow, departement, label, a_eur, b_eur,
        difference_eur`` (b less a, euros), ``difference_pct`` (of a; missing where a is 0); years, export before import,
        then the largest differences first. ``attrs["notes"]`` says which quarters were compared where not all were,
        and which flow is left out since one table has no file of it.

    Raises
    ------
    DataContractError
        Something else than two tables of Flows, such as territories: `comparable` finds those that trade alike.
    EmptySelectionError
        They have no year, or of no year a quarter, in common.
    IncompleteCoverageError
        Of a year, one holds the whole undivided and the other a part.

    Examples
    --------
    >>> from trade_territories.flows import sample_flows
    >>> flows = sample_flows()
    >>> int(compare(flows, flows).difference_eur.abs().sum())
    0
    """
    held_a, held_b = _periods(flows_a), _periods(flows_b)
    years = {year for year, _ in held_a} & {year for year, _ in held_b}
    notes, common = [], {}
    for year, flow in sorted(moment for moment in {*held_a, *held_b} if moment[0] in years):
        of_a, of_b = held_a.get((year, flow), set()), held_b.get((year, flow), set())
        both_hold = _common(year, of_a, of_b)
        if not both_hold:
            notes.append(f"{year}: {flow}s are left out, of which the tables hold no quarter in common")
        elif both_hold != of_a | of_b:
            notes.append(f"{year}: quarters {', '.join(map(str, sorted(both_hold)))} of {flow}s only, which both hold")
        common[year, flow] = both_hold
    if not any(common.values()):
        raise EmptySelectionError(
            f"the tables have no period in common: one holds {_years(held_a)}, the other {_years(held_b)}"
        )
    both = pd.concat([_sums(flows_a, common, "a_eur"), _sums(flows_b, common, "b_eur")], axis=1).fillna(0)
    result = both.astype("int64").reset_index()
    result["difference_eur"] = result["b_eur"] - result["a_eur"]
    result["difference_pct"] = result["difference_eur"] * 100 / result["a_eur"].where(result["a_eur"].ne(0))
    result.insert(3, "label", [reference.label("departement", code, "fr") for code in result["departement"]])
    order = result["difference_eur"].abs().rename("size")
    sorted_rows = result.assign(size=-order).sort_values(["year", "flow", "size", "departement"]).drop(columns="size")
    result = sorted_rows.reset_index(drop=True)
    result.attrs["notes"] = notes
    return result


def _periods(flows: pd.DataFrame) -> dict[tuple[int, str], set[int]]:
    """Return the quarters of each year and flow."""
    if not isinstance(flows, pd.DataFrame):
        raise DataContractError(
            f"compare() takes two tables of Flows in pandas, such as two releases of a year, not "
            f"{type(flows).__module__.partition('.')[0]}.{type(flows).__name__}; "
            "territories that trade alike are tt.comparable(flows, territory)"
        )
    lacking = [name for name in (*_KEYS, "quarter", "value_eur") if name not in flows.columns]
    if lacking:
        raise DataContractError(f"compare() takes two tables of Flows, and one lacks the columns {', '.join(lacking)}")
    moments = flows[["year", "flow", "quarter"]].drop_duplicates()
    columns = (moments["year"].tolist(), moments["flow"].tolist(), moments["quarter"].fillna(0).tolist())
    found: dict[tuple[int, str], set[int]] = {}
    for year, flow, quarter in zip(*columns, strict=True):
        found.setdefault((int(year), str(flow)), set()).add(int(quarter))
    return found


def _years(held: Mapping[tuple[int, str], object]) -> list[int]:
    return sorted({year for year, _ in held})


def _common(year: int, first: set[int], other: set[int]) -> set[int]:
    for yearly, quarters in ((first, other), (other, first)):
        if 0 in yearly and quarters and 0 not in quarters:
            if quarters != {1, 2, 3, 4}:
                raise IncompleteCoverageError(
                    f"{year}: one table holds the whole year undivided, the other quarters "
                    f"{', '.join(map(str, sorted(quarters)))} only",
                    missing=[str(quarter) for quarter in (1, 2, 3, 4) if quarter not in quarters],
                )
            return {0, 1, 2, 3, 4}
    return first & other


def _sums(flows: pd.DataFrame, common: Mapping[tuple[int, str], set[int]], name: str) -> pd.Series:
    quarters = flows["quarter"].fillna(0)
    kept = pd.Series(data=False, index=flows.index)
    for (year, flow), held in common.items():
        kept |= flows["year"].eq(year) & flows["flow"].eq(flow) & quarters.isin(list(held))
    rows = flows.loc[kept, [*_KEYS, "value_eur"]].astype({"flow": "str", "departement": "str"})
    return rows.groupby(_KEYS)["value_eur"].sum().rename(name)
