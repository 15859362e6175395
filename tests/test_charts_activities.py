"""The treemap: areas are values, words stay in their tiles and are read on them, findings are true of every territory."""

from __future__ import annotations

import itertools
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests import made
from tests.apca import apca
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page, upright
from tests.thorough import THOROUGH, examples, some, telling
from trade_territories import charts, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import _treemap
from trade_territories.charts._activities import content
from trade_territories.charts._activities_layout import FACTORS, UNEVEN, Half, is_uneven, others
from trade_territories.charts._findings import fraction
from trade_territories.charts._rectangles import Rect, tilings
from trade_territories.charts._sectors import SECTORS, sector_of
from trade_territories.charts._text import measure
from trade_territories.charts._treemap import PlacedSector, Product, Sector, placed_half
from trade_territories.charts.scene import Box, Label, Scene
from trade_territories.charts.style import DARK, LIGHT, READABLE, Style, contrast

if TYPE_CHECKING:
    import pandas as pd

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]
GROUPS = [
    "A01Z", "C11Z", "C20A", "C21Z", "C22B", "C24A", "C25A", "C28A", "C29A", "C30C", "C31Z", "C13Z", "C14Z", "C15Z",
    "C16Z", "C17A", "C19Z", "C10A", "C10B", "C10C",
]  # fmt: skip
PLACES = ("51", "R44", "FR", "75", "20", "976", "99", "ti-4417", "08")


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


def traded(exports: list[int], imports: list[int]) -> pd.DataFrame:
    rows: list[FlowRow] = [
        (flow, 2024, 1, "51", group, "9999", "US", value, 1)
        for flow, values in (("export", exports), ("import", imports))
        for group, value in zip(GROUPS, values, strict=False)
    ]
    return make_flows(GROUND + rows)


def sectors_of(values: dict[str, list[int]]) -> tuple[Sector, ...]:
    return tuple(
        Sector(
            code,
            (code,),
            sum(products),
            "",
            "1 %",
            tuple(Product(f"{code}{i}", f"Produit {i}", value, "1,0 M€", "1 %") for i, value in enumerate(products)),
        )
        for code, products in sorted(values.items(), key=lambda one: -sum(one[1]))
    )


def tiles(scene: Scene) -> list[Box]:
    return [mark for mark in scene.of(Box) if mark.target.startswith("tile-")]


HARD: dict[str, pd.DataFrame] = {
    "one product of 99 %": traded([99_000_000, 300_000, 200_000, 500_000], [5_000_000] * 20),
    "ties": traded([5_000_000] * 20, [5_000_000] * 20),
    "1 euro to 900 billion": traded([900_000_000_000], [1]),
    "1 euro beside 900 billion": traded([900_000_000_000, 1, 1], [900_000_000_000]),
    "no exports": traded([], [10_000_000, 5_000_000]),
    "nothing": traded([], []),
    "ten times": traded([60_000_000, 30_000_000, 20_000_000], [8_000_000, 3_000_000]),
    "negative": traded([9_000_000, -2_000_000, 1_000_000], [5_000_000, 4_000_000]),
    "all negative": traded([-9_000_000], [5_000_000]),
}


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("case", HARD)
def test_hard_cases_keep_their_words(case: str, width: str) -> None:
    for lang in ("fr", "en"):
        scene = catalogue.scene("activities", HARD[case], "51", width=width, lang=lang)
        check_page(scene)
        assert len(scene.description) <= 600


@pytest.mark.parametrize("place", telling(PLACES, {"51", "FR", "976", "99"}))
@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize(
    "options", telling([{}, {"by": "cpf4"}, {"by": "a38"}, {"by": "a17"}, {"lang": "en"}, {"n": 5}], 2)
)
def test_words_stay_apart_and_on_the_page(
    sample: pd.DataFrame, place: str, width: str, options: dict[str, Any]
) -> None:
    scene = made.scene("activities", place, width=width, **options)
    check_page(scene)
    least = 8.4 if width == "narrow" else 7.0
    assert all(mark.size >= least for mark in scene.of(Label) if mark.fill != "ribbon_text")


