"""The cache's folder: where it is, who may look into it, how files come into it whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from platformdirs import user_cache_dir

from trade_territories._files import rename, sync_folder
from trade_territories.errors import DownloadError, TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHE_VARIABLE = "TRADE_TERRITORIES_CACHE"
#: Longer than any download that still moves; whoever waits longer waits for a process that hangs.
_LONGEST_LOCK_SECONDS = 3600.0
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def cache_folder() -> Path:
    """Return the folder of the cache, which may not exist yet; ``TRADE_TERRITORIES_CACHE`` moves it.

    Raises
    ------
    TradeTerritoriesError
        The variable names the home of a user whom this machine does not know.
    """
    moved = os.environ.get(CACHE_VARIABLE)
    if not moved:
        return Path(user_cache_dir("trade-territories", appauthor=False))
    try:
        return Path(moved).expanduser()
    except RuntimeError as error:
        raise TradeTerritoriesError(
            f"{CACHE_VARIABLE}={moved!r} names the home of a user whom this machine does not know; give the whole path of a "
            "folder"
        ) from error


def usable_folder(*parts: str) -> Path:
    """Make a folder inside the cache, which only its owner may look into, and give it.

    Raises
    ------
    TradeTerritoriesError
        It cannot be made; the message names the variable that moves the cache.
    """
    root = cache_folder()
    folder = root.joinpath(*parts)
    with writing(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Say what is wrong with the cache where a file of it cannot be written."""
    try:
        yield
    except OSError as error:
        raise unwritable(where, error) from error


def unwritable(where: Path, error: OSError) -> TradeTerritoriesError:
    """Say why the cache cannot be written, and the way out."""
    if error.errno in _FULL:
        return TradeTerritoriesError(
            f"the disk of the cache is full ({where}); free some space, or set {CACHE_VARIABLE} to a folder on another "
            "disk. Nothing half-written was left"
        )
    reason = error.strerror or type(error).__name__
    if isinstance(error, PermissionError) and where.is_file():
        return TradeTerritoriesError(
            f"{where.name} cannot be replaced in the cache ({reason}); close the program that has it open and try again. "
            "What was there before is untouched"
        )
    return TradeTerritoriesError(
        f"the cache cannot be written ({error.filename or where}: {reason}); set {CACHE_VARIABLE} to a folder that can"
    )


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time do a piece of work; the system frees the lock of a process that dies.

    Raises
    ------
    DownloadError
        Another process has held it for an hour.
    """
    path = usable_folder("locks") / f"{name}.lock"
    lock = FileLock(path, timeout=_LONGEST_LOCK_SECONDS, thread_local=False)
    try:
        with writing(path):
            lock.acquire()
    except Timeout as error:
        raise DownloadError(f"another process has been at work for an hour ({path}); end it and try again") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def temporary(folder: Path, ending: str) -> Iterator[Path]:
    """Return a name for a file to be written beside its later place; whatever happens, it does not stay there."""
    with writing(folder):
        handle, name = tempfile.mkstemp(prefix=".", suffix=ending, dir=folder)
        os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        # Windows refuses to remove what another program, such as a scanner, has open; the next download sweeps it.
        with suppress(OSError):
            path.unlink()


def put(temporary_file: Path, target: Path) -> None:
    """Move a finished file into place: after a crash there is the old one or the new one, never a part."""
    with writing(target):
        with temporary_file.open("rb+") as stream:
            os.fsync(stream.fileno())
        rename(temporary_file, target)
        sync_folder(target.parent)


def write_json(target: Path, content: object) -> None:
    """Write a small file of JSON, whole or not at all."""
    with temporary(target.parent, ".json") as path:
        with writing(target):
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        put(path, target)


def read_json(path: Path) -> dict[str, Any] | None:
    """Return what ``write_json`` wrote; None where it is missing or damaged, which means the same: make it again."""
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return None
    except OSError as error:
        raise unwritable(path, error) from error
    return content if isinstance(content, dict) else None


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written; only for whoever holds the folder's lock."""
    for path in folder.glob(".*"):
        with suppress(OSError):
            path.unlink()
