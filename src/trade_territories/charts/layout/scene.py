"""What a chart is made of once it is laid out: marks with their place, their role and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from trade_territories.charts.style import Weight

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """A rectangle; ``fill`` is a role of the style or a colour."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tooltip: str = ""


@dataclass(frozen=True)
class Area:
    """A shape of one or more rings, with a thin line around; a ring turned the other way is a hole."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    fill: str
    tooltip: str = ""
    edge: str = "background"


@dataclass(frozen=True)
class Ribbon:
    """A band that leaves ``x0`` between ``top0`` and ``top0 + height`` and arrives at ``x1`` as high as it left."""

    x0: float
    top0: float
    x1: float
    top1: float
    height: float
    fill: str
    opacity: float
    tooltip: str = ""


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


#: Width of the line around areas.
EDGE = 0.35

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
