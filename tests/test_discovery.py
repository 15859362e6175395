"""Where files are found: each place that lists them, what it may do wrong, and which address may be asked at all."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest
import requests

import trade_territories as tt
from tests import customs_server as faults
from tests.builders import FlowRow, customs_rows, write_release
from tests.customs_server import Customs, Published
from trade_territories import download, sources
from trade_territories.download import Client
from trade_territories.errors import DownloadError, ReleaseFormatError, TradeTerritoriesError
from trade_territories.flows import _loading as loading
from trade_territories.sources import _files as files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REAL_ADDRESSES = [file.address for file in sources.known() if file.kind == "regional"]
CATALOGUE, PORTAL = "/la-douane/opendata", "/api/1/datasets/regional/"


def rows(year: int, quarters: tuple[int, ...] = (1, 2, 3, 4), value: int = 100) -> list[FlowRow]:
    return [
        (flow, year, quarter, place, "C11Z", "1102", "US", value, 1)
        for flow in ("export", "import")
        for quarter in quarters
        for place in ("51", "10")
    ]


def archive(folder: Path, flow: str, year: int = 2024, **about: object) -> bytes:
    made = write_release(folder / "made.zip", customs_rows(rows(year, **about), flow), year=year)  # type: ignore[arg-type]
    return made.read_bytes()


@pytest.fixture
def customs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Customs]:
    """The Customs' page, their catalogue and the portal, all on this machine; the last two are empty."""
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL", raising=False)
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, read_seconds=1.0, connect_seconds=1.0))
    with Customs() as server:
        server.files[CATALOGUE] = Published(b"<html>nothing yet</html>", content_type="text/html")
        server.files[PORTAL] = Published(b'{"resources": []}', content_type="application/json")
        places = (
            sources.Place("index", server.index, "the page", "links"),
            sources.Place("catalogue", server.address + CATALOGUE, "the catalogue", "links"),
            sources.Place("portal", server.address + PORTAL, "the portal", "resources"),
        )
        monkeypatch.setattr(sources, "official_places", lambda: places)
        yield server


def check(flows: object) -> None:
    assert tt.totals(flows, "51")["value_eur"].tolist() == [400, 400]  # type: ignore[arg-type]


def hidden(server: Customs, name: str, content: bytes) -> str:
    """A file on the server that the index page does not link."""
    path = server.publish(name, content)
    server.links.remove(path)
    return path


def link_both(server: Customs, tmp_path: Path) -> list[str]:
    return [
        hidden(server, f"202412-Regional-2024-{flow}.zip", archive(tmp_path, flow)) for flow in ("export", "import")
    ]


def page_of(server: Customs, content: str) -> None:
    server.always[faults.INDEX] = faults.body(content.encode())


@pytest.mark.whole
@pytest.mark.parametrize("where", ["index", "catalogue", "portal"])
def test_each_place_may_be_the_one_that_lists_the_files(customs: Customs, tmp_path: Path, where: str) -> None:
    paths = link_both(customs, tmp_path)
    if where == "index":
        customs.links += paths
    elif where == "catalogue":
        page = "".join(f'<a href="{path}">fichier</a>' for path in paths)
        customs.files[CATALOGUE] = Published(page.encode(), content_type="text/html")
    else:
        resources = [{"url": customs.address + path, "title": "x"} for path in paths]
        customs.files[PORTAL] = Published(json.dumps({"resources": resources}).encode())
    check(tt.load_flows(2024))
    asked = [step.place.name for step in download.Discovery(Client(), Client().patience(has_other=False)).steps()]
    assert asked == ["index", "catalogue", "portal"]
    # The first place with a usable link is the last that is asked.
    assert customs.count(PORTAL) == (2 if where == "portal" else 1)


