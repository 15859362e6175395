"""Mutate the code that makes figures and see which changes no test notices; write the result to docs/mutation.md.

cosmic-ray makes the mutants. Each is tried against the test files that are about its module, in a copy of the project, so
that the checkout stays as it is. ``--sample 60`` tries as many of each target, drawn with a fixed seed; without it, all.
``--again`` tries only the survivors that the last run left in .mutants.json, and counts the others as they were.
Each mutant runs in a fork of a process that has imported what tests need but the package.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = Path("src/trade_territories")
#: Modules -> tests that should notice a change of them, the quickest first; doctests of the module itself come before.
TARGETS = {
    "query": ("test_query_details.py", "test_query.py", "test_parts.py", "test_tables.py", "test_cautions.py"),
    "tables": ("test_query_details.py", "test_tables.py", "test_sentences.py"),
    "measures/_formulas.py": ("test_measures_formulas.py",),
    "measures": ("test_measures_details.py", "test_measures*.py", "test_reconcile.py", "test_sentences.py"),
    "cautions.py": ("test_cautions.py", "test_reconcile.py"),
    "release/lines.py": ("test_release_lines.py", "test_release_text.py"),
    "release/columns.py": ("test_rowkeys.py", "test_release_text.py"),
    "rowkeys.py": ("test_rowkeys.py", "test_schema.py"),
}
#: What tests import and what a change of the package does not touch: imported once, before a process forks.
SHARED_IMPORTS = ("pandas", "numpy", "pyarrow", "narwhals", "babel.numbers", "babel.dates", "plotly",
    "matplotlib.pyplot", "duckdb", "polars", "jinja2")  # fmt: skip
#: Tests that take seconds and find no more than quicker ones do.
LEFT_OUT = (
    "tests/test_query.py::test_a_fiche_resolves_three_questions_and_adds_up_at_most_twenty_times",
    "tests/test_query.py::test_charts_are_returned_or_written",
    "tests/test_tables.py::test_a_cube_gives_the_same_tables",
    "tests/test_tables.py::test_the_order_of_rows_does_not_matter_and_nothing_is_changed",
    "tests/test_measures.py::test_indicators_of_france_stand_at_one_and_within_their_range",
)
#: A mutant that makes a loop endless is killed by the clock.
LONGEST_SECONDS = 150.0
LEAST_KILLED_PCT = 90
#: Changes that no test can notice, each with the reason: module, line as it was, reason.
LOOKED_AT = ROOT / "scripts" / "mutants_looked_at.csv"
BITS_OF_NUMBERS = re.compile(r"_(Add|Sub|Mul|Div|Pow|FloorDiv|Mod)_(Bit\w+|LShift|RShift)$")


@dataclass(frozen=True)
class Mutant:
    """One change: the operator of cosmic-ray, and which of the places it can be made at."""

    module: Path
    operator: str
    occurrence: int


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the line as it was and as it became, and whether no test noticed."""

    target: str
    module: str
    operator: str
    occurrence: int
    before: str
    after: str
    survived: bool


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


def outcome(target: str, mutant: Mutant, copy: Path) -> Outcome | None:
    """Apply a mutant in the copy of the project, run its tests, and undo it; None where it is no other program."""
    from cosmic_ray.mutating import apply_mutation
    from cosmic_ray.plugins import get_operator

    place = copy / mutant.module
    original = place.read_text(encoding="utf-8")
    apply_mutation(place, get_operator(mutant.operator)(), mutant.occurrence)
    changed = place.read_text(encoding="utf-8")
    try:
        if not runs_otherwise(original, changed):
            return None
        lines = zip(original.splitlines(), changed.splitlines(), strict=False)
        before, after = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
        survived = passes(copy, TARGETS[target], mutant.module)
        name = mutant.module.relative_to(PACKAGE).as_posix()
        return Outcome(target, name, mutant.operator, mutant.occurrence, before.strip(), after.strip(), survived)
    finally:
        place.write_text(original, encoding="utf-8")


