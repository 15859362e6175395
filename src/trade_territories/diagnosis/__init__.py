"""What works on this machine, what the Customs' places answer, and whether a year can be loaded: a page and a report."""

from __future__ import annotations

from trade_territories.diagnosis._archives import text_facts
from trade_territories.diagnosis._doctor import doctor
from trade_territories.diagnosis._places import asked_places
from trade_territories.diagnosis._report import Check, Diagnosis, Facts, Section

__all__ = [
    "Check", "Diagnosis", "Facts", "Section", "asked_places", "doctor", "text_facts",
]  # fmt: skip
