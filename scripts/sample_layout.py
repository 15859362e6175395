"""How many rows the bundled sample has, and where: in proportion to rows counted in a real file of the Customs.

The counts (``reference/data/known_rows.csv``) are of imports in 2019: quarters 1 and 2, and a part of 3. Nothing is known of
exports, which have fewer rows in the same proportions. A quarter that was not counted has the rows of the second.
"""

from __future__ import annotations

import csv
import heapq
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COUNTED = Path(__file__).resolve().parents[1] / "src" / "trade_territories" / "reference" / "data" / "known_rows.csv"
QUARTERS = (1, 2, 3, 4)
#: Rows of the sample for a thousand rows counted. The first year has as many as its trades need to be spread over quarters.
ROWS_FOR_A_THOUSAND = {
    2024: {"export": 42.5, "import": 50.0},
    2023: {"export": 12.0, "import": 14.0},
    2022: {"export": 12.0, "import": 14.0},
}
#: Code 98 has some twenty rows a quarter and no known meaning: the sample has none of it.
NOT_IN_SAMPLE = "98"


class Trade(NamedTuple):
    """A product traded with a country."""

    a129: str
    cpf4: str
    partner: str


def planned_rows(flow: str, year: int) -> Mapping[str, tuple[int, ...]]:
    """Return the number of rows of each quarter, by département (the Customs' codes)."""
    counted = _counted()
    share = ROWS_FOR_A_THOUSAND[year][flow] / 1000
    places = sorted({place for _, place in counted} - {NOT_IN_SAMPLE})
    return {
        place: tuple(max(1, round(counted.get((quarter, place), counted[2, place]) * share)) for quarter in QUARTERS)
        for place in places
    }


def numbers_of_rows(values: Mapping[Trade, int], rows: int) -> dict[Trade, int]:
    """Return in how many quarters each trade happens: one at least, four at most, more for larger ones; ``rows`` in all.

    By highest averages, as seats are shared out among parties, with the square of the number of rows as divisor: a trade
    of four rows is some sixteen times the size at which a trade gets its first.
    """
    if not len(values) <= rows <= len(QUARTERS) * len(values):
        raise ValueError(f"{len(values)} trades cannot have {rows} rows in four quarters")
    numbers = dict.fromkeys(values, 1)
    averages = [(-value, trade) for trade, value in values.items()]
    heapq.heapify(averages)
    for _ in range(rows - len(values)):
        _, trade = heapq.heappop(averages)
        numbers[trade] += 1
        if numbers[trade] < len(QUARTERS):
            heapq.heappush(averages, (-(values[trade] // numbers[trade] ** 2), trade))
    return numbers


def quarters_of_trades(values: Mapping[Trade, int], planned: Sequence[int]) -> dict[Trade, tuple[int, ...]]:
    """Return the quarters in which each trade happens, so that every quarter has the number of rows that is planned.

    Those of most rows choose first, then the largest, each the quarters that lack most rows: what can be laid out so is
    laid out so (Gale and Ryser), and large trades do not gather in one quarter.
    """
    numbers = numbers_of_rows(values, sum(planned))
    lacking = dict(zip(QUARTERS, planned, strict=True))
    chosen = {}
    for trade in sorted(values, key=lambda one: (-numbers[one], -values[one], one)):
        quarters = sorted(QUARTERS, key=lambda quarter: (-lacking[quarter], quarter))[: numbers[trade]]
        for quarter in quarters:
            lacking[quarter] -= 1
        chosen[trade] = tuple(sorted(quarters))
    if any(lacking.values()):
        raise ValueError(f"the rows of {sum(planned)} cannot be laid out: {lacking} are left")
    return chosen


@cache
def _counted() -> dict[tuple[int, str], int]:
    with _COUNTED.open(encoding="utf-8", newline="") as file:
        return {(int(line["quarter"]), line["departement"]): int(line["rows"]) for line in csv.DictReader(file)}
