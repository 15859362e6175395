"""The fiche's sentences, which the text files hold under ``fiche``."""

from __future__ import annotations

from trade_territories import text


def say(key: str, lang: str, **words: object) -> str:
    """Return one of the fiche's sentences."""
    return text.say(f"fiche.{key}", lang, **words)
