"""One région's workbooks: a year a column, A129 products, no quarter, no CPF4 and no mass; columns are found by their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories.columns import FLOWS
from trade_territories.errors import ReleaseFormatError
from trade_territories.release.archive import DAMAGED, damaged
from trade_territories.release.columns import Codes, RawColumns
from trade_territories.release.layout import LARGEST
from trade_territories.release.normalise import released

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.release.archive import DataFile
    from trade_territories.release.normalise import RawRelease

SHEET = "qdf"
#: What the Customs are known, or likely, to call each column, without case, accents and signs.
_NAMES = {
    "departement": {"dep", "dept", "departement", "departements", "codedep", "codedepartement"},
    "flow": {"flux", "sens"},
    "a129": {"codea129", "a129"},
    "partner": {"pays", "codepays"},
}
_VALUE = re.compile(r"annee(\d{4})valeureneuros")
_NAME = re.compile(r"region_(\d{2})_a(?:_(import|export))?", re.IGNORECASE)
_FLOWS = {"E": 0, "I": 1, "EXPORT": 0, "IMPORT": 1}
#: The département stands in the second column, whatever it is called, unless it is called something else.
_SECOND = 1
_REGION = re.compile("(code)?reg(ion)?s?")
#: A header is looked for this far down.
_HEADER_WITHIN = 30
#: A cell that shows an error (#N/A, #DIV/0!), and a formula whose result was not saved: both would be read as empty.
_LOST = (
    (b't="e"', re.compile(rb'<(?:\w+:)?c\s[^>]*\bt="e"[^>]*>')),
    (
        b"f>",
        re.compile(rb'<\w*:?c\s(?![^>]*t="str")[^>]*><\w*:?f\b[^>]*>[^<]*</\w*:?f>(?:<\w*:?v(?:/>|></)|</\w*:?c>)'),
    ),
)
_CELL = re.compile(rb'\br="([A-Z]+[0-9]+)"')


def read_workbook(file: DataFile) -> list[RawRelease]:
    """Read one workbook: three calendar years of one région, in euros.

    Raises
    ------
    ReleaseFormatError
        No sheet ``qdf``, no header, a column missing or renamed, a value that is no whole number: which line and field.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    with file.open() as stream:
        content = stream.read()
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    except CalamineError as error:
        raise ReleaseFormatError(
            "this is no workbook that can be opened",
            file=file.name,
            found=str(error),
            expected="an .xlsx of the Customs",
        ) from error
    sheet = next((name for name in workbook.sheet_names if name.casefold() == SHEET), None)
    if sheet is None:
        raise ReleaseFormatError(
            f"there is no sheet {SHEET!r}",
            file=file.name,
            found=", ".join(workbook.sheet_names),
            expected=f"a sheet {SHEET!r}",
        )
    _refuse_lost_cells(content, file)
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    named = _NAME.search(file.short_name) or _NAME.search(file.path.name)
    raw = _columns(rows, file, named[2].lower() if named and named[2] else None)
    digest = hashlib.sha256(content).hexdigest()
    return released(raw, file, data_sha256=digest, scope=named[1] if named else "")


