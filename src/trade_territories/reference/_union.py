"""The European Union, what is outside it, what is neither; and the euro area: by month, from the treaties."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trade_territories.reference._groups import checked_month, shipped_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The three parts of all trade: the Union, third countries, and what is neither: returned goods, stores, undetermined.
UNION_PARTS: Final = ("eu", "non_eu", "not_allocated")


def eu_members(month: str | None = None) -> frozenset[str]:
    """Return the partners that were in the European Union in a month, or are today; France is no partner of its own.

    The United Kingdom is in until January 2020, its last month as a member, though its trade was surveyed as a member's
    until December 2020.

    Parameters
    ----------
    month
        ``"2020-01"``; without it, today.

    Raises
    ------
    UnknownCodeError
        A month that is not written as year and month.

    Examples
    --------
    >>> len(eu_members()), len(eu_members("2020-01"))
    (26, 27)
    """
    return _members("eu", checked_month(month))


def union_parts(month: str | None = None) -> Mapping[str, str]:
    """Return the part of each partner in a month, or today; read-only.

    Parameters
    ----------
    month
        ``"2020-01"``; without it, today's composition, which is also that of the Customs' zone.

    Returns
    -------
    mapping
        ``eu``, ``non_eu`` or ``not_allocated`` by the Customs' code. A code that is not in it has no known country, and counts as
        ``not_allocated``.

    Examples
    --------
    >>> parts = union_parts()
    >>> [parts[code] for code in ("DE", "GB", "FR", "QR")], union_parts("2020-01")["GB"]
    (['eu', 'non_eu', 'not_allocated', 'not_allocated'], 'eu')
    """
    return _union_parts(checked_month(month))


@cache
def _union_parts(month: str | None) -> Mapping[str, str]:
    return MappingProxyType({code: part for part in UNION_PARTS for code in _members(part, month)})


def _members(group: str, month: str | None) -> frozenset[str]:
    return frozenset(shipped_groups()[group].members(month=month))
