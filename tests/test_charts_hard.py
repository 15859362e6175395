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
from trade_territories.charts.scene import Box
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
#: What a voice leaves out or misreads: signs, a slash outside the usual CAF/FAB, two spaces or stops.
UNSPOKEN = re.compile(r"[·→▲▼|{}<>*]|(?<!CAF)(?<!CIF)/|  |\.\.| [,.]|^\W|–[;.,\s]")


@cache
def hard() -> dict[str, pd.DataFrame]:
    return hard_flows()


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.mark.parametrize("lang", ["fr", "en"])
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
        return catalogue.scene(chart, flows, place, width=width, **options)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("case", telling(CASES, {"one of 99 %", "20 equal", "1 euro to 900 billion", "no exports"}))
@pytest.mark.parametrize("chart", CHARTS)
def test_hard_cases_are_whole_readable_and_spoken(chart: str, case: str, width: str) -> None:
    place = ["51", "33"] if chart == "comparison" else "51"
    for lang, colours in (("fr", LIGHT), ("en", DARK)):
        scene = drawn(chart, hard()[case], place, width, colours, lang=lang)
        check_page(scene, width)
        check_contrast(scene, colours)
        check_spoken(scene.description)


@pytest.mark.parametrize("width", ["wide", "narrow"])
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


@pytest.mark.parametrize("width", ["wide", "narrow"])
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
