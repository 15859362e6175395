"""Rectangles of given areas that fill a rectangle: squarified, in rows, in columns, or the first beside the others."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Width over height of the rectangles aimed at; names are wider than high.
ASPECTS = (1.35, 1.0, 1.8)


class Rect(NamedTuple):
    """A rectangle, in points, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Return the area in square points."""
        return self.width * self.height

    def lowered(self, by: float) -> Rect:
        """Return the rectangle so many points lower on the page."""
        return Rect(self.x, self.y + by, self.width, self.height)

    def inset(self, by: float) -> Rect:
        """Return the rectangle drawn in on all sides, never inside out."""
        dx, dy = min(by, self.width / 3), min(by, self.height / 3)
        return Rect(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)


def squarified(values: Sequence[float], rect: Rect, aspect: float = 1.0) -> list[Rect]:
    """Return rectangles of these areas, filling the given one, about ``aspect`` times wider than high.

    Examples
    --------
    >>> [round(one.area) for one in squarified([6, 3, 1], Rect(0, 0, 20, 10))]
    [120, 60, 20]
    """
    import squarify

    narrow = rect.width / aspect
    sizes = squarify.normalize_sizes(list(values), narrow, rect.height)
    found = squarify.squarify(sizes, 0, rect.y, narrow, rect.height)
    return [
        # One euro among billions is as thin as the rounding of floats: it stays within the half.
        Rect(rect.x + box["x"] * aspect, box["y"], box["dx"] * aspect, min(box["dy"], rect.bottom - box["y"]))
        for box in found
    ]


def rows(values: Sequence[float], rect: Rect) -> list[Rect]:
    """Return rectangles of these areas, one under the other.

    Examples
    --------
    >>> rows([3, 1], Rect(0, 0, 8, 4))[1]
    Rect(x=0, y=3.0, width=8, height=1.0)
    """
    whole = sum(values)
    tops = [0.0, *itertools.accumulate(value / whole * rect.height for value in values)]
    return [Rect(rect.x, rect.y + top, rect.width, low - top) for top, low in itertools.pairwise(tops)]


def columns(values: Sequence[float], rect: Rect) -> list[Rect]:
    """Return rectangles of these areas, side by side."""
    turned = rows(values, Rect(rect.y, rect.x, rect.height, rect.width))
    return [Rect(row.y, row.x, row.height, row.width) for row in turned]


def first_beside(values: Sequence[float], rect: Rect) -> list[Rect]:
    """Return the first as a column on the left, the others stacked in rows on its right."""
    if len(values) < 2:
        return rows(values, rect)
    left, right = columns([values[0], sum(values[1:])], rect)
    return [left, *rows(values[1:], right)]


def first_above(values: Sequence[float], rect: Rect) -> list[Rect]:
    """Return the first as a row at the top, the others side by side under it."""
    if len(values) < 2:
        return rows(values, rect)
    upper, lower = rows([values[0], sum(values[1:])], rect)
    return [upper, *columns(values[1:], lower)]


def tilings(values: Sequence[float], rect: Rect) -> Iterator[list[Rect]]:
    """Yield the ways in which rectangles are set inside a sector."""
    yield rows(values, rect)
    if len(values) > 1:
        yield columns(values, rect)
    if len(values) > 2:
        yield first_beside(values, rect)
        yield first_above(values, rect)
        yield from (squarified(values, rect, aspect) for aspect in ASPECTS)
