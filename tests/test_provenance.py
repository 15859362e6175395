"""What is known beside the rows: filled on reading and in the store, cheap to carry, and kept by pandas."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import schema
from trade_territories.flows import read_flows, sample_flows
from trade_territories.provenance import ATTRS, FlowsInfo, NoteCell, info_from_json, info_of

from .builders import known, noted, write_release

if TYPE_CHECKING:
    from pathlib import Path

    from .builders import CustomsRow


def test_holdings_count_what_the_rows_hold() -> None:
    flows = sample_flows()
    info = known(flows)
    expected = flows.groupby(["flow", "year", "quarter", "departement"], observed=True)["value_eur"].agg(
        ["size", "sum"]
    )
    found = {cell[:4]: (cell.rows, cell.value_eur) for cell in info.holdings}
    assert found == {key: (int(row["size"]), int(row["sum"])) for key, row in expected.iterrows()}
    assert (info.rows, info.value_eur) == (len(flows), flows["value_eur"].sum())
    assert [release.rows for release in info.releases] == flows.groupby("release", observed=True).size().tolist()


def test_yearly_and_large_values_are_counted_exactly(tmp_path: Path) -> None:
    large = 10**15
    path = tmp_path / "202502-Regional-2024-export.txt"
    path.write_text("".join(f"E;1;2024;51;13;C11Z;{code};US;{large - 1};1\n" for code in range(1000, 1020)))
    assert known(read_flows(path)).value_eur == 20 * (large - 1)


def test_pandas_operations_share_the_record() -> None:
    flows = sample_flows()
    info = known(flows)
    assert copy.deepcopy(info) is info
    assert copy.copy(info) is info
    assert known(flows[flows["departement"] == "51"]) is info
    assert known(flows.head()).rows == len(flows)
    assert known(pd.concat([flows, flows])) == info
    assert known(flows.copy()) is info


def test_the_record_survives_pickle_and_parquet(tmp_path: Path) -> None:
    flows = sample_flows()
    assert known(pickle.loads(pickle.dumps(flows))) == known(flows)  # noqa: S301  # our own bytes
    flows.to_parquet(tmp_path / "flows.parquet")
    assert known(pd.read_parquet(tmp_path / "flows.parquet")) == known(flows)


def test_what_another_version_or_program_wrote_is_not_read() -> None:
    assert info_of(None) is None
    assert info_of(pd.DataFrame()) is None
    values: tuple[object, ...] = ([], [0], [1], {"releases": []}, "text", [1, "a", 2, 3, 4, 5, 6, 7])
    for value in values:
        frame = pd.DataFrame()
        frame.attrs[ATTRS] = value
        assert info_of(frame) is None
    assert info_from_json([*FlowsInfo()]) == FlowsInfo()


def test_amounts_of_a_note_are_known_by_departement(tmp_path: Path) -> None:
    rows: list[CustomsRow] = [
        ("E", 1, 2024, "51", "13", "C11Z", "1101", "ZQ", 10, 1),
        ("E", 2, 2024, "75", "03", "C11Z", "1101", "ZQ", 40, 1),
        ("E", 2, 2024, "9D", "24", "C99Z", "9999", "US", 30, 1),
    ]
    flows = read_flows(write_release(tmp_path / "202502-Regional-2024-export.zip", rows))
    (partner,) = noted(flows, "unknown_partner")
    assert partner.cells == (NoteCell(1, "51", 1, 10), NoteCell(2, "75", 1, 40))
    assert (partner.amounts({"75"}), partner.amounts({"51"}, {2}), partner.amounts()) == ((1, 40), (0, 0), (2, 50))
    (product,) = noted(flows, "unknown_product")
    assert (product.rows, product.value_eur, product.codes) == (1, 30, ("9999", "C99Z"))
    assert product.cells == (NoteCell(2, "974", 1, 30),)
    schema.validate(flows)
