"""The stored tables opened by other engines, and laid out for a cluster."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, customs_rows, write_release
from tests.customs_server import Customs
from trade_territories.cli import run
from trade_territories.errors import DownloadError, TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.flows._scan import Engine

YEARS = (2023, 2024)
ROWS: list[FlowRow] = [
    (flow, year, quarter, place, "C11Z", "1102", partner, value, 1)
    for flow in ("export", "import")
    for year in YEARS
    for quarter in (1, 2, 3, 4)
    for place, partner, value in (("51", "US", year), ("10", "DE", 7), ("971", "NA", 3))
]
#: A folder's name that polars, Dask, Spark and fsspec would take for a pattern.
PATTERN = "[tables] {a,b}"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    folder = tmp_path_factory.mktemp("scan")
    with Customs() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADE_TERRITORIES_CACHE", str(folder / "cache"))
        patch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        for year in YEARS:
            for flow in ("export", "import"):
                rows = customs_rows([row for row in ROWS if row[1] == year], flow)
                path = write_release(folder / f"{year}{flow}.zip", rows, year=year)
                server.publish(f"202502-Regional-{year}-{flow}.zip", path.read_bytes())
        yield tt.load_flows(YEARS)


def same(table: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(table, other, check_dtype=False)


@pytest.mark.whole
def test_an_exported_store_is_laid_out_by_year_and_flow_and_replaced(loaded: pd.DataFrame, tmp_path: Path) -> None:
    made = tt.export_store(str(tmp_path), YEARS, offline=True)
    places = sorted(str(Path(one).parent.relative_to(tmp_path)) for one in made)
    assert places == [f"year={year}/flow={flow}" for year in YEARS for flow in ("export", "import")]
    other = Path(made[0]).with_name("an older release.parquet")
    other.write_bytes(b"")
    assert tt.export_store(str(tmp_path), YEARS, offline=True) == made
    assert sorted(str(one) for one in tmp_path.rglob("*.parquet")) == sorted(made)
    rows = sum(len(pd.read_parquet(one, partitioning=None)) for one in made)
    assert rows == len(ROWS)
    values = sum(int(pd.read_parquet(one, partitioning=None)["value_eur"].sum()) for one in made)
    assert values == sum(row[7] for row in ROWS)


def test_an_exported_store_goes_where_fsspec_goes(loaded: pd.DataFrame) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec comes with the engines")
    for _ in range(2):  # what was there is replaced
        made = tt.export_store(f"memory://{PATTERN}", 2024, offline=True)
    assert len(made) == 2
    assert len(fsspec.filesystem("memory").find("/")) == 2
    for one in made:
        with fsspec.open(one) as file:
            assert len(pd.read_parquet(file)) == 12


@pytest.mark.engines
# Dask calls pandas in a way that the next pandas will not know.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("engine", ["duckdb", "polars", "dask", "pyspark"])
@pytest.mark.parametrize("is_exported", [False, True], ids=["cache", "exported"])
def test_scanned_tables_give_the_same_figures(
    loaded: pd.DataFrame, tmp_path: Path, engine: Engine, is_exported: bool
) -> None:
    address = None
    if is_exported:
        address = str(tmp_path / PATTERN)
        tt.export_store(address, YEARS, offline=True)
    frame = tt.scan_flows(YEARS, engine=engine, address=address, offline=True)
    for year in YEARS:
        same(tt.totals(frame, "51", year=year), tt.totals(loaded, "51", year=year))
        same(tt.balance(frame, "R44", year=year), tt.balance(loaded, "R44", year=year))
    one = tt.scan_flows(2023, engine=engine, address=address, offline=True)
    assert tt.totals(one, "51", year=2023)["value_eur"].tolist() == [4 * 2023, 4 * 2023]


def test_without_years_an_address_gives_its_last_full_year(loaded: pd.DataFrame, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars comes with the engines")
    address = str(tmp_path / PATTERN)
    made = tt.export_store(address, YEARS, offline=True)

    def years() -> list[int]:
        frame = tt.scan_flows(engine="polars", address=address)
        found: list[int] = frame.select("year").unique().collect()["year"].to_list()
        return found

    assert years() == [max(YEARS)]
    (last,) = (one for one in made if f"year={max(YEARS)}" in one and "export" in one)
    polars.read_parquet(last, glob=False).filter(polars.col("quarter") < 4).write_parquet(last)
    assert years() == [min(YEARS)], "the last year lacks a quarter"
    Path(next(one for one in made if f"year={min(YEARS)}" in one)).unlink()
    assert years() == [max(YEARS)], "no year is full, so the last is taken"


@pytest.mark.engines
def test_an_address_without_a_year_says_so(loaded: pd.DataFrame, tmp_path: Path) -> None:
    tt.export_store(str(tmp_path), 2024, offline=True)
    with pytest.raises(DownloadError, match="holds no table of 2023"):
        tt.scan_flows(2023, engine="polars", address=str(tmp_path))


@pytest.mark.whole
def test_years_from_a_first_one_on_are_loaded_and_opened_alike(loaded: pd.DataFrame, tmp_path: Path) -> None:
    choices: list[dict[str, Any]] = [{"years": 2024, "since": 2023}, {"since": 2023}]
    for asked in choices:
        flows = tt.load_flows(**asked, offline=True)
        assert sorted(set(flows["year"])) == [2023, 2024]
        same(tt.totals(flows, "51", year=2024), tt.totals(loaded, "51", year=2024))
    tt.export_store(str(tmp_path), 2024, since=2023, offline=True)
    for address in (None, str(tmp_path)):
        for asked in choices:
            frame = tt.scan_flows(**asked, engine="duckdb", offline=True, address=address)
            same(tt.totals(frame, "51", year="all"), tt.totals(loaded, "51", year="all"))
    assert sorted(set(tt.load_flows(2024, since=2024, offline=True)["year"])) == [2024]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"years": [2023, 2024], "since": 2023}, "one year"),
        ({"years": 2023, "since": 2024}, "after 2023"),
        ({"years": 2024, "since": "2023"}, "without quotes"),
        ({"years": 2024, "since": 2021}, "2021, 2022"),
        ({"since": 2030}, "2030"),
    ],
)
def test_a_first_year_that_cannot_be_is_refused(loaded: pd.DataFrame, asked: dict[str, Any], words: str) -> None:
    del loaded
    with pytest.raises(TradeTerritoriesError, match=words):
        tt.load_flows(**asked, offline=True)


@pytest.mark.whole
def test_the_shell_loads_years_from_a_first_one_on(loaded: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    for year in (["--year", "2024"], []):
        assert run(["table", "change", "51", "--since", "2023", "--offline", "--by", "partner", *year]) == 0
        (row, _) = csv.DictReader(capsys.readouterr().out.splitlines())
        assert (row["base_eur"], row["value_eur"]) == (str(4 * 2023), str(4 * 2024))
    assert len(loaded) == len(ROWS)
    assert run(["table", "change", "51", "--since", "2024", "--year", "2024", "--offline"]) == 2
    assert "needs a later --year than 2024" in capsys.readouterr().err
