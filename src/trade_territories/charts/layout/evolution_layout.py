"""The evolution laid out: two bars a moment on one scale, the balance written below, breaks as lines with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts._text import Measure, measure
from trade_territories.charts.layout.page import finished, head
from trade_territories.charts.layout.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import Style, current

if TYPE_CHECKING:
    from trade_territories.charts._evolution_content import EvolutionContent, Moment

HEIGHT = 150.0
WIDEST_BAR = 22.0
#: Part of a moment's room that its two bars take.
FILLED = 0.72


def evolution_scene(content: EvolutionContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay an evolution out."""
    style = style or current()
    sizes = style.sizes
    marks, y = head(content.heading, style)
    y += sizes.head
    marks += _key(content, y, style, measure)
    top, bottom = y + 26, y + 26 + HEIGHT
    gutter = measure(content.balance_head, sizes.value, "semibold") + 8
    step = (sizes.page - gutter) / len(content.moments)
    most = max((max(one.import_eur, one.export_eur) for one in content.moments), default=0) or 1
    written = step >= max(measure(one.import_words, sizes.smallest, "regular") for one in content.moments) * 2 + 4
    told = step >= max(measure(one.balance_words, sizes.smallest, "bold") for one in content.moments) + 4
    marks.append(Rule(gutter, bottom, sizes.page, bottom, "faint", 0.8))
    if told:
        marks.append(Label(0, bottom + 36, content.balance_head, sizes.value, "secondary", "semibold"))
    group = ""
    for place, moment in enumerate(content.moments):
        middle = gutter + step * (place + 0.5)
        marks += _moment(moment, middle, step, bottom, HEIGHT / most, style, written=written, told=told)
        if moment.group != group:
            group = moment.group
            start = middle if not moment.name else middle - step / 2 + 2
            marks.append(
                Label(start, bottom + 23, group, sizes.value, "ink", "semibold", "start" if moment.name else "middle")
            )
        if moment.break_words:
            x = gutter + step * place
            marks.append(Rule(x, top - 14, x, bottom, "largest", 0.8))
            marks.append(Label(x + 3, top - 8, moment.break_words, sizes.smallest, "deficit", "semibold"))
    return finished(content.heading, style, marks, (top, bottom + 38))


def _key(content: EvolutionContent, y: float, style: Style, measure: Measure) -> list[Mark]:
    marks: list[Mark] = []
    x = 0.0
    for flow, text in (("import", content.import_head), ("export", content.export_head)):
        marks += [Box(x, y - 6.5, 9, 7, flow), Label(x + 13, y, text, style.sizes.head, f"{flow}_text", "bold")]
        x += 13 + measure(text, style.sizes.head, "bold") + 18
    return marks


def _moment(
    moment: Moment, middle: float, step: float, bottom: float, scale: float, style: Style, *, written: bool, told: bool
) -> list[Mark]:
    size = style.sizes.smallest
    width = min(WIDEST_BAR, step * FILLED / 2)
    tooltip = f"{moment.group} {moment.name} : {moment.import_words} · {moment.export_words} · {moment.balance_words}"
    marks: list[Mark] = []
    for value, words, flow, x in (
        (moment.import_eur, moment.import_words, "import", middle - width - 0.5),
        (moment.export_eur, moment.export_words, "export", middle + 0.5),
    ):
        height = max(value * scale, 0.8) if value > 0 else 0.0
        if height:
            marks.append(Box(x, bottom - height, width, height, flow, tooltip))
        if written:
            anchor = "end" if flow == "import" else "start"
            edge = middle - 1.5 if flow == "import" else middle + 1.5
            marks.append(Label(edge, bottom - height - 3, words, size, "ink", "regular", anchor))  # type: ignore[arg-type]
    if moment.name:
        marks.append(Label(middle, bottom + 11, moment.name, size, "secondary", "regular", "middle"))
    if told:
        marks.append(Label(middle, bottom + 36, moment.balance_words, size, moment.role, "bold", "middle"))
    return marks
