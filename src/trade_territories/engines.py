"""Other engines for a table of Flows: DuckDB, Polars, Dask, Spark."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from trade_territories._pandas import astype
from trade_territories.errors import MissingExtraError, TradeTerritoriesError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Engine = Literal["pandas", "duckdb", "polars", "dask", "pyspark"]
ENGINES: Final[tuple[Engine, ...]] = ("pandas", "duckdb", "polars", "dask", "pyspark")
_PARTITIONS: Final = 4


def on_engine(flows: pd.DataFrame, engine: str) -> Any:
    """Return a pandas table as a frame of another engine, its categories as texts.

    Raises
    ------
    MissingExtraError
        The engine is not installed; the message holds the command.

    Examples
    --------
    >>> import trade_territories as tt
    >>> on_engine(tt.sample_flows(), "pandas").shape[1]
    11
    """
    if engine == "pandas":
        return flows
    if engine not in ENGINES:
        raise TradeTerritoriesError(f"engine={engine!r} is not valid; choose one of {', '.join(ENGINES)}")
    try:
        native = import_module("dask.dataframe" if engine == "dask" else engine)
    except ImportError as error:
        raise MissingExtraError(engine, extra=engine, purpose=f"engine={engine!r}") from error
    categorical = [name for name in flows.columns if isinstance(flows[name].dtype, pd.CategoricalDtype)]
    plain = astype(flows, dict.fromkeys(categorical, "str"))
    plain.attrs = {}
    if engine == "polars":
        return native.from_pandas(plain).lazy()
    if engine == "duckdb":
        import pyarrow as pa

        return native.from_arrow(pa.Table.from_pandas(plain, preserve_index=False))
    if engine == "dask":
        return native.from_pandas(plain, npartitions=_PARTITIONS)
    return spark_session().createDataFrame(plain)


def spark_session() -> SparkSession:
    """Return Spark's running session, or start one.

    Raises
    ------
    TradeTerritoriesError
        Spark needs a Java runtime, and none is found.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise TradeTerritoriesError(
            "engine='pyspark' needs a Java runtime, and no java is on the PATH; install one (on Debian: apt-get install "
            "default-jre-headless) or give its place in JAVA_HOME"
        )
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()
