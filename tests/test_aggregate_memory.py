"""What is kept about a frame between two calls never outlives a change of it; sums as codes are those of the texts."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import FlowRow, make_flows, rows_strategy
from trade_territories import aggregate
from trade_territories.aggregate import _memory
from trade_territories.aggregate._source import MEASURES, grouped_sums, source_of
from trade_territories.errors import AmbiguousPeriodError

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: list[FlowRow] = [
    (flow, 2024, quarter, place, a129, cpf4, partner, value, 1)
    for flow in ("export", "import")
    for quarter in (1, 2, 3, 4)
    for place, a129, cpf4, partner, value in (
        ("51", "C11Z", "1102", "US", 1000),
        ("51", "C11Z", "1101", "NA", 70),
        ("10", "C20A", "2014", "DE", 5),
    )
]


def change_value(flows: pd.DataFrame) -> None:
    flows.loc[0, "value_eur"] = 123_456


def change_place(flows: pd.DataFrame) -> None:
    flows.loc[flows["departement"] == "10", "departement"] = "51"


def rename_place(flows: pd.DataFrame) -> None:
    flows["departement"] = flows["departement"].cat.rename_categories({"10": "51", "51": "10"})


def change_quarter(flows: pd.DataFrame) -> None:
    flows["quarter"] = pd.array([1, 2] * 12, dtype="Int8")


def change_quarter_in_place(flows: pd.DataFrame) -> None:
    flows.loc[:, "quarter"] = pd.array([1, 2] * 12, dtype="Int8")


def change_year(flows: pd.DataFrame) -> None:
    flows["year"] += 1


def change_release(flows: pd.DataFrame) -> None:
    flows["release"] = pd.Categorical(["sample-2024-export-202502-00000000"] * len(flows))


@pytest.mark.parametrize(
    "change",
    [change_value, change_place, rename_place, change_quarter, change_quarter_in_place, change_year, change_release],
)
def test_a_change_in_place_shows_in_the_next_table(change: Callable[[pd.DataFrame], None]) -> None:
    flows = make_flows(ROWS)
    before = aggregate.balance(flows, "51")
    change(flows)
    found = aggregate.balance(flows, "51")
    # A table that was never asked before: nothing can be kept of it.
    fresh = aggregate.balance(pd.DataFrame(dict(flows.items()), copy=True), "51")
    pd.testing.assert_frame_equal(found, fresh)
    assert found.attrs["notes"] == fresh.attrs["notes"]
    if change not in (change_release, change_year):
        assert not found.equals(before) or found.attrs["notes"] != before.attrs["notes"]


def test_a_second_year_set_into_the_same_table_is_asked_for() -> None:
    flows = make_flows(ROWS)
    aggregate.totals(flows, "51")
    flows.loc[0, "year"] = 2023
    with pytest.raises(AmbiguousPeriodError, match="2023, 2024"):
        aggregate.totals(flows, "51")


def test_tables_are_found_again_and_go_with_their_frame() -> None:
    flows = make_flows(ROWS)
    aggregate.totals(flows, "51")
    kept = _memory._KEPT[id(flows)]
    aggregate.balance(flows, "10")
    assert _memory._KEPT[id(flows)] is kept
    key = id(flows)
    del flows
    gc.collect()
    assert key not in _memory._KEPT
    many = [make_flows(ROWS) for _ in range(6)]
    for one in many:
        aggregate.totals(one, "51")
    assert len(_memory._KEPT) <= _memory._MOST


def test_the_frame_is_never_written_to() -> None:
    flows = make_flows(ROWS)
    attrs = dict(flows.attrs)
    copy = flows.copy()
    aggregate.balance(flows, "51")
    aggregate.cube(flows)
    pd.testing.assert_frame_equal(flows, copy)
    assert flows.attrs == attrs


@given(
    rows_strategy(max_size=25),
    st.sampled_from([["flow"], ["departement", "flow"], ["partner", "a129", "quarter"], ["zone", "a38"], ["a17"]]),
    st.booleans(),
)
def test_sums_by_codes_are_those_that_pandas_makes_of_texts(
    rows: list[FlowRow], by: list[str], is_turned: bool
) -> None:
    flows = make_flows(rows)
    if is_turned:
        # Categories in another order than that of the codes.
        for name in ("departement", "partner", "a129"):
            flows[name] = flows[name].cat.reorder_categories(flows[name].cat.categories[::-1])
    selection = aggregate.select(flows, "FR")
    found = grouped_sums(source_of(flows), selection, by)
    texts = flows.astype({"flow": "str", "departement": "str", "partner": "str", "a129": "str", "quarter": "int64"})
    texts["a38"] = [next(iter(aggregate_level("a38", code))) for code in texts["a129"]]
    texts["a17"] = [next(iter(aggregate_level("a17", code))) for code in texts["a129"]]
    texts["zone"] = [next(iter(aggregate_level("zone", code))) for code in texts["partner"]]
    expected = texts.groupby(by, as_index=False)[list(MEASURES)].sum().sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    through = grouped_sums(aggregate.cube(flows), selection, by)
    pd.testing.assert_frame_equal(through, found)
    assert found["value_eur"].dtype == np.dtype("int64")


def aggregate_level(level: str, code: str) -> list[str]:
    """Look the level above up in the table itself."""
    from tests import oracle

    return [oracle.code_at(("export", 2024, 1, "51", code, None, code, 1, 1), level)]
