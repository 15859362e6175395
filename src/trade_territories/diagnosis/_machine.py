"""The machine: Python and packages, encodings, the cache, proxies and certificates."""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.request import getproxies

from filelock import FileLock, Timeout

from trade_territories import download, store
from trade_territories.diagnosis._report import Check, Section
from trade_territories.errors import TradeTerritoriesError

_PACKAGE = "trade-territories"
_CERTIFICATE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
#: What several years of archives and tables take.
_SPACE_BYTES = 500_000_000
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def machine() -> Section:
    """Return what this machine is."""
    system = f"{platform.system()} {platform.release()} ({platform.machine()})"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    facts = {"python": python, "system": system, "bits": 64 if sys.maxsize > 2**32 else 32}
    checks = [Check("python", "ok" if sys.version_info >= (3, 11) else "problem", f"{python} on {system}", facts=facts)]
    return Section("This machine", (*checks, _packages(), _encodings(), _proxies(), _certificates()))


def cache() -> Section:
    """Return what the cache is and whether it can be used; nothing is made there."""
    try:
        folder = download.cache_folder()
    except TradeTerritoriesError as error:
        return Section("Cache", (Check("cache", "problem", str(error), f"change {download.CACHE_VARIABLE}"),))
    return Section("Cache", (_writable(folder), _space(folder), _locks(folder), _archives(), _tables()))


def without_network() -> Section:
    """Return what can be used where no server answers, or none is asked."""
    years = sorted({archive.file.year for archive in download.cached_archives() if archive.file.year})
    held = f"the cache holds files of {', '.join(map(str, years))}" if years else "the cache holds no year"
    return Section(
        "Without a network",
        (
            Check("offline_cache", "ok" if years else "fact", held, facts={"years": years}),
            Check("offline_files", "ok", "files that were saved in a browser can be read: tt.read_flows(…), --from"),
            Check(
                "offline_sample", "ok", "the bundled example (made-up figures) can be used: tt.sample_flows(), --sample"
            ),
        ),
    )


def _packages() -> Check:
    try:
        wanted = [found[0] for text in requires(_PACKAGE) or () if (found := _NAME.match(text))]
    except PackageNotFoundError:
        wanted = [
            "babel",
            "narwhals",
            "numpy",
            "pandas",
            "pandera",
            "pyarrow",
            "isal",
            "requests",
            "requests-cache",
        ]
    installed: dict[str, str] = {}
    for name in sorted({*wanted, "duckdb", "polars", "dask", "pyspark", "urllib3", "certifi"}):
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            continue
    main = [f"{name} {installed[name]}" for name in ("pandas", "numpy", "pyarrow", "requests") if name in installed]
    return Check("packages", "ok", f"{', '.join(main)} ({len(installed)} packages in the report)", facts=installed)


def _encodings() -> Check:
    output = getattr(sys.stdout, "encoding", None) or "none"
    facts = {
        "output": output,
        "files": sys.getfilesystemencoding(),
        "locale": locale.getpreferredencoding(do_setlocale=False),
        "utf8_mode": bool(sys.flags.utf8_mode),
    }
    return Check("encodings", "ok", f"encodings: output {output}, names of files {facts['files']}", facts=facts)


def _proxies() -> Check:
    names = sorted(getproxies())
    said = f"proxies are set for: {', '.join(names)}" if names else "no proxy is set"
    return Check("proxies", "fact", said, facts={"for": names})


def _certificates() -> Check:
    given = [name for name in _CERTIFICATE_VARIABLES if os.environ.get(name)]
    absent = [name for name in given if not Path(os.environ[name]).exists()]
    if absent:
        return Check(
            "certificates", "problem", f"{', '.join(absent)} names a file that is not there",
            "let it name the file of your organisation's certificates, or unset it", {"variables": given},
        )  # fmt: skip
    said = f"certificates of {', '.join(given)}" if given else "certificates of the package certifi"
    return Check("certificates", "ok", said, facts={"variables": given})


def _writable(folder: Path) -> Check:
    moved = "moved by " + download.CACHE_VARIABLE if os.environ.get(download.CACHE_VARIABLE) else "at its usual place"
    place = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Check(
            "cache_writable", "problem", f"the cache ({moved}) cannot be written: {reason}",
            f"set {download.CACHE_VARIABLE} to a folder that can",
        )  # fmt: skip
    there = "is there" if folder.exists() else "will be made at the first load"
    return Check(
        "cache_writable", "ok", f"the cache ({moved}) can be written, and {there}", facts={"exists": folder.exists()}
    )


def _space(folder: Path) -> Check:
    place = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        return Check("cache_space", "fact", f"free space is not known ({type(error).__name__})")
    if free < _SPACE_BYTES:
        todo = f"free some space, or set {download.CACHE_VARIABLE} to a folder on another disk"
        return Check("cache_space", "problem", f"{free / 1e6:,.0f} MB free on its disk", todo, {"free_bytes": free})
    return Check("cache_space", "ok", f"{free / 1e9:,.1f} GB free on its disk", facts={"free_bytes": free})


def _locks(folder: Path) -> Check:
    held = []
    for path in sorted((folder / "locks").glob("*.lock")):
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except (Timeout, OSError):
            held.append(path.name)
        else:
            lock.release()
    if held:
        return Check(
            "cache_locks", "fact", f"another process is at work in the cache ({', '.join(held)})",
            "if none should be, end the other Python processes",
        )  # fmt: skip
    return Check("cache_locks", "ok", "no other process is at work in the cache")


def _tables() -> Check:
    damaged = store.damaged_tables()
    if damaged:
        return Check(
            "cache_tables", "fact", f"damaged in the cache: {', '.join(damaged)}; made again at the next load",
            facts={"damaged": damaged},
        )  # fmt: skip
    count = store.cache_info()["tables"]
    return Check("cache_tables", "ok", f"{count} tables made of them, as they were written", facts={"tables": count})


def _archives() -> Check:
    archives = download.cached_archives()
    facts = [
        {
            "name": archive.path.name, "bytes": archive.size, "downloaded": archive.date, "results": archive.results,
            "published": archive.published, "sha256": archive.sha256, "damaged": archive.is_damaged(),
        }
        for archive in archives
    ]  # fmt: skip
    damaged = [str(fact["name"]) for fact in facts if fact["damaged"]]
    if damaged:
        return Check(
            "cache_archives", "problem", f"damaged in the cache: {', '.join(damaged)}",
            "the next load with a network downloads them again; or: trade-territories cache clear", {"archives": facts},
        )  # fmt: skip
    size = sum(archive.size for archive in archives)
    return Check(
        "cache_archives", "ok", f"{len(archives)} archives, {size / 1e6:,.1f} MB, all whole", facts={"archives": facts}
    )
