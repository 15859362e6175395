"""The stored tables for other engines: opened where they are, or laid out somewhere else."""

from __future__ import annotations

import glob
import importlib
import os
import re
from typing import TYPE_CHECKING, Any, Literal

import pyarrow.parquet as pq

from trade_territories._files import own_path
from trade_territories.columns import FLOWS
from trade_territories.engines import spark_session
from trade_territories.errors import DownloadError, MissingExtraError, TradeTerritoriesError
from trade_territories.flows._loading import Loading
from trade_territories.flows._years import asked_years, first_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from trade_territories.flows._years import Years
    from trade_territories.store import StoredRelease

Engine = Literal["duckdb", "polars", "dask", "pyspark"]
_PATTERN = "year={}/flow=*/*.parquet"
_YEAR = re.compile("/year=([0-9]{4})/flow=[^/]*/[^/]*$")


def scan_flows(
    years: Years = None,
    *,
    since: int | None = None,
    engine: Engine = "duckdb",
    address: str | None = None,
    offline: bool = False,
) -> Any:
    """Open the stored ``Flows`` of some years on another engine, without reading them into memory.

    Parameters
    ----------
    years
        A year, several, or nothing for the last full year; their files alone are opened.
    since
        First of several years, as ``load_flows`` takes it.
    engine
        ``"duckdb"`` (a relation), ``"polars"`` (a lazy frame), ``"dask"`` or ``"pyspark"`` (their frames).
    address
        Where ``export_store`` laid the tables out: a folder, or an address such as ``s3://…`` or ``hdfs://…``; nothing
        for the cache, which is filled first.
    offline
        Use the cache alone.

    Returns
    -------
    object
        A frame with the columns of ``Flows``, which tables and charts take as they take pandas'.

    Raises
    ------
    MissingExtraError
        The engine is not installed.
    OfflineError, DownloadError
        As ``load_flows``; or there is nothing of a year at the address.

    Examples
    --------
    ``tt.balance(tt.scan_flows(2024, since=2019, engine="duckdb"), "Marne", year=2024)`` reads what it needs alone.

    >>> scan_flows(2024, engine="sqlite")
    Traceback (most recent call last):
    ...
    trade_territories.errors.TradeTerritoriesError: engine='sqlite' is not known; give one of duckdb, polars, dask, ...
    """
    if engine not in _OPENED:
        raise TradeTerritoriesError(f"engine={engine!r} is not known; give one of {', '.join(_OPENED)}")
    module = _imported(engine)
    if address is None:
        found = Loading(offline=offline).releases(asked_years(years, since), "complete", None, since=first_year(since))
        paths = [str(part.path) for release in found for part in release.parts.values()]
    else:
        paths = _laid_out(address, asked_years(years, since), first_year(since))
    return _OPENED[engine](module, paths)


def export_store(address: str, years: Years = None, *, since: int | None = None, offline: bool = False) -> list[str]:
    """Lay the stored tables out for a cluster: ``year=2024/flow=export/RELEASE.parquet``, sorted by département.

    Parameters
    ----------
    address
        A folder, or an address that fsspec knows.
    years
        A year, several, or nothing for the last full year. What is there of a year and flow is replaced.
    since
        First of several years, as ``load_flows`` takes it.
    offline
        Use the cache alone.

    Returns
    -------
    list of str
        The addresses of the files.

    Raises
    ------
    OfflineError, DownloadError
        As ``load_flows``.

    Examples
    --------
    ``tt.export_store("s3://bucket/tables", [2023, 2024])``, and on the cluster ``tt.scan_flows(address=...)``.

    >>> export_store("tables", 1950, offline=True)
    Traceback (most recent call last):
    ...
    trade_territories.errors.OfflineError: 1950 is not in the cache, ...
    """
    found = Loading(offline=offline).releases(asked_years(years, since), "complete", None, since=first_year(since))
    return [
        _copied(part.path, address, f"year={year}/flow={release.record.flow}", _name(release))
        for release in found
        for year, part in release.parts.items()
    ]


def _name(release: StoredRelease) -> str:
    return f"{release.record.release}.parquet"


