"""The processes that make many documents end with the one that started them, even where it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

import pytest

from tests.systems import WINDOWS

ROOT = Path(__file__).parents[1]
#: Two processes: one without anything left to do, one at work for two minutes.
WAITING = """
import sys, time
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    def is_done(self, place):
        return False

    def make(self, maker, place):
        if place.code == "75":
            time.sleep(120)


if __name__ == "__main__":
    import multiprocessing
    from waiting import Job as ImportedJob
    import trade_territories as tt
    from trade_territories.document import many

    if sys.argv[1] == "spawn":
        multiprocessing.get_all_start_methods = lambda: ["spawn"]
    places = [tt.territory(code) for code in ("51", "75")]
    many.run(None, ImportedJob(), places, jobs=2, on_outcome=lambda outcome: print(outcome.code, flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn"] if WINDOWS else ["spawn", "forkserver"])
def test_processes_end_with_the_one_that_is_killed(tmp_path: Path, method: str) -> None:
    program = tmp_path / "waiting.py"
    program.write_text(WAITING, encoding="utf-8")
    paths = os.pathsep.join([str(ROOT / "src"), str(tmp_path), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(program), method]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"51"
        process.kill()
        # All processes hold the pipe that they inherited: it ends when the last one does.
        assert _rest(process.stdout) == b""


def _rest(stream: IO[bytes], seconds: float = 30.0) -> bytes | None:
    """Return what is left of a stream, or None where it does not end in time."""
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(stream.read()), daemon=True)
    reader.start()
    reader.join(seconds)
    return read[0] if read else None
