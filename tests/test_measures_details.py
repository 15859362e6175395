"""Measures at their edges, to the letter: changes that coarser tests do not notice."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, known, make_flows
from trade_territories.measures import _formulas as formulas
from trade_territories.measures import zones_table
from trade_territories.provenance import ATTRS, ReleaseLabel
from trade_territories.query import Query
from trade_territories.reference import france


def everywhere(*cells: tuple[str, str, str, str, int], year: int = 2024) -> list[FlowRow]:
    """Return rows of one euro in each département, and the cells given in the Marne."""
    usual = [
        (flow, year, quarter, place, "C11Z", "1102", "BE", 1, 1)
        for flow in ("export", "import")
        for quarter in (1, 2, 3, 4)
        for place in france().departements
    ]
    return [
        *usual,
        *((flow, year, 1, "51", a129, cpf4, partner, value, 1) for flow, a129, cpf4, partner, value in cells),
    ]


def test_a_reference_below_zero_has_no_quotient() -> None:
    quotients = formulas.location_quotient(pd.Series([10.0, 10.0, 10.0]), pd.Series([4.0, 0.0, -4.0]))
    assert quotients.iloc[0] == pytest.approx(2.5)
    assert all(math.isnan(value) for value in quotients.iloc[1:])


def test_zones_of_a_part_stand_by_their_value() -> None:
    flows = make_flows(
        everywhere(
            ("export", "C20A", "2014", "US", 50),
            ("export", "C20A", "2014", "CN", 900),
            ("import", "C20A", "2014", "MA", 300),
        )
    )
    table = zones_table(Query.of(flows, "51"))
    outside = table[table["part"] == "non_eu"]
    assert outside["code"].tolist() == ["asie", "afrique", "amerique"]


def test_labels_of_unknown_codes_are_no_break_in_the_series() -> None:
    flows = make_flows([*everywhere(year=2023), *everywhere(year=2024)])
    for label, expected in (
        (ReleaseLabel("a129", "C98Q", "Produits nouveaux", "", (2024,)), ["", ""]),
        (ReleaseLabel("a129", "C11Z", "Batteries", "Boissons", (2024,)), ["", "nomenclature"]),
        (ReleaseLabel("partner", "BE", "Autre pays", "Belgique", (2024,)), ["", ""]),
    ):
        flows.attrs[ATTRS] = known(flows)._replace(labels=(label,))
        assert tt.evolution(flows, "51", freq="year")["break_before"].tolist() == expected


def test_where_corrections_leave_nothing_there_are_no_leads() -> None:
    others = [("export", 2024, 2, place, "C20A", "2014", "US", 50, 1) for place in ("08", "10", "52")]
    kept = [row for row in everywhere() if (row[0], row[3]) != ("export", "51")]
    nothing = [
        ("export", 2024, 1, "51", "C20A", "2014", partner, value, 1) for partner, value in (("DE", 10), ("IT", -10))
    ]
    assert tt.leads(make_flows([*kept, *others, *nothing]), "51").empty
    something = [(*nothing[0][:7], 30, 1), nothing[1]]
    assert tt.leads(make_flows([*kept, *others, *something]), "51")["partner"].tolist() == ["US"]
