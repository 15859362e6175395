"""What is known about a table of Flows beside its rows: releases, reading notes, labels, and what the rows hold.

``flows.attrs["trade_territories"]`` is a ``FlowsInfo``; ``info_of(frame)`` returns it, or None where it was lost on the way.
The records are named tuples rather than dataclasses: pandas copies ``attrs`` deeply and compares them at each operation, and
writes them as JSON into Parquet files. Tuples are shared instead of copied, compare quickly and are valid JSON.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

#: Key of the record in ``flows.attrs``.
ATTRS: Final = "trade_territories"
#: First field of the record: a record that another version wrote into a file is not read.
FORMAT: Final = 1
#: In ``HeldCell.quarter`` and ``NoteCell.quarter``: the source is yearly.
YEARLY: Final = 0


#: The year with which the calendar of ZIP archives begins.
FIRST_YEAR_OF_ARCHIVES = "1980"


_RELEASE = re.compile(
    r"(?P<family>[^-]+)-(?:(?P<span>.+)-)?(?P<flow>export|import)(?:-(?P<vintage>\d{6}))?(?:-(?P<sha256>[0-9a-f]{8}))?"
)


class ReleaseName(NamedTuple):
    """The parts of a release's identifier, such as ``regional-2024-export-202502-3fa9c1d2``.

    Examples
    --------
    >>> name = ReleaseName.of("regional-2024-export-202502-3fa9c1d2")
    >>> name.span, name.vintage, str(name)
    ('2024', '202502', 'regional-2024-export-202502-3fa9c1d2')
    """

    #: ``regional``, ``workbook`` (of one région) or ``sample``.
    family: str
    #: The year, ``ce`` (the last five quarters) or the Customs' number of a workbook's région.
    span: str = ""
    flow: str = ""
    vintage: str = ""
    #: The first eight digits of the file's SHA-256.
    sha256: str = ""

    @classmethod
    def of(cls, release: str) -> ReleaseName:
        """Return the parts of an identifier; of one that users made up, the first word alone."""
        found = _RELEASE.fullmatch(release)
        return cls(**found.groupdict("")) if found else cls(release.partition("-")[0])

    def __str__(self) -> str:
        """Return the identifier."""
        return "-".join(self)

    @property
    def is_sample(self) -> bool:
        """Whether its figures are those of the bundled example."""
        return self.family == "sample"

    @property
    def is_workbook(self) -> bool:
        """Whether it is a région's workbook."""
        return self.family == "workbook"


class ReleaseRecord(NamedTuple):
    """One flow of one data file."""

    #: Identifier, as in the column ``release``.
    release: str
    #: ``export`` or ``import``.
    flow: str
    #: ``regional`` (a full year), ``regional-ce`` (the last five quarters) or ``workbook`` (years and A129 of one
    #: région).
    kind: str
    #: Whether its figures are those of the bundled example.
    is_sample: bool
    #: The years it is used for, and their quarters (none where the source is yearly).
    quarters: tuple[tuple[int, tuple[int, ...]], ...]
    #: Rows of ``Flows`` and their sum, of these years.
    rows: int
    value_eur: int
    #: ``YYYYMM`` in the name of the archive: the month of the results; empty where the name has none.
    results_month: str
    #: Day or month of publication, ``YYYY-MM-DD`` or ``YYYYMM``; empty where unknown.
    published: str
    #: Where that is from: ``noted`` (by the download), ``folder``, ``member`` (date in the archive), ``file`` (date on
    #: this disk, which may be that of a copy).
    published_from: str
    #: ``YYYYMM`` that orders releases: the month of the results, else the month of publication.
    vintage: str
    #: ``name`` where it is the month of the results, else as ``published_from``.
    vintage_from: str
    #: The Customs' number of the région of a workbook; empty where the release is about all of France.
    region: str
    #: Name of the file on disk and its SHA-256.
    file: str
    sha256: str
    #: Name of the data file in the archive and its SHA-256.
    data_member: str
    data_sha256: str
    #: Unit of the values; terms of use where known.
    unit: str = "EUR"
    licence: str = ""

    @property
    def publication(self) -> str:
        """Day or month of publication; empty where only a date stands there that says nothing about it.

        The date of a file on disk may be that of a copy, and archives made without dates bear the first of their calendar.
        """
        is_told = self.published_from != "file" and self.published[:4] > FIRST_YEAR_OF_ARCHIVES
        return self.published if is_told else ""

    @property
    def is_workbook(self) -> bool:
        """Whether it is a région's workbook: years and A129 only."""
        return self.kind == "workbook"

    @property
    def years(self) -> tuple[int, ...]:
        """Years it is used for, in order."""
        return tuple(year for year, _ in self.quarters)

    @property
    def is_whole(self) -> bool:
        """Whether it holds each of its years whole."""
        return all(held in ((), (1, 2, 3, 4)) for _, held in self.quarters)

    def quarters_of(self, year: int) -> tuple[int, ...]:
        """Return its quarters of a year; none where the source is yearly."""
        return dict(self.quarters).get(year, ())


