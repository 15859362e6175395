"""Interactive figures drawn by a real browser through kaleido: pictures of the right size, with all their words."""

from __future__ import annotations

import html
import io
import os
import re
import shutil
import struct
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from trade_territories import charts

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _kaleido(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let kaleido find Debian's chromium; where either is absent tests are skipped with the reason, but never in CI."""
    path = shutil.which("chromium")
    reason = (
        "Debian's chromium is not installed: apt-get install chromium"
        if path is None
        else "kaleido is not installed: python -m pip install --group test"
        if find_spec("kaleido") is None
        else None
    )
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    monkeypatch.setenv("BROWSER_PATH", str(path))


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


def test_a_png_is_as_large_as_its_resolution_asks(sample: pd.DataFrame) -> None:
    figure = charts.sankey(sample, "51")
    picture = charts.to_png(figure, dpi=72)
    width, height = struct.unpack(">II", picture[16:24])
    # At 72 dots to an inch a point is a pixel, and a figure has 1.42 pixels to a point.
    assert width == pytest.approx(figure.layout.meta["width"] / 1.42, abs=2)
    assert height == pytest.approx(figure.layout.height / 1.42, abs=2)


@pytest.mark.parametrize("chart", ["sankey", "balance", "activities"])
def test_an_svg_holds_all_words_and_marks(sample: pd.DataFrame, chart: str) -> None:
    figure: Any = getattr(charts, chart)(sample, "51")
    root = ET.fromstring(charts.to_svg(figure))  # noqa: S314 - drawn from our own figure
    written = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    notes = {html.unescape(re.sub(r"<[^>]+>", "", note.text)) for note in figure.layout.annotations}
    assert notes <= written


HOVERED = [
    (
        "sankey",
        "51",
        r"Boissons vers les États-Unis : 584,0 M€, 7,2 % du total, rang 1 sur \d+ entre produits et pays nommés",
    ),
    ("balance", "51", r"Allemagne : importations .+ M€, exportations .+ M€, solde .+ M€"),
    ("activities", "51", r"Importations : Machines, électronique, 1 194,0 M€, 21 %"),
    ("evolution", "51", r"4e trimestre 2024 : exportations .+ M€ et importations .+ M€"),
    ("locator", None, "Ain · Auvergne-Rhône-Alpes"),
]


@pytest.mark.parametrize(("chart", "place", "words"), HOVERED)
def test_hover_tells_what_the_mouse_points_at(
    browser: Any, sample: pd.DataFrame, tmp_path: Path, chart: str, place: str | None, words: str
) -> None:
    figure: Any = getattr(charts, chart)(*((sample, place) if place else ("51",)))
    told = [one for one in figure.data if one.text]
    # Of flows the largest is pointed at, which no other crosses; of the rest the first.
    trace = next((one for one in told if "rang 1 sur" in one.text), told[0])
    xs, ys = trace.x, trace.y
    # A ribbon is nowhere as surely itself as where it leaves: between its first point and the last of its lower edge.
    at = (xs[2], (ys[2] + ys[-4]) / 2) if chart == "sankey" else ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    figure.write_html(tmp_path / "figure.html", include_plotlyjs="directory", config={"displayModeBar": False})
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((tmp_path / "figure.html").as_uri())
    box = page.locator(".js-plotly-plot").bounding_box()
    layout = figure.layout
    spots = []
    for value, (first, last), start, size in (
        (at[0], layout.xaxis.range, box["x"], box["width"]),
        (at[1], layout.yaxis.range[::-1], box["y"], box["height"]),
    ):
        margin = layout.margin.l
        spots.append(start + margin + (value - first) / (last - first) * (size - 2 * margin))
    page.mouse.move(spots[0] - 1, spots[1])
    page.mouse.move(*spots)
    shown = page.locator(".hovertext").text_content(timeout=5000) or ""
    page.close()
    assert re.fullmatch(words, re.sub(r"[\s\u202f\xa0]+", " ", shown)), shown


def test_a_pdf_has_one_page_with_the_words(sample: pd.DataFrame) -> None:
    from pypdf import PdfReader

    (page,) = PdfReader(io.BytesIO(charts.to_pdf(charts.balance(sample, "51")))).pages
    assert "Allemagne" in page.extract_text()


@pytest.mark.parametrize(("width", "place"), [("wide", 700), ("wide", 1280), ("narrow", 320)])
def test_a_live_figure_brings_its_font_and_no_words_meet(
    browser: Any, sample: pd.DataFrame, tmp_path: Path, width: Any, place: int
) -> None:
    """Also where a cell is narrower than the figure: it scrolls then."""
    figure: Any = charts.balance(
        sample, "51", width=width, title=" ".join(["Un titre assez long pour deux lignes"] * 3)
    )
    figure.write_html(tmp_path / "figure.html", include_plotlyjs="directory")
    page = browser.new_page(viewport={"width": place, "height": 900})
    page.goto((tmp_path / "figure.html").as_uri())
    page.wait_for_function("document.querySelector('.js-plotly-plot')._fullLayout.font.family.endsWith('system-ui')")
    assert page.evaluate("document.fonts.check(\"16px 'Territoires Sans'\")")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.gtitle, .annotation-text')].map(one => {"
        " const box = one.getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom, one.textContent] })"
    )
    wide = page.evaluate("document.querySelector('.js-plotly-plot').clientWidth")
    page.close()
    assert len(boxes) > 20
    for at, (left, right, top, bottom, text) in enumerate(boxes):
        assert left >= 0, text
        assert right <= wide + 9, text
        for other_left, other_right, other_top, other_bottom, other in boxes[at + 1 :]:
            # The room above and below letters may meet.
            lower = min(bottom, other_bottom) - max(top, other_top)
            beside = min(right, other_right) - max(left, other_left)
            assert lower <= 6 or beside <= 0.5, (text, other)
