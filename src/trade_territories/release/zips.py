"""ZIP archives from anywhere: checked before they are opened, never unpacked to disk, and every fault named."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from trade_territories.errors import ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A year and flow is about 150 MB of text; these leave space for decades of growth and stop what only wants to fill memory.
MAX_TOTAL_BYTES = 16 * 2**30
MAX_MEMBERS = 1000
#: Deflate cannot go beyond 1032; the Customs' text goes to about 10.
MAX_RATIO = 400
#: Below this size a high ratio does no harm.
RATIO_FREE_BYTES = 64 * 2**20

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
#: Names of the ways to compress a member that a ZIP archive may use; Python unpacks the first four (and Zstandard from 3.14).
_METHODS = {
    0: "stored", 8: "Deflate", 12: "bzip2", 14: "LZMA", 1: "Shrink", 6: "Implode", 9: "Deflate64", 10: "PKWARE DCL",
    93: "Zstandard", 95: "XZ", 96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES",
}  # fmt: skip
_UNPACKED = {0, 8, 12, 14, getattr(zipfile, "ZIP_ZSTANDARD", 0)}
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, IndexError, KeyError, NotImplementedError,
    OverflowError, UnicodeError, RuntimeError, ValueError,
)  # fmt: skip
_HTML = (b"<!doctype", b"<html", b"<head", b"<?xml")
_UNPACK = "Unpack it (7-Zip opens it on every system) and give the text file that is in it"
#: First bytes of what may be given instead of a ZIP archive or a text file -> what it is, and the way out.
_OTHER_FILES: tuple[tuple[bytes, str, str], ...] = (
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive (.7z)", _UNPACK),
    (b"\x1f\x8b", "a gzip file (.gz)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file (.zst)", _UNPACK),
    (b"\xfd7zXZ\x00", "an XZ file (.xz)", _UNPACK),
    (b"BZh", "a bzip2 file (.bz2)", _UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4 file (.lz4)", _UNPACK),
    (b"\x1f\x9d", "a compressed file (.Z)", _UNPACK),
    (b"\x5d\x00\x00", "an LZMA file (.lzma)", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive (.rar)", _UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)", "Save it as .xlsx in a spreadsheet program"),
    (b"%PDF", "a PDF document", "Give the archive (.zip), the text file (.txt) or the workbook (.xlsx)"),
    (b"PAR1", "a Parquet file", "Read it with pandas.read_parquet and check it with trade_territories.check_flows"),
    (b"SQLite format 3", "an SQLite database", "Give the archive (.zip), the text file (.txt) or the workbook (.xlsx)"),
)
#: A tar archive begins with the name of its first file.
_TAR_PLACE, _TAR = 257, b"ustar"


@contextmanager
def unpacking(name: str) -> Iterator[None]:
    """Tell every fault of a damaged archive or an unreadable file as one error.

    Parameters
    ----------
    name
        How messages call the file.

    Raises
    ------
    ReleaseFormatError
        The archive is damaged, or the file cannot be read.
    """
    try:
        yield
    except ReleaseFormatError:
        raise
    except _DAMAGES as error:
        raise _damaged(name, error) from error
    except MemoryError as error:
        raise _damaged(name, error) from error
    except OSError as error:
        # Without a file name it is the unpacking that found something impossible: a negative place, an invalid stream.
        if error.filename is None:
            raise _damaged(name, error) from error
        raise ReleaseFormatError("the file cannot be read", file=name, found=error.strerror or str(error)) from error


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
    an HTML page (Erreur), which is how servers answer errors
    """
    file = Path(path)
    _check_signature(file)
    with unpacking(str(file)), zipfile.ZipFile(file) as archive:
        check_members(str(file), archive.infolist())
        if crc and (broken := archive.testzip()) is not None:
            raise ReleaseFormatError(
                "a member does not match its checksum", file=f"{file}!{broken}", expected="the CRC of the directory",
                hint="Download it again",
            )  # fmt: skip