@pytest.mark.whole
@pytest.mark.parametrize(
    "links",
    [
        '<a href="202412-Region-2024-{flow}.zip">x</a>',
        '<a href="transfert_file.asp?id=7&amp;f=202412-Region-2024-{flow}.zip">x</a>',
        '<a href="/data7{flow}.zip">Données régionales 2024, {flow}</a>',
        "<a href=\"javascript:ouvre('/data/202412-Regional-2024-{flow}.zip')\">x</a>",
        '<form method=post action="/give.asp"><input type=hidden name=fic value="202412-Regional-2024-{flow}.zip"></form>',
        '<a href="/data8{flow}.zip">fichier</a>',
    ],
    ids=["region", "script in the address", "by its text", "javascript", "form", "by its bytes"],
)
def test_links_of_any_form_are_judged_by_what_they_lead_to(customs: Customs, tmp_path: Path, links: str) -> None:
    contents = {flow: archive(tmp_path, flow) for flow in ("export", "import")}
    page_of(customs, "<html>" + "".join(links.format(flow=flow) for flow in contents) + "</html>")
    folder = faults.INDEX.rsplit("/", 1)[0]
    for flow, content in contents.items():
        for path in (
            f"{folder}/202412-Region-2024-{flow}.zip",
            f"{folder}/transfert_file.asp?id=7&f=202412-Region-2024-{flow}.zip",
            f"/data7{flow}.zip", f"/data8{flow}.zip", f"/data/202412-Regional-2024-{flow}.zip",
            f"/give.asp?fic=202412-Regional-2024-{flow}.zip",
        ):  # fmt: skip
            customs.files[path] = Published(content)
    check(tt.load_flows(2024))
    check(tt.load_flows(2024, offline=True))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no link at all"),
        (faults.HTML, "no link at all"),
        (b'{"message": "not found"}', "JSON of another shape"),
        (b"[" * 100_000, "no|not a list in JSON"),
        (b'[{"url": 5}, null, 7, {"url": "http://[bad/"}]', "no link to a regional file"),
    ],
    ids=["empty", "HTML", "other JSON", "deep JSON", "odd entries"],
)
def test_a_place_that_lists_nothing_is_named_with_what_it_answered(
    customs: Customs, content: bytes, message: str
) -> None:
    for path in (faults.INDEX, CATALOGUE, PORTAL):
        customs.always[path] = faults.body(content)
    customs.files.setdefault(faults.INDEX, Published(b""))
    with pytest.raises(DownloadError, match=message) as caught:
        tt.load_flows(2024)
    assert "the catalogue" in str(caught.value)
    assert "trade-territories doctor 2024" in str(caught.value)


@pytest.mark.whole
@pytest.mark.parametrize(("fault", "said"), faults.INSTEAD.values(), ids=faults.INSTEAD)
def test_whatever_comes_in_the_place_of_a_list_is_one_error_that_names_it(
    customs: Customs, fault: faults.Fault, said: str
) -> None:
    customs.files.setdefault(faults.INDEX, Published(b""))
    for path in (faults.INDEX, CATALOGUE, PORTAL):
        customs.always[path] = fault
    with pytest.raises(DownloadError) as caught:
        tt.load_flows(2024)
    message = str(caught.value)
    # Each place once, with what it answered; then, once, what was looked for, the way out and the command.
    for words in ("the page (", "the catalogue (", "the portal (", "--from", "trade-territories doctor 2024"):
        assert message.count(words) == 1
    assert message.count(said) == 1
    assert message.endswith("To see what was looked for and found: trade-territories doctor 2024 --output doctor")
    assert len(message) < 1500
    diagnosis = tt.doctor(2024)
    assert not diagnosis.can_load
    places = [check for check in diagnosis.problems if check.name.startswith("place_")]
    assert len(places) == 3
    assert all(said in check.text and check.todo for check in places)
    assert "unexpected" not in diagnosis.to_text()
    assert json.loads(diagnosis.to_json())["years"] == []


MOVED = f'<html><head><meta http-equiv="Refresh" content="0; URL={CATALOGUE}/new.asp"></head></html>'
FRAMES = f'<frameset><frame src="menu.html"><frame src="{CATALOGUE}/new.asp"></frameset>'
INNER = f'<p>Voir <iframe src="{CATALOGUE}/new.asp"></iframe></p>'


