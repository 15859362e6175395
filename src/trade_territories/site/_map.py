"""The map of the index: exports per inhabitant by département, each département a link to its fiche."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import _map
from trade_territories.charts.svg import svg_of
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts._map_layout import MapContent
    from trade_territories.site._rows import Figures
    from trade_territories.text import Lang

_AREA = re.compile(r'<(path|circle)( [^>]*?)data-of="departement-(\w+)"([^>]*)>(.*?)</\1>')


def map_content(figures: dict[str, Figures], period: str, lang: Lang) -> MapContent:
    """Return what the map says; a département without population has no colour."""
    rows = [row for row in figures.values() if row.place.level == "departement"]
    column = say("site.map_of", lang, period=period)
    table = pd.DataFrame(
        {"code": [row.place.code for row in rows], column: [row.export_per_inhabitant for row in rows]}
    )
    return _map.content(table=table, column=column, unit="€", lang=lang)


def map_svg(content: MapContent, address: Callable[[str], str]) -> str:
    """Draw the map without its list, for a page; each département is a link named by its value and rank."""
    alone = replace(
        content,
        ranked=(),
        france=("", "", None),
        places=tuple(replace(place, role=_as_exports(place.role)) for place in content.places),
        classes=tuple(replace(map_class, role=_as_exports(map_class.role)) for map_class in content.classes),
    )
    scene = catalogue.laid_out("map", alone, width="narrow", detached=False)
    svg = svg_of(scene, prefix="carte", embed_fonts=False, adaptive=True)

    def linked(match: re.Match[str]) -> str:
        tag, before, code, after, inside = match.groups()
        # Under the magnifier a département stands a second time: by keyboard and by ear once is enough.
        again = "" if "data-k=" in before + after else ' tabindex="-1" aria-hidden="true"'
        kept = re.sub(r' ?data-k="[^"]*"', "", before + after)
        return f'<a href="{address(code)}" data-code="{code}"{again}><{tag}{kept}>{inside}</{tag}></a>'

    # A picture has no links in it; a group of them is one.
    return _AREA.sub(linked, svg).replace('role="img"', 'role="group" aria-describedby="aide-carte"', 1)


def _as_exports(role: str) -> str:
    """Return the role of exports in place of one's own table's."""
    return role.replace("balance_", "export_")
