"""Years as users give them: one, several, or all since one."""

from __future__ import annotations

from collections.abc import Iterable

from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import is_whole_number

Years = int | Iterable[int] | None
#: Anything before or after was meant otherwise, such as 24.
_FIRST, _LAST = 1900, 2199


def asked_years(years: Years, since: int | None = None) -> list[int]:
    """Return years as they were given, sorted, each once, with those from ``since`` on; none where none was given.

    Raises
    ------
    TradeTerritoriesError
        Something that is no year, or ``since`` with several years or after the year.

    Examples
    --------
    >>> asked_years(2024, since=2022), asked_years([2024, 2022]), asked_years(None, since=2022)
    ([2022, 2023, 2024], [2022, 2024], [])
    """
    first = first_year(since)
    if first is not None:
        return _years_since(first, asked_years(years))
    if years is None:
        return []
    given: list[object] = [years] if isinstance(years, int | str) or not isinstance(years, Iterable) else list(years)
    text = next((year for year in given if isinstance(year, str)), None)
    if text is not None:
        way = f"write {text.strip()}" if text.strip().isdecimal() else "write 2024, or range(2022, 2025)"
        raise TradeTerritoriesError(f"years are whole numbers, and {text!r} is text; {way}, without quotes")
    wrong = [year for year in given if not is_whole_number(year)]
    if wrong or not given:
        shown = repr(wrong[0]) if wrong else "an empty list"
        raise TradeTerritoriesError(
            f"{shown} is no year; give years as whole numbers, such as 2024 or range(2022, 2025)"
        )
    found = sorted({int(year) for year in given if is_whole_number(year)})
    if found[0] < _FIRST or found[-1] > _LAST:
        odd = found[0] if found[0] < _FIRST else found[-1]
        raise TradeTerritoriesError(f"{odd} is no year; write years in full, such as 2024 or range(2022, 2025)")
    return found


def first_year(since: int | None) -> int | None:
    """Return the first of several years as it was given; None where none was.

    Raises
    ------
    TradeTerritoriesError
        Something that is no year.

    Examples
    --------
    >>> first_year(2022.0), first_year(None)
    (2022, None)
    """
    return None if since is None else asked_years(since)[0]


def _years_since(first: int, years: list[int]) -> list[int]:
    """Return all years from the first to the one asked for; none where none was asked for, and the last is to be found."""
    if not years:
        return []
    if len(years) > 1:
        raise TradeTerritoriesError(
            f"since={first} goes with one year, or with none for the last full one, and {len(years)} are given; write "
            f"load_flows({years[-1]}, since={first}), or a list of years alone"
        )
    if first > years[0]:
        raise TradeTerritoriesError(f"since={first} is after {years[0]}; give an earlier year")
    return list(range(first, years[0] + 1))
