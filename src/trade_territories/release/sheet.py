"""The rows of one sheet of an .xlsx, read as a stream: bounded in time and memory, with checksums, without entities.

A workbook is an archive of XML files. Cells may say that they stand anywhere in 17 billion places, and numbers may be formulas
without a result: rows come as what stands in them and nothing else, and cells without a usable value come as ``Unusable``.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from trade_territories.errors import ReleaseFormatError
from trade_territories.release.zips import check_members, unpacking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: Bytes of XML, unpacked; the workbook of the largest région takes about 30 MB.
MAX_SHEET_BYTES = 128 << 20
MAX_STRINGS_BYTES = 64 << 20
MAX_SMALL_BYTES = 1 << 20
#: XML packs to a tenth or so; a part that is larger than this must not come from far fewer bytes.
RATIO_FREE_BYTES = 8 << 20
MAX_RATIO = 100
#: Bytes of one tag or comment, which the parser reads again with each block until it ends; elements inside each other.
MAX_TAG_BYTES = 1 << 20
MAX_DEPTH = 64
#: What a spreadsheet lets a cell hold.
MAX_TEXT = 32_767
#: A cell further right than this belongs to no column of ours.
MAX_COLUMNS = 256
_BLOCK = 1 << 16
#: What a cell may be: a number, a text of the workbook, a text of its own, the text that a formula gives.
_KINDS = ("n", "s", "inlineStr", "str")
#: Where the text of a cell of its own stands, in the cell.
_TEXTS = (["is", "t"], ["is", "r", "t"])
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Unusable:
    """A cell that holds no value although something stands in it."""

    #: Why: it shows an error, or is a formula whose result was not saved.
    reason: str
    #: Where it stands, such as ``H2``.
    place: str


#: A text, the text of a number, or a cell that cannot be used.
Cell = str | Unusable


@dataclass(frozen=True)
class Number:
    """A number as it is written in the file."""

    text: str


class Workbook:
    """An open .xlsx.

    Parameters
    ----------
    stream
        Its bytes, seekable.
    name
        How messages call it.

    Raises
    ------
    ReleaseFormatError
        It is no workbook, is damaged, or would unpack to more than a workbook can be.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._name = name
        with unpacking(name):
            try:
                self._archive = zipfile.ZipFile(stream)
            except zipfile.BadZipFile as error:
                raise self._error("this is no workbook that can be opened", found=str(error)) from error
            check_members(name, self._archive.infolist())
        self._members = {info.filename.casefold(): info for info in self._archive.infolist()}
        if len(self._members) < len(self._archive.infolist()):
            raise self._error("two parts whose names differ by case alone", found=", ".join(self._archive.namelist()))
        links = self._links()
        self._sheets = {sheet: links.get(link, ("", ""))[1] for sheet, link in self._listed()}
        self._strings_path = next(
            (path for kind, path in links.values() if kind == "sharedStrings"), "xl/sharedStrings.xml"
        )

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of its sheets."""
        return tuple(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, Cell | Number]]]:
        """Yield the rows of a sheet that are not blank: line number, and cells by the number of their column from 0.

        Raises
        ------
        ReleaseFormatError
            As opening it; or the XML is none.
        """
        if self._sheets[sheet].casefold() not in self._members:
            raise self._error("a sheet that is not in the workbook", found=sheet)
        strings = self._strings()
        reader = _Rows(strings, self._error)
        for _ in self._parsed(self._sheets[sheet], MAX_SHEET_BYTES, reader.start, reader.end, reader.text):
            yield from reader.taken()

    def _links(self) -> dict[str, tuple[str, str]]:
        """Return kind and path of each part that the workbook links, by the name of the link."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                kind = attributes.get("Type", "").rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
                found[attributes.get("Id", "")] = (kind, path)

        for _ in self._parsed("xl/_rels/workbook.xml.rels", MAX_SMALL_BYTES, start):
            pass
        return found

    def _listed(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
                found.append((attributes.get("name", ""), link))

        for _ in self._parsed("xl/workbook.xml", MAX_SMALL_BYTES, start):
            pass
        if len({name.strip().casefold() for name, _ in found}) < len(found):
            raise self._error("two sheets of one name", found=", ".join(name for name, _ in found))
        return found

    def _strings(self) -> list[str]:
        if self._strings_path.casefold() not in self._members:
            return []
        reader = _Strings()
        for _ in self._parsed(self._strings_path, MAX_STRINGS_BYTES, reader.start, reader.end, reader.text):
            pass
        return reader.found

    def _parsed(
        self,
        path: str,
        largest: int,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Parse one part block by block; reading to the end compares its checksum."""
        member = self._members.get(path.casefold())
        if member is None:
            raise self._error("this is no workbook that can be opened", found=f"no {path}")
        is_packed = member.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * member.compress_size)
        if member.file_size > largest or is_packed:
            found = f"{member.file_size:,} bytes out of {member.compress_size:,}"
            raise self._error(f"{path} is far larger than it can be", found=found)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = read = 0

        def start_element(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise self._error(f"{path} has elements inside each other without end")
            start(name.rpartition(":")[2], attributes)

        def end_element(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(name.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = start_element, end_element
        if text is not None:
            parser.CharacterDataHandler = text
        # A document type may define entities that grow without bound or read other files: workbooks have none.
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        try:
            with unpacking(f"{self._name}!{path}"), self._archive.open(member) as stream:
                while block := stream.read(_BLOCK):
                    parser.Parse(block, False)  # as expat names it
                    read += len(block)
                    if read - parser.CurrentByteIndex > MAX_TAG_BYTES:
                        raise self._error(f"{path} has a tag or a comment without end")
                    yield
                parser.Parse(b"", True)
                yield
        except expat.ExpatError as error:
            raise self._error(f"{path} is no XML", found=str(error)) from error

    def _refuse_document_type(self, *_: object) -> None:
        raise self._error("a document type inside the workbook", expected="XML without entities")

    def _error(
        self, problem: str, *, found: object = None, expected: str = "an .xlsx of the Customs"
    ) -> ReleaseFormatError:
        return ReleaseFormatError(problem, file=self._name, found=found, expected=expected)


class _Strings:
    """Collects the shared strings, each as the text of its runs, without phonetic hints."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] | None = None
        self._hidden = 0
        self._in_text = False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._hidden += 1
        elif name == "t":
            self._in_text = not self._hidden

    def end(self, name: str) -> None:
        if name == "si" and self._parts is not None:
            self.found.append(_unescaped("".join(self._parts)[: MAX_TEXT + 1]))
            self._parts = None
        elif name == "rPh":
            self._hidden -= 1
        elif name == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text and self._parts is not None:
            self._parts.append(data)


class _Rows:
    """Collects the cells of a sheet row by row."""

    def __init__(self, strings: list[str], error: Callable[..., ReleaseFormatError]) -> None:
        self._strings, self._error = strings, error
        self._done: list[tuple[int, dict[int, Cell | Number]]] = []
        self._line = 0
        self._column = -1
        self._cells: dict[int, Cell | Number] = {}
        self._kind = ""
        self._value: list[str] = []
        self._has_value = self._is_formula = self._in_value = False
        self._is_elsewhere = self._is_in_row = self._is_doubtful = False
        self._written_place = ""
        #: Names of the elements around what is read, from the cell on; None outside cells.
        self._path: list[str] | None = None

    def taken(self) -> list[tuple[int, dict[int, Cell | Number]]]:
        """Return the rows that are complete, once."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._path is not None:
            self._start_inside_cell(self._path, name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes.get("r", ""))

    def _start_row(self, number: str) -> None:
        if number and not (number.isascii() and number.isdigit() and len(number) < 8):
            raise self._error("a row whose number cannot be", found=number)
        line = int(number) if number else self._line + 1
        if self._is_in_row or line <= self._line:
            raise self._error("rows that do not follow each other", found=f"row {line} after row {self._line}")
        self._line, self._is_in_row = line, True
        self._column, self._cells = -1, {}

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._written_place = attributes.get("r", "")
        place = _PLACE.fullmatch(self._written_place)
        if self._written_place and not place:
            raise self._error("a cell whose place cannot be", found=self._written_place)
        self._column = _column_number(place[1]) if place else self._column + 1
        self._is_elsewhere = place is not None and int(place[2]) != self._line
        self._kind = attributes.get("t", "n")
        self._value = []
        self._path = []
        self._has_value = self._is_formula = self._in_value = self._is_doubtful = False

    def _start_inside_cell(self, path: list[str], name: str) -> None:
        path.append(name)
        if name == "c" or self._in_value:
            self._is_doubtful = True
        elif path in (["v"], ["is"]):
            self._is_doubtful |= self._has_value
            self._has_value, self._in_value = True, name == "v"
        elif path in _TEXTS:
            self._in_value = True
        elif path == ["f"]:
            self._is_formula = True

    def end(self, name: str) -> None:
        if self._path:
            self._in_value = False
            self._path.pop()
        elif self._path is not None:
            self._path = None
            cell = self._cell()
            if cell is not None and self._column in self._cells:
                raise self._error("two cells of one place", found=self._place())
            if cell is not None:
                self._keep(cell)
        elif name == "row":
            if self._cells:
                self._done.append((self._line, self._cells))
            self._cells, self._is_in_row = {}, False

    def text(self, data: str) -> None:
        if self._in_value:
            self._value.append(data)

    def _keep(self, cell: Cell | Number) -> None:
        if self._is_elsewhere:
            raise self._error("a cell in another row than its own", found=f"cell {self._place()} in row {self._line}")
        if self._column >= MAX_COLUMNS:
            raise self._error(
                "a value far outside the table",
                found=f"cell {self._place()}",
                expected=f"at most {MAX_COLUMNS} columns",
            )
        self._cells[self._column] = cell

    def _cell(self) -> Cell | Number | None:
        """Return what the cell holds; None where it is blank."""
        value = "".join(self._value)
        if len(value) > MAX_TEXT:
            raise self._error("a text longer than a cell can hold", found=f"cell {self._place()}")
        if self._kind == "e":
            return Unusable("a cell that shows an error", self._place())
        if self._is_doubtful:
            return Unusable("a cell with several values", self._place())
        if self._kind not in _KINDS and value.strip():
            return Unusable("a cell that is neither a number nor a text", self._place())
        if self._is_formula and not (value.strip() or (self._kind == "str" and self._has_value)):
            return Unusable("a formula without a result", self._place())
        if self._kind == "s" and value.strip():
            return self._shared(value.strip())
        if not value.strip():
            return None
        return _unescaped(value) if self._kind in ("str", "inlineStr") else Number(value.strip())

    def _shared(self, value: str) -> str | None:
        if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) < len(self._strings)):
            raise self._error("a cell whose text is not in the workbook", found=f"cell {self._place()}")
        text = self._strings[int(value)]
        if len(text) > MAX_TEXT:
            raise self._error("a text longer than a cell can hold", found=f"cell {self._place()}")
        return text if text.strip() else None

    def _place(self) -> str:
        from xlsxwriter.utility import xl_col_to_name

        return self._written_place or f"{xl_col_to_name(self._column)}{self._line}"


def _unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which spreadsheets write as ``_x001B_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
