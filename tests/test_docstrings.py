"""The reference is made from docstrings: each public name says what it takes, gives and raises, and shows it."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pandas as pd
import pytest

import trade_territories as tt
from tests import made
from trade_territories import charts

FUNCTIONS = {name: one for name in tt.__all__ if inspect.isfunction(one := getattr(tt, name))}
CHARTS = {
    f"{room.__name__}.{name}": one
    for room in (charts, charts.static)
    for name in room.__all__
    if inspect.isfunction(one := getattr(room, name))
}
CLASSES = {name: one for name in tt.__all__ if inspect.isclass(one := getattr(tt, name))}
#: Nothing that its user could do makes them fail.
NEVER_RAISE = {"sample_flows", "releases", "to_pdf", "to_png", "to_svg"}
#: Tables made from the sample: the grain and all columns are said.
TABLES: dict[str, dict[str, Any]] = {
    "totals": {}, "shares": {}, "balance": {}, "activities": {}, "flow_matrix": {}, "notices": {}, "indicators": {},
    "specialisation": {}, "concentration": {}, "standing": {}, "comparable": {}, "evolution": {}, "leads": {},
    "leading_classes": {}, "exposure": {"partners": ["US"]},
    "tariff_scenario": {"rates": {"US": 0.1}, "source": "a test", "date": "2025-04-01"},
}  # fmt: skip


def section(of: Any, title: str) -> str:
    """Return a section of a NumPy docstring, without its title; empty where there is none."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n-+$|\Z)", inspect.getdoc(of) or "", re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


@pytest.mark.parametrize(
    ("chart", "table"),
    [("balance", "balance"), ("activities", "activities"), ("sankey", "flow_matrix"), ("matrix", "flow_matrix"),
     ("dependence", "dependence"), ("specialisation", "specialisation")],
)  # fmt: skip
def test_a_chart_shows_as_many_rows_as_its_table_or_tells(chart: str, table: str) -> None:
    drawn = inspect.signature(CHARTS[f"trade_territories.charts.{chart}"]).parameters["n"].default
    listed = inspect.signature(FUNCTIONS[table]).parameters
    is_same = "n" in listed and listed["n"].default == drawn
    text = inspect.getdoc(CHARTS[f"trade_territories.charts.{chart}"]) or ""
    assert is_same != (f"table of :func:`trade_territories.{table}` has" in text)


@pytest.mark.parametrize("name", FUNCTIONS | CHARTS)
def test_a_function_says_what_it_takes_gives_and_raises(name: str) -> None:
    function = (FUNCTIONS | CHARTS)[name]
    heads = re.findall(r"^(?! )(.+)$", section(function, "Parameters"), re.MULTILINE)
    told = {word.strip().lstrip("*") for head in heads for word in head.split(":")[0].split(",")}
    taken = set(inspect.signature(function).parameters)
    if name.startswith("trade_territories.charts"):
        # What every chart takes first.
        taken -= {"flows", "territory"}
    assert taken <= told, "parameters without a word"
    assert told <= taken | {"flows", "territory"}, "words on parameters that are not there"
    assert name.endswith(".theme") or section(function, "Returns")
    assert section(function, "Raises") or name.rpartition(".")[2] in NEVER_RAISE
    assert ">>>" in section(function, "Examples")


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_what_it_is_and_shows_it(name: str) -> None:
    assert ">>>" in section(CLASSES[name], "Examples")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_its_grain_and_all_its_columns(name: str) -> None:
    table = FUNCTIONS[name](made.cube(), "51", **TABLES[name])
    said = section(FUNCTIONS[name], "Returns")
    assert "One row per" in said
    words = set(re.findall(r"\w+", said))
    assert isinstance(table, pd.DataFrame)
    assert set(table.columns) <= words, "columns without a word"


def test_ranking_and_change_say_their_grain_too() -> None:
    for name in ("ranking", "change", "unit_values", "compare", "available", "territories", "releases", "dependence"):
        assert "One row per" in section(FUNCTIONS[name], "Returns"), name
