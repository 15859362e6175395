"""A made release of two quarters in which each oddity that a sentence may trip over has a département of its own."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from tests.builders import write_release
from tests.plain_figures import departements, table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builders import CustomsRow

QUARTERS = ("1", "2")
COUNTRIES = ("DE", "BE", "US", "GB", "CN", "IT", "ES", "NL", "CH", "JP", "PL", "TR", "MA", "NO", "BR", "IN", "IE", "SE")
STORES, RETURNED, UNDETERMINED = "QR", "QS", "QU"
UNKNOWN_COUNTRY, UNKNOWN_PRODUCT, UNKNOWN_CLASS = "ZQ", "C99Z", "9999"


@cache
def classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table("products_cpf4"):
        found.setdefault(row["a129"], []).append(row["cpf4"])
    return found


Cell = tuple[str, str, str, str, int]
"""flow letter, A129, CPF4, partner, euros of a quarter."""


def usual(code: str) -> list[Cell]:
    """Return trade of no oddity, drawn for each département."""
    draw = random.Random(code)  # noqa: S311 - made data
    products = draw.sample(sorted(classes()), 14)
    cells = {}
    for flow in "EI":
        for _ in range(70):
            product = draw.choice(products)
            key = (flow, product, draw.choice(classes()[product][:3]), draw.choice(COUNTRIES))
            cells[key] = int(draw.lognormvariate(13, 2)) + 1
        cells[flow, products[0], classes()[products[0]][0], draw.choice((STORES, RETURNED))] = draw.randrange(10**6)
    return [(*key, value) for key, value in cells.items()]


def _pairs(flow: str, values: dict[tuple[str, str], int]) -> list[Cell]:
    return [(flow, product, classes()[product][0], partner, value) for (product, partner), value in values.items()]


def odd() -> dict[str, list[Cell]]:
    """Return the trade of the départements that have an oddity."""
    even = {(product, partner): 1_000_000 for product in ("C11Z", "C21Z", "C29A", "C20A") for partner in COUNTRIES[:5]}
    wines = {("C11Z", partner): 2_000_000 + place for place, partner in enumerate(COUNTRIES)}
    return {
        # One direction only, and the other one only.
        "01": [cell for cell in usual("01") if cell[0] == "E"],
        "02": [cell for cell in usual("02") if cell[0] == "I"],
        # A partner of 99 %.
        "03": [*usual("03"), *_pairs("E", {("C30C", "US"): 9 * 10**10}), *_pairs("I", {("B06Z", "NO"): 9 * 10**10})],
        # Corrections below zero: of a pair, of a product, of a country, of all exports.
        "04": [*usual("04"), *_pairs("E", {("C11Z", "BE"): -40_000_000, ("C21Z", "US"): 300_000_000})],
        "05": _pairs("E", {("C11Z", "DE"): -50_000_000, ("C21Z", "US"): 20_000_000}) + _pairs("I", even),
        "09": _pairs("E", even) + _pairs("I", even | {("C11Z", "US"): -3_000_000, ("C13Z", "CN"): 2_500_000}),
        # Codes that nobody knows: of a country, of a product, of both in one line.
        "06": [
            *usual("06"),
            ("E", UNKNOWN_PRODUCT, UNKNOWN_CLASS, "DE", 80_000_000),
            ("E", "C11Z", "1101", UNKNOWN_COUNTRY, 90_000_000),
            ("I", UNKNOWN_PRODUCT, UNKNOWN_CLASS, UNKNOWN_COUNTRY, 70_000_000),
        ],
        # All is as large as all else; two are as large as each other.
        "07": _pairs("E", even) + _pairs("I", even),
        "08": _pairs("E", {("C11Z", "DE"): 7_000_000, ("C21Z", "US"): 7_000_000}) + _pairs("I", {("C29A", "DE"): 5_000_000}),
        # Partners that are no country, and nothing else.
        "10": _pairs("E", {("C30C", STORES): 8_000_000, ("C19Z", STORES): 4_000_000})
        + _pairs("I", {("C30C", RETURNED): 5_000_000, ("C26E", UNDETERMINED): 6_000_000}),
        # One flow; less than is written; one product; exports that equal imports.
        "11": _pairs("E", {("C11Z", "US"): 12_345_678}) + _pairs("I", {("C19Z", "NO"): 23_456_789}),
        "12": _pairs("E", {("C11Z", "US"): 9, ("C21Z", "DE"): 20}) + _pairs("I", {("C19Z", "NO"): 11, ("C29A", "CN"): 30_000}),
        "13": _pairs("E", wines) + _pairs("I", {("C13Z", partner): 10**6 for partner in ("CN", "IN", "TR")}),
        "14": _pairs("E", even) + _pairs("I", {(product, partner): value for (product, partner), value in even.items()}),
        # A flow larger than all others between a product and a country that are small elsewhere.
        "15": [*_pairs("E", dict.fromkeys(even, 5000000) | {("C32B", "BR"): 18_000_000}), *usual("15")],
        # Electricity and gas, which are booked to Paris; products that come from one country outside the Union.
        "75": [
            *usual("75"),
            ("I", "B06Z", "0620", "NO", 3 * 10**9), ("E", "D35A", "3511", "CH", 2 * 10**9), ("E", "D35A", "3511", "IT", 10**9),
        ],
        # One product and one country of nearly all; corrections that make one supplier's goods more than the whole.
        "17": _pairs("E", {("C30C", "US"): 9 * 10**9} | dict.fromkeys(even, 10 ** 6))
        + _pairs("I", {("C26B", "CN"): 60_000_000, ("C11Z", "DE"): -30_000_000, ("C29A", "DE"): 8_000_000}),
        "16": [*usual("16"), *_pairs("I", {(one, "CN"): 30_000_000 for one in ("C26B", "C26C", "C27A", "C13Z", "C15Z")})],
    }  # fmt: skip


def rows() -> dict[str, list[CustomsRow]]:
    """Return the Customs' lines of each flow."""
    own = odd()
    found: dict[str, list[CustomsRow]] = {"E": [], "I": []}
    for code, row in departements().items():
        merged: dict[tuple[str, str, str, str], int] = {}
        for flow, product, cpf4, partner, value in own.get(code) or usual(code):
            key = (flow, product, cpf4, partner)
            merged[key] = merged.get(key, 0) + value
        for (flow, product, cpf4, partner), value in merged.items():
            for quarter in QUARTERS:
                more = 0 if code in own else len(found[flow]) % 7
                line = (
                    flow, quarter, "2024", row["douanes_code"], row["douanes_region_code"], product, cpf4, partner,
                    value + more, max(abs(value) // 3, 1),
                )  # fmt: skip
                found[flow].append(line)
    return found


def write(folder: Path) -> list[Path]:
    """Write the two archives."""
    names = {"E": "202408-Regional-2024-export.zip", "I": "202408-Regional-2024-import.zip"}
    return [write_release(folder / names[flow], lines, labels=False) for flow, lines in rows().items()]
