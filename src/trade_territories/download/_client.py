"""Asking a server: how long to wait, when to ask again, where to go on, and what never to do."""

from __future__ import annotations

import ipaddress
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from trade_territories._version import __version__
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LOG = logging.getLogger("trade_territories")
USER_AGENT = f"trade-territories/{__version__} (python-requests; open data of the French Customs)"
BLOCK = 1 << 16
UNENCRYPTED = "http:// is not encrypted, and anyone on the way could change the figures; give an address that begins with https://"

#: 416: what is asked for lies beyond the end, which happens when a file has become shorter meanwhile.
_AGAIN = (408, 416, 425, 429, 500, 502, 503, 504)
_REDIRECTED, _UNMODIFIED = 300, 304
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_MOST_REDIRECTS = 5
#: What a connection that breaks, or never comes about, raises.
BROKEN = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.ProtocolError,
    urllib3.exceptions.TimeoutError,
)


class SiteDownError(DownloadError):
    """No answer, or only answers that the server is in trouble: what is in the cache may do."""


class _TryAgainError(Exception):
    """An attempt failed, and another one may not.

    Parameters
    ----------
    reason
        What happened, for the message.
    pause
        How long the server asks to wait.
    """

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause = pause


@dataclass
class Patience:
    """How long may still be waited without anything coming in, over all attempts and files of one call."""

    left: float
    #: When something last came in.
    progress: float = float("-inf")

    def spend(self, seconds: float) -> None:
        """Take off what was waited."""
        self.left -= max(seconds, 0.0)


