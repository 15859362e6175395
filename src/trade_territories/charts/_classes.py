"""Classes of a map: bounds that are round, by quantiles or by natural breaks, and the class of a value."""

from __future__ import annotations

import bisect
import itertools
import math
import statistics
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Sequence

Method = Literal["quantiles", "jenks"]
#: Digits of a round bound: as few as keep every class filled, and none more than this multiple of its even part.
DIGITS, CROWDED = (1, 2, 3, 4), 1.9


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Return the class of a value, from 1: a bound begins the class above it.

    Examples
    --------
    >>> [class_of(x, (6, 8, 10, 13)) for x in (5.9, 6, 12.9, 13)]
    [1, 2, 4, 5]
    """
    return bisect.bisect_right(list(bounds), value) + 1


def class_bounds(
    values: Sequence[float], classes: Method | Sequence[float] = "quantiles", *, n: int = 5
) -> tuple[float, ...]:
    """Return the bounds between classes, ascending: at most ``n - 1``, fewer where values are few or alike.

    Parameters
    ----------
    values
        Numbers, without missing ones.
    classes
        ``"quantiles"`` puts about as many values in each class, ``"jenks"`` makes each class as alike within as can be; or the
        bounds themselves.

    Raises
    ------
    TradeTerritoriesError
        Another method, or bounds that do not ascend.

    Examples
    --------
    >>> class_bounds([float(x) for x in range(1, 101)])
    (20.0, 40.0, 60.0, 80.0)
    >>> class_bounds([1.0, 1.0, 1.0])
    ()
    """
    if not isinstance(classes, str):
        return _checked(classes)
    if classes not in ("quantiles", "jenks"):
        raise TradeTerritoriesError(f'classes={classes!r} is not valid; choose "quantiles", "jenks" or give the bounds')
    ordered = sorted(values)
    if not ordered or ordered[0] == ordered[-1]:
        return ()
    # Fewer classes than asked where there are few different values.
    count = min(n, len(set(ordered)))
    if classes == "jenks":
        exact = _jenks(ordered, count)
    else:
        exact = statistics.quantiles(ordered, n=count, method="inclusive") if count > 1 else []
    return _round_bounds(ordered, exact, count)


def _checked(bounds: Sequence[float]) -> tuple[float, ...]:
    if not isinstance(bounds, Iterable):
        raise TradeTerritoriesError(
            f"classes={bounds!r} are no bounds; give numbers that ascend, such as [6, 8, 10, 13]"
        )
    found = tuple(float(bound) for bound in bounds)
    if (
        not found
        or any(not lower < other for lower, other in itertools.pairwise(found))
        or not all(map(math.isfinite, found))
    ):
        raise TradeTerritoriesError(
            f"classes={list(bounds)!r} are no bounds; give numbers that ascend, such as [6, 8, 10, 13]"
        )
    return found


def _jenks(ordered: Sequence[float], count: int) -> list[float]:
    """Return the bounds that make the sum of squares within classes least (Fisher's algorithm)."""
    size = len(ordered)
    sums = [0.0, *itertools.accumulate(ordered)]
    squares = [0.0, *itertools.accumulate(value * value for value in ordered)]

    def within(start: int, end: int) -> float:
        total = sums[end] - sums[start]
        return squares[end] - squares[start] - total * total / (end - start)

    costs = [[math.inf] * (size + 1) for _ in range(count + 1)]
    starts = [[0] * (size + 1) for _ in range(count + 1)]
    costs[0][0] = 0.0
    for classes in range(1, count + 1):
        for end in range(classes, size + 1):
            for start in range(classes - 1, end):
                cost = costs[classes - 1][start] + within(start, end)
                if cost < costs[classes][end]:
                    costs[classes][end], starts[classes][end] = cost, start
    bounds, end = [], size
    for classes in range(count, 1, -1):
        end = starts[classes][end]
        bounds.append((ordered[end - 1] + ordered[end]) / 2)
    return bounds[::-1]


def _round_bounds(ordered: Sequence[float], exact: Sequence[float], count: int) -> tuple[float, ...]:
    """Round bounds to as few digits as keep their classes filled; where nought lies among the values, one bound is nought."""
    wanted = _counts(ordered, exact)
    for may_crowd in (False, True):
        for digits in DIGITS:
            bounds = _with_nought(ordered, sorted({_rounded(bound, digits) for bound in exact}))
            counts = _counts(ordered, bounds)
            crowded = max(counts) > CROWDED * max(*wanted, len(ordered) / count)
            if len(bounds) == len(exact) and min(counts) > 0 and (may_crowd or not crowded):
                return tuple(bounds)
    # Many alike: fewer classes, none of them empty.
    bounds = _with_nought(ordered, sorted({_rounded(bound, DIGITS[-1]) for bound in exact}))
    while bounds and min(_counts(ordered, bounds)) == 0:
        empty = _counts(ordered, bounds).index(0)
        bounds.pop(min(empty, len(bounds) - 1))
    return tuple(bounds)


def _rounded(value: float, digits: int) -> float:
    """Round to significant digits; to one digit, fifths of it from 1 and halves from 2: 1, 1.2, 1.4 … 2, 2.5, 3 … 5, 6.

    Examples
    --------
    >>> [_rounded(value, 1) for value in (8.48, 11.97, 2.3, 0.0671)]
    [8.0, 12.0, 2.5, 0.07]
    """
    if value == 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    if digits == 1:
        lead = abs(value) / step
        step /= 5 if lead < 2 else 2 if lead < 5 else 1
    return float(f"{round(value / step) * step:.12g}")


def _with_nought(ordered: Sequence[float], bounds: list[float]) -> list[float]:
    """Move the bound nearest to nought there, where values lie on both sides."""
    if not bounds or not ordered[0] < 0 < ordered[-1] or 0.0 in bounds:
        return bounds
    nearest = min(range(len(bounds)), key=lambda at: abs(bounds[at]))
    return sorted({*bounds[:nearest], 0.0, *bounds[nearest + 1 :]})


def _counts(ordered: Sequence[float], bounds: Sequence[float]) -> list[int]:
    places = [0, *(bisect.bisect_left(ordered, bound) for bound in bounds), len(ordered)]
    return [end - start for start, end in itertools.pairwise(places)]
