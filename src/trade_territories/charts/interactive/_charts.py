"""The charts as plotly figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.interactive._figure import draw

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from trade_territories.reference import TerritoryLike


def balance(flows: Any, territory: TerritoryLike, **options: Any) -> go.Figure:
    """Draw the trade balance; arguments as :func:`trade_territories.charts.balance`.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> figure = tt.charts.balance(tt.sample_flows(), "Marne")
    >>> figure.layout.meta["title"]
    'Balance commerciale par pays — Marne, 2024'
    """
    return draw(catalogue.scene("balance", flows, territory, **options))


def activities(flows: Any, territory: TerritoryLike, **options: Any) -> go.Figure:
    """Draw the treemap of activities; arguments as :func:`trade_territories.charts.activities`.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.activities(tt.sample_flows(), "Marne", lang="en").layout.meta["title"]
    'Activities in imports and exports — Marne, 2024'
    """
    return draw(catalogue.scene("activities", flows, territory, **options))


def sankey(flows: Any, territory: TerritoryLike, **options: Any) -> go.Figure:
    """Draw the flows between products and partners; arguments as :func:`trade_territories.charts.sankey`.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.sankey(tt.sample_flows(), "Marne", flow="import").layout.meta["lang"]
    'fr'
    """
    return draw(catalogue.scene("sankey", flows, territory, **options))
