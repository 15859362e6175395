"""The locator map laid out: a small map of the départements, the territory dark, its région grey, a ring where it is tiny."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories.charts._contours import contours
from trade_territories.charts._text import label_lines, wrapped
from trade_territories.charts.page import LEADING
from trade_territories.charts.scene import Area, Box, Label, Mark, Scene
from trade_territories.charts.style import Style, current, edge_of

if TYPE_CHECKING:
    from trade_territories.charts._contours import Point, Ring
    from trade_territories.charts._locator_content import LocatorContent

WIDTH = 190.0
#: A territory that is not larger than this is ringed, or nobody finds it.
TINY = 11.0
RING, RING_WIDTH, RING_POINTS = 10.0, 1.1, 36
#: Signs of the key, and room after them.
SIGN, SIGN_GAP = 7.0, 4.0


def locator_scene(content: LocatorContent, style: Style | None = None) -> Scene:
    """Lay a locator map out."""
    style = style or current()
    sizes = style.sizes
    marks: list[Mark] = []
    y = 0.0
    for line in wrapped(content.heading.title, WIDTH, sizes.name, "bold", lines=4):
        y += sizes.name * (LEADING if marks else 1.0)
        marks.append(Label(0, y, line, sizes.name, "ink", "bold"))
    areas = _areas(content, y + 8)
    mine = [point for area in areas if area.fill == "node" for ring in area.rings for point in ring]
    ring = _ring(mine)
    # A light edge would hide what is hardly wider than a line.
    marks += [replace(area, edge="node") if ring and area.fill == "node" else area for area in areas] + ring
    y = max(point[1] for area in areas for ring in area.rings for point in ring) + 6
    for role, words in content.key:
        y += 2
        marks.append(Box(0, y + sizes.value * LEADING - SIGN, SIGN, SIGN, role))
        for line in label_lines(words, WIDTH - SIGN - SIGN_GAP, sizes.value, lines=4):
            y += sizes.value * LEADING
            marks.append(Label(SIGN + SIGN_GAP, y, line, sizes.value))
    y += 4
    for line in wrapped(content.heading.source, WIDTH, sizes.source, lines=4):
        y += sizes.source * LEADING
        marks.append(Label(0, y, line, sizes.source, "secondary"))
    heading = content.heading
    return Scene(WIDTH, y + 4, tuple(marks), heading.title, heading.description, heading.lang)


def _areas(content: LocatorContent, top: float) -> list[Area]:
    """Draw the départements over the whole width; those of the territory last, so that no neighbour's edge is over them."""
    known = contours()
    points = [point for rings in known.values() for ring in rings for point in ring]
    left, high = min(x for x, _ in points), min(y for _, y in points)
    scale = WIDTH / (max(x for x, _ in points) - left)

    def placed(ring: Ring) -> Ring:
        return tuple((scale * (x - left), top + scale * (y - high)) for x, y in ring)

    areas = [
        Area(tuple(placed(ring) for ring in known[one.code]), one.role, one.words, edge_of(one.role) or "background")
        for one in content.departments
    ]
    return sorted(areas, key=lambda area: ("rule", "rest", "node").index(area.fill))


def _ring(mine: list[Point]) -> list[Area]:
    """Set a ring around what is too small to be found."""
    xs, ys = [x for x, _ in mine], [y for _, y in mine]
    if max(max(xs) - min(xs), max(ys) - min(ys)) > TINY:
        return []
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    outer, inner = (_circle(middle, radius) for radius in (RING, RING - RING_WIDTH))
    return [Area((outer, inner[::-1]), "node")]


def _circle(middle: Point, radius: float) -> Ring:
    turns = (2 * math.pi * step / RING_POINTS for step in range(RING_POINTS))
    return tuple((middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)) for turn in turns)
