"""A frame of Flows beside the totals that others have published."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.frames import FlowsFrame, Rows
from trade_territories.reconciliation import Comparison, compared

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike
    from trade_territories.reconciliation import Amounts, Held

_COLUMNS = {
    "territory": "str", "name": "str", "product": "str", "period": "str", "flow": "str", "published_eur": "int64",
    "value_eur": "int64", "difference_pct": "float64", "verdict": "str", "source": "str",
}  # fmt: skip
_PLACE = ("flow", "year", "quarter", "departement")


def reconcile(flows: FlowsLike) -> pd.DataFrame:
    """Compare a table of Flows with totals that others have published.

    Parameters
    ----------
    flows
        A table of Flows, of any engine.

    Returns
    -------
    pandas.DataFrame
        One row per published total whose territory, period and product are in the table as a whole (an extract has none):
        ``territory, name``, ``product`` (A129, empty for all goods), ``period`` (``2024``, ``2025Q1-2025Q2``), ``flow``
        (``export``, ``import``, ``balance``), ``published_eur, value_eur``, ``difference_pct`` (beyond the rounding of what
        was published), ``verdict``, ``source``. The verdict is ``agrees`` (within 1 %, a balance within 5 %: figures are
        revised), ``factor`` (the amounts differ by 1,000 or 1,000,000, as if units were mistaken) or ``differs``. The
        bundled example has made-up figures, which agree with nothing: no row.

    Raises
    ------
    DataContractError
        Not a table of Flows, or one that lost its types, codes or values.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(tt.reconcile(tt.sample_flows()))
    0
    """
    rows = [
        {
            "territory": comparison.total.territory,
            "name": reference.territory(comparison.total.territory).name,
            "product": comparison.total.product,
            "period": comparison.total.period,
            "flow": comparison.total.flow,
            "published_eur": comparison.total.value_eur,
            "value_eur": comparison.here_eur,
            "difference_pct": comparison.difference_pct,
            "verdict": comparison.verdict,
            "source": comparison.total.source,
        }
        for comparison in comparisons(flows)
    ]
    return astype(pd.DataFrame(rows, columns=list(_COLUMNS)), _COLUMNS)


def comparisons(flows: FlowsLike) -> list[Comparison]:
    """Return each published total beside the same amount in a table of Flows, of any engine."""
    frame = FlowsFrame.of(flows)
    if frame.info is not None and frame.info.is_sample:
        return []
    return compared(*_amounts(frame))


def _amounts(frame: FlowsFrame) -> tuple[Amounts, Held]:
    """Return euros by product, flow, period and département, for all goods and for the products of published totals."""
    quarters = tuple((year, tuple(sorted(held))) for year, held in sorted(frame.holdings.quarters.items()))
    amounts: Amounts = {}
    places: Held = defaultdict(set)
    if not quarters:
        return amounts, places
    # Where rows were taken away, the rest is no total.
    cut = {tuple(cell) for cell, rows in frame.holdings.rows.items() if frame.noted_rows.get(cell, rows) != rows}
    sums = frame.sums(Rows(None, quarters), _PLACE, ("value_eur",))
    for flow, year, quarter, departement, value in sums.itertuples(index=False):
        amounts["", flow, year, quarter, departement] = value
        if (flow, year, quarter, departement) not in cut:
            places[flow, year, quarter].add(departement)
    products = frozenset(total.product for total in reference.published_totals() if total.product)
    sums = frame.sums(Rows(None, quarters, only=(("a129", products),)), ("a129", *_PLACE), ("value_eur",))
    amounts |= {tuple(key): value for *key, value in sums.itertuples(index=False)}
    return amounts, dict(places)
