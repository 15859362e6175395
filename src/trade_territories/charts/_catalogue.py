"""All charts by name: what each says, and how it is laid out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from trade_territories.charts.layout.scene import Scene

#: Name -> (module and function of its content, module and function of its layout); opened when first drawn.
_CHARTS = {
    "balance": ("_balance_content", "balance_content", "layout.bars_layout", "balance_scene"),
    "activities": ("_activities_content", "activities_content", "layout.tiles_layout", "activities_scene"),
    "sankey": ("_sankey_content", "sankey_content", "layout.sankey_layout", "sankey_scene"),
    "evolution": ("_evolution_content", "evolution_content", "layout.evolution_layout", "evolution_scene"),
    "multiples": ("_multiples_content", "multiples_content", "layout.multiples_layout", "multiples_scene"),
    "specialisation": ("_rows_content", "specialisation_content", "layout.rows_layout", "rows_scene"),
    "locator": ("_locator_content", "locator_content", "layout.locator_layout", "locator_scene"),
    "dependence": ("_rows_content", "dependence_content", "layout.rows_layout", "rows_scene"),
}
#: A map shows a place, whatever is traded there.
_WITHOUT_FLOWS = frozenset({"locator"})
_HERE = "trade_territories.charts"


def names() -> tuple[str, ...]:
    """Name all charts.

    Examples
    --------
    >>> names()[0]
    'balance'
    """
    return tuple(_CHARTS)


def content(chart: str, flows: Any, territory: Any, **options: Any) -> Any:
    """Work out what a chart says: a frozen content, which a scene is laid out from."""
    if chart not in _CHARTS:
        raise TradeTerritoriesError(f"there is no chart {chart!r}; choose among {', '.join(_CHARTS)}")
    module, function, *_ = _CHARTS[chart]
    given = (territory,) if chart in _WITHOUT_FLOWS else (flows, territory)
    return getattr(import_module(f"{_HERE}.{module}"), function)(*given, **options)


def laid_out(chart: str, what: Any) -> Scene:
    """Lay a content out."""
    *_, module, function = _CHARTS[chart]
    scene: Scene = getattr(import_module(f"{_HERE}.{module}"), function)(what)
    return scene


def scene(chart: str, flows: Any, territory: Any, **options: Any) -> Scene:
    """Work out and lay out."""
    return laid_out(chart, content(chart, flows, territory, **options))


def describe(chart: str, flows: Any, territory: Any, **options: Any) -> str:
    """Write the alternative text of a chart, from the same data.

    Parameters
    ----------
    chart
        ``"balance"``, ``"activities"``, ``"sankey"``, …
    **options
        The chart's own arguments.

    Returns
    -------
    str
        What the chart shows, in sentences, with its first values.

    Raises
    ------
    TradeTerritoriesError
        No such chart.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.describe("balance", tt.sample_flows(), "Marne", lang="en")[:19]
    'Opposed bars. Marne'
    """
    text: str = content(chart, flows, territory, **options).heading.description
    return text
