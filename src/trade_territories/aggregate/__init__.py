"""Flows -> small tables; pure. Filters and sums run on the frame's own engine, ranking on the small result."""

from typing import TYPE_CHECKING, Any

from trade_territories.aggregate._cube import Cube, cube
from trade_territories.aggregate._ranking import checked_n, top_n
from trade_territories.aggregate._releases import releases
from trade_territories.aggregate._select import (
    Selection,
    available_periods,
    flows_held,
    is_sample,
    reading_notes,
    release_labels,
    require_both_flows,
    require_coverage,
    require_flow,
    select,
    whole_years,
)
from trade_territories.aggregate._source import MEASURES, Source, grouped_sums, source_of
from trade_territories.aggregate._tables import LEVELS, activities, balance, flow_matrix, shares, totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def grouped(
    flows: Any,
    selection: Selection,
    by: "Sequence[str]",
    measures: "Sequence[str]" = MEASURES,
) -> "pd.DataFrame":
    """Sum a selection by any columns and levels: the one grouped sum on which everything else stands.

    Parameters
    ----------
    by
        Among ``flow, year, quarter, departement, region, a129, cpf4, partner, release, a38, a17, zone``.

    Returns
    -------
    pandas.DataFrame
        One row per combination that occurs: the columns of ``by``, then ``value_eur`` and ``mass_kg``; sorted by codes.

    Raises
    ------
    MissingLevelError
        CPF4 of a source that has none.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> grouped(flows, select(flows, "Marne"), ["flow", "quarter"]).quarter.tolist()
    [1, 2, 3, 4, 1, 2, 3, 4]
    """
    return grouped_sums(source_of(flows), selection, by, measures)


def on_engine(flows: Any, engine: str) -> Any:
    """Hand a pandas table to another engine.

    Raises
    ------
    MissingExtraError
        The engine is not installed; the message holds the command.

    Examples
    --------
    >>> import trade_territories as tt
    >>> on_engine(tt.sample_flows(), "pandas").shape[1]
    11
    """
    from trade_territories.aggregate._engines import handed_over

    return handed_over(flows, engine)


__all__ = [
    "LEVELS",
    "Cube",
    "Selection",
    "Source",
    "activities",
    "available_periods",
    "balance",
    "checked_n",
    "cube",
    "flow_matrix",
    "flows_held",
    "grouped",
    "is_sample",
    "on_engine",
    "reading_notes",
    "release_labels",
    "releases",
    "require_both_flows",
    "require_coverage",
    "require_flow",
    "select",
    "shares",
    "source_of",
    "top_n",
    "totals",
    "whole_years",
]
