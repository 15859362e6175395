"""Rows of shares, specialisation and dependence: one scale, numbers in segments that add up, findings true of every territory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from tests import made
from tests.apca import apca
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page, upright
from tests.thorough import THOROUGH, some, telling
from trade_territories import charts, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import _dependence, _specialisation
from trade_territories.charts._findings import product_subject
from trade_territories.charts._text import measure
from trade_territories.charts.scene import Box, Label
from trade_territories.charts.style import DARK, LIGHT, READABLE, Style, contrast
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text.numbers import ratio

if TYPE_CHECKING:
    import pandas as pd

PLACES = ("51", "20", "976", "R44", "ti-4417", "75", "99", "08")


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.mark.parametrize("place", telling(PLACES, {"51", "976"}))
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_stay_apart(sample: pd.DataFrame, place: str, width: str, lang: str) -> None:
    for chart, options in (
        ("specialisation", {}),
        ("specialisation", {"flow": "import", "by": "a38", "n": 20}),
        ("specialisation", {"by": "partner"}),
        ("dependence", {}),
        ("dependence", {"n": 3}),
    ):
        scene = made.scene(chart, place, width=width, lang=lang, **options)
        check_page(scene)
        assert len(scene.description) <= 600
        assert not set("·→") & set(scene.description)


def test_both_shares_have_one_scale(sample: pd.DataFrame) -> None:
    scene = made.scene("specialisation", "51", n=6)
    exports = sample[sample["flow"] == "export"]
    here = exports[exports["departement"] == "51"].groupby("a129", observed=True)["value_eur"].sum()
    france = exports.groupby("a129", observed=True)["value_eur"].sum()
    table = tt.specialisation(sample, "51")
    codes = table[table["standing"] == "above"]["code"].head(6)
    expected = [value for code in codes for value in (here[code] / here.sum(), france[code] / france.sum())]
    bars = [mark for mark in scene.of(Box) if mark.tooltip]
    assert [bar.fill for bar in bars] == ["export", "rest"] * 6
    scale = bars[0].width / expected[0]
    assert [bar.width for bar in bars] == pytest.approx([max(one * scale, 0.8) for one in expected])
    with pytest.raises(TradeTerritoriesError, match="France is what others are compared with"):
        made.scene("specialisation", "FR")


@pytest.mark.whole
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_segments_make_a_whole_and_bear_their_numbers(sample: pd.DataFrame, width: str) -> None:
    for place in ("FR", "976", "R44"):
        what = _dependence.content(sample, place)
        scene = catalogue.laid_out("dependence", what, width=width)
        bars = [mark for mark in scene.of(Box) if mark.tooltip]
        lengths: dict[str, list[float]] = {}
        for bar in bars:
            lengths.setdefault(bar.of[0].rsplit("-", 1)[0], []).append(bar.x + bar.width)
        ends = [max(one) for one in lengths.values()]
        assert ends == pytest.approx([ends[0]] * len(ends), abs=1.0)
        boxes = {bar.target: bar for bar in bars}
        numbers = {text for row in what.rows for segment in row.bars[0].segments for text in segment.words}
        told = [label for label in scene.of(Label) if len(label.of) == 1 and label.text in numbers]
        assert len(told) >= len(what.rows)
        for label in told:
            box = boxes[label.of[0]]
            assert box.x <= label.x
            assert label.x + measure(label.text, label.size, label.weight) <= box.x + box.width
        for at, row in enumerate(what.rows):
            (first,) = [label.text for label in told if label.of[0] == f"row-{at}-0" and len(label.of) == 1]
            assert first in row.bars[0].segments[0].words
            assert sum(segment.share_pct for segment in row.bars[0].segments) == pytest.approx(100)


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_are_read_on_their_segments(sample: pd.DataFrame, dark: bool) -> None:
    colour = Style(colours=DARK if dark else LIGHT).colour
    with charts.theme(dark=dark):
        scene = made.scene("dependence", "R44")
    boxes = {box.target: box for box in scene.of(Box) if box.target}
    pairs = {
        (label.fill, boxes[label.of[0]].fill)
        for label in scene.of(Label)
        if len(label.of) == 1 and label.of[0].count("-") == 2
    }
    assert len(pairs) == 3
    for ink, fill in pairs:
        assert contrast(colour(ink), colour(fill)) >= READABLE
        assert apca(colour(ink), colour(fill)) >= 60


@pytest.mark.whole
@pytest.mark.thorough
def test_the_finding_of_specialisation_is_true_of_every_territory(sample: pd.DataFrame) -> None:
    exports = sample[sample["flow"] == "export"]
    france = exports.groupby("a129", observed=True)["value_eur"].sum()
    seen = 0
    places = [code for code in tt.territories()["code"] if code != "FR" and code[-1] not in "13579"]
    for place in some([code for code in places if not code.startswith("ti-") or code.startswith("ti-44")]):
        what = _specialisation.content(sample, place)
        title = what.heading.title
        mine = exports[exports["departement"].isin(reference.territory(place).departements)]
        here = mine.groupby("a129", observed=True)["value_eur"].sum()
        quotients = {
            str(code): (here[code] / here.sum()) / (france[code] / france.sum())
            for code in here.index
            if here[code] > 0
        }
        if title.startswith("Aucun produit"):
            continue
        subjects = {
            code: (product_subject("a129", code, "", "fr") or ("", ""))[0].replace("'", "’") for code in quotients
        }
        (code,) = [code for code, text in subjects.items() if text and title.casefold().startswith(f"{text} pèse")]
        told = ratio(quotients[code]) if quotients[code] <= 100 else "plus de 100"
        assert f" {told} fois " in title, (place, title)
        assert quotients[code] >= 2
        seen += 1
    assert seen > (30 if THOROUGH else 3)


@pytest.mark.whole
@pytest.mark.thorough
def test_the_finding_of_dependence_is_true_of_every_territory(sample: pd.DataFrame) -> None:
    """Counted again with plain sums: industrial goods of a million euros or more, countries alone, no convention."""
    imports = sample[sample["flow"] == "import"]
    others = reference.no_countries()
    union = reference.eu_members()
    words = ("Aucun", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix", "Onze", "Douze")
    for place in [code for code in tt.territories()["code"] if not code.startswith("ti-")][:: 6 if THOROUGH else 30]:
        title = _dependence.content(sample, place).heading.title
        mine = imports[imports["departement"].isin(reference.territory(place).departements)]
        mine = mine[~mine["partner"].isin(others)]
        cells = mine.groupby(["a129", "partner"], observed=True)["value_eur"].sum()
        count = 0
        for code, rows in cells[cells > 0].groupby(level="a129", observed=True):
            outside = rows[~rows.index.get_level_values("partner").isin(union)]
            group = reference.product_parents("a38")[str(code)]
            industrial = group not in {"JA", "JZ", "MA", "MC", "MN", "RU", "RZ", "SZ"}
            convention = str(code) in {"B06Z", "D35A", "D35B"} and "75" in reference.territory(place).departements
            if rows.sum() >= 1_000_000 and industrial and len(outside) and outside.max() > rows.sum() / 2:
                count += not (convention and place != "FR")
        assert title.startswith((words[count] if count < len(words) else str(count)) + " produit"), (
            place,
            title,
            count,
        )


def test_what_is_booked_at_paris_is_no_finding(sample: pd.DataFrame) -> None:
    what = _specialisation.content(sample, "75")
    assert "lectricité" not in what.heading.title
    assert all("par convention" in row.name for row in what.rows if row.name.startswith("Électricité"))


def test_no_quotient_beyond_what_can_be_said() -> None:
    assert _specialisation.times_words(4877.0, "fr") == "plus de 100 fois"
    assert _specialisation.times_words(99.7, "fr") == "100 fois"


def test_a_territory_without_any_row_says_so() -> None:
    rows: list[FlowRow] = [
        (flow, 2024, 1, place, "C11Z", "1102", "DE", 5_000_000, 1)
        for place in reference.departement_regions()
        for flow in ("export", "import")
    ]
    flows = make_flows(rows)
    for chart in ("specialisation", "dependence"):
        scene = catalogue.scene(chart, flows, "51")
        check_page(scene)
        assert scene.title.startswith("Aucun produit")
        assert any(mark.text.startswith("Aucun produit") for mark in upright(scene))
        assert not re.search(r"\{|\}", " ".join(mark.text for mark in upright(scene)))


def test_zones_are_called_zones() -> None:
    heading = made.content("specialisation", "33", by="zone").heading
    assert heading.title.startswith("Aucune zone d’au moins 0,5")
    assert heading.subtitle.startswith("Part de chaque zone")
    assert made.content("specialisation", "33", by="partner").heading.subtitle.startswith("Part de chaque pays")
