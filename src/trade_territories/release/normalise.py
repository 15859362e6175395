"""Raw columns -> a release in our codes: INSEE départements, one United Kingdom, each key once, and what was odd."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories import reference
from trade_territories.columns import FLOWS, PRODUCT_COLUMNS
from trade_territories.errors import printable
from trade_territories.provenance import NoteCell, ReadingNote, ReleaseLabel, ReleaseName, ReleaseRecord
from trade_territories.release.columns import VECTORS, Codes, RawColumns, joined, smallest
from trade_territories.release.labels import labels_of
from trade_territories.release.layout import FIELDS
from trade_territories.release.sample import is_of_sample
from trade_territories.rowkeys import combined, repeated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from trade_territories.provenance import HeldCell
    from trade_territories.release.datafile import DataFile
    from trade_territories.release.text import TextReader

#: Parts of the United Kingdom from this year on; before, the codes meant something else.
UK_PARTS = ("XI", "XU")
UK_PARTS_FROM = 2021
UNITED_KINGDOM = "GB"

LABEL_KINDS = (*PRODUCT_COLUMNS, "partner", "departement")
#: In which order notes are written.
_IN_ORDER = (
    "unknown_departement", "insee_departement", "duplicate_keys", "merged_uk_parts", "unknown_partner", "unknown_product",
    "missing_mass", "negative_values",
)  # fmt: skip
#: Late rows of another year are fewer than this part of a quarter; the five quarters of a file are of one size.
_LATE_ROWS = 0.5
_FIVE_QUARTERS = re.compile(r"-ce-|cpf4pays", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class RawRelease:
    """The rows of one data file and one flow, in our codes, each key once."""

    #: The rows.
    columns: RawColumns
    #: Where they are from.
    record: ReleaseRecord
    #: What was unexpected, by year.
    notes: tuple[ReadingNote, ...]
    #: Labels that the files bring for codes that occur.
    labels: tuple[ReleaseLabel, ...]

    @property
    def id(self) -> str:
        """Identifier, as it stands in the column ``release``."""
        return self.record.release

    @property
    def flow(self) -> str:
        """Direction of its rows: ``export`` or ``import``."""
        return self.record.flow

    def only(self, years: Sequence[int]) -> RawRelease:
        """Return the part about some of its years."""
        if tuple(years) == self.record.years:
            return self
        columns = self.columns.take(np.isin(self.columns.year, list(years)))
        notes = tuple(note for note in self.notes if note.year in (0, *years))
        labels = tuple(
            label._replace(years=shown)
            for label in self.labels
            if (shown := tuple(y for y in label.years if y in years))
        )
        return replace(self, columns=columns, record=with_cells(self.record, columns.cells), notes=notes, labels=labels)


def released(
    raw: RawColumns,
    file: DataFile,
    *,
    data_sha256: str,
    reader: TextReader | None = None,
    mended: Mapping[str, RawColumns] | None = None,
    scope: str | None = None,
) -> list[RawRelease]:
    """Return the rows of a data file as releases, one for each flow in it.

    Parameters
    ----------
    raw
        The rows, with the Customs' codes.
    file
        Where they are from.
    data_sha256
        SHA-256 of the unpacked data file: two archives of the same data count once.
    reader
        What read the text file, and knows what it mended.
    mended
        Rows of a workbook that were changed or left out, by the code of the note.
    scope
        The Customs' number of the région, for files about one région only.
    """
    releases = []
    texts = file.label_texts()
    for position in range(len(FLOWS)):
        rows = raw.flow == position
        if not rows.any():
            continue
        own = raw if rows.all() else raw.take(rows)
        columns, notes = normalised(own)
        as_read = columns.cells if len(columns) == len(own) else own.cells
        record = record_of(columns.cells, file, data_sha256, scope, as_read=as_read)
        occurring = {kind: columns.codes[kind].categories for kind in LABEL_KINDS}
        labels = labels_of(occurring, texts, record.years)
        notes += mended_by(reader, record.flow) if reader is not None else []
        for code, part in (mended or {}).items():
            notes += _noted(code, of_flow(part, record.flow))
        releases.append(RawRelease(columns, record, completed(notes, record), labels))
    return releases


def mended_by(reader: TextReader, flow: str) -> list[ReadingNote]:
    """Return notes of what the reading of a text file mended."""
    notes = []
    if reader.without_value:
        notes += _noted("empty_values", of_flow(joined(reader.without_value), flow))
    if reader.trimmed:
        notes.append(ReadingNote("trimmed_codes", flow, codes=tuple(sorted(reader.trimmed))))
    if reader.form.fields != FIELDS:
        notes.append(ReadingNote("field_order", flow, reason=";".join(reader.form.fields)))
    return notes


def of_flow(raw: RawColumns, flow: str) -> RawColumns:
    """Return the rows of one flow, with our codes of départements."""
    rows = raw.take(raw.flow == FLOWS.index(flow))
    known = reference.douanes_departements()
    return rows.recoded(departement=rows.codes["departement"].renamed(lambda code: known.get(code, code)))


def completed(notes: Sequence[ReadingNote], record: ReleaseRecord) -> tuple[ReadingNote, ...]:
    """Return the notes on a release with its name; a source that gives no mass at all is not unexpected."""
    without_mass = sum(note.rows for note in notes if note.code == "missing_mass")
    kept = [note for note in notes if note.code != "missing_mass" or without_mass < record.rows]
    return tuple(note._replace(release=record.release) for note in kept)


def normalised(raw: RawColumns) -> tuple[RawColumns, list[ReadingNote]]:
    """Return rows of one flow in our codes, each key once, and notes of what was unexpected.

    Rows of one département depend on no other: applied to each département by itself, the rows are the same, and the notes
    are once ``notes_together`` has set them together.
    """
    known = reference.douanes_departements()
    # 971 to 976 are no codes of the Customs', but leave no doubt.
    insee = set(known.values()) - set(known)
    notes = _unknown(
        raw, "unknown_departement", "departement", known={*known, *insee, *reference.UNDOCUMENTED_DEPARTEMENTS}
    )
    departements = raw.codes["departement"]
    if insee.intersection(departements.categories):
        notes += _noted("insee_departement", raw.take(departements.among(insee)), ["departement"])
    columns = raw.recoded(departement=departements.renamed(lambda code: known.get(code, code)))
    columns, twice, parts = _each_key_once(columns)
    if twice is not None:
        notes += _noted("duplicate_keys", twice)
    if parts is not None:
        notes += _noted("merged_uk_parts", parts, ["partner"])
    notes += _unknown(columns, "unknown_partner", "partner")
    notes += _unknown(columns, "unknown_product", *PRODUCT_COLUMNS)
    if columns.mass_missing.any():
        notes += _noted("missing_mass", columns.take(columns.mass_missing))
    if len(columns) and min(columns.value_eur.min(), columns.mass_kg.min()) < 0:
        notes += _noted("negative_values", columns.take((columns.value_eur < 0) | (columns.mass_kg < 0)))
    return columns, notes


def _each_key_once(columns: RawColumns) -> tuple[RawColumns, RawColumns | None, RawColumns | None]:
    """Add up rows of one key, then parts of the United Kingdom; also give the rows that went into another, and the parts."""
    parts = _uk_parts(columns)
    united = _one_united_kingdom(columns, parts)
    # One look at all keys: rows of one key have one key in the United Kingdom too. What follows is about few rows.
    shared = repeated(_key(united))
    columns, twice = _added_up(columns, shared)
    if twice is not None:
        parts = _uk_parts(columns)
        united = _one_united_kingdom(columns, parts)
        shared = repeated(_key(united))
    return _added_up(united, shared)[0], twice, columns.take(parts) if len(parts) else None


def _key(columns: RawColumns) -> NDArray[np.int64]:
    years = columns.year - columns.year.min() if len(columns) else columns.year
    # In the order of the Customs' files, so that rows that are in order have numbers that are.
    parts: list[tuple[NDArray[Any], int]] = [(years, int(years.max(initial=0)) + 1), (columns.quarter, 5)]
    parts += [(codes.positions, len(codes.categories)) for codes in columns.codes.values()]
    return combined(parts)


def _added_up(columns: RawColumns, among: NDArray[np.bool_] | None) -> tuple[RawColumns, RawColumns | None]:
    """Add up rows of one key among some, at the place of the first; also give the rows that went into another one."""
    if among is None:
        return columns, None
    positions = np.flatnonzero(among)
    # return_index gives the first row of each key, in the order of the file.
    _, first, group = np.unique(_key(columns.take(positions)), return_index=True, return_inverse=True)
    if len(first) == len(positions):
        return columns, None
    again = np.delete(positions, first)
    kept = np.ones(len(columns), dtype=bool)
    kept[again] = False
    # Every code of a row that goes into another one is that of the other one, too: all of them still occur.
    codes = {name: Codes(column.positions[kept], column.categories) for name, column in columns.codes.items()}
    vectors = {name: getattr(columns, name)[kept] for name in VECTORS}
    places = positions[first] - np.searchsorted(again, positions[first])
    for name in ("value_eur", "mass_kg"):
        total = np.zeros(len(first), dtype=np.int64)
        np.add.at(total, group, getattr(columns, name)[positions])
        vectors[name][places] = total
    missing = np.ones(len(first), dtype=bool)
    np.logical_and.at(missing, group, columns.mass_missing[positions])
    vectors["mass_missing"][places] = missing
    return RawColumns(codes=codes, **vectors), columns.take(again)


def _uk_parts(columns: RawColumns) -> NDArray[np.intp]:
    """Return the places of rows of XI and XU from 2021 on."""
    partner = columns.codes["partner"]
    if not set(UK_PARTS) & set(partner.categories):
        return np.empty(0, dtype=np.intp)
    rows = np.flatnonzero(partner.among(UK_PARTS))
    return rows[columns.year[rows] >= UK_PARTS_FROM]


def _one_united_kingdom(columns: RawColumns, parts: NDArray[np.intp]) -> RawColumns:
    """Return the columns with GB for the partner of some rows."""
    if not len(parts):
        return columns
    partner = columns.codes["partner"]
    categories = partner.categories
    if UNITED_KINGDOM not in categories:
        categories = (*categories, UNITED_KINGDOM)
    # One code more than before may need a wider number.
    positions = partner.positions.astype(smallest(len(categories)))
    positions[parts] = categories.index(UNITED_KINGDOM)
    return columns.recoded(partner=Codes(positions, categories).occurring())


def _unknown(columns: RawColumns, code: str, *kinds: str, known: Collection[str] | None = None) -> list[ReadingNote]:
    """Note the rows with a code that the package's tables lack; a row that has two of them counts once."""
    tables = {kind: reference.labels(kind) if known is None else known for kind in kinds}
    # Every code of a column occurs in it: without an unknown one, no row needs to be looked at.
    lacking = [kind for kind, table in tables.items() if not set(columns.codes[kind].categories) <= set(table)]
    if not lacking:
        return []
    rows = np.logical_or.reduce([columns.codes[kind].outside(tables[kind]) for kind in lacking])
    return _noted(code, columns if rows.all() else columns.take(rows), kinds, tables)


