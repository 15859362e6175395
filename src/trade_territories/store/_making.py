"""An archive -> its tables in the store: read at once, or département by département where it is too large for that."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from trade_territories import release as releases
from trade_territories import schema
from trade_territories.download import put, temporary, unwritable, usable_folder
from trade_territories.errors import ReleaseFormatError
from trade_territories.release.frame import flows_frame
from trade_territories.release.normalise import with_cells
from trade_territories.release.pieces import in_pieces
from trade_territories.store._parquet import DepartementWriter, tail, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trade_territories.download import Archive
    from trade_territories.provenance import ReadingNote, ReleaseLabel, ReleaseRecord
    from trade_territories.release import RawRelease
    from trade_territories.release.pieces import PiecedRelease

#: Bytes of text that are read at once, several times a usual release: reading takes about five times as much memory.
AT_ONCE_BYTES = 160 << 20


def made(archive: Archive, place: Sequence[str], key: str) -> list[dict[str, object]]:
    """Read an archive, check it and write its tables; give what the list of the store says of them.

    Parameters
    ----------
    archive
        The archive.
    place
        The folder of the store, as parts of its path.
    key
        What the names of this archive's files end with.

    Raises
    ------
    ReleaseFormatError, DataContractError
        The archive is not what the Customs publish, or no longer what was downloaded.
    """
    tables = _Tables(tuple(place), key)
    listed: list[dict[str, object]] = []
    for file in releases.data_files(archive.path, vintage=archive.published):
        if file.sha256 != archive.sha256:
            raise ReleaseFormatError(
                "the archive is no longer what was downloaded", file=archive.path, expected=f"SHA-256 {archive.sha256}",
                hint="Remove it with trade-territories cache clear, and load it again",
            )  # fmt: skip
        if file.size > AT_ONCE_BYTES and not file.is_workbook:
            with temporary(usable_folder(*place), ".spill") as spill, in_pieces(file, spill) as found:
                listed += [tables.of_pieces(pieces) for pieces in found]
        else:
            listed += [tables.of_whole(release) for release in releases.read_file(file)]
    return listed


class _Tables:
    """Writes the tables of an archive: one file for each flow and year."""

    def __init__(self, place: tuple[str, ...], key: str) -> None:
        self._place, self._key = place, key

    def of_whole(self, release: RawRelease) -> dict[str, object]:
        flows = schema.validate(flows_frame([release]))
        years = list(release.record.years)
        parts = {}
        for year in years:
            with self._table(release, year) as (stream, entry):
                write_table(flows if years == [year] else flows[flows["year"].eq(year)], stream)
            parts[str(year)] = {**entry, "record": release.only([year]).record}
        return _entry(release.record, release.notes, release.labels, parts)

    def of_pieces(self, release: PiecedRelease) -> dict[str, object]:
        writers: dict[int, DepartementWriter] = {}
        entries: dict[int, dict[str, object]] = {}
        with ExitStack() as stack:
            for part in release.parts():
                flows = schema.validate(flows_frame([part]))
                for year in part.record.years:
                    if year not in writers:
                        stream, entries[year] = stack.enter_context(self._table(part, year))
                        writers[year] = DepartementWriter(stream)
                        stack.callback(writers[year].close)
                    writers[year].add(flows[flows["year"].eq(year)])
        record, notes, labels = release.whole()
        parts = {
            str(year): {
                **entries[year],
                "record": with_cells(record, [cell for cell in release.cells if cell.year == year]),
            }
            for year in sorted(entries)
        }
        return _entry(record, notes, labels, parts)

    @contextmanager
    def _table(self, release: RawRelease, year: int) -> Iterator[tuple[IO[bytes], dict[str, object]]]:
        """Return a file to write a table to; it is moved into place, and its entry filled, once it is whole."""
        place = Path(f"year={year}", f"flow={release.flow}")
        folder = usable_folder(*self._place, *place.parts)
        target = folder / f"{release.id}-{self._key}.parquet"
        entry: dict[str, object] = {}
        with temporary(folder, ".parquet") as path:
            try:
                with path.open("wb") as file:
                    yield file, entry
            except OSError as error:
                raise unwritable(folder, error) from error
            with path.open("rb") as file:
                size, footer = tail(file)
            put(path, target)
        entry.update(file=(place / target.name).as_posix(), size=size, footer=footer)


def _entry(
    record: ReleaseRecord, notes: Sequence[ReadingNote], labels: Sequence[ReleaseLabel], parts: Mapping[str, object]
) -> dict[str, object]:
    return {"record": record, "notes": notes, "labels": labels, "parts": parts}
