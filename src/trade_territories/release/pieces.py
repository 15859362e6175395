"""A text file too large for memory: its rows laid aside on disk by département, then brought to our codes one after another.

Rows of one département depend on no other, so the rows are those that reading the file whole would give.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from trade_territories import reference
from trade_territories.columns import FLOWS
from trade_territories.errors import ReleaseFormatError
from trade_territories.release.columns import CODE_COLUMNS, Codes, RawColumns
from trade_territories.release.labels import labels_of
from trade_territories.release.normalise import (
    LABEL_KINDS,
    RawRelease,
    completed,
    mended_by,
    normalised,
    notes_together,
    record_of,
    with_cells,
)
from trade_territories.release.text import TextReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trade_territories.provenance import HeldCell, ReadingNote, ReleaseLabel, ReleaseRecord
    from trade_territories.release.datafile import DataFile

_SCHEMA = pa.schema(
    [
        ("year", pa.int16()),
        ("quarter", pa.int8()),
        *((name, pa.int32()) for name in CODE_COLUMNS),
        ("value_eur", pa.int64()),
        ("mass_kg", pa.int64()),
        ("mass_missing", pa.bool_()),
    ]
)


@contextmanager
def in_pieces(file: DataFile, spill: Path) -> Iterator[list[PiecedRelease]]:
    """Read a text file with as much memory as one batch and one département take, however long it is.

    Parameters
    ----------
    file
        The text file, by itself or in its archive.
    spill
        A file that may be written, and is of no use afterwards: about as large as the text.

    Yields
    ------
    list of PiecedRelease
        One for each flow.

    Raises
    ------
    ReleaseFormatError
        As reading it whole.
    """
    pieces = _Pieces()
    reader = TextReader(file)
    with pa.OSFile(str(spill), "wb") as sink, pa.ipc.new_file(sink, _SCHEMA) as writer:
        for batch in reader.batches():
            for key, rows in pieces.split(batch):
                pieces.add(key, writer, rows)
    if not pieces.places:
        raise ReleaseFormatError(
            "the file holds no row", file=file.name, found="nothing", expected="rows of ten fields"
        )
    with pa.OSFile(str(spill), "rb") as source:
        stored = pa.ipc.open_file(source)
        flows = sorted({flow for flow, _ in pieces.places})
        yield [PiecedRelease(file, FLOWS[flow], flow, pieces, stored, reader) for flow in flows]


class _Pieces:
    """Where the rows of each flow and département are, and what the numbers of their codes stand for."""

    def __init__(self) -> None:
        self.places: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.held: dict[int, list[HeldCell]] = defaultdict(list)
        self._numbers: dict[str, dict[str, int]] = {name: {} for name in CODE_COLUMNS}
        self._known = reference.douanes_departements()
        self._count = 0

    def split(self, batch: RawColumns) -> Iterator[tuple[tuple[int, str], RawColumns]]:
        """Return the rows of each flow and département, in the order of the file."""
        codes = batch.codes["departement"]
        # Two codes of theirs may be one of ours; one sort finds the rows of all.
        places = codes.renamed(lambda code: self._known.get(code, code))
        for flow in np.unique(batch.flow).tolist():
            of_flow = batch.take(batch.flow == flow)
            self.held[flow] += of_flow.cells
            positions = places.positions[batch.flow == flow]
            order = np.argsort(positions, kind="stable")
            starts = np.flatnonzero(np.diff(positions[order], prepend=-1))
            for rows in np.split(order, starts[1:]):
                yield (flow, places.categories[positions[rows[0]]]), of_flow.take(rows)

    def add(self, key: tuple[int, str], writer: Any, rows: RawColumns) -> None:
        """Lay rows aside."""
        columns = [rows.year, rows.quarter]
        columns += [self._numbered(name, rows.codes[name]) for name in CODE_COLUMNS]
        columns += [rows.value_eur, rows.mass_kg, rows.mass_missing]
        writer.write_batch(pa.record_batch([pa.array(column) for column in columns], schema=_SCHEMA))
        self.places[key].append(self._count)
        self._count += 1

    def departements(self, flow: int) -> list[str]:
        """Return the départements of a flow, sorted."""
        return sorted(place for held, place in self.places if held == flow)

    def rows(self, flow: int, place: str, stored: Any) -> RawColumns:
        """Read the rows of a département back."""
        table = pa.Table.from_batches([stored.get_batch(batch) for batch in self.places[flow, place]])
        vectors = {name: table.column(name).to_numpy() for name in _SCHEMA.names}
        codes = {name: Codes(vectors.pop(name), tuple(self._numbers[name])).occurring() for name in CODE_COLUMNS}
        return RawColumns(flow=np.full(len(table), flow, dtype=np.int8), codes=codes, **vectors)

    def _numbered(self, name: str, codes: Codes) -> Any:
        numbers = self._numbers[name]
        table = np.array([numbers.setdefault(code, len(numbers)) for code in codes.categories], dtype=np.int32)
        return table[codes.positions]


@dataclass
class PiecedRelease:
    """One flow of a text file, département by département."""

    #: What it is.
    file: DataFile
    flow: str
    #: Where its rows are.
    number: int
    pieces: _Pieces
    stored: Any
    reader: TextReader
    _cells: list[HeldCell] = field(default_factory=list)
    _notes: list[list[ReadingNote]] = field(default_factory=list)
    _codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def parts(self) -> Iterator[RawRelease]:
        """Yield each département's rows in our codes, sorted by département; notes and labels come with ``whole``."""
        record = self._record(self.pieces.held[self.number])
        for place in self.pieces.departements(self.number):
            columns, notes = normalised(self.pieces.rows(self.number, place, self.stored))
            self._cells += columns.cells
            self._notes.append(notes)
            for kind in LABEL_KINDS:
                self._codes[kind].update(columns.codes[kind].categories)
            yield RawRelease(columns, with_cells(record, columns.cells), (), ())

    def whole(self) -> tuple[ReleaseRecord, tuple[ReadingNote, ...], tuple[ReleaseLabel, ...]]:
        """Return what is known of the release once all its parts were given: record, notes, labels."""
        record = self._record(self._cells)
        notes = completed([*notes_together(self._notes), *mended_by(self.reader, record.flow)], record)
        return record, notes, labels_of(self._codes, self.file.label_texts(), record.years)

    @property
    def cells(self) -> list[HeldCell]:
        """Rows and euros of each flow, year, quarter and département, once all parts were given."""
        return sorted(self._cells)

    def _record(self, cells: Sequence[HeldCell]) -> ReleaseRecord:
        return record_of(cells, self.file, self.reader.data_sha256, as_read=self.pieces.held[self.number])
