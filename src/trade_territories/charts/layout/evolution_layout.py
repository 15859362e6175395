"""The evolution laid out: two bars a moment, the balance below as bars on the same scale, breaks as lines with names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trade_territories.charts._text import Measure, measure
from trade_territories.charts.page import finished, head, widest
from trade_territories.charts.scene import Box, Label, Mark, Rule, Scene
from trade_territories.charts.style import Style, current
from trade_territories.wording.numbers import decimal

if TYPE_CHECKING:
    from trade_territories.charts._evolution_content import EvolutionContent, Moment

HEIGHT = 150.0
WIDEST_BAR = 40.0
#: Part of a moment's room that its two bars take.
FILLED = 0.72
#: The scale has about so many steps; words beside them need so much more room than they are high.
STEPS, TICK_ROOM = 4, 1.35
#: A value above 0 is seen, however small beside the largest.
THINNEST = 0.8
MILLION = 1e6
#: Rows of names below the bars: quarters, then years; and room between the two parts of the page.
QUARTER_ROW, YEAR_ROW, PART_GAP = 11.0, 25.0, 36.0


@dataclass(frozen=True)
class Frame:
    """Where things stand: feet of the bars and of the balances, points per euro, and what has room to be written."""

    left: float
    step: float
    bottom: float
    zero: float
    scale: float
    values_fit: bool
    balances_fit: bool


def evolution_scene(content: EvolutionContent, style: Style | None = None, *, measure: Measure = measure) -> Scene:
    """Lay an evolution out."""
    style = style or current()
    sizes = style.sizes
    moments = content.moments
    marks, y = head(content.heading, style)
    y += sizes.head
    marks += _key(content, y, style, measure)
    top = y + 26
    most = max((max(one.import_eur, one.export_eur) for one in moments), default=0) or 1
    balances = [one.export_eur - one.import_eur for one in moments]
    ticks = _ticks(most)
    words = {tick: decimal(tick / MILLION, _places(ticks), content.heading.lang) for tick in ticks}
    scale = HEIGHT / most
    steps = _balance_ticks(balances, scale, sizes.smallest * TICK_ROOM)
    places = _places(_ticks(max((abs(value) for value in balances), default=0)))
    signed = {step: decimal(step / MILLION, places, content.heading.lang, signed=True) for step in steps}
    left = 8 + max(
        widest([*words.values(), *signed.values()], sizes.smallest, "regular", measure),
        measure(content.balance_head, sizes.value, "semibold"),
    )
    step = (sizes.page - left) / len(moments)
    bottom = top + HEIGHT
    values_fit, balances_fit = _fits(moments, step, style, measure)
    room = sizes.smallest + 6.0 if balances_fit else 4.0
    zero = bottom + PART_GAP + room + max(0, *balances) * scale
    frame = Frame(left, step, bottom, zero, scale, values_fit, balances_fit)
    end = zero - min(0, *balances) * scale + room
    if not frame.values_fit:
        marks += [mark for tick in ticks for mark in _tick(tick, words[tick], bottom, frame, style)]
    if not frame.balances_fit:
        marks += [mark for tick in steps for mark in _tick(tick, signed[tick], zero, frame, style)]
    marks += [
        Rule(left, bottom, sizes.page, bottom, "faint", 0.8),
        Rule(left, zero, sizes.page, zero, "faint", 0.8),
        Label(left - 8, zero + sizes.value * 0.34, content.balance_head, sizes.value, "secondary", "semibold", "end"),
    ]
    group = ""
    for place, moment in enumerate(moments):
        marks += _moment(moment, place, frame, style)
        if moment.group != group:
            group = moment.group
            count = sum(one.group == group for one in moments)
            marks += _group(moment, place, count, frame, style, measure)
        if moment.break_words:
            x = left + step * place
            marks.append(Rule(x, top - 16, x, end, "secondary", 0.8))
            marks.append(Label(x + 3, top - 10, moment.break_words, sizes.smallest, "secondary", "semibold"))
    return finished(content.heading, style, marks, (top, end))


def _fits(moments: tuple[Moment, ...], step: float, style: Style, measure: Measure) -> tuple[bool, bool]:
    """Tell whether there is room for the values of the bars, and for the balances."""
    size = style.sizes.smallest
    values = widest(
        [text for one in moments for text in (one.import_words, one.export_words)], size, "regular", measure
    )
    balances = widest([f"{one.mark} {one.balance_words}" for one in moments], size, "bold", measure)
    return step >= 2 * values + 6, step >= balances + 4


def _ticks(most: float) -> list[float]:
    """Give the steps of a scale: 1, 2 or 5 times a power of ten, about four of them.

    Examples
    --------
    >>> _ticks(2_100e6)
    [500000000.0, 1000000000.0, 1500000000.0, 2000000000.0]
    """
    if most <= 0:
        return []
    rough = most / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((power * factor for factor in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    return [step * place for place in range(1, math.floor(most / step + 1e-9) + 1)]


def _places(ticks: list[float]) -> int:
    """Give the decimals that tell the steps of a scale, in millions, apart."""
    return max(0, -math.floor(math.log10(ticks[0] / MILLION))) if ticks else 0


def _balance_ticks(balances: list[int], scale: float, room: float) -> list[float]:
    """Give the steps of the balances' own scale, above and below nothing, as far as they go and their words have room."""
    most = max((abs(value) for value in balances), default=0)
    found = []
    for sign in (1, -1):
        last = 0.0
        for tick in _ticks(most):
            if tick <= max(sign * value for value in balances) and (tick - last) * scale >= room:
                found.append(sign * tick)
                last = tick
    return found


