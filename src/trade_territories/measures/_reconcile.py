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
    from trade_territories.query import Query
    from trade_territories.reconciliation import Amounts, Held
    from trade_territories.reference import PublishedTotal

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


def query_comparisons(query: Query) -> list[Comparison]:
    """Return the totals that others have published of the territory and period of a query, each beside the same amount here.

    The period is that of each direction; of a part, of an extract, and of the made-up example there is none.
    """
    if query.is_sample or query.only or query.excluding or query.lacking or query.extract:
        return []
    found = []
    for total in reference.published_totals():
        flows = ("export", "import") if total.flow == "balance" else (total.flow,)
        if total.territory == query.territory.code and all(_covers(query, flow, total) for flow in flows):
            amounts = [_amount(query, flow, total.product) for flow in flows]
            if None not in amounts:
                export, *imports = [amount or 0 for amount in amounts]
                found.append(Comparison(total, export - sum(imports)))
    return found


def _covers(query: Query, flow: str, total: PublishedTotal) -> bool:
    """Return whether a direction of a query holds the quarters of a total and no others."""
    held = {
        (year, quarter)
        for year, quarters in query.period.of(flow).quarters
        for quarter in ((1, 2, 3, 4) if quarters == (0,) else quarters)
    }
    return flow in query.flows_held and held == set(total.quarters)


def _amount(query: Query, flow: str, product: str) -> int | None:
    """Return the euros of a flow, or of one product in it; None where the product does not occur."""
    if not product:
        return query.total(flow)
    sums = query.sums(["flow", "a129"])
    values = sums.loc[(sums["flow"] == flow) & (sums["a129"] == product), "value_eur"]
    return int(values.sum()) if len(values) else None
