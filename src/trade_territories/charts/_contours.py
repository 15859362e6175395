"""Contours of the départements, simplified for a map of a few centimetres; origin and licences stand beside the table."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

Point = tuple[float, float]
Ring = tuple[Point, ...]


@cache
def contours() -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each département, in units of the map, the largest first.

    Examples
    --------
    >>> len(contours()), len(contours()["51"])
    (101, 1)
    """
    found: dict[str, list[Ring]] = {}
    source = files("trade_territories.charts").joinpath("contours", "contours.csv")
    with source.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            points = (point.split(",") for point in row["points"].split(" "))
            found.setdefault(row["code"], []).append(tuple((float(x), float(y)) for x, y in points))
    return {code: tuple(rings) for code, rings in found.items()}
