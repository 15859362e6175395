"""A text file of ten fields -> raw columns, block by block; codes become numbers at once.

Nearly all blocks hold lines of one form, whose codes are read as numbers of two or four bytes. Any other block is parsed by
pyarrow, with codes as texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from trade_territories.errors import ReleaseFormatError
from trade_territories.release.blocks import NotAsPublishedError, TextBlocks
from trade_territories.release.columns import Codes, RawColumns, smallest
from trade_territories.release.layout import (
    CODE_FIELDS,
    FIELDS,
    FLOW_FIELD,
    FLOW_LETTERS,
    IS_TOTAL,
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
    is_blank,
    is_code,
    is_swapped,
)  # fmt: skip
from trade_territories.release.lines import usual_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from trade_territories.release.datafile import DataFile
    from trade_territories.rowkeys import Integers, Vector

#: What a number that is missing may look like.
_NOTHING = [" " * width for width in range(32)]
#: Bytes of text read at once: of smaller blocks the calls take longer than the work, larger ones leave a processor's caches.
BLOCK_BYTES = 1 << 21
#: Share of rows that may lack a value.
MOST_WITHOUT_VALUE = 0.01

#: No text stands for a missing code: NA is Namibia.
_TYPES: Final[dict[str, pa.DataType]] = {
    FLOW_FIELD: pa.binary(1),
    QUARTER_FIELD: pa.int8(),
    YEAR_FIELD: pa.int16(),
    **{field: pa.dictionary(pa.int32(), pa.string()) for field in CODE_FIELDS.values()},
    VALUE_FIELD: pa.int64(),
    MASS_FIELD: pa.int64(),
}
_USUAL_CODE = re.compile("[0-9A-Z]+")
_BLANKS = b" \t\v\f\r\x1a\n"
_BLANK_LINES = re.compile(rb"\n[ \t\v\f\r\x1a\n]*\n")
#: Codes that need no look at each: ``is_code`` takes every one of them.
_PLAIN_CODES: Final = {
    column: "^([0-9A-Za-z]{1,7}|[0-9A-Za-z]{9,12})$" if column == "a129" else "^[0-9A-Za-z]{1,12}$"
    for column in CODE_FIELDS
}
_TOTALS: Final = IS_TOTAL.pattern.replace("(?i)", "(?i)^(?:") + ")"


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
        self._shown = {column: _ShownCodes(column) for column in CODE_FIELDS}

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
                blocks = TextBlocks(stream, self._block_bytes)
                self.form = blocks.form
                for block in blocks:
                    columns = self._usual(block)
                    if columns is None:
                        if not block.strip(_BLANKS):
                            continue
                        columns = self._of_texts(blocks.looked_at(block))
                    rows += len(columns)
                    if columns:
                        yield columns
                self.data_sha256 = blocks.hexdigest()
        except (pa.ArrowInvalid, NotAsPublishedError) as error:
            raise self._explained(error) from error
        if max(self._sums.values()) > LARGEST_SUM:
            raise ReleaseFormatError(
                "numbers that add up to more than can be counted", file=self._file.name,
                found=" and ".join(f"{total:.3g} in {field}" for field, total in self._sums.items()),
                expected=f"at most {LARGEST_SUM:.3g}",
            )  # fmt: skip
        if blocks.is_doubtful and (found := self._first_error()):
            raise found
        if sum(map(len, self.without_value)) > rows * MOST_WITHOUT_VALUE:
            raise self._first_error(allow_empty_values=False) or ReleaseFormatError(
                "too many rows without a value", file=self._file.name
            )

    def _parsed(self, block: bytes) -> pa.RecordBatch:
        # pyarrow asks about each line of blanks: a run of them goes at once.
        block = _BLANK_LINES.sub(b"\n", b"\n" + block)[1:]
        table = pacsv.read_csv(
            pa.BufferReader(block),
            read_options=pacsv.ReadOptions(
                column_names=list(self.form.fields), block_size=len(block) + 1, use_threads=False
            ),
            # Fields are what stands between semicolons: a quote would swallow lines up to the next one.
            parse_options=pacsv.ParseOptions(
                delimiter=";",
                quote_char=False,
                invalid_row_handler=lambda row: "skip" if is_blank(row.text) else "error",
            ),
            # Of numbers only the empty ones are missing.
            convert_options=pacsv.ConvertOptions(
                column_types=_TYPES, include_columns=list(_TYPES), null_values=_NOTHING, strings_can_be_null=False
            ),
        )
        (batch,) = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
        return batch

    def _usual(self, block: bytes) -> RawColumns | None:
        """Return the rows of a block in which every line has the usual form; None for any other block."""
        lines = usual_lines(block) if self.form.fields == FIELDS else None
        if lines is None:
            return None
        runs, lengths = lines.runs, lines.lengths
        flow = _flow(runs["flow"])
        quarter = (runs["quarter"] - np.uint8(ord("0"))).view(np.int8)
        year = _years(runs["year"])
        if flow is None or year is None or not _are_within(quarter, QUARTERS):
            return None
        codes: dict[str, Codes] = {}
        for column in CODE_FIELDS:
            is_of_runs = column != "partner"
            written = np.ascontiguousarray(runs[column]) if is_of_runs else lines.partner
            positions = self._shown[column].positions(written)
            if positions is None:
                return None
            categories = self._shown[column].categories
            codes[column] = Codes(np.repeat(positions, lengths) if is_of_runs else positions, categories)
        columns = RawColumns(
            flow=np.repeat(flow, lengths),
            quarter=np.repeat(quarter, lengths),
            year=np.repeat(year, lengths),
            codes=codes,
            value_eur=lines.value,
            mass_kg=lines.mass,
            mass_missing=lines.mass_missing,
        )
        self._add_up(columns)
        return columns

    def _of_texts(self, block: bytes) -> RawColumns:
        """Return the rows of any block, with codes of any length."""
        batch = self._parsed(block)
        for field in (FLOW_FIELD, QUARTER_FIELD, YEAR_FIELD):
            if batch.column(field).null_count:
                raise NotAsPublishedError(f"a row without {field}")
        quarter, year = (batch.column(field).to_numpy() for field in (QUARTER_FIELD, YEAR_FIELD))
        for numbers, limits, field in ((quarter, QUARTERS, QUARTER_FIELD), (year, YEARS, YEAR_FIELD)):
            if not _are_within(numbers, limits):
                raise NotAsPublishedError(f"a {field} that cannot be")
        codes = {column: self._codes(column, batch.column(field)) for column, field in CODE_FIELDS.items()}
        _refuse_swapped(codes["a129"], codes["cpf4"])
        letters = batch.column(FLOW_FIELD)
        flow = _flow(np.frombuffer(letters.buffers()[1], np.uint8, count=len(letters), offset=letters.offset))
        if flow is None:
            raise NotAsPublishedError("an unknown flow")
        value, mass = batch.column(VALUE_FIELD), batch.column(MASS_FIELD)
        columns = RawColumns(
            flow=flow,
            quarter=quarter,
            year=year,
            codes=codes,
            value_eur=_filled(value),
            mass_kg=_filled(mass),
            mass_missing=_is_null(mass) if mass.null_count else np.zeros(len(mass), dtype=bool),
        )
        self._add_up(columns)
        if value.null_count:
            self.without_value.append(columns.take(_is_null(value)))
        return columns

    def _add_up(self, columns: RawColumns) -> None:
        for field, numbers in ((VALUE_FIELD, columns.value_eur), (MASS_FIELD, columns.mass_kg)):
            largest = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
            if largest > LARGEST:
                raise NotAsPublishedError(f"a {field} that cannot be")
            # A bound is enough while it is small, as it always is.
            bound = float(largest) * len(numbers)
            self._sums[field] += bound if bound < 2**53 else float(np.abs(numbers).sum(dtype=np.float64))

    def _codes(self, column: str, array: pa.DictionaryArray) -> Codes:
        codes = Codes(array.indices.to_numpy(), tuple(array.dictionary.to_pylist()))
        are_plain = pc.all(pc.match_substring_regex(array.dictionary, _PLAIN_CODES[column])).as_py()
        if are_plain and not pc.any(pc.match_substring_regex(array.dictionary, _TOTALS)).as_py():
            return codes
        blanks = [code for code in codes.categories if code != code.strip()]
        if blanks:
            self.trimmed.update(f"{CODE_FIELDS[column]}: {code!r}" for code in blanks)
            codes = codes.renamed(str.strip)
        if not all(is_code(column, code) for code in codes.categories):
            raise NotAsPublishedError(f"a code of {CODE_FIELDS[column]} that cannot be")
        return codes

    def _explained(self, error: Exception) -> ReleaseFormatError:
        return self._first_error() or ReleaseFormatError("cannot be read", file=self._file.name, found=str(error))

    def _first_error(self, *, allow_empty_values: bool = True) -> ReleaseFormatError | None:
        with self._file.open() as stream:
            return explain(stream, self._file.name, self.form, allow_empty_values=allow_empty_values)


class _ShownCodes:
    """The codes of the usual length that a column has shown so far, in the order in which they came.

    Parameters
    ----------
    column
        Its name.
    """

    def __init__(self, column: str) -> None:
        self._column = column
        self._written: pa.Array | None = None
        #: The codes as texts.
        self.categories: tuple[str, ...] = ()

    def positions(self, written: Vector) -> Integers | None:
        """Return the places of codes, given as numbers whose bytes they are; None where one has to be looked at as a text."""
        codes = pa.array(written)
        if self._written is None:
            self._written = codes[:0]
        found = pc.index_in(codes, value_set=self._written)
        if found.null_count:
            new = codes.filter(found.is_null()).unique()
            texts = [_usual_code(self._column, code.tobytes().decode("latin-1")) for code in new.to_numpy()]
            if None in texts:
                return None
            self._written = pa.concat_arrays([self._written, new])
            self.categories += tuple(text for text in texts if text is not None)
            found = pc.index_in(codes, value_set=self._written)
        positions: Integers = found.to_numpy().astype(smallest(len(self.categories)))
        return positions


def _usual_code(column: str, code: str) -> str | None:
    """Return a code of the usual length and signs; None for one that has to be looked at as a text."""
    is_doubtful = (
        is_swapped(code, "A01Z") if column == "a129" else is_swapped("0111", code) if column == "cpf4" else False
    )
    return code if _USUAL_CODE.fullmatch(code) and not is_doubtful else None


def _years(written: NDArray[np.uint32]) -> NDArray[np.int16] | None:
    """Return years of four digits; None where one of them is none."""
    # A file is about one year, or a few.
    different = written[:1] if (written == written[0]).all() else np.unique(written)
    years = np.empty(len(written), dtype=np.int16)
    for signs in different:
        text = signs.tobytes()
        if not (text.isdigit() and YEARS[0] <= int(text) <= YEARS[1]):
            return None
        years[written == signs if len(different) > 1 else slice(None)] = int(text)
    return years


def _refuse_swapped(a129: Codes, cpf4: Codes) -> None:
    """Refuse rows whose A129 and CPF4 stand in the other order than in the first line, by their forms."""
    # Nearly always no code has the other's form, so that no row needs to be looked at.
    digits = [code for code in a129.categories if is_swapped(code, "A01Z")]
    letters = [code for code in cpf4.categories if is_swapped("0111", code)] if digits else []
    if digits and letters and (a129.among(set(digits)) & cpf4.among(set(letters))).any():
        raise NotAsPublishedError("A129 and CPF4 in another order")


def _flow(letters: NDArray[np.uint8]) -> NDArray[np.int8] | None:
    """Return positions in ``FLOWS``; None where a letter is neither."""
    export, imported = (ord(letter) for letter in FLOW_LETTERS)
    is_import = letters == imported
    if not (is_import | (letters == export)).all():
        return None
    directions: NDArray[np.int8] = is_import.view(np.int8)
    return directions


def _filled(numbers: pa.Array) -> NDArray[np.int64]:
    filled: NDArray[np.int64] = (numbers.fill_null(0) if numbers.null_count else numbers).to_numpy()
    return filled


def _is_null(numbers: pa.Array) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = numbers.is_null().to_numpy(zero_copy_only=False)
    return missing


def _are_within(numbers: Vector, limits: tuple[int, int]) -> bool:
    return not len(numbers) or limits[0] <= int(numbers.min()) <= int(numbers.max()) <= limits[1]
