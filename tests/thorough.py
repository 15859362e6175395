"""How much the default suite tries: few drawn examples, and the cases that tell most; ``nox -s slow`` tries all of them.

Nothing is left out: with ``TRADE_TERRITORIES_TEST_THOROUGH=1`` each test that draws examples draws its full number, each that
goes through many cases (its mark is ``thorough``) goes through all, and each case that the default suite leaves out is ``slow``.
What makes whole documents or starts processes is ``whole``: every session runs it but that of the default suite.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

THOROUGH = os.environ.get("TRADE_TERRITORIES_TEST_THOROUGH", "") not in ("", "0")
#: Part of the examples that the default suite draws.
PART = 20


def examples(count: int = 100) -> int:
    """Return how many examples to draw of a full number."""
    return count if THOROUGH else max(count // PART, 5)


def some(cases: Sequence[Any], step: int = PART) -> Sequence[Any]:
    """Return all cases, or in the default suite one of every so many."""
    return cases if THOROUGH else cases[::step]


def telling(
    cases: Iterable[Any], keep: Collection[Any] | int, mark: pytest.MarkDecorator = pytest.mark.slow
) -> list[Any]:
    """Return cases for ``parametrize``, slow (or ``whole``) but for those to keep: the first so many, or those named."""
    return [
        case
        if (position < keep if isinstance(keep, int) else case in keep)
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=mark)
        for position, case in enumerate(cases)
    ]
