"""Old place of the notes of tables, now in the text files under ``tables``; goes away as its callers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text import say
from trade_territories.wording._flows import FlowNames

if TYPE_CHECKING:
    from trade_territories.text import Lang

FLOW_NAMES = FlowNames()


def table_note(code: str, lang: Lang, **values: str) -> str:
    """Return a note."""
    return say(f"tables.{code}", lang, **values)
