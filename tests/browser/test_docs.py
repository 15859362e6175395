"""The documentation in a real browser: axe-core and reflow on a page of each kind; ``nox -s docs`` builds it first."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

BUILT = Path(__file__).parents[2] / "docs" / "_build" / "html"
PAGES = {
    "start": "index.html",
    "tutorial": "tutorial/*.html",
    "notebook": "tutorial/notebooks/0[13]-*.html",
    "how-to": "howto/*.html",
    "functions": "reference/made/indicators.html",
    "schema": "reference/made/schema.html",
    "errors": "reference/made/errors.html",
    "shell": "reference/cli.html",
    "definitions": "explanation/indicators.html",
    "gallery": "gallery/sankey.html",
    "French how-to": "faire/*.html",
    "French definitions": "comprendre/*.html",
    "English start": "en/*.html",
}


def pages(kind: str) -> list[Path]:
    """Return the pages of a kind; without a build the test is skipped with the reason, but never in CI."""
    found = sorted(BUILT.glob(PAGES[kind]))
    if not (BUILT / "index.html").exists() and os.environ.get("CI") != "true":
        pytest.skip("the documentation is not built: nox -s docs")
    assert found, f"no page {PAGES[kind]} in {BUILT}"
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", PAGES)
def test_documentation_has_no_violation(tab: Callable[..., Tab], axe: str, kind: str, width: int) -> None:
    for path in pages(kind):
        here = tab(path, width=width)
        assert here.violations(axe) == [], path.name
        assert here.overflow() <= 0, path.name
        assert here.left() == [], path.name


def test_a_live_chart_of_a_notebook_is_a_narrow_drawing_on_a_phone(tab: Callable[..., Tab]) -> None:
    for width, shown in ((390, [True, False]), (1280, [False, True])):
        here = tab(pages("notebook")[0], width=width)
        sizes = here.page.evaluate(
            "['.for-phones', '.js-plotly-plot'].map(name => document.querySelector(`.live ${name}`).clientWidth)"
        )
        assert [size > 0 for size in sizes] == shown
        assert not shown[0] or sizes[0] <= width


def test_the_search_finds_a_function_and_a_trap(tab: Callable[..., Tab]) -> None:
    pages("start")
    for words, page in (("specialisation", "indicators.html"), ("Namibia", "traps.html")):
        here = tab(BUILT / "index.html", width=1280)
        here.page.goto(f"{(BUILT / 'search.html').as_uri()}?q={words}")
        here.page.wait_for_selector("ul.search li a", timeout=10_000)
        found = here.page.eval_on_selector_all("ul.search li a", "links => links.map(link => link.href)")
        assert any(page in address for address in found), found


def test_pages_in_french_say_so(tab: Callable[..., Tab]) -> None:
    for kind, language in (("start", "fr"), ("notebook", "fr"), ("how-to", None)):
        here = tab(pages(kind)[0], width=1280)
        assert here.page.get_attribute("article.bd-article", "lang") == language
        assert here.page.get_attribute("html", "lang") == (language or "en")
        around = here.page.evaluate("document.querySelector('header.bd-header').textContent")
        assert ("Rechercher" in around) == (language == "fr")
