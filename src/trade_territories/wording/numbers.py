"""Numbers as French and English readers write them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from trade_territories.errors import TradeTerritoriesError

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

#: Narrow no-break space: between a number and its unit in French.
NNBSP = "\u202f"
MINUS = "\u2212"
#: Marks of a surplus and a deficit, so that no meaning hangs on colour alone.
UP, DOWN, LEVEL = "▲", "▼", "="


def checked_lang(lang: str) -> Lang:
    """Return the language if it is one of ours.

    Raises
    ------
    TradeTerritoriesError
        Another language than French or English.

    Examples
    --------
    >>> checked_lang("fr")
    'fr'
    """
    if lang == "fr":
        return "fr"
    if lang == "en":
        return "en"
    raise TradeTerritoriesError(f"lang={lang!r} is not available; choose 'fr' or 'en'")


def decimal(value: float, places: int, lang: Lang = "fr", *, signed: bool = False) -> str:
    """Write a number with fixed decimals; the sign is a true minus, or plus when ``signed``.

    Examples
    --------
    >>> decimal(8105.8, 1, "en")
    '8,105.8'
    >>> decimal(-9.04, 1, "en", signed=True)
    '−9.0'
    """
    pattern = "#,##0." + "0" * places if places else "#,##0"
    text: str = _pattern(pattern).apply(abs(value), _locale(lang))
    # What is written decides: the pattern rounds half to even, which no other rounding does at every half.
    if not any(digit in text for digit in "123456789"):
        return text
    if value < 0:
        return MINUS + text
    return "+" + text if signed else text


def millions(value_eur: float, lang: Lang = "fr", *, signed: bool = False, unit: bool = True) -> str:
    """Write euros as millions with one decimal: money is never mixed with billions.

    Examples
    --------
    >>> millions(8_105_800_000, "en")
    '€8,105.8m'
    >>> millions(8_105_800_000).replace(NNBSP, " ")
    '8 105,8 M€'
    """
    text = decimal(value_eur / 1e6, 1, lang, signed=signed)
    if not unit:
        return text
    if lang == "fr":
        return f"{text}{NNBSP}M€"
    sign, digits = (text[0], text[1:]) if text[0] in f"+{MINUS}" else ("", text)
    return f"{sign}€{digits}m"


def euros(value_eur: float, lang: Lang = "fr") -> str:
    """Write an amount of single euros: a value per inhabitant, never a flow.

    Examples
    --------
    >>> euros(14_396.2, "en")
    '€14,396'
    >>> euros(14_396.2).replace(NNBSP, " ")
    '14 396 €'
    """
    text = decimal(value_eur, 0, lang)
    return f"{text}{NNBSP}€" if lang == "fr" else f"€{text}"


def ordinal(rank: int, lang: Lang = "fr") -> str:
    """Write a rank.

    Examples
    --------
    >>> [ordinal(rank) for rank in (1, 2, 23)]
    ['1er', '2e', '23e']
    >>> [ordinal(rank, "en") for rank in (1, 2, 3, 11, 12, 13, 21, 100)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '100th']
    """
    if lang == "fr":
        return "1er" if rank == 1 else f"{rank}e"
    teens = rank % 100 in (11, 12, 13)
    return f"{rank}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"


def percent(value_pct: float, lang: Lang = "fr", *, places: int | None = None) -> str:
    """Write a share: no decimal from 10 %, one from 2 %, two below, or as many as asked; "n. s." when there is none.

    Examples
    --------
    >>> [percent(x, "en") for x in (12.04, 8.881, 1.3967, 100.0)]
    ['12%', '8.9%', '1.40%', '100%']
    >>> percent(float("nan"), "en")
    'n/a'
    """
    if math.isnan(value_pct):
        return "n. s." if lang == "fr" else "n/a"
    size = abs(value_pct)
    # A share is classed by what will be read: 9.96 is written 10, not 10.0.
    if places is None:
        places = 0 if round(size, 1) >= 10 else 1 if round(size, 2) >= 2 else 2
    if 0 < size < 0.005:
        return f"<{NNBSP}0,01{NNBSP}%" if lang == "fr" else "<0.01%"
    text = decimal(value_pct, places, lang)
    return f"{text}{NNBSP}%" if lang == "fr" else f"{text}%"


def fine_percent(value_pct: float, lang: Lang = "fr") -> str:
    """Write a share with a decimal, so that one just above a half does not read as a half.

    Examples
    --------
    >>> fine_percent(50.4, "en")
    '50.4%'
    """
    return percent(value_pct, lang, places=1)


def ratio(value: float, lang: Lang = "fr") -> str:
    """Write how many times, or how many equals: a decimal only where it is below ten, and not nought.

    Examples
    --------
    >>> [ratio(x, "en") for x in (1.94, 4.02, 9.97, 23.4)]
    ['1.9', '4', '10', '23']
    """
    read = round(value, 1)
    return decimal(value, 0 if read >= 10 or read.is_integer() else 1, lang)


def mark(value_eur: float) -> str:
    """Give the mark that goes with a balance: up, down, or level.

    Examples
    --------
    >>> mark(-1.0), mark(0), mark(3)
    ('▼', '=', '▲')
    """
    return UP if value_eur > 0 else DOWN if value_eur < 0 else LEVEL


def thin_spaces(text: str) -> str:
    """Set French typography: narrow no-break spaces before high punctuation.

    Examples
    --------
    >>> thin_spaces("Source : Douanes ; calculs").replace(NNBSP, "_").replace(chr(160), "~")
    'Source~: Douanes_; calculs'
    """
    for sign in ";?!»":
        text = text.replace(f" {sign}", f"{NNBSP}{sign}")
    return text.replace(" :", "\u00a0:").replace("« ", f"«{NNBSP}")


@lru_cache(maxsize=8)
def _pattern(text: str) -> NumberPattern:
    return parse_pattern(text)


@lru_cache(maxsize=2)
def _locale(lang: Lang) -> Locale:
    return Locale.parse("fr_FR" if lang == "fr" else "en_GB")
