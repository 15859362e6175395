"""A frame of Flows beside the totals that others have published."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.columns import FLOWS
from trade_territories.provenance import info_of
from trade_territories.reconciliation import Comparison, compared

if TYPE_CHECKING:
    from trade_territories.reconciliation import Amounts, Held

_COLUMNS = {
    "territory": "str", "name": "str", "product": "str", "period": "str", "flow": "str", "published_eur": "int64",
    "value_eur": "int64", "difference_pct": "float64", "verdict": "str", "source": "str",
}  # fmt: skip
_PLACE = ("flow", "year", "quarter", "departement")


def reconcile(flows: Any) -> pd.DataFrame:
    """Compare a table of Flows with totals that others have published.

    Parameters
    ----------
    flows
        A table of Flows, of any engine.

    Returns
    -------
    pandas.DataFrame
        One row per published total whose territory, period and product are in the table as a whole: ``territory, name,
        product`` (A129, empty for all goods)``, period`` (``2024``, ``2025Q1-2025Q2``)``, flow`` (``export``, ``import``,
        ``balance``)``, published_eur, value_eur, difference_pct`` (beyond the rounding of what was published)``, verdict,
        source``. ``verdict`` is ``agrees`` (within 1 %, a balance within 5 %: figures are revised), ``factor`` (the
        amounts differ by 1,000 or 1,000,000, as if units were mistaken) or ``differs``. The bundled example has made-up
        figures, which agree with nothing: no row.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(tt.reconcile(tt.sample_flows()))
    0
    """
    rows = [
        {
            "territory": one.total.territory,
            "name": reference.territory(one.total.territory).name,
            "product": one.total.product,
            "period": one.total.period,
            "flow": one.total.flow,
            "published_eur": one.total.value_eur,
            "value_eur": one.here_eur,
            "difference_pct": one.difference_pct,
            "verdict": one.verdict,
            "source": one.total.source,
        }
        for one in comparisons(flows)
    ]
    return astype(pd.DataFrame(rows, columns=list(_COLUMNS)), _COLUMNS)


def comparisons(flows: Any, territory: str | None = None) -> list[Comparison]:
    """Return each published total beside the same amount in a table, of one territory or of all.

    Parameters
    ----------
    flows
        A table of Flows, of any engine.
    territory
        Code of a territory whose totals alone are compared.
    """
    info = info_of(flows)
    if info is not None and info.is_sample:
        return []
    amounts, places = _amounts(flows)
    found = compared(amounts, places)
    return [one for one in found if territory in (None, one.total.territory)]


def _amounts(flows: Any) -> tuple[Amounts, Held]:
    """Return euros by product, flow, period and département, for all goods and for the products of published totals."""
    amounts: Amounts = defaultdict(int)
    places: Held = defaultdict(set)
    products = sorted({total.product for total in reference.published_totals() if total.product})
    for row in _sums(flows, ()):
        key = row["flow"], int(row["year"]), _quarter(row["quarter"]), row["departement"]
        amounts["", *key] += int(row["value_eur"])
        if row["flow"] in FLOWS:
            places[key[:3]].add(key[3])
    for row in _sums(flows, products):
        key = row["flow"], int(row["year"]), _quarter(row["quarter"]), row["departement"]
        amounts[row["a129"], *key] += int(row["value_eur"])
    return dict(amounts), dict(places)


def _sums(flows: Any, products: list[str] | tuple[str, ...]) -> list[dict[str, Any]]:
    keys = [*_PLACE, "a129"] if products else list(_PLACE)
    frame = nw.from_native(flows).lazy().select(*{*keys, "a129", "value_eur"})
    if products:
        frame = frame.filter(nw.col("a129").is_in(products))
    # A missing quarter is no group of its own on some engines.
    frame = frame.with_columns(nw.col("quarter").fill_null(0), nw.col("value_eur").cast(nw.Int64))
    sums = frame.group_by(*keys).agg(nw.col("value_eur").sum()).collect(backend="pandas")
    return list(sums.rows(named=True))


def _quarter(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)