def _noted(
    code: str,
    columns: RawColumns,
    codes_of: Sequence[str] = (),
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> list[ReadingNote]:
    """Return one note for each year: how many rows, how much, where, and which codes of some columns are not known ones."""
    notes = []
    columns = replace(columns, codes={name: columns.codes[name] for name in ("departement", *codes_of)})
    years = np.unique(columns.year).tolist()
    for year in years:
        part = columns if len(years) == 1 else columns.take(columns.year == year)
        # Categories are in order as a rule: there is little to sort.
        sorted_codes = sorted(
            code for column in codes_of for code in part.codes[column].categories if code not in known.get(column, ())
        )
        codes = tuple(code for code, _ in groupby(sorted_codes))
        cells = part.cells
        notes.append(
            ReadingNote(
                code, cells[0].flow, year, rows=len(part), value_eur=part.total_eur, codes=codes,
                cells=tuple(NoteCell(cell.quarter, cell.departement, cell.rows, cell.value_eur) for cell in cells),
            )
        )  # fmt: skip
    return notes


def notes_together(parts: Iterable[Sequence[ReadingNote]]) -> list[ReadingNote]:
    """Return the notes on parts of a release, by département, as ``normalised`` would have written them of the whole."""
    found: dict[tuple[str, int], ReadingNote] = {}
    for note in (note for part in parts for note in part):
        key = note.code, note.year
        whole = found.get(key)
        found[key] = (
            note
            if whole is None
            else whole._replace(
                rows=whole.rows + note.rows,
                value_eur=whole.value_eur + note.value_eur,
                codes=tuple(sorted({*whole.codes, *note.codes})),
                cells=tuple(sorted((*whole.cells, *note.cells))),
            )
        )
    return [found[key] for key in sorted(found, key=lambda key: (_IN_ORDER.index(key[0]), key[1]))]


def record_of(
    cells: Collection[HeldCell],
    file: DataFile,
    data_sha256: str,
    scope: str | None = None,
    *,
    as_read: Collection[HeldCell],
) -> ReleaseRecord:
    """Return the record of a release: its id, its period, and where it is from.

    What years the file is about is decided by the rows ``as_read``, before repeated keys are set together: so it is the same
    for a file that is read at once and for one that is read département by département.
    """
    flow, years = next(iter(cells)).flow, _main_years(as_read)
    several = len(years) > 1 or any(_FIVE_QUARTERS.search(name) for name in (file.path.name, file.short_name))
    kind = "workbook" if scope is not None else "regional-ce" if several else "regional"
    span = scope if scope is not None else "ce" if several else str(years[0])
    is_sample = file.is_named_sample or is_of_sample(cells)
    family = "sample" if is_sample else kind.split("-", maxsplit=1)[0]
    record = ReleaseRecord(
        release=str(ReleaseName(family, span, flow, file.vintage, file.sha256[:8])),
        flow=flow,
        kind=kind,
        is_sample=is_sample,
        quarters=(),
        rows=0,
        value_eur=0,
        results_month=file.results_month,
        published=file.published,
        published_from=file.published_from,
        vintage=file.vintage,
        vintage_from=file.vintage_from,
        region=scope or "",
        file=printable(file.path.name),
        sha256=file.sha256,
        data_member=printable(file.member or file.path.name),
        data_sha256=data_sha256,
    )
    return with_cells(record, cells)


def _main_years(cells: Iterable[HeldCell]) -> list[int]:
    """Return the years that a file is about; a late row of another year does not make it a file of several."""
    rows: dict[int, dict[int, int]] = {}
    for cell in cells:
        quarters = rows.setdefault(cell.year, {})
        quarters[cell.quarter] = quarters.get(cell.quarter, 0) + cell.rows
    # Rows of a quarter, on average over those that a year has.
    size = {year: sum(quarters.values()) / len(quarters) for year, quarters in rows.items()}
    fullest = max(rows, key=lambda year: (len(rows[year]), size[year]))
    return sorted(year for year in rows if size[year] >= size[fullest] * _LATE_ROWS)


def quarters_of(cells: Iterable[HeldCell]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the years of cells and their quarters; none where the source is yearly."""
    held: dict[int, set[int]] = {}
    for cell in cells:
        held.setdefault(cell.year, set()).update([cell.quarter] if cell.quarter else [])
    return tuple((year, tuple(sorted(quarters))) for year, quarters in sorted(held.items()))


def with_cells(record: ReleaseRecord, cells: Collection[HeldCell]) -> ReleaseRecord:
    """Return the record for the rows that are counted in cells: its years, quarters, rows and euros."""
    return record._replace(
        quarters=quarters_of(cells),
        rows=sum(cell.rows for cell in cells),
        value_eur=sum(cell.value_eur for cell in cells),
    )
