"""The ``Flows`` table: each rule is broken by itself and found, all at once, and sound tables pass."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given

from tests.thorough import telling
from trade_territories import reference, schema
from trade_territories.columns import UNIQUE_KEY
from trade_territories.errors import DataContractError
from trade_territories.rowkeys import combined, repeated

from .builders import FLOW_COLUMNS, make_flows, rows_strategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .builders import FlowRow

ROWS: list[FlowRow] = [
    ("export", 2024, 1, "51", "C11Z", "1101", "US", 1500, 12),
    ("export", 2024, 2, "51", "C11Z", "1101", "US", 1600, None),
    ("export", 2024, 1, "971", "A01Z", "0111", "NA", 5, 1),
    ("import", 2024, 1, "2A", "A01Z", "0111", "GB", 7, 1),
]


def failures(flows: pd.DataFrame) -> tuple[str, ...]:
    with pytest.raises(DataContractError) as caught:
        schema.validate(flows)
    assert all(failure in str(caught.value) for failure in caught.value.failures)
    return caught.value.failures


def changed(column: str, change: Callable[[pd.Series], Any]) -> pd.DataFrame:
    flows = make_flows(ROWS)
    flows[column] = change(flows[column])
    return flows


def category(*values: str | None) -> pd.Categorical:
    return pd.Categorical(list(values))


def test_a_sound_table_passes_unchanged() -> None:
    flows = make_flows(ROWS)
    before = flows.copy()
    assert schema.validate(flows) is flows
    pd.testing.assert_frame_equal(flows, before)
    assert tuple(schema.Flows.columns) == FLOW_COLUMNS


@given(rows_strategy())
def test_tables_of_any_rows_pass(rows: list[FlowRow]) -> None:
    schema.validate(make_flows(rows))


@given(rows_strategy(quarters=(None,), products=(("A01Z", None), ("C11Z", None))))
def test_yearly_tables_without_cpf4_pass(rows: list[FlowRow]) -> None:
    schema.validate(make_flows(rows))


def test_an_empty_table_passes() -> None:
    schema.validate(make_flows(ROWS).iloc[:0])


def test_a_part_of_a_table_passes_with_categories_that_no_longer_occur() -> None:
    schema.validate(make_flows(ROWS).iloc[1:2])


@pytest.mark.parametrize(
    ("column", "change", "expected"),
    [
        ("flow", lambda _: category("export", "export", "export", "transit"), "flow"),
        ("flow", lambda s: s.cat.set_categories(["import", "export"]), "flow: the categories are export and import"),
        ("year", lambda s: (s - 1000).astype("int16"), "year: years lie between"),
        ("year", lambda s: s.astype("int64"), "int16"),
        ("quarter", lambda _: pd.Series([1, 2, 1, 1], dtype="int8"), "quarter: the type is Int8"),
        ("quarter", lambda _: pd.Series([5, 1, 1, 1], dtype="Int8"), "quarter: quarters are 1 to 4"),
        ("quarter", lambda _: pd.Series([0, 2, 1, 1], dtype="Int8"), "quarter: quarters are 1 to 4"),
        ("quarter", lambda _: pd.Series([None, 2, 1, 1], dtype="Int8"), "a release has quarters throughout"),
        ("departement", lambda s: s.astype("str"), "departement"),
        (
            "departement",
            lambda _: category("51", "51", "971", None),
            "departement: nothing is missing; 1 rows do not",
        ),
        ("departement", lambda _: category("51", "51", "971", "2A "), "codes are printable texts without blanks"),
        ("region", lambda _: category("R44", "R44", "R01", "R13"), "the région is the département's"),
        ("a129", lambda _: pd.Categorical([1, 1, 2, 2]), "a129: codes are printable texts"),
        ("cpf4", lambda _: category("1101", None, "0111", "0111"), "a release has CPF4 throughout"),
        ("partner", lambda _: category("US", "US", "NA", "XI"), "XI and XU are part of GB"),
        ("value_eur", lambda s: s.astype("float64"), "value_eur"),
        ("value_eur", lambda s: s.astype("Int64"), "value_eur: the type is int64"),
        ("mass_kg", lambda s: s.astype("float64"), "mass_kg"),
        ("release", lambda _: category("a", "b", "a", "c"), "comes from one release"),
    ],
)
def test_each_rule(column: str, change: Callable[[pd.Series], Any], expected: str) -> None:
    found = failures(changed(column, change))
    assert any(expected in failure for failure in found), found


def test_a_key_stands_once() -> None:
    flows = make_flows(ROWS)
    flows["quarter"] = pd.Series([1, 1, 1, 1], dtype="Int8")
    (failure,) = failures(flows)
    assert "each key stands once; 2 rows do not" in failure
    assert "row 0: export 2024 1 51 C11Z 1101 US" in failure


def test_all_failures_are_told_at_once() -> None:
    flows = make_flows(ROWS).drop(columns="mass_kg")
    flows["region"] = category("R11", "R44", "R01", "inconnu")
    flows["year"] = flows["year"] * 0
    flows["extra"] = 1
    found = failures(flows)
    assert len(found) >= 4
    for expected in ("mass_kg", "extra", "year: years", "the région"):
        assert any(expected in failure for failure in found), (expected, found)


def test_columns_stand_in_their_order() -> None:
    flows = make_flows(ROWS)
    assert any("order" in failure for failure in failures(flows[list(FLOW_COLUMNS[::-1])]))


def test_every_column_says_what_it_is() -> None:
    for name, column in schema.Flows.columns.items():
        assert column.description, name
        assert set(column.metadata) == {"unit", "source"}, name
        assert column.metadata["source"], name
    assert schema.Flows.columns["value_eur"].metadata["unit"] == "EUR"
    assert schema.Flows.columns["mass_kg"].metadata["unit"] == "kg"
    json.dumps(schema.Flows.get_metadata())


BREAKS: list[tuple[str, Any, str]] = [
    ("partner", " US", "partner: codes are printable texts without blanks around them; 1 rows do not (' US')"),
    ("partner", None, "partner: nothing is missing; 1 rows do not"),
    ("release", None, "release: nothing is missing; 1 rows do not"),
    ("flow", "transit", "flow: export or import; 1 rows do not ('transit')"),
    ("quarter", None, "quarter, release: a release has quarters throughout or not at all; 1 rows do not"),
    ("cpf4", None, "cpf4, release: a release has CPF4 throughout or not at all; 1 rows do not"),
    ("quarter", 5, "quarter: quarters are 1 to 4, or missing; 1 rows do not (5)"),
    ("year", 1789, "year: years lie between 1900 and 2099; 1 rows do not (1789)"),
    ("region", "R11", "the région is the département's, 'inconnu' where that is unknown; 1 rows do not ('51' 'R11')"),
    ("partner", "XI", "year, partner: XI and XU are part of GB from 2021 on; 1 rows do not (2024 'XI')"),
    ("release", "another", "a year, flow and département comes from one release; 2 rows do not"),
    ("value_eur", None, "value_eur: nothing is missing; 1 rows do not"),
    ("value_eur", 2**62, "value_eur: values add up to what 64 bits hold"),
    ("mass_kg", 2**62, "mass_kg: values add up to what 64 bits hold"),
]


def on_polars(flows: pd.DataFrame) -> Any:
    return pytest.importorskip("polars", reason="polars comes with the engines").from_pandas(flows)


def on_polars_categorical(flows: pd.DataFrame) -> Any:
    frame = on_polars(flows)
    polars = pytest.importorskip("polars")
    return frame.with_columns(polars.col("partner", "release").cast(polars.Categorical))


def on_duckdb(flows: pd.DataFrame) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="duckdb comes with the engines")
    return duckdb.from_arrow(pa.Table.from_pandas(flows, preserve_index=False))


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": on_polars,
    "polars lazy": lambda flows: on_polars(flows).lazy(),
    "polars categorical": on_polars_categorical,
    "pyarrow": lambda flows: pa.Table.from_pandas(flows, preserve_index=False),
    "duckdb": on_duckdb,
}


def plain_rows() -> pd.DataFrame:
    flows = make_flows(ROWS)
    plain = flows.astype({name: "str" for name in flows.columns if flows[name].dtype == "category"})
    return plain.astype({"value_eur": "Int64", "quarter": "Int8"})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sound_table_passes_on_every_engine(engine: str) -> None:
    schema.check_flows(ENGINES[engine](plain_rows()))


@pytest.mark.whole
@pytest.mark.parametrize("engine", telling(ENGINES, 2, pytest.mark.whole))
@pytest.mark.parametrize(("column", "value", "expected"), BREAKS)
def test_each_rule_holds_on_every_engine(engine: str, column: str, value: Any, expected: str) -> None:
    plain = plain_rows()
    plain.loc[0, column] = value
    with pytest.raises(DataContractError) as caught:
        schema.check_flows(ENGINES[engine](plain))
    (failure,) = caught.value.failures
    assert expected in failure


@pytest.mark.parametrize(
    "change",
    [
        lambda f: pd.concat([f, f[["flow"]]], axis=1),
        lambda f: f.rename(columns={"flow": 0}),
        lambda f: f.set_axis(pd.MultiIndex.from_tuples([(name, 1) for name in f.columns]), axis=1),
        lambda f: f.assign(year=f["year"].astype("str")),
        lambda f: f.assign(year=pd.Timestamp("2024-01-01")),
        lambda f: f.assign(value_eur=np.inf),
        lambda f: f.assign(value_eur=f["value_eur"].astype("float64").where(f.index > 1)),
        lambda f: f.assign(partner=[["US"]] * len(f)),
        lambda f: f.assign(partner=[1, "US", None, 2.5]),
        lambda f: f.assign(partner=pd.Categorical(["\x1b[2J"] * len(f))),
        lambda f: f.assign(departement=pd.Categorical([1] * len(f))),
        lambda f: f.assign(quarter=pd.NA),
        lambda _: pd.DataFrame(),
        lambda f: f["flow"],
        lambda _: None,
        lambda _: np.zeros(3),
    ],
)
def test_whatever_is_given_is_told_as_an_error_of_ours(change: Callable[[pd.DataFrame], Any]) -> None:
    with pytest.raises(DataContractError) as caught:
        schema.check_flows(change(make_flows(ROWS)))
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("column", ["value_eur", "mass_kg", "year", "departement"])
def test_lost_types_are_told_on_every_engine(engine: str, column: str) -> None:
    flows = make_flows(ROWS)
    plain = flows.astype({name: "str" for name in flows.columns if flows[name].dtype == "category"})
    plain[column] = [1.5, 2.5, 3.5, 4.5]
    with pytest.raises(DataContractError, match=f"{column}: (texts|whole numbers) are expected"):
        schema.check_flows(ENGINES[engine](plain))


@pytest.mark.whole
@given(rows_strategy(min_size=2))
def test_keys_are_equal_exactly_where_rows_are(rows: list[FlowRow]) -> None:
    flows = make_flows(rows)
    flows = pd.concat([flows, flows.iloc[: len(flows) // 2]], ignore_index=True)
    expected = flows.duplicated(list(UNIQUE_KEY), keep=False).to_numpy()
    count = int(expected.sum())
    for frame in (flows, pa.Table.from_pandas(flows, preserve_index=False)):
        if count:
            with pytest.raises(DataContractError, match=f"each key stands once; {count} rows do not"):
                schema.check_flows(frame)
        else:
            schema.check_flows(frame)


def test_keys_that_would_not_fit_into_one_number() -> None:
    generator = np.random.default_rng(0)
    columns = [(generator.integers(-1, 2**20, 1000), 2**20) for _ in range(8)]
    columns = [(np.append(positions, positions[:3]), size) for positions, size in columns]
    marked = repeated(combined(columns))
    assert marked is not None
    assert np.flatnonzero(marked).tolist() == [0, 1, 2, 1000, 1001, 1002]


def coded(positions: NDArray[np.int64], codes: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(positions, categories=pd.Index(codes, dtype="str"))


@pytest.mark.slow
def test_three_million_rows_take_a_small_part_of_reading_them() -> None:
    size = 3_000_000
    keys = np.random.default_rng(0).permutation(size)
    departements = [code for code in reference.departement_regions() if code.isdigit()][:90]
    departement = coded(keys // 8 % 90, departements)
    flows = pd.DataFrame(
        {
            "flow": coded(keys % 2, ["export", "import"]),
            "year": np.full(size, 2024, dtype="int16"),
            "quarter": pd.array(keys // 2 % 4 + 1, dtype="Int8"),
            "departement": departement,
            "region": pd.Series(departement).map(reference.departement_regions()).astype("category"),
            "a129": coded(keys // 720 % 70, [f"C{code:02}Z" for code in range(70)]),
            "cpf4": coded(keys // 720 % 70, [f"{code:04}" for code in range(70)]),
            "partner": coded(keys // 50_400, [f"{code:02}" for code in range(90)]),
            "value_eur": keys,
            "mass_kg": pd.array(keys, dtype="Int64"),
            "release": coded(keys % 2, ["regional-a", "regional-b"]),
        }
    )
    start = time.perf_counter()
    schema.validate(flows)
    checking = time.perf_counter() - start
    start = time.perf_counter()
    flows.head(300_000).to_csv()
    assert checking < 10 * (time.perf_counter() - start)
