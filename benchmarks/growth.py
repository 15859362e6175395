"""How cost grows with years, rows and territories, that memory does not, and what twenty years take on each engine."""

from __future__ import annotations

import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.customs_server import Customs

from benchmarks import make_data
from benchmarks.measure import python, told_by, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST = 2024

#: One year after the other: downloaded, checked, stored, loaded, summed once, and the balances of all territories.
IN_TURN = """
for year in years:
    summed = tt.cube(tt.load_flows(year), by="a129")
    for place in everyone:
        tt.balance(summed, place, n=10)
"""
#: The years of one département, read alone.
ONE_PLACE = "tt.evolution(tt.load_flows(years, territory='51', offline=True), '51')"
#: All years and all of France, on an engine, from the store.
SCANNED = "tt.evolution(tt.scan_flows(years, engine='duckdb', offline=True), 'FR')"
WORK = (
    ("years in turn: archives, store, cube, 120 balances", IN_TURN),
    ("evolution of one département from the store", ONE_PLACE),
    ("evolution of France on DuckDB", SCANNED),
)


#: What is asked of twenty years, on every engine, in one process: France by year, one département by year, one balance.
QUESTIONS = (
    ("open the years, evolution of France", "found = tt.evolution(flows, 'FR')"),
    ("evolution of one département", "tt.evolution(flows, '51')"),
    ("balance of one département in the last year", "tt.balance(flows, '51', year=years[-1])"),
    ("profile of a partner in the last year, with its years", "tt.partner_profile(flows, 'US', year=years[-1])"),
)
ENGINES = ("duckdb", "polars", "dask", "pyspark")
#: Spark works in a process of its own, Java's: its largest size counts as well.
_JAVA = """
def java_mb():
    found = 0
    for path in pathlib.Path('/proc').glob('[0-9]*/status'):
        try:
            lines = dict(line.split(':', 1) for line in path.read_text().splitlines() if ':' in line)
            if lines['Name'].strip() == 'java' and own in (path.parent / 'environ').read_bytes().decode(errors='replace'):
                found = max(found, int(lines['VmHWM'].split()[0]) // 1024)
        except (OSError, KeyError):
            pass
    return found
"""


@dataclass(frozen=True)
class Growth:
    """One kind of work at several sizes."""

    what: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    peaks_mb: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Give the slope of the least-squares line through the logarithms: 1 is linear."""
        xs, ys = [math.log(one) for one in self.sizes], [math.log(one) for one in self.seconds]
        middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
        above = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
        return above / sum((x - middle_x) ** 2 for x in xs)


def with_years(rows: int, counts: Sequence[int]) -> list[Growth]:
    """Measure each kind of work for the last so many years, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        years = range(LAST - max(counts) + 1, LAST + 1)
        with Customs() as server:
            os.environ["TRADE_TERRITORIES_INDEX_URL"] = server.index
            for year in years:
                for made in make_data.write_years(folder / "made", [year], rows=rows, level=1):
                    server.publish(made.path.name, made.path.read_bytes())
                    made.path.unlink()
            found: dict[str, list[tuple[float, float]]] = {what: [] for what, _ in WORK}
            for count in counts:
                os.environ["TRADE_TERRITORIES_CACHE"] = str(folder / f"cache-{count}")
                for what, work in WORK:
                    found[what].append(_measured(work, count))
    return [
        Growth(what, tuple(counts), *map(tuple, zip(*measured, strict=True)))  # type: ignore[arg-type]  # pairs of numbers
        for what, measured in found.items()
    ]


@dataclass(frozen=True)
class OnEngine:
    """What the questions take on one engine, over so many rows, and the memory of its processes."""

    engine: str
    rows: int
    seconds: tuple[float, ...]
    peak_mb: float


