"""Territories: départements in the Customs' sense, régions, France, Territoires d'industrie, and groups of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._tables import column, rows
from trade_territories.text import listed, say

Level = Literal["departement", "region", "france", "territoire_industrie", "group"]
LEVELS: tuple[Level, ...] = get_args(Level)
#: Forms of a name inside a sentence: "la Marne", "de la Marne", "dans la Marne"; "the Marne", "of the Marne".
Form = Literal["article", "of", "in"]
PARIS, CORSICA, MONACO = "75", "20", "99"
#: The overseas départements, in the order of maps; they have no workbook of the Customs.
OVERSEAS = ("971", "972", "973", "974", "976")


@dataclass(frozen=True)
class Territory:
    """A place whose trade is shown.

    Parameters
    ----------
    code
        ``"51"``, ``"R44"``, ``"FR"``, ``"ti-4421"``, ``"51+10"``.
    name
        Official name, or the one given to a group.
    level
        ``departement``, ``region``, ``france``, ``territoire_industrie`` or ``group``.
    departements
        INSEE codes of the whole départements whose trade it is; Corsica is ``20``, Monaco ``99``.
    regions
        Codes of the régions that they lie in: ``R`` and INSEE's number, as in ``R44``.
    other_readings
        Codes of what else the name asked for could mean; no part of what the territory is.

    Examples
    --------
    >>> from trade_territories import territory
    >>> territory("Marne")
    Territory(code='51', name='Marne', level='departement')
    >>> territory("Marne").regions
    ('R44',)
    """

    code: str
    name: str
    level: Level
    departements: tuple[str, ...] = field(repr=False)
    regions: tuple[str, ...] = field(repr=False)
    other_readings: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def label(self, lang: str = "fr") -> str:
        """Return the name in titles: a Territoire d'industrie never goes by its name alone, since it has no figures of its own.

        Examples
        --------
        >>> from trade_territories import territory
        >>> territory("ti-4421").label()
        'Marne (département du Territoire d’industrie Pays Vitryat)'
        """
        if self.level == "group" and not self._has_own_name:
            return listed([all_territories()[code].label(lang) for code in self.code.split("+")], lang)
        if self.level != "territoire_industrie":
            return self.name
        names = [departement_names()[code] for code in self.departements]
        return say("places.industry", lang, places=listed(names, lang), name=self.name, count=len(names))

    def article_form(self, lang: str = "fr") -> str:
        """Return the name with its article: a Territoire d'industrie by its départements, a group by its members.

        A name given with ``name=`` stands in quotation marks, since its article is not known.

        Examples
        --------
        >>> from trade_territories import territory
        >>> territory("51").article_form(), territory("ti-4421").article_form("en"), territory("51+10").article_form()
        ('la Marne', 'the Marne', 'la Marne et l’Aube')
        """
        return self._form("article", lang)

    def of_form(self, lang: str = "fr") -> str:
        """Return the name after "of": "les exportations …".

        Examples
        --------
        >>> from trade_territories import territory
        >>> territory("51").of_form(), territory("R11").of_form(), territory("08").of_form(), territory("51").of_form("en")
        ('de la Marne', 'd’Île-de-France', 'des Ardennes', 'of the Marne')
        """
        return self._form("of", lang)

    def in_form(self, lang: str = "fr") -> str:
        """Return the name after "in": "les produits importés …".

        Examples
        --------
        >>> from trade_territories import territory
        >>> territory("51").in_form(), territory("75").in_form(), territory("FR").in_form(), territory("R44").in_form("en")
        ('dans la Marne', 'à Paris', 'en France', 'in the Grand Est')
        """
        return self._form("in", lang)

    def _form(self, form: Form, lang: str) -> str:
        if self._has_own_name:
            # Its article is not known, so it stands in quotation marks.
            return say(f"places.{form}_own", lang, name=self.name)
        names = [say(f"places.{form}_each", lang, place=all_territories()[code].name) for code in self._named_codes]
        return say(f"places.{form}", lang, places=listed(names, lang))

    @property
    def _has_own_name(self) -> bool:
        """Whether the name was given with ``name=``, or the place made by hand: no table holds its forms."""
        members = [all_territories().get(code) for code in self.code.split("+")]
        known = [member for member in members if member is not None]
        if len(known) < len(members):
            return True
        usual = known[0].name if len(known) == 1 else listed([member.label() for member in known], "fr")
        return self.name != usual

    @property
    def _named_codes(self) -> list[str]:
        """Return the codes of départements, régions or France by which sentences name the territory, each once."""
        members = [all_territories()[code] for code in self.code.split("+")]
        named = [
            code
            for member in members
            for code in (member.departements if member.level == "territoire_industrie" else (member.code,))
        ]
        return list(dict.fromkeys(named))


#: What every function takes for a territory: one, its name or code, or several.
TerritoryLike: TypeAlias = str | Territory | Iterable[str | Territory]


def france() -> Territory:
    """Return France as the Customs count it, Monaco and overseas included.

    Examples
    --------
    >>> len(france().departements)
    101
    """
    return all_territories()["FR"]


def region_of(place: Territory) -> Territory | None:
    """Return the région that a territory lies in, as one part of it; None for a région, for France, and across régions.

    Examples
    --------
    >>> from trade_territories import territory
    >>> region_of(territory("51")).code
    'R44'
    >>> region_of(territory("Corse")) is None
    True
    """
    if place.level in ("france", "region") or len(place.regions) != 1:
        return None
    region = all_territories()[place.regions[0]]
    return None if set(region.departements) == set(place.departements) else region


def industry_territories_of(place: Territory) -> tuple[Territory, ...]:
    """List the Territoires d'industrie that touch a territory's départements, by code.

    Examples
    --------
    >>> from trade_territories import territory
    >>> [place.code for place in industry_territories_of(territory("52"))]
    ['ti-4413', 'ti-4416', 'ti-4417']
    """
    here = set(place.departements)
    industrial = (place for place in all_territories().values() if place.level == "territoire_industrie")
    return tuple(place for place in industrial if here & set(place.departements))


def departement_regions() -> Mapping[str, str]:
    """Return the code of the région of each département; read-only.

    Examples
    --------
    >>> departement_regions()["51"]
    'R44'
    """
    return column("departements", "code", "region")


def douanes_departements() -> Mapping[str, str]:
    """Return our code of each département by the Customs' code; read-only.

    Examples
    --------
    >>> douanes_departements()["9D"], douanes_departements()["20"]
    ('974', '20')
    """
    return column("departements", "douanes_code", "code")


def outside_their_region() -> frozenset[str]:
    """Return départements in the Customs' sense that are no part of the région with which the Customs count them: Monaco.

    Examples
    --------
    >>> sorted(outside_their_region())
    ['99']
    """
    return frozenset(row["code"] for row in rows("departements") if not row["insee_code"])


def insee_codes() -> Mapping[str, str]:
    """Return INSEE's own codes of départements (several for Corsica) and régions; Monaco has none."""
    codes = {row["code"]: row["insee_code"] for row in rows("departements") if row["insee_code"]}
    return {**codes, **{region: region[1:] for region in departement_regions().values()}}


