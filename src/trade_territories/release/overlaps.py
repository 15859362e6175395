"""Which release each year and flow is taken from, so that nothing is ever added up twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trade_territories.errors import ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Note = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """One release that holds a year of a flow."""

    position: int
    record: Mapping[str, Any]
    scope: str | None
    year: int

    @property
    def name(self) -> str:
        """How messages call its file."""
        file, member = str(self.record["file"]), str(self.record.get("data_member", self.record["file"]))
        return file if member == file else f"{file}!{member}"

    @property
    def quarters(self) -> tuple[int, ...]:
        """Its quarters of the year; none where the source is yearly."""
        return tuple(self.record["quarters"][str(self.year)])

    @property
    def rank(self) -> tuple[bool, bool, str, bool]:
        """What makes one better than another: the year whole, then a full-year file, then newer; parts by age alone."""
        whole = self.quarters in ((), (1, 2, 3, 4))
        full_year = self.record["kind"] != "regional-ce"
        return whole, whole and full_year, self.record["vintage"], full_year


def chosen(
    records: Sequence[Mapping[str, Any]], scopes: Sequence[str | None]
) -> tuple[dict[int, list[int]], list[Note]]:
    """Choose for each year and flow the one release that it is taken from.

    That is the newest one that holds the year whole, a full-year file before the last five quarters; else the newest
    partial one. Files of one région (``scopes``) complete each other, and give way to a national file.

    Parameters
    ----------
    records
        Of each release: ``release, flow, kind, vintage, years, quarters, data_sha256, file``.
    scopes
        Of each release: the région that it is about; nothing where it is about all.

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

    Examples
    --------
    >>> record = {"flow": "export", "kind": "regional", "years": [2024], "quarters": {"2024": [1, 2, 3, 4]}}
    >>> old = {**record, "release": "a", "vintage": "202502", "data_sha256": "1", "file": "a.zip"}
    >>> new = {**record, "release": "b", "vintage": "202508", "data_sha256": "2", "file": "b.zip"}
    >>> kept, notes = chosen([old, new], [None, None])
    >>> kept, notes[0]["code"], notes[0]["release"]
    ({1: [2024]}, 'superseded', 'a')
    """
    notes: list[Note] = []
    seen: dict[tuple[str, str], int] = {}
    pools: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for position, (record, scope) in enumerate(zip(records, scopes, strict=True)):
        first = seen.setdefault((record["data_sha256"], record["flow"]), position)
        if first != position:
            notes.append(
                {"code": "given_twice", "release": record["release"], "flow": record["flow"], "file": record["file"]}
            )
            continue
        for year in record["years"]:
            pools[record["flow"], year].append(Candidate(position, record, scope, year))
    kept: dict[int, list[int]] = defaultdict(list)
    for (flow, year), pool in sorted(pools.items()):
        national = [one for one in pool if one.scope is None]
        scoped = sorted({one.scope for one in pool if one.scope is not None})
        winners = [_best(national)] if national else [_best([one for one in pool if one.scope == s]) for s in scoped]
        for one in winners:
            kept[one.position].append(year)
        for one in pool:
            if one not in winners:
                by = next((w for w in winners if w.scope in (None, one.scope)), winners[0])
                notes.append(
                    {
                        "code": "superseded",
                        "release": one.record["release"],
                        "by": by.record["release"],
                        "flow": flow,
                        "year": year,
                        "quarters": list(one.quarters),
                        "file": one.record["file"],
                    }
                )
    return dict(kept), notes


def _best(pool: Sequence[Candidate]) -> Candidate:
    by_rank: dict[object, Candidate] = {}
    for one in pool:
        other = by_rank.setdefault(one.rank, one)
        if other is not one:
            raise ReleaseFormatError(
                f"two different files of one vintage ({one.record['vintage']}) and period ({one.year})",
                file=one.record["file"],
                found=f"{other.name} and {one.name}",
                expected=f"one file for {one.record['flow']} {one.year}",
                hint="Give only one of them, or put the month of publication (YYYYMM) into their names",
            )
    return max(pool, key=lambda one: one.rank)
