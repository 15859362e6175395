"""Charts: geometry without drawing, words from the same data, files that are the same on every run."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests.builders import FlowRow, make_flows, rows_strategy, with_labels
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import style
from trade_territories.charts._text import label_lines, measure
from trade_territories.charts.export import to_pdf, to_png
from trade_territories.charts.layout.spread import spread
from trade_territories.charts.scene import Box, Label, Ribbon, Scene
from trade_territories.charts.style import MARGIN
from trade_territories.charts.svg import svg_of
from trade_territories.errors import TradeTerritoriesError

SVG = "{http://www.w3.org/2000/svg}"
GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
LONG = "Équipements de très longue dénomination, parties et accessoires pour véhicules et appareils"
ROWS = rows_strategy(max_size=60, departements=("51",)).map(lambda rows: rows + GROUND)


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


def widths_of(mark: Label) -> tuple[float, float]:
    width = measure(mark.text, mark.size, mark.weight)
    start = {"start": mark.x, "middle": mark.x - width / 2, "end": mark.x - width}[mark.anchor]
    return start, start + width


def upright(scene: Scene) -> list[Label]:
    return [mark for mark in scene.marks if isinstance(mark, Label) and not mark.turn]


def check_page(scene: Scene) -> None:
    """Hold a scene to what every chart keeps: words on the page and apart from each other, nothing below 7 points."""
    boxes = []
    for mark in upright(scene):
        start, end = widths_of(mark)
        assert start >= -0.5, mark
        assert end <= scene.width + 0.5, mark
        assert mark.size >= 7, mark
        assert -MARGIN <= mark.y <= scene.height, mark
        boxes.append((start, end, mark.y - mark.size * 0.68, mark.y + mark.size * 0.16, mark.text))
    for i, (start, end, top, bottom, text) in enumerate(boxes):
        for other_start, other_end, other_top, other_bottom, other in boxes[i + 1 :]:
            apart = end <= other_start + 0.3 or other_end <= start + 0.3 or bottom <= other_top or other_bottom <= top
            assert apart, (text, other)


FOUR = ("balance", "activities", "sankey", "evolution")


def test_small_multiples_keep_their_words_and_one_scale(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("multiples", sample, ["51", "10", "ti-4417"])
    check_page(scene)
    bars = [mark for mark in scene.marks if isinstance(mark, Box)]
    values = [
        value for place in ("51", "10", "ti-4417") for value in tt.totals(sample, place)["value_eur"].tolist()[::-1]
    ]
    assert [bar.width / value for bar, value in zip(bars, values, strict=True)] == pytest.approx(
        [bars[0].width / values[0]] * 6
    )
    with pytest.raises(TradeTerritoriesError, match="compare between 2 and 12"):
        catalogue.scene("multiples", sample, ["51"])


@pytest.mark.parametrize("place", ["51", "20", "976", "R44", "ti-4417", "75"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_rows_of_shares_keep_their_words(sample: pd.DataFrame, place: str, lang: str) -> None:
    for chart, options in (
        ("specialisation", {}),
        ("specialisation", {"flow": "import", "by": "cpf4", "n": 20}),
        ("dependence", {}),
        ("dependence", {"by": "cpf4", "n": 20}),
    ):
        check_page(catalogue.scene(chart, sample, place, lang=lang, **options))


def test_specialisation_draws_both_shares_on_one_scale(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("specialisation", sample, "51", n=6)
    exports = sample[sample["flow"] == "export"]
    here = exports[exports["departement"] == "51"].groupby("a129", observed=True)["value_eur"].sum()
    france = exports.groupby("a129", observed=True)["value_eur"].sum()
    table = tt.specialisation(sample, "51")
    codes = table[table["standing"] == "above"]["code"].head(6)
    expected = [value for code in codes for value in (here[code] / here.sum(), france[code] / france.sum())]
    bars = [mark for mark in scene.marks if isinstance(mark, Box) and mark.tooltip]
    assert [bar.fill for bar in bars] == ["export", "pale"] * 6
    scale = bars[0].width / expected[0]
    assert [bar.width for bar in bars] == pytest.approx([max(one * scale, 0.8) for one in expected])
    with pytest.raises(TradeTerritoriesError, match="France is what others are compared with"):
        catalogue.scene("specialisation", sample, "FR")


def test_dependence_draws_the_whole_of_each_product(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("dependence", sample, "FR", by="cpf4", n=5)
    bars = [mark for mark in scene.marks if isinstance(mark, Box) and mark.tooltip]
    ends: dict[float, float] = {}
    for bar in bars:
        ends[bar.y] = max(ends.get(bar.y, 0.0), bar.x + bar.width)
    assert len(ends) == 5
    assert list(ends.values()) == pytest.approx([next(iter(ends.values()))] * 5, abs=2)
    assert sum(bar.fill == "import" for bar in bars) == 5


def test_rows_that_are_none_say_so(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("dependence", sample[~(sample["flow"].eq("import") & sample["departement"].eq("51"))], "51")
    check_page(scene)
    assert not scene.of(Box)
    assert "Aucun produit importé" in scene.description


def test_an_evolution_marks_breaks_and_adds_nothing_up(sample: pd.DataFrame) -> None:
    years = [sample.assign(year=pd.Series(year, index=sample.index, dtype="int16")) for year in range(2019, 2025)]
    many = pd.concat(years, ignore_index=True)
    for by in ("year", "quarter"):
        scene = catalogue.scene("evolution", many, "51", by=by)
        check_page(scene)
        assert {"Brexit", "EMEBI"} <= {mark.text for mark in upright(scene)}
        assert scene.title.endswith("Marne, 2019–2024")
        bars = [mark for mark in scene.marks if isinstance(mark, Box) and mark.fill == "export" and mark.tooltip]
        assert len(bars) == (6 if by == "year" else 24)


@pytest.mark.parametrize("chart", FOUR)
@pytest.mark.parametrize("place", ["51", "20", "976", "R44", "FR", "ti-4417", "99"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_are_on_the_page_and_apart(sample: pd.DataFrame, chart: str, place: str, lang: str) -> None:
    check_page(catalogue.scene(chart, sample, place, lang=lang))


@pytest.mark.parametrize("n", [3, 5, 20])
@pytest.mark.parametrize("flow", ["export", "import"])
def test_a_sankey_of_any_size_keeps_its_labels(sample: pd.DataFrame, n: int, flow: str) -> None:
    check_page(catalogue.scene("sankey", sample, "51", n=n, flow=flow))


def test_a_balance_of_forty_rows_keeps_its_labels(sample: pd.DataFrame) -> None:
    check_page(catalogue.scene("balance", sample, "FR", n=20))
    check_page(catalogue.scene("balance", sample, "FR", by="cpf4", n=20))


def test_labels_of_ninety_characters_are_wrapped_never_cut() -> None:
    rows = [
        ("export", 2024, 1, "51", f"Z{i:02d}Z", "9999", code, 1000 - i, 1) for i, code in enumerate(["US", "DE", "BE"])
    ]
    flows = make_flows([*GROUND, *rows])
    with_labels(flows, "a129", {f"Z{i:02d}Z": LONG for i in range(3)})
    for chart, options in (("sankey", {}), ("balance", {"by": "a129"}), ("activities", {})):
        scene = catalogue.scene(chart, flows, "51", **options)
        check_page(scene)
        written = " ".join(mark.text for mark in upright(scene)).replace("’", "'")
        assert all(word in written for word in LONG.split())


@given(ROWS, st.sampled_from(["export", "import"]), st.integers(1, 6))
@settings(max_examples=40)
def test_ribbons_add_up_to_their_nodes(rows: list[FlowRow], flow: str, n: int) -> None:
    scene = catalogue.scene("sankey", make_flows(rows), "51", flow=flow, n=n)
    ribbons = [mark for mark in scene.marks if isinstance(mark, Ribbon)]
    if not ribbons:
        assert any("Aucune" in mark.text for mark in upright(scene))
        return
    check_page(scene)
    nodes = [mark for mark in scene.marks if isinstance(mark, Box) and mark.tooltip]
    for side, x in (("left", min(node.x for node in nodes)), ("right", max(node.x for node in nodes))):
        mine = sorted((node for node in nodes if node.x == x), key=lambda node: node.y)
        for above, below in itertools.pairwise(mine):
            assert above.y + above.height <= below.y + 1e-6
        heights = [node.height for node in mine if node.fill == "node"]
        assert heights == sorted(heights, reverse=True), side
        thick = sum(ribbon.height for ribbon in ribbons)
        assert thick == pytest.approx(sum(node.height for node in mine), abs=0.5 * len(ribbons) + 1e-6)


def test_the_largest_flows_are_drawn_last_on_top(sample: pd.DataFrame) -> None:
    ribbons = [mark for mark in catalogue.scene("sankey", sample, "51").marks if isinstance(mark, Ribbon)]
    assert [ribbon.fill for ribbon in ribbons[-5:]] == ["largest"] * 5
    assert {ribbon.fill for ribbon in ribbons[:-5]} == {"flow"}


def test_bars_of_both_sides_have_one_scale(sample: pd.DataFrame) -> None:
    table = tt.balance(sample, "51", n=10)
    scene = catalogue.scene("balance", sample, "51", n=10)
    for column, fill in (("import_eur", "import"), ("export_eur", "export")):
        bars = [mark for mark in scene.marks if isinstance(mark, Box) and mark.fill == fill]
        ratios = [bar.width / value for bar, value in zip(bars, table[column], strict=True) if bar.width > 1]
        assert ratios == pytest.approx([ratios[0]] * len(ratios))


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(5, 30)), min_size=1, max_size=12).map(sorted),
    st.floats(0, 4),
)
def test_labels_pushed_apart_keep_order_room_and_page(blocks: list[tuple[float, float]], gap: float) -> None:
    centres, heights = [block[0] for block in blocks], [block[1] for block in blocks]
    bottom = max(400.0, sum(heights) + gap * len(heights))
    placed = spread(centres, heights, 0, bottom, gap)
    assert placed[0] - heights[0] / 2 >= -1e-6
    assert placed[-1] + heights[-1] / 2 <= bottom + 1e-6
    for i in range(len(placed) - 1):
        assert placed[i + 1] - placed[i] >= (heights[i] + heights[i + 1]) / 2 + gap - 1e-6


@given(st.text(alphabet="abcdefgh éà-,", min_size=1, max_size=120))
def test_wrapping_loses_no_word(text: str) -> None:
    words = text.split()
    if words:
        assert " ".join(label_lines(" ".join(words), 60, 8)).split() == words


def test_the_titles_say_what_where_when_and_what_is_left_out(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("balance", sample, "51", excluding=["US"], quarter=[1, 2])
    assert scene.title == "Balance commerciale par pays, hors États-Unis — Marne, 2024, 1er et 2e trimestres"


def test_the_total_and_shares_stand_under_the_title(sample: pd.DataFrame) -> None:
    words = [mark.text for mark in upright(catalogue.scene("sankey", sample, "51"))]
    assert (
        "Total\u00a0: 8\u202f105,8\u202fM€, soit 12\u202f% de la région Grand Est et 1,40\u202f% de la France" in words
    )


@pytest.mark.parametrize("chart", FOUR)
@pytest.mark.parametrize(("lang", "words"), [("fr", "Exemple - données fictives"), ("en", "Example - made-up data")])
def test_the_example_is_marked_across_every_picture(sample: pd.DataFrame, chart: str, lang: str, words: str) -> None:
    scene = catalogue.scene(chart, sample, "51", lang=lang)
    assert [mark.text for mark in scene.marks if isinstance(mark, Label) and mark.turn] == [words]


def test_real_data_bear_no_mark_of_an_example() -> None:
    scene = catalogue.scene("balance", make_flows(GROUND), "33")
    assert not [mark for mark in scene.marks if isinstance(mark, Label) and mark.turn]
    assert "résultats de février 2025" in " ".join(mark.text for mark in upright(scene))


@pytest.mark.parametrize("chart", FOUR)
def test_svg_is_well_formed_titled_and_the_same_every_time(sample: pd.DataFrame, chart: str) -> None:
    scene = catalogue.scene(chart, sample, "51")
    text = svg_of(scene, prefix="one")
    assert text == svg_of(catalogue.scene(chart, sample, "51"), prefix="one")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == scene.title
    assert root.findtext(f"{SVG}desc") == scene.description
    assert "font/woff2;base64," in text
    ids = re.findall(r' id="([^"]+)"', text + svg_of(scene, prefix="two"))
    assert len(ids) == len(set(ids)) == 4
    tooltips = root.findall(f".//{SVG}path/{SVG}title") + root.findall(f".//{SVG}rect/{SVG}title")
    assert len(tooltips) >= 8
    assert len(root.findall(f".//{SVG}text")) >= 15


def test_labels_are_text_never_markup() -> None:
    flows = make_flows([*GROUND, ("export", 2024, 1, "51", "Z01Z", "9999", "US", 10, 1)])
    with_labels(flows, "a129", {"Z01Z": "<script>alert('x')</script> & co"})
    scene = catalogue.scene("sankey", flows, "51")
    text = svg_of(scene, prefix="x", embed_fonts=False)
    assert "<script" not in text
    ET.fromstring(text)  # noqa: S314 - our own text


@pytest.mark.parametrize("chart", FOUR)
def test_printed_files_are_the_same_every_time(sample: pd.DataFrame, chart: str) -> None:
    first, second = (getattr(charts.static, chart)(sample, "51") for _ in range(2))
    assert to_png(first, dpi=50) == to_png(second, dpi=50)
    assert to_pdf(first) == to_pdf(second)


@pytest.mark.parametrize("chart", FOUR)
def test_the_interactive_figure_tells_what_the_printed_one_does(sample: pd.DataFrame, chart: str) -> None:
    figure = getattr(charts, chart)(sample, "51")
    scene = catalogue.scene(chart, sample, "51")
    assert figure.layout.meta["description"] == scene.description == charts.describe(chart, sample, "51")
    assert len(figure.layout.annotations) == len(scene.of(Label))
    assert len(figure.data) == len(scene.of(Box)) + len(scene.of(Ribbon))
    hovered = {trace.text for trace in figure.data if trace.text}
    assert hovered == {mark.tooltip for mark in scene.marks if isinstance(mark, (Box, Ribbon)) and mark.tooltip}
    json.loads(figure.to_json())


def test_hover_tells_product_partner_value_share_and_rank(sample: pd.DataFrame) -> None:
    ribbon = [mark for mark in catalogue.scene("sankey", sample, "51").marks if isinstance(mark, Ribbon)][-1]
    assert re.fullmatch(r"Boissons → .+ : [\d\u202f]+,\d\u202fM€ · [\d,]+\u202f% · rang \d+ sur \d+", ribbon.tooltip)


def test_descriptions_tell_the_main_figures(sample: pd.DataFrame) -> None:
    text = charts.describe("sankey", sample, "Marne", flow="export")
    assert "8\u202f105,8\u202fM€" in text
    assert "Boissons" in text
    english = charts.describe("balance", sample, "Marne", lang="en")
    assert "€5,641.1m" in english
    assert "surpluses" in english


def test_an_unknown_chart_is_an_error(sample: pd.DataFrame) -> None:
    with pytest.raises(TradeTerritoriesError, match="choose among balance"):
        charts.describe("pie", sample, "51")


def test_colours_are_changed_inside_and_only_there(sample: pd.DataFrame) -> None:
    with charts.theme(export="#005f73", title=14):
        inside = svg_of(catalogue.scene("balance", sample, "51"), prefix="x", embed_fonts=False)
    outside = svg_of(catalogue.scene("balance", sample, "51"), prefix="x", embed_fonts=False)
    assert "#005f73" in inside
    assert "#005f73" not in outside
    with pytest.raises(TradeTerritoriesError, match="neither a role nor a size"), charts.theme(exports="#000000"):
        pass


PAPER = {"light": style.LIGHT, "dark": style.DARK}


@pytest.mark.parametrize("name", PAPER)
def test_text_and_marks_stand_out_from_the_page(name: str) -> None:
    colours = PAPER[name]
    for role in ("ink", "secondary", "import_text", "export_text", "deficit", "surplus"):
        assert style.contrast(colours[role], colours["background"]) >= 4.5, role
    for role in ("import", "export", "node", "rest", "largest", "edge", "faint"):
        assert style.contrast(colours[role], colours["background"]) >= 3.0, role


def test_words_on_tiles_can_be_read(sample: pd.DataFrame) -> None:
    scene = catalogue.scene("activities", sample, "FR")
    fills = {mark.fill for mark in scene.marks if isinstance(mark, Box)}
    assert min(style.contrast(style.text_on(fill), fill) for fill in fills) >= 4.5


@pytest.mark.parametrize("blindness", ["deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("name", PAPER)
def test_colours_part_for_colour_blind_readers(blindness: str, name: str) -> None:
    from colorspacious import cspace_convert, deltaE

    space = {"name": "sRGB1+CVD", "cvd_type": blindness, "severity": 100}

    def seen(role: str) -> Any:
        channels = [int(PAPER[name][role][i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return np.clip(cspace_convert(channels, space, "sRGB1"), 0, 1)

    for first, second in (("import", "export"), ("largest", "flow"), ("node", "rest")):
        assert deltaE(seen(first), seen(second), input_space="sRGB1") >= 15, (first, second)
