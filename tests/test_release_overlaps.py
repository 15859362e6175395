"""Vintages and overlaps: a year and flow comes from one release, and nothing is added up twice."""

from __future__ import annotations

import shutil
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from trade_territories.errors import ReleaseFormatError, TradeTerritoriesError
from trade_territories.flows import read_flows

from .builders import known, noted, write_release

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from .builders import CustomsRow


def rows(periods: list[tuple[int, int]], value: int, flow: str = "E") -> list[CustomsRow]:
    return [(flow, quarter, year, "51", "13", "C11Z", "1101", "US", value, 1) for year, quarter in periods]


YEAR_2024 = [(2024, quarter) for quarter in (1, 2, 3, 4)]
FIVE_TO_2025_1 = [*YEAR_2024, (2025, 1)]
FIVE_TO_2025_2 = [*YEAR_2024[1:], (2025, 1), (2025, 2)]


def full(folder: Path, vintage: str, value: int, year: int = 2024, flow: str = "export") -> Path:
    periods = [(year, quarter) for quarter in (1, 2, 3, 4)]
    return write_release(
        folder / f"{vintage}-Regional-{year}-{flow}.zip", rows(periods, value, flow[0].upper()), year=year
    )


def five(folder: Path, vintage: str, periods: list[tuple[int, int]], value: int) -> Path:
    return write_release(
        folder / f"{vintage}-stat-regional-ce-export.zip", rows(periods, value), member="REGIONAL_CPF4PAYSE.txt"
    )


def values(flows: pd.DataFrame) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for year, quarter, value in flows[["year", "quarter", "value_eur"]].itertuples(index=False):
        assert int(quarter) not in found.get(int(year), {}), "a quarter stands twice"
        found.setdefault(int(year), {})[int(quarter)] = int(value)
    return found


def test_the_newer_of_two_full_years(tmp_path: Path) -> None:
    paths = [full(tmp_path, "202502", 1), full(tmp_path, "202508", 2)]
    for order in permutations(paths):
        flows = read_flows(*order)
        assert values(flows) == {2024: {1: 2, 2: 2, 3: 2, 4: 2}}
        (note,) = noted(flows, "superseded")
        assert (note.release[:28], note.other[:28]) == (
            "regional-2024-export-202502-",
            "regional-2024-export-202508-",
        )
        assert (note.year, note.rows, note.value_eur) == (2024, 4, 4)
        assert [one.vintage for one in known(flows).releases] == ["202508"]


def test_a_full_year_file_before_five_quarters_even_if_older(tmp_path: Path) -> None:
    paths = [full(tmp_path, "202502", 1), five(tmp_path, "202505", FIVE_TO_2025_1, 2)]
    for order in permutations(paths):
        flows = read_flows(*order)
        assert values(flows) == {2024: {1: 1, 2: 1, 3: 1, 4: 1}, 2025: {1: 2}}
        (note,) = noted(flows, "superseded")
        assert (note.year, note.quarters, note.value_eur) == (2024, (1, 2, 3, 4), 8)
        by_id = {one.release: one for one in known(flows).releases}
        (partial,) = (one for release, one in by_id.items() if release.startswith("regional-ce-export-202505-"))
        assert (partial.years, partial.is_whole, partial.rows, partial.value_eur) == ((2025,), False, 1, 2)


def test_five_quarters_that_hold_a_year_whole(tmp_path: Path) -> None:
    flows = read_flows(five(tmp_path, "202505", FIVE_TO_2025_1, 2))
    assert values(flows) == {2024: {1: 2, 2: 2, 3: 2, 4: 2}, 2025: {1: 2}}
    (record,) = known(flows).releases
    assert (record.kind, record.is_whole) == ("regional-ce", False)
    assert record.quarters == ((2024, (1, 2, 3, 4)), (2025, (1,)))


