"""The ten fields of the Customs' quarterly files: what each may hold, and where a file goes wrong."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
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
#: Words in the place of a code that make a row one of totals.
IS_TOTAL = re.compile(r"(?i)(?:(?:sous|grand)[ _-]?)?(?:total|totaux)|ensemble|somme")
_LONGEST_CODE = 12
_INTEGER = re.compile("-?[0-9]{1,40}")
#: More euros or kilograms than all of France trades in a year: a damaged number, whose sums could overflow.
LARGEST = 10**15
#: Sums are whole numbers of 64 bits: what could go beyond them is refused.
LARGEST_SUM = 2.0**62
_BLANKS = " \t\v\f\r\x1a"
#: Blanks that may stand around a number; the quick reading takes off no others.
_AROUND_NUMBERS = " \t"
#: A line as nearly all are; only the others are looked at field by field.
_PLAIN = re.compile(
    "[EI];[1-4];20[0-9]{2}(?:;[0-9A-Z]{2}){2};[A-Z][0-9]{2}[A-Z];[0-9]{4};[A-Z]{2}(?:;[0-9]{1,15}){2}\n"
)
_DATA_LINE = re.compile("[ \t]*[EI];[ \t]*[1-4][ \t]*;[ \t]*[12][0-9]{3}[ \t]*;(?:[^;]*;){6}")
_A129_FORM = re.compile("[A-Z][0-9]{2}[A-Z]")
_CPF4_FORM = re.compile("[0-9]{4}")
#: What a header line may call each field, without case, accents and signs.
_HEADER_NAMES = {
    "flux": {"flux", "sens", "codeflux"},
    "trimestre": {"trimestre", "trim"},
    "année": {"annee", "an"},
    "département": {"departement", "dep", "dept", "codedepartement", "codedep"},
    "région": {"region", "reg", "coderegion", "codereg"},
    "A129": {"a129", "codea129"},
    "CPF4": {"cpf4", "codecpf4", "cpf"},
    "pays": {"pays", "codepays"},
    "valeur": {"valeur", "valeureneuros", "valeureneuro", "valeureuros"},
    "masse": {"masse", "masseenkg", "massekg", "masseenkilogrammes"},
}
#: Which of the first four bytes of a text without byte order mark are 0.
_ENCODINGS: dict[tuple[bool, ...], str] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
#: Bytes looked at to tell how a file is written.
HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class TextForm:
    """How a text file is written."""

    #: ``utf-8``, or one of UTF-16 or UTF-32.
    encoding: str = "utf-8"
    #: The fields in the order of the file.
    fields: tuple[str, ...] = FIELDS
    #: Whether the first line that is not blank names them.
    has_header: bool = False


def form_of(head: bytes) -> TextForm:
    """Tell how a text file is written from its first bytes.

    The Customs write UTF-8 without header, A129 before CPF4. A header line is understood where it names all ten fields; without
    one, the first line of data tells the order of A129 and CPF4 by their forms.

    Examples
    --------
    >>> form_of(b"E;1;2024;51;13;1101;C11Z;US;1500;12").fields[5:7]
    ('CPF4', 'A129')
    >>> form_of("Flux;Trimestre;Année;Dép;Rég;A129;CPF4;Pays;Valeur;Masse".encode()).has_header
    True
    """
    encoding = _encoding_of(head)
    first = first_line(head)
    fields = [field.strip(_BLANKS) for field in first.split(";")]
    names = tuple(_field_named(field) for field in fields)
    if len(names) == len(FIELDS) and set(names) == set(FIELDS):
        return TextForm(encoding, names, has_header=True)
    if len(fields) == len(FIELDS) and is_swapped(fields[5], fields[6]):
        return TextForm(encoding, (*FIELDS[:5], FIELDS[6], FIELDS[5], *FIELDS[7:]))
    return TextForm(encoding)


def first_line(head: bytes) -> str:
    """Return the first line that is not blank of the beginning of a text file, in whatever encoding."""
    encoding = _encoding_of(head)
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)
    # What is blank goes at once: a file of nothing but line ends would be looked at line by line.
    text = decoder(errors="replace").decode(head).lstrip(_BLANKS + "\n")
    return next((line for line in text[:LONGEST_LINE].splitlines() if not is_blank(line)), "")


def _encoding_of(head: bytes) -> str:
    """Return the encoding of a text by its byte order mark, or by the bytes of 0 between its letters."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = tuple(not byte for byte in head[:4])
    return _ENCODINGS.get(zeros, "utf-8")


