"""Sessions of requests: which addresses may be asked, and how long an answer's headers and pages may take."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from trade_territories import sources
from trade_territories._version import __version__
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Mapping

USER_AGENT = f"trade-territories/{__version__} (python-requests; open data of the French Customs)"
UNENCRYPTED = "http:// is not encrypted, and anyone on the way could change the figures; give an address that begins with https://"
#: A page that links files is about 50 kB; what is far larger is none.
MOST_PAGE_BYTES = 2 << 20

_MOST_REDIRECTS = 5
_ENDLESS = "the headers of the answer do not end"
_BLOCK = 1 << 16
_OF_TRANSFER = ("content-encoding", "transfer-encoding", "content-length")


def checked(address: str) -> None:
    """Check that an address may be asked: encrypted, and the Customs', the portal's or the mirror's.

    Unencrypted is allowed on this machine alone, and this machine only where the place that is asked is on it.

    Raises
    ------
    DownloadError
        It may not.
    """
    host = _host(address)
    if host is None:
        raise DownloadError(f"{address!r} is no address of a page")
    places = {_host(place.address) or "" for place in sources.official_places()}
    is_here = _is_loopback(host)
    if urlsplit(address).scheme != "https" and not is_here:
        raise DownloadError(f"{address}: {UNENCRYPTED}")
    if host in places or sources.is_official(host) or (is_here and any(map(_is_loopback, places))):
        return
    raise DownloadError(
        f"{address}: the host {host!r} is neither the Customs' nor the national portal's, and is not asked; "
        f"where it is a mirror that you trust, set {sources.INDEX_VARIABLE} to its page"
    )


def secure(address: str) -> str:
    """Return the encrypted address of a link that an old page still writes with http://."""
    parts = urlsplit(address)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        return parts._replace(scheme="https").geturl()
    return address


def new_session() -> requests.Session:
    """Return a session for archives: named, checked, its answers still to be read."""
    return _prepared(requests.Session(), Adapter())


def caching_session(fresh_seconds: float) -> requests.Session:
    """Return a session for pages, which keeps them in memory; a stale one is used where the server fails."""
    # Imported here: it takes longer than reading what is on disk.
    from requests_cache import CachedSession

    session = CachedSession(
        backend="memory",
        expire_after=fresh_seconds,
        stale_if_error=True,
        allowable_codes=(200,),
        allowable_methods=("GET",),
    )
    return _prepared(session, PageAdapter())


class Adapter(HTTPAdapter):
    """Asks allowed addresses only, wherever a redirect leads, and bounds the time that headers may take."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools of connections; theirs are timed."""
        super().init_poolmanager(*args, **options)
        _use_timed_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> urllib3.ProxyManager:
        """Return the pools of connections through a proxy; theirs are timed."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **options)
        _use_timed_connections(manager)
        return manager

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Prepare the certificates; a file of them that is named and not there is an error of this library."""
        try:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]  # requests has no types here
        except OSError as error:
            reason = (
                "the file of certificates that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names is not there; let it name your "
                "organisation's, or unset it"
            )
            raise DownloadError(f"{url}: {reason}", reason) from error

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request to an allowed address."""
        checked(request.url or "")
        return super().send(request, *args, **options)


class PageAdapter(Adapter):
    """Reads an answer to its end within the time and the size of a page."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request, and return its whole answer."""
        options["stream"] = True
        answer = super().send(request, *args, **options)
        with answer:
            content = _content(answer.raw, request.url or "", _read_seconds(options.get("timeout")))
        # Some headers are about the bytes on the way, which were unpacked.
        headers = answer.raw.headers.copy()
        for name in _OF_TRANSFER:
            headers.pop(name, None)
        whole = urllib3.HTTPResponse(
            body=BytesIO(content), headers=headers, status=answer.status_code, reason=answer.reason,
            preload_content=False, decode_content=False, request_url=request.url,
        )  # fmt: skip
        return self.build_response(request, whole)


def _content(raw: urllib3.BaseHTTPResponse, address: str, seconds: float) -> bytes:
    deadline = time.monotonic() + seconds
    pieces, length = [], 0
    while piece := raw.read1(_BLOCK, decode_content=True):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_PAGE_BYTES:
            raise DownloadError(f"{address}: a page of more than {MOST_PAGE_BYTES:,} bytes is no page that lists files")
        if time.monotonic() > deadline:
            raise requests.ReadTimeout("the page does not end")
    return b"".join(pieces)


def _prepared(session: requests.Session, adapter: Adapter) -> requests.Session:
    """Return a session our name and rules; proxies and certificate bundles stay the environment's."""
    session.headers["User-Agent"] = USER_AGENT
    # A length can be checked only where bytes come as they are.
    session.headers["Accept-Encoding"] = "identity"
    session.max_redirects = _MOST_REDIRECTS
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _Watch:
    """Ends a connection whose headers have not all come in time: each byte alone would start the wait anew."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self.has_ended_it = False
        seconds = connection.timeout
        self._timer = threading.Timer(seconds, self._end) if isinstance(seconds, (int, float)) else None
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.has_ended_it = True
        if isinstance(self._connection.sock, socket.socket):
            with suppress(OSError):
                # Past the encryption, which a thread beside its reader must not touch.
                socket.socket.shutdown(self._connection.sock, socket.SHUT_RDWR)


class _TimedConnection(HTTPConnection):
    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # urllib3 answers with its own class
        watch = _Watch(self)
        try:
            answer = super().getresponse()
        except Exception as error:
            if watch.has_ended_it:
                raise TimeoutError(_ENDLESS) from error
            raise
        finally:
            watch.cancel()
        if watch.has_ended_it:
            # What had come when the connection was ended looks like whole headers.
            answer.close()
            raise TimeoutError(_ENDLESS)
        return answer


class _TimedSecureConnection(HTTPSConnection, _TimedConnection):
    """The same through encryption."""


class _TimedPool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class _TimedSecurePool(HTTPSConnectionPool):
    ConnectionCls = _TimedSecureConnection


_POOLS: Mapping[str, type[HTTPConnectionPool]] = {"http": _TimedPool, "https": _TimedSecurePool}


def _use_timed_connections(manager: urllib3.PoolManager) -> None:
    """Let a manager make timed connections; one that has connections of its own, as for a SOCKS proxy, keeps them."""
    if manager.pool_classes_by_scheme.get("https") is HTTPSConnectionPool:
        manager.pool_classes_by_scheme = dict(_POOLS)


def _read_seconds(timeout: object) -> float:
    read = timeout[1] if isinstance(timeout, tuple) else timeout
    return float(read) if isinstance(read, (int, float)) else 30.0


def _host(address: str) -> str | None:
    """Return the host of an address of the web in lower case; None where it is no such address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return host if parts.scheme in ("http", "https") else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
