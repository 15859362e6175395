"""The same tables on every engine, to the euro and in the same order."""

from __future__ import annotations

import importlib
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from benchmarks import make_data

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from trade_territories import engines
from trade_territories.errors import DataContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Small and odd: unknown codes, an empty département, Namibia, partners that are no country, corrections, ties.
ODD: list[FlowRow] = [
    (flow, year, quarter, place, a129, cpf4, partner, value, mass)
    for flow in ("export", "import")
    for year in (2023, 2024)
    for quarter in (1, 2, 3, 4)
    for place, a129, cpf4, partner, value, mass in (
        ("51", "C11Z", "1102", "US", 1000, 3),
        ("51", "C11Z", "1102", "NA", 1000, None),
        ("51", "C11Z", "1101", "QR", 70, 1),
        ("10", "C20A", "2014", "DE", -5, 0),
        ("20", "A01Z", "0111", "GB", 2**40, 2**41),
        ("ZZ", "Z99Z", "9999", "Q9", 8, 8),
        ("", "C20A", "2014", "", 4, 4),
    )
]

TABLES: dict[str, Callable[[Any, dict[str, Any]], pd.DataFrame]] = {
    "totals": lambda flows, asked: tt.totals(flows, "51", **asked),
    "totals of France": lambda flows, asked: tt.totals(flows, "FR", **asked),
    "balance": lambda flows, asked: tt.balance(flows, "FR", n=3, **asked),
    "balance by zone": lambda flows, asked: tt.balance(flows, "51+10", by="zone", **asked),
    "activities": lambda flows, asked: tt.activities(flows, "FR", by="cpf4", n=4, **asked),
    "activities by group": lambda flows, asked: tt.activities(flows, "R44", by="a38", **asked),
    "export flows": lambda flows, asked: tt.flow_matrix(flows, "FR", n=4, **asked),
    "import flows": lambda flows, asked: tt.flow_matrix(flows, "51", flow="import", by="cpf4", n=2, **asked),
    "without": lambda flows, asked: tt.totals(flows, "FR", excluding=["US", "A01Z", "2014"], **asked),
    "quarters": lambda flows, asked: tt.balance(flows, "FR", quarter=[2, 3], **asked),
    "releases": lambda flows, _: tt.releases(flows).drop(
        columns=["rows", "file", "sha256", "results_month", "published"]
    ),
    "cube": lambda flows, _: tt.cube(flows).frame,
}
SAMPLE_ONLY: dict[str, Callable[[Any, dict[str, Any]], pd.DataFrame]] = {
    "shares": lambda flows, asked: tt.shares(flows, "51", **asked),
    "indicators": lambda flows, asked: tt.indicators(flows, "51", **asked),
}
LIGHT = ("polars", "polars lazy", "pyarrow", "duckdb")
HEAVY = ("dask", "pyspark")


def given_to(engine: str, flows: pd.DataFrame) -> Any:
    """Hand the table over as a user of that engine would have it."""
    if engine == "polars":
        return importlib.import_module("polars").from_pandas(flows)
    if engine == "polars lazy":
        return engines.on_engine(flows, "polars")
    if engine == "pyarrow":
        return importlib.import_module("polars").from_pandas(flows).to_arrow()
    return engines.on_engine(flows, engine)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A Dask cluster of two workers on this machine, for all Dask work of this module."""
    distributed = importlib.import_module("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with (
            distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
            distributed.Client(local),
        ):
            yield


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """Spark with two threads."""
    sql = importlib.import_module("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = (
            sql.SparkSession.builder.master("local[2]")
            # The plans that are remembered of each question hold the rows of the sample.
            .config("spark.driver.memory", "4g")
            .config("spark.sql.ui.retainedExecutions", "1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield
        session.stop()


@cache
def made_flows() -> pd.DataFrame:
    """Read made data of two years in the Customs' layout, with all that readers trip over."""
    with tempfile.TemporaryDirectory() as folder:
        archives = make_data.write_years(Path(folder), [2020, 2024], rows=1500, quirks=True)
        return tt.read_flows(*(one.path for one in archives))


