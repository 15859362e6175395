"""The formulas: values by hand, and what must hold whatever the values."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trade_territories.measures import _formulas as formulas

VALUES = st.lists(st.integers(1, 10**11), min_size=1, max_size=40)


def test_hhi_by_hand() -> None:
    # Shares 0.5, 0.3, 0.2: 0.25 + 0.09 + 0.04.
    assert formulas.hhi([50, 30, 20]) == pytest.approx(0.38)


def test_what_is_no_trade_takes_no_part() -> None:
    assert formulas.hhi([50, 50, 0, -10]) == pytest.approx(0.5)
    assert math.isnan(formulas.hhi([]))
    assert math.isnan(formulas.hhi([0]))


@given(VALUES)
def test_hhi_is_between_one_over_n_and_one(values: list[int]) -> None:
    assert 1 / len(values) - 1e-12 <= formulas.hhi(values) <= 1 + 1e-12


@given(VALUES, st.data())
def test_splitting_one_never_raises_hhi_and_merging_two_never_lowers_it(values: list[int], data: st.DataObject) -> None:
    part = data.draw(st.integers(0, values[0]))
    split = [part, values[0] - part, *values[1:]]
    assert formulas.hhi(split) <= formulas.hhi(values) + 1e-12


@given(st.integers(1, 30), st.integers(1, 10**9))
def test_equal_ones_have_as_many_equivalents(count: int, value: int) -> None:
    assert 1 / formulas.hhi([value] * count) == pytest.approx(count)


@given(VALUES)
def test_first_shares_grow_to_the_whole(values: list[int]) -> None:
    shares = [formulas.first_share_pct(values, first) for first in (1, 3, 5, len(values))]
    assert all(shares[i] <= shares[i + 1] + 1e-9 for i in range(2))
    assert shares[-1] == pytest.approx(100)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1)
)
def test_the_quotients_mean_weighted_by_the_references_shares_is_one(cells: dict[str, tuple[int, int]]) -> None:
    own = pd.Series({code: pair[0] for code, pair in cells.items()}, dtype="float64")
    # The territory is part of the reference.
    reference = pd.Series({code: pair[0] + pair[1] for code, pair in cells.items()}, dtype="float64")
    if own.sum() == 0:
        return
    quotient = formulas.location_quotient(own / own.sum(), reference / reference.sum())
    assert float((quotient * reference / reference.sum()).sum()) == pytest.approx(1)


@given(st.floats(0, 1e6))
def test_the_symmetric_form_is_between_minus_one_and_one(quotient: float) -> None:
    half = formulas.symmetric_quotient(pd.Series([quotient])).iloc[0]
    assert -1 <= half <= 1


def test_twice_and_half_stand_equally_far_from_zero() -> None:
    twice, half = formulas.symmetric_quotient(pd.Series([2.0, 0.5]))
    assert twice == pytest.approx(-half)


def test_cosines_by_hand() -> None:
    # (1, 1) with (1, 0): 1 / sqrt(2); with (0, 3), whose other value is a correction: the same; with nothing: no number.
    rows = pd.DataFrame({"a": [1.0, -2.0, 0.0], "c": [0.0, 3.0, 0.0]}, index=["one", "corrected", "nothing"])
    found = formulas.cosines(pd.Series({"a": 1.0, "c": 1.0}), rows)
    assert found["one"] == pytest.approx(1 / math.sqrt(2))
    assert found["corrected"] == pytest.approx(1 / math.sqrt(2))
    assert math.isnan(found["nothing"])
    # A product that the rows do not know makes the first less like them: (1, 1, 1) with (1, 0, 0).
    assert formulas.cosines(pd.Series({"a": 1.0, "b": 1.0, "c": 1.0}), rows)["one"] == pytest.approx(1 / math.sqrt(3))


FALLS = (formulas.volume_fall_eur, formulas.value_fall_eur)


def test_falls_of_exports_by_hand() -> None:
    value, rate = pd.Series([100.0]), pd.Series([0.1])
    # Volume: 100 x (1 - 1.1 ** -3) = 100 x (1 - 1 / 1.331). The whole duty passed through, the value falls as much.
    for fall in FALLS:
        assert fall(value, rate, elasticity=3, pass_through=1).iloc[0] == pytest.approx(100 * (1 - 1 / 1.331))
    # Half of it passed through: the buyer pays 1.05, the exporter gets 1.05 / 1.1 of the price before.
    half = formulas.value_fall_eur(value, rate, elasticity=3, pass_through=0.5).iloc[0]
    assert half == pytest.approx(100 * (1 - 1 / 1.05**3 * 1.05 / 1.1))


@given(st.floats(1, 1e10), st.floats(0, 3), st.floats(0, 1))
def test_at_an_elasticity_of_one_the_value_falls_the_same_whatever_is_passed_through(
    value: float, rate: float, pass_through: float
) -> None:
    fall = formulas.value_fall_eur(pd.Series([value]), pd.Series([rate]), elasticity=1, pass_through=pass_through)
    assert fall.iloc[0] == pytest.approx(value * rate / (1 + rate), abs=1e-3)


@pytest.mark.parametrize("formula", FALLS)
@given(st.floats(0, 1e10), st.floats(0, 10), st.floats(0, 1))
def test_a_rate_of_zero_changes_nothing(formula: Any, value: float, elasticity: float, pass_through: float) -> None:
    fall = formula(pd.Series([value]), pd.Series([0.0]), elasticity=elasticity, pass_through=pass_through)
    assert fall.iloc[0] == 0


@pytest.mark.parametrize("formula", FALLS)
@given(st.floats(1, 1e10), st.floats(0, 3), st.floats(0, 10), st.floats(0, 1))
def test_no_fall_is_larger_than_the_exports(
    formula: Any, value: float, rate: float, elasticity: float, pass_through: float
) -> None:
    fall = formula(pd.Series([value]), pd.Series([rate]), elasticity=elasticity, pass_through=pass_through).iloc[0]
    assert -1e-6 <= fall <= value
