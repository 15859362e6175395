"""The small tables that the rules of Flows look at: which combinations of values occur, in how many rows, on any engine.

Frames in memory (pandas, Polars, PyArrow) are counted by number: each column becomes positions among its values, columns together
one number per row. Other frames (DuckDB, Polars' lazy ones, Dask, PySpark) group where the rows are.
"""

from __future__ import annotations

import math
import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from trade_territories.columns import CODES, UNIQUE_KEY
from trade_territories.rowkeys import LARGEST_NUMBER, combined, counted, repeated, run_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from narwhals.dtypes import DType
    from narwhals.typing import Frame
    from numpy.typing import NDArray

    from trade_territories.rowkeys import Integers

#: A table of more combinations than this is sorted rather than counted.
_MOST_COUNTED: Final = 10**7
#: Where rows are in order there are so many times fewer runs of one combination: they are counted, not the rows.
_FEW_RUNS: Final = 8
#: Counts of so few combinations are added up for one part of the rows after another, which takes no memory for all rows.
_FEW: Final = 1 << 19

_MEASURED: Final[dict[str, Callable[[nw.Expr], nw.Expr]]] = {
    "missing": lambda column: column.is_null().cast(nw.Int64).sum(),
    "least": lambda column: column.min(),
    "most": lambda column: column.max(),
}


class Positions(NamedTuple):
    """A column as positions among its distinct values; -1 where it is missing."""

    positions: Integers
    values: list[object]


