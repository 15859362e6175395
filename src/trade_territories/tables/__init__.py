"""Tables of one question: totals, shares, balance, activities, flow matrix, releases; parts always add up to the whole.

Public functions resolve a :class:`~trade_territories.query.Query`; functions named ``..._table`` take one.
"""

from trade_territories.tables._activities import activities, activities_table
from trade_territories.tables._balance import balance, balance_table
from trade_territories.tables._cubes import cube
from trade_territories.tables._matrix import flow_matrix, matrix_table
from trade_territories.tables._releases import releases, releases_table
from trade_territories.tables._totals import share_pct, shares, shares_table, totals, totals_table
from trade_territories.tables.notes import no_country_notes, with_notes
from trade_territories.tables.ranks import by_value, first_codes, ranking_codes, top_n

__all__ = [
    "activities", "activities_table", "balance", "balance_table", "by_value", "cube", "first_codes", "flow_matrix",
    "matrix_table", "no_country_notes", "ranking_codes", "releases", "releases_table", "share_pct", "shares",
    "shares_table", "top_n", "totals", "totals_table", "with_notes",
]  # fmt: skip
