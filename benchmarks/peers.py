"""What others would write for the same questions: the usual script on pandas, Polars and DuckDB by hand, and the floor."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAMES = ["flow", "quarter", "year", "dep", "region", "a129", "cpf4", "partner", "value", "mass"]
CODES = dict.fromkeys(("flow", "dep", "region", "a129", "cpf4", "partner"), "str")


def data_bytes(path: Path) -> bytes:
    """Unzip the data file of an archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(max(archive.infolist(), key=lambda one: one.file_size).filename)


def usual_read(paths: Sequence[Path]) -> pd.DataFrame:
    """Read as the usual script does: pandas.read_csv, codes as texts."""
    frames = [
        pd.read_csv(io.BytesIO(data_bytes(path)), sep=";", header=None, names=NAMES, dtype=CODES, keep_default_na=False)
        for path in paths
    ]
    return pd.concat(frames, ignore_index=True)


def usual_balance(table: pd.DataFrame, places: Sequence[str] | None, labels: pd.DataFrame) -> pd.DataFrame:
    """Filter, group, pivot, merge the labels, sort: as the usual script does."""
    part = table if places is None else table[table["dep"].isin(places)]
    sums = part.groupby(["partner", "flow"], as_index=False)["value"].sum()
    wide = sums.pivot_table(index="partner", columns="flow", values="value", fill_value=0).reset_index()
    named = wide.merge(labels, left_on="partner", right_on="code", how="left")
    named["balance"] = named["E"] - named["I"]
    return named.sort_values("E", ascending=False)


def floor_read(paths: Sequence[Path]) -> list[Any]:
    """Unzip and parse, and nothing else."""
    import pyarrow as pa
    from pyarrow import csv

    return [
        csv.read_csv(
            pa.BufferReader(data_bytes(path)),
            read_options=csv.ReadOptions(column_names=NAMES),
            parse_options=csv.ParseOptions(delimiter=";"),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in CODES}
            ),
        )
        for path in paths
    ]


def polars_balance(file: str, places: Sequence[str]) -> Any:
    """Answer with Polars, from the Parquet file."""
    import polars as pl

    return (
        pl.scan_parquet(file)
        .filter(pl.col("departement").is_in(list(places)))
        .group_by("partner", "flow")
        .agg(pl.col("value_eur").sum())
        .collect()
        .pivot("flow", index="partner", values="value_eur")
        .sort("partner")
    )


def duckdb_balance(file: str, places: Sequence[str] | None) -> Any:
    """Answer with DuckDB, from the Parquet file."""
    import duckdb

    where = "" if places is None else f"WHERE departement IN ({', '.join(map(repr, places))})"
    return duckdb.sql(f"SELECT partner, flow, sum(value_eur) FROM '{file}' {where} GROUP BY ALL ORDER BY 3 DESC").df()


def duckdb_grain(file: str) -> Any:
    """Sum with DuckDB to flow x département x A129 x partner."""
    import duckdb

    return duckdb.sql(f"SELECT flow, departement, a129, partner, sum(value_eur) FROM '{file}' GROUP BY ALL").df()
