"""The evolution laid out: lines cut at breaks and gaps, the balance as bars on the same scale, years below, contributions."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Literal

from trade_territories.charts._evolution_data import Plot, role_of
from trade_territories.charts._evolution_parts import contributions_below, years_below
from trade_territories.charts.page import LEADING
from trade_territories.charts.scene import Area, Box, Dot, Label, Line, Rule
from trade_territories.text import say
from trade_territories.text.numbers import amount_in_euros, decimal

if TYPE_CHECKING:
    from trade_territories.charts._evolution_data import EvolutionContent, Moment
    from trade_territories.charts.page import Page
    from trade_territories.charts.scene import Mark, Point, Scene
    from trade_territories.text import Lang

LINES, BALANCES = 170.0, 64.0
STROKE, NARROW_STROKE, DOT = 2.2, 1.9, 3.2
#: A bar of the balance takes this part of its quarter or year, and is at most this many points wide.
SHADE, LEAST_BAR, BAR_PART, WIDEST_BAR = 0.12, 0.6, 0.72, 24.0
MILLION, LEAST_IN_MILLIONS = 1e6, 1e4
ScaleUnit = Literal["millions", "euros", "percent"]
#: Approximate number of steps of the scale.
STEPS = 5


def evolution_scene(content: EvolutionContent, page: Page) -> Scene:
    """Lay an evolution out."""
    marks, y = page.head(content.heading)
    if page.narrow:
        key, y = _key(content, page, y)
        marks += key
    plot, ticks, top = _plot(content, page, y)
    marks += _grid(content, plot, ticks, page)
    marks += [*_lines(content, plot, page), *_breaks(content, plot, top, page)]
    low = plot.balance_foot
    if content.has_balance:
        marks += _balances(content, plot)
        low = plot.balance_foot + max(
            0.0, -min((moment.balance_eur for moment in content.moments), default=0) * plot.scale
        )
    if not page.narrow:
        marks += _ends(content, plot, page)
    years, bottom = years_below(content, plot, low, page)
    marks += years
    parts, bottom = contributions_below(content, page, bottom)
    return page.finished(content.heading, [*marks, *parts], bottom)


def ticks_of(most: float) -> list[float]:
    """Return the steps of a scale: 1, 2, 2.5 or 5 times a power of ten, about five of them, the last one not below ``most``.

    Examples
    --------
    >>> ticks_of(2_100e6)
    [0.0, 500000000.0, 1000000000.0, 1500000000.0, 2000000000.0, 2500000000.0]
    """
    if most <= 0:
        return [0.0]
    rough = most / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((power * factor for factor in (1, 2, 2.5, 5, 10)), key=lambda size: abs(size - rough))
    count = math.ceil(most / step - 1e-9)
    return [step * place for place in range(count + 1)]


def _plot(content: EvolutionContent, page: Page, y: float) -> tuple[Plot, list[float], float]:
    """Return the frame of the picture, the steps of its scale, and its top."""
    values = [value for moment in content.moments for value in moment.values.values()]
    most = max([*values, 0])
    least = min([*values, 0])
    steps = ticks_of(float(max(most, -least)))
    rises = [tick for tick in steps if tick == 0 or tick - steps[1] < most]
    ticks = [*(-tick for tick in reversed(steps) if 0 < tick <= -least), *rises]
    size = page.sizes.value
    left = max(page.measure(tick_words(tick, ticks, content.lang), size, "regular") for tick in ticks) + 6
    right = page.width
    if not page.narrow:
        names = [content.names[flow] for flow in content.flows] + (
            [content.names["balance"]] if content.has_balance else []
        )
        last = [
            f"{word}{moment.star}"
            for moment in content.moments[-1:]
            for word in (*moment.words.values(), moment.balance_words)
        ]
        right -= 10 + max(
            [page.measure(text, page.sizes.name, "bold") for text in names]
            + [page.measure(text, size, "semibold") for text in last]
        )
        left = max(
            left, max(page.measure(content.names[name], page.sizes.value, "semibold") for name in content.names) + 4
        )
    height = LINES if not page.narrow else 140.0
    scale = height / max(ticks[-1], -least, 1.0)
    top = y + 14
    foot = top + ticks[-1] * scale
    balances = [moment.balance_eur for moment in content.moments] if content.has_balance else []
    above = max([*balances, 0]) * scale
    # Values below nothing (corrections) hang under the axis.
    foot_room = -least * scale
    balance_foot = foot + foot_room + 16 + above if content.has_balance else foot + foot_room
    return Plot(left, right, foot, balance_foot, scale, max(content.slots, 1)), ticks, top


def tick_words(tick: float, ticks: list[float], lang: Lang, unit: ScaleUnit = "millions") -> str:
    """Return the number beside a step of a scale, with as many decimals as the steps have; the last one bears its unit."""
    size = MILLION if unit == "millions" else 1.0
    step = ticks[1] - ticks[0] if len(ticks) > 1 else size
    if unit == "millions" and max(map(abs, ticks)) < LEAST_IN_MILLIONS:
        # Of a few euros, millions would have six decimals: such steps carry their own unit.
        return amount_in_euros(tick, _decimals(step), lang)
    digits = decimal(tick / size, _decimals(step / size), lang)
    if unit == "percent":
        return say("charts.comparison.tick", lang, value=digits)
    return digits if tick < ticks[-1] else say(f"numbers.{unit}", lang, sign="", digits=digits)


def _decimals(step: float) -> int:
    """Return how many decimals a step of a scale needs."""
    return next((count for count in range(8) if math.isclose(round(step, count), step, rel_tol=1e-9)), 8)


def _key(content: EvolutionContent, page: Page, y: float) -> tuple[list[Mark], float]:
    """Say over a narrow picture what the colours are, with the last values."""
    size = page.sizes.head
    last = content.moments[-1] if content.moments else None
    marks: list[Mark] = []
    y += 2
    if last:
        y += page.sizes.value
        marks.append(
            Label(
                0,
                y,
                say("charts.evolution.last", content.lang, when=f"{last.name}{last.star}"),
                page.sizes.value,
                "secondary",
            )
        )
        y += 4
    for flow in content.flows:
        y += size * LEADING
        words = f"{content.names[flow]} {last.words[flow] if last else ''}".strip()
        marks += [Dot(4, y - size * 0.34, DOT, flow), Label(12, y, words, size, f"{flow}_text", "bold")]
    if content.has_balance and last:
        y += size * LEADING
        role = role_of(last.balance_eur)
        words = f"{content.names['balance']} {last.balance_words}"
        marks += [Box(1, y - size * 0.62, 6, 6, role), Label(12, y, words, size, role, "bold")]
    return marks, y + 4


def _grid(content: EvolutionContent, plot: Plot, ticks: list[float], page: Page) -> list[Mark]:
    size = page.sizes.value
    marks: list[Mark] = []
    for tick in ticks:
        y = plot.y(tick)
        words = tick_words(tick, ticks, content.lang)
        marks.append(Rule(plot.left, y, plot.right, y, "rule" if tick else "ink", 0.6 if tick else 0.9))
        marks.append(Label(plot.left - 5, y + size * 0.34, words, size, "secondary", "regular", "end"))
    return marks


def _segments(content: EvolutionContent) -> list[list[Moment]]:
    """Return the runs of moments that a line may join."""
    found: list[list[Moment]] = []
    for moment in content.moments:
        if moment.begins or not found:
            found.append([])
        found[-1].append(moment)
    return found


def _lines(content: EvolutionContent, plot: Plot, page: Page) -> list[Mark]:
    """Draw what lies between both lines, then the lines; a moment alone is a dot."""
    marks: list[Mark] = []
    segments = _segments(content)
    if content.has_balance:
        marks += [area for run in segments for area in _shades(run, plot)]
    width = NARROW_STROKE if page.narrow else STROKE
    last = content.moments[-1] if content.moments else None
    for flow in reversed(content.flows):
        for run in segments:
            points = tuple((plot.x(moment.place), plot.y(moment.values[flow])) for moment in run)
            if len(points) > 1:
                marks.append(Line(points, flow, width))
            else:
                marks.append(Dot(*points[0], DOT * 0.85, flow, run[0].tooltip))
    if last:
        marks += [Dot(plot.x(last.place), plot.y(last.values[flow]), DOT, flow, last.tooltip) for flow in content.flows]
    return [*marks, *_hovers(content, plot)]


def _hovers(content: EvolutionContent, plot: Plot) -> list[Mark]:
    """Set a column over each moment that tells its values to a pointer, a finger or the keyboard; it is not seen."""
    top = min([plot.y(value) for moment in content.moments for value in moment.values.values()] + [plot.foot])
    return [
        Box(
            plot.x(moment.place) - plot.slot / 2,
            top,
            plot.slot,
            plot.foot - top,
            "background",
            moment.tooltip,
            opacity=0.0,
            target=f"moment-{moment.year}-{moment.quarter}",
            of=(f"moment-{moment.year}-{moment.quarter}",),
        )
        for moment in content.moments
    ]


def _shades(run: list[Moment], plot: Plot) -> list[Area]:
    """Return the areas between both lines: green where exports are above, red where they are below; cut where lines cross."""
    found: list[Area] = []
    for before, after in itertools.pairwise(run):
        left, right = plot.x(before.place), plot.x(after.place)
        first, second = before.balance_eur, after.balance_eur
        corners: list[tuple[float, float, float]] = [
            (left, before.values["export"], before.values["import"]),
            (right, after.values["export"], after.values["import"]),
        ]
        if first * second < 0:
            part = first / (first - second)
            middle = left + (right - left) * part
            value = before.values["export"] + (after.values["export"] - before.values["export"]) * part
            corners.insert(1, (middle, value, value))
        for start, end in itertools.pairwise(corners):
            balance = start[1] - start[2] + end[1] - end[2]
            if balance:
                ring: tuple[Point, ...] = (
                    (start[0], plot.y(start[1])),
                    (end[0], plot.y(end[1])),
                    (end[0], plot.y(end[2])),
                    (start[0], plot.y(start[2])),
                )
                found.append(Area((ring,), role_of(balance), edge="", opacity=SHADE))
    return found


def _breaks(content: EvolutionContent, plot: Plot, top: float, page: Page) -> list[Mark]:
    """Draw a dashed line at each break, with its name above the picture; names that would meet stand one over the other."""
    size = page.sizes.smallest
    marks: list[Mark] = []
    # From the last to the first, each as low as it may: so no line runs through the name of an earlier break.
    begins = [float("inf")] * 3
    for moment in reversed(content.moments):
        if not moment.breaks:
            continue
        x = plot.left + moment.place * plot.slot
        text = say("charts.list_join", content.lang).join(moment.breaks)
        if not page.narrow:
            text = say("charts.evolution.break", content.lang, name=text)
        wide = page.measure(text, size, "regular")
        start = x + 3 if x + 3 + wide <= page.width else x - 3 - wide
        row = next((at for at in range(len(begins)) if start + wide + 4 < min(begins[at:])), len(begins) - 1)
        begins[row] = min(x, start)
        y = top - 4 - row * size * LEADING
        marks.append(Label(max(start, 0), y, text, size, "secondary"))
        marks.append(Rule(x, y - size * 0.8, x, plot.balance_foot, "secondary", 0.8, above=True, dash=(2.2, 2.2)))
    return marks[::-1]


def _balances(content: EvolutionContent, plot: Plot) -> list[Mark]:
    marks: list[Mark] = []
    width = min(plot.slot * BAR_PART, WIDEST_BAR)
    for moment in content.moments:
        value = moment.balance_eur
        height = max(abs(value) * plot.scale, LEAST_BAR) if value else 0.0
        if height:
            y = plot.balance_foot - height if value > 0 else plot.balance_foot
            marks.append(Box(plot.x(moment.place) - width / 2, y, width, height, role_of(value), moment.tooltip))
    marks.append(Rule(plot.left, plot.balance_foot, plot.right, plot.balance_foot, "ink", 0.9, above=True))
    return marks


def _ends(content: EvolutionContent, plot: Plot, page: Page) -> list[Mark]:
    """Name each line at its end with its last value; names that would meet are moved apart."""
    from trade_territories.charts._spread import spread

    if not content.moments:
        return []
    last = content.moments[-1]
    name, value = page.sizes.name, page.sizes.value
    high = (name + value) * LEADING
    found = [
        (plot.y(last.values[flow]), content.names[flow], f"{last.words[flow]}{last.star}", f"{flow}_text")
        for flow in content.flows
    ]
    if content.has_balance:
        middle = plot.balance_foot - last.balance_eur * plot.scale / 2
        words = f"{last.balance_words}{last.star}"
        found.append((middle, content.names["balance"], words, role_of(last.balance_eur)))
    found.sort(key=lambda entry: entry[0])
    centres = spread(
        [entry[0] for entry in found], [high] * len(found), plot.y(0) - LINES - 10, plot.balance_foot + 200, 2.0
    )
    marks: list[Mark] = []
    for (_, text, words, role), middle in zip(found, centres, strict=True):
        x, y = plot.right + 8, middle - high / 2 + name * 0.9
        marks.append(Label(x, y, text, name, role, "bold"))
        marks.append(Label(x, y + value * LEADING, words, value, role, "semibold"))
    return marks