@pytest.mark.parametrize("place", ["index", "catalogue", "portal"])
@pytest.mark.parametrize(
    "fault",
    [
        faults.redirect(f"{CATALOGUE}/new.asp"), faults.page(MOVED), faults.page(FRAMES), faults.page(INNER), faults.packed,
        faults.in_chunks, faults.without_length,
    ],
    ids=["redirect", "meta refresh", "frames", "inner frame", "packed", "in chunks", "without length"],
)  # fmt: skip
def test_a_list_that_has_moved_or_comes_in_another_packing_is_read(
    customs: Customs, place: str, fault: faults.Fault
) -> None:
    page = b'<a href="/202412-Regional-2024-export.zip">x</a><a href="/202412-Regional-2024-import.zip">x</a>'
    path = {"index": faults.INDEX, "catalogue": CATALOGUE, "portal": PORTAL}[place]
    customs.files[path] = customs.files[f"{CATALOGUE}/new.asp"] = Published(page, content_type="text/html")
    customs.links += ["/202412-Regional-2024-export.zip", "/202412-Regional-2024-import.zip"]
    customs.always[path] = fault
    client = loading.CLIENT
    (where,) = (one for one in sources.official_places() if one.name == place)
    (step,) = download.Discovery(client, client.patience(has_other=False), (where,)).steps()
    assert [(file.year, file.flow) for file in step.files] == [(2024, "export"), (2024, "import")]


@pytest.mark.whole
@pytest.mark.parametrize(
    "fault",
    [faults.packed, faults.in_chunks, faults.without_length, faults.redirect("/moved.zip")],
    ids=["packed", "in chunks", "without length, as text/html", "redirect"],
)
def test_an_archive_in_another_packing_is_read(customs: Customs, tmp_path: Path, fault: faults.Fault) -> None:
    customs.links += link_both(customs, tmp_path)
    customs.files["/moved.zip"] = customs.files[customs.links[0]]
    customs.always[customs.links[0]] = fault
    check(tt.load_flows(2024))


@pytest.mark.whole
def test_a_packed_archive_that_was_cut_is_asked_for_from_its_start(customs: Customs, tmp_path: Path) -> None:
    customs.links += link_both(customs, tmp_path)
    customs.fail(customs.links[0], faults.packed_and_cut, faults.packed)
    check(tt.load_flows(2024))
    ranges = [one.headers.get("Range") for one in customs.asked if one.path == customs.links[0]]
    assert ranges == [None, None]


def test_a_layout_that_cannot_be_read_is_told_with_the_command(customs: Customs, tmp_path: Path) -> None:
    """The likeliest error of the first day: the archive comes, and its data stand otherwise than was expected."""
    for flow in ("export", "import"):
        lines = [(*row[:9], "x") for row in customs_rows(rows(2024), flow)]
        content = write_release(tmp_path / "made.zip", lines, year=2024).read_bytes()
        customs.publish(f"202412-Regional-2024-{flow}.zip", content)
    with pytest.raises(ReleaseFormatError, match=r"line 1.*trade-territories doctor 2024 --output doctor$") as caught:
        tt.load_flows(2024)
    assert caught.value.line == 1


@pytest.mark.whole
def test_without_a_year_the_last_one_of_the_five_quarters_is_found_among_other_archives(
    customs: Customs, tmp_path: Path
) -> None:
    customs.publish("lisez-moi.zip", b"PK no archive")
    for flow in ("export", "import"):
        customs.publish(f"202506-stat-regional-ce-{flow}.zip", archive(tmp_path, flow, year=2025, quarters=(1, 2)))
    flows = tt.load_flows()
    assert set(flows["year"]) == {2025}


@pytest.mark.whole
def test_the_pages_of_a_catalogue_are_opened_as_well(customs: Customs, tmp_path: Path) -> None:
    paths = link_both(customs, tmp_path)
    page = "".join(f'<a href="{path}">fichier</a>' for path in paths)
    customs.files["/la-douane/opendata/regions"] = Published(page.encode(), content_type="text/html")
    catalogue = (
        '<a href="https://elsewhere.example/regions">ailleurs</a> <a href="/gone">Commerce extérieur</a>'
        '<a href="opendata/regions">Données départementales</a>'
    )
    customs.files[CATALOGUE] = Published(catalogue.encode(), content_type="text/html")
    check(tt.load_flows(2024))
    assert customs.count("/gone") == 1


