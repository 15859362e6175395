"""Codes and names: counts that the Customs and INSEE give, names as people write them, and what is close to a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trade_territories import reference
from trade_territories.errors import UnknownCodeError
from trade_territories.reference import _tables as tables

LABELS = Path(__file__).parents[1].parent / "shared" / "douanes" / "labels"


def test_there_are_as_many_as_the_sources_say() -> None:
    table = reference.territories()
    counts = table["level"].value_counts().to_dict()
    assert counts == {"departement": 101, "region": 18, "france": 1, "territoire_industrie": 183}
    assert len(tables.rows("products_a129")) == 76
    assert len(tables.rows("products_cpf4")) == 314
    assert len(tables.rows("partners")) == 250


def test_the_departements_of_the_regions_are_those_of_france() -> None:
    regions = reference.territories("region")["departements"].str.split("|").explode()
    assert sorted(regions) == sorted(reference.france().departements)
    assert regions.is_unique


def test_every_level_above_is_known() -> None:
    for level in ("a38", "a17"):
        known = set(reference.labels(level))
        assert set(reference.product_parents(level).values()) <= known
        assert set(reference.labels(level, "en")) >= known
    assert {row["a129"] for row in tables.rows("products_cpf4")} <= set(reference.labels("a129"))
    assert set(reference.partner_zones().values()) == set(reference.ZONES)


def test_short_names_are_short() -> None:
    assert max(map(len, reference.labels("a129", short=True).values())) <= 28
    assert max(map(len, reference.labels("partner").values())) <= 28
    rows = tables.rows("cpf4_short_names")
    assert len(rows) >= 120
    assert max(len(row[name]) for row in rows for name in ("short_fr", "short_en")) <= 34
    assert {row["cpf4"] for row in rows} <= set(reference.labels("cpf4"))


def test_the_union_has_26_partners_today_and_had_27_with_the_united_kingdom() -> None:
    zone = {code for code, zone in reference.partner_zones().items() if zone == "union_europeenne"}
    assert reference.eu_members() == zone
    assert len(zone) == 26
    assert reference.eu_members("2020-01") == zone | {"GB"}
    assert "HR" not in reference.eu_members("2013-06")
    assert "FR" not in reference.eu_members()


def test_namibia_is_in_the_tables() -> None:
    assert reference.label("partner", "NA") == "Namibie"
    assert reference.partner_kinds()["NA"] == "country"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("51", "51"),
        ("Marne", "51"),
        ("la marne", "51"),
        ("HAUTE MARNE", "52"),
        ("cotes d armor", "22"),
        ("Côtes-d'Armor", "22"),
        ("Côtes-d’Armor", "22"),
        ("l'Aisne", "02"),
        ("Grand Est", "R44"),
        ("R44", "R44"),
        ("r44", "R44"),
        ("44", "44"),
        ("FR", "FR"),
        ("france", "FR"),
        ("Pays Vitryat", "ti-4421"),
        ("TI-4421", "ti-4421"),
        ("Corse", "20"),
        ("Mayotte", "976"),
        ("9E", "976"),
        ("971", "971"),
        ("Monaco", "99"),
        ("Île-de-France", "R11"),
        ("ile de france", "R11"),
        (" Paris ", "75"),
        ("épinal rambervillers", "ti-4404"),
    ],
)
def test_a_territory_is_found_as_people_write_it(asked: str, code: str) -> None:
    assert reference.territory(asked).code == code


def test_a_name_of_several_things_is_the_departement_and_the_rest_is_told() -> None:
    mayotte = reference.territory("Mayotte")
    assert (mayotte.level, mayotte.other_readings[0]) == ("departement", "R06")
    assert len(mayotte.other_readings) == 2
    assert reference.territory("Mayotte", level="region").code == "R06"
    assert reference.territory("Finistère", level="territoire_industrie").level == "territoire_industrie"
    assert reference.territory("Mayotte") == reference.territory("976")


@pytest.mark.parametrize("asked", ["2A", "2b", "Haute-Corse", "Corse du Sud"])
def test_corsica_has_one_code_and_the_reason_is_told(asked: str) -> None:
    with pytest.raises(UnknownCodeError, match=r"one code, '20' \(Corse\), for Corse-du-Sud \(2A\) and Haute-Corse"):
        reference.territory(asked)


def test_a_near_miss_is_answered_with_the_closest_names() -> None:
    with pytest.raises(UnknownCodeError, match=r"did you mean Marne \(51\)") as caught:
        reference.territory("Marrne")
    assert caught.value.value == "Marrne"
    assert caught.value.close_matches[0] == "Marne (51)"


@pytest.mark.parametrize("asked", ["", "   ", "xyzzy", "51+", "00", "R99", "ti-0000"])
def test_what_does_not_exist_is_an_error(asked: str) -> None:
    with pytest.raises(UnknownCodeError, match="there is no territory"):
        reference.territory(asked)


@pytest.mark.parametrize("asked", [51, 1.0, None, True])
def test_codes_are_texts(asked: Any) -> None:
    with pytest.raises(TypeError):
        reference.territory(asked)


def test_groups_are_unions_without_repeats() -> None:
    pair = reference.territory(["51", "10"], name="Marne et Aube")
    assert (pair.code, pair.name, pair.level, pair.departements, pair.regions) == (
        "51+10", "Marne et Aube", "group", ("10", "51"), ("44",),
    )  # fmt: skip
    assert reference.territory("51+10") == reference.territory(["51", "10"])
    assert reference.territory("R44+51").departements == reference.territory("R44").departements
    assert reference.territory("51+51") == reference.territory("51")
    assert {pair: 1}[reference.territory(["51", "10"], name="Marne et Aube")] == 1


def test_an_industry_territory_is_never_labelled_by_its_name_alone() -> None:
    place = reference.territory("ti-4417")
    assert (
        place.label()
        == "Marne, Haute-Marne et Meuse (départements du Territoire d'industrie Sud Meuse Nord Haute-Marne)"
    )
    corsican = reference.territory("Pays Ajaccien")
    assert corsican.departements == ("20",)


@pytest.mark.parametrize("code", ["20", "971", "972", "973", "974", "976", "R44", "FR", "51+75"])
def test_some_have_no_region_to_stand_against(code: str) -> None:
    assert reference.region_of(reference.territory(code)) is None


def test_landes_paris_and_monaco_have_no_industry_territory() -> None:
    without = [
        code
        for code in reference.france().departements
        if not reference.industry_territories_of(reference.territory(code))
    ]
    assert without == ["40", "75", "99"]


@given(st.sampled_from(sorted(reference.territories("departement")["name"])), st.data())
def test_spelling_does_not_matter(name: str, data: st.DataObject) -> None:
    changed = data.draw(st.sampled_from([str.upper, str.lower, str.title, lambda text: text.replace("-", " ")]))(name)
    changed = changed.replace("'", data.draw(st.sampled_from(["'", "’", " "])))
    assert reference.territory(changed, level="departement").name == name


@pytest.mark.skipif(not LABELS.exists(), reason="the Customs' own label files are not at hand")
def test_the_tables_agree_with_the_customs_label_files() -> None:
    def codes(name: str, encoding: str) -> set[str]:
        lines = (LABELS / name).read_text(encoding=encoding).splitlines()
        return {line.split(";")[0].strip('"') for line in lines if line.rstrip().endswith(";999912")}

    assert codes("Libelle_A129.txt", "utf-8-sig") == set(reference.labels("a129"))
    assert set(reference.labels("cpf4")) <= codes("Libelle_CPF4_rev2.1.txt", "cp1252")
    assert codes("Libelle_PAYS.txt", "utf-8") == set(reference.labels("partner"))
    lines = (LABELS / "Departement_region.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split(";")[0] for line in lines} == set(reference.douanes_departements())
