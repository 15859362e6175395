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
    lines = source.read_text(encoding="utf-8").splitlines()
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


@cache
def column(name: str, key: str, value: str) -> Mapping[str, str]:
    """Return one column of a table by another; read-only."""
    return MappingProxyType({row[key]: row[value] for row in rows(name)})


@cache
def has_table(name: str) -> bool:
    """Whether there is a table of this name."""
    return files("trade_territories.reference").joinpath("data", f"{name}.csv").is_file()
