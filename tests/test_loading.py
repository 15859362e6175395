"""From the Customs' site to Flows: the main path, each fault ending in the right file or the right error, and a sound cache."""

from __future__ import annotations

import errno
import io
import os
import signal
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import trade_territories as tt
from tests import customs_server as faults
from tests.builders import FlowRow, customs_rows, known, write_release
from tests.customs_server import Customs
from tests.test_workbook import workbook
from tests.thorough import telling
from trade_territories import reference, sources, store
from trade_territories.download import Client, unwritable
from trade_territories.errors import DownloadError, IncompleteCoverageError, OfflineError, TradeTerritoriesError
from trade_territories.flows import _loading as loading

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

ROWS: list[FlowRow] = [
    (flow, 2024, quarter, place, "C11Z", "1102", partner, value, 1)
    for flow in ("export", "import")
    for quarter in (1, 2, 3, 4)
    for place, partner, value in (("51", "US", 100), ("10", "DE", 7), ("971", "NA", 3))
]


def archive_of(folder: Path, flow: str, rows: list[FlowRow] = ROWS, year: int = 2024) -> bytes:
    path = write_release(folder / f"{flow}-{year}-{len(rows)}.zip", customs_rows(rows, flow), year=year)
    return path.read_bytes()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are noted, not waited."""
    pauses: list[float] = []
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=pauses.append, read_seconds=1.0, connect_seconds=1.0))
    return pauses


@pytest.fixture
def customs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]) -> Iterator[Customs]:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        yield server


@pytest.fixture
def published(customs: Customs, tmp_path: Path) -> dict[str, str]:
    """Both archives of 2024 on the server; their paths."""
    return {
        flow: customs.publish(f"202502-Regional-2024-{flow}.zip", archive_of(tmp_path, flow))
        for flow in ("import", "export")
    }


def check(flows: pd.DataFrame) -> None:
    assert tt.totals(flows, "51")["value_eur"].tolist() == [400, 400]
    assert tt.totals(flows, "FR")["value_eur"].tolist() == [440, 440]


def test_a_year_is_loaded_downloaded_once_and_kept(customs: Customs, published: dict[str, str]) -> None:
    check(tt.load_flows(2024))
    asked = len(customs.asked)
    check(tt.load_flows(2024))
    assert [customs.count(path, status=200) for path in published.values()] == [1, 1]
    assert len(customs.asked) == asked, "what was checked an hour ago at most is not asked for again"
    listed = tt.available()
    assert listed[listed["year"] == 2024]["cached"].tolist() == [True, True]
    info = store.cache_info()
    assert info
    assert (Path(str(info["folder"])).stat().st_mode & 0o777) == 0o700


def test_one_territory_is_read_alone_and_remembers_it(customs: Customs, published: dict[str, str]) -> None:
    flows = tt.load_flows(2024, territory="51")
    assert set(flows["departement"]) == {"51"}
    assert tt.totals(flows, "Marne")["value_eur"].tolist() == [400, 400]
    with pytest.raises(tt.IncompleteCoverageError, match="loaded for Marne"):
        tt.totals(flows, "FR")


def test_several_years_and_a_missing_one(customs: Customs, published: dict[str, str], tmp_path: Path) -> None:
    rows = [(*one[:1], 2023, *one[2:]) for one in ROWS]
    for flow in ("export", "import"):
        customs.publish(f"202402-Regional-2023-{flow}.zip", archive_of(tmp_path, flow, rows, 2023))
    flows = tt.load_flows(range(2023, 2025))
    assert tt.totals(flows, "51", year=2023)["value_eur"].tolist() == [400, 400]
    with pytest.raises(DownloadError, match="1999"):
        tt.load_flows([1999, 2024])


def test_offline_never_asks_and_names_the_ways_out(customs: Customs, published: dict[str, str]) -> None:
    with pytest.raises(OfflineError, match=r"--from .* --sample"):
        tt.load_flows(2024, offline=True)
    assert customs.asked == []
    check(tt.load_flows(2024))
    asked = len(customs.asked)
    check(tt.load_flows(2024, offline=True))
    assert len(customs.asked) == asked


@pytest.mark.whole
def test_when_the_site_is_down_the_cache_does_and_says_so(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    check(tt.load_flows(2024))
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=slept.append, fresh_seconds=0.0, read_seconds=1.0))
    for path in [*published.values(), faults.INDEX]:
        customs.always[path] = faults.status(503)
    flows = tt.load_flows(2024)
    check(flows)
    codes = {note.code for note in known(flows).notes}
    assert {"site_down", "release_of_cache"} <= codes
    assert sum(slept) <= 10.0


@pytest.mark.whole
@pytest.mark.parametrize(
    "fault",
    telling(
        [
            [faults.status(503), faults.status(503)],
            [faults.cut(50), faults.cut(120)],
            [faults.wrong_length(-10)],
            [faults.html()],
            [faults.status(429, retry_after="3")],
            [faults.cut(200)],
            [faults.wrong_length(10)],
            [faults.hang(3.0)],
            [faults.refuse],
            [faults.slow(20, 0.1)],
        ],
        4,
        pytest.mark.whole,
    ),
    ids=["503 twice", "cut twice", "too short", "HTML once", "429", "cut", "too long", "hang", "refused", "too slow"],
)
def test_what_passes_ends_in_the_right_file(
    customs: Customs, published: dict[str, str], slept: list[float], fault: list[faults.Fault]
) -> None:
    customs.fail(published["export"], *fault)
    check(tt.load_flows(2024))
    assert slept
    check(tt.load_flows(2024))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (faults.html(), "HTML"),
        (faults.status(404), "404"),
        (faults.body(b"PK\x03\x04 but no archive"), "zip|archive|ZIP"),
    ],
    ids=["html with status 200", "404", "damaged"],
)
def test_what_does_not_pass_ends_in_the_right_error_and_a_sound_cache(
    customs: Customs, published: dict[str, str], fault: faults.Fault, message: str
) -> None:
    customs.always[published["export"]] = fault
    with pytest.raises(TradeTerritoriesError, match=message):
        tt.load_flows(2024)
    del customs.always[published["export"]]
    check(tt.load_flows(2024))


@pytest.mark.whole
def test_slow_bytes_that_keep_coming_are_waited_for(
    customs: Customs, published: dict[str, str], slept: list[float]
) -> None:
    customs.fail(published["export"], faults.slow(200, 0.02))
    check(tt.load_flows(2024))
    assert slept == []
    assert customs.count(published["export"]) == 1


@pytest.mark.whole
def test_a_redirect_is_followed_on_this_machine_and_refused_beyond_it(
    customs: Customs, published: dict[str, str], tmp_path: Path
) -> None:
    elsewhere = customs.publish("moved.bin", customs.files[published["export"]].content, folder="elsewhere")
    customs.links.remove(elsewhere)
    customs.always[published["export"]] = faults.redirect("http://customs.example/file.zip")
    with pytest.raises(DownloadError, match="not encrypted"):
        tt.load_flows(2024)
    customs.always[published["export"]] = faults.redirect(elsewhere)
    check(tt.load_flows(2024))
    check(tt.load_flows(2024, offline=True))
    assert customs.count(elsewhere, status=200) == 1


def not_compressed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Write an archive anew without compression, one text of its members replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w") as written:
        for member in given.infolist():
            written.writestr(member.filename, given.read(member).replace(old, new))
    return stream.getvalue()


@pytest.mark.whole
def test_a_changed_file_of_the_same_length_is_loaded_anew(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server without conditions tells a length and nothing else: equal lengths are no equal figures."""
    monkeypatch.setattr(loading, "CLIENT", Client(fresh_seconds=0.0))
    file = customs.files[published["export"]]
    file.etag = None
    old, new = (not_compressed(file.content, b"US;100", value) for value in (b"US;100", b"US;900"))
    assert len(old) == len(new)
    file.content = old
    check(tt.load_flows(2024))
    file.content = new
    assert tt.totals(tt.load_flows(2024), "51")["value_eur"].tolist() == [3600, 400]


