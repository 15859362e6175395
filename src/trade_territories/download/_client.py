"""Asking a server: how long to wait, when to ask again, and what is an answer."""

from __future__ import annotations

import logging
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import requests
import urllib3

from trade_territories.download._session import caching_session
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Answer = TypeVar("Answer")

LOG = logging.getLogger("trade_territories")
BLOCK = 1 << 16

#: 416: what is asked for lies beyond the end, which happens when a file has become shorter meanwhile.
_AGAIN = (408, 416, 425, 429, 500, 502, 503, 504)
_REDIRECTED, _UNMODIFIED = 300, 304
_REFUSED = (401, 403, 451)
TRY_LATER = ". Try again later, or give files already here with --from"
_FILE_MOVED = "the file may have moved: see trade-territories download --list"
_SAVED = "where the address opens in a browser, save the file there and give it with --from (read_flows)"
_BROWSER = f"it refuses programs, or this network: {_SAVED}"
_CERTIFICATE = re.compile(r"certificate verify failed: ([^()']{1,200})")
_ENCRYPTION = re.compile(r"\[SSL: ([A-Z0-9_]{3,60})\]")
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
#: What a connection that breaks or never comes about raises, and an answer that is not packed as its headers say.
BROKEN = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.ProtocolError,
    urllib3.exceptions.TimeoutError,
    urllib3.exceptions.DecodeError,
)


class SiteDownError(DownloadError):
    """No answer, or only answers that the server is in trouble: what is in the cache may do."""

    @property
    def without_way_out(self) -> str:
        """The sentence up to the way out, for another one to follow."""
        return str(self).removesuffix(TRY_LATER)


class _TryAgainError(Exception):
    """An attempt failed, and another one may not.

    Parameters
    ----------
    reason
        What happened, for the message.
    pause
        Seconds that the server asks to wait.
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
    """How servers are asked; tests put other clocks in."""

    #: Wait, measure time (seconds), tell the date (seconds since 1970).
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    #: How often a request is made before giving up.
    attempts: int = 5
    #: Longest wait for a connection; for all headers of an answer, and then for the next bytes.
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    #: Longest wait in all where the cache holds something that may do instead.
    patience_seconds: float = 10.0
    #: A connection that brings less than this in ``read_seconds`` counts as one that hangs.
    least_bytes: int = 1 << 14
    #: For so long what was checked with the server is not asked for again.
    fresh_seconds: float = 3600.0
    longest_seconds: float = field(default=300.0, repr=False)

    @cached_property
    def pages(self) -> requests.Session:
        """The session that pages are asked with; it keeps them in memory."""
        return caching_session(self.fresh_seconds)

    def hurried(self) -> Client:
        """Return the same client, with the pages that it keeps, and a single attempt for each request."""
        other = replace(self, attempts=1)
        other.__dict__["pages"] = self.pages
        return other

    def patience(self, *, has_other: bool) -> Patience:
        """Return the wait that one call may cost: short where the cache holds something else."""
        return Patience(self.patience_seconds if has_other else self.longest_seconds)

    def ask(self, attempt: Callable[[], Answer], address: str, patience: Patience) -> Answer:
        """Make a request until it succeeds, with pauses of 1, 2, 4… seconds, or as long as the server asks.

        A server's wish is followed for a minute at most, and logged.

        Raises
        ------
        SiteDownError
            All attempts failed, or there is no more time to wait.
        DownloadError
            An answer that another attempt will not change.
        """
        count = 0
        while True:
            count += 1
            started = self.clock()
            try:
                return attempt()
            except requests.exceptions.SSLError as error:
                # Never worked around: the message says what can be done instead.
                reason, way_out = _encryption_fault(str(error))
                raise SiteDownError(f"{address}: {reason}; {way_out}", reason) from error
            except _TryAgainError as error:
                reason, wished = error.reason, error.pause
            except BROKEN as error:
                reason, wished = plain_reason(error), None
            except ValueError as error:
                # Addresses and headers that a server made up reach parsers that raise this.
                reason = _unreadable_reason(str(error))
                raise DownloadError(f"{address}: {reason}", reason) from error
            patience.spend(self.clock() - max(started, patience.progress))
            pause = min(_FIRST_PAUSE * 2 ** (count - 1) if wished is None else wished, _LONGEST_PAUSE)
            if count >= self.attempts or pause >= patience.left:
                break
            if wished is not None:
                LOG.warning("%s: %s, and to wait %s; waiting %g seconds", address, reason, _duration(wished), pause)
            else:
                LOG.debug("%s: %s; asking again in %g seconds", address, reason, pause)
            self.sleep(pause)
            patience.spend(pause)
        times = "once" if count == 1 else f"{count} times"
        wish = f" (it asks to wait {_duration(wished)})" if wished is not None else ""
        raise SiteDownError(f"{address}: {reason}{wish}; asked {times}{TRY_LATER}", reason)

    @contextmanager
    def get(
        self, session: requests.Session, address: str, patience: Patience, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """Open an answer: a good one, or 304 where the request had a condition; its body is still to come."""
        with session.get(address, headers=dict(headers), stream=True, timeout=self.timeouts(patience)) as response:
            check_status(response, self.now)
            yield response

    def timeouts(self, patience: Patience) -> tuple[float, float]:
        """Return the longest waits for a connection and for headers or bytes, within what is left to wait."""
        left = max(patience.left, 0.1)
        # A name may have two addresses, an old and a new kind, that are tried in turn.
        return min(self.connect_seconds, left / 2), min(self.read_seconds, left)

    def pieces(self, raw: urllib3.BaseHTTPResponse, patience: Patience) -> Iterator[bytes]:
        """Yield a body as it comes in; raise where it comes so slowly that it will not end.

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


