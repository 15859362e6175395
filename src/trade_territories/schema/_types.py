"""Columns and types of the ``Flows`` table as a pandera schema."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import pandas as pd

from trade_territories.columns import COLUMNS, FLOWS

with warnings.catch_warnings():
    # pandera opens every frame library that is installed; what PySpark says of pandas 3 is not about these tables.
    warnings.simplefilter("ignore", FutureWarning)
    import pandera.pandas as pa
    from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

if TYPE_CHECKING:
    from trade_territories.columns import Column


def _column(column: Column) -> pa.Column:
    dtype = pd.CategoricalDtype(list(FLOWS)) if column.name == "flow" else column.dtype
    return pa.Column(
        dtype,
        nullable=column.nullable,
        description=column.description,
        metadata={"unit": column.unit, "source": column.source},
    )


#: Columns and types of the table; its rules stand in ``schema.RULES``.
Flows: Final = pa.DataFrameSchema(
    {column.name: _column(column) for column in COLUMNS},
    strict=True,
    ordered=True,
    name="Flows",
    description="One row per flow x year x quarter x département x product x partner, and release.",
)


def type_failures(flows: pd.DataFrame) -> list[str]:
    """Return a line for each column that is missing, of another type, or one too many."""
    try:
        with warnings.catch_warnings():
            # Its checks are opened at the first use, and every frame library with them once more.
            warnings.simplefilter("ignore", FutureWarning)
            # In place: nothing is coerced, and a copy of 3 million rows would be for nothing.
            Flows.validate(flows, lazy=True, inplace=True)
    except SchemaErrors as errors:
        lines = [_structural(flows, error) for error in errors.schema_errors]
    else:
        lines = []
    lines += [
        # pandera takes Int64 for int64, which would hide missing values.
        f"{column.name}: the type is {column.dtype}, not {flows[column.name].dtype}"
        for column in COLUMNS
        if not column.is_code and column.name in flows and str(flows[column.name].dtype) != column.dtype
    ]
    if "flow" in flows and str(flows["flow"].dtype) == "category" and list(flows["flow"].cat.categories) != list(FLOWS):
        lines.append("flow: the categories are export and import, in this order")
    return [line for line in dict.fromkeys(lines) if line]


def _structural(flows: pd.DataFrame, error: SchemaError) -> str:
    """Return in one line what is wrong with a column as a whole; missing codes are a rule's to tell."""
    column = getattr(error.schema, "name", None)
    if error.reason_code == SchemaErrorReason.SERIES_CONTAINS_NULLS and column in flows:
        return ""
    return " ".join(str(error).split())
