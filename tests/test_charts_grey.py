"""Charts printed in black and white: what colours tell is told by lightness, by place, by shape and by words too."""

from __future__ import annotations

import itertools
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests import made
from tests.scenes import upright
from tests.test_charts_contrast import CASES, laid
from tests.thorough import telling
from trade_territories.charts.scene import Area, Box, Label, Ribbon, Scene
from trade_territories.charts.static._figure import draw
from trade_territories.charts.style import DARK, LIGHT, MARGIN, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Two greys are told apart at a glance where one is so many times lighter than the other.
APART = 2.0
DPI = 180
PAGES = pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


#: Each case is drawn once.
PRINTED: dict[tuple[str, str], tuple[Scene, Print]] = {}


class Print:
    """A chart as a printer without colours sees it: each pixel is its relative luminance, 0 to 1."""

    def __init__(self, scene: Scene, colours: Mapping[str, str]) -> None:
        buffer = BytesIO()
        draw(scene, Style(colours=colours)).savefig(buffer, format="png", dpi=DPI)
        channels = np.asarray(Image.open(buffer).convert("RGB")) / 255
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        self.grey = linear @ np.array([0.2126, 0.7152, 0.0722])

    def at(self, x: float, y: float) -> float:
        """Return the lightness at a point of the scene, as contrast counts it."""
        row, column = (int((value + MARGIN) * DPI / 72) for value in (y, x))
        return float(self.grey[row, column]) + 0.05

    def of(self, box: Box) -> float:
        """Return that of a box, at a place where no words are: near its lower right corner."""
        return self.at(box.x + box.width - min(2.0, box.width / 2), box.y + box.height - min(2.0, box.height / 2))


def unmarked(scene: Scene) -> Scene:
    """Leave out the words across an example, which shade what they cross."""
    marks = tuple(mark for mark in scene.marks if not (isinstance(mark, Label) and mark.turn))
    return Scene(scene.width, scene.height, marks, scene.title, scene.description, scene.lang)


def case(name: str, sample: pd.DataFrame, colours: Mapping[str, str]) -> tuple[Scene, Print]:
    key = (name, colours["background"])
    if key not in PRINTED:
        scene = unmarked(laid(name, sample, colours))
        PRINTED[key] = scene, Print(scene, colours)
    return PRINTED[key]


def ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def bars(scene: Scene, role: str, *, least: float = 3.0) -> list[Box]:
    return [
        mark
        for mark in scene.marks
        if isinstance(mark, Box) and mark.fill == role and min(mark.width, mark.height) >= least
    ]


@pytest.mark.whole
@PAGES
@pytest.mark.parametrize("name", ["balance"])
def test_imports_and_exports_differ_in_lightness(sample: pd.DataFrame, name: str, colours: Mapping[str, str]) -> None:
    scene, grey = case(name, sample, colours)
    imports, exports = ([grey.of(bar) for bar in bars(scene, role)] for role in ("import", "export"))
    assert imports
    assert exports
    assert min(ratio(one, other) for one in imports for other in exports) >= APART


@PAGES
def test_the_territory_on_the_map_differs_from_its_region_and_the_rest(
    sample: pd.DataFrame, colours: Mapping[str, str]
) -> None:
    scene, grey = case("locator", sample, colours)
    seen: dict[str, float] = {}
    for mark in scene.marks:
        if isinstance(mark, Area) and mark.tooltip.split(" · ")[0] in ("Marne", "Haute-Marne", "Gironde"):
            xs, ys = zip(*mark.rings[0], strict=True)
            seen[mark.fill] = grey.at((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    assert set(seen) == {"node", "rest", "rule"}
    assert all(ratio(one, other) >= APART for one, other in itertools.combinations(seen.values(), 2))


@pytest.mark.whole
@PAGES
@pytest.mark.parametrize("name", telling(["sankey", "sankey-20", "sankey-narrow"], 1))
def test_the_largest_flows_stand_out(sample: pd.DataFrame, name: str, colours: Mapping[str, str]) -> None:
    """Where they leave, red ribbons are twice as far from the page as any other, and named nodes from "autres"."""
    scene, grey = case(name, sample, colours)
    seen: dict[bool, list[float]] = {True: [], False: []}
    for ribbon in scene.of(Ribbon):
        if ribbon.width >= 3:
            seen[ribbon.fill == "largest"].append(grey.at(ribbon.x0 + 1.0, ribbon.y0))
    assert seen[True]
    assert seen[False]
    assert min(ratio(one, other) for one in seen[True] for other in seen[False]) >= 1.5
    named, others = ([grey.of(bar) for bar in bars(scene, role)] for role in ("node", "others"))
    assert min(ratio(one, other) for one in named for other in others) >= APART


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("balance")])
def test_surplus_and_deficit_differ_in_shape_and_sign(sample: pd.DataFrame, name: str) -> None:
    scene = laid(name, sample, LIGHT)
    shapes: dict[str, Any] = {"surplus": ("▲", "+"), "deficit": ("▼", "−")}
    balances = [mark for mark in upright(scene) if mark.fill in shapes]
    assert balances
    for mark in balances:
        shape, sign = shapes[mark.fill]
        assert mark.text == shape or mark.text.startswith((sign, f"<\u202f{sign}", f">\u202f{sign}")), mark
    for role in shapes:
        sides = {round(bar.x if role == "surplus" else bar.x + bar.width, 3) for bar in bars(scene, role, least=0.0)}
        assert len(sides) <= 1
