"""Run all measurements and write docs/performance.md.

``python -m benchmarks`` takes minutes; ``--rows`` makes the made release smaller or larger.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import os
import platform
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import make_data
from benchmarks.measure import Ratio, in_turn, peak_mb, python, table

ROOT = Path(__file__).parents[1]
NAMES = ["flow", "quarter", "year", "dep", "region", "a129", "cpf4", "partner", "value", "mass"]
CODES = dict.fromkeys(("flow", "dep", "region", "a129", "cpf4", "partner"), "str")
PACKAGES = ("pandas", "numpy", "pyarrow", "polars", "duckdb", "matplotlib", "narwhals")


def usual_read(paths: list[Path]) -> pd.DataFrame:
    """Read as the usual script does: pandas.read_csv, codes as texts."""
    frames = []
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            name = max(archive.infolist(), key=lambda one: one.file_size).filename
            text = io.BytesIO(archive.read(name))
        frames.append(pd.read_csv(text, sep=";", header=None, names=NAMES, dtype=CODES, keep_default_na=False))
    return pd.concat(frames, ignore_index=True)


def floor_read(paths: list[Path]) -> Any:
    """Unzip and parse, and nothing else."""
    import pyarrow as pa
    from pyarrow import csv

    for path in paths:
        with zipfile.ZipFile(path) as archive:
            name = max(archive.infolist(), key=lambda one: one.file_size).filename
            csv.read_csv(
                pa.BufferReader(archive.read(name)),
                read_options=csv.ReadOptions(column_names=NAMES),
                parse_options=csv.ParseOptions(delimiter=";"),
                convert_options=csv.ConvertOptions(
                    column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in CODES}
                ),
            )


def processes() -> list[Ratio]:
    """Measure whole processes against ones that only import."""
    imports = in_turn(lambda: python("import trade_territories"), lambda: python("import pandas"), 7)
    with tempfile.TemporaryDirectory() as folder:
        fiche = (
            "import sys; from trade_territories.cli import run;"
            f"sys.exit(run(['fiche', '51', '--sample', '--output', {folder!r}]))"
        )
        whole = in_turn(lambda: python(fiche), lambda: python("import pandas, matplotlib.pyplot"))
    return [
        Ratio("import trade_territories", "import pandas", *imports, "at most 1.15"),
        Ratio("fiche 51 --sample (process)", "import pandas, matplotlib.pyplot", *whole, "at most 4"),
    ]


def reading(paths: list[Path]) -> list[Ratio]:
    """Measure the reader against the usual script and the floor."""
    import trade_territories as tt

    tt.read_flows(*paths)
    usual = in_turn(lambda: tt.read_flows(*paths), lambda: usual_read(paths), 3)
    floor = in_turn(lambda: tt.read_flows(*paths), lambda: floor_read(paths), 3)
    return [
        Ratio("read_flows, checked", "pandas.read_csv, codes as texts", *usual, "at most 0.5"),
        Ratio("read_flows, checked", "unzip and pyarrow parse alone", *floor, "-"),
    ]


def tables(paths: list[Path]) -> list[Ratio]:
    """Measure the tables against DuckDB on the same Parquet file, and one pass against a filter for each territory."""
    import duckdb

    import trade_territories as tt

    flows = tt.read_flows(*paths)
    everyone = tt.territories("departement")["code"].tolist() + tt.territories("region")["code"].tolist() + ["FR"]
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "flows.parquet"))
        plain = flows.astype(
            {name: "str" for name in flows.columns if isinstance(flows[name].dtype, pd.CategoricalDtype)}
        )
        plain.sort_values("departement", ignore_index=True).to_parquet(file, index=False)
        del plain
        question = (
            f"SELECT partner, flow, sum(value_eur) FROM '{file}' WHERE departement = '51' GROUP BY ALL ORDER BY 3 DESC"
        )
        grain = f"SELECT flow, departement, a129, partner, sum(value_eur) FROM '{file}' GROUP BY ALL"
        one = in_turn(lambda: tt.balance(flows, "51"), lambda: duckdb.sql(question).df())
        cube = in_turn(lambda: tt.cube(flows, by="a129"), lambda: duckdb.sql(grain).df(), 3)
    made = tt.cube(flows, by="a129")
    finished = in_turn(
        lambda: [tt.balance(made, place, n=10) for place in everyone],
        lambda: [tt.balance(flows, place, n=10) for place in everyone],
        1,
    )
    return [
        Ratio("balance of a département", "DuckDB on the same Parquet file", *one, "at most 1"),
        Ratio("cube of all territories (quarters kept)", "one DuckDB grouped sum", *cube, "at most 1.5"),
        Ratio("balances of 120 territories from the cube", "120 filters", *finished, "at most 0.1"),
    ]


def storing(paths: list[Path], folder: Path) -> tuple[list[Ratio], list[str]]:
    """Measure the store: making it, a second load, one département; and the memory of that one above the imports."""
    from tests.customs_server import Customs

    import trade_territories as tt

    os.environ["TRADE_TERRITORIES_CACHE"] = str(folder / "cache")

    def made_again() -> None:
        shutil.rmtree(folder / "cache" / "store")
        tt.load_flows(2024, offline=True)

    with Customs() as server:
        os.environ["TRADE_TERRITORIES_INDEX_URL"] = server.index
        for path in paths:
            server.publish(path.name, path.read_bytes())
        tt.load_flows(2024)
    floor = in_turn(made_again, lambda: floor_read(paths), 3)
    usual = in_turn(made_again, lambda: usual_read(paths), 3)
    again = in_turn(lambda: tt.load_flows(2024, offline=True), lambda: usual_read(paths), 3)
    one = in_turn(lambda: tt.load_flows(2024, territory="51", offline=True), lambda: usual_read(paths), 3)
    imports = "import trade_territories as tt, pandas, pyarrow.parquet, pandera.pandas, requests_cache; tt.load_flows"
    alone = peak_mb(f"{imports}; tt.load_flows(2024, territory='51', offline=True)") - peak_mb(imports)
    return [
        Ratio("archives to checked, stored and loaded flows", "unzip and pyarrow parse alone", *floor, "at most 1.8"),
        Ratio("archives to checked, stored and loaded flows", "pandas.read_csv, codes as texts", *usual, "at most 0.9"),
        Ratio("second load of a year", "pandas.read_csv of its archives", *again, "at most 0.125"),
        Ratio("load of one département", "pandas.read_csv of its archives", *one, "at most 0.025"),
    ], [f"one département from the store {alone:,.0f} MB above the imports (aim: under 150)"]


def pictures() -> list[Ratio]:
    """Measure the eight charts of a fiche as SVG against the eight as PNG by matplotlib."""
    import trade_territories as tt
    from trade_territories.charts import _catalogue as catalogue
    from trade_territories.charts.export import svg_of

    flows = tt.sample_flows()
    wanted: list[tuple[str, str, dict[str, Any]]] = [("balance", "51", {}), ("activities", "51", {})]
    wanted += [("sankey", place, {"flow": flow}) for flow in ("export", "import") for place in ("51", "R44", "FR")]
    scenes = [catalogue.scene(chart, flows, place, **options) for chart, place, options in wanted]
    drawn = in_turn(
        lambda: [
            svg_of(catalogue.scene(chart, flows, place, **options), prefix="x") for chart, place, options in wanted
        ],
        lambda: [tt.charts.static._figure.draw(scene).savefig(io.BytesIO(), format="png") for scene in scenes],
        3,
    )
    return [Ratio("eight charts as SVG, figures included", "the same eight as PNG by matplotlib", *drawn, "-")]


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_500_000, help="rows a flow")
    asked = parser.parse_args()
    ratios = processes() + pictures()
    with tempfile.TemporaryDirectory() as folder:
        paths = [made.path for made in make_data.write_years(Path(folder), [2024], rows=asked.rows)]
        ratios += reading(paths) + tables(paths)
        stored, memories = storing(paths, Path(folder))
        ratios += stored
        code = "import sys, trade_territories as tt; tt.read_flows(*sys.argv[1:])"
        memory = peak_mb(code, *map(str, paths))
    with tempfile.TemporaryDirectory() as folder:
        sample = "import sys; from trade_territories.cli import run; run(['fiche', '51', '--sample', '--output', sys.argv[1]])"
        fiche_memory = peak_mb(sample, folder)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    text = (
        "# Performance\n\n"
        "Written by `nox -s bench`. Each row is measured in one run, the two sides in turn, medians; the ratio is what to "
        f"look at. Made data of the Customs' layout, {asked.rows:,} rows a flow.\n\n"
        f"{table(ratios)}\n\n"
        f"Peak memory: reading the pair {memory:,.0f} MB (aim: under 1,500); the fiche of the sample {fiche_memory:,.0f} MB "
        f"(aim: under 600); {', '.join(memories)}.\n\n"
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {versions}.\n"
    )
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
