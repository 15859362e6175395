"""What was loaded beside the totals that others have published: pure, on sums by département."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from trade_territories import reference
from trade_territories.text.numbers import millions, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.provenance import HeldCell
    from trade_territories.reference import PublishedTotal

#: A year's figures differ by 0.1 to 1 % from one release to the next; a small balance moves by more.
TOLERANCE_PCT = 1.0
BALANCE_TOLERANCE_PCT = 5.0
#: Amounts in thousands or millions that were taken for euros, or the other way round, differ by these factors.
FACTORS = (1_000, 1_000_000)
#: Within this share of a factor, a ratio is one.
_NEAR = 0.1

Verdict = Literal["agrees", "differs", "factor"]
#: Product ("" for all), flow, year, quarter (0 where yearly), département -> euros.
Amounts = dict[tuple[str, str, int, int, str], int]
#: Flow, year, quarter -> the départements that have rows.
Held = dict[tuple[str, int, int], set[str]]


@dataclass(frozen=True)
class Comparison:
    """A published total and the same amount here."""

    #: What was published.
    total: PublishedTotal
    #: The same territory, period, flow and product, in what was loaded.
    here_eur: int

    @property
    def difference_pct(self) -> float:
        """Difference from what was published, in percent of it; one of rounding alone is none."""
        off = self.here_eur - self.total.value_eur
        beyond = max(abs(off) - self.total.rounding_eur, 0.0)
        sign = 1.0 if off >= 0 else -1.0
        return sign * 100.0 * beyond / abs(self.total.value_eur)

    @property
    def tolerance_pct(self) -> float:
        """Difference that revisions explain."""
        return BALANCE_TOLERANCE_PCT if self.total.flow == "balance" else TOLERANCE_PCT

    @property
    def factor(self) -> float | None:
        """The factor by which the amounts differ, where it looks like one of units, such as 1000 or 0.001.

        Examples
        --------
        >>> total = reference.PublishedTotal("51", "", "2024", "export", 8105.8, "million_eur", 1, "", "")
        >>> Comparison(total, 8_105_800).factor, Comparison(total, 8_000_000_000).factor
        (0.001, None)
        """
        ratio = self.here_eur / self.total.value_eur
        for factor in (float(factor) for large in FACTORS for factor in (large, 1 / large)):
            if abs(ratio / factor - 1) <= _NEAR:
                return factor
        return None

    @property
    def factor_size(self) -> int:
        """1,000 or 1,000,000: how far apart units are where they look mistaken, whichever amount is larger; 1 elsewhere."""
        factor = self.factor or 1.0
        return round(max(factor, 1 / factor))

    @property
    def verdict(self) -> Verdict:
        """``agrees`` within what revisions explain, ``factor`` where units look mistaken, else ``differs``."""
        if abs(self.difference_pct) <= self.tolerance_pct:
            return "agrees"
        return "factor" if self.factor is not None else "differs"

    @property
    def sentence(self) -> str:
        """The comparison in one line, for logs and reports."""
        total = self.total
        what = {"export": "exports", "import": "imports", "balance": "balance"}[total.flow]
        product = f" of {total.product}" if total.product else ""
        place = reference.territory(total.territory).name
        amounts = f"{millions(self.here_eur, 'en')} here, {millions(total.value_eur, 'en')} published"
        line = f"{place}, {total.period}, {what}{product}: {amounts}"
        if self.verdict == "factor":
            named = f"{self.factor:,.0f}" if (self.factor or 0) > 1 else f"1/{1 / (self.factor or 1):,.0f}"
            return f"{line}: a factor of {named}, as if the units were mistaken"
        return f"{line} ({percent(self.difference_pct, 'en', signed=True)})"


def compared(amounts: Amounts, places: Held) -> list[Comparison]:
    """Return each published total beside the same amount here, where all of it was loaded.

    Parameters
    ----------
    amounts
        Euros by product (empty for all), flow, year, quarter (0 where yearly) and département.
    places
        Départements that have rows, by flow, year and quarter.
    """
    found = []
    for total in reference.published_totals():
        if total.product and not any(key[0] == total.product for key in amounts):
            continue
        flows = ("export", "import") if total.flow == "balance" else (total.flow,)
        sums = [_sum(amounts, places, total, flow) for flow in flows]
        if any(value is None for value in sums):
            continue
        values = [value for value in sums if value is not None]
        found.append(Comparison(total, values[0] - values[1] if total.flow == "balance" else values[0]))
    return found


def held_in(cells: Iterable[HeldCell]) -> tuple[Amounts, Held]:
    """Return the amounts and places of what is known of a frame beside its rows."""
    amounts: Amounts = {}
    places: Held = defaultdict(set)
    for cell in cells:
        amounts["", cell.flow, cell.year, cell.quarter, cell.departement] = cell.value_eur
        places[cell.flow, cell.year, cell.quarter].add(cell.departement)
    return amounts, places


def _sum(amounts: Amounts, places: Held, total: PublishedTotal, flow: str) -> int | None:
    """Return the amount of a flow over the quarters of a total; None where a part of it was not loaded."""
    periods = _periods(places, total, flow)
    if periods is None:
        return None
    place = reference.territory(total.territory)
    wanted = set(place.departements)
    result = 0
    for year, quarter in periods:
        there = places[flow, year, quarter]
        if not wanted <= there:
            return None
        # France is everything that is there, unknown départements included.
        codes = there if place.level == "france" else wanted
        result += sum(amounts.get((total.product, flow, year, quarter, code), 0) for code in codes)
    return result


def _periods(places: Held, total: PublishedTotal, flow: str) -> list[tuple[int, int]] | None:
    """Return the quarters of a total as they are here: a yearly source has one for a year."""
    years = {year for year, _ in total.quarters}
    if len(years) == 1 and len(total.quarters) == 4 and (flow, min(years), 0) in places:
        return [(min(years), 0)]
    return list(total.quarters) if all((flow, *quarter) in places for quarter in total.quarters) else None
