"""Formulas as MathML, which browsers and screen readers read by themselves: no script, nothing from another site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def _inline(self: Any, node: Any) -> None:
    self.body.append(convert(node.astext(), display="inline"))
    raise SkipNode


def _block(self: Any, node: Any) -> None:
    self.body.append(convert(node.astext(), display="block"))
    raise SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the renderer; ``html_math_renderer`` chooses it."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
