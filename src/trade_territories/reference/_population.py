"""Inhabitants of territories, with the year and the origin of the figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._lookup import territory
from trade_territories.reference._tables import rows
from trade_territories.reference._territories import departement_names
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trade_territories.reference._territories import Territory

Kind = Literal["municipal", "estimate", "census"]


@dataclass(frozen=True)
class Population:
    """Inhabitants of a territory's whole départements."""

    #: Their number.
    value: int
    #: Of the figures of most départements: the year, ``municipal`` population, ``estimate`` or ``census``, and who
    #: gives it.
    year: int
    kind: Kind
    source: str
    #: Code, year and kind of each département whose figure is of another year or kind: Mayotte.
    exceptions: tuple[tuple[str, int, Kind], ...] = ()
    #: Codes of départements without a figure, which are left out: Monaco.
    without: tuple[str, ...] = ()

    def label(self, lang: str = "fr") -> str:
        """Return what a reader must know beside a value per inhabitant: which figure, of when, by whom.

        Examples
        --------
        >>> from trade_territories import territory
        >>> population_record(territory("51")).label("en")
        'municipal population of 2023, Insee'
        >>> population_record(territory("FR"), 2024).label("en")
        'municipal population of 2023, Insee; Mayotte: population estimate of 2024'
        """
        own = _named(self.kind, self.year, lang)
        whole = say("population.source", lang, population=own, source=self.source)
        others = [
            say("population.exception", lang, place=departement_names()[code], population=_named(kind, year, lang))
            for code, year, kind in self.exceptions
        ]
        return say("population.join", lang).join([whole, *others])


class _Figure(NamedTuple):
    year: int
    value: int
    kind: Kind
    source: str


def population(place: Territory) -> int | None:
    """Return the inhabitants of a territory's whole départements; None where none of them has a figure (Monaco).

    Of Mayotte it is the latest estimate. France and Provence-Alpes-Côte d'Azur are given without Monaco.

    Examples
    --------
    >>> from trade_territories import territory
    >>> population(territory("51")), population(territory("Monaco"))
    (563076, None)
    """
    found = population_record(place)
    return found.value if found else None


def population_record(place: Territory, year: int | None = None) -> Population | None:
    """Return the inhabitants of a territory's whole départements with their year and source.

    Parameters
    ----------
    place
        The territory.
    year
        The year of the trade beside which the figure stands: of Mayotte, the last figure that is not of a later year.
        Without it, the latest figure.

    Returns
    -------
    Population or None
        None where no département has a figure (Monaco).

    Examples
    --------
    >>> from trade_territories import territory
    >>> found = population_record(territory("51"))
    >>> found.value, found.year, found.kind
    (563076, 2023, 'municipal')
    >>> population_record(territory("976")).value, population_record(territory("976"), 2022).value
    (329000, 299350)
    """
    figures = {code: _figure(known, year) for code in place.departements if (known := _figures().get(code))}
    if not figures:
        return None
    (usual, _), *_ = Counter((figure.year, figure.kind, figure.source) for figure in figures.values()).most_common(1)
    return Population(
        sum(figure.value for figure in figures.values()),
        *usual,
        exceptions=tuple(
            (code, figure.year, figure.kind)
            for code, figure in figures.items()
            if (figure.year, figure.kind) != usual[:2]
        ),
        without=tuple(code for code in place.departements if code not in figures),
    )


def industry_population(place: str | Territory) -> Mapping[str, Population]:
    """Return how many inhabitants of a Territoire d'industrie live in each of its départements, by code; read-only.

    It is what tells how much of a Territoire d'industrie lies where; it never estimates its trade.

    Raises
    ------
    UnknownCodeError
        Not a Territoire d'industrie.

    Examples
    --------
    >>> {code: found.value for code, found in industry_population("ti-4417").items()}
    {'51': 3116, '52': 64378, '55': 49209}
    """
    found = territory(place)
    if found.level != "territoire_industrie":
        raise UnknownCodeError(
            f"{found.name} ({found.code}) is not a Territoire d'industrie; give a code such as 'ti-4417'", value=place
        )
    return {
        row["departement"]: Population(int(row["population"]), int(row["year"]), _kind(row["kind"]), row["source"])
        for row in rows("industry_populations")
        if row["id"] == found.code
    }


def _named(kind: Kind, year: int, lang: str) -> str:
    return say(f"population.{kind}", lang, year=year)


def _figure(known: Sequence[_Figure], year: int | None) -> _Figure:
    """Return the last figure that is not later than the year, or the first of all."""
    before = [figure for figure in known if year is None or figure.year <= year]
    return before[-1] if before else known[0]


@cache
def _figures() -> Mapping[str, tuple[_Figure, ...]]:
    found: dict[str, list[_Figure]] = {}
    for row in sorted(rows("populations"), key=lambda row: row["date"]):
        figure = _Figure(int(row["date"][:4]), int(row["population"]), _kind(row["kind"]), row["source"])
        found.setdefault(row["departement"], []).append(figure)
    return MappingProxyType({code: tuple(figures) for code, figures in found.items()})


def _kind(kind: str) -> Kind:
    if kind not in ("municipal", "estimate", "census"):
        raise AssertionError(f"kind of population {kind!r} in a table of the package")
    return kind  # type: ignore[return-value]
