"""Old place of the charts' sentences, now in the text files under ``charts``; goes away as its callers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text import listed, month_name, number_word, say

if TYPE_CHECKING:
    from trade_territories.text import Lang

__all__ = ["chart_text", "curved", "listed", "month_name", "number_word"]

_MOVED = {"not_known": "numbers.not_known"}


def chart_text(key: str, lang: Lang, **values: object) -> str:
    """Return one of the charts' sentences."""
    return say(_MOVED.get(key, f"charts.{key}"), lang, **values)


def curved(text: str) -> str:
    """Return the text with curved apostrophes."""
    return text.replace("'", "’")
