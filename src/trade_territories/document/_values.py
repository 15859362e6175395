"""Sums of a question in the order in which documents show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import reference

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.query import Query

FLOWS = ("export", "import")


def ordered(question: Query, level: str, flow: str) -> pd.Series[int]:
    """Return euros by code, largest first, then by code."""
    values = question.values(level, flow).sort_index()
    return values.sort_values(ascending=False, kind="stable")


def countries(question: Query, flow: str) -> pd.Series[int]:
    """Return euros by country, largest first; partners that are no country are left out."""
    values = ordered(question, "partner", flow)
    return values[~values.index.isin(list(reference.no_countries()))]


def share_pct(part: float, whole: float) -> float | None:
    """Return a share in percent; None where the whole is nothing or the part is larger than it."""
    return part / whole * 100 if whole > 0 and 0 <= part <= whole else None
