"""Cautions: each rule fires on the figures that call for it, says the figure, and stays silent otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.builders import FlowRow, known, make_flows, with_labels
from trade_territories.cautions import _SOURCES
from trade_territories.provenance import ATTRS, NoteCell, ReadingNote
from trade_territories.text import LANGS, has_sentence, say

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
    """The cautions by code, without those on published totals: made figures agree with none (tests/test_reconcile.py)."""
    table = tt.notices(flows, place, lang="en", **options)
    table = table[~table["code"].str.startswith("published_")]
    return {code: (value, text) for code, value, text in zip(table["code"], table["value"], table["text"], strict=True)}


def test_plain_figures_call_for_no_caution() -> None:
    assert found(make_flows(rows(*PLAIN)), "51") == {}


def test_hydrocarbons_are_told_with_their_share() -> None:
    cells = [*PLAIN, ("import", "C19Z", "1920", "SA", 10)]
    value, text = found(make_flows(rows(*cells)), "51")["hydrocarbons"]
    assert value == pytest.approx(25)
    assert "25%" in text


@pytest.mark.whole
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
        ("976", "976", {"overseas"}),
        ("974", "974", {"overseas"}),
        ("ti-4421", "51", {"industry_territory"}),
    ],
)
def test_places_have_their_own_cautions(place: str, departement: str, codes: set[str]) -> None:
    assert set(found(make_flows(rows(*PLAIN, place=departement)), place)) == codes


def test_reading_notes_are_said_once_a_kind() -> None:
    flows = make_flows(rows(*PLAIN))
    notes = [
        ReadingNote("missing_twin", "import", 2024),
        ReadingNote("something_new", rows=3),
        ReadingNote("release_of_cache", file="a.zip", date="2025-02-07T10:00:00"),
        ReadingNote("release_of_cache", file="b.zip", date="2025-02-08T10:00:00"),
    ]
    flows.attrs[ATTRS] = known(flows)._replace(notes=tuple(notes))
    notices = found(flows, "51")
    assert set(notices) == {"missing_twin", "other_reading", "release_of_cache"}
    assert "a.zip (2025-02-07), b.zip (2025-02-08)" in notices["release_of_cache"][1]
    assert "file of imports" in notices["missing_twin"][1]


@pytest.mark.whole
def test_notes_about_rows_have_the_amounts_of_the_territory_and_period() -> None:
    both = rows(*PLAIN) + rows(*PLAIN, place="75")
    flows = make_flows([*both, *((one[0], 2023, *one[2:]) for one in both)])
    cells = (NoteCell(1, "75", 2, 4_000_000), NoteCell(3, "75", 1, 1_000_000))
    notes = (
        ReadingNote("duplicate_keys", "export", 2024, rows=3, value_eur=5_000_000, cells=cells),
        ReadingNote("missing_twin", "import", 2023),
    )
    flows.attrs[ATTRS] = known(flows)._replace(notes=notes)
    assert "duplicate_keys" not in found(flows, "51", year=2024)
    assert found(flows, "75", year=2024)["duplicate_keys"][0] == 5_000_000
    assert "3 (€5.0m)" in found(flows, "75", year=2024)["duplicate_keys"][1]
    assert found(flows, "75", year=2024, quarter=3)["duplicate_keys"][0] == 1_000_000
    assert found(flows, "FR", year=2024)["duplicate_keys"][0] == 5_000_000
    assert "duplicate_keys" not in found(flows, "75", year=2023)
    assert "missing_twin" not in found(flows, "75", year=2024)


@pytest.mark.whole
def test_unknown_codes_and_corrections_are_those_of_the_question() -> None:
    odd = [
        ("export", "C99Z", "9999", "BE", 30),
        ("export", "C11Z", "1102", "ZQ", 40),
        ("import", "C20A", "2014", "IT", -5),
    ]
    flows = make_flows([*rows(*PLAIN), *rows(*PLAIN, *odd, place="75")])
    assert set(found(flows, "51")) == set()
    notices = found(flows, "75")
    # Four quarters each; the row whose A129 and CPF4 are both unknown counts once.
    assert {code: value for code, (value, _) in notices.items()} == {
        "unknown_partner": 160,
        "unknown_product": 120,
        "corrections": -20,
    }
    assert "9999, C99Z" in notices["unknown_product"][1]
    assert set(found(flows, "75", excluding="C11Z")) == {"unknown_product", "corrections", "one_cell"}


def test_the_sample_says_that_it_is_one() -> None:
    assert tt.notices(tt.sample_flows(), "51")["code"].iloc[0] == "sample"


@pytest.mark.parametrize("code", _SOURCES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_caution_has_a_sentence_and_a_source_in_every_language(code: str, lang: str) -> None:
    assert has_sentence(f"notices.{code}", lang)
    assert len(say(f"notice_sources.{_SOURCES[code]}", lang)) > 10


@pytest.mark.whole
def test_labels_that_the_release_changes_or_lost_a_sign_of_are_named() -> None:
    flows = with_labels(make_flows(rows(*PLAIN)), "a129", {"C11Z": "Batteries et accumulateurs"})
    assert found(flows, "51")["changed_labels"][0] == 1
    assert "C11Z (Batteries et accumulateurs)" in found(flows, "51")["changed_labels"][1]
    assert "changed_labels" not in found(flows, "51", excluding="C11Z")
    lost = make_flows(rows(*PLAIN, ("export", "C20A", "2014", "ZZ", 1)))
    assert (
        "ZZ (Pays \ufffdlevé)" in found(with_labels(lost, "partner", {"ZZ": "Pays \ufffdlevé"}), "51")["lost_signs"][1]
    )
    assert not {"changed_labels", "lost_signs"} & set(found(with_labels(lost, "a129", {"C11Z": "BOISSONS"}), "51"))


def test_without_classes_gas_is_not_told_from_oil_at_paris() -> None:
    energy = [
        ("import", "D35A", None, "CH", 30),
        ("import", "B06Z", None, "NO", 70),
        *((*one[:2], None, *one[3:]) for one in PLAIN),
    ]
    flows = make_flows(rows(*energy, place="75"))
    share, text = found(flows, "75")["electricity_at_paris"]
    assert share == pytest.approx(30 / 160 * 100)
    assert "without natural gas" in text
    assert "energy_at_paris" not in found(flows, "75")


@pytest.mark.whole
def test_unknown_departements_are_told_of_france_only() -> None:
    flows = make_flows([*rows(*PLAIN), *rows(("export", "C11Z", "1102", "DE", 30), place="ZZ")])
    value, text = found(flows, "FR")["unknown_departement"]
    assert value == 120
    assert "ZZ (" in text
    assert not any("unknown_departement" in found(flows, place) for place in ("51", "R44"))
    assert "unknown_departement" not in found(make_flows(rows(*PLAIN)), "FR")


@pytest.mark.whole
def test_islands_paris_and_france_are_not_told_that_hydrocarbons_serve_others() -> None:
    oil = [*PLAIN, ("import", "C19Z", "1920", "SA", 10)]
    flows = make_flows([*rows(*oil), *rows(*oil, place="20"), *rows(*oil, place="75")])
    told = [place for place in ("51", "20", "75", "FR", "R44", "R11") if "hydrocarbons" in found(flows, place)]
    assert told == ["51", "R44"]


@pytest.mark.whole
def test_a_region_has_the_cautions_of_its_places_and_france_has_none() -> None:
    flows = make_flows(
        [*rows(*PLAIN), *rows(*PLAIN, place="99"), *rows(*PLAIN, place="20"), *rows(*PLAIN, place="976")]
    )
    places = {"monaco", "corsica", "overseas", "energy_at_paris"}
    assert set(found(flows, "R93")) & places == {"monaco"}
    assert set(found(flows, "FR")) & places == set()
    assert "coverage" in found(flows, "51+10")


@pytest.mark.whole
def test_shares_at_the_edge_of_a_caution() -> None:
    one_percent = [("export", "C11Z", "1102", code, 33) for code in ("US", "DE", "BE")]
    at_one = [*one_percent, ("export", "C11Z", "1102", "QR", 1)]
    assert found(make_flows(rows(*at_one)), "51")["no_country"][0] == pytest.approx(1)
    below = [*one_percent, ("export", "C11Z", "1102", "QR", -1)]
    assert "no_country" not in found(make_flows(rows(*below)), "51")
    all_of_it = [("import", "B06Z", "0620", "NO", 60), ("export", "D35A", "3511", "CH", 40)]
    assert found(make_flows(rows(*all_of_it, place="75")), "75")["energy_at_paris"][0] == 100
    some = [*PLAIN, ("import", "B06Z", "0620", "NO", 60), ("import", "B06Z", "0610", "NO", 120)]
    assert found(make_flows(rows(*some, place="75")), "75")["energy_at_paris"][0] == pytest.approx(25)


@pytest.mark.whole
def test_breaks_are_those_between_the_first_and_the_last_of_several_years() -> None:
    flows = make_flows([(one[0], year, *one[2:]) for year in (2019, 2020, 2023) for one in rows(*PLAIN)])
    assert {"break_brexit", "break_emebi"} <= set(found(flows, "51", year="all"))
    early = make_flows([(one[0], year, *one[2:]) for year in (2018, 2019) for one in rows(*PLAIN)])
    assert not {"break_brexit", "break_emebi"} & set(found(early, "51", year="all"))