class Counted:
    """A frame of any engine, of which combinations of values are counted.

    Parameters
    ----------
    native
        A frame that narwhals knows.

    Raises
    ------
    TypeError
        It is none.
    """

    def __init__(self, native: object) -> None:
        with warnings.catch_warnings():
            # Narwhals tells its own developers where its Dask support will live; users can do nothing about it.
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            self.frame: Frame = nw.from_native(native)
        self._native = native
        self._columns: dict[str, Positions] = {}

    @cached_property
    def schema(self) -> dict[str, DType]:
        """Names and types of the columns."""
        return dict(self.frame.collect_schema())

    def combinations(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return each combination of values once, with ``rows``: in how many rows it stands; missing values are kept."""
        if isinstance(self.frame, nw.DataFrame):
            return self._by_number(columns)
        frame = self.frame.select(*(_text(name) if name in CODES else nw.col(name) for name in columns))
        return frame.group_by(list(columns)).agg(nw.len().alias("rows")).collect().to_pandas()

    def repeated_keys(self) -> tuple[int, str]:
        """Count the rows whose key stands more than once, and show the first."""
        names = list(UNIQUE_KEY)
        if isinstance(self.frame, nw.DataFrame):
            marked = repeated(self._numbers(names))
            if marked is None:
                return 0, ""
            first = int(np.flatnonzero(marked)[0])
            shown = " ".join(str(self._value(name, first)) for name in names)
            return int(marked.sum()), f"row {first}: {shown}"
        sizes = self.frame.group_by(names).agg(nw.len().alias("rows")).filter(nw.col("rows") > 1)
        table = sizes.collect().to_pandas()
        shown = " ".join(str(value) for value in table[names].iloc[0]) if len(table) else ""
        return int(table["rows"].sum()), shown

    def measures(self, names: Sequence[str]) -> dict[str, tuple[int, float]]:
        """Return, of columns of numbers, how many values are missing and a bound of the sum of their magnitudes."""
        if not names:
            return {}
        found = {name: self._extent(name) for name in names}
        rows = len(self._native) if isinstance(self._native, pd.DataFrame) else None
        if rows is None:
            rows = int(_or_zero(self._one_row([nw.len().alias("rows")])["rows"]))
        bounds = {name: float(max(abs(least), abs(most)) * rows) for name, (_, least, most) in found.items()}
        if max(bounds.values(), default=0) >= 2**62:
            bounds = {name: self._magnitude(name) for name in names}
        return {name: (found[name][0], bounds[name]) for name in names}

    def _extent(self, name: str) -> tuple[int, int, int]:
        """Return how many values of a column are missing, the least of the others and the largest (0 without any)."""
        if isinstance(self._native, pd.DataFrame):
            column = self._native[name]
            numbers = column.to_numpy(dtype=np.int64, na_value=0)
            return int(column.isna().sum()), int(numbers.min(initial=0)), int(numbers.max(initial=0))
        found = self._one_row([f(nw.col(name)).alias(key) for key, f in _MEASURED.items()])
        missing, least, most = (int(_or_zero(found[key])) for key in _MEASURED)
        return missing, least, most

    def _magnitude(self, name: str) -> float:
        if isinstance(self.frame, nw.DataFrame):
            values = self.frame.get_column(name).drop_nulls().to_numpy().astype(np.float64)
            return float(np.abs(values).sum())
        return float(_or_zero(self._one_row([nw.col(name).cast(nw.Float64).abs().sum().alias("sum")])["sum"]))

    def _one_row(self, expressions: Sequence[nw.Expr]) -> dict[str, object]:
        found = self.frame.select(*expressions)
        table = (found if isinstance(found, nw.DataFrame) else found.collect()).to_pandas()
        return {str(name): table[name].iloc[0] for name in table.columns}

    def _by_number(self, columns: Sequence[str]) -> pd.DataFrame:
        size = math.prod(len(self._column(name).values) + 1 for name in columns)
        if size >= LARGEST_NUMBER:
            # One number per row no longer tells the values: more combinations than any nomenclatures have.
            first, rows = np.unique(self._numbers(columns), return_index=True, return_counts=True)[1:]
            return pd.DataFrame({name: [self._value(name, row) for row in first] for name in columns}).assign(rows=rows)
        distinct, rows = self._occurring(columns, size)
        found: dict[str, NDArray[Any]] = {}
        rest = distinct
        for name in reversed(columns):
            values = np.empty(len(self._column(name).values) + 1, dtype=object)
            values[1:] = self._column(name).values
            rest, position = np.divmod(rest, len(values))
            found[name] = values[position]
        table = pd.DataFrame({name: pd.Series(found[name], dtype=object) for name in columns})
        table["rows"] = rows
        return table

    def _occurring(self, columns: Sequence[str], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which numbers occur, of so many that there could be, and in how many rows."""
        parts = self._parts(columns)
        starts = run_starts(positions for positions, _ in parts)
        rows = len(parts[0][0])
        if len(starts) * _FEW_RUNS < rows:
            lengths = np.diff(starts, append=rows)
            distinct, group = np.unique(combined((some[starts], of) for some, of in parts), return_inverse=True)
            counts = np.zeros(len(distinct), dtype=np.int64)
            np.add.at(counts, group, lengths)
            return distinct, counts
        if size >= _MOST_COUNTED:
            return np.unique(combined(parts), return_counts=True)
        counts = counted(parts) if size < _FEW else np.bincount(combined(parts))
        distinct = np.flatnonzero(counts)
        return distinct, counts[distinct]

    def _parts(self, columns: Sequence[str]) -> list[tuple[Integers, int]]:
        return [(self._column(name).positions, len(self._column(name).values)) for name in columns]

    def _numbers(self, columns: Sequence[str]) -> NDArray[np.int64]:
        return combined(self._parts(columns))

    def _column(self, name: str) -> Positions:
        if name not in self._columns:
            self._columns[name] = self._read(name)
        return self._columns[name]

    def _read(self, name: str) -> Positions:
        if isinstance(self._native, pd.DataFrame):
            column = self._native[name]
            if isinstance(column.dtype, pd.CategoricalDtype):
                return Positions(np.asarray(column.cat.codes), column.cat.categories.tolist())
            numbers = _small_numbers(column)
            if numbers is not None:
                return numbers
            positions, values = pd.factorize(column)
            return Positions(positions, list(values))
        array = self.frame.get_column(name).to_arrow()  # type: ignore[union-attr]  # a frame in memory
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        # Indices may be unsigned, and -1 is none of those.
        indices = encoded.indices.cast(pa.int64()).fill_null(-1)
        return Positions(
            indices.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), encoded.dictionary.to_pylist()
        )

    def _value(self, name: str, row: int) -> object:
        column = self._column(name)
        position = int(column.positions[row])
        return None if position < 0 else column.values[position]


def _small_numbers(column: pd.Series) -> Positions | None:
    """Return whole numbers of a small range as positions, without looking for the distinct ones."""
    if not pd.api.types.is_integer_dtype(column.dtype) or not len(column):
        return None
    missing = column.isna().to_numpy() if column.dtype.name[0] in "IU" else None
    dtype = str(getattr(column.dtype, "numpy_dtype", column.dtype))
    plain = column.to_numpy(dtype=dtype, na_value=0) if missing is not None else column.to_numpy()
    least, most = int(plain.min()), int(plain.max())
    if most - least >= 1 << 15:
        return None
    positions = plain.astype(np.int32) - least if abs(least) < 1 << 30 else plain.astype(np.int64) - least
    if missing is not None and missing.any():
        positions[missing] = -1
    return Positions(positions, list(range(least, most + 1)))


def _text(name: str) -> nw.Expr:
    # Dictionary columns group and compare as texts on every engine.
    return nw.col(name).cast(nw.String)


def _or_zero(value: Any) -> Any:
    return 0 if pd.isna(value) else value
