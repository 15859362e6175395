"""Which combinations of flow, year, quarter and département have rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from trade_territories.columns import FLOWS
from trade_territories.period import is_whole_year

if TYPE_CHECKING:
    from collections.abc import Mapping


class Cell(NamedTuple):
    """One combination of flow, year, quarter (0 in a yearly source) and département that has rows."""

    flow: str
    year: int
    quarter: int
    departement: str


@dataclass(frozen=True)
class Holdings:
    """The cells that have rows, with their number of rows: coverage and periods are judged on these."""

    rows: Mapping[Cell, int]

    @cached_property
    def quarters_by_flow(self) -> dict[str, dict[int, set[int]]]:
        """Return the quarters of each year, by flow; ``0`` where the source is yearly."""
        quarters: dict[str, dict[int, set[int]]] = {flow: {} for flow in FLOWS}
        for cell in self.rows:
            quarters[cell.flow].setdefault(cell.year, set()).add(cell.quarter)
        return quarters

    @cached_property
    def quarters(self) -> dict[int, set[int]]:
        """Return the quarters of each year in either flow."""
        quarters: dict[int, set[int]] = defaultdict(set)
        for years in self.quarters_by_flow.values():
            for year, held in years.items():
                quarters[year] |= held
        return dict(quarters)

    @cached_property
    def whole_years(self) -> list[int]:
        """Return the years held from end to end, in both flows where any year is."""
        by_flow = [
            {year for year, quarters in years.items() if is_whole_year(quarters)}
            for years in self.quarters_by_flow.values()
        ]
        return sorted(set.intersection(*by_flow) or set.union(*by_flow))

    @cached_property
    def departements(self) -> dict[tuple[str, int, int], set[str]]:
        """Return the départements of each flow, year and quarter."""
        places: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        for cell in self.rows:
            places[cell.flow, cell.year, cell.quarter].add(cell.departement)
        return dict(places)
