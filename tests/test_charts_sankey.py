"""The Sankey: ribbons as thick as what they stand for, ink that falls with value, labels beside their own nodes, true words."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows, rows_strategy, with_labels
from tests.hard import hard_flows
from tests.scenes import check_contrast, check_page, upright, widths_of, words
from tests.thorough import examples
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._pairs import Pair, ties_at_the_limit
from trade_territories.charts._ribbons import LEAST_PCT, THINNEST
from trade_territories.charts.scene import Box, Fade, Label, Ribbon, Scene
from trade_territories.charts.static._figure import draw
from trade_territories.charts.style import DARK, LIGHT, MARGIN

if TYPE_CHECKING:
    import pandas as pd

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
GROUPS = ["A01Z", "C20A", "C21Z", "C22B", "C24A", "C25A", "C28A", "C29A", "C30C", "C31Z"]
PARTNERS = ["DE", "BE", "IT", "GB", "ES", "NL", "CN", "JP", "CH", "PL"]
LONG = "Équipements de très longue dénomination, parties et accessoires pour véhicules et appareils"
PLACES = ["51", "20", "976", "R44", "FR", "99", "ti-4417"]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.fixture(scope="module")
def hard() -> dict[str, pd.DataFrame]:
    return hard_flows()


def sold(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    return make_flows(
        GROUND + [("export", 2024, 1, "51", group, "9999", partner, value, 1) for group, partner, value in rows]
    )


def nodes(scene: Scene) -> dict[str, Box]:
    return {mark.target: mark for mark in scene.of(Box) if mark.target}


def check_geometry(scene: Scene) -> None:
    """Hold a Sankey to its rules: nodes apart, ribbons and stubs add up to nodes, labels beside their own node alone."""
    boxes, ribbons = nodes(scene), scene.of(Ribbon)
    sides = {side: [box for box in boxes.values() if box.x == side] for side in {box.x for box in boxes.values()}}
    assert len(sides) == 2
    for side in sides.values():
        for above, below in itertools.pairwise(sorted(side, key=lambda box: box.y)):
            assert above.y + above.height <= below.y + 1e-6
    scale = dict.fromkeys(boxes, 0.0)
    for ribbon in ribbons:
        for key in ribbon.of:
            scale[key] += ribbon.width
    for fade in scene.of(Fade):
        scale[fade.of[0]] += fade.height
    for key, box in boxes.items():
        thin = THINNEST * sum(key in ribbon.of for ribbon in ribbons) + THINNEST
        assert scale[key] == pytest.approx(box.height, abs=thin), key
    labels: dict[str, list[Label]] = defaultdict(list)
    for label in upright(scene):
        if len(label.of) == 1:
            labels[label.of[0]].append(label)
    assert set(labels) == set(boxes)
    for key, own in labels.items():
        top, bottom = min(mark.y - mark.size * 0.72 for mark in own), max(mark.y for mark in own)
        for other, box in boxes.items():
            if other != key and box.x == boxes[key].x:
                assert bottom <= box.y + 0.5 or top >= box.y + box.height - 0.5, (key, other)
        middle = boxes[key].y + boxes[key].height / 2
        assert abs((top + bottom) / 2 - middle) <= 4, key


def check_ink(scene: Scene) -> None:
    """Hold ink to value: no ribbon is fainter than one that stands for less; red ones are full."""
    grey = sorted(
        (ribbon for ribbon in scene.of(Ribbon) if ribbon.fill == "secondary"), key=lambda ribbon: ribbon.width
    )
    inks = [ribbon.opacity for ribbon in grey]
    assert inks == sorted(inks)
    assert all(ribbon.opacity == 1 for ribbon in scene.of(Ribbon) if ribbon.fill == "largest")
    assert max(inks, default=0) <= 0.4
    assert not any(getattr(mark, "edge", "") for mark in scene.marks)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("flow", ["export", "import"])
@pytest.mark.parametrize("place", PLACES)
def test_the_rules_of_geometry_hold(sample: pd.DataFrame, place: str, flow: str, width: str) -> None:
    scene = made.scene("sankey", place, flow=flow, width=width)
    check_page(scene, width)
    check_geometry(scene)
    check_ink(scene)


@pytest.mark.parametrize("n", [1, 3, 12, 20])
def test_they_hold_for_few_rows_and_for_many(sample: pd.DataFrame, n: int) -> None:
    for width, lang in (("wide", "fr"), ("narrow", "en")):
        scene = made.scene("sankey", "FR", n=n, lang=lang, width=width)
        check_page(scene, width)
        check_geometry(scene)
        check_ink(scene)


@pytest.mark.parametrize("case", ["one of 99 %", "ties", "20 equal", "1 euro to 900 billion", "no imports"])
def test_they_hold_where_flows_are_hard_to_draw(hard: dict[str, pd.DataFrame], case: str) -> None:
    for width, lang, n in (("wide", "fr", 10), ("narrow", "en", 10), ("wide", "en", 20)):
        scene = catalogue.scene("sankey", hard[case], "51", n=n, lang=lang, width=width)
        check_page(scene, width)
        check_geometry(scene)
        check_ink(scene)


@pytest.mark.whole
@given(rows_strategy(max_size=60, departements=("51",)), st.sampled_from(["export", "import"]), st.integers(1, 6))
@settings(max_examples=examples(25))
def test_they_hold_for_any_flows(rows: list[FlowRow], flow: str, n: int) -> None:
    flows = make_flows(rows + GROUND)
    for width in ("wide", "narrow"):
        scene = catalogue.scene("sankey", flows, "51", flow=flow, n=n, width=width)
        check_page(scene, width)
        if scene.of(Ribbon):
            check_geometry(scene)
            check_ink(scene)
        else:
            assert "Aucune" in words(scene)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_all_words_can_be_read(sample: pd.DataFrame, width: str, colours: dict[str, str]) -> None:
    with charts.theme(dark=colours is DARK):
        for place, flow in (("51", "export"), ("FR", "import")):
            check_contrast(made.scene("sankey", place, flow=flow, width=width), colours)


@pytest.mark.parametrize("height", [0, 120, 400])
def test_a_ribbon_is_equally_thick_along_its_length(height: float) -> None:
    """Measured on pixels, across the ribbon's direction: at most 5 % between the thickest place and the thinnest."""
    ribbon = Ribbon(0, 20, 300, 20 + height, 20, "#000000")
    scene = Scene(300, height + 60, (ribbon,), "t", "d", "fr")
    buffer = BytesIO()
    dpi = 144
    draw(scene).savefig(buffer, format="png", dpi=dpi)
    ink = 1 - np.asarray(Image.open(buffer).convert("L")) / 255
    found = []
    for part in (0.1, 0.3, 0.5, 0.7, 0.9):
        (x, y), (dx, dy) = ribbon.at(part)
        steps = np.arange(-20, 20, 0.05)
        xs = ((x - dy * steps + MARGIN) * dpi / 72).astype(int)
        ys = ((y + dx * steps + MARGIN) * dpi / 72).astype(int)
        found.append(ink[ys, xs].sum() * 0.05)
    assert max(found) / min(found) <= 1.05
    assert found[0] == pytest.approx(20, rel=0.05)


