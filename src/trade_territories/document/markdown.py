"""Markdown -> blocks: headings, paragraphs, lists, emphasis and links of an editor's own text; anything else is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trade_territories.document.content import Block, Bullets, Heading, Line, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

#: Headings of an editor's text stand under the section's own, which is of level 2.
_HIGHEST, _LOWEST = 3, 4
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s]+")


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a Markdown text; HTML in it stays text, and only web and mail addresses become links.

    Examples
    --------
    >>> [type(block).__name__ for block in blocks_of("# Contexte\n\nLa **Marne**.\n\n- un\n- deux")]
    ['Heading', 'Paragraph', 'Bullets']
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "code"])
    tokens = parser.parse(text)
    blocks: list[Block] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open":
            level = min(_LOWEST, _HIGHEST - 1 + int(token.tag[1]))
            blocks.append(Heading("".join(span.text for span in _line(tokens[position + 1])), level))
        elif token.type == "paragraph_open":
            blocks.append(Paragraph(_line(tokens[position + 1])))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            end = _end(tokens, position)
            items = tuple(_items(tokens[position + 1 : end]))
            blocks.append(Bullets(items, numbered=token.type.startswith("ordered")))
            position = end
        elif token.type in ("fence", "code_block"):
            blocks.append(Paragraph((Span(token.content.strip()),)))
        position += 1
    return tuple(blocks)


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return where the list that begins at `start` ends."""
    level = tokens[start].level
    kind = tokens[start].type.replace("open", "close")
    return next(
        place for place in range(start, len(tokens)) if tokens[place].type == kind and tokens[place].level == level
    )


def _items(tokens: Sequence[Token]) -> list[Line]:
    """Return the lines of a list; lists inside a list are set as items of the same one."""
    return [_line(token) for token in tokens if token.type == "inline"]


def _line(token: Token) -> Line:
    spans: list[Span] = []
    strong = emphasis = 0
    address = ""
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            strong += child.nesting
        elif child.type in ("em_open", "em_close"):
            emphasis += child.nesting
        elif child.type == "link_open":
            target = str(child.attrGet("href") or "")
            address = target if _ADDRESS.fullmatch(target) else ""
        elif child.type == "link_close":
            address = ""
        else:
            text = " " if child.type in ("softbreak", "hardbreak") else child.content
            if text:
                spans.append(Span(text, strong > 0, emphasis > 0, address))
    return tuple(spans)
