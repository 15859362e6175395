"""Numbers as French and English readers write them; expected values are written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.numbers import MINUS, NNBSP, checked_lang, decimal, mark, millions, percent


def french(text: str) -> str:
    """Write the expected text with spaces, for the eye."""
    return text.replace(" ", NNBSP)


@pytest.mark.parametrize(
    ("value_eur", "expected"),
    [
        (8_105_800_000, "8 105,8 M€"),
        (580_354_500_000, "580 354,5 M€"),
        (49_999, "0,0 M€"),
        (0, "0,0 M€"),
        (-9_000_000, f"{MINUS}9,0 M€"),
    ],
)
def test_money_is_in_millions_with_one_decimal(value_eur: int, expected: str) -> None:
    assert millions(value_eur) == french(expected)


def test_a_sign_is_written_where_a_balance_is_meant() -> None:
    assert millions(2_464_700_000, signed=True) == french("+2 464,7 M€")
    assert millions(-248_000_000, "en", signed=True) == f"{MINUS}€248.0m"
    assert millions(10_000, signed=True) == french("0,0 M€")
    # A half is rounded to even, and what is then written as nothing has no sign.
    assert millions(50_000, signed=True) == millions(-50_000, signed=True) == french("0,0 M€")


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
        (0.0, "0,00 %"),
        (0.001, "< 0,01 %"),
        (float("nan"), "n. s."),
    ],
)
def test_decimals_of_a_share_follow_its_size(share: float, expected: str) -> None:
    assert percent(share).replace(NNBSP, " ") == expected


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_can_be_read_back(value_eur: int) -> None:
    text = decimal(value_eur / 1e6, 1).replace(NNBSP, "").replace(",", ".").replace(MINUS, "-")
    assert abs(float(text) - value_eur / 1e6) <= 0.05 + 1e-9


def test_marks_tell_without_colour() -> None:
    assert [mark(one) for one in (-1, 0, 1)] == ["▼", "=", "▲"]


def test_another_language_is_refused() -> None:
    with pytest.raises(TradeTerritoriesError, match="choose 'fr' or 'en'"):
        checked_lang("de")
