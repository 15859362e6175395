"""Every chart of flows that are hard to draw: words apart, readable in light and dark, short and true texts for the ear."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests import made
from tests.hard import hard_flows
from tests.scenes import check_contrast, check_page, upright, words
from tests.thorough import telling
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.scene import Box, Label
from trade_territories.charts.style import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from trade_territories.charts.scene import Scene

CASES = ("one of 99 %", "ties", "20 equal", "1 euro to 900 billion", "no imports", "no exports", "two quarters")
#: The charts that need no more than one département.
CHARTS = ("balance", "activities", "sankey", "matrix", "evolution", "comparison")
#: The charts that need all of France, and the places at which they are hardest.
WHOLE: dict[str, dict[str, Any]] = {"map": {"only": "US"}, "dependence": {}, "specialisation": {}}
#: What a voice leaves out or misreads: signs, lists by semicolon, a slash outside the usual CAF/FAB, two spaces or stops.
UNSPOKEN = re.compile(r"[·→▲▼|{}<>*;]|(?<!CAF)(?<!CIF)/|  |\.\.| [,.]|^\W|–[;.,\s]")


_SAID: dict[tuple[str, int, str, str], Any] = {}


@cache
def hard() -> dict[str, pd.DataFrame]:
    return hard_flows()


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
@pytest.mark.parametrize("place", telling(["51", "FR", "ti-4417", "976", "R44", "99"], 3))
@pytest.mark.parametrize("chart", [*catalogue.names()])
def test_every_text_for_the_ear_is_made_of_sentences(sample: pd.DataFrame, chart: str, place: str, lang: str) -> None:
    if (chart, place) == ("specialisation", "FR"):
        pytest.skip("France is what others are compared with")
    given: Any = [place, "75", "13"] if chart == "comparison" else place
    check_spoken(made.content(chart, given, lang=lang, **WHOLE.get(chart, {})).heading.description)


def check_spoken(description: str) -> None:
    """Hold an alternative text to what a voice can read: sentences, at most 600 characters."""
    assert 30 <= len(description) <= 600, len(description)
    assert description.endswith(".")
    assert not UNSPOKEN.search(description), description


def drawn(chart: str, flows: pd.DataFrame, place: Any, width: str, colours: Mapping[str, str], **options: Any) -> Scene:
    with charts.theme(dark=colours is DARK):
        if flows is made.sample():
            return made.scene(chart, place, width=width, **options)
        # What a chart says is the same at both widths.
        key = chart, id(flows), repr(place), repr(options)
        if key not in _SAID:
            _SAID[key] = catalogue.content(chart, flows, place, **options)
        return catalogue.laid_out(chart, _SAID[key], width=width)


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("case", telling(CASES, {"one of 99 %", "20 equal", "1 euro to 900 billion", "no exports"}))
@pytest.mark.parametrize("chart", CHARTS)
def test_hard_cases_are_whole_readable_and_spoken(chart: str, case: str, width: str) -> None:
    place = ["51", "33"] if chart == "comparison" else "51"
    for lang, colours in (("fr", LIGHT), ("en", DARK)):
        scene = drawn(chart, hard()[case], place, width, colours, lang=lang)
        check_page(scene, width)
        check_contrast(scene, colours)
        check_spoken(scene.description)


@pytest.mark.whole
@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("place", ["976", "FR", "99"])
@pytest.mark.parametrize("chart", WHOLE)
def test_charts_of_all_of_france_are_too(sample: pd.DataFrame, chart: str, place: str, width: str) -> None:
    if (chart, place) == ("specialisation", "FR"):
        pytest.skip("France is what others are compared with")
    for lang, colours in (("fr", LIGHT), ("en", DARK)):
        scene = drawn(chart, sample, place, width, colours, lang=lang, **WHOLE[chart])
        check_page(scene, width)
        check_contrast(scene, colours)
        check_spoken(scene.description)


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("chart", ["balance", "activities", "sankey", "matrix"])
def test_twenty_rows_of_france_are_too(sample: pd.DataFrame, chart: str, width: str) -> None:
    for lang, colours in (("fr", LIGHT), ("en", DARK)):
        scene = drawn(chart, sample, "FR", width, colours, lang=lang, n=20)
        check_page(scene, width)
        check_contrast(scene, colours)
        check_spoken(scene.description)


@pytest.mark.parametrize("case", ["ties", "20 equal"])
def test_of_equals_none_is_said_to_be_the_first(case: str) -> None:
    title = catalogue.content("balance", hard()[case], "51").heading.title
    assert re.fullmatch(r"Excédent de [\d,]+.M€ pour la Marne", title), title
    for chart in ("sankey", "matrix"):
        scene = catalogue.scene(chart, hard()[case], "51")
        assert "Aucun flux en rouge" in words(scene)
        assert not [mark for mark in scene.marks if getattr(mark, "fill", "").startswith("largest")]
    bars = [mark.text for mark in upright(catalogue.scene("activities", hard()["20 equal"], "51", width="narrow"))]
    # Only where a sector has one product is it named as the first.
    assert [text for text in bars if text.startswith("d’abord")] == ["d’abord pneus et caoutchouc"]


def test_every_sector_of_twenty_products_of_france_is_named(sample: pd.DataFrame) -> None:
    what = catalogue.content("activities", sample, "FR", n=20)
    said = words(catalogue.laid_out("activities", what)).casefold()
    for half in what.halves:
        for sector in half.sectors:
            assert any(name.casefold() in said for name in sector.names), sector.names


def test_numbers_of_a_scale_stand_under_their_steps(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("comparison", sample, ["FR", "75", "51"], width="narrow")
    smallest = min(mark.size for mark in upright(scene))
    row = [mark for mark in upright(scene) if re.fullmatch(r"[\d\u202f]+", mark.text) and mark.size == smallest]
    assert [mark.text for mark in row] == ["0", "200\u202f000", "400\u202f000", "600\u202f000"]
    steps = [right.x - left.x for left, right in itertools.pairwise(row)]
    assert max(steps[1:]) == pytest.approx(min(steps[1:]), abs=0.1)


def test_a_bar_of_the_balance_stays_a_bar() -> None:
    scene = catalogue.scene("evolution", hard()["two quarters"], "51")
    bars = [box for box in scene.of(Box) if box.fill == "surplus"]
    assert [round(box.width) for box in bars] == [24, 24]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("chart", "place", "options"),
    [
        ("sankey", "FR", {"n": 2}),
        ("sankey", "R44", {"highlight": 20}),
        ("matrix", "976", {"n": None}),
        ("matrix", "FR", {"n": None}),
        ("matrix", "R44", {"by": "a38", "lang": "en"}),
        ("matrix", "971", {"by": "a17", "flow": "import"}),
    ],
)
def test_words_of_unusual_requests_are_apart(chart: str, place: str, options: dict[str, Any]) -> None:
    for width in ("wide", "narrow"):
        check_page(made.scene(chart, place, width=width, **options), width)


@pytest.mark.whole
def test_a_matrix_of_all_countries_sums_those_for_which_a_page_has_no_space() -> None:
    scene = made.scene("matrix", "FR", n=None)
    shown = re.search(r"(\d+) premiers pays", words(scene))
    assert shown
    assert 25 <= int(shown[1]) <= 36
    assert {"Autres"} <= {mark.text for mark in scene.of(Label)}
    content = made.content("matrix", "FR", n=None)
    assert len(content.columns) > int(shown[1]) + 1
    # Sums that are wider than their column stand upright.
    few = made.scene("matrix", "976", n=None)
    assert [mark.turn for mark in few.of(Label) if mark.text == "<0,01"].count(90.0) > 5


def test_what_is_nothing_is_no_amount() -> None:
    for case, flow in (("no imports", "importation"), ("no exports", "exportation")):
        content = catalogue.content("evolution", hard()[case], "51")
        assert f"aucune {flow}" in content.heading.reading
        assert f"aucune {flow}" in content.heading.description
        assert not re.search(r"(?<!\d)0,0", words(catalogue.laid_out("evolution", content)))
    for chart in ("sankey", "matrix"):
        assert catalogue.content(chart, hard()["no exports"], "51").heading.subtitle.endswith("Total\u00a0: –")


def test_a_scale_of_a_few_euros_is_in_euros() -> None:
    said = words(catalogue.scene("evolution", hard()["two quarters"], "51", lang="en"))
    assert {"€0.0", "€2.5", "€17.5"} <= {*said.split(" ")}
    assert "0.0000" not in said


@pytest.mark.parametrize("chart", CHARTS[:4])
def test_headlines_and_readings_have_words_for_signs(chart: str) -> None:
    heading = catalogue.content(chart, hard()["two quarters"], "51").heading
    for text in (heading.title, heading.reading):
        assert not re.search("[<>]", text), text
    if chart == "balance":
        assert heading.title == "Excédent de moins de 0,1\u202fM€ pour la Marne"


def test_of_equals_the_ends_of_those_listed_are_drawn_on_a_phone() -> None:
    content = catalogue.content("sankey", hard()["20 equal"], "51")
    assert len([link for link in content.narrowed().links if link.named]) == 5
    assert content.heading.reading.startswith("exportations de viandes et charcuterie de la Marne vers la Belgique")


def test_a_matrix_says_that_small_values_in_red_are_written() -> None:
    assert "et en rouge" in catalogue.content("matrix", hard()["1 euro to 900 billion"], "51").heading.reading
    assert "et en rouge" not in catalogue.content("matrix", hard()["two quarters"], "51").heading.reading


def test_made_up_figures_are_named_before_the_order_of_rows() -> None:
    said = made.content("comparison", ["51", "10"]).heading.description
    assert "2024, données fictives. Du plus au moins exportateur." in said
