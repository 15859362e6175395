"""Refuse a release whose tag is not the version, that CHANGELOG or CITATION do not name, or that has no address.

The release workflow runs it before it builds; ``python scripts/check_release.py v1.2.3`` says the same by hand.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def problems(root: Path, tag: str, address: str | None) -> list[str]:
    """List what stands in the way of a release.

    Parameters
    ----------
    tag
        The tag, such as ``v1.2.3``.
    address
        Where the repository is, as the server that runs the release knows it.
    """
    found = []
    (version,) = re.findall(r'__version__ = "([^"]+)"', (root / "src/trade_territories/_version.py").read_text("utf-8"))
    if tag != f"v{version}":
        found.append(f"the tag is {tag!r} and the version {version!r}; tag v{version}, or set the version")
    if not re.search(rf"^## \[?{re.escape(version)}\b", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        found.append(f"CHANGELOG.md has no section {version}")
    if f"\nversion: {version}\n" not in (root / "CITATION.cff").read_text("utf-8"):
        found.append(f"CITATION.cff does not say version: {version}")
    links = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["trade-territories"]["links"]
    found += [
        f"[tool.trade-territories.links] of pyproject.toml: {name} is {link!r}; give its address, https://…"
        for name, link in links.items()
        if not re.fullmatch(r"https://[^\s/]+/\S+|https://[^\s/]+", link)
    ]
    if address and links["repository"] and links["repository"].rstrip("/") != address.rstrip("/"):
        found.append(f"pyproject.toml says the repository is {links['repository']}, and this is {address}")
    return found


def main() -> int:
    """Check the tag given, or the one that the workflow runs for."""
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    tag = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GITHUB_REF_NAME", "")
    found = problems(ROOT, tag, f"{server}/{repository}" if server and repository else None)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
