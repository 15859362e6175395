"""The figures of the map: one value per département, from flows or from a table of one's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.measures._breaks import breaks_of
from trade_territories.measures._change import require_comparable

if TYPE_CHECKING:
    from collections.abc import Collection

    from trade_territories.query import Query

Value = Literal["share", "value", "specialisation", "change"]


@dataclass(frozen=True)
class Values:
    """One value per département, and that of France.

    ``table`` has ``code, label, value_eur, value``; a value is missing where it is not known or means nothing, and zero
    where nothing is traded.
    """

    kind: str
    table: pd.DataFrame
    france: float
    #: Keys of the breaks that a change crosses.
    breaks: tuple[str, ...] = ()


def checked_value(value: str | None, query: Query) -> Value:
    """Return which value is mapped: of a part its share, of the whole the amount, where nothing is asked.

    Raises
    ------
    TradeTerritoriesError
        No such value, or a share of the whole.
    """
    if value is None:
        return "share" if query.only else "value"
    known: Value
    for known in get_args(Value):
        if value == known:
            if value in ("share", "specialisation") and not query.only:
                raise TradeTerritoriesError(
                    f'value="{value}" needs only=…: a {value} is of a product or a partner, for instance only="US"'
                )
            return known
    raise TradeTerritoriesError(f"value={value!r} is not valid; choose one of {', '.join(map(repr, get_args(Value)))}")


def of_query(query: Query, flow: str, value: Value, base: Query | None) -> Values:
    """Return the values of a query about France, by département.

    Parameters
    ----------
    base
        The same question about the year before, for a change.
    """
    query.require_flow(flow)
    query.require_coverage()
    part = _by_departement(query, flow)
    table = pd.DataFrame({"code": list(reference.departement_regions())})
    table["label"] = [reference.label("departement", code, query.lang) for code in table["code"]]
    table["value_eur"] = [part.get(code, 0) for code in table["code"]]
    if value == "change":
        return _changes(query, base, flow, table)
    if value == "value":
        table["value"] = table["value_eur"].astype("float64")
        return Values(value, table, float(sum(part.values())))
    whole = _by_departement(query.whole(), flow)
    wholes = [whole.get(code, 0) for code in table["code"]]
    shares = [_ratio(mine, all_) * 100 for mine, all_ in zip(table["value_eur"], wholes, strict=True)]
    france = _ratio(sum(part.values()), sum(whole.values())) * 100
    if value == "share":
        table["value"] = shares
        return Values(value, table, france)
    table["value"] = [_ratio(share, france) for share in shares]
    return Values(value, table, 1.0)


def value_of(query: Query, flow: str, kind: str, departements: Collection[str]) -> float:
    """Return what a map shows of each département for several together: euros, a share or a quotient of shares."""
    part = _by_departement(query, flow)
    mine = sum(part.get(code, 0) for code in departements)
    if kind == "value":
        return float(mine)
    whole = _by_departement(query.whole(), flow)
    share = _ratio(mine, sum(whole.get(code, 0) for code in departements))
    return share * 100 if kind == "share" else _ratio(share, _ratio(sum(part.values()), sum(whole.values())))


def _changes(query: Query, base: Query | None, flow: str, table: pd.DataFrame) -> Values:
    if base is None:
        raise TradeTerritoriesError('value="change" needs flows of two years')
    require_comparable(base, query, flow)
    before = _by_departement(base, flow)
    table["base_eur"] = [before.get(code, 0) for code in table["code"]]
    table["value"] = [
        (now / then - 1) * 100 if then > 0 else math.nan
        for now, then in zip(table["value_eur"], table["base_eur"], strict=True)
    ]
    whole, whole_before = int(query.total(flow)), int(base.total(flow))
    france = (whole / whole_before - 1) * 100 if whole_before > 0 else math.nan
    return Values("change", table, france, breaks_of(query, base.period.years[0], query.period.years[0]))


def _by_departement(query: Query, flow: str) -> dict[str, int]:
    values = query.values("departement", flow)
    return {str(code): int(value) for code, value in values.items()}


def _ratio(part: float, whole: float) -> float:
    """Return a ratio of what is above zero; missing where the whole is not, or corrections make the part negative."""
    return part / whole if whole > 0 and part >= 0 else math.nan


#: Columns in which the code of a département is looked for, before the first column.
_CODES = ("departement", "code", "dep", "insee_code")


def of_table(table: Any, column: str | None, lang: str) -> Values:
    """Return the values of a column of one's own table, which has a code of départements in another column or in its index.

    Raises
    ------
    UnknownCodeError
        Codes that are no départements; Corsica is ``20`` here, not ``2A`` and ``2B``.
    TradeTerritoriesError
        Something that is no table, no such column, numbers that are none, or a département twice.
    """
    if isinstance(table, str | bytes) or not hasattr(table, "__len__"):
        raise TradeTerritoriesError(
            f"table: a table was expected, not {type(table).__name__}; read a file first, such as with "
            "pandas.read_csv('file.csv', dtype={'departement': str})"
        )
    if hasattr(table, "to_pandas"):
        table = table.to_pandas()
    frame = pd.DataFrame(table).reset_index() if getattr(table, "index", None) is not None else pd.DataFrame(table)
    codes_column = next((name for name in _CODES if name in frame.columns), None)
    if codes_column is None:
        codes_column = next((name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])), None)
    if codes_column is None:
        raise TradeTerritoriesError(
            "table: no column holds codes of départements; name it 'departement', with texts such as '01', '20', '971'"
        )
    name = column or next(
        (
            header
            for header in frame.columns
            if header not in ("index", codes_column) and pd.api.types.is_numeric_dtype(frame[header])
        ),
        "",
    )
    if name not in frame.columns or not pd.api.types.is_numeric_dtype(frame[name]):
        raise _no_numbers(frame, column, str(codes_column))
    codes = _codes_of(frame[codes_column].tolist(), str(codes_column))
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise TradeTerritoriesError(
            f"table: in more than one row: {', '.join(twice[:8])}; give one row per département"
        )
    values = dict(zip(codes, frame[name].astype("float64"), strict=True))
    if all(math.isnan(value) for value in values.values()):
        raise TradeTerritoriesError(
            f"table: column {name!r} holds no number; a map needs one for at least one département"
        )
    endless = sorted(code for code, value in values.items() if math.isinf(value))
    if endless:
        raise TradeTerritoriesError(
            f"table: column {name!r} of {', '.join(endless[:8])} is infinite, a division by zero perhaps; leave it empty "
            "(None or NaN) where it means nothing"
        )
    found = pd.DataFrame({"code": list(reference.departement_regions())})
    found["label"] = [reference.label("departement", code, lang) for code in found["code"]]
    found["value"] = [float(values.get(code, math.nan)) for code in found["code"]]
    return Values(str(name), found, math.nan)


def _no_numbers(frame: pd.DataFrame, column: str | None, codes_column: str) -> TradeTerritoriesError:
    headers = [str(header) for header in frame.columns if header != "index"]
    if column not in frame.columns or column == codes_column:
        what = "no column of numbers" if column is None else f"column={column!r} is no column of numbers of the table"
        return TradeTerritoriesError(f"{what}, which has {', '.join(headers)}")
    sample = next((str(cell) for cell in frame[column] if pd.notna(cell)), "")
    return TradeTerritoriesError(
        f"column={column!r} is no column of numbers: it holds {sample!r}, a text; read decimal commas with "
        "pandas.read_csv(…, decimal=','), or turn texts into numbers with pandas.to_numeric"
    )


def _codes_of(given: list[object], column: str) -> list[str]:
    """Return the codes of départements that are given by code or by name."""
    codes: dict[str, str] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for text in map(str, given):
        try:
            place = reference.territory(text, level="departement")
        except UnknownCodeError as error:
            unknown[text] = tuple(error.close_matches)
        else:
            codes[text] = place.code
    unknown |= {text: () for text, code in codes.items() if code not in reference.departement_regions()}
    if unknown:
        close = next(iter(unknown.values()))
        hint = f" (did you mean {', '.join(close)}?)" if close else ""
        if {"2A", "2B"} & set(unknown):
            hint = "; Corsica is '20' here: add 2A and 2B up"
        raise UnknownCodeError(
            f"table: {', '.join(list(unknown)[:8])} in column {column!r}: no such département{hint}; give codes, which are "
            "texts such as '01', '20', '971', or names",
            value=next(iter(unknown)),
            close_matches=close,
        )
    return [codes[str(one)] for one in given]
