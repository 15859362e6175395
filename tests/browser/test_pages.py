"""The fiche and the site in a real browser: axe-core, reflow, links, keyboard, network, console."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest

from trade_territories.reference import folded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser


SITE_PAGES = (
    "index.html",
    "compare.html",
    "data.html",
    "method.html",
    "legal.html",
    "accessibility.html",
    "territoires/EXEMPLE_51.html",
    "territoires/EXEMPLE_FR.html",
    "territoires/EXEMPLE_ti-4417.html",
)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", SITE_PAGES)
def test_site_has_no_violation(
    tab: Callable[..., Tab], site: Path, axe: str, name: str, width: int, scheme: str
) -> None:
    here = tab(site / name, width=width, scheme=scheme)
    if name == "compare.html":
        here.page.wait_for_selector("#resultat table")
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


@pytest.mark.parametrize("name", SITE_PAGES)
def test_site_reflows_at_320(tab: Callable[..., Tab], site: Path, name: str) -> None:
    here = tab(site / name, width=320)
    if name == "compare.html":
        here.page.wait_for_selector("#resultat table")
    assert here.overflow() == 0


def test_print_shows_charts_and_hides_what_needs_a_screen(
    tab: Callable[..., Tab], fiche_page: Callable[..., Path]
) -> None:
    here = tab(fiche_page("51"), scheme="dark")
    here.page.emulate_media(media="print", color_scheme="dark")
    assert here.page.locator("figure svg:visible").count() == 10
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


def test_every_link_resolves(browser: Any, site: Path) -> None:
    """Follow every relative link of every page, and every anchor; nothing points outside the folder."""
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    pages = [site / name for name in SITE_PAGES]
    anchors: dict[Path, set[str]] = {}
    broken = []
    for path in pages:
        page.goto(path.as_uri())
        anchors[path] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
        for address in page.evaluate("[...document.querySelectorAll('[href],[src]')].map(one => one.href || one.src)"):
            parts = urlsplit(str(address))
            if parts.scheme != "file":
                continue
            target = type(site)(unquote(parts.path))
            if not target.is_file() or site not in target.parents:
                broken.append(f"{path.name}: {address}")
            elif target == path and parts.fragment and parts.fragment not in anchors[path]:
                broken.append(f"{path.name}: #{parts.fragment}")
    context.close()
    assert broken == []


def test_search_by_keyboard_alone(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    for _ in range(12):
        here.page.keyboard.press("Tab")
        if here.page.evaluate("document.activeElement.id") == "q":
            break
    here.page.keyboard.type("cotes d armor")
    assert here.page.locator("#trouves").text_content() == "1 territoire correspond."
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/EXEMPLE_22.html")
    assert "Côtes-d" in (here.page.locator("h1").text_content() or "")


@pytest.mark.parametrize(
    ("asked", "file"), [("51", "EXEMPLE_51.html"), ("r44", "EXEMPLE_R44.html"), ("ti-4421", "EXEMPLE_ti-4421.html")]
)
def test_search_by_code(tab: Callable[..., Tab], site: Path, asked: str, file: str) -> None:
    here = tab(site / "index.html")
    here.page.fill("#q", asked)
    here.page.keyboard.press("Enter")
    here.page.wait_for_url(f"**/{file}")


def test_index_is_in_alphabetical_order_and_whole_without_script(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html", script=False)
    names = here.page.locator("#industrie ~ ul a").all_inner_texts()
    assert len(names) == 183
    assert [folded(name) for name in names] == sorted(folded(name) for name in names)
    assert names.index("Épinal – Rambervillers") < names.index("Vaucluse")
    assert here.page.locator("[data-group] h3").count() == 18
    assert here.page.locator("form:visible").count() == 0
    assert not [name for name in here.page.locator("main a").all_inner_texts() if "'" in name]


def test_search_says_when_nothing_matches(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    here.page.fill("#q", "zzzz")
    assert here.page.locator("#trouves").text_content() == "Aucun territoire ne correspond."
    assert here.page.locator("main li:visible").count() == 0


def test_comparison_shows_both(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "compare.html")
    here.page.select_option("#a", "51")
    here.page.select_option("#b", "R44")
    here.page.wait_for_function("document.getElementById('etat').textContent.includes('Grand Est')")
    text = here.page.locator("#resultat").inner_text()
    assert "8\u202f105,8" in text
    assert "67\u202f665,4" in text
    assert here.said == []
    assert here.left() == []


@pytest.mark.parametrize("width", [320, 1280])
def test_bars_of_both_territories_have_one_scale(tab: Callable[..., Tab], site: Path, width: int) -> None:
    here = tab(site / "compare.html", width=width)
    here.page.wait_for_selector("#resultat table")
    # Pixels per percent of share, over all bars that are long enough to be measured.
    scales = here.page.evaluate(
        "[...document.querySelectorAll('.bar')].filter(one => parseFloat(one.style.width) > 5)"
        ".map(one => one.getBoundingClientRect().width / parseFloat(one.style.width))"
    )
    assert len(scales) > 20
    assert max(scales) - min(scales) < 0.05 * max(scales)


@pytest.mark.parametrize("territories", ["51~10", "FR~R11"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_word_of_the_comparison_leaves_its_cell(
    tab: Callable[..., Tab], site: Path, width: int, territories: str
) -> None:
    here = tab(site / "compare.html", width=width)
    first, second = territories.split("~")
    here.page.select_option("#a", first)
    here.page.select_option("#b", second)
    here.page.wait_for_function(f"location.hash === '#{territories}'")
    here.page.wait_for_selector("#resultat table")
    outside = here.page.evaluate(
        "[...document.querySelectorAll('.pair th, .pair td')].filter(one => {"
        "const range = document.createRange(); range.selectNodeContents(one);"
        "return range.getBoundingClientRect().right > one.getBoundingClientRect().right + 0.5; }).map(one => one.textContent)"
    )
    assert outside == []


@pytest.mark.parametrize("name", ["index.html", "compare.html", "data.html", "territoires/EXEMPLE_51.html"])
def test_policy_refuses_what_others_put_into_a_page(
    tab: Callable[..., Tab], site: Path, name: str, tmp_path: Path
) -> None:
    """An inline script, a handler and a script from another place, as text that was not escaped would bring them."""
    hostile = tmp_path / "elsewhere.js"
    hostile.write_text("window.ran = 'file'", encoding="utf-8")
    attack = (
        "<script>window.ran = 'inline'</script><img src='nowhere' onerror=\"window.ran = 'handler'\">"
        f"<script src='{hostile.as_uri()}'></script></main>"
    )
    page = site / name
    changed = page.with_name(f"changed-{page.name}")
    changed.write_text(page.read_text(encoding="utf-8").replace("</main>", attack), encoding="utf-8")
    try:
        here = tab(changed)
        assert here.page.evaluate("window.ran") is None
        assert sum("Content Security Policy" in one for one in here.said) >= 3
    finally:
        changed.unlink()


def test_skip_link_and_focus(tab: Callable[..., Tab], fiche_page: Callable[..., Path]) -> None:
    here = tab(fiche_page("51"))
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.className") == "skip"
    outline = here.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    here.page.keyboard.press("Enter")
    assert here.page.evaluate("document.activeElement.id") == "contenu"
