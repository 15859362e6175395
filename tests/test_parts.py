"""What only=, excluding= and by="group:…" make of names and groups: against plain loops over rows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import trade_territories as tt
from tests.builders import LABEL_TEXTS, FlowRow, customs_rows, make_flows, write_release
from tests.thorough import telling
from trade_territories import reference
from trade_territories.errors import MissingLevelError, UnknownCodeError
from trade_territories.query import Query

DATA = Path(reference.__file__).parent / "data"
PARTNERS = ("DE", "GB", "US", "BR", "FR", "QR", "MA", "ZQ", "ID")
PRODUCTS = (("C11Z", "1102"), ("C21Z", "2120"), ("C19Z", "1920"), ("A01Z", "0111"), ("C30C", "3030"))
ROWS: list[FlowRow] = [
    (flow, year, 1, "51", a129, cpf4, partner, 10 ** (row % 5) + 7 * row + (100 if flow == "export" else 0), 1)
    for flow in ("export", "import")
    for year in (2019, 2024)
    for row, (partner, (a129, cpf4)) in enumerate((p, q) for p in PARTNERS for q in PRODUCTS)
]


def members(group: str, year: int) -> set[str]:
    with (DATA / "group_members.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]
            for row in csv.DictReader(file)
            if row["group"] == group
            and row["verified"] != "uncertain"
            and (row["from_month"] or "0000-00") <= f"{year}-12" <= (row["to_month"] or "9999-99")
        }


def exports(year: int, kept: Any) -> int:
    return sum(row[7] for row in ROWS if row[0] == "export" and row[1] == year and kept(row))


def total(**asked: Any) -> int:
    return int(tt.totals(make_flows(ROWS), "51", **asked)["value_eur"].iloc[0])


@pytest.mark.parametrize("year", [2019, 2024])
@pytest.mark.parametrize("group", telling(["eu", "brics", "non_eu", "euro", "usmca"], 1, pytest.mark.whole))
def test_a_group_of_partners_has_the_members_of_the_year(group: str, year: int) -> None:
    expected = exports(year, lambda row: row[6] in members(group, year))
    if expected:
        assert total(year=year, only=group) == expected
    assert total(year=year, excluding=group) == exports(year, lambda row: row[6] not in members(group, year))


def test_what_is_not_allocated_holds_codes_that_no_table_knows() -> None:
    outside = {"FR", "QR", "ZQ"}
    assert total(year=2024, only="not_allocated") == exports(2024, lambda row: row[6] in outside)
    assert total(year=2024, excluding="divers") == exports(2024, lambda row: row[6] not in outside)
    parts = [total(year=2024, only=part) for part in reference.UNION_PARTS]
    assert sum(parts) == total(year=2024)
    table = tt.balance(make_flows(ROWS), "51", by="group:union", year=2024).set_index("code")
    assert table.loc[list(reference.UNION_PARTS), "export_eur"].tolist() == parts


def test_products_are_alternatives_and_a_product_and_a_partner_are_both_asked() -> None:
    asked = ["Boissons", "énergie", "États-Unis", "Allemagne"]
    kept = exports(2024, lambda row: row[4] in ("C11Z", "C19Z") and row[6] in ("US", "DE"))
    assert total(year=2024, only=asked) == kept
    left = exports(2024, lambda row: row[4] not in ("C11Z", "C19Z") and row[6] not in ("US", "DE"))
    assert total(year=2024, excluding=asked) == left


def test_a_group_of_classes_and_one_of_products_are_alternatives() -> None:
    kept = exports(2024, lambda row: row[4] == "C19Z" or row[5] in ("1102", "1101"))
    assert total(year=2024, only=["énergie", tt.group("vins", ["1102", "1101"])]) == kept


def test_a_family_of_groups_adds_up_to_the_whole() -> None:
    table = tt.activities(make_flows(ROWS), "51", by="group:technology", year=2024)
    found = table[table["flow"] == "export"].set_index("code")["value_eur"].to_dict()
    groups = {
        "2120": "tech_high",
        "1102": "tech_low",
        "1920": "tech_medium_low",
        "3030": "tech_high",
        "0111": "outside",
    }
    by_hand: dict[str, int] = {}
    for row in ROWS:
        if row[0] == "export" and row[1] == 2024:
            by_hand[groups[str(row[5])]] = by_hand.get(groups[str(row[5])], 0) + row[7]
    assert found == by_hand


def test_a_group_of_classes_over_rows_without_them_is_an_error() -> None:
    rows = [("export", 2024, 1, "51", "C11Z", None, "US", 5, 1)]
    flows = make_flows(rows)
    with pytest.raises(MissingLevelError, match="no CPF4"):
        tt.totals(flows, "51", only="haute technologie")


def notes(**asked: Any) -> str:
    return " ".join(tt.totals(make_flows(ROWS), "51", lang="en", **asked).attrs["notes"])


def test_what_is_to_be_known_of_the_parts_is_told() -> None:
    assert "“Union européenne”" not in notes(year=2024, only="eu")
    assert "“European Union” is read as zone:union_europeenne; it could also mean partner:EU." in notes(
        year=2024, only="Union européenne"
    )
    assert "Agri-food: a customary group, without an official definition." in notes(year=2024, only="agroalimentaire")
    assert "Beverages and Agri-food have codes in common, which count once: C11Z." in notes(
        year=2024, only=["agroalimentaire", "C11Z"]
    )
    several = notes(year="all", only="eu")
    assert (
        "European Union: members at the end of 2024, for the whole period. Left during the period: United Kingdom."
        in several
    )
    several = notes(year="all", only="brics")
    assert "Joined during the period: United Arab Emirates, Egypt, Ethiopia and Iran." in several
    assert "BRICS: membership uncertain, not counted: Saudi Arabia." in several
    assert "uncertain" not in notes(year=2019, only="brics")
    assert "joined or left" not in notes(year=2024, only="eu")
    assert "Energy (B05Z, B06Z, C19Z, D35A, D35B)" in notes(year=2024, excluding="énergie")


def test_the_scope_names_the_parts_in_its_language() -> None:
    flows = make_flows(ROWS)
    assert Query.of(flows, "51", year=2024, excluding="énergie").scope == "Marne, 2024, 1er trimestre, hors énergie"
    assert Query.of(flows, "51", year=2024, excluding=["energy", "US"], lang="en").scope.endswith(
        "excluding United States and energy"
    )
    own = tt.group("Mes vins", ["1102"])
    assert "Mes vins" in Query.of(flows, "51", year=2024, only=own).scope


def test_another_period_has_the_members_of_its_own_end() -> None:
    query = Query.of(make_flows(ROWS), "51", year=2024, only="eu")
    earlier = query.over(Query.of(make_flows(ROWS), "51", year=2019).period)
    assert earlier.total("export") == exports(2019, lambda row: row[6] in members("eu", 2019))


def test_a_mistake_is_answered_with_what_is_close_and_a_code_of_the_data_is_known() -> None:
    with pytest.raises(UnknownCodeError, match=r"several in one text; give a list, \['Allemagne', 'boissons'\]"):
        tt.totals(tt.sample_flows(), "51", only="Allemagne, boissons")
    with pytest.raises(UnknownCodeError, match=r"excluding: 'Boisons' .* did you mean Boissons \(C11Z\)"):
        total(year=2024, excluding="Boisons")
    assert total(year=2024, only="ZQ") == exports(2024, lambda row: row[6] == "ZQ")


def test_a_label_of_another_meaning_is_the_name_of_the_code_everywhere(tmp_path: Path) -> None:
    labels = {**LABEL_TEXTS, "Libelle_A129.txt": "C12Z;Batteries et accumulateurs;202701;999912\n"}
    rows = customs_rows([("export", 2027, 1, "51", "C12Z", "1200", "US", 5, 1)])
    flows = tt.read_flows(write_release(tmp_path / "202802-Regional-2027-export.zip", rows, year=2027, labels=labels))
    table = tt.activities(flows, "51")
    assert table["label"].tolist() == ["Batteries et accumulateurs"]
    assert Query.of(flows, "51", only="C12Z").parts_label == "produit\u00a0: batteries et accumulateurs"


def test_partners_of_exposure_are_codes_names_and_groups() -> None:
    assert tt.partner_group(["Allemagne", "united states"]) == {"DE", "US"}
    assert tt.partner_group("BRICS", month="2023-06") == {"BR", "CN", "IN", "RU", "ZA"}
    assert tt.partner_group(tt.group("voisins", ["BE", "Suisse"])) == {"BE", "CH"}
    assert tt.partner_group("eu", month="2019-06") == reference.eu_members("2019-06")
    with pytest.raises(
        UnknownCodeError, match=r"partners: 'C11Z' is a product, Beverages \(C11Z\); a partner is expected"
    ):
        tt.partner_group("C11Z")
    with pytest.raises(UnknownCodeError, match="no partner was given"):
        tt.partner_group([])


@pytest.mark.parametrize("nothing", [[], (), set(), iter(())])
def test_nothing_to_keep_is_no_question(nothing: Any) -> None:
    with pytest.raises(UnknownCodeError, match="an empty list keeps nothing"):
        tt.totals(make_flows(ROWS), "51", year=2024, only=nothing)
    whole = tt.totals(make_flows(ROWS), "51", year=2024)
    assert tt.totals(make_flows(ROWS), "51", year=2024, excluding=()).equals(whole)
