"""Codes and names: counts that the Customs and INSEE give, names as people write them, and what is close to a mistake."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import unicodedata
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from trade_territories import reference, sources
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.reference import _tables as tables
from trade_territories.text import typeset

SHARED = Path(__file__).parents[1].parent / "shared"
LABELS = SHARED / "douanes" / "labels"
FACTS = SHARED / "reference"
DATA = Path(reference.__file__).parent / "data"
BY_HAND = {"cpf4_short_names", "labels_en", "product_phrases", "published_totals", "known_rows", "aliases"}


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
    for name in ("short_fr", "short_en"):
        names = [row[name] for row in rows]
        assert max(map(len, names)) <= 28
        assert all(names)
        assert len(set(names)) == len(names)
    assert {row["cpf4"] for row in rows} == set(reference.labels("cpf4"))


def test_every_label_exists_in_both_languages() -> None:
    for kind in ("a129", "cpf4", "a38", "a17", "partner", "zone", "departement", "region"):
        french, english = reference.labels(kind), reference.labels(kind, "en")
        assert french.keys() == english.keys()
        assert all(french.values())
        assert all(english.values())


def test_labels_that_no_table_has() -> None:
    assert reference.label("cpf4", "9999", extra={"9999": "Nouveau produit"}) == "Nouveau produit"
    assert reference.label("cpf4", "9999", "en") == "Code 9999"
    assert reference.label("a38", reference.INCONNU, "en") == "Not specified"
    assert reference.label("partner", reference.AUTRES, "en") == "Others"
    # The package's name is today's; a release may still say Swaziland.
    assert reference.label("partner", "SZ", extra={"SZ": "Swaziland"}) == "Eswatini"
    with pytest.raises(UnknownCodeError, match="choose one of a129, cpf4"):
        reference.labels("nc8")
    with pytest.raises(TradeTerritoriesError, match="choose 'fr' or 'en'"):
        reference.labels("a129", "de")


def test_labels_cannot_be_changed_by_their_readers() -> None:
    for kind in ("a129", "cpf4", "a38", "partner", "zone", "departement", "region"):
        with pytest.raises(TypeError):
            reference.labels(kind)["X"] = "Y"  # type: ignore[index]  # the very thing that must not work


@pytest.mark.parametrize(
    "found",
    ["Boissons", "BOISSONS", " boissons ", "Les boissons", "Beverages", "Boissons\u00a0"],
)
def test_a_label_in_other_letters_is_the_same(found: str) -> None:
    assert reference.changed_labels("a129", {"C11Z": found}) == {}


@pytest.mark.parametrize(
    ("code", "found", "is_new"),
    [
        ("C12Z", "Boissons sans alcool (nomenclature 2025)", True),
        ("C12Z", "Tabacs", False),
        ("C21Z", "Produits chimiques", True),
        ("C21Z", "Produits pharmaceutiques de base et préparations", False),
        ("C29A", "Produits de la construction navale", True),
        ("C16Z", "Bois et articles en bois, sauf meubles", False),
        ("A01Z", "Produits de la culture et de l’élevage ; services annexes", False),
    ],
)
def test_a_label_of_other_words_is_told_from_another_meaning(code: str, found: str, is_new: bool) -> None:
    (change,) = reference.changed_labels("a129", {code: found}).values()
    assert change == reference.LabelChange(code, reference.label("a129", code), found, is_new)


def test_codes_that_the_table_lacks_and_empty_labels_are_not_compared() -> None:
    assert reference.changed_labels("a129", {"C26X": "Composants nouveaux", "C11Z": ""}) == {}
    assert (
        reference.changed_labels("partner", {"SZ": "Swaziland", "US": "Etats-Unis", "CZ": "Tchèque (République)"}) == {}
    )
    assert list(reference.changed_labels("partner", {"XK": "Yougoslavie", "DE": "Allemagne"})) == ["XK"]
    assert reference.nomenclature("cpf4") == "CPF rév. 2.1"
    with pytest.raises(UnknownCodeError, match="choose one of a129, cpf4"):
        reference.nomenclature("partner")


@pytest.mark.skipif(not LABELS.exists(), reason="the Customs' own label files are not at hand")
def test_the_customs_own_label_files_change_nothing() -> None:
    from trade_territories.release.labels import label_rows, valid_labels

    texts = {
        path.name: path.read_bytes() for path in [*LABELS.glob("Libelle_*"), *LABELS.parent.glob("real/Libelle_*")]
    }
    for kind, rows in label_rows(texts).items():
        found = valid_labels(rows, 2024)
        if kind != "departement":
            assert reference.changed_labels(kind, found) == {}  # type: ignore[arg-type]  # the three kinds


def test_product_tables_name_their_one_nomenclature() -> None:
    for name in ("products_a129", "products_cpf4", "product_groups", "cpf4_short_names"):
        assert {row["nomenclature"] for row in tables.rows(name)} == {"CPF rév. 2.1"}


def test_the_readme_counts_the_rows_of_every_table() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    told = {name: int(count) for name, count in re.findall(r"`(\w+)\.csv` \| (\d+) \|", readme)}
    assert told == {path.stem: len(tables.rows(path.stem)) for path in DATA.glob("*.csv")}


@pytest.mark.skipif(not FACTS.exists(), reason="the folder of compiled facts is not at hand")
def test_the_tables_are_made_again_the_same(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "scripts" / "make_reference.py"
    subprocess.run([sys.executable, str(script), str(FACTS), str(tmp_path)], check=True)
    made = sorted(tmp_path.glob("*.csv"))
    assert {path.stem for path in made} == {path.stem for path in DATA.glob("*.csv")} - BY_HAND
    for path in made:
        assert path.read_text(encoding="utf-8") == (DATA / path.name).read_text(encoding="utf-8")


def test_the_union_has_26_partners_today_and_had_27_with_the_united_kingdom() -> None:
    zone = {code for code, zone in reference.partner_zones().items() if zone == "union_europeenne"}
    assert reference.eu_members() == zone
    assert len(zone) == 26
    assert reference.eu_members("2020-01") == zone | {"GB"}
    assert "HR" not in reference.eu_members("2013-06")
    assert "FR" not in reference.eu_members()


@pytest.mark.parametrize(
    ("month", "members", "euro"),
    [
        # Six founders less France; then DK IE GB, GR, ES PT, AT FI SE, ten, BG RO, HR; GB leaves.
        ("1958-01", 5, 0),
        ("1973-01", 8, 0),
        ("1995-01", 14, 0),
        ("1999-01", 14, 10),
        ("2004-04", 14, 11),
        ("2004-05", 24, 11),
        ("2013-07", 27, 16),
        ("2020-01", 27, 18),
        ("2020-02", 26, 18),
        ("2023-01", 26, 19),
        ("2026-01", 26, 20),
    ],
)
def test_membership_by_month_is_that_of_the_treaties(month: str, members: int, euro: int) -> None:
    with_euro = set(tt.group("euro").members(month=month))
    assert (len(reference.eu_members(month)), len(with_euro)) == (members, euro)
    assert with_euro <= reference.eu_members(month)


@pytest.mark.parametrize("month", ["2020", "2020-1", "2020-13", "202001", ""])
def test_a_month_is_a_year_and_a_month(month: str) -> None:
    with pytest.raises(UnknownCodeError, match="write year and month"):
        reference.eu_members(month)


def test_partners_that_are_no_country() -> None:
    other = {code for code, kind in reference.partner_kinds().items() if kind == "other"}
    assert other == {"EU", "FR", "GF", "GP", "MQ", "QP", "QQ", "QR", "QS", "QU", "RE", "YT"}
    assert {reference.partner_zones()[code] for code in other} == {"divers"}


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


@pytest.mark.parametrize(("asked", "group"), [("51,10", "51+10"), ("Marne; aube", "Marne+aube")])
def test_several_in_one_text_are_told_how_to_be_a_group(asked: str, group: str) -> None:
    with pytest.raises(UnknownCodeError, match="several together are a group: write it as") as caught:
        reference.territory(asked)
    assert repr(group) in str(caught.value)
    assert reference.territory(group).departements == ("10", "51")


def test_a_near_miss_is_answered_with_the_closest_names() -> None:
    with pytest.raises(UnknownCodeError, match=r"did you mean Marne \(51\)") as caught:
        reference.territory("Marrne")
    assert caught.value.value == "Marrne"
    assert caught.value.close_matches[0] == "Marne (51)"


@pytest.mark.parametrize(
    ("asked", "level", "closest"),
    [
        ("1", None, "Ain (01)"),
        ("44", "region", "Grand Est (R44)"),
        ("Bretange", None, "Bretagne (R53)"),
        ("Corsse", None, "Corse (20)"),
        ("Corsse", "region", "Corse (R94)"),
        ("loire atlantic", None, "Loire-Atlantique (44)"),
    ],
)
def test_the_closest_name_comes_first(asked: str, level: reference.Level | None, closest: str) -> None:
    with pytest.raises(UnknownCodeError) as caught:
        reference.territory(asked, level=level)
    assert caught.value.close_matches[0] == closest


@given(st.sampled_from(sorted(set(reference.territories("departement")["name"]))), st.data())
def test_a_missing_letter_is_answered_with_the_name_or_found(name: str, data: st.DataObject) -> None:
    gap = data.draw(st.integers(0, len(name) - 1))
    typed = name[:gap] + name[gap + 1 :]
    assert name in _found_or_near(typed)


def _found_or_near(typed: str) -> str:
    """Return the name found, or the names told in the error; two départements are one letter apart from shorter ones."""
    try:
        found = reference.territory(typed)
    except UnknownCodeError as error:
        return " ".join(error.close_matches)
    return found.name


def test_a_level_that_does_not_exist_is_told() -> None:
    for asked in ("51", "51+10"):
        with pytest.raises(UnknownCodeError, match="choose one of departement, region"):
            reference.territory(asked, level="commune")  # type: ignore[arg-type]  # what a user may type
    with pytest.raises(UnknownCodeError, match="choose one of departement, region"):
        reference.territories("commune")  # type: ignore[arg-type]  # what a user may type


@pytest.mark.parametrize("asked", ["", "   ", "xyzzy", "51+", "+", "00", "R99", "ti-0000"])
def test_what_does_not_exist_is_an_error(asked: str) -> None:
    with pytest.raises(UnknownCodeError, match="there is no territory"):
        reference.territory(asked)


@pytest.mark.parametrize("asked", [51, 1.0, None, True, [51], 1.5, float("nan"), float("inf")])
def test_codes_are_texts(asked: Any) -> None:
    with pytest.raises(TypeError, match=r"territory codes are texts, and .* is of type"):
        reference.territory(asked)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (44, "write '44' for Loire-Atlantique or 'R44' for Grand Est"),
        (1, "write '01' for Ain or 'R01' for Guadeloupe"),
        (51.0, "write '51' for Marne"),
        (971, "write '971' for Guadeloupe"),
        (1000, "write a name or a code such as 'Marne' or '51'"),
    ],
)
def test_a_number_is_answered_with_the_codes_that_it_may_mean(asked: Any, hint: str) -> None:
    with pytest.raises(TypeError) as caught:
        reference.territory(asked)
    assert str(caught.value).endswith(hint)


def test_a_region_has_one_code_everywhere() -> None:
    assert reference.territory("44").name == "Loire-Atlantique"
    assert reference.territory("R44").name == "Grand Est"
    table = reference.territories()
    regions = set(table.loc[table["level"] == "region", "code"])
    assert len(regions) == 18
    assert {code for joined in table["regions"] for code in joined.split("|")} == regions
    assert set(reference.departement_regions().values()) == regions == set(reference.labels("region"))
    assert {code for codes in sources.WORKBOOK_REGIONS.values() for code in codes} == regions


def test_insee_s_codes_are_there_for_joins() -> None:
    insee = reference.territories().set_index("code")["insee_code"]
    assert insee[["R44", "R01", "51", "01", "971", "20", "R94"]].tolist() == [
        "44", "01", "51", "01", "971", "2A|2B", "94",
    ]  # fmt: skip
    assert insee[["FR", "99", "ti-4417"]].isna().all()
    assert insee.notna().sum() == 18 + 100


def test_the_undocumented_departement_is_a_code_with_a_name_and_no_territory() -> None:
    assert reference.label("departement", "98") == "98 (non documenté)"
    assert reference.label("departement", "98", "en") == "98 (undocumented)"
    assert "98" not in reference.france().departements
    with pytest.raises(UnknownCodeError, match="none of their lists explains; they are counted in France"):
        reference.territory("98")
    with pytest.raises(UnknownCodeError, match="whose département no table knows, or is '98'"):
        reference.territory(reference.INCONNU)


def test_groups_are_unions_without_repeats() -> None:
    pair = reference.territory(["51", "10"], name="Marne et Aube")
    assert (pair.code, pair.name, pair.level, pair.departements, pair.regions) == (
        "51+10", "Marne et Aube", "group", ("10", "51"), ("R44",),
    )  # fmt: skip
    assert reference.territory("51+10") == reference.territory(["51", "10"])
    assert reference.territory("R44+51").departements == reference.territory("R44").departements
    assert reference.territory("51+51") == reference.territory("51")
    assert {pair: 1}[reference.territory(["51", "10"], name="Marne et Aube")] == 1
    assert reference.territory("51+10").name == "Marne et Aube"
    assert reference.territory("51+10", level="group").level == "group"
    assert reference.territory([reference.territory("51+10"), "51", "Meuse"]).code == "51+10+55"
    assert reference.territory(["Grand Est", "75"]).regions == ("R11", "R44")
    with pytest.raises(UnknownCodeError, match="empty list"):
        reference.territory([])


def test_a_group_keeps_the_order_asked_for_and_a_set_has_none() -> None:
    there, back = reference.territory("51+10"), reference.territory("10+51")
    assert (there.code, back.code) == ("51+10", "10+51")
    assert there.departements == back.departements
    assert reference.territory({"51", "10", "55"}).code == "10+51+55"
    assert reference.territory(code for code in ("51", "10")) == there


def test_a_group_may_hold_a_place_made_by_hand() -> None:
    own = reference.Territory("champagne", "Champagne", "group", ("10", "51"), ("R44",))
    assert reference.territory([own, "55"]).departements == ("10", "51", "55")


def test_a_territory_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        reference.territory("51").name = "Autre"  # type: ignore[misc]  # the very thing that must not work


def test_an_industry_territory_is_never_labelled_by_its_name_alone() -> None:
    place = reference.territory("ti-4417")
    assert (
        place.label()
        == "Marne, Haute-Marne et Meuse (départements du Territoire d’industrie Sud Meuse Nord Haute-Marne)"
    )
    assert place.label("en").startswith("Marne, Haute-Marne and Meuse (départements of the Territoire d’industrie")
    assert place.regions == ("R44",)
    corsican = reference.territory("Pays Ajaccien")
    assert corsican.departements == ("20",)


@pytest.mark.parametrize("code", ["20", "971", "972", "973", "974", "976", "R44", "FR", "51+75"])
def test_some_have_no_region_to_stand_against(code: str) -> None:
    assert reference.region_of(reference.territory(code)) is None


@pytest.mark.parametrize(("code", "region"), [("99", "R93"), ("51+10", "R44"), ("ti-4417", "R44"), ("75", "R11")])
def test_the_region_of_what_lies_in_one(code: str, region: str) -> None:
    found = reference.region_of(reference.territory(code))
    assert found is not None
    assert found.code == region


def test_so_many_industry_territories_cross_borders_as_the_source_says() -> None:
    places = [reference.territory(code) for code in reference.territories("territoire_industrie")["code"]]
    assert sum(len(one.departements) > 1 for one in places) == 65
    assert sum(len(one.regions) > 1 for one in places) == 15


def test_population_is_that_of_whole_departements() -> None:
    assert reference.population(reference.territory("51+10")) == 563_076 + 310_447
    assert reference.population(reference.territory("20")) == 355_486
    assert reference.population(reference.territory("99")) is None
    assert reference.population(reference.territory("976")) == 329_000
    table = reference.territories("departement")
    assert reference.population(reference.france()) == table["population"].sum()


@pytest.mark.parametrize(
    ("asked", "french", "english"),
    [
        ("51", ("la Marne", "de la Marne", "dans la Marne"), "the Marne"),
        ("08", ("les Ardennes", "des Ardennes", "dans les Ardennes"), "the Ardennes"),
        ("75", ("Paris", "de Paris", "à Paris"), "Paris"),
        ("77", ("la Seine-et-Marne", "de Seine-et-Marne", "en Seine-et-Marne"), "Seine-et-Marne"),
        ("20", ("la Corse", "de Corse", "en Corse"), "Corse"),
        ("99", ("Monaco", "de Monaco", "à Monaco"), "Monaco"),
        ("974", ("La Réunion", "de La Réunion", "à La Réunion"), "La Réunion"),
        ("R44", ("le Grand Est", "du Grand Est", "dans le Grand Est"), "the Grand Est"),
        ("R11", ("l'Île-de-France", "d'Île-de-France", "en Île-de-France"), "Île-de-France"),
        ("FR", ("la France", "de la France", "en France"), "France"),
        (
            "51+10",
            ("la Marne et l'Aube", "de la Marne et de l'Aube", "dans la Marne et dans l'Aube"),
            "the Marne and the Aube",
        ),
        ("ti-4421", ("la Marne", "de la Marne", "dans la Marne"), "the Marne"),
        ("51+ti-4421", ("la Marne", "de la Marne", "dans la Marne"), "the Marne"),
    ],
)
def test_places_inside_a_sentence(asked: str, french: tuple[str, str, str], english: str) -> None:
    place = reference.territory(asked)
    found = tuple(typeset(form, "fr") for form in french)
    assert (place.article_form(), place.of_form(), place.in_form()) == found
    assert (place.article_form("en"), place.of_form("en"), place.in_form("en")) == (
        english, f"of {english}", f"in {english}",
    )  # fmt: skip


def test_a_name_of_one_s_own_stands_in_quotation_marks() -> None:
    own = reference.territory(["51", "10"], name="Bassin rémois")
    assert (own.of_form(), own.in_form("en")) == ("de «\u202fBassin rémois\u202f»", "in “Bassin rémois”")
    by_hand = reference.Territory("champagne", "Champagne", "group", ("10", "51"), ("R44",))
    assert by_hand.article_form() == "«\u202fChampagne\u202f»"
    assert own.label("en") == "Bassin rémois"


def test_a_group_is_named_in_the_language_asked_for() -> None:
    pair = reference.territory("51+10")
    assert (pair.label(), pair.label("en")) == ("Marne et Aube", "Marne and Aube")


@pytest.mark.skipif(not FACTS.exists(), reason="the folder of compiled facts is not at hand")
def test_every_territory_has_the_forms_that_insee_gives() -> None:
    with (FACTS / "territory_articles.csv").open(encoding="utf-8", newline="") as file:
        facts = {(f"R{row['code']}" if row["level"] == "region" else row["code"]): row for row in csv.DictReader(file)}
    for code in [*reference.territories("departement")["code"], *reference.territories("region")["code"]]:
        place, row = reference.territory(code), facts[code]
        if code == "R75":
            row["de_form"] = "de Nouvelle-Aquitaine"  # INSEE writes the article, usage does not
        found = (place.article_form(), place.of_form(), place.in_form())
        assert found == tuple(typeset(row[f"{form}_form"], "fr") for form in ("article", "de", "in")), code


def test_monaco_is_counted_with_a_region_and_is_no_part_of_it() -> None:
    assert reference.outside_their_region() == {"99"}


@pytest.mark.parametrize(
    ("year", "value", "of", "kind"),
    [
        (None, 329_000, 2025, "estimate"),
        (2026, 329_000, 2025, "estimate"),
        (2024, 321_000, 2024, "estimate"),
        (2022, 299_350, 2022, "estimate"),
        (2019, 256_518, 2017, "census"),
        (2010, 212_645, 2012, "census"),
    ],
)
def test_the_population_of_mayotte_is_the_last_one_before_the_figures(
    year: int | None, value: int, of: int, kind: str
) -> None:
    found = reference.population_record(reference.territory("976"), year)
    assert found is not None
    assert (found.value, found.year, found.kind) == (value, of, kind)


def test_a_population_comes_with_its_year_its_source_and_what_differs() -> None:
    marne = reference.population_record(reference.territory("51"))
    assert marne == reference.Population(563_076, 2023, "municipal", "Insee")
    france = reference.population_record(reference.france(), 2024)
    assert france is not None
    by_hand = (
        sum(int(row["population"]) for row in tables.rows("departements") if row["population"]) - 256_518 + 321_000
    )
    assert (france.value, france.year, france.kind) == (by_hand, 2023, "municipal")
    assert (france.exceptions, france.without) == ((("976", 2024, "estimate"),), ("99",))


def test_what_a_value_per_inhabitant_rests_on_is_said() -> None:
    def label(code: str, lang: str, year: int | None = None) -> str:
        record = reference.population_record(reference.territory(code), year)
        assert record is not None
        return record.label(lang)

    assert label("51", "fr") == "population municipale de 2023, Insee"
    assert label("976", "en", 2024) == "population estimate of 2024, Insee"
    assert label("976", "fr", 2018) == "recensement de 2017, Insee"
    assert label("FR", "fr", 2025) == (
        "population municipale de 2023, Insee\u202f; Mayotte\u00a0: estimation de population de 2025"
    )
    notes = tt.standing(tt.sample_flows(), "51", lang="en").attrs["notes"]
    assert "Values per inhabitant: municipal population of 2023, Insee." in notes


def test_the_two_tables_of_population_agree() -> None:
    municipal = {
        row["departement"]: row["population"] for row in tables.rows("populations") if row["kind"] == "municipal"
    }
    for row in tables.rows("departements"):
        code = reference.douanes_departements()[row["douanes_code"]]
        assert row["population"] == municipal.get(code, {"976": "256518", "99": ""}.get(code))


def test_how_much_of_an_industry_territory_lies_where() -> None:
    found = reference.industry_population("Sud Meuse Nord Haute-Marne")
    assert {code: one.value for code, one in found.items()} == {"51": 3116, "52": 64378, "55": 49209}
    assert {(one.year, one.kind, one.source) for one in found.values()} == {(2023, "municipal", "Insee")}
    assert reference.industry_population("ti-9401")["20"].value == 87995
    for code in reference.territories("territoire_industrie")["code"]:
        assert set(reference.industry_population(code)) <= set(reference.territory(code).departements), code
    with pytest.raises(UnknownCodeError, match="is not a Territoire d'industrie"):
        reference.industry_population("51")


def test_names_of_several_things_are_those_that_the_source_lists() -> None:
    names = reference.territories()
    several = names[names["name"].duplicated(keep=False)].groupby("name")["level"].agg(set).to_dict()
    both = {"departement", "territoire_industrie"}
    assert {name for name, levels in several.items() if both <= levels} == {
        "Mayotte", "Finistère", "Ariège", "Pyrénées-Orientales", "Hautes-Alpes", "Vaucluse",
    }  # fmt: skip
    assert {name for name, levels in several.items() if {"departement", "region"} <= levels} == {
        "Corse", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte",
    }  # fmt: skip
    for name in several:
        assert reference.territory(str(name)).level == "departement"


def test_the_tables_need_no_pandas() -> None:
    code = (
        "import sys; from trade_territories import reference; reference.territory('Marne'); reference.labels('partner');"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_landes_paris_and_monaco_have_no_industry_territory() -> None:
    without = [
        code
        for code in reference.france().departements
        if not reference.industry_territories_of(reference.territory(code))
    ]
    assert without == ["40", "75", "99"]


@given(st.sampled_from(sorted(reference.territories()["code"])), st.data())
def test_spelling_does_not_matter(code: str, data: st.DataObject) -> None:
    known = reference.territory(code)
    case = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
    changed = case(known.name)
    for sign, others in (("'", "'’ʼ "), ("’", "'’ "), ("-", "-‐‑– "), (" ", " \u00a0")):
        changed = changed.replace(sign, data.draw(st.sampled_from(others)))
    if data.draw(st.booleans()):
        changed = unicodedata.normalize("NFD", changed)
    if data.draw(st.booleans()):
        changed = "".join(sign for sign in unicodedata.normalize("NFD", changed) if not unicodedata.combining(sign))
    changed = data.draw(st.sampled_from(["", "la ", "LE ", "l'", "L’", "les ", "  "])) + changed
    assert reference.territory(changed, level=known.level) == known


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