class NoteCell(NamedTuple):
    """The part of a reading note that is about one département in one quarter (0 where the source is yearly)."""

    quarter: int
    departement: str
    rows: int
    value_eur: int


class ReadingNote(NamedTuple):
    """Something unexpected in the files, of one release, flow and year."""

    #: What it is, such as ``duplicate_keys``, ``unknown_partner`` or ``superseded``.
    code: str
    #: What it is about; empty, 0 and empty where it is about the whole reading.
    flow: str = ""
    year: int = 0
    release: str = ""
    #: Rows concerned and their sum. A row whose A129 and CPF4 are both unknown counts once.
    rows: int = 0
    value_eur: int = 0
    #: Codes concerned, sorted.
    codes: tuple[str, ...] = ()
    #: The amounts of each département and quarter; none where they are not known.
    cells: tuple[NoteCell, ...] = ()
    #: More about some codes: quarters left out, the file, the release used instead or the file whose twin is missing,
    #: the day of the download, the reason given.
    quarters: tuple[int, ...] = ()
    file: str = ""
    other: str = ""
    date: str = ""
    reason: str = ""

    def amounts(
        self, departements: Collection[str] | None = None, quarters: Collection[int] | None = None
    ) -> tuple[int, int]:
        """Return rows and euros of some départements and quarters; of all of France where the cells are not known.

        Examples
        --------
        >>> note = ReadingNote("duplicate_keys", "export", 2024, rows=3, value_eur=30,
        ...     cells=(NoteCell(1, "51", 2, 20), NoteCell(2, "75", 1, 10)))
        >>> note.amounts(), note.amounts({"51"}), note.amounts({"51"}, {2})
        ((3, 30), (2, 20), (0, 0))
        """
        if not self.cells:
            return self.rows, self.value_eur
        cells = [
            cell
            for cell in self.cells
            if (departements is None or cell.departement in departements)
            and (quarters is None or cell.quarter in quarters or cell.quarter == YEARLY)
        ]
        return sum(cell.rows for cell in cells), sum(cell.value_eur for cell in cells)


class ReleaseLabel(NamedTuple):
    """A label that the release's own files give to a code."""

    #: ``a129``, ``cpf4``, ``partner`` or ``departement``; the code; its label.
    kind: str
    code: str
    label: str
    #: The package's label where that says something else; empty where the package does not know the code.
    instead_of: str = ""
    #: Years in which the release says so.
    years: tuple[int, ...] = ()


class HeldCell(NamedTuple):
    """How many rows, and how many euros, a flow, year, quarter (0 where yearly) and département have."""

    flow: str
    year: int
    quarter: int
    departement: str
    rows: int
    value_eur: int


