"""A request, resolved: which territory, which period, what is left out; and whether the frame can answer it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trade_territories import reference
from trade_territories.aggregate._source import Source, source_of
from trade_territories.errors import EmptySelectionError, IncompleteCoverageError, UnknownCodeError
from trade_territories.period import Period, QuarterChoice, YearChoice, is_whole_year, resolve
from trade_territories.provenance import info_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trade_territories.provenance import ReadingNote
    from trade_territories.reference import Territory

FLOWS = ("export", "import")
TWIN = {"export": "import", "import": "export"}


@dataclass(frozen=True)
class Selection:
    """What a figure adds up.

    Parameters
    ----------
    territory, period
        Where and when.
    excluding
        Codes of A129 or CPF4 products and of partners that are left out.
    """

    territory: Territory
    period: Period
    excluding: tuple[str, ...] = ()

    def excluded_columns(self) -> list[tuple[str, list[str]]]:
        """Give the columns of the codes left out."""
        found: dict[str, list[str]] = {}
        for code in self.excluding:
            found.setdefault(column_of(code), []).append(code)
        return list(found.items())


def column_of(code: str) -> str:
    """Tell what a code is by its form: two letters a partner, four digits a CPF4, else an A129.

    Examples
    --------
    >>> column_of("US"), column_of("1102"), column_of("C11Z")
    ('partner', 'cpf4', 'a129')
    """
    if len(code) == 2:
        return "partner"
    return "cpf4" if code.isdigit() else "a129"


def select(
    flows: Any,
    territory: str | Territory | Iterable[str | Territory],
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
) -> Selection:
    """Resolve a request against a frame.

    Raises
    ------
    UnknownCodeError
        No such territory, product or partner.
    AmbiguousPeriodError
        Several years and none chosen, or a period that the frame does not hold.
    IncompleteCoverageError
        The frame was loaded for another territory.

    Examples
    --------
    >>> import trade_territories as tt
    >>> select(tt.sample_flows(), "Marne").period.label()
    '2024'
    """
    source = source_of(flows)
    place = reference.territory(territory)
    by_flow = {flow: source.census.quarters(flow) for flow in FLOWS}
    period = resolve(source.census.periods(), year, quarter, by_flow=by_flow)
    _refuse_other_territory(source, place)
    return Selection(place, period, _checked_codes(source, excluding))


def _checked_codes(source: Source, excluding: Iterable[str] | None) -> tuple[str, ...]:
    if excluding is not None and not isinstance(excluding, Iterable):
        raise TypeError(f"excluding: give a code or several, such as 'C11Z' or ['C11Z', 'US'], not {excluding!r}")
    asked = [excluding] if isinstance(excluding, str) else list(excluding or ())
    for code in asked:
        if not isinstance(code, str):
            raise TypeError(f"excluding: codes are texts, not {type(code).__name__}: {code!r}")
        column = column_of(code)
        if code not in reference.labels(column) and code not in source.codes(column):
            known = sorted(reference.labels(column))
            close = difflib.get_close_matches(code.upper(), known, n=3, cutoff=0.4)
            hint = f"; close to it: {', '.join(close)}" if close else ""
            raise UnknownCodeError(
                f"excluding: {code!r} is neither an A129 or CPF4 product nor a partner{hint}",
                value=code,
                close_matches=close,
            )
    return tuple(sorted(set(asked)))


def _refuse_other_territory(source: Source, place: Territory) -> None:
    info = info_of(source)
    loaded = info.territory if info is not None else None
    if loaded:
        held = reference.territory(loaded)
        lacking = sorted(set(place.departements) - set(held.departements))
        if lacking:
            raise IncompleteCoverageError(
                f"this table was loaded for {held.name} ({held.code}) only and lacks {_listed(lacking)}; "
                "load it without territory=…",
                missing=lacking,
            )


def require_coverage(flows: Any, territory: Territory, period: Period) -> None:
    """Refuse a frame that lacks a région (for France) or a département (for a région) in any year of the period.

    Raises
    ------
    IncompleteCoverageError
        Naming what lacks.
    """
    source = source_of(flows)
    _refuse_other_territory(source, territory)
    for year in period.years:
        lacking = lacking_places(source, territory, year)
        if lacking:
            raise IncompleteCoverageError(
                f"the figures of {territory.name} for {year} need all of it, and the table lacks {_listed(lacking)}; "
                "load the complete release, or all of its régions",
                missing=lacking,
            )


def lacking_places(source: Source, territory: Territory, year: int) -> list[str]:
    """Name the régions (for France) or départements (for others) without a single row in a year.

    Of workbooks, which are one for each région and direction, each direction is looked at by itself.
    """
    held = source.census.departements([year])
    if source.is_of_regions:
        by_flow = [source.census.departements([year], flow) for flow in FLOWS if source.census.quarters(flow).get(year)]
        held = frozenset.intersection(held, *by_flow)
    if territory.level == "france":
        regions = reference.departement_regions()
        present = {regions[code] for code in held if code in regions}
        return [f"{name} ({code})" for code, name in sorted(reference.labels("region").items()) if code not in present]
    return [f"{reference.label('departement', code)} ({code})" for code in territory.departements if code not in held]


def require_both_flows(source: Source, selection: Selection) -> None:
    """Refuse a balance where one direction lacks, as a whole or for some quarters.

    Raises
    ------
    IncompleteCoverageError
        Naming the file, or the quarters, and the way out.
    """
    held = {flow: source.census.quarters(flow) for flow in FLOWS}
    for year, quarters in selection.period.quarters:
        for flow in FLOWS:
            if not held[flow].get(year):
                raise IncompleteCoverageError(
                    f"the {flow} file of {year} is missing: this needs both directions, and the table only holds "
                    f"{TWIN[flow]}s; add the {flow} archive",
                    missing=[f"{year}-{flow}"],
                )
            lacking = sorted(set(quarters) - held[flow][year])
            if lacking and not (is_whole_year(quarters) and is_whole_year(held[flow][year])):
                common = sorted(held["export"].get(year, set()) & held["import"].get(year, set()))
                raise IncompleteCoverageError(
                    f"{flow}s of {year} lack quarters {_listed(lacking)} which {TWIN[flow]}s have: a balance would mix "
                    f"unequal periods; choose quarter={common}",
                    missing=[f"{year}-{flow}-{quarter}" for quarter in lacking],
                )


def require_flow(source: Source, selection: Selection, flow: str) -> None:
    """Refuse a figure about a direction whose file is not there.

    Raises
    ------
    IncompleteCoverageError
        The whole frame holds no row of that flow in the period.
    """
    if flow not in flows_held(source, selection):
        raise IncompleteCoverageError(
            f"the {flow} file of {selection.period.label('en')} is missing: the table only holds {TWIN[flow]}s; "
            f"add the {flow} archive",
            missing=[f"{year}-{flow}" for year in selection.period.years],
        )


def flows_held(source: Source, selection: Selection) -> tuple[str, ...]:
    """Name the directions of which the whole frame has rows in the period."""
    held = {flow: source.census.quarters(flow) for flow in FLOWS}
    asked = [(year, quarter) for year, quarters in selection.period.quarters for quarter in quarters]
    return tuple(flow for flow in FLOWS if any(quarter in held[flow].get(year, ()) for year, quarter in asked))


def refuse_nothing(selection: Selection, is_empty: bool) -> None:
    """Refuse a figure of nothing where it is the exclusions that left nothing.

    Raises
    ------
    EmptySelectionError
        Everything was left out.
    """
    if is_empty and selection.excluding:
        raise EmptySelectionError(
            f"nothing is left of {selection.territory.name} in {selection.period.label('en')} without "
            f"{', '.join(selection.excluding)}; leave fewer codes out"
        )


def available_periods(flows: Any) -> dict[int, set[int]]:
    """Give the quarters of each year in the whole frame, ``0`` where the source is yearly.

    Examples
    --------
    >>> import trade_territories as tt
    >>> available_periods(tt.sample_flows())
    {2024: {1, 2, 3, 4}}
    """
    return source_of(flows).census.periods()


def whole_years(flows: Any) -> list[int]:
    """Give the years that the whole frame holds from end to end, in both directions where any year does.

    Examples
    --------
    >>> import trade_territories as tt
    >>> whole_years(tt.sample_flows())
    [2024]
    """
    census = source_of(flows).census
    by_flow = [{year for year, quarters in census.quarters(flow).items() if is_whole_year(quarters)} for flow in FLOWS]
    return sorted(set.intersection(*by_flow) or set.union(*by_flow))


def is_sample(flows: Any) -> bool:
    """Tell whether any row is of the bundled example; then all that is made of it must say so.

    Examples
    --------
    >>> import trade_territories as tt
    >>> is_sample(tt.sample_flows())
    True
    """
    return any(release.startswith("sample-") for release in source_of(flows).releases())


def release_labels(flows: Any, kind: str) -> Mapping[str, str]:
    """Return the labels that the release brought for codes unknown to the package's tables."""
    info = info_of(source_of(flows))
    return {} if info is None else info.labels_of(kind)


def reading_notes(flows: Any) -> tuple[ReadingNote, ...]:
    """Return what the reading of the files found unexpected; empty where it was lost on the way."""
    info = info_of(source_of(flows))
    return () if info is None else info.notes


def _listed(names: Iterable[object], longest: int = 12) -> str:
    shown = [str(name) for name in names]
    rest = f" and {len(shown) - longest} more" if len(shown) > longest else ""
    return ", ".join(shown[:longest]) + rest
