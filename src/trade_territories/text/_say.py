"""Sentences by key, filled in and set as their language asks."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from string import Formatter
from typing import TYPE_CHECKING, Final

from trade_territories.errors import TradeTerritoriesError
from trade_territories.text._grammar import inflected
from trade_territories.text._languages import language

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trade_territories.text._languages import Language

#: A plain space between thousands, or between a number and its unit: where no line may break.
_INSIDE_NUMBER = re.compile(r" (?<=\d )(?=\d{3}(?!\d)|M?€|%)")
#: So many codes a sentence names; a damaged file may hold as many as it has rows.
_CODES_SHOWN: Final = 20


def say(key: str, lang: str, /, **words: object) -> str:
    r"""Return a sentence in a language, its placeholders filled in, typeset.

    Parameters
    ----------
    key
        Its key in the text files: ``"flows.export"``.
    lang
        A language of the registry.
    **words
        Values of the placeholders; ``count`` or ``ordinal`` also chooses among plural forms.

    Raises
    ------
    TradeTerritoriesError
        The key is not in the text file, or a placeholder got no value.

    Examples
    --------
    >>> say("period.held_by_flow", "en", flow="exports", period="€8,105.8m")
    'exports: €8,105.8m'
    >>> say("period.held_by_flow", "fr", flow="exportations", period="8 105,8 M€")
    'exportations\xa0: 8\u202f105,8\u202fM€'
    """
    sentence = language(lang).sentences.get(key)
    if sentence is None:
        raise TradeTerritoriesError(f"no sentence {key!r} in the text file of {lang!r}")
    if not isinstance(sentence, str):
        sentence = sentence[_plural_form(key, lang, words)]
    return typeset(_filled(key, lang, sentence, words), lang)


def sentences_of(section: str, lang: str) -> dict[str, str]:
    """Return all sentences of a section without placeholders, in the order of the text file, by the last part of their key.

    Examples
    --------
    >>> sentences_of("flows", "en")["export"]
    'exports'
    """
    prefix = f"{section}."
    keys = [key for key in language(lang).sentences if key.startswith(prefix)]
    return {key.removeprefix(prefix): say(key, lang) for key in keys}


def has_sentence(key: str, lang: str) -> bool:
    """Whether the text file of a language has a key.

    Examples
    --------
    >>> has_sentence("columns.balance_eur", "en"), has_sentence("columns.xyz", "en")
    (True, False)
    """
    return key in language(lang).sentences


def with_known_spaces(text: str) -> str:
    r"""Return a text whose spaces every console and every Windows code page know: narrow no-break ones become usual ones.

    Examples
    --------
    >>> with_known_spaces("8\u202f105,8\u202fM€")
    '8\xa0105,8\xa0M€'
    """
    return text.replace("\u202f", "\u00a0")


def typeset(text: str, lang: str) -> str:
    r"""Return the text with the apostrophes and no-break spaces of its language; a text already set stays as it is.

    Examples
    --------
    >>> typeset("l'export : 460 000 euros, soit 1 % ; « oui »", "fr")
    'l’export\xa0: 460\u202f000 euros, soit 1\u202f%\u202f; «\u202foui\u202f»'
    >>> typeset("Territoires d'industrie", "en")
    'Territoires d’industrie'
    """
    own = language(lang)
    for plain, set_text in own.replacements:
        text = text.replace(plain, set_text)
    return _INSIDE_NUMBER.sub("\u202f", text) if own.space_before else text


def listed(items: Sequence[str], lang: str) -> str:
    """Join a few things as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en"), listed(["a", "b"], "fr")
    ('a, b and c', 'a et b')
    """
    from babel.lists import format_list

    return format_list(list(items), locale=language(lang).locale)


def codes_listed(codes: Collection[str], lang: str, most: int = _CODES_SHOWN) -> str:
    """Return codes as a list in which an empty one can be seen; of many the first, and how many there are.

    Examples
    --------
    >>> codes_listed(["ZZ", " "], "en"), codes_listed(["ZX", "ZY", "ZZ"], "en", most=2)
    ('ZZ, “ ”', 'ZX, ZY, …, 3 in all')
    """
    shown = ", ".join(code if code.strip() else say("notices.blank_code", lang) for code in islice(codes, most))
    if len(codes) <= most:
        return shown
    from babel.numbers import format_decimal

    count = format_decimal(len(codes), locale=language(lang).locale)
    return say("notices.more_codes", lang, codes=shown, count=count)


def month_name(vintage: str, lang: str) -> str:
    """Return the month of a vintage, YYYYMM, in words.

    Examples
    --------
    >>> month_name("202502", "fr")
    'février 2025'
    """
    months = language(lang).locale.months["format"]["wide"]
    return f"{months[int(vintage[4:6])]} {vintage[:4]}"


def placeholders(sentence: str) -> set[str]:
    """Return the names of the placeholders of a sentence.

    Examples
    --------
    >>> sorted(placeholders("{name:de} ({times} fois)"))
    ['name', 'times']
    """
    return {field for _, field, _ in _parsed(sentence) if field is not None}


def _filled(key: str, lang: str, sentence: str, words: dict[str, object]) -> str:
    parts = []
    for literal, field, form in _parsed(sentence):
        parts.append(literal)
        if field is None:
            continue
        if field not in words:
            raise TradeTerritoriesError(f"sentence {key!r} in {lang!r} needs the word {field!r}; got {sorted(words)}")
        parts.append(inflected(words[field], form, lang) if form else str(words[field]))
    return "".join(parts)


@cache
def _parsed(sentence: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, field, form or "") for literal, field, form, _ in Formatter().parse(sentence))


def _plural_form(key: str, lang: str, words: dict[str, object]) -> str:
    """Choose among plural forms by CLDR's rules: those of amounts for ``count``, those of ranks for ``ordinal``."""
    own: Language = language(lang)
    forms = own.sentences[key]
    count, rank = words.get("count"), words.get("ordinal")
    if isinstance(rank, int):
        chosen: str = own.locale.ordinal_form(rank)
    elif isinstance(count, int | float):
        # CLDR has rules for decimals, too: 1,5 produit, but 1.5 products.
        chosen = "zero" if count == 0 and "zero" in forms else own.locale.plural_form(count)
    else:
        raise TradeTerritoriesError(f"sentence {key!r} in {lang!r} has plural forms: expected a number as count=…")
    return chosen if chosen in forms else "other"
