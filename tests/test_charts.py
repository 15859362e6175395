"""Charts: geometry without drawing, words from the same data, files that are the same on every run."""

from __future__ import annotations

import inspect
import json
import re
import sys
import types
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tests import made
from tests.builders import FlowRow, make_flows, with_labels
from tests.scenes import check_page, upright, words
from tests.thorough import telling
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import style
from trade_territories.charts._spread import spread
from trade_territories.charts._text import label_lines, measure
from trade_territories.charts.export import PIXELS, to_pdf, to_png
from trade_territories.charts.page import Page
from trade_territories.charts.scene import Box, Label, Scene
from trade_territories.charts.style import MARGIN
from trade_territories.charts.svg import svg_of
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist

SVG = "{http://www.w3.org/2000/svg}"
GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
LONG = "Équipements de très longue dénomination, parties et accessoires pour véhicules et appareils"


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


FOUR = ("balance", "activities", "sankey", "evolution")
#: Charts that hold what every chart will.
MINE = ("balance", "sankey", "matrix", "activities", "map", "evolution", "specialisation", "dependence")


@pytest.mark.whole
@pytest.mark.parametrize("chart", FOUR)
@pytest.mark.parametrize("place", telling(["51", "FR", "976", "20", "R44", "ti-4417", "99"], 3))
@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
def test_words_are_on_the_page_and_apart(sample: pd.DataFrame, chart: str, place: str, lang: str) -> None:
    check_page(made.scene(chart, place, lang=lang))


def test_labels_of_ninety_characters_are_wrapped_never_cut() -> None:
    rows = [
        ("export", 2024, 1, "51", f"Z{i:02d}Z", "9999", code, 1000 - i, 1) for i, code in enumerate(["US", "DE", "BE"])
    ]
    flows = make_flows([*GROUND, *rows])
    with_labels(flows, "a129", {f"Z{i:02d}Z": LONG for i in range(3)})
    cases: tuple[tuple[str, dict[str, Any]], ...] = (("sankey", {}), ("balance", {"by": "a129"}), ("activities", {}))
    for chart, options in cases:
        scene = catalogue.scene(chart, flows, "51", **options)
        check_page(scene)
        written = " ".join(mark.text for mark in upright(scene)).replace("’", "'")
        assert all(word in written for word in LONG.split())


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


def test_labels_are_text_never_markup() -> None:
    flows = make_flows([*GROUND, ("export", 2024, 1, "51", "Z01Z", "9999", "US", 10, 1)])
    with_labels(flows, "a129", {"Z01Z": "<script>alert('x')</script> & co"})
    scene = catalogue.scene("sankey", flows, "51")
    text = svg_of(scene, prefix="x", embed_fonts=False)
    assert "<script" not in text
    ET.fromstring(text)  # noqa: S314 - our own text


@pytest.mark.whole
@pytest.mark.parametrize("chart", telling(FOUR, {"sankey"}))
def test_printed_files_are_the_same_every_time(sample: pd.DataFrame, chart: str) -> None:
    first, second = (getattr(charts.static, chart)(sample, "51") for _ in range(2))
    assert to_png(first, dpi=50) == to_png(second, dpi=50)
    assert to_pdf(first) == to_pdf(second)


def test_descriptions_tell_the_main_figures(sample: pd.DataFrame) -> None:
    text = charts.describe("sankey", sample, "Marne", flow="export")
    assert "8\u00a0105,8\u00a0M€" in text
    assert "Boissons" in text
    english = charts.describe("balance", sample, "Marne", lang="en")
    assert "€5,641.1m" in english
    assert "surpluses" in english


PAPER = {"light": style.LIGHT, "dark": style.DARK}


