"""What an evolution says, as its layout takes it: moments in time, sums of years, contributions to a change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.text import Lang


@dataclass(frozen=True)
class Moment:
    """A quarter or a year: its place in time (in quarters, or in years), its values, and whether a line begins anew at it."""

    year: int
    quarter: int
    place: float
    name: str
    values: dict[str, int]
    words: dict[str, str]
    balance_eur: int
    balance_words: str
    tooltip: str
    breaks: tuple[str, ...]
    begins: bool
    is_whole: bool

    @property
    def star(self) -> str:
        """What stands behind the values of a year that is not whole."""
        return "" if self.is_whole else " *"


@dataclass(frozen=True)
class YearRow:
    """A year of the table; one that is not loaded has no values."""

    year: int
    values: dict[str, int]
    words: dict[str, str]
    balance_words: str
    is_whole: bool


@dataclass(frozen=True)
class Contribution:
    """What a product or partner contributed to a change, in points of percent of the whole before."""

    flow: str
    name: str
    points: float
    words: str
    is_rest: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class EvolutionContent:
    """All that an evolution says."""

    heading: Heading
    moments: tuple[Moment, ...]
    years: tuple[YearRow, ...]
    contributions: tuple[tuple[Contribution, ...], ...]
    flows: tuple[str, ...]
    names: dict[str, str]
    #: When the change of the contributions was: "en 2024".
    when: str
    lang: Lang
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def has_balance(self) -> bool:
        """Whether both directions are drawn, and so their balance."""
        return len(self.flows) == 2

    @property
    def slots(self) -> int:
        """Places in time from the first year to the last, those that lack included."""
        per_year = 4 if any(moment.quarter for moment in self.moments) else 1
        return per_year * len(self.years)


@dataclass(frozen=True)
class Plot:
    """Where things stand: the sides, the foot of the lines and that of the balances, and points per euro."""

    left: float
    right: float
    foot: float
    balance_foot: float
    scale: float
    slots: int

    def x(self, place: float) -> float:
        """Return the middle of a place in time."""
        return self.left + (place + 0.5) * self.slot

    @property
    def slot(self) -> float:
        """Width of a place in time."""
        return (self.right - self.left) / self.slots

    def y(self, value: float) -> float:
        """Return the height of a value on the page."""
        return self.foot - value * self.scale


def role_of(balance: float) -> str:
    """Return the role of a balance: surplus, deficit, or neither."""
    return "surplus" if balance > 0 else "deficit" if balance < 0 else "secondary"
