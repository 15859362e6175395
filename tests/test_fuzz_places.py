"""Pages, lists, notes and answers changed at random: a listing, or one error of the download; never a traceback, never long.

Every change comes from a seed, so that what fails can be made again: ``mutated(content, seed)``.
"""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.customs_server import Customs
from trade_territories import download, sources
from trade_territories.download import Client, Discovery
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANY = pytest.param(3000, marks=pytest.mark.fuzz, id="many")
FEW = pytest.param(150, id="few")
LONGEST_SECONDS = 1.0

PAGE = Customs(
    links=[
        "/sites/default/files/2025-02/07/202412-Regional-2024-export.zip",
        "transfert_file.asp?id=7&amp;f=202412-Region-2024-import.zip",
        "javascript:ouvre('/fichiers/Telecharge','202412-Regional-2023-export.zip')",
    ]
).page()
FORM = b'<form action="download_2.asp"><input name=fic value="202412-Regional-2024-import.zip"><select><option></form>'
PAGE = PAGE.replace(b"</body>", FORM + b"<!-- <a href='old-Regional-2010-export.zip'> --></body>")
LIST = json.dumps(
    {
        "title": "Statistiques régionales",
        "resources": [
            {
                "url": "https://static.data.gouv.fr/202002-Regional-2019-import.zip",
                "last_modified": "2020-04-08T10:00:00",
            },
            {"url": "https://www.data.gouv.fr/fr/datasets/r/0a78", "title": "Export 2019", "format": "zip"},
        ],
    }
).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (
    len(PAGE),
    PAGE,
)
PIECES = (
    b"<", b">", b'"', b"'", b"&", b"\x00", b"\xff\xfe", b"<!--", b"-->", b"<a href=", b"javascript:", b"%00", b"\\", b"[", b"]",
    b"{", b"}", b"9" * 400, b"//", b"http://[", b"\r\n", b": ", b"null", b"-1", b"1e999", b"charset=punycode", b"file:///etc/x.zip",
    b"https://10.0.0.1/202412-Regional-2024-export.zip", b"HTTP/9.9 \xff", b"Transfer-Encoding: chunked\r\n",
    b"Retry-After: 9e9\r\n", b"Content-Encoding: gzip\r\n", b"Location: http://[bad/\r\n", b"Content-Length: -5\r\n",
    b"301", b"304",
)  # fmt: skip


def mutated(content: bytes, seed: int) -> bytes:
    """Return a content with some bytes changed, cut, doubled or put in."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0 if changed:
                changed[place % len(changed)] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randint(1, 40)]
            case 2:
                changed[place:place] = chance.choice(PIECES) * chance.choice((1, 1, 1, 50))
            case 3:
                changed[place:place] = changed[place : place + chance.randint(1, 200)] * chance.choice((1, 2, 20))
            case _:
                del changed[place:]
    return bytes(changed)


def check(read: Callable[[], sources.Listing], seed: int) -> None:
    """Read within the time; every file that is found has an address that the rules can judge."""
    began = time.monotonic()
    try:
        listing = read()
    except DownloadError:
        listing = sources.Listing((), 0, ())
    assert time.monotonic() - began < LONGEST_SECONDS, seed
    for file in listing.files:
        assert urlsplit(file.address).scheme in ("http", "https"), (seed, file)
        assert file.flow in (None, "export", "import"), (seed, file)
        assert file.year is None or 1900 <= file.year < 2100, (seed, file)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_changed_pages_are_read_or_refused(count: int) -> None:
    address = "https://lekiosque.finances.gouv.fr/site_fr/index.asp"
    for seed in range(count):
        page = mutated(PAGE, seed)
        charset = (None, "utf-8", "punycode", "utf-16", "x\0", "cp1252")[seed % 6]
        check(lambda page=page, charset=charset: sources.read_page(page, address, charset=charset), seed)  # type: ignore[misc]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_changed_lists_are_read_or_refused(count: int) -> None:
    for seed in range(count):
        content = mutated(LIST, seed)
        check(lambda content=content: sources.read_list(content, "https://www.data.gouv.fr/api/"), seed)  # type: ignore[misc]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_changed_notes_are_archives_or_nothing(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path))
    folder = tmp_path / "archives"
    (folder / "0" / "1").mkdir(parents=True)
    (folder / "0" / "1" / "a.zip").write_bytes(b"x" * 10)
    note = {
        "file": "0/1/a.zip", "address": "https://d.example/a.zip", "size": 10, "sha256": "0" * 64, "date": "2025-01-01",
        "checked": 1.0, "results": "202412", "published": "2025-02-07", "kind": "regional", "flow": "export", "year": 2024,
    }  # fmt: skip
    content = json.dumps(note, indent=1).encode()
    for seed in range(count):
        (folder / "note.json").write_bytes(mutated(content, seed))
        for archive in download.cached_archives():
            assert archive.path.resolve().is_relative_to(folder.resolve()), seed
            assert archive.file.kind in ("regional", "regional-ce", "workbook", "unknown"), seed


@pytest.mark.whole
@pytest.mark.parametrize("count", [pytest.param(60, id="few"), pytest.param(1200, marks=pytest.mark.fuzz, id="many")])
def test_changed_answers_of_a_server_are_read_or_refused(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = iter(range(10_000_000))
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with connection:
                connection.settimeout(1.0)
                try:
                    connection.recv(65536)
                    connection.sendall(mutated(ANSWER, next(seeds)))
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    place = sources.Place("index", f"http://127.0.0.1:{server.getsockname()[1]}/", "the page", "links")
    monkeypatch.setattr(sources, "official_places", lambda: (place,))
    try:
        for number in range(count):
            client = Client(sleep=lambda _: None, attempts=1, read_seconds=0.3, connect_seconds=1.0)
            began = time.monotonic()
            step = next(Discovery(client, client.patience(has_other=False)).steps())
            assert time.monotonic() - began < 3 * LONGEST_SECONDS, number
            assert step.error is None or isinstance(step.error, DownloadError), number
    finally:
        stop.set()
        thread.join()
        server.close()
