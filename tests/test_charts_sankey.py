"""The Sankey's hard cases: labels level with their nodes, nothing lost, whatever the flows are."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trade_territories.charts.layout.sankey_layout import PRINTED_HEIGHT, THINNEST

import trade_territories as tt
from tests.builders import FlowRow, make_flows, with_labels
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._text import measure
from trade_territories.charts.layout.spread import spread
from trade_territories.charts.scene import Box, Label, Ribbon, Rule, Scene

if TYPE_CHECKING:
    import pandas as pd

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
GROUPS = ["A01Z", "C20A", "C21Z", "C22B", "C24A", "C25A", "C28A", "C29A", "C30C", "C31Z"]
PARTNERS = ["DE", "BE", "IT", "GB", "ES", "NL", "CN", "JP", "CH", "PL"]
MANY_GROUPS = sorted(
    {*GROUPS, "C10A", "C10B", "C10C", "C10D", "C10E", "C10F", "C10H", "C11Z", "C13Z", "C14Z", "C15Z", "C16Z"}
)
MANY_PARTNERS = sorted({*PARTNERS, "US", "CA", "BR", "MA", "DZ", "SE", "DK", "PT", "AT", "AU", "KR", "IN"})
LONG = "Équipements de très longue dénomination, parties et accessoires pour véhicules et appareils"


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


def sold(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    return make_flows(
        GROUND + [("export", 2024, 1, "51", group, "9999", partner, value, 1) for group, partner, value in rows]
    )


def leaders(scene: Scene) -> list[Rule]:
    return [mark for mark in scene.marks if isinstance(mark, Rule)]


def slope(rule: Rule) -> float:
    return abs(rule.y1 - rule.y0)


def nodes(scene: Scene) -> list[Box]:
    return [mark for mark in scene.marks if isinstance(mark, Box) and mark.tooltip]


def ribbons(scene: Scene) -> list[Ribbon]:
    return [mark for mark in scene.marks if isinstance(mark, Ribbon)]


@pytest.mark.parametrize("place", ["51", "20", "976", "R44", "FR", "99"])
@pytest.mark.parametrize("flow", ["export", "import"])
def test_labels_stand_level_with_their_nodes(sample: pd.DataFrame, place: str, flow: str) -> None:
    scene = catalogue.scene("sankey", sample, place, flow=flow)
    assert max(slope(rule) for rule in leaders(scene)) <= 12


def test_one_flow_of_nearly_all_leaves_the_others_beside_their_labels() -> None:
    rows = [
        ("C11Z", "US", 95_000_000),
        *((group, partner, 500_000) for group, partner in zip(GROUPS, PARTNERS, strict=True)),
    ]
    scene = catalogue.scene("sankey", sold(rows), "51")
    assert max(slope(rule) for rule in leaders(scene)) <= 25
    assert max(ribbon.height for ribbon in ribbons(scene)) / sum(ribbon.height for ribbon in ribbons(scene)) > 0.9
    assert all(ribbon.height >= THINNEST for ribbon in ribbons(scene))


def test_equal_flows_are_equally_high() -> None:
    scene = catalogue.scene("sankey", sold([(*ends, 10_000_000) for ends in zip(GROUPS, PARTNERS, strict=True)]), "51")
    assert len({round(ribbon.height, 6) for ribbon in ribbons(scene)}) == 1
    assert len({round(node.height, 6) for node in nodes(scene)}) == 1
    assert sum(ribbon.fill == "largest" for ribbon in ribbons(scene)) == 5


def test_a_single_flow_fills_both_sides() -> None:
    scene = catalogue.scene("sankey", sold([("C11Z", "US", 95_000_000)]), "51")
    (ribbon,) = ribbons(scene)
    assert {round(node.height, 6) for node in nodes(scene)} == {round(ribbon.height, 6)}
    assert "le flux le plus important" in [mark.text for mark in scene.marks if isinstance(mark, Label)]


def test_no_flows_at_all_is_said_in_words() -> None:
    flows = sold([("C11Z", "US", 95_000_000)])
    scene = catalogue.scene("sankey", flows, "51", flow="import")
    assert not ribbons(scene)
    assert "Aucune importation sur la période" in [mark.text for mark in scene.marks if isinstance(mark, Label)]
    assert "Aucune importation" in charts.describe("sankey", flows, "51", flow="import")


def test_long_names_stand_whole_in_two_lines() -> None:
    flows = sold([(f"Z{place:02d}Z", partner, 10_000_000 - place) for place, partner in enumerate(PARTNERS)])
    with_labels(flows, "a129", {f"Z{place:02d}Z": LONG for place in range(10)})
    scene = catalogue.scene("sankey", flows, "51")
    texts = [mark.text for mark in scene.marks if isinstance(mark, Label)]
    assert any(f"{first} {second}" == LONG for first, second in itertools.pairwise(texts))
    for mark in scene.marks:
        if isinstance(mark, Label):
            assert mark.size >= 7
            width = measure(mark.text, mark.size, mark.weight)
            start = {"start": mark.x, "middle": mark.x - width / 2, "end": mark.x - width}[mark.anchor]
            assert -0.01 <= start <= scene.width - width + 0.01


def test_twenty_by_twenty_fits_on_a_printed_page(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("sankey", sample, "51", n=20)
    assert scene.height <= PRINTED_HEIGHT + 120
    assert len(nodes(scene)) == 42


FLOWS = st.lists(
    st.tuples(st.sampled_from(MANY_GROUPS), st.sampled_from(MANY_PARTNERS), st.integers(1, 10**11)),
    min_size=1,
    max_size=60,
    unique_by=lambda row: row[:2],
)


@given(FLOWS, st.integers(1, 20))
@settings(max_examples=40)
def test_what_leaves_arrives_in_order_and_on_the_page(rows: list[tuple[str, str, int]], n: int) -> None:
    scene = catalogue.scene("sankey", sold(rows), "51", n=n)
    drawn, ends = ribbons(scene), nodes(scene)
    for x, at in ((min(node.x for node in ends), "top0"), (max(node.x for node in ends), "top1")):
        side = sorted((node for node in ends if node.x == x), key=lambda node: node.y)
        for above, below in itertools.pairwise(side):
            assert above.y + above.height <= below.y + 1e-6
        assert side[0].y >= 0
        assert side[-1].y + side[-1].height <= scene.height
        # Every ribbon lies within one node, but for what makes thin ones seen.
        for ribbon in drawn:
            top = getattr(ribbon, at)
            assert any(
                node.y - THINNEST <= top and top + ribbon.height <= node.y + node.height + THINNEST for node in side
            )
    # Two labels of one column never share a line.
    for x in {mark.x for mark in scene.marks if isinstance(mark, Label) and mark.anchor == "end"}:
        column = sorted(
            (mark for mark in scene.marks if isinstance(mark, Label) and mark.x == x and mark.anchor == "end"),
            key=lambda mark: mark.y,
        )
        for upper, lower in itertools.pairwise(column):
            assert lower.y - upper.y >= 0.9 * lower.size


def test_a_block_of_little_weight_gives_way() -> None:
    assert spread([10, 11], [4, 4], 0, 100, 0, [0.001, 1]) == pytest.approx([7.003, 11.003], abs=0.01)


def test_the_interactive_page_is_wide_enough_for_another_font(sample: pd.DataFrame) -> None:
    figure = charts.sankey(sample, "51")
    left, right = figure.layout.xaxis.range
    margin = figure.layout.margin.l
    pixels = (figure.layout.width - 2 * margin) / (right - left)
    weights = {400: "regular", 600: "semibold", 700: "bold"}
    for note in figure.layout.annotations:
        if note.textangle:
            continue
        # In pixels, in a font that is nearly a quarter wider than ours.
        width = 1.24 * measure(note.text, note.font.size, weights[note.font.weight])  # type: ignore[arg-type]
        start = (note.x - left) * pixels - {"left": 0.0, "center": width / 2, "right": width}[note.xanchor]
        assert start >= -0.5
        assert start + width <= (right - left) * pixels + 0.5
