"""Charts by plotly, from the same layout as the printed ones: hover tells what, value, share and rank."""

from trade_territories.charts.interactive._charts import (
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
