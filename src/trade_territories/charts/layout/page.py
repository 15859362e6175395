"""The frame that all charts share: title, line under it, body, reading of colours, source, and the mark of an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.charts._text import Measure, wrapped
from trade_territories.charts.layout.scene import Label, Mark, Scene

if TYPE_CHECKING:
    from trade_territories.charts._content import Heading
    from trade_territories.charts.style import Style

#: Room between two lines of text, as a part of their size.
LEADING = 1.22
#: Turn of the words that mark an example, in degrees.
EXAMPLE_TURN = 24.0


def head(heading: Heading, style: Style) -> tuple[list[Mark], float]:
    """Lay title and subtitle; give the marks and where the body may begin."""
    sizes = style.sizes
    marks: list[Mark] = []
    y = 0.0
    for line in wrapped(heading.title, sizes.page, sizes.title, "bold", lines=3):
        y += sizes.title * (LEADING if marks else 1.0)
        marks.append(Label(0, y, line, sizes.title, "ink", "bold"))
    y += 4
    for line in wrapped(heading.subtitle, sizes.page, sizes.subtitle, lines=3) if heading.subtitle else []:
        y += sizes.subtitle * LEADING
        marks.append(Label(0, y, line, sizes.subtitle, "secondary"))
    return marks, y + 12


def finished(
    heading: Heading,
    style: Style,
    marks: list[Mark],
    body: tuple[float, float],
    *,
    end: float | None = None,
    over_marks: bool = False,
    example_fill: str = "ink",
) -> Scene:
    """Set source and example mark; close the page.

    Parameters
    ----------
    body
        Top and bottom of the picture: the words that mark an example cross it.
    end
        Where all that stands under the picture ends.
    over_marks
        Whether shapes cover the picture, so that those words must stand over them to be seen; else they stand below.
    example_fill
        Role or colour of those words.
    """
    sizes = style.sizes
    top, bottom = body
    y = (bottom if end is None else end) + 8
    for line in wrapped(heading.source, sizes.page, sizes.source, lines=4):
        y += sizes.source * LEADING
        marks.append(Label(0, y, line, sizes.source, "secondary"))
    if heading.example:
        # Never over words: nothing is harder to read for it.
        shapes = [mark for mark in marks if not isinstance(mark, Label)] if over_marks else []
        others = [mark for mark in marks if isinstance(mark, Label)] if over_marks else marks
        marks = [*shapes, _example(heading.example, style, top, bottom, example_fill), *others]
    return Scene(sizes.page, y + 4, tuple(marks), heading.title, heading.description, heading.lang)


def _example(words: str, style: Style, top: float, bottom: float, fill: str) -> Label:
    """Write the words across the body, as large as its diagonal allows."""
    size = min(38.0, max(18.0, (bottom - top) / 6.5))
    middle = (top + bottom) / 2
    return Label(style.sizes.page / 2, middle + size / 3, words, size, fill, "bold", "middle", 0.1, EXAMPLE_TURN)


def text_block(
    lines: list[str], x: float, y: float, size: float, fill: str, weight: str, anchor: str
) -> tuple[list[Mark], float]:
    """Lay lines one under the other from a baseline; give the marks and the next baseline."""
    marks: list[Mark] = []
    for line in lines:
        marks.append(Label(x, y, line, size, fill, weight, anchor))  # type: ignore[arg-type]
        y += size * LEADING
    return marks, y


def widest(texts: list[str], size: float, weight: str, measure: Measure) -> float:
    """Give the width of the widest text; 0 where there is none."""
    return max((measure(text, size, weight) for text in texts), default=0.0)  # type: ignore[arg-type]
