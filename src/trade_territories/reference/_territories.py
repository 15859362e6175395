"""Territories: départements in the Customs' sense, régions, France, Territoires d'industrie, and groups of them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._tables import rows

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["departement", "region", "france", "territoire_industrie", "group"]
LEVELS: tuple[Level, ...] = get_args(Level)
#: A name that is several things is the first of these.
_PREFERENCE: tuple[Level, ...] = ("france", "departement", "region", "territoire_industrie")
_ARTICLES = re.compile(r"^(l|la|le|les|the|d|de|du|des) ")
_CORSICA = (
    "the Customs publish Corsica under one code, '20' (Corse), for Corse-du-Sud (2A) and Haute-Corse (2B) together; "
    "ask for '20'"
)

_UNDOCUMENTED = (
    "the Customs' files hold rows of a département '98' that none of their lists explains; they are counted in France "
    "('FR') and in no région"
)


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
    >>> territory("Marne").regions
    ('R44',)
    """

    code: str
    name: str
    level: Level
    departements: tuple[str, ...]
    regions: tuple[str, ...]
    other_readings: tuple[str, ...] = field(default=(), compare=False)

    def label(self, lang: str = "fr") -> str:
        """Give what titles say: a Territoire d'industrie never goes by its name alone, since it has no figures of its own.

        Examples
        --------
        >>> territory("ti-4421").label()
        "Marne (département du Territoire d'industrie Pays Vitryat)"
        """
        if self.level != "territoire_industrie":
            return self.name
        names = _joined([_departement_names()[code] for code in self.departements], lang)
        several = "s" if len(self.departements) > 1 else ""
        if lang == "fr":
            return f"{names} (département{several} du Territoire d'industrie {self.name})"
        return f"{names} (département{several} of the Territoire d'industrie {self.name})"


#: What every function takes for a territory: one, its name or code, or several.
TerritoryLike: TypeAlias = str | Territory | Iterable[str | Territory]


def territory(
    query: str | Territory | Iterable[str | Territory], *, level: Level | None = None, name: str | None = None
) -> Territory:
    """Find a territory by its code or name, or make a group of several.

    Parameters
    ----------
    query
        A code (``"51"``, ``"R44"``, ``"FR"``, ``"ti-4421"``), a name without regard to case, accents, hyphens,
        apostrophes and leading articles, several codes joined by ``+``, or a list of any of these.
    level
        What is meant where a name is several things; otherwise a département comes before a région, a région before a
        Territoire d'industrie, and the rest is in ``other_readings``.
    name
        The name of a group.

    Returns
    -------
    Territory
        Where several are asked for, a group: their départements without repeats, in a code that keeps the order asked for
        (that of the codes for a set, which has none). ``"51+10"`` and ``"10+51"`` hold the same départements but are
        not equal, as files and titles made from them bear different names. One territory alone, or twice, is itself.

    Raises
    ------
    UnknownCodeError
        No such territory or level; the message holds the closest names, or why only ``20`` exists for ``2A`` and
        ``2B``.
    TypeError
        A number: codes are texts, since ``1`` and ``"01"`` are not the same.

    Examples
    --------
    >>> territory("haute marne").code
    '52'
    >>> territory("51+10").departements
    ('10', '51')
    >>> territory(["51", "10"], name="Marne et Aube").name
    'Marne et Aube'
    """
    _check_level(level)
    of_member = None if level == "group" else level
    if isinstance(query, Territory):
        found = query
    elif isinstance(query, str):
        parts = query.split("+")
        if len(parts) > 1 and not all(part.strip() for part in parts):
            raise UnknownCodeError(
                f"there is no territory {query!r}: a code is missing beside '+'; write it as '51+10'", value=query
            )
        found = _group([_one(part, of_member) for part in parts]) if len(parts) > 1 else _one(query, level)
    elif isinstance(query, Iterable):
        members = [territory(one, level=of_member) for one in query]
        if isinstance(query, AbstractSet):
            members.sort(key=lambda one: one.code)
        if not members:
            raise UnknownCodeError(
                "an empty list names no territory; give at least one code, such as ['51']", value=query
            )
        found = _group(members)
    else:
        raise _not_a_text(query)
    return replace(found, name=name) if name is not None else found


