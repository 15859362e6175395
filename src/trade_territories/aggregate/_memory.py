"""What was found out about frames of pandas: kept for as long as they stay what they were."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: A session works on a table or two; more than these are not kept.
_MOST = 4


@dataclass(frozen=True)
class _Kept:
    """A frame, what its columns were, and what was found out about them."""

    frame: weakref.ref[pd.DataFrame]
    # As long as this copy shares the columns, pandas never writes into them: a change gives the frame new ones, which shows.
    shared: pd.DataFrame
    buffers: tuple[object, ...]
    facts: dict[str, Any] = field(default_factory=dict)


_KEPT: dict[int, _Kept] = {}


def facts_about(frame: pd.DataFrame, shared: pd.DataFrame, names: Iterable[str]) -> dict[str, Any]:
    """Give the dictionary in which facts about some columns of a frame are kept; an empty one once any of them changed.

    Parameters
    ----------
    frame
        Looked at, and never held: what is kept goes when it goes.
    shared
        A shallow copy of it, made just now.
    names
        The columns that the facts are about.

    Examples
    --------
    >>> frame = pd.DataFrame({"value_eur": [1, 2]})
    >>> facts_about(frame, frame.copy(deep=False), ["value_eur"])["sum"] = 3
    >>> facts_about(frame, frame.copy(deep=False), ["value_eur"])
    {'sum': 3}
    >>> frame.loc[0, "value_eur"] = 5
    >>> facts_about(frame, frame.copy(deep=False), ["value_eur"])
    {}
    """
    key = id(frame)
    kept = _KEPT.pop(key, None)
    buffers = tuple(_buffers(shared[name]) for name in names)
    if kept is None or kept.frame() is not frame or kept.buffers != buffers or () in buffers:
        kept = _Kept(weakref.ref(frame, lambda _: _KEPT.pop(key, None)), shared, buffers)
    # Last used, last forgotten.
    _KEPT[key] = kept
    while len(_KEPT) > _MOST:
        del _KEPT[next(iter(_KEPT))]
    return kept.facts


def _buffers(column: pd.Series[Any]) -> tuple[object, ...]:
    """Say where the values of a column lie; nothing where that cannot be told, which counts as changed."""
    array: Any = column.array
    if isinstance(array, pd.Categorical):
        return id(array.categories), *_addresses(array.codes)
    if isinstance(array, pd.arrays.IntegerArray):
        parts: Any = array
        return _addresses(parts._data, parts._mask)
    return _addresses(column.to_numpy()) if isinstance(array, pd.arrays.NumpyExtensionArray) else ()


def _addresses(*arrays: NDArray[Any]) -> tuple[object, ...]:
    return tuple((one.__array_interface__["data"][0], one.dtype, one.shape, one.strides) for one in arrays)
