"""The script that lets the SVG charts of a page answer to mouse, finger and keys, and the styles that it needs.

Pointing at, tapping or focusing a node, a row or a tile shows what belongs to it, fades everything else and tells its values in
a live region under the chart; arrows move between them, Escape clears. The script asks nothing of any host. Without it a chart
is a picture with its titles, and nothing of it takes the focus.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

#: Rules of the page's style sheet; ``--tt-ink`` is the page's colour of text.
STYLE = (
    ".tt-on [data-of]{opacity:.12}.tt-on [data-of].tt-lit{opacity:1}"
    "svg [data-of]{transition:opacity .12s}svg [data-k]{cursor:pointer;outline:none}"
    "svg [data-k]:focus-visible{outline:2px solid var(--tt-ink,#1d1f2b);outline-offset:1px}"
    ".tt-told{min-height:2.8em;margin:.3em 0 0}"
    "@media (prefers-reduced-motion:reduce){svg [data-of]{transition:none}}"
    "@media print{.tt-told{display:none}}"
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


def script_hash() -> str:
    """Return the source expression by which a content security policy allows the script.

    Examples
    --------
    >>> script_hash()[:8]
    "'sha256-"
    """
    digest = hashlib.sha256(script().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
