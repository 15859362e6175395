"""Which signs the fonts have: the shipped one, and DejaVu Sans of matplotlib for rare signs; the rest is replaced."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from trade_territories.charts.style import font_path

#: Stands for a sign that no font has; DejaVu Sans has it.
REPLACEMENT = "□"
#: What is no sign, and needs none.
_UNSEEN = frozenset("\n\r\t\u00ad\u200b\u200c\u200d\ufeff\ufe0f\u2060")


def font_folders() -> list[str]:
    """Return the folders of the fonts that a PDF may use."""
    return [str(files("trade_territories.charts").joinpath("fonts")), str(_fallback().parent)]


def _fallback() -> Path:
    """Find the font beside matplotlib, which is not imported for it: that would take longer than the PDF."""
    found = find_spec("matplotlib")
    folder = Path(found.origin or "").parent if found else Path()
    return folder / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def covered() -> frozenset[int]:
    """Return the code points that the fonts have."""
    from fontTools.ttLib import TTFont

    own = font_path("regular")
    points: set[int] = set()
    for path in (own, str(_fallback())):
        with TTFont(path, lazy=True) as font:
            points |= set(font.getBestCmap())
    return frozenset(points)


def replacements(*texts: str) -> dict[int, str]:
    """Return what to replace in texts so that each sign can be drawn; empty where all can.

    Examples
    --------
    >>> replacements("Épernay \u2011 51", "€") == {}
    True
    >>> replacements("一")
    {19968: '□'}
    """
    signs = {sign for text in texts for sign in text}
    replaced = {ord(sign): "" for sign in signs & _UNSEEN if ord(sign) not in covered() and sign not in "\n\r\t"}
    return replaced | {ord(sign): REPLACEMENT for sign in signs - _UNSEEN if ord(sign) not in covered()}
