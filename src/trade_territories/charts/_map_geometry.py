"""Geometry of the map of all départements: where each is drawn, the magnifier, and where a label has space."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trade_territories.charts._contours import contours
from trade_territories.reference import MONACO, OVERSEAS

if TYPE_CHECKING:
    from trade_territories.charts._contours import Point, Ring

#: Paris and the départements around it, drawn enlarged in a circle.
MAGNIFIED = ("75", "92", "93", "94")
#: Points of a circle, and cells of the grid on which free places are looked for, in units of the map.
CIRCLE, CELL = 72, 4.0


@dataclass(frozen=True)
class Frame:
    """The mainland and Corsica on a page: scale in points per unit, and what is added to both coordinates."""

    scale: float
    dx: float
    dy: float

    @classmethod
    def within(cls, x: float, y: float, width: float) -> Frame:
        """Return the frame in which the mainland and Corsica are as wide as asked."""
        left, top, right, _ = bounds()
        scale = width / (right - left)
        return cls(scale, x - left * scale, y - top * scale)

    @property
    def height(self) -> float:
        """Height of the mainland and Corsica."""
        _, top, _, bottom = bounds()
        return (bottom - top) * self.scale

    def point(self, point: Point) -> Point:
        """Return a point of the map on the page."""
        return point[0] * self.scale + self.dx, point[1] * self.scale + self.dy

    def rings(self, code: str) -> tuple[Ring, ...]:
        """Return the rings of a département on the page."""
        return _placed(self, code)


def mainland() -> tuple[str, ...]:
    """Return the codes of the départements of the mainland and Corsica."""
    return tuple(code for code in contours() if code not in OVERSEAS and code != MONACO)


@cache
def bounds() -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the mainland and Corsica, in units of the map."""
    points = [point for code in mainland() for ring in contours()[code] for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@cache
def centre(code: str) -> Point:
    """Return the centroid of the largest ring of a département, in units of the map.

    Examples
    --------
    >>> tuple(round(value) for value in centre("75"))
    (312, 144)
    """
    ring = max(contours()[code], key=lambda outline: abs(_area(outline)))
    area = _area(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x0 * y1 - x1 * y0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return x / (6 * area), y / (6 * area)


def _area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def fitted(code: str, x: float, y: float, width: float, height: float) -> tuple[Ring, ...]:
    """Return the rings of a département as large as a box holds, in its middle."""
    rings = contours()[code]
    points = [point for ring in rings for point in ring]
    xs, ys = [px for px, _ in points], [py for _, py in points]
    scale = min(width / (max(xs) - min(xs)), height / (max(ys) - min(ys)))
    dx = x + (width - scale * (max(xs) - min(xs))) / 2 - scale * min(xs)
    dy = y + (height - scale * (max(ys) - min(ys))) / 2 - scale * min(ys)
    return tuple(tuple((px * scale + dx, py * scale + dy) for px, py in ring) for ring in rings)


@dataclass(frozen=True)
class Magnifier:
    """A circle on the page in which the middle of Île-de-France is drawn enlarged.

    ``middle`` and ``reach`` are the centre and the radius of what it shows, in units of the map.
    """

    x: float
    y: float
    radius: float
    middle: Point
    reach: float

    @classmethod
    def at(cls, x: float, y: float, radius: float) -> Magnifier:
        """Return a magnifier at a place, which shows Paris and the départements around it."""
        points = [point for code in MAGNIFIED for ring in contours()[code] for point in ring]
        middle = (
            (min(px for px, _ in points) + max(px for px, _ in points)) / 2,
            (min(py for _, py in points) + max(py for _, py in points)) / 2,
        )
        reach = max(math.dist(middle, point) for point in points) * 1.08
        return cls(x, y, radius, middle, reach)

    @property
    def scale(self) -> float:
        """Points per unit of the map."""
        return self.radius / self.reach

    def shown(self) -> dict[str, tuple[Ring, ...]]:
        """Return what of each département lies in the circle, on the page."""
        return _magnified(self)

    def point(self, point: Point) -> Point:
        """Return a point of the map in the circle on the page."""
        return (
            self.x + (point[0] - self.middle[0]) * self.scale,
            self.y + (point[1] - self.middle[1]) * self.scale,
        )


#: A page is laid out in few ways: what lies where is worked out once for all maps.
@lru_cache(maxsize=1024)
def _placed(frame: Frame, code: str) -> tuple[Ring, ...]:
    return tuple(tuple(frame.point(point) for point in ring) for ring in contours()[code])


@lru_cache(maxsize=8)
def _magnified(magnifier: Magnifier) -> dict[str, tuple[Ring, ...]]:
    edge = circle(magnifier.x, magnifier.y, magnifier.radius)
    found = {}
    for code in mainland():
        cuts = (clipped(tuple(magnifier.point(point) for point in ring), edge) for ring in contours()[code])
        rings = tuple(cut for cut in cuts if len(cut) > 2)
        if rings:
            found[code] = rings
    return found


def circle(x: float, y: float, radius: float, *, count: int = CIRCLE) -> Ring:
    """Return a circle as a ring."""
    turns = (2 * math.pi * step / count for step in range(count))
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)


def clipped(ring: Ring, hull: Ring) -> Ring:
    """Return what of a ring lies in a convex one that turns clockwise on the page (Sutherland and Hodgman).

    Examples
    --------
    >>> square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
    >>> sorted(clipped(((2.0, 2.0), (9.0, 2.0), (9.0, 3.0), (2.0, 3.0)), square))
    [(2.0, 2.0), (2.0, 3.0), (4.0, 2.0), (4.0, 3.0)]
    """
    found = list(ring)
    for start, end in zip(hull, (*hull[1:], hull[0]), strict=True):
        if not found:
            return ()
        given, found = found, []
        for before, point in zip([given[-1], *given[:-1]], given, strict=True):
            inside, was_inside = _is_left(start, end, point), _is_left(start, end, before)
            if inside != was_inside:
                found.append(_crossing(before, point, start, end))
            if inside:
                found.append(point)
    return tuple(found)


def _is_left(start: Point, end: Point, point: Point) -> bool:
    return (end[0] - start[0]) * (point[1] - start[1]) >= (end[1] - start[1]) * (point[0] - start[0])


def _crossing(before: Point, after: Point, start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    first = dx * (before[1] - start[1]) - dy * (before[0] - start[0])
    second = dx * (after[1] - start[1]) - dy * (after[0] - start[0])
    part = first / (first - second)
    return before[0] + (after[0] - before[0]) * part, before[1] + (after[1] - before[1]) * part


@cache
def _land() -> frozenset[tuple[int, int]]:
    """Return the cells of a grid over the map in which there is land."""
    cells = set()
    for code in mainland():
        for ring in contours()[code]:
            edges = list(zip(ring, (*ring[1:], ring[0]), strict=True))
            low, high = min(y for _, y in ring), max(y for _, y in ring)
            row = math.floor(low / CELL)
            while row * CELL <= high:
                y = (row + 0.5) * CELL
                crossings = sorted(
                    x0 + (y - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in edges if (y0 <= y) != (y1 <= y)
                )
                for left, right in zip(crossings[::2], crossings[1::2], strict=False):
                    cells |= {(column, row) for column in range(math.floor(left / CELL), math.floor(right / CELL) + 1)}
                row += 1
            cells |= {(math.floor(x / CELL), math.floor(y / CELL)) for x, y in ring}
    return frozenset(cells)


def is_free(frame: Frame, left: float, top: float, right: float, bottom: float) -> bool:
    """Return whether a box on the page lies on no land."""
    cells = _land()
    first_column, last_column = (math.floor((x - frame.dx) / frame.scale / CELL) for x in (left, right))
    first_row, last_row = (math.floor((y - frame.dy) / frame.scale / CELL) for y in (top, bottom))
    return not any(
        (column, row) in cells
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    )


def label_place(
    frame: Frame,
    anchor: Point,
    size: tuple[float, float],
    available: tuple[float, float, float, float],
    taken: list[tuple[float, float, float, float]],
) -> tuple[float, float] | None:
    """Return the top left corner of the free place nearest to a point, over no land and over nothing taken.

    Parameters
    ----------
    anchor
        What the label names, on the page.
    size
        Width and height of the label.
    available, taken
        Boxes as left, top, right, bottom: the label stays in the first and out of the others.
    """
    width, height = size
    step = 4.0
    best: tuple[float, float, float] | None = None
    y = available[1]
    while y + height <= available[3]:
        x = available[0]
        while x + width <= available[2]:
            box = (x - 2, y - 1, x + width + 2, y + height + 1)
            nearest = (min(max(anchor[0], x), x + width), min(max(anchor[1], y), y + height))
            far = math.dist(anchor, nearest)
            if (
                (best is None or far < best[0])
                and not any(_overlap(box, other) for other in taken)
                and is_free(frame, *box)
            ):
                best = (far, x, y)
            x += step
        y += step
    return (best[1], best[2]) if best else None


def _overlap(first: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return first[0] < other[2] and other[0] < first[2] and first[1] < other[3] and other[1] < first[3]
