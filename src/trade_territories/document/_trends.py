"""Values by year of every territory, where the data hold several whole years: for the small curves of the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import is_whole_number, is_whole_year

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.frames import FlowsFrame
    from trade_territories.query import Query
    from trade_territories.reference import Territory


class Trends:
    """Exports and imports by year and département, added up once."""

    def __init__(self, table: pd.DataFrame, years: tuple[int, ...]) -> None:
        self.table, self.years = table, years

    @classmethod
    def read(cls, france: Query, *, since: int | None) -> Trends | None:
        """Add up the whole years up to the one asked for; None where there is but one, or where a flow lacks."""
        if len(france.period.years) != 1 or not france.period.is_whole:
            return None
        last = france.period.years[0]
        years = whole_years(france.frame, since or 0, last)
        if len(years) < 2 or years[-1] != last:
            return None
        table = france.in_years(years).sums(["flow", "year", "departement"])
        return cls(table.astype({"year": "int64"}), years)

    def _values(self, place: Territory, flow: str) -> pd.Series[int]:
        rows = self.table[(self.table["flow"] == flow) & self.table["departement"].isin(place.departements)]
        return rows.groupby("year")["value_eur"].sum().reindex(list(self.years), fill_value=0)

    def of(self, place: Territory, what: str) -> tuple[tuple[int, float], ...]:
        """Return years and euros of ``export``, ``import`` or ``balance``."""
        values = self._values(place, "export" if what == "balance" else what)
        if what == "balance":
            values -= self._values(place, "import")
        return tuple(zip(self.years, map(float, values.tolist()), strict=True))

    def ranks(self, place: Territory) -> tuple[tuple[int, float], ...]:
        """Return years and ranks at export among départements; nothing for other territories."""
        if place.level != "departement":
            return ()
        exports = self.table[(self.table["flow"] == "export") & (self.table["departement"] != reference.MONACO)]
        wide = exports.pivot_table(index="departement", columns="year", values="value_eur", aggfunc="sum", fill_value=0)
        wide = wide.reindex(
            [code for code in reference.france().departements if code != reference.MONACO], fill_value=0
        )
        ranks = wide.rank(ascending=False, method="min")
        return tuple((year, float(ranks[year][place.departements[0]])) for year in self.years)


def whole_years(frame: FlowsFrame, first: int, last: int) -> tuple[int, ...]:
    """Return the years from `first` to `last` that the table holds whole, in both directions."""
    held = frame.holdings.quarters_by_flow
    return tuple(
        year
        for year in sorted(frame.holdings.quarters)
        if first <= year <= last and all(is_whole_year(held[flow].get(year, ())) for flow in ("export", "import"))
    )


def checked_since(since: object) -> int | None:
    """Return the first year of an evolution; None where none is asked for.

    Raises
    ------
    TradeTerritoriesError
        Something that is no whole number.

    Examples
    --------
    >>> checked_since(2022.0), checked_since(None)
    (2022, None)
    """
    if since is None:
        return None
    if not is_whole_number(since):
        raise TradeTerritoriesError(f"since={since!r} is no year; give the first year as a whole number, such as 2022")
    return int(since)


def years_of_evolution(question: Query, since: int) -> tuple[int, ...]:
    """Return the years of an evolution: whole ones, of which the last is the one asked for.

    Raises
    ------
    TradeTerritoriesError
        Several years are asked for at once, or the table lacks the last one or any before it.
    """
    last = question.period.years[-1]
    years = whole_years(question.frame, since, last)
    if len(question.period.years) != 1 or len(years) < 2 or years[-1] != last:
        raise no_evolution(question.frame, since, last)
    return years


def no_evolution(frame: FlowsFrame, since: int, last: int) -> TradeTerritoriesError:
    """Return the error of an evolution for which the table lacks whole years."""
    whole = whole_years(frame, since, last)
    held = [
        str(year) if year in whole_years(frame, year, year) else f"{year} in part"
        for year in sorted(frame.holdings.quarters)
    ]
    if len(whole) > 1:
        way = f"ask for year={whole[-1]}"
    elif since >= last:
        way = "give an earlier first year"
    else:
        way = f"load several years, such as load_flows([{since}, …, {last}])"
    return TradeTerritoriesError(
        f"since={since}: an evolution to {last} needs {last} and a year before it, both whole and in both directions; the table "
        f"holds {', '.join(held)}: {way}"
    )
