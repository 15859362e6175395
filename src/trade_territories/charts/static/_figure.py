"""A matplotlib figure drawn from a scene; it saves itself the same way on every machine."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from trade_territories.charts.export import MARGIN, POINTS_PER_INCH, svg_of
from trade_territories.charts.layout.scene import EDGE, Area, Box, Label, Mark, Ribbon, Rule, Scene
from trade_territories.charts.style import Style, Weight, current, font_path

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_ANCHORS = {"start": "left", "middle": "center", "end": "right"}
#: Nothing of the moment or the machine enters a file.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
}


class ChartFigure(Figure):
    """A matplotlib figure of one chart: ``savefig`` gives the same bytes for the same input, ``scene`` what it shows."""

    def __init__(self, scene: Scene, style: Style) -> None:
        size = ((scene.width + 2 * MARGIN) / POINTS_PER_INCH, (scene.height + 2 * MARGIN) / POINTS_PER_INCH)
        super().__init__(figsize=size, dpi=150, facecolor=style.colour("background"))
        FigureCanvasAgg(self)
        self.scene, self.style = scene, style
        for rank, mark in enumerate(scene.marks):
            artist = _artist(mark, style, scene.height + MARGIN, rank)
            # Points from the bottom left, whatever the resolution.
            artist.set_transform(self.dpi_scale_trans_in_points())
            artist.set_figure(self)
            self.add_artist(artist, clip=False)

    def dpi_scale_trans_in_points(self) -> Any:
        """Give the transform from points to pixels."""
        from matplotlib.transforms import Affine2D

        return Affine2D().scale(1 / POINTS_PER_INCH) + self.dpi_scale_trans

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save as matplotlib does, without dates; SVG is written with real text, titles and descriptions."""
        kind = str(options.get("format") or str(fname).rsplit(".", 1)[-1]).lower()
        if kind == "svg":
            text = svg_of(self.scene, prefix="chart", style=self.style)
            if hasattr(fname, "write"):
                fname.write(text.encode())
            else:
                from pathlib import Path as FilePath

                FilePath(fname).write_text(text, encoding="utf-8", newline="\n")
            return
        options.setdefault("metadata", _METADATA.get(kind))
        options.setdefault("facecolor", self.get_facecolor())
        # Hinted letters grow at low resolutions, and would leave the room that was measured for them.
        with rc_context({"text.hinting": "none", "pdf.fonttype": 42}):
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=150)
        return buffer.getvalue()


def draw(scene: Scene, style: Style | None = None) -> ChartFigure:
    """Draw a scene."""
    return ChartFigure(scene, style or current())


@cache
def _font(weight: Weight, size: float) -> FontProperties:
    return FontProperties(fname=font_path(weight), size=size)


def _artist(mark: Mark, style: Style, height: float, rank: int) -> Artist:
    if isinstance(mark, Box):
        x, y, wide, high = mark.within
        return Rectangle((x + MARGIN, height - y - high), wide, high, zorder=rank, **_paint(mark, mark.line, style))
    if isinstance(mark, Area):
        return PathPatch(_area_path(mark, height), zorder=rank, **_paint(mark, EDGE, style))
    if isinstance(mark, Ribbon):
        return PathPatch(_ribbon_path(mark, height), zorder=rank, **_paint(mark, mark.line, style))
    if isinstance(mark, Rule):
        ends = ([mark.x0 + MARGIN, mark.x1 + MARGIN], [height - mark.y0, height - mark.y1])
        return Line2D(*ends, color=style.colour(mark.stroke), linewidth=mark.width, zorder=rank)
    return _text(mark, style, height, rank)


def _paint(mark: Box | Area | Ribbon, line: float, style: Style) -> dict[str, Any]:
    """Give a fill, and a line around where there is one."""
    edge = {"edgecolor": style.colour(mark.edge), "linewidth": line} if mark.edge else {"linewidth": 0}
    return {"facecolor": style.colour(mark.fill), **edge}


def _text(mark: Label, style: Style, height: float, rank: int) -> Text:
    return Text(
        mark.x + MARGIN,
        height - mark.y,
        # A dollar sign would begin a formula.
        mark.text.replace("$", r"\$"),
        color=style.colour(mark.fill),
        alpha=mark.opacity,
        fontproperties=_font(mark.weight, mark.size),
        ha=_ANCHORS[mark.anchor],
        va="baseline",
        rotation=mark.turn,
        rotation_mode="anchor",
        zorder=rank,
    )


def _area_path(mark: Area, height: float) -> Path:
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for ring in mark.rings:
        points += [(x + MARGIN, height - y) for x, y in (*ring, ring[0])]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY]
    return Path(points, codes)


def _ribbon_path(mark: Ribbon, height: float) -> Path:
    x0, x1, middle = mark.x0 + MARGIN, mark.x1 + MARGIN, (mark.x0 + mark.x1) / 2 + MARGIN
    upper0, upper1, high = mark.within
    top0, top1 = height - upper0, height - upper1
    low0, low1 = top0 - high, top1 - high
    points = [
        (x0, top0), (middle, top0), (middle, top1), (x1, top1), (x1, low1), (middle, low1), (middle, low0), (x0, low0),
        (x0, top0),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
