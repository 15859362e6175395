"""The charts as matplotlib figures, for print: one function for each line of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts._signatures import Charts
    from trade_territories.charts.scene import Scene
    from trade_territories.charts.static._figure import ChartFigure

    _CHARTS = cast("Charts[ChartFigure]", ...)
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

_RETURNS = """matplotlib.figure.Figure
    ``savefig`` writes PNG, PDF and SVG without a browser, the same on every machine."""
_EXAMPLE = """>>> tt.charts.static.{chart}({call}).scene.lang
'fr'"""


def _draw(scene: Scene) -> ChartFigure:
    from trade_territories.charts.static._figure import draw

    return draw(scene)


_DRAWING: Drawing[ChartFigure] = Drawing(__name__, _draw, "ChartFigure", _RETURNS, _EXAMPLE)
__all__ = list(catalogue.CHARTS)


def _attribute(name: str) -> Callable[..., ChartFigure]:
    function: Callable[..., ChartFigure] = globals().setdefault(name, _DRAWING.attribute(name))
    return function


def __dir__() -> list[str]:
    return sorted(catalogue.CHARTS)


if not TYPE_CHECKING:
    # Type checkers read the names above, and say which one is misspelt.
    __getattr__ = _attribute
