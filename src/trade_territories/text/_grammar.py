"""What grammar asks of a word inside a sentence: articles, elision, numbers in letters; the ``de`` of ``{place:de}``."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from trade_territories.errors import TradeTerritoriesError
from trade_territories.text._languages import language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What each French form writes before a name, by the kind of its article; the kinds are lists in fr.toml, [articles].
#: "-" stands for a name without a known article, "-'" for one that begins with a vowel.
_FRENCH: dict[str, dict[str, str]] = {
    "le": {
        "le": "le ", "la": "la ", "les": "les ", "l": "l'", "la_en": "la ", "l_en": "l'", "le_en": "le ", "en_le": "le ",
        "en": "la ", "en'": "l'", "au": "le ", "aux": "les ", "a": "", "sans_en": "", "-": "",
        "-'": "",
    },
    "de": {
        "le": "du ", "la": "de la ", "les": "des ", "l": "de l'", "la_en": "de la ", "l_en": "de l'", "le_en": "du ",
        "en_le": "de ", "en": "de ", "en'": "d'", "au": "du ", "aux": "des ", "a": "de ", "a'": "d'",
        "sans_en": "de ", "sans_en'": "d'", "-": "de ", "-'": "d'",
    },
    "dans": {
        "le": "dans le ", "la": "dans la ", "les": "dans les ", "l": "dans l'", "la_en": "en ", "l_en": "en ",
        "le_en": "en ", "en_le": "en ", "en": "en ", "en'": "en ", "au": "au ", "aux": "aux ", "a": "à ",
        "sans_en": "en ", "-": "dans ", "-'": "dans ",
    },
}  # fmt: skip
#: Inside a sentence, larger numbers are written in digits.
MOST_IN_LETTERS = 20
#: Words in h and y that are said as if they began with a consonant.
_ASPIRATED = ("haut", "hong", "honduras", "houille", "huit", "y")


def inflected(word: object, form: str, lang: str) -> str:
    """Return a word in the form that a placeholder asks for; a form with a capital capitalises it.

    Parameters
    ----------
    word
        A name, or a whole number for ``word`` and ``digits``.
    form
        Any language: ``word`` (a number up to 20 in letters), ``Word`` (up to 99, to open a sentence), ``digits`` (with
        separators of thousands), ``as_is``. French: ``de`` ("de la Marne", "d'août"), ``dans`` ("dans la Marne", "à
        Paris", "en Île-de-France"), ``le`` ("la Marne"). English: ``the`` ("the United States").

    Raises
    ------
    TradeTerritoriesError
        The language has no such form.

    Examples
    --------
    >>> [inflected(name, "de", "fr") for name in ("Marne", "Bouches-du-Rhône", "Île-de-France", "août", "mai")]
    ['de la Marne', 'des Bouches-du-Rhône', "d'Île-de-France", "d'août", 'de mai']
    >>> inflected(6, "Word", "fr"), inflected("États-Unis", "Le", "fr"), inflected("United States", "the", "en")
    ('Six', 'Les États-Unis', 'the United States')
    """
    rules: Mapping[str, Callable[[object, str], str]] = _COMMON | _GRAMMARS.get(lang, {})
    if form == "Word":
        # A number that opens a sentence is in letters, however large.
        return capitalised(_number_word(word, lang, sys.maxsize))
    rule = rules.get(form.lower())
    if rule is None:
        raise TradeTerritoriesError(
            f"form {form!r} of a placeholder is not known in {lang!r}; choose one of {', '.join(rules)}"
        )
    text = rule(word, lang)
    return capitalised(text) if form[:1].isupper() else text


def capitalised(text: str) -> str:
    """Return the text with a capital first letter, and the rest as it is.

    Examples
    --------
    >>> capitalised("états membres de l'UE")
    "États membres de l'UE"
    """
    return text[:1].upper() + text[1:]


def inside_sentence(name: str) -> str:
    """Return the name of a product with a small first letter, as inside a sentence; an acronym keeps its capitals.

    Examples
    --------
    >>> [inside_sentence(name) for name in ("Boissons", "CD et DVD", "Équipements automobiles")]
    ['boissons', 'CD et DVD', 'équipements automobiles']
    """
    first = name.split(" ", 1)[0]
    return name if len(first) > 1 and first.isupper() else name[:1].lower() + name[1:]


def begins_with_vowel(word: str) -> bool:
    """Whether a French word begins with a vowel or a silent h, before which "de" and "le" are elided.

    Examples
    --------
    >>> [begins_with_vowel(word) for word in ("août", "Île-de-France", "horlogerie", "Haute-Marne", "mai")]
    [True, True, True, False, False]
    """
    folded = word.casefold()
    plain = unicodedata.normalize("NFD", folded)[:1]
    return plain in {*"aeiouœh"} and not folded.startswith(_ASPIRATED)


def _number_word(number: object, lang: str, most: int = MOST_IN_LETTERS) -> str:
    words = language(lang).arrays["numbers.words"]
    if isinstance(number, int) and 0 <= number < len(words) and number <= most:
        return words[number]
    return _digits(number, lang)


def _digits(number: object, lang: str) -> str:
    from trade_territories.text.numbers import decimal

    if not isinstance(number, int):
        raise TradeTerritoriesError(f"{number!r} is to be written as a number; expected a whole number")
    return decimal(number, 0, lang)


@cache
def _articles(lang: str) -> dict[str, str]:
    """Return the kind of article of each name that the text file lists."""
    prefix = "articles."
    arrays = language(lang).arrays
    return {name: key.removeprefix(prefix) for key, names in arrays.items() if key.startswith(prefix) for name in names}


def _french(form: str) -> Callable[[object, str], str]:
    def rule(word: object, lang: str) -> str:
        return _french_form(str(word), form, lang)

    return rule


def _french_form(name: str, form: str, lang: str) -> str:
    kinds, plain = _articles(lang), name.replace("’", "'")
    parts = plain.split(" (")[0].replace(" et ", ", ").split(", ")
    # "Marne et Aube" is two places: "de la Marne et de l'Aube".
    if plain not in kinds and len(parts) > 1 and all(part in kinds for part in parts):
        for part in parts:
            plain = plain.replace(part, _french_form(part, form, lang), 1)
        return plain
    kind = kinds.get(plain, kinds.get(parts[0], "-") if len(parts) == 1 else "-")
    before = _FRENCH[form]
    elided = f"{kind}'"
    return (before[elided] if elided in before and begins_with_vowel(plain) else before[kind]) + name


def _english_the(word: object, lang: str) -> str:
    return f"the {word}" if _articles(lang).get(str(word)) == "the" else str(word)


_COMMON: dict[str, Callable[[object, str], str]] = {
    "word": _number_word,
    "digits": _digits,
    "as_is": lambda word, _: str(word),
    "the": _english_the,
}
_GRAMMARS: dict[str, dict[str, Callable[[object, str], str]]] = {
    "fr": {form: _french(form) for form in _FRENCH},
}