def check_status(
    response: requests.Response, now: Callable[[], float] = time.time, *, heading: str = "", way_out: str = _FILE_MOVED
) -> None:
    """Let good answers through; tell those that may change from those that will not.

    Parameters
    ----------
    response
        The answer.
    now
        Tells the date, for the wait that a server asks for.
    heading
        What the page that came with a refusal calls itself: a check of the browser, a maintenance.
    way_out
        What to do where nothing is there.
    """
    status = response.status_code
    if status < _REDIRECTED or status == _UNMODIFIED:
        return
    said = f"the server answered {status} {(response.reason or '')[:80]}".rstrip()
    if heading and status in (*_REFUSED, *_AGAIN):
        said += f" with the page {heading!r}"
    if status in _AGAIN:
        raise _TryAgainError(said, retry_after(response.headers.get("Retry-After"), now()))
    raise DownloadError(f"{response.url}: {said}; {_BROWSER if status in _REFUSED else way_out}", said)


def again(reason: str) -> Exception:
    """Return the error of an answer that is no good where another attempt may bring a better one."""
    return _TryAgainError(reason)


def retry_after(header: str | None, now: float) -> float | None:
    """Return how long a server asks to wait, in seconds, from a number or a date; None where it says nothing usable.

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
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def plain_reason(error: Exception) -> str:
    """Return in a few words what went wrong with a connection."""
    text = str(error)
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy that this machine is set to use does not answer as it should"
    if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)) or "timed out" in text:
        return "no answer in time"
    if isinstance(error, urllib3.exceptions.DecodeError):
        return "the answer cannot be unpacked: it is not packed as its headers say"
    if "resolve" in text or "Name or service" in text or "getaddrinfo" in text:
        return "the name of the server cannot be resolved (is this machine connected?)"
    if "IncompleteRead" in text or isinstance(error, urllib3.exceptions.ProtocolError):
        return "the connection was cut in the middle"
    return "no connection to the server"


def _unreadable_reason(text: str) -> str:
    """Return what cannot be used: the proxy's address, which Python finds out as late as the server's answer, or the answer."""
    if "proxy" in text.lower():
        return f"the proxy that this machine is set to use has no usable address ({text}); correct HTTPS_PROXY"
    if "SOCKS" in text:
        return f"the proxy that this machine is set to use needs another package ({text}); pip install requests[socks]"
    return f"the server's answer cannot be read ({text})"


def _encryption_fault(text: str) -> tuple[str, str]:
    """Return why no encrypted connection came about, and the way out, without the classes that the reason went through.

    Examples
    --------
    >>> _encryption_fault("(Caused by SSLError(1, '[SSL: DH_KEY_TOO_SMALL] dh key too small (_ssl.c:1006)'))")[0]
    'no encrypted connection can be agreed on (DH_KEY_TOO_SMALL)'
    """
    if found := _CERTIFICATE.search(text):
        way_out = "behind a company's proxy, set REQUESTS_CA_BUNDLE to the file of its certificates"
        return f"its certificate is not trusted ({found[1].strip()})", way_out
    named = _ENCRYPTION.search(text)
    return f"no encrypted connection can be agreed on ({named[1] if named else 'it is broken off'})", _SAVED


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    if seconds < 86_400:
        return f"{seconds / 60:.0f} minutes"
    return f"{min(seconds / 86_400, 999_999):.0f} days"
