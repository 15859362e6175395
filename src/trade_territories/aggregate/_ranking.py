"""The first ones and "autres": values largest first, ties by code, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import is_whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def checked_n(n: Any, name: str = "n") -> int | None:
    """Return how many rows are asked for.

    Raises
    ------
    TradeTerritoriesError
        Not a whole number from 1 up, and not None for all.
    """
    if n is None:
        return None
    if not is_whole_number(n) or n < 1:
        raise TradeTerritoriesError(f"{name}={n!r}: give a whole number from 1 up, or None for all rows")
    return int(n)


def by_value(values: Mapping[str, int]) -> list[str]:
    """Order codes by value, largest first, then by code."""
    return sorted(values, key=lambda code: (-values[code], code))


def ranking_codes(codes: Iterable[str], level: str) -> list[str]:
    """Keep the codes that may rank: partners that are no country never do."""
    if level != "partner":
        return list(codes)
    others = reference.no_countries()
    return [code for code in codes if code not in others]


def first_codes(values: Mapping[str, int], n: int | None, level: str) -> list[str]:
    """Give the codes that stand by themselves; where any is left out, it goes to ``autres``."""
    ordered = by_value(values)
    if n is None:
        return ordered
    return ranking_codes(ordered, level)[:n]


def top_n(table: pd.DataFrame, n: int | None, *, by: str = "value_eur", lang: str = "fr") -> pd.DataFrame:
    """Keep the ``n`` first rows of any table and add the rest up under ``autres``.

    Parameters
    ----------
    table
        One row per code: text columns are codes or labels, the others are numbers that add up (euros, kilograms, and
        percentages of one same whole). Where it has a column ``flow``, each flow is cut by itself.
    n
        How many rows stand by themselves; None for all.
    by
        The column to order by, largest first; ties by the first text column.
    lang
        ``"fr"`` or ``"en"``, for the label of ``autres``.

    Returns
    -------
    pandas.DataFrame
        The rows in order, then ``autres``, whatever its size; without it where nothing is left over. An ``autres`` that
        the table already has takes what is cut.

    Raises
    ------
    TradeTerritoriesError
        ``n`` below 1, or no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> top_n(pd.DataFrame({"code": ["a", "b", "c"], "value_eur": [1, 5, 1]}), 1)
         code  value_eur
    0       b          5
    1  autres          2
    """
    count = checked_n(n)
    if by not in table.columns:
        raise TradeTerritoriesError(
            f"by={by!r} is no column of the table, which has {', '.join(map(str, table.columns))}"
        )
    if "flow" in table.columns and table["flow"].nunique() > 1:
        parts = [top_n(part, count, by=by, lang=lang) for _, part in table.groupby("flow", sort=False, observed=True)]
        return pd.concat(parts, ignore_index=True)
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name]) and name != "flow"]
    ordered = table.sort_values([by, *texts], ascending=[False] + [True] * len(texts), ignore_index=True)
    is_rest = _is_rest(ordered, texts)
    ordered = pd.concat([ordered[~is_rest], ordered[is_rest]], ignore_index=True)
    named = int((~is_rest).sum())
    if count is None or (count >= named):
        return ordered
    rest = ordered.iloc[count:]
    last = {name: _rest_value(rest, name, texts, lang) for name in table.columns}
    cut = pd.concat([ordered.iloc[:count], pd.DataFrame([last])], ignore_index=True)
    return cut.astype({name: table[name].dtype for name in table.columns if name not in texts})


def _is_rest(table: pd.DataFrame, texts: list[str]) -> pd.Series[bool]:
    if not texts:
        return pd.Series([False] * len(table), dtype="bool")
    return (table[texts[0]].astype("str") == reference.AUTRES).fillna(value=False).astype("bool")


def _rest_value(rest: pd.DataFrame, name: str, texts: list[str], lang: str) -> object:
    if name == "flow":
        return rest[name].iloc[0]
    if name in texts:
        return reference.label("partner", reference.AUTRES, lang) if name.endswith("label") else reference.AUTRES
    if pd.api.types.is_bool_dtype(rest[name]):
        return False
    return rest[name].sum(min_count=1)
