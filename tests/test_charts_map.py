"""The map: classes by two methods, colours that are its table's, words on no land, figures of départements computed again."""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page, widths_of
from tests.thorough import examples, some
from trade_territories import charts, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._classes import class_bounds, class_of
from trade_territories.charts._contours import contours
from trade_territories.charts._map import content
from trade_territories.charts._map_geometry import Frame, Magnifier, circle, clipped, label_place, mainland
from trade_territories.charts._map_layout import Place, _rises_and_falls
from trade_territories.charts._tones import COUNT, tones
from trade_territories.charts.scene import Area, Box, Dot, Label, Scene
from trade_territories.charts.style import luminance
from trade_territories.errors import IncompleteCoverageError, TradeTerritoriesError, UnknownCodeError
from trade_territories.text.numbers import multiple, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._contours import Point

VALUES = st.lists(st.floats(-1e6, 1e9, allow_nan=False).map(lambda one: round(one, 3)), min_size=1, max_size=101)


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def in_ring(point: Point, ring: Sequence[Point]) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > point[1]) != (y1 > point[1]) and point[0] < (x1 - x0) * (point[1] - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def counts(values: Sequence[float], bounds: Sequence[float]) -> list[int]:
    return [sum(class_of(value, bounds) == at for value in values) for at in range(1, len(bounds) + 2)]


@given(VALUES, st.sampled_from(["quantiles", "jenks"]))
@settings(max_examples=examples(150), deadline=None)
def test_bounds_ascend_and_no_class_is_empty(values: list[float], method: Any) -> None:
    bounds = class_bounds(values, method)
    assert len(bounds) <= COUNT - 1
    assert list(bounds) == sorted(set(bounds))
    assert sum(counts(values, bounds)) == len(values)
    assert len(bounds) == 0 or min(counts(values, bounds)) > 0
    if len(set(values)) == 1:
        assert bounds == ()
    if bounds and min(values) < 0 < max(values):
        assert 0.0 in bounds


def test_quantiles_of_a_plain_list_are_fifths() -> None:
    values = [float(value) for value in range(100)]
    assert class_bounds(values) == (20, 40, 60, 80)
    assert counts(values, class_bounds(values)) == [20] * 5


def within(groups: Sequence[Sequence[float]]) -> float:
    return sum(sum((value - sum(group) / len(group)) ** 2 for value in group) for group in groups)


@given(st.lists(st.integers(1, 400), min_size=6, max_size=12, unique=True))
@settings(max_examples=examples(40), deadline=None)
def test_natural_breaks_are_the_best_of_all(whole: list[int]) -> None:
    """Beside every possible way to cut, by trying them all; rounding may only lose what it must."""
    from trade_territories.charts._classes import _jenks

    values = sorted(float(value) for value in whole)
    bounds = _jenks(values, 4)
    found = [[value for value in values if class_of(value, bounds) == at] for at in range(1, 5)]
    best = min(
        within([values[start:end] for start, end in itertools.pairwise((0, *cuts, len(values)))])
        for cuts in itertools.combinations(range(1, len(values)), 3)
    )
    assert within(found) == pytest.approx(best, rel=1e-9, abs=1e-6)


def test_bounds_of_ones_own_are_taken_as_they_are() -> None:
    assert class_bounds([1.0, 20.0], [6, 8, 10, 13]) == (6, 8, 10, 13)
    for wrong in ([], [8, 6], [6, 6], [6, math.nan]):
        with pytest.raises(TradeTerritoriesError, match="no bounds"):
            class_bounds([1.0, 2.0], wrong)
    with pytest.raises(TradeTerritoriesError, match="quantiles"):
        class_bounds([1.0, 2.0], "equal")  # type: ignore[arg-type]


def test_a_cut_shape_lies_in_the_circle() -> None:
    hull = circle(50, 50, 20)
    for code in mainland():
        for ring in contours()[code]:
            moved = tuple((x - 262, y - 94) for x, y in ring)
            cut = clipped(moved, hull)
            assert all(math.dist(point, (50, 50)) <= 20 + 1e-6 for point in cut)
            inside = [point for point in moved if math.dist(point, (50, 50)) < 19.9]
            assert set(inside) <= set(cut)


def test_the_magnifier_shows_paris_and_what_is_around_it() -> None:
    shown = Magnifier.at(40, 40, 30).shown()
    assert {"75", "92", "93", "94"} <= set(shown)
    for rings in shown.values():
        for ring in rings:
            assert all(math.dist(point, (40, 40)) <= 30 + 1e-6 for point in ring)


def fills(scene: Scene) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mark in scene.marks:
        if isinstance(mark, Area | Dot | Box) and mark.tooltip and not isinstance(mark, Box):
            found.setdefault(mark.tooltip.split("\u00a0:")[0], set()).add(mark.fill)
    return found


@pytest.mark.parametrize(
    "options",
    [
        {"only": "US"}, {}, {"only": "C11Z", "value": "specialisation", "flow": "import"}, {"only": "C11Z", "classes": "jenks"},
        {"only": "US", "classes": [5, 10, 15]},
    ],
)  # fmt: skip
def test_colours_are_those_of_the_table(sample: pd.DataFrame, options: dict[str, Any]) -> None:
    what = content(sample, **options)
    scene = catalogue.laid_out("map", what)
    drawn = fills(scene)
    table = what.table
    labels = [label.replace("'", "’") for label in table["label"]]
    assert set(drawn) == set(labels)
    assert len(table) == 101
    for label, value, at in zip(labels, table["value"], table["class"], strict=True):
        (fill,) = drawn[label]
        wanted = "others_flow" if value == 0 else what.classes[at - 1].role
        assert fill == wanted, label
    # Monaco has its colour, and is no département to be counted.
    assert sum(one.count for one in what.classes) == 100
    counted = table[table["code"] != "99"]
    for at, one in enumerate([one for one in what.classes if not one.is_apart], start=1):
        assert one.count == int((counted["class"] == at).sum()) > 0


def test_values_are_those_of_plain_sums(sample: pd.DataFrame) -> None:
    exports = sample[sample["flow"] == "export"]
    whole = exports.groupby("departement", observed=True)["value_eur"].sum()
    part = exports[exports["partner"] == "US"].groupby("departement", observed=True)["value_eur"].sum()
    table = content(sample, only="US").table.set_index("code")
    for code in whole.index:
        assert table.loc[code, "value_eur"] == part.get(code, 0)
        assert table.loc[code, "value"] == pytest.approx(part.get(code, 0) / whole[code] * 100)
    france = part.sum() / whole.sum()
    quotients = content(sample, only="US", value="specialisation").table.set_index("code")["value"]
    for code in whole.index:
        assert quotients[code] == pytest.approx(part.get(code, 0) / whole[code] / france)
    amounts = content(sample, flow="import").table
    assert amounts["value"].sum() == sample[sample["flow"] == "import"]["value_eur"].sum()


def two_years(*, last: int = 2024) -> pd.DataFrame:
    rows: list[FlowRow] = []
    for rank, code in enumerate(reference.departement_regions()):
        for year in (last - 1, last):
            for flow in ("export", "import"):
                value = 1_000_000 * (100 + rank if year == last else 150)
                rows.append((flow, year, 1, code, "C11Z", "1102", "US", value, 1))
                rows += [(flow, year, quarter, code, "C30C", "3030", "IT", 1, 1) for quarter in (2, 3, 4)]
    return make_flows(rows)


def test_change_parts_rises_from_falls() -> None:
    what = content(two_years(), value="change", year=2024)
    table = what.table.set_index("code")
    codes = list(reference.departement_regions())
    for rank, code in enumerate(codes):
        assert table.loc[code, "value"] == pytest.approx(((100 + rank) / 150 - 1) * 100, abs=1e-3)
    for value, at in zip(table["value"], table["class"], strict=True):
        role = what.classes[at - 1].role
        assert role.startswith("fall" if value < 0 else "export")
    assert what.heading.title == "Exportations\u00a0: en baisse dans 50 départements, en hausse dans 49, de 2023 à 2024"
    check_page(catalogue.laid_out("map", what))
    check_page(catalogue.laid_out("map", what, width="narrow"))


def test_a_change_across_a_break_is_no_headline() -> None:
    what = content(two_years(last=2022), value="change", year=2022)
    assert "hausse" not in what.heading.title
    assert not re.search(r"\d+\s*%", what.heading.title)
    assert "EMEBI" in what.heading.reading
    with pytest.raises(TradeTerritoriesError):
        content(two_years(), value="change", year=2023)


@pytest.mark.whole
@pytest.mark.thorough
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_words_stay_apart_wherever_the_territory_lies(sample: pd.DataFrame, width: str, lang: str) -> None:
    quarter = [code for code in reference.departement_regions() if len(code) > 2 or int(code) % 4 == 0]
    for place in some((*quarter, "R44", "R11", "FR", "51+10", "ti-4417"), 5):
        scene = made.scene("map", place, only="US", width=width, lang=lang)
        check_page(scene)
        least = 8.4 if width == "narrow" else 7.0
        assert all(mark.size >= least for mark in scene.of(Label) if mark.fill != "ribbon_text")


@pytest.mark.thorough
def test_a_label_stands_on_no_land() -> None:
    frame = Frame.within(10, 20, 296)
    for code in some(sorted(mainland())):
        x = sum(px for px, _ in frame.rings(code)[0]) / len(frame.rings(code)[0])
        y = sum(py for _, py in frame.rings(code)[0]) / len(frame.rings(code)[0])
        at = label_place(frame, (x, y), (60, 20), (0, 20, 350, 20 + frame.height), [(0, 20, 62, 82)])
        assert at is not None, code
        corners = [(at[0] + dx, at[1] + dy) for dx in (0, 30, 60) for dy in (0, 10, 20)]
        assert not any(in_ring(corner, ring) for corner in corners for one in mainland() for ring in frame.rings(one))


def test_names_of_overseas_departements_stand_on_no_land(sample: pd.DataFrame) -> None:
    for width in ("wide", "narrow"):
        scene = catalogue.laid_out("map", content(sample, only="US"), width=width)
        names = [
            mark
            for mark in scene.of(Label)
            if mark.text in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte")
        ]
        land = [ring for mark in scene.of(Area) if mark.target for ring in mark.rings if len(ring) > 20]
        for mark in names[:5]:
            left, right = widths_of(mark)
            for x in (left, (left + right) / 2, right):
                others = [ring for ring in land if not all(px < 26 for px, _ in ring)]
                assert not any(in_ring((x, mark.y - 2), ring) for ring in others), (width, mark.text)


@pytest.mark.whole
@pytest.mark.thorough
def test_the_headline_is_true_of_every_departement(sample: pd.DataFrame) -> None:
    exports = sample[sample["flow"] == "export"]
    whole = exports.groupby("departement", observed=True)["value_eur"].sum()
    part = exports[exports["partner"] == "US"].groupby("departement", observed=True)["value_eur"].sum()
    france = percent(part.sum() / whole.sum() * 100)
    ranking = sorted((code for code in whole.index if code != "99"), key=lambda code: -part.get(code, 0) / whole[code])
    for code in some(list(whole.index[::4]), 5):
        what = content(sample, code, only="US")
        share = percent(part.get(code, 0) / whole[code] * 100)
        assert what.heading.title.startswith(f"États-Unis\u00a0: {share} des exportations d")
        assert what.heading.title.endswith(f", {france} de celles de la France")
        (place,) = [one for one in what.places if one.code == code]
        assert (place.rank, place.of) == (ranking.index(code) + 1 if code != "99" else 0, 100)
        assert len(what.heading.description) <= 600


def test_the_first_ten_make_what_is_said(sample: pd.DataFrame) -> None:
    sums = sample[sample["flow"] == "export"].groupby("departement", observed=True)["value_eur"].sum().sort_values()
    share = percent(sums.tail(10).sum() / sums.sum() * 100)
    assert content(sample).heading.title == f"Dix départements représentent {share} des exportations de la France"


def test_a_rare_product_leaves_most_of_the_map_blank(sample: pd.DataFrame) -> None:
    what = content(sample, only="S96Z")
    blank = [one for one in what.classes if one.is_apart]
    assert len(blank) == 1
    assert blank[0].role == "others_flow"
    assert blank[0].count > 80
    check_page(catalogue.laid_out("map", what))


def test_a_column_of_ones_own_is_mapped() -> None:
    table = pd.DataFrame({"departement": ["01", "20", "971", "75", "51"], "taux": [1.5, 2.5, 7.1, 9.2, 3.3]})
    what = content(table=table, unit="%", lang="fr")
    assert what.heading.title == "taux"
    found = what.table.set_index("code")["value"].dropna()
    assert found.to_dict() == dict(zip(table["departement"], table["taux"], strict=True))
    assert [one.count for one in what.classes if one.is_apart] == [95]
    assert what.heading.example is None
    check_page(catalogue.laid_out("map", what, width="narrow"))
    assert isinstance(
        charts.static.map(table=table.set_index("departement"), column="taux", title="Un taux").scene, Scene
    )


def test_euros_stand_where_each_language_puts_them() -> None:
    table = pd.DataFrame({"code": ["01", "02", "51"], "x": [1200.0, 2300.0, 14396.0]})
    english, french = (content(table=table, unit="€", lang=lang) for lang in ("en", "fr"))
    assert english.places[0].tooltip == "Ain: €1,200, 3rd of 3"
    assert [one.name for one in english.classes if not one.is_apart][-1].startswith("€")
    assert re.sub(r"\s", " ", french.places[0].words) == "1 200 €"
    assert [one.name for one in french.classes if not one.is_apart][-1].endswith("€ et plus")


@pytest.mark.parametrize(
    ("table", "column", "message"),
    [
        ({"dep": ["2A", "2B"], "x": [1.0, 2.0]}, None, "Corsica is '20'"),
        ({"dep": ["01", "01"], "x": [1.0, 2.0]}, None, "more than one row"),
        ({"dep": ["01", "Ain"], "x": [1.0, 2.0]}, None, "more than one row"),
        ({"code": [1, 51], "x": [1.0, 2.0]}, None, r"table: 1 in .*did you mean Ain \(01\).*codes, which are texts"),
        ({"dep": ["Marnne"], "x": [1.0]}, None, r"did you mean Marne \(51\)"),
        ({"dep": ["R44", "51+10"], "x": [1.0, 2.0]}, None, "R44, 51.10 in column 'dep': no such département"),
        ({"dep": ["51"], "x": [math.inf]}, None, "column 'x' of 51 is infinite"),
        ({"dep": ["01"], "x": ["a"]}, None, "no column of numbers, which has dep, x$"),
        ({"dep": ["01"], "x": ["7,1"]}, "x", r"it holds '7,1', a text; read decimal commas with pandas.read_csv"),
        ({"dep": ["01"], "x": [math.nan]}, None, "column 'x' holds no number"),
        ({"dep": ["01"], "x": [1.0]}, "y", "no column of numbers"),
        ({"x": [1.0]}, None, "no column holds codes"),
    ],
)
def test_a_table_that_cannot_be_mapped_is_refused(
    table: dict[str, list[Any]], column: str | None, message: str
) -> None:
    with pytest.raises((TradeTerritoriesError, UnknownCodeError), match=message):
        content(table=pd.DataFrame(table), column=column)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"table": {"dep": ["51"], "x": [1.0]}, "only": "US"}, "only would be passed over"),
        ({"table": {"dep": ["51"], "x": [1.0]}, "year": 2024, "value": "share"}, "value, year would be passed over"),
        ({"column": "x", "unit": "%"}, "column and unit without table="),
        ({"base_year": 2023}, 'give value="change" as well'),
    ],
)
def test_an_argument_that_would_be_passed_over_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=message):
        content(None if "table" in arguments else tt.sample_flows(), **arguments)


