"""Groups of products and partners: who is in them and when, what is found by name, and what overlaps."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.thorough import telling
from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.reference import resolve_parts

DATA = Path(reference.__file__).parent / "data"
GROUPS = tt.groups().set_index("code")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain_members(group: str, month: str) -> set[str]:
    """Compute the members of a group in a month from the file alone."""
    return {
        row["code"]
        for row in table("group_members")
        if row["group"] == group
        and row["verified"] != "uncertain"
        and (row["from_month"] or "0000-00") <= month <= (row["to_month"] or "9999-99")
    }


def test_the_table_of_groups_has_the_words_that_the_code_expects() -> None:
    assert len(GROUPS) == 35 + 18 + 4
    assert set(GROUPS["kind"]) == {"product", "partner"}
    assert set(GROUPS["level"]) == {"a129", "cpf4", "partner"}
    assert set(GROUPS["status"]) == {"official", "customary", "partial"}
    assert all(GROUPS["source"])
    assert GROUPS["kind"].is_monotonic_decreasing  # products first


@pytest.mark.parametrize("group", GROUPS.index)
@pytest.mark.parametrize("year", telling([1995, 2019, 2024, 2004, 2013, 2016, 2020, 2023, 2025], 3, pytest.mark.whole))
def test_members_by_year_are_those_of_plain_code(group: str, year: int) -> None:
    assert set(tt.group(group).members(year)) == plain_members(group, f"{year}-12")


@pytest.mark.parametrize(
    ("group", "year", "members"),
    [
        ("BRICS", 2009, "BR CN IN RU"),
        ("BRICS", 2011, "BR CN IN RU ZA"),
        ("BRICS", 2024, "AE BR CN EG ET IN IR RU ZA"),
        ("BRICS", 2025, "AE BR CN EG ET ID IN IR RU ZA"),
        ("Mercosur", 2011, "AR BR PY UY"),
        ("Mercosur", 2013, "AR BR PY UY VE"),
        ("Mercosur", 2017, "AR BR PY UY"),
        ("Mercosur", 2024, "AR BO BR PY UY"),
        ("AELE", 2024, "CH IS LI NO"),
        ("G7", 2024, "CA DE GB IT JP US"),
        ("ALENA", 2019, "CA MX US"),
        ("ALENA", 2020, ""),
        ("USMCA", 2020, "CA MX US"),
        ("CPTPP", 2018, "AU CA JP MX NZ SG"),
        ("CPTPP", 2024, "AU BN CA CL GB JP MX MY NZ PE SG VN"),
        ("Maghreb", 2024, "DZ MA TN"),
        ("OPEP", 2024, "AE CG DZ GA GQ IQ IR KW LY NG SA VE"),
        ("énergie", 2024, "B05Z B06Z C19Z D35A D35B"),
        ("Automotive", 2024, "C29A C29B"),
    ],
)
def test_members_are_those_of_the_treaties(group: str, year: int, members: str) -> None:
    assert tt.group(group).members(year) == tuple(members.split())


def test_disputed_members_are_counted_only_where_asked_for() -> None:
    brics = tt.group("brics")
    assert "SA" not in brics.members(2024)
    assert "SA" in brics.members(2024, uncertain=True)
    assert "MM" not in tt.group("rcep").members(2024)


@pytest.mark.parametrize("year", range(1993, 2027))
def test_union_third_countries_and_the_rest_divide_the_partners_of_every_year(year: int) -> None:
    parts = [set(one.members(year)) for one in reference.group_family("union")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 250
    month = f"{year}-12"
    assert parts[0] == reference.eu_members(month)
    by_code = reference.union_parts(month)
    assert {code for code, part in by_code.items() if part == "non_eu"} == parts[1]


def test_returned_goods_and_stores_are_neither_in_nor_outside_the_union() -> None:
    parts = reference.union_parts()
    assert {code for code, part in parts.items() if part == "not_allocated"} == {
        "EU", "FR", "GF", "GP", "MQ", "QP", "QQ", "QR", "QS", "QU", "RE", "YT",
    }  # fmt: skip
    assert (parts["GB"], reference.union_parts("2020-01")["GB"]) == ("non_eu", "eu")
    zone = {code for code, zone in reference.partner_zones().items() if zone == "union_europeenne"}
    assert {code for code, part in parts.items() if part == "eu"} == zone


def test_who_joined_or_left_in_a_year_is_told() -> None:
    assert tt.group("eu").changes(2020) == ("GB",)
    assert tt.group("eu").changes(2013) == ("HR",)
    assert tt.group("eu").changes(2021) == ()
    assert tt.group("brics").changes(2024) == ()  # all of them joined in January
    assert not tt.group("energy").has_months


def test_groups_of_products_are_the_levels_that_they_are_named_after() -> None:
    a38: dict[str, set[str]] = defaultdict(set)
    a17: dict[str, set[str]] = defaultdict(set)
    for row in table("products_a129"):
        a38[row["a38"]].add(row["a129"])
        a17[row["a17"]].add(row["a129"])
    for group, level in {
        "food_industry": "CA", "textile_leather": "CB", "wood_paper": "CC", "chemicals_cosmetics": "CE", "pharma": "CF",
        "rubber_plastic_minerals": "CG", "metals": "CH", "electronics": "CI", "electrical": "CJ", "machinery": "CK",
        "transport_equipment": "CL", "other_manufactures": "CM", "waste": "EZ", "farm_forest_fish": "AZ",
    }.items():  # fmt: skip
        assert set(tt.group(group).members()) == a38[level], group
    assert set(tt.group("agrifood").members()) == a17["AZ"] | a17["C1"]
    assert set(tt.group("energy_de_c2").members()) == a17["DE"] | a17["C2"]


@pytest.mark.parametrize("family", ["technology", "mig"])
def test_a_family_holds_each_manufacturing_class_once(family: str) -> None:
    members = [code for one in reference.group_family(family) for code in one.members()]
    assert len(members) == len(set(members))
    manufacturing = {row["cpf4"] for row in table("products_cpf4") if 10 <= int(row["cpf4"][:2]) <= 33}
    occurring = {code for code in manufacturing if not code.startswith("33")}
    assert occurring <= set(members) | {code for code in occurring if code.endswith("99")}


def test_a_family_that_does_not_exist_is_told() -> None:
    with pytest.raises(UnknownCodeError, match="choose one of mig, technology, union"):
        reference.group_family("techno")


@pytest.mark.parametrize(
    ("asked", "level", "code"),
    [
        ("Boissons", "a129", "C11Z"),
        ("boissons", "a129", "C11Z"),
        ("Beverages", "a129", "C11Z"),
        ("C11Z", "a129", "C11Z"),
        ("c11z", "a129", "C11Z"),
        ("Allemagne", "partner", "DE"),
        ("l'Allemagne", "partner", "DE"),
        ("germany", "partner", "DE"),
        ("ETATS UNIS", "partner", "US"),
        ("États-Unis", "partner", "US"),
        ("the United States", "partner", "US"),
        ("usa", "partner", "US"),
        ("us", "partner", "US"),
        ("NA", "partner", "NA"),
        ("Namibie", "partner", "NA"),
        ("cote d’ivoire", "partner", "CI"),
        ("DE", "partner", "DE"),
        ("a17:DE", "a17", "DE"),
        ("CA", "partner", "CA"),
        ("a38:CA", "a38", "CA"),
        ("0111", "cpf4", "0111"),
        ("Céréales et oléagineux", "cpf4", "0111"),
        ("asie", "zone", "asie"),
        ("Asia", "zone", "asie"),
        ("Union européenne", "zone", "union_europeenne"),
        ("eu", "partner", "eu"),
        ("EU", "partner", "EU"),
        ("agroalimentaire", "a129", "agrifood"),
        ("Agri-food", "a129", "agrifood"),
        ("haute technologie", "cpf4", "tech_high"),
        ("AELE", "partner", "efta"),
        ("EFTA", "partner", "efta"),
        ("hors UE", "partner", "non_eu"),
    ],
)
def test_a_part_is_found_by_its_code_or_name(asked: str, level: str, code: str) -> None:
    (part,) = resolve_parts(asked)
    assert (part.level, part.code) == (level, code)


def test_what_a_name_could_also_mean_is_told() -> None:
    (machines,) = resolve_parts("electrical equipment")
    assert (machines.code, machines.other_readings) == ("C27B", ("group:electrical",))
    (union,) = resolve_parts("EU")
    assert union.other_readings == ("group:eu",)
    (zone,) = resolve_parts("Union européenne")
    assert zone.other_readings == ("partner:EU",)
    # The same content under two names is no other reading.
    (pharma,) = resolve_parts("Pharmaceuticals")
    assert (pharma.code, pharma.other_readings) == ("C21Z", ())
    assert resolve_parts("DE")[0].other_readings == ()


def test_several_parts_stand_once_in_the_order_given() -> None:
    parts = resolve_parts(["US", "Boissons", "C11Z", tt.group("énergie"), "energy", "états-unis"])
    assert [part.code for part in parts] == ["US", "C11Z", "energy"]
    assert resolve_parts(None) == ()
    assert resolve_parts(parts) == parts
    assert [part.name("en") for part in parts] == ["United States", "Beverages", "Energy"]


def test_the_codes_of_a_part_in_the_columns_of_flows() -> None:
    def codes(asked: str) -> tuple[str, set[str]]:
        (part,) = resolve_parts(asked)
        return part.column, set(part.column_codes)

    assert codes("C11Z") == ("a129", {"C11Z"})
    assert codes("1102") == ("cpf4", {"1102"})
    assert codes("a38:CL") == ("a129", set(tt.group("transport_equipment").members()))
    assert codes("a17:C1") == ("a129", set(tt.group("food_industry").members()))
    assert codes("afrique")[0] == "partner"
    assert {"MA", "EG"} <= codes("afrique")[1]
    assert codes("euro") == ("partner", set(tt.group("euro").members()))


def test_a_part_with_months_changes_with_the_year() -> None:
    (union,) = resolve_parts("eu")
    assert "GB" not in union.codes
    assert "GB" in union.at(2019).codes
    assert "GB" in union.at(month="2020-01").codes
    assert union.at(2019).name() == union.name()


@pytest.mark.parametrize(
    ("asked", "french", "english"),
    [
        ("énergie", "énergie", "energy"),
        ("Boissons", "boissons", "beverages"),
        ("US", "États-Unis", "United States"),
        ("G7", "G7", "G7"),
        ("BRICS", "BRICS", "BRICS"),
        ("zone euro", "zone euro", "euro area"),
        ("QP", "haute mer", "high seas"),
        ("asie", "Asie", "Asia"),
    ],
)
def test_names_inside_a_sentence(asked: str, french: str, english: str) -> None:
    (part,) = resolve_parts(asked)
    assert part.name_in_sentence() == french
    assert part.name_in_sentence("en") == english


@pytest.mark.parametrize(
    ("asked", "close"),
    [
        ("Allemange", "Allemagne (DE)"),
        ("Boisons", "Boissons (C11Z)"),
        ("United Stats", "États-Unis (US)"),
        ("111", "Céréales et oléagineux (0111)"),
        ("C11", "Boissons (C11Z)"),
        ("agroalimentare", "Agroalimentaire (agrifood)"),
    ],
)
def test_a_mistake_is_answered_with_what_is_close(asked: str, close: str) -> None:
    with pytest.raises(UnknownCodeError, match=r"only: .* is not a product, a partner or a group") as caught:
        resolve_parts(asked)
    assert caught.value.close_matches[0] == close


def test_a_product_is_no_answer_where_a_partner_is_asked_for() -> None:
    with pytest.raises(UnknownCodeError, match=r"'US' is a partner, United States \(US\); a product is expected"):
        resolve_parts("US", kind="product", argument="product")
    assert resolve_parts("CA", kind="product")[0].level == "a38"
    with pytest.raises(UnknownCodeError, match="Energy is a product"):
        resolve_parts(tt.group("energy"), kind="partner")


@pytest.mark.parametrize("asked", [1101, [1101], 1.0, None, [None], ["C11Z", 7], True])
def test_codes_are_texts(asked: Any) -> None:
    if asked is None:
        assert resolve_parts(asked) == ()
        return
    with pytest.raises(TypeError, match="only: "):
        resolve_parts(asked)


def test_a_code_of_the_data_that_no_table_knows_is_found_with_its_label() -> None:
    known = {"partner": {"Q9": "Terre neuve"}, "a129": {"C98Q": ""}}
    assert [part.name() for part in resolve_parts(["Q9", "C98Q"], known=known)] == ["Terre neuve", "C98Q"]
    with pytest.raises(UnknownCodeError):
        resolve_parts("Q9")


@given(
    st.sampled_from(sorted({row["name_fr"] for row in table("partners")})), st.sampled_from(["upper", "lower", "title"])
)
def test_spelling_does_not_matter(name: str, case: str) -> None:
    (part,) = resolve_parts(getattr(name, case)(), kind="partner")
    assert name in {part.name(), reference.label("zone", part.code)}


@pytest.mark.parametrize("level", ["a17", "a38", "a129", "cpf4", "partner", "zone", "group"])
def test_every_code_is_found_with_its_level_and_every_name_leads_to_what_bears_it(level: str) -> None:
    for code, name in reference.labels(level).items():
        (part,) = resolve_parts(f"{level}:{code}")
        assert part.code == code
        for lang in ("fr", "en"):
            (named,) = resolve_parts(reference.label(level, code, lang))
            readings = {f"{named.level}:{named.code}", *named.other_readings}
            same = named.column_codes == part.column_codes
            assert same or f"{level}:{code}" in readings, (code, name, named)


def test_every_usual_name_leads_to_what_it_says_and_is_no_name_already() -> None:
    for row in table("aliases"):
        (part,) = resolve_parts(row["alias"])
        assert part.code == row["code"], row
    known = {
        reference.folded(row[name]) for row in table("partners") for name in ("name_fr", "name_en", "customs_label_fr")
    }
    assert not known & {reference.folded(row["alias"]) for row in table("aliases") if row["level"] == "partner"}


def test_members_in_common_are_told() -> None:
    found = reference.overlaps(resolve_parts(["agroalimentaire", "Boissons", "1102", "énergie", "US", "asie", "Japon"]))
    assert [(one.first.code, one.second.code, one.codes) for one in found] == [
        ("agrifood", "C11Z", ("C11Z",)),
        ("agrifood", "1102", ("1102",)),
        ("C11Z", "1102", ("1102",)),
        ("asie", "JP", ("JP",)),
    ]
    assert reference.overlaps(reference.resolve_parts(["C11Z", "C21Z"])) == ()


def test_a_group_of_one_s_own_from_a_list() -> None:
    wines = tt.group("Mes vins", ["1102", "1101"])
    assert (wines.code, wines.name("en"), wines.level, wines.kind, wines.status) == (
        "mes-vins", "Mes vins", "cpf4", "product", "own",
    )  # fmt: skip
    assert wines.members() == ("1101", "1102")
    (part,) = resolve_parts(wines)
    assert (part.column, part.name_in_sentence()) == ("cpf4", "Mes vins")
    mixed = tt.group("Champagne et avions", ["a38:CA", "Boissons", "C30C"])
    assert mixed.level == "a129"
    assert set(mixed.members()) == set(tt.group("food_industry").members()) | {"C30C"}
    assert tt.group("Alena", ["Canada", "Mexique", "États-Unis"]).members() == ("CA", "MX", "US")
    assert tt.group("Boissons seules", "C11Z").members() == ("C11Z",)


def test_a_group_of_one_s_own_from_a_dictionary_of_months() -> None:
    own = tt.group("Alliance", {"BR": "2009-06", "Royaume-Uni": ("1973-01", "2020-01"), "JP": None})
    assert own.members(month="2019-01") == ("BR", "GB", "JP")
    assert own.members() == ("BR", "JP")
    assert own.members(2000) == ("GB", "JP")
    with pytest.raises(UnknownCodeError, match="write year and month"):
        tt.group("Alliance", {"BR": "2009"})
    for months in (2009, ("2009-06",), ("2009-06", 2010), ["2009-06", "2010-01", "2011-01"]):
        with pytest.raises(TradeTerritoriesError, match=r"gives 'BR' the months .*; give None, the first month"):
            tt.group("Alliance", {"BR": months})  # what a user may type
    assert tt.group("Alliance", {"BR": ["2009-06", "2010-01"]}).members(2011) == ()


def test_a_group_in_a_group_keeps_its_months() -> None:
    own = tt.group("Union et Suisse", ["eu", "CH"])
    assert "GB" in own.members(2019)
    assert "GB" not in own.members(2021)
    assert len(own.members()) == 27


def test_several_groups_of_one_s_own_in_a_dictionary() -> None:
    parts = resolve_parts({"mes vins": ["1101", "1102"], "voisins": ["BE", "DE"]})
    assert [(part.name(), part.codes) for part in parts] == [("mes vins", ("1101", "1102")), ("voisins", ("BE", "DE"))]


@pytest.mark.parametrize("sign", [",", ";"])
def test_groups_of_one_s_own_from_a_file(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "groupes.csv"
    lines = ["group,code,from_month,to_month", "voisins,BE,,", "voisins,GB,1973-01,2020-01", "vins,1102,,"]
    path.write_text("\n".join(lines).replace(",", sign), encoding="utf-8-sig")
    found = reference.read_groups(path)
    assert {name: one.members() for name, one in found.items()} == {"voisins": ("BE",), "vins": ("1102",)}
    assert tt.group("voisins", path).members(2019) == ("BE", "GB")
    assert tt.group("vins", str(path)).level == "cpf4"
    with pytest.raises(UnknownCodeError, match="no row of the group 'autre'"):
        tt.group("autre", path)


def test_a_file_of_one_group_needs_no_name_of_it(tmp_path: Path) -> None:
    path = tmp_path / "vins.csv"
    path.write_text("code,label\n1102,Vins\n1101,Alcools\n", encoding="utf-8")
    assert tt.group("mes vins", path).members() == ("1101", "1102")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("code\n1102\n", "has the columns 'group' and 'code'"),
        ("", "found nothing"),
        ("group,code\nvins,9999\n", "line 2: '9999' is not a product"),
        ("group,code\nvins,1102\nvins,US\n", "mixes 1102 .* and US"),
        ("group,code\nvins,1102\nvins,C11Z\n", "products of one level"),
    ],
)
def test_a_file_of_groups_that_cannot_be_right_is_told(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "groupes.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TradeTerritoriesError, match=message):
        reference.read_groups(path)
    with pytest.raises(TradeTerritoriesError, match="cannot be read"):
        reference.read_groups(tmp_path / "absent.csv")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_groups_of_one_s_own_from_a_frame_of_a_notebook(library: str) -> None:
    columns: dict[str, list[Any]] = {
        "group": ["voisins", "voisins", "vins"],
        "code": ["Belgique", "GB", "1102"],
        "to_month": [None, date(2020, 1, 31), None],
    }
    module = pytest.importorskip(library)
    frame = module.table(columns) if library == "pyarrow" else module.DataFrame(columns)
    voisins = tt.group("voisins", frame)
    assert (voisins.members(2019), voisins.members(2021)) == (("BE", "GB"), ("BE",))
    assert tt.group("vins", frame).level == "cpf4"
    with pytest.raises(UnknownCodeError, match="no row of the group 'autre'"):
        tt.group("autre", frame)


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"country": ["BE"]}, TradeTerritoriesError, "has the columns 'group' and 'code'.* found country"),
        ({"code": ["BE", "ZZZ"]}, UnknownCodeError, "row 1: 'ZZZ' is not a product"),
        ({"code": [1102]}, TypeError, "row 0: codes are texts, and 1102 is of type int; write '1102'"),
        ({"code": ["BE", None]}, TypeError, "row 1: codes are texts"),
        ({"code": ["BE"], "to_month": [2020]}, UnknownCodeError, "'2020' is no month"),
    ],
)
def test_a_frame_that_cannot_be_right_is_told(
    columns: dict[str, list[Any]], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        tt.group("voisins", pd.DataFrame(columns))


def test_a_group_that_does_not_exist_is_answered_with_what_is_close() -> None:
    with pytest.raises(UnknownCodeError, match=r"did you mean Agroalimentaire \(agrifood\)") as caught:
        tt.group("agroalimentair")
    assert "tt.group('agroalimentair', ['C11Z'])" in str(caught.value)
    with pytest.raises(UnknownCodeError, match="has no member"):
        tt.group("vide", [])
    with pytest.raises(UnknownCodeError, match="is no name for a group"):
        tt.group(" ", ["US"])
    with pytest.raises(TypeError, match="name that is a text"):
        tt.group(["C11Z"])  # type: ignore[arg-type]  # what a user may type


def test_customary_groups_are_marked_and_never_called_the_customs() -> None:
    assert set(GROUPS.index[GROUPS["status"] == "customary"]) == {
        "energy", "energy_de_c2", "agrifood", "health", "arms", "wines_spirits", "uk_wide", "maghreb", "eu_candidates",
    }  # fmt: skip
    assert not GROUPS.loc[GROUPS["status"] == "customary", "source"].str.contains("Customs|Douanes").any()


@given(st.text(max_size=12).filter(lambda typed: "+" not in typed))
def test_whatever_is_typed_is_found_or_refused_in_one_line(typed: str) -> None:
    for find in (resolve_parts, tt.group, tt.territory):
        told = _refusal(find, typed)
        assert told is None or (repr(typed) in told and "\n" not in told)


def _refusal(find: Any, typed: str) -> str | None:
    """Return the message of a refusal, or nothing where something was found."""
    try:
        find(typed)
    except UnknownCodeError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("months", "message"),
    [
        ("2009,", "'2009' is no month"),
        ("01/01/2009,", "'01/01/2009' is no month"),
        ("2019-01,2009-01", "ends in 2009-01, before"),
    ],
)
def test_a_month_of_a_file_that_cannot_be_is_refused_with_its_line(tmp_path: Path, months: str, message: str) -> None:
    path = tmp_path / "groupes.csv"
    path.write_text(f"group,code,from_month,to_month\nmes pays,DE,2001-01,\nmes pays,BE,{months}\n", encoding="utf-8")
    with pytest.raises(TradeTerritoriesError, match=f"groupes.csv, line 3: .*{message}"):
        tt.group("mes pays", path)


def test_groups_have_the_members_of_the_year_in_exposure_and_rows_and_say_who_left() -> None:
    rows: list[FlowRow] = [
        (flow, year, None, code, "C11Z", None, partner, 1000, None)
        for year in (2019, 2020)
        for flow in ("export", "import")
        for code in reference.departement_regions()
        for partner in ("GB", "DE", "US")
    ]
    flows = make_flows(rows)
    for year, value in ((2019, 2000), (2020, 1000)):
        exposed = tt.exposure(flows, "51", partners="eu", year=year)
        assert exposed["value_eur"].iloc[-1] == value
        assert tt.totals(flows, "51", only="eu", year=year)["value_eur"].tolist() == [value, value]
        parts = tt.balance(flows, "51", by="group:union", year=year)
        assert parts.set_index("code")["export_eur"]["eu"] == value
        left = [note for note in parts.attrs["notes"] if "Royaume-Uni" in note]
        assert left == [note for note in exposed.attrs["notes"] if "Royaume-Uni" in note]
        assert len(left) == (year == 2020)
    # A month given is the one that counts.
    assert tt.exposure(flows, "51", partners="eu", year=2020, month="2020-01")["value_eur"].iloc[-1] == 2000


def test_only_common_nouns_lose_their_capital_inside_a_sentence() -> None:
    names = {part.code: part.name_in_sentence() for part in resolve_parts(["FR", "RE", "QR", "QU", "divers"])}
    assert names == {
        "FR": "France (retours)", "RE": "La Réunion", "QR": "avitaillement intra-UE", "QU": "pays non déterminés",
        "divers": "divers",
    }  # fmt: skip
