"""What was given on disk -> the data files in it, known by what they hold; archives are never unpacked, folders are walked."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING

from trade_territories.errors import ReleaseFormatError
from trade_territories.release.datafile import WORKBOOK_ENDINGS, DataFile
from trade_territories.release.layout import FIELDS, first_line, is_data_line
from trade_territories.release.zips import SIGNATURES, OtherFile, check_zip, other_file, pure, unpacking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Label files of the Customs take 35 kB together; these bounds leave space for other nomenclatures.
MAX_LABEL_BYTES = 4 * 2**20
MAX_LABELS_BYTES = 8 * 2**20
MAX_WORKBOOK_BYTES = 256 * 2**20
#: Blank lines may stand before the first row of data.
MAX_HEAD_BYTES = 1 << 20
MAX_BLANK_MEMBERS = 50

_VINTAGE = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-(0[1-9]|1[0-2])(?!\d)")
_LABEL_NAME = re.compile(r"(?:lib|nomenclature|departement).*\.(?:txt|csv)$")
_DATA_NAME = re.compile(r"region.*(?:export|import|pays[ei]).*\.(?:txt|csv)$")
_RELEASE_NAME = re.compile(r"region|stat|national", re.IGNORECASE)
_TEXT_ENDINGS = (".txt", ".csv")
#: What an archive or folder may hold beside data, whose content is never looked at.
_DOCUMENT_ENDINGS = (
    ".pdf", ".htm", ".html", ".doc", ".docx", ".odt", ".rtf", ".md", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".py", ".ipynb",
    ".json", ".xml", ".parquet", ".ini", ".db", ".log",
)  # fmt: skip


def data_files(path: Path, *, vintage: str | None = None) -> list[DataFile]:
    """List the data files of an archive, a text file, a workbook or a folder (at any depth), sorted by name.

    Parameters
    ----------
    path
        What was given.
    vintage
        The day or month of publication that its download noted.

    Raises
    ------
    ReleaseFormatError
        Nothing there, or nothing of the Customs in it.
    """
    with unpacking(str(path)):
        if path.is_dir():
            return _in_folder(path, vintage or "")
        if not path.exists():
            raise ReleaseFormatError("no such file or folder", file=path, hint=_way_out(str(path)))
        _refuse_special(path)
        return _in_file(path, vintage or "", "", _labels_beside(path))


def _refuse_special(path: Path) -> None:
    """Refuse what would be waited for without end, or leads nowhere: files are read twice, from their beginning."""
    if not path.is_file():
        raise ReleaseFormatError(
            "this is no file that can be read" if path.exists() else "a link that leads nowhere",
            file=path,
            found="a pipe, a socket or a device" if path.exists() else None,
            expected="a file or a folder",
            hint="Write its content to a file and give that" if path.exists() else "Remove it, or put the file there",
        )


def _way_out(path: str) -> str | None:
    if "://" in path or re.match(r"https?:/", path):
        return "It looks like an address: tt.load_flows downloads the Customs' files; others are downloaded first"
    if re.search(r"[*?\[]", path.removeprefix("\\\\?\\")):
        return "It looks like a pattern: give the files one by one, as in tt.read_flows(*folder.glob('*.zip')), or their folder"
    return None


def _in_folder(folder: Path, noted: str) -> list[DataFile]:
    files = [path for path in _walked(folder) if not _is_hidden(path.relative_to(folder))]
    for path in files:
        _refuse_special(path)
    found: list[DataFile] = []
    books = [path for path in files if path.name.lower().endswith(WORKBOOK_ENDINGS)]
    for path in files:
        if _is_data_on_disk(path, is_only_book=len(books) == 1):
            month, of_folder = _months_of_folders(path, folder)
            found += _in_file(path, noted or of_folder, month, _labels_beside(path))
    if not found:
        raise ReleaseFormatError(
            "no data file in the folder",
            file=folder,
            found=_listed([path.name for path in files]),
            expected="an archive (.zip), a text file (.txt) of ten fields or a workbook (.xlsx)",
        )
    return found


def _walked(folder: Path) -> list[Path]:
    """Return the files of a folder at any depth, sorted; links are followed once."""

    def refuse(error: OSError) -> None:
        raise ReleaseFormatError("a folder cannot be read", file=error.filename, found=error.strerror) from error

    files: list[Path] = []
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        files += [Path(place, name) for name in names]
    return sorted(files)


def _months_of_folders(path: Path, folder: Path) -> tuple[str, str]:
    """Return month of the results and month of publication that the folders of a file tell, the nearest first.

    A folder called as an archive is (``202502-Regional-2024-export``) tells the month of the results; another one
    (``2025-02``, ``202502``) tells when its files were published.
    """
    month = noted = ""
    for parent in [path.parent, *path.parent.parents]:
        found = _month_in(parent.name)
        if found and _RELEASE_NAME.search(parent.name):
            month = month or found
        elif found or (day := _DAY.search(parent.name)):
            noted = noted or found or "".join(day.groups())  # type: ignore[union-attr]  # one of the two
        if parent == folder:
            break
    return month, noted


def _is_data_on_disk(path: Path, *, is_only_book: bool) -> bool:
    """Tell data from what else lies in a folder; what may be data in another packing is refused."""
    name = path.name.lower()
    if name.endswith(".zip"):
        return True
    if name.endswith(WORKBOOK_ENDINGS):
        return is_only_book or _has_data_sheet(path)
    if name.endswith(_DOCUMENT_ENDINGS):
        return False
    with unpacking(str(path)), path.open("rb") as stream:
        head = stream.read(512)
        other = other_file(head)
        if other is not None and (other.may_hold_data or "region" in name):
            raise _unread("a file in the folder that is not read", path, other)
        if head.startswith(SIGNATURES):
            return _holds_data(path)
        stream.seek(0)
        return other is None and _is_data(name, first_line(stream.read(MAX_HEAD_BYTES)))


def _unread(problem: str, path: Path, other: OtherFile) -> ReleaseFormatError:
    return ReleaseFormatError(problem, file=path, found=other.what, hint=other.way_out)


def _holds_data(path: Path) -> bool:
    """Tell an archive of the Customs that has another ending from a document that is an archive by itself (OpenDocument)."""
    try:
        return bool(_in_file(path, "", "", ()))
    except ReleaseFormatError:
        return "region" in path.name.lower()


def _in_file(path: Path, noted: str, month: str, labels: tuple[str, ...]) -> list[DataFile]:
    with unpacking(str(path)), path.open("rb") as stream:
        start = stream.read(512)
    other = other_file(start)
    if other is not None:
        raise _unread("this file is not read", path, other)
    if not start.startswith(SIGNATURES) and path.suffix.lower() not in {".zip", *WORKBOOK_ENDINGS}:
        return [_by_itself(path, noted, month, labels)]
    check_zip(path)
    with unpacking(str(path)), zipfile.ZipFile(path) as archive:
        members = [
            member for member in archive.infolist() if not member.is_dir() and not _is_hidden(pure(member.filename))
        ]
        if any(member.filename.lower() == "xl/workbook.xml" for member in members):
            return [_by_itself(path, noted, month, ())]
        return _in_archive(path, archive, members, noted, month)


def _in_archive(
    path: Path, archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], noted: str, month: str
) -> list[DataFile]:
    books = [member for member in members if member.filename.lower().endswith(WORKBOOK_ENDINGS)]
    _refuse_large(path, books, MAX_WORKBOOK_BYTES)
    if len(books) > 1:
        # A workbook of labels may lie beside the data.
        books = [book for book in books if _has_data_sheet(archive.open(book))] or books
    data, labels, nested, blank = [], [], [], 0
    for member in members:
        name = pure(member.filename).name.lower()
        if name.endswith((*WORKBOOK_ENDINGS, *_DOCUMENT_ENDINGS)):
            continue
        with archive.open(member) as stream:
            head = stream.read(4096)
            line = first_line(head)
            if not line:
                blank += 1
                _refuse_blank(path, blank)
                line = first_line(head + stream.read(MAX_HEAD_BYTES))
        other = other_file(head)
        is_packed = other is not None and (other.may_hold_data or "region" in name)
        if head.startswith(SIGNATURES) or name.endswith(".zip") or is_packed:
            nested.append(member)
        elif other is not None:
            continue
        elif _is_data(name, line):
            data.append(member)
        elif _LABEL_NAME.match(name):
            labels.append(member)
    chosen = sorted([*data, *books], key=lambda member: member.filename)
    if nested or not chosen:
        # What the inner archives hold would be lost without a word, even beside data.
        raise ReleaseFormatError(
            "archives in the archive" if chosen else "no data file in the archive",
            file=path,
            found=_listed([member.filename for member in members]),
            expected="a text file (.txt) of ten fields such as Regional_2024_Export.txt, or a workbook (.xlsx)",
            hint="It holds other archives: unpack it and give those" if nested else None,
        )
    _refuse_large(path, labels, MAX_LABEL_BYTES, MAX_LABELS_BYTES)
    return [
        DataFile(
            path=path,
            member=member.filename,
            size=member.file_size,
            date=_member_date(member),
            results_month=_month_in(path.name) or month,
            noted=noted,
            label_files=tuple(label.filename for label in labels),
        )
        for member in chosen
    ]


def _refuse_blank(path: Path, count: int) -> None:
    """Refuse an archive of many members that begin with blanks: looking for the first line of each takes long."""
    if count > MAX_BLANK_MEMBERS:
        raise ReleaseFormatError(
            "too many members that begin with blanks", file=path, found=f"more than {MAX_BLANK_MEMBERS}",
            expected="a data file and label files",
        )  # fmt: skip


def _by_itself(path: Path, noted: str, month: str, labels: tuple[str, ...]) -> DataFile:
    status = path.stat()
    day = datetime.fromtimestamp(status.st_mtime, tz=UTC).strftime("%Y-%m-%d")
    return DataFile(path, None, status.st_size, day, _month_in(path.name) or month, noted, labels)


def _month_in(name: str) -> str:
    found = _VINTAGE.search(name)
    return "".join(found.groups()) if found else ""


def _labels_beside(path: Path) -> tuple[str, ...]:
    if path.name.lower().endswith((".zip", *WORKBOOK_ENDINGS)):
        return ()
    beside = [file for file in sorted(path.parent.iterdir()) if _LABEL_NAME.match(file.name.lower()) and file.is_file()]
    kept, total = [], 0
    for file in beside:
        size = file.stat().st_size
        total += size
        if size > MAX_LABEL_BYTES or total > MAX_LABELS_BYTES:
            break
        kept.append(str(file))
    return tuple(kept)


def _is_data(name: str, line: str) -> bool:
    """Tell data from a readme or labels: by the fields first, and by the name so that a broken data file is still looked at."""
    if is_data_line(line) or (line.count(";") == len(FIELDS) - 1 and not _LABEL_NAME.match(name)):
        return True
    if _LABEL_NAME.match(name) or not name.endswith(_TEXT_ENDINGS):
        return False
    return line.count(";") >= 7 or bool(_DATA_NAME.search(name))


def _has_data_sheet(file: Path | IO[bytes]) -> bool:
    """Tell a workbook with the Customs' sheet from one without; one that cannot be opened is looked at later."""
    from trade_territories.release.sheet import Workbook
    from trade_territories.release.workbook import data_sheet

    try:
        if isinstance(file, Path):
            with file.open("rb") as stream:
                return data_sheet(Workbook(stream, str(file))) is not None
        with file:
            return data_sheet(Workbook(io.BytesIO(file.read()), "workbook")) is not None
    except ReleaseFormatError:
        return True


def _refuse_large(path: Path, members: Iterable[zipfile.ZipInfo], largest: int, together: int | None = None) -> None:
    total = 0
    for member in members:
        total += member.file_size
        if member.file_size > largest or (together is not None and total > together):
            raise ReleaseFormatError(
                "a member is far larger than it can be", file=f"{path}!{member.filename}",
                found=f"{member.file_size:,} bytes, {total:,} with others of its kind",
                expected=f"at most {largest:,} bytes",
            )  # fmt: skip


def _is_hidden(name: PurePath) -> bool:
    """Whether a file is left by a desktop (``__MACOSX/``, ``._copy``, ``~$open.xlsx``), not by the Customs."""
    return any(part == "__MACOSX" or part.startswith((".", "~$")) for part in name.parts)


def _member_date(member: zipfile.ZipInfo) -> str:
    year, month, day = member.date_time[:3]
    return f"{year:04}-{max(month, 1):02}-{max(day, 1):02}"


def _listed(names: Sequence[str], most: int = 6) -> str:
    if not names:
        return "nothing"
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
