"""CSV files are read back as they were, and no spreadsheet runs a cell of them."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from trade_territories._csv import csv_text, safe_cell


def test_a_usual_table_is_what_pandas_writes() -> None:
    table = tt.balance(tt.sample_flows(), "51", n=10)
    assert csv_text(table) == table.to_csv(index=False, lineterminator="\n")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@A1", "\t=1", " =1", "\r=1", "＝1"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    for kind in ("object", "category"):
        column = pd.Series([text, "Marne", None], dtype=kind)
        read = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"label": column, text: [1, -2, 3]})), newline="")))
        assert read[1][0].startswith("'")
        assert read[0][1].startswith("'")
        assert [row[1] for row in read[1:]] == ["1", "-2", "3"]
        assert read[3][0] == ""


def test_numbers_below_zero_stay_numbers() -> None:
    table = pd.DataFrame({"balance_eur": [-5], "quarter": pd.array([None], dtype="Int8"), "share_pct": [-0.5]})
    assert csv_text(table) == "balance_eur,quarter,share_pct\n-5,,-0.5\n"
    assert csv_text(table, "excel-fr") == "\ufeffbalance_eur;quarter;share_pct\r\n-5;;-0,5\r\n"


@pytest.mark.whole
@given(st.text())
def test_any_text_keeps_one_line_and_shows_no_control_character(text: str) -> None:
    written = csv_text(pd.DataFrame({"label": [text]}, dtype="object"))
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert len([row for row in read if row]) == 2 or text == ""
    cell = safe_cell(text)
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in cell)
    assert cell.encode("utf-8").decode("utf-8") == cell
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_names_of_columns_may_repeat() -> None:
    table = pd.DataFrame([["=a", "b"]], columns=["x", "x"])
    assert csv_text(table) == "x,x\n'=a,b\n"


def test_a_cell_of_several_values_is_joined() -> None:
    assert csv_text(pd.DataFrame({"years": [(2023, 2024), (2024,)]})) == "years\n2023|2024\n2024\n"