def _tick(tick: float, words: str, foot: float, frame: Frame, style: Style) -> list[Mark]:
    y = foot - tick * frame.scale
    size = style.sizes.smallest
    return [
        Rule(frame.left, y, style.sizes.page, y, "rule", 0.6),
        Label(frame.left - 8, y + size * 0.34, words, size, "secondary", "regular", "end"),
    ]


def _key(content: EvolutionContent, y: float, style: Style, measure: Measure) -> list[Mark]:
    marks: list[Mark] = []
    x = 0.0
    for flow, text in (("import", content.import_head), ("export", content.export_head)):
        marks += [Box(x, y - 6.5, 9, 7, flow), Label(x + 13, y, text, style.sizes.head, f"{flow}_text", "bold")]
        x += 13 + measure(text, style.sizes.head, "bold") + 18
    return marks


def _group(moment: Moment, place: int, count: int, frame: Frame, style: Style, measure: Measure) -> list[Mark]:
    """Name a year: under a line along its quarters, or below its one pair of bars."""
    x, size = frame.left + frame.step * place, style.sizes.value
    if not moment.name:
        y = frame.bottom + QUARTER_ROW
        return [Label(x + frame.step / 2, y, moment.group, size, "ink", "semibold", "middle")]
    y, end = frame.bottom + YEAR_ROW, x + frame.step * count
    line = Rule(x + 2, y - size - 1, end - 2, y - size - 1, "faint", 0.6)
    if measure(moment.group, size, "semibold") > end - x:
        return [line, Label(x + 2, y, moment.group, size, "ink", "semibold")]
    return [line, Label((x + end) / 2, y, moment.group, size, "ink", "semibold", "middle")]


def _moment(moment: Moment, place: int, frame: Frame, style: Style) -> list[Mark]:
    size = style.sizes.smallest
    middle = frame.left + frame.step * (place + 0.5)
    width = min(WIDEST_BAR, frame.step * FILLED / 2)
    marks: list[Mark] = []
    for value, words, flow, x in (
        (moment.import_eur, moment.import_words, "import", middle - width - 0.5),
        (moment.export_eur, moment.export_words, "export", middle + 0.5),
    ):
        height = max(value * frame.scale, THINNEST) if value > 0 else 0.0
        if height:
            marks.append(Box(x, frame.bottom - height, width, height, flow, moment.tooltip))
        if frame.values_fit:
            # Over the middle of its bar, or beside the middle of both where the bar is narrower than the words.
            half = max(width, measure(words, size, "regular") + 3) / 2
            at = middle - half if flow == "import" else middle + half
            marks.append(Label(at, frame.bottom - height - 3, words, size, "ink", "regular", "middle"))
    if moment.name and measure(moment.name, size, "regular") + 1.5 <= frame.step:
        marks.append(Label(middle, frame.bottom + QUARTER_ROW, moment.name, size, "secondary", "regular", "middle"))
    return [*marks, *_balance(moment, middle, width, frame, style)]


def _balance(moment: Moment, middle: float, width: float, frame: Frame, style: Style) -> list[Mark]:
    """Set the balance on the same scale: up and green, or down and red, so that it is told without colour too."""
    value = moment.export_eur - moment.import_eur
    size = style.sizes.smallest
    height = max(abs(value) * frame.scale, THINNEST) if value else 0.0
    up = value > 0
    marks: list[Mark] = []
    if height:
        y = frame.zero - height if up else frame.zero
        marks.append(Box(middle - width / 2, y, width, height, moment.role, moment.tooltip))
    if frame.balances_fit:
        y = frame.zero - height - 3 if up or not value else frame.zero + height + size
        words = f"{moment.mark} {moment.balance_words}".strip()
        marks.append(Label(middle, y, words, size, moment.role, "bold", "middle"))
    return marks
