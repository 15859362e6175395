"""Archives in the cache: streamed to a temporary file, checked, moved into place, with a note of where they come from.

A file stands under its own SHA-256, and the note that names it is replaced in one step: whenever a process dies, the
cache holds the old file or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import requests

from trade_territories.download._client import again, new_session, secure
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
    writing,
)
from trade_territories.errors import DownloadError, ReleaseFormatError

if TYPE_CHECKING:
    from trade_territories.download._client import Client, Patience

#: Looks at a downloaded file: raises ``ReleaseFormatError`` if it is none of ours, gives what to note of it.
Check = Callable[[Path], Mapping[str, Any]]

_FOLDER = "archives"
#: An archive of a year is about 20 MB.
_LARGEST = 4 << 30
_PARTIAL, _UNMODIFIED = 206, 304
_MOST_UNUSABLE = 3


@dataclass(frozen=True)
class Archive:
    """A downloaded archive.

    Parameters
    ----------
    path
        The file.
    address
        Where it came from.
    size, sha256
        Bytes, and their SHA-256.
    date
        When it was downloaded (``YYYY-MM-DDTHH:MM:SS+00:00``).
    checked
        When the server last said that it has not changed, in seconds since 1970.
    vintage
        Month of publication (``YYYYMM``): of the name or address, else of what the server said.
    noted
        The whole note: ETag, Last-Modified, SHA-256 of the data members, the address after redirects.
    """

    path: Path
    address: str
    size: int
    sha256: str
    date: str
    checked: float
    vintage: str | None
    noted: Mapping[str, Any] = field(repr=False, compare=False)

    def forget(self) -> None:
        """Remove it from the cache: it turned out to be damaged."""
        _note_path(self.address).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def cached_archives() -> list[Archive]:
    """Give the archives in the cache, by address; never asks a server, never makes a folder."""
    folder = cache_folder() / _FOLDER
    notes = sorted(folder.glob("*.json")) if folder.is_dir() else []
    found = [_noted(path) for path in notes if not path.name.startswith(".")]
    return sorted((one for one in found if one is not None), key=lambda one: one.address)


def cached(address: str) -> Archive | None:
    """Give the archive of an address from the cache, if it is there and whole in length."""
    return _noted(_note_path(address))


def archive(
    address: str, name: str, *, client: Client, patience: Patience, check: Check, vintage: str | None = None
) -> Archive:
    """Get an archive: from the cache where that is fresh or unchanged, else from its server.

    Parameters
    ----------
    address
        Where it is.
    name
        Name of the file.
    client
        How to ask.
    patience
        How long may be waited.
    check
        Looks at the file before it comes into the cache.
    vintage
        Month of publication, where it is known.

    Raises
    ------
    DownloadError
        No answer, an answer that is no archive, or one that is damaged; the cache is as it was.
    TradeTerritoriesError
        The cache cannot be written.
    """
    here = cached(address)
    if here is not None and _is_fresh(here, client):
        return here
    with locked(_key(address)):
        # Another process may have fetched it while this one waited.
        here = cached(address)
        if here is not None and _is_fresh(here, client):
            return here
        with new_session() as session:
            return _Transfer(session, client, patience, address, name, here, check, vintage).run()


class _Transfer:
    """One download, over as many attempts as it takes."""

    def __init__(
        self,
        session: requests.Session,
        client: Client,
        patience: Patience,
        address: str,
        name: str,
        here: Archive | None,
        check: Check,
        vintage: str | None,
    ) -> None:
        self._session = session
        self._client = client
        self._patience = patience
        self._address = address
        self._name = _safe(name)
        self._here = here
        self._check = check
        self._vintage = vintage
        self._folder = usable_folder(_FOLDER, _key(address))
        self._validator: str | None = None
        self._unusable = 0

    def run(self) -> Archive:
        sweep(self._folder)
        with temporary(self._folder, ".part") as part:
            try:
                return self._client.ask(lambda: self._attempt(part), self._address, self._patience)  # type: ignore[no-any-return]  # what the attempt gives
            except requests.RequestException as error:
                raise DownloadError(f"{self._address}: {error}") from error

    def _attempt(self, part: Path) -> Archive:
        held = part.stat().st_size
        headers = self._headers(held)
        with self._client.get(self._session, secure(self._address), self._patience, headers) as response:
            if response.status_code == _UNMODIFIED and self._here is not None:
                return self._confirmed(self._here)
            self._receive(response, part, held)
            return self._kept(part, response)

    def _headers(self, held: int) -> dict[str, str]:
        if held and self._validator:
            # Without the condition, the rest of a changed file would be put behind the start of the old one.
            return {"Range": f"bytes={held}-", "If-Range": self._validator}
        if self._here is None:
            return {}
        noted = self._here.noted
        pairs = {"If-None-Match": noted.get("etag"), "If-Modified-Since": noted.get("last_modified")}
        return {name: value for name, value in pairs.items() if value}

    def _receive(self, response: requests.Response, part: Path, held: int) -> None:
        goes_on = response.status_code == _PARTIAL and _range_start(response) == held
        if response.status_code == _PARTIAL and not goes_on:
            self._validator = None
            _truncate(part)
            raise again("the server sent another part than the one asked for")
        etag = response.headers.get("ETag", "")
        strong = etag if etag and not etag.startswith("W/") else None
        self._validator = strong or response.headers.get("Last-Modified")
        start = held if goes_on else 0
        length = response.headers.get("Content-Length", "")
        encoded = response.headers.get("Content-Encoding", "identity") != "identity"
        total = start + int(length) if length.isdecimal() and not encoded else None
        try:
            with part.open("r+b") as file:
                file.truncate(start)
                file.seek(start)
                got = start + self._copy(response, file, start, total)
        except OSError as error:
            if isinstance(error, requests.RequestException):
                raise
            raise unwritable(part.parent, error) from error
        if total is not None and got < total:
            raise again(f"the connection was cut after {got:,} of {total:,} bytes")

    def _copy(self, response: requests.Response, file: IO[bytes], start: int, total: int | None) -> int:
        got = 0
        if total is not None and total > _LARGEST:
            raise DownloadError(f"{self._address}: {total:,} bytes are more than any release holds")
        with _progress(self._name, start, total) as progress:
            for piece in self._client.pieces(response.raw, self._patience):
                file.write(piece)
                got += len(piece)
                progress.update(len(piece))
                if start + got > _LARGEST:
                    raise DownloadError(f"{self._address}: more than {_LARGEST:,} bytes, which no release holds")
        return got

    def _kept(self, part: Path, response: requests.Response) -> Archive:
        try:
            found = self._check(part)
        except ReleaseFormatError as error:
            self._unusable += 1
            reason = _about(error, self._address)
            _truncate(part)
            self._validator = None
            # An error page may be gone a moment later; a damaged file will not mend itself.
            if self._unusable < _MOST_UNUSABLE:
                raise again(reason) from error
            raise DownloadError(f"{reason}. Nothing was kept; try again later, or give files with --from") from error
        now = self._client.now()
        headers = response.headers
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        note = {
            **found,
            "address": self._address,
            "final_address": str(response.url),
            "file": f"{_key(self._address)}/{sha256[:16]}/{self._name}",
            "size": part.stat().st_size,
            "sha256": sha256,
            "etag": headers.get("ETag"),
            "last_modified": headers.get("Last-Modified"),
            "vintage": self._vintage or _month(headers.get("Last-Modified")),
            "date": datetime.fromtimestamp(now, tz=UTC).isoformat(timespec="seconds"),
            "checked": now,
        }
        target = usable_folder(_FOLDER, _key(self._address), sha256[:16]) / self._name
        put(part, target)
        return self._written(note)

    def _confirmed(self, here: Archive) -> Archive:
        return self._written({**here.noted, "checked": self._client.now()})

    def _written(self, note: dict[str, Any]) -> Archive:
        path = _note_path(self._address)
        write_json(path, note)
        kept = _noted(path)
        if kept is None:
            raise DownloadError(f"{path} vanished while it was written; is another program clearing the cache?")
        return kept


def _progress(name: str, start: int, total: int | None) -> Any:
    """Draw a bar on standard error if somebody looks at it: a terminal or a notebook."""
    from tqdm import tqdm

    unseen = not (sys.stderr.isatty() or "ipykernel" in sys.modules)
    return tqdm(
        desc=name, initial=start, total=total, unit="B", unit_scale=True, file=sys.stderr, leave=False, disable=unseen
    )


def _is_fresh(here: Archive, client: Client) -> bool:
    return 0 <= client.now() - here.checked < client.fresh_seconds


def _noted(path: Path) -> Archive | None:
    note = read_json(path)
    if note is None:
        return None
    try:
        file = path.parent / str(note["file"])
        found = Archive(
            file, note["address"], int(note["size"]), note["sha256"], note["date"], float(note["checked"]),
            note["vintage"], note,
        )  # fmt: skip
        return found if file.stat().st_size == found.size else None
    except (KeyError, TypeError, ValueError, FileNotFoundError, NotADirectoryError):
        # A note that says nothing usable is no note: the file is downloaded again.
        return None


def _note_path(address: str) -> Path:
    return cache_folder() / _FOLDER / f"{_key(address)}.json"


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _safe(name: str) -> str:
    """Give a name that is one file in the folder, whatever the address holds."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in name).lstrip(".")
    return kept[-100:] or "archive.zip"


def _truncate(part: Path) -> None:
    with writing(part):
        part.write_bytes(b"")


def _range_start(response: requests.Response) -> int | None:
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    first = rest.split("-", 1)[0]
    return int(first) if unit == "bytes" and first.isdecimal() else None


def _month(last_modified: str | None) -> str | None:
    try:
        return parsedate_to_datetime(last_modified or "").strftime("%Y%m")
    except (TypeError, ValueError):
        return None


def _about(error: ReleaseFormatError, address: str) -> str:
    """Say what is wrong with a file by its address: the temporary file that it was means nothing to a reader."""
    found = f"; found {error.found}" if error.found is not None else ""
    expected = f"; expected {error.expected}" if error.expected is not None else ""
    return f"{address}: {error.problem}{found}{expected}"
