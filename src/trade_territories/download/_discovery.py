"""Where a year's files are: places asked one after the other, each with what was looked for and what was found."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING

from trade_territories import sources
from trade_territories.download._client import TRY_LATER, SiteDownError
from trade_territories.download._pages import listed
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trade_territories.download._client import Client, Patience

LOG = logging.getLogger("trade_territories")


@dataclass(frozen=True)
class Step:
    """What one place answered."""

    #: Where it was looked, and for what.
    place: sources.Place
    #: Files of ours that it lists, or that may be ours.
    files: tuple[sources.Published, ...]
    #: Number of links or entries of any kind.
    links: int
    #: The first of them.
    shown: tuple[str, ...]
    #: Why nothing was found; None where something was.
    error: DownloadError | None
    #: How long it took.
    seconds: float

    @property
    def is_down(self) -> bool:
        """Whether no answer came, rather than an answer without files."""
        return isinstance(self.error, SiteDownError)


@dataclass
class Discovery:
    """The places where files are looked for, asked when they are needed and once each."""

    #: How to ask, and how long in all.
    client: Client
    patience: Patience
    # Looked up when it is made: the mirror's variable may have changed.
    #: Where to look, in order; the Customs' page, their catalogue and the national portal, or a mirror, if not given.
    places: tuple[sources.Place, ...] = field(default_factory=lambda: sources.official_places())  # noqa: PLW0108
    _steps: list[Step] = field(default_factory=list, init=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    @property
    def asked(self) -> tuple[Step, ...]:
        """The places asked so far."""
        return tuple(self._steps)

    def steps(self) -> Iterator[Step]:
        """Yield what each place answers, asking the next one when it is wanted."""
        for position in range(len(self.places)):
            yield self._step(position)

    def files(self, year: int, flow: sources.Flow) -> Iterator[list[sources.Published]]:
        """Yield the files that may hold a year of a flow, best first: those of the first place that lists one, then others.

        Addresses known from years ago come last. The next place is asked when its files are wanted.
        """
        given: set[str] = set()
        for step in self.steps():
            files = [file for file in sources.candidates(step.files, year, flow) if file.address not in given]
            given.update(file.address for file in files)
            yield files
        yield sources.candidates(sources.known(), year, flow)

    def published(self) -> list[sources.Published]:
        """Return what the first place that lists anything lists, and the known addresses of what it does not.

        Raises
        ------
        SiteDownError
            No place answers.
        DownloadError
            None of those that answer lists a file of ours.
        """
        for step in self.steps():
            if step.files:
                # A year on the national portal gives way to the same year on the Customs' own page.
                own = {(file.kind, file.year, file.flow, file.region) for file in step.files}
                other = [file for file in sources.known() if (file.kind, file.year, file.flow, file.region) not in own]
                return [*step.files, *other]
        raise self.failure()

    def failure(self) -> DownloadError:
        """Return the error of a search without a file: what each place asked so far answered."""
        failed = [(step, step.error) for step in self._steps if step.error is not None]
        if len(failed) == 1:
            return failed[0][1]
        what = _answers([(step.place, error.reason) for step, error in failed])
        if all(isinstance(error, SiteDownError) for _, error in failed):
            return SiteDownError(f"no place answers: {what}{TRY_LATER}", what)
        return DownloadError(
            f"no place lists a regional file: {what}. Looked for {sources.LINKS_SOUGHT}. Where they stand on one of these "
            f"pages in a browser, save the files there and give them with --from (read_flows), or set "
            f"{sources.INDEX_VARIABLE} to the page that links them",
            what,
        )

    def _step(self, position: int) -> Step:
        with self._lock:
            while len(self._steps) <= position:
                self._steps.append(self._asked(self.places[len(self._steps)]))
            return self._steps[position]

    def _asked(self, place: sources.Place) -> Step:
        # Where one place did not answer, the others are hardly better reached: they are asked once.
        client = self.client.hurried() if any(step.is_down for step in self._steps) else self.client
        began = client.clock()
        listing, error = sources.Listing((), 0, ()), None
        try:
            listing = listed(place, client=client, patience=self.patience)
        except DownloadError as failure:
            error = failure
        if place.name != "mirror":
            # Their addresses are known; where nothing else is listed, the next place is asked.
            listing = replace(listing, files=tuple(file for file in listing.files if file.kind != "workbook"))
        if error is None and not listing.files:
            error = sources.without_files(place.address, listing)
        if error is not None and len(self.places) > 1:
            LOG.info("%s lists no usable file: %s", place.title, error)
        return Step(place, listing.files, listing.links, listing.shown, error, client.clock() - began)


def _answers(answers: Sequence[tuple[sources.Place, str]]) -> str:
    """Return what each place answered in one text: the same answer of all of them stands once."""
    places = [f"{place.title} ({place.address})" for place, _ in answers]
    reasons = [reason for _, reason in answers]
    if len(set(reasons)) == 1:
        return f"{', '.join(places)}: {reasons[0]}"
    return "; ".join(f"{place}: {reason}" for place, reason in zip(places, reasons, strict=True))
