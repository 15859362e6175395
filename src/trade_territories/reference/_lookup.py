"""Find a territory by its code or name, or make a group of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from numbers import Real
from types import MappingProxyType

from trade_territories.errors import UnknownCodeError, readable
from trade_territories.reference._labels import INCONNU
from trade_territories.reference._names import close_names, folded
from trade_territories.reference._territories import (
    Level,
    Territory,
    all_territories,
    checked_level,
    departement_regions,
    douanes_departements,
)
from trade_territories.text import listed

#: A name that is several things is the first of these.
_PREFERENCE: tuple[Level, ...] = ("france", "departement", "region", "territoire_industrie")
_CORSICA = (
    "the Customs publish Corsica under one code, '20' (Corse), for Corse-du-Sud (2A) and Haute-Corse (2B) together; "
    "ask for '20'"
)
_UNDOCUMENTED = (
    "the Customs' files hold rows of a département '98' that none of their lists explains; they are counted in France "
    "('FR') and in no région"
)
_UNKNOWN_REGION = (
    "it stands in the column region of rows whose département no table knows, or is '98'; they are counted in France ('FR') "
    "and in no région"
)
#: Codes that look like a département's and are none: why, and what to ask for instead.
_NO_TERRITORY = {
    "2A": (_CORSICA, "20"), "2B": (_CORSICA, "20"), "98": (_UNDOCUMENTED, "FR"), INCONNU.upper(): (_UNKNOWN_REGION, "FR"),
}  # fmt: skip


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
    checked_level(level)
    of_member = None if level == "group" else level
    if isinstance(query, Territory):
        found = query
    elif isinstance(query, str):
        found = _from_text(query, level, of_member)
    elif isinstance(query, Iterable):
        members = [territory(item, level=of_member) for item in query]
        if isinstance(query, AbstractSet):
            members.sort(key=lambda member: member.code)
        if not members:
            raise UnknownCodeError(
                "an empty list names no territory; give at least one code, such as ['51']", value=query
            )
        found = _group(members)
    else:
        raise _not_a_text(query)
    own = "" if name is None else " ".join(readable(str(name)).split())
    return replace(found, name=own) if own else found


def _from_text(query: str, level: Level | None, of_member: Level | None) -> Territory:
    parts = query.split("+")
    if len(parts) == 1:
        return _single(query, level)
    if not all(part.strip() for part in parts):
        raise UnknownCodeError(
            f"there is no territory {query!r}: a code is missing beside '+'; write it as '51+10'", value=query
        )
    return _group([_single(part, of_member) for part in parts])


@cache
def _by_name() -> Mapping[str, tuple[Territory, ...]]:
    named: dict[str, list[Territory]] = {}
    for place in sorted(all_territories().values(), key=lambda place: (_PREFERENCE.index(place.level), place.code)):
        named.setdefault(folded(place.name), []).append(place)
    return MappingProxyType({name: tuple(places) for name, places in named.items()})


def _single(query: str, level: Level | None) -> Territory:
    """Find one territory by its code, the Customs' code or its name."""
    text, places = query.strip(), all_territories()
    code = text.lower() if text.lower().startswith("ti-") else text.upper()
    if code in _NO_TERRITORY:
        reason, instead = _NO_TERRITORY[code]
        raise UnknownCodeError(f"there is no territory {query!r}: {reason}", value=query, close_matches=[instead])
    candidates = (places[code],) if code in places else _by_name().get(folded(text), ())
    if not candidates and code in douanes_departements():
        candidates = (places[douanes_departements()[code]],)
    readings = [place for place in candidates if level in (None, place.level)]
    if not readings:
        raise _unknown(query, level)
    first, *others = readings
    return replace(first, other_readings=tuple(place.code for place in others)) if others else first


def _not_a_text(query: object) -> TypeError:
    hint = "write a name or a code such as 'Marne' or '51'"
    if not isinstance(query, bool) and isinstance(query, Real) and float(query).is_integer():
        number, places = f"{int(float(query)):02d}", all_territories()
        meant = [f"{code!r} for {places[code].name}" for code in (number, f"R{number}") if code in places]
        if meant:
            hint = f"write {' or '.join(meant)}"
    return TypeError(f"territory codes are texts, and {query!r} is of type {type(query).__name__}; {hint}")


def _unknown(query: str, level: Level | None) -> UnknownCodeError:
    if folded(query) in ("corse du sud", "haute corse"):
        return UnknownCodeError(
            f"there is no territory {query!r}: {_CORSICA}", value=query, close_matches=["Corse (20)"]
        )
    pieces = [piece.strip() for piece in query.replace(";", ",").split(",")]
    if len(pieces) > 1 and all(piece.upper() in all_territories() or folded(piece) in _by_name() for piece in pieces):
        return UnknownCodeError(
            f"there is no territory {query!r}; several together are a group: write it as {'+'.join(pieces)!r}",
            value=query,
        )
    allowed = [place for place in all_territories().values() if level in (None, place.level)]
    by_code = {place.code: place for place in allowed}
    by_name: dict[str, Territory] = {}
    for place in sorted(allowed, key=lambda place: (_PREFERENCE.index(place.level), place.code)):
        by_name.setdefault(folded(place.name), place)
    # A code without its zero or its R resembles no name, so it is looked for by itself.
    padded = query.strip().zfill(2)
    near = [by_code[code] for code in (padded, f"R{padded}") if code in by_code]
    near += [by_name[name] for name in close_names(query, by_name)]
    shown = [f"{place.name} ({place.code})" for place in dict.fromkeys(near)]
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
    distinct = list(dict.fromkeys(part for member in members for part in _parts(member)))
    if len(distinct) == 1:
        return distinct[0]
    departements = tuple(sorted({code for part in distinct for code in part.departements}))
    regions = tuple(sorted({departement_regions()[code] for code in departements}))
    code = "+".join(part.code for part in distinct)
    return Territory(code, listed([part.label() for part in distinct], "fr"), "group", departements, regions)


def _parts(place: Territory) -> Sequence[Territory]:
    """Take a group apart, so that what it shares with others is named once; a place made by hand stays whole."""
    codes, places = place.code.split("+"), all_territories()
    return [places[code] for code in codes] if all(code in places for code in codes) else [place]
