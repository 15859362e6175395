"""The charts as matplotlib figures, for print: one function for each line of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts.scene import Scene
    from trade_territories.charts.static._figure import ChartFigure

_RETURNS = """matplotlib.figure.Figure
    ``savefig`` writes PNG, PDF and SVG without a browser, the same on every machine."""
_EXAMPLE = """>>> tt.charts.static.{chart}({call}).scene.lang
'fr'"""


def _draw(scene: Scene) -> ChartFigure:
    from trade_territories.charts.static._figure import draw

    return draw(scene)


_DRAWING: Drawing[ChartFigure] = Drawing(__name__, _draw, "ChartFigure", _RETURNS, _EXAMPLE)
__all__ = list(catalogue.CHARTS)


def __getattr__(name: str) -> Callable[..., ChartFigure]:
    value: Callable[..., ChartFigure] = globals().setdefault(name, _DRAWING.attribute(name))
    return value


def __dir__() -> list[str]:
    return sorted(catalogue.CHARTS)
