"""A file fetched to a given place outside the cache, for a look at it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import requests

from trade_territories import sources
from trade_territories.download._session import checked, new_session
from trade_territories.download._transfer import Received, Transfer
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.download._client import Client, Patience


def fetch(file: sources.Published, path: Path, *, client: Client, patience: Patience) -> Received:
    """Fetch a file as it is, and return what its server said of it; nothing is checked, nothing comes into the cache.

    Raises
    ------
    DownloadError
        No answer, or one without a file.
    """
    path.write_bytes(b"")
    local = sources.local_folder(file.address)
    if local is not None:
        try:
            shutil.copyfile(local, path)
        except OSError as error:
            raise DownloadError(f"{local}: cannot be read ({error.strerror or type(error).__name__})") from error
        return Received(file.address, None, None, "")
    with new_session() as session:
        transfer = Transfer(session, client, patience, file.address, file.name)
        checked(transfer.secure_address)
        try:
            received = client.ask(lambda: transfer.receive(path, {}), file.address, patience)
        except requests.RequestException as error:
            raise DownloadError(f"{file.address}: {error}") from error
    if received is None:
        raise DownloadError(f"{file.address}: the server says that nothing has changed, and nothing is here")
    return received
