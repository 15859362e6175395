"""Old place of the cautions' sentences, now in the text files under ``notices``; goes away as its callers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text import say
from trade_territories.wording._flows import FlowNames

if TYPE_CHECKING:
    from trade_territories.text import Lang

#: Code of a caution -> what it rests on, in the order in which they are shown.
_SOURCES = {
    "sample": "own",
    "partial_period": "reading",
    "missing_twin": "reading",
    "hydrocarbons": "customs",
    "energy_at_paris": "customs",
    "one_cell": "own",
    "no_country": "own",
    "unknown_partner": "reading",
    "unknown_product": "reading",
    "unknown_departement": "reading",
    "insee_departement": "reading",
    "united_kingdom": "customs",
    "overseas": "customs",
    "mayotte_population": "customs",
    "monaco": "customs",
    "corsica": "customs",
    "industry_territory": "anct",
    "several_years": "own",
    "break_brexit": "customs",
    "break_emebi": "customs",
    "corrections": "own",
    "duplicate_keys": "reading",
    "superseded": "reading",
    "given_twice": "reading",
    "missing_mass": "reading",
    "trimmed_codes": "reading",
    "site_down": "reading",
    "release_of_cache": "reading",
    "other_reading": "reading",
}
FLOW_NOUNS = FlowNames()


def caution_codes() -> tuple[str, ...]:
    """Return the codes of all cautions, in the order in which they are shown."""
    return tuple(_SOURCES)


def caution_text(code: str, lang: Lang, **values: object) -> str:
    """Return a caution."""
    return say(f"notices.{code}", lang, **values)


def caution_source(code: str, lang: Lang) -> str:
    """Return what a caution rests on."""
    return say(f"notice_sources.{_SOURCES[code]}", lang)
