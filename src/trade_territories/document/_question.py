"""A question asked once, until the library's own Query takes its place: a territory, a period, and what is left out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from trade_territories import aggregate, reference
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.text import typeset
from trade_territories.text import checked_lang

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from trade_territories.reference import Territory, TerritoryLike

T = TypeVar("T")
#: A file name says the first words of what is left out.
_NAMED = 3


class Question:
    """Sums, labels and scope of one territory and period."""

    def __init__(self, flows: Any, territory: TerritoryLike, asked: dict[str, Any]) -> None:
        self.flows = aggregate.source_of(flows)
        self.lang = checked_lang(asked["lang"])
        self.selection = aggregate.select(
            self.flows, territory, year=asked["year"], quarter=asked["quarter"], excluding=asked["excluding"]
        )
        self.territory = self.selection.territory
        self.asked = asked
        self.excluding: tuple[str, ...] = tuple(self.selection.excluding or ())
        self._sums: dict[tuple[str, ...], pd.DataFrame] = {}
        self._places: dict[str, Question] = {}

    def at(self, territory: Territory) -> Question:
        """Ask the same of another place; each place is asked once."""
        if territory == self.territory:
            return self
        if territory.code not in self._places:
            self._places[territory.code] = Question(self.flows, territory, self.asked)
        return self._places[territory.code]

    def share_places(self, other: Question) -> None:
        """Take over the places that another question has asked already: région and France are the same for many."""
        self._places = other._places

    @cached_property
    def region(self) -> Question | None:
        """The same question of the région that the territory is compared with."""
        place = reference.region_of(self.territory)
        return self.at(place) if place else None

    @cached_property
    def france(self) -> Question:
        """The same question of France."""
        return self.at(reference.france())

    @property
    def period_label(self) -> str:
        """The period in words."""
        return self.selection.period.label(self.lang)

    @property
    def years(self) -> tuple[int, ...]:
        """The years asked for."""
        return self.selection.period.years

    @property
    def place(self) -> str:
        """The territory's name in sentences."""
        return typeset(self.territory.label(self.lang), self.lang)

    @cached_property
    def scope(self) -> str:
        """Territory, period and what is left out: "Marne, 2024, hors boissons"."""
        from trade_territories.document._words import say

        parts = [self.place, self.period_label]
        if self.excluding:
            parts.append(say("excluding", self.lang, names=self._excluded_names()))
        return ", ".join(parts)

    def _excluded_names(self) -> str:
        from trade_territories.text import listed

        names = []
        for code in self.excluding:
            level = aggregate._select.column_of(code)
            name = self.label(level, code, short=True)
            names.append(name if level == "partner" else name[:1].lower() + name[1:])
        return listed(names, self.lang)

    @property
    def stem(self) -> str:
        """Name of files: territory, period, what is left out."""
        parts = [self.territory.code, self.period_label]
        if self.excluding:
            parts.append(f"{'hors' if self.lang == 'fr' else 'without'}-{'-'.join(self.excluding[:_NAMED])}")
            if len(self.excluding) > _NAMED:
                parts.append(f"{len(self.excluding) - _NAMED}-etc")
        return parts_joined(parts, is_sample=self.is_sample)

    @property
    def is_sample(self) -> bool:
        """Whether the figures are the bundled example's."""
        return aggregate.is_sample(self.flows)

    def sums(self, by: Sequence[str]) -> pd.DataFrame:
        """Return euros by columns or levels; worked out once."""
        key = tuple(by)
        if key not in self._sums:
            table = aggregate.grouped(self.flows, self.selection, list(by), ("value_eur",))
            self._sums[key] = table.astype({name: "str" for name in by if name not in ("year", "quarter")})
        return self._sums[key]

    def values(self, level: str, flow: str) -> pd.Series[int]:
        """Return euros by code of one level for one flow."""
        table = self.sums(["flow", level])
        values: pd.Series[int] = table[table["flow"] == flow].set_index(level)["value_eur"].astype("int64")
        return values

    def total(self, flow: str) -> int:
        """Return the euros of one flow."""
        return int(self.values("zone", flow).sum())

    def label(self, level: str, code: str, *, short: bool = False) -> str:
        """Name a code."""
        extra = aggregate.release_labels(self.flows, level)
        return typeset(reference.label(level, str(code), self.lang, short=short, extra=extra), self.lang)


def ask(function: Callable[..., T], question: Question, **options: Any) -> T:
    """Call a public function of tables or measures with a question."""
    return function(question.flows, question.territory, **question.asked, **options)


def parts_joined(parts: list[str], *, is_sample: bool) -> str:
    """Join the parts of a file name.

    Examples
    --------
    >>> parts_joined(["51+10", "2025, 1er et 2e trimestres"], is_sample=True)
    'EXEMPLE_fiche-51-10-2025-1er-et-2e-trimestres'
    """
    words = "".join(sign if sign.isalnum() else "-" for sign in "-".join(parts).lower())
    return f"{EXAMPLE_PREFIX if is_sample else ''}fiche-{'-'.join(part for part in words.split('-') if part)}"
