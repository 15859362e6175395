"""Checked releases on disk, and back: one Parquet file per release, flow and year, read without parsing or checking again.

Rows are sorted by département and stand in row groups of whole départements, so that one département is read alone. Each file is
listed, with the checksum of its footer, in a list that is written last: what is not listed was never finished. Pages carry
checksums of their own. What does not match is made again from the archive.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trade_territories import release as releases_room
from trade_territories import schema
from trade_territories.download import (
    cache_folder,
    cached_archives,
    locked,
    put,
    read_json,
    temporary,
    unwritable,
    usable_folder,
    write_json,
)
from trade_territories.errors import ReleaseFormatError, TradeTerritoriesError
from trade_territories.release.archive import DAMAGED, check_zip, damaged, data_files
from trade_territories.release.columns import FLOWS, MISSING, Codes, RawColumns, joined_codes
from trade_territories.release.frame import flows_frame
from trade_territories.release.normalise import RawRelease

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd

    from trade_territories.download import Archive

LOG = logging.getLogger("trade_territories")

#: Raised whenever the files of the store change, or what is made of the same archive does.
STORE_VERSION = 1
#: Rows of a row group, at least: fewer make every reader slower, more make one département slower.
_GROUP_ROWS = 1 << 16
#: What is read back; the other columns are one value throughout a file, or follow from the département.
_READ = ("departement", "quarter", "a129", "cpf4", "partner", "value_eur", "mass_kg")
_DICTIONARIES = ("departement", "a129", "cpf4", "partner")
_UNREADABLE = (OSError, pa.ArrowException, EOFError)
_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Part:
    """One year of one flow of a release: a file of the store.

    Parameters
    ----------
    path
        The Parquet file.
    size, footer
        Its bytes, and the SHA-256 of its footer.
    record
        What ``flows.attrs`` says of the release, for this year alone.
    """

    path: Path
    size: int
    footer: str
    record: Mapping[str, Any]

    def check(self) -> None:
        """Compare length and footer with what was written.

        Raises
        ------
        OSError
            They differ.
        """
        with self.path.open("rb") as file:
            size, footer = _tail(file)
        if (size, footer) != (self.size, self.footer):
            raise OSError(f"{self.path} is not what was written")


@dataclass(frozen=True)
class StoredRelease:
    """One flow of an archive, in the store.

    Parameters
    ----------
    archive
        What it was made of.
    record, scope, notes, labels
        As in ``RawRelease``.
    parts
        Its files by year.
    """

    archive: Archive
    record: Mapping[str, Any]
    scope: str | None
    notes: tuple[dict[str, Any], ...]
    labels: Mapping[str, Mapping[str, str]]
    parts: Mapping[int, Part]

    def about(self, years: Collection[int]) -> StoredRelease:
        """Give the part about some of its years."""
        if set(years) == set(self.parts):
            return self
        parts = {year: part for year, part in self.parts.items() if year in years}
        notes = tuple(note for note in self.notes if note.get("year") in (None, *years))
        return replace(self, record=_together(self.record, list(parts.values())), notes=notes, parts=parts)

    def read(self, departements: Sequence[str] | None = None) -> RawRelease:
        """Read its rows, all or those of some départements.

        Raises
        ------
        OSError
            A file is damaged; ``read`` of this module makes it again.
        """
        columns = [
            _columns(part, FLOWS.index(self.record["flow"]), year, departements) for year, part in self.parts.items()
        ]
        return RawRelease(releases_room.joined(columns), self.record, self.scope, self.notes, self.labels)


def inspected(path: Path) -> dict[str, Any]:
    """Check a downloaded archive from end to end, and give the SHA-256 of its data files.

    Signature, directory, harmless paths and sizes, the CRC of every member, and that there is data of the Customs in it.

    Raises
    ------
    ReleaseFormatError
        One of these fails.
    """
    check_zip(path)
    sums: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    # Reading to the end compares the CRC as well.
                    sums[member.filename] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # reads as files do
    except DAMAGED as error:
        raise damaged(str(path), error) from error
    return {"data": {file.member: sums[file.member] for file in data_files(path) if file.member in sums}}


def stored(archive: Archive) -> tuple[StoredRelease, ...]:
    """Give an archive's releases from the store; what is not there, or was made by another version, is made.

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
        LOG.warning("%s: damaged in the cache (%s); making it again", release.record["release"], error)
    with locked(f"store-{_key(release.archive)}"):
        remade = _made(release.archive)
    same = next(one for one in remade if one.record["release"] == release.record["release"])
    try:
        return same.about(release.parts).read(departements)
    except _UNREADABLE as error:
        raise TradeTerritoriesError(
            f"{release.record['release']}: what was just written to the cache cannot be read back ({error}); the disk may be "
            "failing: see trade-territories cache info"
        ) from error


