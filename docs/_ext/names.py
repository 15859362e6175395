"""Names as our code writes them, under the names by which other projects document them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_WRITTEN = {"pd": "pandas", "Path": "pathlib.Path"}


def _spell_out(app: Sphinx, env: BuildEnvironment, node: Element, contnode: Element) -> None:
    """Give the whole name of a target; who comes next looks it up in the inventories."""
    del app, env, contnode
    first, dot, rest = str(node.get("reftarget", "")).partition(".")
    if node.get("refdomain") == "py" and first in _WRITTEN:
        node["reftarget"] = f"{_WRITTEN[first]}{dot}{rest}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Look before the inventories do."""
    app.connect("missing-reference", _spell_out, priority=400)
    return {"parallel_read_safe": True}
