"""Lay out what all charts share: the ribbon of an example, title, subtitle, the line "Lecture", and source.

A layout is a function ``scene(content, page)``. It begins with ``marks, y = page.head(content.heading)``, draws its body
between ``x = 0`` and ``x = page.width``, and ends with ``return page.finished(content.heading, marks, bottom)``. A page is
wide (an A4 column) or narrow (a phone): a layout asks ``page.narrow``, and takes its sizes of type from ``page.sizes``. A
chart that a document embeds is not ``detached``: the document sets title, subtitle, reading and source itself.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from trade_territories.charts._text import Measure, measure, wrapped
from trade_territories.charts.scene import Box, Ink, Label, Mark, Picture, Scene
from trade_territories.charts.style import MARGIN, Sizes, Style, Weight, current
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._content import Heading
    from trade_territories.charts.scene import Anchor

Width = Literal["wide", "narrow"]

#: Distance of two baselines, as a part of the size of type.
LEADING = 1.22
TITLE_LEADING = 1.18
#: Height of the ribbon of an example, and the size of its words.
RIBBON, RIBBON_SIZE = 12.5, 7.6
#: The largest logo, and the space left of it, in points.
LOGO_WIDTH, LOGO_HEIGHT, LOGO_GAP = 90.0, 28.0, 12.0
#: A word of so few letters never ends a line of a title, unless it is the last.
SHORT_WORD, MOST_TITLE_LINES = 3, 3


@dataclass(frozen=True)
class Page:
    """The sheet that a chart is laid out on."""

    #: Colours and sizes; its ``sizes`` are those of this width.
    style: Style
    #: Whether it is as narrow as a phone.
    narrow: bool = False
    #: Whether the chart stands alone, with title, subtitle, reading, source and the ribbon of an example.
    detached: bool = True
    #: Where height is scarce: how many times as high as the least that can be read a plot is.
    stretch: float | None = None
    #: Returns the width of a text.
    measure: Measure = field(default=measure, compare=False)

    @classmethod
    def of(
        cls, width: str = "wide", style: Style | None = None, *, detached: bool = True, stretch: float | None = None
    ) -> Page:
        """Return the page of a width.

        Raises
        ------
        TradeTerritoriesError
            The width is neither ``"wide"`` nor ``"narrow"``.

        Examples
        --------
        >>> Page.of("narrow").width
        280.0
        """
        if width not in get_args(Width):
            raise TradeTerritoriesError(f'width={width!r} is not valid; choose "wide" or "narrow"')
        return cls((style or current()).at(width), width == "narrow", detached, stretch)

    @property
    def sizes(self) -> Sizes:
        """Sizes of type."""
        return self.style.sizes

    @property
    def width(self) -> float:
        """Width of the content, in points."""
        return self.style.sizes.page

    def head(self, heading: Heading) -> tuple[list[Mark], float]:
        """Return the marks of ribbon, title and subtitle, and where the body may begin."""
        if not self.detached:
            return [], 0.0
        sizes = self.sizes
        marks: list[Mark] = []
        y = 0.0
        if heading.example:
            y = RIBBON
            bold = Ink("ribbon_text", "bold")
            size = max(RIBBON_SIZE, sizes.smallest)
            base = RIBBON / 2 - MARGIN + size * 0.34
            marks += [
                Box(-MARGIN, -MARGIN, self.width + 2 * MARGIN, RIBBON, "ribbon"),
                Label(0, base, heading.example.upper(), size, *bold),
            ]
            if not self.narrow:
                words = say("charts.do_not_quote", heading.lang)
                marks.append(Label(self.width, base, words, size, *bold, "end"))
        for place, line in enumerate(self.title_lines(heading.title)):
            y += sizes.title * (TITLE_LEADING if place else 0.86)
            marks.append(Label(0, y, line, sizes.title, "ink", "bold"))
        y += 4
        for line in wrapped(heading.subtitle, self.width, sizes.subtitle, lines=5) if heading.subtitle else []:
            y += sizes.subtitle * LEADING
            marks.append(Label(0, y, line, sizes.subtitle, "secondary"))
        return marks, y + 12

    def title_lines(self, title: str) -> list[str]:
        """Break a title into as few lines as it needs, about equally long; no short word ends a line."""
        return balanced_lines(title, self.width, self.sizes.title, self.measure)

    def finished(self, heading: Heading, marks: Sequence[Mark], bottom: float) -> Scene:
        """Set the reading and the source under the body, and return the scene."""
        sizes, found, y = self.sizes, list(marks), bottom
        if self.detached:
            y += 8
            if heading.reading:
                words, y = self.reading(heading, y)
                found += words
                y += 2
            mark = self.logo_mark(y)
            width = self.width if mark is None else mark.x - LOGO_GAP
            for line in wrapped(heading.source, width, sizes.source, lines=9):
                y += sizes.source * LEADING
                found.append(Label(0, y, line, sizes.source, "secondary"))
            if mark is not None:
                found.append(mark)
                y = max(y, mark.y + mark.height)
            y += 2
        return Scene(self.width, y, tuple(found), heading.title, heading.description, heading.lang)

    def logo_mark(self, top: float) -> Picture | None:
        """Return the logo at the right of the foot, under ``top``; None where the style has none."""
        logo = self.style.logo
        if logo is None:
            return None
        width, height = (LOGO_HEIGHT * logo.ratio, LOGO_HEIGHT)
        if width > LOGO_WIDTH:
            width, height = LOGO_WIDTH, LOGO_WIDTH / logo.ratio
        return Picture(self.width - width, top + 2, width, height, logo)

    def reading(self, heading: Heading, y: float) -> tuple[list[Mark], float]:
        """Return the marks of "Lecture: …", its first word bold, and the last baseline."""
        size = self.sizes.reading
        opening = say("charts.reading", heading.lang)
        indent = self.measure(f"{opening} ", size, "bold")
        first, *others = wrapped_after(heading.reading, self.width, indent, size, self.measure)
        y += size * LEADING
        marks: list[Mark] = [Label(0, y, opening, size, "ink", "bold", more=((first, "regular"),))]
        for line in others:
            y += size * LEADING
            marks.append(Label(0, y, line, size))
        return marks, y


def wrapped_after(
    text: str, width: float, indent: float, size: float, measure: Measure, weight: Weight = "regular"
) -> list[str]:
    """Break a text at spaces; the first line leaves space before it."""
    lines: list[str] = []
    for word in text.split(" "):
        available = width - (indent if len(lines) <= 1 else 0.0)
        if lines and measure(f"{lines[-1]} {word}", size, weight) <= available:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def balanced_lines(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """Break a bold text into as few lines as it needs, about equally long; no short word ends a line.

    Examples
    --------
    >>> balanced_lines("Cinq flux font 26 % des exportations de la Marne", 200, 15, lambda text, size, _: len(text) * 6)
    ['Cinq flux font 26 %', 'des exportations de la Marne']
    """
    words = text.split(" ")
    widths = [measure(word, size, "bold") for word in words]
    width = max(width, *widths)
    space = measure(" ", size, "bold")

    def wide(start: int, end: int) -> float:
        return sum(widths[start:end]) + space * (end - start - 1)

    #: Of each number of words, the best way to set them in so many lines: short ends, longest line, where lines are cut.
    best: dict[int, tuple[int, float, tuple[int, ...]]] = {0: (0, 0.0, ())}
    found: dict[int, tuple[int, float, tuple[int, ...]]] = {}
    for count in range(1, len(words) + 1):
        lines: dict[int, tuple[int, float, tuple[int, ...]]] = {}
        for start, (ends, longest, cuts) in best.items():
            for end in range(start + 1, len(words) + 1):
                if wide(start, end) > width:
                    break
                is_short = end < len(words) and words[end - 1].isalpha() and len(words[end - 1]) <= SHORT_WORD
                way = (ends + is_short, max(longest, wide(start, end)), (*cuts, end))
                lines[end] = min(lines.get(end, way), way)
        best = lines
        if len(words) in best:
            found[count] = best[len(words)]
        # A line more is better than one that ends with a short word.
        if found and (not found[count][0] or count - 1 in found or count >= MOST_TITLE_LINES):
            break
    _, _, cuts = min((ends, count, cuts) for count, (ends, _, cuts) in found.items())
    return [" ".join(words[start:end]) for start, end in itertools.pairwise((0, *cuts))]


def text_lines(
    lines: Sequence[str],
    x: float,
    y: float,
    size: float,
    fill: str = "ink",
    weight: Weight = "regular",
    anchor: Anchor = "start",
    *,
    of: tuple[str, ...] = (),
) -> list[Mark]:
    """Return lines one under the other, the first on baseline ``y``."""
    return [
        Label(x, y + place * size * LEADING, line, size, fill, weight, anchor, of=of)
        for place, line in enumerate(lines)
    ]


def widest(texts: Sequence[str], size: float, weight: Weight, measure: Measure) -> float:
    """Return the width of the widest text; 0 where there is none."""
    return max((measure(text, size, weight) for text in texts), default=0.0)
