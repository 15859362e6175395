"""What other systems refuse or lack: Windows' rules, processes of a script without a guard, a Python without threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.thorough import telling

ROOT = Path(__file__).parents[1]
SOURCES = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
RULES = pytest.mark.skipif(
    os.environ.get("TRADE_TERRITORIES_TEST_RULES") == "windows", reason="Windows' rules are in force already"
)


def python(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    settings = {**os.environ, "PYTHONPATH": SOURCES, **environment}
    return subprocess.run([sys.executable, script], capture_output=True, check=False, cwd=folder, env=settings)


IMPOSED = """
import os, runpy, sys
from pathlib import Path
rules = runpy.run_path(RULES)
rules["impose"]()

def refusal(action, *arguments):
    try:
        action(*arguments)
    except (OSError, ValueError, ImportError) as error:
        return type(error).__name__
    return "nothing"

Path("old.txt").write_bytes(b"old")
Path("new.txt").write_bytes(b"new")
held = open("old.txt", "rb")
import multiprocessing, shutil
said = [
    refusal(os.open, ".", os.O_RDONLY),
    refusal(os.replace, "new.txt", "old.txt"),
    refusal(os.remove, "old.txt"),
    refusal(Path("new.txt").rename, "old.txt"),
    refusal(multiprocessing.get_context, "forkserver"),
    refusal(Path("aux.csv").write_bytes, b""),
    refusal(os.mkdir, "a:b"),
    refusal(Path("n" * 250).write_bytes, b""),
]
held.close()
os.replace("new.txt", "old.txt")
os.mkdir("folder")
shutil.rmtree("folder")
Path("accent.txt").write_text("é")
print(said, Path("old.txt").read_bytes(), Path("accent.txt").read_bytes(), multiprocessing.get_all_start_methods())
"""


@RULES
@pytest.mark.skipif(sys.platform != "linux", reason="the rules of Windows are imposed on Linux")
def test_the_rules_are_imposed(tmp_path: Path) -> None:
    code = IMPOSED.replace("RULES", repr(str(ROOT / "tests" / "windows" / "sitecustomize.py")), 1)
    done = python(code, tmp_path)
    assert done.stderr == b""
    assert done.stdout.decode().strip() == (
        "['PermissionError', 'PermissionError', 'PermissionError', 'FileExistsError', 'ValueError', 'OSError', 'OSError', "
        "'FileNotFoundError'] b'new' b'\\xe9' ['spawn']"
    )


#: A user's script as users write them: no function, no guard.
UNGUARDED = """
print("once")
import trade_territories as tt
from pathlib import Path
from trade_territories.document.many import get_ready, make_many
get_ready(2)
places = [tt.territory(code) for code in ("99", "ti-4417")]
outcomes = make_many(tt.sample_flows(), places, Path("out"), formats=("csv",), jobs=2)
print(*(outcome.status for outcome in outcomes))
"""


@pytest.mark.whole
@pytest.mark.parametrize("method", telling(["spawn", "forkserver"], 1))
def test_a_script_without_a_guard_runs_once(tmp_path: Path, method: str) -> None:
    head = "import multiprocessing\nmultiprocessing.get_all_start_methods = lambda: ['spawn']\n"
    done = python(UNGUARDED if method == "forkserver" else head + UNGUARDED, tmp_path)
    assert done.stderr == b""
    assert done.stdout.decode().split() == ["once", "made", "made"]


#: What a browser's Python lacks: processes and new threads.
BROWSER = """
import importlib.abc, sys, threading

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("_multiprocessing", "multiprocessing.connection", "concurrent.futures.process"):
            raise ImportError(name)

sys.meta_path.insert(0, Missing())

def refused(self):
    raise RuntimeError("can't start new thread")

import trade_territories as tt
from pathlib import Path
threading.Thread.start = refused
from trade_territories.document.many import get_ready, make_many
get_ready(2)
flows = tt.sample_flows()
print(len(tt.balance(flows, "51", n=3)))
fiche = tt.fiche(flows, "ti-4417")
fiche.to_html("fiche.html")
fiche.to_pdf("fiche.pdf")
fiche.to_excel("fiche.xlsx")
places = [tt.territory(code) for code in ("99", "ti-4417")]
print(*(outcome.status for outcome in make_many(flows, places, Path("out"), formats=("csv",), jobs=2)))
"""


@pytest.mark.whole
def test_it_works_without_threads_and_processes(tmp_path: Path) -> None:
    done = python(BROWSER, tmp_path)
    assert done.stderr == b""
    assert done.stdout.decode().split("\n")[1] == "made made"
    assert {"fiche.html", "fiche.pdf", "fiche.xlsx"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.whole
@pytest.mark.parametrize("encoding", telling(["cp1252", "ascii", "cp850"], 1))
def test_standard_output_is_utf_8_whatever_the_console(tmp_path: Path, encoding: str) -> None:
    settings = {**os.environ, "PYTHONPATH": SOURCES, "PYTHONIOENCODING": encoding}
    asked = [sys.executable, "-m", "trade_territories", "territories", "corse"]
    done = subprocess.run(asked, capture_output=True, check=False, cwd=tmp_path, env=settings)
    assert done.returncode == 0
    assert done.stdout.startswith(b"code,name,level")
    assert b"\r" not in done.stdout
    asked[-1] = "Île-de-France"
    done = subprocess.run(asked, capture_output=True, check=False, cwd=tmp_path, env=settings)
    assert "Île-de-France" in done.stdout.decode("utf-8")
    asked[-1] = "Œuf\u2011\x1b[2J"
    done = subprocess.run(asked, capture_output=True, check=False, cwd=tmp_path, env=settings)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"\x1b" not in done.stderr


def test_a_closed_standard_output_is_no_traceback(tmp_path: Path) -> None:
    code = (
        "import sys; sys.stdout = None; sys.stderr = None; from trade_territories.cli import run; sys.exit(run(['x']))"
    )
    done = python(code, tmp_path)
    assert (done.returncode, done.stderr) == (2, b"")
