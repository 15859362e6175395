"""The Customs' site on this machine, with every fault that a server can have; nothing leaves loopback.

``Customs`` is a context manager. ``publish`` puts a file on it and links it from the index page; ``fail`` says what goes
wrong with the next requests for a path, one fault a request.
"""

from __future__ import annotations

import email.utils
import gzip
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

INDEX = "/site_fr/telechargement/telechargement_SGBD.asp"
HTML = b"<!DOCTYPE html><html><head><title>Erreur</title></head><body>Service indisponible</body></html>"


@dataclass
class Published:
    """A file as the server has it."""

    content: bytes
    etag: str | None = None
    last_modified: float | None = None
    ranges: bool = True
    content_type: str = "application/zip"


Fault = Callable[["_Handler", Published], None]


@dataclass
class Asked:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    status: int = 0


@dataclass
class Customs:
    """The server; ``asked`` holds every request, in order."""

    files: dict[str, Published] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, Fault] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    charset: str = "iso-8859-1"

    def __enter__(self) -> Self:
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = False
        self._server.customs = self  # type: ignore[attr-defined]  # how handlers find it
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def index(self) -> str:
        """Address of the index page."""
        return self.address + INDEX

    def publish(self, name: str, content: bytes, *, folder: str = "2025-02/07", **about: Any) -> str:
        """Put a file on the server and link it; its path is given back."""
        path = f"/sites/default/files/{folder}/{name}"
        about.setdefault("etag", f'"{hash(content) & 0xFFFFFFFF:x}"')
        self.files[path] = Published(content, **about)
        if path not in self.links:
            self.links.append(path)
        return path

    def fail(self, path: str, *faults: Fault) -> None:
        """Let the next requests for a path go wrong, one after the other."""
        self.faults[path].extend(faults)

    def count(self, path: str, *, status: int | None = None) -> int:
        """Say how often a path was asked for."""
        return sum(one.path == path and status in (None, one.status) for one in self.asked)

    def page(self) -> bytes:
        """The index page: links in any order among others, letters beyond ASCII."""
        items = "".join(f'<div class="bande"><a href="{link}">Données régionales</a></div>' for link in self.links)
        text = (
            "<html><head><title>Téléchargement de données</title></head><body>"
            '<a href="/faq.html">Aide à la lecture</a><div id="gauche">'
            '<a href="/files/202502-National-2024-export.zip">national</a>'
            f'{items}<a href="mailto:opendata@douane.example">écrire</a></div></body></html>'
        )
        return text.encode(self.charset)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    #: A connection that is kept open, and asks nothing more, is let go.
    timeout = 0.3
    asked: Asked

    @property
    def customs(self) -> Customs:
        found: Customs = self.server.customs  # type: ignore[attr-defined]  # set by Customs
        return found

    def handle(self) -> None:
        # A client may end a connection that is kept open, whichever end it is at.
        with suppress(ConnectionResetError):
            super().handle()

    def do_GET(self) -> None:
        self.asked = Asked(self.path, dict(self.headers.items()))
        self.customs.asked.append(self.asked)
        if self.path == INDEX:
            file = Published(self.customs.page(), content_type=f"text/html; charset={self.customs.charset}")
        elif self.path in self.customs.files:
            file = self.customs.files[self.path]
        else:
            self.answer(404, HTML, {"Content-Type": "text/html"})
            return
        waiting = self.customs.faults[self.path]
        try:
            if waiting:
                waiting.pop(0)(self, file)
            elif self.path in self.customs.always:
                self.customs.always[self.path](self, file)
            else:
                well(self, file)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status: int, body: bytes, headers: dict[str, str], *, length: int | None = None) -> None:
        self.asked.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def drop(self) -> None:
        self.close_connection = True

    def wait(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        self.customs._stopping.wait(seconds)

    def log_message(self, *_: object) -> None:
        """Say nothing: tests are quiet."""


def headers_of(file: Published) -> dict[str, str]:
    found = {"Content-Type": file.content_type}
    if file.etag:
        found["ETag"] = file.etag
    if file.last_modified:
        found["Last-Modified"] = email.utils.formatdate(file.last_modified, usegmt=True)
    return found


def well(handler: _Handler, file: Published) -> None:
    """Answer as a good server does: conditions, ranges."""
    headers = headers_of(file)
    if file.etag and handler.headers.get("If-None-Match") == file.etag:
        handler.answer(304, b"", {"ETag": file.etag})
        return
    if file.last_modified and handler.headers.get("If-Modified-Since") == headers["Last-Modified"]:
        handler.answer(304, b"", {})
        return
    asked = handler.headers.get("Range", "")
    unchanged = handler.headers.get("If-Range") in (None, file.etag, headers.get("Last-Modified"))
    if file.ranges and asked.startswith("bytes=") and unchanged:
        first, _, last = asked.removeprefix("bytes=").partition("-")
        size = len(file.content)
        start, end = int(first), min(int(last) + 1 if last else size, size)
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        handler.answer(206, file.content[start:end], headers)
        return
    handler.answer(200, file.content, headers)


def status(code: int, *, retry_after: str | None = None) -> Fault:
    """Answer an error."""

    def fault(handler: _Handler, _: Published) -> None:
        headers = {"Content-Type": "text/html"} | ({"Retry-After": retry_after} if retry_after else {})
        handler.answer(code, HTML, headers)

    return fault


def cut(after: int) -> Fault:
    """Promise the whole and break off."""

    def fault(handler: _Handler, file: Published) -> None:
        handler.answer(200, file.content[:after], headers_of(file), length=len(file.content))
        handler.drop()

    return fault


def wrong_length(by: int) -> Fault:
    """Say another length than there is."""

    def fault(handler: _Handler, file: Published) -> None:
        length = len(file.content) + by
        handler.answer(200, file.content[: max(length, 0)], headers_of(file), length=length)
        handler.drop()

    return fault


def html() -> Fault:
    """Answer an error page with status 200, as this site does."""
    return lambda handler, _: handler.answer(200, HTML, {"Content-Type": "text/html"})


def body(content: bytes) -> Fault:
    """Answer other bytes than the file's."""
    return lambda handler, file: handler.answer(200, content, headers_of(file))


def page(content: str, code: int = 200, kind: str = "text/html") -> Fault:
    """Answer a page of its own, with any status."""
    return lambda handler, _: handler.answer(code, content.encode(), {"Content-Type": kind})


def packed(handler: _Handler, file: Published) -> None:
    """Send the file packed with gzip, whatever was asked for."""
    handler.answer(200, gzip.compress(file.content), {**headers_of(file), "Content-Encoding": "gzip"})


def falsely_packed(handler: _Handler, file: Published) -> None:
    """Say that the file is packed, and send it as it is."""
    handler.answer(200, file.content, {**headers_of(file), "Content-Encoding": "gzip"})


def packed_and_cut(handler: _Handler, file: Published) -> None:
    """Send half of the packed file."""
    content = gzip.compress(file.content)
    headers = {**headers_of(file), "Content-Encoding": "gzip"}
    handler.answer(200, content[: len(content) // 2], headers, length=len(content))
    handler.drop()


def in_chunks(handler: _Handler, file: Published) -> None:
    """Send the file in chunks, without saying how long it is."""
    handler.asked.status = 200
    handler.send_response(200)
    for name, value in {**headers_of(file), "Transfer-Encoding": "chunked"}.items():
        handler.send_header(name, value)
    handler.end_headers()
    for start in range(0, len(file.content), 97):
        piece = file.content[start : start + 97]
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


def without_length(handler: _Handler, file: Published) -> None:
    """Send the file as a page, without its length and its date, up to the end of the connection."""
    handler.asked.status = 200
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(file.content)
    handler.drop()


def hang(seconds: float = 30.0) -> Fault:
    """Take the request and say nothing."""

    def fault(handler: _Handler, _: Published) -> None:
        handler.wait(seconds)
        handler.drop()

    return fault


def slow(size: int, pause: float) -> Fault:
    """Send the file in small pieces."""

    def fault(handler: _Handler, file: Published) -> None:
        handler.answer(200, b"", headers_of(file), length=len(file.content))
        for start in range(0, len(file.content), size):
            handler.wfile.write(file.content[start : start + size])
            handler.wfile.flush()
            handler.wait(pause)

    return fault


def redirect(to: str) -> Fault:
    """Send on to another address."""
    return lambda handler, _: handler.answer(302, b"", {"Location": to})


def refuse(handler: _Handler, _: Published) -> None:
    """Close the connection without a word."""
    handler.drop()


def date_in(seconds: float) -> str:
    """Write a moment from now as HTTP does."""
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


CHALLENGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><script src="/cdn-cgi/x"></script>'
    '<a href="https://www.cloudflare.com?utm_source=challenge">Cloudflare</a></body></html>'
)
CONSENT = (
    "<!DOCTYPE html><html><body><h1>Gestion des cookies</h1><form action=/consent method=post><input type=hidden "
    f'name=return value="{INDEX}"><button name=ok value=1>Tout accepter</button></form></body></html>'
)
MAINTENANCE = "<html><body><h1>Site en maintenance</h1><p>Le service est momentanément indisponible.</p></body></html>"
ROBOTS = "User-agent: *\nDisallow: /\n"
#: Pages that servers give in the place of what was asked for, and what a message must say of each.
INSTEAD: dict[str, tuple[Fault, str]] = {
    "browser check": (page(CHALLENGE, 403), "403 Forbidden with the page 'Just a moment...'"),
    "busy browser check": (page(CHALLENGE, 503), "503 Service Unavailable with the page 'Just a moment...'"),
    "browser check as a page": (page(CHALLENGE), "'Just a moment...'"),
    "consent": (page(CONSENT), "'Gestion des cookies'"),
    "maintenance": (page(MAINTENANCE), "'Site en maintenance'"),
    "maintenance, 503": (page(MAINTENANCE, 503), "503 Service Unavailable with the page 'Site en maintenance'"),
    "robots": (page(ROBOTS, kind="text/plain"), "'User-agent: * Disallow: /'"),
    "gone": (page("<title>Gone</title>", 410), "the server answered 410 Gone"),
    "log in": (page("<title>Connexion</title>", 401), "401 Unauthorized with the page 'Connexion'"),
    "too many": (status(429, retry_after="3600"), "429 Too Many Requests"),
    "empty": (page(""), "no link at all"),
    "JSON of an error": (page('{"message": "not found"}', kind="application/json"), "JSON of another shape"),
    "JSON of numbers": (page("[1, 2]", kind="application/json"), "no link to a regional file"),
    "an archive": (body(b"PK\x03\x04" + bytes(range(256)) * 4), "no link to a regional file"),
    "falsely packed": (falsely_packed, "cannot be unpacked"),
    "packed and cut": (packed_and_cut, "cut in the middle"),
    "another host": (redirect("https://elsewhere.example/page"), "the host 'elsewhere.example' is neither"),
}
