"""The tables against a second, independent computation, and what must hold whatever the rows."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from tests import made, oracle
from tests.builders import FlowRow, known, make_flows, rows_strategy
from trade_territories import tables
from trade_territories.columns import FLOWS, LEVELS
from trade_territories.errors import (
    AmbiguousPeriodError,
    DataContractError,
    EmptySelectionError,
    IncompleteCoverageError,
    MissingLevelError,
    TradeTerritoriesError,
    UnknownCodeError,
)
from trade_territories.provenance import ATTRS

PLACES: dict[str, list[str] | None] = {
    "51": ["51"],
    "R44": ["08", "10", "51", "52", "54", "55", "57", "67", "68", "88"],
    "FR": None,
    "51+10": ["51", "10"],
    "971": ["971"],
}
#: Both directions for each quarter, so that balances can be made whatever was drawn.
GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in oracle.FLOWS for quarter in (1, 2, 3, 4)
]
#: One row for every département and quarter, so that France is whole.
EVERYWHERE: list[FlowRow] = [
    ("export", 2024, quarter, code, "C30C", "3030", "IT", 7, 1)
    for code in sorted(oracle.regions())
    for quarter in (1, 2, 3, 4)
    if code != "33"
]
ROWS = rows_strategy().map(lambda rows: rows + GROUND)


def plain(table: pd.DataFrame, columns: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


def same(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    assert len(found) == len(expected), (found, expected)
    for mine, other in zip(found, expected, strict=True):
        for left, right in zip(mine, other, strict=True):
            if isinstance(right, float):
                assert math.isnan(left) == math.isnan(right)
                assert math.isnan(right) or left == pytest.approx(right, rel=1e-12)
            else:
                assert left == right, (mine, other)


@given(ROWS, st.sampled_from(sorted(PLACES)))
def test_totals_are_those_of_plain_loops(rows: list[FlowRow], place: str) -> None:
    table = tables.totals(make_flows(rows), place)
    mass = table["mass_kg"].fillna(0)
    found = list(zip(table["flow"], table["value_eur"].tolist(), mass.tolist(), strict=True))
    same(found, oracle.totals(oracle.of_places(rows, PLACES[place])))


@given(ROWS, st.sampled_from(sorted(PLACES)), st.sampled_from([None, 1, 2, 3, 50]), st.sampled_from(LEVELS))
def test_balance_is_that_of_plain_loops(rows: list[FlowRow], place: str, n: int | None, by: Any) -> None:
    table = tables.balance(make_flows(rows), place, by=by, n=n)
    found = plain(table, ["code", "import_eur", "export_eur", "balance_eur"])
    same(found, oracle.balance(oracle.of_places(rows, PLACES[place]), by, n))


@given(ROWS, st.sampled_from(sorted(PLACES)), st.sampled_from([None, 1, 3, 50]), st.sampled_from(LEVELS))
def test_activities_are_those_of_plain_loops(rows: list[FlowRow], place: str, n: int | None, by: Any) -> None:
    table = tables.activities(make_flows(rows), place, by=by, n=n)
    found = plain(table, ["flow", "code", "value_eur", "share_pct"])
    same(found, oracle.activities(oracle.of_places(rows, PLACES[place]), by, n))


@given(
    ROWS,
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(oracle.FLOWS),
    st.sampled_from(["a17", "a38", "a129", "cpf4"]),
    st.sampled_from([None, 1, 2, 3, 50]),
    st.integers(0, 7),
)
def test_flow_matrix_is_that_of_plain_loops(
    rows: list[FlowRow], place: str, flow: Any, product: Any, n: int | None, highlight: int
) -> None:
    table = tables.flow_matrix(make_flows(rows), place, flow=flow, by=product, n=n, highlight=highlight)
    found = plain(table, ["product", "partner", "value_eur", "highlighted"])
    same(found, oracle.flow_matrix(oracle.of_places(rows, PLACES[place]), flow, product, n, highlight))


@given(ROWS, st.sampled_from(["51", "10", "971", "20"]))
def test_shares_are_those_of_plain_loops(rows: list[FlowRow], place: str) -> None:
    every = rows + EVERYWHERE
    table = tables.shares(make_flows(_once(every)), place)
    region = None if place in oracle.ALONE else oracle.regions()[place]
    found = plain(table, ["flow", "value_eur", "share_region_pct", "share_france_pct"])
    same(found, oracle.shares(_once(every), [place], region))


@given(ROWS, st.sampled_from(sorted(PLACES)), st.sets(st.sampled_from(["US", "C11Z", "0111", "DE"]), min_size=1))
def test_what_is_left_out_is_in_no_sum(rows: list[FlowRow], place: str, codes: set[str]) -> None:
    left = oracle.of_places(oracle.without(rows, codes), PLACES[place])
    flows = make_flows(rows)
    if not left:
        with pytest.raises(EmptySelectionError, match="nothing is left"):
            tables.totals(flows, place, excluding=codes)
        return
    table = tables.totals(flows, place, excluding=codes)
    assert table["value_eur"].tolist() == [value for _, value, _ in oracle.totals(left)]
    assert all(code in " ".join(table.attrs["notes"]) for code in codes)


@given(ROWS, st.sampled_from([1, 2, 3]))
def test_parts_add_up_to_the_whole_to_the_euro(rows: list[FlowRow], n: int) -> None:
    flows = make_flows(rows)
    totals = dict(plain(tables.totals(flows, "FR"), ["flow", "value_eur"]))
    balance = tables.balance(flows, "FR", n=n)
    assert (balance["export_eur"].sum(), balance["import_eur"].sum()) == (totals["export"], totals["import"])
    activities = tables.activities(flows, "FR", n=n)
    for flow in FLOWS:
        part = activities[activities["flow"] == flow]
        assert part["value_eur"].sum() == totals[flow]
        assert part["share_pct"].sum() == pytest.approx(100)
        assert tables.flow_matrix(flows, "FR", flow=flow, n=n)["value_eur"].sum() == totals[flow]


@given(ROWS)
def test_territories_add_up(rows: list[FlowRow]) -> None:
    flows = make_flows(rows)
    whole = tables.totals(flows, "FR")["value_eur"]
    parts = [tables.totals(flows, code)["value_eur"] for code in sorted({row[3] for row in rows})]
    assert sum(parts).tolist() == whole.tolist()  # type: ignore[union-attr]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_nothing_is_changed(rows: list[FlowRow], random: Any) -> None:
    flows = make_flows(rows)
    before = flows.copy(deep=True)
    shuffled = flows.sample(frac=1, random_state=random.randrange(2**32)).reset_index(drop=True)
    for name, options in (("balance", {"n": 2}), ("activities", {"n": 2}), ("flow_matrix", {"n": 2}), ("totals", {})):
        function = getattr(tables, name)
        pd.testing.assert_frame_equal(function(flows, "FR", **options), function(shuffled, "FR", **options))
    pd.testing.assert_frame_equal(flows, before)


@pytest.mark.whole
@given(ROWS, st.randoms(use_true_random=False), st.booleans())
def test_a_cube_gives_the_same_tables_whatever_it_was_asked_before(
    rows: list[FlowRow], random: Any, has_info: bool
) -> None:
    # An unknown département counts for France alone; places come back after others were asked.
    every = [*rows, row(departement="ZZ"), *EVERYWHERE]
    flows = make_flows(_once(every))
    flows.attrs = flows.attrs if has_info else {}
    cube = tables.cube(flows)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("balance", {"n": 2, "by": "zone"}), ("activities", {"by": "cpf4"}), ("flow_matrix", {}), ("totals", {}),
    ]  # fmt: skip
    for place in random.choices([*sorted(PLACES), "R44", "FR"], k=4):
        name, options = random.choice(asked)
        function = getattr(tables, name)
        pd.testing.assert_frame_equal(function(cube, place, **options), function(flows, place, **options))


def test_a_cube_does_not_change_with_its_frame() -> None:
    given_frame = tables.cube(make_flows([row(value=7), row(flow="import", value=5)])).frame
    cube = tt.Cube(given_frame)
    before = tables.totals(cube, "51")["value_eur"].tolist()
    for frame in (given_frame, cube.frame):
        frame["value_eur"] = 1
        frame.loc[:, "departement"] = frame["departement"].iloc[0]
        frame.attrs.clear()
    assert tables.totals(cube, "51")["value_eur"].tolist() == before == [7, 5]
    assert tables.balance(cube, "51")["balance_eur"].sum() == 2
    assert cube.frame["value_eur"].sum() == 12
    assert cube.frame.attrs


def test_a_cube_of_one_region_answers_for_its_places_and_refuses_france() -> None:
    rows = [row(quarter=None, cpf4=None, mass=None), row(flow="import", quarter=None, cpf4=None, mass=None)]
    cube = tables.cube(make_flows(rows, release="workbook-13-export-202502-00000000"))
    for _ in range(2):
        assert len(tables.balance(cube, "51")) == 1
        with pytest.raises(IncompleteCoverageError, match="need all of it"):
            tables.totals(cube, "FR")


@pytest.mark.whole
def test_threads_ask_one_cube() -> None:
    flows = made.sample()
    places = ["51", "R44", "FR", "10", "67", "R11", "33", "20"] * 3
    cube = tables.cube(flows, by="a129")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda place: tables.balance(cube, place), places))
    expected = {place: tables.balance(flows, place) for place in set(places)}
    for place, table in zip(places, found, strict=True):
        pd.testing.assert_frame_equal(table, expected[place])


def _once(rows: list[FlowRow]) -> list[FlowRow]:
    return list({row[:7]: row for row in rows}.values())


def row(flow: str = "export", **changes: Any) -> FlowRow:
    base = {
        "year": 2024,
        "quarter": 1,
        "departement": "51",
        "a129": "C11Z",
        "cpf4": "1102",
        "partner": "US",
        "value": 10,
        "mass": 1,
    }
    base |= changes
    return (flow, *base.values())  # type: ignore[return-value]


def test_sums_beyond_floating_point_are_exact() -> None:
    large = 2**60
    flows = make_flows([row(value=large), row(partner="DE", value=1), row(partner="BE", value=large)])
    assert tables.totals(flows, "51")["value_eur"].tolist() == [2 * large + 1, 0]


def test_namibia_is_a_country() -> None:
    table = tables.activities(make_flows([row(partner="NA")]), "51", by="partner")
    assert plain(table, ["code", "label"]) == [("NA", "Namibie")]


def test_partners_that_are_no_country_never_rank_and_are_told() -> None:
    flows = make_flows([row(partner="QR", value=1000), row(partner="US", value=10), row(partner="DE", value=5)])
    table = tables.activities(flows, "51", by="partner", n=1)
    assert plain(table, ["code", "value_eur"]) == [("US", 10), ("autres", 1005)]
    assert any("ne sont pas des pays" in note for note in table.attrs["notes"])
    assert tables.activities(flows, "51", by="partner")["code"].tolist() == ["QR", "US", "DE"]


def test_unknown_codes_keep_their_code_and_stand_apart_at_a_coarser_level() -> None:
    flows = make_flows([row(a129="Z99Z", cpf4="9999", partner="Q9", departement="ZZ")])
    assert tables.activities(flows, "FR")["code"].tolist() == ["Z99Z"]
    assert tables.activities(flows, "FR", by="a38")["code"].tolist() == ["inconnu"]
    assert tables.activities(flows, "FR", by="zone")["code"].tolist() == ["divers"]
    assert tables.totals(flows, "R44")["value_eur"].tolist() == [0, 0]


def test_n_and_year_may_be_numbers_of_a_table() -> None:
    flows = make_flows([row(), row(partner="DE"), row(year=2023)])
    one: Any = np.int64(1)
    table = tables.activities(flows, "51", by="partner", n=one, year=flows["year"].iloc[0])
    assert table["code"].tolist() == ["DE", "autres"]


def test_ties_are_broken_by_code() -> None:
    flows = make_flows([row(partner=code, value=5) for code in ("US", "BE", "DE")])
    assert tables.activities(flows, "51", by="partner", n=2)["code"].tolist() == ["BE", "DE", "autres"]


@pytest.mark.parametrize("n", [0, -1, True, 1.5, "10", np.int64(0)])
def test_n_is_a_whole_number_from_one_up(n: Any) -> None:
    flows = make_flows(GROUND)
    with pytest.raises(TradeTerritoriesError, match="whole number from 1 up"):
        tables.balance(flows, "33", n=n)


def test_several_years_need_a_choice_and_all_is_said() -> None:
    flows = make_flows([row(quarter=quarter, year=year) for year in (2023, 2024) for quarter in (1, 2, 3, 4)])
    with pytest.raises(AmbiguousPeriodError, match="2023, 2024"):
        tables.totals(flows, "51")
    assert tables.totals(flows, "51", year=2024)["value_eur"].tolist() == [40, 0]
    everything = tables.totals(flows, "51", year="all")
    assert everything["value_eur"].tolist() == [80, 0]
    assert any("2023 à 2024" in note for note in everything.attrs["notes"])


def test_parts_of_years_added_up_are_called_both() -> None:
    flows = make_flows([row(quarter=4, year=2023), row(quarter=1)])
    notes = tables.totals(flows, "51", year="all", lang="en").attrs["notes"]
    assert notes[:2] == [
        "Partial period: 2023 (4th quarter) and 2024 (1st quarter), added up.",
        "Years added up: 2023 (4th quarter) and 2024 (1st quarter).",
    ]


def test_a_partial_year_is_named_so_even_where_the_territory_has_all_its_rows_in_it() -> None:
    table = tables.totals(make_flows([row(quarter=1), row(quarter=2)]), "51", lang="en")
    assert any("2024, 1st and 2nd quarters" in note for note in table.attrs["notes"])


def test_a_balance_needs_both_files_and_both_periods() -> None:
    with pytest.raises(IncompleteCoverageError, match="the import file of 2024 is missing"):
        tables.balance(make_flows([row()]), "51")
    uneven = make_flows([row(quarter=1), row(quarter=2), row("import", quarter=1)])
    with pytest.raises(IncompleteCoverageError, match=r"lack quarters 2 .* choose quarter=\[1\]"):
        tables.balance(uneven, "51")
    assert tables.balance(uneven, "51", quarter=1)["balance_eur"].tolist() == [0]


def test_a_year_that_one_direction_holds_in_part_is_named_so_in_tables_and_titles() -> None:
    uneven = make_flows([row(quarter=1), row(quarter=2), row("import", quarter=1)])
    for table in (tables.totals(uneven, "51", lang="en"), tables.activities(uneven, "51", lang="en")):
        assert any("(imports: 2024, 1st quarter)" in note for note in table.attrs["notes"])
    later = tables.totals(uneven, "51", quarter=2, lang="en")
    assert any("file of imports is not loaded" in note for note in later.attrs["notes"])
    with pytest.raises(IncompleteCoverageError, match="import file of 2024, 2nd quarter is missing"):
        tables.flow_matrix(uneven, "51", flow="import", quarter=2)


def test_the_rest_works_without_the_twin() -> None:
    flows = make_flows([row()])
    assert tables.flow_matrix(flows, "51")["value_eur"].tolist() == [10]
    totals = tables.totals(flows, "51", lang="en")
    assert totals["value_eur"].tolist() == [10, 0]
    assert any("file of imports is not loaded" in note for note in totals.attrs["notes"])
    with pytest.raises(IncompleteCoverageError, match="the import file of 2024, 1st quarter is missing"):
        tables.flow_matrix(flows, "51", flow="import")


def test_shares_need_all_of_france_and_of_the_region() -> None:
    with pytest.raises(IncompleteCoverageError, match="Ardennes") as caught:
        tables.shares(make_flows([row()]), "51")
    assert len(caught.value.missing) == 9
    gap = [one for one in EVERYWHERE if one[3] != "52"]
    with pytest.raises(IncompleteCoverageError, match="Haute-Marne"):
        tables.shares(make_flows([*gap, *GROUND]), "51")
    late = [one for one in EVERYWHERE if one[2:4] != (3, "33") and one[2:4] != (3, "29")]
    with pytest.raises(IncompleteCoverageError, match=r"lacks Finistère \(29\)"):
        tables.shares(make_flows([*late, *GROUND]), "51")


@pytest.mark.parametrize("place", ["20", "971", "972", "973", "974", "976", "R44", "FR", "51+75"])
def test_the_share_of_a_region_is_missing_where_there_is_none(place: str) -> None:
    table = tables.shares(make_flows([*EVERYWHERE, *GROUND]), place)
    assert table["region"].isna().all()
    assert table["share_region_pct"].isna().all()


def test_a_table_loaded_for_one_territory_remembers_it() -> None:
    flows = make_flows([row()])
    flows.attrs[ATTRS] = known(flows)._replace(territory="51")
    assert tables.totals(flows, "51")["value_eur"].tolist() == [10, 0]
    with pytest.raises(IncompleteCoverageError, match=r"loaded for Marne \(51\) only"):
        tables.totals(flows, "FR")


def test_a_level_that_the_source_lacks_is_an_error() -> None:
    flows = make_flows([row(quarter=None, cpf4=None, mass=None)], release="workbook-13-export-202502-00000000")
    assert tables.totals(flows, "51")["mass_kg"].isna().tolist() == [True, False]
    with pytest.raises(MissingLevelError, match="no CPF4"):
        tables.activities(flows, "51", by="cpf4")
    with pytest.raises(AmbiguousPeriodError, match="whole years only"):
        tables.totals(flows, "51", quarter=1)


def test_national_figures_are_refused_to_the_workbooks_of_one_region() -> None:
    flows = make_flows([row(quarter=None, cpf4=None, mass=None)], release="workbook-13-export-202502-00000000")
    with pytest.raises(IncompleteCoverageError, match=r"Île-de-France \(R11\)"):
        tables.totals(flows, "FR")


def test_a_workbook_that_lacks_in_one_direction_is_missed() -> None:
    # The imports of Bretagne are in a workbook of their own: without it, France's would be too small, and shares too large.
    everywhere = [
        row(flow, quarter=None, departement=place, cpf4=None, mass=None)
        for flow in oracle.FLOWS
        for place in sorted(oracle.regions())
    ]
    whole = make_flows(everywhere, release="workbook-13-export-202502-00000000")
    assert tables.totals(whole, "FR")["value_eur"].tolist() == [1010, 1010]
    lacking = [one for one in everywhere if one[0] == "export" or oracle.regions()[one[3]] != "R53"]
    flows = make_flows(lacking, release="workbook-13-export-202502-00000000")
    for work, place in ((tables.totals, "FR"), (tables.shares, "51")):
        with pytest.raises(IncompleteCoverageError, match=r"lacks Bretagne \(R53\);"):
            work(flows, place)


def test_an_unknown_code_left_out_is_answered_with_what_is_close() -> None:
    with pytest.raises(UnknownCodeError, match="C11Z"):
        tables.totals(make_flows([row()]), "51", excluding=["C11X"])


def test_what_is_no_table_of_flows_is_refused() -> None:
    with pytest.raises(DataContractError, match="lacks flow, year"):
        tables.totals(pd.DataFrame({"a": [1]}), "51")
    with pytest.raises(DataContractError, match="not dict"):
        tables.totals({"a": 1}, "51")  # type: ignore[arg-type]


def test_negative_corrections_are_part_of_the_sums() -> None:
    flows = make_flows([row(value=10), row(partner="DE", value=-4)])
    assert tables.totals(flows, "51")["value_eur"].tolist() == [6, 0]
    assert tables.flow_matrix(flows, "51", n=1)["value_eur"].tolist() == [10, -4]


def test_top_n_takes_any_table() -> None:
    table = pd.DataFrame(
        {
            "code": ["c", "a", "b"],
            "label": ["C", "A", "B"],
            "value_eur": np.array([1, 5, 5], dtype="int64"),
            "share_pct": [100 / 11, 500 / 11, 500 / 11],
        }
    )
    cut = tables.top_n(table, 1)
    assert plain(cut, ["code", "label", "value_eur"]) == [("a", "A", 5), ("autres", "Autres", 6)]
    assert cut["share_pct"].sum() == pytest.approx(100)
    assert tables.top_n(cut, 1)["code"].tolist() == ["a", "autres"]
    assert tables.top_n(table, 3)["code"].tolist() == ["a", "b", "c"]
    assert table["code"].tolist() == ["c", "a", "b"]


def test_releases_are_told_even_when_what_was_noted_is_lost() -> None:
    flows = make_flows([row(quarter=quarter) for quarter in (1, 2, 3, 4)])
    noted = tables.releases(flows)
    flows.attrs.clear()
    bare = tables.releases(flows)
    assert bare["vintage"].tolist() == noted["vintage"].tolist() == ["202502"]
    assert bare["years"].tolist() == [(2024,)]
    assert bare["whole"].tolist() == [True]
    assert noted["file"].iloc[0].endswith(".zip")
    assert bare["file"].tolist() == [""]
    assert noted["rows"].tolist() == [4]
    assert bare["rows"].isna().all()


def test_top_n_takes_a_series_and_a_named_index() -> None:
    values = pd.Series([5, 9, 1], index=pd.Index(["DE", "US", "BE"], name="code"))
    found = tables.top_n(values.rename("value_eur"), 1)  # type: ignore[arg-type]
    assert found.to_dict("list") == {"code": ["US", "autres"], "value_eur": [9, 6]}
    assert tables.top_n(values, 1).to_dict("list") == found.to_dict("list")  # type: ignore[arg-type]
    # An index of texts without a name holds codes.
    assert tables.top_n(values.rename_axis(None), 2)["code"].tolist() == ["US", "DE", "autres"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "by", "message"),
    [
        ([1, 2], "value_eur", "takes a pandas table, not list"),
        (
            pd.DataFrame({"code": ["US"], "value_eur": [1]}),
            "value",
            "'value' is not a column of the table.*code, value_eur",
        ),
        (pd.DataFrame({"code": ["US"], "value_eur": [1]}), "code", "'code' is not a column of numbers"),
    ],
)
def test_what_top_n_cannot_order_is_refused(table: Any, by: str, message: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=message):
        tables.top_n(table, 1, by=by)
