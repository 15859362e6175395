"""Place the nodes and ribbons of a Sankey: one scale for both sides, labels level with their nodes, ink that falls with value.

A ribbon is a stroked centre line, so that it is equally thick wherever it is steep, and as thick as its share of the node
where it leaves and where it arrives. Flows too small to be followed are not drawn across: what a node has of them is one
stub that fades beside it, as high as they are together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING
from trade_territories.charts.scene import Box, Fade, Label, Mark, Ribbon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories.charts._sankey import Link, Node
    from trade_territories.charts.page import Page
    from trade_territories.charts.style import Weight

#: Flows below these shares are gathered in stubs: between named ends, and with "autres".
LEAST_PCT, LEAST_OTHERS_PCT = 0.5, 1.5
#: From this share of flows with "autres" on, all of these are gathered too.
DENSE_PCT = 50.0
NODE_GAP, LABEL_PAD, WIDEST_GAP = 5.0, 2.0, 26.0
#: All flows are at least so high, as a part of the plot.
LEAST_FLOWS = 0.5
THINNEST = 0.3
#: Opacity of a stub at its node, and how far it reaches, as a part of the span.
STUB_INK, STUB_REACH = 0.18, 0.16
#: Opacity of grey ribbons: at the least share, what it gains up to the share of a full one, and how it rises.
PALEST_INK, INK_RANGE, FULL_PCT, INK_POWER = 0.10, 0.28, 3.0, 0.7
RIM = 0.45
#: Room around a value in a ribbon, and between a value and its node.
PILL_PAD, PILL_END = 2.2, 14.0
#: Pills whose flows end closer than so many times their type would crowd.
PILL_PITCH = 1.9
#: Number of places along a ribbon that are tried for its value.
PILL_STEPS = 32


class Labelled(NamedTuple):
    """A node with the lines of its label: its name, then what stands below in small type."""

    node: Node
    lines: tuple[str, ...]
    below: tuple[str, ...]
    height: float


class Slot(NamedTuple):
    """A node at its place on a side."""

    label: Labelled
    top: float
    height: float


class Column(NamedTuple):
    """The nodes of a side, from the top down; ``scale`` is points to a euro."""

    slots: tuple[Slot, ...]
    height: float
    scale: float


def is_dense(links: Sequence[Link]) -> bool:
    """Return whether flows with "autres" make so much of the value that they would hide the others."""
    whole = sum(link.value_eur for link in links)
    return sum(link.value_eur for link in links if not link.named) >= DENSE_PCT / 100 * whole > 0


def drawn(links: Sequence[Link], dense: bool) -> tuple[Link, ...]:
    """Return the flows that are drawn across; red ones always are, those with "autres" only where they are not dense."""
    alone = len(links) == 1
    return tuple(
        link
        for link in links
        if link.marked
        or alone
        or (link.named and link.share_pct >= LEAST_PCT)
        or (not link.named and not dense and link.share_pct >= LEAST_OTHERS_PCT)
    )


def ink(link: Link) -> float:
    """Return the opacity of a flow that is not red: it never falls while value rises."""
    part = min(max(link.share_pct, LEAST_PCT), FULL_PCT) - LEAST_PCT
    return PALEST_INK + INK_RANGE * float((part / (FULL_PCT - LEAST_PCT)) ** INK_POWER)


def labelled(nodes: Sequence[Node], page: Page, widest: float) -> tuple[Labelled, ...]:
    """Return the nodes with the lines of their labels."""
    sizes = page.sizes
    found = []
    for node in nodes:
        weight: Weight = "regular" if node.is_rest else "semibold"
        lines = tuple(label_lines(node.name, widest, sizes.name, weight, lines=4 if page.narrow else 2))
        value = node.share if page.narrow else f"{node.value} · {node.share}"
        below = (node.part, value) if node.part else (value,)
        height = len(lines) * sizes.name * LEADING + len(below) * sizes.value * LEADING
        found.append(Labelled(node, lines, below, height))
    return tuple(found)


def placed(
    sides: Sequence[tuple[Labelled, ...]], whole_eur: int, least: float, stretch: float | None = None
) -> tuple[Column, Column]:
    """Return both columns on one scale: neither node nor label reaches into its neighbour's.

    The plot is as high as asked, or as its labels need, or so many times as high as these; the scale is the largest that
    both sides have space for.
    """
    labels = max(sum(label.height + LABEL_PAD for label in side) for side in sides)
    height = max(least, labels * (stretch or 1.0), min(labels * 1.35, least * 2))
    if _needed(sides, LEAST_FLOWS * height / whole_eur) > height:
        height = _needed(sides, LEAST_FLOWS * height / whole_eur)
    low = LEAST_FLOWS * (least or height) / whole_eur
    scale = _largest(lambda scale: _needed(sides, scale) <= height, low, height / whole_eur)
    left, right = (_column(side, scale, height) for side in sides)
    return left, right


def _needed(sides: Sequence[tuple[Labelled, ...]], scale: float) -> float:
    return max(sum(_cells(side, scale)) - NODE_GAP for side in sides)


def _cells(side: Sequence[Labelled], scale: float) -> list[float]:
    return [max(label.node.value_eur * scale + NODE_GAP, label.height + LABEL_PAD) for label in side]


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """Halve an interval until the largest number that fits is known well enough for the eye."""
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _column(side: Sequence[Labelled], scale: float, height: float) -> Column:
    """Place a side: the first node at the top and the last at the bottom, as far as gaps stay moderate."""
    cells = _cells(side, scale)
    free = max(0.0, height + NODE_GAP - sum(cells))
    gap = min(free / (len(side) - 1), WIDEST_GAP) if len(side) > 1 else 0.0
    y = (free - gap * (len(side) - 1)) / 2
    slots = []
    for label, cell in zip(side, cells, strict=True):
        own = label.node.value_eur * scale
        slots.append(Slot(label, y + (cell - NODE_GAP - own) / 2, own))
        y += cell + gap
    return Column(tuple(slots), height, scale)


def between(
    links: Sequence[Link],
    across: Sequence[Link],
    columns: tuple[Column, Column],
    edges: tuple[float, float],
    top: float,
    page: Page,
) -> list[Mark]:
    """Return stubs, ribbons from the smallest to the largest, red ones last, and the values on these."""
    kept = {(link.left, link.right) for link in across}
    places = _places(links, kept, columns)
    ends = [column.slots[0].label.node.end for column in columns]
    marks: list[Mark] = _stubs(links, kept, columns, edges, top)
    order = sorted(across, key=lambda link: (link.marked, link.named, link.value_eur))
    found = []
    for link in order:
        y0, y1 = (top + place for place in places[link.left, link.right])
        width = max(link.value_eur * columns[0].scale, THINNEST)
        of = (f"{ends[0]}-{link.left}", f"{ends[1]}-{link.right}")
        fill, opacity = (
            ("largest", 1.0) if link.marked else ("secondary", ink(link)) if link.named else ("others_flow", 1.0)
        )
        rim = RIM if link.marked and sum(other.marked for other in across) > 1 else 0.0
        found.append(Ribbon(edges[0], y0, edges[1], y1, width, fill, link.tooltip, opacity, rim, of=of))
    marks += found
    red = [(link, ribbon) for link, ribbon in zip(order, found, strict=True) if link.marked]
    if not page.narrow:
        marks += _values(red, page)
    return marks


def _places(
    links: Sequence[Link], kept: set[tuple[str, str]], columns: tuple[Column, Column]
) -> dict[tuple[str, str], list[float]]:
    """Return the middle of each flow at both ends: in the order of the nodes at the other end, stubs below them."""
    order = [{slot.label.node.code: place for place, slot in enumerate(column.slots)} for column in columns]
    found: dict[tuple[str, str], list[float]] = {(link.left, link.right): [0.0, 0.0] for link in links}
    for side, column in enumerate(columns):
        y = {slot.label.node.code: slot.top for slot in column.slots}
        ends = [(link, (link.left, link.right)) for link in links if (link.left, link.right) in kept]
        for link, codes in sorted(ends, key=lambda item: order[1 - side][item[1][1 - side]]):
            height = link.value_eur * column.scale
            found[codes][side] = y[codes[side]] + height / 2
            y[codes[side]] += height
    return found


def _stubs(
    links: Sequence[Link],
    kept: set[tuple[str, str]],
    columns: tuple[Column, Column],
    edges: tuple[float, float],
    top: float,
) -> list[Mark]:
    """Return for each node the flows that are not drawn across, as one fade at its foot."""
    reach = (edges[1] - edges[0]) * STUB_REACH
    marks: list[Mark] = []
    for side, column in enumerate(columns):
        for slot in column.slots:
            node = slot.label.node
            value = sum(
                link.value_eur
                for link in links
                if (link.left, link.right)[side] == node.code and (link.left, link.right) not in kept
            )
            if not value:
                continue
            height = value * column.scale
            y = top + slot.top + slot.height - height
            fill = "rest" if node.code == reference.AUTRES else "secondary"
            if side:
                marks.append(Fade(edges[1] - reach, y, reach, height, fill, 0.0, STUB_INK, of=(node.key,)))
            else:
                marks.append(Fade(edges[0], y, reach, height, fill, STUB_INK, 0.0, of=(node.key,)))
    return marks


def _values(red: Sequence[tuple[Link, Ribbon]], page: Page) -> list[Mark]:
    """Write the value on each red flow: inside where it is thick enough, else in a pill that breaks it.

    It stands near the end of the flow; near its beginning where several end so close together that pills would crowd there,
    and begin further apart.
    """
    size = page.sizes.value
    taken: list[tuple[float, float, float, float]] = []
    marks: list[Mark] = []
    ribbons = [ribbon for _, ribbon in red]
    for link, ribbon in sorted(red, key=lambda item: (item[1].width < size + 1.2, item[1].y1)):
        width = page.measure(link.words, size, "semibold")
        inside = ribbon.width >= size + 1.2
        span = ribbon.x1 - ribbon.x0
        starts, ends = (_nearest(ribbon, ribbons, end) for end in ("y0", "y1"))
        is_first = not inside and ends < size * PILL_PITCH and starts > ends
        part = (PILL_END + width / 2) / span
        place = _parameter(part if is_first else 1 - part) if span > width + PILL_END else 0.5
        point = _free(ribbon, place, width, size, taken)
        if point is None:
            # The key, a tooltip and the table have it.
            continue
        (x, y), (dx, dy) = point
        taken.append(_around(x, y, width, size))
        turn = _degrees(dx, dy) if inside else 0.0
        if not inside:
            box = (x - width / 2 - PILL_PAD, y - size * 0.62, width + 2 * PILL_PAD, size * 1.24)
            marks.append(Box(*box, "background", radius=2.0, of=ribbon.of))
        # The middle of figures stands about a third of the size above their baseline, across the ribbon's direction.
        shift = size * 0.34
        x, y = (x - dy * shift, y + dx * shift) if inside else (x, y + shift)
        fill = "on_largest" if inside else "largest_text"
        marks.append(Label(x, y, link.words, size, fill, "semibold", "middle", turn=turn, of=ribbon.of))
    return marks


def _nearest(ribbon: Ribbon, others: Sequence[Ribbon], end: str) -> float:
    """Return how far the nearest other ribbon begins (``y0``) or ends (``y1``) from this one."""
    here = getattr(ribbon, end)
    return min((abs(getattr(other, end) - here) for other in others if other is not ribbon), default=float("inf"))


def _free(
    ribbon: Ribbon, place: float, width: float, size: float, taken: Sequence[tuple[float, float, float, float]]
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the point along a ribbon, nearest to a place, where a value covers no other; None where there is none."""
    ends = min(place, 1 - place)
    steps = [ends + (1 - 2 * ends) * step / PILL_STEPS for step in range(PILL_STEPS + 1)]
    for part in (place, *sorted(steps, key=lambda step: abs(step - place))):
        (x, y), direction = ribbon.at(part)
        if not any(_overlap(_around(x, y, width, size), other) for other in taken):
            return (x, y), direction
    return None


def _parameter(part: float) -> float:
    """Return the curve's parameter at a part of its span: its handles make it slow near the ends."""
    return _largest(lambda t: 1.5 * t * (1 - t) + t**3 <= part, 0.0, 1.0)


def _around(x: float, y: float, width: float, size: float) -> tuple[float, float, float, float]:
    return x - width / 2 - PILL_PAD, y - size * 0.7, x + width / 2 + PILL_PAD, y + size * 0.7


def _overlap(first: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return first[0] < other[2] and other[0] < first[2] and first[1] < other[3] and other[1] < first[3]


def _degrees(dx: float, dy: float) -> float:
    from math import atan2, degrees

    return -degrees(atan2(dy, dx))
