"""What tables say about dependence, specialisation, exposure and change; pure.

Public functions resolve a :class:`~trade_territories.query.Query`; functions named ``..._table`` take one.
"""

from trade_territories.measures._base import (
    CONVENTION_CODES,
    CONVENTION_DEPARTEMENT,
    has_booked_energy,
    is_by_convention,
    union_values,
)
from trade_territories.measures._breaks import BREAKS, breaks_between, breaks_of
from trade_territories.measures._change import change, unit_values
from trade_territories.measures._concentration import concentration, concentration_table
from trade_territories.measures._dependence import dependence, dependence_table
from trade_territories.measures._evolution import evolution, evolution_table
from trade_territories.measures._exposure import exposure, exposure_table, partner_group
from trade_territories.measures._indicators import indicators, indicators_table
from trade_territories.measures._leads import leading_classes, leading_classes_table, leads, leads_table
from trade_territories.measures._ranking import ranking, ranking_table
from trade_territories.measures._reconcile import comparisons, query_comparisons, reconcile
from trade_territories.measures._specialisation import (
    comparable,
    comparable_table,
    specialisation,
    specialisation_table,
)
from trade_territories.measures._standing import standing, standing_table
from trade_territories.measures._tariffs import tariff_scenario, tariff_table
from trade_territories.measures._zones import zones_table

__all__ = [
    "BREAKS",
    "CONVENTION_CODES",
    "CONVENTION_DEPARTEMENT",
    "breaks_between",
    "breaks_of",
    "change",
    "comparable",
    "comparable_table",
    "comparisons",
    "concentration",
    "concentration_table",
    "dependence",
    "dependence_table",
    "evolution",
    "evolution_table",
    "exposure",
    "exposure_table",
    "has_booked_energy",
    "indicators",
    "indicators_table",
    "is_by_convention",
    "leading_classes",
    "leading_classes_table",
    "leads",
    "leads_table",
    "partner_group",
    "query_comparisons",
    "ranking",
    "ranking_table",
    "reconcile",
    "specialisation",
    "specialisation_table",
    "standing",
    "standing_table",
    "tariff_scenario",
    "tariff_table",
    "union_values",
    "unit_values",
    "zones_table",
]  # fmt: skip
