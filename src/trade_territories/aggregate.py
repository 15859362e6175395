"""Temporary facade for layers that are still being moved to :class:`~trade_territories.query.Query`; goes away with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.columns import LEVELS, MEASURES, checked_n
from trade_territories.errors import MissingExtraError, TradeTerritoriesError
from trade_territories.frames import Cube, FlowsFrame
from trade_territories.query import Query
from trade_territories.tables import activities, balance, cube, flow_matrix, releases, shares, top_n, totals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Source = FlowsFrame
Selection = Query


def source_of(flows: Any) -> FlowsFrame:
    """Return the frame, wrapped."""
    if isinstance(flows, Query):
        return flows.frame
    return flows if isinstance(flows, FlowsFrame) else FlowsFrame(flows.frame if isinstance(flows, Cube) else flows)


select = Query.of


def grouped(flows: Any, selection: Query, by: Sequence[str], measures: Sequence[str] = MEASURES) -> pd.DataFrame:
    """Return sums of a query."""
    return selection.sums(by, mass="mass_kg" in measures)


def is_sample(flows: Any) -> bool:
    """Return whether any row is of the bundled example."""
    frame = source_of(flows)
    return (frame.info is not None and frame.info.is_sample) or any(one.startswith("sample-") for one in frame.releases)


def release_labels(flows: Any, level: str) -> Mapping[str, str]:
    """Return the labels that the releases bring."""
    info = source_of(flows).info
    return info.labels_of(level) if info else {}


def flows_held(flows: Any, selection: Query) -> tuple[str, ...]:
    """Return the flows that are loaded."""
    return selection.flows_held


def require_both_flows(flows: Any, selection: Query) -> None:
    """Refuse a missing flow."""
    selection.require_both_flows()


__all__ = [
    "LEVELS",
    "MEASURES",
    "MissingExtraError",
    "TradeTerritoriesError",
    "activities",
    "balance",
    "checked_n",
    "cube",
    "flow_matrix",
    "flows_held",
    "grouped",
    "is_sample",
    "release_labels",
    "releases",
    "require_both_flows",
    "select",
    "shares",
    "source_of",
    "top_n",
    "totals",
]
