"""A frame of Flows beside the totals that others have published."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.frames import Cube, FlowsFrame, Rows
from trade_territories.reconciliation import Comparison, compared

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def comparisons(flows: FlowsLike, territory: str | None = None) -> list[Comparison]:
    """Return each published total beside the same amount in a table, of one territory or of all.

    Parameters
    ----------
    flows
        A table of Flows, of any engine.
    territory
        Code of a territory whose totals alone are compared.
    """
    frame = flows if isinstance(flows, FlowsFrame) else FlowsFrame(flows.frame if isinstance(flows, Cube) else flows)
    if frame.info is not None and frame.info.is_sample:
        return []
    amounts, places = _amounts(frame)
    found = compared(amounts, places)
    return [one for one in found if territory in (None, one.total.territory)]


def _amounts(frame: FlowsFrame) -> tuple[Amounts, Held]:
    """Return euros by product, flow, period and département, for all goods and for the products of published totals."""
    quarters = tuple((year, tuple(sorted(held))) for year, held in sorted(frame.holdings.quarters.items()))
    amounts: Amounts = {}
    places: Held = defaultdict(set)
    if not quarters:
        return amounts, places
    # Where rows were taken away, the rest is no total.
    cut = {tuple(cell) for cell, rows in frame.holdings.rows.items() if frame.noted_rows.get(cell, rows) != rows}
    for row in _sums(frame, Rows(None, quarters), _PLACE):
        key = str(row.flow), int(row.year), int(row.quarter), str(row.departement)
        amounts["", *key] = int(row.value_eur)
        if key not in cut:
            places[key[:3]].add(key[3])
    products = frozenset(total.product for total in reference.published_totals() if total.product)
    for row in _sums(frame, Rows(None, quarters, only=(("a129", products),)), (*_PLACE, "a129")):
        key = str(row.flow), int(row.year), int(row.quarter), str(row.departement)
        amounts[str(row.a129), *key] = int(row.value_eur)
    return amounts, dict(places)


def _sums(frame: FlowsFrame, rows: Rows, keys: tuple[str, ...]) -> Iterable[Any]:
    return frame.sums(rows, keys, ("value_eur",)).itertuples(index=False)
