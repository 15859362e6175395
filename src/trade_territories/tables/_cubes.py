"""Flows added up once to a coarser grain, for many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories.columns import COLUMNS, KEYS, MEASURES, NAMES, PRODUCT_COLUMNS
from trade_territories.errors import MissingLevelError, TradeTerritoriesError
from trade_territories.frames import Cube, FlowsFrame, Rows
from trade_territories.period import WHOLE_YEAR
from trade_territories.provenance import ATTRS, HeldCell

if TYPE_CHECKING:
    from typing import Literal

    from trade_territories._types import FlowsLike


def cube(flows: FlowsLike, *, by: Literal["cpf4", "a129"] = "cpf4") -> Cube:
    """Add Flows up once, for all territories: the result is taken wherever Flows are.

    Parameters
    ----------
    flows
        The table of Flows, in any frame.
    by
        The finest product it keeps: ``"cpf4"`` (where the source has it) or ``"a129"``, which is smaller.

    Returns
    -------
    Cube
        One row per flow, year, quarter, département, product, partner and release; ``len`` is its number of rows, and its
        ``frame`` a table of Flows.

    Raises
    ------
    TradeTerritoriesError
        Another product than these two.
    DataContractError
        A code or value is missing, or a key stands twice: sums of such a table would be wrong.

    Examples
    --------
    >>> import trade_territories as tt
    >>> summed = tt.cube(tt.sample_flows(), by="a129")
    >>> tt.totals(summed, "51").equals(tt.totals(tt.sample_flows(), "51"))
    True
    """
    if by not in PRODUCT_COLUMNS:
        raise TradeTerritoriesError(
            f"by={by!r} is not valid; choose 'cpf4' or 'a129': coarser levels are added up from them"
        )
    source = FlowsFrame.of(flows)
    rows = Rows(None, None)
    # What the rows hold is counted and checked, unless they are as they were read.
    _ = source.holdings
    source.check_unique(rows)
    keys = [key for key in KEYS if key != "cpf4" or by == "cpf4"]
    try:
        sums = source.sums(rows, keys, MEASURES)
    except MissingLevelError:
        sums = source.sums(rows, [key for key in keys if key != "cpf4"], MEASURES)
    return Cube(_as_flows(sums, source))


def _as_flows(sums: pd.DataFrame, source: FlowsFrame) -> pd.DataFrame:
    """Return sums with the columns and types of Flows, and what is known beside them."""
    quarters = sums["quarter"].astype("Int8")
    frame = sums.assign(quarter=quarters.mask(quarters == WHOLE_YEAR))
    if "cpf4" not in frame:
        frame["cpf4"] = pd.Categorical.from_codes(
            [-1] * len(frame), dtype=pd.CategoricalDtype(pd.Index([], dtype="str"))
        )
    frame = frame.astype({column.name: column.dtype for column in COLUMNS if not column.is_code})[list(NAMES)]
    if source.info is not None:
        counts = sums.groupby(["flow", "year", "quarter", "departement"], observed=True)["value_eur"].agg(
            ["size", "sum"]
        )
        held = tuple(
            HeldCell(str(flow), int(year), int(quarter), str(departement), int(rows), int(euros))
            for flow, year, quarter, departement, rows, euros in counts.reset_index().itertuples(index=False)
        )
        info = source.info._replace(rows=len(frame), value_eur=int(frame["value_eur"].sum()), holdings=held)
        frame.attrs[ATTRS] = info
    return frame
