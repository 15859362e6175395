"""Parts of a file on a server, as a file to be read: its start and its list of members without the whole."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import requests

from trade_territories.download import again, checked, new_session, secure
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from trade_territories.download import Client, Patience
    from trade_territories.sources import Published

_BLOCK = 1 << 17
_PARTIAL = 206


class PartsError(DownloadError):
    """A server gives files whole or not at all."""


class RangeReader(io.RawIOBase):
    """A file on a server, read block by block where it is looked at.

    Parameters
    ----------
    file
        What is published.
    client, patience
        How to ask, and how long.
    most_bytes
        Largest number of bytes that may be asked for.

    Raises
    ------
    DownloadError
        No answer, or more bytes than allowed.
    PartsError
        The server gives no parts of files.
    """

    def __init__(self, file: Published, *, client: Client, patience: Patience, most_bytes: int = 4 << 20) -> None:
        super().__init__()
        self._address = secure(file.address)
        checked(self._address)
        self._client = client
        self._patience = patience
        self._left = most_bytes
        self._session = new_session()
        self._blocks: dict[int, bytes] = {}
        self._place = 0
        self.size = 0
        self._block(0)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place that is read next."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError(22, "a place before the start of the file")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what io gives it
        """Fill a buffer, as far as the file goes."""
        filled = 0
        while filled < len(buffer) and self._place < self.size:
            number, start = divmod(self._place, _BLOCK)
            piece = self._block(number)[start : start + len(buffer) - filled]
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._place += len(piece)
        return filled

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._blocks[number] = self._asked(number)
        return self._blocks[number]

    def _asked(self, number: int) -> bytes:
        first = number * _BLOCK
        self._left -= _BLOCK
        if self._left < 0:
            raise DownloadError(f"{self._address}: more of the file was needed than a look at it may take")
        try:
            return self._client.ask(lambda: self._attempt(first), self._address, self._patience)
        except requests.RequestException as error:
            raise DownloadError(f"{self._address}: {error}") from error

    def _attempt(self, first: int) -> bytes:
        headers = {"Range": f"bytes={first}-{first + _BLOCK - 1}"}
        with self._client.get(self._session, self._address, self._patience, headers) as response:
            total = response.headers.get("Content-Range", "").rpartition("/")[2]
            if response.status_code != _PARTIAL or not total.isdecimal():
                reason = "the server gives no parts of files"
                raise PartsError(f"{self._address}: {reason}; fetch it whole (--whole)", reason)
            self.size = int(total)
            wanted = min(_BLOCK, self.size - first)
            content = b""
            for piece in self._client.pieces(response.raw, self._patience):
                content += piece
                if len(content) >= wanted:
                    break
        if len(content) < wanted:
            raise again(f"the connection was cut after {len(content):,} of {wanted:,} bytes")
        return content[:wanted]
