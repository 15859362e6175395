"""What measures share: countries among partners, labels beside codes, parts of the Union, figures booked by convention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from trade_territories import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from trade_territories.query import Query

#: The Customs book natural gas by pipeline and electricity to Paris, wherever they are used.
CONVENTION_DEPARTEMENT: Final = "75"
#: Gas by pipeline and electricity, by level: codes of other levels, such as DE and DZ, are countries too.
CONVENTION_CODES: Final[Mapping[str, frozenset[str]]] = {
    "a17": frozenset({"DE"}),
    "a38": frozenset({"BZ", "DZ"}),
    "a129": frozenset({"B06Z", "D35A", "D35B"}),
    "cpf4": frozenset({"0620", "3511", "3521"}),
}


def is_country(partners: pd.Index) -> NDArray[np.bool_]:
    """Return which partners are countries; an unknown code counts as one."""
    return ~partners.isin(list(reference.no_countries()))


def countries_only(values: pd.Series[int]) -> pd.Series[int]:
    """Return values by partner without returned goods, stores and the like, which are no partners to depend on."""
    return values[is_country(values.index)]


def union_values(query: Query, flow: str) -> dict[str, int]:
    """Return the euros of one flow by part of the Union; they add up to the whole flow."""
    values, parts = dict.fromkeys(reference.UNION_PARTS, 0), reference.union_parts()
    for code, value in query.values("partner", flow).items():
        values[parts.get(str(code), "not_allocated")] += int(value)
    return values


def country_pairs(query: Query, flow: str) -> pd.Series[int]:
    """Return euros by A129 and partner, without partners that are no country."""
    cells = query.cells("a129", flow)
    return cells[is_country(cells.index.get_level_values("partner"))]


def has_booked_energy(query: Query) -> bool:
    """Return whether pipeline gas and electricity are booked to the territory by convention, wherever they are used."""
    return query.territory.level != "france" and CONVENTION_DEPARTEMENT in query.territory.departements


def is_by_convention(query: Query, level: str, code: str) -> bool:
    """Return whether a figure for the territory is booked there by convention, wherever the product is used.

    Examples
    --------
    >>> import trade_territories as tt
    >>> from trade_territories.query import Query
    >>> paris = Query.of(tt.sample_flows(), "75+92")
    >>> is_by_convention(paris, "a129", "D35A"), is_by_convention(paris, "partner", "DE")
    (True, False)
    """
    return has_booked_energy(query) and code in CONVENTION_CODES.get(level, frozenset())


def with_labels(table: pd.DataFrame, level: str, query: Query) -> pd.DataFrame:
    """Return the table with a column ``label`` after ``code``; the row ``total`` is labelled so."""
    labels = ["Total" if code == "total" else query.label(level, str(code)) for code in table["code"]]
    rest = [column for column in table.columns if column != "code"]
    return table.assign(label=pd.Series(labels, dtype="str", index=table.index))[["code", "label", *rest]]


def shares_pct(values: pd.Series[int]) -> pd.Series[float]:
    """Return each value's share of their sum in percent; missing where negative corrections make it no share."""
    whole = int(values.sum())
    shares = values.astype("float64") / (whole if whole > 0 else np.nan) * 100
    return shares.where((values >= 0) & (values <= whole))
