"""What a chart is made of once it is laid out: marks with their place, their role and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from trade_territories.charts.style import Weight

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """A rectangle; ``fill`` is a role of the style or a colour.

    What is paler than 3 to 1 has an ``edge``, a thin line within it, by which it is told from the page.
    """

    x: float
    y: float
    width: float
    height: float
    fill: str
    tooltip: str = ""
    edge: str = ""

    @property
    def line(self) -> float:
        """Width of the edge: no more than there is room for."""
        return min(OUTLINE, self.width / 2, self.height / 2) if self.edge else 0.0

    @property
    def within(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is drawn: the middle of the edge, so that it stays within the rectangle."""
        line = self.line
        return self.x + line / 2, self.y + line / 2, self.width - line, self.height - line


@dataclass(frozen=True)
class Area:
    """A shape of one or more rings, with a thin line around; a ring turned the other way is a hole."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    fill: str
    tooltip: str = ""
    edge: str = "background"


@dataclass(frozen=True)
class Ribbon:
    """A band that leaves ``x0`` between ``top0`` and ``top0 + height`` and arrives at ``x1`` as high as it left.

    Its ``edge`` is a thin line within it, as that of a rectangle is.
    """

    x0: float
    top0: float
    x1: float
    top1: float
    height: float
    fill: str
    tooltip: str = ""
    edge: str = ""

    @property
    def line(self) -> float:
        """Width of the edge: no more than there is room for."""
        return min(RIBBON_OUTLINE, self.height / 2) if self.edge else 0.0

    @property
    def within(self) -> tuple[float, float, float]:
        """Both tops and the height of what is drawn: the middle of the edge, so that it stays within the band."""
        line = self.line
        return self.top0 + line / 2, self.top1 + line / 2, self.height - line


@dataclass(frozen=True)
class Label:
    """A line of text; ``y`` is its baseline. ``turn`` is in degrees, counter-clockwise."""

    x: float
    y: float
    text: str
    size: float
    fill: str = "ink"
    weight: Weight = "regular"
    anchor: Anchor = "start"
    opacity: float = 1.0
    turn: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A straight line; ``above`` says that it stands on a shape, where drawings have layers."""

    x0: float
    y0: float
    x1: float
    y1: float
    stroke: str = "rule"
    width: float = 0.6
    above: bool = False


#: Width of the line around areas, within rectangles, and within bands, of which many cross: there it is a hairline.
EDGE, OUTLINE, RIBBON_OUTLINE = 0.35, 0.6, 0.2

Mark = Area | Box | Ribbon | Label | Rule


@dataclass(frozen=True)
class Scene:
    """A whole picture, in points.

    Parameters
    ----------
    marks
        In the order in which they are drawn.
    title, description
        For those who do not see it.
    lang
        Language of its words.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str
    lang: str

    def of(self, kind: type) -> list[Mark]:
        """Give the marks of one kind."""
        return [mark for mark in self.marks if isinstance(mark, kind)]
