"""What a chart is made of once it is laid out: marks with a place, a role, words, and what they belong to.

A `Scene` is the one thing that every drawing takes: `charts.svg` writes it as SVG, `charts.static` draws it with
matplotlib, `charts.interactive` with plotly. Lengths are points, ``y`` runs downwards, and colours are roles of the
style (``"import"``) or a colour (``"#5b2a86"``).

Marks answer to a reader through two fields that all of them have:

- ``target`` names what the mark stands for (``"product-C11Z"``): the script of a page makes it focusable, and tells its
  ``tooltip`` when a reader points at it, taps it or reaches it with the keyboard;
- ``of`` lists the targets that the mark belongs to: a flow is of its product and of its partner, a label of its node.
  When a target is pointed at, what is of it stays and everything else that is of something fades.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from trade_territories.charts._typeface import Logo
    from trade_territories.charts.style import Weight

__all__ = [
    "EDGE", "Anchor", "Area", "Box", "Dot", "Fade", "Ink", "Label", "Line", "Mark", "Picture", "Point", "Ribbon", "Rule", "Scene",
    "name_ink",
]  # fmt: skip

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

#: Width of the line around areas, and within rectangles.
EDGE, OUTLINE = 0.35, 0.6


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What every mark says of itself to the script of a page."""

    target: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box(Linked):
    """A rectangle, with a thin line within it where there is an ``edge``."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tooltip: str = ""
    edge: str = ""
    opacity: float = 1.0
    radius: float = 0.0

    @property
    def line(self) -> float:
        """Width of the edge: no more than there is space for."""
        return min(OUTLINE, self.width / 2, self.height / 2) if self.edge else 0.0

    @property
    def within(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what is drawn: the middle of the edge, so that it stays within the rectangle."""
        line = self.line
        return self.x + line / 2, self.y + line / 2, self.width - line, self.height - line


@dataclass(frozen=True)
class Fade(Linked):
    """A rectangle whose opacity goes from ``start`` at the left to ``end`` at the right."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    start: float
    end: float
    tooltip: str = ""


@dataclass(frozen=True)
class Area(Linked):
    """A shape of one or more rings, with a thin line around; a ring turned the other way is a hole."""

    rings: tuple[tuple[Point, ...], ...]
    fill: str
    tooltip: str = ""
    edge: str = "background"
    opacity: float = 1.0
    line: float = EDGE


@dataclass(frozen=True)
class Ribbon(Linked):
    """A stroked curve from (``x0``, ``y0``) to (``x1``, ``y1``), level at both ends: equally thick wherever it is steep.

    Its handles stand half-way between the ends. A ``rim`` in the page's colour parts it from what it crosses.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    fill: str
    tooltip: str = ""
    opacity: float = 1.0
    rim: float = 0.0

    def at(self, part: float) -> tuple[Point, Point]:
        """Return the point of the centre line at a parameter from 0 to 1, and its direction there."""
        t, u = part, 1 - part
        middle = (self.x0 + self.x1) / 2
        x = u**3 * self.x0 + 3 * u * t * middle + t**3 * self.x1
        y = (u**3 + 3 * u * u * t) * self.y0 + (3 * u * t * t + t**3) * self.y1
        dx = 3 * u * u * (middle - self.x0) + 3 * t * t * (self.x1 - middle)
        dy = 6 * u * t * (self.y1 - self.y0)
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        return (x, y), (dx / length, dy / length)


@dataclass(frozen=True)
class Line(Linked):
    """A line through points, with round joins; ``dash`` gives the lengths of its strokes and gaps."""

    points: tuple[Point, ...]
    stroke: str
    width: float
    tooltip: str = ""
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Dot(Linked):
    """A disc; with an ``edge``, a line around it."""

    x: float
    y: float
    radius: float
    fill: str
    tooltip: str = ""
    edge: str = ""


class Ink(NamedTuple):
    """How a text is written: the role of its colour, and its weight; the two that follow ``size`` in a label."""

    fill: str = "ink"
    weight: Weight = "regular"


def name_ink(*, is_rest: bool) -> Ink:
    """Return how the name of a row or node is written; "autres" stands back."""
    return Ink("secondary") if is_rest else Ink(weight="semibold")


@dataclass(frozen=True)
class Label(Linked):
    """A line of text; ``y`` is its baseline, and ``turn`` an angle in degrees, counter-clockwise, about (``x``, ``y``).

    ``more`` is what follows on the line in another weight; such a line begins at ``x``.
    """

    x: float
    y: float
    text: str
    size: float
    fill: str = "ink"
    weight: Weight = "regular"
    anchor: Anchor = "start"
    opacity: float = 1.0
    turn: float = 0.0
    more: tuple[tuple[str, Weight], ...] = ()


@dataclass(frozen=True)
class Rule(Linked):
    """A straight line; ``above`` says that it stands on a shape, where drawings have layers."""

    x0: float
    y0: float
    x1: float
    y1: float
    stroke: str = "rule"
    width: float = 0.6
    above: bool = False
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture(Linked):
    """A logo."""

    x: float
    y: float
    width: float
    height: float
    logo: Logo


Mark = Area | Box | Dot | Fade | Line | Picture | Ribbon | Label | Rule
Kind = TypeVar("Kind", bound=Mark)


@dataclass(frozen=True)
class Scene:
    """A whole picture, in points."""

    #: Of the content: drawings set `style.MARGIN` around it, into which the ribbon of an example reaches.
    width: float
    height: float
    #: In the order in which they are drawn.
    marks: tuple[Mark, ...]
    #: For those who do not see it.
    title: str
    description: str
    #: Language of its words.
    lang: str

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return the marks of one kind."""
        return [mark for mark in self.marks if isinstance(mark, kind)]
