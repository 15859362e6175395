"""The Customs' site or the cache -> one ``Flows`` table: which file each year is in, and what to do when the site is down."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from trade_territories import download as download_room
from trade_territories import reference, sources, store
from trade_territories._threads import in_threads
from trade_territories.errors import DownloadError, IncompleteCoverageError, OfflineError, TradeTerritoriesError
from trade_territories.flows._read import missing_twins, table
from trade_territories.period import is_whole_number
from trade_territories.provenance import ReadingNote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trade_territories.download import Archive, Client
    from trade_territories.sources import Published

LOG = logging.getLogger("trade_territories")

#: How servers are asked; tests put a client with other clocks here.
CLIENT: Client = download_room.Client()

Source = Literal["complete", "workbooks"]
Years = int | Iterable[int] | None

_WAYS_OUT = (
    "load it once with a network, or give files already here with --from (tt.read_flows), or the made-up example with "
    "--sample (tt.sample_flows)"
)


def load_flows(
    years: Years = None,
    *,
    territory: str | reference.Territory | None = None,
    source: Source = "complete",
    offline: bool = False,
) -> pd.DataFrame:
    """Load the Customs' figures of one or several years: downloaded once, checked, kept.

    Parameters
    ----------
    years
        A year, several, or nothing for the last full year. A year that exists only within the last five quarters comes
        from there, as the partial year that it is.
    territory
        Only the rows of this territory, which are read alone; nothing for all of France.
    source
        ``"complete"`` (quarters, CPF4, mass) or ``"workbooks"`` (one per région; years, A129).
    offline
        Use the cache alone and never the network.

    Returns
    -------
    pandas.DataFrame
        The ``Flows`` table: one row per flow x year x quarter x département x product x partner, and release; euros and
        kilograms. Where the site was down, ``attrs`` say so, and of when the release is that was used instead.

    Raises
    ------
    OfflineError
        A year is not in the cache, and the network may not be used or does not answer.
    DownloadError
        The Customs publish no such year, or their answer cannot be used.
    IncompleteCoverageError
        Workbooks of some régions are missing.

    Examples
    --------
    ``tt.load_flows(2024)`` is all that is needed. What cannot be had is named, with the ways out:

    >>> load_flows(1950, offline=True)
    Traceback (most recent call last):
    ...
    trade_territories.errors.OfflineError: 1950 is not in the cache, ...
    """
    place = None if territory is None else reference.territory(territory)
    loading = Loading(offline=offline)
    found = loading.releases(years, source, place)
    departements = None if place is None or place.level == "france" else place.departements
    used = in_threads(partial(store.read, departements=departements), found, 2)
    notes = [note for one in used for note in one.notes] + loading.notes + missing_twins(used)
    return table(used, notes, territory=None if departements is None or place is None else place.code)


def available(*, offline: bool = False) -> pd.DataFrame:
    """List what the Customs publish, and what of it is in the cache.

    Parameters
    ----------
    offline
        List the cache alone.

    Returns
    -------
    pandas.DataFrame
        One row per file: ``kind`` (``regional``, ``regional-ce`` for the last five quarters, ``workbook``), ``flow``
        (missing where the file holds both), ``year`` (missing where it holds several), ``region`` (the Customs' number,
        of workbooks), ``vintage`` (``YYYYMM``), ``cached``, ``date`` (of the download), ``bytes``, ``address``.

    Raises
    ------
    DownloadError
        The index page cannot be had, and the cache is empty.

    Examples
    --------
    >>> available(offline=True).columns.tolist()
    ['kind', 'flow', 'year', 'region', 'vintage', 'cached', 'date', 'bytes', 'address']
    """
    loading = Loading(offline=offline)
    held = {one.address: one for one in download_room.cached_archives()}
    listed = {one.address: one for one in (*loading.published, *loading.held)}
    rows = []
    for one in sorted(listed.values(), key=_listing_order):
        archive = held.get(one.address)
        rows.append(
            {
                "kind": one.kind,
                "flow": one.flow,
                "year": one.year,
                "region": one.region,
                "vintage": one.vintage or (archive and archive.vintage),
                "cached": archive is not None,
                "date": archive.date if archive else None,
                "bytes": archive.size if archive else None,
                "address": one.address,
            }
        )
    columns = ["kind", "flow", "year", "region", "vintage", "cached", "date", "bytes", "address"]
    result = pd.DataFrame(rows, columns=columns).astype(
        {"flow": "str", "year": "Int16", "region": "str", "vintage": "str", "date": "str", "bytes": "Int64"}
    )
    result.attrs["notes"] = [note.reason for note in loading.notes]
    return result


def fetch(years: Years = None, *, source: Source = "complete", offline: bool = False) -> pd.DataFrame:
    """Bring years into the cache, ready to be loaded.

    Returns
    -------
    pandas.DataFrame
        One row per release, flow and year: ``release, flow, year, whole, rows, file, vintage, date``.

    Raises
    ------
    OfflineError, DownloadError, IncompleteCoverageError
        As ``load_flows``.
    """
    rows = [
        {
            "release": one.record.release,
            "flow": one.record.flow,
            "year": year,
            "whole": part.record.is_whole,
            "rows": part.record.rows,
            "file": one.record.file,
            "vintage": one.record.vintage,
            "date": one.archive.date,
        }
        for one in Loading(offline=offline).releases(years, source, None)
        for year, part in one.parts.items()
    ]
    return pd.DataFrame(rows).sort_values(["year", "flow", "release"], ignore_index=True)


@dataclass
class Loading:
    """One call: what is published, what is held, how long was waited, what there is to say.

    Parameters
    ----------
    offline
        Never ask a server.
    client
        How servers are asked.
    """

    offline: bool = False
    client: Client = field(default_factory=lambda: CLIENT)
    notes: list[ReadingNote] = field(default_factory=list)

    def __post_init__(self) -> None:
        portal = {one.address: one for one in sources.known()}
        archives = download_room.cached_archives()
        held = (portal.get(one.address) or sources.recognised(one.address) for one in archives)
        self.held: list[Published] = [one for one in held if one is not None]
        # The wait is shared by all files of the call that the cache holds something else for.
        self._short = self.client.patience(has_other=True)
        self._published: list[Published] | None = None
        self._down: DownloadError | None = None

    @property
    def published(self) -> list[Published]:
        """What the Customs publish; what the cache holds where they cannot be asked."""
        if self._published is None:
            self._published = self.held if self.offline else self._asked()
        return self._published

    def releases(self, years: Years, source: Source, place: reference.Territory | None) -> list[store.StoredRelease]:
        """Give the stored releases of years, each about the years that it is used for."""
        if source == "workbooks":
            return self._workbooks(asked_years(years), place)
        if source != "complete":
            raise TradeTerritoriesError(f"source={source!r} is no source; give 'complete' or 'workbooks'")
        wanted = asked_years(years) or [self._last_year()]
        used: dict[str, tuple[store.StoredRelease, list[int]]] = {}
        missing = []
        for year in wanted:
            files = {flow: self._files(year, flow) for flow in sources.FLOWS}
            found = [one for one in in_threads(partial(_first, files, year), files, 2) if one is not None]
            for one in found:
                used.setdefault(one.record.release, (one, []))[1].append(year)
            if not found:
                missing.append(year)
        if missing:
            raise self._missing(missing)
        return [one.about(held) for one, held in used.values()]

    def _asked(self) -> list[Published]:
        address = os.environ.get(sources.INDEX_VARIABLE) or sources.INDEX_ADDRESS
        patience = self._short if self.held else self.client.patience(has_other=False)
        try:
            page = download_room.index_page(address, client=self.client, patience=patience, usable=_links)
        except DownloadError as error:
            if not self.held:
                if isinstance(error, download_room.SiteDownError):
                    raise OfflineError(f"{error}. Nothing is in the cache either: {_WAYS_OUT}") from error
                raise
            self._note_down(error)
            return self.held
        listed = {one.address: one for one in _links(page)}
        # A year on the national portal gives way to the same year on the Customs' own page.
        own = {(one.year, one.flow) for one in listed.values()}
        portal = [one for one in sources.known() if one.kind == "workbook" or (one.year, one.flow) not in own]
        return [*listed.values(), *portal]

    def _note_down(self, error: DownloadError) -> None:
        self._down = error
        LOG.warning("%s; using what is in the cache", error)
        self.notes.append(ReadingNote("site_down", reason=str(error)))

    def _files(self, year: int, flow: sources.Flow) -> list[Archive]:
        """Give the archives that may hold a year of a flow, best first."""
        held = sources.candidates(self.held, year, flow)
        if self.offline or self._is_down():
            return self._held_files(held, year, flow)
        try:
            # A year with a file of its own is never looked for in another one.
            listed = sources.candidates(self.published, year, flow)[:1]
            if not self._is_down():
                return [self._get(one, has_other=bool(held)) for one in listed]
        except DownloadError as error:
            if not held:
                raise
            self._note_down(error)
        return self._held_files(held, year, flow)

    def _is_down(self) -> bool:
        """Whether a server turned out not to answer, which asking for the page may have shown."""
        return self._down is not None

    def _held_files(self, held: Sequence[Published], year: int, flow: sources.Flow) -> list[Archive]:
        found = [one for file in held if (one := download_room.cached(file.address)) is not None]
        for one in found[:1]:
            if self._down is not None:
                self.notes.append(ReadingNote("release_of_cache", flow, year, file=one.path.name, date=one.date))
                LOG.warning("%s %s: using %s, downloaded on %s", flow, year, one.path.name, one.date[:10])
        return found

    def _get(self, file: Published, *, has_other: bool) -> Archive:
        patience = self._short if has_other else self.client.patience(has_other=False)
        return download_room.archive(
            file.address, file.name, client=self.client, patience=patience, check=store.inspected, vintage=file.vintage
        )

    def _last_year(self) -> int:
        """Give the last full year that both flows are published of; else the last year there is."""
        years = [{one.year or 0 for one in self.published if one.flow == flow} - {0} for flow in sources.FLOWS]
        if whole := set.intersection(*years) or set.union(*years):
            return max(whole)
        latest = [one for flow in sources.FLOWS for file in self._files(0, flow) for one in store.stored(file)]
        if not latest:
            raise self._missing([])
        return max(year for one in latest for year in one.parts)

    def _missing(self, years: Sequence[int]) -> DownloadError:
        if not years and not self.published:
            why = f" ({self._down})" if self._down is not None else ""
            return OfflineError(f"the cache is empty{why}: {_WAYS_OUT}")
        what = f"{', '.join(map(str, years))} is" if years else "no year is"
        listed = sorted({str(one.year) for one in self.published if one.year})
        there = f"full years {', '.join(listed)}" if listed else "no full year"
        if any(one.kind == "regional-ce" for one in self.published):
            there += ", and the last five quarters"
        if self.offline or self._down is not None:
            why = f" ({self._down})" if self._down is not None else ""
            return OfflineError(f"{what} not in the cache{why}, which holds {there}: {_WAYS_OUT}")
        return DownloadError(
            f"{what} not published by the Customs in regional files; their page has {there}; see trade-territories "
            "download --list. Older files can be given with --from (tt.read_flows)"
        )

    def _workbooks(self, years: Sequence[int], place: reference.Territory | None) -> list[store.StoredRelease]:
        wanted = _workbook_regions(place)
        found: list[store.StoredRelease] = []
        lacking: dict[str, str] = {}
        for number in wanted:
            file = sources.workbook(number)
            held = download_room.cached(file.address)
            try:
                archive = held if self.offline or self._down else self._get(file, has_other=held is not None)
            except DownloadError as error:
                if held is not None:
                    self._note_down(error)
                lacking[number] = str(error)
                archive = held
            if archive is not None:
                found += store.stored(archive)
                lacking.pop(number, None)
            elif number not in lacking:
                lacking[number] = "not in the cache"
        if lacking:
            names = [reference.label("region", code, "fr") for one in lacking for code in sources.WORKBOOK_REGIONS[one]]
            raise IncompleteCoverageError(
                f"workbooks of {', '.join(names)} are missing ({next(iter(lacking.values()))}); load a territory of another "
                "région with territory=…, or use source='complete'",
                missing=names,
            )
        there = sorted({year for one in found for year in one.parts})
        chosen = list(years) or there[-1:]
        if not set(chosen) <= set(there):
            absent = [str(year) for year in chosen if year not in there]
            raise DownloadError(
                f"{', '.join(absent)} is not in the workbooks, which hold {', '.join(map(str, there))}; use source='complete'"
            )
        return [
            one.about([year for year in chosen if year in one.parts]) for one in found if set(chosen) & set(one.parts)
        ]


def asked_years(years: Years) -> list[int]:
    if years is None:
        return []
    given = [years] if isinstance(years, int) or not isinstance(years, Iterable) else list(years)
    wrong = [one for one in given if not is_whole_number(one)]
    if wrong or not given:
        shown = repr(wrong[0]) if wrong else "an empty list"
        raise TradeTerritoriesError(
            f"{shown} is no year; give years as whole numbers, such as 2024 or range(2022, 2025)"
        )
    return sorted({int(one) for one in given})


def _first(
    archives: Mapping[sources.Flow, Sequence[Archive]], year: int, flow: sources.Flow
) -> store.StoredRelease | None:
    for archive in archives[flow]:
        for one in store.stored(archive):
            if one.record.flow == flow and year in one.parts:
                return one
    return None


def _workbook_regions(place: reference.Territory | None) -> list[str]:
    if place is None or place.level == "france":
        return list(sources.WORKBOOK_REGIONS)
    regions = {reference.departement_regions()[code] for code in place.departements}
    return [number for number, codes in sources.WORKBOOK_REGIONS.items() if regions & set(codes)]


def _links(page: download_room.IndexPage) -> tuple[Published, ...]:
    return sources.read_index(page.content, page.address, charset=page.charset)


def _listing_order(one: Published) -> tuple[Any, ...]:
    return one.kind, -(one.year or 0), one.flow or "", one.region or "", one.vintage or "", one.address
