"""Tables as readers see them: names first with their codes, amounts in M€, shares by the one rule for decimals."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from trade_territories.parts import OUTSIDE
from trade_territories.text import has_sentence, say, typeset
from trade_territories.text.numbers import decimal, index, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from trade_territories.text import Lang

Kind = Literal["head", "text", "number"]
#: Code columns, which stand under the name beside them.
_NAMED = {
    "code": "label", "product": "product_label", "partner": "partner_label", "departement": "departement_label",
    "region": "region_label",
}  # fmt: skip
_NUMERIC = (
    "_eur", "_pct", "_kg", "_hhi", "location_quotient", "imports_over_exports", "population", "signals", "departements",
    "similarity",
)  # fmt: skip
_COUNTS = ("population", "industry_population", "departements", "signals")
#: Codes of rows that are no code of a nomenclature.
_TOTAL = ("total", "autres", OUTSIDE)


class Cell(NamedTuple):
    """A cell: its text, the code that goes with it, and whether it heads its row."""

    text: str
    kind: Kind
    code: str = ""


class Printed(NamedTuple):
    """A table of text: heads with their kinds, and rows of cells."""

    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def printed(table: pd.DataFrame, lang: Lang, *, codes: bool = True) -> Printed:
    """Return a table as text; the first name heads its row, and what is missing is "n. s.".

    Parameters
    ----------
    codes
        Whether codes stand with the names.
    """
    columns = [str(name) for name in table.columns if name not in ("highlighted", "one_supplier")]
    code_of = {_NAMED[name]: name for name in columns if _NAMED.get(name) in columns}
    shown = [name for name in columns if name not in code_of.values()]
    header = next((name for name in shown if name.endswith("label")), shown[0])
    order = [header, *(name for name in shown if name != header)]
    kinds: list[Kind] = [
        "head" if name == header else "number" if name.endswith(_NUMERIC) else "text" for name in order
    ]
    heads = tuple(Cell(typeset(_head(name, lang), lang), kind) for name, kind in zip(order, kinds, strict=True))
    missing = table.isna()
    cells = [
        _column(table, missing[name], kind, code_of.get(name) if codes else None, lang)
        for name, kind in zip(order, kinds, strict=True)
    ]
    return Printed(heads, tuple(zip(*cells, strict=True)))


def turned(table: Printed) -> Printed:
    """Return a table with its rows as columns: for a page too narrow for many columns of few rows."""
    first, *others = table.heads
    names = (first, *(Cell(row[0].text, "number", row[0].code) for row in table.rows))
    rows = [
        (Cell(head.text, "head"), *(Cell(row[place].text, "number", row[place].code) for row in table.rows))
        for place, head in enumerate(others, 1)
    ]
    return Printed(names, tuple(rows))


def _head(name: str, lang: Lang) -> str:
    """Name a column; amounts are printed in millions, and percent stands in the cells."""
    return column_head(name, lang).replace("(€)", say("numbers.in_millions", lang)).replace(" (%)", "")


def _column(table: pd.DataFrame, lacking: pd.Series[bool], kind: Kind, code: str | None, lang: Lang) -> list[Cell]:
    name = str(lacking.name)
    # A change has no value where the year before is not there.
    missing = "–" if name.endswith("_change_pct") else say("numbers.not_significant", lang)
    write = _writer(name, lang)
    codes = [str(value) for value in table[code].tolist()] if code else [""] * len(table)
    return [
        Cell(missing if is_missing else write(value), kind, "" if own in _TOTAL else own)
        for value, is_missing, own in zip(table[name].tolist(), lacking.tolist(), codes, strict=True)
    ]


def _writer(name: str, lang: Lang) -> Callable[[Any], str]:
    if name == "flow":
        return lambda value: flow_word(str(value), lang)
    if name in ("balance_eur", "change_eur"):
        return lambda value: millions(float(value), lang, unit=False, signed=True)
    if name.endswith("_eur"):
        return lambda value: millions(float(value), lang, unit=False)
    if name == "contribution_pct":
        return lambda value: signed_points(float(value), lang)
    if name.endswith("_change_pct") or name == "change_pct":
        return lambda value: signed_percent(float(value), lang)
    if name.endswith("_pct"):
        return lambda value: percent(float(value), lang)
    if name == "location_quotient":
        return lambda value: index(float(value), lang)
    if name.endswith("_kg") or name in _COUNTS:
        return lambda value: decimal(float(value), 0, lang)
    if name == "imports_over_exports":
        return lambda value: no_exports(lang) if isinf(value) else decimal(float(value), 2, lang)
    if name in ("similarity", "extra_eu_hhi"):
        return lambda value: decimal(float(value), 2, lang)
    return lambda value: typeset(str(value), lang)


def no_exports(lang: Lang) -> str:
    """Return what stands for imports over exports where France exports none of a product.

    Examples
    --------
    >>> no_exports("en")
    'no exports'
    """
    return say("columns.no_exports", lang)


def signed_percent(value: float, lang: Lang) -> str:
    """Return a change with its sign.

    Examples
    --------
    >>> signed_percent(4.21, "en"), signed_percent(-12.0, "en")
    ('+4.2%', '−12%')
    """
    return percent(value, lang, signed=True)


def signed_points(value: float, lang: Lang) -> str:
    """Return percentage points with their sign.

    Examples
    --------
    >>> signed_points(0.638, "en"), signed_points(-1.128, "fr")
    ('+0.64', '−1,13')
    """
    text = decimal(abs(value), 2, lang)
    return text if round(value, 2) == 0 else f"+{text}" if value > 0 else f"−{text}"


def column_head(column: str, lang: Lang) -> str:
    """Return the heading of a column for readers.

    Examples
    --------
    >>> column_head("balance_eur", "en")
    'Balance (€)'
    """
    return say(f"columns.{column}", lang) if has_sentence(f"columns.{column}", lang) else column


def flow_word(flow: str, lang: Lang) -> str:
    """Return the name of a direction of trade.

    Examples
    --------
    >>> flow_word("export", "fr")
    'Exportation'
    """
    return say(f"flows.{flow}_direction", lang) if has_sentence(f"flows.{flow}_direction", lang) else flow
