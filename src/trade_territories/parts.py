"""Parts of trade that a question keeps (``only=``) or leaves out (``excluding=``), and groups as levels of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from trade_territories import reference
from trade_territories.columns import LEVELS, checked_level
from trade_territories.errors import UnknownCodeError

if TYPE_CHECKING:
    from trade_territories.frames import FlowsFrame
    from trade_territories.reference import Part

#: What ``only=`` and ``excluding=`` take: a code, a name, a group, or several of them.
PartsLike = Any
#: ``by="group:technology"`` adds up by the groups of one family.
GROUP_LEVEL: Final = "group:"
#: Code of what belongs to no group of a family.
OUTSIDE: Final = "outside"
_LOOKED_UP: Final = ("a129", "cpf4", "partner")


@dataclass(frozen=True)
class Parts:
    """Several products and partners, each with the members that it has in the period; false where there are none."""

    parts: tuple[Part, ...] = ()

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
            columns[part.column] = columns.get(part.column, frozenset()) | part.column_codes
        return tuple(sorted(columns.items()))

    def and_also(self, other: Parts) -> Parts:
        """Return these parts and others, each once."""
        return Parts(_in_order({*self.parts, *other.parts}))

    def names(self, lang: str, kind: str | None = None) -> list[str]:
        """Return the names of the parts inside a sentence: of all, or of one kind (``product`` or ``partner``)."""
        return [part.name_in_sentence(lang) for part in self.parts if kind in (None, part.kind)]

    def long_names(self, lang: str) -> list[str]:
        """Return the names of the parts with their codes."""
        return [f"{part.name(lang)} ({part.code})" for part in self.parts]


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
    try:
        found = reference.resolve_parts(items, argument=argument)
    except UnknownCodeError:
        labels = {level: frame.info.labels_of(level) if frame.info else {} for level in _LOOKED_UP}
        known = {level: {code: labels[level].get(code, "") for code in frame.codes(level)} for level in _LOOKED_UP}
        found = reference.resolve_parts(items, argument=argument, known=known)
    return Parts(_in_order({part.at(last_year) for part in found}))


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
    if isinstance(by, str) and by.startswith(GROUP_LEVEL):
        column, _ = group_level(by)
        if "partner" in allowed or column != "partner":
            return by
    return checked_level(by, allowed)


def group_level(by: str) -> tuple[str, dict[str, str]]:
    """Return the column from which a family of groups is added up, and the group of each of its codes.

    Examples
    --------
    >>> column, groups = group_level("group:technology")
    >>> column, groups["2110"]
    ('cpf4', 'tech_high')
    """
    groups = reference.group_family(by.removeprefix(GROUP_LEVEL))
    (level,) = {group.level for group in groups}
    return level, {code: group.code for group in groups for code in group.members()}


def group_label(by: str, code: str, lang: str) -> str | None:
    """Return the name of a group of a family; None for what is in none of them."""
    for group in reference.group_family(by.removeprefix(GROUP_LEVEL)):
        if group.code == code:
            return group.name(lang)
    return None
