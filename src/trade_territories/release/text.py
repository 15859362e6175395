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
    FLOW_FIELD,
    FLOW_LETTERS,
    HEAD_BYTES,
    LARGEST,
    LARGEST_SUM,
    LONGEST_LINE,
    MASS_FIELD,
    QUARTER_FIELD,
    QUARTERS,
    VALUE_FIELD,
    YEAR_FIELD,
    YEARS,
    TextForm,
    explain,
    form_of,
    is_blank,
    is_code,
    is_swapped,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from trade_territories.release.files import DataFile

#: What a number that is missing may look like.
_NOTHING = [" " * width for width in range(32)]
#: Bytes of text read at once: about a hundred thousand rows.
BLOCK_BYTES = 4 << 20
#: Share of rows that may lack a value.
MOST_WITHOUT_VALUE = 0.01


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
    without_value
        The rows that have no value, counted as 0 euros; more than 1 % of them are an error.
    form
        How the file is written, known once reading has begun.
    """

    def __init__(self, file: DataFile, *, block_bytes: int | None = None) -> None:
        self._file = file
        self._block_bytes = max(block_bytes or BLOCK_BYTES, LONGEST_LINE)
        self.data_sha256 = ""
        self.trimmed: set[str] = set()
        self.without_value: list[RawColumns] = []
        self.form = TextForm()
        self._sums = {VALUE_FIELD: 0.0, MASS_FIELD: 0.0}

    def batches(self) -> Iterator[RawColumns]:
        """Return the rows in the order of the file, a block of text at a time.

        Raises
        ------
        ReleaseFormatError
            The first line that is not as the Customs publish it.
        """
        rows = 0
        try:
            with self._file.open() as stream:
                watched = _Watched(stream)
                self.form = watched.form
                for batch in self._parsed(watched):
                    rows += len(batch)
                    columns = self._columns(batch)
                    self._add_up(columns)
                    yield columns
                self.data_sha256 = watched.hexdigest()
        except (pa.ArrowInvalid, _NotAsPublishedError) as error:
            raise self._explained(error) from error
        if max(self._sums.values()) > LARGEST_SUM:
            raise ReleaseFormatError(
                "numbers that add up to more than can be counted", file=self._file.name,
                found=" and ".join(f"{total:.3g} in {field}" for field, total in self._sums.items()),
                expected=f"at most {LARGEST_SUM:.3g}",
            )  # fmt: skip
        if watched.is_doubtful and (found := self._first_error()):
            raise found
        if sum(map(len, self.without_value)) > rows * MOST_WITHOUT_VALUE:
            raise self._first_error(allow_empty_values=False) or ReleaseFormatError(
                "too many rows without a value", file=self._file.name
            )

    def _parsed(self, stream: IO[bytes] | _Watched) -> Iterator[pa.RecordBatch]:
        # No text stands for a missing code: NA is Namibia. Of numbers only the empty ones are missing.
        types = {field: pa.dictionary(pa.int32(), pa.string()) for field in CODE_FIELDS.values()}
        types |= {FLOW_FIELD: pa.binary(1), QUARTER_FIELD: pa.int8(), YEAR_FIELD: pa.int16()}
        types |= {VALUE_FIELD: pa.int64(), MASS_FIELD: pa.int64()}
        return pacsv.open_csv(  # type: ignore[no-any-return]  # pyarrow has no types
            stream,
            read_options=pacsv.ReadOptions(column_names=list(self.form.fields), block_size=self._block_bytes),
            # Fields are what stands between semicolons: a quote would swallow lines up to the next one.
            parse_options=pacsv.ParseOptions(
                delimiter=";",
                quote_char=False,
                invalid_row_handler=lambda row: "skip" if is_blank(row.text) else "error",
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=types, include_columns=list(types), null_values=_NOTHING, strings_can_be_null=False
            ),
        )

    def _columns(self, batch: pa.RecordBatch) -> RawColumns:
        for field in (FLOW_FIELD, QUARTER_FIELD, YEAR_FIELD):
            if batch.column(field).null_count:
                raise _NotAsPublishedError(f"a row without {field}")
        value, mass = batch.column(VALUE_FIELD), batch.column(MASS_FIELD)
        missing = mass.is_null().to_numpy(zero_copy_only=False) if mass.null_count else np.zeros(len(mass), dtype=bool)
        limits = (-LARGEST, LARGEST)
        columns = RawColumns(
            flow=_flow(batch.column(FLOW_FIELD)),
            quarter=_within(batch.column(QUARTER_FIELD).to_numpy(), QUARTERS, QUARTER_FIELD),
            year=_within(batch.column(YEAR_FIELD).to_numpy(), YEARS, YEAR_FIELD),
            codes={column: self._codes(column, batch.column(field)) for column, field in CODE_FIELDS.items()},
            value_eur=_within(_filled(value), limits, VALUE_FIELD),
            mass_kg=_within(_filled(mass), limits, MASS_FIELD),
            mass_missing=missing,
        )
        _refuse_swapped(columns.codes["a129"], columns.codes["cpf4"])
        if value.null_count:
            self.without_value.append(columns.take(value.is_null().to_numpy(zero_copy_only=False)))
        return columns

    def _add_up(self, columns: RawColumns) -> None:
        for field, numbers in ((VALUE_FIELD, columns.value_eur), (MASS_FIELD, columns.mass_kg)):
            # A bound is enough while it is small, as it always is.
            bound = float(max(abs(int(numbers.max(initial=0))), abs(int(numbers.min(initial=0))))) * len(numbers)
            self._sums[field] += bound if bound < 2**53 else float(np.abs(numbers).sum(dtype=np.float64))

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

    def _first_error(self, *, allow_empty_values: bool = True) -> ReleaseFormatError | None:
        with self._file.open() as stream:
            return explain(stream, self._file.name, self.form, allow_empty_values=allow_empty_values)


def _refuse_swapped(a129: Codes, cpf4: Codes) -> None:
    """Refuse rows whose A129 and CPF4 stand in the other order than in the first line, by their forms."""
    # Nearly always no code has the other's form, so that no row needs to be looked at.
    digits = [code for code in a129.categories if is_swapped(code, "A01Z")]
    letters = [code for code in cpf4.categories if is_swapped("0111", code)]
    if digits and letters and (a129.among(set(digits)) & cpf4.among(set(letters))).any():
        raise _NotAsPublishedError("A129 and CPF4 in another order")


def _flow(letters: pa.FixedSizeBinaryArray) -> NDArray[np.int8]:
    first, last = (ord(letter) for letter in FLOW_LETTERS)
    found = np.frombuffer(letters.buffers()[1], dtype=np.uint8, count=len(letters), offset=letters.offset)
    is_import = found == last
    if not (is_import | (found == first)).all():
        raise _NotAsPublishedError("an unknown flow")
    directions: NDArray[np.int8] = is_import.view(np.int8)
    return directions


def _filled(numbers: pa.Array) -> NDArray[np.int64]:
    filled: NDArray[np.int64] = (numbers.fill_null(0) if numbers.null_count else numbers).to_numpy()
    return filled


def _within(numbers: NDArray[Any], limits: tuple[int, int], field: str) -> NDArray[Any]:
    if len(numbers) and not limits[0] <= int(numbers.min()) <= int(numbers.max()) <= limits[1]:
        raise _NotAsPublishedError(f"a {field} that cannot be")
    return numbers


class _NotAsPublishedError(Exception):
    """Something is wrong in the block that was read; the careful reading finds the line."""


class _Watched:
    """The text in UTF-8, without its header line, checked for what pyarrow would misread while it reads it."""

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._end = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        #: A quote, or a number that only pyarrow takes for one, may be somewhere: the careful reading tells.
        self.is_doubtful = False
        head = self._raw(HEAD_BYTES)
        self.form = form_of(head)
        self._to_utf8 = codecs.getincrementaldecoder(self.form.encoding)() if self.form.encoding != "utf-8" else None
        self._head = self._transcoded(head)
        if self.form.has_header:
            self._head = _without_first_line(self._head)

    def read(self, size: int = -1) -> bytes:
        block, self._head = self._head, b""
        while not block and (raw := self._raw(size)):
            block = self._transcoded(raw)
        if not block:
            self._transcoded(b"", final=True)
        if 0 <= size < len(block):
            block, self._head = block[:size], block[size:]
        # pyarrow takes 0x1F for a whole number. Looking for a few letters costs next to nothing.
        if b'"' in block or _holds_hexadecimal(self._end + block[:1]) or _holds_hexadecimal(block):
            self.is_doubtful = True
        self._end = block[-1:]
        self._check_encoding(block)
        return block

    def _raw(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._sha256.update(block)
        return block

    def _transcoded(self, block: bytes, *, final: bool = False) -> bytes:
        if self._to_utf8 is None:
            return block
        try:
            return self._to_utf8.decode(block, final).encode("utf-8")
        except UnicodeError as error:
            raise _NotAsPublishedError("bytes that are no UTF-16") from error

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


def _holds_hexadecimal(block: bytes) -> bool:
    """Return whether ``0x`` or ``0X`` stands anywhere: looking for the rare letter first is several times faster."""
    if b"x" in block and b"0x" in block:
        return True
    signs = np.frombuffer(block, dtype=np.uint8)
    return bool((signs[np.flatnonzero(signs[1:] == ord("X"))] == ord("0")).any())


def _without_first_line(text: bytes) -> bytes:
    """Return the text after its first line that is not blank."""
    for line in text.splitlines(keepends=True):
        text = text[len(line) :]
        if not is_blank(line.decode("utf-8-sig", errors="replace")):
            break
    return text
