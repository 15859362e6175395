"""Numbers of rows that are known of the Customs' own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.reference._tables import rows
from trade_territories.reference._territories import douanes_departements

if TYPE_CHECKING:
    from collections.abc import Mapping


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
