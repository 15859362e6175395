"""When figures are of and when they were published, in words: the month of the results, days and months of publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text._say import listed, month_name, say

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY, _MONTH = 8, 6


def day_name(day: str, lang: str) -> str:
    """Return a day (``YYYY-MM-DD``) or a month (``YYYY-MM``, ``YYYYMM``) in words.

    Examples
    --------
    >>> day_name("2025-02-01", "fr"), day_name("2025-10-11", "en"), day_name("202508", "fr")
    ('1er février 2025', '11 October 2025', 'août 2025')
    """
    digits = day.replace("-", "")
    month = month_name(digits[:_MONTH], lang)
    if len(digits) < _DAY:
        return month
    number = int(digits[_MONTH:_DAY])
    return say("dates.day", lang, ordinal=number, day=number, month=month)


def release_dates(
    results: Iterable[str], published: Iterable[str], lang: str, *, is_partly_undated: bool = False
) -> str:
    """Return what files are of: "résultats d'août 2024", and of those without a month "fichier publié le 7 février 2025".

    Parameters
    ----------
    results
        Months of the results (``YYYYMM``) of the files whose names say them.
    published
        Days or months of publication of the other files.
    lang
        Language.
    is_partly_undated
        Whether there are files of which neither is known.

    Examples
    --------
    >>> release_dates(["202408", "202412"], [], "fr")
    'résultats d’août 2024 et de décembre 2024'
    >>> release_dates(["202412"], ["2025-02-07"], "en")
    'results of December 2024 and file published on 7 February 2025'
    """
    months = [say("dates.of_month", lang, month=month_name(month, lang)) for month in sorted(set(results))]
    days = [
        say("dates.on_day" if len(day.replace("-", "")) == _DAY else "dates.in_month", lang, **_named(day, lang))
        for day in sorted(set(published))
    ]
    parts = [say("dates.results", lang, months=listed(months, lang))] if months else []
    if days:
        parts.append(say("dates.published", lang, count=len(days), dates=listed(days, lang)))
    if is_partly_undated and parts:
        parts.append(say("dates.undated", lang))
    return listed(parts, lang)


def _named(day: str, lang: str) -> dict[str, object]:
    return {"day": day_name(day, lang), "month": day_name(day, lang)}
