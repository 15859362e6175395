"""The types of what public functions take, for one import in every module that has such a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from trade_territories.columns import Flow, Level, ProductLevel, ProductRows, Rows
from trade_territories.period import QuarterChoice, YearChoice
from trade_territories.reference import PartsLike, TerritoryLike
from trade_territories.text import Lang

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from trade_territories.frames import Cube, FlowsFrame
    from trade_territories.query import Query

__all__ = [
    "Flow", "FlowsLike", "Lang", "Level", "PartsLike", "ProductLevel", "ProductRows", "QuarterChoice", "Rows", "Scope",
    "TerritoryLike", "YearChoice",
]  # fmt: skip

#: A table of Flows: a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark or Ibis, a cube, or a resolved question.
FlowsLike: TypeAlias = "IntoFrame | Cube | FlowsFrame | Query"


class Scope(TypedDict, total=False):
    """What a question is about besides its territory, as all public functions take it and hand it on."""

    year: YearChoice
    quarter: QuarterChoice
    only: PartsLike
    excluding: PartsLike
    lang: Lang
