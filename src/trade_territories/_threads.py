"""Call a function for several items at once where the system starts threads, one after the other where it does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_threads(function: Callable[[Item], Result], items: Iterable[Item], most: int) -> list[Result]:
    """Return the result for each item, in the order of the items; an error of any item is raised.

    A browser's Python cannot start threads: there the items are taken one after the other.

    Parameters
    ----------
    most
        The largest number of threads.

    Examples
    --------
    >>> in_threads(len, ["Marne", "Aube"], 4)
    [5, 4]
    """
    wanted = list(items)
    if most < 2 or len(wanted) < 2:
        return [function(item) for item in wanted]
    pool = ThreadPoolExecutor(min(most, len(wanted)))
    try:
        futures = [pool.submit(function, item) for item in wanted]
    except RuntimeError:  # "can't start new thread"
        pool.shutdown(wait=False, cancel_futures=True)
        return [function(item) for item in wanted]
    with pool:
        return [future.result() for future in futures]