@pytest.mark.parametrize("blindness", ["deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("name", PAPER)
def test_colours_part_for_colour_blind_readers(blindness: str, name: str) -> None:
    from colorspacious import cspace_convert, deltaE

    space = {"name": "sRGB1+CVD", "cvd_type": blindness, "severity": 100}

    def seen(role: str) -> Any:
        channels = [int(PAPER[name][role][i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return np.clip(cspace_convert(channels, space, "sRGB1"), 0, 1)

    for first, second in (("import", "export"), ("largest", "secondary"), ("node", "others")):
        assert deltaE(seen(first), seen(second), input_space="sRGB1") >= 15, (first, second)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("chart", MINE)
@pytest.mark.parametrize(
    ("lang", "ribbon", "reading"),
    telling(
        [("fr", "EXEMPLE – DONNÉES FICTIVES", "Lecture\u00a0:"), ("en", "EXAMPLE – MADE-UP DATA", "How to read:")], 1
    ),
)
def test_a_detached_chart_bears_ribbon_title_reading_and_source(
    sample: pd.DataFrame, chart: str, lang: str, ribbon: str, reading: str, width: str
) -> None:
    scene = made.scene(chart, "51", lang=lang, width=width)
    first = scene.of(Box)[0]
    assert (first.fill, first.x, first.width) == ("ribbon", -MARGIN, scene.width + 2 * MARGIN)
    assert scene.of(Label)[0].text == ribbon
    told = words(scene)
    assert all(part in told for part in (reading, *scene.title.split(" ")))
    assert scene.of(Label)[-1].fill == "secondary"
    content = made.content(chart, "51", lang=lang)
    inside = catalogue.laid_out(chart, content, width=width, detached=False)
    for part in (ribbon, reading, content.heading.source):
        assert part not in words(inside)
    assert inside.height < scene.height - 40


@pytest.mark.whole
def test_real_data_bear_no_ribbon() -> None:
    for chart in ("balance", "sankey", "matrix", "activities", "evolution"):
        scene = catalogue.scene(chart, make_flows(GROUND), "33")
        assert not [box for box in scene.of(Box) if box.fill == "ribbon"]
        assert "février 2025" in words(scene)
        assert "fictives" not in scene.description


def test_no_short_word_ends_a_line_of_a_title() -> None:
    title = "Quatre des cinq plus grands flux d'importation du Grand Est viennent de Chine et du Japon"
    for width in ("wide", "narrow"):
        lines = Page.of(width).title_lines(title)
        assert " ".join(lines) == title
        assert not [line for line in lines[:-1] if len(line.split(" ")[-1]) <= 3]


@pytest.mark.parametrize("chart", MINE)
def test_svg_is_well_formed_titled_and_the_same_every_time(sample: pd.DataFrame, chart: str) -> None:
    scene = made.scene(chart, "51")
    text = svg_of(scene, prefix="one")
    assert text == svg_of(catalogue.scene(chart, sample, "51"), prefix="one")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == scene.title
    assert root.findtext(f"{SVG}desc") == scene.description
    assert "font/woff2;base64," in text
    ids = re.findall(r' id="([^"]+)"', text + svg_of(scene, prefix="two"))
    assert len(ids) == len(set(ids))
    assert len(root.findall(f".//{SVG}text")) >= 15


@pytest.mark.parametrize("chart", MINE)
def test_marks_say_what_they_belong_to(sample: pd.DataFrame, chart: str) -> None:
    """Every key that a mark is of has one target, with words, so that the script of a page finds it."""
    for width in ("wide", "narrow"):
        scene = made.scene(chart, "51", width=width)
        targets = {mark.target: mark for mark in scene.marks if mark.target}
        assert len(targets) >= 4
        assert len(targets) == len([mark for mark in scene.marks if mark.target])
        assert {key for mark in scene.marks for key in mark.of} == set(targets)
        assert all(getattr(mark, "tooltip", "") for mark in targets.values())


@pytest.mark.whole
@pytest.mark.parametrize("chart", MINE)
def test_the_interactive_figure_tells_what_the_printed_one_does(sample: pd.DataFrame, chart: str) -> None:
    figure = getattr(charts, chart)(sample, "51")
    scene = made.scene(chart, "51")
    assert figure.layout.meta["description"] == scene.description
    assert scene.description.replace("\u202f", "\u00a0") == charts.describe(chart, sample, "51")
    titles = [label for label in scene.of(Label) if label.size == 15 and label.weight == "bold"]
    assert figure.layout.title.text == "<br>".join(label.text for label in titles)
    assert figure.layout.title.text.replace("<br>", " ") == scene.title
    assert len(figure.layout.annotations) == len(scene.of(Label)) - len(titles)
    assert figure.layout.width is None
    assert figure.layout.meta["width"] > 600
    assert "plotly_hover" in figure.to_html(include_plotlyjs=False)
    hovered = {trace.text for trace in figure.data if trace.text}
    assert hovered == {tooltip for mark in scene.marks if (tooltip := getattr(mark, "tooltip", ""))}
    json.loads(figure.to_json())


def test_a_notebook_shows_highlight_description_and_font(sample: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    import plotly.io as pio
    from plotly.io.base_renderers import HtmlRenderer

    figure = charts.balance(sample, "51")
    # What a notebook's own renderer does, without IPython.
    pio.renderers["cell"] = HtmlRenderer(connected=True)
    monkeypatch.setattr(pio.renderers, "default", "cell")
    monkeypatch.setattr(pio.renderers, "render_on_display", True)
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(type(figure), "show", lambda self: shown.append(self._repr_mimebundle_()))
    figure._ipython_display_()
    (bundle,) = shown
    (told,) = re.findall(r'aria-label", ("(?:[^"\\]|\\.)*")\)', bundle["text/html"])
    assert json.loads(told) == f"{figure.layout.meta['title']}. {figure.layout.meta['description']}"
    assert "plotly_hover" in bundle["text/html"]
    assert '"responsive": true' in bundle["text/html"]
    assert "territoires-font" in figure._repr_html_()
    # Changed as any figure of plotly, it stays one.
    assert "plotly_hover" in figure.update_layout(title="Autre").to_html(include_plotlyjs=False)


def test_edits_of_every_kind_are_kept_in_svg(sample: pd.DataFrame) -> None:
    figure = charts.static.balance(sample, "51")
    before = charts.to_svg(figure)
    figure.suptitle("Mon surtitre")
    axes = figure.add_axes((0.7, 0.1, 0.2, 0.1))
    axes.plot([1, 2], [3, 4], label="courbe")
    axes.set_title("Mon encart")
    bar = next(one for one in figure.findobj(Rectangle) if to_hex(one.get_facecolor()) == style.LIGHT["export"])
    bar.set_facecolor("#123456")
    bar.set_width(bar.get_width() / 2)
    next(one for one in figure.findobj(Text) if one.get_text() == "Allemagne").set_visible(False)
    text = charts.to_svg(figure)
    ET.fromstring(text)  # noqa: S314 - our own text
    assert "Mon surtitre" in text
    assert "Mon encart" in text
    assert "#123456" in text
    assert text.count(">Allemagne</text>") == before.count(">Allemagne</text>") - 1
    # The marks that were not touched are written as before, with their titles.
    assert text.count("<title>") == before.count("<title>") - 1
    clear = BytesIO()
    charts.static.balance(sample, "51").savefig(clear, format="svg", transparent=True)
    assert b'width="100%"' not in clear.getvalue()


def test_title_and_width_are_options_of_every_chart(sample: pd.DataFrame) -> None:
    for name in catalogue.names():
        for drawn in (getattr(charts, name), getattr(charts.static, name)):
            parameters = inspect.signature(drawn).parameters
            assert (parameters["title"].default, parameters["width"].default) == (None, "wide")
            assert "\ntitle\n" in drawn.__doc__
    figure = charts.static.balance(sample, "51", title="Mon titre", width="narrow")
    assert figure.scene.title == "Mon titre"
    assert figure.scene.width == 280
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"title": " "}, "is not a title"),
        ({"width": "A3"}, 'choose "wide" or "narrow"'),
    )
    for options, message in wrong:
        with pytest.raises(TradeTerritoriesError, match=message):
            charts.static.balance(sample, "51", **options)


def test_an_unknown_chart_is_an_error(sample: pd.DataFrame) -> None:
    with pytest.raises(TradeTerritoriesError, match="'pie' is not a chart; choose one of balance"):
        charts.describe("pie", sample, "51")
    with pytest.raises(AttributeError, match="has no attribute 'pie'"):
        charts.static.pie  # type: ignore[attr-defined]  # noqa: B018


def test_a_chart_is_its_file_and_a_line(sample: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart that only the test knows: a module with two functions and a line of the catalogue give all drawings."""
    module = types.ModuleType("trade_territories.charts._toy")

    def content(flows: Any, territory: Any, *, lang: str = "fr") -> Any:
        """Show a toy."""
        return catalogue.content("balance", flows, territory, lang=lang)

    def scene(content: Any, page: Page) -> Scene:
        marks, y = page.head(content.heading)
        return page.finished(content.heading, [*marks, Box(0, y, page.width, 10, "export", "Tout")], y + 10)

    module.content, module.scene = content, scene  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(catalogue.CHARTS, "toy", catalogue.Chart("_toy"))
    assert charts.toy(sample, "51").layout.meta["lang"] == "fr"  # type: ignore[attr-defined]
    monkeypatch.delitem(vars(charts), "toy")
    assert charts.static.toy(sample, "51", width="narrow", title="T").scene.title == "T"  # type: ignore[attr-defined]
    assert "<title>Tout</title>" in charts.to_svg(charts.static.toy(sample, "51"))  # type: ignore[attr-defined]
    assert charts.describe("toy", sample, "51").startswith("Barres opposées")
    assert "toy" in dir(charts.static)


@pytest.mark.whole
def test_every_property_that_is_seen_is_kept_in_svg(sample: pd.DataFrame) -> None:
    figure = charts.static.balance(sample, "51")
    before = charts.to_svg(figure)
    texts = [artist for artist in figure.get_children() if isinstance(artist, Text)]
    bars = [artist for artist in figure.get_children() if isinstance(artist, Rectangle) and artist is not figure.patch]
    edits: list[tuple[Artist, str, object]] = [
        (texts[6], "fontstyle", "italic"),
        (texts[6], "fontfamily", "monospace"),
        (texts[6], "fontweight", 300),
        (texts[6], "horizontalalignment", "center"),
        (texts[6], "bbox", {"facecolor": "#fedcba"}),
        (bars[3], "hatch", "///"),
        (bars[3], "linestyle", "--"),
        (bars[3], "zorder", 999),
    ]
    for artist, name, value in edits:
        fresh = charts.static.balance(sample, "51")
        same = fresh.get_children()[figure.get_children().index(artist)]
        getattr(same, f"set_{name}")(value)
        assert charts.to_svg(fresh) != before, name


def test_a_page_made_larger_is_larger_in_svg(sample: pd.DataFrame) -> None:
    figure = charts.static.balance(sample, "51")
    figure.set_size_inches(9, 7)
    figure.text(0.9, 0.95, "En haut")
    text = charts.to_svg(figure)
    box = [float(length) for length in re.findall(r'viewBox="([^"]+)"', text)[0].split()]
    assert box[2:] == [648, 504]
    # It grows upwards, as matplotlib's pictures do: what was drawn keeps its place at the foot.
    assert box[1] + box[3] == pytest.approx(figure.scene.height + MARGIN, abs=0.01)


@pytest.mark.whole
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_turned_names_of_a_live_matrix_stand_over_their_columns(sample: pd.DataFrame, width: Any) -> None:
    figure = charts.matrix(sample, "51", width=width)
    scene = made.scene("matrix", "51", width=width)
    turned = [mark for mark in figure.layout.annotations if mark.textangle]
    assert len(turned) == sum(bool(mark.turn) for mark in scene.of(Label))
    for mark, label in zip(turned, [label for label in scene.of(Label) if label.turn], strict=True):
        # Plotly turns a text about its middle, which is half its length from the foot of the column's name.
        half = measure(label.text, label.size, label.weight) * PIXELS / 2
        assert mark.xanchor == "center"
        assert mark.yshift == pytest.approx(half * 0.848, abs=4)
        assert mark.xshift == pytest.approx(half * 0.53, abs=4)


@pytest.mark.whole
def test_edits_of_a_static_figure_are_kept_in_its_svg(sample: pd.DataFrame) -> None:
    plain = charts.static.balance(sample, "51")
    before = charts.to_svg(plain)
    plain.savefig(BytesIO(), format="png", dpi=40)
    assert charts.to_svg(plain) == before
    figure = charts.static.balance(sample, "51")
    figure.text(0.5, 0.5, "Ma remarque")
    figure.set_facecolor("#ffeedd")
    texts = {text.get_text(): text for text in figure.findobj(Text)}
    texts[plain.scene.title].set_text("TITRE À MOI")
    texts["ne pas citer"].remove()
    text = charts.to_svg(figure)
    ET.fromstring(text)  # noqa: S314 - our own text
    assert "Ma remarque" in text
    assert "TITRE À MOI" in text
    assert 'fill="#ffeedd"' in text
    assert text.count("ne pas citer") == before.count("ne pas citer") - 1
    assert charts.to_svg(figure) == text
    buffer = BytesIO()
    charts.static.balance(sample, "51").savefig(buffer, format="svg", facecolor="#ddffee")
    assert b'fill="#ddffee"' in buffer.getvalue()


def test_colours_are_changed_inside_and_only_there(sample: pd.DataFrame) -> None:
    with charts.theme(export="#005F73", title=14):
        inside = svg_of(made.scene("balance", "51"), prefix="x", embed_fonts=False)
    outside = svg_of(made.scene("balance", "51"), prefix="x", embed_fonts=False)
    assert "#005f73" in inside
    assert "#005f73" not in outside


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exports": "#000000"}, "'exports' is neither a role nor a size; did you mean export"),
        ({"colors": {"export": "#000000"}}, "neither a role nor a size; write dark, font, logo, a size"),
        ({"export": "red"}, "export='red' is not a colour; write it as \"#rrggbb\""),
        ({"title": -3}, "title=-3 is not a size"),
        ({"title": float("nan")}, "is not a size"),
        ({"title": "14"}, "is not a size"),
    ],
)
def test_a_theme_that_means_nothing_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=message) as caught:
        charts.theme(**changes)
    assert len(str(caught.value)) < 400


def test_a_live_figure_is_one_line_in_a_console(sample: pd.DataFrame) -> None:
    figure = charts.balance(sample, "51")
    assert repr(figure).startswith('<LiveFigure "Excédent de 2 464,7 M€ pour la Marne')
    assert len(repr(figure)) < 160
    assert "\u202f" not in str(figure)
    figure.layout.meta = None
    assert repr(figure).startswith('<LiveFigure "": .show()')


@pytest.mark.parametrize("name", PAPER)
def test_text_and_marks_stand_out_from_the_page(name: str) -> None:
    colours = PAPER[name]
    for role in ("ink", "secondary", "import_text", "export_text", "deficit", "surplus", "largest_text"):
        assert style.contrast(colours[role], colours["background"]) >= 4.5, role
    assert style.contrast(colours["ribbon_text"], colours["ribbon"]) >= 9
    assert style.contrast(colours["on_largest"], colours["largest"]) >= 4.5
    for role in ("import", "export", "node", "largest", "faint"):
        assert style.contrast(colours[role], colours["background"]) >= 3.0, role


def test_text_stands_in_two_zones_of_tone_alone() -> None:
    """A fill under words is dark enough for white or pale enough for ink, however the light falls: nothing between."""
    for role in style.LIGHT:
        if role.startswith("on_") and role[3:] in style.LIGHT:
            assert not 0.18 < style.luminance(style.LIGHT[role[3:]]) < 0.45, role
