"""Files -> one checked ``Flows`` table: read, choose what each year is taken from, check, say what was odd."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from trade_territories import release as releases
from trade_territories import schema
from trade_territories._files import own_path
from trade_territories._pandas import copied
from trade_territories._threads import in_threads
from trade_territories.columns import FLOWS
from trade_territories.errors import TradeTerritoriesError
from trade_territories.flows._years import asked_years, first_year
from trade_territories.provenance import ATTRS, FlowsInfo, HeldCell, NoteCell, ReadingNote, merged_labels
from trade_territories.release.frame import flows_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trade_territories.flows._years import Years
    from trade_territories.release import RawRelease

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
    >>> from pathlib import Path
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
    return assembled(_releases(paths))


def _releases(paths: Sequence[str | os.PathLike[str]]) -> list[RawRelease]:
    """Read the releases in files and folders; each file counts once."""
    files = [file for path in paths for file in releases.data_files(_path(path))]
    once = {(str(file.path.resolve()), file.member): file for file in files}
    parts = in_threads(releases.read_file, once.values(), _MOST_THREADS)
    return [release for part in parts for release in part]


def sample_flows(years: Years = None, *, since: int | None = None) -> pd.DataFrame:
    """Return the bundled example: made-up figures of all départements, in the Customs' layout.

    Parameters
    ----------
    years
        A year, or several, of those that the example holds (2022 to 2024); nothing for 2024. The earlier years have fewer
        rows.
    since
        The first of several years, up to the one given, or to the last that the example holds.

    Returns
    -------
    pandas.DataFrame
        The ``Flows`` table: one row per flow x year x quarter x département x product x partner, and release; euros and
        kilograms. Its releases are called ``sample-…``, and everything made from it says so.

    Raises
    ------
    TradeTerritoriesError
        A year that the example does not hold, or ``since`` with several years or after the year.

    Examples
    --------
    >>> flows = sample_flows()
    >>> {release.partition("-")[0] for release in flows["release"].cat.categories}
    {'sample'}
    >>> sorted(sample_flows(since=2023)["year"].unique().tolist())
    [2023, 2024]
    """
    held = _sample_archives()
    first = first_year(since)
    asked = tuple(asked_years(years, first))
    if not asked:
        asked = (max(held),) if first is None else tuple(range(first, max(held) + 1)) or (first,)
    absent = [year for year in asked if year not in held]
    if absent:
        raise TradeTerritoriesError(
            f"the bundled example does not hold {', '.join(map(str, absent))}; it holds {', '.join(map(str, sorted(held)))}"
        )
    return copied(_sample(asked))


@lru_cache(maxsize=2)
def _sample(years: tuple[int, ...]) -> pd.DataFrame:
    held = _sample_archives()
    # The tests hold that the bundled files keep every rule, and each archive its checksums.
    return _one_table(_releases([path for year in years for path in held[year]]))


def _sample_archives() -> dict[int, list[Path]]:
    """Return the archives of each year; the year stands in their names."""
    archives: dict[int, list[Path]] = {}
    for path in sorted(_SAMPLE.glob("*.zip")):
        archives.setdefault(int(path.stem.split("-")[2]), []).append(path)
    return archives


def assembled(found: Sequence[RawRelease]) -> pd.DataFrame:
    """Return one checked table of releases: each year and flow from one of them.

    Raises
    ------
    ReleaseFormatError
        Two different files of one vintage and period.
    TradeTerritoriesError
        The made-up example beside real releases.
    """
    return schema.validate(_one_table(found))


def _one_table(found: Sequence[RawRelease]) -> pd.DataFrame:
    """Choose among releases, and set them below each other."""
    found = sorted(found, key=_order)
    if len({release.record.is_sample for release in found}) > 1:
        raise TradeTerritoriesError(
            "the example's made-up figures and real releases cannot stand in one table; read them apart"
        )
    kept, left_out = releases.chosen([release.record for release in found])
    used = [found[position].only(years) for position, years in sorted(kept.items())]
    notes = [note for release in used for note in release.notes]
    notes += [_counted(note, found) for note in left_out]
    notes += missing_twins(used)
    return table(used, notes)


def table(used: Sequence[RawRelease], notes: Sequence[ReadingNote], *, territory: str | None = None) -> pd.DataFrame:
    """Set releases below each other as one table, with what is known about it beside the rows.

    Parameters
    ----------
    used
        The releases; nothing is chosen among them, and nothing is checked again.
    notes
        What was unexpected.
    territory
        The territory whose rows alone are there.
    """
    flows = flows_frame(used)
    cells = _cells_together(used)
    flows.attrs[ATTRS] = FlowsInfo(
        rows=sum(cell.rows for cell in cells),
        value_eur=sum(cell.value_eur for cell in cells),
        territory=territory or "",
        releases=tuple(release.record for release in used),
        notes=tuple(notes),
        labels=merged_labels(label for release in used for label in release.labels),
        holdings=cells,
    )
    return flows


def _cells_together(used: Sequence[RawRelease]) -> tuple[HeldCell, ...]:
    """Return the cells of all releases; workbooks of several régions may share a département that is unknown."""
    found: dict[tuple[str, int, int, str], HeldCell] = {}
    for cell in (cell for release in used for cell in release.columns.cells):
        other = found.get(cell[:4])
        found[cell[:4]] = (
            cell if other is None else HeldCell(*cell[:4], cell.rows + other.rows, cell.value_eur + other.value_eur)
        )
    return tuple(sorted(found.values()))


def _path(given: object) -> Path:
    if not isinstance(given, (str, os.PathLike)):
        way_out = "write it to a file first" if hasattr(given, "read") else "give read_flows(*paths) for a list"
        raise TypeError(f"read_flows() takes paths one by one, not {given!r}; {way_out}")
    if not os.fspath(given):
        # An empty name, such as that of a variable that was never set, would stand for the whole current folder.
        raise TradeTerritoriesError("the name of a file is empty; give a file or a folder ('.' for this one)")
    return own_path(given)


def _order(release: RawRelease) -> tuple[object, ...]:
    """Sort releases so that the table does not depend on the order in which files were given."""
    return release.record.years, release.flow, release.id, release.record.file


def _counted(note: ReadingNote, found: Sequence[RawRelease]) -> ReadingNote:
    """Return the note with how much was left out for a better release."""
    if note.code != "superseded":
        return note
    release = next(release for release in found if (release.id, release.flow) == (note.release, note.flow))
    cells = [cell for cell in release.columns.cells if cell.year == note.year]
    return note._replace(
        rows=sum(cell.rows for cell in cells),
        value_eur=sum(cell.value_eur for cell in cells),
        cells=tuple(NoteCell(cell.quarter, cell.departement, cell.rows, cell.value_eur) for cell in cells),
    )


def missing_twins(used: Sequence[RawRelease]) -> list[ReadingNote]:
    """Return a note for each year of which only one direction is here, which names the file that lacks."""
    notes: list[ReadingNote] = []
    for year in sorted({year for release in used for year in release.record.years}):
        about = [release for release in used if year in release.record.years]
        present = {release.flow for release in about}
        file = about[0].record.file
        notes += [ReadingNote("missing_twin", flow, year, other=file) for flow in FLOWS if flow not in present]
    return notes
