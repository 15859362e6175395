"""All sums that profiles need, added up once, and the rows of one partner or product among them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from trade_territories import reference
from trade_territories.columns import FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from trade_territories.profiles._subject import Subject
    from trade_territories.query import Query


class Sums:
    """Euros by flow, département, product and partner of one question about France.

    Parameters
    ----------
    query
        The question: its period, and what it keeps and leaves out.
    has_classes
        Whether products are CPF4 classes, too.
    """

    def __init__(self, query: Query, *, has_classes: bool) -> None:
        keys = ["flow", "departement", "a129", *(["cpf4"] if has_classes else []), "partner"]
        table = query.sums(keys)
        self.table = table.astype(dict.fromkeys(keys, "category"))
        self._rows: dict[str, dict[str, NDArray[np.intp]]] = {}

    def of(self, subject: Subject) -> pd.DataFrame:
        """Return the rows of a subject."""
        by_code = self._rows.get(subject.column)
        if by_code is None:
            groups = self.table.groupby(subject.column, observed=True).indices
            by_code = self._rows[subject.column] = {
                str(code): np.asarray(rows, dtype=np.intp) for code, rows in groups.items()
            }
        found = [by_code[code] for code in sorted(subject.codes) if code in by_code]
        rows = np.sort(np.concatenate(found)) if found else np.array([], dtype=np.intp)
        return self.table.iloc[rows]

    @cached_property
    def by_place(self) -> dict[str, dict[str, int]]:
        """Euros by département for each flow: the whole of which a subject is a part."""
        return {flow: amounts(self.table[self.table["flow"] == flow], "departement") for flow in FLOWS}

    @cached_property
    def totals(self) -> dict[str, int]:
        """Euros of each flow."""
        return {flow: sum(values.values()) for flow, values in self.by_place.items()}

    def by(self, column: str, flow: str) -> dict[str, int]:
        """Return the euros of one flow by code of a column."""
        return amounts(self.table[self.table["flow"] == flow], column)


def amounts(rows: pd.DataFrame, column: str) -> dict[str, int]:
    """Return euros by code; codes that add up to nothing are left out."""
    sums = rows.groupby(column, observed=True)["value_eur"].sum()
    return {str(code): int(value) for code, value in zip(sums.index, sums.tolist(), strict=True) if value}


def at_level(values: dict[str, int], level: str) -> dict[str, int]:
    """Return euros by code of a product level above A129; at A129, CPF4 and for partners, as they are."""
    if level not in ("a38", "a17"):
        return values
    return {code: value for code, value in by_parent(values, reference.product_parents(level)).items() if value}


def by_parent(values: Mapping[str, int], parents: Mapping[str, str]) -> dict[str, int]:
    """Add values up by the parents of their codes; a code without one is unknown."""
    found: dict[str, int] = {}
    for code, value in values.items():
        parent = parents.get(code, reference.INCONNU)
        found[parent] = found.get(parent, 0) + value
    return found


def comparable_years(query: Query) -> tuple[int, ...]:
    """Return the years up to the one asked for that the table holds like it: both flows, all départements, same quarters."""
    if len(query.period.years) != 1 or query.period.uneven:
        return ()
    ((last, quarters),) = query.period.quarters
    if not (query.period.is_whole or query.period.chosen_quarters):
        return ()
    held = query.frame.holdings.quarters_by_flow
    years = [
        year
        for year in sorted(query.frame.holdings.quarters)
        if year <= last and all(_holds(held[flow].get(year, set()), quarters) for flow in FLOWS)
    ]
    return tuple(year for year in years if not in_years(query, (year,)).lacking)


def _holds(held: Iterable[int], quarters: tuple[int, ...]) -> bool:
    from trade_territories.period import is_whole_year

    return set(quarters) <= set(held) or (is_whole_year(quarters) and is_whole_year(held))


def in_years(query: Query, years: tuple[int, ...]) -> Query:
    """Return the same question about other years, and the same quarters of them where some were chosen."""
    ((_, quarters),) = query.period.quarters
    return query.in_years(years, quarters if query.period.chosen_quarters else None)


class Years:
    """Euros by flow, year, product and partner over several years, added up once."""

    def __init__(self, query: Query, years: tuple[int, ...], *, has_classes: bool) -> None:
        self.years = years
        keys = ["flow", "year", "a129", *(["cpf4"] if has_classes else []), "partner"]
        table = in_years(query, years).sums(keys)
        self.table = table.astype(
            {**dict.fromkeys([key for key in keys if key != "year"], "category"), "year": "int64"}
        )

    def of(self, subject: Subject) -> dict[tuple[str, int], int]:
        """Return the euros of a subject by flow and year; nothing is zero."""
        return self._by_year(self.table[self.table[subject.column].isin(list(subject.codes))])

    @cached_property
    def whole(self) -> dict[tuple[str, int], int]:
        """Euros of all trade by flow and year."""
        return self._by_year(self.table)

    def _by_year(self, rows: pd.DataFrame) -> dict[tuple[str, int], int]:
        sums = rows.groupby(["flow", "year"], observed=True)["value_eur"].sum()
        found = {
            (str(flow), int(year)): value
            for flow, year, value in zip(
                *map(sums.index.get_level_values, ("flow", "year")), sums.tolist(), strict=True
            )
        }
        return {(flow, year): found.get((flow, year), 0) for flow in FLOWS for year in self.years}
