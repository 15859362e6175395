"""The Sankey laid out: nodes largest first, ribbons in the order of the nodes they join, labels outside, pushed apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._text import Measure, fits, label_lines, measure, wrapped
from trade_territories.charts.layout.spread import spread
from trade_territories.charts.page import LEADING, finished, head
from trade_territories.charts.scene import Box, Label, Mark, Ribbon, Rule, Scene
from trade_territories.charts.style import Style, current

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts._sankey_content import Link, Node, SankeyContent

NODE_WIDTH = 7.5
NODE_GAP = 4.5
#: From node to label: room for a leader.
LABEL_GAP = 13.0
LABEL_PAD = 3.0
#: No column of labels is wider: the rest belongs to the flows.
LABEL_COLUMN = 150.0
WIDE_COLUMN = 172.0
#: The patch of red in the key, and the room after it.
KEY_WIDTH = 16.0
LEAST_HEIGHT = 250.0
#: All flows together are at least so high, and at least this part of what the labels need.
LEAST_FLOWS, LEAST_PART = 185.0, 0.48
#: To let labels stand level with their nodes, the page grows by so much, or to a height that costs nothing, within a
#: printed page.
GROWTH, FREE_HEIGHT, PRINTED_HEIGHT = 1.18, 380.0, 660.0
WIDEST_GAP = 27.0
#: Labels of a side crowd the page when they are so high together; a node of less than this share then has a short name.
CROWDED, SMALL = 480.0, 0.02
#: A flow above 0 is seen, however small.
THINNEST = 0.3
#: A highlighted flow so thick has a light line around it.
CASED = 2.0
#: Flows begin and end so far below their nodes, which hide the line around their ends.
TUCK = 0.3


@dataclass(frozen=True)
class Slot:
    """A node with its place, and its label with its own."""

    node: Node
    top: float
    height: float
    lines: tuple[str, ...]
    label_centre: float
    label_height: float


def sankey_scene(content: SankeyContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay a Sankey out."""
    style = style or current()
    marks, y = head(content.heading, style)
    if not content.links:
        return _empty(content, style, marks, y)
    sizes = style.sizes
    names = [_name_size(nodes, style, measure) for nodes in (content.left, content.right)]
    columns = [_lines(nodes, size, style) for nodes, size in zip((content.left, content.right), names, strict=True)]
    heights = [
        [_label_height(lines, size, style) for lines in column] for column, size in zip(columns, names, strict=True)
    ]
    widths = [
        _column_width(lines, nodes, size, style, measure)
        for lines, nodes, size in zip(columns, (content.left, content.right), names, strict=True)
    ]
    x_left = widths[0] + LABEL_GAP
    x_right = sizes.page - widths[1] - LABEL_GAP - NODE_WIDTH
    head_marks, heads_height = _heads(content, style, y + sizes.head, x_left, x_right, measure)
    marks += head_marks
    top = y + heads_height + 8
    whole = sum(node.value_eur for node in content.left)
    shares = [[node.value_eur / whole for node in nodes] for nodes in (content.left, content.right)]
    room, flows, part = _room(shares, heights)
    bottom, scale = top + room, flows / whole
    sides = [
        _slots(nodes, lines, label_heights, (scale, part), top, bottom)
        for nodes, lines, label_heights in zip((content.left, content.right), columns, heights, strict=True)
    ]
    ribbons = _ribbons(content, sides[0], sides[1], scale, x_left + NODE_WIDTH - TUCK, x_right + TUCK)
    marks += ribbons
    for slots, x, edge, size in ((sides[0], x_left, "end", names[0]), (sides[1], x_right, "start", names[1])):
        marks += _nodes(slots, x)
        marks += _labels(slots, x, edge, size, style)
    return finished(content.heading, style, marks, (top, bottom))