def _copied(source: Path, address: str, place: str, name: str) -> str:
    if "://" not in address:
        folder = own_path(address) / place
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        try:
            part.write_bytes(source.read_bytes())
            part.replace(folder / name)
        finally:
            part.unlink(missing_ok=True)
        # Another release of the same year and flow would be added to this one.
        for other in folder.glob("*.parquet"):
            if other.name != name:
                other.unlink()
        return str(folder / name)
    files, root = _filesystem(address)
    folder_there = f"{root.rstrip('/')}/{place}"
    files.makedirs(folder_there, exist_ok=True)
    others = [path for path in files.glob(f"{glob.escape(folder_there)}/*.parquet") if not path.endswith(f"/{name}")]
    files.put_file(str(source), f"{folder_there}/{name}")
    for other in others:
        files.rm_file(other)
    return f"{address.rstrip('/')}/{place}/{name}"


def _laid_out(address: str, years: Sequence[int], since: int | None) -> list[str]:
    """Return the addresses of the files of years; of the last full year, else the last, where no year is named.

    With a first year, they are all from it to that last one.
    """
    if years:
        return [file for year in years for file in _of_year(address, str(year))]
    by_year: dict[int, list[str]] = {}
    for file in _of_year(address, "*"):
        named = _YEAR.search(file.replace("\\", "/"))
        if named:
            by_year.setdefault(int(named[1]), []).append(file)
    if not by_year:
        raise DownloadError(f"{address} holds no table of any year; lay it out with tt.export_store")
    full = next((year for year in sorted(by_year, reverse=True) if _is_full(address, by_year[year])), max(by_year))
    if since is None:
        return by_year[full]
    return [file for year in range(since, full + 1) for file in by_year.get(year) or _of_year(address, str(year))]


def _of_year(address: str, year: str) -> list[str]:
    pattern = _PATTERN.format(year)
    if "://" in address:
        files, root = _filesystem(address)
        found = [files.unstrip_protocol(file) for file in files.glob(f"{glob.escape(root.rstrip('/'))}/{pattern}")]
    else:
        found = [str(file) for file in own_path(address).glob(pattern)]
    if not found:
        named = "any year" if year == "*" else year
        raise DownloadError(f"{address} holds no table of {named}; lay it out with tt.export_store")
    return sorted(found)


def _is_full(address: str, files: Sequence[str]) -> bool:
    """Return whether the files of a year hold both flows, each with its four quarters or with none."""
    flows: dict[str, set[object]] = {}
    for file in files:
        if "://" in address:
            system, path = _filesystem(file)
            with system.open(path, "rb") as stream:
                quarters = pq.read_table(stream, columns=["quarter"])["quarter"].unique().to_pylist()
        else:
            quarters = pq.ParquetFile(file).read(columns=["quarter"])["quarter"].unique().to_pylist()
        flow = "import" if "flow=import" in file else "export"
        flows.setdefault(flow, set()).update(quarters)
    return len(flows) == len(FLOWS) and all(held in ({1, 2, 3, 4}, {None}) for held in flows.values())


def _filesystem(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError("fsspec", extra="engines", purpose=f"reaching {address}") from error
    found: tuple[Any, str] = url_to_fs(address)
    return found


def _imported(engine: str) -> ModuleType:
    name = "dask.dataframe" if engine == "dask" else "pyspark.sql" if engine == "pyspark" else engine
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError(engine, extra=engine, purpose=f"engine={engine!r}") from error


def _duckdb(module: ModuleType, paths: list[str]) -> object:
    if "://" in paths[0]:
        files, _ = _filesystem(paths[0])
        module.register_filesystem(files)
    return module.read_parquet(paths, hive_partitioning=False)


def _polars(module: ModuleType, paths: list[str]) -> object:
    return module.scan_parquet(paths, hive_partitioning=False, glob=False)


def _dask(module: ModuleType, paths: list[str]) -> object:
    # Without partitioning, the columns of the files are taken rather than the names of the folders. A path is a pattern.
    escaped = [glob.escape(path) for path in paths]
    return module.read_parquet(escaped, dataset={"partitioning": None}, split_row_groups="adaptive")


def _spark(_: ModuleType, paths: list[str]) -> object:
    # Spark reads patterns too. On Windows a backslash separates folders there, and nothing can be escaped.
    escaped = [path if os.sep == "\\" else re.sub(r"([\[\]{}?*\\])", r"\\\1", path) for path in paths]
    return spark_session().read.parquet(*escaped)


_OPENED = {"duckdb": _duckdb, "polars": _polars, "dask": _dask, "pyspark": _spark}
