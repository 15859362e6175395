"""What helps to read a chart: aligned marks, keys, years under quarters, words of an example that spoil nothing."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.scenes import check_page, upright, widths_of
from trade_territories import charts
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import style
from trade_territories.charts.scene import Box, Scene

GROUND: list[FlowRow] = [
    (flow, 2024, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return tt.sample_flows()


@pytest.fixture(scope="module")
def many(sample: pd.DataFrame) -> pd.DataFrame:
    years = [sample.assign(year=pd.Series(year, index=sample.index, dtype="int16")) for year in range(2019, 2025)]
    return pd.concat(years, ignore_index=True)


def texts(scene: Scene) -> list[str]:
    return [mark.text for mark in upright(scene)]


@pytest.mark.parametrize(("place", "n"), [("51", 10), ("FR", 20), ("976", 10), ("20", 5)])
def test_marks_of_the_balance_stand_in_one_column(sample: pd.DataFrame, place: str, n: int) -> None:
    scene = catalogue.scene("balance", sample, place, n=n)
    signs = [mark for mark in upright(scene) if mark.text in "▲▼"]
    values = [mark for mark in upright(scene) if mark.text[:1] in "+−" and mark.anchor == "end"]
    assert len(signs) == len(values) == len(tt.balance(sample, place, n=n)) + 1
    assert len({(mark.x, mark.anchor) for mark in signs}) == 1
    assert len({mark.x for mark in values}) == 1
    assert max(widths_of(mark)[1] for mark in signs) < min(widths_of(mark)[0] for mark in values)
    for sign, value in zip(signs, values, strict=True):
        assert (sign.text, sign.fill) == (("▲", "surplus") if value.text[0] == "+" else ("▼", "deficit"))


@pytest.mark.parametrize(
    ("lang", "key"), [("fr", "En M€\u202f; ▲ excédent, ▼ déficit"), ("en", "In €m; ▲ surplus, ▼ deficit")]
)
def test_the_balance_says_its_unit_and_its_marks(sample: pd.DataFrame, lang: str, key: str) -> None:
    assert key in texts(catalogue.scene("balance", sample, "51", lang=lang))


def test_a_balance_without_imports_keeps_its_key_and_heads_apart() -> None:
    rows: list[FlowRow] = [("export", 2024, 1, "51", "C11Z", "1102", "US", 10_000_000, 1)]
    check_page(catalogue.scene("balance", make_flows(GROUND + rows), "51"))


def test_what_would_round_to_nothing_is_told_from_nothing() -> None:
    rows: list[FlowRow] = [
        ("export", 2024, 1, "51", "C11Z", "1102", partner, value, 1)
        for partner, value in (("US", 10_000_000), ("BE", 60_000), ("DE", 50_000), ("IT", 1))
    ]
    scene = catalogue.scene("balance", make_flows(GROUND + rows), "51")
    # Each row: imports, then exports; 60 000 euros round to 0,1 million, 50 000 and 1 to nothing.
    numbers = [mark.text for mark in upright(scene) if mark.fill == "ink" and mark.text[:1] in "<0123456789"]
    assert numbers == ["0,0", "10,0", "0,0", "0,1", "0,0", "<\u202f0,1", "0,0", "<\u202f0,1"]
    balances = [mark.text for mark in upright(scene) if mark.fill == "surplus" and mark.anchor == "end"]
    assert balances == ["+10,0", "+0,1", "<\u202f+0,1", "<\u202f+0,1", "+10,1"]


def test_a_deficit_that_would_round_to_nothing_has_its_sign() -> None:
    rows: list[FlowRow] = [("import", 2024, 1, "51", "C11Z", "1102", "US", 20_000, 1)]
    for chart in ("balance", "evolution"):
        words = " ".join(texts(catalogue.scene(chart, make_flows(GROUND + rows), "51")))
        assert ">\u202f−0,1" in words
        assert "<\u202f0,1" in words


def test_names_of_territories_have_curved_apostrophes(sample: pd.DataFrame) -> None:
    for chart, place in (("comparison", ["51", "ti-4417"]), ("locator", "ti-4417"), ("specialisation", "ti-4417")):
        scene = catalogue.scene(chart, sample, place)
        words = " ".join([*texts(scene), scene.title, scene.description])
        assert "Territoire d’industrie" in words
        assert "'" not in words


def test_hover_on_a_balance_says_which_value_is_which(sample: pd.DataFrame) -> None:
    (germany, *_) = [mark for mark in catalogue.scene("balance", sample, "51").marks if isinstance(mark, Box)]
    table = tt.balance(sample, "51", n=10).set_index("code")
    euros = [int(table[column]["DE"]) for column in ("import_eur", "export_eur", "balance_eur")]
    written = [f"{value / 1e6:.1f}".replace(".", ",").replace("-", "−") for value in euros]
    imports, exports, balance = written
    assert germany.tooltip == (
        f"Allemagne\u00a0: importations {imports}\u202fM€ · exportations {exports}\u202fM€ · solde {balance}\u202fM€"
    )


def test_every_letter_is_in_the_embedded_font(sample: pd.DataFrame) -> None:
    from fontTools.ttLib import TTFont

    # The subset holds these letters, as far as the whole font has them.
    wanted = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "make_fonts.py"))["LETTERS"]
    with TTFont(style.font_path("semibold"), lazy=True) as font:
        known = set(wanted) & set(font.getBestCmap())
    written = set()
    for lang in ("fr", "en"):
        for chart, place in (
            ("balance", "FR"),
            ("activities", "FR"),
            ("sankey", "FR"),
            ("evolution", "976"),
            ("dependence", "51"),
        ):
            options = {"n": None} if chart == "balance" else {}
            written |= set("".join(texts(catalogue.scene(chart, sample, place, lang=lang, **options))))
        written |= set("".join(texts(catalogue.scene("locator", None, "51+974", lang=lang))))
    assert not {sign for sign in written if ord(sign) not in known}


@pytest.mark.parametrize(("lang", "separators"), [("fr", ",\u202f"), ("en", ".,")])
def test_live_figures_write_numbers_as_readers_do(sample: pd.DataFrame, lang: str, separators: str) -> None:
    figure = charts.balance(sample, "51", lang=lang)
    assert figure.layout.separators == separators
    assert figure.layout.meta["lang"] == lang
