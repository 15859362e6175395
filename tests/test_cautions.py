"""Cautions: each rule fires on the figures that call for it, says the figure, and stays silent otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.builders import FlowRow, known, make_flows
from trade_territories.provenance import ATTRS, ReadingNote
from trade_territories.wording.cautions import caution_codes, caution_source

if TYPE_CHECKING:
    import pandas as pd


def rows(*cells: tuple[Any, ...], place: str = "51") -> list[FlowRow]:
    return [
        (flow, 2024, quarter, place, a129, cpf4, partner, value, 1)
        for flow, a129, cpf4, partner, value in cells
        for quarter in (1, 2, 3, 4)
    ]


PLAIN = [("export", "C11Z", "1102", code, 10) for code in ("US", "DE", "BE")] + [
    ("import", "C20A", "2014", code, 10) for code in ("US", "DE", "BE")
]


def found(flows: pd.DataFrame, place: str, **options: Any) -> dict[str, tuple[float, str]]:
    table = tt.notices(flows, place, lang="en", **options)
    return {code: (value, text) for code, value, text in zip(table["code"], table["value"], table["text"], strict=True)}


def test_plain_figures_call_for_no_caution() -> None:
    assert found(make_flows(rows(*PLAIN)), "51") == {}


def test_hydrocarbons_are_told_with_their_share() -> None:
    cells = [*PLAIN, ("import", "C19Z", "1920", "SA", 10)]
    value, text = found(make_flows(rows(*cells)), "51")["hydrocarbons"]
    assert value == pytest.approx(25)
    assert "25%" in text


def test_gas_and_electricity_are_told_at_paris_only() -> None:
    cells = [*PLAIN, ("import", "D35A", "3511", "DE", 60)]
    value, text = found(make_flows(rows(*cells, place="75")), "75")["energy_at_paris"]
    assert value == pytest.approx(50)
    assert "Paris" in text
    assert "energy_at_paris" not in found(make_flows(rows(*cells)), "51")


def test_one_cell_of_half_a_flow_is_told() -> None:
    cells = [*PLAIN, ("export", "C30C", "3030", "IN", 30)]
    value, text = found(make_flows(rows(*cells)), "51")["one_cell"]
    assert value == pytest.approx(50)
    assert "India" in text
    assert "Aircraft" in text


def test_partners_that_are_no_country_are_told() -> None:
    cells = [*PLAIN, ("export", "C11Z", "1102", "QR", 10)]
    assert found(make_flows(rows(*cells)), "51")["no_country"][0] == pytest.approx(25)


def test_a_part_of_a_year_is_told() -> None:
    assert "2024, 1st quarter" in found(make_flows(rows(*PLAIN)[::4]), "51")["partial_period"][1]


def test_several_years_and_the_breaks_between_are_told() -> None:
    both = [*rows(*PLAIN), *((one[0], 2020, *one[2:]) for one in rows(*PLAIN))]
    codes = found(make_flows(both), "51", year="all")
    assert set(codes) == {"several_years", "break_brexit", "break_emebi"}


@pytest.mark.parametrize(
    ("place", "departement", "codes"),
    [
        ("20", "20", {"corsica"}),
        ("99", "99", {"monaco"}),
        ("976", "976", {"overseas", "mayotte_population"}),
        ("974", "974", {"overseas"}),
        ("ti-4417", "51", {"industry_territory"}),
    ],
)
def test_places_have_their_own_cautions(place: str, departement: str, codes: set[str]) -> None:
    assert set(found(make_flows(rows(*PLAIN, place=departement)), place)) == codes


def test_what_the_reading_found_odd_is_told_once_a_kind() -> None:
    flows = make_flows(rows(*PLAIN))
    notes = [
        ReadingNote("unknown_partner", codes=("Q9",), value_eur=2_000_000, rows=1),
        ReadingNote("unknown_partner", codes=("Q8",), value_eur=1_000_000, rows=1),
        ReadingNote("missing_twin", "import", 2024),
        ReadingNote("something_new", rows=3),
        ReadingNote("negative_values", value_eur=-5_000_000, rows=1),
        ReadingNote("release_of_cache", file="a.zip", date="2025-02-07T10:00:00"),
    ]
    flows.attrs[ATTRS] = known(flows)._replace(notes=tuple(notes))
    told = found(flows, "51")
    assert set(told) == {"unknown_partner", "missing_twin", "other_reading", "corrections", "release_of_cache"}
    assert "−€5.0m" in told["corrections"][1]
    assert "a.zip (2025-02-07)" in told["release_of_cache"][1]
    assert "Q8, Q9 (€3.0m)" in told["unknown_partner"][1]
    assert "file of imports" in told["missing_twin"][1]


def test_what_was_odd_in_another_year_is_not_told_of_this_one() -> None:
    later = [(*one[:1], 2023, *one[2:]) for one in rows(*PLAIN)]
    flows = make_flows([*rows(*PLAIN), *later])
    notes = [
        ReadingNote("unknown_partner", year=year, codes=(code,), value_eur=value, rows=1)
        for year, code, value in ((2023, "Q8", 2_000_000), (2024, "Q9", 1_000_000))
    ]
    flows.attrs[ATTRS] = known(flows)._replace(notes=(*notes, ReadingNote("missing_twin", "import", 2023)))
    told = tt.notices(flows, "51", year=2024, lang="en").set_index("code")["text"]
    assert "missing_twin" not in told.index
    assert "Q9 (€1.0m)" in told["unknown_partner"]
    everything = tt.notices(flows, "51", year="all", lang="en").set_index("code")["text"]
    assert "Q8, Q9 (€3.0m)" in everything["unknown_partner"]


def test_the_sample_says_that_it_is_one() -> None:
    assert tt.notices(tt.sample_flows(), "51")["code"].iloc[0] == "sample"


@pytest.mark.parametrize("code", caution_codes())
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_caution_has_its_source_in_both_languages(code: str, lang: Any) -> None:
    assert len(caution_source(code, lang)) > 10
