"""The index page, kept for an hour by requests-cache as JSON: no pickle, which would run whatever stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from trade_territories.download._client import UNENCRYPTED, check_status, prepared, secure
from trade_territories.download._folder import locked, put, temporary, usable_folder, writing
from trade_territories.errors import DownloadError, TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trade_territories.download._client import Client, Patience

#: Such a page is about 50 kB; what is far larger is none.
_LARGEST = 8 << 20
_FOLDER = "index"


@dataclass(frozen=True)
class IndexPage:
    """The page as it came.

    Parameters
    ----------
    content
        Its bytes.
    address
        Where it came from, after redirects.
    charset
        The encoding that the server named.
    """

    content: bytes
    address: str
    charset: str | None


def index_page(address: str, *, client: Client, patience: Patience, usable: Callable[[IndexPage], object]) -> IndexPage:
    """Get a page, from the cache where it is fresh, else from its server.

    Parameters
    ----------
    address
        Where it is.
    client
        How to ask.
    patience
        How long may be waited.
    usable
        Raises a ``DownloadError`` for a page that is no good: such a page is never kept.

    Raises
    ------
    DownloadError
        No answer, or none that can be used.
    """
    _checked_address(address)
    with locked("index"):
        session = _session(client, patience, usable)
        try:
            response = client.ask(lambda: _got(session, address, client), address, patience)
        except requests.RequestException as error:
            raise DownloadError(f"{address}: {error}") from error
        finally:
            session.close()
    page = _page(response)
    usable(page)
    return page


def _got(session: requests.Session, address: str, client: Client) -> requests.Response:
    response = session.get(address)
    check_status(response, client.now)
    return response


def _session(client: Client, patience: Patience, usable: Callable[[IndexPage], object]) -> requests.Session:
    # Imported here: it takes longer than reading what is kept.
    from requests_cache import CachedSession
    from requests_cache.backends.base import BaseCache, DictStorage
    from requests_cache.backends.filesystem import FileDict

    class Pages(FileDict):
        """Files that come into the cache whole or not at all."""

        def __setitem__(self, key: str, value: Any) -> None:
            folder = Path(self.cache_dir)
            with temporary(folder, ".json") as path:
                with writing(folder):
                    path.write_text(self.serialize(value), encoding="utf-8")
                put(path, folder / f"{key}{self.extension}")

    def is_worth_keeping(response: requests.Response) -> bool:
        try:
            usable(_page(response))
        except DownloadError:
            return False
        return True

    # The library's own cache of files keeps redirects in SQLite, and waits for ever where that cannot be written.
    pages = BaseCache(_FOLDER)
    pages.responses = Pages(str(usable_folder(_FOLDER)), serializer="json")
    pages.redirects = DictStorage()  # type: ignore[no-untyped-call]  # the library is not typed throughout
    session = CachedSession(
        backend=pages,
        expire_after=client.fresh_seconds,
        filter_fn=is_worth_keeping,
    )
    return prepared(session, _Bounded(client, patience))


class _Bounded(HTTPAdapter):
    """Bounds the time and the size of an answer that is read as a whole."""

    def __init__(self, client: Client, patience: Patience) -> None:
        super().__init__()
        self._client = client
        self._patience = patience

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request, and watch over its answer."""
        options["timeout"] = self._client.timeouts(self._patience)
        deadline = self._client.clock() + self._patience.left
        response = super().send(request, *args, **options)
        raw = response.raw

        def stream(_size: int = 0, decode_content: bool | None = None) -> Iterator[bytes]:  # noqa: ARG001
            length = 0
            for piece in self._client.pieces(raw, self._patience):
                length += len(piece)
                if length > _LARGEST:
                    raise DownloadError(f"{request.url}: a page of more than {_LARGEST:,} bytes is no index page")
                yield piece
                if self._client.clock() > deadline:
                    raise requests.ReadTimeout("the page does not end")

        raw.stream = stream  # type: ignore[method-assign]  # requests reads bodies through it, without a bound
        return response


def _page(response: requests.Response) -> IndexPage:
    kind = response.headers.get("Content-Type", "")
    named = "charset" in kind.lower()
    return IndexPage(response.content, str(response.url), response.encoding if named else None)


def _checked_address(address: str) -> None:
    # Not a DownloadError: what is in the cache must not hide that the address is wrong.
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_one = False
    if not is_one:
        raise TradeTerritoriesError(f"{address!r} is no address of a page; give one that begins with https://")
    if secure(address) != address:
        raise TradeTerritoriesError(f"{address}: {UNENCRYPTED}")