class FlowsInfo(NamedTuple):
    """What is known about a table of Flows beside its rows."""

    #: Version of this record.
    format: int = FORMAT
    #: Rows of the table and their sum when it was read: what the record says of the rows holds while they agree.
    rows: int = 0
    value_eur: int = 0
    #: Code of the territory whose rows alone were loaded; empty for all of France.
    territory: str = ""
    #: Where the rows are from, what was unexpected, which labels the files brought.
    releases: tuple[ReleaseRecord, ...] = ()
    notes: tuple[ReadingNote, ...] = ()
    labels: tuple[ReleaseLabel, ...] = ()
    #: Every combination of flow, year, quarter and département that has rows.
    holdings: tuple[HeldCell, ...] = ()

    @property
    def is_sample(self) -> bool:
        """Whether any release is the bundled example."""
        return any(release.is_sample for release in self.releases)

    def labels_of(self, kind: str, year: int | None = None) -> dict[str, str]:
        """Return the labels that the releases bring for one kind of codes, of one year or of any (the latest wins)."""
        labels = [
            label
            for label in self.labels
            if label.kind == kind and (year is None or year in label.years or not label.years)
        ]
        return {label.code: label.label for label in sorted(labels, key=lambda label: (label.years, label.code))}

    def __deepcopy__(self, memo: object) -> FlowsInfo:
        """Return the record itself: nothing in it can change."""
        return self

    def __copy__(self) -> FlowsInfo:
        return self

    def __repr__(self) -> str:
        return f"<FlowsInfo: {self.rows} rows of {len(self.releases)} releases, {len(self.notes)} notes>"


def info_of(frame: object) -> FlowsInfo | None:
    """Return what is known about a frame beside its rows; None where it was lost on the way.

    Parameters
    ----------
    frame
        A frame of any engine; only pandas' carry the record, directly or read back from a Parquet file.

    Examples
    --------
    >>> import trade_territories as tt
    >>> info = info_of(tt.sample_flows())
    >>> info.is_sample, info.releases[0].results_month, info.rows == len(tt.sample_flows())
    (True, '202502', True)
    >>> info_of([]) is None
    True
    """
    attrs = getattr(frame, "attrs", None)
    value = attrs.get(ATTRS) if isinstance(attrs, Mapping) else None
    if isinstance(value, FlowsInfo):
        return value
    return info_from_json(value) if isinstance(value, list) else None


def info_from_json(value: Sequence[object]) -> FlowsInfo | None:
    """Build the record from the lists that JSON made of it; None where another version wrote them, or something else."""
    try:
        if value[0] != FORMAT:
            return None
        _, rows, value_eur, territory, releases, notes, labels, holdings = _tupled(value)
        return FlowsInfo(
            FORMAT, int(rows), int(value_eur), str(territory), tuple(map(release_from_json, releases)),
            tuple(map(note_from_json, notes)), tuple(map(label_from_json, labels)), tuple(HeldCell(*cell) for cell in holdings),
        )  # fmt: skip
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def release_from_json(value: Sequence[object]) -> ReleaseRecord:
    """Build a release record from the list that JSON made of it."""
    return ReleaseRecord(*_tupled(value))


def note_from_json(value: Sequence[object]) -> ReadingNote:
    """Build a reading note from the list that JSON made of it."""
    note = ReadingNote(*_tupled(value))
    return note._replace(cells=tuple(NoteCell(*cell) for cell in note.cells))


def label_from_json(value: Sequence[object]) -> ReleaseLabel:
    """Build a label from the list that JSON made of it."""
    return ReleaseLabel(*_tupled(value))


def merged_labels(labels: Iterable[ReleaseLabel]) -> tuple[ReleaseLabel, ...]:
    """Return labels sorted, each once, with all the years in which a release gives it."""
    years: dict[ReleaseLabel, set[int]] = {}
    for label in labels:
        years.setdefault(label._replace(years=()), set()).update(label.years)
    return tuple(sorted(label._replace(years=tuple(sorted(held))) for label, held in years.items()))


def _tupled(value: Any) -> Any:
    """Return nested lists as nested tuples."""
    return tuple(map(_tupled, value)) if isinstance(value, (list, tuple)) else value
