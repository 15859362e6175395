"""A small map of France with the territory, for the first page: the outlines alone, cut to their extent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.scene import Area, Scene

if TYPE_CHECKING:
    from trade_territories.reference import Territory


def locator(place: Territory, lang: str) -> Scene | None:
    """Return the map; None for France, which is all of it."""
    if place.level == "france":
        return None
    scene = catalogue.scene("locator", None, place, lang=lang)
    areas = [mark for mark in scene.marks if isinstance(mark, Area)]
    points = [point for area in areas for ring in area.rings for point in ring]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
    marks = tuple(
        replace(area, rings=tuple(tuple((x - left, y - top) for x, y in ring) for ring in area.rings), tooltip="")
        for area in areas
    )
    return Scene(right - left, bottom - top, marks, scene.title, scene.description, scene.lang)
