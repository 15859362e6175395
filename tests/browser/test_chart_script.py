"""The script of charts by mouse, finger and keys alone: what belongs together stays, values are told, Escape clears."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.script import STYLE, script
from trade_territories.charts.svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src {hash}"
PAGE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Graphiques</title>'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{style}svg{{display:block;width:100%}}</style>'
    "<main><h1>Graphiques</h1>{charts}</main><script>{script}</script></html>"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("charts") / "page.html"
    flows = tt.sample_flows()
    charts = "".join(
        svg_of(catalogue.scene(name, flows, "51", width=width), prefix=f"{name}-{width}", adaptive=True)
        for name in ("sankey", "balance", "matrix")
        for width in ("wide", "narrow")
    )
    policy = POLICY.format(hash=f"'sha256-{b64encode(sha256(script().encode()).digest()).decode()}'")
    path.write_text(PAGE.format(policy=policy, style=STYLE, charts=charts, script=script()), encoding="utf-8")
    return path


def told(tab: Any) -> str:
    text: str = tab.page.evaluate("[...document.querySelectorAll('.tt-told')].map(one => one.textContent).join('')")
    return text


def lit(tab: Any) -> tuple[int, int]:
    counts: list[int] = tab.page.evaluate(
        "[document.querySelectorAll('.tt-on .tt-lit').length, document.querySelectorAll('.tt-on [data-of]').length]"
    )
    return counts[0], counts[1]


def test_the_keyboard_alone_reaches_and_reads_everything(tab: Callable[..., Any], page: Path) -> None:
    open_tab = tab(page)
    open_tab.page.keyboard.press("Tab")
    assert told(open_tab).startswith(
        "Boissons\u00a0: 3\u202f902,5\u202fM€, 48\u202f% du total. Boissons vers les États-Unis"
    )
    shown, of = lit(open_tab)
    assert 5 < shown < of
    open_tab.page.keyboard.press("ArrowDown")
    assert told(open_tab).startswith("Produits pharmaceutiques")
    open_tab.page.keyboard.press("ArrowUp")
    open_tab.page.keyboard.press("Enter")
    assert open_tab.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    open_tab.page.keyboard.press("Escape")
    assert told(open_tab) == ""
    assert lit(open_tab) == (0, 0)
    # One stop for each chart: six charts, six stops.
    stops = {open_tab.page.evaluate("document.activeElement.closest('svg').getAttribute('aria-labelledby')")}
    for _ in range(5):
        open_tab.page.keyboard.press("Tab")
        stops.add(open_tab.page.evaluate("document.activeElement.closest('svg').getAttribute('aria-labelledby')"))
    assert len(stops) == 6
    assert not open_tab.said
    assert not open_tab.left()


def test_the_mouse_shows_a_flow_and_its_ends(tab: Callable[..., Any], page: Path) -> None:
    open_tab = tab(page)
    path = open_tab.page.locator("svg path[data-of='product-C11Z partner-US']").first
    box = path.evaluate(
        "node => { const box = node.getBoundingClientRect(); return [box.x, box.y, box.width, box.height] }"
    )
    open_tab.page.mouse.move(box[0] + box[2] / 2, box[1] + box[3] / 2)
    assert told(open_tab).startswith("Boissons vers les États-Unis\u00a0: 584,0\u202fM€")
    assert 3 <= lit(open_tab)[0] <= 12
    open_tab.page.mouse.move(1, 1)
    assert lit(open_tab) == (0, 0)


def test_a_tap_pins_and_a_second_one_lets_go(tab: Callable[..., Any], page: Path) -> None:
    open_tab = tab(page, width=390)
    target = open_tab.page.locator("svg [data-k='partner-DE']").first
    target.dispatch_event("click")
    assert told(open_tab).startswith("Allemagne")
    target.dispatch_event("click")
    assert told(open_tab) == ""


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_clean_for_axe(tab: Callable[..., Any], page: Path, axe: str, width: int) -> None:
    open_tab = tab(page, width=width)
    assert open_tab.violations(axe) == []
    assert open_tab.overflow() <= 0


def test_without_the_script_a_chart_is_a_picture_with_its_titles(tab: Callable[..., Any], page: Path) -> None:
    open_tab = tab(page, script=False)
    assert open_tab.page.locator("svg[role=img]").count() == 6
    assert open_tab.page.locator("[tabindex]").count() == 0
