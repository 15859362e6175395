"""The Customs' site or the cache -> one ``Flows`` table: which file each year is in, and what to do when the site is down."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import download, reference
from trade_territories._pandas import astype
from trade_territories._threads import in_threads
from trade_territories.flows import _loading
from trade_territories.flows._loading import Loading
from trade_territories.flows._read import missing_twins, table
from trade_territories.flows._ways_out import telling_of_doctor
from trade_territories.flows._years import asked_years, first_year
from trade_territories.provenance import info_of
from trade_territories.reconciliation import compared, held_in

if TYPE_CHECKING:
    from trade_territories.download import Client
    from trade_territories.flows._loading import Source
    from trade_territories.flows._years import Years
    from trade_territories.sources import Published

LOG = logging.getLogger("trade_territories")


def load_flows(
    years: Years = None,
    *,
    since: int | None = None,
    territory: str | reference.Territory | None = None,
    source: Source = "complete",
    offline: bool = False,
) -> pd.DataFrame:
    """Load the Customs' figures of one or several years: downloaded once, checked, kept.

    Parameters
    ----------
    years
        A year, several, or nothing for the last full year. A year that exists only within the last five quarters comes
        from there, as the partial year that it is.
    since
        First of several years: ``load_flows(2024, since=2019)`` loads 2019 to 2024, ``load_flows(since=2019)`` all years
        from 2019 to the last full one. Functions then take ``year=2024``, and show changes.
    territory
        Only the rows of this territory, which are read alone; nothing for all of France.
    source
        ``"complete"`` (quarters, CPF4, mass) or ``"workbooks"`` (one per région; years, A129).
    offline
        Use the cache alone and never the network.

    Returns
    -------
    pandas.DataFrame
        The ``Flows`` table: one row per flow x year x quarter x département x product x partner, and release; euros and
        kilograms. Where the site was down, ``attrs`` say so, and of when the release is that was used instead.

    Raises
    ------
    OfflineError
        A year is not in the cache, and the network may not be used or does not answer.
    DownloadError
        The Customs publish no such year, or their answer cannot be used.
    IncompleteCoverageError
        Workbooks of some régions are missing.

    Examples
    --------
    ``tt.load_flows(2024)`` is all that is needed. What cannot be had is named, with the ways out:

    >>> load_flows(1950, offline=True)
    Traceback (most recent call last):
    ...
    trade_territories.errors.OfflineError: 1950 is not in the cache, ...
    """
    place = None if territory is None else reference.territory(territory)
    loading = Loading(offline=offline)
    found = loading.releases(asked_years(years, since), source, place, since=first_year(since))
    departements = None if place is None or place.level == "france" else place.departements
    used = in_threads(partial(loading.read, departements=departements), found, 2)
    notes = [note for release in used for note in release.notes] + loading.notes + missing_twins(used)
    flows = table(used, notes, territory=None if departements is None or place is None else place.code)
    _warn_of_differences(flows)
    return flows


def _warn_of_differences(flows: pd.DataFrame) -> None:
    """Log the published totals that the figures differ from by more than revisions explain."""
    info = info_of(flows)
    if info is None or info.is_sample:
        return
    for comparison in compared(*held_in(info.holdings)):
        if comparison.verdict != "agrees":
            LOG.warning("beside a published total: %s; see tt.reconcile(flows)", comparison.sentence)


def available(*, offline: bool = False) -> pd.DataFrame:
    """List what the Customs publish, and what of it is in the cache.

    Parameters
    ----------
    offline
        List the cache alone.

    Returns
    -------
    pandas.DataFrame
        One row per file: ``kind`` (``regional``, ``regional-ce`` for the last five quarters, ``workbook``), ``flow``
        (missing where the file holds both), ``year`` (missing where it holds several), ``region`` (the Customs' number,
        of workbooks), ``results`` (month of the results, ``YYYYMM``, where the name says it), ``published`` (day or
        month of publication, where it is known), ``cached``, ``date`` (of the download), ``bytes``, ``address``,
        ``certainty`` (``named``: by its own name; ``described``: by other words or its link's text; ``form``: by a form or a
        script; ``unnamed``: only its bytes can tell; ``to_check``: an address known from years ago, which may be gone).

    Raises
    ------
    DownloadError
        The index page cannot be had, and the cache is empty; the message names the command that shows why.

    Examples
    --------
    >>> available(offline=True).columns.tolist()
    ['kind', 'flow', 'year', 'region', 'results', 'published', 'cached', 'date', 'bytes', 'address', 'certainty']
    """
    loading = Loading(offline=offline)
    held = {archive.address: archive for archive in download.cached_archives()}
    with telling_of_doctor(offline=offline):
        listed = {file.address: file for file in (*loading.published, *loading.held)}
    rows = []
    for file in sorted(listed.values(), key=_listing_order):
        archive = held.get(file.address)
        rows.append(
            {
                "kind": file.kind,
                "flow": file.flow,
                "year": file.year,
                "region": file.region,
                "results": file.results or (archive and archive.results),
                "published": file.published or (archive and archive.published),
                "cached": archive is not None,
                "date": archive.date if archive else None,
                "bytes": archive.size if archive else None,
                "address": file.address,
                "certainty": file.certainty,
            }
        )
    columns = [
        "kind", "flow", "year", "region", "results", "published", "cached", "date", "bytes", "address", "certainty",
    ]  # fmt: skip
    types = {
        "flow": "str",
        "year": "Int16",
        "region": "str",
        "results": "str",
        "published": "str",
        "date": "str",
        "bytes": "Int64",
    }
    result = astype(pd.DataFrame(rows, columns=columns), types)
    result.attrs["notes"] = [note.reason for note in loading.notes]
    return result


def fetch(
    years: Years = None, *, since: int | None = None, source: Source = "complete", offline: bool = False
) -> pd.DataFrame:
    """Bring years into the cache, ready to be loaded.

    Returns
    -------
    pandas.DataFrame
        One row per release, flow and year: ``release, flow, year, whole, rows, file, vintage, date``.

    Raises
    ------
    OfflineError, DownloadError, IncompleteCoverageError
        As ``load_flows``.
    """
    rows = [
        {
            "release": release.record.release,
            "flow": release.record.flow,
            "year": year,
            "whole": part.record.is_whole,
            "rows": part.record.rows,
            "file": release.record.file,
            "vintage": release.record.vintage,
            "date": release.archive.date,
        }
        for release in Loading(offline=offline).releases(
            asked_years(years, since), source, None, since=first_year(since)
        )
        for year, part in release.parts.items()
    ]
    return pd.DataFrame(rows).sort_values(["year", "flow", "release"], ignore_index=True)


def client() -> Client:
    """Return how servers are asked."""
    return _loading.CLIENT


def _listing_order(file: Published) -> tuple[object, ...]:
    return file.kind, -(file.year or 0), file.flow or "", file.region or "", file.vintage or "", file.address
