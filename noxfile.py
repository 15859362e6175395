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
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    "lint", "types", "imports", "tests", "slow", "engines", "docs", "browser", "notebooks", "build",
]  # fmt: skip

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHON_FILES = ("src", "tests", "benchmarks", "scripts", "noxfile.py", "docs")


def groups(*names: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, *names))


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
    """Mypy, strict, on the package and its tests."""
    session.install("-e", ".", *groups("types", "test"))
    session.run("mypy", *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """Check that rooms import only what stands below them."""
    session.install("-e", ".", *groups("imports"))
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the default suite: all but slow, browser and engines."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-n", "2", "--dist", "worksteal", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run what takes minutes: processes killed at random, many at once."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-m", "slow and not browser and not engines", *session.posargs)


@nox.session
def engines(session: nox.Session) -> None:
    """Compare the tables of all engines: DuckDB, Polars, a Dask cluster and Spark."""
    with_engines(session)
    session.install("-e", ".[engines]", *groups("test"))
    session.run("pytest", "-m", "engines", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Open fiche, site and the documentation built before in Debian's chromium, and hold them against axe-core."""
    session.install("-e", ".", *groups("browser"))
    session.run("pytest", "-m", "browser", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation with its notebooks; a warning is an error."""
    session.install("-e", ".[polars,duckdb]", *groups("docs"))
    shutil.rmtree(ROOT / "docs" / "_build", ignore_errors=True)
    session.run("sphinx-build", "-W", "-n", "--keep-going", "-b", "html", "docs", "docs/_build/html", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook from top to bottom, in an empty folder."""
    session.install("-e", ".[polars,duckdb]", *groups("docs", "test"))
    session.run("python", "scripts/check_notebooks.py", "--run")


@nox.session
def build(session: nox.Session) -> None:
    """Build sdist and wheel, look inside, and run the README's code from the wheel alone."""
    session.install(*groups("build"))
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.run("python", "-m", "build")
    session.run("twine", "check", "--strict", *(str(path) for path in sorted((ROOT / "dist").iterdir())))
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
    # Old versions warn of what has come since.
    session.run("pytest", "-n", "2", "--dist", "worksteal", "-W", "default", *session.posargs)
    session.run("pytest", "-m", "engines", "-W", "default", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, as ratios in one run, and write docs/performance.md."""
    session.install("-e", ".[duckdb,polars]", "kaleido>=1.1", "psutil")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Make the reference pictures of the charts again."""
    session.install("-e", ".", *groups("test"))
    session.run("pytest", "-m", "mpl_image_compare", "--mpl-generate-path=tests/pictures", *session.posargs)


if __name__ == "__main__":
    nox.main()
    sys.exit(0)
