"""Numbers as French and English readers write them; expected values are written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import checked_lang
from trade_territories.text.numbers import (
    DASH,
    MINUS,
    NNBSP,
    decimal,
    euros,
    mark,
    millions,
    percent,
)


def french(text: str) -> str:
    """Write the expected text with spaces, for the eye."""
    return text.replace(" ", NNBSP)


@pytest.mark.parametrize(
    ("value_eur", "expected"),
    [
        (8_105_800_000, "8 105,8 M€"),
        (580_354_500_000, "580 354,5 M€"),
        (50_001, "0,1 M€"),
        (50_000, "< 0,1 M€"),
        (49_999, "< 0,1 M€"),
        (1, "< 0,1 M€"),
        (0, "0,0 M€"),
        (-49_999, f"> {MINUS}0,1 M€"),
        (-50_001, f"{MINUS}0,1 M€"),
        (-9_000_000, f"{MINUS}9,0 M€"),
    ],
)
def test_money_is_in_millions_with_one_decimal(value_eur: int, expected: str) -> None:
    assert millions(value_eur) == french(expected)


def test_a_sign_is_written_where_a_balance_is_meant() -> None:
    assert millions(2_464_700_000, signed=True) == french("+2 464,7 M€")
    assert millions(-248_000_000, "en", signed=True) == f"{MINUS}€248.0m"
    assert millions(10_000, signed=True) == french("< +0,1 M€")
    # A half is rounded to even; nothing has no sign.
    assert millions(50_000, signed=True) == french("< +0,1 M€")
    assert millions(150_000, signed=True) == french("+0,2 M€")
    assert millions(-50_001, signed=True) == french(f"{MINUS}0,1 M€")
    assert millions(0, signed=True) == french("0,0 M€")


def test_nothing_is_a_dash_in_a_cell() -> None:
    assert millions(0, dash=True) == percent(0.0, dash=True) == DASH
    assert millions(1, dash=True) == french("< 0,1 M€")


def test_a_unit_can_stand_in_the_heading() -> None:
    assert millions(-49_999, unit=False) == french(f"> {MINUS}0,1")
    assert millions(2_464_700_000, "en", unit=False) == "2,464.7"


def test_what_is_not_known_is_told_from_what_means_nothing() -> None:
    assert (percent(None), millions(None)) == (french("n. d."), french("n. d."))
    assert (percent(float("nan")), millions(float("nan"))) == ("n. s.", "n. s.")


def test_a_value_per_inhabitant_below_half_a_euro_is_not_nothing() -> None:
    assert (euros(0.4), euros(0.6), euros(0)) == (french("< 1 €"), french("1 €"), french("0 €"))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (11.98, "12 %"),
        (10.0, "10 %"),
        (9.96, "10 %"),
        (9.94, "9,9 %"),
        (8.881, "8,9 %"),
        (2.0, "2,0 %"),
        (1.996, "2,0 %"),
        (1.3967, "1,40 %"),
        (0.8238, "0,82 %"),
        (100.0, "100 %"),
        (0.0, "0 %"),
        (0.0051, "0,01 %"),
        (0.005, "< 0,01 %"),
        (0.001, "< 0,01 %"),
        (9.95, "10 %"),
        (9.949, "9,9 %"),
        (1.995, "2,0 %"),
        (1.994, "1,99 %"),
        (99.4, "99 %"),
        (99.5, "> 99 %"),
        (99.99999, "> 99 %"),
        (100.4, "> 100 %"),
        (100.51, "101 %"),
        (-9.95, f"{MINUS}10 %"),
        (-0.001, f"> {MINUS}0,01 %"),
        (float("nan"), "n. s."),
    ],
)
def test_decimals_of_a_share_follow_its_size(share: float, expected: str) -> None:
    assert percent(share).replace(NNBSP, " ") == expected


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_share_reads_as_the_whole_or_as_nothing_only_where_it_is(part: int, rest: int) -> None:
    text = percent(part / (part + rest) * 100).replace(NNBSP, " ")
    assert text not in {"100 %", "0 %", "0,00 %", "0,0 %", "10,0 %", "2,00 %"}
    assert percent(part / part * 100) == french("100 %")
    digits = text.lstrip("<> ").removesuffix(" %").replace(",", ".")
    size = float(digits)
    decimals = len(digits.partition(".")[2])
    assert decimals == (0 if size >= 10 else 1 if size >= 2 else 2)
    assert abs(size - part / (part + rest) * 100) <= (1 if text[0] in "<>" else 0.5 / 10**decimals) + 1e-9


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_can_be_read_back(value_eur: int) -> None:
    text = decimal(value_eur / 1e6, 1).replace(NNBSP, "").replace(",", ".").replace(MINUS, "-")
    assert abs(float(text) - value_eur / 1e6) <= 0.05 + 1e-9


def test_marks_tell_without_colour() -> None:
    assert [mark(value) for value in (-1, 0, 1)] == ["▼", "=", "▲"]


def test_another_language_is_refused() -> None:
    with pytest.raises(TradeTerritoriesError, match="choose 'fr' or 'en'"):
        checked_lang("de")
