"""A path -> the releases in it, whatever its layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trade_territories.errors import ReleaseFormatError
from trade_territories.release.columns import joined
from trade_territories.release.files import data_files
from trade_territories.release.normalise import released
from trade_territories.release.text import TextReader

if TYPE_CHECKING:
    from trade_territories.release.datafile import DataFile
    from trade_territories.release.normalise import RawRelease


def read(path: str | Path, *, vintage: str | None = None) -> list[RawRelease]:
    """Read every data file of an archive, a text file, a workbook or a folder.

    Parameters
    ----------
    path
        What was given.
    vintage
        The month of publication (``YYYYMM``) that its download noted, used where the name tells none.

    Raises
    ------
    ReleaseFormatError
        Something is not as the Customs publish it: which file, line and field, what stands there and what should.
    """
    return [release for file in data_files(Path(path), vintage=vintage) for release in read_file(file)]


def read_file(file: DataFile) -> list[RawRelease]:
    """Read one data file; as many releases as it holds flows."""
    if file.is_workbook:
        from trade_territories.release.workbook import read_workbook

        return read_workbook(file)
    reader = TextReader(file)
    parts = list(reader.batches())
    if not sum(map(len, parts)):
        raise ReleaseFormatError(
            "the file holds no row", file=file.name, found="nothing", expected="rows of ten fields"
        )
    return released(joined(parts), file, data_sha256=reader.data_sha256, reader=reader)
