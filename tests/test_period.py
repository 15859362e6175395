"""Periods: a part of a year never passes for a year."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from trade_territories.errors import AmbiguousPeriodError
from trade_territories.period import Period, resolve

WHOLE = {1, 2, 3, 4}


def test_one_year_needs_no_choice() -> None:
    assert resolve({2024: WHOLE}) == Period(((2024, (1, 2, 3, 4)),))


def test_several_years_need_a_choice_and_are_listed() -> None:
    with pytest.raises(AmbiguousPeriodError, match=r"several years \(2023, 2024\)") as caught:
        resolve({2024: WHOLE, 2023: WHOLE})
    assert caught.value.years == (2023, 2024)


def test_all_years_add_up_in_order() -> None:
    period = resolve({2024: WHOLE, 2022: WHOLE, 2023: WHOLE}, "all")
    assert period.years == (2022, 2023, 2024)
    assert period.label() == "2022 à 2024, cumul"
    assert period.label("en") == "2022 to 2024, added up"


def test_years_apart_are_each_named() -> None:
    assert resolve({2020: WHOLE, 2024: WHOLE}, "all").label() == "2020 et 2024, cumul"


@pytest.mark.parametrize(
    ("held", "label"),
    [
        ({1}, "2025, 1er trimestre"),
        ({1, 2}, "2025, 1er et 2e trimestres"),
        ({1, 2, 3}, "2025, 1er, 2e et 3e trimestres"),
        ({1, 2, 3, 4}, "2025"),
        ({0}, "2025"),
    ],
)
def test_a_part_of_a_year_is_named_so(held: set[int], label: str) -> None:
    period = resolve({2025: held})
    assert period.label() == label
    assert period.is_whole is (label == "2025")


def test_parts_of_several_years_are_all_named() -> None:
    period = resolve({2023: {4}, 2024: {1, 2, 3, 4}}, "all")
    assert not period.is_whole
    assert period.label("en") == "2023 (4th quarter) and 2024, added up"


@pytest.mark.parametrize(
    ("held", "quarter", "label"),
    [
        (
            {2022: WHOLE, 2023: WHOLE, 2024: WHOLE, 2025: {1, 2}},
            None,
            "2022 à 2024 et 2025 (1er et 2e trimestres), cumul",
        ),
        ({2021: {4}, 2022: WHOLE, 2024: WHOLE}, None, "2021 (4e trimestre), 2022 et 2024, cumul"),
        ({2022: WHOLE, 2023: WHOLE, 2024: WHOLE}, 1, "2022 à 2024, 1er trimestre de chaque année, cumul"),
        ({2022: WHOLE, 2024: WHOLE}, [1, 2], "2022 et 2024, 1er et 2e trimestres de chaque année, cumul"),
        ({2023: {1}, 2024: {2}}, None, "2023 (1er trimestre) et 2024 (2e trimestre), cumul"),
    ],
)
def test_years_added_up_are_no_list(held: dict[int, set[int]], quarter: Any, label: str) -> None:
    assert resolve(held, "all", quarter).label() == label


def test_quarters_can_be_chosen() -> None:
    period = resolve({2024: WHOLE}, quarter=[3, 1])
    assert period.quarters == ((2024, (1, 3)),)
    assert period.chosen_quarters
    assert not period.is_whole


def test_numbers_of_a_table_are_numbers() -> None:
    year, first, second = (cast("int", one) for one in (np.int16(2024), np.int8(1), np.int8(2)))
    chosen = resolve({2023: {1}, 2024: {1, 2}}, year, [second])
    assert chosen.quarters == ((2024, (2,)),)
    assert all(type(one) is int for held, quarters in chosen.quarters for one in (held, *quarters))
    assert resolve({2024: {1, 2}}, quarter=first).quarters == ((2024, (1,)),)


@pytest.mark.parametrize("quarter", [0, 5, "1", True, [], 1.5, [1.5], np.bool_(True)])
def test_what_is_no_quarter_is_refused(quarter: Any) -> None:
    with pytest.raises(AmbiguousPeriodError, match="is not a quarter"):
        resolve({2024: WHOLE}, quarter=quarter)


def test_a_quarter_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AmbiguousPeriodError, match="quarter 4 of 2024 is not in the table, which holds 1, 2, 3"):
        resolve({2024: {1, 2, 3}}, quarter=4)


def test_a_yearly_source_has_no_quarters_to_choose() -> None:
    with pytest.raises(AmbiguousPeriodError, match="whole years only"):
        resolve({2024: {0}}, quarter=1)


@pytest.mark.parametrize("year", [2023, "2024", True, 2024.5])
def test_a_year_that_is_not_there_is_an_error(year: Any) -> None:
    with pytest.raises(AmbiguousPeriodError, match="2024"):
        resolve({2024: WHOLE}, year)


def test_an_empty_table_has_no_period() -> None:
    with pytest.raises(AmbiguousPeriodError, match="the table is empty"):
        resolve({})


def test_a_year_that_one_direction_holds_in_part_never_passes_for_a_year() -> None:
    by_flow = {"export": {2024: {1, 2, 3, 4}}, "import": {2024: {1, 2}}}
    uneven = resolve({2024: {1, 2, 3, 4}}, by_flow=by_flow)
    assert not uneven.is_whole
    assert uneven.label() == "2024 (importations\xa0: 2024, 1er et 2e trimestres)"
    assert uneven.of("import").label("en") == "2024, 1st and 2nd quarters"
    assert uneven.of("export").is_whole
    assert resolve({2024: {1, 2, 3, 4}}, quarter=2, by_flow=by_flow).uneven == ()


def test_directions_of_different_years_are_told_apart_and_a_missing_one_is_not_uneven() -> None:
    held = {2023: {1, 2, 3, 4}, 2024: {1, 2, 3, 4}}
    both = resolve(held, "all", by_flow={"export": held, "import": {2024: {1, 2, 3, 4}}})
    assert both.label("en") == "2023 to 2024, added up (imports: 2024)"
    assert resolve(held, 2023, by_flow={"export": held, "import": {2024: {1, 2, 3, 4}}}).is_whole
    # Undivided in one direction, in quarters in the other: both are whole.
    assert resolve({2024: {0, 1, 2, 3, 4}}, by_flow={"export": {2024: {0}}, "import": {2024: {1, 2, 3, 4}}}).is_whole
