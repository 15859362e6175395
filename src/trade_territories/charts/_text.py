"""How wide a text is, and where it breaks: from the advance widths of the font in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from trade_territories.charts.style import Weight, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._typeface import Typeface

Measure = Callable[[str, float, Weight], float]


@cache
def _advances(weight: Weight, typeface: Typeface | None) -> tuple[dict[int, float], float]:
    """Return the widths of signs at one point, and that of a sign that the font lacks."""
    if typeface is None:
        return _shipped_advances(weight)
    from fontTools.ttLib import TTFont

    with TTFont(typeface.file(weight), lazy=True) as font:
        em = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        widths = {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}
        return widths, metrics[".notdef"][0] / em


def _shipped_advances(weight: Weight) -> tuple[dict[int, float], float]:
    """Return the widths in the package's own font; ``scripts/make_fonts.py`` notes them beside it."""
    noted = files("trade_territories.charts").joinpath("fonts", "advances.json").read_text(encoding="ascii")
    font = json.loads(noted)[weight]
    widths = {ord(sign): int(width) / font["em"] for width, signs in font["signs"].items() for sign in signs}
    return widths, font["unknown"] / font["em"]


def measure(text: str, size: float, weight: Weight = "regular") -> float:
    """Return the width of a text in points, without kerning, so that it is never too small.

    Examples
    --------
    >>> measure("Marne", 10) < measure("Marne", 10, "bold")
    True
    """
    return size * _width(text, weight, current().typeface)


@lru_cache(maxsize=1 << 14)
def _width(text: str, weight: Weight, typeface: Typeface | None) -> float:
    """Return the width at one point: layouts ask for the same words hundreds of times."""
    widths, unknown = _advances(weight, typeface)
    text = typeface.written(text) if typeface else text
    return sum(widths.get(ord(sign), unknown) for sign in text)


def wrapped(text: str, width: float, size: float, weight: Weight = "regular", *, lines: int = 2) -> list[str]:
    """Break a text at spaces into a limited number of lines; what does not fit stays on the last, never cut.

    Lines are made about equally long, since a balanced label is quicker to read.

    Examples
    --------
    >>> wrapped("Sucre, cacao, café, autres", 80, 9)
    ['Sucre, cacao,', 'café, autres']
    """
    if measure(text, size, weight) <= width or " " not in text:
        return [text]
    broken = _greedy(text, width, size, weight)
    if len(broken) > lines:
        return [*broken[: lines - 1], " ".join(broken[lines - 1 :])]
    return _balanced(text, len(broken), width, size, weight)


def label_lines(text: str, width: float, size: float, weight: Weight = "regular", *, lines: int = 2) -> list[str]:
    """Break a text into a limited number of lines, wider than asked where it must be: never cut, never a line too many.

    Examples
    --------
    >>> len(label_lines("un nom vraiment très long qui ne tient pas dans deux lignes étroites", 60, 9))
    2
    """
    # A column without space still grows.
    available = max(width, size)
    while True:
        broken = wrapped(text, available, size, weight, lines=99)
        if len(broken) <= lines or measure(text, size, weight) <= available:
            return broken
        available *= 1.04


def fits(lines: list[str], width: float, size: float, weight: Weight = "regular") -> bool:
    """Tell whether every line is within a width."""
    return all(measure(line, size, weight) <= width for line in lines)


def longest_word(text: str, size: float, weight: Weight = "regular") -> float:
    """Return the width of the longest word of a text, below which it cannot be broken.

    Examples
    --------
    >>> longest_word("Sucre, cacao", 9) == measure("Sucre,", 9)
    True
    """
    return size * max(wide for _, wide in _words(text, weight, current().typeface))


@lru_cache(maxsize=1 << 12)
def _words(text: str, weight: Weight, typeface: Typeface | None) -> tuple[tuple[str, float], ...]:
    """Return the words of a text with their widths at one point."""
    return tuple((word, _width(word, weight, typeface)) for word in text.split(" "))


def _greedy(text: str, width: float, size: float, weight: Weight) -> list[str]:
    """Break a text where a line is full."""
    typeface = current().typeface
    return _broken(_words(text, weight, typeface), width / size, _width(" ", weight, typeface))[0]


def _broken(words: Sequence[tuple[str, float]], width: float, space: float) -> tuple[list[str], float]:
    """Return lines, and the width of the longest; without kerning a line is as wide as its words and the spaces between them."""
    # Sums of words and the width of a whole line may differ in their last digit.
    available = width * (1 - 1e-12)
    lines: list[str] = []
    taken = longest = 0.0
    for word, wide in words:
        if lines and taken + space + wide <= available:
            lines[-1] += f" {word}"
            taken += space + wide
        else:
            lines.append(word)
            taken = wide
        longest = max(longest, taken)
    return lines, longest


def _balanced(text: str, count: int, width: float, size: float, weight: Weight) -> list[str]:
    """Narrow the column as long as the number of lines stays the same."""
    typeface = current().typeface
    words, space = _words(text, weight, typeface), _width(" ", weight, typeface)
    best, longest = _broken(words, width / size, space)
    if any(wide * size > width for _, wide in words):
        return best
    narrower = width
    while (narrower := narrower * 0.94) > width * 0.4:
        if longest <= narrower / size * (1 - 1e-12):
            # The same lines fit still.
            continue
        lines, longest = _broken(words, narrower / size, space)
        if len(lines) != count:
            break
        best = lines
    return best
