"""Rows told apart by number: equal numbers exactly where rows are equal, however rows are ordered and cut."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trade_territories import rowkeys
from trade_territories.columns import FLOWS
from trade_territories.provenance import HeldCell
from trade_territories.release.columns import CODE_COLUMNS, Codes, RawColumns, joined_codes, smallest

#: Rows of three positions, of -1 to 2: long runs of one position, and none.
ROWS = st.lists(st.tuples(*(st.integers(-1, 2) for _ in range(3))), min_size=1, max_size=30).flatmap(
    lambda rows: st.sampled_from([rows, sorted(rows), [(row[0], 1, -1) for row in rows], rows[:1] * 7 + rows])
)
PLACES = ("51", "2A", "14")


def columns_of(rows: list[tuple[int, ...]]) -> list[tuple[np.ndarray, int]]:
    return [(np.array(column, dtype=np.int8), 3) for column in zip(*rows, strict=True)]


@pytest.fixture(params=[3, 1 << 16], ids=["few at once", "all at once"])
def _at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rowkeys, "_ROWS_AT_ONCE", request.param)


@pytest.mark.usefixtures("_at_once")
@given(ROWS)
def test_numbers_are_digits_of_positions(rows: list[tuple[int, ...]]) -> None:
    # -1 is the digit 0: three digits to the base of 4.
    expected = [16 * (a + 1) + 4 * (b + 1) + c + 1 for a, b, c in rows]
    assert rowkeys.combined(columns_of(rows)).tolist() == expected
    counts = rowkeys.counted(columns_of(rows))
    assert {number: int(count) for number, count in enumerate(counts) if count} == Counter(expected)


@pytest.mark.parametrize("largest", [1, 5, 20, 62, 63])
@given(rows=ROWS)
def test_numbers_that_would_be_too_large_are_equal_where_rows_are(largest: int, rows: list[tuple[int, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rowkeys, "LARGEST_NUMBER", largest)
        keys = rowkeys.combined(columns_of(rows)).tolist()
    assert len(set(zip(keys, rows, strict=True))) == len(set(keys)) == len(set(rows))


def test_numbers_of_64_bits_do_not_wrap() -> None:
    # Four columns of 31 bits: what the first one adds would be lost.
    one_row = [(np.array([0, 0]), 2**31 - 1)] * 3
    for place in range(4):
        columns = [*one_row[:place], (np.array([0, 1]), 2**31 - 1), *one_row[place:]]
        assert len(set(rowkeys.combined(columns).tolist())) == 2
    # A code or none in each of seventy columns.
    rows = np.where(np.eye(70, dtype=bool), 0, -1)
    assert len(set(rowkeys.combined([(row, 1) for row in rows]).tolist())) == 70


#: Numbers in order, among which a few are not; some of them stand twice.
MIXED = st.tuples(
    st.sets(st.integers(0, 60), min_size=24), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60)), max_size=3)
)


@given(MIXED)
@example((set(range(24)), [(20, 3)]))
@example((set(range(24)), [(3, 20)]))
@example((set(range(24)), [(3, 30), (9, 30)]))
@example((set(range(0, 48, 2)), [(20, 3), (22, 3), (23, 5)]))
@example((set(range(0, 48, 2)), [(20, 3), (22, 46), (2, 60)]))
def test_numbers_that_stand_twice_are_marked(mixed: tuple[set[int], list[tuple[int, int]]]) -> None:
    in_order, others = mixed
    for numbers in (sorted(in_order), sorted(in_order, key=lambda number: -number)):
        for place, number in others:
            numbers.insert(place, number)
        counts = Counter(numbers)
        marked = rowkeys.repeated(np.array(numbers))
        assert (marked is None) == (max(counts.values()) == 1)
        assert marked is None or marked.tolist() == [counts[number] > 1 for number in numbers]


@given(ROWS)
def test_runs_are_those_of_neighbours(rows: list[tuple[int, ...]]) -> None:
    starts = rowkeys.run_starts(column for column, _ in columns_of(rows)).tolist()
    assert np.diff([*starts, len(rows)]).tolist() == [len(list(run)) for _, run in groupby(rows)]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.integers(2022, 2024), st.integers(0, 4), st.sampled_from(PLACES),
            st.one_of(st.integers(-9, 9), st.just(2**62), st.just(-(2**62))),
        ),
        min_size=1, max_size=30,
    )
)  # fmt: skip
@example([(0, 2024, 1, "51", -(2**62))] * 3)
@example([(1, 2024, 1, "51", 2**62), (1, 2024, 1, "14", 5), (1, 2024, 1, "51", 2**62)])
def test_cells_are_counted_and_summed_exactly(rows: list[tuple[int, int, int, str, int]]) -> None:
    expected: dict[tuple[str, int, int, str], list[int]] = defaultdict(list)
    for flow, year, quarter, place, value in rows:
        expected[FLOWS[flow], year, quarter, place].append(value)
    flows, years, quarters, places, values = zip(*rows, strict=True)
    codes = {name: Codes.constant(None, len(rows)) for name in CODE_COLUMNS}
    raw = RawColumns(
        flow=np.array(flows, dtype=np.int8),
        year=np.array(years, dtype=np.int16),
        quarter=np.array(quarters, dtype=np.int8),
        codes={**codes, "departement": Codes.of(places)},
        value_eur=np.array(values, dtype=np.int64),
        mass_kg=np.zeros(len(rows), dtype=np.int64),
        mass_missing=np.zeros(len(rows), dtype=bool),
    )
    assert raw.cells == tuple(HeldCell(*key, len(some), sum(some)) for key, some in sorted(expected.items()))


@given(st.lists(st.lists(st.sampled_from(["FR", "DE", "US", None]), max_size=5), min_size=1, max_size=5))
def test_joined_codes_are_those_of_the_parts(parts: list[list[str | None]]) -> None:
    joined = joined_codes([Codes.of(part) for part in parts])
    assert joined.values() == [code for part in parts for code in part]
    assert list(joined.categories) == sorted({code for part in parts for code in part if code})


@pytest.mark.parametrize("rows", [[3], [90, 3, 90], [0, 99], [100, 3], list(range(101))])
def test_codes_of_some_rows_are_those_that_occur(rows: list[int]) -> None:
    codes = [*(f"{number:04}" for number in range(100)), None]
    taken = Codes.of(codes).take(np.array(rows))
    assert taken.values() == [codes[row] for row in rows]
    assert list(taken.categories) == sorted({codes[row] for row in rows} - {None}, key=str)


@pytest.mark.parametrize(("size", "bits"), [(1, 8), (127, 8), (128, 16), (2**15 - 1, 16), (2**15, 32), (2**15 + 1, 32)])
def test_positions_take_as_few_bytes_as_they_need(size: int, bits: int) -> None:
    dtype = np.dtype(smallest(size))
    assert dtype.itemsize * 8 == bits
    assert np.array([size - 1, -1], dtype).tolist() == [size - 1, -1]


def test_a_position_without_a_code_is_refused() -> None:
    with pytest.raises(IndexError):
        joined_codes([Codes(np.array([0, 2], dtype=np.int8), ("FR",)), Codes.of(["DE"])])
