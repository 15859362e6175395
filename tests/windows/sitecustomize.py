"""Rules of Windows, imposed on Linux: what the system there refuses or lacks is refused or missing here.

``pytest --rules=windows`` imposes them on the tests' own process and, since this file is called ``sitecustomize``, on every
Python that a test starts. They are stricter where Linux cannot tell: a folder is never opened, ``forkserver`` and ``fork``
do not exist, text without an encoding is cp1252, a file that this process holds open is neither replaced nor removed nor
renamed, ``rename`` replaces nothing, names of devices and forbidden characters are refused, a path has at most 259 characters.
"""

from __future__ import annotations

import errno
import io
import multiprocessing
import multiprocessing.context
import os
import re
import shutil
import stat
import sys
from importlib.abc import MetaPathFinder
from typing import Any

VARIABLE = "TRADE_TERRITORIES_TEST_RULES"
LONGEST_PATH = 259
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
FORBIDDEN = re.compile(r'[<>:"\\|?*\x01-\x1f]|[. ]$')
#: Where Linux keeps what is no file of anybody's.
ELSEWHERE = ("/dev/", "/proc/", "/sys/")

_open, _os_open, _mkdir = io.open, os.open, os.mkdir
_replace, _rename, _unlink = os.replace, os.rename, os.unlink


def _path(path: Any) -> str | None:
    """Return a path as text, without its links; nothing for a descriptor."""
    return None if isinstance(path, int) else os.path.abspath(os.fsdecode(path))


def _is_held(path: str) -> bool:
    """Tell whether this process has a file open, or one inside a folder."""
    inside = path + os.sep
    for handle in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            continue
        if target == path or target.startswith(inside):
            return True
    return False


def _refuse_held(path: str) -> None:
    # A link to a held file is removed by itself; filelock does other things on Windows.
    if not os.path.islink(path) and not path.endswith(".lock") and ".filelock-" not in path and _is_held(path):
        raise PermissionError(
            errno.EACCES, "The process cannot access the file because it is being used by another process", path
        )


def _refuse_name(path: str | None) -> None:
    if path is None or path.startswith(ELSEWHERE):
        return
    name = os.path.basename(path)
    if DEVICES.fullmatch(name) or FORBIDDEN.search(name):
        raise OSError(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect", path)
    if len(path) > LONGEST_PATH:
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", path)


def open_file(
    file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, *rest: Any, **named: Any
) -> Any:
    """Open as Windows does: text is cp1252 unless said otherwise."""
    if encoding in (None, "locale") and "b" not in mode:
        encoding = "cp1252"
    if set(mode) & set("wxa"):
        _refuse_name(_path(file))
    return _open(file, mode, buffering, encoding, *rest, **named)


def open_low(path: Any, flags: int, *rest: Any, **named: Any) -> int:
    """Open as Windows does: no folder."""
    # tempfile has another way on Windows, which leaves no name either.
    is_nameless = flags & os.O_TMPFILE == os.O_TMPFILE
    if not named.get("dir_fd") and not is_nameless and os.path.isdir(path):
        raise PermissionError(errno.EACCES, "Permission denied", path)
    if flags & os.O_CREAT:
        _refuse_name(_path(path))
    return _os_open(path, flags, *rest, **named)


def make_folder(path: Any, *rest: Any, **named: Any) -> None:
    """Make a folder, if Windows allows its name."""
    _refuse_name(_path(path))
    _mkdir(path, *rest, **named)


def replace_file(source: Any, target: Any, **named: Any) -> None:
    """Rename over what is there, unless either is open."""
    old, new = _path(source), _path(target)
    _refuse_name(new)
    for path in (old, new):
        if path is not None:
            _refuse_held(path)
    if os.path.isdir(target) and not os.path.islink(target):
        raise PermissionError(errno.EACCES, "Access is denied", str(target))
    _replace(source, target, **named)


def rename_file(source: Any, target: Any, **named: Any) -> None:
    """Rename to a name that is free."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", str(target))
    replace_file(source, target, **named)


def unlink_file(path: Any, **named: Any) -> None:
    """Remove a file that is not open."""
    if named.get("dir_fd") is None and (whole := _path(path)) is not None:
        _refuse_held(whole)
        if os.path.lexists(whole) and stat.S_ISDIR(os.lstat(whole).st_mode):
            raise PermissionError(errno.EACCES, "Access is denied", whole)
    _unlink(path, **named)


class _Missing(MetaPathFinder):
    """Refuse the modules that Windows' Python does not have."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname in ("multiprocessing.forkserver", "multiprocessing.popen_forkserver"):
            raise ImportError(f"No module named {fullname!r} on Windows")


def impose() -> None:
    """Impose the rules on this process and on every Python that it starts."""
    import builtins

    here = os.path.dirname(__file__)
    paths = [here, *(part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and part != here)]
    os.environ.update({VARIABLE: "windows", "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "cp1252"})
    builtins.open = io.open = open_file
    os.open, os.mkdir = open_low, make_folder
    for name, function in (
        ("replace", replace_file), ("rename", rename_file), ("unlink", unlink_file), ("remove", unlink_file),
    ):  # fmt: skip
        setattr(os, name, function)
    # The standard library's way through folders that it opens; Windows has the other one.
    setattr(shutil, "_use_fd_functions", False)  # noqa: B010 - no public name
    contexts = vars(multiprocessing.context)["_concrete_contexts"]
    for name in ("fork", "forkserver"):
        contexts.pop(name, None)
        sys.modules.pop(f"multiprocessing.{name}", None)
    setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])  # noqa: B010 - typed as a method
    multiprocessing.set_start_method("spawn", force=True)
    for name in ("sched_getaffinity", "fork", "mkfifo"):
        if hasattr(os, name):
            delattr(os, name)
    sys.meta_path.insert(0, _Missing())


if __name__ == "sitecustomize" and os.environ.get(VARIABLE) == "windows":
    impose()
