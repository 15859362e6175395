"""From files to the table: the same figures as an independent reading, whatever the rows, the order and the packing."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from trade_territories import reference, schema
from trade_territories.errors import DataContractError, ReleaseFormatError, TradeTerritoriesError
from trade_territories.flows import read_flows, sample_flows
from trade_territories.provenance import ReadingNote, info_from_json

from .builders import (
    CUSTOMS_OVERSEAS,
    FLOW_COLUMNS,
    CustomsRow,
    FlowRow,
    customs_rows,
    known,
    make_flows,
    rows_strategy,
    write_release,
)

INSEE = {customs: insee for insee, customs in CUSTOMS_OVERSEAS.items()}
Key = tuple[str, int, int, str, str, str, str]


def raw_rows() -> st.SearchStrategy[list[CustomsRow]]:
    """Draw rows as a file may hold them: repeated keys, unknown codes, parts of the United Kingdom, masses left out."""
    row = st.tuples(
        st.sampled_from("EI"),
        st.integers(1, 4),
        st.sampled_from((2020, 2021)),
        st.sampled_from(("51", "9A", "9D", "20", "99", "01", "2A", "")),
        st.sampled_from(("13", "24", "")),
        st.sampled_from(("C11Z", "A01Z", "ZZZZ")),
        st.sampled_from(("0111", "1101", "9999")),
        st.sampled_from(("NA", "GB", "XI", "XU", "FR", "ZZ")),
        st.integers(-5, 10**12),
        st.one_of(st.just(""), st.integers(0, 10**12)),
    )
    return st.lists(row, min_size=1, max_size=60)


def expected(rows: list[CustomsRow]) -> tuple[Counter[Key], dict[Key, int | None]]:
    """Read rows in plain Python: value and mass by key."""
    values: Counter[Key] = Counter()
    masses: dict[Key, int | None] = {}
    for flow, quarter, year, departement, _, a129, cpf4, partner, value, mass in rows:
        united = "GB" if partner in ("XI", "XU") and int(year) >= 2021 else partner
        direction = "export" if flow == "E" else "import"
        key = (direction, int(year), int(quarter), INSEE.get(departement, departement), a129, cpf4, united)
        values[key] += int(value)
        masses[key] = masses.get(key) if mass == "" else (masses.get(key) or 0) + int(mass)
    return values, masses


def found(flows: pd.DataFrame) -> tuple[dict[Key, int], dict[Key, int | None]]:
    keys = list(flows[[*FLOW_COLUMNS[:4], "a129", "cpf4", "partner"]].itertuples(index=False, name=None))
    masses = [None if mass is pd.NA else int(mass) for mass in flows["mass_kg"].astype("object")]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, flows["value_eur"].tolist(), strict=True)), dict(zip(keys, masses, strict=True))


def noted_eur(notes: tuple[ReadingNote, ...], column: str) -> int:
    code = "unknown_product" if column == "a129" else f"unknown_{column}"
    return sum(note.value_eur for note in notes if note.code == code)


@given(raw_rows(), st.booleans(), st.booleans())
def test_the_table_says_what_the_file_says(rows: list[CustomsRow], crlf: bool, bom: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_release(Path(folder, "202502-a.zip"), rows, crlf=crlf, bom=bom, member="REGIONAL_CPF4PAYSE.txt")
        flows = read_flows(path)
    values, masses = expected(rows)
    assert found(flows) == (dict(values), masses)
    assert [str(dtype) for dtype in flows.dtypes] == [
        "category", "int16", "Int8", *["category"] * 5, "int64", "Int64", "category"
    ]  # fmt: skip
    assert isinstance(flows.index, pd.RangeIndex)
    regions = reference.departement_regions()
    for departement, region in flows[["departement", "region"]].drop_duplicates().itertuples(index=False):
        assert region == regions.get(departement, "inconnu")
    for column in ("departement", "region", "a129", "cpf4", "partner", "release"):
        categories = list(flows[column].cat.categories)
        assert categories == sorted(flows[column].unique()), column
    notes = known(flows).notes
    assert noted_eur(notes, "departement") == sum(int(row[8]) for row in rows if row[3] in ("2A", ""))
    assert noted_eur(notes, "a129") == sum(int(row[8]) for row in rows if row[5] == "ZZZZ" or row[6] == "9999")
    assert noted_eur(notes, "partner") == sum(
        int(row[8]) for row in rows if row[7] == "ZZ" or (row[7] in ("XI", "XU") and int(row[2]) < 2021)
    )
    assert info_from_json(json.loads(json.dumps(known(flows)))) == known(flows)


@given(rows_strategy(min_size=2))
def test_two_files_in_any_order_and_packing(rows: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [customs_rows(rows, flow) for flow in ("export", "import")]  # type: ignore[arg-type]  # rows of the strategy
        paths = [write_release(folder / f"202502-{part[0][0]}.zip", part) for part in parts if part]
        flows = read_flows(*paths)
        backwards = read_flows(*paths[::-1])
        pd.testing.assert_frame_equal(flows, backwards)
        pd.testing.assert_frame_equal(flows, read_flows(folder))
        assert flows.attrs == backwards.attrs
    assert flows["value_eur"].sum() == sum(int(str(row[7])) for row in rows)


def test_attrs_say_where_figures_are_from(tmp_path: Path) -> None:
    row: CustomsRow = ("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1500, 12)
    path = write_release(tmp_path / "202502-Regional-2024-export.zip", [row])
    flows = read_flows(path)
    (record,) = known(flows).releases
    assert record.release == f"regional-2024-export-202502-{record.sha256[:8]}"
    assert flows["release"].tolist() == [record.release]
    assert len(record.sha256) == len(record.data_sha256) == 64
    assert (record.file, record.data_member) == (path.name, "Regional-2024-export/Region_2024_Export.txt")
    assert (record.years, record.quarters, record.is_whole) == ((2024,), ((2024, (1,)),), False)
    assert (record.rows, record.value_eur) == (1, 1500)
    assert (record.results_month, record.published, record.published_from) == ("202502", "2025-02-07", "member")
    assert known(flows).territory == ""


def test_attrs_may_be_lost(tmp_path: Path) -> None:
    row: CustomsRow = ("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1500, 12)
    flows = read_flows(write_release(tmp_path / "a.zip", [row]))
    flows.attrs.clear()
    schema.validate(flows)


def test_nothing_given() -> None:
    with pytest.raises(TradeTerritoriesError, match="no file"):
        read_flows()
    with pytest.raises(TypeError, match="one by one"):
        read_flows(["a.zip"])  # type: ignore[arg-type]  # what a hasty user writes
    with pytest.raises(ReleaseFormatError, match="no such file"):
        read_flows("absent.zip")


def test_the_sample_is_read_like_a_release_and_marked() -> None:
    flows = sample_flows()
    schema.validate(flows)
    assert set(flows["year"]) == {2024}
    assert set(flows["quarter"]) == {1, 2, 3, 4}
    assert set(flows["departement"].cat.categories) == set(reference.departement_regions())
    assert all(release.startswith("sample-2024-") for release in flows["release"].cat.categories)
    assert all(record.is_sample for record in known(flows).releases)


def test_the_sample_is_nobody_s_to_change() -> None:
    flows = sample_flows()
    flows.loc[0, "value_eur"] = -1
    flows.attrs.clear()
    assert sample_flows().loc[0, "value_eur"] != -1
    assert known(sample_flows()).releases


def quarters_of(flow: str, quarters: tuple[int, ...], value: int) -> list[FlowRow]:
    return [(flow, 2024, quarter, "51", "C11Z", "1102", "US", value, 1) for quarter in quarters]


def test_each_direction_is_compared_over_the_quarters_that_both_hold() -> None:
    # Imports of three quarters, and of four in the other table: the fourth is no revision.
    old = make_flows([*quarters_of("export", (1, 2, 3, 4), 10), *quarters_of("import", (1, 2, 3), 10)])
    new = make_flows([*quarters_of("export", (1, 2, 3, 4), 11), *quarters_of("import", (1, 2, 3, 4), 10)])
    table = tt.compare(old, new)
    assert dict(zip(table["flow"], table["difference_eur"], strict=True)) == {"export": 4, "import": 0}
    assert table.attrs["notes"] == ["2024: quarters 1, 2, 3 of imports only, which both hold"]


def test_territories_are_no_tables_to_compare() -> None:
    sample = sample_flows()
    with pytest.raises(DataContractError, match=r"two tables of Flows.*not builtins\.list; .*tt\.comparable"):
        tt.compare(sample, ["51", "10"])  # type: ignore[arg-type]
    with pytest.raises(DataContractError, match="lacks the columns year, flow, departement"):
        tt.compare(tt.balance(sample, "51"), sample)


def test_a_direction_that_one_table_lacks_is_left_out_of_the_comparison_and_told() -> None:
    exports = make_flows(quarters_of("export", (1, 2, 3, 4), 10))
    both = make_flows([*quarters_of("export", (1, 2, 3, 4), 10), *quarters_of("import", (1, 2, 3, 4), 10)])
    table = tt.compare(exports, both)
    assert table["flow"].tolist() == ["export"]
    assert table.attrs["notes"] == ["2024: imports are left out, of which the tables hold no quarter in common"]
