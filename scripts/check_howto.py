"""Run each page's code with the wheel and exactly the extras that the page asks for, beside nothing but pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "docs/index.md",
    *sorted(f"docs/howto/{path.name}" for path in (ROOT / "docs/howto").glob("*.md")),
)
#: ``python -m pip install ".[images,docx]"``, in a block or a sentence.
ASKED = re.compile(r"pip install \"\.\[([\w,]+)\]\"")
#: A fenced block, from its opening line to its closing one; one that is not run bears a comment that says why.
BLOCK = re.compile(r"^(?P<not_run><!-- not run: .+? -->\n)?```(?P<head>.*)\n(?:.*\n)*?```$", re.MULTILINE)
CODE = ("", "sh", "python", "{code-block} python")
#: What the test itself needs.
TOOLS = ("pytest", "hypothesis")


def extras(page: str) -> tuple[str, ...]:
    """Return the extras that a page asks its reader to install."""
    found = ASKED.findall((ROOT / page).read_text(encoding="utf-8"))
    return tuple(sorted({extra for names in found for extra in names.split(",")}))


def has_code(page: str) -> bool:
    """Tell whether a page has a block that the test of the documentation runs."""
    found = BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))
    return any(one["head"].strip() in CODE and not one["not_run"] for one in found)


def run(wheel: Path, names: tuple[str, ...], pages: list[str], folder: Path) -> bool:
    """Run the pages' code in a new environment."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = f"{wheel.resolve()}[{','.join(names)}]" if names else str(wheel.resolve())
    subprocess.run([python, "-m", "pip", "install", "--quiet", wanted, *TOOLS], check=True)
    asked = [f"tests/test_docs_code.py::test_the_code_of_the_page_runs[{page}]" for page in pages]
    # The settings of pyproject.toml name plugins that are not there.
    settings = ["-q", "-c", os.devnull, "--rootdir", str(ROOT), "-p", "no:cacheprovider"]
    command = [python, "-m", "pytest", *settings, *asked]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run all pages, or those that are named, from the wheel in the folder given."""
    (wheel,) = Path(sys.argv[1]).glob("*.whl")
    together = defaultdict(list)
    for page in PAGES:
        if has_code(page) and (not sys.argv[2:] or any(name in page for name in sys.argv[2:])):
            together[extras(page)].append(page)
    failed = []
    for names, pages in sorted(together.items()):
        print(f"{', '.join(names) or 'no extra'}: {', '.join(pages)}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            if not run(wheel, names, pages, Path(folder)):
                failed += pages
    if failed:
        print(f"pages that do not run with the extras they ask for: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