def territories(level: Level | None = None) -> pd.DataFrame:
    """List the territories.

    Parameters
    ----------
    level
        One level, or nothing for all but groups: 101 départements in the Customs' sense (Monaco is one, Corsica is one),
        18 régions, France, 183 Territoires d'industrie.

    Returns
    -------
    pandas.DataFrame
        One row per territory: ``code, name, level, departements, regions`` (codes joined by ``|``), ``insee_code`` (for
        joins with other tables: ``44`` for ``R44``, ``2A|2B`` for Corsica; missing for France, Monaco and Territoires
        d'industrie, which have none), ``population`` (inhabitants of the whole départements, missing for Monaco); in the
        order France, régions, départements, Territoires d'industrie.

    Raises
    ------
    UnknownCodeError
        No such level.

    Examples
    --------
    >>> len(territories("departement")), len(territories("region")), len(territories("territoire_industrie"))
    (101, 18, 183)
    """
    import pandas as pd

    from trade_territories._pandas import texts

    _check_level(level)
    chosen = [one for one in _all().values() if level in (None, one.level)]
    table = pd.DataFrame(
        {
            "code": [one.code for one in chosen],
            "name": [one.name for one in chosen],
            "level": [one.level for one in chosen],
            "departements": ["|".join(one.departements) for one in chosen],
            "regions": ["|".join(one.regions) for one in chosen],
            "insee_code": texts(_insee_codes().get(one.code) for one in chosen),
            "population": pd.array([population(one) for one in chosen], dtype="Int64"),
        }
    )
    return table.sort_values(["level", "code"], key=_level_order, ignore_index=True)


def france() -> Territory:
    """Give France as the Customs count it, Monaco and overseas included.

    Examples
    --------
    >>> len(france().departements)
    101
    """
    return _all()["FR"]


def region_of(place: Territory) -> Territory | None:
    """Give the one région that a territory stands in and is not all of; nothing where there is none.

    Examples
    --------
    >>> region_of(territory("51")).code
    'R44'
    >>> region_of(territory("Corse")) is None
    True
    """
    if place.level in ("france", "region") or len(place.regions) != 1:
        return None
    region = _all()[place.regions[0]]
    return None if set(region.departements) == set(place.departements) else region


def industry_territories_of(place: Territory) -> tuple[Territory, ...]:
    """List the Territoires d'industrie that touch a territory's départements, by code.

    Examples
    --------
    >>> [one.code for one in industry_territories_of(territory("52"))]
    ['ti-4413', 'ti-4416', 'ti-4417']
    """
    here = set(place.departements)
    return tuple(one for one in _all().values() if one.level == "territoire_industrie" and here & set(one.departements))


def population(place: Territory) -> int | None:
    """Give the inhabitants of a territory's whole départements; nothing where one's are not known (Monaco).

    Municipal population; Mayotte's is of 2017. France and Provence-Alpes-Côte d'Azur hold Monaco, and are given without it.

    Examples
    --------
    >>> population(territory("Monaco")) is None
    True
    """
    known = _populations()
    counted = [known[code] for code in place.departements if code in known]
    return sum(counted) if counted else None


def departement_regions() -> Mapping[str, str]:
    """Return the région of each département: codes as everywhere, ``R`` and INSEE's number for a région.

    Examples
    --------
    >>> departement_regions()["51"]
    'R44'
    """
    return _departement_regions()


def douanes_departements() -> Mapping[str, str]:
    """Give the INSEE code of each département, by the Customs' code: ``9A`` is ``971``, Corsica stays ``20``.

    Examples
    --------
    >>> douanes_departements()["9D"]
    '974'
    """
    return _douanes_departements()


@cache
def _douanes_departements() -> Mapping[str, str]:
    return MappingProxyType({row["douanes_code"]: _insee(row) for row in rows("departements")})


@cache
def _departement_regions() -> Mapping[str, str]:
    return MappingProxyType({_insee(row): f"R{row['insee_region_code']}" for row in rows("departements")})


@cache
def _insee_codes() -> Mapping[str, str]:
    """Return INSEE's own codes of départements (several for Corsica) and régions; Monaco has none."""
    codes = {_insee(row): row["insee_code"] for row in rows("departements") if row["insee_code"]}
    return MappingProxyType({**codes, **{region: region[1:] for region in _departement_regions().values()}})


@cache
def _departement_names() -> Mapping[str, str]:
    return MappingProxyType({_insee(row): row["name"] for row in rows("departements")})


@cache
def _populations() -> Mapping[str, int]:
    return MappingProxyType({_insee(row): int(row["population"]) for row in rows("departements") if row["population"]})


def _insee(row: Mapping[str, str]) -> str:
    """Give one code for each row: Corsica, which is two départements, and Monaco, which is none, keep the Customs' code."""
    code = row["insee_code"]
    return row["douanes_code"] if "|" in code or not code else code


@cache
def _all() -> Mapping[str, Territory]:
    regions = _departement_regions()
    by_region: dict[str, list[str]] = {}
    for code in sorted(regions):
        by_region.setdefault(regions[code], []).append(code)
    region_names = {f"R{row['insee_region_code']}": row["insee_region_name"] for row in rows("departements")}
    found = {"FR": Territory("FR", "France", "france", tuple(sorted(regions)), tuple(sorted(by_region)))}
    for code in sorted(by_region):
        found[code] = Territory(code, region_names[code], "region", tuple(by_region[code]), (code,))
    for code in sorted(regions):
        found[code] = Territory(code, _departement_names()[code], "departement", (code,), (regions[code],))
    for row in rows("territoires_industrie"):
        touched = tuple(sorted({"20" if one in ("2A", "2B") else one for one in row["departements_insee"].split("|")}))
        inside = tuple(sorted({regions[one] for one in touched}))
        found[row["id"]] = Territory(row["id"], row["name"], "territoire_industrie", touched, inside)
    return MappingProxyType(found)


