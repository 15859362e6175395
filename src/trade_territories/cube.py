"""Flows added up to a coarser grain: a table like any other, which is smaller and answers many questions sooner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Cube:
    """Flows added up to a grain; taken wherever Flows are. :func:`trade_territories.cube` makes it.

    Parameters
    ----------
    frame
        One row per flow, year, quarter, département, product, partner and release, with the columns of ``Flows``.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> len(tt.cube(flows, by="a129")) < len(flows)
    True
    """

    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        years = ", ".join(str(year) for year in sorted(set(self.frame["year"].tolist())))
        return f"<Cube of {len(self)} sums: {years}>"
