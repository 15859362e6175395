"""The balance: one scale, "autres" cut and said where it would squeeze the rest, values and signs in their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows
from tests.scenes import check_contrast, check_page, upright, widths_of, words
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._balance_layout import CUT_LENGTH
from trade_territories.charts.scene import Area, Box, Scene
from trade_territories.charts.style import DARK, LIGHT

if TYPE_CHECKING:
    import pandas as pd

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
BOTH = pytest.mark.parametrize("width", ["wide", "narrow"])


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def bars(scene: Scene, role: str) -> list[Box]:
    return [box for box in scene.of(Box) if box.fill == role and box.tooltip]


@BOTH
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("place", "options"),
    [("51", {}), ("FR", {"n": 20}), ("FR", {"by": "cpf4", "n": 20}), ("976", {"by": "zone"}), ("20", {"by": "a38"})],
)
def test_words_are_on_the_page_and_apart(
    sample: pd.DataFrame, place: str, options: dict[str, Any], lang: str, width: str
) -> None:
    check_page(made.scene("balance", place, lang=lang, width=width, **options), width)


@BOTH
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_words_can_be_read(sample: pd.DataFrame, colours: dict[str, str], width: str) -> None:
    with charts.theme(dark=colours is DARK):
        check_contrast(made.scene("balance", "51", width=width), colours)


@BOTH
def test_bars_of_both_sides_have_one_scale(sample: pd.DataFrame, width: str) -> None:
    table = tt.balance(sample, "51", n=10)
    scene = made.scene("balance", "51", n=10, width=width)
    named = table[table["code"] != "autres"]
    ratios = [
        bar.width / value
        for role in ("import", "export")
        for bar, value in zip(bars(scene, role), named[f"{role}_eur"], strict=True)
    ]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))


@BOTH
def test_others_are_palest_and_cut_where_they_would_squeeze_the_rest(sample: pd.DataFrame, width: str) -> None:
    scene = made.scene("balance", "51", width=width)
    longest = max(bar.width for role in ("import", "export") for bar in bars(scene, role))
    (imports,), (exports,) = bars(scene, "import_pale"), bars(scene, "export_pale")
    assert imports.width == pytest.approx(longest * CUT_LENGTH, rel=0.001)
    assert exports.width == pytest.approx(longest * CUT_LENGTH, rel=0.001)
    assert len(scene.of(Area)) == 4
    assert "hors échelle" in words(scene)
    assert "1\u202f231,8" in words(scene)
    # Corsica's others are no larger than its first partner: their bars are whole, and nothing is said of a cut.
    table = tt.balance(sample, "51", n=60)
    whole = made.scene("balance", "51", n=60, width=width)
    assert table[table["code"] == "autres"]["export_eur"].max() < table["export_eur"].max()
    assert not whole.of(Area)
    assert "hors échelle" not in words(whole)


@BOTH
@pytest.mark.parametrize(("place", "n"), [("51", 10), ("FR", 20), ("976", 10), ("20", 5)])
def test_signs_and_values_stand_at_the_right_edge(sample: pd.DataFrame, place: str, n: int, width: str) -> None:
    scene = made.scene("balance", place, n=n, width=width)
    signs = [mark for mark in upright(scene) if mark.text in "▲▼"]
    values = [mark for mark in upright(scene) if mark.text[:1] in "+−" and mark.fill in ("surplus", "deficit")]
    assert len(signs) == len(values) == len(tt.balance(sample, place, n=n)) + 1
    assert len({mark.x for mark in values}) == 1
    for sign, value in zip(signs, values, strict=False):
        assert sign.y == value.y
    for value in values:
        (sign,) = [mark for mark in signs if mark.y == value.y]
        assert (sign.text, sign.fill) == (("▲", "surplus") if value.text[0] == "+" else ("▼", "deficit"))
        assert widths_of(sign)[1] < widths_of(value)[0]


def test_the_balance_has_its_own_bars_on_one_scale(sample: pd.DataFrame) -> None:
    scene = made.scene("balance", "51")
    table = tt.balance(sample, "51", n=10)
    named = table[table["code"] != "autres"]["balance_eur"]
    small = [box for box in scene.of(Box) if box.fill in ("surplus", "deficit")]
    ratios = [box.width / abs(value) for box, value in zip(small, named, strict=True) if box.width > 0.61]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    line = {box.x if box.fill == "surplus" else box.x + box.width for box in small}
    assert max(line) - min(line) < 1e-6


def test_the_order_and_the_unit_are_said(sample: pd.DataFrame) -> None:
    assert "Du plus grand au plus petit échange (importations + exportations), en M€" in words(
        made.scene("balance", "51")
    )
    english = words(made.scene("balance", "51", lang="en", width="narrow"))
    assert "in millions of euros (€m)" in english
    assert "▲\u00a0surplus, ▼\u00a0deficit" in english


@BOTH
def test_a_side_that_is_empty_keeps_heads_apart(width: str) -> None:
    rows: list[FlowRow] = [("export", 2024, 1, "51", "C11Z", "1102", "US", 10_000_000, 1)]
    scene = catalogue.scene("balance", make_flows(GROUND + rows), "51", width=width)
    check_page(scene, width)
    assert "–" in [mark.text for mark in upright(scene)]
    assert scene.title == "Échanges de la Marne par pays"


def test_what_would_round_to_nothing_is_told_from_nothing() -> None:
    rows: list[FlowRow] = [
        ("export", 2024, 1, "51", "C11Z", "1102", partner, value, 1)
        for partner, value in (("US", 10_000_000), ("BE", 60_000), ("DE", 50_000), ("IT", 1))
    ]
    scene = catalogue.scene("balance", make_flows(GROUND + rows), "51")
    numbers = [mark.text for mark in upright(scene) if mark.of and mark.fill == "ink" and mark.weight == "regular"]
    assert numbers == ["–", "10,0", "–", "0,1", "–", "<\u202f0,1", "–", "<\u202f0,1"]
    balances = [mark.text for mark in upright(scene) if mark.fill == "surplus" and mark.text != "▲"]
    assert balances == ["+10,0", "+0,1", "<\u202f+0,1", "<\u202f+0,1", "+10,1"]


def test_a_correction_below_zero_has_no_bar_and_is_said() -> None:
    rows: list[FlowRow] = [
        ("export", 2024, 1, "51", "C11Z", "1102", "US", 10_000_000, 1),
        ("import", 2024, 1, "51", "C11Z", "1102", "DE", 5_000_000, 1),
        ("export", 2024, 1, "51", "C11Z", "1102", "BE", -2_000_000, 1),
    ]
    for width in ("wide", "narrow"):
        scene = catalogue.scene("balance", make_flows(GROUND + rows), "51", width=width)
        assert len(bars(scene, "export")) == 1
        assert "−2,0" in words(scene)
        assert "Une valeur sous zéro (corrections) n’a pas de barre." in words(scene)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            (("export", "US", 9), ("import", "DE", 2)),
            "Excédent de 7,0\u202fM€ pour la Marne, surtout avec les États-Unis",
        ),
        ((("export", "US", 2), ("import", "CN", 9)), "Déficit de 7,0\u202fM€ pour la Marne, surtout avec la Chine"),
        (
            (("export", "US", 5), ("export", "JP", 4), ("import", "DE", 1)),
            "Excédent de 8,0\u202fM€ pour la Marne, surtout avec les États-Unis",
        ),
        (
            (("export", "US", 5), ("export", "JP", 4.5), ("import", "DE", 1)),
            "Excédent de 8,5\u202fM€ pour la Marne, d’abord avec les États-Unis",
        ),
        (
            (("export", "US", 100), ("import", "DE", 101)),
            "Échanges presque équilibrés\u00a0: les exportations de la Marne couvrent 99\u202f% des importations",
        ),
        (
            (("export", "US", 7), ("import", "DE", 7)),
            "Échanges équilibrés dans la Marne\u00a0: autant d’exportations que d’importations",
        ),
    ],
)
def test_the_headline_is_the_finding(rows: tuple[tuple[str, str, float], ...], title: str) -> None:
    made: list[FlowRow] = [
        (flow, 2024, 1, "51", "C11Z", "1102", partner, int(value * 1_000_000), 1) for flow, partner, value in rows
    ]
    assert catalogue.scene("balance", make_flows(GROUND + made), "51").title == title


def test_parts_of_the_union_are_named_in_sentences() -> None:
    french, english = (made.content("balance", "51", by="group:union", lang=lang) for lang in ("fr", "en"))
    assert french.heading.title.endswith("surtout avec les pays tiers")
    assert "par zone" in french.heading.subtitle
    assert english.heading.title.endswith("above all with countries outside the EU")
