"""Where the figures come from: one row per release."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from trade_territories import reference
from trade_territories.aggregate._select import Selection
from trade_territories.aggregate._source import grouped_sums, source_of
from trade_territories.period import Period
from trade_territories.provenance import info_of

#: ``regional-2024-export-202502-3fa9c1d2``: kind, year where it has one, flow, vintage, start of the SHA-256.
_RELEASE = re.compile(r"^(?P<kind>.+?)-(?P<flow>export|import)(?:-(?P<vintage>\d{6}))?(?:-(?P<sha>[0-9a-f]{8}))?$")
_COLUMNS = ("release", "flow", "years", "vintage", "whole", "rows", "value_eur", "file", "sha256")


def releases(flows: Any) -> pd.DataFrame:
    """List the releases that a table's rows come from.

    Parameters
    ----------
    flows
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per release and flow: ``release, flow, years`` (a tuple), ``vintage`` (``YYYYMM``), ``whole`` (whether
        each year holds its four quarters), ``rows``, ``value_eur``, ``file``, ``sha256``; the number of rows
        is missing, the file empty and the SHA-256 only its start where what the reading noted was lost on the way.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.releases(tt.sample_flows()).vintage.tolist()
    ['202502', '202502']
    """
    source = source_of(flows)
    everything = Period(tuple((year, tuple(sorted(held))) for year, held in sorted(source.census.periods().items())))
    if not everything.quarters:
        return pd.DataFrame(columns=list(_COLUMNS))
    sums = grouped_sums(
        source, Selection(reference.france(), everything), ["release", "flow", "year", "quarter"], ("value_eur",)
    )
    info = info_of(source)
    noted = {record.release: record for record in info.releases} if info is not None else {}
    rows = []
    for (release, flow), group in sums.groupby(["release", "flow"], sort=True):
        known = noted.get(str(release))
        parts = _RELEASE.match(str(release))
        quarters = {
            int(str(year)): tuple(sorted(held)) for year, held in group.groupby("year")["quarter"].agg(list).items()
        }
        rows.append(
            {
                "release": release,
                "flow": flow,
                "years": tuple(quarters),
                "vintage": known.vintage if known else str((parts and parts["vintage"]) or ""),
                "whole": all(held in ((0,), (1, 2, 3, 4)) for held in quarters.values()),
                "rows": known.rows if known else pd.NA,
                "value_eur": int(group["value_eur"].sum()),
                "file": known.file if known else "",
                "sha256": known.sha256 if known else str((parts and parts["sha"]) or ""),
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"rows": "Int64"})
