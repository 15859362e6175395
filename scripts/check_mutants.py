"""Mutate the code that makes figures and see which changes no test notices; write the result to docs/mutation.md.

cosmic-ray makes the mutants. Each is tried against the test files that are about its module, in a copy of the project, so
that the checkout stays as it is. ``--sample 40`` tries as many of each module, drawn with a fixed seed; without it, all.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = Path("src/trade_territories")
#: Modules -> tests that should notice a change of them.
TARGETS = {
    "query": ("test_query*.py", "test_tables.py", "test_parts.py"),
    "tables": ("test_tables.py", "test_shell_figures.py"),
    "measures/_formulas.py": ("test_measures_formulas.py",),
    "measures": ("test_measures*.py", "test_tables.py"),
    "notices.py": ("test_notices.py",),
    "cautions.py": ("test_cautions.py",),
}
#: A mutant that makes a loop endless is killed by the clock.
LONGEST_SECONDS = 300.0
LEAST_KILLED_PCT = 90
BITS_OF_NUMBERS = re.compile(r"_(Add|Sub|Mul|Div|Pow|FloorDiv|Mod)_(Bit\w+|LShift|RShift)$")


@dataclass(frozen=True)
class Mutant:
    """One change: the operator of cosmic-ray, and which of the places it can be made at."""

    module: Path
    operator: str
    occurrence: int

    @property
    def name(self) -> str:
        """Name it for the report."""
        return f"{self.module.name}: {self.operator.removeprefix('core/')} #{self.occurrence}"


def modules(target: str) -> list[Path]:
    """List the modules of a target, relative to the project."""
    place = ROOT / PACKAGE / target
    found = sorted(place.glob("*.py")) if place.is_dir() else [place] if place.exists() else []
    alone = {ROOT / PACKAGE / name for name in TARGETS if name != target}
    return [path.relative_to(ROOT) for path in found if path.name != "__init__.py" and path not in alone]


def mutants(module: Path) -> list[Mutant]:
    """List all mutants of a module."""
    from cosmic_ray.ast import get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    tree = get_ast_from_path(ROOT / module)
    found = []
    for name in sorted(operator_names()):
        made = get_operator(name)
        # Operators with arguments of their own are about variables that one names; bits of floats are errors at once.
        if made.arguments() or BITS_OF_NUMBERS.search(name):
            continue
        operator = made()
        places = sum(1 for node in _nodes(tree) for _ in operator.mutation_positions(node))
        found += [Mutant(module, name, occurrence) for occurrence in range(places)]
    return found


def _nodes(tree: object) -> list[object]:
    waiting, found = [tree], []
    while waiting:
        node = waiting.pop(0)
        found.append(node)
        waiting[:0] = list(getattr(node, "children", []))
    return found


class _WhatRuns(ast.NodeTransformer):
    """Drops what does not run: annotations, docstrings, blocks for type checkers."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.annotation = ast.Constant(None)
        self.generic_visit(node)
        return node

    def visit_If(self, node: ast.If) -> ast.If | None:
        self.generic_visit(node)
        return None if "TYPE_CHECKING" in ast.unparse(node.test) else node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) else node


def runs_otherwise(original: str, changed: str) -> bool:
    """Tell whether a change is one of code that runs, and is code at all."""
    try:
        before, after = (ast.dump(_WhatRuns().visit(ast.parse(text))) for text in (original, changed))
    except SyntaxError:
        return False
    return before != after


def survives(mutant: Mutant, copy: Path, tests: tuple[str, ...]) -> bool | None:
    """Apply a mutant in the copy of the project, run its tests, and undo it; None where it is no other program."""
    from cosmic_ray.mutating import apply_mutation
    from cosmic_ray.plugins import get_operator

    target = copy / mutant.module
    original = target.read_text(encoding="utf-8")
    apply_mutation(target, get_operator(mutant.operator)(), mutant.occurrence)
    try:
        return passes(copy, tests) if runs_otherwise(original, target.read_text(encoding="utf-8")) else None
    finally:
        target.write_text(original, encoding="utf-8")


def passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """Run the test files in the copy until the first failure."""
    files = [str(path.relative_to(copy)) for pattern in tests for path in sorted((copy / "tests").glob(pattern))]
    settings = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    try:
        done = subprocess.run(
            command, cwd=copy, env=settings, capture_output=True, check=False, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def report(tried: Counter[str], killed: Counter[str], survivors: list[str], seconds: float, sample: int | None) -> str:
    """Write the result as a page."""
    lines = ["---", "orphan: true", "---", "", "# Mutants", ""]
    how = "all mutants" if sample is None else f"a sample of at most {sample} mutants of each module, seed 0"
    lines += [f"`nox -s mutation`, cosmic-ray: {how}, in {seconds / 60:.0f} minutes.", ""]
    lines += ["| module | mutants | killed | % |", "|---|---|---|---|"]
    for name in tried:
        lines.append(f"| {name} | {tried[name]} | {killed[name]} | {100 * killed[name] / tried[name]:.0f} |")
    whole = sum(tried.values())
    lines += [f"| all | {whole} | {sum(killed.values())} | {100 * sum(killed.values()) / max(whole, 1):.0f} |", ""]
    lines += ["Survivors, each of which is looked at:", ""] + [f"- {name}" for name in survivors]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Try the mutants; fail where too few are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="how many of each module")
    parser.add_argument("targets", nargs="*", help=f"among {', '.join(TARGETS)}; all if not given")
    asked = parser.parse_args()
    started, tried, killed, survivors = time.monotonic(), Counter[str](), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        left_out = shutil.ignore_patterns(".git", ".nox", ".venv", "dist", "_build", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=left_out)
        for target in asked.targets or TARGETS:
            tests = TARGETS[target]
            found = [one for module in modules(target) for one in mutants(module)]
            if not found:
                continue
            if not passes(copy, tests):
                print(f"the tests of {target} fail before anything is changed", file=sys.stderr)
                return 1
            if asked.sample is not None:
                found = random.Random(0).sample(found, min(asked.sample, len(found)))  # noqa: S311 - a sample of code
            for mutant in found:
                survived = survives(mutant, copy, tests)
                if survived is None:
                    continue
                tried[target] += 1
                if survived:
                    survivors.append(mutant.name)
                    print(f"survived: {mutant.name}", flush=True)
                else:
                    killed[target] += 1
    text = report(tried, killed, survivors, time.monotonic() - started, asked.sample)
    (ROOT / "docs" / "mutation.md").write_text(text, encoding="utf-8")
    print(text)
    return 0 if sum(killed.values()) >= LEAST_KILLED_PCT / 100 * sum(tried.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
