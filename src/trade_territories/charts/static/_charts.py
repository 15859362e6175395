"""The charts as matplotlib figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.static._figure import ChartFigure, draw

if TYPE_CHECKING:
    from trade_territories.reference import TerritoryLike


def balance(flows: Any, territory: TerritoryLike, **options: Any) -> ChartFigure:
    """Draw the trade balance; arguments as :func:`trade_territories.charts.balance`.

    Returns
    -------
    matplotlib.figure.Figure
        At the width of an A4 column; ``savefig`` writes PNG, PDF and SVG without a browser.

    Examples
    --------
    >>> import trade_territories as tt
    >>> figure = tt.charts.static.balance(tt.sample_flows(), "Marne")
    >>> figure.scene.title
    'Balance commerciale par pays — Marne, 2024'
    """
    return draw(catalogue.scene("balance", flows, territory, **options))


def activities(flows: Any, territory: TerritoryLike, **options: Any) -> ChartFigure:
    """Draw the treemap of activities; arguments as :func:`trade_territories.charts.activities`.

    Returns
    -------
    matplotlib.figure.Figure
        At the width of an A4 column.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.static.activities(tt.sample_flows(), "Marne", lang="en").scene.title
    'Activities in imports and exports — Marne, 2024'
    """
    return draw(catalogue.scene("activities", flows, territory, **options))


def sankey(flows: Any, territory: TerritoryLike, **options: Any) -> ChartFigure:
    """Draw the flows between products and partners; arguments as :func:`trade_territories.charts.sankey`.

    Returns
    -------
    matplotlib.figure.Figure
        At the width of an A4 column.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.static.sankey(tt.sample_flows(), "Marne", flow="import").scene.lang
    'fr'
    """
    return draw(catalogue.scene("sankey", flows, territory, **options))
