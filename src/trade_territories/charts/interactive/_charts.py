"""The charts as plotly figures."""

from __future__ import annotations

from trade_territories.charts._activities_content import activities_content
from trade_territories.charts._balance_content import balance_content
from trade_territories.charts._drawing import Drawing, doctests
from trade_territories.charts._evolution_content import evolution_content
from trade_territories.charts._locator_content import locator_content
from trade_territories.charts._multiples_content import multiples_content
from trade_territories.charts._rows_content import dependence_content, specialisation_content
from trade_territories.charts._sankey_content import sankey_content
from trade_territories.charts.interactive._figure import draw

_RETURNS = """plotly.graph_objects.Figure
    Hover tells what a mark stands for; ``layout.meta`` holds the alternative text."""
_EXAMPLE = """>>> tt.charts.{chart}({given}).layout.meta["lang"]
'fr'"""
_drawing = Drawing(__name__, draw, "go.Figure", _RETURNS, _EXAMPLE)

balance = _drawing.of("balance", balance_content)
activities = _drawing.of("activities", activities_content)
sankey = _drawing.of("sankey", sankey_content)
evolution = _drawing.of("evolution", evolution_content)
multiples = _drawing.of("multiples", multiples_content, given='tt.sample_flows(), ["51", "10"]')
specialisation = _drawing.of("specialisation", specialisation_content)
dependence = _drawing.of("dependence", dependence_content)
locator = _drawing.of("locator", locator_content, given='"Marne"')

__test__ = doctests(balance, activities, sankey, evolution, multiples, specialisation, dependence, locator)
