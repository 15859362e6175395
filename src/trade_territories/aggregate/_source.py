"""Flows in whatever frame they come: one census of what is there, one grouped sum, on pandas or on any engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.aggregate._memory import facts_about
from trade_territories.aggregate._sums import Sums, brought_together
from trade_territories.errors import DataContractError, MissingLevelError
from trade_territories.period import WHOLE_YEAR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from trade_territories.aggregate._select import Selection

KEYS = ("flow", "year", "quarter", "departement", "region", "a129", "cpf4", "partner", "release")
MEASURES = ("value_eur", "mass_kg")
#: A level above -> the column from which it is made, on the small result.
COARSER = {"a38": "a129", "a17": "a129", "zone": "partner"}
#: So many codes are compared one by one.
_FEW = 16
#: What a census looks at, and where the rows are from: what is found in them is kept between two calls.
_CENSUS = ("flow", "year", "quarter", "departement")
_REMEMBERED = (*_CENSUS, "release")


@dataclass(frozen=True)
class Census:
    """Which flows, years, quarters and départements have rows: what coverage and periods are judged on."""

    cells: frozenset[tuple[str, int, int, str]]

    @cached_property
    def _by_flow(self) -> dict[str, dict[int, set[int]]]:
        found: dict[str, dict[int, set[int]]] = {}
        for flow, year, quarter, _ in self.cells:
            found.setdefault(flow, {}).setdefault(year, set()).add(quarter)
        return found

    def periods(self) -> dict[int, set[int]]:
        """Give the quarters of each year, ``0`` where the source is yearly."""
        found: dict[int, set[int]] = {}
        for of_flow in self._by_flow.values():
            for year, quarters in of_flow.items():
                found[year] = found.get(year, set()) | quarters
        return found

    def quarters(self, flow: str) -> dict[int, set[int]]:
        """Give the quarters of each year of one flow."""
        return {year: set(quarters) for year, quarters in self._by_flow.get(flow, {}).items()}

    def departements(self, years: Collection[int], flow: str | None = None) -> frozenset[str]:
        """Give the départements that have rows in these years, in one direction or in any."""
        return frozenset(place for of, year, _, place in self.cells if year in years and flow in (None, of))


class Source:
    """What the tables ask of a frame; each kind of frame answers in its own way."""

    attrs: Mapping[str, Any]

    @cached_property
    def census(self) -> Census:
        """What has rows."""
        raise NotImplementedError

    def releases(self) -> tuple[str, ...]:
        """Release ids, sorted."""
        raise NotImplementedError

    def codes(self, column: str) -> frozenset[str]:
        """Codes that occur in a column."""
        raise NotImplementedError

    @property
    def is_of_regions(self) -> bool:
        """Whether any row is of a région's workbook, of which another may lack."""
        return any(release.startswith("workbook-") for release in self.releases())

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> Sums:
        """Sum by columns of the frame itself."""
        raise NotImplementedError


def source_of(flows: object) -> Source:
    """Wrap a frame; what is wrapped already is given back.

    Raises
    ------
    DataContractError
        Not a table of Flows: columns are missing.
    """
    if isinstance(flows, Source):
        return flows
    if isinstance(flows, pd.DataFrame):
        _check_columns(flows.columns)
        return PandasSource(flows)
    from trade_territories.aggregate._engines import EngineSource

    return EngineSource(flows)


def _check_columns(columns: Iterable[object]) -> None:
    lacking = [name for name in (*KEYS, *MEASURES) if name not in set(columns)]
    if lacking:
        raise DataContractError(
            f"this is no table of Flows: it lacks {', '.join(lacking)}; load one with tt.read_flows or tt.load_flows",
            failures=[f"column {name} is missing" for name in lacking],
        )


