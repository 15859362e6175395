"""Measures at their edges, to the letter: changes that coarser tests do not notice."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, known, make_flows
from trade_territories.errors import IncompleteCoverageError
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


def test_an_evolution_has_exports_less_imports() -> None:
    flows = make_flows(
        [
            *everywhere(("export", "C20A", "2014", "DE", 300), ("import", "C20A", "2014", "DE", 100)),
            *everywhere(year=2023),
        ]
    )
    table = tt.evolution(flows, "51", freq="year")
    assert table["balance_eur"].tolist() == [0, 200]
    assert table["export_eur"].tolist() == [4, 304]


def test_an_evolution_of_one_flow_has_the_years_of_that_flow() -> None:
    flows = make_flows([*everywhere(), *(row for row in everywhere(year=2023) if row[0] == "export")])
    assert tt.evolution(flows, "51", freq="year", flow="export")["year"].tolist() == [2023, 2024]


def uneven() -> pd.DataFrame:
    """Return exports of two years, and imports of which the last two quarters lack: 1, 2, 3, 4 euros a quarter, then twice."""
    return make_flows(
        [
            (flow, year, quarter, "51", "C11Z", "1102", "BE", quarter * (year - 2022) * 10**6, 1)
            for flow, last in (("export", 4), ("import", 2))
            for year in (2023, 2024)
            for quarter in (1, 2, 3, 4)
            if year == 2023 or quarter <= last
        ]
    )


def test_an_evolution_of_one_flow_has_the_quarters_of_that_flow() -> None:
    flows = uneven()
    imports = tt.evolution(flows, "51", flow="import", lang="en")
    assert imports[["year", "quarter"]].to_numpy().tolist() == [
        [2023, 1],
        [2023, 2],
        [2023, 3],
        [2023, 4],
        [2024, 1],
        [2024, 2],
    ]
    assert imports["import_change_pct"].tolist()[4:] == [100, 100]
    assert imports.attrs["notes"] == ["Partial period: 2023 and 2024 (1st and 2nd quarters)."]
    years = tt.evolution(flows, "51", flow="import", freq="year")
    assert years["whole"].tolist() == [True, False]
    assert years["import_change_pct"].isna().all()
    exports = tt.evolution(flows, "51", flow="export", freq="year", lang="en")
    assert exports["export_change_pct"].tolist()[1] == 100
    # Years that stand one after the other are not added up, and nothing lacks of exports.
    assert (exports.attrs["scope"], exports.attrs["notes"]) == ("Marne, 2023 to 2024", [])
    with pytest.raises(IncompleteCoverageError, match="lack quarters 3, 4"):
        tt.evolution(flows, "51")


def test_the_chart_of_one_flow_compares_what_that_flow_has() -> None:
    flows = uneven()
    # Half a year of imports is no fall of a whole one.
    assert "In the 2nd quarter of 2024, over a year, imports of Marne rise by 100%" in tt.charts.describe(
        "evolution", flows, "51", flow="import", lang="en"
    )
    assert "In 2024, exports of Marne rise by 100%" in tt.charts.describe(
        "evolution", flows, "51", flow="export", lang="en"
    )
    yearly = tt.charts.describe("evolution", flows, "51", flow="import", freq="year", lang="en")
    assert "Imports of Marne, 2023–2024. One year is partial." in yearly


@pytest.mark.parametrize("name", ["comparable", "concentration", "dependence", "specialisation", "standing", "leads"])
def test_every_measure_says_what_it_is_of(name: str) -> None:
    table = getattr(tt, name)(make_flows(everywhere()), "51", excluding="US", lang="en")
    assert table.attrs["scope"] == "Marne, 2024, excluding United States"
    assert "Excluding United States (US)." in table.attrs["notes"]


@pytest.mark.whole
def test_what_france_does_not_trade_has_no_quotient() -> None:
    # Corrections elsewhere leave France nothing of what the Marne exports.
    cells = everywhere(("export", "C20A", "2014", "US", 50))
    flows = make_flows([*cells, ("export", 2024, 1, "10", "C20A", "2014", "US", -50, 1)])
    table = tt.indicators(flows, "51")
    table = table[(table["indicator"] == "location_quotient") & (table["flow"] == "export")].set_index("code")
    # 50 of the Marne's 54 euros; France's 404 are all of the other product.
    assert table["value"].isna().to_dict() == {"C11Z": False, "C20A": True}
    assert table["value"].tolist()[0] == pytest.approx(4 / 54)


def test_leading_classes_are_those_with_trade_and_their_share_of_the_group() -> None:
    cells = (
        ("export", "C20A", "2014", "DE", 75),
        ("export", "C20A", "2013", "DE", 25),
        ("export", "C20A", "2015", "DE", 0),
    )
    table = tt.leading_classes(make_flows(everywhere(*cells)), "51")
    group = table[table["product"] == "C20A"]
    assert group[["cpf4", "share_pct"]].to_numpy().tolist() == [["2014", 75.0], ["2013", 25.0]]


def test_the_first_origin_has_its_share_of_what_countries_supply() -> None:
    cells = (("import", "C20A", "2014", "DE", 75), ("import", "C20A", "2014", "US", 25))
    row = tt.dependence(make_flows(everywhere(*cells)), "51").set_index("code").loc["C20A"]
    assert (row["first_origin"], row["first_origin_share_pct"]) == ("DE", 75.0)
    assert (row["first_extra_eu_origin"], row["first_extra_eu_share_pct"]) == ("US", 25.0)


def test_a_change_names_what_came_and_what_went() -> None:
    went = everywhere(("export", "C20A", "2014", "DE", 40), year=2023)
    flows = make_flows([*went, *everywhere(("export", "C21Z", "2120", "DE", 60))])
    table = tt.change(flows, "51", base_year=2023, year=2024, flow="export", by="a129").set_index("code")
    assert table.loc["C20A", "change_eur"] == -40
    assert table.loc["C21Z", "change_eur"] == 60


def test_a_standing_below_is_half_of_frances_share_or_less() -> None:
    flows = make_flows(everywhere(("export", "C20A", "2014", "DE", 4)))
    table = tt.specialisation(flows, "51").set_index("code")
    assert table.loc["C20A", "standing"] == "above"
    assert table.loc["C11Z", "standing"] == ""
    assert tt.specialisation(flows, "10").set_index("code").loc["C20A", "standing"] == "below"


@pytest.mark.whole
def test_partners_that_are_no_country_have_no_quotient() -> None:
    table = tt.indicators(
        make_flows(everywhere(("export", "C20A", "2014", "QR", 96), ("export", "C20A", "2014", "DE", 100))), "51"
    )
    quotients = table[(table["indicator"] == "partner_location_quotient") & (table["flow"] == "export")].set_index(
        "code"
    )
    assert "QR" not in quotients.index
    # 100 of 104 euros with countries here; in France each département has 4 more.
    national = 100 / (100 + 4 * len(france().departements))
    assert quotients.loc["DE", "value"] == pytest.approx(100 / 104 / national)


@pytest.mark.whole
def test_codes_of_countries_are_not_those_of_energy() -> None:
    """DE and DZ are Germany and Algeria, and also A17 and A38 codes of what the Customs book to Paris by convention."""
    flows = tt.sample_flows()
    assert not tt.specialisation(flows, "75", by="partner")["by_convention"].any()
    products = tt.specialisation(flows, "75")
    assert set(products[products["by_convention"]]["code"]) == {"B06Z", "D35A", "D35B"}
    # Germany comes first in what Paris trades of this product.
    places = tt.product_profile(flows, "C29A").departements
    here = places[(places["code"] == "75") & (places["main_code"] == "DE")]
    assert len(here)
    assert not here["by_convention"].any()


@pytest.mark.whole
def test_a_group_with_paris_has_its_energy_by_convention_too() -> None:
    page = tt.fiche(tt.sample_flows(), "75+92").to_html()
    assert "le premier flux, pétrole brut et gaz naturel depuis la Norvège" in page
    assert "par convention" in page.split("pétrole brut et gaz naturel depuis la Norvège")[1][:40]
