"""Indicators: by hand on small tables, by plain loops on the sample, and what must hold whatever the rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import trade_territories as tt
from tests import oracle
from tests.builders import FlowRow, make_flows, rows_strategy
from tests.thorough import examples
from trade_territories.errors import (
    AmbiguousPeriodError,
    IncompleteCoverageError,
    TradeTerritoriesError,
    UnknownCodeError,
)

if TYPE_CHECKING:
    import pandas as pd

Q = (1, 2, 3, 4)
#: One row in each direction for every département, so that France is whole.
EVERYWHERE: list[FlowRow] = [
    (flow, 2024, 2, code, "C30C", "3030", "IT", 1, 1) for code in sorted(oracle.regions()) for flow in oracle.FLOWS
]


def rows_of(*rows: tuple[Any, ...]) -> list[FlowRow]:
    return [(flow, 2024, 2, place, a129, cpf4, partner, value, 1) for flow, place, a129, cpf4, partner, value in rows]


def cell(table: pd.DataFrame, indicator: str, flow: str = "", code: str = "", column: str = "value") -> float:
    chosen = table[(table["indicator"] == indicator) & (table["flow"] == flow) & (table["code"] == code)]
    assert len(chosen) == 1, (indicator, flow, code)
    return float(chosen[column].iloc[0])


@pytest.fixture(scope="module")
def by_hand() -> pd.DataFrame:
    # Marne exports 60 drinks to US, 20 drinks to DE, 19 sugar to BE and 1 aircraft to IT; 10 are returned goods.
    return make_flows(
        EVERYWHERE
        + rows_of(
            ("export", "51", "C11Z", "1102", "US", 60),
            ("export", "51", "C11Z", "1102", "DE", 20),
            ("export", "51", "C10H", "1081", "BE", 19),
            ("export", "51", "C11Z", "1102", "FR", 10),
            ("import", "51", "C20A", "2014", "CN", 60),
            ("import", "51", "C20A", "2014", "US", 20),
            ("import", "51", "C20A", "2014", "DE", 20),
            ("import", "33", "C20A", "2014", "CN", 100),
            ("export", "33", "C20A", "2014", "DE", 90),
            ("export", "33", "C11Z", "1102", "US", 110),
        )
    )


def test_coverage_and_extra_eu_by_hand(by_hand: pd.DataFrame) -> None:
    table = tt.indicators(by_hand, "51")
    assert cell(table, "coverage_rate") == pytest.approx(110 / 101 * 100)
    # In the Union: DE 20, BE 19 and IT 1 of 110; outside it: US 60; returned goods (FR, 10) are in neither.
    assert cell(table, "eu_share", "export") == pytest.approx(40 / 110 * 100)
    assert cell(table, "non_eu_share", "export") == pytest.approx(60 / 110 * 100)
    assert cell(table, "not_allocated_share", "export") == pytest.approx(10 / 110 * 100)


def test_concentration_by_hand(by_hand: pd.DataFrame) -> None:
    table = tt.indicators(by_hand, "51")
    # Partners without the returned goods: 60, 20, 19, 1 of 100.
    assert cell(table, "hhi", "export", "partner") == pytest.approx(0.36 + 0.04 + 0.0361 + 0.0001)
    assert cell(table, "equivalent_number", "export", "partner") == pytest.approx(1 / 0.4362)
    assert cell(table, "first_share", "export", "partner") == pytest.approx(60)
    assert cell(table, "three_first_share", "export", "partner") == pytest.approx(99)
    # Products keep all partners: drinks 90, sugar 19, aircraft 1 of 110.
    assert cell(table, "hhi", "export", "a129") == pytest.approx((90**2 + 19**2 + 1) / 110**2)


def test_location_quotient_by_hand(by_hand: pd.DataFrame) -> None:
    table = tt.indicators(by_hand, "51")
    # Marne: drinks 90 of 110. France: drinks 200, sugar 19, chemicals 90, aircraft 101: 410.
    assert cell(table, "location_quotient", "export", "C11Z") == pytest.approx((90 / 110) / (200 / 410))
    assert cell(table, "location_quotient", "export", "C20A") == 0
    assert cell(table, "location_quotient", "export", "C11Z", "france_value") == pytest.approx(1)
    special = tt.specialisation(by_hand, "51").set_index("code")
    assert special.loc["C10H", "location_quotient"] == pytest.approx(410 / 110)
    assert special.loc["C10H", "standing"] == "above"
    assert special.loc["C20A", "standing"] == "below"
    assert special.loc["C11Z", "share_of_france_pct"] == pytest.approx(45)


def test_dependence_by_hand(by_hand: pd.DataFrame) -> None:
    row = tt.dependence(by_hand, "51").set_index("code").loc["C20A"]
    assert (row["first_origin"], row["first_extra_eu_origin"], row["import_eur"]) == ("CN", "CN", 100)
    assert row["first_extra_eu_share_pct"] == pytest.approx(60)
    assert row["extra_eu_share_pct"] == pytest.approx(80)
    assert row["extra_eu_hhi"] == pytest.approx((60 / 80) ** 2 + (20 / 80) ** 2)
    # France imports 180 from outside the Union and exports 90.
    assert row["imports_over_exports"] == pytest.approx(2)
    assert bool(row["one_supplier"])
    assert row["signals"] == 3


def test_exposure_by_hand(by_hand: pd.DataFrame) -> None:
    table = tt.exposure(by_hand, "51", partners=["US"])
    assert table["code"].tolist() == ["C11Z", "total"]
    assert table["share_pct"].tolist() == pytest.approx([60 / 90 * 100, 60 / 110 * 100])
    union = tt.exposure(by_hand, "51", partners="eu27")
    assert union["value_eur"].tolist() == [20, 19, 1, 40]


def test_tariff_scenario_by_hand(by_hand: pd.DataFrame) -> None:
    rates: dict[str | tuple[str, str], float] = {("US", "C11Z"): 0.25, "US": 0.10, "DE": 0.0}
    table = tt.tariff_scenario(by_hand, "51", rates=rates, source="by hand", date="2025-01-01")
    us = table[table["partner"] == "US"].iloc[0]
    assert us["duty_eur"] == pytest.approx(15)
    # At an elasticity of 1 the value falls by 0.25 / 1.25 whatever the pass-through; volume at unchanged prices less.
    assert us["fall_low_eur"] == pytest.approx(60 * 0.2)
    assert us["fall_high_eur"] == pytest.approx(60 * (1 - 1.25**-5))
    assert us["volume_fall_low_eur"] == pytest.approx(60 * (1 - 1 / 1.125))
    assert us["volume_fall_high_eur"] == pytest.approx(60 * (1 - 1.25**-5))
    german = table[table["partner"] == "DE"].iloc[0]
    assert (german["duty_eur"], german["fall_low_eur"], german["fall_high_eur"]) == (0, 0, 0)
    total = table.iloc[-1]
    assert (total["partner"], total["value_eur"]) == ("total", 80)
    assert "by hand" in table.attrs["assumptions"][0]
    assert any("φ de 0,5 / 1" in text for text in table.attrs["assumptions"])


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({}, "holds no rate"),
        ({"US": 15}, "0.15 for 15 points"),
        ({"US": -0.1}, "not a valid rate"),
        ({"US": True}, "not a valid rate"),
    ],
)
def test_what_is_no_scenario_is_refused(by_hand: pd.DataFrame, rates: Any, message: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=message):
        tt.tariff_scenario(by_hand, "51", rates=rates, source="x", date="2025")


def test_a_scenario_needs_its_source_and_its_codes(by_hand: pd.DataFrame) -> None:
    with pytest.raises(TradeTerritoriesError, match="source="):
        tt.tariff_scenario(by_hand, "51", rates={"US": 0.1}, source=" ", date="2025")
    rates: Any
    for rates, words in (
        ({"Etats-Uni": 0.1}, "did you mean États-Unis"),
        ({"US": 0.1, "États-Unis": 0.2}, "'US' has two rates, once as 'États-Unis'"),
        ({("US", "boisson"): 0.1}, "did you mean Boissons"),
        ({("US", "vins"): 0.1}, "one code of a129 is expected"),
        ({"eu": 0.1}, "one code of partner is expected"),
    ):
        with pytest.raises(TradeTerritoriesError, match=words):
            tt.tariff_scenario(by_hand, "51", rates=rates, source="x", date="2025")
    alike: list[Any] = [{"Etats Unis": 0.1, ("US", "Beverages"): 0.2}, {"US": 0.1, ("US", "C11Z"): 0.2}]
    named, coded = (tt.tariff_scenario(by_hand, "51", rates=one, source="x", date="2025") for one in alike)
    assert named.equals(coded)
    with pytest.raises(UnknownCodeError, match="not a partner or a group of partners"):
        tt.exposure(by_hand, "51", partners=["nowhere"])


def test_ranking_and_leads_by_hand(by_hand: pd.DataFrame) -> None:
    table = tt.ranking(by_hand, only=["C11Z", "US"])
    assert table[["rank", "code", "value_eur"]].to_numpy().tolist() == [[1, "33", 110], [2, "51", 60]]
    assert table["share_pct"].sum() == pytest.approx(100)
    more = make_flows(
        EVERYWHERE
        + rows_of(
            ("export", "51", "C11Z", "1102", "US", 60),
            *(("export", place, "C11Z", "1102", "JP", 10) for place in ("33", "16", "21")),
            *(("export", place, "C11Z", "1102", "CA", 99) for place in ("33", "16")),
        )
    )
    found = tt.leads(more, "51")
    first = found[found["product"] == "C11Z"]
    assert first[["partner", "others_eur", "departements"]].to_numpy().tolist() == [["JP", 30, 3]]


def test_rank_is_among_the_hundred_departements(by_hand: pd.DataFrame) -> None:
    assert tt.standing(by_hand, "33")["rank"].tolist() == [1, 1]
    assert tt.standing(by_hand, "33")["of"].tolist() == [100, 100]
    assert tt.standing(by_hand, "R44")["rank"].isna().all()
    assert tt.standing(by_hand, "99")["per_inhabitant_eur"].isna().all()


def test_national_comparisons_need_all_of_france() -> None:
    with pytest.raises(IncompleteCoverageError, match="Ardennes"):
        tt.indicators(make_flows(rows_of(("export", "51", "C11Z", "1102", "US", 60))), "51")


def years(before: int, after: int, **changes: Any) -> list[FlowRow]:
    return [
        ("export", year, quarter, "51", "C11Z", "1102", "US", value, mass)
        for year, value, mass in ((2020, before, changes.get("kg0", 10)), (2024, after, changes.get("kg1", 12)))
        for quarter in (1, 2, 3, 4)
    ]


def test_contributions_add_up_and_breaks_are_told() -> None:
    other = [("export", year, 1, "51", "C10H", "1081", "BE", value, 1) for year, value in ((2020, 160), (2024, 176))]
    table = tt.change(make_flows([*years(60, 66), *other]), "51", base_year=2020, year=2024, lang="en")
    # Drinks 240 -> 264, sugar 160 -> 176, on a base of 400: +6 and +4 points, +10 % together.
    assert table["code"].tolist() == ["C11Z", "C10H", "total"]
    assert table["contribution_pct"].tolist() == pytest.approx([6, 4, 10])
    assert table["change_pct"].tolist() == pytest.approx([10, 10, 10])
    assert any("January 2021" in note for note in table.attrs["notes"])
    assert any("January 2022" in note for note in table.attrs["notes"])


def test_unequal_periods_are_no_change() -> None:
    flows = make_flows([*years(60, 66)][:7])
    with pytest.raises(IncompleteCoverageError, match="choose quarter="):
        tt.change(flows, "51", base_year=2020, year=2024)
    assert tt.change(flows, "51", base_year=2020, year=2024, quarter=1)["change_eur"].tolist() == [6, 6]


def test_years_that_are_added_up_are_no_end_of_a_change() -> None:
    with pytest.raises(AmbiguousPeriodError, match="year='all' adds years up"):
        tt.change(make_flows(years(60, 66)), "51", base_year=2020, year="all")  # type: ignore[arg-type]
    with pytest.raises(AmbiguousPeriodError, match="the base year and the year are both 2024"):
        tt.change(make_flows(years(60, 66)), "51", base_year=2024, year=2024)


@pytest.mark.whole
def test_directions_of_unequal_quarters_are_never_set_against_each_other() -> None:
    # Exports of four quarters, imports of three: 4 / 3 would pass for a coverage rate of 133 %.
    uneven = make_flows(
        [(one[0], 2024, quarter, *one[3:]) for one in EVERYWHERE for quarter in Q if (one[0], quarter) != ("import", 4)]
    )
    for work in (tt.indicators, tt.dependence, tt.evolution):
        with pytest.raises(IncompleteCoverageError, match=r"imports of 2024 lack quarters 4"):
            work(uneven, "51")
    even = tt.indicators(uneven, "51", quarter=(1, 2, 3))
    assert cell(even, "coverage_rate") == 100
    shares = tt.shares(uneven, "51")
    assert any("importations\xa0: 2024, 1er, 2e et 3e" in note for note in shares.attrs["notes"])


@pytest.mark.whole
def test_a_direction_that_is_not_loaded_is_not_nothing() -> None:
    exports = make_flows([one for one in EVERYWHERE if one[0] == "export"])
    for work in (tt.specialisation, tt.leads, tt.leading_classes, tt.comparable):
        assert len(work(exports, "51")) >= 0
        with pytest.raises(IncompleteCoverageError, match="the import file of 2024"):
            work(exports, "51", flow="import")
    with pytest.raises(IncompleteCoverageError, match="the import file of 2024"):
        tt.exposure(exports, "51", partners=["US"], flow="import")
    assert tt.concentration(exports, "51")["flow"].unique().tolist() == ["export"]
    assert tt.standing(exports, "51")["flow"].tolist() == ["export"]
    # 1 euro of exports: of imports the chart says that they are not known, never that there are none.
    told = tt.charts.describe("activities", exports, "51", lang="en")
    assert "Imports: file not loaded" in told
    assert "No imports" not in told


def test_a_change_of_a_flow_is_judged_on_its_own_quarters() -> None:
    imports: list[FlowRow] = [("import", 2024, q, "51", "C11Z", "1102", "US", 5, 1) for q in (1, 2)]
    flows = make_flows([*years(60, 66), *imports, ("import", 2020, 1, "51", "C11Z", "1102", "US", 4, 1)])
    assert tt.change(flows, "51", base_year=2020, year=2024)["change_eur"].tolist() == [24, 24]
    with pytest.raises(IncompleteCoverageError, match=r"in both: \[1\]"):
        tt.change(flows, "51", base_year=2020, year=2024, flow="import")
    with pytest.raises(IncompleteCoverageError, match="the import file of 2020 is missing"):
        tt.change(make_flows([*years(60, 66), *imports]), "51", base_year=2020, year=2024, flow="import")


def test_mass_and_unit_value_add_up() -> None:
    # A year of 40 kg at 2 euros becomes 48 kg at 3 euros: +64, of which mass 8 x 2.5 and unit value 1 x 44.
    table = tt.unit_values(make_flows(years(20, 36)), "51", base_year=2020, year=2024)
    row = table.iloc[0]
    assert (row["mass_effect_eur"], row["unit_value_effect_eur"]) == pytest.approx((20, 44))


def test_evolution_compares_with_the_same_quarter_and_marks_breaks() -> None:
    # Imports elsewhere: a moment without a file of imports would have no balance.
    ground: list[FlowRow] = [("import", year, q, "67", "C11Z", "1102", "US", 3, 1) for year in (2020, 2024) for q in Q]
    table = tt.evolution(make_flows([*years(60, 66), *ground]), "51")
    assert table["year"].tolist() == [2020] * 4 + [2024] * 4
    assert table["export_change_pct"].isna().all()
    near = make_flows([(one[0], min(one[1], 2021), *one[2:]) for one in [*years(60, 66), *ground]])
    table = tt.evolution(near, "51")
    assert table["export_change_pct"].tolist()[4:] == pytest.approx([10] * 4)
    assert table["break_before"].tolist() == ["", "", "", "", "brexit", "", "", ""]


#: Both directions in every quarter: what sets one against the other is refused without.
ALL_YEAR: list[FlowRow] = [
    (flow, 2024, quarter, code, "C30C", "3030", "IT", 1, 1)
    for code in sorted(oracle.regions())
    for flow in oracle.FLOWS
    for quarter in Q
]
ROWS = rows_strategy(departements=("51", "10", "33")).map(
    lambda rows: list({row[:7]: row for row in rows + ALL_YEAR}.values())
)


@pytest.mark.whole
@given(ROWS)
@settings(max_examples=examples(25))
def test_indicators_of_france_stand_at_one_and_within_their_range(rows: list[FlowRow]) -> None:
    table = tt.indicators(make_flows(rows), "51")
    quotients = table[table["indicator"] == "location_quotient"]
    assert quotients["france_value"].to_numpy() == pytest.approx(1)
    spread = table[table["indicator"] == "hhi"]["value"].dropna()
    assert ((spread > 0) & (spread <= 1 + 1e-12)).all()
    shares = table[table["unit"] == "pct"]["value"].dropna()
    assert (shares >= -1e-9).all()


@pytest.mark.whole
def test_the_sample_by_plain_loops() -> None:
    flows = tt.sample_flows()
    values: dict[str, dict[str, int]] = {"51": defaultdict(int), "FR": defaultdict(int)}
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    columns = (flows[name].tolist() for name in ("flow", "departement", "a129", "partner", "value_eur"))
    for flow, place, a129, partner, value in zip(*columns, strict=True):
        if flow == "export":
            values["FR"][a129] += value
            if place == "51":
                values["51"][a129] += value
                if partner not in oracle.others():
                    pairs[a129, partner] += value
    table = tt.indicators(flows, "51")
    own, whole = sum(values["51"].values()), sum(values["FR"].values())
    for code, value in values["51"].items():
        expected = (value / own) / (values["FR"][code] / whole)
        assert cell(table, "location_quotient", "export", code) == pytest.approx(expected)
    total = sum(pairs.values())
    assert cell(table, "hhi", "export", "pair") == pytest.approx(sum((value / total) ** 2 for value in pairs.values()))
    first = max(pairs.values()) / total * 100
    assert cell(table, "first_share", "export", "pair") == pytest.approx(first)


def test_evolution_has_no_row_for_a_quarter_that_no_release_holds() -> None:
    rows: list[FlowRow] = [
        ("export", year, quarter, "51", "C11Z", "1102", "US", 5, 1)
        for year, last in ((2023, 4), (2024, 2))
        for quarter in range(1, last + 1)
    ]
    ground: list[FlowRow] = [("import", *one[1:3], "67", *one[4:]) for one in rows]
    table = tt.evolution(make_flows(rows + ground), "51")
    assert list(zip(table["year"], table["quarter"], strict=True)) == [(2023, q) for q in (1, 2, 3, 4)] + [
        (2024, 1),
        (2024, 2),
    ]
    assert table["import_eur"].tolist() == [0] * 6
    # A quarter that the frame holds is a row even where the territory traded nothing.
    assert tt.evolution(make_flows(rows + ground), "67")["export_eur"].tolist() == [0] * 6
