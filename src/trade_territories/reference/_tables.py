"""The tables themselves, read at first use; ``NA`` is a code here (Namibia), never a missing value."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of one table, every field a text, an empty one where nothing is known."""
    source = files("trade_territories.reference").joinpath("data", f"{name}.csv")
    table = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return tuple(MappingProxyType(_with_codes(row) if name == "departements" else row) for row in table)


def _with_codes(row: dict[str, str]) -> dict[str, str]:
    """Return a département with our codes of it and of its région.

    Our code is INSEE's; Corsica, which is two départements, and Monaco, which is none, keep the Customs' code.
    """
    code = row["insee_code"]
    ours = row["douanes_code"] if "|" in code or not code else code
    return {**row, "code": ours, "region": f"R{row['insee_region_code']}"}


@cache
def column(name: str, key: str, value: str) -> Mapping[str, str]:
    """Return one column of a table by another; read-only."""
    return MappingProxyType({row[key]: row[value] for row in rows(name)})


def has_table(name: str) -> bool:
    """Whether there is a table of this name."""
    return files("trade_territories.reference").joinpath("data", f"{name}.csv").is_file()
