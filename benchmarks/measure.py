"""How things are timed: several runs, the median, two commands in turn, memory of a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Ratio:
    """One line of the report: what was set against what, the ratio, and the bound it should keep."""

    what: str
    against: str
    seconds: float
    other_seconds: float
    bound: str

    @property
    def ratio(self) -> float:
        """Return the first time over the second."""
        return self.seconds / self.other_seconds


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds of one call."""
    start = clock()
    work()
    return clock() - start


def children_time() -> float:
    """Return the processor time of all processes that were started and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def in_turn(
    first: Callable[[], object],
    second: Callable[[], object],
    runs: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Return the medians of two pieces of work, run in turn so that a drifting machine hits both.

    ``clock=time.process_time`` counts processor time of all threads: it says more than wall time on a shared machine.
    """
    pairs = [(timed(first, clock), timed(second, clock)) for _ in range(runs)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def python(code: str, *arguments: str) -> None:
    """Run code in a process of its own."""
    run("-c", code, *arguments)


def run(*arguments: str) -> None:
    """Run Python with these arguments; as for users, it keeps what it compiled for the next run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=kept)


def peak_mb(code: str, *arguments: str) -> float:
    """Return the largest resident size of a process that runs this code, in megabytes."""
    return _run(code, *arguments)[1]


def told_by(code: str, *arguments: str) -> tuple[float, float]:
    """Return the number that a process prints last, its seconds as a rule, and its largest resident size in megabytes."""
    lines, peak = _run(code, *arguments)
    return float(lines[-1]), peak


def values_of(code: str, *arguments: str) -> tuple[list[str], float]:
    """Return the words of the last line that a process prints, and its largest resident size in megabytes."""
    return _run(code, *arguments)


def _run(code: str, *arguments: str) -> tuple[list[str], float]:
    # VmHWM begins anew with the program; what getrusage tells is inherited from the process that started it.
    told = f"{code}\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", told, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    # Before it, DuckDB draws the progress of long queries on the same output.
    *lines, peak = done.stdout.splitlines()
    return lines[-1].split() if lines else [], float(peak) / 1024


def table(ratios: Sequence[Ratio]) -> str:
    """Write the report as a Markdown table."""
    lines = ["| what | against | s | s | ratio | aim |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.what} | {one.against} | {one.seconds:.3f} | {one.other_seconds:.3f} | **{one.ratio:.2f}** | {one.bound} |"
        for one in ratios
    ]
    return "\n".join(lines)
