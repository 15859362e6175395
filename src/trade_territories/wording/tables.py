"""Old place of the notes of tables, now in the text files under ``tables``; goes away as its callers move."""

from __future__ import annotations

from trade_territories.text import LANGS, Lang, say

FLOW_NAMES: dict[Lang, dict[str, str]] = {
    lang: {flow: say(f"flows.{flow}", lang) for flow in ("export", "import")} for lang in LANGS
}


def table_note(code: str, lang: Lang, **values: str) -> str:
    """Return a note."""
    return say(f"tables.{code}", lang, **values)
