"""The releases that years are taken from: found at the Customs' places or in the cache, downloaded, stored, chosen."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Literal

from trade_territories import download, reference, sources, store
from trade_territories._threads import in_threads
from trade_territories.errors import (
    DataContractError,
    DownloadError,
    IncompleteCoverageError,
    OfflineError,
    ReleaseFormatError,
    TradeTerritoriesError,
)
from trade_territories.flows._search import Search
from trade_territories.flows._ways_out import WAYS_OUT, telling_of_doctor
from trade_territories.provenance import ReadingNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.download import Archive, Client
    from trade_territories.release import RawRelease
    from trade_territories.sources import Published
    from trade_territories.store import StoredRelease

LOG = logging.getLogger("trade_territories")

#: How servers are asked; tests put a client with other clocks here.
CLIENT: Client = download.Client()

Source = Literal["complete", "workbooks"]


@dataclass
class Loading:
    """One call: what is published, what is held, how long was waited, what there is to say."""

    #: Never ask a server.
    offline: bool = False
    #: How servers are asked.
    client: Client = field(default_factory=lambda: CLIENT)
    notes: list[ReadingNote] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.held: list[Published] = [archive.file for archive in download.cached_archives()]
        # The wait is shared by all files of the call that the cache holds something else for.
        self._short = self.client.patience(has_other=True)
        self._discovery = download.Discovery(
            self.client, self._short if self.held else self.client.patience(has_other=False)
        )
        self._published: list[Published] | None = None
        self._down: DownloadError | None = None
        self._lock = Lock()

    @property
    def published(self) -> list[Published]:
        """What the Customs publish; what the cache holds where they cannot be asked."""
        with self._lock:
            if self._published is None:
                self._published = self.held if self.offline else self._asked()
            return self._published

    def releases(
        self, years: Sequence[int], source: Source, place: reference.Territory | None, *, since: int | None = None
    ) -> list[StoredRelease]:
        """Return the stored releases of years, each about those years.

        Without years, they are those from ``since`` to the last full year, or the last full year alone.

        Raises
        ------
        DownloadError, OfflineError, IncompleteCoverageError
            A year cannot be had; the message names the command that shows why.
        """
        with telling_of_doctor(years, offline=self.offline):
            if source == "workbooks":
                return self._workbooks(years, place, since)
            if source != "complete":
                raise TradeTerritoriesError(f"source={source!r} is no source; give 'complete' or 'workbooks'")
            return self._complete(years, since)

    def read(self, release: StoredRelease, departements: Sequence[str] | None = None) -> RawRelease:
        """Read a stored release; where both its table and its archive are damaged, the archive is downloaded again."""
        try:
            return store.read(release, departements)
        except ReleaseFormatError:
            if self.offline or not release.archive.is_damaged():
                raise
        again = self._stored(release.archive.file, has_other=False)
        same = next(stored for stored in again if stored.record.flow == release.record.flow)
        return store.read(same.about(release.parts), departements)

    def _complete(self, years: Sequence[int], since: int | None) -> list[StoredRelease]:
        wanted = list(years) or self._years_to_last(since)
        used: dict[str, tuple[StoredRelease, list[int]]] = {}
        missing = []
        for year in wanted:
            found = list(filter(None, in_threads(partial(self._release, year), sources.FLOWS, 2)))
            for release in found:
                used.setdefault(release.record.release, (release, []))[1].append(year)
            if not found:
                missing.append(year)
        if missing:
            raise self._missing(missing)
        return [release.about(held) for release, held in used.values()]

    def _asked(self) -> list[Published]:
        try:
            return self._discovery.published()
        except DownloadError as error:
            if not self.held:
                if isinstance(error, download.SiteDownError):
                    raise OfflineError(
                        f"{error.without_way_out}. Nothing is in the cache either: {WAYS_OUT}"
                    ) from error
                raise
            self._note_down(error)
            return self.held

    def _note_down(self, error: DownloadError) -> None:
        if self._down is None:
            self._down = error
            LOG.warning("%s; using what is in the cache", error)
            self.notes.append(ReadingNote("site_down", reason=str(error)))

    def _release(self, year: int, flow: sources.Flow) -> StoredRelease | None:
        """Return the release that a year of a flow is taken from; None where nobody has one."""
        held = sources.candidates(self.held, year, flow)
        if self._is_fresh(held):
            try:
                return self._held(held, year, flow)
            except ReleaseFormatError as error:
                # Damaged since: looked for again below, where there is a network.
                LOG.info("%s", error)
        if not self.offline and self._down is None:
            self._look_around(year, flow)
        if self.offline or self._down is not None:
            return self._held(held, year, flow)
        search = Search(year, flow)
        try:
            self._try_all(search, has_other=bool(held))
        except DownloadError as error:
            if not held:
                raise
            self._note_down(error)
            return self._held(held, year, flow)
        best = search.best()
        # A year that is no longer listed anywhere is still here.
        return self._held(held, year, flow, is_gone=True) if best is None and held else best

    def _is_fresh(self, held: Sequence[Published]) -> bool:
        """Return whether the year's own file was asked for so short a time ago that no place is asked again."""
        archives = [download.cached(file.address) for file in held if file.kind == "regional"]
        return any(archive is not None and download.is_fresh(archive, self.client) for archive in archives)

    def _look_around(self, year: int, flow: sources.Flow) -> None:
        """Ask for what is published; a year whose address is known from before needs no list."""
        try:
            _ = self.published
        except OfflineError:
            raise
        except DownloadError:
            if not sources.candidates(sources.known(), year, flow):
                raise

    def _try_all(self, search: Search, *, has_other: bool) -> None:
        """Try the files that may hold a year of a flow, best first, until one holds it whole."""
        for files in self._discovery.files(search.year, search.flow):
            for file in files:
                if not search.is_settled(file):
                    self._try(search, file, has_other=has_other)
            if search.is_whole:
                return
        if search.best() is None and search.problems:
            raise search.problems[0][1]

    def _try(self, search: Search, file: Published, *, has_other: bool) -> None:
        try:
            search.add(file, self._stored(file, has_other=has_other))
        except (DownloadError, ReleaseFormatError, DataContractError) as error:
            search.problems.append((file, error))
            LOG.info("%s: not used (%s)", file.address, error)
            if file.is_trusted and file.kind == "regional":
                # An older or partial release would be another figure, without a word.
                raise

    def _held(
        self, held: Sequence[Published], year: int, flow: sources.Flow, *, is_gone: bool = False
    ) -> StoredRelease | None:
        search = Search(year, flow)
        for file in held:
            archive = download.cached(file.address)
            if archive is not None and not search.is_settled(file):
                search.add(file, store.stored(archive))
        best = search.best()
        if best is not None and (is_gone or self._down is not None):
            archive = best.archive
            self.notes.append(ReadingNote("release_of_cache", flow, year, file=archive.path.name, date=archive.date))
            LOG.warning("%s %s: using %s, downloaded on %s", flow, year, archive.path.name, archive.date[:10])
        return best

    def _stored(self, file: Published, *, has_other: bool) -> tuple[StoredRelease, ...]:
        """Return the releases of a file; an archive that was damaged in the cache is downloaded again."""
        archive = self._archive(file, has_other=has_other)
        try:
            return store.stored(archive)
        except ReleaseFormatError:
            if not archive.is_damaged():
                raise
        LOG.warning("%s: damaged in the cache; downloading it again", archive.path.name)
        archive.forget()
        return store.stored(self._archive(file, has_other=False))

    def _archive(self, file: Published, *, has_other: bool) -> Archive:
        patience = self._short if has_other else self.client.patience(has_other=False)
        client = self.client if file.is_trusted else self.client.hurried()
        return download.archive(file, client=client, patience=patience, check=store.inspected)

    def _years_to_last(self, since: int | None) -> list[int]:
        """Return the years from a first one to the last full year."""
        last = self._last_year()
        if since is not None and since > last:
            raise self._missing([since])
        return list(range(last if since is None else since, last + 1))

    def _last_year(self) -> int:
        """Return the last full year that both flows are published of; else the last year there is."""
        listed = [file for file in self.published if file.is_trusted and file.year is not None]
        years: list[set[int]] = [{file.year or 0 for file in listed if file.flow == flow} for flow in sources.FLOWS]
        if whole := set.intersection(*years) or set.union(*years):
            return max(whole)
        latest = [year for flow in sources.FLOWS for year in self._latest_years(flow)]
        if not latest:
            raise self._missing([])
        return max(latest)

    def _latest_years(self, flow: sources.Flow) -> list[int]:
        """Return the years of the first usable file without a year in its name."""
        problems: list[TradeTerritoriesError] = []
        for file in sources.candidates(self.published, 0, flow):
            archive = download.cached(file.address)
            try:
                found = (
                    store.stored(archive) if archive and self.offline else self._stored(file, has_other=bool(archive))
                )
            except (DownloadError, ReleaseFormatError, DataContractError) as error:
                if archive is None or not isinstance(error, DownloadError):
                    problems.append(error)
                    continue
                self._note_down(error)
                found = store.stored(archive)
            if years := [year for release in found if release.record.flow == flow for year in release.parts]:
                return years
        if problems:
            raise problems[0]
        return []

    def _missing(self, years: Sequence[int]) -> DownloadError:
        why = f" ({self._down})" if self._down is not None else ""
        if not years and not self.published:
            return OfflineError(f"the cache is empty{why}: {WAYS_OUT}")
        what = f"{', '.join(map(str, years))} is" if years else "no year is"
        listed = sorted({str(file.year) for file in self.published if file.year})
        there = f"full years {', '.join(listed)}" if listed else "no full year"
        if any(file.kind == "regional-ce" for file in self.published):
            there += ", and the last five quarters"
        if self.offline or self._down is not None:
            return OfflineError(f"{what} not in the cache{why}, which holds {there}: {WAYS_OUT}")
        return DownloadError(
            f"{what} not published by the Customs in regional files; their page has {there}; see trade-territories "
            "download --list. Older files can be given with --from (tt.read_flows)"
        )

    def _workbooks(
        self, years: Sequence[int], place: reference.Territory | None, since: int | None
    ) -> list[StoredRelease]:
        found: list[StoredRelease] = []
        lacking: dict[str, str] = {}
        for number in _workbook_regions(place):
            held = next((file for file in self.held if file.kind == "workbook" and file.region == number), None)
            archive = download.cached(held.address) if held is not None else None
            try:
                found += self._workbook(number, archive)
            except DownloadError as error:
                if archive is not None:
                    self._note_down(error)
                    found += store.stored(archive)
                else:
                    lacking[number] = str(error)
                    if isinstance(error, download.SiteDownError):
                        # The others are on the same server.
                        self._down = self._down or error
        names = [
            reference.label("region", code, "fr") for number in lacking for code in sources.WORKBOOK_REGIONS[number]
        ]
        if found and list(lacking) == [sources.OVERSEAS]:
            # Whether there is such a file is not known; every national sum of the others says what it lacks.
            LOG.warning("the workbooks of %s are missing: national sums lack them", ", ".join(names))
        elif lacking:
            raise IncompleteCoverageError(
                f"workbooks of {', '.join(names)} are missing ({next(iter(lacking.values()))}); load a territory of another "
                "région with territory=…, or use source='complete'",
                missing=names,
            )
        there = sorted({year for release in found for year in release.parts})
        chosen = list(years) or ([year for year in there if year >= since] if since is not None else there[-1:])
        if not chosen and since is not None:
            chosen = [since]
        if absent := [str(year) for year in chosen if year not in there]:
            raise DownloadError(
                f"{', '.join(absent)} is not in the workbooks, which hold {', '.join(map(str, there))}; use source='complete'"
            )
        return [
            release.about([year for year in chosen if year in release.parts])
            for release in found
            if set(chosen) & set(release.parts)
        ]

    def _workbook(self, number: str, held: Archive | None) -> tuple[StoredRelease, ...]:
        if not self.offline and self._down is None:
            return self._stored(self._published_workbook(number), has_other=held is not None)
        if held is None:
            raise OfflineError("not in the cache")
        return store.stored(held)

    def _published_workbook(self, number: str) -> Published:
        """Return the workbooks of a région at their known address, or as a mirror lists them: it alone is asked."""
        known = sources.workbook(number)
        mirror = sources.mirror()
        if mirror is None or sources.is_official_address(mirror):
            return known
        listed = [file for file in self.published if (file.kind, file.region) == (known.kind, number) and file != known]
        if not listed:
            raise DownloadError(f"{mirror} lists no region_{number}_A.zip")
        return max(listed, key=lambda file: (file.published or "", file.address))


def _workbook_regions(place: reference.Territory | None) -> list[str]:
    if place is None or place.level == "france":
        return list(sources.WORKBOOK_REGIONS)
    regions = {reference.departement_regions()[code] for code in place.departements}
    return [number for number, codes in sources.WORKBOOK_REGIONS.items() if regions & set(codes)]
