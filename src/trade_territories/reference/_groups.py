"""Groups of products and of partners: those of the package, with their months of membership."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._labels import label
from trade_territories.reference._tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trade_territories.columns import Level

GroupKind = Literal["product", "partner"]
#: ``official``: defined by the named source; ``customary``: usual, and defined by nobody; ``partial``: an official list of which
#: the codes show a part; ``own``: made by the user.
Status = Literal["official", "customary", "partial", "own"]
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class Membership(NamedTuple):
    """One member of a group."""

    #: Its code, at the level of the group.
    code: str
    #: First and last month, as ``2020-01``; None where it always was, or still is, a member.
    since: str | None = None
    until: str | None = None
    #: Whether the membership is disputed or unsettled: such members are counted only where they are asked for.
    is_uncertain: bool = False

    def holds_in(self, month: str | None) -> bool:
        """Whether it is a member in a month, today without one."""
        if month is None:
            return self.until is None
        return (self.since is None or self.since <= month) and (self.until is None or month <= self.until)


@dataclass(frozen=True)
class Group:
    """A group of products or of partners.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.group("agroalimentaire").code, len(tt.group("agroalimentaire").members())
    ('agrifood', 14)
    """

    #: ``energy``, ``brics``, …
    code: str
    #: ``product`` or ``partner``.
    kind: GroupKind
    #: Level of its members: ``a129``, ``cpf4`` or ``partner``.
    level: Level
    #: Its members, with their months.
    memberships: tuple[Membership, ...] = field(repr=False)
    #: ``official``, ``customary`` (never to be called the Customs'), ``partial`` or ``own``.
    status: Status = "own"
    #: Name of the division of which it is one part (``technology``, ``mig``, ``union``); empty for others.
    family: str = ""
    #: Where its definition is from.
    source: str = field(default="", repr=False)
    #: The name that its user gave it; empty for a group of the package, which has a name in each language.
    own_name: str = ""

    def name(self, lang: str = "fr") -> str:
        """Return its name in a language."""
        return self.own_name or label("group", self.code, lang)

    def members(self, year: int | None = None, *, month: str | None = None, uncertain: bool = False) -> tuple[str, ...]:
        """Return the codes of its members, sorted.

        Parameters
        ----------
        year
            Members at the end of a year, in its December. Without year and month, those of today.
        month
            Members in a month, written as ``2020-01``.
        uncertain
            Whether disputed members count.

        Raises
        ------
        UnknownCodeError
            A month that is not written as year and month.

        Examples
        --------
        >>> import trade_territories as tt
        >>> tt.group("brics").members(2023)
        ('BR', 'CN', 'IN', 'RU', 'ZA')
        >>> "GB" in tt.group("eu").members(month="2020-01"), "GB" in tt.group("eu").members(2020)
        (True, False)
        """
        when = checked_month(month) if year is None else f"{int(year):04d}-12"
        return tuple(
            sorted(
                {
                    member.code
                    for member in self.memberships
                    if member.holds_in(when) and (uncertain or not member.is_uncertain)
                }
            )
        )

    def changes(self, year: int) -> tuple[str, ...]:
        """Return the codes that joined or left during a year, after its January: for them, the year is not one or the other.

        Examples
        --------
        >>> import trade_territories as tt
        >>> tt.group("eu").changes(2020), tt.group("eu").changes(2021)
        (('GB',), ())
        """
        first, last = self.members(month=f"{int(year):04d}-01"), self.members(year)
        return tuple(sorted(set(first) ^ set(last)))

    @property
    def has_months(self) -> bool:
        """Whether its members depend on the date."""
        return any(member.since or member.until for member in self.memberships)


def checked_month(month: str | None, where: str = "") -> str | None:
    """Return a month, or refuse what is not written as year and month; `where` it stands begins the message."""
    if month is not None and not _MONTH.fullmatch(month):
        found = f"{where}: {month!r}" if where else f"month={month!r}"
        raise UnknownCodeError(f"{found} is no month; write year and month as '2020-01'", value=month)
    return month


@cache
def shipped_groups() -> Mapping[str, Group]:
    """Return the groups of the package by code; read-only."""
    members: dict[str, list[Membership]] = {}
    for row in rows("group_members"):
        membership = Membership(
            row["code"], row["from_month"] or None, row["to_month"] or None, row["verified"] == "uncertain"
        )
        members.setdefault(row["group"], []).append(membership)
    return MappingProxyType(
        {
            row["group"]: Group(
                row["group"],
                row["kind"],  # type: ignore[arg-type]  # a test holds the table to these words
                row["level"],  # type: ignore[arg-type]
                tuple(members[row["group"]]),
                row["status"],  # type: ignore[arg-type]
                row["family"],
                row["source"],
            )
            for row in rows("groups")
        }
    )


def group_family(name: str) -> tuple[Group, ...]:
    """Return the groups into which a family divides products or partners, for ``by="group:technology"``.

    Products that are in none of them, such as farm products for ``technology``, are ``outside``.

    Raises
    ------
    UnknownCodeError
        No such family.

    Examples
    --------
    >>> [group.code for group in group_family("technology")]
    ['tech_high', 'tech_medium_high', 'tech_medium_low', 'tech_low']
    """
    found = [each for each in shipped_groups().values() if each.family == name]
    if not found:
        families = sorted({each.family for each in shipped_groups().values() if each.family})
        raise UnknownCodeError(
            f"there is no family of groups {name!r}; choose one of {', '.join(families)}",
            value=name,
            close_matches=families,
        )
    return tuple(found)
