"""Labels pushed apart: as near as can be to what they name, in order, never over one another, never off the page."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(
    centres: Sequence[float],
    heights: Sequence[float],
    top: float,
    bottom: float,
    gap: float = 2.0,
    weights: Sequence[float] | None = None,
) -> list[float]:
    """Move centres as little as possible (least squares) so that blocks of these heights do not overlap.

    The blocks keep their order. This is an isotonic regression on the centres less the space that comes before them,
    then held between top and bottom; where the blocks are higher than the space, they start at the top. A block of little
    weight gives way to the others.

    Examples
    --------
    >>> spread([10, 11], [4, 4], 0, 100, gap=0)
    [8.5, 12.5]
    >>> spread([1.0], [10], 0, 100)
    [5.0]
    """
    if not centres:
        return []
    offsets = [heights[0] / 2]
    for before, after in itertools.pairwise(heights):
        offsets.append(offsets[-1] + (before + after) / 2 + gap)
    starts = [centre - offset for centre, offset in zip(centres, offsets, strict=True)]
    pooled = _isotonic(starts, weights or [1.0] * len(starts))
    last = bottom - offsets[-1] - heights[-1] / 2
    return [max(top, min(start, last)) + offset for start, offset in zip(pooled, offsets, strict=True)]


def _isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the non-decreasing values nearest to these, by pooling neighbours that stand the wrong way round."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, before, count), (second, after, more) = pools[-2:]
            mean = (first * before + second * after) / (before + after)
            pools[-2:] = [(mean, before + after, count + more)]
    return [mean for mean, _, count in pools for _ in range(count)]
