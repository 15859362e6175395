"""Codes and names: territories, products, partners, groups; compiled facts with their origin beside them."""

from trade_territories.reference._groups import Group, Membership, group_family
from trade_territories.reference._labels import (
    AUTRES,
    INCONNU,
    UNDOCUMENTED_DEPARTEMENTS,
    ZONES,
    class_groups,
    label,
    labels,
    no_countries,
    partner_kinds,
    partner_zones,
    product_parents,
)
from trade_territories.reference._listing import territories
from trade_territories.reference._lookup import territory
from trade_territories.reference._names import folded
from trade_territories.reference._nomenclature import LabelChange, changed_labels, has_new_meaning, nomenclature
from trade_territories.reference._parts import Overlap, Part, find_code, overlaps
from trade_territories.reference._population import Population, industry_population, population, population_record
from trade_territories.reference._published import PublishedTotal, known_rows, published_totals
from trade_territories.reference._selection import PartsLike, group, groups, read_groups, resolve_parts
from trade_territories.reference._territories import (
    CORSICA,
    LEVELS,
    MONACO,
    OVERSEAS,
    PARIS,
    Level,
    Territory,
    TerritoryLike,
    departement_regions,
    douanes_departements,
    france,
    industry_territories_of,
    outside_their_region,
    region_of,
)
from trade_territories.reference._union import UNION_PARTS, eu_members, union_parts

__all__ = [
    "AUTRES", "CORSICA", "INCONNU", "LEVELS", "MONACO", "OVERSEAS", "PARIS", "UNDOCUMENTED_DEPARTEMENTS",
    "UNION_PARTS", "ZONES", "Group", "LabelChange", "Level", "Membership", "Overlap", "Part", "PartsLike",
    "Population", "PublishedTotal", "Territory", "TerritoryLike", "changed_labels", "class_groups",
    "departement_regions", "douanes_departements", "eu_members", "find_code", "folded", "france", "group",
    "group_family", "groups", "has_new_meaning", "industry_population", "industry_territories_of", "known_rows",
    "label", "labels", "no_countries", "nomenclature", "outside_their_region", "overlaps", "partner_kinds",
    "partner_zones", "population", "population_record", "product_parents", "published_totals", "read_groups",
    "region_of", "resolve_parts", "territories", "territory", "union_parts",
]  # fmt: skip
