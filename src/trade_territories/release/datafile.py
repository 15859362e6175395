"""One data file of the Customs, by itself or inside an archive: its bytes, its checksum, and when it was published."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from trade_territories.release.inflate import opened_member
from trade_territories.release.zips import pure, unpacking

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKBOOK_ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class DataFile:
    """One data file of the Customs: a text or a workbook, by itself or inside an archive."""

    #: The file on disk: the archive, or the data file itself.
    path: Path
    #: Its name inside the archive; None for a file by itself.
    member: str | None
    #: Bytes, unpacked.
    size: int
    #: Day on which the data file was written (``YYYY-MM-DD``).
    date: str
    #: Month of the results (``YYYYMM``), which only the name of an archive, or of the folder that it was unpacked to,
    #: tells.
    results_month: str = ""
    #: Day or month of publication (``YYYY-MM-DD`` or ``YYYYMM``) that its download noted, or a folder's name tells;
    #: empty where neither does.
    noted: str = ""
    #: Names of the label files beside it: members of the same archive, or paths.
    label_files: tuple[str, ...] = field(default=(), repr=False)

    @property
    def vintage(self) -> str:
        """``YYYYMM`` that orders releases: the month of the results, else the month of publication."""
        return self.results_month or (self.noted or self.date).replace("-", "")[:6]

    @property
    def vintage_from(self) -> str:
        """Where the vintage is from: its ``name``, ``noted``, or the date of the ``member`` or ``file``."""
        return "name" if self.results_month else self.published_from

    @property
    def published(self) -> str:
        """Day or month of publication."""
        return self.noted or self.date

    @property
    def published_from(self) -> str:
        """Where that is from: ``noted``, ``member`` or ``file`` (whose date may be that of a copy)."""
        return "noted" if self.noted else "file" if self.member is None else "member"

    @property
    def name(self) -> str:
        """How messages call it: ``archive.zip!folder/file.txt``."""
        return str(self.path) if self.member is None else f"{self.path}!{self.member}"

    @property
    def short_name(self) -> str:
        """Name of the data file without folders."""
        return pure(self.member).name if self.member is not None else self.path.name

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook rather than a text file."""
        return self.short_name.lower().endswith(WORKBOOK_ENDINGS)

    @property
    def is_named_sample(self) -> bool:
        """Whether its name, or its archive's, says that the figures are made up."""
        return any(name.upper().startswith("EXEMPLE_") for name in (self.path.name, self.short_name))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file on disk (the archive, where there is one)."""
        return sha256_of(self.path)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield its bytes as a stream; nothing is ever written to disk.

        Raises
        ------
        ReleaseFormatError
            The archive turns out to be damaged while it is read.
        """
        if self.member is None:
            with unpacking(self.name):
                stream: IO[bytes] = self.path.open("rb")
            with stream:
                yield _Guarded(stream, self.name)  # type: ignore[misc]  # reads as files do
            return
        with ExitStack() as stack:
            with unpacking(self.name):
                stream = stack.enter_context(opened_member(self.path, self.member))
            yield _Guarded(stream, self.name)  # type: ignore[misc]  # reads as files do

    def label_texts(self) -> dict[str, bytes]:
        """Return the bytes of the label files beside it, by name without folders."""
        with unpacking(str(self.path)):
            if self.member is None:
                return {Path(name).name: Path(name).read_bytes() for name in self.label_files}
            with zipfile.ZipFile(self.path) as archive:
                return {pure(name).name: archive.read(name) for name in self.label_files}


class _Guarded(io.BufferedIOBase):
    """A stream whose faults name its file."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name

    def read(self, size: int | None = -1, /) -> bytes:
        with unpacking(self._name):
            return self._stream.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)

    def readable(self) -> bool:
        return True


def sha256_of(path: Path) -> str:
    """Compute the SHA-256 of a file, block by block."""
    with unpacking(str(path)), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
