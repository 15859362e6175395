"""Write files and folders whole or not at all: beside their place first, then renamed into it.

Whoever looks at the place meanwhile finds what was there before. A full disk, Ctrl+C or a file that is open in another
program leaves it as it was. A symbolic link is replaced, never followed. Names are made so that every system takes them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator

Content = TypeVar("Content", str, bytes)
#: Pauses, in seconds, before a rename is tried again: an antivirus program or an indexer holds a new file for a moment.
_PAUSES = (0.05, 0.15, 0.4)
#: What Windows accepts for a whole path unless its administrator allows more.
_LONGEST_PATH = 259
_IS_WINDOWS = os.name == "nt"
#: A name with its ending stays below 255 bytes everywhere, and a path of a few folders below 260 characters.
_LONGEST_NAME = 100
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_LONGEST_ENDING = 12
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def own_path(path: str | os.PathLike[str]) -> Path:
    """Return a path; ``~`` at its beginning is the home folder, which shells of Windows leave as it is.

    Where there is no such home, the path stays as it is: Word and Excel make files whose names begin with ``~$``.

    Examples
    --------
    >>> own_path("~$marne.xlsx").name, own_path("~/marne.xlsx").is_absolute()
    ('~$marne.xlsx', True)
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser() fails where this leaves the path


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file as UTF-8 with Unix line ends, whole or not at all.

    Raises
    ------
    TradeTerritoriesError
        It cannot be written; the message says why and the way out.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder) / "marne.txt", "Épernay")
    ...     (Path(folder) / "marne.txt").read_text(encoding="utf-8")
    'Épernay'
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    TradeTerritoriesError
        It cannot be written; the message says why and the way out.
    """
    with replacing(path) as part:
        part.write_bytes(content)


def written(content: Content, path: str | os.PathLike[str] | None) -> Content | None:
    """Return a content without a path; with one, write it there and return None, as pandas' writers do."""
    if path is None:
        return content
    if isinstance(content, str):
        write_text(path, content)
    else:
        write_bytes(path, content)
    return None


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the path of an empty file beside the target, with the same ending; rename it to the target at the end.

    What is no ordinary file, such as ``/dev/stdout`` or a named pipe, is written to directly.

    Raises
    ------
    TradeTerritoriesError
        The target cannot be written; after any error the file that was there is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "marne.csv") as part:
    ...         _ = part.write_text("flow,value_eur")
    ...     [file.name for file in Path(folder).iterdir()]
    ['marne.csv']
    """
    target = own_path(path)
    with explained(target):
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder", str(target))
            yield target
            return
        if _IS_WINDOWS and _is_refused_by_windows(target.name):  # what is written to a device is lost without a word
            raise OSError(errno.EINVAL, "no such name", str(target))
        ending = target.suffix if len(target.suffix) <= _LONGEST_ENDING else ""
        part = target.parent / f".{secrets.token_hex(6)}.part{ending}"
        try:
            part.touch(exist_ok=False)
            yield part
            rename(part, target)
        finally:
            with suppress(OSError):
                part.unlink()


@contextmanager
def replacing_folder(path: str | Path) -> Iterator[Path]:
    """Yield a new empty folder beside the target; put it in the target's place at the end, without what was there.

    Raises
    ------
    TradeTerritoriesError
        The target cannot be replaced, for instance because a file in it is open in another program; it is as it was.
    """
    target = own_path(path)
    part, old = (target.parent / f".{secrets.token_hex(6)}.{kind}" for kind in ("part", "old"))
    try:
        with explained(target):
            part.mkdir(parents=True)
            yield part
            if os.path.lexists(target):
                rename(target, old)
                try:
                    rename(part, target)
                except BaseException:
                    old.rename(target)
                    raise
            else:
                rename(part, target)
    finally:
        for left in (part, old):
            remove(left)


@contextmanager
def adding_files(folder: Path) -> Iterator[Path]:
    """Yield a new empty folder inside another one; move its files to the other at the end, all of them or none.

    Raises
    ------
    TradeTerritoriesError
        A file that is there cannot be replaced, for instance because it is open in another program; all are as they were.
    """
    part = folder / f".{secrets.token_hex(4)}"
    with explained(part):
        part.mkdir()
    try:
        yield part
        _move_all(part, folder)
    except TradeTerritoriesError as error:
        error.args = (str(error).replace(str(part), str(folder)),)
        raise
    finally:
        remove(part)


def _move_all(source: Path, folder: Path) -> None:
    files = sorted(path for path in source.iterdir() if path.is_file())
    old = source / "old"
    old.mkdir()
    moved: list[Path] = []
    try:
        for path in files:
            target = folder / path.name
            with explained(target):
                if os.path.lexists(target):  # a folder of this name cannot be copied
                    shutil.copy2(target, old / path.name, follow_symlinks=False)
                moved.append(target)
                rename(path, target)
    except BaseException:
        for target in moved:
            with suppress(OSError):
                if os.path.lexists(old / target.name):
                    (old / target.name).replace(target)
                elif not os.path.lexists(source / target.name):
                    target.unlink()
        raise


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there; a link is removed, not what it leads to."""
    if path.is_symlink() or path.is_file():
        with suppress(OSError):
            path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def make_folder(path: str | os.PathLike[str], *, inside: str | os.PathLike[str] | None = None) -> Path:
    """Make a folder, with those above it, and return its path.

    Parameters
    ----------
    inside
        Where given, a symbolic link between this folder and ``path`` is refused: it would lead the output elsewhere.

    Raises
    ------
    TradeTerritoriesError
        It cannot be made, or a link stands on the way.
    """
    folder = own_path(path)
    if inside is not None:
        for part in (folder, *folder.parents):
            if part == own_path(inside):
                break
            if part.is_symlink():
                raise TradeTerritoriesError(
                    f"{part} is a symbolic link, and links in an output folder are not followed; remove it, or write elsewhere"
                )
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn an ``OSError`` of writing into one sentence that says what is wrong and the way out."""
    try:
        yield
    except OSError as error:
        if not _concerns(error, target):
            raise
        raise TradeTerritoriesError(f"{target} cannot be written: {_reason(error, target)}") from error


def file_name(stem: str, ending: str = "") -> str:
    """Return a name for a file that Windows, macOS and Linux accept, the same for the same stem.

    Forbidden characters become hyphens, a device's name gets an underscore, a long stem is cut and told apart by a hash.

    Examples
    --------
    >>> file_name("fiche-51-2024", ".html"), file_name("aux", ".csv"), file_name("vins: AOP/IGP. ")
    ('fiche-51-2024.html', 'aux_.csv', 'vins- AOP-IGP')
    >>> file_name("+".join(["51"] * 90), ".html")[-24:]
    '51+51+5-b34717fb1c2.html'
    """
    name = _FORBIDDEN.sub("-", stem).rstrip(". ") or "_"
    if _DEVICES.fullmatch(name):
        head, dot, tail = name.partition(".")
        name = f"{head}_{dot}{tail}"
    if len(name.encode("utf-8")) > _LONGEST_NAME:
        mark = f"-{hashlib.sha256(stem.encode('utf-8', 'surrogatepass')).hexdigest()[:11]}"
        name = name.encode("utf-8")[: _LONGEST_NAME - len(mark)].decode("utf-8", "ignore") + mark
    return name + ending


def sync_folder(folder: str | Path) -> None:
    """Ask the system to note a folder's names on the disk, where it can: Windows opens no folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_manifest(folder: Path, name: str, key: str) -> None:
    """Note in a file of a folder what the folder was made of (`key`), and size and SHA-256 of each file in it."""
    contents = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _sha256(path)]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / name
    }
    write_text(folder / name, json.dumps({"key": key, "files": contents}, indent=1) + "\n")


