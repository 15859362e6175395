"""Which release each year and flow is taken from, so that nothing is ever added up twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trade_territories.errors import ReleaseFormatError
from trade_territories.provenance import ReadingNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.provenance import ReleaseRecord


@dataclass(frozen=True)
class Candidate:
    """One release that holds a year of a flow."""

    position: int
    record: ReleaseRecord
    year: int

    @property
    def name(self) -> str:
        """How messages call its file."""
        file, member = self.record.file, self.record.data_member
        return file if member == file else f"{file}!{member}"

    @property
    def scope(self) -> str | None:
        """The Customs' number of the région that it is about; None where it is about all of France."""
        return self.record.region if self.record.is_workbook else None

    @property
    def quarters(self) -> tuple[int, ...]:
        """Its quarters of the year; none where the source is yearly."""
        return self.record.quarters_of(self.year)

    @property
    def rank(self) -> tuple[bool, bool, str, bool]:
        """What makes one better than another: the year whole, then a full-year file, then newer; parts by age alone."""
        whole = self.quarters in ((), (1, 2, 3, 4))
        full_year = self.record.kind != "regional-ce"
        return whole, whole and full_year, self.record.vintage, full_year


def chosen(records: Sequence[ReleaseRecord]) -> tuple[dict[int, list[int]], list[ReadingNote]]:
    """Choose for each year and flow the one release that it is taken from.

    That is the newest one that holds the year whole, a full-year file before the last five quarters; else the newest
    partial one. Workbooks of one région complete each other, and give way to a national file.

    Parameters
    ----------
    records
        The releases.

    Returns
    -------
    kept
        Position of each release that is used -> the years taken from it.
    notes
        What was left out, and for what.

    Raises
    ------
    ReleaseFormatError
        Two different files of one vintage and period.
    """
    notes: list[ReadingNote] = []
    seen: dict[tuple[str, str], int] = {}
    pools: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for position, record in enumerate(records):
        first = seen.setdefault((record.data_sha256, record.flow), position)
        if first != position:
            notes.append(ReadingNote("given_twice", record.flow, release=record.release, file=record.file))
            continue
        for year in record.years:
            pools[record.flow, year].append(Candidate(position, record, year))
    kept: dict[int, list[int]] = defaultdict(list)
    for (flow, year), pool in sorted(pools.items()):
        national = [candidate for candidate in pool if candidate.scope is None]
        scopes = sorted({candidate.scope for candidate in pool if candidate.scope is not None})
        winners = (
            [_best(national)]
            if national
            else [_best([candidate for candidate in pool if candidate.scope == scope]) for scope in scopes]
        )
        for candidate in winners:
            kept[candidate.position].append(year)
        for candidate in pool:
            if candidate not in winners:
                by = next((winner for winner in winners if winner.scope in (None, candidate.scope)), winners[0])
                notes.append(
                    ReadingNote(
                        "superseded", flow, year, candidate.record.release, quarters=candidate.quarters,
                        file=candidate.record.file, other=by.record.release,
                    )
                )  # fmt: skip
    return dict(kept), notes


def _best(pool: Sequence[Candidate]) -> Candidate:
    by_rank: dict[object, Candidate] = {}
    for candidate in pool:
        other = by_rank.setdefault(candidate.rank, candidate)
        if other is not candidate:
            raise ReleaseFormatError(
                f"two different files of one vintage ({candidate.record.vintage}) and period ({candidate.year})",
                file=candidate.record.file,
                found=f"{other.name} and {candidate.name}",
                expected=f"one file for {candidate.record.flow} {candidate.year}",
                hint="Give only one of them, or put the month of publication (YYYYMM) into their names",
            )
    return max(pool, key=lambda candidate: candidate.rank)
