"""Old place of the site's sentences, now in the text files under ``site``; goes away as its callers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text import say

if TYPE_CHECKING:
    from trade_territories.text import Lang


def site_text(key: str, lang: Lang, **values: object) -> str:
    """Return one of the site's sentences."""
    return say(f"site.{key}", lang, **values)
