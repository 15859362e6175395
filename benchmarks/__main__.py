"""Run all measurements and write docs/performance.md.

``python -m benchmarks`` takes some ten minutes on a quiet machine; ``--rows`` makes the made release smaller or larger, ``--years
1,5`` asks for other numbers of years, ``--only reading,tables`` shows some sections and writes nothing.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib.metadata
import io
import os
import platform
import pstats
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import documents, growth, make_data, peers, pictures
from benchmarks.measure import Ratio, children_time, in_turn, peak_mb, python, run, table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd

ROOT = Path(__file__).parents[1]
PACKAGES = ("pandas", "numpy", "pyarrow", "polars", "duckdb", "matplotlib", "narwhals", "kaleido", "typst")
LEVELS = ("departement", "region", "france")
#: Rows of the made release: fewer than the Customs', so that the whole run takes some ten minutes.
ROWS = 1_200_000
#: The aims of the design come first.
SECTIONS = (
    "processes", "reading", "store", "tables", "territories", "memory", "pictures", "documents", "growth", "engines",
)  # fmt: skip


def processes() -> list[Ratio]:
    """Measure whole processes against ones that only import."""
    imports = in_turn(lambda: python("import trade_territories"), lambda: python("import pandas"), 7, children_time)
    with tempfile.TemporaryDirectory() as folder:
        fiche = ["-m", "trade_territories", "fiche", "51", "--sample", "--output", folder]
        whole = in_turn(lambda: run(*fiche), lambda: python("import pandas, matplotlib.pyplot"), 9, children_time)
    return [
        Ratio("import trade_territories", "import pandas", *imports, "at most 1.15"),
        Ratio("fiche 51 --sample (process)", "import pandas, matplotlib.pyplot", *whole, "at most 1.5"),
    ]


def reading(paths: list[Path]) -> list[Ratio]:
    """Measure the reader against the usual script and the floor."""
    import trade_territories as tt

    tt.read_flows(*paths)
    usual = in_turn(lambda: tt.read_flows(*paths), lambda: peers.usual_read(paths), 3, time.process_time)
    floor = in_turn(lambda: tt.read_flows(*paths), lambda: peers.floor_read(paths), 5, time.process_time)
    return [
        Ratio("read_flows, checked (processor time)", "pandas.read_csv, codes as texts", *usual, "at most 0.75"),
        Ratio("read_flows, checked (processor time)", "unzip and pyarrow parse alone", *floor, "-"),
    ]


def tables(paths: list[Path], folder: Path) -> list[Ratio]:
    """Measure one question, and all territories at once, against the same by hand."""
    import trade_territories as tt

    flows = tt.read_flows(*paths)
    file = _as_parquet(flows, folder / "flows.parquet")
    usual, labels = peers.usual_read(paths), _labels()
    one = in_turn(lambda: tt.balance(flows, "51"), lambda: peers.duckdb_balance(file, ["51"]), 15, time.process_time)
    by_polars = in_turn(
        lambda: tt.balance(flows, "51"), lambda: peers.polars_balance(file, ["51"]), 15, time.process_time
    )
    by_script = in_turn(
        lambda: tt.balance(flows, "51"), lambda: peers.usual_balance(usual, ["51"], labels), 7, time.process_time
    )
    bare = flows.copy(deep=False)
    bare.attrs = {}
    unknown = in_turn(lambda: tt.balance(bare, "51"), lambda: peers.usual_read(paths), 3, time.process_time)
    grain = in_turn(lambda: tt.cube(flows, by="a129"), lambda: peers.duckdb_grain(file), 5, time.process_time)
    return [
        Ratio("balance of a département", "DuckDB on the same Parquet file", *one, "at most 2"),
        Ratio("balance of a département", "Polars on the same Parquet file", *by_polars, "-"),
        Ratio("balance of a département", "filter, groupby, merge: the usual script", *by_script, "-"),
        Ratio("balance of a frame without notes", "pandas.read_csv of its archives", *unknown, "at most 0.1"),
        Ratio("all sums of all territories (A129, quarters kept)", "one DuckDB grouped sum", *grain, "at most 1.5"),
        *_all_territories(flows, file, usual, labels),
    ]


def _all_territories(flows: pd.DataFrame, file: str, usual: pd.DataFrame, labels: pd.DataFrame) -> list[Ratio]:
    """Make the balances of all territories from one pass, that pass included, and by so many filters."""
    import trade_territories as tt

    everyone = [tt.territory(code) for level in LEVELS for code in tt.territories(level)["code"]]
    customs = {ours: theirs for theirs, ours in tt.reference.douanes_departements().items()}
    places = [None if one.level == "france" else one.departements for one in everyone]

    made = tt.cube(flows, by="a129")

    def finished() -> None:
        for place in everyone:
            tt.balance(made, place, n=10)

    def from_flows() -> None:
        summed = tt.cube(flows, by="a129")
        for place in everyone:
            tt.balance(summed, place, n=10)

    def by_script() -> None:
        for codes in places:
            peers.usual_balance(usual, codes and [customs[code] for code in codes], labels)

    def by_duckdb() -> None:
        for codes in places:
            peers.duckdb_balance(file, codes)

    def by_categories() -> None:
        for codes in places:
            part = flows if codes is None else flows[flows["departement"].isin(codes)]
            part.groupby(["partner", "flow"], observed=True)["value_eur"].sum().unstack()

    def against(work: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
        return in_turn(work, peer, 3, time.process_time)

    count = f"{len(everyone)} filters"
    what = f"balances of all {len(everyone)} territories"
    script = f"{count} of the usual script"
    return [
        Ratio(f"{what}, from the sums", script, *against(finished, by_script), "at most 0.15"),
        Ratio(f"{what}, sums included", script, *against(from_flows, by_script), "-"),
        Ratio(f"{what}, sums included", f"{count} of DuckDB on the Parquet file", *against(from_flows, by_duckdb), "-"),
        Ratio(f"{what}, sums included", f"{count} of pandas on categories", *against(from_flows, by_categories), "-"),
    ]


def _as_parquet(flows: pd.DataFrame, path: Path) -> str:
    texts = {name: "str" for name in flows.columns if flows[name].dtype == "category"}
    flows.astype(texts).sort_values("departement", ignore_index=True).to_parquet(path, index=False)
    return str(path)


def _labels() -> pd.DataFrame:
    import pandas as pd

    from trade_territories import reference

    return pd.DataFrame(reference.labels("partner").items(), columns=["code", "label"])


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
    floor = in_turn(made_again, lambda: peers.floor_read(paths), 5, time.process_time)
    usual = in_turn(made_again, lambda: peers.usual_read(paths), 3, time.process_time)
    again = in_turn(lambda: tt.load_flows(2024, offline=True), lambda: peers.usual_read(paths), 3)
    one = in_turn(lambda: tt.load_flows(2024, territory="51", offline=True), lambda: peers.usual_read(paths), 3)
    imports = "import trade_territories as tt, pandas, pyarrow.parquet, pandera.pandas, requests_cache; tt.load_flows"
    alone = peak_mb(f"{imports}; tt.load_flows(2024, territory='51', offline=True)") - peak_mb(imports)
    profile = cProfile.Profile()
    profile.runcall(_stored_alone, paths[0])
    return [
        Ratio("archives to stored flows (processor time)", "unzip and pyarrow parse alone", *floor, "at most 1.6"),
        Ratio("archives to stored flows (processor time)", "pandas.read_csv, codes as texts", *usual, "-"),
        Ratio("second load of a year", "pandas.read_csv of its archives", *again, "at most 0.125"),
        Ratio("load of one département", "pandas.read_csv of its archives", *one, "at most 0.025"),
    ], [f"One département from the store: {alone:,.0f} MB above the imports (aim: under 150).", "", *_slowest(profile)]


def _stored_alone(path: Path) -> None:
    """Read, check and write one archive in this thread, as the store does in threads of its own."""
    from trade_territories import release, schema, store
    from trade_territories.release.frame import flows_frame

    for one in release.read(path):
        store.write_table(schema.validate(flows_frame([one])), io.BytesIO())


def _slowest(profile: cProfile.Profile, most: int = 8) -> list[str]:
    """List where the slowest path, archives to stored flows, spends its time: what each function takes by itself."""
    found: Any = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # not in its types
    rows = sorted(((spent, place) for place, (_, _, spent, _, _) in found.items()), reverse=True)[:most]
    lines = ["| where, exports alone, in one thread | s |", "|---|---|"]
    return lines + [f"| `{Path(file).name}` {name.strip('<>')} | {spent:.2f} |" for spent, (file, _, name) in rows]


def by_territories(paths: list[Path]) -> list[Ratio]:
    """Show how cost grows with territories: one, ten, all, against one."""
    import trade_territories as tt

    summed = tt.cube(tt.read_flows(*paths), by="a129")
    everyone = [tt.territory(code) for level in LEVELS for code in tt.territories(level)["code"]]

    def made(count: int) -> None:
        for place in everyone[:count]:
            tt.balance(summed, place, n=10)
            tt.flow_matrix(summed, place)

    made(1)
    counts = (10, len(everyone))
    spent = [in_turn(partial(made, count), partial(made, 1), 3) for count in counts]
    return [
        Ratio(f"balance and flows of {count} territories", "of one", *one, "-")
        for count, one in zip(counts, spent, strict=True)
    ]


def release_sections(rows: int, wanted: Collection[str]) -> dict[str, str]:
    """Measure what is about a made release: reading, the store, tables, territories, memory."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [made.path for made in make_data.write_years(folder, [2024], rows=rows)]
        if "reading" in wanted:
            found["Reading"] = table(reading(paths))
        if "store" in wanted:
            ratios, notes = storing(paths, folder)
            found["The store"] = table(ratios) + "\n\n" + "\n".join(notes)
        if "tables" in wanted:
            found["Tables"] = table(tables(paths, folder))
        if "territories" in wanted:
            found["Growth with territories"] = table(by_territories(paths))
        if "memory" in wanted:
            reader = peak_mb("import sys, trade_territories as tt; tt.read_flows(*sys.argv[1:])", *map(str, paths))
            sample = (
                "import sys; from trade_territories.cli import run;"
                "run(['fiche', '51', '--sample', '--output', sys.argv[1]])"
            )
            fiche = peak_mb(sample, name)
            found["Memory"] = (
                f"Reading the pair {reader:,.0f} MB (aim: under 1,500); the fiche of the sample {fiche:,.0f} MB (aim: under 600)."
            )
    return found


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows a flow (default: %(default)s)")
    parser.add_argument("--years", default="1,3,6", help="how many years, separated by commas (default: %(default)s)")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, separated by commas (default: all)")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    sections: dict[str, str] = {}
    if "processes" in wanted:
        sections["Processes"] = table(processes())
    sections |= release_sections(asked.rows, wanted)
    if "pictures" in wanted:
        sections["Pictures"] = table(pictures.measure())
    if "documents" in wanted:
        ratios, notes = documents.measure()
        sections["Documents"] = "\n\n".join([table(ratios), *notes])
    if "growth" in wanted:
        sizes = [asked.rows // 8, asked.rows // 4, asked.rows // 2]
        sections["Growth with rows"] = growth.table([growth.with_rows(sizes)])
        counts = [int(count) for count in asked.years.split(",")]
        sections["Growth with years"] = growth.table(growth.with_years(asked.rows // 8, counts))
    if "engines" in wanted:
        sections["Twenty years on each engine"] = growth.engines_table(growth.on_engines(asked.rows))
    text = _page(sections, asked.rows)
    print(text)
    if set(wanted) >= set(SECTIONS):
        (ROOT / "docs" / "performance.md").write_text(text + "\n", encoding="utf-8")


def _page(sections: dict[str, str], rows: int) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    about = (Path(__file__).parent / "about.md").read_text(encoding="utf-8")
    parts = [f"## {title}\n\n{text}" for title, text in sections.items()]
    how = (
        "Written by `nox -s bench`. Each row is measured in one run, the two sides in turn, medians; the ratio is what to look "
        f"at. Made data of the Customs' layout, {rows:,} rows a flow and year; growth with years has an eighth of them."
    )
    machine = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {versions}."
    return "\n\n".join(["# Performance", how, *parts, about.strip(), machine])


if __name__ == "__main__":
    main()