def passes(copy: Path, tests: tuple[str, ...], module: Path | None = None) -> bool:
    """Run the doctests of a module and the test files in the copy, in a fork of this process, until the first failure."""
    files = [str(module)] if module else []
    files += [str(path.relative_to(copy)) for pattern in tests for path in sorted((copy / "tests").glob(pattern))]
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=few"]
    options += [f"--deselect={name}" for name in LEFT_OUT]
    child = os.fork()
    if child == 0:
        _run_tests(copy, [*options, *files])
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run_tests(copy: Path, arguments: list[str]) -> None:
    """Run pytest in this process, a child that ends with it."""
    status = 1
    try:
        os.setsid()
        os.chdir(copy)
        output = os.open(copy.parent / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.path[:0] = [str(copy / "src"), str(copy)]
        import pytest

        status = int(pytest.main(arguments))
    finally:
        os._exit(status)


def prepare() -> None:
    """Import what the tests need and no mutant touches, and see that the package is not among it."""
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for name in SHARED_IMPORTS:
        with suppress(ImportError):
            importlib.import_module(name)
    if any(name.startswith("trade_territories") for name in sys.modules):
        raise RuntimeError("the package was imported before a process forked, so no mutant would be tried")


def looked_at() -> dict[tuple[str, str, str], str]:
    """Return the reasons for which survivors change nothing that a reader could see."""
    if not LOOKED_AT.exists():
        return {}
    with LOOKED_AT.open(encoding="utf-8", newline="") as lines:
        return {(row["module"], row["before"], row["after"]): row["reason"] for row in csv.DictReader(lines)}


def report(outcomes: list[Outcome], how: str, seconds: float) -> str:
    """Write the result as a page."""
    lines = ["---", "orphan: true", "---", "", "# Mutants", ""]
    lines += [f"`nox -s mutation`, cosmic-ray: {how}, in {seconds / 60:.0f} minutes.", ""]
    lines += ["| target | mutants | killed | % |", "|---|---|---|---|"]
    for name in [*dict.fromkeys(one.target for one in outcomes), "all"]:
        tried = [one for one in outcomes if name in (one.target, "all")]
        killed = sum(not one.survived for one in tried)
        lines.append(f"| {name} | {len(tried)} | {killed} | {100 * killed / max(len(tried), 1):.0f} |")
    lines += ["", "## Survivors, each of which was looked at", ""]
    reasons = looked_at()
    for one in outcomes:
        if one.survived:
            reason = reasons.get((one.module, one.before, one.after), "not looked at yet")
            lines += [f"- `{one.module}`: `{one.before}` became `{one.after}`. {reason}"]
    return "\n".join(lines) + "\n"


def sampled(target: str, count: int | None) -> list[Mutant]:
    """Return the mutants of a target, all or a sample drawn with a fixed seed."""
    found = [one for module in modules(target) for one in mutants(module)]
    return found if count is None else random.Random(0).sample(found, min(count, len(found)))  # noqa: S311 - not a secret


def main() -> int:
    """Try the mutants; fail where too few are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="how many of each target")
    parser.add_argument("--again", action="store_true", help="only the survivors of the last run")
    parser.add_argument("--resume", action="store_true", help="only what a run that was stopped had not tried yet")
    parser.add_argument("targets", nargs="*", help=f"among {', '.join(TARGETS)}; all if not given")
    asked = parser.parse_args()
    record = ROOT / ".mutants.json"
    last = (
        [Outcome(**one) for one in json.loads(record.read_text(encoding="utf-8"))["outcomes"]]
        if asked.again or asked.resume
        else []
    )
    how = json.loads(record.read_text(encoding="utf-8"))["how"] if last else ""
    how = how or (
        "all mutants" if asked.sample is None else f"a sample of at most {asked.sample} mutants of each target, seed 0"
    )
    started, outcomes = time.monotonic(), [one for one in last if asked.resume or not one.survived]
    tried = {(PACKAGE / one.module, one.operator, one.occurrence) for one in outcomes}
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        left_out = shutil.ignore_patterns(".git", ".nox", ".venv", "dist", "_build", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=left_out)
        for target in asked.targets or TARGETS:
            again = [one for one in last if one.target == target and one.survived]
            found = [Mutant(PACKAGE / one.module, one.operator, one.occurrence) for one in again]
            found = found if asked.again else sampled(target, asked.sample)
            found = [one for one in found if (one.module, one.operator, one.occurrence) not in tried]
            if found and not passes(copy, TARGETS[target]):
                print((copy.parent / "output.txt").read_text(encoding="utf-8"), file=sys.stderr)
                print(f"the tests of {target} fail before anything is changed", file=sys.stderr)
                return 1
            for mutant in found:
                result = outcome(target, mutant, copy)
                if result:
                    outcomes.append(result)
                    word = "survived" if result.survived else "killed"
                    print(f"{word} {result.module}: {result.before} -> {result.after}", flush=True)
                    content = {"how": how, "outcomes": [asdict(one) for one in outcomes]}
                    record.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = report(outcomes, how, time.monotonic() - started)
    (ROOT / "docs" / "mutation.md").write_text(text, encoding="utf-8")
    print(text)
    killed = sum(not one.survived for one in outcomes)
    return 0 if killed >= LEAST_KILLED_PCT / 100 * len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
