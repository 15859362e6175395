"""What a question remembers, names and refuses, to the letter: changes that coarser tests do not notice."""

from __future__ import annotations

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.test_query import rows
from trade_territories import reference
from trade_territories.errors import EmptySelectionError, IncompleteCoverageError, TradeTerritoriesError
from trade_territories.frames import FlowsFrame
from trade_territories.query import Query
from trade_territories.query._coverage import enumerated
from trade_territories.tables.ranks import ranking_codes


def test_long_lists_are_cut_after_twelve() -> None:
    assert enumerated(range(12)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"
    assert enumerated(range(13)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 1 more"
    assert enumerated(range(15)).endswith("11 and 3 more")


def test_groups_and_the_rest_are_named() -> None:
    query = Query.of(make_flows(rows("51")), "51")
    rest = "AUTRES".lower()
    assert query.label("group:union", rest) == "Autres"
    assert query.label("group:union", "eu") == "Union européenne"
    assert query.label("group:technology", "outside") == "Produits hors de ces groupes"


def test_a_flow_that_is_not_loaded_is_named_with_the_one_that_is() -> None:
    for held, lacking in (("export", "import"), ("import", "export")):
        query = Query.of(make_flows([row for row in rows("51") if row[0] == held]), "51")
        query.require_flow(held)
        with pytest.raises(IncompleteCoverageError, match=f"only holds {held}s; add the {lacking} archive"):
            query.require_flow(lacking)


def test_what_leaves_nothing_is_named() -> None:
    flows = make_flows(rows("51"))
    with pytest.raises(EmptySelectionError, match=r"in 2024 with only DE, C11Z; ask"):
        Query.of(flows, "51", only=["C11Z", "DE"]).sums(["flow"])
    with pytest.raises(EmptySelectionError, match=r"in 2024 without C11Z, C20A; ask"):
        Query.of(flows, "51", excluding=["C11Z", "C20A"]).sums(["flow"])
    with pytest.raises(TradeTerritoriesError, match="by='agro' is not a valid level"):
        Query.of(flows, "51").sums(["agro"])


def test_the_whole_of_a_part_leaves_out_what_was_excluded_and_no_more() -> None:
    flows = make_flows(rows("51"))
    query = Query.of(flows, "51", only="US", excluding="C20A")
    assert (query.total("export"), query.whole().total("export")) == (240, 240)
    assert Query.of(flows, "51", only="C11Z").whole().total("export") == 400
    plain = Query.of(flows, "51")
    assert plain.whole() is plain
    assert plain.narrowed(only="C11Z").total("export") == 240
    assert plain.narrowed(excluding="C11Z").total("export") == 160


def test_places_with_the_same_code_keep_their_names() -> None:
    query = Query.of(make_flows(rows("51", "10")), "51")
    first, second = (tt.territory(["51", "10"], name=name) for name in ("Champagne", "Marne et Aube"))
    assert [query.at(place).place for place in (first, second, first)] == ["Champagne", "Marne et Aube", "Champagne"]
    assert query.at(first) is query.at(first)


def test_of_single_places_the_last_is_remembered_and_france_for_all() -> None:
    query = Query.of(make_flows(rows("51", "10", "08")), "51")
    france = query.france
    query.at("10")
    query.at("08")
    assert set(query._places) == {"FR", "08"}
    assert query.at("08").france is france


def test_sums_of_a_place_are_made_of_those_of_france_and_of_no_other_place(monkeypatch: pytest.MonkeyPatch) -> None:
    flows = make_flows([*rows("51"), *rows("75")])
    query = Query.of(flows, "51")
    query.at("R44").prepare("flow", "departement", "a129")
    assert query.at("75").total("export") == 400
    other = Query.of(flows, "51")
    other.france.prepare("flow", "departement", "a129")
    monkeypatch.setattr(FlowsFrame, "sums", lambda *_: pytest.fail("added up again"))
    assert other.values("a129", "export").to_dict() == {"C11Z": 240, "C20A": 160}


def test_releases_are_those_of_the_years_asked() -> None:
    flows = make_flows([*rows("51"), *rows("51", year=2023)])
    assert [record.years for record in Query.of(flows, "51", year=2024).releases] == [(2024,), (2024,)]
    assert {record.years for record in Query.of(flows, "51", year="all").releases} == {(2023,), (2024,)}


def test_a_note_about_whole_departements_stands_beside_a_territoire_d_industrie_only() -> None:
    flows = make_flows(rows("51"))
    codes = reference.territories(level="territoire_industrie")["code"]
    place = next(one for one in map(tt.territory, codes) if one.departements == ("51",))
    assert any("Territoire d’industrie" in note for note in Query.of(flows, place).notes)
    assert not any("Territoire d’industrie" in note for note in Query.of(flows, "51").notes)


def test_highlighted_pairs_are_a_whole_number_from_zero_on() -> None:
    flows = make_flows(rows("51"))
    assert tt.flow_matrix(flows, "51", flow="export", highlight=0)["highlighted"].sum() == 0
    assert tt.flow_matrix(flows, "51", flow="export", highlight=1)["highlighted"].sum() == 1
    with pytest.raises(TradeTerritoriesError, match="highlight=-1 is not valid"):
        tt.flow_matrix(flows, "51", flow="export", highlight=-1)


def of_stores(*values: int) -> list[FlowRow]:
    """Return exports: 60 with a country, and with stores what is given; and one import."""
    stores = [
        ("export", 2024, 1, "51", "C11Z", "1102", partner, value, 1)
        for partner, value in zip(("QR", "QS"), values, strict=False)
    ]
    first: list[FlowRow] = [
        ("export", 2024, 1, "51", "C11Z", "1102", "US", 60, 1),
        ("import", 2024, 1, "51", "C11Z", "1102", "US", 1, 1),
    ]
    return [*first, *stores]


@pytest.mark.parametrize(("values", "share"), [((20,), "25\u00a0%"), ((30, 10), "40\u00a0%"), ((-10,), "n. s.")])
def test_how_much_of_autres_is_with_no_country(values: tuple[int, ...], share: str) -> None:
    flows = make_flows(of_stores(*values))
    for table in (tt.balance(flows, "51", n=1), tt.flow_matrix(flows, "51", flow="export", n=1)):
        (note,) = [one for one in table.attrs["notes"] if "qui ne sont pas des pays" in one]
        assert f"{share} du total" in note
    for table in (tt.balance(flows, "51", n=None), tt.flow_matrix(flows, "51", flow="export", n=None)):
        assert not [one for one in table.attrs["notes"] if "qui ne sont pas des pays" in one]


def test_all_trade_with_no_country_is_all_of_it() -> None:
    flows = make_flows(of_stores(20)[1:])
    (note,) = [one for one in tt.balance(flows, "51", n=1).attrs["notes"] if "qui ne sont pas des pays" in one]
    assert "100\u00a0% du total" in note


def test_a_matrix_names_ten_and_marks_a_single_euro() -> None:
    partners = ("US", "DE", "BE", "IT", "ES", "NL", "CH", "JP", "CN", "GB", "PL", "TR")
    flows = make_flows(
        [("export", 2024, 1, "51", "C11Z", "1102", one, 1 + place, 1) for place, one in enumerate(partners)]
    )
    assert set(tt.flow_matrix(flows, "51", flow="export")["partner"]) == {*partners[2:], "autres"}
    alone = make_flows([("export", 2024, 1, "51", "C11Z", "1102", "US", 1, 1)])
    assert tt.flow_matrix(alone, "51", flow="export")["highlighted"].tolist() == [True]


def test_the_first_rows_of_a_table_without_texts() -> None:
    table = tt.top_n(pd.DataFrame({"code": [1, 2, 3], "value_eur": [5, 9, 1]}), 2)
    assert table["value_eur"].sum() == 15


def test_years_and_quarters_are_cut_by_themselves() -> None:
    table = pd.DataFrame(
        {
            "year": [2023, 2023, 2023, 2024, 2024],
            "quarter": [1, 1, 1, 2, 2],
            "code": ["a", "b", "c", "a", "b"],
            "value_eur": [1, 5, 2, 4, 3],
        }
    )
    cut = tt.top_n(table, 1)
    assert cut[["year", "quarter", "code", "value_eur"]].to_numpy().tolist() == [
        [2023, 1, "b", 5],
        [2023, 1, "autres", 3],
        [2024, 2, "a", 4],
        [2024, 2, "autres", 3],
    ]
    assert tt.top_n(table.iloc[:0], 1).columns.tolist() == table.columns.tolist()


def test_only_partners_are_kept_from_ranking() -> None:
    assert ranking_codes(["QR", "DE"], "partner") == ["DE"]
    assert ranking_codes(["QR", "DE"], "cpf4") == ["QR", "DE"]
    assert ranking_codes(["QR", "DE"], "zone") == ["QR", "DE"]


def test_a_cube_of_groups_has_no_classes_and_one_of_classes_has() -> None:
    flows = make_flows(rows("51"))
    assert tt.cube(flows, by="a129").frame["cpf4"].isna().all()
    assert set(tt.cube(flows, by="cpf4").frame["cpf4"]) == {"1102", "2014"}
    yearly = make_flows([(*row[:2], None, *row[3:]) for row in rows("51")[:2]])
    assert tt.cube(yearly, by="cpf4").frame["quarter"].isna().all()
    assert tt.cube(flows, by="cpf4").frame["quarter"].tolist().count(1) == 4
