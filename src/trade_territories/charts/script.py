"""The script that lets the SVG charts of a page answer to mouse, finger and keys, and the styles that it needs.

Pointing at, tapping or focusing a node, a row or a tile shows what belongs to it, fades everything else and tells its values in
a live region at the foot of the window; arrows move between them, Escape clears. The script asks nothing of any host. Without
it a chart is a picture with its titles, and nothing of it takes the focus.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

#: Rules of the page's style sheet; ``--tt-ink`` is the page's colour of text.
STYLE = (
    ".tt-on [data-of]{opacity:.12}.tt-on [data-of].tt-lit{opacity:1}"
    "svg [data-of]{transition:opacity .12s}svg [data-k]{cursor:pointer;outline:none}"
    "svg [data-k]:focus-visible{outline:2px solid var(--tt-ink,#1d1f2b);outline-offset:1px}"
    # At the foot of the window, so that it is seen wherever a tall chart is touched, and takes no space while it is empty.
    ".tt-told{position:fixed;z-index:9;inset:auto 0 0;max-width:none;margin:0;padding:.6rem 1.25rem;"
    "border-top:2px solid var(--tt-ink,#1d1f2b);"
    "background:var(--tt-background,#fff);color:var(--tt-ink,#1d1f2b)}.tt-told:empty{padding:0;border:0}"
    "svg [data-k]{scroll-margin:1rem 0 7rem}"
    "@media (prefers-reduced-motion:reduce){svg [data-of]{transition:none}}"
    # Charts keep their own colours, and their own paper under them, where a reader has replaced those of pages.
    "@media (forced-colors:active){svg:has(>title){forced-color-adjust:none;background:var(--tt-background,#fff)}}"
    "@media print{.tt-told{display:none}.tt-on [data-of]{opacity:1}}"
)


@cache
def script() -> str:
    """Return the script, without its comments and indents.

    Examples
    --------
    >>> len(script()) < 4000
    True
    """
    text = files("trade_territories.charts").joinpath("answers.js").read_text(encoding="utf-8")
    lines = (re.sub(r"^\s*(//.*)?", "", line).rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
