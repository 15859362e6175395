"""Words stand out from what they stand on by WCAG and by APCA; marks that a value is read from, 3 to 1 from the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import made
from tests.builders import FlowRow, make_flows
from tests.scenes import check_contrast
from tests.thorough import telling
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.scene import Area, Box, Ribbon, Scene
from trade_territories.charts.style import DARK, LIGHT, SEEN, Style, contrast
from trade_territories.charts.svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Colours in which a scene was laid out, and those in which it is seen: a fiche's pictures are laid out for a light page, and
#: follow the page into the dark.
THEMES: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "light": (LIGHT, LIGHT),
    "dark": (DARK, DARK),
    "light page turned dark": (LIGHT, DARK),
}
#: Fills that a value is read from; paler ones (autres, small flows, rows) have their value in words beside them.
VALUED = frozenset({"import", "export", "largest", "node", "surplus", "deficit"})
#: One flow of nearly all, and ever smaller ones.
PAIRS = zip(
    ("C11Z", "C20A", "C21Z", "C24A", "C25A", "C28A", "C29A"), ("US", "DE", "BE", "IT", "GB", "ES", "CN"), strict=True
)
RATIOS: list[FlowRow] = [
    (flow, 2024, 1, "51", product, "9999", partner, 10 ** (10 - rank), 1)
    for rank, (product, partner) in enumerate(PAIRS)
    for flow in ("export", "import")
]
CASES: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "balance": ("balance", "51", {}),
    "balance-narrow": ("balance", "51", {"width": "narrow"}),
    "balance-corsica": ("balance", "20", {"by": "zone"}),
    "balance-20": ("balance", "FR", {"n": 20}),
    "sankey": ("sankey", "51", {}),
    "sankey-narrow": ("sankey", "51", {"width": "narrow"}),
    "sankey-20": ("sankey", "FR", {"n": 20, "flow": "import"}),
    "sankey-3": ("sankey", "976", {"n": 3}),
    "matrix": ("matrix", "51", {}),
    "matrix-import": ("matrix", "FR", {"flow": "import", "width": "narrow"}),
    "locator": ("locator", "51", {}),
    "locator-tiny": ("locator", "75", {}),
    "locator-france": ("locator", "FR", {}),
}


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def laid(case: str, flows: pd.DataFrame, colours: Mapping[str, str]) -> Scene:
    chart, place, options = CASES[case]
    with charts.theme(dark=colours is DARK):
        return catalogue.scene(chart, flows, place, **options)


def check_valued_marks(scene: Scene, colours: Mapping[str, str]) -> None:
    colour = Style(colours=colours).colour
    page = colour("background")
    for mark in scene.marks:
        if isinstance(mark, Box | Ribbon) and mark.fill in VALUED:
            assert contrast(colour(mark.fill), page) >= SEEN, mark
        elif isinstance(mark, Area) and mark.edge:
            assert max(contrast(colour(mark.fill), page), contrast(colour(mark.edge), page)) >= SEEN, mark


@pytest.mark.whole
@pytest.mark.parametrize("theme", telling(THEMES, 1, pytest.mark.whole))
@pytest.mark.parametrize("case", CASES)
def test_words_and_marks_stand_out(sample: pd.DataFrame, case: str, theme: str) -> None:
    drawn_for, seen_in = THEMES[theme]
    scene = laid(case, sample, drawn_for)
    check_contrast(scene, seen_in)
    check_valued_marks(scene, seen_in)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", ["balance", "sankey", "matrix"])
def test_they_do_however_small(chart: str, theme: str) -> None:
    drawn_for, seen_in = THEMES[theme]
    with charts.theme(dark=drawn_for is DARK):
        scene = catalogue.scene(chart, make_flows(RATIOS), "51")
    check_contrast(scene, seen_in)
    check_valued_marks(scene, seen_in)


def test_colours_of_a_page_follow_it(sample: pd.DataFrame) -> None:
    """In a fiche they are the page's own, so that words and marks stand out in light and in dark."""
    for case, roles in (("balance", ("import", "export", "zebra")), ("sankey", ("largest", "node", "others"))):
        text = svg_of(laid(case, sample, LIGHT), prefix="one", embed_fonts=False, adaptive=True)
        for role in roles:
            assert f"var(--tt-{role},{LIGHT[role]})" in text, role
    assert "stop-color:var(--tt-secondary" in svg_of(laid("sankey", sample, LIGHT), prefix="one", adaptive=True)
