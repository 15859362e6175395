"""The fiche's sentences, which the text files hold under ``fiche``."""

from __future__ import annotations

from trade_territories import reference, text


def say(key: str, lang: str, **words: object) -> str:
    """Return one of the fiche's sentences."""
    return text.say(f"fiche.{key}", lang, **words)


def slug(key: str, lang: str) -> str:
    """Return a word as a part of a file name.

    Examples
    --------
    >>> slug("nav_dependance", "fr")
    'dependance'
    """
    return "-".join(reference.folded(say(key, lang)).split())
