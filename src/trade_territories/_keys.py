"""Which rows say the same thing: several columns of codes as one whole number, and the numbers that stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: Whole numbers with a sign, of any size.
Integers: TypeAlias = "NDArray[np.signedinteger[Any]]"
#: Numbers beyond this are made smaller on the way, so that they no longer tell the positions.
LARGEST_NUMBER = 2**62
_ROWS_PER_FALL = 1000


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
    keys: NDArray[np.int64] | None = None
    reach = 1
    for positions, size in columns:
        base = size + 1
        if keys is None:
            keys = positions.astype(np.int64)
            keys += 1
            reach = base
            continue
        if reach * base > LARGEST_NUMBER:
            found, keys = np.unique(keys, return_inverse=True)
            reach = len(found)
        keys *= base
        keys += positions
        keys += 1
        reach *= base
    return np.empty(0, np.int64) if keys is None else keys


def repeated(keys: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """Mark every row whose number stands more than once; nothing where all differ.

    Examples
    --------
    >>> import numpy as np
    >>> repeated(np.array([3, 1, 3])).tolist(), repeated(np.array([3, 1, 2]))
    ([True, False, True], None)
    """
    falls = len(keys) - 1 - int(np.count_nonzero(keys[1:] > keys[:-1]))
    if falls <= 0:
        return None
    # The Customs' files are in order but for a few places: merging runs beats sorting anew.
    ordered = np.sort(keys, kind="stable" if falls < len(keys) // _ROWS_PER_FALL else None)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(keys, twice) if len(twice) else None
