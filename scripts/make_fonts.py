"""Make the small fonts that pages and SVG files carry: the letters of French and English, under a name of their own.

The licence of Source Sans (SIL Open Font License) reserves its name for unchanged copies, so that the subset has another.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src" / "trade_territories" / "charts" / "fonts"
FAMILY = "Territoires Sans"
WEIGHTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, 0x218, 0x219, 0x21A, 0x21B, 0x1E9E, *range(0x2010, 0x2027), 0x202F,
    0x2030, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265,
    0x25A0, 0x25B2, 0x25BC, 0x25CF,
]  # fmt: skip
#: The narrow space between thousands is an eighth of the size in Source Sans, too thin to part them at 7 points.
THOUSANDS, THOUSANDS_WIDTH = 0x202F, 170


def make(weight: str, target: Path) -> None:
    """Write one subset."""
    font = TTFont(FONTS / f"SourceSansPro-{WEIGHTS[weight]}.ttf", recalcTimestamp=False)
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "mark", "ccmp"], hinting=False, notdef_outline=True
    )
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    glyph = font.getBestCmap()[THOUSANDS]
    font["hmtx"][glyph] = (THOUSANDS_WIDTH, 0)
    style = WEIGHTS[weight]
    names = {1: FAMILY, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"TerritoiresSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.flavor = "woff2"
    font.save(target)


def main() -> None:
    """Write all subsets into the folder given, or beside the fonts."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FONTS
    for weight in WEIGHTS:
        make(weight, folder / f"TerritoiresSans-{weight}.woff2")


if __name__ == "__main__":
    main()
