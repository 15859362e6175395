"""The diagnosis: a page and a report whatever the places and the files do, nothing private in it, nothing kept."""

from __future__ import annotations

import json
import random
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests import customs_server as faults
from tests.builders import FlowRow, customs_rows, write_release
from tests.customs_server import Customs, Published
from tests.thorough import telling
from trade_territories import reference, sources
from trade_territories.cli import run
from trade_territories.diagnosis import Diagnosis
from trade_territories.diagnosis import _places as places_room
from trade_territories.download import Client
from trade_territories.flows import _loading as loading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS: list[FlowRow] = [
    (flow, 2024, quarter, place, "C11Z", "1102", partner, value, 1)
    for flow in ("export", "import")
    for quarter in (1, 2, 3, 4)
    for place, partner, value in (("51", "US", 8_105_800_000 // 4), ("10", "ZY", 7), ("98", "DE", 3))
]
FLOWS = ("export", "import")
LAST_YEAR = datetime.now(tz=UTC).year - 1


def archive(folder: Path, flow: str, rows: list[FlowRow] = ROWS) -> bytes:
    return write_release(folder / "made.zip", customs_rows(rows, flow)).read_bytes()


@pytest.fixture
def customs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Customs]:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(
        loading, "CLIENT", Client(sleep=lambda _: None, attempts=2, read_seconds=0.5, connect_seconds=0.5)
    )
    monkeypatch.setattr(places_room, "_FIRST_SECONDS", 3.0)
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        yield server


@pytest.fixture
def published(customs: Customs, tmp_path: Path) -> dict[str, str]:
    return {flow: customs.publish(f"202412-Regional-2024-{flow}.zip", archive(tmp_path, flow)) for flow in FLOWS}


def checks(diagnosis: Diagnosis) -> dict[str, Any]:
    report = json.loads(diagnosis.to_json())
    return {check["name"]: check for section in report["sections"] for check in section["checks"]}


def test_a_year_that_can_be_loaded_is_described_and_nothing_is_kept(
    customs: Customs, published: dict[str, str], tmp_path: Path
) -> None:
    diagnosis = tt.doctor(2024, output=tmp_path / "report" / "new")
    found = checks(diagnosis)
    assert diagnosis.can_load
    assert diagnosis.years == (2024,)
    assert "✓ 2024 can be loaded: tt.load_flows(2024)" in diagnosis.to_text()
    assert not (tmp_path / "cache").exists()
    data = found["data_export"]["facts"]
    assert (data["rows"], data["quarters"], data["results_month"]) == (12, [1, 2, 3, 4], "202412")
    archive_facts = found["archive_export"]["facts"]
    assert archive_facts["first_bytes"].startswith("50 4b 03 04")
    assert archive_facts["status"] == 200
    assert data["seconds"] >= 0
    assert data["peak_memory_bytes"] is None or data["peak_memory_bytes"] > 1 << 20
    assert found["places_sought"]["text"].startswith("looked for links to YYYYMM-Regional-YEAR-export.zip")
    assert archive_facts["published"] == "2025-02-07"
    (text, *_) = [one for one in found["members_export"]["facts"]["members"] if "Region_2024" in one["name"]]
    assert (text["encoding"], text["line_ends"], text["fields_per_line"]) == ("ASCII", "CRLF", {"10": 12})
    assert "; Region_2024_Export.txt: ASCII, CRLF, 10 fields per line" in diagnosis.to_text()
    assert found["note_export_unknown_partner"]["facts"]["codes"] == ["ZY"]
    assert {path.name for path in (tmp_path / "report" / "new").iterdir()} == {"doctor.txt", "doctor.json"}


def test_published_totals_stand_beside_what_was_read(customs: Customs, published: dict[str, str]) -> None:
    """Exports of the Marne are right here; its imports are those of its exports, and 44 % too large."""
    section = next(one for one in tt.doctor(2024).sections if one.title == "2024")
    said = {check.text: check.status for check in section.checks if check.name == "published_total"}
    assert said["Marne, 2024, exports: €8,105.8m here, €8,105.8m published (0%)"] == "ok"
    assert said["Marne, 2024, imports: €8,105.8m here, €5,641.1m published (+44%)"] == "problem"


@pytest.mark.whole
@pytest.mark.parametrize(
    ("year", "rows", "said"),
    [
        (2019, {"51": 240, "10": 220}, "beside those of 2019: 2 of 2 equal: nothing is far off"),
        (2019, {"51": 240, "10": 219}, "beside those of 2019: 1 of 2 equal: nothing is far off"),
        (2024, {"51": 300, "10": 200}, "beside those of 2019: nothing is far off"),
        (2024, {"51": 79, "10": 220}, "far off: 51 in Q1 (79 rows, 240 in 2019)"),
        (2024, {"51": 240, "10": 676}, "far off: 10 in Q1 (67"),
        (2024, {"51": 240}, "absent: 10"),
    ],
)
def test_rows_far_from_the_known_ones_are_said(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int, rows: dict[str, int], said: str
) -> None:
    """Counts of a file of 2019 are known; here of two départements in one quarter."""
    known = {(2019, "import", 1, "51"): 240, (2019, "import", 1, "10"): 220}
    monkeypatch.setattr(reference, "known_rows", lambda: known)
    codes = [f"{one}{other}" for one in ascii_uppercase for other in ascii_uppercase]
    made: list[FlowRow] = [
        (flow, year, 1, place, "C11Z", "1102", code, 1, 1)
        for flow in FLOWS
        for place, count in rows.items()
        for code in codes[:count]
    ]
    for flow in FLOWS:
        publish(customs, tmp_path, f"{year}12-Regional-{year}-{flow}.zip", flow, made)
    diagnosis = tt.doctor(year)
    found = checks(diagnosis)["rows_import"]
    assert said in found["text"]
    assert found["status"] == ("problem" if "far off:" in said or "absent" in said else "ok")
    assert found["facts"]["Q1 51"] == rows["51"]
    # It is said, and keeps nobody from the year.
    assert diagnosis.can_load


def test_the_last_listed_year_is_looked_at_where_none_is_given(customs: Customs, published: dict[str, str]) -> None:
    assert tt.doctor().years == (2024,)


EMPTY_ZIP, NESTED = BytesIO(), BytesIO()
with zipfile.ZipFile(EMPTY_ZIP, "w"):
    pass
with zipfile.ZipFile(NESTED, "w") as nested:
    nested.writestr("inner.zip", EMPTY_ZIP.getvalue())


FAULTS: dict[str, faults.Fault] = {
    "404": faults.status(404),
    "500": faults.status(500),
    "503 and a wish": faults.status(503, retry_after="99999999"),
    "HTML": faults.html(),
    "empty": faults.body(b""),
    "noise": faults.body(bytes(range(256)) * 20),
    "damaged": faults.body(b"PK\x03\x04" + b"x" * 200),
    "empty archive": faults.body(EMPTY_ZIP.getvalue()),
    "nested archive": faults.body(NESTED.getvalue()),
    "cut": faults.cut(100),
    "too long": faults.wrong_length(50),
    "hang": faults.hang(5.0),
    "closed": faults.refuse,
    "redirect nowhere": faults.redirect("http://[bad/"),
    "redirect away": faults.redirect("https://example.org/x.zip"),
    "redirect in a circle": faults.redirect(faults.INDEX),
    "JSON": faults.body(b'{"a": [1, 2'),
    "falsely packed": faults.falsely_packed,
    "browser check": faults.INSTEAD["browser check"][0],
    "maintenance": faults.INSTEAD["maintenance"][0],
    "robots": faults.INSTEAD["robots"][0],
    "deep JSON": faults.body(b"[" * 50_000),
}


@pytest.mark.whole
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("where", telling(["page", "file"], 1, pytest.mark.whole))
def test_whatever_goes_wrong_ends_in_a_page_and_a_report(
    customs: Customs, published: dict[str, str], where: str, fault: faults.Fault
) -> None:
    path = faults.INDEX if where == "page" else published["import"]
    customs.files.setdefault(path, Published(b""))
    customs.always[path] = fault
    diagnosis = tt.doctor(2024)
    assert not diagnosis.can_load
    assert diagnosis.problems
    assert not any("unexpected" in check.text for check in diagnosis.problems)
    assert all(check.todo for check in diagnosis.problems)
    with pytest.raises(tt.TradeTerritoriesError, match=r"trade-territories doctor 2024 --output doctor$"):
        tt.load_flows(2024)
    assert "✗ no year can be loaded" in diagnosis.to_text()
    assert json.loads(diagnosis.to_json())["can_load"] is False


@pytest.mark.whole
def test_a_file_that_holds_something_else_is_said_to(customs: Customs, tmp_path: Path) -> None:
    customs.publish("202412-Regional-2024-export.zip", archive(tmp_path, "import"))
    customs.publish("202412-Regional-2024-import.zip", archive(tmp_path, "import"))
    diagnosis = tt.doctor(2024)
    assert "holds imports of 2024, not exports of 2024" in diagnosis.to_text()
    assert not diagnosis.can_load


def test_nothing_private_stands_in_the_report(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home of jeanne"))
    monkeypatch.setenv("USER", "jeannedupont")
    monkeypatch.setenv("LOGNAME", "jeannedupont")
    monkeypatch.setenv("HTTPS_PROXY", "http://jeannedupont:secret@proxy.prefecture.example:3128")
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "home of jeanne" / "cache"))
    customs.always[published["import"]] = faults.status(404)
    tt.doctor(2024)
    diagnosis = tt.doctor(2024, output=tmp_path / "report")
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "report").iterdir()]
    for text in (*written, diagnosis.to_text()):
        for private in ("jeanne", "secret", "prefecture", str(tmp_path), customs.address.removeprefix("http://")):
            assert private not in text


