"""Write docs/coverage.md from what coverage measured, and fail where a layer that makes figures is below its least."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
PACKAGE = "src/trade_territories/"
#: Layers where figures are made; each must reach the least by itself.
FIGURES = ("release", "query", "tables", "measures", "cautions")
LEAST = 95


def counts(report: Path) -> dict[str, list[int]]:
    """Return statements and branches of each layer, as how many there are and how many of them ran."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for name, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        layer = Path(name).as_posix().partition(PACKAGE)[2].partition("/")[0].removesuffix(".py")
        if layer in FIGURES:
            summary = file["summary"]
            names = ("num_statements", "covered_lines", "num_branches", "covered_branches")
            for place, count in enumerate(names):
                found[layer][place] += summary[count]
    return found


def share(statements: int, run: int, branches: int, taken: int) -> float:
    """Return the share of statements and branches that ran, in percent."""
    return (run + taken) / (statements + branches) * 100


def page(found: dict[str, list[int]]) -> str:
    """Return the page of the documentation."""
    lines = [
        "# Coverage of the tests\n",
        (
            "Which statements and branches of the layers that make figures the default suite runs, without the tests of charts, "
            f"documents and site. `nox -s coverage` measures, writes this page and fails where a layer is below {LEAST} %.\n"
        ),
        "| layer | statements | branches | run |",
        "|---|---:|---:|---:|",
    ]
    rows = [(f"`{layer}`", found[layer]) for layer in FIGURES]
    rows.append(("all", [sum(row[1][place] for row in rows) for place in range(4)]))
    for name, (statements, run, branches, taken) in rows:
        lines.append(f"| {name} | {statements:,} | {branches:,} | {share(statements, run, branches, taken):.1f} % |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page; return 1 where a layer is below the least."""
    found = counts(Path(sys.argv[1]))
    missing = [layer for layer in FIGURES if layer not in found]
    if missing:
        print(f"no measurement of {', '.join(missing)}", file=sys.stderr)
        return 1
    PAGE.write_text(page(found), encoding="utf-8")
    low = [f"{layer} {share(*found[layer]):.1f} %" for layer in FIGURES if share(*found[layer]) < LEAST]
    print(PAGE.read_text(encoding="utf-8"))
    if low:
        print(f"below {LEAST} %: {', '.join(low)}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
