"""The words around a chart, and what all charts know of France."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trade_territories.text import Lang

FRANCE_ALONE = "FR"


@dataclass(frozen=True)
class Heading:
    """The words around a chart."""

    #: The finding, or no more than the subject.
    title: str
    #: What, where, when, in what unit, and the total.
    subtitle: str
    #: Where the figures come from.
    source: str
    #: The alternative text, from the same data.
    description: str
    #: The words of the ribbon over a chart that is made of the bundled example; none on real data.
    example: str | None
    #: Language of all of them.
    lang: Lang
    #: One value read aloud, and what marks mean: the line "Lecture".
    reading: str = ""