def test_five_quarters_are_never_pieced_together(tmp_path: Path) -> None:
    """2024 whole from the older file, not its first quarter from there and the rest from the newer one."""
    paths = [five(tmp_path, "202505", FIVE_TO_2025_1, 1), five(tmp_path, "202508", FIVE_TO_2025_2, 2)]
    for order in permutations(paths):
        assert values(read_flows(*order)) == {2024: {1: 1, 2: 1, 3: 1, 4: 1}, 2025: {1: 2, 2: 2}}


def test_the_newest_partial_year(tmp_path: Path) -> None:
    early = write_release(tmp_path / "202505-a.zip", rows([(2025, 1)], 1))
    late = write_release(tmp_path / "202508-a.zip", rows([(2025, 2), (2025, 3)], 2))
    assert values(read_flows(early, late)) == {2025: {2: 2, 3: 2}}


@pytest.mark.whole
def test_the_same_file_given_twice_counts_once(tmp_path: Path) -> None:
    path = full(tmp_path, "202502", 1)
    other = tmp_path / "copy"
    other.mkdir()
    copy = shutil.copy(path, other / "202502-again.zip")
    unpacked = tmp_path / "Region_2024_Export.txt"
    unpacked.write_text("".join(f"E;{quarter};2024;51;13;C11Z;1101;US;1;1\r\n" for quarter in (1, 2, 3, 4)), newline="")
    for paths in ([path, path], [path, str(path)], [path, copy], [path, unpacked], [tmp_path]):
        assert values(read_flows(*paths)) == {2024: {1: 1, 2: 1, 3: 1, 4: 1}}
    assert noted(read_flows(path, copy), "given_twice")[0].file == "202502-again.zip"


def test_two_different_files_of_one_vintage_and_period(tmp_path: Path) -> None:
    one = full(tmp_path, "202502", 1)
    other = write_release(tmp_path / "202502-other.zip", rows(YEAR_2024, 2))
    with pytest.raises(ReleaseFormatError, match="two different files of one vintage") as caught:
        read_flows(one, other)
    assert "202502-Regional-2024-export.zip" in str(caught.value)
    assert "202502-other.zip" in str(caught.value)
    newer = full(tmp_path, "202508", 3)
    with pytest.raises(ReleaseFormatError, match="two different files of one vintage"):
        read_flows(one, other, newer)


def test_a_five_quarter_file_of_the_same_vintage_is_another_release(tmp_path: Path) -> None:
    flows = read_flows(full(tmp_path, "202502", 1), five(tmp_path, "202502", [(2023, 4), *YEAR_2024], 2))
    assert values(flows) == {2023: {4: 2}, 2024: {1: 1, 2: 1, 3: 1, 4: 1}}


def test_flows_are_chosen_by_themselves(tmp_path: Path) -> None:
    flows = read_flows(
        full(tmp_path, "202502", 1), full(tmp_path, "202508", 2), full(tmp_path, "202502", 3, flow="import")
    )
    sums = flows.groupby("flow", observed=True)["value_eur"].sum()
    assert sums.to_dict() == {"export": 8, "import": 12}


def test_a_missing_twin_is_reported(tmp_path: Path) -> None:
    flows = read_flows(full(tmp_path, "202502", 1), full(tmp_path, "202402", 1, year=2023))
    assert [(note.flow, note.year, note.other) for note in noted(flows, "missing_twin")] == [
        ("import", 2023, "202402-Regional-2023-export.zip"),
        ("import", 2024, "202502-Regional-2024-export.zip"),
    ]


def test_the_example_never_stands_beside_real_figures(tmp_path: Path) -> None:
    example = write_release(tmp_path / "EXEMPLE_202502-Regional-2024-export.zip", rows(YEAR_2024, 1))
    with pytest.raises(TradeTerritoriesError, match="made-up"):
        read_flows(example, full(tmp_path, "202502", 1, flow="import"))
    assert read_flows(example)["release"].cat.categories[0].startswith("sample-2024-export-202502-")
