"""A real browser (Debian's chromium), the fiche and the site made from the sample, and axe-core from its package."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: The pages that the tests open; with all others the site takes minutes, in the thorough run.
MADE = ("FR", "R44", "10", "22", "51", "52", "67", "75", "ti-4417", "ti-4421", "US", "C11Z")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _missing() -> str | None:
    if shutil.which("chromium") is None:
        return "Debian's chromium is not installed: apt-get install chromium"
    for package in ("playwright", "axe_playwright_python"):
        if find_spec(package) is None:
            return f"{package} is not installed: python -m pip install --group browser"
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Open chromium; where it is absent tests are skipped with the reason, but never in CI."""
    reason = _missing()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site in a folder of a folder, as it may stand on a server: the pages that are opened, or all of them."""
    return make_site(tmp_path_factory.mktemp("web") / "sous" / "dossier", address="https://example.org/sous/dossier")


def make_site(folder: Path, *, codes: Collection[str] = MADE, **options: Any) -> Path:
    """Make a site of which the pages of some codes are written; all are in the thorough run."""
    from trade_territories import site
    from trade_territories.document.many import run

    def few(maker: Any, job: Any, places: Any, **_: Any) -> Any:
        return run(maker, job, [one for one in places if one.code in codes], jobs=1)

    with pytest.MonkeyPatch.context() as patch:
        if not THOROUGH:
            patch.setattr(site, "run", few)
        outcomes = site.make_site(tt.sample_flows(), folder, **options)
    assert {one.status for one in outcomes} == {"made"}
    return folder


@pytest.fixture(scope="session")
def fiche_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that writes the page of a territory, once."""
    folder = tmp_path_factory.mktemp("fiche")
    made: dict[tuple[Any, ...], Path] = {}

    def page(territory: str, lang: Any = "fr") -> Path:
        key = (territory, lang)
        if key not in made:
            made[key] = folder / f"{territory}-{lang}.html"
            tt.fiche(tt.sample_flows(), territory, lang=lang).to_html(made[key])
        return made[key]

    return page


class Tab:
    """One page that is open, with all that it asked for and all that its console said."""

    def __init__(
        self,
        browser: Any,
        path: Path,
        *,
        width: int = 1280,
        scheme: str = "light",
        script: bool = True,
        scale: int = 1,
        forced_colors: str = "none",
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            device_scale_factor=scale,
            color_scheme=scheme,
            forced_colors=forced_colors,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.wait_for_load_state("load")

    def violations(self, axe: str) -> list[str]:
        """Run axe-core; give each violation with what it is about."""
        self.page.evaluate(axe)
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false})", STANDARDS
        )["violations"]
        return [f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]]

    def left(self) -> list[str]:
        """Return the addresses that were asked for outside the disk."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]

    def overflow(self) -> int:
        """Tell by how many pixels the page is wider than its window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Return a function that opens a page."""
    opened: list[Tab] = []

    def open_tab(path: Path, **options: Any) -> Tab:
        opened.append(Tab(browser, path, **options))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.context.close()
