"""The notebooks teach: a question, the line that switches to real data, how to read the result, its limits; no outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[str]:
    return ["".join(one["source"]) for one in raw(path) if one["cell_type"] == kind]


def raw(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def test_there_are_ten() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(10)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_shows_and_tells_its_limits(path: Path) -> None:
    first, *texts = cells(path, "markdown")
    assert first.startswith("# ")
    assert "?" in first, "the question comes first"
    assert "données fictives" in first
    assert any(text.startswith("**Limites.**") or "\n**Limites.**" in text for text in texts)
    code = cells(path, "code")
    assert "tt.sample_flows()" in code[0]
    assert "flows = tt.load_flows(2024)" in code[0], "one line switches to real data"
    for text in code:
        ast.parse(text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_how_to_read_what_it_shows(path: Path) -> None:
    assert any("**Lire.**" in text for text in cells(path, "markdown"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_carries_no_outputs(path: Path) -> None:
    assert not any(one.get("outputs") or one.get("execution_count") for one in raw(path))
    ids = [one["id"] for one in raw(path)]
    assert len(set(ids)) == len(ids)