@pytest.mark.whole
@pytest.mark.parametrize("has_etag", [True, False], ids=["ETag", "no condition"])
def test_a_changed_file_with_the_same_name_is_loaded_anew(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_etag: bool
) -> None:
    monkeypatch.setattr(loading, "CLIENT", Client(fresh_seconds=0.0))
    for path in published.values():
        customs.files[path].etag = '"old"' if has_etag else None
    check(tt.load_flows(2024))
    check(tt.load_flows(2024))
    revised: list[FlowRow] = [*ROWS, ("export", 2024, 4, "51", "C11Z", "1102", "US", 5, 1)]
    file = customs.files[published["export"]]
    file.content, file.etag = archive_of(tmp_path, "export", revised), '"new"' if has_etag else None
    for again in (tt.load_flows(2024), tt.load_flows(2024), tt.load_flows(2024, offline=True)):
        assert tt.totals(again, "51")["value_eur"].tolist() == [405, 400]
    # What did not change is asked for and not sent again, where the server knows conditions.
    assert customs.count(published["import"], status=304 if has_etag else 200) >= 2


def test_a_file_that_changes_while_it_is_sent_is_never_mixed(
    customs: Customs, published: dict[str, str], tmp_path: Path
) -> None:
    path = published["export"]
    revised: list[FlowRow] = [*ROWS, ("export", 2024, 4, "51", "C11Z", "1102", "US", 5, 1)]
    later = archive_of(tmp_path, "export", revised)

    def cut_and_change(handler: Any, file: faults.Published) -> None:
        faults.cut(300)(handler, file)
        file.content, file.etag = later, '"later"'

    customs.fail(path, cut_and_change)
    assert tt.totals(tt.load_flows(2024), "51")["value_eur"].tolist() == [405, 400]
    assert [one.status for one in customs.asked if one.path == path] == [200, 200]


