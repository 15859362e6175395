"""The comparison: sorted rows on one axis, per inhabitant with its population, rates, and findings that are true."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import made
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page
from tests.thorough import telling
from trade_territories import reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._comparison import content
from trade_territories.charts.scene import Dot, Label, Line
from trade_territories.errors import IncompleteCoverageError, TradeTerritoriesError

if TYPE_CHECKING:
    import pandas as pd

REGIONS = [place.code for place in (reference.territory(code) for code in ("R44", "R11", "R28", "R06", "R94", "R53"))]
DATA = Path(reference.__file__).parent / "data"


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def total(flows: pd.DataFrame, place: str, flow: str, **parts: str) -> int:
    rows = flows[(flows["flow"] == flow) & flows["departement"].isin(reference.territory(place).departements)]
    for column, code in parts.items():
        rows = rows[rows[column] == code]
    return int(rows["value_eur"].sum())


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
@pytest.mark.parametrize(
    "options",
    [{}, {"value": "per_inhabitant"}, {"value": "coverage"}, {"value": "share", "only": "US"}, {"quarter": [1, 2]}],
)
def test_words_stay_apart(sample: pd.DataFrame, options: dict[str, Any], width: str, lang: str) -> None:
    places = [*REGIONS, "51", "99", "976", "ti-4417", "51+10"]
    scene = made.scene("comparison", places, width=width, lang=lang, **options)
    check_page(scene)
    assert len(scene.description) <= 600
    assert not set("·→") & set(scene.description)
    least = 8.4 if width == "narrow" else 7.0
    assert all(mark.size >= least for mark in scene.of(Label) if mark.fill != "ribbon_text")


def test_rows_are_sorted_and_stand_on_one_axis(sample: pd.DataFrame) -> None:
    what = content(sample, REGIONS)
    exports = {code: total(sample, code, "export") for code in REGIONS}
    assert [row.code for row in what.rows] == sorted(REGIONS, key=lambda code: -exports[code])
    for width in ("wide", "narrow"):
        scene = catalogue.laid_out("comparison", what, width=width)
        dots = {dot.of[0]: dot for dot in scene.of(Dot) if dot.fill == "export" and dot.of}
        lines = {line.of[0]: line for line in scene.of(Line)}
        largest = dots[f"territory-{what.rows[0].code}"]
        smallest = dots[f"territory-{what.rows[-1].code}"]
        scale = (largest.x - smallest.x) / (what.rows[0].export - what.rows[-1].export)
        zero = largest.x - what.rows[0].export * scale
        for row in what.rows:
            assert dots[f"territory-{row.code}"].x == pytest.approx(zero + exports[row.code] * scale)
            line = lines[f"territory-{row.code}"]
            assert line.points[0][0] == pytest.approx(zero + total(sample, row.code, "import") * scale)
            assert line.stroke == ("surplus" if row.balance_eur > 0 else "deficit")


def test_values_per_inhabitant_are_divided_by_the_published_population(sample: pd.DataFrame) -> None:
    with (DATA / "populations.csv").open(encoding="utf-8") as file:
        people = [row for row in csv.DictReader(file) if row.get("departement", row.get("code")) == "51"]
    (count,) = [int(row.get("population") or row["value"]) for row in people][-1:]
    what = content(sample, ["51", "10"], value="per_inhabitant")
    (marne,) = [row for row in what.rows if row.code == "51"]
    assert marne.export == pytest.approx(total(sample, "51", "export") / count)
    assert "Insee" in what.heading.reading
    assert "2023" in what.heading.reading
    assert "non sur une année" not in what.heading.reading
    assert "non sur une année" in content(sample, ["51", "10"], value="per_inhabitant", quarter=1).heading.reading


def test_what_has_no_population_stands_last_and_is_named(sample: pd.DataFrame) -> None:
    what = content(sample, ["99", "51", "976"], value="per_inhabitant")
    assert [row.code for row in what.rows] == ["51", "976", "99"]
    assert not what.rows[-1].values
    assert "Monaco" in what.heading.reading
    assert "métropolitaine" in what.heading.reading


@pytest.mark.whole
def test_rates_are_those_of_plain_sums(sample: pd.DataFrame) -> None:
    for row in content(sample, REGIONS, value="coverage").rows:
        assert row.rate == pytest.approx(total(sample, row.code, "export") / total(sample, row.code, "import") * 100)
    for row in content(sample, REGIONS, value="share", only="US").rows:
        part = total(sample, row.code, "export", partner="US")
        assert row.export == pytest.approx(part / total(sample, row.code, "export") * 100)


def test_the_title_names_the_first_two(sample: pd.DataFrame) -> None:
    title = content(sample, ["51", "08", "59"]).heading.title
    order = sorted(("51", "08", "59"), key=lambda code: -total(sample, code, "export"))
    names = {"51": "la Marne", "08": "les Ardennes", "59": "le Nord"}
    assert title == f"Exportations\u00a0: {names[order[0]]} devant {names[order[1]]}"


def test_a_territory_that_holds_another_is_not_said_to_be_ahead_of_it(sample: pd.DataFrame) -> None:
    for places, title in (
        (["FR", "75", "51"], "Exportations\u00a0: Paris devant la Marne"),
        (["R44", "51", "10"], "Exportations\u00a0: la Marne devant l’Aube"),
        (["R44", "51"], "Exportations et importations comparées"),
    ):
        assert catalogue.content("comparison", sample, places).heading.title == title
    rates = catalogue.content("comparison", sample, ["R44", "51"], value="coverage").heading.title
    assert rates == "Taux de couverture\u00a0: la Marne devant le Grand Est"


def test_ties_have_no_first() -> None:
    rows: list[FlowRow] = [
        (flow, 2024, 1, place, "C11Z", "1102", "US", 5_000_000, 1)
        for place in ("51", "10", "33")
        for flow in ("export", "import")
    ]
    what = content(make_flows(rows), ["51", "10", "33"])
    assert what.heading.title == "Exportations et importations comparées"
    assert [row.code for row in what.rows] == ["10", "33", "51"]
    check_page(catalogue.laid_out("comparison", what))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_what_is_below_zero_has_no_dot_and_says_so(width: Any) -> None:
    rows: list[FlowRow] = [
        (flow, 2024, 1, place, "C11Z", "1102", "US", -9_000_000 if (place, flow) == ("10", "import") else 5_000_000, 1)
        for place in ("51", "10")
        for flow in ("export", "import")
    ]
    what = content(make_flows(rows), ["51", "10"], lang="en")
    assert "A value below zero (corrections) has no dot." in what.heading.reading
    scene = catalogue.laid_out("comparison", what, width=width)
    check_page(scene)
    # Two of the Marne, one of the Aube, and in the narrow drawing two of the key; no line crosses the names.
    assert len(scene.of(Dot)) == (3 if width == "wide" else 5)
    assert not scene.of(Line)
    assert what.rows[0].words["import"] == "−9.0"


def test_what_cannot_be_compared_is_refused(sample: pd.DataFrame) -> None:
    for places, options, message in (
        (["51"], {}, "from 2 to 120"),
        ("51", {}, "from 2 to 120"),
        (["51", "Marne"], {}, "more than once"),
        (["51", "10"], {"value": "share"}, "only="),
        (["51", "10"], {"value": "rank"}, "not valid"),
    ):
        with pytest.raises(TradeTerritoriesError, match=message):
            content(sample, places, **options)  # type: ignore[arg-type]
    with pytest.raises(IncompleteCoverageError):
        content(sample[sample["departement"] != "10"], ["51", "R44"])
