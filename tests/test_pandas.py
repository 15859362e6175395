"""Missing texts stay missing on every pandas."""

from __future__ import annotations

import pandas as pd
import pytest

import trade_territories as tt
from trade_territories import _pandas
from trade_territories.engines import on_engine


@pytest.mark.parametrize("has_text_type", [False, _pandas.HAS_TEXT_TYPE])
@pytest.mark.parametrize("kind", ["object", "category"])
def test_a_missing_text_is_no_word(monkeypatch: pytest.MonkeyPatch, kind: str, *, has_text_type: bool) -> None:
    monkeypatch.setattr(_pandas, "HAS_TEXT_TYPE", has_text_type)
    table = pd.DataFrame(
        {"region": pd.Series(["R44", None, float("nan"), pd.NA], dtype=kind), "rank": [1.0, 2.0, 3.0, 4.0]}
    )
    changed = _pandas.astype(table, {"region": "str", "rank": "int64"})
    assert changed["region"].isna().tolist() == [False, True, True, True]
    assert changed["region"][0] == "R44"
    assert not isinstance(changed["region"].dtype, pd.CategoricalDtype)
    assert changed["rank"].dtype == "int64"
    assert table["rank"].dtype == "float64"


def test_another_engine_gets_no_text_for_a_missing_code(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars", reason="polars is an extra")
    monkeypatch.setattr(_pandas, "HAS_TEXT_TYPE", False)
    flows = tt.sample_flows().head(100)
    flows["cpf4"] = flows["cpf4"].cat.set_categories([])
    made = on_engine(flows, "polars").collect()
    assert made["cpf4"].null_count() == 100
    assert made["a129"].to_list() == flows["a129"].tolist()


def test_the_shares_of_an_own_region_have_no_region() -> None:
    assert tt.shares(tt.sample_flows(), "20")["region"].isna().all()