@pytest.mark.parametrize("place", PLACES)
def test_words_stay_in_their_tile(sample: pd.DataFrame, place: str) -> None:
    scene = made.scene("activities", place)
    boxes = {box.target: box for box in scene.of(Box) if box.target}
    told = 0
    for label in scene.of(Label):
        if not label.of:
            continue
        box = boxes.get(label.of[-1])
        if box is None:
            continue
        told += 1
        width = measure(label.text, label.size, label.weight)
        left = label.x - (width if label.anchor == "end" else 0)
        assert box.x - 0.1 <= left, label
        assert left + width <= box.x + box.width + 0.1, label
        assert box.y <= label.y - 0.6 * label.size, label
        assert label.y <= box.y + box.height, label
    assert told > 10


@given(
    st.dictionaries(
        st.sampled_from(SECTORS),
        st.lists(st.integers(1, 10**9), min_size=1, max_size=9).map(lambda one: sorted(one, reverse=True)),
        min_size=1,
        max_size=10,
    )
)
@settings(max_examples=examples(40), deadline=None)
def test_areas_are_values_and_nothing_overlaps(values: dict[str, list[int]]) -> None:
    whole = sum(sum(products) for products in values.values())
    rect = Rect(0, 0, 300, 330)
    merged = partial(others, lang="fr", whole_eur=whole)
    placed = placed_half(sectors_of(values), rect, whole, merged, measure)
    assert sum(one.sector.value_eur for one in placed) == whole
    for one in placed:
        # The white around a sector is as wide everywhere: with it, its area is its value.
        area = (one.rect.width + 2.4) * (one.rect.height + 2.4)
        if min(one.rect.width, one.rect.height) > 6:
            assert area == pytest.approx(rect.area * one.sector.value_eur / whole, rel=1e-6)
        assert sum(tile.product.value_eur for tile in one.products) == one.sector.value_eur
        inner = sum(tile.rect.area for tile in one.products)
        for tile in one.products:
            if inner > 1:
                share = tile.product.value_eur / one.sector.value_eur
                assert tile.rect.area == pytest.approx(inner * share, rel=1e-5, abs=1e-3)
    rects = [tile.rect for one in placed for tile in one.products]
    for first, second in itertools.combinations(rects, 2):
        wide = min(first.right, second.right) - max(first.x, second.x)
        high = min(first.bottom, second.bottom) - max(first.y, second.y)
        assert wide <= 1e-3 or high <= 1e-3