def sources() -> dict[str, tuple[pd.DataFrame, dict[str, Any]]]:
    return {
        "odd rows": (make_flows(ODD), {"year": 2024}),
        "made data": (made_flows(), {"year": 2024}),
        "sample": (tt.sample_flows(), {}),
    }


def hold(engine: str, source: str) -> None:
    flows, asked = sources()[source]
    tables = TABLES | (SAMPLE_ONLY if source == "sample" else {})
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        # Engines warn of their own future; figures are what is held here.
        warnings.simplefilter("ignore")
        native = given_to(engine, flows)
        if engine == "pyspark":
            # As Spark's users have it: a table made from pandas would stand whole in the plan of every question.
            native.write.parquet(f"{folder}/flows")
            native = native.sparkSession.read.parquet(f"{folder}/flows")
        for name, table in tables.items():
            expected = table(flows, asked)
            found = table(native, asked)
            expected.attrs.clear()
            found.attrs.clear()
            pd.testing.assert_frame_equal(found, expected, obj=f"{name} on {engine}")


#: A change that breaks a rule, what the message says of it, and how many of the rows of ODD it breaks.
BREAKS: list[tuple[dict[str, tuple[int, Any]], str]] = [
    ({"flow": (0, "transit")}, "flow: export or import; 1 rows do not"),
    ({"partner": (3, None)}, "partner: nothing is missing; 1 rows do not"),
    ({"year": (5, 1789)}, "year: years lie between 1900 and 2099; 1 rows do not"),
    ({"quarter": (7, 5)}, "quarter: quarters are 1 to 4, or missing; 1 rows do not"),
    ({"partner": (0, "XI")}, "XI and XU are part of GB from 2021 on; 1 rows do not"),
    ({"region": (0, "R11")}, "the région is the département's, 'inconnu' where that is unknown; 1 rows do not"),
    ({"partner": (1, "US")}, "each key stands once; 2 rows do not"),
    ({"release": (0, "another")}, "a year, flow and département comes from one release; 12 rows do not"),
]


def hold_checks(engine: str) -> None:
    flows = make_flows(ODD)
    plain = flows.astype({name: "str" for name in flows.columns if isinstance(flows[name].dtype, pd.CategoricalDtype)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tt.check_flows(given_to(engine, flows))
        for change, text in BREAKS:
            broken = plain.copy()
            for column, (row, value) in change.items():
                broken.loc[row, column] = value
            with pytest.raises(DataContractError) as caught:
                tt.check_flows(given_to(engine, broken))
            assert text in "; ".join(caught.value.failures), (engine, caught.value.failures)
            assert len(caught.value.failures) == 1
        with pytest.raises(DataContractError, match="column value_eur is missing"):
            tt.check_flows(given_to(engine, plain.drop(columns="value_eur")))


@pytest.mark.parametrize("engine", LIGHT)
@pytest.mark.engines
def test_what_breaks_the_rules_is_counted_in_one_process(engine: str) -> None:
    hold_checks(engine)


@pytest.mark.engines
@pytest.mark.usefixtures("cluster")
def test_what_breaks_the_rules_is_counted_on_a_dask_cluster() -> None:
    hold_checks("dask")


@pytest.mark.engines
@pytest.mark.usefixtures("spark")
def test_what_breaks_the_rules_is_counted_on_spark() -> None:
    hold_checks("pyspark")


@pytest.mark.parametrize("source", ["odd rows", "made data", "sample"])
@pytest.mark.parametrize("engine", LIGHT)
@pytest.mark.engines
def test_the_same_tables_in_one_process(engine: str, source: str) -> None:
    hold(engine, source)


@pytest.mark.parametrize("source", ["odd rows", "made data", "sample"])
@pytest.mark.engines
@pytest.mark.usefixtures("cluster")
def test_the_same_tables_on_a_dask_cluster(source: str) -> None:
    hold("dask", source)


@pytest.mark.parametrize("source", ["odd rows", "made data", "sample"])
@pytest.mark.engines
@pytest.mark.usefixtures("spark")
def test_the_same_tables_on_spark(source: str) -> None:
    hold("pyspark", source)
