"""Processes that are killed, and many at once: what is left in the cache is right, or nothing."""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
from benchmarks import make_data

import trade_territories as tt
from tests import customs_server as faults
from tests.customs_server import Customs
from trade_territories import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

pytestmark = pytest.mark.slow

KILLS = 50
PROCESSES = 10
#: A process that says when it is ready, so that what is killed is a load and not an import.
LOADER = """
import sys
import pandas, pyarrow.parquet, requests_cache, pandera.pandas
import trade_territories as tt
from trade_territories import flows, store, download
print("ready", flush=True)
sys.stdin.readline()
table = tt.load_flows(2024)
print(*tt.totals(table, "FR")["value_eur"], *tt.totals(table, "51")["value_eur"])
"""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = make_data.write_years(tmp_path_factory.mktemp("made"), [2024], rows=60_000)
    return {one.path.name: one.path.read_bytes() for one in made}


@pytest.fixture(scope="module")
def expected(archives: dict[str, bytes]) -> list[int]:
    """Exports and imports of France, then of the Marne, added up line by line."""
    france, marne = {"E": 0, "I": 0}, {"E": 0, "I": 0}
    for content in archives.values():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = max(archive.infolist(), key=lambda one: one.file_size)
            for line in csv.reader(io.StringIO(archive.read(member).decode("cp1252")), delimiter=";"):
                france[line[0]] += int(line[8])
                marne[line[0]] += int(line[8]) if line[3] == "51" else 0
    return [*france.values(), *marne.values()]


@pytest.fixture
def customs(archives: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Customs]:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        for name, content in archives.items():
            path = server.publish(name, content)
            # Some tenths of a second a file: a load that is killed is often still downloading.
            server.always[path] = faults.slow(len(content) // 20 + 1, 0.01)
        yield server


def started() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def figures(table: pd.DataFrame) -> list[int]:
    return [int(value) for place in ("FR", "51") for value in tt.totals(table, place)["value_eur"]]


def test_the_load_after_a_killed_one_is_right_fifty_times(
    customs: Customs, expected: list[int], tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    process = started()
    start = time.perf_counter()
    go(process)
    output, errors = process.communicate(timeout=120)
    longest = time.perf_counter() - start
    assert [int(one) for one in output.split()] == expected, errors
    moments = random.Random(20240)  # noqa: S311  # moments to kill at, not secrets
    seen = set()
    for count in range(KILLS):
        # From nothing, from archives alone, or from what the kill before this one left.
        if count % 3 == 0:
            store.cache_clear()
        elif count % 3 == 1:
            for path in (cache / "store").rglob("*.parquet"):
                path.unlink()
        process = started()
        go(process)
        time.sleep(moments.uniform(0, longest))
        process.kill()
        process.communicate(timeout=60)
        held = {
            path.suffix for path in cache.rglob("*") if path.is_file() and path.suffix in (".zip", ".parquet", ".part")
        }
        seen.add((process.returncode, tuple(sorted(held))))
        if count % 3 != 2 or count == KILLS - 1:
            continue
        assert figures(tt.load_flows(2024)) == expected, count
    assert figures(tt.load_flows(2024)) == expected
    # Kills that came too late, or always at the same point, would show nothing.
    assert len([one for one in seen if one[0] != 0]) >= 3
    left = [one for one in cache.rglob("*") if one.is_file() and (one.suffix == ".part" or one.name.startswith("."))]
    assert left == []


def test_ten_processes_on_an_empty_cache_download_once(customs: Customs, expected: list[int]) -> None:
    processes = [started() for _ in range(PROCESSES)]
    for process in processes:
        go(process)
    answers = [process.communicate(timeout=300) for process in processes]
    assert [[int(one) for one in output.split()] for output, _ in answers] == [expected] * PROCESSES, answers
    archives = [path for path in customs.files if path.endswith(".zip")]
    assert len(archives) == 2
    assert [customs.count(path) for path in archives] == [1, 1]
