"""The charts of a page in a real browser: whole and legible at each width and zoom, on paper, in forced colours, by keyboard."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

#: Of each chart that is shown: its name, where it begins and ends, its height, and its smallest text, in pixels.
MEASURED = """() => [...document.querySelectorAll("svg[aria-labelledby]")].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  if (!box.width) return [];
  const scale = box.width / svg.viewBox.baseVal.width;
  const sizes = [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
  const out = [...svg.querySelectorAll("text")].filter((text) => {
    const one = text.getBoundingClientRect();
    return one.left < box.left - 1 || one.right > box.right + 1 || one.top < box.top - 1 || one.bottom > box.bottom + 1;
  });
  return [{name: svg.getAttribute("aria-labelledby").split("-title")[0], left: box.left, right: box.right,
           height: box.height, smallest: Math.min(99, ...sizes), out: out.map((text) => text.textContent)}];
})"""
#: Width of the window and zoom: a page of 1280 pixels at 200 % is one of 640 with pixels twice as dense.
WINDOWS = [(320, 1), (390, 1), (768, 1), (1280, 1), (1280, 2), (1280, 4), (768, 2)]
SMALLEST_PX, SMALLEST_PT = 9.0, 6.5
#: A4 in pixels of 1/96 inch, and what margins of 14 mm leave of its width and height.
PAPER = {"width": 794, "height": 1123}
INSIDE_WIDTH, INSIDE_HEIGHT = 688, 1017
PX_TO_PT = 0.75


def charts_of(tab: Tab) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tab.page.evaluate(MEASURED)
    # The small map, and each figure once.
    assert len(found) == 1 + tab.page.locator("figure").count() > 10
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "zoom"), WINDOWS)
def test_every_chart_is_whole_and_legible(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], width: int, zoom: int, scheme: str
) -> None:
    here = tab(fiche_page("51"), width=width // zoom, scheme=scheme, scale=zoom)
    for chart in charts_of(here):
        assert chart["left"] >= -0.5, chart
        assert chart["right"] <= width / zoom + 0.5, chart
        assert chart["out"] == [], chart
        if chart["name"] != "situation":
            assert chart["smallest"] >= SMALLEST_PX, chart
    assert here.overflow() == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("width", [320, 768])
def test_pages_at_other_widths_have_no_violation(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], axe: str, width: int, lang: str
) -> None:
    assert tab(fiche_page("51", lang), width=width).violations(axe) == []


def test_every_chart_is_whole_and_legible_on_paper(tab: Callable[..., Tab], fiche_page: Callable[..., Path]) -> None:
    here = tab(fiche_page("51"), scheme="dark")
    here.page.emulate_media(media="print")
    here.page.set_viewport_size(PAPER)
    # The window has no margins.
    smaller = INSIDE_WIDTH / PAPER["width"]
    for chart in charts_of(here):
        assert chart["right"] <= PAPER["width"] + 0.5, chart
        assert chart["height"] * smaller <= INSIDE_HEIGHT, chart
        if chart["name"] != "situation":
            assert chart["smallest"] * smaller * PX_TO_PT >= SMALLEST_PT, chart
    broken = here.page.evaluate(
        "[...document.querySelectorAll('figure')].filter(one => getComputedStyle(one).breakInside !== 'avoid').length"
    )
    assert broken == 0


def test_no_heading_stands_on_another_sheet_than_its_chart(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path]
) -> None:
    here = tab(fiche_page("51"))
    here.page.emulate_media(media="print")
    sheets = [page.extract_text() for page in PdfReader(io.BytesIO(here.page.pdf(prefer_css_page_size=True))).pages]
    leads = here.page.evaluate(
        "[...document.querySelectorAll('.lead:has(+ figure)')].map(one =>"
        " [one.textContent, one.nextElementSibling.querySelector('figcaption strong').textContent])"
    )
    assert len(leads) > 3
    for lead, number in leads:
        told = re.sub(r"\W", "", lead)[:60]
        (sheet,) = [text for text in sheets if told in re.sub(r"\W", "", text)]
        assert re.sub(r"\s", "", number) in re.sub(r"\s", "", sheet), (lead, number)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_keep_their_colours_where_a_reader_has_replaced_those_of_pages(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], axe: str, scheme: str
) -> None:
    here = tab(fiche_page("51"), scheme=scheme, forced_colors="active")
    looks = here.page.evaluate(
        "[...document.querySelectorAll('.picture svg')].map(one => { const look = getComputedStyle(one);"
        " return [look.forcedColorAdjust, look.backgroundColor, getComputedStyle(document.body).colorScheme] })"
    )
    paper = "rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 22, 31)"
    assert {(adjust, ground) for adjust, ground, _ in looks} == {("none", paper)}
    fills = here.page.evaluate(
        "[...new Set([...document.querySelectorAll('.picture svg text')].map(one => getComputedStyle(one).fill))].length"
    )
    assert fills > 3
    assert here.violations(axe) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_a_chart_tells_is_seen_and_hides_nothing_in_focus(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], width: int
) -> None:
    here = tab(fiche_page("51"), width=width)
    here.page.locator("svg [data-k][tabindex='0']:visible").first.focus()
    for _ in range(6):
        here.page.keyboard.press("ArrowDown")
        told, focused = here.page.evaluate(
            "[[...document.querySelectorAll('.tt-told')].find(one => one.textContent).getBoundingClientRect().toJSON(),"
            " document.activeElement.getBoundingClientRect().toJSON()]"
        )
        assert told["bottom"] <= 900.5
        assert told["height"] > 20
        assert focused["bottom"] <= told["top"] + 1
    here.page.keyboard.press("Escape")
    assert here.page.evaluate("[...document.querySelectorAll('.tt-told')].every(one => one.offsetHeight === 0)")


@pytest.mark.parametrize(("territory", "lang"), [("51", "fr"), ("FR", "en"), ("976", "fr")])
def test_no_table_scrolls_sideways_on_a_phone(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path], axe: str, territory: str, lang: str
) -> None:
    here = tab(fiche_page(territory, lang), width=320)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (320, 520, 600, 660, 720, 780, 320):
        here.page.set_viewport_size({"width": width, "height": 900})
        wide = here.page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth)"
            ".map(one => [one.getAttribute('aria-label'), one.scrollWidth, one.clientWidth])"
        )
        assert wide == [], width
        # No sign is parted from its number.
        lines = "one => { const all = document.createRange(); all.selectNodeContents(one); return all.getClientRects().length }"
        assert {cell.evaluate(lines) for cell in here.page.locator(".pairs td").all()} == {1}, width
    # What does not scroll is no stop of the keyboard; what does is one.
    assert here.page.locator(".scroll").count() > 3
    assert here.page.locator(".scroll[tabindex]").count() == 0
    here.page.evaluate("document.querySelector('.scroll table').style.width = '40rem'")
    here.page.wait_for_selector(".scroll[tabindex='0']")
    here.page.evaluate("document.querySelector('.scroll table').style.width = ''")
    here.page.wait_for_selector(".scroll[tabindex]", state="detached")
    # As blocks, rows still say what each number is, to the eye and to what reads aloud.
    cell = here.page.locator("table.many td").first
    assert cell.evaluate("one => getComputedStyle(one, '::before').content.length") > 3
    assert here.page.get_by_role("columnheader").count() > 10
    assert here.page.get_by_role("rowheader").count() > 30
    assert here.violations(axe) == []