@pytest.mark.whole
def test_a_file_that_is_not_what_its_name_says_is_refused(customs: Customs, tmp_path: Path) -> None:
    customs.publish("202412-Regional-2024-export.zip", archive(tmp_path, "import"))
    customs.publish("202412-Regional-2024-import.zip", archive(tmp_path, "import"))
    with pytest.raises(ReleaseFormatError, match=r"not what its name says.*imports of 2024.*expected exports of 2024"):
        tt.load_flows(2024)


@pytest.mark.whole
def test_a_whole_year_is_preferred_to_a_part_of_it_whatever_the_names_say(customs: Customs, tmp_path: Path) -> None:
    """The rule of read_flows: by what the files hold."""
    for flow in ("export", "import"):
        customs.publish(f"202406-Regional-2024-{flow}.zip", archive(tmp_path, flow, quarters=(1, 2)))
        customs.publish(f"202412-stat-regional-ce-{flow}.zip", archive(tmp_path, flow))
    check(tt.load_flows(2024))


@pytest.mark.whole
def test_two_files_of_one_month_and_day_are_refused_as_read_flows_does(customs: Customs, tmp_path: Path) -> None:
    customs.publish("202412-Regional-2024-import.zip", archive(tmp_path, "import"))
    customs.publish("202412-Regional-2024-export.zip", archive(tmp_path, "export"))
    customs.publish("202412-Regional-export-2024.zip", archive(tmp_path, "export", value=7))
    with pytest.raises(ReleaseFormatError, match="two different files of one vintage"):
        tt.load_flows(2024)


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["folder", "JSON", "JSON of addresses on this machine"])
def test_a_mirror_may_be_a_folder_or_a_list(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "mirror é" / "2024"
    folder.mkdir(parents=True)
    names = [f"202412-Regional-2024-{flow}.zip" for flow in ("export", "import")]
    for name, flow in zip(names, ("export", "import"), strict=True):
        (folder / name).write_bytes(archive(tmp_path, flow))
    if kind == "folder":
        given = str(folder.parent)
    elif kind == "JSON":
        paths = [hidden(customs, name, (folder / name).read_bytes()) for name in names]
        customs.files["/list.json"] = Published(json.dumps([customs.address + path for path in paths]).encode())
        given = customs.address + "/list.json"
    else:
        (folder.parent / "list.json").write_text(json.dumps([f"2024/{name}" for name in names]), encoding="utf-8")
        given = (folder.parent / "list.json").as_uri()
    place = sources.Place("mirror", given, "the mirror", "links")
    monkeypatch.setattr(sources, "official_places", lambda: (place,))
    check(tt.load_flows(2024))
    check(tt.load_flows(2024, offline=True))


@pytest.mark.whole
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "gone"])
def test_the_portal_s_files_of_2019_are_listed_as_to_check_and_tried_last(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """Their address names nothing, and was valid in 2020; another year is none the worse where they are gone."""
    customs.links += link_both(customs, tmp_path)
    addresses = {(2019, flow): f"{customs.address}/api/1/datasets/r/{flow}-of-2019" for flow in ("export", "import")}
    monkeypatch.setattr(files, "_PORTAL", addresses)
    if is_there:
        for (year, flow), address in addresses.items():
            customs.files[address.removeprefix(customs.address)] = Published(archive(tmp_path, flow, year=year))
    listed = tt.available()
    old = listed[listed["year"] == 2019]
    assert old["address"].tolist() == list(addresses.values())
    assert set(old["certainty"]) == {"to_check"}
    assert set(listed.loc[listed["year"] == 2024, "certainty"]) == {"named"}
    assert all(path.startswith("https://www.data.gouv.fr/api/1/datasets/r/") for path in REAL_ADDRESSES)
    if is_there:
        check(tt.load_flows(2019))
    else:
        with pytest.raises(
            DownloadError, match=r"export-of-2019: the server answered 404.*doctor 2019 --output doctor$"
        ):
            tt.load_flows(2019)
    # All places were asked before.
    assert customs.count(PORTAL) > 0
    check(tt.load_flows(2024))


def test_files_of_this_machine_are_linked_by_this_machine_only(customs: Customs, tmp_path: Path) -> None:
    path = tmp_path / "202412-Regional-2024-export.zip"
    path.write_bytes(archive(tmp_path, "export"))
    page_of(customs, f'<a href="{path.as_uri()}">x</a>')
    with pytest.raises(DownloadError, match="no link to a regional file"):
        tt.load_flows(2024)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://customs.example/202412-Regional-2024-export.zip", "neither the Customs' nor"),
        ("https://10.0.0.1/202412-Regional-2024-export.zip", "neither the Customs' nor"),
        ("https://169.254.169.254/202412-Regional-2024-export.zip", "neither the Customs' nor"),
        ("https://douane.gouv.fr.example/202412-Regional-2024-export.zip", "neither the Customs' nor"),
        ("https://www.douane.gouv.fr@evil.example/202412-Regional-2024-export.zip", "neither the Customs' nor"),
        ("http://customs.example/202412-Regional-2024-export.zip", "neither|not encrypted"),
    ],
)
def test_only_the_customs_and_the_portal_are_asked(customs: Customs, address: str, message: str) -> None:
    page_of(customs, f'<a href="{address}">x</a>')
    with pytest.raises(DownloadError, match=message):
        tt.load_flows(2024)


