"""Which rows of a profile's tables documents print: first départements, most exposed ones, régions, counterparts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import reference

if TYPE_CHECKING:
    import pandas as pd

FIRST, MOST, COUNTERPARTS = 10, 6, 6


def known_places() -> frozenset[str]:
    """Return the codes of the départements, with Monaco."""
    return frozenset(reference.departement_regions())


def of_flow(table: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the rows of a flow."""
    return table[table["flow"] == flow]


def first_places(places: pd.DataFrame, flow: str, n: int | None = FIRST) -> pd.DataFrame:
    """Return the first départements of a flow, without Monaco; codes that are no département's are told in the notes."""
    rows = of_flow(places, flow)
    rows = rows[(rows["value_eur"] > 0) & rows["code"].isin(known_places() - {reference.MONACO})]
    return rows if n is None else rows.head(n)


def most_exposed(places: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the départements in whose flow the subject weighs most."""
    rows = of_flow(places, flow)
    rows = rows[(rows["weight_pct"] > 0) & rows["code"].isin(known_places() - {reference.MONACO})]
    return rows.sort_values(["weight_pct", "code"], ascending=[False, True]).head(MOST)


def traded(table: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the rows of a flow with any trade."""
    rows = of_flow(table, flow)
    return rows[rows["value_eur"] != 0]


def first_counterparts(counterparts: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the first products or countries of a flow."""
    rows = of_flow(counterparts, flow)
    return rows[rows["rank"].notna() & (rows["value_eur"] > 0)].head(COUNTERPARTS)


def without(counterparts: pd.DataFrame, flow: str) -> str:
    """Return the key of the sentence in place of the first counterparts of a flow, where there are none."""
    return f"corrections_{flow}" if (of_flow(counterparts, flow)["value_eur"] < 0).any() else f"none_{flow}"
