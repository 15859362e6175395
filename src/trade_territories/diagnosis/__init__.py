"""What works on this machine, what the Customs' places answer, and whether a year can be loaded: a page and a report."""

from __future__ import annotations

from trade_territories.diagnosis._doctor import doctor
from trade_territories.diagnosis._places import asked_places
from trade_territories.diagnosis._profile import differences, profile_of_places, profile_of_start, profile_of_year
from trade_territories.diagnosis._report import Check, Diagnosis, Section

__all__ = [
    "Check", "Diagnosis", "Section", "asked_places", "differences", "doctor", "profile_of_places", "profile_of_start",
    "profile_of_year",
]  # fmt: skip
