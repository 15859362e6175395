"""What is said of the package as a whole holds: an indicator in four files, few ways to remember, types instead of Any."""

from __future__ import annotations

import ast
import re
import sys
import types
from pathlib import Path

import click
import pandas as pd
import pytest

import trade_territories as tt
from trade_territories import cli
from trade_territories._show import show
from trade_territories.cli import _tables
from trade_territories.measures._base import with_labels
from trade_territories.query import Query
from trade_territories.tables import with_notes
from trade_territories.text import language

SOURCES = sorted(Path(tt.__file__).parent.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
#: What a remembered function never takes: tables, questions, documents and whatever else is told apart by identity.
BY_IDENTITY = {
    "DataFrame",
    "Series",
    "FlowsFrame",
    "FlowsLike",
    "Query",
    "FicheContent",
    "Fiche",
    "Scene",
    "object",
    "Any",
}


def toy_module() -> types.ModuleType:
    """Return the file of an indicator that only this test knows: what a territory exports for each euro of imports."""
    module = types.ModuleType("trade_territories.measures._toy")

    def exports_per_import(flows: object, territory: str, *, year: int | None = None, lang: str = "fr") -> pd.DataFrame:
        query = Query.of(flows, territory, year=year, lang=lang)  # type: ignore[arg-type]
        query.require_both_flows()
        values = {flow: query.values("zone", flow) for flow in ("export", "import")}
        table = pd.DataFrame({"toy_ratio": values["export"] / values["import"]})
        return with_notes(with_labels(table.rename_axis("code").reset_index(), "zone", query), query)

    module.exports_per_import = exports_per_import  # type: ignore[attr-defined]
    return module


@pytest.mark.whole
def test_an_indicator_is_its_function_a_line_and_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four files: the function's, the list of public tables, and the heading of its column in two languages."""
    module = toy_module()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(tt.PUBLIC_TABLES, "measures._toy", ("exports_per_import",))
    monkeypatch.setitem(tt._HOME, "exports_per_import", "measures._toy")
    # The shell reads the list when it starts.
    monkeypatch.setitem(_tables.TABLES, "exports-per-import", "exports_per_import")
    monkeypatch.setattr(_tables.table.params[0], "type", click.Choice(tuple(_tables.TABLES)))
    for lang, words in (("fr", "Exportations pour un euro"), ("en", "Exports for one euro")):
        monkeypatch.setitem(language(lang).sentences, "columns.toy_ratio", words)
    flows = tt.sample_flows()
    table = getattr(tt, "exports_per_import")(flows, "51")  # noqa: B009 - type checkers know no such name
    totals = tt.balance(flows, "51", by="zone").set_index("code")
    expected = totals["export_eur"] / totals["import_eur"]
    assert table["toy_ratio"].tolist() == pytest.approx(expected[table["code"]].tolist())
    assert table.attrs["scope"] == "Marne, 2024"
    assert "Exportations pour un euro" in show(table)._repr_html_()
    assert cli.run(["table", "exports-per-import", "51", "--sample"]) == 0
    assert capsys.readouterr().out.startswith("code,label,toy_ratio,example\n")


def remembered() -> dict[str, ast.FunctionDef]:
    """Return the functions that are remembered by the values of their arguments, with where they are."""
    found = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(one).split("(")[0].split(".")[-1] in ("cache", "lru_cache") for one in node.decorator_list
            ):
                found[f"{path}:{node.name}"] = node
    return found


@pytest.mark.whole
def test_functions_are_remembered_by_plain_values_alone() -> None:
    """The first of three ways to remember: constants of the package, by name, language or size, never by identity."""
    for where, function in remembered().items():
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        words = {
            word for one in arguments if one.annotation for word in re.findall(r"\w+", ast.unparse(one.annotation))
        }
        assert not words & BY_IDENTITY, where
    assert len(remembered()) <= 45


@pytest.mark.whole
def test_objects_remember_what_is_theirs() -> None:
    """The second way: a value, or sums by their keys, kept on the question or table that they are of, and gone with it.

    The third is the cache of pages and archives on disk. There is no other: no weak reference, no memory of a module.
    """
    for path, tree in TREES.items():
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert "weakref" not in imported, path
        names = {ast.unparse(node.target) for node in tree.body if isinstance(node, ast.AnnAssign)}
        names |= {ast.unparse(one) for node in tree.body if isinstance(node, ast.Assign) for one in node.targets}
        filled = {
            ast.unparse(one.value)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for one in ast.walk(function)
            if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)
        }
        assert not names & filled, path


def test_few_types_are_left_open() -> None:
    """Records are typed; what is left is what other libraries do not type, and what JSON holds."""
    found = [
        word
        for path in SOURCES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "import" not in line
        for word in re.findall(r"\bAny\b", line)
    ]
    assert len(found) < 150


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert not {path: length for path, length in lengths.items() if length > 400}
