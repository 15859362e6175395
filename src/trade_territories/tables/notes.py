"""Notes beside a table: what its figures are of, and what they lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.parts import GROUP_LEVEL, membership_notes
from trade_territories.text import say, with_known_spaces
from trade_territories.text.numbers import millions, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.query import Query


def with_notes(table: pd.DataFrame, query: Query, *more: str) -> pd.DataFrame:
    """Put the scope and the notes of a query into ``attrs`` of a finished table, and return it."""
    table.attrs["scope"] = query.scope
    table.attrs["notes"] = [with_known_spaces(text) for text in (*query.notes, *more)]
    return table


def family_notes(query: Query, by: str) -> list[str]:
    """Say who joined or left the groups that are the rows, after the first January of the period."""
    if not by.startswith(GROUP_LEVEL):
        return []
    years = query.period.years
    found = (membership_notes(group, years, query) for group in reference.group_family(by.removeprefix(GROUP_LEVEL)))
    # Who leaves one group joins another one: said once.
    return next((notes for notes in found if notes), [])


def no_country_notes(query: Query, flows: Iterable[str]) -> list[str]:
    """Say how much of "autres" is trade with partners that are no country."""
    others = reference.no_countries()
    notes = []
    for flow in flows:
        amounts = query.amounts("partner", flow)
        value, whole = sum(amounts.get(code, 0) for code in others), sum(amounts.values())
        if value:
            share = percent(value / whole * 100 if 0 < value <= whole else float("nan"), query.lang)
            words = {"amount": millions(value, query.lang), "flow": say(f"flows.{flow}", query.lang), "share": share}
            notes.append(say("tables.no_country", query.lang, **words))
    return notes
