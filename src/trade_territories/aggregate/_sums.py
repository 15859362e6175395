"""Grouped sums as codes: where each code stands among those that are known; texts are made at the very end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories.aggregate._groups import DenseGroups, Groups, OrderedGroups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

#: A table with a place for every combination is quicker as long as it is not much larger than the rows.
_ROOM_PER_ROW = 4
_ROOM = 2**16


def brought_together(columns: Sequence[NDArray[Any]], sizes: Sequence[int]) -> tuple[Groups, list[NDArray[Any]]]:
    """Bring rows together that agree in all columns, in the order of their codes.

    Parameters
    ----------
    columns
        Codes of each row, from 0 on.
    sizes
        How many codes each column knows.

    Returns
    -------
    groups
        What adds up a column of numbers.
    codes
        For each column, the code of each group.
    """
    numbers = np.zeros(len(columns[0]) if columns else 0, dtype="int64")
    for codes, size in zip(columns, sizes, strict=True):
        numbers *= size
        numbers += codes
    room = float(np.prod([float(size) for size in sizes]))
    is_dense = room <= max(_ROOM_PER_ROW * len(numbers), _ROOM)
    groups: Groups = DenseGroups(numbers, sizes) if is_dense else OrderedGroups(numbers)
    return groups, groups.codes(columns)


@dataclass(frozen=True, eq=False)
class Sums:
    """One row per combination of codes that occurs, in the order of its columns.

    Parameters
    ----------
    codes
        For each key, where the code of each row stands in ``known``.
    known
        For each key its codes, in ascending order.
    values
        For each measure the sums: whole numbers, of the mass with missing ones.
    """

    codes: Mapping[str, NDArray[Any]]
    known: Mapping[str, pd.Index]
    values: Mapping[str, Any]

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))

    @classmethod
    def ordered(
        cls, codes: Mapping[str, NDArray[Any]], known: Mapping[str, pd.Index], values: Mapping[str, Any]
    ) -> Sums:
        """Give sums whose known codes may stand in any order."""
        if all(one.is_monotonic_increasing for one in known.values()):
            return cls(codes, known, values)
        ranked, sorted_codes = {}, {}
        for key, one in known.items():
            order = one.argsort()
            rank = np.empty(len(order), dtype="int64")
            rank[order] = np.arange(len(order))
            ranked[key], sorted_codes[key] = rank[codes[key]], one.take(order)
        rows = np.lexsort(list(ranked.values())[::-1])
        return cls(ranked, sorted_codes, values).take(rows)

    @classmethod
    def of_table(cls, table: pd.DataFrame, keys: Sequence[str], measures: Sequence[str]) -> Sums:
        """Give a table's sums, one row per combination, in any order."""
        codes, known = {}, {}
        for key in keys:
            codes[key], known[key] = pd.factorize(table[key], sort=True)
        rows = np.lexsort(list(codes.values())[::-1])
        values = {one: table[one].array if one == "mass_kg" else table[one].to_numpy() for one in measures}
        return cls(codes, {key: pd.Index(one) for key, one in known.items()}, values).take(rows)

    def take(self, rows: Any) -> Sums:
        """Give some rows: a mask, positions or a slice."""
        codes = {key: one[rows] for key, one in self.codes.items()}
        return Sums(codes, self.known, {measure: one[rows] for measure, one in self.values.items()})

    def where(self, key: str, code: str) -> Sums:
        """Give the rows of one code."""
        names = self.known[key].tolist()
        return self.take(self.codes[key] == names.index(code) if code in names else slice(0, 0))

    def coarser(self, key: str, of: str, parents: Mapping[str, str], unknown: str) -> Sums:
        """Add a level above one that is there."""
        names = [parents.get(code, unknown) for code in self.known[of].tolist()]
        levels = sorted(set(names))
        place = {level: position for position, level in enumerate(levels)}
        places = np.array([place[name] for name in names], dtype="int64")
        return Sums(
            {**self.codes, key: places[self.codes[of]]},
            {**self.known, key: pd.Index(levels, dtype="str")},
            self.values,
        )

    def added_up(self, keys: Sequence[str]) -> Sums:
        """Add up to some of the keys."""
        known = {key: self.known[key] for key in keys}
        groups, codes = brought_together([self.codes[key] for key in keys], [len(one) for one in known.values()])
        values = {measure: groups.added_up(one) for measure, one in self.values.items()}
        return Sums(dict(zip(keys, codes, strict=True)), known, values)

    def texts(self, key: str) -> list[str]:
        """Give the code of each row as text."""
        names = np.array(self.known[key].tolist(), dtype=object)
        found: list[str] = names[self.codes[key]].tolist()
        return found

    def euros_by(self, key: str) -> dict[str, int]:
        """Give the euros of each code of the only key that tells rows apart."""
        return dict(zip(self.texts(key), self.values["value_eur"].tolist(), strict=True))

    def frame(self) -> pd.DataFrame:
        """Write texts out: a new table, sorted by codes."""
        columns: dict[str, Any] = {}
        for key, codes in self.codes.items():
            taken = self.known[key].take(codes)
            is_number = key in ("year", "quarter")
            columns[key] = taken.to_numpy(dtype="int64") if is_number else taken.array
        return pd.DataFrame(columns | dict(self.values))