class PandasSource(Source):
    """A pandas frame: category codes are looked up and combined, never the texts themselves."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.attrs = {str(key): value for key, value in frame.attrs.items()}
        self._given = frame
        # pandas copies what is noted beside the rows with every column that is looked at: here it is looked at without.
        self.frame = frame.copy(deep=False)
        self.frame.attrs = {}
        self._known: dict[str, tuple[NDArray[np.integer[Any]], pd.Index]] = {}

    def column(self, name: str) -> tuple[NDArray[np.integer[Any]], pd.Index]:
        """Give a column as codes and what they stand for; code -1 is missing."""
        if name not in self._known:
            self._known[name] = self._coded(name)
        return self._known[name]

    def _coded(self, name: str) -> tuple[NDArray[np.integer[Any]], pd.Index]:
        series = self.frame[name]
        if name == "year":
            years = series.to_numpy()
            first = int(years.min()) if len(years) else 0
            last = int(years.max()) if len(years) else -1
            return (years - first).astype("int16"), pd.Index(range(first, last + 1))
        if name == "quarter":
            return series.to_numpy(dtype="int8", na_value=WHOLE_YEAR), pd.Index(range(5))
        if not isinstance(series.dtype, pd.CategoricalDtype):
            series = series.astype("category")
        return series.array.codes, series.array.categories

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return facts_about(self._given, self.frame, _REMEMBERED)

    @cached_property
    def census(self) -> Census:
        if "census" not in self._facts:
            self._facts["census"] = self._counted()
        found: Census = self._facts["census"]
        return found

    def _counted(self) -> Census:
        # Rows that say the same as the row before add nothing; Flows are mostly in order, and need not be.
        is_new = np.ones(len(self.frame), dtype=bool)
        is_new[1:] = False
        for name in _CENSUS:
            codes = self.column(name)[0]
            is_new[1:] |= codes[1:] != codes[:-1]
        rows = np.flatnonzero(is_new)
        columns = [self.column(name) for name in _CENSUS]
        _, found = brought_together([codes[rows] for codes, _ in columns], [len(known) for _, known in columns])
        cells = (known.take(codes).tolist() for (_, known), codes in zip(columns, found, strict=True))
        return Census(frozenset(zip(*cells, strict=True)))

    def releases(self) -> tuple[str, ...]:
        if "releases" not in self._facts:
            self._facts["releases"] = tuple(sorted(self.codes("release")))
        found: tuple[str, ...] = self._facts["releases"]
        return found

    def codes(self, column: str) -> frozenset[str]:
        codes, categories = self.column(column)
        if len(categories) <= _FEW:
            return frozenset(str(one) for place, one in enumerate(categories) if (codes == place).any())
        seen = np.zeros(len(categories) + 1, dtype=bool)
        seen[codes] = True
        return frozenset(str(one) for one in categories[seen[:-1]])

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> Sums:
        rows = self._rows(selection)
        known = {key: self.column(key)[1] for key in keys}
        groups, codes = brought_together([self._codes(key, rows) for key in keys], [len(one) for one in known.values()])
        values = {measure: groups.added_up(self._values(measure)[rows]) for measure in measures}
        return Sums.ordered(dict(zip(keys, codes, strict=True)), known, values)

    def _rows(self, selection: Selection) -> Any:
        masks = []
        if selection.territory.level != "france":
            masks.append(self._matching("departement", selection.territory.departements))
        chosen = dict(selection.period.quarters)
        if chosen != {year: tuple(sorted(held)) for year, held in self.census.periods().items()}:
            masks.append(self._within(chosen))
        for column, codes in selection.excluded_columns():
            masks.append(~self._matching(column, codes))
        return np.flatnonzero(np.logical_and.reduce(masks)) if masks else slice(None)

    def _within(self, chosen: Mapping[int, Sequence[int]]) -> NDArray[np.bool_]:
        (years, known), quarters = self.column("year"), self.column("quarter")[0]
        within = np.zeros(len(years), dtype=bool)
        held = self.census.periods()
        for year, wanted in chosen.items():
            of_year = years == year - int(known[0])
            within |= of_year if held.get(year) == set(wanted) else of_year & _any_of(quarters, wanted)
        return within

    def _matching(self, column: str, wanted: Collection[str]) -> NDArray[np.bool_]:
        codes, categories = self.column(column)
        found = np.flatnonzero(categories.isin(list(wanted))).tolist()
        if len(found) <= _FEW:
            return _any_of(codes, found)
        # The last place answers for code -1, which is a missing value.
        lookup = np.zeros(len(categories) + 1, dtype=bool)
        lookup[found] = True
        matching: NDArray[np.bool_] = lookup[codes]
        return matching

    def _codes(self, name: str, rows: Any) -> NDArray[Any]:
        codes: NDArray[Any] = self.column(name)[0][rows]
        if name == "cpf4" and len(codes) and codes.min() < 0:
            raise MissingLevelError(
                "this source has no CPF4: its finest products are A129; ask for by='a129' (or a38, a17)"
            )
        return codes

    def _values(self, measure: str) -> Any:
        series = self.frame[measure]
        return series.to_numpy() if measure == "value_eur" else series.array


def _any_of(codes: NDArray[np.integer[Any]], wanted: Sequence[int]) -> NDArray[np.bool_]:
    """Compare with one code after the other, which beats a lookup while there are few."""
    if not len(wanted):
        return np.zeros(len(codes), dtype=bool)
    found: NDArray[np.bool_] = codes == wanted[0]
    for code in wanted[1:]:
        found |= codes == code
    return found


def sums_by(source: Source, selection: Selection, by: Sequence[str], measures: Sequence[str] = MEASURES) -> Sums:
    """Sum at any level: columns of the frame on its engine, levels above them on the small result."""
    base = list(dict.fromkeys(COARSER.get(key, key) for key in by))
    sums = source.sums(selection, base, measures)
    for key in by:
        if key == "zone":
            sums = sums.coarser(key, "partner", reference.partner_zones(), "divers")
        elif key in COARSER:
            sums = sums.coarser(key, "a129", reference.product_parents(key), reference.INCONNU)
    return sums if base == list(by) else sums.added_up(by)


def grouped_sums(
    source: Source, selection: Selection, by: Sequence[str], measures: Sequence[str] = MEASURES
) -> pd.DataFrame:
    """Sum at any level, as a table sorted by codes."""
    return sums_by(source, selection, by, measures).frame()
