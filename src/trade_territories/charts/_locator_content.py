"""What the locator map says: which départements a territory is made of, and in which région they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._content import FRANCE_ALONE, Heading
from trade_territories.text import checked_lang, listed, say, typeset

if TYPE_CHECKING:
    from trade_territories.reference import Territory, TerritoryLike
    from trade_territories.text import Lang


@dataclass(frozen=True)
class Department:
    """A département: its code, and what is told of it."""

    code: str
    words: str
    role: str


@dataclass(frozen=True)
class LocatorContent:
    """All that a locator map says; ``key`` gives role and meaning of each fill."""

    heading: Heading
    departments: tuple[Department, ...]
    key: tuple[tuple[str, str], ...]


def locator_content(territory: TerritoryLike, *, lang: str = "fr") -> LocatorContent:
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