@cache
def _by_name() -> Mapping[str, tuple[Territory, ...]]:
    named: dict[str, list[Territory]] = {}
    for one in sorted(_all().values(), key=lambda place: (_PREFERENCE.index(place.level), place.code)):
        named.setdefault(folded(one.name), []).append(one)
    return MappingProxyType({name: tuple(places) for name, places in named.items()})


def _check_level(level: str | None) -> None:
    if level is not None and level not in LEVELS:
        raise UnknownCodeError(f"level={level!r} does not exist; choose among {', '.join(LEVELS)}", value=level)


def _one(query: str, level: Level | None) -> Territory:
    text = query.strip()
    code = text.lower() if text.lower().startswith("ti-") else text.upper()
    if code in ("2A", "2B"):
        raise UnknownCodeError(f"there is no territory {query!r}: {_CORSICA}", value=query, close_matches=["20"])
    places = (_all()[code],) if code in _all() else _by_name().get(folded(text), ())
    if code in _douanes_departements() and not places:
        places = (_all()[_douanes_departements()[code]],)
    fitting = [one for one in places if level in (None, one.level)]
    if code == "98" and not fitting:
        raise UnknownCodeError(f"there is no territory {query!r}: {_UNDOCUMENTED}", value=query, close_matches=["FR"])
    if not fitting:
        raise _unknown(query, level)
    first, *others = fitting
    return replace(first, other_readings=tuple(one.code for one in others)) if others else first


def _not_a_text(query: object) -> TypeError:
    hint = "write a name or a code such as 'Marne' or '51'"
    if not isinstance(query, bool) and isinstance(query, Real) and float(query).is_integer():
        number = f"{int(float(query)):02d}"
        codes = [code for code in (number, f"R{number}") if code in _all()]
        if codes:
            hint = "write " + " or ".join(f"{code!r} for {_all()[code].name}" for code in codes)
    return TypeError(f"territory codes are texts, and {query!r} is of type {type(query).__name__}; {hint}")


def _unknown(query: str, level: Level | None) -> UnknownCodeError:
    if folded(query) in ("corse du sud", "haute corse"):
        return UnknownCodeError(
            f"there is no territory {query!r}: {_CORSICA}", value=query, close_matches=["Corse (20)"]
        )
    named = {name: [one for one in places if level in (None, one.level)] for name, places in _by_name().items()}
    names = {name: places[0] for name, places in named.items() if places}
    # A code without its zero or its R is a slip of its own: its letters resemble no name.
    padded = query.strip().zfill(2)
    near = [_all()[one] for one in (padded, f"R{padded}") if one in _all() and level in (None, _all()[one].level)]
    near += [names[name] for name in difflib.get_close_matches(folded(query), names, n=4, cutoff=0.6)]
    shown = [f"{one.name} ({one.code})" for one in dict.fromkeys(near)]
    of_level = f" of level {level!r}" if level else ""
    hint = (
        f"did you mean {', '.join(shown)}?"
        if shown
        else "give a name or a code such as '51', 'R44', 'FR' or 'ti-4421'."
    )
    return UnknownCodeError(
        f"there is no territory {query!r}{of_level}; {hint} `trade-territories territories` lists them all",
        value=query,
        close_matches=shown,
    )


def _group(members: Sequence[Territory]) -> Territory:
    if len(set(members)) == 1:
        return members[0]
    distinct = list(dict.fromkeys(part for one in members for part in _parts(one)))
    if len(distinct) == 1:
        return distinct[0]
    departements = tuple(sorted({code for one in distinct for code in one.departements}))
    regions = tuple(sorted({_departement_regions()[code] for code in departements}))
    code = "+".join(one.code for one in distinct)
    return Territory(code, _joined([one.label() for one in distinct], "fr"), "group", departements, regions)


def _parts(place: Territory) -> Sequence[Territory]:
    """Take a group apart, so that what it shares with others is named once; a place made by hand stays whole."""
    codes = place.code.split("+")
    return [_all()[code] for code in codes] if all(code in _all() for code in codes) else [place]


def _joined(names: Sequence[str], lang: str) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + (" et " if lang == "fr" else " and ") + names[-1]


@cache
def folded(name: str) -> str:
    """Bring a name to what is compared: no case, accents, hyphens, apostrophes or leading articles.

    Examples
    --------
    >>> folded("L'Île-de-France")
    'ile de france'
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = re.sub(r"[^0-9a-z]+", " ", letters).strip()
    return _ARTICLES.sub("", words)


def _level_order(values: pd.Series[str]) -> pd.Series[str]:
    order = {"france": "0", "region": "1", "departement": "2", "territoire_industrie": "3"}
    return values.map(order) if values.name == "level" else values