def _refuse_lost_cells(content: bytes, file: DataFile) -> None:
    """Refuse a workbook with cells that hold no value although something stands in them."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    except DAMAGED as error:
        raise damaged(file.name, error) from error
    for text, (sign, pattern) in product(sheets, _LOST):
        if sign in text and (found := pattern.search(text)):
            cell = _CELL.search(found[0])
            raise ReleaseFormatError(
                "a cell that shows an error, or a formula without a result",
                file=file.name,
                found=f"cell {cell[1].decode()}" if cell else None,
                expected="values, as the Customs publish them",
                hint="Download the workbook again, or save it with its values",
            )


def _columns(rows: Sequence[Sequence[Any]], file: DataFile, named_flow: str | None) -> RawColumns:
    at, places, years = _header(rows, file)
    if "flow" not in places and named_flow is None:
        raise ReleaseFormatError(
            "neither a column Flux nor the name says whether these are imports or exports",
            file=file.name,
            expected="a column Flux, or a name such as REGION_13_A_IMPORT.xlsx",
        )
    flows: list[int] = []
    when: list[int] = []
    values: list[int] = []
    codes: dict[str, list[str]] = {"departement": [], "a129": [], "partner": []}
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        if not any(_text(cell) for cell in row):
            continue
        flow = _flow(row[places["flow"]], file, line) if "flow" in places else FLOWS.index(str(named_flow))
        for year, place in years.items():
            value = _value(row[place] if place < len(row) else "", file, line, f"annee{year}_valeur_en_euros")
            if not value:
                continue
            flows.append(flow)
            when.append(year)
            values.append(value)
            for name, held in codes.items():
                held.append(_code(row[places[name]], name))
    if not values:
        raise ReleaseFormatError("the workbook holds no value", file=file.name, expected="euros below the header")
    count = len(values)
    return RawColumns(
        flow=np.array(flows, dtype=np.int8),
        year=np.array(when, dtype=np.int16),
        quarter=np.zeros(count, dtype=np.int8),
        codes={**{name: Codes.of(held) for name, held in codes.items()}, "cpf4": Codes.constant(None, count)},
        value_eur=np.array(values, dtype=np.int64),
        mass_kg=np.zeros(count, dtype=np.int64),
        mass_missing=np.ones(count, dtype=bool),
    )


def _header(rows: Sequence[Sequence[Any]], file: DataFile) -> tuple[int, dict[str, int], dict[int, int]]:
    """Find the row of names, wherever it stands, and the place of each column."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        plain = [_plain(_text(cell)) for cell in row]
        years = {int(found[1]): place for place, name in enumerate(plain) if (found := _VALUE.fullmatch(name))}
        if not years:
            continue
        places = {
            column: place for column, names in _NAMES.items() for place, name in enumerate(plain) if name in names
        }
        _refuse_columns_twice(row, plain, file, at + 1)
        if _SECOND not in places.values() and not _REGION.fullmatch(plain[_SECOND]):
            places.setdefault("departement", _SECOND)
        expected = {"departement": "Dep", "a129": "CodeA129", "partner": "Pays"}
        lacking = [column for column in expected if column not in places]
        if lacking:
            raise ReleaseFormatError(
                f"the column {', '.join(expected[one] for one in lacking)} is missing",
                file=file.name,
                line=at + 1,
                found=", ".join(_text(cell) for cell in row),
                expected="Region, Dep, Flux, CodeA129, Pays, anneeYYYY_valeur_en_euros",
            )
        return at, places, years
    first = next((row for row in rows if any(_text(cell) for cell in row)), [])
    raise ReleaseFormatError(
        "no column of values",
        file=file.name,
        found=", ".join(_text(cell) for cell in first) or "an empty sheet",
        expected="columns anneeYYYY_valeur_en_euros in one of the first rows",
    )


def _refuse_columns_twice(row: Sequence[Any], plain: Sequence[str], file: DataFile, line: int) -> None:
    """Refuse two columns of one meaning: nothing tells which of them is right."""
    meanings = [
        next((column for column, names in _NAMES.items() if name in names), name if _VALUE.fullmatch(name) else None)
        for name in plain
    ]
    for meaning, place in ((one, at) for at, one in enumerate(meanings) if one):
        if meanings.index(meaning) != place:
            raise ReleaseFormatError(
                "a column that stands twice", file=file.name, line=line, field=_text(row[place]),
                found=f"{_text(row[meanings.index(meaning)])}, {_text(row[place])}", expected="one column of each kind",
            )  # fmt: skip


def _value(cell: Any, file: DataFile, line: int, field: str) -> int:
    """Give whole euros; an empty cell is no trade in that year."""
    if cell in ("", None):
        return 0
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or cell != int(cell) or abs(cell) > LARGEST:
        raise ReleaseFormatError(
            "a value that is no whole number",
            file=file.name,
            line=line,
            field=field,
            found=cell,
            expected="whole euros, as a number",
            hint="Where a spreadsheet turned numbers into text, download the workbook again",
        )
    return int(cell)


def _flow(cell: Any, file: DataFile, line: int) -> int:
    found = _FLOWS.get(_text(cell).upper())
    if found is None:
        raise ReleaseFormatError(
            "a flow that is neither E nor I",
            file=file.name,
            line=line,
            field="Flux",
            found=_text(cell),
            expected="E or I",
        )
    return found


def _code(cell: Any, column: str) -> str:
    """Give a code as text; a spreadsheet may have taken a département for a number and lost its zero."""
    if column == "departement" and isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell == int(cell):
        return f"{int(cell):02d}"
    return _text(cell)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]", "", "".join(sign for sign in letters if not unicodedata.combining(sign)).casefold())
