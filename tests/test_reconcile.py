"""What was loaded beside published totals: rounding, revisions, parts that lack, mistaken units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, customs_rows, make_flows, write_release
from trade_territories import reference
from trade_territories.provenance import HeldCell
from trade_territories.reconciliation import compared, held_in

if TYPE_CHECKING:
    from pathlib import Path


def marne(export: int, imports: int = 5_641_100_000, quarters: tuple[int | None, ...] = (1, 2, 3, 4)) -> pd.DataFrame:
    rows: list[FlowRow] = []
    for flow, value in (("export", export), ("import", imports)):
        part = value // len(quarters)
        values = [part] * (len(quarters) - 1) + [value - part * (len(quarters) - 1)]
        for quarter, amount in zip(quarters, values, strict=True):
            rows.append((flow, 2024, quarter, "51", "C11Z", "1102", "US", amount, 1))
    return make_flows(rows)


@pytest.mark.parametrize(
    ("export", "verdict", "difference"),
    [
        (8_105_800_000, "agrees", 0.0),
        (8_105_849_999, "agrees", 0.0),  # the published figure is rounded to 0.1 million
        (8_170_000_000, "agrees", 0.7914),  # revised, within 1 %: (64.2 - 0.05) / 8105.8
        (8_300_000_000, "differs", 2.3952),
        (8_105_800, "factor", -99.8994),
        (8_105_800_000_000, "factor", 99899.9994),
    ],
)
def test_a_territory_beside_what_was_published(export: int, verdict: str, difference: float) -> None:
    table = tt.reconcile(marne(export))
    row = table[(table["territory"] == "51") & (table["flow"] == "export")].iloc[0]
    assert (row["verdict"], row["published_eur"], row["value_eur"]) == (verdict, 8_105_800_000, export)
    assert row["difference_pct"] == pytest.approx(difference, abs=1e-3)
    assert table["period"].tolist() == ["2024", "2024"]


def test_a_yearly_source_is_compared_as_well_and_a_part_of_a_year_is_not() -> None:
    assert tt.reconcile(marne(8_105_800_000, quarters=(None,)))["verdict"].tolist() == ["agrees", "agrees"]
    assert tt.reconcile(marne(8_105_800_000, quarters=(1, 2, 3))).empty


def test_a_region_needs_all_its_departements_and_its_products_are_compared() -> None:
    places = reference.territory("R75").departements
    rows: list[FlowRow] = [
        ("export", 2021, quarter, place, a129, None, "US", value, 1)
        for place in places
        for quarter in (1, 2, 3, 4)
        for a129, value in (("C11Z", 1_341_000_000 // len(places)), ("C21Z", 5_134_000_000 // len(places)))
    ]
    table = tt.reconcile(make_flows(rows))
    assert table[["territory", "product", "verdict"]].to_numpy().tolist() == [
        ["R75", "", "agrees"],
        ["R75", "C11Z", "agrees"],
    ]
    assert tt.reconcile(make_flows([row for row in rows if row[3] != places[0]])).empty


def test_a_balance_over_two_quarters() -> None:
    rows: list[FlowRow] = [
        (flow, 2025, quarter, "51", "C11Z", "1102", "US", value, 1)
        for quarter in (1, 2)
        for flow, value in (("export", 2_000_000_000), ("import", 1_314_500_000))
    ]
    table = tt.reconcile(make_flows(rows))
    # 2 x (2000 - 1314.5) = 1371 million.
    assert table[["period", "flow", "value_eur", "verdict"]].to_numpy().tolist() == [
        ["2025Q1-2025Q2", "balance", 1_371_000_000, "agrees"]
    ]


def test_every_published_total_is_of_a_known_territory_and_product() -> None:
    for total in reference.published_totals():
        assert reference.territory(total.territory).code == total.territory
        assert not total.product or total.product in reference.labels("a129")
        assert total.value_eur != 0
        assert total.quarters


def test_what_is_known_beside_the_rows_gives_the_same_comparison() -> None:
    cells = [HeldCell("export", 2024, quarter, "51", 1, 2_026_450_000) for quarter in (1, 2, 3, 4)]
    (one,) = compared(*held_in(cells))
    assert (one.verdict, one.difference_pct) == ("agrees", 0.0)
    assert one.sentence == "Marne, 2024, exports: €8,105.8m here, €8,105.8m published (0%)"
    (thousand,) = compared(*held_in([cell._replace(value_eur=cell.value_eur // 1000) for cell in cells]))
    assert "a factor of 1/1,000, as if the units were mistaken" in thousand.sentence
    assert math.isclose(thousand.factor or 0, 0.001)


def test_the_example_is_compared_with_nothing() -> None:
    assert tt.reconcile(tt.sample_flows()).empty


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_other_engines_give_the_same_table(engine: str) -> None:
    module = pytest.importorskip(engine)
    flows = marne(8_300_000_000)
    other = module.from_pandas(flows) if engine == "polars" else module.from_df(flows)
    pd.testing.assert_frame_equal(tt.reconcile(other), tt.reconcile(flows))


def test_an_extract_is_compared_with_nothing(tmp_path: Path) -> None:
    """Of a table from which rows were taken away, the rest is no total; a whole year of several is one."""
    rows: list[FlowRow] = [
        ("export", year, quarter, "51", "C11Z", "1102", partner, 1_013_225_000, 1)
        for year in (2023, 2024)
        for quarter in (1, 2, 3, 4)
        for partner in ("US", "DE")
    ]
    flows = tt.read_flows(write_release(tmp_path / "202412-stat-regional-ce-export.zip", customs_rows(rows)))
    assert tt.reconcile(flows[flows["year"] == 2024])["verdict"].tolist() == ["agrees"]
    assert tt.reconcile(flows[flows["partner"] == "US"]).empty


@pytest.mark.whole
@pytest.mark.parametrize(
    ("export", "code", "words"),
    [
        (8_105_800_000, None, ""),
        (8_300_000_000, "published_total", "8 105,8 M€ pour les exportations, 8 300,0 M€ ici (+2,4 %)"),
        (8_105_800, "published_factor", "Le rapport est de mille, comme si des unités avaient été confondues"),
        (8_106, "published_factor", "Le rapport est d’un million, comme si des unités avaient été confondues"),
    ],
)
def test_the_notices_of_a_territory_say_so(export: int, code: str | None, words: str) -> None:
    found = tt.notices(marne(export), "51").set_index("code")["text"]
    kinds = [one for one in found.index if one.startswith("published")]
    assert kinds == ([] if code is None else [code])
    if code is not None:
        assert words in found[code].replace("\u202f", " ").replace("\xa0", " ")
    assert not any(one.startswith("published") for one in tt.notices(marne(export), "51", excluding="DE")["code"])


@pytest.mark.whole
def test_the_notices_of_a_region_speak_of_its_products_its_balance_and_no_other_place() -> None:
    """Bretagne 2024: balance -1.62 billion; Nouvelle-Aquitaine 2021: beverages 5,364 million; half of 2025 in the Marne."""
    places = reference.territory("R53").departements
    rows: list[FlowRow] = [
        (flow, 2024, quarter, place, "C11Z", None, "US", value // (4 * len(places)), 1)
        for flow, value in (("export", 12_280_000_000), ("import", 12_900_000_000))
        for place in places
        for quarter in (1, 2, 3, 4)
    ]
    flows = make_flows(rows)
    (text,) = published(flows, "R53")
    assert text.startswith("Total publié par ailleurs (Presse régionale")
    assert "−1 620,0 M€ pour le solde, −620,0 M€ ici" in text
    assert "n’expliquent que 5 %" in text
    assert published(flows, places[0]) == published(flows, "R53", only="US") == []
    places = reference.territory("R75").departements
    rows = [
        ("export", 2021, quarter, place, a129, None, "US", value // (4 * len(places)), 1)
        for a129, value in (("C11Z", 7_364_000_000), ("C21Z", 18_536_000_000))
        for place in places
        for quarter in (1, 2, 3, 4)
    ]
    (text,) = published(make_flows(rows), "R75")
    assert "5 364,0 M€ pour les exportations (Boissons), 7 364,0 M€ ici (+37 %)" in text
    half: list[FlowRow] = [
        (flow, 2025, quarter, "51", "C11Z", None, "US", value, 1)
        for flow, value in (("export", 2_000_000_000), ("import", 1_000_000_000))
        for quarter in (1, 2)
    ]
    (text,) = published(make_flows(half), "51")
    assert "1 371,0 M€ pour le solde, 2 000,0 M€ ici" in text
    # A third quarter, or imports that lack one, is another period.
    assert published(make_flows([*half, ("export", 2025, 3, "51", "C11Z", None, "US", 1, 1)]), "51") == []


def published(flows: pd.DataFrame, place: str, **scope: str) -> list[str]:
    table = tt.notices(flows, place, **scope)  # type: ignore[arg-type]  # parts left out
    texts = table.loc[table["code"].str.startswith("published"), "text"]
    return [text.replace("\u202f", " ").replace("\xa0", " ") for text in texts]