class OtherFile(NamedTuple):
    """A file that is neither a ZIP archive nor a text file: what it is, and the way out."""

    what: str
    way_out: str

    @property
    def may_hold_data(self) -> bool:
        """Whether it packs other files."""
        return self.way_out == _UNPACK


def other_file(start: bytes) -> OtherFile | None:
    """Tell by its first bytes (512 of them) what a file is that is neither a ZIP archive nor a text file."""
    if start[_TAR_PLACE:].startswith(_TAR):
        return OtherFile("a tar archive (.tar)", _UNPACK)
    return next((OtherFile(what, hint) for signature, what, hint in _OTHER_FILES if start.startswith(signature)), None)


def is_page(start: bytes) -> bool:
    """Tell whether a file begins as a web page does."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML)


def check_members(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what is in no archive of the Customs: too many or too large members, paths that climb out, passwords.

    Raises
    ------
    ReleaseFormatError
        Which member, and why.
    """
    if len(members) > MAX_MEMBERS:
        raise ReleaseFormatError("too many members", file=name, found=len(members), expected=f"at most {MAX_MEMBERS}")
    twice = [member for member, times in Counter(member.filename for member in members).items() if times > 1]
    if twice:
        # Archives are read by name: all but the last of them would be lost without a word.
        raise ReleaseFormatError(
            "two members have the same name", file=name, found=twice[0], expected="each name once",
            hint="Unpack the archive and give the text files",
        )  # fmt: skip
    for member in members:
        _check_member(name, member)
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL_BYTES:
        raise ReleaseFormatError(
            "the archive would unpack to far more than a release holds", file=name, found=f"{total:,} bytes",
            expected=f"at most {MAX_TOTAL_BYTES:,}",
        )  # fmt: skip


def _check_member(archive: str, member: zipfile.ZipInfo) -> None:
    name = f"{archive}!{member.filename}"
    path = pure(member.filename)
    if ".." in path.parts or path.is_absolute() or re.match(r"[A-Za-z]:", member.filename):
        raise ReleaseFormatError(
            "a member's path climbs out of the archive", file=archive, found=member.filename,
            expected="paths inside the archive",
        )  # fmt: skip
    if member.flag_bits & 0x1:
        raise ReleaseFormatError(
            "the archive is encrypted", file=name, expected="an archive without password",
            hint="Unpack it with its password and give the text file",
        )  # fmt: skip
    if member.compress_type not in _UNPACKED and not member.is_dir():
        method = _METHODS.get(member.compress_type, f"method {member.compress_type}")
        raise ReleaseFormatError(
            "the archive is compressed in a way that Python does not unpack", file=name, found=method,
            expected="Deflate, as the Customs publish it", hint=_UNPACK,
        )  # fmt: skip
    if member.file_size > RATIO_FREE_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise ReleaseFormatError(
            "a member would unpack to far more than a release holds", file=name,
            found=f"{member.file_size:,} bytes out of {member.compress_size:,}", expected=f"at most {MAX_RATIO} times",
        )  # fmt: skip


def pure(name: str) -> PurePosixPath:
    """Return the path of a member, whichever slash separates its folders."""
    return PurePosixPath(name.replace("\\", "/"))


def _damaged(name: str, error: BaseException) -> ReleaseFormatError:
    return ReleaseFormatError(
        "the archive is damaged or cut off",
        file=name,
        found=f"{type(error).__name__} ({error})",
        expected="a whole ZIP archive",
        hint="Download it again",
    )


def _check_signature(file: Path) -> None:
    if not file.is_file():
        raise ReleaseFormatError("no such file", file=file)
    with unpacking(str(file)), file.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(SIGNATURES):
        return
    hint = "Download it again"
    other = other_file(start)
    if not start:
        found = "an empty file"
    elif is_page(start):
        from trade_territories.sources import heading

        found = f"an HTML page ({heading(start) or 'without a title'}), which is how servers answer errors"
    elif other is not None:
        found, hint = other.what, other.way_out
    else:
        found = f"bytes that begin with {start[:8]!r}"
    raise ReleaseFormatError("not a ZIP archive", file=file, found=found, expected="a ZIP archive", hint=hint)