def cache_info() -> dict[str, Any]:
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
        "archive_bytes": sum(one.size for one in archives),
        "tables": len(tables),
        "table_bytes": sum(tables),
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    }


def cache_clear() -> int:
    """Remove everything from the cache, and say how many bytes were freed.

    Only folders that this library makes are removed: the cache may have been set to a folder that holds something else.

    Raises
    ------
    TradeTerritoriesError
        Something cannot be removed.
    """
    folder = cache_folder()
    before = cache_info()["bytes"]
    for name in ("store", "archives", "index"):
        try:
            shutil.rmtree(folder / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise unwritable(folder / name, error) from error
    return int(before - cache_info()["bytes"])


def _key(archive: Archive) -> str:
    # Name and vintage are part of what the table says of itself.
    text = f"{archive.sha256}|{archive.path.name}|{archive.vintage}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _folder() -> str:
    return f"v{schema.SCHEMA_VERSION}.{STORE_VERSION}"


def _list_path(archive: Archive) -> Path:
    return cache_folder() / "store" / _folder() / f"{_key(archive)}.json"


def _listed(archive: Archive) -> tuple[StoredRelease, ...] | None:
    """Give what the list of an archive says is there; nothing where a file of it is missing or of another length."""
    path = _list_path(archive)
    listed = read_json(path)
    if listed is None:
        return None
    try:
        found = tuple(_stored_release(one, archive, path.parent) for one in listed["releases"])
        whole = all(part.path.stat().st_size == part.size for one in found for part in one.parts.values())
    except (AttributeError, KeyError, TypeError, ValueError, OSError):
        # Whatever is wrong with a list, the answer is to make it again.
        return None
    return found if whole and found else None


def _stored_release(listed: Mapping[str, Any], archive: Archive, folder: Path) -> StoredRelease:
    parts = {
        int(year): Part(folder / part["file"], part["size"], part["footer"], part["record"])
        for year, part in sorted(listed["parts"].items())
    }
    return StoredRelease(archive, listed["record"], listed["scope"], tuple(listed["notes"]), listed["labels"], parts)


def _made(archive: Archive) -> tuple[StoredRelease, ...]:
    """Read an archive and write its tables; the list comes last."""
    found = releases_room.read(archive.path, vintage=archive.vintage)
    if any(one.record["sha256"] != archive.sha256 for one in found):
        raise ReleaseFormatError(
            "the archive is no longer what was downloaded", file=archive.path, expected=f"SHA-256 {archive.sha256}",
            hint="Remove it with trade-territories cache clear, and load it again",
        )  # fmt: skip
    listed = []
    for one in found:
        flows = schema.validate(flows_frame([one]))
        parts = {str(year): _part(flows, one, year, archive) for year in one.record["years"]}
        listed.append(
            {
                "record": dict(one.record), "scope": one.scope, "notes": list(one.notes),
                "labels": {kind: dict(labels) for kind, labels in one.labels.items()}, "parts": parts,
            }
        )  # fmt: skip
    usable_folder("store", _folder())
    write_json(_list_path(archive), {"archive": archive.path.name, "sha256": archive.sha256, "releases": listed})
    made = _listed(archive)
    if made is None:
        raise TradeTerritoriesError(
            f"{_list_path(archive)} vanished while it was written; is another program clearing the cache?"
        )
    return made


def _part(flows: pd.DataFrame, release: RawRelease, year: int, archive: Archive) -> dict[str, Any]:
    place = Path(f"year={year}", f"flow={release.flow}")
    folder = usable_folder("store", _folder(), *place.parts)
    target = folder / f"{release.id}-{_key(archive)}.parquet"
    of_year = flows if release.record["years"] == [year] else flows[flows["year"].eq(year)]
    with temporary(folder, ".parquet") as path:
        try:
            with path.open("wb") as file:
                write_table(of_year, file)
        except OSError as error:
            raise unwritable(folder, error) from error
        with path.open("rb") as file:
            size, footer = _tail(file)
        put(path, target)
    record = dict(release.only([year]).record)
    return {"file": str(place / target.name), "size": size, "footer": footer, "record": record}


def write_table(flows: pd.DataFrame, file: Any) -> None:
    """Write ``Flows`` as Parquet: codes as dictionaries, sorted by département, a row group for some départements.

    Parameters
    ----------
    flows
        The table; its rows of one département keep their order.
    file
        An open binary file.
    """
    departements = flows["departement"].cat.codes.to_numpy()
    order = np.argsort(departements, kind="stable")
    table = pa.table({name: _arrow(flows[name], order) for name in flows.columns})
    with pq.ParquetWriter(
        file,
        table.schema,
        compression="lz4",
        use_dictionary=[name for name in table.schema.names if name not in ("value_eur", "mass_kg")],
        write_page_checksum=True,
    ) as writer:
        for start, end in _groups(departements[order]):
            writer.write_table(table.slice(start, end - start), row_group_size=max(end - start, 1))


def _groups(departements: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    """Give first row and end of each row group: whole départements, until there are enough rows."""
    ends = [*(np.flatnonzero(np.diff(departements)) + 1).tolist(), len(departements)]
    start = 0
    for end in ends:
        if end - start >= _GROUP_ROWS or end == ends[-1]:
            yield start, end
            start = end


def _arrow(column: pd.Series, order: np.ndarray[Any, Any]) -> pa.Array:
    if column.dtype == "category":
        codes = column.cat.codes.to_numpy()[order]
        missing = codes == MISSING
        indices = pa.array(codes, mask=missing if missing.any() else None)
        return pa.DictionaryArray.from_arrays(indices, pa.array(column.cat.categories.tolist(), pa.string()))
    missing = column.isna().to_numpy()[order]
    dtype = "int8" if column.name == "quarter" else "int16" if column.name == "year" else "int64"
    values = column.to_numpy(dtype=dtype, na_value=0) if column.dtype.name[0] == "I" else column.to_numpy(dtype)
    return pa.array(values[order], mask=missing if missing.any() else None)


def _columns(part: Part, flow: int, year: int, departements: Sequence[str] | None) -> RawColumns:
    part.check()
    with pq.ParquetFile(part.path, read_dictionary=list(_DICTIONARIES), page_checksum_verification=True) as file:
        groups = list(range(file.num_row_groups))
        if departements is not None:
            groups = [one for one in groups if _may_hold(file.metadata.row_group(one), set(departements))]
        # Without a row group the table has no chunk; the first one tells the types, and no row of it is kept.
        table = file.read_row_groups(groups or [0], columns=list(_READ))
    rows = table.num_rows
    codes = {name: _codes(table.column(name)) for name in _DICTIONARIES}
    mass = table.column("mass_kg")
    columns = RawColumns(
        flow=np.full(rows, flow, dtype=np.int8),
        year=np.full(rows, year, dtype=np.int16),
        quarter=_numbers(table.column("quarter"), np.dtype(np.int8)),
        codes=codes,
        value_eur=_numbers(table.column("value_eur"), np.dtype(np.int64)),
        mass_kg=_numbers(mass, np.dtype(np.int64)),
        mass_missing=mass.is_null().to_numpy() if mass.null_count else np.zeros(rows, dtype=bool),
    )
    return columns if departements is None else columns.take(codes["departement"].among(departements))


def _may_hold(group: Any, departements: set[str]) -> bool:
    """Judge by the statistics of a row group, which holds a run of sorted départements."""
    names = [group.column(position).path_in_schema for position in range(group.num_columns)]
    statistics = group.column(names.index("departement")).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    return any(statistics.min <= one <= statistics.max for one in departements)


def _codes(column: pa.ChunkedArray) -> Codes:
    parts = []
    for chunk in column.chunks:
        indices = chunk.indices.fill_null(MISSING) if chunk.null_count else chunk.indices
        parts.append(Codes(indices.to_numpy(), tuple(chunk.dictionary.to_pylist())))
    return joined_codes(parts)


def _numbers(column: pa.ChunkedArray, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    filled = column.fill_null(0) if column.null_count else column
    return np.asarray(filled.to_numpy()).astype(dtype, copy=False)


def _tail(file: Any) -> tuple[int, str]:
    """Give the length of a Parquet file and the SHA-256 of its footer, which says where everything is."""
    size = file.seek(0, 2)
    file.seek(max(size - 8, 0))
    end = file.read()
    length = int.from_bytes(end[:4], "little") + 8
    if end[4:] != _MAGIC or length > size:
        raise OSError("the file has no footer")
    file.seek(size - length)
    return size, hashlib.sha256(file.read()).hexdigest()


def _together(record: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """Say of some years of a release what its record says of all."""
    quarters = {year: held for part in parts for year, held in part.record["quarters"].items()}
    return {
        **record,
        "years": sorted(int(year) for year in quarters),
        "quarters": quarters,
        "whole": all(part.record["whole"] for part in parts),
        "rows": sum(part.record["rows"] for part in parts),
        "total_eur": sum(part.record["total_eur"] for part in parts),
    }
