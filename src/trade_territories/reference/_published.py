"""What is known of the Customs' figures from elsewhere, for comparison: published totals, numbers of rows of their files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from trade_territories.reference._tables import rows
from trade_territories.reference._territories import douanes_departements

if TYPE_CHECKING:
    from collections.abc import Mapping

PublishedUnit = Literal["million_eur", "billion_eur"]
PublishedFlow = Literal["export", "import", "balance"]

_EUROS: dict[str, int] = {"million_eur": 1_000_000, "billion_eur": 1_000_000_000}
_QUARTER = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True)
class PublishedTotal:
    """An amount that somebody has published."""

    #: Code of the territory.
    territory: str
    #: A129 code; empty for all goods.
    product: str
    #: ``2024``, or first and last quarter: ``2025Q1-2025Q2``.
    period: str
    #: ``export``, ``import``, or ``balance`` (exports less imports).
    flow: PublishedFlow
    #: As published.
    value: float
    unit: PublishedUnit
    #: Digits after the decimal point, as published: the amount is known to half of the last one.
    digits: int
    #: Who published it; the month of the results (``YYYYMM``), empty where unknown.
    source: str
    month: str

    @property
    def value_eur(self) -> int:
        """The amount in euros."""
        return round(self.value * _EUROS[self.unit])

    @property
    def rounding_eur(self) -> float:
        """Half of the last digit that was published, in euros."""
        return _EUROS[self.unit] / 10.0**self.digits / 2

    @property
    def quarters(self) -> tuple[tuple[int, int], ...]:
        """Its years and quarters, in order.

        Examples
        --------
        >>> PublishedTotal("51", "", "2024Q4-2025Q1", "export", 1.0, "million_eur", 0, "", "").quarters
        ((2024, 4), (2025, 1))
        """
        found = [int(year) * 4 + int(quarter) - 1 for year, quarter in _QUARTER.findall(self.period)]
        first, last = found if len(found) == 2 else (int(self.period[:4]) * 4, int(self.period[:4]) * 4 + 3)
        return tuple((number // 4, number % 4 + 1) for number in range(first, last + 1))


def published_totals() -> tuple[PublishedTotal, ...]:
    """Return the published totals that the package knows.

    Examples
    --------
    >>> [total.value for total in published_totals() if (total.territory, total.period) == ("51", "2024")]
    [8105.8, 5641.1]
    """
    return tuple(
        PublishedTotal(
            row["territory"],
            row["product"],
            row["period"],
            cast("PublishedFlow", row["flow"]),
            float(row["value"]),
            cast("PublishedUnit", row["unit"]),
            len(row["value"].partition(".")[2]),
            row["source"],
            row["month"],
        )
        for row in rows("published_totals")
    )


def known_rows() -> Mapping[tuple[int, str, int, str], int]:
    """Return the rows of the Customs' file by year, flow, quarter and département (our codes).

    Examples
    --------
    >>> known_rows()[2019, "import", 1, "51"]
    4560
    """
    codes = douanes_departements()
    return {
        (int(row["year"]), row["flow"], int(row["quarter"]), codes.get(row["departement"], row["departement"])): int(
            row["rows"]
        )
        for row in rows("known_rows")
    }
