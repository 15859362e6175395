"""The label files of a release: encodings that are not what is said, labels in quotes, codes with two meanings."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.columns import PRODUCT_COLUMNS
from trade_territories.errors import ReleaseFormatError, printable
from trade_territories.provenance import ReleaseLabel, merged_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Kinds of codes by what the name of a file holds, the first that fits.
_KINDS = (("a129", "a129"), ("cpf4", "cpf4"), ("pays", "partner"), ("departement", "departement"))
_FIRST_MONTH, _LAST_MONTH = "000000", "999912"
_MONTH = re.compile("[0-9]{6}")
_NO_LETTERS = re.compile(r"[\W_]+")
#: The longest label of the Customs has 250 characters.
_LONGEST = 2000


class LabelRow(NamedTuple):
    """A line of a label file: what a code means, from a first to a last month."""

    code: str
    label: str
    first: str
    last: str


def labels_of(
    occurring: Mapping[str, Iterable[str]], texts: Mapping[str, bytes], years: Sequence[int]
) -> tuple[ReleaseLabel, ...]:
    """Return what the release's own label files say of codes that occur, where the package's tables lack or contradict it.

    Labels of products alone are compared: those of countries and départements are dated or unaccented in the Customs' files.
    """
    found = []
    for kind, rows in label_rows(texts).items():
        known = reference.labels(kind)
        codes = set(occurring[kind])
        rename = reference.douanes_departements() if kind == "departement" else {}
        wanted = [
            row for row in (row._replace(code=rename.get(row.code, row.code)) for row in rows) if row.code in codes
        ]
        for year in years:
            for code, label in valid_labels(wanted, year).items():
                if code not in known:
                    found.append(ReleaseLabel(kind, code, label, "", (year,)))
                elif kind in PRODUCT_COLUMNS and label != known[code] and _plain(known[code]) != _plain(label):
                    found.append(ReleaseLabel(kind, code, label, known[code], (year,)))
    return merged_labels(found)


def _plain(label: str) -> str:
    """Return a label without case, accents and signs, by which two spellings of it are the same."""
    letters = unicodedata.normalize("NFKD", label.replace("œ", "oe").replace("Œ", "oe"))
    return _NO_LETTERS.sub("", letters.casefold())


def label_rows(texts: Mapping[str, bytes]) -> dict[str, list[LabelRow]]:
    """Return the lines of label files by kind of codes; files of other names are left out."""
    found: dict[str, list[LabelRow]] = {}
    for name, content in sorted(texts.items()):
        kind = next((kind for word, kind in _KINDS if word in name.lower()), None)
        if kind is not None:
            found.setdefault(kind, []).extend(_rows(decoded(content), kind, name))
    return found


def valid_labels(rows: Sequence[LabelRow], year: int) -> dict[str, str]:
    """Return for each code the label that lasts longest among those of the year."""
    best: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        if row.first <= f"{year}12" and row.last >= f"{year}01":
            best[row.code] = max(best.get(row.code, ("", "", "")), (row.last, row.first, row.label))
    return {code: label for code, (_, _, label) in best.items()}


def decoded(content: bytes) -> str:
    """Decode a label file: UTF-8, with or without BOM, UTF-16 with BOM, else Windows-1252, whatever its description says.

    Examples
    --------
    >>> decoded("œufs".encode("cp1252")), decoded("œufs".encode("utf-8-sig")), decoded("œufs".encode("utf-16"))
    ('œufs', 'œufs', 'œufs')
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252: a label with a sign lost is still a label.
        return content.decode("cp1252", errors="replace")


def _rows(text: str, kind: str, name: str) -> Iterator[LabelRow]:
    """Yield code, label, first and last month of validity (no dates: always valid)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for row in reader:
            fields = [printable(field.strip()) for field in row]
            if len(fields) < 2 or not fields[0]:
                continue
            if len(fields[1]) > _LONGEST:
                raise _too_long(name, reader.line_num)
            dates = fields[2:4] if kind != "departement" and len(fields) >= 4 else []
            dated = len(dates) == 2 and all(_MONTH.fullmatch(date) for date in dates)
            first, last = dates if dated else (_FIRST_MONTH, _LAST_MONTH)
            yield LabelRow(fields[0], fields[1], first, last)
    except csv.Error as error:
        raise _too_long(name, reader.line_num + 1) from error


def _too_long(name: str, line: int) -> ReleaseFormatError:
    return ReleaseFormatError(
        "a label that is far too long, or a quote that is not closed", file=name, line=line,
        expected=f"labels of at most {_LONGEST} characters",
        hint="Remove the label file: the package has labels of its own",
    )  # fmt: skip
