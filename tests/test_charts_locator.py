"""The locator map: every département has a place, drawn where it lies, and the map's authors are named."""

from __future__ import annotations

import os
import runpy
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path
from statistics import fmean

import pytest

import trade_territories as tt
from tests.scenes import check_page, upright
from tests.test_charts import SVG
from trade_territories import charts, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._contours import contours
from trade_territories.charts.export import to_pdf, to_png
from trade_territories.charts.scene import Area, Scene
from trade_territories.charts.svg import svg_of

FOLDER = files("trade_territories.charts").joinpath("contours")
OVERSEAS = {"971", "972", "973", "974", "976"}
SCRIPT = Path(__file__).parents[1] / "scripts" / "make_contours.py"


def extent(code: str) -> tuple[float, float, float, float]:
    points = [point for ring in contours()[code] for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def middle(code: str) -> tuple[float, float]:
    west, north, east, south = extent(code)
    return (west + east) / 2, (north + south) / 2


def area(code: str) -> float:
    def one(ring: tuple[tuple[float, float], ...]) -> float:
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2

    return sum(abs(one(ring)) for ring in contours()[code])


def roles(scene: Scene) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mark in scene.marks:
        if isinstance(mark, Area) and mark.tooltip:
            found.setdefault(mark.fill, set()).add(mark.tooltip.split(" · ")[0])
    return found


def test_every_departement_has_a_place_on_the_map() -> None:
    assert set(contours()) == set(reference.departement_regions())
    assert len(contours()) == 101
    assert all(len(ring) >= 4 for rings in contours().values() for ring in rings)


def test_the_table_is_small_and_says_whose_it_is() -> None:
    table = FOLDER.joinpath("contours.csv").read_text(encoding="utf-8")
    assert len(table.encode()) < 100_000
    readme = FOLDER.joinpath("README.md").read_text(encoding="utf-8")
    for word in ("Victor Cazanave", "MapSVG", "CC BY 4.0", "Natural Earth", "public domain"):
        assert word in readme


def test_departements_lie_where_they_do() -> None:
    """Held against an atlas: who is north, south, east and west, and which are largest."""
    mainland = set(contours()) - OVERSEAS - {"20", "99"}
    assert min(mainland, key=lambda code: extent(code)[1]) == "59"
    assert min(mainland, key=lambda code: extent(code)[0]) == "29"
    assert max(mainland, key=lambda code: extent(code)[3]) == "66"
    assert max(mainland, key=lambda code: extent(code)[2]) == "67"
    # In square kilometres; the projection draws what lies further north larger, so that neighbours are compared.
    for pair, ratio in ((("33", "24"), 9976 / 9060), (("51", "55"), 8162 / 6211), (("59", "62"), 5743 / 6671)):
        assert area(pair[0]) / area(pair[1]) == pytest.approx(ratio, rel=0.05), pair
    # Hauts-de-Seine, Val-de-Marne and Seine-Saint-Denis lie around Paris.
    assert middle("92")[0] < middle("75")[0] < middle("94")[0]
    assert middle("93")[1] < middle("75")[1] < middle("94")[1]
    # The Marne: Ardennes to the north, Aube to the south, Aisne to the west, Meuse to the east.
    assert middle("08")[1] < middle("51")[1] < middle("10")[1]
    assert middle("02")[0] < middle("51")[0] < middle("55")[0]


def test_monaco_is_a_mark_on_the_coast_between_nice_and_italy() -> None:
    west, north, east, south = extent("06")
    x, y = middle("99")
    assert fmean([west, east]) < x < east
    assert fmean([north, south]) < y < south


def test_overseas_departements_stand_apart() -> None:
    boxes = {code: extent(code) for code in OVERSEAS}
    others = [point for code in set(contours()) - OVERSEAS for ring in contours()[code] for point in ring]
    for code, (west, north, east, south) in boxes.items():
        assert not [1 for x, y in others if west <= x <= east and north <= y <= south], code
        for other, (w, n, e, s) in boxes.items():
            assert other == code or east < w or e < west or south < n or s < north


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("place", ["51", "75", "R44", "974", "99", "ti-4417", "FR", "20", "51+33"])
def test_words_are_on_the_page_and_apart(place: str, lang: str) -> None:
    scene = catalogue.scene("locator", None, place, lang=lang)
    check_page(scene)
    written = " ".join(mark.text for mark in upright(scene))
    assert "Cazanave" in written
    assert "CC\u00a0BY\u00a04.0" in written
    assert sum(len(names) for names in roles(scene).values()) == 101


def test_the_territory_is_dark_and_its_region_grey() -> None:
    found = roles(catalogue.scene("locator", None, "51"))
    assert found["node"] == {"Marne"}
    codes = tt.territory("R44").departements
    assert found["rest"] | {"Marne"} == {tt.territory(code).name for code in codes}
    assert set(roles(catalogue.scene("locator", None, "R44"))) == {"node", "rule"}
    assert set(roles(catalogue.scene("locator", None, "FR"))) == {"node"}


@pytest.mark.parametrize(("place", "ringed"), [("51", False), ("75", True), ("90", True), ("99", True), ("R44", False)])
def test_what_is_tiny_is_ringed(place: str, ringed: bool) -> None:
    scene = catalogue.scene("locator", None, place)
    rings = [mark for mark in scene.marks if isinstance(mark, Area) and not mark.tooltip]
    assert len(rings) == ringed
    if rings:
        (ring,) = rings
        xs = [x for x, _ in ring.rings[0]]
        mine = [
            x
            for mark in scene.marks
            if isinstance(mark, Area) and mark.tooltip and mark.fill == "node"
            for x, _ in mark.rings[0]
        ]
        assert min(xs) < min(mine) <= max(mine) < max(xs)


def test_both_drawings_show_the_same() -> None:
    scene = catalogue.scene("locator", None, "75")
    figure = charts.locator("75")
    assert {trace.text for trace in figure.data if trace.text} == {
        mark.tooltip for mark in scene.marks if isinstance(mark, Area) and mark.tooltip
    }
    assert figure.layout.meta["description"] == scene.description == charts.describe("locator", None, "75")
    assert charts.static.locator("75").scene == scene
    root = ET.fromstring(svg_of(scene, prefix="one"))  # noqa: S314 - our own text
    assert len(root.findall(f".//{SVG}path/{SVG}title")) == 101


@pytest.mark.whole
def test_files_are_the_same_every_time() -> None:
    first, second = charts.static.locator("51"), charts.static.locator("51")
    assert to_png(first, dpi=50) == to_png(second, dpi=50)
    assert to_pdf(first) == to_pdf(second)


def test_the_alternative_text_says_where() -> None:
    assert charts.describe("locator", None, "Marne") == "Carte de France. Marne\u00a0: région Grand Est."
    assert charts.describe("locator", None, "51+33", lang="en").endswith("régions Grand Est and Nouvelle-Aquitaine.")
    assert "Haut-Rhin et Vosges" in charts.describe("locator", None, "Grand Est")
    assert charts.describe("locator", None, "La Réunion", lang="en").endswith("a région in its own right.")


def test_monaco_is_no_part_of_the_region_that_it_is_counted_with() -> None:
    said = charts.describe("locator", None, "Monaco", lang="en")
    assert said == (
        "Map of France. Monaco, which the Customs count with the région Provence-Alpes-Côte d’Azur, is no part of it."
    )
    scene = catalogue.scene("locator", None, "99")
    assert set(roles(scene)) == {"node", "rule"}
    told = {mark.tooltip for mark in scene.marks if isinstance(mark, Area) and mark.fill == "node"}
    assert "Monaco · compté par les Douanes avec la région Provence-Alpes-Côte d’Azur" in told
    region = charts.describe("locator", None, "R93", lang="en")
    assert "Vaucluse. The Customs count Monaco with it" in region
    neighbours = roles(catalogue.scene("locator", None, "06"))["rest"]
    assert not any("Monaco" in name for name in neighbours)


def test_colours_follow_the_page() -> None:
    adaptive = svg_of(catalogue.scene("locator", None, "51"), prefix="one", embed_fonts=False, adaptive=True)
    assert 'style="fill:var(--tt-node,' in adaptive
    assert "stroke:var(--tt-background," in adaptive
    ET.fromstring(adaptive)  # noqa: S314 - our own text


@pytest.mark.skipif(
    "CONTOURS" not in os.environ,
    reason="CONTOURS names no folder with the two npm archives that the table is made from",
)
def test_the_table_is_made_again() -> None:
    made = runpy.run_path(str(SCRIPT))["make"](Path(os.environ["CONTOURS"]))
    assert made == FOLDER.joinpath("contours.csv").read_text(encoding="utf-8")
