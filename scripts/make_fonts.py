"""Make the fonts of the package from Source Sans 3: small, under a name of their own, with a wider space between thousands.

Run ``python scripts/make_fonts.py FOLDER``, where FOLDER holds the TTF files of Source Sans 3.052 (Adobe's release, or
``TTF/`` of its npm package ``source-sans``, version 3.52.0). The licence of Source Sans (SIL Open Font License) reserves
its name for unchanged copies, so that what is changed has another.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src" / "trade_territories" / "charts" / "fonts"
FAMILY = "Territoires Sans"
WEIGHTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}
#: What every SVG file and page carries: the letters and signs of French and English.
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, 0x218, 0x219, 0x21A, 0x21B, 0x1E9E, 0x2009, 0x200A,
    *range(0x2010, 0x2027), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, *range(0x2190, 0x2194),
    0x2197, 0x2198, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1, 0x25B2, 0x25BC, 0x25CF,
]  # fmt: skip
#: What the files for PDF and PNG have as well: all Latin, Greek and Cyrillic letters, for titles of one's own.
MORE = [
    *range(0x20, 0x250),
    *range(0x370, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2300),
    *range(0x25A0, 0x2600),
]
#: The narrow space between thousands is an eighth of the size in Source Sans, too thin to part them at 7 points.
THOUSANDS, THOUSANDS_WIDTH = 0x202F, 170


def make(source: Path, weight: str, letters: list[int], target: Path) -> None:
    """Write one subset, as WOFF2 or TrueType, whichever the name of the target says."""
    flavor = "woff2" if target.suffix == ".woff2" else None
    style = WEIGHTS[weight]
    font = TTFont(source / f"SourceSans3-{style}.ttf", recalcTimestamp=False)
    options = subset.Options(
        flavor=flavor, layout_features=["kern", "mark", "ccmp"], hinting=False, notdef_outline=True
    )
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    glyph = font.getBestCmap()[THOUSANDS]
    font["hmtx"][glyph] = (THOUSANDS_WIDTH, 0)
    names = {1: FAMILY, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}", 6: f"TerritoiresSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.flavor = flavor
    font.save(target)


def write_advances(folder: Path) -> None:
    """Write how wide the signs of the TrueType files are, so that charts are laid out without opening them.

    By weight: the units of an em, the width of a sign that the font lacks, and the signs of each width.
    """
    weights = {}
    for weight in WEIGHTS:
        with TTFont(folder / f"TerritoiresSans-{weight}.ttf", lazy=True) as font:
            metrics = font["hmtx"].metrics
            signs: dict[int, str] = defaultdict(str)
            for code, name in sorted(font.getBestCmap().items()):
                signs[metrics[name][0]] += chr(code)
            weights[weight] = {
                "em": font["head"].unitsPerEm,
                "unknown": metrics[".notdef"][0],
                "signs": {str(width): signs[width] for width in sorted(signs)},
            }
    text = json.dumps(weights, ensure_ascii=True, indent=0)
    (folder / "advances.json").write_text(f"{text}\n", encoding="ascii", newline="\n")


def main() -> None:
    """Write all fonts into the second folder given, or where the package has them."""
    source = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FONTS
    for weight in WEIGHTS:
        make(source, weight, LETTERS, folder / f"TerritoiresSans-{weight}.woff2")
        make(source, weight, LETTERS + MORE, folder / f"TerritoiresSans-{weight}.ttf")
    write_advances(folder)


if __name__ == "__main__":
    main()
