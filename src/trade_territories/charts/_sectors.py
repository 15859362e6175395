"""The ten sectors of the treemap: each is a merger of posts of the nomenclature A38."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.parts import GROUP_LEVEL
from trade_territories.reference._tables import column
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trade_territories.text import Lang

#: Posts of A38 -> sector; every other post is in the last one.
_OF_A38 = {
    "AZ": "agro", "CA": "agro",
    "CE": "chemistry", "CF": "chemistry",
    "CI": "machines", "CJ": "machines", "CK": "machines",
    "CG": "materials",
    "CL": "vehicles",
    "CC": "wood",
    "CH": "metals",
    "CB": "textile",
    "BZ": "energy", "CD": "energy", "DZ": "energy",
}  # fmt: skip
_OF_A17 = {"AZ": "agro", "C1": "agro", "C2": "energy", "C3": "machines", "C4": "vehicles", "DE": "energy"}
OTHER = "other"
SECTORS = (
    "agro", "chemistry", "machines", "materials", "vehicles", "wood", "metals", "textile", "energy", OTHER,
)  # fmt: skip


def sector_of(level: str, code: str) -> str:
    """Return the sector of a product.

    Examples
    --------
    >>> sector_of("a129", "C11Z"), sector_of("cpf4", "2120"), sector_of("a38", "CL"), sector_of("a129", "ZZZZ")
    ('agro', 'chemistry', 'vehicles', 'other')
    """
    return _sectors(level).get(code, OTHER)


@cache
def _sectors(level: str) -> Mapping[str, str]:
    if level.startswith(GROUP_LEVEL):
        # Each group of a family stands by itself, in the tone of a sector.
        groups = reference.group_family(level.removeprefix(GROUP_LEVEL))
        return MappingProxyType({group.code: SECTORS[at] for at, group in enumerate(groups[: len(SECTORS) - 1])})
    if level == "a17":
        return MappingProxyType(_OF_A17)
    if level == "a38":
        return MappingProxyType(_OF_A38)
    of_a129 = {code: _OF_A38.get(post, OTHER) for code, post in reference.product_parents("a38").items()}
    if level == "a129":
        return MappingProxyType(of_a129)
    parents = column("products_cpf4", "cpf4", "a129")
    return MappingProxyType({code: of_a129.get(parent, OTHER) for code, parent in parents.items()})


def sector_names(code: str, lang: Lang) -> tuple[str, ...]:
    """Return the names of a sector, from the longest to the shortest.

    Examples
    --------
    >>> sector_names("agro", "fr")
    ('Agroalimentaire', 'Agro')
    """
    names = [say(f"charts.sectors.{code}.{size}", lang) for size in ("long", "middle", "short")]
    return tuple(dict.fromkeys(names))
