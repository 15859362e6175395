"""Numbers as readers of each language write them: one rule for shares and amounts, whatever shows them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from trade_territories.text._languages import language
from trade_territories.text._say import say

#: Narrow no-break space: between thousands, and between a number and its unit, in French.
NNBSP = "\u202f"
MINUS = "\u2212"
#: What stands for nothing, in the cells of tables and charts.
DASH = "–"
#: Marks of a surplus and a deficit, so that no meaning hangs on colour alone.
UP, DOWN, LEVEL = "▲", "▼", "="
#: A share written without decimals, and with one; below, with two.
_NO_DECIMAL_PCT, _ONE_DECIMAL_PCT, _WHOLE_PCT = 10, 2, 100
#: Quotients above this are written as "over" it, in sentences, charts and maps alike.
MOST_TIMES = 100
#: A sum of parts can differ from the whole by the last bits of a float.
_FLOAT_NOISE = 1e-11


def decimal(value: float, places: int, lang: str = "fr", *, signed: bool = False) -> str:
    """Return a number with fixed decimals, a half rounded to even; what is written as zero has no sign.

    Parameters
    ----------
    signed
        Whether a positive number has its plus.

    Examples
    --------
    >>> decimal(8105.8, 1, "en")
    '8,105.8'
    >>> decimal(-9.04, 1, "en", signed=True)
    '−9.0'
    """
    sign, digits = _split(value, places, lang, signed=signed)
    return sign + digits


def millions(
    value_eur: float | None, lang: str = "fr", *, signed: bool = False, unit: bool = True, dash: bool = False
) -> str:
    """Return euros as millions with one decimal, "< 0,1" where that would round to nothing.

    Parameters
    ----------
    value_eur
        An amount in euros; none where it is not known.
    signed
        Whether a positive amount has its plus, as a balance has.
    unit
        Whether the unit stands behind; not where a column's heading names it.
    dash
        Whether nothing is "–", as in the cells of tables and charts, or "0,0".

    Examples
    --------
    >>> millions(8_105_800_000, "en"), millions(40_000, "en"), millions(-40_000, "en", signed=True), millions(0, "en")
    ('€8,105.8m', '<€0.1m', '>−€0.1m', '€0.0m')
    >>> millions(8_105_800_000).replace(NNBSP, " ")
    '8 105,8 M€'
    """
    if value_eur is None:
        return say("numbers.not_known", lang)
    if math.isnan(value_eur):
        return say("numbers.not_significant", lang)
    if dash and value_eur == 0:
        return DASH
    return _written(value_eur / 1e6, 1, "millions" if unit else None, lang, signed=signed)


def euros(value_eur: float, lang: str = "fr") -> str:
    """Return an amount of single euros: a value per inhabitant, never a flow.

    Examples
    --------
    >>> euros(14_396.2, "en"), euros(0.3, "en")
    ('€14,396', '<€1')
    >>> euros(14_396.2).replace(NNBSP, " ")
    '14 396 €'
    """
    return _written(value_eur, 0, "euros", lang, signed=False)


def amount_in_euros(value_eur: float, places: int, lang: str = "fr") -> str:
    """Return euros with fixed decimals, for the steps of a scale.

    Examples
    --------
    >>> amount_in_euros(2.5, 1, "en"), amount_in_euros(5_000, 0, "en")
    ('€2.5', '€5,000')
    """
    return _with_unit(*_split(value_eur, places, lang, signed=False), "euros", lang)


def percent(
    value_pct: float | None, lang: str = "fr", *, places: int | None = None, signed: bool = False, dash: bool = False
) -> str:
    """Return a share or a rate: no decimal from 10 %, one from 2 %, two below; the rule at its edges is the same everywhere.

    What is not the whole is never "100 %", what is not nothing never "0 %"; the number of decimals is chosen by what will be
    read (9.95 is "10 %").

    Parameters
    ----------
    value_pct
        In percent; none where it is not known ("n. d."), NaN where it means nothing ("n. s.").
    places
        Another number of decimals, where one just above a half must not read as a half.
    signed
        Whether a positive number has its plus, as a change has.
    dash
        Whether nothing is "–", as in the cells of tables and charts, or "0 %".

    Examples
    --------
    >>> [percent(x, "en") for x in (12.04, 9.95, 8.881, 1.996, 1.3967, 100.0, 0.0)]
    ['12%', '10%', '8.9%', '2.0%', '1.40%', '100%', '0%']
    >>> [percent(x, "en") for x in (0.005, 0.006, 99.4, 99.5, 99.999, 100.2)]
    ['<0.01%', '0.01%', '99%', '>99%', '>99%', '>100%']
    >>> [percent(x, "en", signed=True) for x in (-99.4, -99.97, -100.0, 99.97)]
    ['−99%', '<−99%', '−100%', '>+99%']
    >>> percent(None, "en"), percent(float("nan"), "en")
    ('not known', 'n/a')
    """
    if value_pct is None:
        return say("numbers.not_known", lang)
    if math.isnan(value_pct):
        return say("numbers.not_significant", lang)
    if value_pct == 0:
        return DASH if dash else _with_unit("", "0", "percent", lang)
    if places is None:
        places = _decimals_of_share(value_pct)
    size = abs(value_pct)
    if 1 > abs(size - _WHOLE_PCT) > _FLOAT_NOISE and _rounded(size, places) == _WHOLE_PCT:
        edge = _WHOLE_PCT - (10**-places if size < _WHOLE_PCT else 0)
        sign, digits = _split(math.copysign(edge, value_pct), places, lang, signed=signed)
        key = "above" if value_pct > 0 else "below"
        return say(f"numbers.{key}", lang, least=_with_unit(sign, digits, "percent", lang))
    return _written(value_pct, places, "percent", lang, signed=signed)


def fine_percent(value_pct: float, lang: str = "fr") -> str:
    """Return a share with one decimal, so that one just above a half does not read as a half.

    Examples
    --------
    >>> fine_percent(50.4, "en")
    '50.4%'
    """
    return percent(value_pct, lang, places=None if value_pct == _WHOLE_PCT else 1)


def percent_in_words(value_pct: float | None, lang: str = "fr") -> str:
    """Return a share as a sentence says it, without signs at its edges.

    Examples
    --------
    >>> [percent_in_words(x, "en") for x in (48.1, 99.97, 0.004)]
    ['48%', 'more than 99%', 'less than 0.01%']
    """
    text = percent(value_pct, lang)
    for sign, key in (("<", "less_than"), (">", "more_than")):
        if text.startswith(sign):
            return say(f"numbers.{key}", lang, share=text.lstrip(f"{sign}{NNBSP}\xa0 "))
    return text


def likeness(value: float, lang: str = "fr") -> str:
    """Return a likeness from 0 to 1 with two decimals; what is not the same is never written as 1.

    Examples
    --------
    >>> [likeness(x, "en") for x in (0.831, 0.9996, 1.0)]
    ['0.83', '>0.99', '1.00']
    """
    if value < 1 - _FLOAT_NOISE and _rounded(value, 2) == 1:
        return say("numbers.above", lang, least=decimal(0.99, 2, lang))
    return decimal(value, 2, lang)


def ratio(value: float, lang: str = "fr") -> str:
    """Return how many times, or how many equals: one decimal below ten, none where it is zero.

    Examples
    --------
    >>> [ratio(x, "en") for x in (1.94, 4.02, 9.97, 23.4)]
    ['1.9', '4', '10', '23']
    """
    read = _rounded(value, 1)
    return decimal(value, 0 if read >= _NO_DECIMAL_PCT or read == int(read) else 1, lang)


def multiple(quotient: float, lang: str = "fr") -> str:
    """Return how many times larger one part is than another, to go before "times": never a number beyond what can be said.

    A product that hardly anybody else trades has an index of thousands, which says nothing but that.

    Examples
    --------
    >>> [multiple(x, "en") for x in (0.42, 11.4, 99.7, 100.0, 4877.0)]
    ['0.42', '11', '100', '100', 'over 100']
    """
    if quotient > MOST_TIMES:
        return say("numbers.over", lang, most=decimal(MOST_TIMES, 0, lang))
    return ratio(quotient, lang) if quotient >= 1 else decimal(quotient, 2, lang)


def index(quotient: float, lang: str = "fr") -> str:
    """Return an index for a column or a list: one decimal below ten, and never a number beyond what can be said.

    Examples
    --------
    >>> [index(x, "en") for x in (0.42, 4.0, 9.02, 9.97, 4877.0)]
    ['0.42', '4.0', '9.0', '10', 'over 100']
    """
    is_plain = quotient < 1 or _rounded(quotient, 1) >= _NO_DECIMAL_PCT
    return multiple(quotient, lang) if is_plain else decimal(quotient, 1, lang)


def ordinal(rank: int, lang: str = "fr") -> str:
    """Return a rank.

    Examples
    --------
    >>> [ordinal(rank) for rank in (1, 2, 23)]
    ['1er', '2e', '23e']
    >>> [ordinal(rank, "en") for rank in (1, 2, 3, 11, 12, 13, 21, 100)]
    ['1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '100th']
    """
    return say("numbers.rank", lang, rank=rank, ordinal=rank)


def separators(lang: str) -> tuple[str, str]:
    """Return the signs before decimals and between thousands.

    Examples
    --------
    >>> separators("en")
    ('.', ',')
    """
    symbols = language(lang).locale.number_symbols["latn"]
    return symbols["decimal"], symbols["group"]


def mark(value_eur: float) -> str:
    """Return the mark that goes with a balance: up, down, or level.

    Examples
    --------
    >>> mark(-1.0), mark(0), mark(3)
    ('▼', '=', '▲')
    """
    return UP if value_eur > 0 else DOWN if value_eur < 0 else LEVEL


def _decimals_of_share(value_pct: float) -> int:
    size = abs(value_pct)
    if size < _ONE_DECIMAL_PCT and _rounded(size, 2) < _ONE_DECIMAL_PCT:
        return 2
    return 1 if size < _NO_DECIMAL_PCT and _rounded(size, 1) < _NO_DECIMAL_PCT else 0


def _written(value: float, places: int, unit: str | None, lang: str, *, signed: bool) -> str:
    """Write a number with its unit; what would round to nothing is told from nothing."""
    if value and abs(value) < 10**-places and not _rounded(value, places):
        sign, digits = _split(math.copysign(10**-places, value), places, lang, signed=signed)
        return say("numbers.below" if value > 0 else "numbers.above", lang, least=_with_unit(sign, digits, unit, lang))
    return _with_unit(*_split(value, places, lang, signed=signed), unit, lang)


def _with_unit(sign: str, digits: str, unit: str | None, lang: str) -> str:
    return say(f"numbers.{unit}", lang, sign=sign, digits=digits) if unit else sign + digits


def _split(value: float, places: int, lang: str, *, signed: bool) -> tuple[str, str]:
    rounded = _rounded(value, places)
    digits = f"{abs(rounded):,.{places}f}".translate(_signs(lang))
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign, digits


def _rounded(value: float, places: int) -> Decimal:
    """Round the decimal digits that are written, not the binary ones behind them: a half goes to even."""
    exact = Decimal(repr(float(value))) if not isinstance(value, int) else Decimal(value)
    return exact.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_EVEN)


@cache
def _signs(lang: str) -> dict[int, str]:
    """Return the signs of a language in place of Python's: between thousands and before decimals."""
    point, thousands = separators(lang)
    return {ord(","): thousands, ord("."): point}
