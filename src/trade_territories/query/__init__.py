"""One question, resolved once: which rows of which table, over which territory and period, in which language.

Public functions build a :class:`Query`; tables, measures, notices, charts and documents take it. What it was asked once (sums,
coverage) is remembered on it, and goes with it.
"""

from trade_territories.query._query import Query
from trade_territories.query._words import as_file_name

__all__ = ["Query", "as_file_name"]
