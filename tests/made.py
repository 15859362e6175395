"""What many tests look at and is dear to make: made once in each process, and frozen or never changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import trade_territories as tt
from trade_territories.document import Maker

if TYPE_CHECKING:
    import pandas as pd


@cache
def sample() -> pd.DataFrame:
    """Return the example's flows; a test that changes them takes ``tt.sample_flows()``."""
    return tt.sample_flows()


@cache
def maker(lang: str = "fr") -> Maker:
    """Return a maker of the example's fiches."""
    return Maker(tt.cube(sample()), lang=lang)


@cache
def fiche(territory: str, lang: str = "fr") -> tt.Fiche:
    """Return a fiche of the example."""
    return maker(lang).make(territory)


@cache
def pdf(territory: str, lang: str = "fr") -> bytes:
    """Return a fiche of the example as PDF."""
    return fiche(territory, lang).to_pdf()
