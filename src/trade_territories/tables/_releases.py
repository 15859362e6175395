"""Where the figures come from: one row per release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.errors import AmbiguousPeriodError
from trade_territories.provenance import ReleaseName
from trade_territories.query import Query

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike
    from trade_territories.provenance import ReleaseRecord

_COLUMNS = (
    "release", "flow", "years", "vintage", "results_month", "published", "whole", "rows", "value_eur", "file", "sha256",
)  # fmt: skip


def releases(flows: FlowsLike) -> pd.DataFrame:
    """List the releases that a table's rows come from.

    Parameters
    ----------
    flows
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per release and flow: ``release, flow, years`` (a tuple), ``vintage`` (``YYYYMM``, which orders releases),
        ``results_month`` (``YYYYMM`` of the results, where the file's name says so), ``published`` (day or month of
        publication, where known), ``whole`` (whether each year holds its four quarters), ``rows``, ``value_eur``,
        ``file``, ``sha256``. What was noted when the files were read is missing or empty where it was lost on the way.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.releases(tt.sample_flows()).results_month.tolist()
    ['202502', '202502']
    """
    try:
        query = Query.of(flows, reference.france(), year="all")
    except AmbiguousPeriodError:
        return pd.DataFrame(columns=list(_COLUMNS))
    return releases_table(query)


def releases_table(query: Query) -> pd.DataFrame:
    """Return the releases of the years of a query, as :func:`releases` documents them."""
    records = {(record.release, record.flow): record for record in query.releases}
    sums = query.sums(["release", "flow", "year", "quarter"])
    rows = [
        _row(str(release), str(flow), group, records.get((str(release), str(flow))))
        for (release, flow), group in sums.groupby(["release", "flow"], sort=True)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"rows": "Int64"})


def _row(release: str, flow: str, group: pd.DataFrame, record: ReleaseRecord | None) -> dict[str, object]:
    quarters = {int(str(year)): tuple(sorted(part["quarter"].tolist())) for year, part in group.groupby("year")}
    name = ReleaseName.of(release)
    return {
        "release": release,
        "flow": flow,
        "years": tuple(quarters),
        "vintage": record.vintage if record else name.vintage,
        "results_month": record.results_month if record else "",
        "published": record.publication if record else "",
        "whole": all(held in ((0,), (1, 2, 3, 4)) for held in quarters.values()),
        "rows": record.rows if record else pd.NA,
        "value_eur": int(group["value_eur"].sum()),
        "file": record.file if record else "",
        "sha256": record.sha256 if record else name.sha256,
    }
