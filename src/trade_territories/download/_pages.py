"""Pages and lists of files, asked with requests-cache: kept in memory, and used past their time where the server fails."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from trade_territories import sources
from trade_territories.download._client import check_status
from trade_territories.download._session import MOST_PAGE_BYTES, checked, secure
from trade_territories.errors import DownloadError, TradeTerritoriesError

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.download._client import Client, Patience

LOG = logging.getLogger("trade_territories")


@dataclass(frozen=True)
class Page:
    """A page as it came."""

    #: Its bytes.
    content: bytes
    #: Where it came from, after redirects.
    address: str
    #: The encoding that the server named.
    charset: str | None


def listed(place: sources.Place, *, client: Client, patience: Patience) -> sources.Listing:
    """Return what a place lists: a page, a JSON list, or a folder of this machine.

    Raises
    ------
    DownloadError
        No answer, or none that can be read.
    TradeTerritoriesError
        The mirror is no address and no folder.
    """
    local = sources.local_folder(place.address) if place.name == "mirror" else None
    if local is not None:
        if local.is_dir():
            return sources.read_folder(local)
        return _read(Page(_local_bytes(local), local.absolute().as_uri(), None))
    if place.name == "mirror":
        _check_mirror(place.address)
    listing = _listed(place.address, client, patience)
    if listing.files:
        return listing
    # A catalogue lists data sets, whose pages list files; a page that has moved shows or names the new one.
    hurried = client.hurried()
    for address in listing.pages:
        try:
            inner = _listed(address, hurried, patience)
        except DownloadError as error:
            LOG.debug("%s: %s", address, error)
            continue
        if inner.files:
            return inner
    return listing


def _listed(address: str, client: Client, patience: Patience) -> sources.Listing:
    page = _asked(address, client, patience)
    try:
        listing = _read(page)
    except DownloadError:
        _forgotten(address, client)
        raise
    if not listing.files:
        # What is no good is asked for again, not kept for an hour.
        _forgotten(address, client)
    return listing


def _asked(address: str, client: Client, patience: Patience) -> Page:
    checked(address)

    def attempt() -> requests.Response:
        response = client.pages.get(address, timeout=client.timeouts(patience))
        check_status(response, client.now, heading=sources.heading(response.content), way_out=sources.PAGE_MOVED)
        return response

    try:
        response = client.ask(attempt, address, patience)
    except requests.RequestException as error:
        raise DownloadError(f"{address}: {error}") from error
    kind = response.headers.get("Content-Type", "")
    return Page(response.content, str(response.url), response.encoding if "charset" in kind.lower() else None)


def _read(page: Page) -> sources.Listing:
    if page.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return sources.read_list(page.content, page.address)
    return sources.read_page(page.content, page.address, charset=page.charset)


def _forgotten(address: str, client: Client) -> None:
    # The session is requests-cache's, whose cache is typed loosely.
    client.pages.cache.delete(urls=[address])  # type: ignore[attr-defined]


def _local_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_PAGE_BYTES + 1)
    except OSError as error:
        raise TradeTerritoriesError(
            f"{sources.INDEX_VARIABLE}={file}: cannot be read ({error.strerror or type(error).__name__}); give the address of "
            "a page, a folder of archives or a JSON list of addresses"
        ) from error
    if len(content) > MOST_PAGE_BYTES:
        raise TradeTerritoriesError(f"{file}: more than {MOST_PAGE_BYTES:,} bytes is no list of files")
    return content


def _check_mirror(address: str) -> None:
    # Not a DownloadError: what is in the cache must not hide that the address is wrong.
    try:
        checked(address)
        is_usable = secure(address) == address
    except DownloadError as error:
        raise TradeTerritoriesError(str(error)) from error
    if not is_usable:
        raise TradeTerritoriesError(f"{address}: give an address that begins with https://")
