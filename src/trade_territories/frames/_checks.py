"""What a table must be so that it can be added up: its columns, their types, no missing code, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import narwhals as nw
import pandas as pd

from trade_territories.columns import CODES, NAMES
from trade_territories.errors import DataContractError
from trade_territories.period import WHOLE_YEAR
from trade_territories.schema import RULES_OF_SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from narwhals.dtypes import DType

WAY_OUT: Final = "load the files with tt.read_flows or tt.load_flows, or check the table with tt.check_flows"
_INTEGERS: Final = ("year", "quarter", "value_eur", "mass_kg")


def _is_empty_type(dtype: DType) -> bool:
    """Whether a column of this type has no value at all: types of a column of missing values differ by engine."""
    return isinstance(dtype, nw.Unknown) or dtype == nw.Object


def _type_name(native: object, name: str, dtype: DType) -> str:
    return f"{native[name].dtype}" if isinstance(native, pd.DataFrame) else str(dtype)


def check_columns(columns: Iterable[object]) -> None:
    lacking = [name for name in NAMES if name not in set(columns)]
    if lacking:
        raise DataContractError(
            f"this is not a table of Flows: it lacks {', '.join(lacking)}; load one with tt.read_flows or tt.load_flows",
            failures=[f"column {name} is missing" for name in lacking],
        )


def check_cells(cells: pd.DataFrame) -> None:
    """Refuse counted cells that cannot be added up: of another flow or quarter, or from several releases."""
    table = cells.assign(quarter=cells["quarter"].astype("Int64").where(cells["quarter"] != WHOLE_YEAR))
    failures = [breach for rule in RULES_OF_SUMS if (breach := rule.breach(table))]
    if failures:
        raise damaged(failures)


def damaged(failures: list[str]) -> DataContractError:
    return DataContractError(f"this table cannot be added up: {'; '.join(failures)}; {WAY_OUT}", failures=failures)


def check_types(native: object, schema: Mapping[str, DType]) -> None:
    """Refuse a table whose columns lost their types, so that codes or amounts may be wrong."""
    failures = []
    for name in CODES:
        dtype = schema[name]
        is_text = isinstance(dtype, (nw.String, nw.Categorical, nw.Enum)) or dtype == nw.Unknown
        if isinstance(native, pd.DataFrame) and isinstance(native[name].dtype, pd.CategoricalDtype):
            is_text = all(isinstance(code, str) for code in native[name].cat.categories.tolist())
        elif isinstance(native, pd.DataFrame) and native[name].dtype == object:
            is_text = pd.api.types.infer_dtype(native[name], skipna=True) in ("string", "empty")
        if not is_text and not (name == "cpf4" and _is_empty_type(dtype)):
            failures.append(f"{name}: codes must be texts, found {_type_name(native, name, dtype)}")
    for name in _INTEGERS:
        dtype = schema[name]
        if not dtype.is_integer() and not (name in ("quarter", "mass_kg") and _is_empty_type(dtype)):
            failures.append(f"{name}: whole numbers are expected, found {_type_name(native, name, dtype)}")
    if failures:
        raise DataContractError(
            "this table lost its types, so codes or amounts may be wrong: "
            + "; ".join(failures)
            + f". A table that went through CSV or Excel has no types: {WAY_OUT}, or keep it as Parquet",
            failures=failures,
        )