def test_this_machine_is_asked_only_where_the_page_is_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from trade_territories.download._session import checked

    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL", raising=False)
    with pytest.raises(DownloadError, match="neither the Customs' nor"):
        checked("https://127.0.0.1/x.zip")
    checked("https://static.data.gouv.fr/x.zip")
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", "https://mirror.example/index.html")
    checked("https://mirror.example/x.zip")
    with pytest.raises(DownloadError, match="neither the Customs' nor"):
        checked("http://localhost:8000/x.zip")


@pytest.mark.parametrize("to", ["http://[bad/", "ftp://x/y.zip", "https://[::1", "//", "https://x.example/y.zip"])
def test_a_redirect_to_nowhere_is_an_error_of_the_download(customs: Customs, tmp_path: Path, to: str) -> None:
    for path in link_both(customs, tmp_path):
        customs.links.append(path)
        customs.always[path] = faults.redirect(to)
    with pytest.raises(DownloadError):
        tt.load_flows(2024)
    customs.always[faults.INDEX] = faults.redirect(to)
    customs.files.setdefault(faults.INDEX, Published(b""))
    with pytest.raises(DownloadError):
        tt.load_flows(2024)


def serve_slowly(pieces: Iterator[bytes], pause: float, stop: threading.Event) -> socket.socket:
    """Answer every connection with bytes that trickle."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    content = list(pieces)

    def answer(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(1.0)
            try:
                connection.recv(65536)
                for piece in content:
                    if stop.wait(pause):
                        return
                    connection.sendall(piece)
            except OSError:
                return

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return server


@pytest.mark.parametrize("what", ["headers", "body"])
def test_a_server_that_trickles_is_left_after_the_time_of_a_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    pieces = [head + b"X: "] if what == "headers" else [head + b"Content-Length: 100000\r\n\r\n"]
    stop = threading.Event()
    server = serve_slowly(iter(pieces + [b"x"] * 400), 0.05, stop)
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", f"http://127.0.0.1:{server.getsockname()[1]}/")
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, read_seconds=0.5, attempts=2))
    began = time.monotonic()
    try:
        with pytest.raises(tt.OfflineError, match=r"no answer in time|cut in the middle"):
            tt.load_flows(2024)
    finally:
        stop.set()
        server.close()
    assert time.monotonic() - began < 4.0


@pytest.mark.whole
def test_a_wish_to_wait_is_followed_for_a_minute_at_most_and_said(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=pauses.append, read_seconds=1.0))
    paths = link_both(customs, tmp_path)
    customs.links += paths
    customs.fail(paths[0], faults.status(503, retry_after="9" * 400))
    check(tt.load_flows(2024))
    assert pauses == [60.0]
    assert "waiting 60 seconds" in caplog.text


@pytest.mark.whole
@pytest.mark.parametrize(
    "unit",
    [
        b"<a href=x",
        b"<a ",
        b"<",
        b"<!--",
        b'<a href="',
        b"<a b='",
        b"a=",
        b"a",
        b"<form><input value=x.zip>",
        b"&#",
    ],
)
def test_a_page_of_two_megabytes_is_read_at_once_and_a_larger_one_refused(unit: bytes, customs: Customs) -> None:
    began = time.process_time()
    sources.read_page(unit * ((2 << 20) // len(unit)), "https://douane.example/")
    assert time.process_time() - began < 2.0
    page_of(customs, "x" * (3 << 20))
    with pytest.raises(DownloadError, match=r"a page of more than 2,097,152 bytes"):
        tt.load_flows(2024)


@pytest.mark.parametrize("charset", ["punycode", "undefined", "utf-8\0", "hex", "utf-7", "idna", "x" * 500])
def test_odd_encodings_are_left_aside(charset: str) -> None:
    page = b'<a href="202412-Regional-2024-import.zip">\xe9</a>'
    found = sources.read_page(page, "https://douane.example/", charset=charset)
    assert [file.year for file in found.files] == [2024]


@pytest.mark.whole
def test_a_damaged_archive_in_the_cache_is_downloaded_again(customs: Customs, tmp_path: Path) -> None:
    paths = link_both(customs, tmp_path)
    customs.links += paths
    check(tt.load_flows(2024))
    for kept in (tmp_path / "cache").rglob("*.zip"):
        content = bytearray(kept.read_bytes())
        content[len(content) // 2] ^= 255
        kept.write_bytes(content)
    # The tables are still there and need no archive; without them the archives are read again.
    check(tt.load_flows(2024))
    for table in (tmp_path / "cache").rglob("*.parquet"):
        table.write_bytes(b"")
    check(tt.load_flows(2024))
    assert customs.count(paths[0], status=200) == 2


@pytest.mark.whole
@pytest.mark.parametrize(
    "note", [b"\xff\xfe\x00", b"[" * 100_000, b"[]", b'{"file": 5}', b'{"file": "../../x", "address": []}', b"{}"]
)
def test_notes_that_say_nothing_usable_are_made_again(customs: Customs, tmp_path: Path, note: bytes) -> None:
    customs.links += link_both(customs, tmp_path)
    check(tt.load_flows(2024))
    for path in (tmp_path / "cache" / "archives").glob("*.json"):
        path.write_bytes(note)
    assert download.cached_archives() == []
    check(tt.load_flows(2024))


@pytest.mark.whole
def test_the_month_of_results_and_the_day_of_publication_are_told_apart(customs: Customs, tmp_path: Path) -> None:
    customs.publish("202412-Regional-2024-export.zip", archive(tmp_path, "export"))
    path = customs.publish(
        "Regional-2024-import.zip", archive(tmp_path, "import"), folder="data", last_modified=1.738e9
    )
    flows = tt.load_flows(2024)
    check(flows)
    table = tt.releases(flows).set_index("flow")
    assert table["results_month"].tolist() == ["202412", ""]
    assert table["published"].tolist() == ["2025-02-07", "2025-01-27"]
    held = {one.address.rsplit("/", 1)[1]: one for one in download.cached_archives()}
    first, second = held["202412-Regional-2024-export.zip"], held[path.rsplit("/", 1)[1]]
    assert (first.results, first.published) == ("202412", "2025-02-07")
    assert (second.results, second.published) == (None, "2025-01-27")


def test_an_unknown_home_in_the_variable_of_the_cache_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", "~nobody-of-this-name/x")
    with pytest.raises(TradeTerritoriesError, match="whom this machine does not know"):
        tt.load_flows(2024)


def test_pages_are_kept_in_memory_and_used_past_their_time_where_the_server_fails(
    customs: Customs, tmp_path: Path
) -> None:
    customs.links += link_both(customs, tmp_path)
    client = Client(sleep=lambda _: None, fresh_seconds=0.05, attempts=1, read_seconds=1.0)
    place = sources.official_places()[0]
    first = download.Discovery(client, client.patience(has_other=False))
    assert len(next(first.steps()).files) == 2
    time.sleep(0.1)
    customs.always[faults.INDEX] = faults.status(503)
    second = download.Discovery(client, client.patience(has_other=False), (place,))
    assert len(next(second.steps()).files) == 2
    assert isinstance(client.pages, requests.Session)


@pytest.mark.whole
def test_figures_far_from_what_was_published_are_told(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Here the Marne has 400 euros where 8 billion were published; in thousands of euros, the factor is named."""
    customs.links += link_both(customs, tmp_path)
    check(tt.load_flows(2024))
    assert "Marne, 2024, exports: <€0.1m here, €8,105.8m published (<−99%)" in caplog.text
    caplog.clear()
    monkeypatch.setattr(loading, "CLIENT", Client(fresh_seconds=0.0))
    for flow in ("export", "import"):
        customs.publish(f"202501-Regional-2024-{flow}.zip", archive(tmp_path, flow, value=8_105_800 // 4))
    check_value = tt.totals(tt.load_flows(2024), "51")["value_eur"].tolist()
    assert check_value == [8_105_800, 8_105_800]
    assert "a factor of 1/1,000, as if the units were mistaken" in caplog.text


def test_a_proxy_with_connections_of_its_own_keeps_them() -> None:
    """A SOCKS proxy reaches its targets through classes of its own: others would go past it."""
    import urllib3
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    from trade_territories.download._session import _POOLS, _use_timed_connections

    class Other(HTTPSConnectionPool):
        """What stands for a pool of SOCKS connections."""

    plain, own = urllib3.PoolManager(), urllib3.PoolManager()
    own.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": Other}
    for manager in (plain, own):
        _use_timed_connections(manager)
    assert plain.pool_classes_by_scheme == _POOLS
    assert own.pool_classes_by_scheme["https"] is Other


@pytest.mark.parametrize(
    ("inner", "reason", "way_out"),
    [
        (
            "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get issuer certificate (x)')",
            "its certificate is not trusted (unable to get issuer certificate)",
            "set REQUESTS_CA_BUNDLE",
        ),
        (
            "SSLError(1, '[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled (_ssl.c:1006)')",
            "no encrypted connection can be agreed on (UNSAFE_LEGACY_RENEGOTIATION_DISABLED)",
            "save the file there and give it with --from",
        ),
        (
            "SSLEOFError(8, 'EOF occurred in violation of protocol (_ssl.c:1006)')",
            "no encrypted connection can be agreed on (it is broken off)",
            "save the file there and give it with --from",
        ),
    ],
    ids=["certificate", "old server", "broken off"],
)
def test_an_encryption_that_fails_says_why_and_is_never_worked_around(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inner: str, reason: str, way_out: str
) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL", raising=False)
    asked: list[str] = []

    def fail(_: object, request: requests.PreparedRequest, **options: object) -> None:
        asked.append(request.url or "")
        raise requests.exceptions.SSLError(f"HTTPSConnectionPool: Max retries exceeded (Caused by {inner})")

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", fail)
    client = Client(sleep=lambda _: None)
    monkeypatch.setattr(loading, "CLIENT", client)
    with pytest.raises(tt.OfflineError) as caught:
        tt.load_flows(2024)
    assert reason in str(caught.value)
    # Once for each place: another attempt would fail alike.
    assert len(asked) == 3
    with pytest.raises(DownloadError, match=way_out):
        list(download.Discovery(client, client.patience(has_other=False), (sources.official_places()[0],)).published())
    assert reason in tt.doctor(2024).to_text()


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("ftp://jeanne:secret@proxy.example", "has no usable address (Proxy URL had unsupported scheme ftp"),
        (
            "socks5://jeanne:secret@proxy.example:1080",
            "pip install requests[socks]|does not answer as it should|connection",
        ),
        ("http://jeanne:secret@127.0.0.1:9", "the proxy that this machine is set to use does not answer as it should"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_what_the_error_speaks_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proxy: str, said: str
) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL", raising=False)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, attempts=1, connect_seconds=1.0))
    with pytest.raises(DownloadError) as caught:
        tt.load_flows(2024)
    assert any(words in str(caught.value) for words in said.split("|"))
    diagnosis = tt.doctor(2024)
    assert any(words in diagnosis.to_text() for words in said.split("|"))
    for text in (str(caught.value), diagnosis.to_text(), diagnosis.to_json()):
        assert "secret" not in text
    assert "proxy.example" not in diagnosis.to_json()