def _room(shares: list[list[float]], label_heights: list[list[float]]) -> tuple[float, float, float]:
    """Share the page between flows and labels.

    A node has a cell as high as itself or as its label, whichever is more, so that labels stand level with what they
    name. Where the page would grow too high for that, cells keep only a part of their labels' heights, and the labels are
    pushed apart.

    Returns
    -------
    tuple of float
        Height of the body; height of all flows together, the same on both sides, so that a flow is as high where it
        leaves as where it arrives; part of the labels' heights that cells keep.
    """

    def needed(flows: float, part: float) -> float:
        sides = zip(shares, label_heights, strict=True)
        return max(sum(_cells(side, labels, flows, part)) - NODE_GAP for side, labels in sides)

    labels = max(LEAST_HEIGHT, *(sum(column) + LABEL_PAD * (len(column) - 1) for column in label_heights))
    flows = max(LEAST_FLOWS, LEAST_PART * labels)
    highest = max(labels, min(max(GROWTH * labels, FREE_HEIGHT), PRINTED_HEIGHT))
    room = max(labels, min(needed(flows, 1.0), highest))
    if needed(flows, 1.0) > room:
        return room, flows, _largest(lambda part: needed(flows, part) <= room, 0.0, 1.0)
    return room, _largest(lambda height: needed(height, 1.0) <= room, flows, room), 1.0


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """Halve an interval until the largest number that fits is known well enough for the eye."""
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _cells(shares: list[float], label_heights: list[float], flows: float, part: float) -> list[float]:
    """Give the height that each node takes of its side, with the gap after it."""
    return [
        max(share * flows + NODE_GAP, part * (height + LABEL_PAD))
        for share, height in zip(shares, label_heights, strict=True)
    ]


def _name_size(nodes: tuple[Node, ...], style: Style, measure: Measure) -> float:
    """Give the size of a side's names: smaller where they would take the room of the flows."""
    size = style.sizes.name
    widest = max(measure(line, size, "semibold") for node in nodes for line in _name_lines(node, size))
    return size if widest <= WIDE_COLUMN else style.sizes.smallest


def _lines(nodes: tuple[Node, ...], size: float, style: Style) -> list[tuple[str, ...]]:
    """Name the nodes; where the labels crowd the page, small ones go without their first class."""
    full = [tuple(_name_lines(node, size)) for node in nodes]
    if sum(_label_height(lines, size, style) for lines in full) <= CROWDED:
        return full
    small = SMALL * sum(node.value_eur for node in nodes)
    return [
        tuple(label_lines(node.plain, LABEL_COLUMN, size, "semibold")) if node.value_eur < small else lines
        for node, lines in zip(nodes, full, strict=True)
    ]


def _name_lines(node: Node, size: float) -> list[str]:
    """Name a node with its first class where that stands in two lines, else without it."""
    full = wrapped(node.name, LABEL_COLUMN, size, "semibold", lines=99)
    if len(full) <= 2 and fits(full, LABEL_COLUMN, size, "semibold"):
        return full
    return label_lines(node.plain, LABEL_COLUMN, size, "semibold")


def _label_height(lines: tuple[str, ...], size: float, style: Style) -> float:
    return (len(lines) * size + style.sizes.value) * LEADING


def _column_width(
    lines: list[tuple[str, ...]], nodes: tuple[Node, ...], size: float, style: Style, measure: Measure
) -> float:
    names = [measure(line, size, "semibold") for label in lines for line in label]
    values = [measure(node.words, style.sizes.value, "regular") for node in nodes]
    return max(names + values)


def _slots(
    nodes: tuple[Node, ...],
    lines: list[tuple[str, ...]],
    label_heights: list[float],
    measures: tuple[float, float],
    top: float,
    bottom: float,
) -> list[Slot]:
    scale, part = measures
    heights = [node.value_eur * scale for node in nodes]
    cells = _cells(heights, label_heights, 1.0, part)
    # The side that needs less shares the room that is left between its nodes, so that both begin and end together.
    free = bottom - top + NODE_GAP - sum(cells)
    gap = min(free / (len(nodes) - 1), WIDEST_GAP) if len(nodes) > 1 else 0.0
    y = top - NODE_GAP / 2 + (free - gap * (len(nodes) - 1)) / 2
    tops = []
    for cell, height in zip(cells, heights, strict=True):
        tops.append(y + (cell - height) / 2)
        y += cell + gap
    centres = [start + height / 2 for start, height in zip(tops, heights, strict=True)]
    # A label stays level with its node wherever it stands along it: beside a tall node it gives way to others.
    weights = [min(1.0, label / max(height, 1.0)) ** 2 for label, height in zip(label_heights, heights, strict=True)]
    placed = spread(centres, label_heights, top, bottom, LABEL_PAD, weights)
    return [Slot(*slot) for slot in zip(nodes, tops, heights, lines, placed, label_heights, strict=True)]