def matches_manifest(folder: Path, name: str, key: str) -> bool:
    """Tell whether a folder was made of `key` and still holds every file as it was written."""
    try:
        noted: Any = json.loads((folder / name).read_bytes())
        return bool(noted["key"] == key) and all(
            (folder / path).stat().st_size == size and _sha256(folder / path) == sha256
            for path, (size, sha256) in noted["files"].items()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def rename(source: Path, target: Path) -> None:
    """Move a file over another one, trying again while a program such as a scanner has the other one open."""
    for pause in _PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def _reason(error: OSError, target: Path) -> str:
    length = len(os.path.abspath(target))  # noqa: PTH100 - pathlib's absolute() keeps "..", which Windows counts too
    if error.errno in _FULL:
        return "the disk is full; free some space, or write elsewhere. The file that was there is as it was"
    # Windows says of a path that is too long that it does not exist.
    is_beyond = _IS_WINDOWS and length > _LONGEST_PATH and not str(target).startswith("\\\\?\\")
    if error.errno == errno.ENAMETOOLONG or is_beyond:
        return (
            f"its path is too long ({length} characters); choose a folder nearer to the disk's root, or a shorter name"
        )
    if error.errno == errno.EINVAL and _is_refused_by_windows(target.name):
        return (
            "Windows takes no such name: it is a device's, such as CON or NUL, has a character such as <, > or |, or ends in "
            "a dot or a space; choose another name"
        )
    if isinstance(error, PermissionError):
        if target.exists() and os.access(target.parent, os.W_OK):
            return "it is open in another program, Excel perhaps, or protected; close it and try again. It is as it was"
        return "this folder may not be written to; choose another one"
    if error.errno == errno.EROFS:
        return "this disk or folder is read-only; choose another one"
    if isinstance(error, FileNotFoundError) and not target.parent.exists():
        return f"there is no folder {target.parent}; make it first, or choose another one"
    return (error.strerror or str(error) or type(error).__name__) + "; choose another place"


def _is_refused_by_windows(name: str) -> bool:
    return bool(_DEVICES.fullmatch(name) or _FORBIDDEN.search(name) or name.endswith((".", " ")))


def _concerns(error: OSError, target: Path) -> bool:
    """Tell whether an error is about the target or what is written beside it, not about a file read meanwhile."""
    if not isinstance(error.filename, str):
        return True
    return Path(error.filename).absolute().is_relative_to(target.parent.absolute())
