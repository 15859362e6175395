"""Sums of a question in the order in which documents show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference

if TYPE_CHECKING:
    from trade_territories.query import Query

FLOWS = ("export", "import")


def ordered(question: Query, level: str, flow: str) -> pd.Series[int]:
    """Return euros by code, largest first, then by code."""
    return _series(question.amounts(level, flow), level)


def countries(question: Query, flow: str) -> pd.Series[int]:
    """Return euros by country, largest first; partners that are no country are left out."""
    others = reference.no_countries()
    amounts = question.amounts("partner", flow)
    return _series({code: value for code, value in amounts.items() if code not in others}, "partner")


def _series(amounts: dict[str, int], level: str) -> pd.Series[int]:
    codes = sorted(amounts, key=lambda code: (-amounts[code], code))
    index = pd.Index(codes, dtype="str", name=level)
    return pd.Series([amounts[code] for code in codes], index=index, dtype="int64", name="value_eur")


def share_pct(part: float, whole: float) -> float | None:
    """Return a share in percent; None where the whole is nothing or the part is larger than it."""
    return part / whole * 100 if whole > 0 and 0 <= part <= whole else None
