"""A release that is too large for memory is read département by département, with the same result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from benchmarks import make_data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests.builders import CustomsRow, known, write_release
from tests.customs_server import Customs
from tests.thorough import examples, telling
from trade_territories import release
from trade_territories.errors import ReleaseFormatError
from trade_territories.release.frame import flows_frame
from trade_territories.release.pieces import in_pieces

if TYPE_CHECKING:
    from pathlib import Path

#: Two départements of theirs that are one of ours, a key that stands three times, parts of the United Kingdom, no mass.
ODD: list[CustomsRow] = [
    ("E", 1, 2024, "9A", "24", "C11Z", "1102", "DE", 5, 1),
    ("E", 1, 2024, "51", "13", "C11Z", "1102", "XI", 7, ""),
    ("E", 1, 2024, "971", "24", "C11Z", "1102", "DE", 6, 2),
    ("E", 1, 2024, "51", "13", "C11Z", "1102", "GB", 8, 1),
    ("E", 2, 2024, "ZZ", "", "Z99Z", "9999", "Q9", -3, 1),
    ("E", 2, 2024, "", "", "C11Z", "1102", "NA", 4, ""),
    ("E", 4, 2023, "51", "13", "C11Z", "1102", "XU", 7, 2),
    ("E", 1, 2024, "51", "13", "C11Z", "1102", "GB", 9, 3),
]


def loaded(folder: Path, archives: list[Path], monkeypatch: pytest.MonkeyPatch, years: list[int]) -> pd.DataFrame:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(folder))
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        for path in archives:
            server.publish(path.name, path.read_bytes())
        return tt.load_flows(years)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("years", "rows", "block"), telling([([2024], 1000, 1 << 14), ([2020, 2024], 3000, 1 << 16)], 1)
)
def test_made_data_with_all_quirks_is_stored_in_pieces_as_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: list[int], rows: int, block: int
) -> None:
    archives = [one.path for one in make_data.write_years(tmp_path / "made", years, rows=rows, quirks=True)]
    whole = loaded(tmp_path / "whole", archives, monkeypatch, years)
    monkeypatch.setattr("trade_territories.store._making.AT_ONCE_BYTES", 0)
    monkeypatch.setattr("trade_territories.store._parquet.GROUP_ROWS", 500)
    # So small that every file is read in several batches.
    monkeypatch.setattr("trade_territories.release.text.BLOCK_BYTES", block)
    assert all(file.size > block for path in archives for file in release.data_files(path))
    pieces = loaded(tmp_path / "pieces", archives, monkeypatch, years)
    pd.testing.assert_frame_equal(pieces, whole)
    assert known(whole) == known(pieces)
    assert {note.code for note in known(whole).notes} >= {
        "unknown_departement",
        "duplicate_keys",
        "unknown_partner",
    }
    marne = tt.load_flows(2024, territory="51", offline=True)
    pd.testing.assert_frame_equal(tt.balance(marne, "51"), tt.balance(whole, "51", year=2024))
    assert not list((tmp_path / "pieces").rglob("*.spill"))


@pytest.mark.whole
def test_five_quarters_in_pieces_are_one_table_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [one for one in ODD if one[5] == "C11Z"]
    archives = []
    for letter, flow in (("E", "export"), ("I", "import")):
        path = tmp_path / f"202505-stat-regional-ce-{flow}.zip"
        archives.append(write_release(path, [(letter, *row[1:]) for row in rows]))
    whole = loaded(tmp_path / "whole", archives, monkeypatch, [2023, 2024])
    monkeypatch.setattr("trade_territories.store._making.AT_ONCE_BYTES", 0)
    pieces = loaded(tmp_path / "pieces", archives, monkeypatch, [2023, 2024])
    pd.testing.assert_frame_equal(pieces, whole)
    assert known(whole) == known(pieces)
    assert len(list((tmp_path / "pieces").rglob("*.parquet"))) == 4


@pytest.mark.whole
@given(st.lists(st.sampled_from(ODD), min_size=1, max_size=30), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
def test_rows_notes_and_labels_are_those_of_reading_at_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[CustomsRow], is_import: bool
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    several = [*rows, *([("I", *rows[0][1:])] if is_import else [])]
    path = write_release(folder / "202502-Regional-2024-export.zip", several)
    whole = release.read(path)
    (file,) = release.data_files(path)
    with in_pieces(file, folder / "rows.spill") as found:
        assert [one.flow for one in found] == [one.flow for one in whole]
        for mine, other in zip(found, whole, strict=True):
            frames = [flows_frame([part]) for part in mine.parts()]
            record, notes, labels = mine.whole()
            assert record == other.record
            assert notes == other.notes
            assert labels == other.labels
            names = [name for name in frames[0].columns if isinstance(frames[0][name].dtype, pd.CategoricalDtype)]
            texts = [frame.astype(dict.fromkeys(names, "str")) for frame in frames]
            expected = flows_frame([other]).astype(dict.fromkeys(names, "str"))
            expected = expected.sort_values("departement", kind="stable", ignore_index=True)
            pd.testing.assert_frame_equal(pd.concat(texts, ignore_index=True), expected)


def test_a_line_that_is_wrong_is_named_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trade_territories.store._making.AT_ONCE_BYTES", 0)
    path = write_release(tmp_path / "202502-Regional-2024-export.zip", [ODD[0], ("E", 7, *ODD[1][2:])])
    with pytest.raises(ReleaseFormatError, match=r"line 2.*trimestre"):
        loaded(tmp_path / "cache", [path], monkeypatch, [2024])
    left = [one for one in (tmp_path / "cache" / "store").rglob("*") if one.suffix in {".spill", ".parquet"}]
    assert left == []
