"""Printable charts by matplotlib, from the same layout as the interactive ones; pyplot is never imported."""

from trade_territories.charts.static._charts import activities, balance, evolution, multiples, sankey

__all__ = ["activities", "balance", "evolution", "multiples", "sankey"]
