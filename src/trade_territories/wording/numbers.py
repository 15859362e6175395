"""Old place of :mod:`trade_territories.text.numbers`; goes away as its callers move."""

from __future__ import annotations

from trade_territories.text import LANGS, Lang, checked_lang, typeset
from trade_territories.text.numbers import (
    DOWN,
    LEVEL,
    MINUS,
    NNBSP,
    UP,
    decimal,
    euros,
    fine_percent,
    mark,
    millions,
    ordinal,
    percent,
    ratio,
)

__all__ = [
    "DOWN", "LANGS", "LEVEL", "MINUS", "NNBSP", "UP", "Lang", "checked_lang", "decimal", "euros", "fine_percent", "mark",
    "millions", "ordinal", "percent", "ratio", "thin_spaces",
]  # fmt: skip


def thin_spaces(text: str) -> str:
    """Return a French text, typeset."""
    return typeset(text, "fr")
