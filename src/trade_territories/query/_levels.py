"""Levels above the columns of Flows: from which column each is added up, and its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import PARENT_COLUMN
from trade_territories.frames import sorted_categories
from trade_territories.parts import GROUP_LEVEL, group_level, outside_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def column_of(level: str) -> str:
    """Return the column of Flows from which a level is added up."""
    return group_level(level)[0] if level.startswith(GROUP_LEVEL) else PARENT_COLUMN.get(level, level)


def at_level(codes: pd.Series, level: str, year: int) -> pd.Series:
    """Return the codes of a coarser level: without a known one ``inconnu``, ``divers`` (zones) or ``outside`` (groups)."""
    parents: Mapping[str, str]
    if level.startswith(GROUP_LEVEL):
        parents, unknown = group_level(level, year)[1], outside_of(level)
    elif level == "zone":
        parents, unknown = reference.partner_zones(), "divers"
    else:
        parents, unknown = reference.product_parents(level), reference.INCONNU
    categorical = codes.astype("category")
    mapped = [parents.get(str(code), unknown) for code in categorical.cat.categories.tolist()]
    return sorted_categories(
        pd.Series(pd.Index(mapped, dtype="str").take(categorical.cat.codes.to_numpy()), index=codes.index)
    )
