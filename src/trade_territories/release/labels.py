"""The label files of a release: encodings that are not what is said, labels in quotes, codes with two meanings."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KINDS = {
    "libelle_a129": "a129",
    "libelle_cpf4": "cpf4",
    "libelle_pays": "partner",
    "departement_region": "departement",
}
_FIRST_MONTH, _LAST_MONTH = "000000", "999912"
_MONTH = re.compile("[0-9]{6}")


def read_labels(texts: Mapping[str, bytes], year: int) -> dict[str, dict[str, str]]:
    r"""Read label files, of codes that mean something in a year.

    Parameters
    ----------
    texts
        Bytes of the files by name; files of other names are left out.
    year
        The year of the data: a meaning that had ended before, or began after, is not its.

    Returns
    -------
    dict
        For ``a129``, ``cpf4``, ``partner`` and ``departement`` (the Customs' code), label by code.

    Examples
    --------
    >>> pays = "XK;Yougoslavie;199206;199212\r\nXK;Kosovo;200506;999912\r\n"
    >>> read_labels({"Libelle_PAYS.txt": pays.encode()}, 2024)
    {'partner': {'XK': 'Kosovo'}}
    """
    found: dict[str, dict[str, str]] = {}
    for name, content in sorted(texts.items()):
        kind = next((kind for start, kind in _KINDS.items() if name.lower().startswith(start)), None)
        if kind is not None:
            found.setdefault(kind, {}).update(_valid(_rows(decoded(content), kind), year))
    return found


def decoded(content: bytes) -> str:
    """Decode a label file: UTF-8, with or without BOM, else Windows-1252, whatever its description says.

    Examples
    --------
    >>> decoded("œufs".encode("cp1252")), decoded("œufs".encode("utf-8-sig"))
    ('œufs', 'œufs')
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252: a label with a sign lost is still a label.
        return content.decode("cp1252", errors="replace")


def _rows(text: str, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Give code, label, first and last month of validity (no dates: always valid)."""
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        fields = [field.strip() for field in row]
        if len(fields) < 2 or not fields[0]:
            continue
        dates = fields[2:4] if kind != "departement" and len(fields) >= 4 else []
        dated = len(dates) == 2 and all(_MONTH.fullmatch(one) for one in dates)
        first, last = dates if dated else (_FIRST_MONTH, _LAST_MONTH)
        yield fields[0], fields[1], first, last


def _valid(rows: Iterator[tuple[str, str, str, str]], year: int) -> dict[str, str]:
    """Keep for each code the meaning that lasts longest among those of the year."""
    best: dict[str, tuple[str, str, str]] = {}
    for code, label, first, last in rows:
        if first <= f"{year}12" and last >= f"{year}01":
            best[code] = max(best.get(code, ("", "", "")), (last, first, label))
    return {code: label for code, (_, _, label) in best.items()}
