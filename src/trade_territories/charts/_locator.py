"""The locator: a small map of the départements, the territory dark, its région grey, a ring where it is tiny."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.charts._content import FRANCE_ALONE, Heading
from trade_territories.charts._contours import contours
from trade_territories.charts._map_geometry import circle
from trade_territories.charts._text import label_lines, wrapped
from trade_territories.charts.page import LEADING, balanced_lines, text_lines
from trade_territories.charts.scene import Area, Box, Label, Mark, Scene
from trade_territories.charts.style import edge_of
from trade_territories.text import checked_lang, listed, say, typeset

if TYPE_CHECKING:
    from trade_territories._types import Lang, TerritoryLike
    from trade_territories.charts._contours import Point, Ring
    from trade_territories.charts.page import Page
    from trade_territories.reference import Territory

WIDTH = 190.0
#: A territory that is not larger than this is ringed, or nobody finds it.
TINY = 11.0
RING, RING_WIDTH, RING_POINTS = 10.0, 1.1, 36
#: Signs of the key, and space after them.
SIGN, SIGN_GAP = 7.0, 4.0


class Department(NamedTuple):
    """A département: its code, and the words of its tooltip."""

    code: str
    words: str
    role: str


@dataclass(frozen=True)
class LocatorContent:
    """All that a locator map says; ``key`` gives role and meaning of each fill."""

    heading: Heading
    departments: tuple[Department, ...]
    key: tuple[tuple[str, str], ...]


def content(territory: TerritoryLike, *, lang: Lang = "fr") -> LocatorContent:
    """Show where a territory lies: its départements dark, the rest of their région grey.

    Parameters
    ----------
    territory
        A territory, or what :func:`trade_territories.territory` takes.
    lang
        ``"fr"`` or ``"en"``.
    """
    language = checked_lang(lang)
    place = reference.territory(territory)
    mine, regions = set(place.departements), reference.departement_regions()
    outside = reference.outside_their_region()
    # Monaco is counted with a région and is no part of it: neither the rest of it, nor in it.
    within_regions = {code for code in regions if regions[code] in place.regions and code not in outside}
    around = set() if place.code == FRANCE_ALONE or mine <= outside else within_regions
    departments = tuple(
        Department(
            code,
            _words(code, regions[code], language),
            "node" if code in mine else "rest" if code in around else "rule",
        )
        for code in regions
    )
    label = typeset(place.label(language), language)
    key = [("node", label)]
    within = listed([_name(code) for code in place.regions], language)
    if around - mine:
        key.append(("rest", say(f"charts.locator_region{_many(place)}", language, region=within)))
    return LocatorContent(
        Heading(
            say("charts.title_locator", language, place=label),
            "",
            say("charts.source_contours", language),
            _described(place, label, within, language),
            None,
            language,
        ),
        departments,
        tuple(key),
    )


def _many(place: Territory) -> str:
    return "s" if len(place.regions) > 1 else ""


def _name(code: str) -> str:
    return reference.territory(code).name


def _words(code: str, region: str, lang: Lang) -> str:
    """Name a département and its région, but for one that is its own."""
    name, around = _name(code), _name(region)
    if code in reference.outside_their_region():
        return f"{name} · {say('charts.locator_counted', lang, region=around)}"
    return name if name == around else f"{name} · {around}"


def _described(place: Territory, label: str, within: str, lang: Lang) -> str:
    outside = [code for code in place.departements if code in reference.outside_their_region()]
    names = [_name(code) for code in place.departements if code not in outside]
    if place.code == FRANCE_ALONE:
        return say("charts.describe_locator_france", lang)
    if not names:
        return say("charts.describe_locator_outside", lang, place=label, region=within)
    if outside:
        without = _inside(place, names, label, within, lang)
        return f"{without} {say('charts.describe_locator_counted', lang, places=listed([_name(code) for code in outside], lang))}"
    return _inside(place, names, label, within, lang)


def _inside(place: Territory, names: list[str], label: str, within: str, lang: Lang) -> str:
    if place.level == "region" and len(names) > 1:
        return say("charts.describe_locator_region", lang, place=label, names=listed(names, lang))
    if names == [within]:
        return say("charts.describe_locator_alone", lang, place=label)
    return say(f"charts.describe_locator{_many(place)}", lang, place=label, region=within)


def scene(content: LocatorContent, page: Page) -> Scene:
    """Lay a locator map out: the map, its key, and whose it is; as small on a wide page as on a narrow one."""
    sizes, heading = page.sizes, content.heading
    marks: list[Mark] = []
    y = 0.0
    if page.detached:
        lines = balanced_lines(heading.title, WIDTH, sizes.name, page.measure)
        y = len(lines) * sizes.name * LEADING + 6
        marks += text_lines(lines, 0, sizes.name, sizes.name, "ink", "bold")
    areas = _areas(content, y)
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
    for line in wrapped(heading.source, WIDTH, sizes.source, lines=9):
        y += sizes.source * LEADING
        marks.append(Label(0, y, line, sizes.source, "secondary"))
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
        Area(
            tuple(placed(ring) for ring in known[department.code]),
            department.role,
            department.words,
            edge_of(department.role) or "background",
        )
        for department in content.departments
    ]
    return sorted(areas, key=lambda area: ("rule", "rest", "node").index(area.fill))


def _ring(mine: list[Point]) -> list[Area]:
    """Set a ring around what is too small to be found."""
    xs, ys = [x for x, _ in mine], [y for _, y in mine]
    if max(max(xs) - min(xs), max(ys) - min(ys)) > TINY:
        return []
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    outer, inner = (circle(*middle, radius, count=RING_POINTS) for radius in (RING, RING - RING_WIDTH))
    return [Area((outer, inner[::-1]), "node")]