def on_engines(rows: int, years: int = 20, engines: Sequence[str] = ENGINES) -> list[OnEngine]:
    """Ask the same of many years on each engine, from the store, each in a process of its own; the sums must be those made."""
    with tempfile.TemporaryDirectory() as name, Customs() as server:
        folder, total, count = Path(name), 0, 0
        os.environ["TRADE_TERRITORIES_INDEX_URL"] = server.index
        os.environ["TRADE_TERRITORIES_CACHE"] = str(folder / "cache")
        for year in range(LAST - years + 1, LAST + 1):
            for made in make_data.write_years(folder / "made", [year], rows=rows, level=1):
                server.publish(made.path.name, made.path.read_bytes())
                made.path.unlink()
                total, count = total + made.total_eur, count + made.rows
        span = f"range({LAST - years + 1}, {LAST + 1})"
        # Fills the store, one year after the other.
        python(f"import trade_territories as tt\nfor year in {span}:\n tt.load_flows(year, territory='51')")
        return [_asked(engine, years, count, total) for engine in engines]


def _asked(engine: str, years: int, rows: int, total: int) -> OnEngine:
    code = (
        "import os, pathlib, time, trade_territories as tt\n"
        f"own = os.environ['TRADE_TERRITORIES_CACHE']\n{_JAVA}"
        f"years = list(range({LAST - years + 1}, {LAST + 1}))\n"
        "spent, start = [], time.perf_counter()\n"
        f"flows = tt.scan_flows(years, engine={engine!r}, offline=True)\n"
    )
    for _, question in QUESTIONS:
        code += f"{question}\nspent.append(time.perf_counter() - start)\nstart = time.perf_counter()\n"
    code += "print(int(found.export_eur.sum() + found.import_eur.sum()), *spent, java_mb())"
    (told, *seconds, java), peak = values_of(code)
    if int(told) != total:
        raise AssertionError(f"{engine} adds {years} years up to {told}, and {total} were made")
    return OnEngine(engine, rows, tuple(map(float, seconds)), peak + float(java))


def engines_table(measured: Sequence[OnEngine]) -> str:
    """Write the measurements as a Markdown table: a row for each question, a column for each engine."""
    lines = [
        f"20 years, {measured[0].rows:,} rows, from the store; seconds, and the largest memory of all processes:\n"
    ]
    lines.append("| what | " + " | ".join(one.engine for one in measured) + " |")
    lines.append("|---|" + "---|" * len(measured))
    lines += [
        f"| {what} | " + " | ".join(f"{one.seconds[at]:.1f}" for one in measured) + " |"
        for at, (what, _) in enumerate(QUESTIONS)
    ]
    lines.append("| memory, MB | " + " | ".join(f"{one.peak_mb:,.0f}" for one in measured) + " |")
    return "\n".join(lines)


def with_rows(sizes: Sequence[int]) -> Growth:
    """Measure reading a pair of archives, by rows a flow."""
    measured = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            paths = [str(made.path) for made in make_data.write_years(Path(name), [LAST], rows=rows, level=1)]
            measured.append(told_by(_SETUP + f"tt.read_flows(*{paths})" + _END))
    return Growth("read_flows of a pair of archives", tuple(sizes), *map(tuple, zip(*measured, strict=True)))  # type: ignore[arg-type]  # pairs of numbers


_SETUP = "import time, trade_territories as tt\ntt.balance(tt.sample_flows(), '51')\nstart = time.perf_counter()\n"
_END = "\nprint(time.perf_counter() - start)"


def _measured(work: str, count: int) -> tuple[float, float]:
    setup = (
        f"years = list(range({LAST - count + 1}, {LAST + 1}))\n"
        "import duckdb, pyarrow.parquet, requests_cache, pandera.pandas, trade_territories as tt\n"
        "levels = ('departement', 'region', 'france')\n"
        "everyone = [tt.territory(code) for level in levels for code in tt.territories(level)['code']]\n"
    )
    return told_by(setup + _SETUP + work + _END)


def table(growths: Sequence[Growth]) -> str:
    """Write the measurements as Markdown tables: one for years, one for rows."""
    lines = []
    for one in growths:
        lines.append(f"{one.what} (exponent **{one.exponent:.2f}**):\n")
        lines.append("| size | s | peak MB |\n|---|---|---|")
        lines += [
            f"| {size:,} | {seconds:.2f} | {peak:,.0f} |"
            for size, seconds, peak in zip(one.sizes, one.seconds, one.peaks_mb, strict=True)
        ]
        lines.append("")
    return "\n".join(lines)
