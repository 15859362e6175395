"""The fiche and the site in a real browser: axe-core, reflow, links, keyboard, network, console."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_fiche_has_no_violation(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], axe: str, lang: str, width: int, scheme: str
) -> None:
    here = tab(fiche_page("51", lang), width=width, scheme=scheme)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert here.violations(axe) == []
    assert here.left() == []
    assert here.said == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("territory", ["51", "R44", "FR", "ti-4417", "20", "99"])
def test_fiche_reflows_at_320(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], territory: str, lang: str
) -> None:
    here = tab(fiche_page(territory, lang), width=320)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert here.overflow() == 0


def test_print_shows_charts_and_hides_what_needs_a_screen(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path]
) -> None:
    here = tab(fiche_page("51"), scheme="dark")
    here.page.emulate_media(media="print", color_scheme="dark")
    assert here.page.locator("figure svg:visible").count() == here.page.locator("figure").count() >= 10
    assert here.page.locator("nav:visible, details:visible").count() == 0
    assert here.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pages = here.page.pdf(prefer_css_page_size=True)
    assert pages[:4] == b"%PDF"


def test_words_of_tables_are_never_broken(tab: Callable[..., Tab], fiche_page: Callable[..., Path]) -> None:
    here = tab(fiche_page("51"), width=320)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    # A cell of one short word has one line; only a hyphen may part it.
    tall = here.page.evaluate(
        "[...document.querySelectorAll('td')].filter(one => /^[^\\s-]{1,12}$/.test(one.textContent)).map(one => {"
        "const range = document.createRange(); range.selectNodeContents(one); return range.getClientRects().length; })"
    )
    assert len(tall) > 100
    assert max(tall) == 1


#: Every word of the live figures with its colour, and the colour of the topmost solid area below it, else of the paper.
WORDS = """
[...document.querySelectorAll('.live')].flatMap(live => {
  const paper = getComputedStyle(live.querySelector('.main-svg')).backgroundColor;
  const isSolid = one => !(Number(one.closest('.trace').style.opacity) < 1);
  const areas = [...live.querySelectorAll('path.js-fill')].filter(isSolid).reverse();
  return [...live.querySelectorAll('.annotation-text')].map(word => {
    const box = word.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const below = areas.find(one => {
      const point = new DOMPoint(x, y).matrixTransform(one.getScreenCTM().inverse());
      return one.isPointInFill(point);
    });
    return [word.textContent, getComputedStyle(word).fill, below ? getComputedStyle(below).fill : paper,
      Number(word.closest('.annotation').style.opacity || 1)];
  });
})
"""


def _hex(colour: str) -> str:
    """Write what the browser calls ``rgb(20, 22, 31)`` as the style does."""
    numbers = re.findall(r"[\d.]+", colour)
    return "#" + "".join(f"{int(number):02x}" for number in numbers[:3])


def test_skip_link_and_focus(tab: Callable[..., Tab], fiche_page: Callable[..., Path]) -> None:
    here = tab(fiche_page("51"))
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.className") == "skip"
    outline = here.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    here.page.keyboard.press("Enter")
    assert here.page.evaluate("document.activeElement.id") == "contenu"


@pytest.mark.parametrize("territory", ["51", "R44", "FR", "971", "ti-4421"])
def test_the_first_chart_stands_on_the_first_screens(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], territory: str
) -> None:
    for width, most in ((1280, 800), (390, 2 * 844)):
        here = tab(fiche_page(territory), width=width)
        box = here.page.locator("figure svg:visible").first.bounding_box()
        # Its heading, and as much of it as tells what it is.
        assert box is not None
        assert box["y"] <= most - 40, width
