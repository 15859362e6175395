"""The section on zones: three parts that add up to the whole, computed again by plain loops over the archives."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import docx
import pytest

import trade_territories as tt
from tests import made, oracle
from tests.builders import FlowRow, make_flows
from tests.test_shell_figures import sample_rows
from trade_territories.document._zones import zones_section
from trade_territories.measures import zones_table
from trade_territories.query import Query

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

#: Members of the Union, France left out, written down here by hand.
UNION = "AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - read as a list


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def zone_of(partner: str) -> tuple[str, str]:
    if partner in UNION:
        return "eu", "union_europeenne"
    if partner in oracle.others():
        return "not_allocated", "not_allocated"
    zones = {one["code"]: oracle.ZONES.get(one["zone"], "divers") for one in oracle.table("partners")}
    return "non_eu", zones[partner]


@pytest.mark.whole
@pytest.mark.parametrize("place", ["51", "75", "971", "R44"])
def test_zones_are_what_plain_loops_add_up(sample: pd.DataFrame, place: str) -> None:
    codes = [one for one, region in oracle.regions().items() if region == place] if place[0] == "R" else [place]
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: {"export": 0, "import": 0})
    totals = {"export": 0, "import": 0}
    for flow, _, _, departement, _, _, partner, value, _ in sample_rows():
        if departement in codes:
            sums[zone_of(partner)][flow] += value
            totals[flow] += value
    query = Query.of(sample, place)
    table = zones_table(query)
    found = {
        (row["part"], row["code"]): {"export": row["export_eur"], "import": row["import_eur"]} for row in records(table)
    }
    assert found == sums
    assert table["export_eur"].sum() == totals["export"]
    assert table["import_eur"].sum() == totals["import"]
    for zone in records(table):
        assert zone["export_share_pct"] == pytest.approx(zone["export_eur"] / totals["export"] * 100)
        assert zone["balance_eur"] == zone["export_eur"] - zone["import_eur"]
    assert table["part"].drop_duplicates().tolist() == ["eu", "non_eu", "not_allocated"]
    section = zones_section(query)
    assert section is not None
    (chart,) = section.charts
    assert [row.export_eur for row in chart.content.rows] == table["export_eur"].tolist()


@pytest.mark.whole
def test_the_fiche_has_the_section_and_says_the_three_parts(sample: pd.DataFrame) -> None:
    fiche = tt.fiche(sample, "Marne", lang="en")
    (section,) = [one for one in fiche.sections if one.anchor == "zones"]
    assert section.heading == "The European Union: 51% of exports, 65% of imports"
    (sentence,) = section.sentences
    assert sentence == (
        "Of exports, 49% go to third countries and 0.06% are not allocated; of imports, 35% come from third countries and "
        "0.22% are not allocated."
    )
    assert "Union of 27" in section.charts[0].cautions[0]


def test_returned_goods_and_codes_that_nobody_knows_are_not_allocated() -> None:
    rows: list[FlowRow] = [
        ("export", 2024, None, "51", "C11Z", None, partner, value, None)
        for partner, value in (("DE", 60), ("FR", 25), ("Q9", 10), ("NC", 5))
    ]
    table = zones_table(Query.of(make_flows(rows), "51"))
    values = {(row["part"], row["code"]): row["export_eur"] for row in records(table)}
    assert values == {("eu", "union_europeenne"): 60, ("non_eu", "divers"): 5, ("not_allocated", "not_allocated"): 35}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # A correction has no share, and is no part of the sentence.
        ({"DE": 700, "CN": 300, "QR": -5}, "Of exports, 30% go to third countries."),
        # What rounds to nothing is said in words.
        (
            {"DE": 7_000_000, "CN": 30, "QR": 5},
            "Of exports, less than 0.01% go to third countries and less than 0.01% are not ",
        ),
        ({"QR": 5}, "Of exports, 0% go to third countries and 100% are not allocated."),
        # Parts that are larger than the whole have no share: nothing is said.
        ({"DE": 700, "CN": -300}, None),
    ],
)
def test_the_sentence_says_what_has_a_share(values: dict[str, int], expected: str | None) -> None:
    rows: list[FlowRow] = [
        ("export", 2024, None, "51", "C11Z", None, partner, value, None) for partner, value in values.items()
    ]
    section = zones_section(Query.of(make_flows(rows), "51", lang="en"))
    assert section is not None
    said = " ".join(section.sentences)
    assert said.startswith(expected) if expected else not said


def test_bars_that_are_cut_are_called_by_their_name() -> None:
    rows: list[FlowRow] = [
        (flow, 2024, None, "51", "C11Z", None, partner, value, None)
        for flow, partner, value in (("export", "QS", 9_000_000), ("import", "GB", 2_000_000))
    ]
    section = zones_section(Query.of(make_flows(rows), "51"))
    assert section is not None
    assert "Les barres coupées de «\u202fNon ventilé\u202f» sont hors échelle" in section.charts[0].reading


@pytest.mark.whole
def test_a_figure_of_corrections_alone_says_so_and_has_nothing_to_read(tmp_path: Path) -> None:
    rows: list[FlowRow] = [
        (
            flow,
            2024,
            None,
            code,
            "C11Z",
            None,
            "DE",
            -5_000_000 if code == "51" and flow == "export" else 3_000_000,
            None,
        )
        for flow in ("export", "import")
        for code in tt.territories("departement")["code"]
    ]
    fiche = tt.fiche(make_flows(rows), "51", lang="en")
    page = fiche.to_html()
    assert "Nothing to draw: corrections of exports (−€5.0m)" in page
    caption = re.findall(r"<figcaption>.*?</figcaption>", page, re.DOTALL)[0]
    assert "How to read" not in caption
    fiche.to_docx(tmp_path / "fiche.docx")
    words = [
        each.text
        for each in docx.Document(str(tmp_path / "fiche.docx")).paragraphs
        if each.text.startswith("Figure 1.")
    ]
    assert words[0].startswith(
        "Figure 1. Exports by product and country of destination, Marne, 2024, by value. A single flow"
    )