@pytest.mark.whole
def test_the_red_flows_are_the_largest_between_named_ends(sample: pd.DataFrame) -> None:
    for place in ("51", "FR", "75", "976"):
        table = tt.flow_matrix(sample, place, flow="export")
        named = table[(table["product"] != "autres") & (table["partner"] != "autres")].nlargest(5, "value_eur")
        scene = made.scene("sankey", place)
        red = [ribbon.of for ribbon in scene.of(Ribbon) if ribbon.fill == "largest"]
        expected = {
            (f"product-{one}", f"partner-{other}")
            for one, other in zip(named["product"], named["partner"], strict=True)
        }
        assert set(red) == expected
        assert scene.of(Ribbon)[-1].fill == "largest"
        total = table["value_eur"].sum()
        share = named["value_eur"].sum() / total * 100
        written = f"{share:.0f}" if share >= 9.95 else f"{share:.1f}".replace(".", ",")
        millions = f"{named['value_eur'].sum() / 1e6:,.1f}".replace(",", "\u202f").replace(".", ",")
        assert f"{millions}\u202fM€, {written}\u202f% du total" in words(scene)


def test_hover_tells_what_goes_where_with_a_rank_among_named_pairs(sample: pd.DataFrame) -> None:
    scene = made.scene("sankey", "51")
    table = tt.flow_matrix(sample, "51", flow="export")
    count = int(((table["product"] != "autres") & (table["partner"] != "autres")).sum())
    largest = max(scene.of(Ribbon), key=lambda ribbon: ribbon.width if ribbon.fill == "largest" else 0)
    assert largest.tooltip == (
        "Boissons vers les États-Unis\u00a0: 584,0\u202fM€, 7,2\u202f% du total, "
        f"rang 1 sur {count} entre produits et pays nommés"
    )
    rest = [ribbon for ribbon in scene.of(Ribbon) if any(key.endswith("-autres") for key in ribbon.of)]
    assert rest
    assert not any("rang" in ribbon.tooltip for ribbon in rest)