def test_a_map_of_a_table_is_described_without_flows() -> None:
    table = pd.DataFrame({"dep": ["51", "10"], "x": [7.0, 9.0]})
    assert "Aube (9" in tt.charts.describe("map", table=table, column="x")


def test_a_table_may_name_its_departements() -> None:
    named, coded = (
        content(table=pd.DataFrame({"departement": places, "x": [1.0, 2.0, 3.0]}), column="x")
        for places in (["La Marne", "cote d or", "Corse"], ["51", "21", "20"])
    )
    assert named.places == coded.places


@pytest.mark.parametrize("table", ["departements.csv", 3])
def test_a_path_is_no_table(table: Any) -> None:
    with pytest.raises(TradeTerritoriesError, match=r"a table was expected, not (str|int); read a file first"):
        content(table=table, column="taux")


@pytest.mark.whole
def test_a_table_of_polars_is_mapped() -> None:
    polars = pytest.importorskip("polars")
    what = content(table=polars.DataFrame({"departement": ["51"], "taux": [3.3]}), column="taux", unit="%")
    assert what.table.set_index("code")["value"].dropna().to_dict() == {"51": 3.3}


@pytest.mark.whole
def test_what_cannot_be_mapped_is_refused(sample: pd.DataFrame) -> None:
    with pytest.raises(TradeTerritoriesError, match="needs flows"):
        content()
    with pytest.raises(TradeTerritoriesError, match="only="):
        content(sample, value="share")
    with pytest.raises(TradeTerritoriesError, match="not valid"):
        content(sample, value="median")  # type: ignore[arg-type]
    with pytest.raises(IncompleteCoverageError):
        content(sample[sample["departement"] != "10"], only="US")
    with pytest.raises(TradeTerritoriesError, match="at most 5"):
        content(sample, only="US", classes=[1, 2, 3, 4, 5, 6])


