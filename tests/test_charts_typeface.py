"""A font and a logo of one's own: measured and drawn in every kind of file, refused where a chart could not be read."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

import trade_territories as tt
from tests import made
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._text import measure
from trade_territories.charts._typeface import NEEDED, read_typeface
from trade_territories.charts.scene import Label, Picture
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.charts.style import Weight

FOLDER = Path(mpl.get_data_path()) / "fonts" / "ttf"
SERIF: dict[Weight, str | Path] = {"regular": FOLDER / "DejaVuSerif.ttf", "bold": FOLDER / "DejaVuSerif-Bold.ttf"}


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("logo") / "logo.png"
    Image.new("RGB", (300, 100), "#000091").save(path)
    return path


@pytest.fixture
def themed(logo: Path) -> Iterator[None]:
    with tt.charts.theme(font=SERIF, logo=logo):
        yield


def advance(text: str, path: str | Path, size: float) -> float:
    with TTFont(path) as font:
        em, names = font["head"].unitsPerEm, font.getBestCmap()
        width: float = sum(font["hmtx"].metrics[names[ord(sign)]][0] for sign in text) / em * size
        return width


@pytest.mark.whole
@pytest.mark.usefixtures("themed")
def test_texts_are_measured_in_it_and_no_word_leaves_the_page() -> None:
    assert measure("Marne", 10, "bold") == pytest.approx(advance("Marne", SERIF["bold"], 10))
    # A weight that lacks takes the nearest that is bolder.
    assert measure("Marne", 10, "semibold") == measure("Marne", 10, "bold") > measure("Marne", 10)
    for width in ("wide", "narrow"):
        scene = catalogue.scene("balance", tt.sample_flows(), "Marne", width=width)
        for label in scene.of(Label):
            before = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
            wide = measure(label.text, label.size, label.weight)
            assert label.x - before * wide >= -0.5, label.text
            assert label.x + (1 - before) * wide <= scene.width + 0.5, label.text


@pytest.mark.whole
@pytest.mark.usefixtures("themed")
def test_every_kind_of_file_has_both(tmp_path: Path) -> None:
    figure = tt.charts.static.balance(tt.sample_flows(), "Marne")
    (picture,) = figure.scene.of(Picture)
    assert picture.width / picture.height == pytest.approx(3)
    text = tt.charts.to_svg(figure)
    assert "font-family=\"'DejaVu Serif', sans-serif\"" in text
    assert text.count("@font-face{font-family:'DejaVu Serif'") == 3
    assert text.count('href="data:image/png;base64,') == 1
    assert b"DejaVuSerif" in tt.charts.to_pdf(figure)
    path = tmp_path / "x.png"
    tt.charts.to_png(figure, path, dpi=72)
    with Image.open(path) as image:
        colours = image.convert("RGB").getcolors(1 << 20)
    assert (0, 0, 145) in {colour for _, colour in colours or []}
    live = tt.charts.balance(tt.sample_flows(), "Marne")
    assert live.layout.font.family.startswith("'DejaVu Serif'")
    page = live.to_html(include_plotlyjs=False)
    # The page brings the font, and waits for it.
    assert "@font-face{font-family:'DejaVu Serif';font-weight:400;src:url(data:font/woff;base64," in page
    assert "16px 'DejaVu Serif'" in page
    assert "Territoires Sans" not in page
    assert len(live.layout.images) == 1


@pytest.mark.whole
def test_after_the_theme_all_is_as_before(logo: Path) -> None:
    before = tt.charts.to_svg(tt.charts.static.balance(tt.sample_flows(), "Marne", n=3))
    with tt.charts.theme(font=SERIF, logo=logo):
        other = tt.charts.to_svg(tt.charts.static.balance(tt.sample_flows(), "Marne", n=3))
    assert other != before
    assert tt.charts.to_svg(tt.charts.static.balance(tt.sample_flows(), "Marne", n=3)) == before


@pytest.mark.slow
def test_a_fiche_keeps_the_font_that_it_brings(logo: Path) -> None:
    plain = tt.fiche(made.cube(), "Marne").to_html()
    with tt.charts.theme(font=SERIF, logo=logo):
        assert tt.fiche(made.cube(), "Marne").to_html() == plain


def subset(path: Path, without: str, restricted: bool = False) -> Path:
    with TTFont(SERIF["regular"]) as font:
        for table in font["cmap"].tables:
            for sign in without:
                table.cmap.pop(ord(sign), None)
        if restricted:
            font["OS/2"].fsType = 2
        font.save(path)
    return path


@pytest.mark.whole
def test_signs_that_a_font_lacks_are_set_with_others(tmp_path: Path) -> None:
    path = subset(tmp_path / "no-narrow-space.ttf", "\u202f−")
    with tt.charts.theme(font=path):
        text = tt.charts.to_svg(tt.charts.static.balance(tt.sample_flows(), "Marne", n=3))
    words = "".join(re.findall(r"<text[^>]*>([^<]*)", text))
    assert "–11,7" in words
    assert "−" not in words
    assert "\u202f" not in words
    typeface = read_typeface(path)
    assert typeface.written("−1\u202f000") == "–1\u00a0000"


@pytest.mark.whole
def test_a_font_whose_licence_forbids_it_is_not_embedded(tmp_path: Path) -> None:
    with tt.charts.theme(font=subset(tmp_path / "closed.ttf", "", restricted=True)):
        text = tt.charts.to_svg(tt.charts.static.balance(tt.sample_flows(), "Marne", n=3))
    assert "@font-face" not in text
    assert "'DejaVu Serif'" in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"font": "nowhere.ttf"}, "'nowhere.ttf' cannot be read"),
        ({"font": 12}, "font=12 is not a path"),
        ({"font": {}}, "names no file"),
        ({"font": {"black": SERIF["bold"]}}, "weight 'black'; choose among regular, semibold, bold"),
        ({"font": __file__}, "holds no font"),
        ({"logo": "nowhere.png"}, "'nowhere.png' cannot be read"),
        ({"logo": __file__}, "neither PNG nor JPEG"),
        ({"logo": 3}, "logo=3 is not a path"),
        ({"fonts": "x"}, "'fonts' is neither a role nor a size; did you mean font"),
    ],
)
def test_what_cannot_be_used_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(TradeTerritoriesError, match=re.escape(told)), tt.charts.theme(**options):
        pass


def test_a_font_without_letters_of_french_and_a_damaged_logo_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(TradeTerritoriesError, match="lacks 2 signs that charts need, among them é Œ"),
        tt.charts.theme(font=subset(tmp_path / "english.ttf", "éŒ")),
    ):
        pass
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR")
    with pytest.raises(TradeTerritoriesError, match="is damaged"), tt.charts.theme(logo=broken):
        pass
    assert "é" in NEEDED
