"""Look inside the wheel and the sdist, then run the README's code from the wheel alone, in an empty environment."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "trade_territories"
NOT_SHIPPED = {"__pycache__"}
#: What serves the repository alone.
OF_THE_REPOSITORY = {".github", ".gitattributes", ".pre-commit-config.yaml", ".readthedocs.yaml"}
#: The largest wheel, in bytes, and how much longer than pandas the package may take to import.
LARGEST = 4_500_000
IMPORT_RATIO = 1.15
TIMED = """
import subprocess, sys, time
def seconds(name):
    best = 9e9
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {name}"], check=True)
        best = min(best, time.perf_counter() - start)
    return best
seconds("pandas")
print(seconds("trade_territories, pandas") / seconds("pandas"))
"""


def package_files() -> set[str]:
    """Every file of the package, as the wheel should name it."""
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }


def check_wheel(wheel: Path) -> list[str]:
    """Say what the wheel lacks, and what it holds beside the package."""
    size = wheel.stat().st_size
    large = [f"the wheel has {size} bytes, more than {LARGEST}"] if size > LARGEST else []
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = package_files()
    return (
        large
        + [f"wheel lacks {name}" for name in sorted(wanted - names)]
        + [f"wheel holds {name}, which is not of the package" for name in sorted(names - wanted)]
    )


def check_sdist(sdist: Path) -> list[str]:
    """Say what the sdist lacks of what git keeps, and what it holds beside that."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    kept = {name for name in listed.stdout.split("\0") if name}
    wanted = {name for name in kept if name.split("/")[0] not in OF_THE_REPOSITORY}
    return [f"sdist lacks {name}" for name in sorted(wanted - names)] + [
        f"sdist holds {name}, which git does not keep" for name in sorted(names - kept - {"PKG-INFO"})
    ]


def run_readme(wheel: Path) -> list[str]:
    """Run every python block of the README with nothing installed but the wheel and what it asks for."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    if not blocks:
        return ["README.md holds no python block to run"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home / "env", with_pip=True)
        python = home / "env" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", wheel.resolve()], check=True)
        (home / "readme.py").write_text("\n".join(blocks), encoding="utf-8")
        done = subprocess.run([python, "readme.py"], cwd=home, capture_output=True, text=True, check=False)
        problems = [] if done.returncode == 0 else [f"the README's code fails from the wheel:\n{done.stderr}"]
        timed = subprocess.run([python, "-c", TIMED], cwd=home, capture_output=True, text=True, check=True)
        print(
            f"importing takes {float(timed.stdout):.3f} x the time of pandas; the wheel has {wheel.stat().st_size} bytes"
        )
        if float(timed.stdout) > IMPORT_RATIO:
            problems.append(f"importing takes {float(timed.stdout):.2f} x the time of pandas, more than {IMPORT_RATIO}")
        return problems


def main() -> int:
    """Check what stands in the folder given."""
    folder = Path(sys.argv[1])
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    problems = check_wheel(wheel) + check_sdist(sdist) + run_readme(wheel)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
