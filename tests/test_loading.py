"""From the Customs' site to Flows: the main path, each fault ending in the right file or the right error, and a sound cache."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests import customs_server as faults
from tests.builders import FlowRow, customs_rows, write_release
from tests.customs_server import Customs
from trade_territories import store
from trade_territories.download import Client
from trade_territories.errors import DownloadError, OfflineError, TradeTerritoriesError
from trade_territories.flows import _load as loading

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
    check(tt.load_flows(2024))
    assert [customs.count(path, status=200) for path in published.values()] == [1, 1]
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


def test_when_the_site_is_down_the_cache_does_and_says_so(
    customs: Customs, published: dict[str, str], monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    check(tt.load_flows(2024))
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=slept.append, fresh_seconds=0.0, read_seconds=1.0))
    for path in [*published.values(), faults.INDEX]:
        customs.always[path] = faults.status(503)
    flows = tt.load_flows(2024)
    check(flows)
    codes = {note["code"] for note in flows.attrs["trade_territories"]["reading_notes"]}
    assert {"site_down", "release_of_cache"} <= codes
    assert sum(slept) <= 10.0


@pytest.mark.parametrize(
    "fault",
    [
        [faults.status(503), faults.status(503)],
        [faults.status(429, retry_after="3")],
        [faults.cut(200)],
        [faults.cut(50), faults.cut(120)],
        [faults.wrong_length(10)],
        [faults.hang(3.0)],
    ],
    ids=["503 twice", "429", "cut", "cut twice", "wrong length", "hang"],
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
    with pytest.raises(DownloadError, match=r"(?i)regional"):
        tt.load_flows(2024)


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


def test_two_releases_are_compared(customs: Customs, published: dict[str, str]) -> None:
    flows = tt.load_flows(2024)
    revised = flows.assign(value_eur=flows["value_eur"] * 2)
    table = tt.compare(flows, revised)
    assert len(table) >= 6


@pytest.mark.parametrize("years", ["2024", 2024.0, True, []])
def test_what_is_no_year_is_refused(years: Any) -> None:
    with pytest.raises(TradeTerritoriesError, match="is no year"):
        tt.load_flows(years)
