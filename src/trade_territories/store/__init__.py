"""Checked releases on disk, and back: one Parquet file per release, flow and year, read without parsing or checking again.

Rows are sorted by département and stand in row groups of whole départements, so that one département is read alone. Each file is
listed, with the checksum of its footer, in a list that is written last: what is not listed was never finished. Pages carry
checksums of their own. What does not match is made again from the archive.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from trade_territories import release as releases
from trade_territories import schema
from trade_territories.columns import FLOWS
from trade_territories.download import (
    cache_folder,
    cached_archives,
    locked,
    read_json,
    unwritable,
    usable_folder,
    write_json,
)
from trade_territories.errors import TradeTerritoriesError
from trade_territories.provenance import label_from_json, note_from_json, release_from_json
from trade_territories.release.files import data_files
from trade_territories.release.normalise import RawRelease
from trade_territories.release.zips import check_zip, unpacking
from trade_territories.store._making import made
from trade_territories.store._parquet import read_columns, tail, write_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from trade_territories.download import Archive
    from trade_territories.provenance import ReadingNote, ReleaseLabel, ReleaseRecord

__all__ = [
    "Part",
    "StoredRelease",
    "cache_clear",
    "cache_info",
    "damaged_tables",
    "inspected",
    "read",
    "stored",
    "write_table",
]

LOG = logging.getLogger("trade_territories")

#: Raised whenever the files of the store change, or what is made of the same archive does.
STORE_VERSION = 5
_UNREADABLE = (OSError, pa.ArrowException, EOFError)


@dataclass(frozen=True)
class Part:
    """One year of one flow of a release: a file of the store."""

    #: The Parquet file.
    path: Path
    #: Its bytes, and the SHA-256 of its footer.
    size: int
    footer: str
    #: Where its rows are from, for this year alone.
    record: ReleaseRecord

    def check(self) -> None:
        """Compare length and footer with what was written.

        Raises
        ------
        OSError
            They differ.
        """
        with self.path.open("rb") as file:
            size, footer = tail(file)
        if (size, footer) != (self.size, self.footer):
            raise OSError(f"{self.path} is not what was written")


@dataclass(frozen=True)
class StoredRelease:
    """One flow of an archive, in the store."""

    #: What it was made of.
    archive: Archive
    #: As in ``RawRelease``.
    record: ReleaseRecord
    notes: tuple[ReadingNote, ...]
    labels: tuple[ReleaseLabel, ...]
    #: Its files by year.
    parts: Mapping[int, Part]

    def about(self, years: Collection[int]) -> StoredRelease:
        """Return the part about some of its years."""
        if set(years) == set(self.parts):
            return self
        parts = {year: part for year, part in self.parts.items() if year in years}
        notes = tuple(note for note in self.notes if note.year in (0, *years))
        records = [part.record for part in parts.values()]
        record = self.record._replace(
            quarters=tuple(held for record in records for held in record.quarters),
            rows=sum(record.rows for record in records),
            value_eur=sum(record.value_eur for record in records),
        )
        return replace(self, record=record, notes=notes, parts=parts)

    def read(self, departements: Sequence[str] | None = None) -> RawRelease:
        """Read its rows, all or those of some départements.

        Raises
        ------
        OSError
            A file is damaged; ``read`` of this module makes it again.
        """
        for part in self.parts.values():
            part.check()
        flow = FLOWS.index(self.record.flow)
        columns = [read_columns(part.path, flow, year, departements) for year, part in self.parts.items()]
        return RawRelease(releases.joined(columns), self.record, self.notes, self.labels)


def inspected(path: Path) -> dict[str, object]:
    """Check a downloaded archive from end to end, and give the SHA-256 of its data files.

    Signature, directory, harmless paths and sizes, the CRC of every member, and that there is data of the Customs in it.

    Raises
    ------
    ReleaseFormatError
        One of these fails.
    """
    check_zip(path)
    sums: dict[str, str] = {}
    with unpacking(str(path)), zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                # Reading to the end compares the CRC as well.
                sums[member.filename] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # reads as files do
    return {"data": {file.member: sums[file.member] for file in data_files(path) if file.member in sums}}


def stored(archive: Archive) -> tuple[StoredRelease, ...]:
    """Return an archive's releases from the store; what is not there, or was made by another version, is made.

    Raises
    ------
    ReleaseFormatError
        The archive is not what the Customs publish, or no longer what was downloaded.
    DataContractError
        Its rows break the rules of ``Flows``.
    TradeTerritoriesError
        The cache cannot be written.
    """
    found = _listed(archive)
    if found is not None:
        return found
    with locked(f"store-{_key(archive)}"):
        # Another process may have made it while this one waited.
        return _listed(archive) or _made(archive)


def read(release: StoredRelease, departements: Sequence[str] | None = None) -> RawRelease:
    """Read a stored release; a damaged file is made again from its archive.

    Raises
    ------
    TradeTerritoriesError
        It is damaged again as soon as it is made.
    """
    try:
        return release.read(departements)
    except _UNREADABLE as error:
        LOG.warning("%s: damaged in the cache (%s); making it again", release.record.release, error)
    with locked(f"store-{_key(release.archive)}"):
        remade = _made(release.archive)
    same = next(release_again for release_again in remade if release_again.record.release == release.record.release)
    try:
        return same.about(release.parts).read(departements)
    except _UNREADABLE as error:
        raise TradeTerritoriesError(
            f"{release.record.release}: what was just written to the cache cannot be read back ({error}); the disk may be "
            "failing: see trade-territories cache info"
        ) from error


def cache_info() -> dict[str, object]:
    """Say what the cache holds.

    Returns
    -------
    dict
        ``folder``; ``archives`` and ``tables`` (numbers of files), ``archive_bytes``, ``table_bytes``, ``bytes`` (all).

    Examples
    --------
    >>> sorted(cache_info())
    ['archive_bytes', 'archives', 'bytes', 'folder', 'table_bytes', 'tables']
    """
    folder = cache_folder()
    tables = [path.stat().st_size for path in folder.glob("store/**/*.parquet")]
    archives = cached_archives()
    return {
        "folder": str(folder),
        "archives": len(archives),
        "archive_bytes": sum(archive.size for archive in archives),
        "tables": len(tables),
        "table_bytes": sum(tables),
        "bytes": _bytes(folder),
    }


def damaged_tables() -> list[str]:
    """Return the names of the tables in the cache that are no longer what was written; they are made again when they are read."""
    damaged = []
    for archive in cached_archives():
        found = _listed(archive)
        if found is None and _list_path(archive).exists():
            damaged.append(f"tables of {archive.path.name}")
        for part in (part for release in found or () for part in release.parts.values()):
            try:
                part.check()
            except OSError:
                damaged.append(part.path.name)
    return damaged


def cache_clear() -> int:
    """Remove everything from the cache, and say how many bytes were freed.

    Only folders that this library makes are removed: the cache may have been set to a folder that holds something else.

    Raises
    ------
    TradeTerritoriesError
        Something cannot be removed.
    """
    folder = cache_folder()
    before = _bytes(folder)
    for name in ("store", "archives", "index"):
        try:
            shutil.rmtree(folder / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unwritable(folder / name, error) from error
    return before - _bytes(folder)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _key(archive: Archive) -> str:
    # The name, which may hold the month of the results, and the day of publication are part of what the table says of itself.
    text = f"{archive.sha256}|{archive.path.name}|{archive.published}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _folder() -> str:
    return f"v{schema.SCHEMA_VERSION}.{STORE_VERSION}"


def _list_path(archive: Archive) -> Path:
    return cache_folder() / "store" / _folder() / f"{_key(archive)}.json"


def _listed(archive: Archive) -> tuple[StoredRelease, ...] | None:
    """Return what the list of an archive says is there; None where a file of it is missing or of another length."""
    path = _list_path(archive)
    listed = read_json(path)
    if listed is None:
        return None
    try:
        if listed["checksum"] != _checksum(listed["releases"]):
            return None
        found = tuple(_stored_release(record, archive, path.parent) for record in listed["releases"])
        whole = all(part.path.stat().st_size == part.size for release in found for part in release.parts.values())
    except (AttributeError, KeyError, TypeError, ValueError, OSError):
        # Whatever is wrong with a list, the answer is to make it again.
        return None
    return found if whole and found else None


def _checksum(releases: object) -> str:
    """Return the SHA-256 of what the list says of releases: one wrong sign in it would be a wrong year or place."""
    return hashlib.sha256(json.dumps(releases, sort_keys=True).encode()).hexdigest()


def _stored_release(listed: Mapping[str, Any], archive: Archive, folder: Path) -> StoredRelease:
    parts = {
        int(year): Part(folder / part["file"], part["size"], part["footer"], release_from_json(part["record"]))
        for year, part in sorted(listed["parts"].items())
    }
    notes = tuple(note_from_json(note) for note in listed["notes"])
    labels = tuple(label_from_json(label) for label in listed["labels"])
    return StoredRelease(archive, release_from_json(listed["record"]), notes, labels, parts)


def _made(archive: Archive) -> tuple[StoredRelease, ...]:
    """Write an archive's tables; the list comes last."""
    listed = made(archive, ("store", _folder()), _key(archive))
    usable_folder("store", _folder())
    about = {"archive": archive.path.name, "sha256": archive.sha256, "checksum": _checksum(listed), "releases": listed}
    write_json(_list_path(archive), about)
    found = _listed(archive)
    if found is None:
        raise TradeTerritoriesError(
            f"{_list_path(archive)} vanished while it was written; is another program clearing the cache?"
        )
    return found
