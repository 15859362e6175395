#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.5.1"]
# ///
"""Everything that checks this project: ``nox -s tests``, or ``nox`` for all that runs by default."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    "lint", "types", "imports", "workflows", "tests", "windows", "pandas2", "pythons", "coverage", "slow", "engines", "docs",
    "browser", "notebooks", "howto", "build",
]  # fmt: skip

# Tests start Pythons, which would compile every package again where bytecode is not kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHON_FILES = ("src", "tests", "benchmarks", "scripts", "noxfile.py", "hatch_build.py", "docs")
#: As many processes as there are cores; each begins with its part of the files in their order, whose tests share what is
#: dear to make, and takes from the others when it is done.
IN_PARALLEL = ("-n", "auto", "--dist", "worksteal")
#: The suite with its tests of whole documents and processes, which the default one leaves to the other sessions.
WHOLE = ("-m", "not slow and not browser and not engines and not fuzz and not differential")
OTHER_PYTHONS = ("3.12", "3.13", "3.14")
#: Old versions warn of what has come since.
OLD_WARN = ("-W", "default")


def groups(*names: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, *names))


def interpreter(version: str) -> str | None:
    """Return a Python of this version, on the path or where pyenv keeps it; a shim that leads nowhere is none."""
    home = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    launcher = f"py -{version}" if sys.platform == "win32" else ""
    for program in (f"python{version}", *map(str, sorted(home.glob(f"{version}.*/bin/python"))), launcher):
        words = program.split() if program == launcher else [program]
        if words and shutil.which(words[0]):
            code = "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2])"
            done = subprocess.run([*words, "-c", code], capture_output=True, text=True, check=False)
            if done.returncode == 0 and done.stdout.split()[-1] == version:
                return done.stdout.rsplit(maxsplit=1)[0]
    return None


def with_engines(session: nox.Session) -> None:
    """Spark needs a Java: Debian's default-jre-headless, or any that JAVA_HOME names."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        session.error("Spark needs Java: apt-get install default-jre-headless")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, and notebooks without outputs."""
    session.install(*groups("lint"))
    session.run("ruff", "check", *PYTHON_FILES)
    session.run("ruff", "format", "--check", *PYTHON_FILES)
    session.run("python", "scripts/check_notebooks.py")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict: the package and its tests here, the package as Windows and macOS would run it; pyright: a user's script."""
    session.install("-e", ".", *groups("types", "test"))
    session.run("mypy", *session.posargs)
    for platform in ("win32", "darwin"):
        session.run("mypy", "--platform", platform, "src")
    session.run("pyright")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that layers import only what stands above them in the list."""
    session.install("-e", ".", *groups("imports"))
    session.run("lint-imports")


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the workflows without their server: their schema, and what zizmor finds unsafe."""
    session.install(*groups("workflows"))
    files = [str(path) for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    session.run("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml")
    session.run("zizmor", "--offline", "--min-severity", "medium", ".github")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the default suite: all but whole documents and processes, slow, browser and engines."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session
def whole(session: nox.Session) -> None:
    """Run the suite with its whole documents and processes: on each system and Python, as workflows do."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", *WHOLE, *IN_PARALLEL, *session.posargs)


@nox.session
def windows(session: nox.Session) -> None:
    """Run the suite under the rules of Windows, imposed on Linux: see tests/windows."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "--rules=windows", *WHOLE, *IN_PARALLEL, *session.posargs)


@nox.session
def pandas2(session: nox.Session) -> None:
    """Run the suite on the pandas before the one that is usual today."""
    session.install("-e", ".", *groups("test"), "pandas==2.2.3", "numpy<2.4")
    session.run("pytest", *WHOLE, *IN_PARALLEL, *OLD_WARN, *session.posargs)


@nox.session(venv_backend="none")
def pythons(session: nox.Session) -> None:
    """Run the suite on each later Python that is found: ``nox -s pythons -- 3.13`` for one."""
    found = {version: interpreter(version) for version in session.posargs or OTHER_PYTHONS}
    for version, python in found.items():
        if python is None:
            session.warn(f"there is no Python {version} on this machine")
            continue
        home = Path(session.create_tmp()) / version
        session.run(python, "-m", "venv", "--clear", str(home))
        own = str(home / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        session.run(own, "-m", "pip", "install", "--quiet", "-e", ".", *groups("test"))
        session.run(own, "-m", "pytest", *WHOLE, *IN_PARALLEL)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which branches of the modules that make figures are run by the tests of the suite about them."""
    session.install("-e", ".", *groups("coverage"))
    without = [
        f"--ignore-glob=tests/{name}" for name in ("test_charts*", "test_document*", "test_pictures*", "test_site*")
    ]
    measured = ("--cov=trade_territories", "--cov-branch", "--cov-report=")
    session.run("pytest", *WHOLE, *IN_PARALLEL, *without, *measured, *session.posargs)
    session.run("coverage", "json", "-q", "-o", "coverage.json")
    session.run("python", "scripts/check_coverage.py", "coverage.json")


@nox.session
def slow(session: nox.Session) -> None:
    """Run what takes minutes: processes killed at random, every case and every drawn example of the tests."""
    session.install("-e", ".", *groups("test"))
    marks = (
        "(whole or slow or thorough or hypothesis) and not browser and not engines and not fuzz and not differential"
    )
    session.run("pytest", "-m", marks, *IN_PARALLEL, *session.posargs, env={"TRADE_TERRITORIES_TEST_THOROUGH": "1"})


@nox.session
def engines(session: nox.Session) -> None:
    """Compare the tables of all engines: DuckDB, Polars, a Dask cluster and Spark."""
    with_engines(session)
    session.install("-e", ".[engines]", *groups("test"))
    session.run("pytest", "-m", "engines", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Open fiche, site and the documentation built before in Debian's chromium, and hold them against axe-core.

    Word documents are converted by LibreOffice and looked at as pages. With ``TRADE_TERRITORIES_TEST_THOROUGH=1`` the whole
    site is made, and each page of a kind is opened at each width, light and dark.
    """
    session.install("-e", ".[docx]", *groups("browser"))
    is_thorough = os.environ.get("TRADE_TERRITORIES_TEST_THOROUGH", "") not in ("", "0")
    session.run("pytest", "-m", "browser" if is_thorough else "browser and not slow", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation with its notebooks; a warning is an error."""
    session.install("-e", ".[polars,duckdb]", *groups("docs"))
    shutil.rmtree(ROOT / "docs" / "_build", ignore_errors=True)
    session.run("sphinx-build", "-W", "-n", "--keep-going", "-b", "html", "docs", "docs/_build/html", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook from top to bottom, in an empty folder."""
    session.install("-e", ".[notebook]", *groups("docs", "test"))
    session.run("python", "scripts/check_notebooks.py", "--run")


@nox.session
def howto(session: nox.Session) -> None:
    """Run each how-to page's code with the wheel and exactly the extras that the page asks for."""
    session.install(*groups("build"))
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--wheel", "--outdir", folder)
    session.run("python", "scripts/check_howto.py", folder, *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Read thousands of damaged archives, workbooks, caches and pages: no wrong figure, no traceback, nothing slow."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-m", "fuzz", "-s", *session.posargs)


@nox.session
def differential(session: nox.Session) -> None:
    """Hold all public tables against plain csv-and-dict sums over a thousand drawn releases."""
    session.install("-e", ".[duckdb,polars]", *groups("test"))
    session.run("pytest", "-m", "differential", *IN_PARALLEL, *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Change the code that makes figures in small ways and see whether a test notices; the result is docs/mutation.md."""
    session.install("-e", ".", *groups("mutation"))
    session.run("python", "scripts/check_mutants.py", *session.posargs)


@nox.session
def spelling(session: nox.Session) -> None:
    """Check the spelling of what readers see; hunspell is Debian's, with its French and English dictionaries."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "tests/test_spelling.py", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build sdist and wheel, look inside, and run the README's code from the wheel alone."""
    session.install(*groups("build"))
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.run("python", "-m", "build")
    built = [str(path) for path in sorted((ROOT / "dist").iterdir())]
    session.run("twine", "check", "--strict", *built)
    session.run("validate-pyproject", "pyproject.toml")
    session.run("check-wheel-contents", *(path for path in built if path.endswith(".whl")))
    # Two of ten points are for addresses, of which there are none before the project has a home, and for a person's.
    session.run("pyroma", "--min", "8", ".")
    session.run("python", "scripts/check_build.py", "dist")


@nox.session
def sbom(session: nox.Session) -> None:
    """Write the software bill of materials of the wheel built before: what an environment with it alone holds."""
    session.install(*groups("sbom"))
    session.run("python", "-m", "venv", "--clear", str(home := Path(session.create_tmp()) / "alone"))
    python = str(home / "bin" / "python")
    (wheel,) = (ROOT / "dist").glob("*.whl")
    session.run(python, "-m", "pip", "install", "--quiet", str(wheel), external=True)
    options = ["--pyproject", "pyproject.toml", "--mc-type", "library", "--output-file", "dist-sbom.json"]
    session.run("cyclonedx-py", "environment", *options, python)


@nox.session
def extras(session: nox.Session) -> None:
    """Install each extra from the wheel and use what it promises; ``nox -s extras -- polars`` for one."""
    with_engines(session)
    session.install(*groups("build"))
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--wheel", "--outdir", folder)
    session.run("python", "scripts/check_extras.py", folder, *session.posargs)


@nox.session
def minimums(session: nox.Session) -> None:
    """Run the default suite and that of the engines on the lowest versions allowed: each lower bound, to the letter."""
    with_engines(session)
    asked = [*PROJECT["project"]["dependencies"], *groups("test")]
    for extra in ("duckdb", "polars", "dask", "pyspark"):
        asked += PROJECT["project"]["optional-dependencies"][extra]
    lowest = Path(session.create_tmp()) / "lowest.txt"
    # Constraints rather than uv's --resolution: pip alone is enough, and a bound that was never released is an error.
    pins = (re.sub(r"\[.*\]", "", one).replace(">=", "==") for one in asked)
    lowest.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    session.install("-e", ".[engines]", *groups("test"), "-c", str(lowest))
    session.run("pytest", *WHOLE, *IN_PARALLEL, *OLD_WARN, *session.posargs)
    session.run("pytest", "-m", "engines", *OLD_WARN, *session.posargs)


@nox.session
def live(session: nox.Session) -> None:
    """Look at the Customs' real site and compare it with the kept profile; the only session that leaves this machine."""
    session.install("-e", ".")
    session.run("python", "scripts/live.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, as ratios in one run, and write docs/performance.md."""
    with_engines(session)
    session.install("-e", ".[engines]", "kaleido>=1.1", "psutil")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Make the reference pictures of the charts again."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-m", "mpl_image_compare", "--mpl-generate-path=tests/pictures", *session.posargs)


if __name__ == "__main__":
    nox.main()
    sys.exit(0)
