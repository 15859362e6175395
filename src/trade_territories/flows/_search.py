"""The search for one year of one flow: what files hold, which of them is the release, and when nothing more is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import release as releases
from trade_territories.errors import ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories import sources
    from trade_territories.errors import TradeTerritoriesError
    from trade_territories.sources import Published
    from trade_territories.store import StoredRelease


class Search:
    """The releases found for a year of a flow, and what could not be used."""

    def __init__(self, year: int, flow: sources.Flow) -> None:
        self.year = year
        self.flow = flow
        self.found: list[StoredRelease] = []
        self.problems: list[tuple[Published, TradeTerritoriesError]] = []
        self._last: Published | None = None

    def add(self, file: Published, stored: Iterable[StoredRelease]) -> None:
        """Take in what a file holds, whatever its name says.

        Raises
        ------
        ReleaseFormatError
            The file says in its name that it holds the year and the flow, and holds others.
        """
        self._last = file
        releases_there = list(stored)
        fitting = [
            release for release in releases_there if release.record.flow == self.flow and self.year in release.parts
        ]
        self.found += fitting
        if not fitting and file.year == self.year and file.flow == self.flow:
            held = ", ".join(
                f"{release.record.flow}s of {', '.join(map(str, release.parts))}" for release in releases_there
            )
            raise ReleaseFormatError(
                "the file is not what its name says", file=file.address, found=held,
                expected=f"{self.flow}s of {self.year}",
            )  # fmt: skip

    @property
    def is_whole(self) -> bool:
        """Whether a release holds the year whole."""
        return any(release.parts[self.year].record.is_whole for release in self.found)

    def is_settled(self, following: Published) -> bool:
        """Return whether the year is there whole, and the next file is not its other flow of the same edition."""
        if not self.is_whole:
            return False
        last = self._last
        return last is None or (last.kind, last.vintage, last.published) != (
            following.kind, following.vintage, following.published,
        )  # fmt: skip

    def best(self) -> StoredRelease | None:
        """Return the release that the rule for all sources chooses: the newest whole one, else the newest partial one.

        Raises
        ------
        ReleaseFormatError
            Two different files of one vintage and period.
        """
        parts = [release.about([self.year]) for release in self.found]
        kept, _ = releases.chosen([part.record for part in parts])
        return next((self.found[position] for position in sorted(kept)), None)
