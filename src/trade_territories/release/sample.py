"""The bundled example, known by its figures wherever they turn up: under another name, unpacked, or beside other rows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.provenance import HeldCell

#: ``flow;year;quarter;departement;rows;value_eur`` of each cell of the example; scripts/make_sample.py writes it.
CELLS = Path(__file__).parents[1] / "sample" / "cells.csv"
#: A cell of fewer rows could be equal by chance.
_FEWEST_ROWS = 50


def is_of_sample(cells: Iterable[HeldCell]) -> bool:
    """Return whether any cell has the rows and the sum, to the euro, of the same cell of the bundled example."""
    known = _known()
    return any(cell in known for cell in cells if cell.rows >= _FEWEST_ROWS)


@cache
def _known() -> frozenset[tuple[str, int, int, str, int, int]]:
    lines = CELLS.read_text(encoding="utf-8").splitlines() if CELLS.exists() else []
    rows = (line.split(";") for line in lines)
    return frozenset(
        (flow, int(year), int(quarter), departement, int(count), int(value))
        for flow, year, quarter, departement, count, value in rows
    )
