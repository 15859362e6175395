"""Rows brought together by one whole number each: in a table with a place for every number, or by sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Floating-point sums of integers are exact below this.
EXACT = 2**53


class Groups:
    """Groups of rows, in the order of their numbers."""

    def codes(self, columns: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        """Give the codes of each group, of the columns that its number was made of."""
        raise NotImplementedError

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add whole numbers up, exactly."""
        raise NotImplementedError

    def added_up(self, values: Any) -> Any:
        """Add up exactly; where values may be missing, a sum is missing where all of its are."""
        if isinstance(values, np.ndarray):
            return self.sums(values)
        known = np.asarray(~values.isna(), dtype="int64")
        return pd.arrays.IntegerArray(self.sums(values.to_numpy(dtype="int64", na_value=0)), self.sums(known) == 0)


class DenseGroups(Groups):
    """A place for every number that could occur."""

    def __init__(self, numbers: NDArray[np.int64], sizes: Sequence[int]) -> None:
        self.numbers, self.sizes = numbers, tuple(sizes)
        self.count = int(np.prod(self.sizes))
        self.found = np.flatnonzero(np.bincount(numbers, minlength=self.count))

    def codes(self, columns: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        del columns
        return list(np.unravel_index(self.found, self.sizes)) if self.count else [self.found for _ in self.sizes]

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        if float(np.abs(values.astype("float64")).sum()) < EXACT:
            return np.bincount(self.numbers, weights=values, minlength=self.count)[self.found].astype("int64")
        sums = np.zeros(self.count, dtype="int64")
        np.add.at(sums, self.numbers, values)
        return sums[self.found]


class OrderedGroups(Groups):
    """Equal numbers next to each other."""

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        # Flows are mostly in order, and need not be: runs are merged four times as fast as numbers are sorted anew.
        self.order = np.argsort(numbers, kind="stable")
        ordered = numbers[self.order]
        is_first = np.ones(len(ordered), dtype=bool)
        is_first[1:] = ordered[1:] != ordered[:-1]
        self.starts = np.flatnonzero(is_first)

    def codes(self, columns: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        first = self.order[self.starts]
        return [codes[first] for codes in columns]

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.add.reduceat(values[self.order], self.starts) if len(self.starts) else np.zeros(0, dtype="int64")
