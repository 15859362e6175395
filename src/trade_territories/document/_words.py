"""The fiche's sentences, which the text files hold under ``fiche``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from trade_territories import reference, text
from trade_territories.text.numbers import percent_in_words

if TYPE_CHECKING:
    from trade_territories.text import Lang


def say(key: str, lang: str, **words: object) -> str:
    """Return one of the fiche's sentences."""
    return text.say(f"fiche.{key}", lang, **words)


class Speaker:
    """Base of what writes sentences in one language, those of fiches unless it says otherwise."""

    lang: Lang
    #: The section of the text files that holds its sentences.
    section_of_text: ClassVar[str] = "fiche"

    def _say(self, key: str, **words: object) -> str:
        return text.say(f"{self.section_of_text}.{key}", self.lang, **words)

    def _percent(self, value: float | None) -> str:
        """Return a share as it stands in a sentence; what has no value is not significant."""
        return percent_in_words(float("nan") if value is None else float(value), self.lang)


def slug(key: str, lang: str) -> str:
    """Return a word as a part of a file name.

    Examples
    --------
    >>> slug("nav_dependance", "fr")
    'dependance'
    """
    return "-".join(reference.folded(say(key, lang)).split())