@dataclass(frozen=True)
class Client:
    """How servers are asked; tests put other clocks in.

    Parameters
    ----------
    sleep, clock, now
        Wait, measure time (seconds), tell the date (seconds since 1970).
    attempts
        How often a request is made before giving up.
    connect_seconds, read_seconds
        Longest wait for a connection, and for the next bytes.
    patience_seconds
        Longest wait in all where the cache holds something that may do instead.
    least_bytes
        A connection that brings less than this in ``read_seconds`` is taken for one that hangs.
    fresh_seconds
        For so long what was checked with the server is not asked for again.
    """

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    attempts: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    patience_seconds: float = 10.0
    least_bytes: int = 1 << 14
    fresh_seconds: float = 3600.0
    longest_seconds: float = field(default=300.0, repr=False)

    def patience(self, *, has_other: bool) -> Patience:
        """Give the wait that one call may cost: short where the cache holds something else."""
        return Patience(self.patience_seconds if has_other else self.longest_seconds)

    def ask(self, attempt: Callable[[], Any], address: str, patience: Patience) -> Any:
        """Make a request until it succeeds, with pauses of 1, 2, 4… seconds or as long as the server asks.

        Raises
        ------
        SiteDownError
            All attempts failed, or there is no more time to wait.
        DownloadError
            An answer that another attempt will not change.
        """
        for count in range(1, self.attempts + 1):
            started = self.clock()
            try:
                return attempt()
            except requests.exceptions.SSLError as error:
                # Never worked around: the message says how to name the right certificates.
                raise SiteDownError(
                    f"{address}: its certificate is not trusted ({error}); behind a company's proxy, set REQUESTS_CA_BUNDLE "
                    "to the file of its certificates"
                ) from error
            except _TryAgainError as error:
                reason, pause = error.reason, error.pause
            except BROKEN as error:
                reason, pause = _plainly(error), None
            patience.spend(self.clock() - max(started, patience.progress))
            if pause is None:
                pause = _FIRST_PAUSE * 2 ** (count - 1)
            pause = min(pause, _LONGEST_PAUSE)
            if count == self.attempts or pause >= patience.left:
                break
            LOG.debug("%s: %s; asking again in %g seconds", address, reason, pause)
            self.sleep(pause)
            patience.spend(pause)
        times = "once" if count == 1 else f"{count} times"
        raise SiteDownError(
            f"{address}: {reason}; asked {times}. Try again later, or give files already here with --from"
        )

    @contextmanager
    def get(
        self, session: requests.Session, address: str, patience: Patience, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """Open an answer: a good one, or 304 where the request had a condition; its body is still to come."""
        with session.get(address, headers=dict(headers), stream=True, timeout=self.timeouts(patience)) as response:
            check_status(response, self.now)
            yield response

    def timeouts(self, patience: Patience) -> tuple[float, float]:
        """Give the longest waits for a connection and for bytes, within what is left to wait."""
        left = max(patience.left, 0.1)
        # A name may have two addresses, an old and a new kind, that are tried in turn.
        return min(self.connect_seconds, left / 2), min(self.read_seconds, left)

    def pieces(self, raw: urllib3.BaseHTTPResponse, patience: Patience) -> Iterator[bytes]:
        """Give a body as it comes in; raise where it comes so slowly that it will not end.

        One read gives what is there: reading for a full block would wait for ever on a server that sends a byte a second.
        """
        window_start, got = self.clock(), 0
        longest = min(self.read_seconds, max(patience.left, 0.1))
        while piece := raw.read1(BLOCK, decode_content=True):
            got += len(piece)
            if got >= self.least_bytes:
                window_start = patience.progress = self.clock()
                got = 0
            yield piece
            if self.clock() - window_start > longest:
                raise requests.ReadTimeout(f"less than {self.least_bytes} bytes in {longest:g} seconds")


def new_session() -> requests.Session:
    """Make a session that names us, checks certificates, and speaks without encryption only to this machine."""
    return prepared(requests.Session())


def prepared(session: requests.Session, adapter: HTTPAdapter | None = None) -> requests.Session:
    """Give a session our name and our rules; proxies and certificate bundles stay the environment's."""
    session.headers["User-Agent"] = USER_AGENT
    # A length can be checked only where bytes come as they are.
    session.headers["Accept-Encoding"] = "identity"
    session.max_redirects = _MOST_REDIRECTS
    session.mount("https://", adapter or HTTPAdapter())
    session.mount("http://", LoopbackOnly(adapter or HTTPAdapter()))
    return session


class LoopbackOnly(HTTPAdapter):
    """Lets http:// through to this machine only, wherever a redirect leads."""

    def __init__(self, adapter: HTTPAdapter) -> None:
        super().__init__()
        self._adapter = adapter

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send a request unless it would travel unencrypted."""
        address = request.url or ""
        if not _is_loopback(urlsplit(address).hostname or ""):
            raise DownloadError(f"{address}: {UNENCRYPTED}")
        return self._adapter.send(request, *args, **options)

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()
        super().close()


def secure(address: str) -> str:
    """Give the encrypted address of a link that an old page still writes with http://."""
    parts = urlsplit(address)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        return parts._replace(scheme="https").geturl()
    return address


def check_status(response: requests.Response, now: Callable[[], float] = time.time) -> None:
    """Let good answers through; tell those that may change from those that will not."""
    status = response.status_code
    if status < _REDIRECTED or status == _UNMODIFIED:
        return
    said = f"the server answered {status} {response.reason or ''}".rstrip()
    if status in _AGAIN:
        raise _TryAgainError(said, retry_after(response.headers.get("Retry-After"), now()))
    raise DownloadError(f"{response.url}: {said}; the file may have moved: see trade-territories download --list")


def again(reason: str) -> Exception:
    """Say that an answer is no good and another attempt may bring a better one."""
    return _TryAgainError(reason)


def retry_after(header: str | None, now: float) -> float | None:
    """Read how long a server asks to wait, in seconds: a number, or a date; nothing where it says nothing usable.

    Examples
    --------
    >>> retry_after("120", now=0), retry_after("Thu, 01 Jan 1970 00:00:30 GMT", now=10), retry_after("soon", now=0)
    (120.0, 20.0, None)
    """
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (TypeError, ValueError):
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plainly(error: Exception) -> str:
    """Say in a few words what went wrong with a connection."""
    text = str(error)
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{type(error).__name__}: {text}"
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)) or "timed out" in text:
        return "no answer in time"
    if "resolve" in text or "Name or service" in text:
        return "the name of the server cannot be resolved (is this machine connected?)"
    if "IncompleteRead" in text or isinstance(error, urllib3.exceptions.ProtocolError):
        return "the connection was cut in the middle"
    return "no connection to the server"
