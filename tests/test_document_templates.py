"""Compiled templates are kept between processes, and nothing depends on their being there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import jinja2
import pytest

from trade_territories.document import _templates

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.bccache import BytecodeCache


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, in a process that may keep compiled code."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def written(cache: BytecodeCache | None, text: str = "{{ place }} !") -> str:
    """Fill a template in, in an environment of its own."""
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({"page.html": text}), autoescape=True, bytecode_cache=cache
    )
    return environment.get_template("page.html").render(place="Marne")


def kept(folder: Path) -> list[Path]:
    """Return the files of the cache."""
    return sorted(folder.rglob("trade-territories-*.cache"))


def test_a_template_is_compiled_once(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(_templates.kept_templates()) == "Marne !"
    assert len(kept(temporary)) == 1

    def refuse(*_: object) -> object:
        raise AssertionError("compiled again")

    monkeypatch.setattr(jinja2.Environment, "compile", refuse)
    assert written(_templates.kept_templates()) == "Marne !"
    with pytest.raises(AssertionError, match="compiled again"):
        written(_templates.kept_templates(), "{{ place }} ?")


@pytest.mark.parametrize("content", [b"", b"j2", b"not ours", bytes(range(64))])
def test_a_damaged_file_is_replaced(temporary: Path, content: bytes) -> None:
    written(_templates.kept_templates())
    (file,) = kept(temporary)
    whole = file.read_bytes()
    for damaged in (content, whole[: len(whole) // 2], whole[:20] + content):
        file.write_bytes(damaged)
        assert written(_templates.kept_templates()) == "Marne !"
        assert file.read_bytes() == whole


def test_a_folder_that_is_gone_costs_nothing_but_time(temporary: Path) -> None:
    cache = _templates.kept_templates()
    assert isinstance(cache, jinja2.FileSystemBytecodeCache)
    cache.directory = str(temporary / "gone")
    assert written(cache) == "Marne !"


def test_nothing_is_kept_without_a_folder_or_where_python_keeps_nothing(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> str:
        raise RuntimeError("no safe folder")

    monkeypatch.setattr(jinja2.FileSystemBytecodeCache, "_get_default_cache_dir", refuse)
    assert _templates.kept_templates() is None
    monkeypatch.undo()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert _templates.kept_templates() is None
    assert not kept(temporary)