def test_a_larger_pair_without_a_named_end_is_told() -> None:
    small = [(group, partner, 900_000) for group in GROUPS[:3] for partner in PARTNERS[3:]]
    flows = sold([*zip(GROUPS[:3], PARTNERS[:3], (5_000_000, 4_000_000, 3_000_000), strict=True), *small])
    told = "boissons" if "C11Z" in GROUPS else "produits agricoles"
    scene = catalogue.scene("sankey", flows, "51", n=3, highlight=3)
    assert f"{told} vers d’autres pays" in words(scene)
    assert "Plus grands que le dernier" in words(scene)
    assert "d’autres pays" not in words(catalogue.scene("sankey", flows, "51", n=None))


def test_of_flows_that_tie_none_is_red_and_it_is_said() -> None:
    pairs = [Pair("A", str(place), 5) for place in range(7)]
    assert ties_at_the_limit(pairs, 5) == 7
    assert ties_at_the_limit(pairs, 7) == 0
    assert ties_at_the_limit([*pairs, Pair("B", "X", 9)], 1) == 0
    assert ties_at_the_limit([Pair("A", "autres", 9), Pair("A", "X", 1), Pair("B", "X", 1)], 1) == 2
    equal = sold([(group, partner, 5_000_000) for group in GROUPS[:4] for partner in PARTNERS[:5]])
    scene = catalogue.scene("sankey", equal, "51")
    assert not [ribbon for ribbon in scene.of(Ribbon) if ribbon.fill == "largest"]
    assert "Aucun flux en rouge\u00a0: vingt sont à égalité" in words(scene)
    values = (9, 8, 7, 5, 5, 5, 1)
    flows = sold(
        [(*ends, value * 1_000_000) for *ends, value in zip(GROUPS[:7], PARTNERS[:7], values, strict=True)]  # type: ignore[misc]
    )
    scene = catalogue.scene("sankey", flows, "51")
    assert sum(ribbon.fill == "largest" for ribbon in scene.of(Ribbon)) == 3
    assert "trois plus grands flux" in words(scene)
    assert "Trois autres flux, de même valeur, se partagent la place suivante" in words(scene)


@pytest.mark.whole
def test_corrections_below_zero_are_told_and_no_share_passes_the_whole() -> None:
    flows = sold([("C11Z", "US", 4_000_000), ("C20A", "DE", 3_000_000), ("C21Z", "BE", -4_200_000)])
    for chart in ("sankey", "matrix"):
        for width in ("wide", "narrow"):
            scene = catalogue.scene(chart, flows, "51", width=width)
            told = words(scene)
            assert "Les corrections négatives (−4,2\u202fM€) ne peuvent être dessinées" in told
            assert "des flux dessinés" in told
            assert "du total" not in told
            assert "57\u202f%" in told
            assert "143" not in told
            assert "−4,2\u202fM€" in scene.description
    assert "Total\u00a0: 2,8\u202fM€" in words(catalogue.scene("sankey", flows, "51"))


def test_flows_too_small_are_gathered_and_counted(sample: pd.DataFrame) -> None:
    table = tt.flow_matrix(sample, "51", flow="export")
    named = (table["product"] != "autres") & (table["partner"] != "autres")
    small = table[(named & (table["share_pct"] < LEAST_PCT)) | (~named & (table["share_pct"] < 1.5))]
    share = small["share_pct"].sum()
    assert f"{len(small)} petits flux ({share:.0f}\u202f% du total)" in words(made.scene("sankey", "51"))


def test_where_others_would_hide_all_else_they_are_gathered_too(sample: pd.DataFrame) -> None:
    scene = made.scene("sankey", "FR", flow="import")
    assert not [ribbon for ribbon in scene.of(Ribbon) if "partner-autres" in ribbon.of or "product-autres" in ribbon.of]
    assert "ou avec «\u202fAutres\u202f»" in words(scene)


def test_a_mesh_is_measured_and_a_matrix_shows_it_better(sample: pd.DataFrame) -> None:
    def mesh(place: str, **options: Any) -> bool:
        return bool(made.content("sankey", place, **options).is_mesh)

    assert not mesh("51")
    assert not mesh("51", n=12)
    assert mesh("51", n=13)
    assert mesh("FR", flow="import")


