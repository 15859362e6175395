"""Flows in any frame, through narwhals: which rows it holds, whether they may be added up, and their sums.

pandas, Polars, PyArrow, DuckDB, Dask, PySpark and Ibis all answer the same expressions. Filters and grouped sums run where
the rows are; what comes back is a small pandas table.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
from narwhals.exceptions import DuplicateError

from trade_territories._pandas import copied
from trade_territories.columns import CODES, FLOWS, MEASURES, UNIQUE_KEY
from trade_territories.errors import DataContractError, MissingLevelError
from trade_territories.frames._checks import WAY_OUT, check_cells, check_columns, check_types, damaged
from trade_territories.frames._holdings import Cell, Holdings
from trade_territories.period import WHOLE_YEAR
from trade_territories.provenance import info_of

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Sequence

    from narwhals.typing import Frame

    from trade_territories.frames._rows import Rows
    from trade_territories.provenance import FlowsInfo

#: Beyond this the 64-bit sums of some engines would wrap around.
_LARGEST_SUM: Final = 2**62


class RowCounts(NamedTuple):
    """Rows that need a word of caution, and their euros."""

    negative: int
    negative_eur: int
    without_mass: int
    without_mass_eur: int


class FlowsFrame:
    """A table of Flows on its own engine.

    Parameters
    ----------
    native
        A frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark or Ibis with the columns of ``Flows``.
    info
        What is known beside the rows, where the frame itself cannot carry it.

    Raises
    ------
    DataContractError
        Not such a frame: a column is missing, or of a type in which codes or euros were lost.
    """

    def __init__(self, native: object, *, info: FlowsInfo | None = None) -> None:
        self.info: FlowsInfo | None = info or info_of(native)
        try:
            with warnings.catch_warnings():
                # Narwhals announces where its Dask support will move; users can do nothing about it.
                warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
                plain = _without_attrs(native)
                frame: Frame = nw.from_native(plain)  # refuses what is no frame
        except TypeError as error:
            raise DataContractError(
                f"a table of Flows was expected, not {type(native).__name__}; give what tt.read_flows, tt.load_flows or "
                "tt.scan_flows return, or a frame of Polars, PyArrow, DuckDB, Dask, PySpark or Ibis"
            ) from error
        except DuplicateError as error:
            raise DataContractError(
                f"this is not a table of Flows: a column stands twice ({' '.join(str(error).split())}); {WAY_OUT}",
                failures=["a column stands twice"],
            ) from error
        self._native = plain if isinstance(plain, pd.DataFrame) else None
        self.is_pandas = self._native is not None
        self.frame: Frame = frame if self.is_pandas or not isinstance(frame, nw.DataFrame) else frame.lazy()
        self._schema = self.frame.collect_schema()
        check_columns(self._schema)
        check_types(plain, self._schema)

    @classmethod
    def of(cls, flows: object) -> FlowsFrame:
        """Return a table of Flows, a cube or a wrapped table as a wrapped table."""
        if isinstance(flows, Cube):
            return flows._flows
        return flows if isinstance(flows, FlowsFrame) else cls(flows)

    @cached_property
    def holdings(self) -> Holdings:
        """The cells that have rows: as noted when the files were read, else counted and checked on the engine.

        Raises
        ------
        DataContractError
            A missing code or value, an unknown flow, or two releases of one flow, year and département.
        """
        return Holdings(self.noted_rows) if self.is_as_read else self._counted()

    @cached_property
    def noted_rows(self) -> dict[Cell, int]:
        """The rows that each cell had when the files were read; empty where that was lost on the way."""
        held = self.info.holdings if self.info else ()
        return {Cell(cell.flow, cell.year, cell.quarter, cell.departement): cell.rows for cell in held}

    @cached_property
    def is_as_read(self) -> bool:
        """Whether the rows still are those that were read and checked: types, missing codes, number, years and values agree."""
        info, native = self.info, self._native
        if info is None or native is None or not info.holdings or len(native) != info.rows:
            return False
        codes = [native[name] for name in CODES if name != "cpf4"]
        return (
            all(isinstance(column.dtype, pd.CategoricalDtype) for column in codes)
            and set(native["flow"].cat.categories) <= set(FLOWS)
            and all(column.array.codes.min() >= 0 for column in codes)
            and int(native["value_eur"].sum()) == info.value_eur
            and {native["year"].min(), native["year"].max()} <= {cell.year for cell in info.holdings}
        )

    def _counted(self) -> Holdings:
        self._check_values()
        rows: dict[Cell, int] = defaultdict(int)
        for flow, year, quarter, departement, _, count in self._cells.itertuples(index=False):
            rows[Cell(flow, int(year), int(quarter), departement)] += int(count)
        return Holdings(dict(rows))

    @cached_property
    def _cells(self) -> pd.DataFrame:
        """The rows of each flow, year, quarter, département and release, counted and checked."""
        keys = ["flow", "year", "quarter", "departement", "release"]
        frame = self._with_texts(keys)
        if self._native is not None and self._schema["quarter"].is_integer():
            # Arrow counts them in a third of the time that pandas takes.
            frame = nw.from_native(pa.Table.from_pandas(self._native[keys], preserve_index=False))
        cells = self._collect(self._grouped(frame, keys, [nw.len().alias("rows")])).sort_values(keys)
        failures = [
            f"{name}: {int(cells['rows'][cells[name].isna()].sum())} rows have no code"
            for name in ("flow", "year", "departement", "release")
            if cells[name].isna().any()
        ]
        if failures:
            raise damaged(failures)
        cells = cells.astype({"flow": "str", "departement": "str", "release": "str"})
        check_cells(cells)
        return cells

    def _check_values(self) -> None:
        names = ["a129", "partner", "region"]
        expressions = [
            nw.len().alias("rows"),
            *(nw.col(name).count().alias(f"known_{name}") for name in (*names, "value_eur")),
        ]
        value = nw.col("value_eur").cast(nw.Float64)
        expressions.append(value.abs().sum().alias("magnitude"))
        (found,) = self._collect(self.frame.select(*expressions)).to_dict(orient="records")
        rows = int(found["rows"])
        missing = {name: rows - int(found[f"known_{name}"]) for name in (*names, "value_eur")}
        failures = [f"{name}: {count} rows have none" for name, count in missing.items() if count]
        if rows and found["magnitude"] >= _LARGEST_SUM:
            failures.append(
                f"value_eur: the values add up to {found['magnitude']:.3g} euros, more than can be added up exactly"
            )
        if failures:
            raise damaged(failures)

    def codes(self, column: str) -> frozenset[str]:
        """Return the codes that occur in a column."""
        table = self._collect(self._grouped(self._with_texts([column]), [column], [nw.len().alias("rows")]))
        return frozenset(map(str, table[column].dropna().tolist()))

    @cached_property
    def releases(self) -> tuple[str, ...]:
        """The ids of the releases that the rows are from, sorted."""
        if self.info is not None and self.is_as_read:
            return tuple(sorted({release.release for release in self.info.releases}))
        return tuple(sorted(set(self._cells["release"])))

    def sums(self, rows: Rows, keys: Sequence[str], measures: Sequence[str] = MEASURES) -> pd.DataFrame:
        """Return sums by columns of Flows: one row per combination of keys, sorted by them.

        Codes are categorical and ``quarter`` is 0 in a yearly source; a mass is missing where the source has none.

        Raises
        ------
        MissingLevelError
            A condition or a key on CPF4, and some of the rows have none.
        """
        columns = list(dict.fromkeys([*keys, *rows.columns, *measures]))
        if "cpf4" in columns:
            self._require_classes(rows)
        frame = self._filtered(columns, rows)
        if not keys:
            raise ValueError("sums need at least one key")
        return self._grouped_sums(frame, keys, measures)

    def row_counts(self, rows: Rows) -> RowCounts:
        """Count rows below zero, and quarterly rows without a mass (a yearly source has none), with their euros."""
        frame = self._filtered([*rows.columns, *MEASURES, "quarter"], rows)
        value = nw.col("value_eur").cast(nw.Int64)
        is_negative = value < 0
        lacks_mass = nw.col("mass_kg").is_null() & ~nw.col("quarter").is_null()
        flagged = frame.filter(is_negative | lacks_mass).with_columns(
            negative=nw.when(is_negative).then(nw.lit(1)).otherwise(nw.lit(0)),
            without_mass=nw.when(lacks_mass).then(nw.lit(1)).otherwise(nw.lit(0)),
            amount=value,
        )
        table = self._collect(
            self._grouped(flagged, ["negative", "without_mass"], [nw.len().alias("rows"), nw.col("amount").sum()])
        )
        counts = {
            name: tuple(int(table.loc[table[name] == 1, column].sum()) for column in ("rows", "amount"))
            for name in ("negative", "without_mass")
        }
        return RowCounts(*counts["negative"], *counts["without_mass"])

    def _require_classes(self, rows: Rows) -> None:
        frame = self._filtered(["cpf4", *rows.columns], replace(rows, only=(), excluding=()))
        count = self._collect(frame.filter(nw.col("cpf4").is_null()).select(nw.len().alias("rows")))["rows"]
        if int(count.iloc[0] or 0):
            raise MissingLevelError(
                "some of these rows have no CPF4: their finest products are A129; ask for by='a129' (or a38, a17), and "
                "give A129 codes to only= and excluding="
            )

    def check_unique(self, rows: Rows) -> None:
        """Refuse rows that repeat a key, which would be added up twice; frames that are as they were read are known.

        Raises
        ------
        DataContractError
            Naming how many.
        """
        if self.is_as_read:
            return
        frame = self._filtered(UNIQUE_KEY, replace(rows, only=(), excluding=()))
        counted = self._grouped(frame, list(UNIQUE_KEY), [nw.len().alias("rows")]).filter(nw.col("rows") > 1)
        repeated = self._collect(counted)
        if len(repeated):
            first = ", ".join(str(value) for value in repeated.iloc[0][list(UNIQUE_KEY)])
            raise DataContractError(
                f"{len(repeated)} keys occur more than once (the first: {first}): the table was put together twice, and "
                f"would be added up twice; remove the repeated rows, or {WAY_OUT}",
                failures=[f"{len(repeated)} repeated keys"],
            )

    def _grouped_sums(self, frame: Frame, keys: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
        # Polars adds 32-bit integers up in 32 bits: narrow ones are widened first.
        narrow = [measure for measure in measures if self._schema[measure] != nw.Int64]
        if narrow:
            frame = frame.with_columns(*(nw.col(measure).cast(nw.Int64) for measure in narrow))
        totals = [nw.col(measure).sum() for measure in measures]
        if "mass_kg" in measures:
            totals.append(nw.col("mass_kg").count().alias("known_mass"))
        sums = self._grouped(frame, keys, totals)
        if not self.is_pandas:
            # DuckDB adds integers up to a wider type, which would come back as floating-point numbers.
            sums = sums.with_columns(*(nw.col(measure).cast(nw.Int64) for measure in measures))
        table = self._collect(sums)
        for key in keys:
            if key in CODES:
                table[key] = sorted_categories(table[key])
        for measure in measures:
            values = table[measure].astype("Int64")
            if measure == "mass_kg":
                table[measure] = values.where(table.pop("known_mass") > 0)
            else:
                table[measure] = values.fillna(0).astype("int64")
        return table.sort_values(list(keys), ignore_index=True)[[*keys, *measures]]

    @staticmethod
    def _grouped(frame: Frame, keys: Sequence[str], totals: Iterable[nw.Expr]) -> Frame:
        if "quarter" in keys:
            frame = frame.with_columns(nw.col("quarter").fill_null(WHOLE_YEAR).cast(nw.Int8))
        if isinstance(frame, nw.DataFrame):
            return frame.group_by(list(keys), drop_null_keys=False).agg(*totals)
        return frame.group_by(list(keys)).agg(*totals)

    def _filtered(self, columns: Collection[str], rows: Rows) -> Frame:
        """Return columns of the rows asked for."""
        frame = self._with_texts(columns)
        for condition in (rows.place_and_period(), rows.parts()):
            frame = frame if condition is None else frame.filter(condition)
        return frame

    def _with_texts(self, columns: Collection[str]) -> Frame:
        """Select columns; dictionary columns become texts, since only some engines compare them with texts."""
        frame = self.frame.select(list(dict.fromkeys(columns)))
        if self.is_pandas:
            return frame
        codes = [name for name in dict.fromkeys(columns) if name in CODES]
        return frame.with_columns(*(nw.col(name).cast(nw.String) for name in codes)) if codes else frame

    def _collect(self, frame: Frame) -> pd.DataFrame:
        table: pd.DataFrame = frame.to_pandas() if isinstance(frame, nw.DataFrame) else frame.collect().to_pandas()
        return table


class Cube:
    """Flows added up to a grain; taken wherever Flows are. :func:`trade_territories.cube` makes it.

    It does not change, so that what was asked of it is remembered: of many territories, each answer comes from sums of all.

    Parameters
    ----------
    frame
        One row per flow, year, quarter, département, product, partner and release, with the columns of ``Flows``.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> len(tt.cube(flows, by="a129")) < len(flows)
    True
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = copied(frame)
        #: The table as questions take it.
        self._flows = FlowsFrame(self._frame)
        #: What questions remember, by what was asked.
        self._memory: dict[Hashable, Any] = {}

    @property
    def frame(self) -> pd.DataFrame:
        """The table of sums; changes of it do not reach the cube."""
        return copied(self._frame)

    def __len__(self) -> int:
        return len(self._frame)

    def __repr__(self) -> str:
        years = ", ".join(str(year) for year in sorted(set(self._frame["year"].tolist())))
        return f"<Cube of {len(self)} sums: {years}>"


