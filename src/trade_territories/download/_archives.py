"""Archives in the cache: fetched to a temporary file, checked, moved into place, with a note of where they come from.

A file stands under its own SHA-256, and the note that names it is replaced in one step: whenever a process dies, the
cache holds the old file or the new one, never a mixture.
"""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import requests

from trade_territories import sources
from trade_territories.download._client import again
from trade_territories.download._folder import (
    cache_folder,
    locked,
    put,
    read_json,
    sweep,
    temporary,
    unwritable,
    usable_folder,
    write_json,
)
from trade_territories.download._session import checked, new_session
from trade_territories.download._transfer import Received, Transfer
from trade_territories.errors import DownloadError, ReleaseFormatError

if TYPE_CHECKING:
    from trade_territories.download._client import Client, Patience

#: Looks at a downloaded file: raises ``ReleaseFormatError`` if it is none of ours, returns what to note of it.
Check = Callable[[Path], Mapping[str, object]]

_FOLDER = "archives"
_MOST_UNUSABLE = 3
_KINDS = ("regional", "regional-ce", "workbook", "unknown")
_DAMAGE = (None, errno.EINVAL)
#: Names that Windows keeps for devices, with any ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Archive:
    """A downloaded archive."""

    #: The file.
    path: Path
    #: Where it came from.
    address: str
    #: Bytes, and their SHA-256.
    size: int
    sha256: str
    #: When it was downloaded (``YYYY-MM-DDTHH:MM:SS+00:00``).
    date: str
    #: When the server last said that it has not changed, in seconds since 1970.
    checked: float
    #: Month of the results (``YYYYMM``), where its name says it.
    results: str | None
    #: Day or month of publication, where its address, the list that names it or the server says it.
    published: str | None
    #: The whole note: ETag, Last-Modified, SHA-256 of the data members, the address after redirects.
    noted: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def file(self) -> sources.Published:
        """What was published: as its download noted it."""
        noted = self.noted
        kind, flow, year, region = (noted.get(name) for name in ("kind", "flow", "year", "region"))
        return sources.Published(
            kind if kind in _KINDS else "unknown",
            flow if flow in sources.FLOWS else None,
            year if isinstance(year, int) else None,
            region if isinstance(region, str) else None,
            self.results,
            self.published,
            self.address,
            self.path.name,
        )

    def is_damaged(self) -> bool:
        """Return whether the file is no longer what was downloaded."""
        try:
            with self.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() != self.sha256
        except OSError:
            return True

    def forget(self) -> None:
        """Remove it from the cache, so that it is downloaded again."""
        try:
            _note_path(self.address).unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from error


def cached_archives() -> list[Archive]:
    """Return the archives in the cache, by address; never asks a server, never makes a folder."""
    folder = cache_folder() / _FOLDER
    notes = sorted(folder.glob("*.json")) if folder.is_dir() else []
    found = [_noted(path) for path in notes if not path.name.startswith(".")]
    return sorted((archive for archive in found if archive is not None), key=lambda archive: archive.address)


def cached(address: str) -> Archive | None:
    """Return the archive of an address from the cache, if it is there and whole in length."""
    return _noted(_note_path(address))


def archive(file: sources.Published, *, client: Client, patience: Patience, check: Check) -> Archive:
    """Return an archive: from the cache where that is fresh or unchanged, else from its server or folder.

    Parameters
    ----------
    file
        What is published, and where.
    client
        How to ask.
    patience
        How long may be waited.
    check
        Looks at the file before it comes into the cache.

    Raises
    ------
    DownloadError
        No answer, an answer that is no archive, or one that is damaged; the cache is as it was.
    TradeTerritoriesError
        The cache cannot be written.
    """
    here = cached(file.address)
    if here is not None and is_fresh(here, client):
        return here
    with locked(_key(file.address)):
        # Another process may have fetched it while this one waited.
        here = cached(file.address)
        if here is not None and is_fresh(here, client):
            return here
        with new_session() as session:
            return _Fetching(session, client, patience, file, here, check).run()


