"""Frames of other engines, through narwhals: only filters and grouped sums run there."""

from __future__ import annotations

import warnings
from functools import cached_property, reduce
from importlib import import_module
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pandas as pd

from trade_territories import _spark
from trade_territories.aggregate._source import Census, Source, _check_columns
from trade_territories.aggregate._sums import Sums
from trade_territories.errors import DataContractError, MissingExtraError, MissingLevelError, TradeTerritoriesError
from trade_territories.period import WHOLE_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trade_territories.aggregate._select import Selection


class EngineSource(Source):
    """A frame that narwhals knows: Polars, PyArrow, DuckDB, Dask, PySpark, Ibis."""

    attrs: Mapping[str, Any] = {}

    def __init__(self, native: Any) -> None:
        try:
            with warnings.catch_warnings():
                # Narwhals tells its own developers where its Dask support will live; users can do nothing about it.
                warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
                frame = nw.from_native(native)
        except TypeError as error:
            raise DataContractError(
                f"a table of Flows was expected, not {type(native).__name__}; give what tt.read_flows, tt.load_flows or "
                "tt.scan_flows return, or a frame of Polars, PyArrow, DuckDB, Dask, PySpark or Ibis"
            ) from error
        self.frame = frame.lazy() if isinstance(frame, nw.DataFrame) else frame
        _check_columns(self.frame.collect_schema().names())

    @cached_property
    def census(self) -> Census:
        names = ["flow", "year", "quarter", "departement"]
        rows = _collected(_occurring(self._texts(self.frame.select(names), names), names))
        quarters = rows["quarter"].fillna(WHOLE_YEAR).astype("int64")
        columns = (
            rows["flow"].astype("str"),
            rows["year"].astype("int64"),
            quarters,
            rows["departement"].astype("str"),
        )
        return Census(frozenset(zip(*(column.tolist() for column in columns), strict=True)))

    @cached_property
    def _releases(self) -> tuple[str, ...]:
        return tuple(sorted(self._distinct("release")))

    def releases(self) -> tuple[str, ...]:
        return self._releases

    def codes(self, column: str) -> frozenset[str]:
        return frozenset(self._distinct(column))

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> Sums:
        # Dictionary columns compare with texts in some engines only, so they are texts before anything is asked.
        columns = list(dict.fromkeys([*keys, "departement", "year", "quarter", "cpf4", "a129", "partner", *measures]))
        frame = self._texts(self.frame.select(columns), columns)
        condition = _condition(selection)
        frame = frame.filter(condition) if condition is not None else frame
        totals = []
        for one in measures:
            totals += [nw.col(one).sum().alias(one), nw.col(one).count().alias(f"_known_{one}")]
        # DuckDB adds integers up to a wider type, which would come back as floating-point numbers.
        sums = frame.group_by(list(keys)).agg(*totals).with_columns(nw.col(one).cast(nw.Int64) for one in measures)
        table = _collected(sums)
        return Sums.of_table(_as_pandas_does(table, keys, measures), keys, measures)

    def _distinct(self, column: str) -> list[str]:
        rows = _collected(_occurring(self._texts(self.frame.select(column), [column]), [column]))
        return [str(value) for value in rows[column].dropna()]

    @staticmethod
    def _texts(frame: Any, columns: Sequence[str]) -> Any:
        texts = [name for name in columns if name not in ("year", "quarter", "value_eur", "mass_kg")]
        return frame.with_columns(*(nw.col(name).cast(nw.String) for name in texts)) if texts else frame


ENGINES = ("pandas", "duckdb", "polars", "dask", "pyspark")


def handed_over(flows: Any, engine: str) -> Any:
    """Give a pandas table to an engine, texts as texts."""
    if engine == "pandas":
        return flows
    if engine not in ENGINES:
        raise TradeTerritoriesError(f"engine={engine!r} is unknown; choose among {', '.join(ENGINES)}")
    try:
        native = import_module(engine)
        if engine == "dask":
            native = import_module("dask.dataframe")
    except ImportError as error:
        raise MissingExtraError(engine, extra=engine, purpose=f"engine={engine!r}") from error
    plain = flows.astype({name: "str" for name in flows.columns if isinstance(flows[name].dtype, pd.CategoricalDtype)})
    if engine == "polars":
        return native.from_pandas(plain).lazy()
    if engine == "duckdb":
        import pyarrow as pa

        return native.from_arrow(pa.Table.from_pandas(plain, preserve_index=False))
    if engine == "dask":
        return native.from_pandas(plain, npartitions=4)
    return _spark.session().createDataFrame(plain)


def _condition(selection: Selection) -> Any:
    parts = []
    if selection.territory.level != "france":
        parts.append(nw.col("departement").is_in(list(selection.territory.departements)))
    years = []
    for year, held in selection.period.quarters:
        of_year = nw.col("year") == year
        years.append(of_year if WHOLE_YEAR in held else of_year & nw.col("quarter").is_in(list(held)))
    parts.append(reduce(or_, years))
    for column, codes in selection.excluded_columns():
        kept = ~nw.col(column).is_in(codes)
        # A missing CPF4 is not among the codes left out, but a comparison with it is neither true nor false.
        parts.append(kept | nw.col(column).is_null() if column == "cpf4" else kept)
    return reduce(and_, parts)


def _occurring(frame: Any, names: Sequence[str]) -> Any:
    """Give each combination once: a grouped count streams where ``unique`` numbers all rows first."""
    return frame.group_by(list(names)).agg(nw.len().alias("rows"))


def _collected(frame: Any) -> pd.DataFrame:
    table: pd.DataFrame = frame.collect().to_pandas()
    return table


def _as_pandas_does(table: pd.DataFrame, keys: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    if "cpf4" in keys and table["cpf4"].isna().any():
        raise MissingLevelError(
            "this source has no CPF4: its finest products are A129; ask for by='a129' (or a38, a17)"
        )
    result = pd.DataFrame(index=pd.RangeIndex(len(table)))
    for key in keys:
        if key == "quarter":
            result[key] = table[key].fillna(WHOLE_YEAR).astype("int64").to_numpy()
        elif key == "year":
            result[key] = table[key].astype("int64").to_numpy()
        else:
            result[key] = pd.array(table[key].astype("object").tolist(), dtype="str")
    for measure in measures:
        values = pd.array(table[measure].tolist(), dtype="Int64")
        known = table[f"_known_{measure}"].to_numpy() > 0
        if measure == "value_eur":
            result[measure] = values.fillna(0).astype("int64")
        else:
            result[measure] = pd.Series(values).where(pd.Series(known)).array
    return result