#: Machado, Oliveira and Fernandes (2009), at full severity.
COLOUR_BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def seen(colour: str, kind: str) -> str:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    mixed = np.clip(np.array(COLOUR_BLINDNESS[kind]) @ linear, 0, 1)
    back = np.where(mixed <= 0.0031308, mixed * 12.92, 1.055 * mixed ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in back)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ramp", ["export", "import", "balance", "fall"])
def test_classes_hold_in_grey_and_for_every_eye(ramp: str, dark: bool) -> None:
    """Each class is a third lighter or darker than its neighbour, in grey and as each kind of colour blindness sees it."""
    colours = [tones(dark=dark)[f"{ramp}_class_{at}"] for at in range(1, COUNT + 1)]
    for kind in (None, *COLOUR_BLINDNESS):
        lights = [luminance(seen(colour, kind) if kind else colour) + 0.05 for colour in colours]
        lights = lights if dark else lights[::-1]
        assert lights == sorted(lights), kind
        assert all(later / earlier >= 1.3 for earlier, later in itertools.pairwise(lights)), (kind, lights)


@pytest.mark.parametrize("dark", [False, True])
def test_rises_and_falls_keep_their_order_in_grey(dark: bool) -> None:
    colour = tones(dark=dark)
    for flow in ("export", "import"):
        for below in range(1, COUNT):
            roles = [f"fall_class_{at}" if at <= below else f"{flow}_class_{at}" for at in range(1, COUNT + 1)]
            lights = [luminance(colour[role]) + 0.05 for role in roles]
            lights = lights if dark else lights[::-1]
            assert all(later / earlier >= 1.2 for earlier, later in itertools.pairwise(lights)), (roles, lights)


