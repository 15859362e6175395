"""Tables of notebooks as accessible pages have them: the corner above an index is no heading without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def _name_no_corner(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    for node in list(doctree.findall(nodes.raw)):
        text = node.astext()
        if "<th></th>" in text:
            node.replace_self(nodes.raw("", text.replace("<th></th>", "<td></td>"), format=node["format"]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Mend tables once the page is whole."""
    app.connect("doctree-resolved", _name_no_corner)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
