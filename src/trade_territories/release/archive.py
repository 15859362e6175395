"""What was given on disk -> the data files in it: archives are checked and never unpacked, folders are walked."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from trade_territories.errors import ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A year and flow is about 150 MB of text; these leave room for decades of growth and stop what only wants to fill memory.
MAX_TOTAL_BYTES = 16 * 2**30
MAX_MEMBERS = 1000
#: Deflate cannot go beyond 1032; the Customs' text goes to about 10.
MAX_RATIO = 400
#: Below this size a high ratio does no harm.
RATIO_FREE_BYTES = 64 * 2**20
MAX_LABEL_BYTES = 8 * 2**20
MAX_WORKBOOK_BYTES = 256 * 2**20

#: What reading a damaged archive raises, whichever part of it is damaged.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)

_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_VINTAGE = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)")
_LABEL_NAME = re.compile(r"(?:libelle_|departement_region).*\.(?:txt|csv)$")
_DATA_NAME = re.compile(r"region.*(?:export|import|pays[ei]).*\.(?:txt|csv)$")
_TEXT_ENDINGS = (".txt", ".csv")
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class DataFile:
    """One data file of the Customs: a text or a workbook, by itself or inside an archive.

    Parameters
    ----------
    path
        The file on disk: the archive, or the data file itself.
    member
        Its name inside the archive; nothing for a file by itself.
    size
        Bytes, unpacked.
    date
        Day the data file was written (``YYYY-MM-DD``).
    vintage
        Month of publication (``YYYYMM``).
    vintage_from
        Where the vintage is from: its ``name``, ``noted`` (by its download, or its folder's name), ``member`` or ``file``.
    label_files
        Names of the label files beside it: members of the same archive, or paths.
    """

    path: Path
    member: str | None
    size: int
    date: str
    vintage: str
    vintage_from: str
    label_files: tuple[str, ...] = field(default=(), repr=False)

    @property
    def results_month(self) -> str:
        """The month of the results (``YYYYMM``), which only a name tells; empty where it does not."""
        return self.vintage if self.vintage_from == "name" else ""

    @property
    def published(self) -> str:
        """Day or month of publication: the day on which the data file was written, unless the download noted a month."""
        return self.vintage if self.vintage_from == "noted" else self.date

    @property
    def published_from(self) -> str:
        """Where that is from: ``noted``, ``member`` or ``file``."""
        return "noted" if self.vintage_from == "noted" else "file" if self.member is None else "member"

    @property
    def name(self) -> str:
        """How messages call it: ``archive.zip!folder/file.txt``."""
        return str(self.path) if self.member is None else f"{self.path}!{self.member}"

    @property
    def short_name(self) -> str:
        """Name of the data file without folders."""
        return _base(self.member) if self.member is not None else self.path.name

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook rather than a text file."""
        return self.short_name.lower().endswith(_WORKBOOK_ENDINGS)

    @property
    def is_sample(self) -> bool:
        """Whether its name, or its archive's, says that the figures are made up."""
        return any(name.upper().startswith("EXEMPLE_") for name in (self.path.name, self.short_name))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file on disk (the archive, where there is one)."""
        return sha256_of(self.path)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Give its bytes as a stream; nothing is ever written to disk.

        Raises
        ------
        ReleaseFormatError
            The archive turns out to be damaged while it is read.
        """
        try:
            if self.member is None:
                with self.path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream
        except DAMAGED as error:
            raise damaged(self.name, error) from error

    def label_texts(self) -> dict[str, bytes]:
        """Give the bytes of the label files beside it, by name without folders."""
        if self.member is None:
            return {Path(name).name: Path(name).read_bytes() for name in self.label_files}
        try:
            with zipfile.ZipFile(self.path) as archive:
                return {_base(name): archive.read(name) for name in self.label_files}
        except DAMAGED as error:
            raise damaged(str(self.path), error) from error


def check_zip(path: str | Path, *, crc: bool = False) -> None:
    """Check that a file is a whole, harmless ZIP archive, without unpacking it to disk.

    Parameters
    ----------
    path
        The file.
    crc
        Also read every member and compare it with its checksum.

    Raises
    ------
    ReleaseFormatError
        It is no ZIP (an error page, an empty file), is cut off or damaged, encrypted, has members whose path
        climbs out, or would unpack to more than any release can be.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "2024.zip")
    ...     _ = page.write_text("<!DOCTYPE html><title>Erreur</title>")
    ...     try:
    ...         check_zip(page)
    ...     except ReleaseFormatError as error:
    ...         print(error.found)
    an HTML page, which is how servers answer errors
    """
    file = Path(path)
    _check_signature(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(file, members)
            if crc:
                _check_sums(file, archive)
    except (*DAMAGED, ValueError) as error:
        raise damaged(str(file), error) from error


def data_files(path: Path, *, vintage: str | None = None) -> list[DataFile]:
    """List the data files of an archive, a text file, a workbook or a folder (at any depth), sorted by name.

    Parameters
    ----------
    path
        What was given.
    vintage
        The month of publication that its download noted, used where the name tells none.

    Raises
    ------
    ReleaseFormatError
        Nothing there, or nothing of the Customs in it.
    """
    if path.is_dir():
        return _in_folder(path, vintage)
    if not path.exists():
        raise ReleaseFormatError("no such file or folder", file=path)
    return _in_file(path, vintage, _labels_beside(path))


def sha256_of(path: Path) -> str:
    """Compute the SHA-256 of a file, block by block."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged(name: str, error: Exception) -> ReleaseFormatError:
    """Say that an archive is damaged, with the reason that the unpacking gave."""
    return ReleaseFormatError(
        "the archive is damaged or cut off",
        file=name,
        found=f"{type(error).__name__} ({error})",
        expected="a whole ZIP archive",
        hint="Download it again",
    )


def _in_folder(folder: Path, vintage: str | None) -> list[DataFile]:
    files = [one for one in sorted(folder.rglob("*")) if one.is_file() and not _is_hidden(one.relative_to(folder))]
    endings = (".zip", *_TEXT_ENDINGS, *_WORKBOOK_ENDINGS)
    candidates = [one for one in files if one.name.lower().endswith(endings) and not _is_label(one.name)]
    texts = [one for one in candidates if one.name.lower().endswith(_TEXT_ENDINGS)]
    notes = {one for one in texts if not _looks_like_data(one.name, _first_line(one))}
    found: list[DataFile] = []
    for one in candidates:
        if one not in notes:
            found += _in_file(one, vintage or _vintage_in(folder.name), _labels_beside(one))
    if not found:
        raise ReleaseFormatError(
            "no data file in the folder",
            file=folder,
            found=_listed([one.name for one in files]),
            expected="an archive (.zip), a text file (.txt) of ten fields or a workbook (.xlsx)",
        )
    return found


def _in_file(path: Path, vintage: str | None, labels: tuple[str, ...]) -> list[DataFile]:
    with path.open("rb") as stream:
        start = stream.read(4)
    if start not in _ZIP_SIGNATURES and path.suffix.lower() not in {".zip", *_WORKBOOK_ENDINGS}:
        return [_by_itself(path, vintage, labels)]
    check_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(_pure(one.filename))]
            if any(one.filename == "xl/workbook.xml" for one in members):
                return [_by_itself(path, vintage, ())]
            return _in_archive(path, archive, members, vintage)
    except DAMAGED as error:
        raise damaged(str(path), error) from error


def _in_archive(
    path: Path, archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], vintage: str | None
) -> list[DataFile]:
    labels = tuple(one.filename for one in members if _is_label(one.filename))
    too_large = [one for one in members if _is_label(one.filename) and one.file_size > MAX_LABEL_BYTES]
    books = [one for one in members if one.filename.lower().endswith(_WORKBOOK_ENDINGS)]
    too_large += [one for one in books if one.file_size > MAX_WORKBOOK_BYTES]
    if too_large:
        raise ReleaseFormatError(
            "a member is far larger than it can be", file=f"{path}!{too_large[0].filename}",
            found=f"{too_large[0].file_size:,} bytes", expected=f"at most {MAX_WORKBOOK_BYTES:,} bytes",
        )  # fmt: skip
    texts = [one for one in members if one.filename.lower().endswith(_TEXT_ENDINGS) and not _is_label(one.filename)]
    data = [one for one in texts if _looks_like_data(_base(one.filename), _first_line_of(archive, one))]
    chosen = sorted([*data, *books], key=lambda one: one.filename)
    nested = any(one.filename.lower().endswith(".zip") for one in members)
    if nested or not chosen:
        # What the inner archives hold would be lost without a word, even beside data.
        raise ReleaseFormatError(
            "archives in the archive" if chosen else "no data file in the archive",
            file=path,
            found=_listed([one.filename for one in members]),
            expected="a text file (.txt) of ten fields such as Regional_2024_Export.txt, or a workbook (.xlsx)",
            hint="It holds other archives: unpack it and give those" if nested else None,
        )
    known, known_from = _vintage(path.name, vintage)
    return [
        DataFile(
            path=path,
            member=one.filename,
            size=one.file_size,
            date=_member_date(one),
            vintage=known or _member_date(one).replace("-", "")[:6],
            vintage_from=known_from or "member",
            label_files=labels,
        )
        for one in chosen
    ]


def _by_itself(path: Path, vintage: str | None, labels: tuple[str, ...]) -> DataFile:
    status = path.stat()
    day = datetime.fromtimestamp(status.st_mtime, tz=UTC).strftime("%Y-%m-%d")
    known, known_from = _vintage(path.name, vintage)
    return DataFile(
        path=path,
        member=None,
        size=status.st_size,
        date=day,
        vintage=known or day.replace("-", "")[:6],
        vintage_from=known_from or "file",
        label_files=labels,
    )


def _vintage(name: str, noted: str | None) -> tuple[str | None, str | None]:
    in_name = _vintage_in(name)
    if in_name:
        return in_name, "name"
    return (noted, "noted") if noted else (None, None)


def _vintage_in(name: str) -> str | None:
    found = _VINTAGE.search(name)
    return "".join(found.groups()) if found else None


def _labels_beside(path: Path) -> tuple[str, ...]:
    if path.suffix.lower() not in _TEXT_ENDINGS:
        return ()
    beside = [one for one in sorted(path.parent.iterdir()) if _is_label(one.name) and one.is_file()]
    return tuple(str(one) for one in beside if one.stat().st_size <= MAX_LABEL_BYTES)


def _looks_like_data(name: str, first_line: bytes) -> bool:
    """Tell data from a readme: by the fields first, and by the name so that a broken data file is still looked at."""
    return first_line.count(b";") >= 7 or bool(_DATA_NAME.search(name.lower()))


def _first_line(path: Path) -> bytes:
    with path.open("rb") as stream:
        return _line(stream)


def _first_line_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        return _line(stream)


def _line(stream: IO[bytes]) -> bytes:
    lines = (line.strip() for line in io.BytesIO(stream.read(4096)).read().splitlines())
    return next((line for line in lines if line), b"")


def _is_label(name: str) -> bool:
    return bool(_LABEL_NAME.match(_base(name).lower()))


def _is_hidden(name: Path | PurePosixPath) -> bool:
    """Whether a file is left by a desktop (``__MACOSX/``, ``._copy``, ``~$open.xlsx``), not by the Customs."""
    return any(part == "__MACOSX" or part.startswith((".", "~$")) for part in name.parts)


def _pure(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _base(name: str) -> str:
    return _pure(name).name


def _member_date(member: zipfile.ZipInfo) -> str:
    year, month, day = member.date_time[:3]
    return f"{year:04}-{max(month, 1):02}-{max(day, 1):02}"


def _listed(names: Sequence[str], most: int = 6) -> str:
    if not names:
        return "nothing"
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _check_signature(file: Path) -> None:
    if not file.is_file():
        raise ReleaseFormatError("no such file", file=file)
    with file.open("rb") as stream:
        start = stream.read(512)
    if start.startswith(_ZIP_SIGNATURES):
        return
    beginning = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        found = "an empty file"
    elif beginning.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        found = "an HTML page, which is how servers answer errors"
    else:
        found = f"bytes that begin with {start[:8]!r}"
    raise ReleaseFormatError(
        "not a ZIP archive", file=file, found=found, expected="a ZIP archive", hint="Download it again"
    )


def _check_members(file: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise ReleaseFormatError("too many members", file=file, found=len(members), expected=f"at most {MAX_MEMBERS}")
    twice = [name for name, times in Counter(one.filename for one in members).items() if times > 1]
    if twice:
        # Archives are read by name: all but the last of them would be lost without a word.
        raise ReleaseFormatError(
            "two members have the same name", file=file, found=twice[0], expected="each name once",
            hint="Unpack the archive and give the text files",
        )  # fmt: skip
    for one in members:
        name = f"{file}!{one.filename}"
        parts = _pure(one.filename).parts
        if ".." in parts or _pure(one.filename).is_absolute() or re.match(r"[A-Za-z]:", one.filename):
            raise ReleaseFormatError(
                "a member's path climbs out of the archive", file=file, found=one.filename,
                expected="paths inside the archive",
            )  # fmt: skip
        if one.flag_bits & 0x1:
            raise ReleaseFormatError(
                "the archive is encrypted", file=name, expected="an archive without password",
                hint="Unpack it with its password and give the text file",
            )  # fmt: skip
        if one.file_size > RATIO_FREE_BYTES and one.file_size > MAX_RATIO * max(one.compress_size, 1):
            raise ReleaseFormatError(
                "a member would unpack to far more than a release holds", file=name,
                found=f"{one.file_size:,} bytes out of {one.compress_size:,}", expected=f"at most {MAX_RATIO} times",
            )  # fmt: skip
    total = sum(one.file_size for one in members)
    if total > MAX_TOTAL_BYTES:
        raise ReleaseFormatError(
            "the archive would unpack to far more than a release holds", file=file, found=f"{total:,} bytes",
            expected=f"at most {MAX_TOTAL_BYTES:,}",
        )  # fmt: skip


def _check_sums(file: Path, archive: zipfile.ZipFile) -> None:
    broken = archive.testzip()
    if broken is not None:
        raise ReleaseFormatError(
            "a member does not match its checksum", file=f"{file}!{broken}", expected="the CRC of the directory",
            hint="Download it again",
        )  # fmt: skip