def departement_names() -> Mapping[str, str]:
    """Return the names of the départements by code; read-only."""
    return column("departements", "code", "name")


@cache
def all_territories() -> Mapping[str, Territory]:
    """Return every territory but groups, by code; read-only."""
    regions = departement_regions()
    by_region: dict[str, list[str]] = {}
    for code in sorted(regions):
        by_region.setdefault(regions[code], []).append(code)
    region_names = column("departements", "region", "insee_region_name")
    found = {"FR": Territory("FR", "France", "france", tuple(sorted(regions)), tuple(sorted(by_region)))}
    for code in sorted(by_region):
        found[code] = Territory(code, region_names[code], "region", tuple(by_region[code]), (code,))
    for code in sorted(regions):
        found[code] = Territory(code, departement_names()[code], "departement", (code,), (regions[code],))
    for row in rows("territoires_industrie"):
        touched = tuple(
            sorted({"20" if code in ("2A", "2B") else code for code in row["departements_insee"].split("|")})
        )
        inside = tuple(sorted({regions[code] for code in touched}))
        found[row["id"]] = Territory(row["id"], row["name"], "territoire_industrie", touched, inside)
    return MappingProxyType(found)


def checked_level(level: str | None) -> None:
    """Refuse a level that does not exist."""
    if level is not None and level not in LEVELS:
        raise UnknownCodeError(f"level={level!r} does not exist; choose one of {', '.join(LEVELS)}", value=level)
