"""Flows in any frame, through narwhals: which rows it holds, whether they may be added up, and their sums.

pandas, Polars, PyArrow, DuckDB, Dask, PySpark and Ibis all answer the same expressions. Filters and grouped sums run where
the rows are; what comes back is a small pandas table.
"""

from trade_territories.frames._frame import Cube, FlowsFrame, RowCounts, grouped, sorted_categories
from trade_territories.frames._holdings import Cell, Holdings
from trade_territories.frames._rows import Rows

__all__ = ["Cell", "Cube", "FlowsFrame", "Holdings", "RowCounts", "Rows", "grouped", "sorted_categories"]
