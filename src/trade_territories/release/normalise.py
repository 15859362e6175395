"""Raw columns -> a release in our codes: INSEE départements, one United Kingdom, each key once, and what was odd."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories import reference
from trade_territories._keys import combined, repeated
from trade_territories.release.columns import FLOWS, Codes, RawColumns
from trade_territories.release.labels import read_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from trade_territories.release.archive import DataFile

Note = dict[str, Any]

#: Parts of the United Kingdom from this year on; before, the codes meant something else.
UK_PARTS = ("XI", "XU")
UK_PARTS_FROM = 2021
UNITED_KINGDOM = "GB"

LABEL_KINDS = ("a129", "cpf4", "partner", "departement")
#: In which order notes are written, by code and column.
_IN_ORDER = (
    ("unknown_departement", "departement"), ("insee_departement", "departement"), ("duplicate_keys", ""),
    ("merged_uk_parts", "partner"), ("unknown_partner", "partner"), ("unknown_product", "a129"),
    ("unknown_product", "cpf4"), ("missing_mass", ""), ("negative_values", ""),
)  # fmt: skip
_FIVE_QUARTERS = re.compile(r"-ce-|cpf4pays", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class RawRelease:
    """The rows of one data file and one flow, in our codes, each key once.

    Parameters
    ----------
    columns
        The rows.
    record
        What ``flows.attrs`` says of the release: id, flow, kind, vintage, years, quarters, files, checksums, totals.
    scope
        The Customs' number of the région where the file is about one only.
    notes
        What was odd, by year, as ``flows.attrs`` says it.
    labels
        For each kind, labels of codes that the package's tables lack.
    """

    columns: RawColumns
    record: Mapping[str, Any]
    scope: str | None
    notes: tuple[Note, ...]
    labels: Mapping[str, Mapping[str, str]]

    @property
    def id(self) -> str:
        """Identifier, as it stands in the column ``release``."""
        return str(self.record["release"])

    @property
    def flow(self) -> str:
        """Direction of its rows: ``export`` or ``import``."""
        return str(self.record["flow"])

    def only(self, years: Sequence[int]) -> RawRelease:
        """Give the part about some of its years."""
        if list(years) == list(self.record["years"]):
            return self
        columns = self.columns.take(np.isin(self.columns.year, list(years)))
        notes = tuple(note for note in self.notes if note.get("year") in (None, *years))
        return replace(self, columns=columns, record={**self.record, **period_of(columns)}, notes=notes)


def released(
    raw: RawColumns,
    file: DataFile,
    *,
    data_sha256: str,
    trimmed: Iterable[str] = (),
    scope: str | None = None,
) -> list[RawRelease]:
    """Turn the rows of a data file into releases, one for each flow in it.

    Parameters
    ----------
    raw
        The rows, with the Customs' codes.
    file
        Where they are from.
    data_sha256
        SHA-256 of the unpacked data file: two archives of the same data count once.
    trimmed
        Codes that stood with blanks around them.
    scope
        The Customs' number of the région, for files about one région only.
    """
    releases = []
    texts = file.label_texts()
    for position, flow in enumerate(FLOWS):
        rows = raw.flow == position
        if not rows.any():
            continue
        columns, notes = normalised(raw if rows.all() else raw.take(rows))
        record = record_of(period_of(columns), file, flow, data_sha256, scope)
        occurring = {kind: columns.codes[kind].categories for kind in LABEL_KINDS}
        found = labels_of(occurring, texts, max(record["years"]))
        releases.append(RawRelease(columns, record, scope, told(notes, record, trimmed), found))
    return releases


def told(notes: Sequence[Note], record: Mapping[str, Any], trimmed: Iterable[str]) -> tuple[Note, ...]:
    """Give the notes on a release as ``flows.attrs`` says them: a source that gives no mass at all is nothing odd."""
    without_mass = sum(note["rows"] for note in notes if note["code"] == "missing_mass")
    kept = [note for note in notes if note["code"] != "missing_mass" or without_mass < record["rows"]]
    if trimmed:
        kept.append({"code": "trimmed_codes", "codes": sorted(trimmed)})
    return tuple({**note, "flow": record["flow"], "release": record["release"]} for note in kept)


def normalised(raw: RawColumns) -> tuple[RawColumns, list[Note]]:
    """Give rows of one flow in our codes, each key once, and notes of what was odd.

    Rows of one département depend on no other: applied to each département by itself, the rows are the same, and the notes
    are once ``notes_together`` has set them together.
    """
    known = _departements()
    # 971 to 976 are no codes of the Customs', but leave no doubt.
    insee = set(known.values()) - set(known)
    expected = {*known, *insee, *reference.UNDOCUMENTED_DEPARTEMENTS}
    notes = _unknown(raw, "departement", "unknown_departement", expected)
    notes += _occurring(raw, "departement", "insee_departement", insee)
    columns = raw.recoded(departement=raw.codes["departement"].renamed(lambda code: known.get(code, code)))
    columns, twice = _added_up(columns)
    if twice is not None:
        notes += _noted("duplicate_keys", columns=twice)
    columns, parts = _one_united_kingdom(columns)
    if parts is not None:
        notes += _noted("merged_uk_parts", columns=parts, codes_of="partner")
    notes += _unknown(columns, "partner", "unknown_partner", reference.labels("partner"))
    notes += _unknown(columns, "a129", "unknown_product", reference.labels("a129"))
    notes += _unknown(columns, "cpf4", "unknown_product", reference.labels("cpf4"))
    if columns.mass_missing.any():
        notes += _noted("missing_mass", columns=columns.take(columns.mass_missing))
    if len(columns) and min(columns.value_eur.min(), columns.mass_kg.min()) < 0:
        notes += _noted("negative_values", columns=columns.take((columns.value_eur < 0) | (columns.mass_kg < 0)))
    return columns, notes


@lru_cache(maxsize=1)
def _departements() -> Mapping[str, str]:
    return reference.douanes_departements()


def _key(columns: RawColumns) -> NDArray[np.int64]:
    years = columns.year - columns.year.min() if len(columns) else columns.year
    # In the order of the Customs' files, so that rows that are in order have numbers that are.
    parts: list[tuple[NDArray[Any], int]] = [(years, int(years.max(initial=0)) + 1), (columns.quarter, 5)]
    parts += [(one.positions, len(one.categories)) for one in columns.codes.values()]
    return combined(parts)


def _added_up(columns: RawColumns, among: NDArray[np.bool_] | None = None) -> tuple[RawColumns, RawColumns | None]:
    """Add up rows of one key, at the place of the first; also give the rows that went into another one."""
    candidates = columns if among is None else columns.take(among)
    keys = _key(candidates)
    again = repeated(keys)
    if again is None:
        return columns, None
    positions = np.flatnonzero(again)
    if among is not None:
        positions = np.flatnonzero(among)[positions]
    # return_index gives the first row of each key, in the order of the file.
    _, first, group = np.unique(keys[again], return_index=True, return_inverse=True)
    sums = {}
    for name in ("value_eur", "mass_kg"):
        total = np.zeros(len(first), dtype=np.int64)
        np.add.at(total, group, getattr(columns, name)[positions])
        sums[name] = getattr(columns, name).copy()
        sums[name][positions[first]] = total
    missing = np.ones(len(first), dtype=bool)
    np.logical_and.at(missing, group, columns.mass_missing[positions])
    sums["mass_missing"] = columns.mass_missing.copy()
    sums["mass_missing"][positions[first]] = missing
    kept = np.ones(len(columns), dtype=bool)
    kept[np.delete(positions, first)] = False
    return replace(columns, **sums).take(kept), columns.take(~kept)


def _one_united_kingdom(columns: RawColumns) -> tuple[RawColumns, RawColumns | None]:
    """Add XI and XU to GB from 2021 on; also give the rows that they were."""
    partner = columns.codes["partner"]
    if not set(UK_PARTS) & set(partner.categories):
        return columns, None
    parts = partner.among(UK_PARTS) & (columns.year >= UK_PARTS_FROM)
    if not parts.any():
        return columns, None
    categories = partner.categories
    if UNITED_KINGDOM not in categories:
        categories = (*categories, UNITED_KINGDOM)
    # One code more than before may need a wider number.
    positions = partner.positions.astype(np.int32)
    positions[parts] = categories.index(UNITED_KINGDOM)
    whole = columns.recoded(partner=Codes(positions, categories).occurring())
    merged, _ = _added_up(whole, among=positions == categories.index(UNITED_KINGDOM))
    return merged, columns.take(parts)


def _unknown(columns: RawColumns, column: str, code: str, known: Collection[str]) -> list[Note]:
    return _occurring(columns, column, code, set(columns.codes[column].categories) - set(known))


def _occurring(columns: RawColumns, column: str, code: str, wanted: Collection[str]) -> list[Note]:
    codes = columns.codes[column]
    found = [one for one in codes.categories if one in wanted]
    return _noted(code, columns=columns.take(codes.among(found)), codes_of=column) if found else []


def _noted(code: str, *, columns: RawColumns, codes_of: str | None = None) -> list[Note]:
    """Write one note for each year: how many rows, how much, which codes."""
    notes = []
    for year in np.unique(columns.year):
        part = columns.take(columns.year == year)
        note: Note = {"code": code, "year": int(year), "rows": len(part), "value_eur": part.total_eur}
        if codes_of is not None:
            note |= {"column": codes_of, "codes": sorted(part.codes[codes_of].categories)}
        notes.append(note)
    return notes


def notes_together(parts: Iterable[Sequence[Note]]) -> list[Note]:
    """Set the notes on parts of a release together, as ``normalised`` would have written them of the whole."""
    found: dict[tuple[str, str, int], Note] = {}
    for note in (note for part in parts for note in part):
        key = note["code"], note.get("column", ""), note["year"]
        whole = found.setdefault(key, {**note, "rows": 0, "value_eur": 0} | ({"codes": []} if "codes" in note else {}))
        whole["rows"] += note["rows"]
        whole["value_eur"] += note["value_eur"]
        if "codes" in note:
            whole["codes"] = sorted({*whole["codes"], *note["codes"]})
    return [found[key] for key in sorted(found, key=lambda key: (_IN_ORDER.index(key[:2]), key[2]))]


def record_of(
    period: Mapping[str, Any], file: DataFile, flow: str, data_sha256: str, scope: str | None = None
) -> dict[str, Any]:
    """Say of a release what ``flows.attrs`` says: its id, its period, and where it is from."""
    years: list[int] = period["years"]
    several = len(years) > 1 or any(_FIVE_QUARTERS.search(name) for name in (file.path.name, file.short_name))
    kind = "workbook" if scope is not None else "regional-ce" if several else "regional"
    span = scope if scope is not None else "ce" if several else str(years[0])
    family = "sample" if file.is_sample else kind.split("-", maxsplit=1)[0]
    return {
        "release": f"{family}-{span}-{flow}-{file.vintage}-{file.sha256[:8]}",
        "flow": flow,
        "kind": "sample" if file.is_sample else kind,
        "vintage": file.vintage,
        "vintage_from": file.vintage_from,
        **period,
        "file": file.path.name,
        "sha256": file.sha256,
        "data_member": file.member or file.path.name,
        "data_sha256": data_sha256,
        "unit": "EUR",
        "licence": "",
        "date": file.date,
    }


def period_of(columns: RawColumns) -> dict[str, Any]:
    """Say which years and quarters rows are of, how many they are and what they add up to."""
    quarters: dict[str, list[int]] = {}
    for pair in np.unique(columns.year.astype(np.int32) * 10 + columns.quarter):
        year, quarter = divmod(int(pair), 10)
        quarters.setdefault(str(year), []).extend([quarter] if quarter else [])
    return {
        "years": [int(year) for year in quarters],
        "quarters": quarters,
        "whole": all(held in ([], [1, 2, 3, 4]) for held in quarters.values()),
        "rows": len(columns),
        "total_eur": columns.total_eur,
    }


def periods_together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say of several parts, whose rows differ, what ``period_of`` says of one."""
    quarters: dict[str, list[int]] = {}
    for year in sorted({year for part in parts for year in part["quarters"]}):
        quarters[year] = sorted({one for part in parts for one in part["quarters"].get(year, [])})
    return {
        "years": [int(year) for year in quarters],
        "quarters": quarters,
        "whole": all(held in ([], [1, 2, 3, 4]) for held in quarters.values()),
        "rows": sum(part["rows"] for part in parts),
        "total_eur": sum(part["total_eur"] for part in parts),
    }


def labels_of(
    occurring: Mapping[str, Iterable[str]], texts: Mapping[str, bytes], year: int
) -> dict[str, dict[str, str]]:
    """Take from the release's own label files what the package's tables lack, for codes that occur."""
    own = read_labels(texts, year) if texts else {}
    rename: dict[str, Callable[[str], str]] = {"departement": lambda code: _departements().get(code, code)}
    found: dict[str, dict[str, str]] = {}
    for kind in LABEL_KINDS:
        lacking = set(occurring[kind]) - set(reference.labels(kind))
        named = {rename.get(kind, str)(code): label for code, label in own.get(kind, {}).items()}
        found[kind] = {code: named[code] for code in sorted(lacking & set(named))}
    return found
