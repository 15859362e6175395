"""Which rows say the same thing: several columns of codes as one whole number, runs of rows, and numbers that stand twice."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: One value of any type for each row, or line, or code.
Vector: TypeAlias = "NDArray[Any]"
#: Whole numbers with a sign, of any size.
Integers: TypeAlias = "NDArray[np.signedinteger[Any]]"
#: Numbers beyond this are made smaller on the way, so that they no longer tell the positions.
LARGEST_NUMBER = 2**62
#: Rows whose numbers fit into the caches of a processor.
_ROWS_AT_ONCE = 1 << 16
#: One row in so many may be out of order before sorting all of them is quicker.
_FEW = 8


def combined(columns: Iterable[tuple[Integers, int]]) -> NDArray[np.int64]:
    """Make one number of several positions: equal exactly where all positions are.

    Parameters
    ----------
    columns
        For each column the position of each row's code, from -1 (missing) on, and how many codes there are.

    Examples
    --------
    >>> import numpy as np
    >>> combined([(np.array([0, 1, 1]), 2), (np.array([-1, 0, 0]), 1)]).tolist()
    [2, 5, 5]
    """
    parts = list(columns)
    if math.prod(size + 1 for _, size in parts) > LARGEST_NUMBER:
        return _made_smaller(parts)
    keys = np.empty(len(parts[0][0]), dtype=np.int64)
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        _combine(parts, rows, keys[rows])
    return keys


def counted(columns: Iterable[tuple[Integers, int]]) -> NDArray[np.int64]:
    """Count the rows of each number that ``combined`` would give: one place for every combination there could be.

    Examples
    --------
    >>> import numpy as np
    >>> counted([(np.array([0, 1, 1]), 2), (np.array([-1, 0, 0]), 1)]).tolist()
    [0, 0, 1, 0, 0, 2]
    """
    parts = list(columns)
    counts = np.zeros(math.prod(size + 1 for _, size in parts), dtype=np.int64)
    number = len(parts[0][0])
    keys = np.empty(min(number, _ROWS_AT_ONCE), dtype=np.int64)
    for start in range(0, number, _ROWS_AT_ONCE):
        rows = slice(start, min(start + _ROWS_AT_ONCE, number))
        some = keys[: rows.stop - start]
        _combine(parts, rows, some)
        counts += np.bincount(some, minlength=len(counts))
    return counts


def _combine(columns: Iterable[tuple[Integers, int]], rows: slice, keys: NDArray[np.int64]) -> None:
    # The Customs' files are in order: of some rows, several columns hold one code, which is added at the end.
    added, factor, is_begun = 0, 1, False
    for positions, size in columns:
        some = positions[rows]
        added = added * (size + 1) + 1
        factor *= size + 1
        if len(some) and some[0] == some[-1] and some.min() == some.max():
            added += int(some[0])
            continue
        if is_begun:
            keys *= factor
            keys += some
        else:
            keys[:] = some
        is_begun, factor = True, 1
    if is_begun:
        keys *= factor
        keys += added
    else:
        keys[:] = added


def run_starts(columns: Iterable[Vector]) -> NDArray[np.intp]:
    """Return the first row of each run of rows that have the same in every column.

    Examples
    --------
    >>> import numpy as np
    >>> run_starts([np.array([1, 1, 2, 2, 2]), np.array([0, 0, 0, 0, 3])]).tolist()
    [0, 2, 4]
    """
    parts = list(columns)
    is_first = np.zeros(len(parts[0]), dtype=bool)
    is_first[:1] = True
    for part in parts:
        is_first[1:] |= part[1:] != part[:-1]
    return np.flatnonzero(is_first)


def _made_smaller(columns: Iterable[tuple[Integers, int]]) -> NDArray[np.int64]:
    """Return numbers that tell rows apart, counted anew on the way wherever they would become too large."""
    keys: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    reach = 0
    for positions, size in columns:
        if not reach:
            keys, reach = positions.astype(np.int64), size + 1
            continue
        if reach * (size + 1) > LARGEST_NUMBER:
            found, keys = np.unique(keys, return_inverse=True)
            reach = len(found)
        keys = keys * (size + 1) + positions
        reach *= size + 1
    return keys


def repeated(keys: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """Mark every row whose number stands more than once; None where all differ.

    Examples
    --------
    >>> import numpy as np
    >>> repeated(np.array([3, 1, 3])).tolist(), repeated(np.array([3, 1, 2]))
    ([True, False, True], None)
    """
    if len(keys) < 2:
        return None
    # A row that is larger than all rows before it differs from them. The Customs' files are in order but for few rows.
    largest = np.maximum.accumulate(keys)
    is_in_order = np.ones(len(keys), dtype=bool)
    np.greater(keys[1:], largest[:-1], out=is_in_order[1:])
    others = keys[~is_in_order]
    if not len(others):
        return None
    if len(others) > len(keys) // _FEW:
        ordered = np.sort(keys)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        return np.isin(keys, twice) if len(twice) else None
    # What the rows in order reach is their own number at each of them; the others are not beyond it.
    place = np.searchsorted(largest, others)
    is_met = largest[place] == others
    unique, counts = np.unique(others, return_counts=True)
    is_met |= np.isin(others, unique[counts > 1])
    if not is_met.any():
        return None
    marked = np.zeros(len(keys), dtype=bool)
    marked[np.flatnonzero(~is_in_order)[is_met]] = True
    marked[np.searchsorted(largest, np.intersect1d(others[is_met], largest[place]))] = True
    return marked
