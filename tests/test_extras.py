"""Extras: what is not installed is named with the command that installs it, and that command is right."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from trade_territories import engines
from trade_territories.cli import run
from trade_territories.errors import MissingExtraError, install_command
from trade_territories.flows._scan import _filesystem

if TYPE_CHECKING:
    from trade_territories.flows._scan import Engine

ROOT = Path(__file__).parents[1]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
ENGINES: tuple[Engine, ...] = ("duckdb", "polars", "dask", "pyspark")


@pytest.fixture(params=ENGINES)
def absent(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that is not installed: ``None`` in ``sys.modules`` makes its import fail."""
    engine: Engine = request.param
    for name in [engine, *(name for name in sys.modules if name.startswith(f"{engine}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    return engine


def test_an_absent_engine_is_named_with_its_command(absent: Engine) -> None:
    command = re.escape(install_command(absent))
    with pytest.raises(MissingExtraError, match=command) as caught:
        engines.on_engine(tt.sample_flows(), absent)
    assert (caught.value.package, caught.value.extra) == (absent, absent)
    with pytest.raises(MissingExtraError, match=command):
        tt.scan_flows(2024, engine=absent, address="anywhere", offline=True)
    assert absent in EXTRAS


def test_the_shell_says_it_in_one_line(absent: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["table", "totals", "51", "--sample", "--engine", absent]) == 1
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert install_command(absent) in line


def test_an_address_needs_fsspec_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fsspec", "fsspec.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=re.escape(install_command("engines"))):
        _filesystem("s3://bucket/tables")


def test_all_engines_are_in_engines() -> None:
    (whole,) = EXTRAS["engines"]
    named = re.fullmatch(r"trade-territories\[(.*)\]", whole)
    assert named is not None
    assert set(named[1].split(",")) == set(ENGINES)


@pytest.mark.engines
def test_spark_without_java_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert run(["table", "totals", "51", "--sample", "--engine", "pyspark"]) == 1
    told = capsys.readouterr().err
    assert "JAVA_HOME" in told
    assert "Traceback" not in told
