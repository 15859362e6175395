"""Write a scene as SVG: real text, titles on marks, an embedded font; the same text on every machine."""

from __future__ import annotations

import base64
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from trade_territories.charts._typeface import embedded, family_in_css
from trade_territories.charts.scene import Area, Box, Dot, Fade, Label, Line, Mark, Picture, Ribbon, Rule, Scene
from trade_territories.charts.style import FONT_WEIGHTS, MARGIN, Style, Weight, current
from trade_territories.errors import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories.charts.scene import Point

#: The family of the embedded subset; the font's own name is reserved for unchanged copies.
SUBSET_FAMILY = "Territoires Sans"
_SUBSETS: tuple[Weight, ...] = ("regular", "semibold", "bold")


def svg_of(
    scene: Scene,
    *,
    prefix: str,
    style: Style | None = None,
    embed_fonts: bool = True,
    adaptive: bool = False,
    paper: bool = True,
    extra: str = "",
    sheet: tuple[float, float, float, float] | None = None,
) -> str:
    """Write a scene as SVG.

    Parameters
    ----------
    prefix
        Begins every id, so that two charts on one page share none.
    embed_fonts
        Whether the file brings its font; a page that has it once needs it no more.
    adaptive
        Whether colours follow the page's custom properties (``--tt-ink``, …), for light and dark.
    paper
        Whether a sheet in the colour of the background lies under the chart; never where colours follow the page.
    extra
        Elements that stand over the scene, already written as SVG.
    sheet
        Left, top, width and height of the page, where it is not the scene with its margin.

    Examples
    --------
    >>> scene = Scene(100, 20, (Label(0, 10, "Marne", 8),), "A title", "A description", "fr")
    >>> svg_of(scene, prefix="one", embed_fonts=False).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    look = style or current()
    sheet = sheet or (-MARGIN, -MARGIN, scene.width + 2 * MARGIN, scene.height + 2 * MARGIN)
    box = " ".join(number(length) for length in sheet)
    writer = _Writer(look, prefix, adaptive)
    body = [writer.written(mark) for mark in scene.marks]
    defs = "".join(writer.gradients.values())
    families = f"'{family_in_css(look.typeface)}'" if look.typeface else f"'{SUBSET_FAMILY}', '{look.family}'"
    faces = embedded(look.typeface, tuple(FONT_WEIGHTS.items())) if look.typeface else font_faces()
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" lang="{scene.lang}" '
            f'aria-labelledby="{prefix}-title {prefix}-desc" font-family="{families}, sans-serif">'
        ),
        f'<title id="{prefix}-title">{_escaped(scene.title)}</title>',
        f'<desc id="{prefix}-desc">{_escaped(scene.description)}</desc>',
        f"<style>{faces}</style>" if embed_fonts and faces else "",
        f"<defs>{defs}</defs>" if defs else "",
        _paper(look.colour("background"), sheet) if paper and not adaptive else "",
        *body,
        extra,
        "</svg>\n",
    ]
    return "\n".join(part for part in parts if part)


@cache
def font_faces() -> str:
    """Return the CSS that brings the subset of the font, as data."""
    folder = files("trade_territories.charts").joinpath("fonts")
    faces = []
    for weight in _SUBSETS:
        data = base64.b64encode(folder.joinpath(f"TerritoiresSans-{weight}.woff2").read_bytes()).decode("ascii")
        faces.append(
            f"@font-face{{font-family:'{SUBSET_FAMILY}';font-weight:{FONT_WEIGHTS[weight]};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "".join(faces)


class _Writer:
    """Marks as SVG elements; colours as they are, or as properties of the page with the same as a fallback."""

    def __init__(self, style: Style, prefix: str, adaptive: bool) -> None:
        self.style, self.prefix, self.adaptive = style, prefix, adaptive
        self.gradients: dict[tuple[str, float, float], str] = {}
        self._writers: dict[type, Callable[..., str]] = {
            Area: self._area,
            Box: self._box,
            Dot: self._dot,
            Fade: self._fade,
            Label: self._label,
            Line: self._line,
            Picture: self._picture,
            Ribbon: self._ribbon,
            Rule: self._rule,
        }

    def written(self, mark: Mark) -> str:
        """Return a mark as an element."""
        return self._writers[type(mark)](mark)

    def _paint(self, **roles: str) -> str:
        """Return the attributes, or one style, that give properties the colours of roles."""
        if not self.adaptive:
            return " ".join(f'{name}="{self._plain(role)}"' for name, role in roles.items())
        fixed = [f'{name}="{role}"' for name, role in roles.items() if role.startswith("#") or role == "none"]
        following = ";".join(
            f"{name}:var(--tt-{role.replace('_', '-')},{self.style.colour(role)})"
            for name, role in roles.items()
            if not role.startswith("#") and role != "none"
        )
        return " ".join([*fixed, *([f'style="{following}"'] if following else [])])

    def _plain(self, role: str) -> str:
        return role if role == "none" else self.style.colour(role)

    def _shape(self, tag: str, attributes: str, mark: Mark, tooltip: str = "") -> str:
        link = f' data-k="{escape(mark.target)}"' if mark.target else ""
        link += _links(mark.of)
        start = f"<{tag} {attributes}{link}"
        return f"{start}><title>{_escaped(tooltip)}</title></{tag}>" if tooltip else f"{start}/>"

    def _edged(self, fill: str, edge: str, line: float) -> str:
        if not edge:
            return self._paint(fill=fill)
        return f'{self._paint(fill=fill, stroke=edge)} stroke-width="{number(line)}"'

    def _box(self, mark: Box) -> str:
        x, y, width, height = (number(value) for value in mark.within)
        radius = f' rx="{number(mark.radius)}"' if mark.radius else ""
        paint = f"{self._edged(mark.fill, mark.edge, mark.line)}{_opacity('fill', mark.opacity)}"
        return self._shape(
            "rect", f'x="{x}" y="{y}" width="{width}" height="{height}"{radius} {paint}', mark, mark.tooltip
        )

    def _fade(self, mark: Fade) -> str:
        key = (mark.fill, mark.start, mark.end)
        name = f"{self.prefix}-fade{len(self.gradients) + 1}"
        if key in self.gradients:
            name = f"{self.prefix}-fade{list(self.gradients).index(key) + 1}"
        else:
            colour = self._paint(**{"stop-color": mark.fill})
            stops = "".join(
                f'<stop offset="{offset}" {colour} stop-opacity="{value:g}"/>'
                for offset, value in ((0, mark.start), (1, mark.end))
            )
            self.gradients[key] = f'<linearGradient id="{name}">{stops}</linearGradient>'
        x, y, width, height = (number(value) for value in (mark.x, mark.y, mark.width, mark.height))
        place = f'x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#{name})"'
        return self._shape("rect", place, mark, mark.tooltip)

    def _area(self, mark: Area) -> str:
        paint = f"{self._edged(mark.fill, mark.edge, mark.line)}{_opacity('fill', mark.opacity)}"
        return self._shape("path", f'd="{area_path(mark)}" {paint}', mark, mark.tooltip)

    def _ribbon(self, mark: Ribbon) -> str:
        path = f'd="{ribbon_path(mark)}"'
        attributes = f'{path} {self._paint(fill="none", stroke=mark.fill)} stroke-width="{number(mark.width)}"'
        under = ""
        if mark.rim:
            paper = self._paint(fill="none", stroke="background")
            under = f'<path {path} {paper} stroke-width="{number(mark.width + 2 * mark.rim)}"/>'
        return under + self._shape("path", attributes + _opacity("stroke", mark.opacity), mark, mark.tooltip)

    def _line(self, mark: Line) -> str:
        points = " ".join(f"{number(x)},{number(y)}" for x, y in mark.points)
        paint = self._paint(fill="none", stroke=mark.stroke)
        attributes = (
            f'points="{points}" {paint} stroke-width="{number(mark.width)}" stroke-linejoin="round"{_dash(mark.dash)}'
        )
        return self._shape("polyline", attributes, mark, mark.tooltip)

    def _dot(self, mark: Dot) -> str:
        place = f'cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.radius)}"'
        return self._shape("circle", f"{place} {self._edged(mark.fill, mark.edge, 0.6)}", mark, mark.tooltip)

    def _rule(self, mark: Rule) -> str:
        ends = f'x1="{number(mark.x0)}" y1="{number(mark.y0)}" x2="{number(mark.x1)}" y2="{number(mark.y1)}"'
        paint = f'{self._paint(stroke=mark.stroke)} stroke-width="{number(mark.width)}"{_dash(mark.dash)}'
        return self._shape("line", f"{ends} {paint}", mark)

    def _label(self, mark: Label) -> str:
        x, y = number(mark.x), number(mark.y)
        weight = f' font-weight="{FONT_WEIGHTS[mark.weight]}"' if mark.weight != "regular" else ""
        anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
        turn = f' transform="rotate({number(-mark.turn)} {x} {y})"' if mark.turn else ""
        link = _links(mark.of)
        paint = f"{self._paint(fill=mark.fill)}{_opacity('fill', mark.opacity)}"
        more = "".join(
            f' <tspan font-weight="{FONT_WEIGHTS[other]}">{self._words(text)}</tspan>' for text, other in mark.more
        )
        return (
            f'<text x="{x}" y="{y}" font-size="{number(mark.size)}"{weight}{anchor}{turn}{link} {paint}>'
            f"{self._words(mark.text)}{more}</text>"
        )

    def _words(self, text: str) -> str:
        return _escaped(self.style.typeface.written(text) if self.style.typeface else text)

    def _picture(self, mark: Picture) -> str:
        place = " ".join(
            f'{name}="{number(value)}"'
            for name, value in (("x", mark.x), ("y", mark.y), ("width", mark.width), ("height", mark.height))
        )
        return f'<image {place} href="{mark.logo.address}"/>'


def area_path(mark: Area) -> str:
    """Return the outline of an area as an SVG path.

    Examples
    --------
    >>> area_path(Area((((0, 0), (4, 0), (4, 3)),), "rule"))
    'M0 0L4 0L4 3Z'
    """
    return _rings_path(mark.rings)


#: The contours of a map are the same on all maps of a size.
@lru_cache(maxsize=1024)
def _rings_path(rings: tuple[tuple[Point, ...], ...]) -> str:
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in rings)


def ribbon_path(mark: Ribbon) -> str:
    """Return the centre line of a ribbon as an SVG path.

    Examples
    --------
    >>> ribbon_path(Ribbon(0, 1, 10, 6, 2, "flow"))
    'M0 1C5 1 5 6 10 6'
    """
    middle = number((mark.x0 + mark.x1) / 2)
    x0, y0, x1, y1 = (number(value) for value in (mark.x0, mark.y0, mark.x1, mark.y1))
    return f"M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}"


def number(value: float) -> str:
    """Return a length with at most two decimals.

    Examples
    --------
    >>> number(2.50), number(-0.001), number(3)
    ('2.5', '0', '3')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _opacity(name: str, value: float) -> str:
    return f' {name}-opacity="{round(value, 3):g}"' if value != 1 else ""


def _dash(lengths: Sequence[float]) -> str:
    return f' stroke-dasharray="{" ".join(number(length) for length in lengths)}"' if lengths else ""


def _paper(colour: str, sheet: tuple[float, float, float, float]) -> str:
    return f'<rect x="{number(sheet[0])}" y="{number(sheet[1])}" width="100%" height="100%" fill="{colour}"/>'


def _links(targets: Sequence[str]) -> str:
    """Return the attribute that names the marks to which a mark belongs."""
    return f' data-of="{escape(" ".join(targets))}"' if targets else ""


def _escaped(text: str) -> str:
    """Return a text as XML takes it: a column of one's own may have a name that no label file could bring."""
    return escape(readable(text), quote=False)