def _heads(
    content: SankeyContent, style: Style, y: float, x_left: float, x_right: float, measure: Measure
) -> tuple[list[Mark], float]:
    """Head the columns, with the key of the red between them, or on a line of its own where they leave no room."""
    size, small = style.sizes.head, style.sizes.value
    left_width, right_width = (measure(text, size, "semibold") for text in (content.left_head, content.right_head))
    left_end = max(x_left + NODE_WIDTH, left_width)
    right_start = min(x_right, style.sizes.page - right_width)
    width = KEY_WIDTH + measure(content.legend, small, "regular")
    marks: list[Mark] = []
    below = 0.0
    x, key_y = (left_end + right_start - width) / 2, y
    if content.legend and x < left_end + KEY_WIDTH:
        x, below = 0.0, size * LEADING * 1.5
    if content.legend:
        marks += [
            Box(x, key_y - 6, KEY_WIDTH - 4, 6.5, "largest"),
            Label(x + KEY_WIDTH, key_y, content.legend, small, "secondary"),
        ]
    return [
        *marks,
        Label(left_end, y + below, content.left_head, size, "secondary", "semibold", "end"),
        Label(right_start, y + below, content.right_head, size, "secondary", "semibold"),
    ], size * LEADING + below


def _ribbons(
    content: SankeyContent, left: list[Slot], right: list[Slot], scale: float, x0: float, x1: float
) -> list[Ribbon]:
    """Let each flow leave and arrive in the order of the nodes at its other end; larger ones cross over smaller ones."""
    order = [{slot.node.code: place for place, slot in enumerate(side)} for side in (left, right)]
    starts = [{slot.node.code: slot.top for slot in side} for side in (left, right)]
    tops: dict[tuple[str, str], list[float]] = {(link.left, link.right): [0.0, 0.0] for link in content.links}
    for side in (0, 1):
        for link in sorted(
            content.links, key=lambda one: (order[side][_end(one, side)], order[1 - side][_end(one, 1 - side)])
        ):
            code = _end(link, side)
            tops[link.left, link.right][side] = starts[side][code]
            starts[side][code] += link.value_eur * scale
    ribbons = []
    for link in sorted(content.links, key=lambda one: (one.highlighted, one.value_eur)):
        height = link.value_eur * scale
        grown = max(0.0, THINNEST - height) / 2
        top0, top1 = tops[link.left, link.right]
        fill = "largest" if link.highlighted else "flow"
        ribbons.append(Ribbon(x0, top0 + height / 2, x1, top1 + height / 2, height + 2 * grown, fill, link.words))
    return ribbons


def _end(link: Link, side: int) -> str:
    return link.right if side else link.left


def _nodes(slots: list[Slot], x: float) -> list[Mark]:
    return [
        Box(
            x,
            slot.top,
            NODE_WIDTH,
            max(slot.height, THINNEST),
            "rest" if slot.node.code == reference.AUTRES else "node",
            f"{slot.node.name} : {slot.node.words}",
        )
        for slot in slots
    ]


def _labels(slots: list[Slot], x: float, edge: str, size: float, style: Style) -> list[Mark]:
    sizes = style.sizes
    label_x = x - LABEL_GAP if edge == "end" else x + NODE_WIDTH + LABEL_GAP
    node_x = x - 1.5 if edge == "end" else x + NODE_WIDTH + 1.5
    stop_x = label_x + (3 if edge == "end" else -3)
    marks: list[Mark] = []
    for slot in slots:
        is_rest = slot.node.code == reference.AUTRES
        # The leader meets the node where it is nearest to the label, so that it is level wherever it can be.
        inset = min(3.0, slot.height / 2)
        node_y = min(max(slot.label_centre, slot.top + inset), slot.top + slot.height - inset)
        marks.append(Rule(node_x, node_y, stop_x, slot.label_centre, "faint", 0.5))
        y = slot.label_centre - slot.label_height / 2 + size
        for line in slot.lines:
            fill = "secondary" if is_rest else "ink"
            marks.append(Label(label_x, y, line, size, fill, "semibold", edge))  # type: ignore[arg-type]
            y += size * LEADING
        y += sizes.value - size
        marks.append(Label(label_x, y, slot.node.words, sizes.value, "secondary", "regular", edge))  # type: ignore[arg-type]
    return marks


def _empty(content: SankeyContent, style: Style, marks: list[Mark], y: float) -> Scene:
    middle = y + 40
    marks.append(
        Label(style.sizes.page / 2, middle, content.nothing, style.sizes.name, "secondary", "semibold", "middle")
    )
    return finished(content.heading, style, marks, (y, y + 80))
