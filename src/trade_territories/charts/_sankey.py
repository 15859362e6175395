"""The Sankey: flows between products and partners, the largest in red, those too small to be seen gathered at their nodes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.charts import _ribbons as ribbons
from trade_territories.charts._flow_list import flow_list
from trade_territories.charts._pairs import End, Pair, Pairs
from trade_territories.charts._telling import main_classes, query_heading
from trade_territories.charts.page import LEADING, text_lines, widest
from trade_territories.charts.scene import Box, Ink, Label, Mark, Scene, name_ink
from trade_territories.query import Query
from trade_territories.text import say
from trade_territories.text.numbers import millions, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories._types import (
        FlowsLike,
        Lang,
        PartsLike,
        ProductRows,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.charts._content import Heading
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Anchor
    from trade_territories.charts.style import Weight
    from trade_territories.columns import Flow

#: Numbers of products and partners that a narrow chart names, and of flows that it lists.
NARROW_PRODUCTS, NARROW_PARTNERS, LISTED = 5, 6, 10
#: A product of this share or more says which class it mostly is.
TELLING_PCT = 10.0
#: More rows than this, or flows drawn that make less than this share, are a mesh that a matrix shows better.
MESH_ROWS, MESH_PCT = 12, 40.0
NODE, LABEL_GAP = 8.0, 6.0
#: Widest columns of names.
NAMES, NARROW_NAMES = 142.0, 78.0
PLOT, NARROW_PLOT = 385.0, 236.0
_NOTHING_HEIGHT = 60.0


@dataclass(frozen=True)
class Node(End):
    """One end of flows, and the words beside it."""

    value_eur: int
    value: str
    share: str
    tooltip: str
    #: Of which class it mostly is: "dont vins 92 %".
    part: str = ""


class Link(NamedTuple):
    """One flow between two nodes."""

    left: str
    right: str
    value_eur: int
    share_pct: float
    marked: bool
    named: bool
    words: str
    tooltip: str


@dataclass(frozen=True)
class SankeyContent:
    """All that a Sankey says.

    Parameters
    ----------
    left, right
        The ends, largest first, ``autres`` last.
    links
        The flows, largest first.
    listed
        The largest flows between two named ends: left and right name, value, share, and whether it is red.
    legend
        What is red and its sum, and its share of the total.
    gathered
        What the flows that end near their nodes are, with ``{count}`` and ``{share}`` to fill in by the layout.
    """

    heading: Heading
    flow: str
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    links: tuple[Link, ...]
    listed: tuple[tuple[str, str, int, str, str, bool], ...]
    left_head: str
    right_head: str
    legend: tuple[str, str]
    nothing: str
    #: Whether all flows with ``autres`` end near their nodes, since they would hide the others.
    dense: bool
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def whole_eur(self) -> int:
        """All flows that are drawn."""
        return sum(link.value_eur for link in self.links)

    @property
    def is_mesh(self) -> bool:
        """Whether a matrix shows these flows better: too many rows, or too little of the value in flows that are drawn."""
        rows = max((sum(not node.is_rest for node in nodes) for nodes in (self.left, self.right)), default=0)
        drawn = sum(link.share_pct for link in ribbons.drawn(self.links, self.dense))
        return rows > MESH_ROWS or (bool(self.links) and drawn < MESH_PCT)

    def narrowed(self) -> SankeyContent:
        """Return the content with fewer nodes: the ends of the red flows first, then the largest; the rest is ``autres``."""
        counts = {"product": NARROW_PRODUCTS, "partner": NARROW_PARTNERS}
        kept = [
            _kept(nodes, self.links, side, counts[nodes[0].end]) for side, nodes in enumerate((self.left, self.right))
        ]
        sums: dict[tuple[str, str], list[Link]] = {}
        for link in self.links:
            ends = tuple(
                code if code in kept[side] else reference.AUTRES for side, code in enumerate((link.left, link.right))
            )
            sums.setdefault((ends[0], ends[1]), []).append(link)
        links = [
            parts[0] if len(parts) == 1 and (parts[0].left, parts[0].right) == ends else self._gathered(ends, parts)
            for ends, parts in sums.items()
        ]
        sides = [tuple(self._without(nodes, kept[side])) for side, nodes in enumerate((self.left, self.right))]
        links.sort(key=lambda link: (-link.value_eur, link.left, link.right))
        return replace(self, left=sides[0], right=sides[1], links=tuple(links))

    def _gathered(self, ends: tuple[str, str], parts: list[Link]) -> Link:
        value, share = sum(part.value_eur for part in parts), sum(part.share_pct for part in parts)
        named = reference.AUTRES not in ends
        return Link(*ends, value, share, any(part.marked for part in parts), named, "", "")

    def _without(self, nodes: tuple[Node, ...], kept: set[str]) -> list[Node]:
        lang = self.heading.lang
        shown = [replace(node, part="") for node in nodes if node.code in kept]
        rest = [node for node in nodes if node.code not in kept]
        if rest:
            value = sum(node.value_eur for node in rest)
            share = percent(value / self.whole_eur * 100, lang)
            name = say(f"charts.pairs.others_{rest[0].end}", lang)
            tooltip = f"{name}{say('charts.pairs.colon', lang)}{millions(value, lang)}, {share}"
            shown.append(Node(rest[0].end, reference.AUTRES, name, value, millions(value, lang), share, tooltip))
        return shown


def _kept(nodes: tuple[Node, ...], links: tuple[Link, ...], side: int, count: int) -> set[str]:
    """Return the codes of the nodes that a narrow chart names."""
    named = [node.code for node in nodes if not node.is_rest]
    if len(named) <= count:
        return set(named)
    first = [link for link in links if link.marked]
    # Where equals leave none red, the flows that the list under the chart begins with.
    first = first or [link for link in links if link.named][: min(NARROW_PRODUCTS, NARROW_PARTNERS)]
    ends = {(link.left, link.right)[side] for link in first}
    others = [code for code in named if code not in ends]
    return {code for code in named if code in ends} | set(others[: max(0, count - len(ends))])


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    by: ProductRows = "a129",
    n: int | None = 10,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> SankeyContent:
    """Show the flows between products and partners, the largest in red.

    Parameters
    ----------
    flow
        ``"export"``: products to the left, destinations to the right; ``"import"``: origins to the left, products to the
        right.
    by
        Level of products.
    n
        Number of products and of partners shown separately; the others are summed as ``autres``. Beyond 12,
        :func:`trade_territories.charts.matrix` shows the same figures more clearly.
    highlight
        How many of the largest flows between a named product and a named partner are red; of flows that tie
        for the last place none is.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.flow_matrix`, which gives the data, takes them.
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    pairs = Pairs(query, flow=flow, by=by, n=n, highlight=highlight)
    telling = {code for code, value in pairs.sums("product").items() if pairs.share_pct(value) >= TELLING_PCT}
    parts = main_classes(pairs.query, pairs.flow, telling - {reference.AUTRES}) if by == "a129" else {}
    ends = ("product", "partner") if flow == "export" else ("partner", "product")
    left, right = (_nodes(pairs, end, parts if end == "product" else {}) for end in ends)
    ordered = sorted(pairs.pairs, key=lambda pair: (-pair.value_eur, pair.product, pair.partner))
    title = pairs.finding()
    reading = " ".join(
        part for part in (pairs.reading(), say("charts.pairs.thick", pairs.lang), *pairs.caveats()) if part
    )
    links = tuple(_link(pairs, pair, ends) for pair in ordered)
    dense = ribbons.is_dense(links)
    # Only flows that are drawn across have a mark to say what they are.
    across = set(ribbons.drawn(links, dense))
    links = tuple(
        link._replace(words=millions(link.value_eur, pairs.lang), tooltip=pairs.tooltip(pair))
        if link in across
        else link
        for link, pair in zip(links, ordered, strict=True)
    )
    return SankeyContent(
        query_heading(pairs.query, title, pairs.subtitle(), reading if ordered else "", pairs.description(title)),
        flow,
        left,
        right,
        links,
        tuple(_row(pairs, pair, ends) for pair in [pair for pair in ordered if pair.is_named][:LISTED]),
        say(f"charts.pairs.head_{flow}_{ends[0]}", pairs.lang),
        say(f"charts.pairs.head_{flow}_{ends[1]}", pairs.lang),
        pairs.legend(),
        pairs.nothing,
        dense,
        pairs.table,
    )


def _nodes(pairs: Pairs, end: str, parts: dict[str, str]) -> tuple[Node, ...]:
    return tuple(
        Node(
            end,
            code,
            pairs.name(end, code),
            value,
            millions(value, pairs.lang),
            pairs.share(value),
            pairs.tooltip_of_end(end, code, value),
            say("charts.pairs.of_which", pairs.lang, part=parts[code]) if code in parts else "",
        )
        for code, value in pairs.sums(end).items()
    )


def _link(pairs: Pairs, pair: Pair, ends: tuple[str, str]) -> Link:
    codes = {"product": pair.product, "partner": pair.partner}
    return Link(
        codes[ends[0]],
        codes[ends[1]],
        pair.value_eur,
        pairs.share_pct(pair.value_eur),
        pair.marked,
        pair.is_named,
        "",
        "",
    )


def _row(pairs: Pairs, pair: Pair, ends: tuple[str, str]) -> tuple[str, str, int, str, str, bool]:
    names = {"product": pairs.name("product", pair.product), "partner": pairs.name("partner", pair.partner)}
    value = millions(pair.value_eur, pairs.lang, unit=False)
    return names[ends[0]], names[ends[1]], pair.value_eur, value, pairs.share(pair.value_eur), pair.marked


def scene(content: SankeyContent, page: Page) -> Scene:
    """Lay a Sankey out: columns of names, nodes, ribbons; on a narrow page a list of the largest flows under it."""
    marks, y = page.head(content.heading)
    if not content.links:
        marks.append(Label(0, y + page.sizes.name * 2, content.nothing, page.sizes.name, "secondary", "semibold"))
        return page.finished(content.heading, marks, y + _NOTHING_HEIGHT)
    shown = content.narrowed() if page.narrow else content
    sides = [
        ribbons.labelled(nodes, page, NARROW_NAMES if page.narrow else NAMES) for nodes in (shown.left, shown.right)
    ]
    widths = [widest_label(side, page) for side in sides]
    x0, x1 = widths[0] + LABEL_GAP, page.width - widths[1] - LABEL_GAP - NODE
    least = 0.0 if page.stretch else NARROW_PLOT if page.narrow else PLOT
    columns = ribbons.placed(sides, shown.whole_eur, least, page.stretch)
    drawn = ribbons.drawn(shown.links, shown.dense)
    head, y = _head(shown, drawn, page, y, (x0, x1))
    marks += head
    marks += ribbons.between(shown.links, drawn, columns, (x0 + NODE, x1), y, page)
    for column, x, side in ((columns[0], x0, -1), (columns[1], x1, 1)):
        marks += _column(column, x, side, y, page)
    bottom = y + columns[0].height
    if page.narrow and content.listed:
        found, bottom = flow_list(content, page, bottom + 10)
        marks += found
    return page.finished(content.heading, marks, bottom)


def widest_label(labels: tuple[ribbons.Labelled, ...], page: Page) -> float:
    """Return the width of a column of names and values."""
    sizes = page.sizes
    names = widest([line for label in labels for line in label.lines], sizes.name, "semibold", page.measure)
    return max(names, widest([line for label in labels for line in label.below], sizes.value, "regular", page.measure))


def _head(
    content: SankeyContent, drawn: tuple[Link, ...], page: Page, y: float, edges: tuple[float, float]
) -> tuple[list[Mark], float]:
    """Set the key of the red, that of the flows that end near their nodes, and the heads of the columns."""
    sizes = page.sizes
    marks: list[Mark] = []
    heads = Ink("secondary", "bold")
    y += sizes.value
    if not page.narrow:
        first, share = content.legend
        keys = [(first, share, "largest_text" if share else "secondary", sizes.head)] if first else []
        gathered = gathered_words(content, drawn)
        keys += [(gathered, "", "secondary", sizes.value)] if gathered else []
        for text, strong, fill, size in keys:
            width = page.measure(f"{text} {strong}".strip(), size, "bold" if strong else "regular")
            x = min(max(0.0, (edges[0] + edges[1] + NODE - width) / 2), max(0.0, page.width - width))
            more: tuple[tuple[str, Weight], ...] = ((strong, "bold"),) if strong else ()
            marks.append(Label(x, y, text, size, fill, "semibold" if strong else "regular", more=more))
            y += size * LEADING * 1.08
        y += 5 if keys else 0
    left_width = page.measure(content.left_head, sizes.value, "bold")
    right_width = page.measure(content.right_head, sizes.value, "bold")
    marks += [
        Label(max(edges[0] + NODE, left_width), y, content.left_head, sizes.value, *heads, "end"),
        Label(min(edges[1], page.width - right_width), y, content.right_head, sizes.value, *heads),
    ]
    return marks, y + 9


def gathered_words(content: SankeyContent, drawn: tuple[Link, ...]) -> str:
    """Say what the flows that end near their nodes are: how many, how small, which share."""
    kept = {(link.left, link.right) for link in drawn}
    rest = [link for link in content.links if (link.left, link.right) not in kept]
    if not rest:
        return ""
    lang = content.heading.lang
    share = percent(sum(link.value_eur for link in rest) / content.whole_eur * 100, lang)
    kind = "dense" if content.dense else "small"
    return say(f"charts.pairs.gathered_{kind}", lang, count=len(rest), share=share)


def _column(column: ribbons.Column, x: float, side: int, top: float, page: Page) -> list[Mark]:
    """Draw the nodes of a side and the words beside them."""
    sizes = page.sizes
    anchor: Anchor = "end" if side < 0 else "start"
    label_x = x - LABEL_GAP if side < 0 else x + NODE + LABEL_GAP
    marks: list[Mark] = []
    for slot in column.slots:
        node, y = slot.label.node, top + slot.top
        fill = "others" if node.is_rest else "node"
        marks.append(
            Box(x, y, NODE, max(slot.height, ribbons.THINNEST), fill, node.tooltip, target=node.key, of=(node.key,))
        )
        y += slot.height / 2 - slot.label.height / 2 + sizes.name * 0.84
        ink = name_ink(is_rest=node.is_rest)
        marks += text_lines(slot.label.lines, label_x, y, sizes.name, *ink, anchor, of=(node.key,))
        y += len(slot.label.lines) * sizes.name * LEADING - (sizes.name - sizes.value) * 0.84
        for line in slot.label.below:
            ink_below = "ink" if line == node.part else "secondary"
            marks.append(Label(label_x, y, line, sizes.value, ink_below, "regular", anchor, of=(node.key,)))
            y += sizes.value * LEADING
    return marks
