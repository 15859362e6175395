"""Check that the notebooks carry no outputs; with --run, run each from top to bottom in an empty folder."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def with_outputs(path: Path) -> bool:
    """Tell whether a notebook holds results, which belong to the reader's machine and not to git."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def run(path: Path) -> None:
    """Run a notebook; a cell that fails raises nbclient's CellExecutionError with its traceback."""
    import nbformat
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": folder}}).execute()


def main() -> int:
    """Check all notebooks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true")
    asked = parser.parse_args()
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not found:
        print("no notebooks found", file=sys.stderr)
        return 1
    filled = [path.name for path in found if with_outputs(path)]
    for name in filled:
        print(f"{name}: clear its outputs before committing", file=sys.stderr)
    if asked.run:
        for path in found:
            print(f"running {path.name}", flush=True)
            run(path)
    return 1 if filled else 0


if __name__ == "__main__":
    sys.exit(main())
