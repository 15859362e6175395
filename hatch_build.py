"""Make the README's relative links absolute in the package's metadata, and name the project's addresses there.

The addresses stand in one place, ``[tool.trade-territories.links]`` of pyproject.toml. While ``repository`` is empty, nothing
is invented: the metadata names no address and the README stays as it is. ``scripts/check_release.py`` refuses to release so.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ImportError:  # the functions below are tested where hatchling is not installed
    MetadataHookInterface = object

ROOT = Path(__file__).parent
#: A link or picture of Markdown whose target is neither absolute nor an anchor.
RELATIVE = re.compile(r"(?P<mark>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:|#)(?P<target>[^)\s]+)\)")


def links() -> dict[str, str]:
    """Return the project's addresses, without those that are empty."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = settings["tool"]["trade-territories"]["links"]
    return {name: address.rstrip("/") for name, address in found.items() if address}


def absolute(text: str, repository: str, version: str) -> str:
    """Return Markdown whose links lead to the repository's files at the tag of this version."""

    def whole(found: re.Match[str]) -> str:
        kind = "raw" if found["mark"] else "blob"
        return f"{found['mark']}[{found['text']}]({repository}/{kind}/v{version}/{found['target'].removeprefix('./')})"

    return RELATIVE.sub(whole, text)


def urls(addresses: dict[str, str]) -> dict[str, str]:
    """Return what package indexes show beside the description."""
    repository = addresses.get("repository")
    if repository is None:
        return {}
    shown = {
        "Documentation": addresses.get("documentation"),
        "Source": repository,
        "Issues": f"{repository}/issues",
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
    }
    return {name: address for name, address in shown.items() if address}


class LinksHook(MetadataHookInterface):  # type: ignore[misc]  # an object where hatchling is not installed
    """Adds ``readme`` and ``urls`` to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add them."""
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        addresses = links()
        if "repository" in addresses:
            text = absolute(text, addresses["repository"], metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(addresses)
