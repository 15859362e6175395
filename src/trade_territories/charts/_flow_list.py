"""The largest flows as a list under a narrow Sankey: names, value and share, a bar; the sum of the red ones after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines
from trade_territories.charts.scene import Box, Label, Mark, Rule
from trade_territories.text import say

if TYPE_CHECKING:
    from trade_territories.charts._sankey import SankeyContent
    from trade_territories.charts.page import Page
    from trade_territories.charts.style import Weight


def flow_list(content: SankeyContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """List the largest flows: names, value, share, a bar; the sum of the red ones after them."""
    sizes, lang = page.sizes, content.heading.lang
    most = max(row[2] for row in content.listed) if content.listed else 1
    y += 14
    marks: list[Mark] = [
        Rule(0, y - 14, page.width, y - 14, "ink", 0.8),
        Label(0, y, say("charts.pairs.list", lang, count=len(content.listed)), sizes.name + 0.8, "ink", "bold"),
        Label(page.width, y, say("charts.pairs.list_head", lang), sizes.value, "secondary", anchor="end"),
    ]
    red = sum(row[5] for row in content.listed)
    for place, (left, right, value_eur, value, share, marked) in enumerate(content.listed):
        tail = f" · {share}"
        ends = page.width - page.measure(tail, sizes.value, "regular")
        available = ends - page.measure(value, sizes.name, "semibold") - 8
        names = _row_lines(left, right, available, page)
        y += sizes.name * LEADING + 3.5
        ink = "ink" if marked else "secondary"
        marks += [
            Label(page.width, y, tail.lstrip(), sizes.value, "secondary", anchor="end"),
            Label(ends, y, value, sizes.name, "largest_text" if marked else "ink", "semibold", "end"),
        ]
        for runs in names:
            x = 0.0
            for text, weight in runs:
                marks.append(Label(x, y, text, sizes.name, ink if weight == "regular" else "ink", weight))
                x += page.measure(f"{text} ", sizes.name, weight)
            y += sizes.name * LEADING
        y += 3.4 - sizes.name * LEADING
        marks.append(Box(0, y, max(page.width * value_eur / most, 0.6), 4.2, "largest" if marked else "rest"))
        y += 4.2
        if marked and place == red - 1 and content.legend[1]:
            y += sizes.name * LEADING
            lines = label_lines(" ".join(content.legend), page.width, sizes.value, "semibold", lines=3)
            marks += text_lines(lines, 0, y, sizes.value, "largest_text", "semibold")
            y += (len(lines) - 1) * sizes.value * LEADING + 2
    return marks, y + 2


def _row_lines(left: str, right: str, available: float, page: Page) -> list[list[tuple[str, Weight]]]:
    """Break a row of the list where it does not fit in one line: after the arrow, and inside names that are longer still."""
    size = page.sizes.name
    width = page.measure(f"{left} → ", size, "regular") + page.measure(right, size, "semibold")
    if width <= available:
        return [[(f"{left} →", "regular"), (right, "semibold")]]
    names: list[tuple[str, Weight]] = [(f"{left} →", "regular"), (right, "semibold")]
    return [[(line, weight)] for name, weight in names for line in label_lines(name, available, size, weight, lines=4)]
