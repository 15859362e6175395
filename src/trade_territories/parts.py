"""Parts of trade that a question keeps (``only=``) or leaves out (``excluding=``), and groups as levels of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, get_args

from trade_territories import reference
from trade_territories.columns import LEVELS, PRODUCT_COLUMNS, Rows, checked_level
from trade_territories.errors import UnknownCodeError
from trade_territories.text import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.frames import FlowsFrame
    from trade_territories.query._words import Words
    from trade_territories.reference import Group, Part, PartsLike

#: ``by="group:technology"`` adds up by the groups of one family.
GROUP_LEVEL: Final = "group:"
#: Code of what belongs to no group of a family.
OUTSIDE: Final = "outside"
#: Arguments that only one kind will do for.
_KINDS: Final[dict[str, Literal["partner", "product"]]] = {"partner": "partner", "product": "product"}
#: Number of codes of a group that a note lists.
_CODES_SHOWN: Final = 8
#: Members of a group that a sentence names; more are listed by their codes.
_NAMED: Final = 60
_LOOKED_UP: Final = (*PRODUCT_COLUMNS, "partner")


@dataclass(frozen=True)
class Parts:
    """Several products and partners, each with the members that it has in the period; false where there are none."""

    #: They, in order, each once.
    parts: tuple[Part, ...] = ()
    #: Codes of partners that occur in the data and that no table knows: some parts hold them, too.
    unknown_partners: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the parts, as asked for."""
        return tuple(part.code for part in self.parts)

    @cached_property
    def by_column(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Codes by column of Flows."""
        columns: dict[str, frozenset[str]] = {}
        for part in self.parts:
            held = part.column_codes | (self.unknown_partners if part.holds_unknown_codes else frozenset())
            columns[part.column] = columns.get(part.column, frozenset()) | held
        return tuple(sorted(columns.items()))

    def and_also(self, other: Parts) -> Parts:
        """Return these parts and others, each once."""
        return Parts(_in_order({*self.parts, *other.parts}), self.unknown_partners | other.unknown_partners)

    def at(self, year: int) -> Parts:
        """Return the parts with the members that their groups had at the end of a year."""
        return Parts(_in_order({part.at(year) for part in self.parts}), self.unknown_partners)

    def names(self, query: Words, kind: str | None = None) -> list[str]:
        """Return the names of the parts inside a sentence: of all, or of one kind (``product`` or ``partner``)."""
        return [_name_in_sentence(part, query) for part in self.parts if kind in (None, part.kind)]

    def long_names(self, query: Words) -> list[str]:
        """Return the names of the parts with their codes, those of the members for a group."""
        return [_long_name(part, query) for part in self.parts]

    def notes(self, query: Words) -> list[str]:
        """Return what is to be known of the parts: other readings of a name, members of a date, codes that count once."""
        lang = query.lang
        notes = []
        for part in self.parts:
            if part.other_readings:
                code = f"group:{part.code}" if part.group is not None else f"{part.level}:{part.code}"
                readings = listed(list(part.other_readings), lang)
                notes.append(say("tables.reading", lang, name=part.name(lang), code=code, readings=readings))
            if part.group is not None:
                notes += _group_notes(part.group, query)
                notes += membership_notes(part.group, query.period.years, query)
        for found in reference.overlaps(self.parts):
            names = listed([found.first.name(lang), found.second.name(lang)], lang)
            notes.append(say("tables.overlap", lang, names=names, codes=_shown(found.codes)))
        return notes


NO_PARTS: Final = Parts()


def parts_of(asked: PartsLike, argument: str, frame: FlowsFrame, last_year: int) -> Parts:
    """Return the products and partners that are asked for.

    Parameters
    ----------
    asked
        A code, a name in either language, a group, or several of them.
    argument
        ``only`` or ``excluding``, for messages.
    frame
        The table: a code that occurs there and nowhere else is known, too.
    last_year
        Last year of the period: groups of partners have the members of its end.

    Raises
    ------
    UnknownCodeError
        No such product, partner or group; with close matches.
    """
    if asked is None:
        return NO_PARTS
    items = list(asked) if isinstance(asked, Iterable) and not isinstance(asked, (str, Mapping)) else asked
    if argument == "only" and isinstance(items, list) and not items:
        raise UnknownCodeError(
            "only: an empty list keeps nothing; give codes or names, or None for everything", value=asked
        )
    kind = _KINDS.get(argument)
    try:
        found = reference.resolve_parts(items, kind=kind, argument=argument)
    except UnknownCodeError:
        labels = {level: frame.info.labels_of(level) if frame.info else {} for level in _LOOKED_UP}
        known = {level: {code: labels[level].get(code, "") for code in frame.codes(level)} for level in _LOOKED_UP}
        found = reference.resolve_parts(items, kind=kind, argument=argument, known=known)
    unknown: frozenset[str] = frozenset()
    if any(part.holds_unknown_codes for part in found):
        unknown = frame.codes("partner") - set(reference.labels("partner"))
    return Parts(_in_order({part.at(last_year) for part in found}), unknown)


def _name_in_sentence(part: Part, query: Words) -> str:
    name = None if part.group is not None else query.label(part.level, part.code, short=True)
    return part.name_in_sentence(query.lang, name=name)


def _long_name(part: Part, query: Words) -> str:
    if part.group is not None:
        return f"{part.name(query.lang)} ({_shown(part.codes)})"
    return f"{query.label(part.level, part.code)} ({part.code})"


def _shown(codes: Sequence[str]) -> str:
    return ", ".join([*codes[:_CODES_SHOWN], *(["…"] if len(codes) > _CODES_SHOWN else [])])


def _group_notes(group: Group, query: Words) -> list[str]:
    """Return what is to be known of a group: that it has no official definition, and whose membership is uncertain."""
    lang, year = query.lang, query.period.years[-1]
    notes = []
    if group.status == "customary":
        notes.append(say("tables.customary_group", lang, name=group.name(lang)))
    uncertain = set(group.members(year, uncertain=True)) - set(group.members(year))
    if uncertain:
        names = listed(query.labels(group.level, sorted(uncertain), short=True), lang)
        notes.append(say("tables.members_uncertain", lang, name=group.name(lang), names=names))
    return notes


def members_note(part: Part, query: Words) -> str:
    """Name the members that a group has in the last year: all of them, by code where names would fill a page."""
    if part.group is None:
        raise AssertionError(f"{part.code} is no group")
    lang, group = query.lang, part.group
    names = query.labels(part.level, part.codes, short=True)
    named = sorted(names, key=reference.folded) if len(names) <= _NAMED else list(part.codes)
    key = "tables.members_in" if group.has_months else "tables.members"
    return say(key, lang, name=group.name(lang), year=query.period.years[-1], members=listed(named, lang))


def membership_notes(group: Group, years: Sequence[int], query: Words) -> list[str]:
    """Return who joined and who left a group after the first January of some years, for which it has the members of their end."""
    lang = query.lang
    before, after = set(group.members(month=f"{years[0]:04d}-01")), set(group.members(years[-1]))
    changes = [
        say(f"tables.members_{key}", lang, names=listed(query.labels(group.level, sorted(codes), short=True), lang))
        for key, codes in (("joined", after - before), ("left", before - after))
        if codes
    ]
    if not changes:
        return []
    return [" ".join([say("tables.composition", lang, name=group.name(lang), year=years[-1]), *changes])]


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.kind, part.level, part.code)))


def checked_rows(by: str, allowed: tuple[str, ...] = LEVELS) -> str:
    """Return the level of rows: one of the allowed ones, or ``group:`` and the name of a family of groups.

    Raises
    ------
    TradeTerritoriesError
        Neither.

    Examples
    --------
    >>> checked_rows("a129"), checked_rows("group:technology")
    ('a129', 'group:technology')
    """
    if str(by).startswith(GROUP_LEVEL):
        column, _ = group_level(by)
        if "partner" in allowed or column != "partner":
            return by
    families = (one for one in get_args(Rows) if one.startswith(GROUP_LEVEL))
    return checked_level(
        by, (*allowed, *(one for one in families if "partner" in allowed or group_level(one)[0] != "partner"))
    )


def group_level(by: str, year: int | None = None) -> tuple[str, dict[str, str]]:
    """Return the column from which a family of groups is added up, and the group of each of its codes.

    Parameters
    ----------
    by
        ``group:`` and the name of a family.
    year
        Year at whose end partners are members; today without one.

    Examples
    --------
    >>> column, groups = group_level("group:technology")
    >>> column, groups["2110"]
    ('cpf4', 'tech_high')
    """
    groups = reference.group_family(by.removeprefix(GROUP_LEVEL))
    (level,) = {group.level for group in groups}
    return level, {code: group.code for group in groups for code in group.members(year)}


def outside_of(by: str) -> str:
    """Return the code of what is in no group of a family: what is not allocated to a country, for the Union.

    Examples
    --------
    >>> outside_of("group:technology"), outside_of("group:union")
    ('outside', 'not_allocated')
    """
    codes = {group.code for group in reference.group_family(by.removeprefix(GROUP_LEVEL))}
    return "not_allocated" if "not_allocated" in codes else OUTSIDE


def group_label(by: str, code: str, lang: str) -> str | None:
    """Return the name of a group of a family; None for what is in none of them."""
    for group in reference.group_family(by.removeprefix(GROUP_LEVEL)):
        if group.code == code:
            return group.name(lang)
    return None
