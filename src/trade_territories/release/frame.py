"""Releases -> the columns of the ``Flows`` table, as one pandas DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS
from trade_territories.release.columns import Codes, joined, joined_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.release.normalise import RawRelease


def flows_frame(releases: Sequence[RawRelease]) -> pd.DataFrame:
    """Set releases below each other as ``Flows``: one row per key and release, in the order given.

    The région is the département's, with codes as ``R44``; ``inconnu`` where the département is unknown.
    """
    columns = joined([release.columns for release in releases])
    regions = reference.departement_regions()
    region = columns.codes["departement"].renamed(lambda code: regions.get(code, reference.INCONNU))
    release = [Codes.constant(release.id, len(release.columns)) for release in releases]
    return pd.DataFrame(
        {
            "flow": _categorical(Codes(columns.flow, FLOWS)),
            "year": columns.year,
            "quarter": pd.arrays.IntegerArray(columns.quarter, columns.quarter == 0),
            "departement": _categorical(columns.codes["departement"]),
            "region": _categorical(joined_codes([region])),
            "a129": _categorical(columns.codes["a129"]),
            "cpf4": _categorical(columns.codes["cpf4"]),
            "partner": _categorical(columns.codes["partner"]),
            "value_eur": columns.value_eur,
            "mass_kg": pd.arrays.IntegerArray(columns.mass_kg, columns.mass_missing),
            "release": _categorical(joined_codes(release)),
        },
        copy=False,
    )


def _categorical(codes: Codes) -> pd.Categorical:
    categories = pd.CategoricalDtype(pd.Index(codes.categories, dtype="str"))
    # The positions are right by construction: checking 3 million of them again costs time and finds nothing.
    return pd.Categorical.from_codes(codes.positions, dtype=categories, validate=False)