def test_no_rise_is_listed_among_the_falls() -> None:
    places = [(f"d{at:02}", value) for at, value in enumerate((9.0, 7.0, 5.0, 3.0, 2.0, 1.0, 0.5, -1.0, -4.0))]
    ranked = [
        Place(code, code, value, "", at, 9, "export_1", "", 1) for at, (code, value) in enumerate(places, start=1)
    ]
    found = {key: [place.value for place in held] for key, held in _rises_and_falls(ranked, 6)}
    assert found == {"rises": [9.0, 7.0, 5.0, 3.0], "falls": [-4.0, -1.0]}
    assert [key for key, _ in _rises_and_falls(ranked[:7], 6)] == ["rises"]
    assert [key for key, _ in _rises_and_falls(ranked[7:], 6)] == ["falls"]


def test_a_departement_without_trade_is_read_as_such() -> None:
    heading = made.content("map", "976", only="C11Z", value="share").heading
    assert heading.reading.startswith("Mayotte, aucun échange (boissons).")


@pytest.mark.whole
@pytest.mark.parametrize(("flow", "lang"), [("export", "fr"), ("import", "en")])
def test_the_title_of_a_map_is_of_the_region_outlined(flow: Any, lang: Any) -> None:
    def euros(place: str, only: Any = None) -> int:
        table = tt.totals(made.sample(), place, only=only)
        return int(table.loc[table["flow"] == flow, "value_eur"].sum())

    part, whole, of_france = euros("R44", "US"), euros("R44"), euros("FR")
    title = made.content("map", "R44", only="US", flow=flow, lang=lang).heading.title
    assert percent(part / whole * 100, lang) in title
    assert "Grand Est" in title
    alone = made.content("map", "R44", flow=flow, lang=lang).heading.title
    assert percent(whole / of_france * 100, lang) in alone
    own = part / whole / (euros("FR", "US") / of_france)
    quotient = made.content("map", "R44", only="US", flow=flow, value="specialisation", lang=lang).heading.title
    assert multiple(own, lang) in quotient