@pytest.mark.parametrize("kind", ["folder", "address", "list"])
def test_a_mirror_in_a_home_with_accents_is_not_named_in_the_report(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Addresses of files write spaces and accents in another way than paths do."""
    mirror = tmp_path / "Jeanne Lefèvre" / "mes données"
    mirror.mkdir(parents=True)
    names = [f"202412-Regional-2024-{flow}.zip" for flow in FLOWS]
    for name, flow in zip(names, FLOWS, strict=True):
        (mirror / name).write_bytes(archive(tmp_path, flow))
    (mirror / "list.json").write_text(json.dumps(names), encoding="utf-8")
    given = {"folder": str(mirror), "address": mirror.as_uri(), "list": str(mirror / "list.json")}
    monkeypatch.setenv("HOME", str(mirror.parent))
    monkeypatch.setenv("USERPROFILE", str(mirror.parent))
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", given[kind])
    diagnosis = tt.doctor(2024)
    assert diagnosis.years == (2024,)
    for text in (diagnosis.to_text(), diagnosis.to_json()):
        assert "Jeanne" not in text
        assert "Lef" not in text


def test_a_cache_that_cannot_be_written_is_a_year_that_cannot_be_loaded(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "file" / "cache"))
    diagnosis = tt.doctor(2024)
    assert not diagnosis.can_load
    assert checks(diagnosis)["cache_writable"]["status"] == "problem"
    with pytest.raises(tt.TradeTerritoriesError):
        tt.load_flows(2024)


def test_certificates_that_are_not_there_are_one_error(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", "https://127.0.0.1:9/list.html")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    with pytest.raises(tt.DownloadError, match=r"REQUESTS_CA_BUNDLE .*doctor 2024 --output doctor$"):
        tt.load_flows(2024)
    said = tt.doctor(2024).to_text()
    assert "✗ REQUESTS_CA_BUNDLE names a file that is not there" in said
    assert "unexpected" not in said
    assert str(tmp_path) not in said


@pytest.mark.whole
def test_a_damaged_archive_whose_table_is_whole_can_be_loaded_without_a_network(
    customs: Customs, published: dict[str, str], tmp_path: Path
) -> None:
    tt.load_flows(2024)
    for path in (tmp_path / "cache").rglob("*.zip"):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert len(tt.load_flows(2024, offline=True)) == 24
    diagnosis = tt.doctor(2024, offline=True)
    assert diagnosis.years == (2024,)
    assert checks(diagnosis)["cache_archives"]["status"] == "problem"
    for path in (tmp_path / "cache").rglob("*.parquet"):
        path.write_bytes(b"")
    assert "damaged in the cache: tables of 202412-Regional" in checks(tt.doctor(offline=True))["cache_tables"]["text"]
    assert not tt.doctor(2024, offline=True).can_load


@pytest.mark.whole
@pytest.mark.parametrize(("names", "year"), [("202412-stat-regional-ce-{}.zip", 2024), ("{}.zip", LAST_YEAR)])
def test_a_year_is_looked_at_where_no_name_has_one(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str, year: int
) -> None:
    for flow in FLOWS:
        publish(customs, tmp_path, names.format(flow), flow, of_year(year))
    assert tt.doctor().can_load
    assert set(tt.load_flows()["year"]) == set(tt.doctor().years)


@pytest.mark.whole
def test_without_a_network_it_ends_in_ten_seconds_with_what_works(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tt.load_flows(2024)
    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL")
    monkeypatch.setattr(loading, "CLIENT", Client())
    for path in ("/hangs", "/hangs-too"):
        customs.files[path] = Published(b"")
        customs.always[path] = faults.hang(60.0)
    silent = (
        sources.Place("index", customs.address + "/hangs", "the page", "links"),
        sources.Place("catalogue", "http://127.0.0.1:9/", "the catalogue", "links"),
        sources.Place("portal", customs.address + "/hangs-too", "the portal", "links"),
    )
    monkeypatch.setattr(sources, "official_places", lambda: silent)
    began = time.monotonic()
    diagnosis = tt.doctor(2024)
    assert time.monotonic() - began < 10.0
    assert diagnosis.years == (2024,)
    assert "2024, in the cache" in diagnosis.to_text()
    assert "the cache holds files of 2024" in diagnosis.to_text()
    assert "tt.sample_flows()" in diagnosis.to_text()
    assert tt.doctor(offline=True).years == (2024,)


@pytest.mark.whole
def test_a_damaged_archive_in_the_cache_is_found(customs: Customs, published: dict[str, str], tmp_path: Path) -> None:
    tt.load_flows(2024)
    for path in (tmp_path / "cache").rglob("*.zip"):
        content = bytearray(path.read_bytes())
        content[50] ^= 255
        path.write_bytes(content)
    found = checks(tt.doctor(offline=True))
    assert found["cache_archives"]["status"] == "problem"
    assert "cache clear" in found["cache_archives"]["todo"]


@pytest.mark.parametrize("fault", [faults.status(503), faults.status(404), faults.body(b"<html>Maintenance</html>")])
def test_the_error_of_available_names_the_command(customs: Customs, fault: Any) -> None:
    customs.always[faults.INDEX] = fault
    with pytest.raises(tt.DownloadError, match=r"looked for and found: trade-territories doctor --output doctor$"):
        tt.available()


@pytest.mark.whole
def test_the_error_of_load_flows_names_the_command_and_the_command_makes_the_report(
    customs: Customs,
    published: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customs.always[published["import"]] = faults.status(404)
    with pytest.raises(tt.DownloadError) as caught:
        tt.load_flows(2024)
    command = str(caught.value).rsplit("trade-territories ", 1)[1].split()
    assert command == ["doctor", "2024", "--output", "doctor"]
    monkeypatch.chdir(tmp_path)
    assert run(command) == 1
    shown = capsys.readouterr()
    assert "✗ 202412-Regional-2024-import.zip: " in shown.out
    assert "doctor.json to an issue" in shown.err
    assert json.loads((tmp_path / "doctor" / "doctor.json").read_text(encoding="utf-8"))["can_load"] is False
    del customs.always[published["import"]]
    assert run(command) == 0


@pytest.mark.parametrize("given", ["nowhere", "1999"])
def test_years_that_are_none_or_not_there(customs: Customs, published: dict[str, str], given: str) -> None:
    assert run(["doctor", given]) == (2 if given == "nowhere" else 1)


def test_a_diagnosis_in_a_notebook_is_short_and_shows_its_page(customs: Customs, published: dict[str, str]) -> None:
    diagnosis = tt.doctor(2024)
    assert repr(diagnosis).startswith("<Diagnosis: years that can be loaded: 2024; ")
    assert diagnosis._repr_html_().startswith("<pre>trade-territories ")
    assert str(diagnosis) == diagnosis.to_text()


def publish(server: Customs, folder: Path, name: str, flow: str, rows: list[FlowRow] = ROWS, *, day: str = "07") -> str:
    return server.publish(name, archive(folder, flow, rows), folder=f"2025-02/{day}")


def broken(folder: Path, flow: str) -> bytes:
    """An archive whose data have a mass that is no number."""
    lines = [(*row[:9], "x") for row in customs_rows(ROWS, flow)]
    return write_release(folder / "made.zip", lines).read_bytes()


def of_year(year: int, quarters: tuple[int, ...] = (1, 2, 3, 4)) -> list[FlowRow]:
    return [(row[0], year, *row[2:]) for row in ROWS if row[2] in quarters]


def newer_edition_gone(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202406-Regional-2024-{flow}.zip", flow)
        server.always[publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow)] = faults.status(404)


def newer_edition_broken(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202406-Regional-2024-{flow}.zip", flow)
        server.publish(f"202412-Regional-2024-{flow}.zip", broken(folder, flow))


def year_gone_beside_quarters(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202412-stat-regional-ce-{flow}.zip", flow)
        server.always[publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow)] = faults.html()


def exports_alone(server: Customs, folder: Path) -> None:
    publish(server, folder, "202412-Regional-2024-export.zip", "export")


def imports_gone(server: Customs, folder: Path) -> None:
    exports_alone(server, folder)
    server.always[publish(server, folder, "202412-Regional-2024-import.zip", "import")] = faults.status(404)


def two_of_one_edition(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow)
    other = [(*row[:7], row[7] + 1, *row[8:]) for row in ROWS]
    publish(server, folder, "202412-Regional-export-2024.zip", "export", other)


def another_year_in_it(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow, of_year(2023))


def nameless(server: Customs, folder: Path) -> None:
    server.publish("a.zip", b"PK no archive")
    publish(server, folder, "b.zip", "export", of_year(2023))
    for name, flow in (("c.zip", "export"), ("d.zip", "import")):
        publish(server, folder, name, flow)


def parts_of_the_year(server: Customs, folder: Path) -> None:
    publish(server, folder, "202406-stat-regional-ce-export.zip", "export", of_year(2024, (1, 2)))
    publish(server, folder, "202409-stat-regional-ce-import.zip", "import", of_year(2024, (1, 2, 3)))


def part_then_broken(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow, of_year(2024, (1, 2)))
        server.publish(f"202406-Regional-2024-{flow}.zip", broken(folder, flow))


def same_key_twice(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow, ROWS + ROWS[:1])


def nothing(server: Customs, folder: Path) -> None:
    """The page lists nothing."""


def another_year_alone(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        publish(server, folder, f"202312-Regional-2023-{flow}.zip", flow, of_year(2023))


def silence(server: Customs, folder: Path) -> None:
    server.always[faults.INDEX] = faults.refuse


def both_gone(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        server.always[publish(server, folder, f"202412-Regional-2024-{flow}.zip", flow)] = faults.status(404)


def both_broken(server: Customs, folder: Path) -> None:
    for flow in FLOWS:
        server.publish(f"202412-Regional-2024-{flow}.zip", broken(folder, flow))


SITES = (
    newer_edition_gone, newer_edition_broken, year_gone_beside_quarters, exports_alone, imports_gone, two_of_one_edition,
    another_year_alone, another_year_in_it, nameless,
    parts_of_the_year, part_then_broken, same_key_twice, nothing, silence, both_gone,
    both_broken,
)  # fmt: skip
LOADED = {exports_alone, nameless, parts_of_the_year, same_key_twice}
#: What the cache makes possible where the site gives nothing; a file that cannot be read is never passed over.
LOADED_FROM_CACHE = LOADED | {
    another_year_alone, newer_edition_gone, year_gone_beside_quarters, imports_gone, nothing, silence, both_gone,
}  # fmt: skip


@pytest.mark.parametrize("has_cache", telling([False, True], 1, pytest.mark.whole), ids=["empty cache", "full cache"])
@pytest.mark.parametrize("site", telling(SITES, 6, pytest.mark.whole))
def test_doctor_finds_a_year_exactly_where_load_flows_loads_it(
    customs: Customs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    site: Any,
    has_cache: bool,
) -> None:
    if has_cache:
        for flow in FLOWS:
            publish(customs, tmp_path, f"202411-Regional-2024-{flow}.zip", flow, day="01")
        tt.load_flows(2024)
        customs.links.clear()
        customs.files.clear()
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, fresh_seconds=0.0))
    site(customs, tmp_path)
    can_load = run(["doctor", "2024"]) == 0
    try:
        tt.load_flows(2024)
    except tt.TradeTerritoriesError:
        is_loaded = False
    else:
        is_loaded = True
    assert is_loaded == (site in (LOADED_FROM_CACHE if has_cache else LOADED))
    assert can_load == is_loaded, capsys.readouterr().out


def damaged(content: bytes, rng: random.Random) -> bytes:
    """A file with bits turned, pieces cut out and noise put in, or as it was."""
    found = bytearray(content)
    for _ in range(rng.choice((0, 0, 1, 3, 20))):
        place = rng.randrange(len(found))
        kind = rng.randrange(3)
        if kind == 0:
            found[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del found[place : place + rng.randrange(1, 40)]
        else:
            found[place:place] = rng.randbytes(rng.randrange(1, 30))
    return bytes(found)


@pytest.mark.whole
@pytest.mark.parametrize("count", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_damaged_pages_and_archives_never_trace_back_and_load_as_doctor_says(
    customs: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    rng = random.Random(count)  # noqa: S311  # no secret
    contents = {flow: archive(tmp_path, flow) for flow in FLOWS}
    loaded = 0
    for number in range(count):
        monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / f"cache-{number}"))
        monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, attempts=1, read_seconds=0.5))
        customs.links.clear()
        for flow, content in contents.items():
            customs.publish(f"202412-Regional-2024-{flow}.zip", damaged(content, rng))
        page = customs.page() if number % 3 else damaged(customs.page(), rng)
        customs.files.setdefault(faults.INDEX, Published(b""))
        customs.always[faults.INDEX] = faults.body(page)
        diagnosis = tt.doctor(2024)
        assert not any("unexpected" in check.text for check in diagnosis.problems), number
        assert json.loads(diagnosis.to_json())["can_load"] == diagnosis.can_load
        try:
            tt.load_flows(2024)
        except tt.TradeTerritoriesError:
            is_loaded = False
        else:
            is_loaded = True
        assert is_loaded == diagnosis.can_load, number
        loaded += is_loaded
    assert 0 < loaded < count
