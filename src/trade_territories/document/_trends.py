"""Values by year of every territory, where the data hold several whole years: for the small curves of the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.reference import Territory

_MONACO = "99"


class Trends:
    """Exports and imports by year and département, added up once."""

    def __init__(self, table: pd.DataFrame, years: tuple[int, ...]) -> None:
        self.table, self.years = table, years

    @classmethod
    def read(cls, flows: Any, *, last: int, since: int | None, excluding: tuple[str, ...]) -> Trends | None:
        """Add up the whole years up to `last`; None where there is but one, or where a direction is not held."""
        years = tuple(year for year in aggregate.whole_years(flows) if (since or 0) <= year <= last)
        if len(years) < 2 or last not in years:
            return None
        selection = aggregate.select(flows, reference.france(), year="all", excluding=excluding or None)
        if len(aggregate.flows_held(aggregate.source_of(flows), selection)) < 2:
            return None
        table = aggregate.grouped(flows, selection, ["flow", "year", "departement"], ("value_eur",))
        table = table[table["year"].isin(years)].astype({"flow": "str", "departement": "str", "year": "int64"})
        return cls(table, years)

    def _values(self, place: Territory, flow: str) -> pd.Series[int]:
        rows = self.table[(self.table["flow"] == flow) & self.table["departement"].isin(place.departements)]
        return rows.groupby("year")["value_eur"].sum().reindex(list(self.years), fill_value=0)

    def of(self, place: Territory, what: str) -> tuple[tuple[int, float], ...]:
        """Return years and euros of ``export``, ``import`` or ``balance``."""
        if what == "balance":
            values = self._values(place, "export") - self._values(place, "import")
        else:
            values = self._values(place, what)
        return tuple((int(year), float(value)) for year, value in values.items())

    def ranks(self, place: Territory) -> tuple[tuple[int, float], ...]:
        """Return years and ranks at export among départements; nothing for other territories."""
        if place.level != "departement":
            return ()
        exports = self.table[(self.table["flow"] == "export") & (self.table["departement"] != _MONACO)]
        wide = exports.pivot_table(index="departement", columns="year", values="value_eur", aggfunc="sum", fill_value=0)
        wide = wide.reindex([code for code in reference.france().departements if code != _MONACO], fill_value=0)
        ranks = wide.rank(ascending=False, method="min")
        return tuple((year, float(ranks.loc[place.departements[0], year])) for year in self.years)
