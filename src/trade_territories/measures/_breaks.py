"""Breaks in the series: from one year to the next, figures stop meaning the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trade_territories.columns import PRODUCT_COLUMNS

if TYPE_CHECKING:
    from trade_territories.query import Query

#: First year after a break and its key; both are explained in the documentation, "What the figures mean".
BREAKS: Final = {2021: "brexit", 2022: "emebi"}
NOMENCLATURE: Final = "nomenclature"


def breaks_between(first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the breaks that lie between two years.

    Examples
    --------
    >>> breaks_between(2020, 2024)
    ('brexit', 'emebi')
    >>> breaks_between(2022, 2024)
    ()
    """
    return tuple(key for year, key in BREAKS.items() if first_year < year <= last_year)


def breaks_of(query: Query, first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the breaks between two years, with a change of nomenclature that the releases' own labels show."""
    breaks = breaks_between(first_year, last_year)
    labels = query.frame.info.labels if query.frame.info else ()
    changed = {
        min(label.years) for label in labels if label.instead_of and label.years and label.kind in PRODUCT_COLUMNS
    }
    return (*breaks, NOMENCLATURE) if any(first_year < year <= last_year for year in changed) else breaks