def sorted_categories(codes: pd.Series) -> pd.Series:
    """Return codes as categories in the order of their texts, so that sorting and grouping go by code."""
    categorical = codes.astype("category")
    positions, categories = categorical.cat.codes.to_numpy(), categorical.cat.categories
    # Counting is ten times faster than remove_unused_categories, which sorts all rows.
    is_used = np.bincount(positions[positions >= 0], minlength=len(categories)) > 0
    # Engines have texts of several types; what comes out has pandas' own.
    if is_used.all() and categories.is_monotonic_increasing and categories.dtype == pd.Index([], dtype="str").dtype:
        return categorical
    return categorical.cat.set_categories(sorted(categories[is_used]))


def grouped(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Add a small table of sums up to fewer keys; a mass that is missing everywhere stays missing."""
    groups = table.groupby(list(keys), observed=True, sort=True)
    if "mass_kg" in table.columns:
        return groups[list(MEASURES)].sum(min_count=1).reset_index()
    return groups["value_eur"].sum().reset_index()


def _without_attrs(native: object) -> object:
    """Return a pandas frame without its attrs, which pandas would copy with every column that is looked at."""
    if not isinstance(native, pd.DataFrame) or not native.attrs:
        return native
    plain = native.copy(deep=False)
    plain.attrs = {}
    return plain
