"""Tones of a colour that tell parts of it apart: the sectors of a treemap, the classes of a map; as roles of the style.

Every tone under words lies in one of two zones: dark, with white words (luminance below 0.18), or pale, with dark words
(above 0.45), so that contrast is at least 4.5 to 1. On a dark page all of them are dark with white words: nothing small
shines. The classes of a map fall in luminance by about a half from one to the next, so that they hold in grey and for any
kind of colour blindness; on a dark page they rise.
"""

from __future__ import annotations

WHITE, INK = "#ffffff", "#1d1f2b"

#: Sector -> tone of imports and exports on a light page, then on a dark one.
_SECTORS = {
    "agro": ("#124a78", "#5b2a86", "#1d5f97", "#6d3a9c"),
    "chemistry": ("#b9d7f0", "#dcc8ee", "#2f6ea3", "#7d4fb0"),
    "machines": ("#1f659c", "#432078", "#17507f", "#54308a"),
    "materials": ("#d8e9f7", "#ecdff6", "#3a7397", "#855aa5"),
    "vehicles": ("#0d5c73", "#7a2f7f", "#12657d", "#84398a"),
    "wood": ("#bfe0e8", "#ecd0ea", "#2b7480", "#8e4f8a"),
    "metals": ("#2d4a8f", "#4b3a9c", "#35549c", "#5746a8"),
    "textile": ("#cbd6f2", "#d5d0f3", "#4e67a8", "#6a5fb4"),
    "energy": ("#0b3552", "#31195a", "#1a4d70", "#47297a"),
    "other": ("#e6eef5", "#f1ebf6", "#4b6a85", "#6f5f86"),
}
#: Dark enough for white words, however they are lit.
_DARK_ZONE = frozenset({"agro", "machines", "vehicles", "metals", "energy"})

#: Classes of a map from the least to the most, on a light page and on a dark one; "fall" is for what is below nothing.
_CLASSES = {
    "export": (
        ("#e4daef", "#c6b1dc", "#a07fc4", "#7443a4", "#3f1663"),
        ("#33264a", "#553a80", "#7d57b8", "#ab8adc", "#decdf6"),
    ),
    "import": (
        ("#d7e7f4", "#a6cae6", "#6da5d3", "#2f74b0", "#0f3d69"),
        ("#1c3347", "#245379", "#3580b8", "#76b1e0", "#c3e0f7"),
    ),
    "balance": (
        ("#e3e5ea", "#bcc1cc", "#8f96a6", "#5f6678", "#2b2f3d"),
        ("#2b2f3b", "#474d5e", "#6d7488", "#9ea5b6", "#d8dbe3"),
    ),
    "fall": (
        ("#fbe6cf", "#f2bf85", "#d3893a", "#9a5712", "#5c3005"),
        ("#4a3010", "#7a4e16", "#b57a2e", "#dfab66", "#f7dcb5"),
    ),
}
COUNT = 5


def tones(*, dark: bool = False) -> dict[str, str]:
    """Return the roles of all tones with their colours.

    Examples
    --------
    >>> light = tones()
    >>> light["export_agro"], light["on_export_agro"], light["on_export_chemistry"], light["export_class_5"]
    ('#5b2a86', '#ffffff', '#1d1f2b', '#3f1663')
    """
    found = {}
    for name, colours in _SECTORS.items():
        for place, flow in enumerate(("import", "export")):
            found[f"{flow}_{name}"] = colours[place + 2 * dark]
            found[f"on_{flow}_{name}"] = WHITE if dark or name in _DARK_ZONE else INK
    for name, (light, night) in _CLASSES.items():
        found |= {f"{name}_class_{rank}": colour for rank, colour in enumerate(night if dark else light, start=1)}
    return found
