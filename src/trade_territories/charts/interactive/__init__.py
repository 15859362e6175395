"""The charts as plotly figures, for notebooks: one function for each line of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from trade_territories.charts._signatures import Charts
    from trade_territories.charts.scene import Scene

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

_RETURNS = """plotly.graph_objects.Figure
    Hover tells what a mark stands for; ``layout.meta`` holds the alternative text."""
_EXAMPLE = """>>> tt.charts.{chart}({call}).layout.meta["lang"]
'fr'"""


def _draw(scene: Scene) -> go.Figure:
    from trade_territories.charts.interactive._figure import draw

    return draw(scene)


_DRAWING: Drawing[go.Figure] = Drawing(__name__, _draw, "go.Figure", _RETURNS, _EXAMPLE)
__all__ = list(catalogue.CHARTS)


def _attribute(name: str) -> Callable[..., go.Figure]:
    function: Callable[..., go.Figure] = globals().setdefault(name, _DRAWING.attribute(name))
    return function


def __dir__() -> list[str]:
    return sorted(catalogue.CHARTS)


if not TYPE_CHECKING:
    # Type checkers read the names above, and say which one is misspelt.
    __getattr__ = _attribute
