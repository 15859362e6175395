"""A table shown to readers: words, separators, notes; nothing of it changes the table or pandas."""

from __future__ import annotations

import pandas as pd
import pytest

import trade_territories as tt


@pytest.fixture(scope="module")
def balance() -> pd.DataFrame:
    return tt.balance(tt.sample_flows(), "Marne", n=2)


def test_numbers_and_headings_are_those_of_french_readers(balance: pd.DataFrame) -> None:
    text = repr(tt.show(balance))
    lines = text.splitlines()
    assert lines[0].split("  ")[0] == "Code"
    assert "Importations (€)" in lines[0]
    allemagne = balance.set_index("code")["import_eur"]["DE"]
    assert f"{allemagne:,}".replace(",", "\u00a0") in next(line for line in lines if line.startswith("DE"))
    assert "\u202f" not in text
    assert "Exemple" in lines[-1] or "Exemple" in text
    english = repr(tt.show(balance, lang="en"))
    assert f"{allemagne:,}" in english


def test_notes_of_tables_can_be_printed_by_a_script_on_windows(balance: pd.DataFrame) -> None:
    notes = [*balance.attrs["notes"], *tt.notices(tt.sample_flows(), "Paris")["text"]]
    assert any("M€" in note for note in notes)
    assert all(note.encode("cp1252") for note in notes)


def test_columns_of_numbers_end_below_each_other(balance: pd.DataFrame) -> None:
    lines = repr(tt.show(balance)).splitlines()[: len(balance) + 1]
    assert len({len(line) for line in lines}) == 1


def test_the_page_escapes_texts_and_wraps_long_ones() -> None:
    table = pd.DataFrame({"label": ["<b>Vins</b> & mousseux " * 9, None], "value_eur": [1234567, -5]})
    table.attrs["notes"] = ["une note <i>"]
    page = tt.show(table)._repr_html_()
    assert "&lt;b&gt;Vins&lt;/b&gt; &amp; mousseux" in page
    assert "une note &lt;i&gt;" in page
    assert "1\u202f234\u202f567" in page
    assert "−5" in page
    assert ">–<" in page
    assert "max-width" in page
    text = repr(tt.show(table)).splitlines()
    assert max(len(line) for line in text) < 90


def test_kinds_of_cells() -> None:
    table = pd.DataFrame(
        {
            "flow": ["export", "import"],
            "year": pd.array([2024, None], dtype="Int16"),
            "share_pct": [11.978, float("nan")],
            "code": ["0123", "<NA>"],
            "factor": [0.5, 2.0],
        }
    )
    lines = [line.split() for line in repr(tt.show(table, lang="en")).splitlines()]
    assert lines[1][1:] == ["2024", "11.98", "0123", "0.500"]
    assert lines[2][1:] == ["–", "–", "<NA>", "2"]


def test_the_table_and_the_options_of_pandas_stay(balance: pd.DataFrame) -> None:
    names = ("display.max_rows", "display.max_colwidth", "display.float_format", "styler.format.thousands")
    before, options = balance.copy(), [pd.get_option(name) for name in names]
    assert repr(tt.show(balance))
    assert tt.show(balance).styler.to_html()
    pd.testing.assert_frame_equal(balance, before)
    assert [pd.get_option(name) for name in names] == options


def test_an_empty_table_has_its_head(balance: pd.DataFrame) -> None:
    assert repr(tt.show(balance.iloc[:0])).startswith("Code")
    assert "Code" in tt.show(balance.iloc[:0])._repr_html_()


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(tt.DataContractError, match="not list"):
        tt.show([])  # type: ignore[arg-type]  # what a user may try
    with pytest.raises(tt.TradeTerritoriesError, match="lang"):
        tt.show(pd.DataFrame({"a": [1]}), lang="de")  # type: ignore[arg-type]
