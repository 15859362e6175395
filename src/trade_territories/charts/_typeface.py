"""A font and a logo of one's own for charts: read, checked, and embedded in SVG files where the font's licence allows it."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from trade_territories._files import own_path
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from trade_territories.charts.style import Weight

WEIGHTS: Final = ("regular", "semibold", "bold")
#: Signs without which no chart can be written.
NEEDED: Final = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;()%+-/'&"
    "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ’«»–€·×"
)
#: Signs that many fonts lack, and what is set instead: narrow and fixed spaces, the minus, the fixed hyphen, quotients.
SUBSTITUTES: Final = {"\u202f": "\u00a0", "\u00a0": " ", "−": "–", "\u2011": "-", "≈": "~", "…": "..."}
#: Latin letters, punctuation, currency and mathematical signs: what an SVG file brings of a font.
_EMBEDDED: Final = (*range(0x20, 0x180), *range(0x2000, 0x2070), 0x20AC, 0x2190, 0x2192, 0x2212, 0x2248)
#: The tables of a font that a browser needs.
_KEPT: Final = frozenset(
    (
        "GlyphOrder",
        "cmap",
        "glyf",
        "loca",
        "CFF ",
        "head",
        "hhea",
        "hmtx",
        "maxp",
        "name",
        "post",
        "OS/2",
        "GPOS",
        "kern",
    )
)
#: Bit of a font that forbids to embed it.
_RESTRICTED: Final = 0x0002
_LOGO_KINDS: Final = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_LARGEST_LOGO: Final = 1_000_000


@dataclass(frozen=True)
class Typeface:
    """A font of one's own."""

    family: str
    #: Weight -> file; a weight that lacks takes the nearest.
    files: tuple[tuple[Weight, str], ...]
    #: Sign -> what is set where a file lacks it.
    substitutes: tuple[tuple[str, str], ...] = ()

    def file(self, weight: Weight) -> str:
        """Return the file for a weight."""
        order = {"regular": ("regular", "semibold", "bold"), "semibold": ("semibold", "bold", "regular")}
        held = dict(self.files)
        nearest = order.get(weight, ("bold", "semibold", "regular"))
        return next(held[name] for name in nearest if name in held)

    def written(self, text: str) -> str:
        """Return a text in the signs that the font has."""
        return text.translate({ord(sign): other for sign, other in self.substitutes})


@dataclass(frozen=True)
class Logo:
    """A picture at the foot of a chart."""

    content: bytes
    kind: Literal["png", "jpeg"]
    #: Width over height.
    ratio: float

    @property
    def address(self) -> str:
        """The picture as a data address."""
        return f"data:image/{self.kind};base64,{base64.b64encode(self.content).decode('ascii')}"


def read_typeface(font: object) -> Typeface:
    """Read a font of one's own: one file, or one for each weight.

    Parameters
    ----------
    font
        A path of a TTF or OTF file, or paths by weight: ``{"regular": …, "bold": …}``.

    Raises
    ------
    TradeTerritoriesError
        No such file, no font in it, an unknown weight, or a font that lacks letters, digits or signs that charts need.
    """
    paths = dict(font) if isinstance(font, Mapping) else {"regular": font}
    unknown = [name for name in paths if name not in WEIGHTS]
    if unknown or not paths:
        raise TradeTerritoriesError(
            f"theme: font has the weight {unknown[0]!r}; choose among {', '.join(WEIGHTS)}"
            if unknown
            else "theme: font names no file"
        )
    family = ""
    lacking: set[str] = set()
    files: list[tuple[Any, str]] = []
    for weight, path in paths.items():
        name, signs = _signs(path)
        missing = sorted(set(NEEDED) - signs)
        if missing:
            raise TradeTerritoriesError(
                f"theme: the font {str(path)!r} lacks {len(missing)} signs that charts need, among them "
                f"{' '.join(missing[:8])}; take a font with the letters of French and English"
            )
        lacking |= {sign for sign in SUBSTITUTES if ord(sign) not in {ord(held) for held in signs}}
        family = family or name
        files.append((weight, str(path)))
    swaps = []
    for sign in sorted(lacking):
        other = SUBSTITUTES[sign]
        swaps.append((sign, SUBSTITUTES.get(other, other) if other in lacking else other))
    return Typeface(family, tuple(sorted(files)), tuple(swaps))