@pytest.mark.whole
def test_a_server_without_ranges_sends_the_whole_again(customs: Customs, published: dict[str, str]) -> None:
    customs.files[published["export"]].ranges = False
    customs.fail(published["export"], faults.cut(300))
    check(tt.load_flows(2024))
    assert [one.status for one in customs.asked if one.path == published["export"]] == [200, 200]


def traces(folder: Path) -> list[Path]:
    """What is neither a finished file nor a lock nor the index page."""
    finished = {".zip", ".json", ".parquet", ".lock"}
    return [one for one in folder.rglob("*") if one.is_file() and (one.suffix not in finished or one.name[0] == ".")]


@pytest.mark.whole
@pytest.mark.parametrize("full", ["archive", "tables"])
def test_a_disk_without_space_is_named_and_leaves_no_trace(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    """The kernel refuses to let any file grow beyond some bytes, which is what a full disk does to a file."""
    resource = pytest.importorskip("resource", reason="limits of file sizes are Unix's")
    monkeypatch.setattr(loading, "CLIENT", Client(attempts=1))
    # The tables of so small a release are larger than its archives: room for these alone is not enough.
    largest = max(len(customs.files[path].content) for path in published.values())
    room = largest // 2 if full == "archive" else largest
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        with pytest.raises(TradeTerritoriesError, match="TRADE_TERRITORIES_CACHE"):
            tt.load_flows(2024)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert traces(tmp_path / "cache") == []
    check(tt.load_flows(2024))


def test_a_full_disk_is_called_so(tmp_path: Path) -> None:
    message = str(unwritable(tmp_path, OSError(errno.ENOSPC, "No space left on device")))
    assert "disk of the cache is full" in message
    assert "TRADE_TERRITORIES_CACHE" in message


@pytest.mark.whole
def test_a_new_schema_makes_the_tables_again_without_a_download(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    check(tt.load_flows(2024))
    asked = len(customs.asked)
    monkeypatch.setattr("trade_territories.schema.SCHEMA_VERSION", 999)
    check(tt.load_flows(2024))
    assert len(customs.asked) == asked
    assert len(list((tmp_path / "cache").rglob("v999*/**/*.parquet"))) == 2


def test_an_empty_cache_offline_says_so_without_a_year(customs: Customs) -> None:
    with pytest.raises(OfflineError, match=r"cache is empty.* --sample"):
        tt.load_flows(offline=True)


@pytest.mark.whole
def test_one_departement_is_read_from_few_row_groups(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trade_territories.store._parquet.GROUP_ROWS", 1)
    check(tt.load_flows(2024))
    read: list[list[int]] = []
    whole = pq.ParquetFile.read_row_groups

    def noted(self: Any, groups: list[int], **options: Any) -> Any:
        read.append(groups)
        return whole(self, groups, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", noted)
    assert tt.totals(tt.load_flows(2024, territory="51"), "51")["value_eur"].tolist() == [400, 400]
    assert [len(groups) for groups in read] == [1, 1]


def test_a_missing_file_is_asked_for_once(customs: Customs, published: dict[str, str], slept: list[float]) -> None:
    customs.always[published["export"]] = faults.status(404)
    with pytest.raises(DownloadError):
        tt.load_flows(2024)
    assert customs.count(published["export"]) == 1
    assert not slept


def test_a_broken_transfer_is_resumed(customs: Customs, published: dict[str, str]) -> None:
    customs.fail(published["export"], faults.cut(300))
    check(tt.load_flows(2024))
    ranges = [one.headers.get("Range") for one in customs.asked if one.path == published["export"]]
    assert ranges[0] is None
    assert ranges[1] is not None
    assert ranges[1].startswith("bytes=")


def test_a_page_without_a_usable_link_says_what_was_looked_for(customs: Customs) -> None:
    with pytest.raises(DownloadError, match=r"(?i)regional.*202502-National-2024-export\.zip"):
        tt.load_flows(2024)


@pytest.mark.whole
@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8"])
@pytest.mark.parametrize("is_absolute", [True, False], ids=["absolute", "relative"])
def test_links_of_any_writing_are_followed(
    customs: Customs, published: dict[str, str], charset: str, is_absolute: bool
) -> None:
    customs.charset = charset
    customs.links = [(customs.address + path) if is_absolute else path for path in published.values()]
    check(tt.load_flows(2024))


@pytest.mark.whole
def test_a_damaged_store_is_noticed_and_made_again(customs: Customs, published: dict[str, str], tmp_path: Path) -> None:
    check(tt.load_flows(2024))
    stored = sorted((tmp_path / "cache").rglob("*.parquet"))
    assert len(stored) == 2
    content = stored[0].read_bytes()
    stored[0].write_bytes(content[: len(content) // 2])
    check(tt.load_flows(2024))


def test_a_cache_that_cannot_be_written_names_the_variable(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(blocked))
    with pytest.raises(TradeTerritoriesError, match="TRADE_TERRITORIES_CACHE"):
        tt.load_flows(2024)


@pytest.mark.whole
def test_clearing_the_cache_leaves_nothing(customs: Customs, published: dict[str, str], tmp_path: Path) -> None:
    check(tt.load_flows(2024))
    assert store.cache_clear() > 0
    assert not list((tmp_path / "cache").rglob("*.zip"))
    check(tt.load_flows(2024))


def test_unencrypted_addresses_are_refused_beyond_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path))
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", "http://customs.example/index.html")
    with pytest.raises(TradeTerritoriesError, match="https://"):
        tt.load_flows(2024)


@pytest.mark.parametrize("address", ["http://[::1", "ftp://x", "x", "https://"])
def test_what_is_no_address_of_a_page_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path))
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", address)
    with pytest.raises(TradeTerritoriesError, match="is no address of a page"):
        tt.load_flows(2024)


def test_two_releases_are_compared(customs: Customs, published: dict[str, str]) -> None:
    flows = tt.load_flows(2024)
    revised = flows.assign(value_eur=flows["value_eur"] * 2)
    table = tt.compare(flows, revised)
    assert len(table) >= 6


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ("2024", "'2024' is text; write 2024, without quotes"),
        ([2023, " 2024"], "write 2024, without quotes"),
        ("last", r"write 2024, or range\(2022, 2025\)"),
        (2024.5, "is no year"),
        (True, "is no year"),
        ([], "is no year"),
        (24, "24 is no year; write years in full"),
        ([2024, 20245], "20245 is no year"),
    ],
)
def test_what_is_no_year_is_refused(years: Any, words: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=words):
        tt.load_flows(years)


