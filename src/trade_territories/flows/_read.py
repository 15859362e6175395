"""Files -> one checked ``Flows`` table: read, choose what each year is taken from, check, say what was odd."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories import release as releases_room
from trade_territories import schema
from trade_territories._threads import in_threads
from trade_territories.errors import TradeTerritoriesError
from trade_territories.release.columns import FLOWS
from trade_territories.release.frame import flows_frame
from trade_territories.release.normalise import LABEL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from trade_territories.release import RawRelease

#: Key of everything that is known about a table beside its rows, in ``flows.attrs``.
ATTRS = "trade_territories"
_SAMPLE = Path(__file__).parents[1] / "sample"
#: Unpacking and parsing run outside Python's lock; more threads than this only take memory.
_MOST_THREADS = 4


def read_flows(*paths: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Read the Customs' files: archives, text files, workbooks or folders of them.

    Parameters
    ----------
    *paths
        Files already here, exports and imports, of one year or several; each counts once, however often it is given.

    Returns
    -------
    pandas.DataFrame
        The ``Flows`` table: one row per flow x year x quarter x département x product x partner, and release;
        euros and kilograms. ``attrs`` holds the releases and what was odd in them.

    Raises
    ------
    ReleaseFormatError
        A file is missing, or is not what the Customs publish: which file, line and field.
    DataContractError
        The table breaks its own rules; all of them are listed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "202502-Regional-2024-export.txt")
    ...     _ = file.write_text("E;1;2024;51;13;C11Z;1101;NA;1500;12\n")
    ...     flows = read_flows(file)
    >>> flows[["flow", "year", "departement", "region", "partner", "value_eur"]]
         flow  year departement region partner  value_eur
    0  export  2024          51    R44      NA       1500
    """
    if not paths:
        raise TradeTerritoriesError(
            "read_flows() was given no file; give the Customs' archives, text files, workbooks or a folder"
        )
    files = [file for path in paths for file in releases_room.data_files(_path(path))]
    once = {(str(file.path.resolve()), file.member): file for file in files}
    parts = in_threads(releases_room.read_file, once.values(), _MOST_THREADS)
    return assembled([release for part in parts for release in part])


def sample_flows() -> pd.DataFrame:
    """Give the bundled example: made-up figures of 2024 for all départements, in the Customs' layout.

    Returns
    -------
    pandas.DataFrame
        The ``Flows`` table: one row per flow x year x quarter x département x product x partner, and release; euros and
        kilograms. Its releases are called ``sample-…``, and everything made from it says so.

    Examples
    --------
    >>> flows = sample_flows()
    >>> all(release.startswith("sample-") for release in flows["release"].cat.categories)
    True
    """
    return _sample().copy()


@lru_cache(maxsize=1)
def _sample() -> pd.DataFrame:
    return read_flows(*sorted(_SAMPLE.glob("*.zip")))


def assembled(found: Sequence[RawRelease]) -> pd.DataFrame:
    """Make one checked table of releases: each year and flow from one of them.

    Raises
    ------
    ReleaseFormatError
        Two different files of one vintage and period.
    TradeTerritoriesError
        The made-up example beside real releases.
    """
    found = sorted(found, key=_order)
    kinds = {one.record["kind"] == "sample" for one in found}
    if len(kinds) > 1:
        raise TradeTerritoriesError(
            "the example's made-up figures and real releases cannot stand in one table; read them apart"
        )
    kept, left_out = releases_room.chosen([one.record for one in found], [one.scope for one in found])
    used = [found[position].only(years) for position, years in sorted(kept.items())]
    notes = [note for one in used for note in one.notes]
    notes += [_counted(note, found) for note in left_out]
    notes += missing_twins(used)
    return schema.validate(table(used, notes))


def table(
    used: Sequence[RawRelease], notes: Sequence[Mapping[str, Any]], *, territory: str | None = None
) -> pd.DataFrame:
    """Set releases below each other as one table, with what is known about it beside the rows.

    Parameters
    ----------
    used
        The releases; nothing is chosen among them, and nothing is checked again.
    notes
        What was odd.
    territory
        The territory whose rows alone are there.
    """
    flows = flows_frame(used)
    flows.attrs[ATTRS] = {
        "labels": {kind: _merged(one.labels[kind] for one in used) for kind in LABEL_KINDS},
        "releases": [dict(one.record) for one in used],
        "reading_notes": [dict(note) for note in notes],
        "territory": territory,
    }
    return flows


def _path(given: str | os.PathLike[str]) -> Path:
    if not isinstance(given, (str, os.PathLike)):
        raise TypeError(f"read_flows() takes paths one by one, not {given!r}; give read_flows(*paths) for a list")
    if not os.fspath(given):
        # An empty name, such as that of a variable that was never set, would stand for the whole current folder.
        raise TradeTerritoriesError("the name of a file is empty; give a file or a folder ('.' for this one)")
    return Path(given).expanduser()


def _order(one: RawRelease) -> tuple[Any, ...]:
    """Sort releases so that the table does not depend on the order in which files were given."""
    return one.record["years"], one.flow, one.id, one.record["file"]


def _counted(note: Mapping[str, Any], found: Sequence[RawRelease]) -> dict[str, Any]:
    """Say how much was left out for a better release."""
    if note["code"] != "superseded":
        return dict(note)
    one = next(one for one in found if (one.id, one.flow) == (note["release"], note["flow"]))
    part = one.columns.take(np.asarray(one.columns.year == note["year"]))
    return {**note, "rows": len(part), "value_eur": part.total_eur}


def missing_twins(used: Sequence[RawRelease]) -> list[dict[str, Any]]:
    """Name the file that lacks for each year of which only one direction is here."""
    notes = []
    for year in sorted({year for one in used for year in one.record["years"]}):
        about = [one for one in used if year in one.record["years"]]
        for flow in FLOWS:
            if all(one.flow != flow for one in about):
                file = about[0].record["file"]
                notes.append({"code": "missing_twin", "flow": flow, "year": year, "twin_of": file})
    return notes


def _merged(labels: Iterable[Mapping[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for one in labels:
        merged |= one
    return dict(sorted(merged.items()))
