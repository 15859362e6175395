"""What the other tests build on holds: their tables are valid, and their archives are read back as those tables."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given

from tests.builders import FlowRow, customs_rows, known, make_flows, rows_strategy, write_release
from trade_territories import schema
from trade_territories.flows import read_flows

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[FlowRow] = [
    ("export", 2024, 1, "51", "C11Z", "1102", "US", 700, 7),
    ("export", 2024, 4, "971", "A01Z", "0122", "NA", 5, 2),
    ("export", 2024, 2, "ZZ", "C11Z", "1102", "DE", 3, 1),
    ("import", 2024, 1, "20", "C19Z", "1920", "IT", 90, 100),
]


@pytest.mark.whole
@given(rows_strategy(years=(2023, 2024), departements=("51", "971", "ZZ", "")))
def test_drawn_rows_make_valid_tables(rows: list[FlowRow]) -> None:
    flows = make_flows(rows)
    schema.validate(flows)
    assert flows["value_eur"].sum() == sum(row[7] for row in rows)
    info = known(flows)
    assert sum(release.value_eur for release in info.releases) == info.value_eur == flows["value_eur"].sum()


def test_yearly_sources_and_an_empty_table_are_valid_too() -> None:
    schema.validate(make_flows([("export", 2024, None, "51", "C11Z", None, "US", 7, None)]))
    schema.validate(make_flows([]))


def test_two_rows_of_one_key_are_refused() -> None:
    with pytest.raises(AssertionError, match="one key"):
        make_flows([ROWS[0], ROWS[0]])


def test_an_archive_reads_back_as_the_table(tmp_path: Path) -> None:
    paths = [
        write_release(tmp_path / f"202502-Regional-2024-{flow}.zip", customs_rows(ROWS, flow))
        for flow in ("export", "import")
    ]
    columns = ["flow", "year", "quarter", "departement", "region", "a129", "cpf4", "partner", "value_eur", "mass_kg"]
    read, made = (
        table[columns].astype(dict.fromkeys(columns, object)).sort_values(columns[:8]).reset_index(drop=True)
        for table in (read_flows(*paths), make_flows(ROWS))
    )
    pd.testing.assert_frame_equal(read, made)


def test_an_archive_has_the_form_asked_for(tmp_path: Path) -> None:
    path = write_release(
        tmp_path / "any.zip",
        customs_rows(ROWS, "export"),
        inner_folder="",
        member="REGIONAL_CPF4PAYSE.TXT",
        crlf=False,
        bom=True,
        labels={"Libelle_CPF4_rev2.1.txt": "0147;Volailles vivantes et œufs;201501;999912\n"},
    )
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["REGIONAL_CPF4PAYSE.TXT", "Libelle_CPF4_rev2.1.txt"]
        assert archive.read("REGIONAL_CPF4PAYSE.TXT").startswith(b"\xef\xbb\xbfE;1;2024;51;13;C11Z;1102;US;700;7\nE;4;")
        assert archive.read("Libelle_CPF4_rev2.1.txt").endswith("et œufs;201501;999912\r\n".encode("cp1252"))
