"""How charts look: colours fixed by meaning, sizes of type, the shipped font; changed by a context manager."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from trade_territories.charts._tones import tones
from trade_territories.charts._typeface import Logo, Typeface, read_logo, read_typeface
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

Weight = Literal["regular", "semibold", "bold"]

#: Role -> colour on a light page, and on a dark one: lighter, so that contrast holds. A role is a meaning; a colour has
#: one meaning in a chart.
_ROLES: dict[str, tuple[str, str]] = {
    "background": ("#ffffff", "#14161f"),
    "ink": ("#1d1f2b", "#f1f2f6"),
    "secondary": ("#5a6072", "#b4bacb"),
    "faint": ("#8b93a7", "#7d869c"),
    "rule": ("#e6e8ee", "#343848"),
    "node": ("#1d1f2b", "#e4e6ee"),
    "rest": ("#8d95a8", "#7d869c"),
    "pale": ("#c9ced9", "#363b48"),
    "edge": ("#8d95a8", "#666e84"),
    "import": ("#3b86c4", "#a5d2f5"),
    "export": ("#5b2a86", "#8b5fd0"),
    "import_text": ("#1f659c", "#7fb8e8"),
    "export_text": ("#5b2a86", "#d0b2f0"),
    "largest": ("#c8102e", "#d2364c"),
    "on_largest": ("#ffffff", "#ffffff"),
    "largest_text": ("#c8102e", "#ff9ca8"),
    "flow": ("#e1e3e8", "#363b48"),
    "deficit": ("#b42318", "#ffa297"),
    "surplus": ("#1b7f4b", "#5fc98f"),
    "zebra": ("#f5f6f9", "#1b1e29"),
    "others": ("#dfe2e9", "#3a3f4e"),
    "others_flow": ("#eceef2", "#242834"),
    "import_pale": ("#c9dcec", "#2b4a63"),
    "export_pale": ("#d4c8e0", "#43325f"),
    "export_1": ("#ece6f5", "#241c33"),
    "export_2": ("#d8c9e8", "#3a2a58"),
    "export_3": ("#b497d4", "#6a4aa3"),
    "export_4": ("#7a48a8", "#c9b2f2"),
    "export_5": ("#3f1663", "#e9defc"),
    "import_1": ("#e6f1fa", "#15283a"),
    "import_2": ("#bdd9ef", "#1c3f5e"),
    "import_3": ("#8fbfe4", "#2a6797"),
    "import_4": ("#1f659c", "#8fc6ee"),
    "import_5": ("#0b3552", "#d3eafa"),
    "others_1": ("#f2f3f6", "#1d2029"),
    "others_2": ("#e8eaef", "#272b37"),
    "others_3": ("#dfe2e9", "#343948"),
    "others_4": ("#c9ced9", "#4a5164"),
    "others_5": ("#b4bacb", "#626a80"),
    "on_scale": ("#ffffff", "#14161f"),
    "ribbon": ("#ffe9a3", "#ffe9a3"),
    "ribbon_text": ("#4d3800", "#4d3800"),
}
LIGHT: Mapping[str, str] = MappingProxyType({role: light for role, (light, _) in _ROLES.items()} | tones())
DARK: Mapping[str, str] = MappingProxyType({role: dark for role, (_, dark) in _ROLES.items()} | tones(dark=True))
#: Room around a chart, in points; the ribbon of an example reaches into it.
MARGIN = 9.0
#: The least contrast that WCAG asks for at level AA: of text, and of a mark or its outline.
READABLE, SEEN = 4.5, 3.0
#: Roles so pale that a line in the colour of the edge tells them from the page: they leave the eye free.
PALE = frozenset({"flow", "pale", "rule", "background"})
FONT_FILES: Mapping[Weight, str] = MappingProxyType(
    {weight: f"TerritoiresSans-{weight}.ttf" for weight in ("regular", "semibold", "bold")}
)
FONT_WEIGHTS: Mapping[Weight, int] = MappingProxyType({"regular": 400, "semibold": 600, "bold": 700})


@dataclass(frozen=True)
class Sizes:
    """Type sizes and page width, in points, of a wide chart; nothing is below 7 in print."""

    title: float = 15.0
    subtitle: float = 9.0
    head: float = 8.2
    name: float = 8.6
    value: float = 7.6
    reading: float = 7.6
    source: float = 7.2
    smallest: float = 7.0
    #: The column of an A4 page, 180 mm.
    page: float = 510.24


#: Sizes of a chart for a phone: its smallest type has 9 pixels where the chart is as wide as a screen of 320.
NARROW = Sizes(
    title=15.5, subtitle=9.6, head=8.8, name=9.4, value=8.8, reading=8.8, source=8.4, smallest=8.4, page=280.0
)


@dataclass(frozen=True)
class Style:
    """A whole look."""

    #: Role -> colour.
    colours: Mapping[str, str] = field(default_factory=lambda: LIGHT)
    #: Type sizes and page width.
    sizes: Sizes = field(default_factory=Sizes)
    #: The same for a narrow chart.
    narrow: Sizes = NARROW
    #: Family that stands in for the shipped subset where that cannot be read.
    family: str = "Source Sans 3"
    #: A font of one's own, and a logo for the foot of charts that stand alone.
    typeface: Typeface | None = None
    logo: Logo | None = None

    def colour(self, role: str) -> str:
        """Return the colour of a role; a colour itself is given back."""
        return role if role.startswith("#") else self.colours[role]

    def at(self, width: str) -> Style:
        """Return the style whose sizes are those of a wide or a narrow chart."""
        return replace(self, sizes=self.narrow) if width == "narrow" else self


_CURRENT: ContextVar[Style | None] = ContextVar("style", default=None)
_DEFAULT = Style()
_OPTIONS = ("dark", "font", "logo")


def current() -> Style:
    """Return the style in force.

    Examples
    --------
    >>> current().colour("export")
    '#5b2a86'
    """
    return _CURRENT.get() or _DEFAULT


def theme(
    *,
    dark: bool = False,
    font: str | Path | Mapping[Weight, str | Path] | None = None,
    logo: str | Path | None = None,
    **changes: Any,
) -> AbstractContextManager[Style]:
    """Change colours, sizes, the font or the logo of the charts drawn inside.

    A fiche keeps the shipped font, which its pages and PDF bring, and has the logos of its edition.

    Parameters
    ----------
    dark
        Start from the colours for dark pages.
    font
        A TTF or OTF file, or files by weight: ``{"regular": "Marianne-Regular.otf", "bold": "Marianne-Bold.otf"}``. Texts
        are measured in it; SVG files bring it, where its licence allows that.
    logo
        A PNG or JPEG file, set at the foot of charts, right of the source.
    **changes
        Roles with a colour (``export="#005f73"``) or sizes in points (``title=14``).

    Raises
    ------
    TradeTerritoriesError
        Neither a role nor a size, a colour that is not written ``#rrggbb``, a size that is not a positive number, or a
        font or logo that cannot be read or lacks what charts need.

    Examples
    --------
    >>> with theme(export="#005f73") as style:
    ...     current().colour("export")
    '#005f73'
    """
    base = current()
    colours = dict(DARK if dark else base.colours)
    sizes = {}
    for name, value in changes.items():
        if name in colours:
            colours[name] = _checked_colour(name, value)
        elif name in Sizes.__dataclass_fields__:
            sizes[name] = _checked_size(name, value)
        else:
            raise TradeTerritoriesError(_no_such_role(name, [*_OPTIONS, *Sizes.__dataclass_fields__, *colours]))
    narrow = {name: value for name, value in sizes.items() if name != "page"}
    style = replace(
        base,
        colours=MappingProxyType(colours),
        sizes=replace(base.sizes, **sizes),
        narrow=replace(base.narrow, **narrow),
        typeface=base.typeface if font is None else read_typeface(font),
        logo=base.logo if logo is None else read_logo(logo),
    )
    return _in_force(style)


@contextmanager
def _in_force(style: Style) -> Iterator[Style]:
    token = _CURRENT.set(style)
    try:
        yield style
    finally:
        _CURRENT.reset(token)


@contextmanager
def shipped_font() -> Iterator[None]:
    """Draw with the shipped font and without a logo inside, whatever theme is in force: documents bring that font."""
    with _in_force(replace(current(), typeface=None, logo=None)):
        yield


def _no_such_role(name: str, known: list[str]) -> str:
    """Say what a name may have meant; the hundred roles themselves are in the documentation."""
    near = get_close_matches(name, known, n=3)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    sizes = ", ".join(Sizes.__dataclass_fields__)
    return (
        f"theme: {name!r} is neither a role nor a size; {meant}write dark, font, logo, a size ({sizes}) or a role "
        "of tt.charts.style.current().colours, such as import, export, deficit, surplus, ink, background"
    )


def _checked_colour(role: str, value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return value.lower()
    raise TradeTerritoriesError(
        f'theme: {role}={value!r} is not a colour; write it as "#rrggbb", for example "#005f73"'
    )


def _checked_size(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
        return float(value)
    raise TradeTerritoriesError(f"theme: {name}={value!r} is not a size; give a number of points above 0")


def font_path(weight: Weight) -> str:
    """Return the path of a font file that is shipped.

    Examples
    --------
    >>> font_path("bold").endswith("TerritoiresSans-bold.ttf")
    True
    """
    return str(files("trade_territories.charts").joinpath("fonts", FONT_FILES[weight]))


def edge_of(role: str) -> str:
    """Return the role of the line around a fill; none where the fill stands out from the page by itself.

    Examples
    --------
    >>> edge_of("flow"), edge_of("largest")
    ('edge', '')
    """
    return "edge" if role in PALE else ""


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it, from 1 to 21.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG defines it, from 0 to 1.

    Examples
    --------
    >>> luminance("#ffffff")
    1.0
    """
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