def test_a_narrow_chart_names_the_ends_of_the_red_flows_and_lists_the_largest(sample: pd.DataFrame) -> None:
    scene = made.scene("sankey", "FR", flow="import", width="narrow")
    wide = made.scene("sankey", "FR", flow="import")
    red = {key for ribbon in wide.of(Ribbon) if ribbon.fill == "largest" for key in ribbon.of}
    assert red <= set(nodes(scene))
    assert len(nodes(scene)) <= 13
    table = tt.flow_matrix(sample, "FR", flow="import")
    named = table[(table["product"] != "autres") & (table["partner"] != "autres")].nlargest(10, "value_eur")
    bars = [box for box in scene.of(Box) if box.height == 4.2]
    ratios = [bar.width / value for bar, value in zip(bars, named["value_eur"], strict=True)]
    assert ratios == pytest.approx([ratios[0]] * 10)
    assert [bar.fill for bar in bars] == ["largest"] * 5 + ["rest"] * 5


def test_a_single_flow_fills_both_sides() -> None:
    scene = catalogue.scene("sankey", sold([("C11Z", "US", 95_000_000)]), "51")
    (ribbon,) = scene.of(Ribbon)
    assert {round(node.height, 6) for node in nodes(scene).values()} == {round(ribbon.width, 6)}
    assert scene.title == "Tout ce qui est exporté de la Marne va vers les États-Unis\u00a0: boissons"


def test_no_flows_at_all_is_said_in_words() -> None:
    flows = sold([("C11Z", "US", 95_000_000)])
    for chart in ("sankey", "matrix"):
        scene = catalogue.scene(chart, flows, "51", flow="import")
        assert not scene.of(Ribbon)
        assert "Aucune importation sur la période" in words(scene)
        assert "Aucune importation" in charts.describe(chart, flows, "51", flow="import")


def test_long_names_stand_whole_in_two_lines() -> None:
    flows = sold([(f"Z{place:02d}Z", partner, 10_000_000 - place) for place, partner in enumerate(PARTNERS)])
    with_labels(flows, "a129", {f"Z{place:02d}Z": LONG for place in range(10)})
    for width in ("wide", "narrow"):
        scene = catalogue.scene("sankey", flows, "51", width=width)
        texts = [mark.text for mark in scene.of(Label)]
        assert width == "narrow" or any(f"{first} {second}" == LONG for first, second in itertools.pairwise(texts))
        for mark in upright(scene):
            start, end = widths_of(mark)
            assert start >= -0.5
            assert end <= scene.width + 0.5


def test_values_stand_on_their_ribbons_and_apart(sample: pd.DataFrame) -> None:
    for place in ("51", "FR", "R44", "976"):
        for flow in ("export", "import"):
            scene = made.scene("sankey", place, flow=flow)
            values = [mark for mark in scene.of(Label) if len(mark.of) == 2]
            assert len(values) == 5
            for first, second in itertools.combinations(values, 2):
                one, other = widths_of(first), widths_of(second)
                apart = abs(first.y - second.y) >= 7 or one[1] <= other[0] or other[1] <= one[0]
                assert apart, (place, flow, first.text, second.text)


@pytest.mark.whole
def test_the_interactive_figure_has_the_same_words(sample: pd.DataFrame) -> None:
    scene = made.scene("sankey", "51")
    figure = charts.sankey(sample, "51")
    assert figure.layout.title.text == scene.title
    assert len(figure.layout.annotations) == len(scene.of(Label)) - 1
    hovered = {trace.text for trace in figure.data if trace.text}
    assert hovered == {tooltip for mark in scene.marks if (tooltip := getattr(mark, "tooltip", ""))}
    assert re.search(r"\bundefined\b", figure.to_json()) is None


@pytest.mark.parametrize(("place", "flow"), [("FR", "export"), ("R44", "export"), ("FR", "import"), ("R44", "import")])
def test_values_of_flows_that_meet_stand_where_these_are_apart(place: str, flow: str) -> None:
    scene = catalogue.scene("sankey", tt.sample_flows(), place, flow=flow, n=7)
    ribbons = {mark.of: mark for mark in scene.marks if isinstance(mark, Ribbon) and mark.fill == "largest"}
    values = [mark for mark in scene.marks if isinstance(mark, Label) and mark.of in ribbons]
    assert len(values) == len(ribbons) == 5
    for value in values:
        ribbon = ribbons[value.of]
        # Close to an end, not pushed into the middle by others.
        assert min(value.x - ribbon.x0, ribbon.x1 - value.x) < 0.2 * (ribbon.x1 - ribbon.x0)
    for first, other in itertools.combinations(values, 2):
        assert abs(first.x - other.x) > 50 or abs(first.y - other.y) >= first.size
