"""One table of the store as a Parquet file, written whole or département by département, and read back."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trade_territories.columns import COLUMNS, MEASURES, PRODUCT_COLUMNS
from trade_territories.release.columns import MISSING, Codes, RawColumns, joined_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

#: Rows of a row group, at least: fewer make every reader slower, more make one département slower.
GROUP_ROWS = 1 << 16
#: What is read back; the other columns are one value throughout a file, or follow from the département.
_DICTIONARIES = ("departement", *PRODUCT_COLUMNS, "partner")
_READ = ("departement", "quarter", *PRODUCT_COLUMNS, "partner", *MEASURES)
_REQUIRED = {column.name for column in COLUMNS if not column.nullable}
_MAGIC = b"PAR1"


def write_table(flows: pd.DataFrame, file: IO[bytes]) -> None:
    """Write ``Flows`` as Parquet: codes as dictionaries, sorted by département, a row group for some départements.

    Parameters
    ----------
    flows
        The table; its rows of one département keep their order.
    file
        An open binary file.
    """
    departements = flows["departement"].cat.codes.to_numpy()
    order = np.argsort(departements, kind="stable")
    table = _table(flows, order)
    with _writer(file, table.schema) as writer:
        for start, end in _groups(departements[order]):
            writer.write_table(table.slice(start, end - start), row_group_size=max(end - start, 1))


class DepartementWriter:
    """Writes the same file as ``write_table``, with the rows of one département after the other.

    Parameters
    ----------
    file
        An open binary file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def add(self, flows: pd.DataFrame) -> None:
        """Take the rows of the next département."""
        table = _table(flows, np.arange(len(flows)))
        # Each département knows codes of its own, and all row groups are of one type.
        wide = pa.dictionary(pa.int32(), pa.string())
        fields = [field.with_type(wide) if pa.types.is_dictionary(field.type) else field for field in table.schema]
        self._waiting.append(table.cast(pa.schema(fields)))
        if sum(map(len, self._waiting)) >= GROUP_ROWS:
            self._write()

    def close(self) -> None:
        """Write what is left, and the footer."""
        if self._waiting:
            self._write()
        if self._writer is not None:
            self._writer.close()

    def _write(self) -> None:
        table = pa.concat_tables(self._waiting).unify_dictionaries().combine_chunks()
        self._waiting = []
        if self._writer is None:
            self._writer = _writer(self._file, table.schema)
        self._writer.write_table(table, row_group_size=len(table))


def _writer(file: IO[bytes], schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        file,
        schema,
        # Numbers take as many bits as the largest of their neighbours needs: less than lz4 leaves of them, and in less time.
        column_encoding=dict.fromkeys(MEASURES, "DELTA_BINARY_PACKED"),
        compression={name: "none" if name in MEASURES else "lz4" for name in schema.names},
        use_dictionary=[name for name in schema.names if name not in MEASURES],
        # What readers prune by; of the others every row group holds nearly all.
        write_statistics=["flow", "year", "departement"],
        write_page_checksum=True,
    )


def _groups(departements: np.ndarray) -> Iterator[tuple[int, int]]:
    """Return first row and end of each row group: whole départements, until there are enough rows."""
    ends = [*(np.flatnonzero(np.diff(departements)) + 1).tolist(), len(departements)]
    start = 0
    for end in ends:
        if end - start >= GROUP_ROWS or end == ends[-1]:
            yield start, end
            start = end


def _table(flows: pd.DataFrame, order: np.ndarray) -> pa.Table:
    """Return rows in an order; columns in which nothing may be missing are written, and read, without asking for it."""
    columns = {name: _arrow(flows[name], order) for name in flows.columns}
    fields = [pa.field(name, column.type, nullable=name not in _REQUIRED) for name, column in columns.items()]
    return pa.table(columns, schema=pa.schema(fields))


def _arrow(column: pd.Series, order: np.ndarray) -> pa.Array:
    if column.dtype == "category":
        codes = column.cat.codes.to_numpy().take(order)
        missing = codes == MISSING
        indices = pa.array(codes, mask=missing if missing.any() else None)
        return pa.DictionaryArray.from_arrays(indices, pa.array(column.cat.categories.tolist(), pa.string()))
    missing = column.isna().to_numpy().take(order)
    dtype = "int8" if column.name == "quarter" else "int16" if column.name == "year" else "int64"
    values = column.to_numpy(dtype=dtype, na_value=0) if column.dtype.name[0] == "I" else column.to_numpy(dtype)
    return pa.array(values.take(order), mask=missing if missing.any() else None)


def read_columns(path: Path, flow: int, year: int, departements: Sequence[str] | None) -> RawColumns:
    """Read a table back, all of it or some départements."""
    with pq.ParquetFile(path, read_dictionary=list(_DICTIONARIES), page_checksum_verification=True) as file:
        groups = list(range(file.num_row_groups))
        if departements is not None:
            groups = [group for group in groups if _may_hold(file.metadata.row_group(group), set(departements))]
        # Without a row group the table has no chunk; the first one tells the types, and no row of it is kept.
        table = file.read_row_groups(groups or [0], columns=list(_READ))
    rows = table.num_rows
    codes = {name: _codes(table.column(name)) for name in _DICTIONARIES}
    mass = table.column("mass_kg")
    columns = RawColumns(
        flow=np.full(rows, flow, dtype=np.int8),
        year=np.full(rows, year, dtype=np.int16),
        quarter=_numbers(table.column("quarter"), np.dtype(np.int8)),
        codes=codes,
        value_eur=_numbers(table.column("value_eur"), np.dtype(np.int64)),
        mass_kg=_numbers(mass, np.dtype(np.int64)),
        mass_missing=mass.is_null().to_numpy() if mass.null_count else np.zeros(rows, dtype=bool),
    )
    return columns if departements is None else columns.take(codes["departement"].among(departements))


def _may_hold(group: pq.RowGroupMetaData, departements: set[str]) -> bool:
    """Judge by the statistics of a row group, which holds a run of sorted départements."""
    names = [group.column(position).path_in_schema for position in range(group.num_columns)]
    statistics = group.column(names.index("departement")).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    return any(statistics.min <= departement <= statistics.max for departement in departements)


def _codes(column: pa.ChunkedArray) -> Codes:
    parts = []
    for chunk in column.chunks:
        indices = chunk.indices.fill_null(MISSING) if chunk.null_count else chunk.indices
        parts.append(Codes(indices.to_numpy(), tuple(chunk.dictionary.to_pylist())))
    return joined_codes(parts)


def _numbers(column: pa.ChunkedArray, dtype: np.dtype) -> np.ndarray:
    filled = column.fill_null(0) if column.null_count else column
    return np.asarray(filled.to_numpy()).astype(dtype, copy=False)


def tail(file: IO[bytes]) -> tuple[int, str]:
    """Return the length of a Parquet file and the SHA-256 of its footer, which says where everything is."""
    size = file.seek(0, 2)
    file.seek(max(size - 8, 0))
    end = file.read()
    length = int.from_bytes(end[:4], "little") + 8
    if end[4:] != _MAGIC or length > size:
        raise OSError("the file has no footer")
    file.seek(size - length)
    return size, hashlib.sha256(file.read()).hexdigest()
