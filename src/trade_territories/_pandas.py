"""Differences between pandas 2 and pandas 3, in one place.

pandas 2 makes the text "None" or "nan" of a missing value where a column is turned into texts; pandas 3 keeps it missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Values = TypeVar("Values", pd.DataFrame, pd.Series)

#: Whether texts have a type of their own, ``str``, with missing values; before it they are objects.
HAS_TEXT_TYPE = int(pd.__version__.split(".", maxsplit=1)[0]) >= 3
#: Whether a shallow copy is safe from changes of the original: pandas 3 copies when either is changed.
HAS_COPY_ON_WRITE = HAS_TEXT_TYPE


def texts(values: Iterable[Any]) -> Any:
    """Return an array of texts in which what is missing stays missing, on any pandas.

    Examples
    --------
    >>> [value if isinstance(value, str) else "missing" for value in texts(["R44", None])]
    ['R44', 'missing']
    """
    given = list(values)
    if HAS_TEXT_TYPE:
        return pd.array(given, dtype="str")
    return pd.array([None if pd.isna(value) else str(value) for value in given], dtype="object").to_numpy()


def copied(values: Values) -> Values:
    """Return a copy, so that changes of either do not reach the other; pandas 3 copies only when one of them is changed.

    Examples
    --------
    >>> values = pd.Series([1, 2])
    >>> other = copied(values)
    >>> other[0] = 5
    >>> values.tolist()
    [1, 2]
    """
    return values.copy(deep=not HAS_COPY_ON_WRITE)


def category_texts(column: pd.Series) -> pd.Series:
    """Return categories as texts, without the look at each row that ``astype("str")`` takes.

    Examples
    --------
    >>> category_texts(pd.Series(["US", "DE", "US"], dtype="category")).tolist()
    ['US', 'DE', 'US']
    """
    positions = column.cat.codes.to_numpy()
    if (positions < 0).any():
        return column.astype("str")
    words = pd.Index(column.cat.categories, dtype="str").take(positions)
    return pd.Series(words, index=column.index, name=column.name)


def astype(table: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with other types, as :meth:`pandas.DataFrame.astype` does, in which missing texts stay missing.

    Examples
    --------
    >>> table = astype(pd.DataFrame({"region": ["R44", None], "rank": [1.0, 2.0]}), {"region": "str", "rank": "int64"})
    >>> table["region"].isna().tolist(), table["rank"].tolist()
    ([False, True], [1, 2])
    """
    if HAS_TEXT_TYPE:
        return table.astype(types)
    changed = table.astype({name: kind for name, kind in types.items() if kind != "str"})
    for name, kind in types.items():
        if kind == "str":
            column = table[name]
            if isinstance(column.dtype, pd.CategoricalDtype):
                # Its texts as they are, without a look at each row.
                changed[name] = column.astype("object").where(column.notna(), None)
            else:
                changed[name] = pd.Series(texts(column), index=table.index, dtype="object")
    return changed