class _Fetching:
    """One archive on its way into the cache, over as many attempts as it takes."""

    def __init__(
        self,
        session: requests.Session,
        client: Client,
        patience: Patience,
        file: sources.Published,
        here: Archive | None,
        check: Check,
    ) -> None:
        self._client = client
        self._patience = patience
        self._file = file
        self._here = here
        self._check = check
        self._name = safe_name(file.name)
        self._transfer = Transfer(session, client, patience, file.address, self._name)
        self._folder = usable_folder(_FOLDER, _key(file.address))
        self._unusable = 0

    def run(self) -> Archive:
        sweep(self._folder)
        address = self._file.address
        with temporary(self._folder, ".part") as part:
            if (path := sources.local_folder(address)) is not None:
                return self._copied(path, part)
            checked(self._transfer.secure_address)
            try:
                return self._client.ask(lambda: self._attempt(part), address, self._patience)
            except requests.RequestException as error:
                raise DownloadError(f"{address}: {error}") from error

    def _attempt(self, part: Path) -> Archive:
        received = self._transfer.receive(part, self._conditions())
        if received is None and self._here is not None:
            return self._confirmed(self._here)
        if received is None:
            raise again("the server says that nothing has changed, and nothing is here")
        try:
            return self._kept(part, received)
        except ReleaseFormatError as error:
            self._unusable += 1
            reason = _about(error)
            self._transfer.forget(part)
            # An error page may be gone a moment later; a damaged file will not mend itself.
            if self._unusable < min(_MOST_UNUSABLE, self._client.attempts):
                raise again(reason) from error
            raise DownloadError(
                f"{self._file.address}: {reason}. Nothing was kept; try again later, or give files with --from"
            ) from error

    def _copied(self, path: Path, part: Path) -> Archive:
        """Return a file of a mirror that is a folder of this machine; the copy outlasts the folder."""
        try:
            status = path.stat()
            stamp = f"{status.st_size}-{status.st_mtime_ns}"
            if self._here is not None and self._here.noted.get("etag") == stamp:
                return self._confirmed(self._here)
            shutil.copyfile(path, part)
        except OSError as error:
            raise DownloadError(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from error
        try:
            # When it was copied says nothing about when it was published.
            return self._kept(part, Received(self._file.address, stamp, None, ""))
        except ReleaseFormatError as error:
            raise DownloadError(f"{path}: {_about(error)}") from error

    def _conditions(self) -> dict[str, str]:
        if self._here is None:
            return {}
        noted = self._here.noted
        pairs = {"If-None-Match": noted.get("etag"), "If-Modified-Since": noted.get("last_modified")}
        return {name: value for name, value in pairs.items() if isinstance(value, str) and value}

    def _kept(self, part: Path, received: Received) -> Archive:
        found = _looked_at(part, self._check)
        now = self._client.now()
        with part.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        results, published = sources.dates_of(received.address)
        # Behind a redirect may stand the name with the month of the results, which is read from the file's name.
        name = safe_name(sources.file_name(received.address)) if results and not self._file.results else self._name
        note = {
            **found,
            "kind": self._file.kind,
            "flow": self._file.flow,
            "year": self._file.year,
            "region": self._file.region,
            "address": self._file.address,
            "final_address": received.address,
            "file": f"{_key(self._file.address)}/{sha256[:16]}/{name}",
            "size": part.stat().st_size,
            "sha256": sha256,
            "etag": received.etag,
            "last_modified": received.last_modified,
            "results": self._file.results or results,
            "published": self._file.published or published or _day(received.last_modified),
            "date": datetime.fromtimestamp(now, tz=UTC).isoformat(timespec="seconds"),
            "checked": now,
        }
        put(part, usable_folder(_FOLDER, _key(self._file.address), sha256[:16]) / name)
        return self._written(note)

    def _confirmed(self, here: Archive) -> Archive:
        return self._written({**here.noted, "checked": self._client.now()})

    def _written(self, note: dict[str, object]) -> Archive:
        path = _note_path(self._file.address)
        write_json(path, note)
        kept = _noted(path)
        if kept is None:
            raise DownloadError(f"{path} vanished while it was written; is another program clearing the cache?")
        return kept


def _looked_at(part: Path, check: Check) -> Mapping[str, object]:
    try:
        return check(part)
    except OSError as error:
        if error.errno not in _DAMAGE:
            raise unwritable(part.parent, error) from error
        # A directory of an archive that points before its start ends in a seek that the system refuses.
        raise ReleaseFormatError(
            "the archive is damaged or cut off", file=part, found=f"{type(error).__name__} ({error})",
            expected="a whole ZIP archive",
        ) from error  # fmt: skip


def is_fresh(here: Archive, client: Client) -> bool:
    """Return whether a server said so short a time ago that an archive has not changed that it is not asked again."""
    return 0 <= client.now() - here.checked < client.fresh_seconds


def _noted(path: Path) -> Archive | None:
    """Return the archive that a note is about; None for a note that says nothing usable: the file is downloaded again."""
    note = read_json(path)
    if note is None:
        return None
    try:
        texts = [note[name] for name in ("file", "address", "sha256", "date")]
        months = [note.get("results"), note.get("published")]
        if not all(isinstance(text, str) for text in texts) or not all(
            isinstance(month, (str, type(None))) for month in months
        ):
            return None
        inner = PurePosixPath(texts[0])
        if inner.is_absolute() or ".." in inner.parts or ":" in texts[0]:
            return None
        file = path.parent / inner
        found = Archive(
            file, texts[1], int(note["size"]), texts[2], texts[3], float(note["checked"]), months[0], months[1], note
        )
        return found if file.stat().st_size == found.size else None
    except (KeyError, TypeError, ValueError, ArithmeticError, OSError):
        return None


def _note_path(address: str) -> Path:
    return cache_folder() / _FOLDER / f"{_key(address)}.json"


def _key(address: str) -> str:
    return hashlib.sha256(address.encode(errors="surrogatepass")).hexdigest()[:16]


def safe_name(name: str) -> str:
    """Return a name that is one file in the folder, on any system, whatever the address holds."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name).strip(".")
    kept = kept[-100:].strip(".")
    return f"_{kept}" if _DEVICES.match(kept) else kept or "archive.zip"


def _day(last_modified: str | None) -> str | None:
    try:
        return parsedate_to_datetime(last_modified or "").strftime("%Y-%m-%d")
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _about(error: ReleaseFormatError) -> str:
    """Return what is wrong with a file without its name: the temporary file that it was means nothing to a reader."""
    found = f"; found {error.found}" if error.found is not None else ""
    expected = f"; expected {error.expected}" if error.expected is not None else ""
    return f"{error.problem}{found}{expected}"