def _signs(path: object) -> tuple[str, set[str]]:
    """Return the family of a font file, and the signs that it has."""
    from fontTools.ttLib import TTFont, TTLibError

    if not isinstance(path, str | Path):
        raise TradeTerritoriesError(f"theme: font={path!r} is not a path; give that of a TTF or OTF file")
    try:
        with own_path(path).open("rb") as file, TTFont(file, lazy=True) as font:
            names = font["name"]
            family = names.getDebugName(16) or names.getDebugName(1) or Path(path).stem
            return family, {chr(code) for code in font.getBestCmap() or {}}
    except OSError as error:
        raise TradeTerritoriesError(
            f"theme: the font {str(path)!r} cannot be read ({error.strerror or error}); give the path of a TTF or OTF file"
        ) from error
    except (TTLibError, KeyError, struct.error, AssertionError, ValueError) as error:
        raise TradeTerritoriesError(
            f"theme: {str(path)!r} holds no font; give the path of a TTF or OTF file"
        ) from error


@lru_cache(maxsize=8)
def embedded(typeface: Typeface, weights: tuple[tuple[Weight, int], ...]) -> str:
    """Return the CSS that brings a font as data: its Latin part; empty where its licence forbids to embed it."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    faces = []
    for weight, number in weights:
        with TTFont(typeface.file(weight)) as font:
            if font["OS/2"].fsType & 0x000F == _RESTRICTED:
                return ""
            for table in set(font.keys()) - _KEPT:
                del font[table]
            options = Options()
            options.notdef_outline, options.layout_features = True, ["kern"]
            subset = Subsetter(options)
            subset.populate(unicodes=_EMBEDDED)
            subset.subset(font)
            font.flavor = "woff"
            buffer = BytesIO()
            font.save(buffer, reorderTables=None)
        data = base64.b64encode(buffer.getvalue()).decode("ascii")
        faces.append(
            f"@font-face{{font-family:'{family_in_css(typeface)}';font-weight:{number};"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "".join(faces)


def family_in_css(typeface: Typeface) -> str:
    """Return the name of a font as CSS and attributes take it."""
    return "".join(sign for sign in typeface.family if sign.isalnum() or sign in " -_")


def read_logo(path: object) -> Logo:
    """Read a logo of one's own.

    Raises
    ------
    TradeTerritoriesError
        No such file, neither PNG nor JPEG, or one of more than a megabyte.
    """
    from PIL import Image, UnidentifiedImageError

    if not isinstance(path, str | Path):
        raise TradeTerritoriesError(f"theme: logo={path!r} is not a path; give that of a PNG or JPEG file")
    try:
        content = own_path(path).read_bytes()
    except OSError as error:
        raise TradeTerritoriesError(
            f"theme: the logo {str(path)!r} cannot be read ({error.strerror or error}); give the path of a PNG or JPEG file"
        ) from error
    kind: Any = next((name for magic, name in _LOGO_KINDS.items() if content.startswith(magic)), None)
    if kind is None or len(content) > _LARGEST_LOGO:
        raise TradeTerritoriesError(
            f"theme: the logo {str(path)!r} is neither PNG nor JPEG"
            if kind is None
            else f"theme: the logo {str(path)!r} has {len(content) // 1000} kB; expected at most {_LARGEST_LOGO // 1000} kB"
        )
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise TradeTerritoriesError(f"theme: the logo {str(path)!r} is damaged ({error})") from error
    return Logo(content, kind, width / height)
