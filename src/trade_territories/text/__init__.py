"""Words as data: every sentence, heading and name of a thing, in text files by language, and how numbers are written.

Readers of a figure see French or English; the texts stand in ``fr.toml`` and ``en.toml``, under the same keys. :func:`say`
returns one of them, filled in and typeset; :mod:`trade_territories.text.numbers` writes amounts, shares and ranks.

To add a language: its text file beside this module, its code in the registry (``_languages.py``), and its label columns.
"""

from __future__ import annotations

from trade_territories.text._dates import day_name, release_dates
from trade_territories.text._grammar import capitalised, inflected, inside_sentence
from trade_territories.text._languages import LANGS, Lang, checked_lang, language, locale_tag
from trade_territories.text._say import (
    codes_listed,
    has_sentence,
    listed,
    month_name,
    placeholders,
    say,
    sentences_of,
    typeset,
    with_known_spaces,
)

__all__ = [
    "LANGS", "Lang", "capitalised", "checked_lang", "codes_listed", "day_name", "has_sentence", "inflected", "inside_sentence",
    "language", "listed", "locale_tag", "month_name", "placeholders", "release_dates", "say", "sentences_of", "typeset",
    "with_known_spaces",
]  # fmt: skip
