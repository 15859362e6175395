"""A matplotlib figure drawn from a scene; it saves itself the same way on every machine."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import cache, partial
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.image import BboxImage, imread
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from trade_territories._files import replacing, write_text
from trade_territories.charts._text import measure
from trade_territories.charts.scene import Area, Box, Dot, Fade, Label, Line, Mark, Picture, Ribbon, Rule, Scene
from trade_territories.charts.style import MARGIN, Style, current, font_path
from trade_territories.charts.svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.transforms import Transform
    from matplotlib.typing import ColorType

    from trade_territories.charts._typeface import Typeface
    from trade_territories.charts.style import Weight

POINTS_PER_INCH = 72
_ANCHORS = {"start": "left", "middle": "center", "end": "right"}
#: Nothing of the moment or the machine enters a file.
_METADATA: dict[str, dict[str, object]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
}


class ChartFigure(Figure):
    """A matplotlib figure of one chart: ``savefig`` gives the same bytes for the same input, ``scene`` what it shows.

    What is added to it or changed in it, as in any figure of matplotlib, is kept in every file, SVG too.
    """

    def __init__(self, scene: Scene, style: Style) -> None:
        size = ((scene.width + 2 * MARGIN) / POINTS_PER_INCH, (scene.height + 2 * MARGIN) / POINTS_PER_INCH)
        super().__init__(figsize=size, dpi=150, facecolor=style.colour("background"))
        FigureCanvasAgg(self)
        self.scene, self.style = scene, style
        self._drawn: list[list[Artist]] = []
        self._edited: set[int] = set()
        # Points from the bottom left, whatever the resolution.
        self._points = Affine2D().scale(1 / POINTS_PER_INCH) + self.dpi_scale_trans
        for rank, mark in enumerate(scene.marks):
            artists = _artists(mark, style, scene.height + MARGIN, self._points)
            for artist in artists:
                artist.set_zorder(rank)
                artist.set_figure(self)
                self.add_artist(artist, clip=False)
                artist.stale_callback = partial(self._note_edit, rank)
            self._drawn.append(artists)

    def _note_edit(self, rank: int, _artist: Artist, stale: bool) -> None:
        """Remember that an artist may have been changed since it was made, and tell matplotlib that the figure is stale."""
        self._edited.add(rank)
        if stale:
            self.stale = True

    def to_svg(self, *, prefix: str = "chart", background: ColorType | None = None) -> str:
        """Write the figure as SVG text, with what was changed in it or added to it."""
        children = {id(child): child for child in self.get_children() if child is not self.patch}
        changed = {rank for rank in range(len(self._drawn)) if self._was_edited(rank, children)}
        shown = [artist for rank in sorted(changed) for artist in self._drawn[rank] if id(artist) in children]
        ours = {id(artist) for artists in self._drawn for artist in artists}
        shown += [child for key, child in children.items() if key not in ours]
        scene, style = self.scene, self.style
        paper = to_rgba(self.get_facecolor() if background is None else background)
        has_paper = paper[3] > 0
        if has_paper and to_hex(paper) != style.colour("background"):
            style = replace(style, colours={**style.colours, "background": to_hex(paper)})
        if changed:
            scene = replace(scene, marks=tuple(mark for rank, mark in enumerate(scene.marks) if rank not in changed))
        extra = self._written_by_matplotlib(shown) if shown else ""
        return svg_of(scene, prefix=prefix, style=style, paper=has_paper, extra=extra, sheet=self._sheet())

    def _sheet(self) -> tuple[float, float, float, float]:
        """Return the left, top, width and height of the page in points; one made larger grows to the right and upwards."""
        width, height = (float(size) * POINTS_PER_INCH for size in self.get_size_inches())
        return -MARGIN, self.scene.height + MARGIN - height, width, height

    def _was_edited(self, rank: int, children: dict[int, Artist]) -> bool:
        """Return whether the artists of a mark were removed, or look other than when they were made."""
        artists = self._drawn[rank]
        if any(id(artist) not in children for artist in artists):
            return True
        if any(isinstance(artist, Text) and artist.get_bbox_patch() is not None for artist in artists):
            # Matplotlib does not tell of a box set around a text.
            return True
        if rank not in self._edited:
            return False
        if any(artist.get_zorder() != rank for artist in artists):
            return True
        fresh = _artists(self.scene.marks[rank], self.style, self.scene.height + MARGIN, self._points)
        return any(_state(artist) != _state(other) for artist, other in zip(artists, fresh, strict=True))

    def _written_by_matplotlib(self, shown: list[Artist]) -> str:
        """Return some of the figure's artists as SVG elements, where they stand on the page."""
        ids = {id(artist) for artist in shown}
        hidden = [child for child in self.get_children() if id(child) not in ids and child.get_visible()]
        buffer = StringIO()
        try:
            for artist in hidden:
                artist.set_visible(False)
            with rc_context({"svg.fonttype": "none", "svg.hashsalt": "chart"}):
                super().savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        finally:
            for artist in hidden:
                artist.set_visible(True)
        inner = re.sub(r"^.*?<svg\b[^>]*>|</svg>\s*$|<metadata>.*?</metadata>", "", buffer.getvalue(), flags=re.DOTALL)
        return (
            f'<g transform="translate({-MARGIN:g} {self._sheet()[1]:g})" xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"{inner}</g>"
        )

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save as matplotlib does, without dates; SVG is written with real text, titles and descriptions."""
        kind = str(options.get("format") or str(fname).rsplit(".", 1)[-1]).lower()
        if kind == "svg":
            text = self.to_svg(background="none" if options.get("transparent") else options.get("facecolor"))
            if hasattr(fname, "write"):
                fname.write(text.encode())
            else:
                write_text(fname, text)
            return
        options.setdefault("metadata", _METADATA.get(kind))
        options.setdefault("facecolor", self.get_facecolor())
        # Hinted letters grow at low resolutions, and would leave the space that was measured for them.
        with rc_context({"text.hinting": "none", "pdf.fonttype": 42}):
            if isinstance(fname, str | os.PathLike) and os.path.splitext(fname)[1]:  # noqa: PTH122 - of any path
                # The file that was there stays until the new one is whole; a name without an ending is matplotlib's to end.
                options.setdefault("format", kind)
                with replacing(fname) as part:
                    super().savefig(part, **options)
            else:
                super().savefig(fname, **options)

    def picture(self, kind: Literal["png", "pdf"], *, dpi: float = 150) -> bytes:
        """Return the figure as the content of a file."""
        buffer = BytesIO()
        self.savefig(buffer, format=kind, dpi=dpi)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.picture("png")


def draw(scene: Scene, style: Style | None = None) -> ChartFigure:
    """Draw a scene."""
    return ChartFigure(scene, style or current())


@cache
def _font(weight: Weight, size: float, typeface: Typeface | None) -> FontProperties:
    return FontProperties(fname=typeface.file(weight) if typeface else font_path(weight), size=size)


#: The properties by which two artists look the same.
_SEEN = (
    "text", "position", "color", "facecolor", "edgecolor", "linewidth", "linestyle", "dash_capstyle", "capstyle", "joinstyle",
    "hatch", "fontsize", "fontfamily", "fontstyle", "fontvariant", "fontweight", "fontstretch", "rotation", "rotation_mode",
    "horizontalalignment", "verticalalignment", "bbox_patch", "data", "marker", "markersize", "markerfacecolor",
    "markeredgecolor", "markeredgewidth", "drawstyle", "path_effects", "url", "gid",
)  # fmt: skip


def _state(artist: Artist) -> dict[str, object]:
    """Return what a reader sees of an artist, as texts that can be compared."""
    found: dict[str, object] = {"visible": artist.get_visible(), "alpha": artist.get_alpha()}
    for name in _SEEN:
        getter = getattr(artist, f"get_{name}", None)
        if getter is not None:
            found[name] = str(getter())
    if isinstance(artist, PathPatch | FancyBboxPatch):
        found["path"] = str(np.asarray(artist.get_path().vertices).tolist())
    if isinstance(artist, Rectangle):
        found["bounds"] = str(artist.get_bbox().bounds)
    if not isinstance(artist, BboxImage):
        found["transform"] = str(artist.get_transform().frozen())
    return found


def _artists(mark: Mark, style: Style, height: float, points: Transform) -> list[Artist]:
    """Return the artists of a mark; ``height`` is that of the page less its margin, ``points`` the transform from points."""
    artists = _ARTISTS[type(mark)](mark, style, height, points)
    for artist in artists:
        if not isinstance(artist, BboxImage):
            artist.set_transform(points)
    return artists


def _box(mark: Box, style: Style, height: float, _: Transform) -> list[Artist]:
    x, y, wide, high = mark.within
    paint = _paint(mark, mark.line, style)
    if mark.radius:
        rounding = f"round,pad=0,rounding_size={mark.radius}"
        return [FancyBboxPatch((x + MARGIN, height - y - high), wide, high, boxstyle=rounding, **paint)]
    return [Rectangle((x + MARGIN, height - y - high), wide, high, **paint)]


def _fade(mark: Fade, style: Style, height: float, points: Transform) -> list[Artist]:
    place = Bbox.from_bounds(mark.x + MARGIN, height - mark.y - mark.height, mark.width, mark.height)
    image = BboxImage(TransformedBbox(place, points), interpolation="bilinear", origin="upper")
    steps = np.linspace(mark.start, mark.end, 64)
    pixels = np.empty((1, 64, 4))
    pixels[0, :, :3] = to_rgb(style.colour(mark.fill))
    pixels[0, :, 3] = steps
    image.set_data(pixels)
    return [image]


def _area(mark: Area, style: Style, height: float, _: Transform) -> list[Artist]:
    return [PathPatch(_area_path(mark, height), **_paint(mark, mark.line, style))]


def _ribbon(mark: Ribbon, style: Style, height: float, _: Transform) -> list[Artist]:
    x0, x1, middle = mark.x0 + MARGIN, mark.x1 + MARGIN, (mark.x0 + mark.x1) / 2 + MARGIN
    y0, y1 = height - mark.y0, height - mark.y1
    path = Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], [Path.MOVETO, *[Path.CURVE4] * 3])
    line = {"facecolor": "none", "capstyle": "butt"}
    found: list[Artist] = []
    if mark.rim:
        found.append(PathPatch(path, edgecolor=style.colour("background"), linewidth=mark.width + 2 * mark.rim, **line))
    colour = style.colour(mark.fill)
    found.append(PathPatch(path, edgecolor=colour, linewidth=mark.width, alpha=mark.opacity, **line))
    return found


def _picture(mark: Picture, _: Style, height: float, points: Transform) -> list[Artist]:
    place = Bbox.from_bounds(mark.x + MARGIN, height - mark.y - mark.height, mark.width, mark.height)
    image = BboxImage(TransformedBbox(place, points), interpolation="lanczos", origin="upper")
    image.set_data(imread(BytesIO(mark.logo.content), format=mark.logo.kind))
    return [image]


def _line(mark: Line, style: Style, height: float, _: Transform) -> list[Artist]:
    xs, ys = [x + MARGIN for x, _ in mark.points], [height - y for _, y in mark.points]
    line = Line2D(
        xs, ys, color=style.colour(mark.stroke), linewidth=mark.width, solid_capstyle="butt", solid_joinstyle="round"
    )
    return [_dashed(line, mark.dash, mark.width)]


def _dot(mark: Dot, style: Style, height: float, _: Transform) -> list[Artist]:
    edge = {"edgecolor": style.colour(mark.edge), "linewidth": 0.6} if mark.edge else {"linewidth": 0}
    return [Circle((mark.x + MARGIN, height - mark.y), mark.radius, facecolor=style.colour(mark.fill), **edge)]


def _rule(mark: Rule, style: Style, height: float, _: Transform) -> list[Artist]:
    ends = ([mark.x0 + MARGIN, mark.x1 + MARGIN], [height - mark.y0, height - mark.y1])
    line = Line2D(*ends, color=style.colour(mark.stroke), linewidth=mark.width, solid_capstyle="butt")
    return [_dashed(line, mark.dash, mark.width)]


def _dashed(line: Line2D, lengths: tuple[float, ...], width: float) -> Line2D:
    """Set the dashes of a line, which matplotlib counts in widths of the line."""
    if lengths:
        line.set_linestyle((0, tuple(length / width for length in lengths)))
    return line


class _Paint(TypedDict, total=False):
    facecolor: str
    alpha: float | None
    edgecolor: str
    linewidth: float


def _paint(mark: Box | Area, line: float, style: Style) -> _Paint:
    """Return a fill, and a line around where there is one."""
    edge: _Paint = {"edgecolor": style.colour(mark.edge), "linewidth": line} if mark.edge else {"linewidth": 0}
    return {"facecolor": style.colour(mark.fill), "alpha": mark.opacity if mark.opacity != 1 else None, **edge}


def _label(mark: Label, style: Style, height: float, _: Transform) -> list[Artist]:
    x = mark.x
    found: list[Artist] = []
    for words, weight in ((mark.text, mark.weight), *mark.more):
        text = Text(
            x + MARGIN,
            height - mark.y,
            # A dollar sign would begin a formula.
            (style.typeface.written(words) if style.typeface else words).replace("$", r"\$"),
            color=style.colour(mark.fill),
            alpha=mark.opacity,
            fontproperties=_font(weight, mark.size, style.typeface),
            ha=_ANCHORS[mark.anchor],
            va="baseline",
            rotation=mark.turn,
            rotation_mode="anchor",
        )
        x += measure(f"{words} ", mark.size, weight)
        found.append(text)
    return found


def _area_path(mark: Area, height: float) -> Path:
    points: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    for ring in mark.rings:
        points += [(x + MARGIN, height - y) for x, y in (*ring, ring[0])]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY]
    return Path(points, codes)


_ARTISTS: dict[type, Callable[..., list[Artist]]] = {
    Area: _area,
    Box: _box,
    Dot: _dot,
    Fade: _fade,
    Label: _label,
    Line: _line,
    Picture: _picture,
    Ribbon: _ribbon,
    Rule: _rule,
}
