"""The ten fields of the Customs' quarterly files: what each may hold, and where a file goes wrong."""

from __future__ import annotations

import csv
import io
import re
from typing import IO, TYPE_CHECKING

from trade_territories.errors import ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Names of the fields in the Customs' description, in the order of the file.
FIELDS = ("flux", "trimestre", "année", "département", "région", "A129", "CPF4", "pays", "valeur", "masse")

FLOW_FIELD, QUARTER_FIELD, YEAR_FIELD = FIELDS[:3]
#: Column of ours -> field of theirs; the région is left out, since theirs is numbered otherwise than INSEE's.
CODE_FIELDS = {"departement": "département", "a129": "A129", "cpf4": "CPF4", "partner": "pays"}
VALUE_FIELD = "valeur"
MASS_FIELD = "masse"

FLOW_LETTERS = ("E", "I")
QUARTERS = (1, 4)
YEARS = (1900, 2099)

#: Longer than any line of ten fields; what is longer is no line of ours, and is not read into memory whole.
LONGEST_LINE = 1 << 16
_LONGEST_CODE = 12
_INTEGER = re.compile("-?[0-9]{1,40}")
#: More euros or kilograms than all of France trades in a year: a damaged number, whose sums could overflow.
LARGEST = 10**15
_BLANKS = " \t\v\f\r\x1a"
#: Blanks that may stand around a number; the quick reading takes off no others.
_AROUND_NUMBERS = " \t"
#: A line as nearly all are; only the others are looked at field by field.
_PLAIN = re.compile("[EI];[1-4];20[0-9]{2}(?:;[0-9A-Z]{1,4}){5}(?:;[0-9]{1,15}){2}\n")


def is_code(column: str, code: str) -> bool:
    """Say whether a text can be a code of a column: what nobody knows is kept, what cannot be a code is refused.

    Examples
    --------
    >>> is_code("departement", "ZZ"), is_code("departement", ""), is_code("a129", "22042181")
    (True, True, False)
    """
    if len(code) > _LONGEST_CODE or not (code.isprintable() or not code):
        return False
    # Eight digits are a product of the national file (NC8), whose months would pass for quarters.
    return not (column == "a129" and len(code) == 8 and code.isdigit())


def is_blank(line: str) -> bool:
    """Say whether a line holds nothing: blanks, or the sign by which old systems ended a file."""
    return not line.strip(_BLANKS + "\n")


def explain(stream: IO[bytes], name: str) -> ReleaseFormatError | None:
    """Read a text file line by line, with care, and say where it first goes wrong.

    This is the slow reading: it runs only once the quick one has found that something is wrong.

    Parameters
    ----------
    stream
        The bytes of the text file.
    name
        How messages call the file.

    Returns
    -------
    ReleaseFormatError or None
        File, line, field, found and expected; nothing where every line is right.
    """
    filled = 0
    for number, line in enumerate(_lines(stream), start=1):
        if _PLAIN.fullmatch(line):
            filled += 1
            continue
        if is_blank(line):
            continue
        filled += 1
        error = _line_error(line, number, name)
        if error is not None:
            return error
    if not filled:
        return ReleaseFormatError("the file holds no row", file=name, found="nothing", expected="rows of ten fields")
    return None


def _lines(stream: IO[bytes]) -> Iterator[str]:
    # Bytes that are no UTF-8 become surrogates, so that the line that holds them can be shown and named.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    try:
        while line := text.readline(LONGEST_LINE):
            yield line
    finally:
        text.detach()


def _line_error(line: str, number: int, name: str) -> ReleaseFormatError | None:
    def error(problem: str, **details: object) -> ReleaseFormatError:
        return ReleaseFormatError(problem, file=name, line=number, **details)  # type: ignore[arg-type]  # keywords of its own

    if len(line) >= LONGEST_LINE:
        return error("a line without end", found=line[:40], expected="lines of ten short fields")
    if any("\udc80" <= sign <= "\udcff" for sign in line):
        raw = line.rstrip("\n").encode("utf-8", errors="surrogateescape")
        return error("bytes that are not UTF-8", found=repr(raw), expected="text in UTF-8")
    fields = _split(line.rstrip("\n"))
    if national := _national_hint(fields):
        return error(
            "a line of the national file (months, NC8)",
            found=line.strip(),
            expected="a line of the regional file: " + ";".join(FIELDS),
            hint=national,
        )
    if len(fields) != len(FIELDS):
        return error(
            f"{len(fields)} field{'s' if len(fields) > 1 else ''}",
            found=line.strip(),
            expected="ten fields: " + ";".join(FIELDS),
            hint=_page_hint(line),
        )
    stripped = [field.strip(_BLANKS) for field in fields]
    if number == 1 and not any(character.isdigit() for character in stripped[1] + stripped[2] + stripped[8]):
        return error(
            "a header line", found=line.strip(), expected="data from the first line on, as the Customs publish it",
            hint="Remove the header line, after checking that the fields stand in this order: " + ";".join(FIELDS),
        )  # fmt: skip
    values = dict(zip(FIELDS, stripped, strict=True))
    numbers = {name: field.strip(_AROUND_NUMBERS) for name, field in zip(FIELDS, fields, strict=True)}
    # Not stripped: the quick reading takes this field as one letter.
    if fields[0] not in FLOW_LETTERS:
        return error("unknown flow", field=FLOW_FIELD, found=fields[0], expected="E (export) or I (import)")
    for field, (least, most), expected in (
        (QUARTER_FIELD, QUARTERS, "1, 2, 3 or 4"),
        (YEAR_FIELD, YEARS, "a year of four digits"),
    ):
        text = numbers[field]
        if not (_INTEGER.fullmatch(text) and least <= int(text) <= most):
            return error(f"impossible {field}", field=field, found=text, expected=expected)
    for column, field in CODE_FIELDS.items():
        if not is_code(column, values[field]):
            return error(
                "a text that cannot be a code", field=field, found=values[field],
                expected=f"a code of at most {_LONGEST_CODE} characters",
            )  # fmt: skip
    return _number_error(numbers, error)


def _number_error(numbers: dict[str, str], error: Callable[..., ReleaseFormatError]) -> ReleaseFormatError | None:
    for field, unit in ((VALUE_FIELD, "euros"), (MASS_FIELD, "kilograms")):
        text = numbers[field]
        if text == "" and field == MASS_FIELD:
            continue
        if not _INTEGER.fullmatch(text):
            return error("not a whole number", field=field, found=text, expected=f"whole {unit}, digits only")
        if abs(int(text)) > LARGEST:
            return error("a number too large", field=field, found=text, expected=f"at most {LARGEST} {unit}")
    return None


def _split(line: str) -> list[str]:
    if '"' not in line:
        return line.split(";")
    return next(csv.reader([line], delimiter=";"), [])


def _national_hint(fields: Sequence[str]) -> str | None:
    """Recognise the monthly national file: months of two digits, CPF6 and an NC8 of eight digits."""
    codes = [field.strip() for field in fields[:6]]
    if len(fields) in (10, 11) and len(codes) == 6 and re.fullmatch("[0-9]{8}", codes[5]) and len(codes[1]) == 2:
        return (
            "Give the regional files (…-Regional-…-export.zip and -import.zip): the national ones hold no département"
        )
    return None


def _page_hint(line: str) -> str | None:
    if line.lstrip().lower().startswith(("<!doctype", "<html", "<head", "<?xml")):
        return "It is a web page, which is how servers answer errors; download the file again"
    return None
