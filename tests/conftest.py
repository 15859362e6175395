"""What all tests share: hypothesis without chance, no network but loopback."""

from __future__ import annotations

import gc
import importlib.util
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.doctest import DoctestItem
from hypothesis import HealthCheck, settings

from tests.thorough import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile(
    "fixed",
    max_examples=examples(),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("few", settings.get_profile("fixed"), max_examples=8)  # for mutants: scripts/check_mutants.py
settings.load_profile("fixed")

collect_ignore = ["windows"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rules", choices=["own", "windows"], default="own", help="rules of which system to impose")


def pytest_configure(config: pytest.Config) -> None:
    """Impose the rules of another system before anything of ours is imported."""
    if config.getoption("--rules") == "windows" and os.environ.get("TRADE_TERRITORIES_TEST_RULES") != "windows":
        place = Path(__file__).parent / "windows" / "sitecustomize.py"
        spec = importlib.util.spec_from_file_location("windows_rules", place)
        assert spec is not None
        assert spec.loader is not None
        rules = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(rules)
        rules.impose()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the example of a docstring once: a public name shows that of the function in its module."""
    seen: set[tuple[str, ...]] = set()
    repeated = []
    for item in items:
        example = tuple(one.source + one.want for one in item.dtest.examples) if isinstance(item, DoctestItem) else ()
        if example and example in seen:
            repeated.append(item)
        seen.add(example)
    # What was imported and collected stays until the end: looking through it for rubbish again and again costs a tenth.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    if repeated:
        config.hook.pytest_deselected(items=repeated)
        items[:] = [item for item in items if item not in set(repeated)]


_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def one_picture() -> Iterator[None]:
    """Make Word documents of this test with one small picture in place of all: see `made.one_picture`."""
    from tests import made  # after the rules of another system are imposed

    with made.one_picture():
        yield