def is_data_line(line: str) -> bool:
    """Tell whether a line can only be a row of data, whatever the file is called.

    Examples
    --------
    >>> is_data_line("E;1;2024;51;13;C11Z;1101;US;1500;12"), is_data_line("51;Marne;13;Grand Est")
    (True, False)
    """
    return bool(_DATA_LINE.match(line))


def _field_named(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in letters if sign.isascii() and sign.isalnum())
    return next((field for field, names in _HEADER_NAMES.items() if plain in names), "")


def is_code(column: str, code: str) -> bool:
    """Say whether a text can be a code of a column: what nobody knows is kept, what cannot be a code is refused.

    Examples
    --------
    >>> is_code("departement", "ZZ"), is_code("departement", ""), is_code("a129", "22042181"), is_code("partner", "TOTAL")
    (True, True, False, False)
    """
    if len(code) > _LONGEST_CODE or not (code.isprintable() or not code):
        return False
    if '"' in code or IS_TOTAL.match(code):
        return False
    # Eight digits are a product of the national file (NC8), whose months would pass for quarters.
    return not (column == "a129" and len(code) == 8 and code.isdigit())


def is_swapped(a129: str, cpf4: str) -> bool:
    """Tell by their forms whether a CPF4 stands in the place of an A129, and an A129 in that of a CPF4.

    Examples
    --------
    >>> is_swapped("1101", "C11Z"), is_swapped("C11Z", "1101"), is_swapped("C11Z", "C11Z")
    (True, False, False)
    """
    return bool(_CPF4_FORM.fullmatch(a129) and _A129_FORM.fullmatch(cpf4))


def is_blank(line: str) -> bool:
    """Say whether a line holds nothing: blanks, or the sign by which old systems ended a file."""
    return not line.strip(_BLANKS + "\n")


def explain(
    stream: IO[bytes], name: str, form: TextForm | None = None, *, allow_empty_values: bool = True
) -> ReleaseFormatError | None:
    """Read a text file line by line, with care, and say where it first goes wrong.

    This is the slow reading: it runs only once the quick one has found that something is wrong.

    Parameters
    ----------
    stream
        The bytes of the text file.
    name
        How messages call the file.
    form
        How it is written.
    allow_empty_values
        Whether a line without a value is none of the errors: some may lack.

    Returns
    -------
    ReleaseFormatError or None
        File, line, field, found and expected; None where every line is right.
    """
    filled = 0
    form = form or TextForm()
    header = form.has_header
    plain = form.fields == FIELDS
    for number, line in enumerate(_lines(stream, form.encoding), start=1):
        if plain and _PLAIN.fullmatch(line):
            filled += 1
            continue
        if is_blank(line):
            continue
        if header:
            header = False
            continue
        filled += 1
        error = _line_error(line, number, name, form.fields, allow_empty_values=allow_empty_values)
        if error is not None:
            return error
    if not filled:
        return ReleaseFormatError("the file holds no row", file=name, found="nothing", expected="rows of ten fields")
    return None


def _lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    # Bytes that are no UTF-8 become surrogates, so that the line that holds them can be shown and named.
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=None)
    try:
        while line := text.readline(LONGEST_LINE):
            yield line
    finally:
        text.detach()


def _line_error(
    line: str, number: int, name: str, order: Sequence[str], *, allow_empty_values: bool
) -> ReleaseFormatError | None:
    def error(problem: str, **details: object) -> ReleaseFormatError:
        return ReleaseFormatError(problem, file=name, line=number, **details)  # type: ignore[arg-type]  # keywords of its own

    fields = line.rstrip("\n").split(";")
    if found := _shape_error(line, fields, error):
        return found
    stripped = [field.strip(_BLANKS) for field in fields]
    if number == 1 and not any(character.isdigit() for character in stripped[1] + stripped[2] + stripped[8]):
        return error(
            "a header line that names other fields", found=line.strip(),
            expected="data from the first line on, as the Customs publish it, or the names of the ten fields",
            hint="Remove the header line, after checking that the fields stand in this order: " + ";".join(FIELDS),
        )  # fmt: skip
    as_written = dict(zip(order, fields, strict=True))
    found = _code_error(as_written, dict(zip(order, stripped, strict=True)), error)
    numbers = {name: field.strip(_AROUND_NUMBERS) for name, field in as_written.items()}
    may_be_empty = {MASS_FIELD, *([VALUE_FIELD] if allow_empty_values else [])}
    return found or _number_error(numbers, error, may_be_empty)


