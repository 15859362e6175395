"""The made data that benchmarks and the tests of engines read."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import trade_territories as tt

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "make_data.py"


@pytest.fixture(scope="module")
def make_data() -> Any:
    if not SCRIPT.is_file():
        pytest.skip("benchmarks/ is not part of what was installed")
    spec = importlib.util.spec_from_file_location("make_data", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules["make_data"] = module
    spec.loader.exec_module(module)
    return module


def lines(path: Path) -> list[list[str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.whole
def test_a_pair_for_each_year_in_the_customs_layout(make_data: Any, tmp_path: Path) -> None:
    made = make_data.write_years(tmp_path, [2023, 2024], rows=5000)
    assert [one.path.name for one in made] == [
        "202402-Regional-2023-export.zip",
        "202402-Regional-2023-import.zip",
        "202502-Regional-2024-export.zip",
        "202502-Regional-2024-import.zip",
    ]
    rows = lines(made[2].path)
    assert len(rows) == made[2].rows == 5000
    assert sum(int(row[8]) for row in rows) == made[2].total_eur
    assert {len(row) for row in rows} == {10}
    assert len({tuple(row[:8]) for row in rows}) == 5000, "each key once"
    assert {row[0] for row in rows} == {"E"}
    assert {row[1] for row in rows} == {"1", "2", "3", "4"}
    assert len({row[3] for row in rows}) >= 95
    assert len({row[6] for row in rows}) >= 200
    assert "0111" in {row[6] for row in rows}


@pytest.mark.whole
def test_britain_is_one_code_before_2021(make_data: Any, tmp_path: Path) -> None:
    before, after = make_data.write_years(tmp_path, [2020, 2021], rows=20_000)[::2]
    assert not {"XI", "XU"} & {row[7] for row in lines(before.path)}
    assert {"XI", "XU"} <= {row[7] for row in lines(after.path)}


@pytest.mark.whole
def test_the_same_seed_gives_the_same_bytes(make_data: Any, tmp_path: Path) -> None:
    first, again, other = (
        make_data.write_archive(_made(tmp_path / name), "import", 2024, rows=500, seed=seed).path.read_bytes()
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again
    assert first != other


def test_quirks_stand_beside_the_usual_rows(make_data: Any, tmp_path: Path) -> None:
    made = make_data.write_archive(tmp_path, "export", 2024, rows=500, quirks=True)
    rows = lines(made.path)
    assert len(rows) == 500 + len(make_data.QUIRKS) + 1
    assert {"ZZ", "", "2A", "99", "9E"} <= {row[3] for row in rows}
    assert {"ZY", "QV", "NA", "XI", "XU", "QU", "XK", "XS"} <= {row[7] for row in rows}
    with zipfile.ZipFile(made.path) as archive:
        assert archive.read(archive.namelist()[0]).startswith(b"\xef\xbb\xbf")


def test_more_rows_than_keys_is_said(make_data: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too many"):
        make_data.write_archive(tmp_path, "export", 2024, rows=10**9)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def realistic() -> Any:
    if not SCRIPT.is_file():
        pytest.skip("benchmarks/ is not part of what was installed")
    from benchmarks import realistic as module

    return module


def test_the_plan_of_realistic_archives_is_what_was_counted(realistic: Any) -> None:
    plan = realistic.planned_rows("import")
    assert sum(plan.values()) == 1_751_702
    by_quarter = [sum(rows for (one, _), rows in plan.items() if one == quarter) for quarter in (1, 2, 3, 4)]
    assert by_quarter == [430_224, 430_521, 436_958, 453_999]
    assert (plan[1, "51"], plan[2, "51"], plan[1, "98"], plan[2, "98"]) == (4560, 4504, 21, 20)
    assert {place for _, place in plan} >= {"20", "9A", "9E", "98", "99"}


@pytest.mark.whole
def test_a_small_realistic_pair_has_all_that_a_real_one_has_and_is_read(realistic: Any, tmp_path: Path) -> None:
    exports, imports = realistic.write_pair(tmp_path, 2018, scale=0.004)
    assert imports.rows == sum(realistic.planned_rows("import", 0.004).values())
    with zipfile.ZipFile(imports.path) as archive:
        names = [name.removeprefix("Regional-2018-import/") for name in archive.namelist()]
        text = archive.read("Regional-2018-import/Region_2018_Import.txt").decode("ascii")
    assert {"LISEZ-MOI.txt", "Libelle_PAYS.txt", "Departement_region.txt", "Region_2018_Import.txt"} <= set(names)
    assert any(name.endswith(".pdf") for name in names)
    rows = [line.split(";") for line in text.split("\r\n")[:-1]]
    assert ["I", "3", "2018", "01", "18", "A01Z", "0111", "AT", "29916", "20815"] in rows
    order = [(row[1], row[3], row[5], row[6], row[7]) for row in rows]
    assert order == sorted(order)
    assert len(set(order)) == len(order), "each key once"
    flows = tt.read_flows(exports.path, imports.path)
    assert tt.totals(flows, "FR")["value_eur"].tolist() == [exports.total_eur, imports.total_eur]
    held = flows[(flows["departement"] == "51") & (flows["flow"] == "import") & (flows["quarter"] == 1)]
    assert len(held) == round(4560 * 0.004)
