"""Small multiples laid out: panels in columns, bars on one scale for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts._text import Measure, label_lines, measure
from trade_territories.charts.page import LEADING, finished, head
from trade_territories.charts.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import Style, current

if TYPE_CHECKING:
    from trade_territories.charts._multiples_content import MultiplesContent, Panel

COLUMNS = 2
GAP = 26.0
BAR = 8.0


def multiples_scene(content: MultiplesContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay small multiples out."""
    style = style or current()
    marks, y = head(content.heading, style)
    top = y
    width = (style.sizes.page - GAP * (COLUMNS - 1)) / COLUMNS
    room = (
        width
        - max(measure(words, style.sizes.value, "regular") for panel in content.panels for words in _values(panel))
        - 6
    )
    most = max(max(panel.import_eur, panel.export_eur) for panel in content.panels) or 1
    for start in range(0, len(content.panels), COLUMNS):
        bottoms = [y]
        for place, panel in enumerate(content.panels[start : start + COLUMNS]):
            found, bottom = _panel(panel, content, place * (width + GAP), y, width, room / most, style, measure)
            marks += found
            bottoms.append(bottom)
        y = max(bottoms) + 14
    return finished(content.heading, style, marks, (top, y - 8))


def _values(panel: Panel) -> tuple[str, str]:
    return panel.import_words, panel.export_words


def _panel(
    panel: Panel,
    content: MultiplesContent,
    x: float,
    y: float,
    width: float,
    scale: float,
    style: Style,
    measure: Measure,
) -> tuple[list[Mark], float]:
    sizes = style.sizes
    marks: list[Mark] = [Rule(x, y, x + width, y, "faint", 0.8)]
    y += 4
    for line in label_lines(panel.name, width, sizes.name, "bold"):
        y += sizes.name * LEADING
        marks.append(Label(x, y, line, sizes.name, "ink", "bold"))
    y += 5
    for flow, head_text, value, words in (
        ("import", content.import_head, panel.import_eur, panel.import_words),
        ("export", content.export_head, panel.export_eur, panel.export_words),
    ):
        y += sizes.value * LEADING
        marks.append(Label(x, y, head_text, sizes.value, f"{flow}_text", "semibold"))
        y += 3
        length = max(value * scale, 0.8) if value > 0 else 0.0
        if length:
            marks.append(Box(x, y, length, BAR, flow, f"{panel.name} · {head_text} : {words}"))
        marks.append(Label(x + length + 4, y + BAR * 0.86, words, sizes.value))
        y += BAR + 1
    y += sizes.value * LEADING + 2
    marks.append(Label(x, y, content.balance_head, sizes.value, "secondary", "semibold"))
    at = x + measure(content.balance_head, sizes.value, "semibold") + 6
    marks.append(Label(at, y, f"{panel.mark} {panel.balance_words}", sizes.value, panel.role, "bold"))
    y += 3
    for text in panel.first:
        for line in label_lines(text, width, sizes.smallest):
            y += sizes.smallest * LEADING
            marks.append(Label(x, y, line, sizes.smallest, "secondary"))
    return marks, y
