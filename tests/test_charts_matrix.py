"""The matrix: each pair in its cell, darker the more it weighs, with the sums of rows and columns at the edges."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from tests import made
from tests.scenes import check_contrast, check_page, words
from tests.thorough import telling
from trade_territories import charts
from trade_territories.charts._matrix_layout import STEPS, level
from trade_territories.charts.scene import Box, Dot, Label
from trade_territories.charts.style import DARK, LIGHT, luminance

if TYPE_CHECKING:
    import pandas as pd


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("flow", telling(["export", "import"], 1, pytest.mark.whole))
@pytest.mark.parametrize(("place", "n"), [("51", 20), ("FR", 20), ("976", 5), ("FR", 12), ("R44", 30)])
def test_words_are_on_the_page_and_apart(sample: pd.DataFrame, place: str, n: int, flow: str, width: str) -> None:
    for lang in ("fr", "en"):
        check_page(made.scene("matrix", place, n=n, flow=flow, lang=lang, width=width), width)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_words_can_be_read(sample: pd.DataFrame, colours: dict[str, str], width: str) -> None:
    with charts.theme(dark=colours is DARK):
        for flow in ("export", "import"):
            check_contrast(made.scene("matrix", "51", flow=flow, width=width), colours)


def test_every_pair_has_its_cell_and_its_step(sample: pd.DataFrame) -> None:
    table = tt.flow_matrix(sample, "51", flow="export", n=20)
    scene = made.scene("matrix", "51")
    cells = {mark.of: mark for mark in scene.marks if isinstance(mark, Box | Dot) and len(mark.of) == 2}
    assert len(cells) == len(table)
    for row in table.itertuples():
        mark = cells[f"product-{row.product}", f"partner-{row.partner}"]
        rest = "autres" in (row.product, row.partner)
        step = level(float(row.share_pct))  # type: ignore[arg-type]
        if row.highlighted:
            assert mark.fill == "largest"
        elif step:
            assert mark.fill == f"{'others' if rest else 'export'}_{step}"
        else:
            assert isinstance(mark, Dot)
    written = [mark for mark in scene.of(Label) if len(mark.of) == 2]
    assert len(written) == int(((table["share_pct"] >= 1) | table["highlighted"]).sum())


def test_cells_of_a_row_stand_in_a_row_and_sums_are_those_of_the_table(sample: pd.DataFrame) -> None:
    scene = made.scene("matrix", "51", n=8)
    table = tt.flow_matrix(sample, "51", flow="export", n=8)
    rows: dict[str, set[float]] = {}
    for box in scene.of(Box):
        if len(box.of) == 2:
            rows.setdefault(box.of[0], set()).add(box.y)
    assert all(len(places) == 1 for places in rows.values())
    beverages = table[table["product"] == "C11Z"]["share_pct"].sum()
    assert f"{beverages:.0f}\u202f%" in [mark.text for mark in scene.of(Label) if mark.of == ("product-C11Z",)]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_steps_rise_in_lightness_so_that_they_hold_in_grey(colours: dict[str, str]) -> None:
    for hue in ("export", "import", "others"):
        steps = [luminance(colours[f"{hue}_{place + 1}"]) + 0.05 for place in range(len(STEPS))]
        ratios = [max(one, other) / min(one, other) for one, other in itertools.pairwise(steps)]
        assert steps in (sorted(steps), sorted(steps, reverse=True))
        assert min(ratios) >= (1.05 if hue == "others" else 1.25), hue


def test_a_narrow_matrix_says_how_many_it_names(sample: pd.DataFrame) -> None:
    assert "20 premiers produits, 20 premiers pays" in words(made.scene("matrix", "51"))
    assert "12 premiers produits, 6 premiers pays" in words(made.scene("matrix", "51", width="narrow"))


@pytest.mark.parametrize(("place", "n", "below_two"), [("51", 12, 2), ("R44", 30, 1)])
def test_cells_write_shares_as_every_other_figure_does(
    sample: pd.DataFrame, place: str, n: int, below_two: int
) -> None:
    table = tt.flow_matrix(sample, place, flow="export", n=n).set_index(["product", "partner"])["share_pct"]
    written = [mark for mark in made.scene("matrix", place, n=n).of(Label) if len(mark.of) == 2]
    # No decimal from 10 % on, one from 2 %, two below; one where thirty columns leave no room for two.
    decimals = set()
    for mark in written:
        product, partner = (key.split("-", 1)[1] for key in mark.of)
        share = float(table[product, partner])
        places = 0 if share >= 9.95 else 1 if share >= 1.995 else below_two
        assert mark.text == f"{share:.{places}f}".replace(".", ",")
        decimals.add(places)
    assert decimals >= {1, below_two}
