"""Flows that are hard to draw: nearly all in one, ties, twenty equal, from one euro to billions, a side that is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import FlowRow, make_flows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

PRODUCTS = (
    "C11Z", "C20B", "C21Z", "C26A", "C10A", "C29A", "C10B", "C17A", "C28A", "C27B",
    "C22A", "C24A", "C13Z", "C14Z", "C15Z", "C16Z", "C25A", "C31Z", "C30C", "C32B",
)  # fmt: skip
PARTNERS = (
    "US", "DE", "IT", "ES", "BE", "GB", "CH", "CN", "JP", "NL",
    "PL", "SE", "PT", "AT", "CA", "BR", "IN", "TR", "MX", "KR",
)  # fmt: skip
#: The Gironde trades one euro a quarter, so that periods are whole.
GROUND = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
Value = tuple[str, str, int]


def rows(values: Iterable[Value], flow: str, quarters: tuple[int, ...] = (1, 2, 3, 4)) -> list[FlowRow]:
    """Return the same flows of the Marne in each quarter."""
    return [
        (flow, 2024, quarter, "51", product, "9999", partner, value, 1)
        for quarter in quarters
        for product, partner, value in values
    ]


def both(values: list[Value]) -> list[FlowRow]:
    """Return exports, and imports of three quarters of them."""
    return rows(values, "export") + rows([(*ends, max(1, value * 3 // 4)) for *ends, value in values], "import")  # type: ignore[misc]


def diagonal(*values: int) -> list[Value]:
    """Return one flow for each value, each between a product and a partner of its own."""
    return [(PRODUCTS[place], PARTNERS[place], value) for place, value in enumerate(values)]


def hard_flows() -> dict[str, pd.DataFrame]:
    """Return the cases by name."""
    ties = [(PRODUCTS[place], PARTNERS[place + 1], 2_000_000) for place in range(8)]
    halves = [
        row for row in GROUND + rows(diagonal(9, 5, 3), "export") + rows(diagonal(4), "import") if row[2] in (1, 2)
    ]
    return {
        "one of 99 %": make_flows(GROUND + both(diagonal(99_000_000, *[125_000] * 8))),
        "ties": make_flows(GROUND + both(diagonal(*[10_000_000] * 8) + ties)),
        "20 equal": make_flows(GROUND + both(diagonal(*[5_000_000] * 20))),
        "1 euro to 900 billion": make_flows(
            GROUND + both(diagonal(*(9 * 10**power for power in range(11, 1, -1)), 20, 1))
        ),
        "no imports": make_flows(GROUND + rows(diagonal(*[5_000_000] * 6), "export")),
        "no exports": make_flows(GROUND + rows(diagonal(7_000_000, 5), "import")),
        "two quarters": make_flows(halves),
    }
