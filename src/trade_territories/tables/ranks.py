"""The first ones and "autres": values largest first, ties by code, and nothing lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS, checked_n
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import checked_lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trade_territories.query import Query
    from trade_territories.text import Lang


def by_value(values: Mapping[str, int]) -> list[str]:
    """Order codes by value, largest first, then by code."""
    return sorted(values, key=lambda code: (-values[code], code))


def ranking_codes(codes: Iterable[str], level: str) -> list[str]:
    """Return the codes that may rank: partners that are no country never do."""
    if level != "partner":
        return list(codes)
    others = reference.no_countries()
    return [code for code in codes if code not in others]


def traded_codes(query: Query, level: str) -> list[str]:
    """Return the codes traded, by exports and imports together, largest first; without partners that are no country."""
    exports, imports = (query.amounts(level, flow) for flow in FLOWS)
    values = {code: exports.get(code, 0) + imports.get(code, 0) for code in {**exports, **imports}}
    return ranking_codes(by_value({code: value for code, value in values.items() if value}), level)


def first_codes(values: Mapping[str, int], n: int | None, level: str) -> list[str]:
    """Return the codes shown separately, largest first; the others are summed as ``autres``."""
    ordered = by_value(values)
    if n is None:
        return ordered
    return ranking_codes(ordered, level)[:n]


#: Numbers that add up; other columns are keys.
_MEASURE = re.compile(r".*(_eur|_kg|_pct)$|^(rows|value|mass)$")


def top_n(table: pd.DataFrame, n: int | None, *, by: str = "value_eur", lang: Lang = "fr") -> pd.DataFrame:
    """Keep the ``n`` first rows of any table and add the rest up under ``autres``.

    Parameters
    ----------
    table
        One row per code. Columns whose names end with ``_eur``, ``_kg`` or ``_pct``, and the column of ``by``, are measures
        and add up (percentages are of one same whole). Texts are codes and labels; other columns, such as ``year`` or
        ``quarter``, are keys: each combination of their values and of ``flow`` is cut by itself. A named index is kept as
        a column.
    n
        Number of rows shown separately in each group; None for all.
    by
        The column to order by, largest first; ties by the text columns.
    lang
        ``"fr"`` or ``"en"``, for the label of ``autres``.

    Returns
    -------
    pandas.DataFrame
        The rows in order, then ``autres``; without it where nothing is left over. An ``autres`` that the table already has
        takes what is cut.

    Raises
    ------
    TradeTerritoriesError
        ``n`` below 1, no such column, or no table.

    Examples
    --------
    >>> import pandas as pd
    >>> top_n(pd.DataFrame({"code": ["a", "b", "c"], "value_eur": [1, 5, 1]}), 1)
         code  value_eur
    0       b          5
    1  autres          2
    """
    count, language = checked_n(n), checked_lang(lang)
    frame = _as_table(table, by)
    texts = [name for name in frame.columns if _is_text(frame[name]) and name != "flow"]
    measures = [name for name in frame.columns if name == by or (name not in texts and _MEASURE.fullmatch(str(name)))]
    flags = [name for name in frame.columns if pd.api.types.is_bool_dtype(frame[name]) and name not in measures]
    keys = [name for name in frame.columns if name not in (*texts, *measures, *flags)]
    if not keys:
        return _first_rows(frame, count, by, texts, measures, language)
    groups = frame.groupby(keys, sort=False, observed=True, dropna=False)
    parts = [_first_rows(part, count, by, texts, measures, language) for _, part in groups]
    return pd.concat(parts, ignore_index=True) if parts else frame.reset_index(drop=True)


def _as_table(table: object, by: str) -> pd.DataFrame:
    """Return a table with its named index as columns."""
    if isinstance(table, pd.Series):
        table = table.to_frame(by if table.name is None else str(table.name))
    if not isinstance(table, pd.DataFrame):
        raise TradeTerritoriesError(f"top_n takes a pandas table, not {type(table).__name__}")
    if any(name is not None for name in table.index.names):
        table = table.reset_index()
    elif not isinstance(table.index, pd.RangeIndex) and _is_text(table.index.to_series()):
        table = table.reset_index(names="code")
    if by not in table.columns:
        raise TradeTerritoriesError(
            f"by={by!r} is not a column of the table, which has {', '.join(map(str, table.columns))}"
        )
    if not pd.api.types.is_numeric_dtype(table[by]):
        raise TradeTerritoriesError(f"by={by!r} is not a column of numbers; give the column to order by")
    return table


def _is_text(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_datetime64_any_dtype(column)


def _first_rows(
    table: pd.DataFrame, count: int | None, by: str, texts: list[str], measures: list[str], lang: Lang
) -> pd.DataFrame:
    ordered = table.sort_values([by, *texts], ascending=[False] + [True] * len(texts), ignore_index=True)
    is_rest = _is_rest(ordered, texts)
    ordered = pd.concat([ordered[~is_rest], ordered[is_rest]], ignore_index=True)
    named = int((~is_rest).sum())
    if count is None or count >= named:
        return ordered
    rest = ordered.iloc[count:]
    last = {name: _rest_value(rest, name, texts, measures, lang) for name in table.columns}
    cut = pd.concat([ordered.iloc[:count], pd.DataFrame([last])], ignore_index=True)
    return cut.astype({name: table[name].dtype for name in table.columns if name not in texts})


def _is_rest(table: pd.DataFrame, texts: list[str]) -> pd.Series[bool]:
    if not texts:
        return pd.Series([False] * len(table), dtype="bool")
    return (table[texts[0]].astype("str") == reference.AUTRES).fillna(value=False).astype("bool")


def _rest_value(rest: pd.DataFrame, name: str, texts: list[str], measures: list[str], lang: Lang) -> object:
    if name in texts:
        return reference.label("partner", reference.AUTRES, lang) if name.endswith("label") else reference.AUTRES
    if name in measures:
        return rest[name].sum(min_count=1)
    return False if pd.api.types.is_bool_dtype(rest[name]) else rest[name].iloc[0]
