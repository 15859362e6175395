"""The fiche's sentences, which the text files hold under ``fiche``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from trade_territories import reference, text
from trade_territories.text.numbers import percent, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def heading_of_shares(name: str, shares: Mapping[str, float], lang: str, *, narrowed: str = "") -> str:
    """Return the heading that gives the share of a part in each flow; a share that means nothing is left out.

    What the flows are narrowed to stands at its end.

    Examples
    --------
    >>> heading_of_shares("Brazil", {"export": 0.5, "import": 12.0}, "en")
    'Brazil: 0.50% of exports, 12% of imports'
    >>> heading_of_shares("Brazil", {"export": 0.5, "import": float("nan")}, "en")
    'Brazil: 0.50% of exports'
    """
    said = [
        say(f"heading_shares_{flow}", lang, share=percent(share, lang))
        for flow, share in shares.items()
        if not math.isnan(share)
    ]
    return (say("heading_shares", lang, name=name, shares=", ".join(said)) if said else name) + narrowed


def slug(key: str, lang: str) -> str:
    """Return a word as a part of a file name.

    Examples
    --------
    >>> slug("nav_dependance", "fr")
    'dependance'
    """
    return "-".join(reference.folded(say(key, lang)).split())
