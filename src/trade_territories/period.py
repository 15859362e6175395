"""Years and quarters: which period a figure is about, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Literal, SupportsInt, TypeGuard

from trade_territories.errors import AmbiguousPeriodError
from trade_territories.text import listed, say
from trade_territories.text.numbers import ordinal

QUARTERS = (1, 2, 3, 4)
#: Stands for "the whole year, undivided" where a source is yearly.
WHOLE_YEAR = 0

YearChoice = int | Literal["all"] | None
QuarterChoice = int | Iterable[int] | None

Held = tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Period:
    """The years and quarters that a figure adds up.

    Examples
    --------
    >>> Period(((2025, (1, 2)),)).label()
    '2025, 1er et 2e trimestres'
    >>> Period(((2024, (1, 2, 3, 4)),)).label("en")
    '2024'
    """

    #: For each year, in order, the quarters it holds; ``(0,)`` for a year whose source is yearly.
    quarters: Held
    #: Whether the reader asked for quarters (then a part of a year is what was wanted, not a lack).
    chosen_quarters: bool = False
    #: What a direction of trade holds of the period, for a direction that lacks quarters which the other one has.
    uneven: tuple[tuple[str, Held], ...] = ()
    #: Whether its years stand one after the other, as in an evolution, rather than added up.
    is_series: bool = False

    @property
    def years(self) -> tuple[int, ...]:
        """The years, oldest first."""
        return tuple(year for year, _ in self.quarters)

    @property
    def is_whole(self) -> bool:
        """Whether every year holds its four quarters, or comes from a yearly source, in both directions."""
        return not self.uneven and all(is_whole_year(held) for _, held in self.quarters)

    def of(self, flow: str) -> Period:
        """Return what one direction of trade holds of it."""
        return Period(dict(self.uneven).get(flow, self.quarters), self.chosen_quarters, is_series=self.is_series)

    def label(self, lang: str = "fr") -> str:
        """Return the period as it stands in titles: a part of a year never passes for a year.

        Examples
        --------
        >>> Period(((2024, (1, 2, 3, 4)),), uneven=(("import", ((2024, (1, 2)),)),)).label("en")
        '2024 (imports: 2024, 1st and 2nd quarters)'
        >>> Period(((2022, (0,)), (2023, (0,)), (2024, (1,)))).label("en")
        '2022 to 2023 and 2024 (1st quarter), added up'
        """
        if self.uneven:
            lacking = [
                say("period.held_by_flow", lang, flow=say(f"flows.{flow}", lang), period=Period(held).label(lang))
                for flow, held in self.uneven
            ]
            whole = Period(self.quarters).label(lang)
            return say("period.uneven", lang, period=whole, lacking=say("period.join", lang).join(lacking))
        span = self.span(lang)
        return span if len(self.quarters) == 1 or self.is_series else say("period.added", lang, years=span)

    def span(self, lang: str = "fr") -> str:
        """Return the years and parts of years, without saying that several are added up.

        Examples
        --------
        >>> Period(((2022, (0,)), (2023, (0,)))).span("en")
        '2022 to 2023'
        """
        return _year_label(*self.quarters[0], lang) if len(self.quarters) == 1 else _years_label(self.quarters, lang)


def is_whole_number(value: object) -> TypeGuard[SupportsInt]:
    """Whether a value is a whole number: an integer of Python or NumPy, or a whole float, as R hands them over.

    Examples
    --------
    >>> import numpy as np
    >>> [is_whole_number(value) for value in (2024, np.int16(2024), 2024.0, 2024.5, True, "2024")]
    [True, True, True, False, False, False]
    """
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_whole_year(quarters: Iterable[int]) -> bool:
    """Whether quarters are all four of a year, or stand for an undivided one.

    Examples
    --------
    >>> is_whole_year((1, 2, 3, 4)), is_whole_year((0,)), is_whole_year((1, 2))
    (True, True, False)
    """
    held = set(quarters)
    return WHOLE_YEAR in held or held >= set(QUARTERS)


def resolve(
    available: Mapping[int, Iterable[int]],
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    *,
    by_flow: Mapping[str, Mapping[int, Iterable[int]]] | None = None,
) -> Period:
    """Choose the period among what a table holds.

    Parameters
    ----------
    available
        For each year of the whole table (not of a territory's rows), its quarters; ``0`` where the source is yearly.
    year
        A year, ``"all"`` to add all years up, or nothing where the table holds one year only.
    quarter
        A quarter or several, or nothing for all there are.
    by_flow
        The same of each direction of trade, where one may lack what the other has.

    Raises
    ------
    AmbiguousPeriodError
        Several years and none chosen, or a year or quarter that the table does not hold.

    Examples
    --------
    >>> resolve({2024: {1, 2, 3, 4}}).years
    (2024,)
    >>> resolve({2023: {4}, 2024: {1, 2, 3}}, year=2024, quarter=1).label("en")
    '2024, 1st quarter'
    """
    years = sorted(available)
    listed = ", ".join(str(year) for year in years) or "none"
    if not years:
        raise AmbiguousPeriodError("the table is empty: it holds no year; load a release first", years=())
    if not (year is None or is_whole_number(year) or (isinstance(year, str) and year == "all")):
        raise AmbiguousPeriodError(
            f"year={year!r} is not a year; give an integer among {listed}, or 'all'", years=years
        )
    if year is None:
        if len(years) > 1:
            raise AmbiguousPeriodError(
                f"the table holds several years ({listed}); choose one with year=…, or year='all' to add them up",
                years=years,
            )
        chosen = years
    elif year == "all":
        chosen = years
    elif year in available:
        chosen = [int(year)]
    else:
        raise AmbiguousPeriodError(f"year {year} is not in the table, which holds {listed}", years=years)
    wanted = _quarters_asked(quarter)
    held = tuple((year, _held(year, available[year], wanted)) for year in chosen)
    return Period(held, chosen_quarters=wanted is not None, uneven=_uneven(held, by_flow or {}))


def _uneven(held: Held, by_flow: Mapping[str, Mapping[int, Iterable[int]]]) -> tuple[tuple[str, Held], ...]:
    found = []
    for flow, quarters in by_flow.items():
        has = tuple(
            (year, tuple(quarter for quarter in wanted if quarter in quarters.get(year, ()))) for year, wanted in held
        )
        lacks = any(
            kept != wanted and not is_whole_year(kept) for (_, kept), (_, wanted) in zip(has, held, strict=True)
        )
        # A direction of which nothing is there is a file that is missing, which is said in other words.
        if lacks and any(kept for _, kept in has):
            found.append((flow, tuple((year, kept) for year, kept in has if kept)))
    return tuple(found)


def _quarters_asked(quarter: QuarterChoice) -> tuple[int, ...] | None:
    if quarter is None:
        return None
    asked = tuple(quarter) if isinstance(quarter, Iterable) else (quarter,)
    if not asked or not all(is_whole_number(quarter) and quarter in QUARTERS for quarter in asked):
        raise AmbiguousPeriodError(f"quarter={quarter!r} is not a quarter; give 1, 2, 3 or 4, or several of them")
    return tuple(sorted({int(quarter) for quarter in asked}))


def _held(year: int, quarters: Iterable[int], wanted: tuple[int, ...] | None) -> tuple[int, ...]:
    held = tuple(sorted(set(quarters)))
    if wanted is None:
        return held
    lacking = [quarter for quarter in wanted if quarter not in held]
    if lacking:
        found = "whole years only" if held == (WHOLE_YEAR,) else ", ".join(str(quarter) for quarter in held)
        raise AmbiguousPeriodError(
            f"quarter {', '.join(str(quarter) for quarter in lacking)} of {year} is not in the table, which holds {found}",
            years=(year,),
        )
    return wanted


def _years_label(quarters: Held, lang: str) -> str:
    """Name several years: runs of whole years by their ends, parts of a year with their quarters."""
    runs: list[list[int]] = []
    parts = dict(quarters)
    kinds = {() if is_whole_year(held) else held for held in parts.values()}
    for year, held in quarters:
        is_next = runs and runs[-1][-1] == year - 1 and (len(kinds) == 1 or is_whole_year(held))
        if is_next and (len(kinds) == 1 or is_whole_year(parts[year - 1])):
            runs[-1].append(year)
        else:
            runs.append([year])
    if kinds != {()} and len(kinds) == 1:
        years = listed([_run_label(run, lang) for run in runs], lang)
        (held,) = kinds
        return say("period.each_year", lang, years=years, count=len(held), quarters=_quarters_label(held, lang))
    names = [
        _run_label(run, lang)
        if is_whole_year(parts[run[0]])
        else say(
            "period.part", lang, year=run[0], quarters=_quarters_label(parts[run[0]], lang), count=len(parts[run[0]])
        )
        for run in runs
    ]
    return listed(names, lang)


def _run_label(years: list[int], lang: str) -> str:
    return str(years[0]) if len(years) == 1 else say("period.run", lang, first=years[0], last=years[-1])


def _quarters_label(held: tuple[int, ...], lang: str) -> str:
    return listed([ordinal(quarter, lang) for quarter in held], lang)


def _year_label(year: int, held: tuple[int, ...], lang: str) -> str:
    if is_whole_year(held):
        return str(year)
    return say("period.quarters", lang, count=len(held), year=year, quarters=_quarters_label(held, lang))
