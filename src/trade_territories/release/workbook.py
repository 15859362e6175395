"""One région's workbooks: a year a column, A129 products, no quarter, no CPF4 and no mass; columns are found by their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories.columns import FLOWS
from trade_territories.errors import ReleaseFormatError
from trade_territories.release.columns import Codes, RawColumns
from trade_territories.release.files import MAX_WORKBOOK_BYTES
from trade_territories.release.layout import LARGEST, YEARS, is_code
from trade_territories.release.normalise import released
from trade_territories.release.sheet import Number, Unusable, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trade_territories.release.datafile import DataFile
    from trade_territories.release.normalise import RawRelease
    from trade_territories.release.sheet import Cell

    Row = Mapping[int, Cell | Number]

SHEET = "qdf"
CODES = ("departement", "a129", "partner")
#: What the Customs are known, or likely, to call each column, without case, accents and signs.
_NAMES = {
    "departement": {"dep", "dept", "departement", "departements", "codedep", "codedepartement"},
    "flow": {"flux", "sens"},
    "a129": {"codea129", "a129"},
    "partner": {"pays", "codepays"},
}
_HEADINGS = {"departement": "Dep", "flow": "Flux", "a129": "CodeA129", "partner": "Pays"}
_VALUE = re.compile(r"annee(\d{4})valeureneuros?")
#: Columns of values in another unit or of quarters: those of the quarterly workbooks, in thousands of euros.
_OTHER_VALUE = re.compile(
    r"(?=.*\d{4}).*(?:valeur(?:enk)?|millier|keuro)s?|.*millier.*|(?:no|num)?trim(?:estre)?s?\d*|(?:annee)?\d{4}t[1-4]|"
    r"t[1-4](?:annee)?\d{4}.*"
)
_NAME = re.compile(r"region_(\d{2})_a(?:_(import|export))?", re.IGNORECASE)
_FLOWS = {"E": 0, "I": 1, "EXPORT": 0, "IMPORT": 1}
#: The département stands in the second column, whatever it is called, unless it is called something else.
_SECOND = 1
_REGION = re.compile("(code)?reg(ion)?s?")
#: A header is looked for this far down.
_HEADER_WITHIN = 30
_TOTAL = re.compile("(sous|grand)?(total|totaux)|ensemble|somme|tous|toutes")
#: Beside the codes, where one lacks: a label may be "Somme", the département 80, or "Tous types de …".
_TOTAL_BESIDE = re.compile("(sous|grand)?(total|totaux)|ensemble")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")
#: A comma or point before exactly three digits may separate thousands or decimals.
_AMBIGUOUS = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")
_SPACES = str.maketrans("", "", " \t\u00a0\u202f\u2009")
#: Sums of decimals are off by a few digits far behind the point; thousands of euros have three decimals in nearly every value.
_MOST_IN_THOUSANDS = 0.05
_MOST_OF_FEW_IN_THOUSANDS = 0.5
_FEW = 20


def read_workbook(file: DataFile) -> list[RawRelease]:
    """Read one workbook: three calendar years of one région, in euros.

    Raises
    ------
    ReleaseFormatError
        No sheet ``qdf``, no header, a column missing or renamed, a value that is no number: which line and field.
    """
    if file.size > MAX_WORKBOOK_BYTES:
        raise ReleaseFormatError("a workbook far larger than it can be", file=file.name, found=f"{file.size:,} bytes")
    with file.open() as stream:
        content = stream.read()
    workbook = Workbook(BytesIO(content), file.name)
    sheet = data_sheet(workbook)
    if sheet is None:
        raise ReleaseFormatError(
            f"there is no sheet {SHEET!r}", file=file.name, found=", ".join(workbook.sheets),
            expected=f"a sheet {SHEET!r}",
        )  # fmt: skip
    named = _NAME.search(file.short_name) or _NAME.search(file.path.name)
    rows = workbook.rows(sheet)
    table = _Table(file, _header(rows, file), named[2].lower() if named and named[2] else None)
    for line, cells in rows:
        table.add(line, cells)
    digest = hashlib.sha256(content).hexdigest()
    return released(table.columns(), file, data_sha256=digest, mended=table.mended(), scope=named[1] if named else "")


def data_sheet(workbook: Workbook) -> str | None:
    """Return the name of the sheet that holds data; None where there is none."""
    return next((name for name in workbook.sheets if name.strip().casefold() == SHEET), None)


@dataclass(frozen=True)
class _Header:
    """Where the columns stand."""

    places: Mapping[str, int]
    years: Mapping[int, int]


@dataclass(frozen=True)
class _Entry:
    """One row of the table."""

    line: int
    flow: int
    codes: tuple[str, ...]
    values: Mapping[int, int]
    is_total: bool


class _Sum:
    """Values of several rows by year, and how many rows they are."""

    def __init__(self) -> None:
        self.rows = 0
        self.values: dict[int, int] = defaultdict(int)

    def add(self, values: Mapping[int, int]) -> None:
        self.rows += 1
        for year, value in values.items():
            self.values[year] += value


@dataclass
class _Table:
    """The rows below the header, as they are read."""

    file: DataFile
    header: _Header
    named_flow: str | None
    entries: list[_Entry] = field(default_factory=list)
    #: Entries with a value that was not whole, or stood as text.
    rounded: list[int] = field(default_factory=list)
    in_text: list[int] = field(default_factory=list)
    _in_thousands: int = 0
    _values: int = 0

    def __post_init__(self) -> None:
        if "flow" not in self.header.places and self.named_flow is None:
            raise ReleaseFormatError(
                "neither a column Flux nor the name says whether these are imports or exports",
                file=self.file.name,
                expected="a column Flux, or a name such as REGION_13_A_IMPORT.xlsx",
            )

    def add(self, line: int, row: Row) -> None:
        """Take a row."""
        before = len(self.rounded), len(self.in_text)
        values = {year: self._value(row.get(place), line, year) for year, place in self.header.years.items()}
        if not any(values.values()):
            del self.rounded[before[0] :], self.in_text[before[1] :]
            return
        if self._is_total(row):
            del self.rounded[before[0] :], self.in_text[before[1] :]
            flow = _FLOWS.get(_text(row.get(self.header.places.get("flow", -1))).upper(), -1)
            self.entries.append(_Entry(line, flow, ("", "", ""), values, is_total=True))
            return
        codes = tuple(self._code(row.get(self.header.places[name]), name, line) for name in CODES)
        self.entries.append(_Entry(line, self._flow(row, line), codes, values, is_total=False))

    def _is_total(self, row: Row) -> bool:
        """Return whether a row says that it is a total: in the place of a code, or anywhere where a code lacks."""
        places = self.header.places
        has_codes = all(_text(row.get(places[name])) for name in CODES)
        for place, cell in row.items():
            plain = "" if place in self.header.years.values() else _plain(_text(cell))
            is_word = _TOTAL.match(plain) if place in places.values() else not has_codes and _TOTAL_BESIDE.match(plain)
            if is_word and (place, plain) != (places["departement"], "somme"):
                return True
        return False

    def columns(self) -> RawColumns:
        """Return the rows that are no totals, one for each year with a value."""
        most = _MOST_IN_THOUSANDS if self._values > _FEW else _MOST_OF_FEW_IN_THOUSANDS
        if self._in_thousands > self._values * most:
            raise _thousands(
                self.file, found=f"{self._in_thousands} of {self._values} values with three decimals or more"
            )
        self._mark_totals()
        columns = _columns(entry for entry in self.entries if not entry.is_total)
        if columns is None:
            raise ReleaseFormatError(
                "the workbook holds no value", file=self.file.name, expected="euros below the header"
            )
        return columns

    def mended(self) -> dict[str, RawColumns]:
        """Return, by the code of the note, the rows that were changed or left out."""
        kinds = {
            "rounded_values": [self.entries[place] for place in dict.fromkeys(self.rounded)],
            "text_values": [self.entries[place] for place in dict.fromkeys(self.in_text)],
            "total_rows": [entry for entry in self.entries if entry.is_total and entry.flow >= 0],
        }
        found = {code: _columns(entries) for code, entries in kinds.items()}
        return {code: columns for code, columns in found.items() if columns is not None}

    def _mark_totals(self) -> None:
        """Find rows without some code whose values are the sums of the rows that have it: totals without a word."""
        sums: dict[tuple[bool, ...], dict[Any, _Sum]] = {}
        for place, entry in enumerate(self.entries):
            if entry.is_total or all(entry.codes):
                continue
            lacking = tuple(not code for code in entry.codes)
            if lacking not in sums:
                sums[lacking] = self._sums(lacking)
            found = sums[lacking].get((entry.flow, entry.codes))
            # Each rounded value may be off by half a euro.
            slack = found.rows if found is not None and self.rounded else 0
            if found is not None and all(
                abs(found.values[year] - value) <= slack for year, value in entry.values.items()
            ):
                self.entries[place] = replace(entry, is_total=True)

    def _sums(self, lacking: tuple[bool, ...]) -> dict[Any, _Sum]:
        """Add up the rows that have all codes, without some of them."""
        found: dict[Any, _Sum] = defaultdict(_Sum)
        for entry in self.entries:
            if not entry.is_total and all(entry.codes):
                codes = tuple("" if lacks else code for lacks, code in zip(lacking, entry.codes, strict=True))
                found[entry.flow, codes].add(entry.values)
        return found

    def _value(self, cell: Cell | Number | None, line: int, year: int) -> int:
        """Return whole euros; an empty cell is no trade in that year."""
        heading = f"annee{year}_valeur_en_euros"
        if cell is None:
            return 0
        _refuse_unusable(cell, self.file, line, heading)
        text = cell.text if isinstance(cell, Number) else _french_number(_text(cell))
        if not _NUMBER.fullmatch(text):
            raise self._no_number(_text(cell), line, heading)
        exact = Decimal(text)
        whole = exact.quantize(Decimal(1), ROUND_HALF_UP) if abs(exact) < LARGEST * 10 else exact
        if abs(whole) > LARGEST:
            raise self._no_number(_text(cell), line, heading)
        self._values += 1
        if whole != exact:
            self.rounded.append(len(self.entries))
            self._in_thousands += abs(exact * 100 - (exact * 100).quantize(Decimal(1))) > Decimal("0.0001")
        if not isinstance(cell, Number):
            self.in_text.append(len(self.entries))
        return int(whole)

    def _no_number(self, found: str, line: int, heading: str) -> ReleaseFormatError:
        return ReleaseFormatError(
            "a value that is no number", file=self.file.name, line=line, field=heading, found=found,
            expected="euros, as a number", hint="Where a spreadsheet turned numbers into text, download the workbook again",
        )  # fmt: skip

    def _flow(self, row: Row, line: int) -> int:
        if "flow" not in self.header.places:
            return FLOWS.index("import" if self.named_flow == "import" else "export")
        cell = row.get(self.header.places["flow"])
        _refuse_unusable(cell, self.file, line, "Flux")
        found = _FLOWS.get(_text(cell).upper())
        if found is None:
            raise ReleaseFormatError(
                "a flow that is neither E nor I", file=self.file.name, line=line, field="Flux", found=_text(cell),
                expected="E or I",
            )  # fmt: skip
        return found

    def _code(self, cell: Cell | Number | None, column: str, line: int) -> str:
        """Return a code as text; a spreadsheet may have taken a département for a number and lost its zero."""
        _refuse_unusable(cell, self.file, line, _HEADINGS[column])
        code = _text(cell)
        if column == "departement":
            code = re.sub(r"^(\d+)\.0+$", r"\1", code)
            code = code.zfill(2) if code.isascii() and code.isdigit() else code
        if not is_code(column, code):
            raise ReleaseFormatError(
                "a text that cannot be a code", file=self.file.name, line=line, field=_HEADINGS[column], found=code,
                expected="a code of the Customs",
            )  # fmt: skip
        return code


def _columns(entries: Iterable[_Entry]) -> RawColumns | None:
    rows = [(entry, year, value) for entry in entries for year, value in entry.values.items() if value]
    if not rows:
        return None
    count = len(rows)
    codes = {name: Codes.of([entry.codes[place] for entry, _, _ in rows]) for place, name in enumerate(CODES)}
    return RawColumns(
        flow=np.array([entry.flow for entry, _, _ in rows], dtype=np.int8),
        year=np.array([year for _, year, _ in rows], dtype=np.int16),
        quarter=np.zeros(count, dtype=np.int8),
        codes={**codes, "cpf4": Codes.constant(None, count)},
        value_eur=np.array([value for _, _, value in rows], dtype=np.int64),
        mass_kg=np.zeros(count, dtype=np.int64),
        mass_missing=np.ones(count, dtype=bool),
    )


def _header(rows: Iterator[tuple[int, Row]], file: DataFile) -> _Header:
    """Find the row of names, wherever it stands, and the place of each column."""
    first: Row = {}
    for line, row in rows:
        if line > _HEADER_WITHIN:
            break
        first = first or row
        plain = {place: _plain(_text(cell)) for place, cell in row.items()}
        years = {
            int(found[1]): place
            for place, name in plain.items()
            if (found := _VALUE.fullmatch(name)) and YEARS[0] <= int(found[1]) <= YEARS[1]
        }
        other = [place for place, name in plain.items() if place not in years.values() and _OTHER_VALUE.fullmatch(name)]
        if other and len(plain) > 2:
            raise _thousands(file, line=line, found=", ".join(_text(row[place]) for place in other))
        if years:
            return _Header(_places(row, plain, file, line), years)
    raise ReleaseFormatError(
        "no column of values", file=file.name, found=_shown(first) or "an empty sheet",
        expected="columns anneeYYYY_valeur_en_euros in one of the first rows",
    )  # fmt: skip


def _places(row: Row, plain: Mapping[int, str], file: DataFile, line: int) -> dict[str, int]:
    _refuse_columns_twice(row, plain, file, line)
    places = {column: place for column, names in _NAMES.items() for place, name in plain.items() if name in names}
    if _SECOND not in places.values() and not _REGION.fullmatch(plain.get(_SECOND, "")):
        places.setdefault("departement", _SECOND)
    lacking = [column for column in CODES if column not in places]
    if lacking:
        raise ReleaseFormatError(
            f"the column {', '.join(_HEADINGS[column] for column in lacking)} is missing",
            file=file.name, line=line, found=_shown(row),
            expected="Region, Dep, Flux, CodeA129, Pays, anneeYYYY_valeur_en_euros",
        )  # fmt: skip
    return places


def _refuse_columns_twice(row: Row, plain: Mapping[int, str], file: DataFile, line: int) -> None:
    """Refuse two columns of one meaning: nothing tells which of them is right."""
    seen: dict[str, int] = {}
    for place, name in sorted(plain.items()):
        meaning = next((column for column, names in _NAMES.items() if name in names), "")
        meaning = meaning or (name.rstrip("s") if _VALUE.fullmatch(name) else "")
        if meaning and seen.setdefault(meaning, place) != place:
            raise ReleaseFormatError(
                "a column that stands twice", file=file.name, line=line, field=_text(row[place]),
                found=f"{_text(row[seen[meaning]])}, {_text(row[place])}", expected="one column of each kind",
            )  # fmt: skip


def _thousands(file: DataFile, *, found: str, line: int | None = None) -> ReleaseFormatError:
    return ReleaseFormatError(
        "a workbook of another kind: by quarter, or in thousands of euros",
        file=file.name,
        line=line,
        found=found,
        expected="the yearly workbook, in euros, of region_CC_A.zip",
        hint="Give region_CC_A.zip (with _A) of the same région, or the regional text files",
    )


def _refuse_unusable(cell: Cell | Number | None, file: DataFile, line: int, heading: str) -> None:
    if isinstance(cell, Unusable):
        raise ReleaseFormatError(
            cell.reason, file=file.name, line=line, field=heading, found=f"cell {cell.place}",
            expected="values, as the Customs publish them",
            hint="Download the workbook again, or save it with its values",
        )  # fmt: skip


def _french_number(text: str) -> str:
    """Return the text of a number as the machine writes it: spaces between thousands and a decimal comma are understood."""
    plain = text.translate(_SPACES)
    return "" if _AMBIGUOUS.fullmatch(plain) else plain.replace(",", ".", 1) if plain.count(",") == 1 else plain


def _shown(row: Row) -> str:
    return ", ".join(_text(cell) for _, cell in sorted(row.items()))


def _text(cell: Cell | Number | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Unusable):
        return f"({cell.reason})"
    return cell.text if isinstance(cell, Number) else cell.strip()


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]", "", "".join(sign for sign in letters if not unicodedata.combining(sign)).casefold())
