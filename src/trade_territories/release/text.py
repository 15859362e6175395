"""A text file of ten fields -> raw columns, batch by batch: pyarrow parses, codes become numbers at once."""

from __future__ import annotations

import codecs
import hashlib
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from trade_territories.errors import ReleaseFormatError
from trade_territories.release.columns import Codes, RawColumns
from trade_territories.release.layout import (
    CODE_FIELDS,
    FIELDS,
    FLOW_FIELD,
    FLOW_LETTERS,
    LARGEST,
    LONGEST_LINE,
    MASS_FIELD,
    QUARTER_FIELD,
    QUARTERS,
    VALUE_FIELD,
    YEAR_FIELD,
    YEARS,
    explain,
    is_blank,
    is_code,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from trade_territories.release.archive import DataFile

#: What a number that is missing may look like.
_NOTHING = [" " * width for width in range(32)]
#: Bytes of text read at once: about a hundred thousand rows.
BLOCK_BYTES = 4 << 20


class TextReader:
    """Reads one text file; knows its checksum and the oddities that it mended once all batches are through.

    Parameters
    ----------
    file
        The text file, by itself or in its archive.
    block_bytes
        Bytes of text held at once.

    Attributes
    ----------
    data_sha256
        SHA-256 of the unpacked text, known at the end.
    trimmed
        Codes that stood with blanks around them, as ``field: 'code '``.
    """

    def __init__(self, file: DataFile, *, block_bytes: int | None = None) -> None:
        self._file = file
        self._block_bytes = max(block_bytes or BLOCK_BYTES, LONGEST_LINE)
        self.data_sha256 = ""
        self.trimmed: set[str] = set()

    def batches(self) -> Iterator[RawColumns]:
        """Give the rows in the order of the file, a block of text at a time.

        Raises
        ------
        ReleaseFormatError
            The first line that is not as the Customs publish it.
        """
        try:
            with self._file.open() as stream:
                watched = _Watched(stream)
                for batch in self._parsed(watched):
                    yield self._columns(batch)
                self.data_sha256 = watched.hexdigest()
                doubtful = watched.has_hexadecimal
        except (pa.ArrowInvalid, _NotAsPublishedError) as error:
            raise self._explained(error) from error
        if doubtful and (found := self._first_error()):
            raise found

    def _parsed(self, stream: IO[bytes] | _Watched) -> Iterator[pa.RecordBatch]:
        # No text stands for a missing code: NA is Namibia. Of numbers only the empty ones are missing.
        types = {field: pa.dictionary(pa.int32(), pa.string()) for field in CODE_FIELDS.values()}
        types |= {FLOW_FIELD: pa.binary(1), QUARTER_FIELD: pa.int8(), YEAR_FIELD: pa.int16()}
        types |= {VALUE_FIELD: pa.int64(), MASS_FIELD: pa.int64()}
        return pacsv.open_csv(  # type: ignore[no-any-return]  # pyarrow has no types
            stream,
            read_options=pacsv.ReadOptions(column_names=list(FIELDS), block_size=self._block_bytes),
            parse_options=pacsv.ParseOptions(
                delimiter=";", invalid_row_handler=lambda row: "skip" if is_blank(row.text) else "error"
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=types, include_columns=list(types), null_values=_NOTHING, strings_can_be_null=False
            ),
        )

    def _columns(self, batch: pa.RecordBatch) -> RawColumns:
        for field in (FLOW_FIELD, QUARTER_FIELD, YEAR_FIELD, VALUE_FIELD):
            if batch.column(field).null_count:
                raise _NotAsPublishedError(f"a row without {field}")
        mass = batch.column(MASS_FIELD)
        missing = mass.is_null().to_numpy(zero_copy_only=False) if mass.null_count else np.zeros(len(mass), dtype=bool)
        limits = (-LARGEST, LARGEST)
        return RawColumns(
            flow=_flow(batch.column(FLOW_FIELD)),
            quarter=_within(batch.column(QUARTER_FIELD).to_numpy(), QUARTERS, QUARTER_FIELD),
            year=_within(batch.column(YEAR_FIELD).to_numpy(), YEARS, YEAR_FIELD),
            codes={column: self._codes(column, batch.column(field)) for column, field in CODE_FIELDS.items()},
            value_eur=_within(batch.column(VALUE_FIELD).to_numpy(), limits, VALUE_FIELD),
            mass_kg=_within(mass.fill_null(0).to_numpy(), limits, MASS_FIELD),
            mass_missing=missing,
        )

    def _codes(self, column: str, array: pa.DictionaryArray) -> Codes:
        codes = Codes(array.indices.to_numpy(), tuple(array.dictionary.to_pylist()))
        blanks = [code for code in codes.categories if code != code.strip()]
        if blanks:
            self.trimmed.update(f"{CODE_FIELDS[column]}: {code!r}" for code in blanks)
            codes = codes.renamed(str.strip)
        if not all(is_code(column, code) for code in codes.categories):
            raise _NotAsPublishedError(f"a code of {CODE_FIELDS[column]} that cannot be")
        return codes

    def _explained(self, error: Exception) -> ReleaseFormatError:
        return self._first_error() or ReleaseFormatError("cannot be read", file=self._file.name, found=str(error))

    def _first_error(self) -> ReleaseFormatError | None:
        with self._file.open() as stream:
            return explain(stream, self._file.name)


def _flow(letters: pa.FixedSizeBinaryArray) -> NDArray[np.int8]:
    first, last = (ord(letter) for letter in FLOW_LETTERS)
    found = np.frombuffer(letters.buffers()[1], dtype=np.uint8, count=len(letters), offset=letters.offset)
    is_import = found == last
    if not (is_import | (found == first)).all():
        raise _NotAsPublishedError("an unknown flow")
    directions: NDArray[np.int8] = is_import.view(np.int8)
    return directions


def _within(numbers: NDArray[Any], limits: tuple[int, int], field: str) -> NDArray[Any]:
    if len(numbers) and not limits[0] <= int(numbers.min()) <= int(numbers.max()) <= limits[1]:
        raise _NotAsPublishedError(f"a {field} that cannot be")
    return numbers


class _NotAsPublishedError(Exception):
    """Something is wrong in the block that was read; the careful reading finds the line."""


class _Watched:
    """A stream that is looked at while pyarrow reads it: its checksum, and numbers that only pyarrow takes for such."""

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._end = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.has_hexadecimal = False

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._sha256.update(block)
        # pyarrow takes 0x1F for a whole number. One letter is looked for first: that costs next to nothing.
        if b"x" in block:
            self.has_hexadecimal |= b"0x" in self._end + block
        self._end = block[-1:]
        self._check_encoding(block)
        return block

    def _check_encoding(self, block: bytes) -> None:
        # pyarrow shows a line that is no row as text, and complains on standard error of one that is none. Nearly all is ASCII.
        if block.isascii() and not self._decoder.getstate()[0]:
            return
        try:
            self._decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise _NotAsPublishedError("bytes that are not UTF-8") from error

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()

    def close(self) -> None:
        self.closed = True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def writable(self) -> bool:
        return False
