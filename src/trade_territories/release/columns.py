"""Raw columns: codes as numbers with their categories, so that every rule is applied to categories and vectors."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, compress
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories import reference
from trade_territories.columns import FLOWS, PRODUCT_COLUMNS
from trade_territories.provenance import HeldCell
from trade_territories.rowkeys import combined, run_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from trade_territories.rowkeys import Vector

CODE_COLUMNS = ("departement", *PRODUCT_COLUMNS, "partner")
#: More départements than this are none: a damaged file.
MOST_PLACES = 1000
VECTORS = ("flow", "year", "quarter", "value_eur", "mass_kg", "mass_missing")
#: Stands in ``codes`` where the source has no such column.
MISSING = -1
#: Rows that are looked up at once: what the caches of a processor hold.
_ROWS_AT_ONCE = 1 << 16
#: So many times fewer rows than categories: those that occur are found among the rows.
_FEW = 8


@dataclass(frozen=True, eq=False)
class Codes:
    """One column of codes."""

    #: For each row, the position of its code in ``categories``; -1 where the source has none.
    positions: Vector
    #: The codes, each once; every one of them occurs, in the column or in an earlier batch of the same file.
    categories: tuple[str, ...]

    def renamed(self, rename: Callable[[str], str]) -> Codes:
        """Apply a function to the codes; codes that become one are one category afterwards."""
        index: dict[str, int] = {}
        table = [index.setdefault(rename(code), len(index)) for code in self.categories]
        if table == list(range(len(table))):
            return Codes(self.positions, tuple(index))
        return Codes(_looked_up(table, self.positions), tuple(index))

    def occurring(self) -> Codes:
        """Leave out the categories that no row has."""
        if len(self.positions) * _FEW < len(self.categories):
            occurring, positions = np.unique(self.positions, return_inverse=True)
            is_missing = int(len(occurring) > 0 and occurring[0] == MISSING)
            categories = tuple(self.categories[position] for position in occurring[is_missing:].tolist())
            return Codes((positions - is_missing).astype(smallest(len(categories))), categories)
        # The last place is that of missing codes, whose position is -1.
        used = np.zeros(len(self.categories) + 1, dtype=bool)
        used[self.positions] = True
        used = used[:-1]
        if used.all():
            return self
        table = np.where(used, np.cumsum(used) - 1, MISSING)
        return Codes(
            _looked_up(table, self.positions),
            tuple(compress(self.categories, used.tolist())),
        )

    def take(self, rows: Vector) -> Codes:
        """Return the rows of a mask or of positions."""
        return Codes(self.positions[rows], self.categories).occurring()

    def among(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """Say for each row whether its code is one of those."""
        return self._marked(code in codes for code in self.categories)

    def outside(self, codes: Collection[str]) -> NDArray[np.bool_]:
        """Say for each row whether it has a code, and none of those."""
        return self._marked(code not in codes for code in self.categories)

    def _marked(self, wanted: Iterable[bool]) -> NDArray[np.bool_]:
        return _entries(np.array([*wanted, False]), self.positions)

    def values(self) -> list[str | None]:
        """Return the code of each row, for small tables and tests."""
        return [None if position == MISSING else self.categories[position] for position in self.positions]

    @classmethod
    def constant(cls, code: str | None, rows: int) -> Codes:
        """Return a column of one code, or of none."""
        if code is None:
            return cls(np.full(rows, MISSING, dtype=np.int32), ())
        return cls(np.zeros(rows, dtype=np.int32), (code,))

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Codes:
        """Build a column from the code of each row: for small sources such as workbooks."""
        index: dict[str, int] = {}
        positions = [MISSING if value is None else index.setdefault(value, len(index)) for value in values]
        return cls(np.array(positions, dtype=np.int32), tuple(index))


@dataclass(frozen=True, eq=False)
class RawColumns:
    """Rows of a release: one per flow x year x quarter x département x product x partner, or parts of such rows."""

    #: Position in ``FLOWS``: 0 export, 1 import.
    flow: NDArray[np.int8]
    #: Four digits.
    year: NDArray[np.int16]
    #: 1 to 4; 0 where the source is yearly.
    quarter: NDArray[np.int8]
    #: The columns of ``CODE_COLUMNS``; CPF4 is missing where the source has none.
    codes: Mapping[str, Codes]
    #: Euros.
    value_eur: NDArray[np.int64]
    #: Kilograms; 0 where missing.
    mass_kg: NDArray[np.int64]
    #: Where the source gives no mass.
    mass_missing: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.value_eur)

    def take(self, rows: Vector) -> RawColumns:
        """Return the rows of a mask or of positions."""
        vectors = {name: getattr(self, name)[rows] for name in VECTORS}
        return replace(self, codes={name: column.take(rows) for name, column in self.codes.items()}, **vectors)

    def recoded(self, **codes: Codes) -> RawColumns:
        """Return the same rows with other columns of codes."""
        return replace(self, codes={**self.codes, **codes})

    @cached_property
    def total_eur(self) -> int:
        """Sum of the values, in euros."""
        return sum(cell.value_eur for cell in self.cells)

    @cached_property
    def cells(self) -> tuple[HeldCell, ...]:
        """Rows and euros of each flow, year, quarter and département that occur, in this order.

        Where there are more départements than any map has, those that our tables lack are counted together, as ``inconnu``.
        """
        if not len(self):
            return ()
        places = self.codes["departement"]
        if len(places.categories) > MOST_PLACES:
            places = _only_known(places)
        first = int(self.year.min())
        years = int(self.year.max()) - first + 1
        # The Customs' files are in order, so that there are a few runs of rows. One small number for each of them: counting is
        # several times faster than sorting. Each is one more than its position.
        starts = run_starts((self.flow, self.year, self.quarter, places.positions))
        sizes = (len(FLOWS), years, 5, len(places.categories))
        positions = (self.flow[starts], self.year[starts] - first, self.quarter[starts], places.positions[starts])
        key = combined(zip(positions, sizes, strict=True))
        values = np.add.reduceat(_summable(self.value_eur), starts)
        rows = np.zeros(int(key.max()) + 1, dtype=np.int64)
        sums = np.zeros(len(rows), dtype=values.dtype)
        np.add.at(rows, key, np.diff(starts, append=len(self)))
        np.add.at(sums, key, values)
        found = []
        for number in np.flatnonzero(rows).tolist():
            rest, place = divmod(number, sizes[3] + 1)
            rest, quarter = divmod(rest, sizes[2] + 1)
            flow, year = divmod(rest, sizes[1] + 1)
            count, value = int(rows[number]), int(sums[number])
            found.append(
                HeldCell(FLOWS[flow - 1], first + year - 1, quarter - 1, places.categories[place - 1], count, value)
            )
        return tuple(sorted(found))


def _only_known(places: Codes) -> Codes:
    """Return départements with one code for all that our tables lack."""
    known = [reference.INCONNU, *{*reference.departement_regions(), *reference.douanes_departements()}]
    numbers = {code: number for number, code in enumerate(known)}
    table = [numbers.get(code, 0) for code in places.categories]
    return Codes(_looked_up(table, places.positions), tuple(known)).occurring()


def _summable(values: NDArray[np.int64]) -> Vector:
    """Return numbers whose sums cannot overflow."""
    largest = max(int(values.max()), -int(values.min()))
    return values if largest * len(values) < 2**63 else values.astype(object)


def joined(parts: Sequence[RawColumns]) -> RawColumns:
    """Set parts below each other; the categories of each column are made one, in order."""
    if len(parts) == 1:
        return parts[0].recoded(**{name: joined_codes([column]) for name, column in parts[0].codes.items()})
    vectors = {name: np.concatenate([getattr(part, name) for part in parts]) for name in VECTORS}
    codes = {name: joined_codes([part.codes[name] for part in parts]) for name in CODE_COLUMNS}
    return RawColumns(codes=codes, **vectors)


def joined_codes(columns: Sequence[Codes]) -> Codes:
    """Set columns of codes below each other, with one set of categories, in order.

    Examples
    --------
    >>> column = joined_codes([Codes.of(["FR", "DE"]), Codes.of(["DE", "US"])])
    >>> column.values(), column.categories
    (['FR', 'DE', 'DE', 'US'], ('DE', 'FR', 'US'))
    """
    if len(columns) == 1 and is_sorted(columns[0].categories):
        return columns[0]
    # A dictionary keeps the order of the parts, which are in order themselves as a rule: there is little to sort.
    categories = sorted(dict.fromkeys(chain.from_iterable({column.categories: None for column in columns})))
    index = dict(zip(categories, range(len(categories)), strict=True))
    dtype = smallest(len(categories))
    positions = np.empty(sum(len(column.positions) for column in columns), dtype)
    end = 0
    # Batches of one file share their categories for the most part.
    tables: dict[tuple[str, ...], Vector] = {}
    for column in columns:
        start, end = end, end + len(column.positions)
        table = tables.get(column.categories)
        if table is None:
            # The last entry answers -1: a missing code stays missing.
            table = np.array([*map(index.__getitem__, column.categories), MISSING], dtype)
            tables[column.categories] = table
        _entries(table, column.positions, positions[start:end])
    return Codes(positions, tuple(categories))


def is_sorted(codes: Sequence[str]) -> bool:
    """Say whether codes stand in order, each once."""
    return all(map(operator.lt, codes, codes[1:]))


def smallest(size: int) -> type[np.signedinteger[Any]]:
    """Return the narrowest whole number that tells so many codes apart, and -1."""
    return np.int8 if size < 2**7 else np.int16 if size < 2**15 else np.int32


def _looked_up(table: Sequence[int] | Vector, positions: Vector) -> Vector:
    # The last entry answers -1: a missing code stays missing.
    whole = np.append(np.asarray(table, dtype=np.int64), MISSING).astype(smallest(len(table)))
    return _entries(whole, positions)


def _entries(table: Vector, positions: Vector, out: Vector | None = None) -> Vector:
    """Return, or write to ``out``, what stands in a table at each position; at -1 that is its last entry."""
    found = np.empty(len(positions), dtype=table.dtype) if out is None else out
    # numpy makes positions of 64 bits of others first, which some rows at a time keep in the caches. A position beyond the
    # table is refused, as it would not be in the other modes of take.
    for start in range(0, len(positions), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        found[rows] = table.take(positions[rows])
    return found