@pytest.mark.parametrize("place", telling(("11", "18", "37", "51", "84"), ("11", "51"), pytest.mark.whole))
def test_tiles_are_the_same_wherever_they_stand(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrangements that read equally well differ in their last digits alone: those must not choose among them."""
    said = made.content("activities", place)
    rect = Rect(0, 0, 207.3, 327.1)

    def arranged(half: Half, top: float) -> list[PlacedSector]:
        merged = partial(others, lang="fr", whole_eur=half.total_eur)
        return placed_half(half.sectors, rect.lowered(top), half.total_eur, merged, measure)

    def corners(sectors: list[PlacedSector], top: float) -> list[tuple[float, ...]]:
        rects = [tile.rect.lowered(-top) for sector in sectors for tile in sector.products]
        return [tuple(round(length, 6) + 0.0 for length in one) for one in rects]

    for half in said.halves:
        found = corners(arranged(half, 0.0), 0.0)
        assert corners(arranged(half, 68.98), 68.98) == found
        assert corners([sector.lowered(31.7) for sector in arranged(half, 0.0)], 31.7) == found
        # Whoever looks at every arrangement to its end chooses the same.
        with monkeypatch.context() as patched:
            patched.setattr(_treemap, "_best_clarity", lambda _: 1e5)
            assert corners(arranged(half, 0.0), 0.0) == found


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_each_tiling_fills_its_rectangle(values: list[int]) -> None:
    rect = Rect(3, 5, 120, 80)
    for rects in tilings([float(value) for value in values], rect):
        assert sum(one.area for one in rects) == pytest.approx(rect.area)
        assert min(one.x for one in rects) == pytest.approx(rect.x)
        assert max(one.bottom for one in rects) == pytest.approx(rect.bottom)
        for one, value in zip(rects, values, strict=True):
            assert one.area == pytest.approx(rect.area * value / sum(values), rel=1e-6)


@pytest.mark.thorough
@pytest.mark.parametrize("dark", [False, True])
def test_words_on_tiles_are_read(sample: pd.DataFrame, dark: bool) -> None:
    """WCAG 4.5 to 1 and APCA 60 on every tone, light and dark."""
    colour = Style(colours=DARK if dark else LIGHT).colour
    seen = set()
    for place in some(PLACES, 4):
        with charts.theme(dark=dark):
            scene = made.scene("activities", place)
        boxes = {box.target: box for box in scene.of(Box) if box.target}
        for label in scene.of(Label):
            box = boxes.get(label.of[0]) if label.of else None
            if box:
                pair = colour(label.fill), colour(box.fill)
                seen.add(pair)
    assert len(seen) >= 15
    for ink, fill in seen:
        assert contrast(ink, fill) >= READABLE, (ink, fill)
        assert apca(ink, fill) >= 60, (ink, fill)


@pytest.mark.thorough
def test_a_sector_keeps_its_tone_in_every_chart(sample: pd.DataFrame) -> None:
    for place in some(PLACES, 4):
        for box in tiles(made.scene("activities", place)):
            _, flow, sector, _ = box.target.split("-")
            assert box.fill == f"{flow}_{sector}"


@pytest.mark.whole
@pytest.mark.thorough
def test_every_sector_is_named(sample: pd.DataFrame) -> None:
    """In its head, by its lone product, or in the line under the half."""
    for place in some(PLACES, 4):
        what = content(sample, place)
        words = " ".join(mark.text for mark in upright(catalogue.laid_out("activities", what))).casefold()
        for half in what.halves:
            for sector in (*half.sectors, *half.small):
                names = [*sector.names, *(one.name for one in sector.products[:1])]
                assert any(all(word in words for word in re.findall(r"\w+", name.casefold())) for name in names), (
                    sector.names
                )


def test_a_lone_product_is_never_in_the_grey_of_others() -> None:
    scene = catalogue.scene("activities", traded([5_000_000], [5_000_000]), "51")
    assert {box.fill for box in tiles(scene)} == {"import_agro", "export_agro"}


def test_the_small_half_is_enlarged_by_the_factor_that_is_said(sample: pd.DataFrame) -> None:
    what = content(sample, "976")
    assert is_uneven(what.halves)
    scene = catalogue.laid_out("activities", what)
    (banner,) = [mark.text for mark in upright(scene) if mark.text.startswith("AGRANDIES")]
    factor = int(re.findall(r"\d+", banner)[0])
    assert factor in FACTORS
    (square,) = [box for box in scene.of(Box) if box.fill == "export"]
    enlarged = [box for box in scene.of(Box) if "-export-" in box.target]
    high = max(box.y + box.height for box in enlarged) - min(box.y for box in enlarged) + 2.4
    wide = max(box.x + box.width for box in enlarged) - min(box.x for box in enlarged) + 2.4
    assert wide * high == pytest.approx(factor * square.width * square.height, rel=0.02)
    imports, exports = what.halves
    large = [box for box in scene.of(Box) if "-import-" in box.target or box.fill == "others"]
    area = (max(box.x + box.width for box in large) - min(box.x for box in large) + 2.4) * (
        max(box.y + box.height for box in large) - min(box.y for box in large) + 1.2
    )
    assert square.width**2 / area == pytest.approx(exports.drawn_eur / imports.drawn_eur, rel=0.03)


def test_bars_on_a_phone_have_one_scale(sample: pd.DataFrame) -> None:
    what = content(sample, "51")
    scene = catalogue.laid_out("activities", what, width="narrow")
    bars = {box.target: box.width for box in scene.of(Box) if box.target}
    scales = []
    for half in what.halves:
        for sector in (*half.sectors, *half.small):
            width = bars[f"sector-{half.flow}-{sector.code}"]
            if width > 1:
                scales.append(width / sector.value_eur)
    assert scales == pytest.approx([scales[0]] * len(scales))
    assert scene.width <= 300


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("family", ["technology", "mig"])
def test_groups_stand_in_the_place_of_sectors(sample: pd.DataFrame, family: str, lang: Any) -> None:
    """Each group by itself, of the value of its members in the data, and no word about sectors."""
    groups = {group.code: set(group.members(2024)) for group in reference.group_family(family)}
    column = {"a129": "a129", "cpf4": "cpf4"}[reference.group_family(family)[0].level]
    sums: dict[tuple[str, str], int] = {}
    rows = sample[sample["departement"] == "51"]
    for flow, code, value in zip(rows["flow"], rows[column], rows["value_eur"], strict=True):
        group = next((name for name, members in groups.items() if code in members), "outside")
        sums[flow, group] = sums.get((flow, group), 0) + int(value)
    by: Any = f"group:{family}"
    what = content(sample, "51", by=by, lang=lang)
    for half in what.halves:
        held = {
            product.code: product.value_eur for sector in (*half.sectors, *half.small) for product in sector.products
        }
        assert held == {group: value for (flow, group), value in sums.items() if flow == half.flow}
        assert half.total_eur == sum(held.values())
    words = " ".join((what.heading.subtitle, what.heading.reading, *what.narrow_words))
    assert not re.search(r"A38|secteur|sector|segment", words), words
    for width in ("wide", "narrow"):
        check_page(catalogue.laid_out("activities", what, width=width))


def test_a_title_of_ones_own_stands_on_both_drawings(sample: pd.DataFrame) -> None:
    for width in ("wide", "narrow"):
        scene = made.scene("activities", "51", title="Mon titre", width=width)
        assert scene.title == "Mon titre"
        assert any(mark.text == "Mon titre" for mark in upright(scene))


def test_what_corrections_leave_out_is_said() -> None:
    scene = catalogue.scene("activities", HARD["negative"], "51", lang="fr")
    words = " ".join(mark.text for mark in upright(scene)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Corrections négatives, non dessinées : −2,0 M€" in words
    # 9 of a total of 8: no share beyond the whole.
    assert "9,0 M€ · n. s." in words
    assert "113" not in words


def first_lines(flows: pd.DataFrame, place: str, flow: str, sector: bool) -> list[tuple[float, str]]:
    """Return shares of a flow, largest first, computed with plain pandas."""
    codes = reference.territory(place).departements
    mine = flows[flows["departement"].isin(codes) & (flows["flow"] == flow)]
    keys = [sector_of("a129", code) for code in mine["a129"]] if sector else mine["a129"].astype(str).tolist()
    sums = mine["value_eur"].groupby(keys).sum()
    return sorted(((float(value) / float(sums.sum()) * 100, str(code)) for code, value in sums.items()), reverse=True)


@pytest.mark.whole
@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_headlines_are_true_of_every_territory(sample: pd.DataFrame, lang: Any) -> None:
    """The number in each headline is computed again, and its condition holds."""
    kinds = set()
    places = [code for code in tt.territories()["code"] if not code.startswith("ti-") or code.startswith("ti-44")]
    for place in some(places, 24):
        title = content(sample, place, lang=lang).heading.title
        imports, exports = (
            float(
                sample[sample["departement"].isin(reference.territory(place).departements) & (sample["flow"] == flow)][
                    "value_eur"
                ].sum()
            )
            for flow in ("import", "export")
        )
        products, sectors = (first_lines(sample, place, "export", of_sectors) for of_sectors in (False, True))
        times = max(imports, exports) / min(imports, exports)
        if times >= UNEVEN:
            kinds.add("times")
            assert re.search(r"\d", title), title
            assert abs(float(re.findall(r"[\d,.]+", title)[0].replace(",", ".")) - times) < max(0.5, 0.06 * times)
            larger = ("importations", "imports") if imports > exports else ("exportations", "exports")
            assert any(word in title.casefold().split(" ")[:2] for word in larger), title
        elif products[0][0] >= 23:
            kinds.add("product")
            assert fraction(products[0][0], lang).replace("'", "’").casefold() in title.casefold(), (place, title)
        elif sectors[0][0] >= 23 and sectors[0][1] != "other":
            kinds.add("sector")
            assert fraction(sectors[0][0], lang).replace("'", "’").casefold() in title.casefold(), (place, title)
        else:
            kinds.add("none")
            # Where "other sectors" are the largest, that none is large is not true: the title says no more than the subject.
            nothing = ("Aucun secteur", "No sector") if sectors[0][0] < 25 else ("Les échanges", "The trade")
            assert title.startswith(nothing), (place, title)
            assert sectors[0][0] < 25 or sectors[0][1] == "other"
    assert len(kinds) >= (4 if THOROUGH else 2)


@pytest.mark.whole
def test_headlines_use_the_article_of_the_place(sample: pd.DataFrame) -> None:
    titles = {place: content(sample, place).heading.title for place in ("51", "08", "59", "33", "R24", "FR", "R11")}
    for place, words in {
        "51": "de la Marne",
        "08": "des Ardennes",
        "59": "du Nord",
        "33": "de la Gironde",
        "R24": "du Centre-Val de Loire",
        "FR": "de la France",
        "R11": "d’Île-de-France",
    }.items():
        assert titles[place].endswith(words) or f"{words}," in titles[place], titles[place]


def test_electricity_booked_at_paris_is_said_to_be_by_convention(sample: pd.DataFrame) -> None:
    assert content(sample, "75").heading.title.endswith("par convention")
    assert content(sample, "75", lang="en").heading.title.endswith("by convention")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
def test_the_text_for_the_ear_is_made_of_sentences(sample: pd.DataFrame, place: str, lang: Any) -> None:
    what = content(sample, place, lang=lang)
    text = what.heading.description
    assert len(text) <= 600
    assert what.heading.title in text
    assert text.endswith(".")
    assert not set("·→|") & set(text)
    assert ("données fictives" if lang == "fr" else "made-up data") in text
    if lang == "en":
        assert " ;" not in text
        assert " :" not in text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (22.9, "23\u202f%"), (23.0, "près d’un quart"), (25.0, "un quart"), (26.0, "plus d’un quart"), (29.0, "29\u202f%"),
        (31.0, "près d’un tiers"), (33.3, "un tiers"), (35.0, "plus d’un tiers"), (41.0, "41\u202f%"),
        (48.1, "près de la moitié"), (50.0, "la moitié"), (52.0, "plus de la moitié"), (60.0, "60\u202f%"),
        (66.7, "les deux tiers"), (75.0, "les trois quarts"), (80.0, "80\u202f%"), (92.0, "plus des neuf dixièmes"),
        (98.0, "la quasi-totalité"),
    ],
)  # fmt: skip
def test_shares_are_said_as_usual_fractions(share: float, words: str) -> None:
    assert fraction(share, "fr") == words


def test_fractions_are_never_far_from_the_share() -> None:
    values = {
        "quarter": 25, "third": 100 / 3, "half": 50, "two_thirds": 200 / 3, "three_quarters": 75,
    }  # fmt: skip
    for tenths in range(1000):
        share = tenths / 10
        text = fraction(share, "en")
        for name, value in values.items():
            if text.endswith(name.split("_")[-1].rstrip("s")) and name in ("quarter", "third", "half"):
                assert (share < value) == text.startswith("nearly") or abs(share - value) <= 0.9, (share, text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_shares_inside_a_product_are_said_to_be_of_it(lang: str) -> None:
    content = made.content("activities", "51", inside="C11Z", lang=lang)
    group = "« Boissons »" if lang == "fr" else "“Beverages”"
    for text in (content.heading.subtitle, content.heading.reading, content.narrow_words[0]):
        assert group in text.replace("\u00a0", " ").replace("\u202f", " "), text
    # The imports are enlarged here: areas are not on one scale.
    assert "échelle" not in content.heading.subtitle
    assert "one scale" not in content.heading.subtitle
    name = {"fr": "Boissons", "en": "Beverages"}[lang]
    assert {sector.names for half in content.halves for sector in half.sectors} == {(name,)}


@pytest.mark.whole
def test_a_narrow_drawing_is_said_to_be_of_bars() -> None:
    wide, narrow = (made.scene("activities", "51", width=width).description for width in ("wide", "narrow"))
    assert wide.startswith("Carte proportionnelle des importations")
    assert narrow == wide.replace("Carte proportionnelle", "Barres")
    # A page whose width changes says under the picture what it then shows.
    page = made.fiche("51").to_html()
    assert re.search(r'<span class="wide">boissons, .+?</span><span class="narrow">une barre par secteur', page)
