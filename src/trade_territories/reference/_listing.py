"""The table of all territories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.reference._population import population
from trade_territories.reference._territories import Level, all_territories, checked_level, insee_codes

if TYPE_CHECKING:
    import pandas as pd


def territories(level: Level | None = None) -> pd.DataFrame:
    """List the territories.

    Parameters
    ----------
    level
        One level, or nothing for all but groups: 101 départements in the Customs' sense (Monaco is one, Corsica is one),
        18 régions, France, 183 Territoires d'industrie.

    Returns
    -------
    pandas.DataFrame
        One row per territory: ``code, name, level, departements, regions`` (codes joined by ``|``), ``insee_code`` (for
        joins with other tables: ``44`` for ``R44``, ``2A|2B`` for Corsica; missing for France, Monaco and Territoires
        d'industrie, which have none), ``population`` (inhabitants of the whole départements, missing for Monaco); in the
        order France, régions, départements, Territoires d'industrie.

    Raises
    ------
    UnknownCodeError
        No such level.

    Examples
    --------
    >>> len(territories("departement")), len(territories("region")), len(territories("territoire_industrie"))
    (101, 18, 183)
    """
    import pandas as pd

    checked_level(level)
    codes = insee_codes()
    places = [place for place in all_territories().values() if level in (None, place.level)]
    table = pd.DataFrame(
        {
            "code": [place.code for place in places],
            "name": [place.name for place in places],
            "level": [place.level for place in places],
            "departements": ["|".join(place.departements) for place in places],
            "regions": ["|".join(place.regions) for place in places],
            "insee_code": [codes.get(place.code) for place in places],
            "population": pd.array([population(place) for place in places], dtype="Int64"),
        }
    )
    return table.sort_values(["level", "code"], key=_level_order, ignore_index=True)


def _level_order(values: pd.Series[str]) -> pd.Series[str]:
    order = {"france": "0", "region": "1", "departement": "2", "territoire_industrie": "3"}
    return values.map(order) if values.name == "level" else values
