"""The words around a chart, and what all charts know of France."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trade_territories.text import Lang

FRANCE_ALONE = "FR"


@dataclass(frozen=True)
class Heading:
    """The words around a chart.

    Parameters
    ----------
    title
        The finding, or no more than the subject.
    subtitle
        What, where, when, in what unit, and the total.
    source
        Where the figures come from.
    description
        The alternative text, from the same data.
    example
        The words of the ribbon over a chart that is made of the bundled example; none on real data.
    lang
        Language of all of them.
    reading
        One value read aloud, and what marks mean: the line "Lecture".
    """

    title: str
    subtitle: str
    source: str
    description: str
    example: str | None
    lang: Lang
    reading: str = ""
