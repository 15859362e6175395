"""Install each extra from the wheel, beside nothing else, and use what it promises; without it, the error names the way."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGINES = ("duckdb", "polars", "dask", "pyspark")
TABLE = ("table", "balance", "51", "--sample", "--top", "10")
PICTURE = """
import trade_territories as tt
tt.charts.balance(tt.sample_flows(), "Marne").write_image("balance.png")
assert open("balance.png", "rb").read(4)[1:] == b"PNG"
"""


def environment(folder: Path, below: Path | None = None) -> Path:
    """Make an environment, on top of another where one is given, and give its folder of programs."""
    venv.create(folder, with_pip=True)
    if below is not None:
        packages = "lib/python{}.{}/site-packages".format(*sys.version_info)
        (folder / packages / "below.pth").write_text(f"{below.parent / packages}\n", encoding="utf-8")
    return folder / "bin"


def install(programs: Path, wanted: str) -> None:
    """Install into an environment."""
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wanted], check=True)


def said(home: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module or a program of an environment in an empty folder."""
    return subprocess.run([programs / "python", *words], cwd=home, capture_output=True, text=True, check=False)


def shell(home: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run our own command line."""
    return said(home, programs, "-m", "trade_territories", *words)


def check_engines(home: Path, programs: Path, expected: str, engines: tuple[str, ...]) -> list[str]:
    """Compare the table of each engine with that of pandas, as text."""
    problems = []
    for engine in engines:
        made = shell(home, programs, *TABLE, "--engine", engine)
        if made.returncode or made.stdout != expected:
            problems.append(f"--engine {engine} gives another table:\n{made.stderr[-2000:]}")
    return problems


def check_missing(home: Path, programs: Path) -> list[str]:
    """Without its extra an engine fails in one line, with the command that installs it from the wheel it came from."""
    problems = []
    for engine in ENGINES:
        made = shell(home, programs, *TABLE, "--engine", engine)
        way = f'.whl[{engine}]"'
        if made.returncode != 1 or way not in made.stderr or "Traceback" in made.stderr:
            problems.append(f"--engine {engine} without its extra does not say {way}: {made.stderr}")
    return problems


def check(extra: str, home: Path, programs: Path, expected: str) -> list[str]:
    """Use what an extra promises."""
    if extra in ENGINES:
        return check_engines(home, programs, expected, (extra,))
    if extra == "engines":
        return check_engines(home, programs, expected, ENGINES)
    if extra == "images":
        made = said(home, programs, "-c", PICTURE)
    elif extra == "notebook":
        first = str(ROOT / "notebooks" / "00-premiers-pas.ipynb")
        made = said(
            home, programs, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", ".", first
        )
        made.returncode |= said(home, programs, "-m", "jupyter", "lab", "--version").returncode
    else:
        return [f"the extra {extra!r} has no check"]
    return [f"the extra {extra!r} does not do what it promises:\n{made.stderr[-2000:]}"] if made.returncode else []


def main() -> int:
    """Check every extra of pyproject.toml, or those named after the folder of the wheel."""
    (wheel,) = Path(sys.argv[1]).resolve().glob("*.whl")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare = environment(home / "bare")
        install(bare, str(wheel))
        expected = shell(home, bare, *TABLE).stdout
        problems += check_missing(home, bare) + ([] if expected else ["the wheel alone prints no table"])
        for extra in sys.argv[2:] or project["optional-dependencies"]:
            print(f"checking {extra}", flush=True)
            programs = environment(home / extra, bare)
            install(programs, f"{wheel}[{extra}]")
            problems += check(extra, home, programs, expected)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
