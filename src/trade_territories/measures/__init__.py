"""Small tables -> what they say about dependence, specialisation, exposure and change; pure."""

from trade_territories.measures._change import BREAKS, breaks_between, change, evolution, unit_values
from trade_territories.measures._dependence import dependence
from trade_territories.measures._exposure import exposure, partner_group, tariff_scenario
from trade_territories.measures._leads import leading_classes, leads, ranking
from trade_territories.measures._reconcile import comparisons, reconcile
from trade_territories.measures._structure import comparable, concentration, specialisation, standing
from trade_territories.measures._table import indicators

__all__ = [
    "BREAKS",
    "breaks_between",
    "change",
    "comparable",
    "comparisons",
    "concentration",
    "dependence",
    "evolution",
    "exposure",
    "indicators",
    "leading_classes",
    "leads",
    "partner_group",
    "ranking",
    "reconcile",
    "specialisation",
    "standing",
    "tariff_scenario",
    "unit_values",
]
