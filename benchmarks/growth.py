"""How cost grows with years, rows and territories; and that memory does not."""

from __future__ import annotations

import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.customs_server import Customs

from benchmarks import make_data
from benchmarks.measure import told_by

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
