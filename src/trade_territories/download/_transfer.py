"""One file on its way from a server: resumed where it broke off, never put together from two editions."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NoReturn

import requests

from trade_territories.download._client import again
from trade_territories.download._folder import unwritable, writing
from trade_territories.download._session import secure
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tqdm import tqdm

    from trade_territories.download._client import Client, Patience

#: An archive of a year is about 20 MB.
_LARGEST = 4 << 30
_PARTIAL, _UNMODIFIED = 206, 304


@dataclass(frozen=True)
class Received:
    """What the server said of a file."""

    #: Where it came from, after redirects.
    address: str
    #: As the headers say.
    etag: str | None
    last_modified: str | None
    content_type: str
    #: Of the answer; None for a file of this machine.
    status: int | None = None


class Transfer:
    """A download into a file, over several attempts.

    Parameters
    ----------
    session
        The session to ask with.
    client, patience
        How to ask, and how long.
    address
        Where the file is.
    name
        How the progress bar calls it.
    """

    def __init__(self, session: requests.Session, client: Client, patience: Patience, address: str, name: str) -> None:
        self._session = session
        self._client = client
        self._patience = patience
        self._address = address
        self._name = name
        self._validator: str | None = None
        self.secure_address = secure(address)

    def receive(self, part: Path, conditions: Mapping[str, str]) -> Received | None:
        """Receive the file, or the rest of it; return None where the server says that it has not changed."""
        held = part.stat().st_size
        headers = conditions
        if held and self._validator:
            # Without the condition, the rest of a changed file would be put behind the start of the old one.
            headers = {"Range": f"bytes={held}-", "If-Range": self._validator}
        with self._client.get(self._session, self.secure_address, self._patience, headers) as response:
            if response.status_code == _UNMODIFIED:
                return None
            self._receive(response, part, held)
            said = response.headers
            return Received(
                str(response.url), said.get("ETag"), said.get("Last-Modified"), said.get("Content-Type", ""),
                response.status_code,
            )  # fmt: skip

    def forget(self, part: Path) -> None:
        """Start anew at the next attempt."""
        emptied(part)
        self._validator = None

    def _receive(self, response: requests.Response, part: Path, held: int) -> None:
        goes_on = response.status_code == _PARTIAL and _range_start(response) == held
        if response.status_code == _PARTIAL and not goes_on:
            self.forget(part)
            raise again("the server sent another part than the one asked for")
        etag = response.headers.get("ETag", "")
        strong = etag if etag and not etag.startswith("W/") else None
        encoded = response.headers.get("Content-Encoding", "identity") != "identity"
        # What is held is unpacked, and the server counts packed bytes: such an answer is not gone on with.
        self._validator = None if encoded else strong or response.headers.get("Last-Modified")
        start = held if goes_on else 0
        length = response.headers.get("Content-Length", "")
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


def emptied(part: Path) -> None:
    """Empty a temporary file."""
    with writing(part):
        part.write_bytes(b"")


def _progress(name: str, start: int, total: int | None) -> tqdm[NoReturn]:
    """Draw a bar on standard error if somebody looks at it: a terminal or a notebook."""
    from tqdm import tqdm

    unseen = not (sys.stderr.isatty() or "ipykernel" in sys.modules)
    return tqdm(
        desc=name, initial=start, total=total, unit="B", unit_scale=True, file=sys.stderr, leave=False, disable=unseen
    )


def _range_start(response: requests.Response) -> int | None:
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    first = rest.split("-", 1)[0]
    return int(first) if unit == "bytes" and first.isdecimal() else None
