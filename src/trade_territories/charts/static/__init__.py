"""Printable charts by matplotlib, from the same layout as the interactive ones; pyplot is never imported."""

from trade_territories.charts.static._charts import (
    activities,
    balance,
    dependence,
    evolution,
    locator,
    multiples,
    sankey,
    specialisation,
)

__all__ = ["activities", "balance", "dependence", "evolution", "locator", "multiples", "sankey", "specialisation"]