def _shape_error(
    line: str, fields: Sequence[str], error: Callable[..., ReleaseFormatError]
) -> ReleaseFormatError | None:
    """Tell what keeps a line from being ten fields of text."""
    if len(line) >= LONGEST_LINE:
        return error("a line without end", found=line[:40], expected="lines of ten short fields")
    if any("\udc80" <= sign <= "\udcff" for sign in line):
        raw = line.rstrip("\n").encode("utf-8", errors="surrogateescape")
        return error("bytes that are not UTF-8", found=repr(raw), expected="text in UTF-8")
    if '"' in line:
        return error(
            "a quote in a line of data", found=line.strip(), expected="fields between semicolons, without quotes",
            hint="Where a spreadsheet added them, download the file again",
        )  # fmt: skip
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
    return None


def _code_error(
    as_written: dict[str, str], stripped: dict[str, str], error: Callable[..., ReleaseFormatError]
) -> ReleaseFormatError | None:
    # Not stripped: the quick reading takes this field as one letter.
    flow = as_written[FLOW_FIELD]
    if flow not in FLOW_LETTERS:
        return error("unknown flow", field=FLOW_FIELD, found=flow, expected="E (export) or I (import)")
    for field, (least, most), expected in (
        (QUARTER_FIELD, QUARTERS, "1, 2, 3 or 4"),
        (YEAR_FIELD, YEARS, "a year of four digits"),
    ):
        text = as_written[field].strip(_AROUND_NUMBERS)
        if not (_INTEGER.fullmatch(text) and least <= int(text) <= most):
            return error(f"impossible {field}", field=field, found=text, expected=expected)
    for column, field in CODE_FIELDS.items():
        if IS_TOTAL.match(stripped[field]):
            return error(
                "a row of totals", field=field, found=stripped[field], expected="rows of data alone",
                hint="Remove it: what it counts stands in the other rows",
            )  # fmt: skip
        if not is_code(column, stripped[field]):
            return error(
                "a text that cannot be a code", field=field, found=stripped[field],
                expected=f"a code of at most {_LONGEST_CODE} characters",
            )  # fmt: skip
    if is_swapped(stripped["A129"], stripped["CPF4"]):
        return error(
            "A129 and CPF4 in another order than in the first line", field="A129", found=stripped["A129"],
            expected="one order throughout",
        )  # fmt: skip
    return None


def _number_error(
    numbers: dict[str, str], error: Callable[..., ReleaseFormatError], may_be_empty: set[str]
) -> ReleaseFormatError | None:
    for field, unit in ((VALUE_FIELD, "euros"), (MASS_FIELD, "kilograms")):
        text = numbers[field]
        if text == "" and field in may_be_empty:
            continue
        if not _INTEGER.fullmatch(text):
            some = (
                "" if text or field in may_be_empty else "; an empty value is counted as 0 up to one row in a hundred"
            )
            return error("not a whole number", field=field, found=text, expected=f"whole {unit}, digits only{some}")
        if abs(int(text)) > LARGEST:
            return error("a number too large", field=field, found=text, expected=f"at most {LARGEST} {unit}")
    return None


def _national_hint(fields: Sequence[str]) -> str | None:
    """Recognise the monthly national file: months of two digits, CPF6 and an NC8 of eight digits."""
    codes = [field.strip() for field in fields[:6]]
    if len(fields) in (9, 10, 11) and len(codes) == 6 and re.fullmatch("[0-9]{8}", codes[5]) and len(codes[1]) == 2:
        return (
            "Give the regional files (…-Regional-…-export.zip and -import.zip). The national ones are for products in detail "
            "(NC8, by month) of all of France: they hold no département, and reading them would need a table without places"
        )
    return None


def _page_hint(line: str) -> str | None:
    if line.lstrip().lower().startswith(("<!doctype", "<html", "<head", "<?xml")):
        return "It is a web page, which is how servers answer errors; download the file again"
    return None
