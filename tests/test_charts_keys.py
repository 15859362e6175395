"""What helps to read a chart: aligned marks, keys, years under quarters, words of an example that spoil nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests import made
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page, upright
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import style
from trade_territories.charts._text import measure

if TYPE_CHECKING:
    from trade_territories.charts.scene import Scene

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.fixture(scope="module")
def many(sample: pd.DataFrame) -> pd.DataFrame:
    years = [sample.assign(year=pd.Series(year, index=sample.index, dtype="int16")) for year in range(2019, 2025)]
    return pd.concat(years, ignore_index=True)


def texts(scene: Scene) -> list[str]:
    return [mark.text for mark in upright(scene)]


def test_a_balance_without_imports_keeps_its_key_and_heads_apart() -> None:
    rows: list[FlowRow] = [("export", 2024, 1, "51", "C11Z", "1102", "US", 10_000_000, 1)]
    check_page(catalogue.scene("balance", make_flows(GROUND + rows), "51"))


def test_names_of_territories_have_curved_apostrophes(sample: pd.DataFrame) -> None:
    for chart, place in (("comparison", ["51", "ti-4417"]), ("locator", "ti-4417"), ("specialisation", "ti-4417")):
        scene = made.scene(chart, place)
        words = " ".join([*texts(scene), scene.title, scene.description])
        assert "Territoire d’industrie" in words
        assert "'" not in words


def embedded(weight: style.Weight) -> Path:
    return Path(style.font_path(weight)).with_suffix(".woff2")


@pytest.mark.parametrize("weight", style.FONT_FILES)
def test_every_file_of_the_font_has_the_signs_of_numbers_and_parts_thousands(weight: style.Weight) -> None:
    from fontTools.ttLib import TTFont

    widths = []
    for path in (style.font_path(weight), embedded(weight)):
        with TTFont(path, lazy=True) as font:
            signs = font.getBestCmap()
            assert not {sign for sign in "  \u2009\u2010\u2011–—‘’“”…−×≈→▲▼■□●€‰éŒœŸ" if ord(sign) not in signs}
            metrics = font["hmtx"].metrics
            widths.append({sign: metrics[name][0] for sign, name in signs.items()})
            assert font["name"].getDebugName(1) == "Territoires Sans"
    whole, small = widths
    assert small == {sign: whole[sign] for sign in small}
    # A narrow space is wider than in Source Sans (120), thinner than the one between words; digits align.
    assert 160 <= small[0x202F] < small[0x20]
    assert len({small[ord(digit)] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("weight", style.FONT_FILES)
def test_the_noted_widths_of_signs_are_those_of_the_font(weight: style.Weight) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(style.font_path(weight), lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        signs = font.getBestCmap()
        for code, name in signs.items():
            assert measure(chr(code), 1, weight) == metrics[name][0] / em
        lacking = next(code for code in range(0x4E00, 0x4F00) if code not in signs)
        assert measure(chr(lacking), 1, weight) == metrics[".notdef"][0] / em


@pytest.mark.whole
def test_every_letter_is_in_the_embedded_font(sample: pd.DataFrame) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(embedded("semibold"), lazy=True) as font:
        known = set(font.getBestCmap())
    written = set()
    for lang in ("fr", "en"):
        for chart, place in (
            ("balance", "FR"),
            ("activities", "FR"),
            ("sankey", "FR"),
            ("evolution", "976"),
            ("dependence", "51"),
        ):
            options: dict[str, Any] = {"n": None} if chart == "balance" else {}
            written |= set("".join(texts(made.scene(chart, place, lang=lang, **options))))
        written |= set("".join(texts(catalogue.scene("locator", None, "51+974", lang=lang))))
    assert not {sign for sign in written if ord(sign) not in known}


@pytest.mark.parametrize(("lang", "separators"), [("fr", ",\u202f"), ("en", ".,")])
def test_live_figures_write_numbers_as_readers_do(sample: pd.DataFrame, lang: Any, separators: str) -> None:
    figure = charts.balance(sample, "51", lang=lang)
    assert figure.layout.separators == separators
    assert figure.layout.meta["lang"] == lang
