"""Pages of profiles in a browser: whole at every width, by keyboard and by ear, and nothing asked of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import made
from trade_territories.profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a partner and a product, in both languages."""
    folder = tmp_path_factory.mktemp("profiles")
    written = {}
    for lang in ("fr", "en"):
        maker = Profiles(made.cube(), lang=lang)
        for profile in (maker.partner("US"), maker.product("C11Z"), maker.product("D35A")):
            written[f"{profile.code}-{lang}"] = folder / f"{profile.code}-{lang}.html"
            profile.to_html(written[f"{profile.code}-{lang}"])
    return written


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_a_profile_is_whole_and_asks_nobody(tab: Callable[..., Any], pages: dict[str, Path], width: int) -> None:
    for path in pages.values():
        opened = tab(path, width=width)
        assert opened.overflow() <= 0, path.name
        assert opened.left() == []
        assert opened.said == []
        cut = opened.page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert cut == 0, path.name


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_profile_passes_axe(
    tab: Callable[..., Any], pages: dict[str, Path], axe: str, width: int, scheme: str
) -> None:
    for path in pages.values():
        assert tab(path, width=width, scheme=scheme).violations(axe) == []


def test_the_map_tells_a_departement_by_keyboard(tab: Callable[..., Any], pages: dict[str, Path]) -> None:
    opened = tab(pages["US-fr"])
    place = opened.page.locator("svg [data-k='departement-51']").first
    place.focus()
    told = opened.page.locator(".tt-told").first.text_content()
    assert "Marne" in told
    assert "%" in told
