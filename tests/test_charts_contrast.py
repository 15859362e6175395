"""Every mark of every chart stands out from what it stands on, 3 to 1, by itself or by its outline; words 4.5 to 1."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Patch

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.test_charts import SVG
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._tones import tones
from trade_territories.charts.export import PIXELS
from trade_territories.charts.interactive._figure import draw as draw_live
from trade_territories.charts.scene import EDGE, Area, Box, Label, Ribbon, Rule, Scene
from trade_territories.charts.static._figure import draw
from trade_territories.charts.style import DARK, LIGHT, READABLE, SEEN, Style, contrast
from trade_territories.charts.svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Colours in which a scene was laid out, and those in which it is seen: a fiche's pictures are laid out for a light page, and
#: follow the page into the dark.
THEMES: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "light": (LIGHT, LIGHT),
    "dark": (DARK, DARK),
    "light page turned dark": (LIGHT, DARK),
}
TONES = frozenset({*tones(), "others"})
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
    "balance-corsica": ("balance", "20", {"by": "zone"}),
    "balance-20": ("balance", "FR", {"n": 20}),
    "sankey": ("sankey", "51", {}),
    "sankey-20": ("sankey", "FR", {"n": 20, "flow": "import"}),
    "sankey-3": ("sankey", "976", {"n": 3}),
    "locator": ("locator", "51", {}),
    "locator-tiny": ("locator", "75", {}),
    "locator-france": ("locator", "FR", {}),
}


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


def many_years(flows: pd.DataFrame) -> pd.DataFrame:
    years = [flows.assign(year=pd.Series(year, index=flows.index, dtype="int16")) for year in range(2019, 2025)]
    return pd.concat(years, ignore_index=True)


def laid(case: str, flows: pd.DataFrame, colours: Mapping[str, str]) -> Scene:
    chart, place, options = CASES[case]
    with charts.theme(dark=colours is DARK):
        return catalogue.scene(chart, many_years(flows) if case == "evolution-years" else flows, place, **options)


def ground(scene: Scene, place: int, colour: Any) -> str:
    """Give the colour that a mark stands on: that of the last box before it that holds it, else of the page."""
    mark = scene.marks[place]
    if isinstance(mark, Ribbon | Area):
        return str(colour("background"))
    if isinstance(mark, Rule):
        x, y = (mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2
    elif isinstance(mark, Box):
        x, y = mark.x + mark.width / 2, mark.y + mark.height / 2
    else:
        x, y = mark.x, mark.y - mark.size / 3
    held = [
        one
        for one in scene.marks[:place]
        if isinstance(one, Box) and one.x <= x <= one.x + one.width and one.y <= y <= one.y + one.height
    ]
    return str(colour(held[-1].fill if held else "background"))


def check_marks(scene: Scene, colours: Mapping[str, str]) -> None:
    colour = Style(colours=colours).colour
    for place, mark in enumerate(scene.marks):
        below = ground(scene, place, colour)
        if isinstance(mark, Label):
            # The words across an example are decoration: the source below says the same in full contrast.
            assert mark.turn or contrast(colour(mark.fill), below) >= READABLE, mark
        elif isinstance(mark, Rule):
            # Lines of a grid and between rows only guide the eye: each value is written, or its scale is.
            grid = mark.stroke == "rule" and mark.y0 == mark.y1
            assert grid or contrast(colour(mark.stroke), below) >= SEEN, mark
        elif mark.fill in TONES:
            # Words tell a tile, and white around it; what is without words is told under the picture.
            continue
        else:
            line = EDGE if isinstance(mark, Area) else mark.line
            outline = contrast(colour(mark.edge), below) if mark.edge and line > 0 else 1.0
            assert max(contrast(colour(mark.fill), below), outline) >= SEEN, mark


def test_each_chart_has_its_case() -> None:
    assert {chart for chart, _, _ in CASES.values()} <= set(catalogue.names())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("case", CASES)
def test_every_mark_stands_out(sample: pd.DataFrame, case: str, theme: str) -> None:
    drawn_for, seen_in = THEMES[theme]
    scene = laid(case, sample, drawn_for)
    kinds = {type(mark) for mark in scene.marks} & {Box, Ribbon, Area}
    assert kinds, "a scene without marks would show nothing"
    check_marks(scene, seen_in)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", ["balance", "sankey"])
def test_marks_stand_out_however_small(chart: str, theme: str) -> None:
    drawn_for, seen_in = THEMES[theme]
    with charts.theme(dark=drawn_for is DARK):
        scene = catalogue.scene(chart, make_flows(RATIOS), "51")
    check_marks(scene, seen_in)


def test_the_palest_marks_would_not_stand_out_without_their_outline(sample: pd.DataFrame) -> None:
    """Each kind of outline is needed: without it the test above would fail."""
    for case, kind in (("activities", Box), ("sankey", Ribbon), ("locator", Area), ("dependence", Box)):
        marks = [mark for mark in laid(case, sample, LIGHT).marks if isinstance(mark, kind)]
        colour = Style().colour
        assert [mark for mark in marks if contrast(colour(mark.fill), colour("background")) < SEEN], case


def test_edges_lie_within_their_marks(sample: pd.DataFrame) -> None:
    for case in ("activities-mayotte", "sankey-20"):
        for mark in laid(case, sample, LIGHT).marks:
            if isinstance(mark, Box):
                x, y, width, height = mark.within
                half = mark.line / 2
                assert (x - half, y - half) == pytest.approx((mark.x, mark.y))
                assert (x + width + half, y + height + half) == pytest.approx(
                    (mark.x + mark.width, mark.y + mark.height)
                )
                assert min(width, height) >= 0
            elif isinstance(mark, Ribbon):
                top, _, height = mark.within
                half = mark.line / 2
                assert top - half == pytest.approx(mark.top0)
                assert top + height + half == pytest.approx(mark.top0 + mark.height)


@pytest.mark.parametrize("case", ["sankey", "locator"])
def test_all_three_drawings_have_the_outlines(sample: pd.DataFrame, case: str) -> None:
    scene, style = laid(case, sample, LIGHT), Style()
    outlined = [mark for mark in scene.marks if isinstance(mark, Box | Ribbon | Area)]
    wanted = [
        (style.colour(mark.edge), EDGE if isinstance(mark, Area) else mark.line) if mark.edge else None
        for mark in outlined
    ]
    artists = [one for one in draw(scene, style).get_children() if isinstance(one, Patch)][1:]
    printed = [
        (to_hex(one.get_edgecolor()), one.get_linewidth()) if one.get_linewidth() else None
        for one in sorted(artists, key=lambda one: one.get_zorder())
    ]
    live = [
        (trace.line.color, trace.line.width / PIXELS) if trace.line.width else None
        for trace in draw_live(scene, style).data
    ]
    root = ET.fromstring(svg_of(scene, prefix="one", style=style, embed_fonts=False))  # noqa: S314 - our own text
    shapes = [one for one in root.iter() if one.tag in (f"{SVG}rect", f"{SVG}path")][1:]
    drawn = [
        (str(one.get("stroke")), float(one.get("stroke-width", 0))) if one.get("stroke") else None for one in shapes
    ]
    for found in (printed, live, drawn):
        assert len(found) == len(wanted)
        for have, want in zip(found, wanted, strict=True):
            assert (have is None) == (want is None)
            if have and want:
                assert have[0] == want[0]
                assert have[1] == pytest.approx(want[1], abs=0.006)


def test_outlines_follow_the_page() -> None:
    """In a fiche they are the page's own colours, so that pale tiles and dark ones stand out in light and in dark."""
    flows = make_flows(RATIOS)
    for chart, roles in (("sankey", ("edge",)),):
        text = svg_of(catalogue.scene(chart, flows, "51"), prefix="one", embed_fonts=False, adaptive=True)
        for role in roles:
            assert re.search(rf"stroke:var\(--tt-{role},#[0-9a-f]{{6}}\)", text), role
        ET.fromstring(text)  # noqa: S314 - our own text
