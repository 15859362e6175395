"""The treemap's hard cases: every tile named, inside it or in the key, whatever the shape of its half."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.test_charts import check_page, upright
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._activities_content import activities_content
from trade_territories.charts.layout.tiles_layout import ASPECTS, LINE, places
from trade_territories.charts.scene import Box, Label, Scene

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts._activities_content import Half

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
GROUPS = ["A01Z", "C11Z", "C20A", "C21Z", "C22B", "C24A", "C25A", "C28A", "C29A", "C30C", "C31Z"]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


def traded(exports: list[int], imports: list[int]) -> pd.DataFrame:
    rows: list[FlowRow] = [
        (flow, 2024, 1, "51", group, "9999", "US", value, 1)
        for flow, values in (("export", exports), ("import", imports))
        for group, value in zip(GROUPS, values, strict=False)
    ]
    return make_flows(GROUND + rows)


def key_of(scene: Scene) -> list[Label]:
    """Give what stands under the picture, without the source."""
    low = max(mark.y + mark.height for mark in scene.marks if isinstance(mark, Box))
    return [mark for mark in upright(scene) if mark.y > low][:-1]


def inside(scene: Scene, tile: Box) -> list[Label]:
    return [
        mark
        for mark in upright(scene)
        if tile.x <= mark.x <= tile.x + tile.width and tile.y <= mark.y <= tile.y + tile.height
    ]


def numbers_in_tiles(scene: Scene) -> list[int]:
    return sorted(int(mark.text) for mark in upright(scene) if mark.anchor == "middle" and mark.text.isdigit())


PLACES = [
    *(("activities", place, {}) for place in ("51", "R44", "FR", "75", "20", "976", "99", "ti-4417")),
    ("activities", "FR", {"group": "a38"}),
    ("activities", "R44", {"group": "a17", "lang": "en"}),
    ("activities", "51", {"inside": "C11Z"}),
    ("activities", "51", {"by": "cpf4"}),
]


@pytest.mark.parametrize(("chart", "place", "options"), PLACES)
def test_every_tile_is_named_in_it_or_in_the_key(
    sample: pd.DataFrame, chart: str, place: str, options: dict[str, Any]
) -> None:
    scene = catalogue.scene(chart, sample, place, **options)
    check_page(scene)
    content = activities_content(sample, place, **options)
    tiles = [tile for half in content.halves for tile in half.tiles]
    boxes = [mark for mark in scene.marks if isinstance(mark, Box)]
    assert len(boxes) == len(tiles)
    key = " ".join(mark.text for mark in key_of(scene))
    for box in boxes:
        words = " ".join(mark.text for mark in inside(scene, box))
        (tile,) = [one for one in tiles if box.tooltip.endswith(f"{one.name} : {one.words}")][:1]
        if words and not words.isdigit():
            value, share = tile.words.split(" · ")
            assert words.startswith((tile.name, tile.plain)) or tile.plain in words
            assert value in words
            assert share in words
        else:
            assert f"{tile.plain}\u00a0 {tile.words}" in key


@pytest.mark.parametrize(("chart", "place", "options"), PLACES)
def test_the_key_counts_on_half_by_half_from_the_largest_tile(
    sample: pd.DataFrame, chart: str, place: str, options: dict[str, Any]
) -> None:
    scene = catalogue.scene(chart, sample, place, **options)
    key = key_of(scene)
    assert numbers_in_tiles(scene) == sorted(
        int(mark.text) for mark in key if mark.weight == "bold" and mark.text.isdigit()
    )
    assert numbers_in_tiles(scene) == list(range(1, len(numbers_in_tiles(scene)) + 1))
    shares: dict[str, list[float]] = {}
    for mark in key:
        if mark.weight == "bold" and not mark.text.isdigit():
            shares[mark.text] = []
        found = re.search(r"· ([\d.,]+)", mark.text)
        if found:
            shares[list(shares)[-1]].append(float(found[1].replace(",", ".")))
    for told in shares.values():
        # "Others" are last, whatever they weigh.
        assert told[:-1] == sorted(told[:-1], reverse=True)


@pytest.mark.parametrize("place", ["51", "R44", "FR", "67"])
def test_no_number_stands_for_a_tile_that_weighs_something(sample: pd.DataFrame, place: str) -> None:
    scene = catalogue.scene("activities", sample, place)
    for mark in key_of(scene):
        found = re.search(r"· ([\d,]+)", mark.text)
        assert not found or float(found[1].replace(",", ".")) < 2, mark.text


@pytest.mark.parametrize("place", ["51", "FR", "976"])
def test_a_name_drops_its_first_class_before_it_gets_small(sample: pd.DataFrame, place: str) -> None:
    scene = catalogue.scene("activities", sample, place)
    with_class: list[tuple[float, float]] = []
    without: list[tuple[float, float]] = []
    for box in (mark for mark in scene.marks if isinstance(mark, Box)):
        names = [mark for mark in inside(scene, box) if mark.weight == "semibold"]
        if names and ", dont " in box.tooltip:
            told = any("dont" in mark.text.split() for mark in names)
            (with_class if told else without).append((box.width * box.height, names[0].size))
    assert with_class
    # A tile of 110 by 110 points or more would take 12 points, and keeps 10 at least.
    assert all(size >= 10 for area, size in with_class if area >= 110**2)
    assert {size >= 7 for _, size in with_class + without} == {True}


def test_others_lie_in_a_band_at_the_foot_of_their_half(sample: pd.DataFrame) -> None:
    for half in activities_content(sample, "FR").halves:
        *named, last = places(half, 10, 20, 200, 300)
        assert last.tile.code == "autres"
        assert (last.x, last.width, last.y + last.height) == pytest.approx((10, 200, 320))
        assert max(one.y + one.height for one in named) == pytest.approx(last.y)


def shapes(half: Half) -> list[float]:
    return [place.width / place.height for place in places(half, 0, 0, 300, 300)]


def test_tiles_are_wider_than_high() -> None:
    content = activities_content(traded([100] * 6, [100] * 6), "51")
    for half in content.halves:
        # Six equal tiles in a square: three rows of two are 1.5 times wider than high, two rows of three 0.67 times.
        assert shapes(half) == pytest.approx([1.5] * 6)


def test_a_half_too_narrow_for_numbers_is_still_told() -> None:
    scene = catalogue.scene("activities", traded([3, 2, 1], [1_000_000_000, 500_000_000]), "51")
    check_page(scene)
    exports = [mark for mark in scene.marks if isinstance(mark, Box) and mark.tooltip.startswith("Exportations")]
    assert len(exports) == 3
    assert max(box.width for box in exports) < 1
    assert not numbers_in_tiles(scene)
    assert [mark.text.split("\u00a0 ")[0] for mark in key_of(scene)] == [
        "Exportations", "Produits agricoles", "Boissons", "Chimie de base, polymères",
    ]  # fmt: skip


def test_groups_are_named_in_their_first_tile_and_on_hover(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("activities", sample, "51", group="a38")
    drinks = next(mark for mark in scene.marks if isinstance(mark, Box) and "Boissons, dont" in mark.tooltip)
    assert " · Produits des industries agroalimentaires (IAA) · Boissons" in drinks.tooltip
    assert [mark.text for mark in inside(scene, drinks)][:2] == [
        "Produits des industries agroalimentaires (IAA)",
        "Boissons, dont vins\u00a093\u202f%",
    ]


def test_groups_begin_and_end_with_their_half(sample: pd.DataFrame) -> None:
    """Groups are drawn in from each other, not from the edges of the half: heads, groups and others stand flush."""
    scene = catalogue.scene("activities", sample, "51", group="a38")
    boxes = [mark for mark in scene.marks if isinstance(mark, Box)]
    for head in ("Importations", "Exportations"):
        mine = [box for box in boxes if box.tooltip.startswith(head)]
        (band,) = [box for box in mine if "Autres (" in box.tooltip]
        tiles = [box for box in mine if box is not band]
        assert min(tile.x for tile in tiles) == pytest.approx(band.x)
        assert max(tile.x + tile.width for tile in tiles) == pytest.approx(band.x + band.width)
        assert max(tile.y + tile.height for tile in tiles) == pytest.approx(band.y - LINE)


def test_words_of_tiles_that_begin_level_begin_level(sample: pd.DataFrame) -> None:
    """High or low, tiles of one column have their words the same way from its edge."""
    scene = catalogue.scene("activities", sample, "FR")
    (edge,) = {mark.x for mark in scene.marks if isinstance(mark, Box) and "Autres (47" in mark.tooltip}
    column = [mark for mark in scene.marks if isinstance(mark, Box) and mark.x == pytest.approx(edge)]
    assert len({round(box.height) for box in column}) >= 5
    starts = [min(label.x for label in inside(scene, box)) for box in column if inside(scene, box)[0].anchor == "start"]
    assert len(starts) >= 5
    assert starts == pytest.approx([starts[0]] * len(starts))


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=11),
    st.lists(st.integers(1, 10**9), min_size=0, max_size=11),
    st.sampled_from([None, "a38"]),
)
@settings(max_examples=40)
def test_words_stay_in_their_tile_and_on_the_page(exports: list[int], imports: list[int], group: str | None) -> None:
    scene = catalogue.scene("activities", traded(exports, imports), "51", group=group)
    check_page(scene)
    boxes = [mark for mark in scene.marks if isinstance(mark, Box)]
    for one, other in itertools.combinations(boxes, 2):
        wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert wide <= 1e-6 or high <= 1e-6


def test_each_half_takes_the_shape_that_names_most(sample: pd.DataFrame) -> None:
    """France lacks words for fewer tiles than with any one shape for all."""
    content = activities_content(sample, "FR")
    scene = catalogue.scene("activities", sample, "FR")
    assert len(ASPECTS) > 1
    assert len(numbers_in_tiles(scene)) < sum(len(half.tiles) for half in content.halves) / 3
