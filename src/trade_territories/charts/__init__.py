"""Draw the figures: interactive (plotly) by default, printable (matplotlib) under ``static``.

How a chart comes to be, from top to bottom:

1. `_catalogue.CHARTS` names the module of each chart;
2. that module's ``content`` works out what the chart says, in words and numbers, from the tables;
3. its ``scene`` lays that out on a wide or narrow `page.Page`, as marks with a place (`scene.Scene`);
4. `svg`, ``static`` (matplotlib) and ``interactive`` (plotly) draw any scene, and know no chart.

Colours and sizes of type are `style`'s; `export` writes files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from trade_territories.charts import _catalogue as catalogue

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from trade_territories.charts import export, interactive, static, style
    from trade_territories.charts._catalogue import describe
    from trade_territories.charts._signatures import Charts
    from trade_territories.charts.export import to_pdf, to_png, to_svg
    from trade_territories.charts.style import theme

    _CHARTS = cast("Charts[go.Figure]", ...)
    balance = _CHARTS.balance
    activities = _CHARTS.activities
    map = _CHARTS.map  # noqa: A001 - the name users know, in its own module
    sankey = _CHARTS.sankey
    matrix = _CHARTS.matrix
    evolution = _CHARTS.evolution
    comparison = _CHARTS.comparison
    specialisation = _CHARTS.specialisation
    locator = _CHARTS.locator
    dependence = _CHARTS.dependence

_MODULES = {"describe": "_catalogue", "to_pdf": "export", "to_png": "export", "to_svg": "export", "theme": "style"}
_SUBMODULES = ("export", "interactive", "static", "style")

__all__ = ["describe", "export", "interactive", "static", "style", "theme", "to_pdf", "to_png", "to_svg"]
__all__ += list(catalogue.CHARTS)


def _attribute(name: str) -> object:
    value: object
    if name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    elif name in _MODULES:
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    elif name in catalogue.CHARTS:
        value = getattr(import_module(f"{__name__}.interactive"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:
    # Type checkers read the names above, and say which one is misspelt.
    __getattr__ = _attribute