@pytest.mark.whole
def test_a_cache_file_that_another_program_has_open_is_named_and_stays_as_it_was(
    customs: Customs, published: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file while a program has it open."""
    check(tt.load_flows(2024))
    notes = {path: path.read_bytes() for path in (tmp_path / "cache" / "archives").glob("*.json")}
    monkeypatch.setattr(loading, "CLIENT", Client(fresh_seconds=0.0))
    monkeypatch.setattr("trade_territories._files._PAUSES", (0.0,))
    replace = Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if Path(target) in notes:
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(TradeTerritoriesError, match=r"\.json cannot be replaced in the cache.*close the program"):
        tt.load_flows(2024)
    assert {path: path.read_bytes() for path in notes} == notes


@pytest.mark.whole
def test_a_system_that_opens_no_folder_keeps_files_all_the_same(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refusing(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)
    check(tt.load_flows(2024))
    check(tt.load_flows(2024, offline=True))


def test_names_in_the_cache_are_names_on_every_system() -> None:
    from trade_territories.download._archives import safe_name

    assert [safe_name(name) for name in ("aux.zip", "a:b*c.zip", "..", "x" * 300 + ".zip", "a.zip. ", "été.zip")] == [
        "_aux.zip", "a_b_c.zip", "archive.zip", "x" * 96 + ".zip", "a.zip._", "été.zip",
    ]  # fmt: skip


@pytest.fixture
def workbooks(customs: Customs) -> Customs:
    """The workbooks of every région of mainland France and Corsica on the server: 10 euros of exports in each département."""
    regions = reference.departement_regions()
    for number, codes in sources.WORKBOOK_REGIONS.items():
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as zipped:
            for flow, letter in (("EXPORT", "E"), ("IMPORT", "I")):
                rows = [[number, place, letter, "C11Z", "US", 8, 9, 10] for place in regions if regions[place] in codes]
                zipped.writestr(f"REGION_{number}_A_{flow}.xlsx", workbook([row for row in rows if row[1] != "98"]))
        if number != sources.OVERSEAS:
            customs.publish(f"region_{number}_A.zip", content.getvalue())
            # The quarterly ones beside them are in thousands, and are left where they are.
            customs.publish(f"region_{number}.zip", b"by quarter")
    return customs


@pytest.mark.whole
def test_workbooks_without_those_of_overseas_give_national_sums_that_say_what_they_lack(
    workbooks: Customs, caplog: pytest.LogCaptureFixture
) -> None:
    flows = tt.load_flows(source="workbooks")
    assert "workbooks of Guadeloupe, Martinique, Guyane, La Réunion, Mayotte are missing" in caplog.text
    # 95 départements (Corsica is one) and Monaco.
    table = tt.totals(flows, "FR")
    assert table["value_eur"].tolist() == [960, 960]
    (note,) = [note for note in table.attrs["notes"] if "Guadeloupe" in note]
    for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"):
        assert name in note
    with pytest.raises(IncompleteCoverageError, match="Mayotte"):
        tt.shares(flows, "51")
    assert tt.totals(flows, "51")["value_eur"].tolist() == [10, 10]


@pytest.mark.whole
def test_workbooks_of_a_region_that_lacks_are_named_and_a_silent_server_is_asked_once(
    workbooks: Customs, slept: list[float]
) -> None:
    with pytest.raises(IncompleteCoverageError, match=r"workbooks of Guadeloupe, .*Mayotte are missing"):
        tt.load_flows(2024, source="workbooks", territory="La Réunion")
    assert tt.totals(tt.load_flows(2023, source="workbooks", territory="Marne"), "51")["value_eur"].tolist() == [9, 9]
    workbooks.always |= dict.fromkeys(workbooks.files, faults.status(503))
    slept.clear()
    with pytest.raises(IncompleteCoverageError, match=r"workbooks of Hauts-de-France, .* are missing .*503"):
        tt.load_flows(2024, source="workbooks")
    assert len(slept) < 5


@pytest.mark.whole
def test_workbooks_come_from_a_folder_that_is_a_mirror_and_then_from_the_cache(
    workbooks: Customs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    (path,) = (path for path in workbooks.files if path.endswith("region_13_A.zip"))
    (folder / "region_13_A.zip").write_bytes(workbooks.files[path].content)
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", str(folder))
    for offline in (False, True):
        flows = tt.load_flows(2024, source="workbooks", territory="Marne", offline=offline)
        assert tt.totals(flows, "51")["value_eur"].tolist() == [10, 10]
    with pytest.raises(IncompleteCoverageError, match=r"Bretagne are missing .*lists no region_07_A.zip"):
        tt.load_flows(2024, source="workbooks", territory="Bretagne")
    listed = tt.available()
    assert listed.loc[listed["region"] == "13", "address"].tolist() == [(folder / "region_13_A.zip").as_uri()]
    monkeypatch.delenv("TRADE_TERRITORIES_INDEX_URL")
    known = "https://lekiosque.finances.gouv.fr/download_2.asp?rep=/fichiers/Telecharge&fic=region_03_A.zip"
    assert sources.workbook("03").address == known
