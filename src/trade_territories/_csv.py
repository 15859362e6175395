"""Tables as CSV that no spreadsheet runs, in the layout of every program or of a French Excel.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a formula may start programs. Texts
come from files that others wrote, so such a text gets an apostrophe before it; numbers are numbers and stay. Control
characters are written out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import pandas as pd

Dialect = Literal["standard", "excel-fr"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
#: What Excel needs to read a file as UTF-8 when it is opened by a double click.
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def csv_text(table: pd.DataFrame, dialect: Dialect = "standard") -> str:
    r"""Return a table as CSV: a header, then one line per row, without the index.

    Parameters
    ----------
    dialect
        ``standard``: commas and decimal points. ``excel-fr``: semicolons, decimal commas, Windows line ends and a byte
        order mark, which a French Excel opens by a double click.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"label": ["=cmd|' /C calc'!A0", "Marne"], "share_pct": [-1.5, 2.25]})
    >>> csv_text(table)
    "label,share_pct\n'=cmd|' /C calc'!A0,-1.5\nMarne,2.25\n"
    >>> csv_text(table.tail(1), "excel-fr")
    '\ufefflabel;share_pct\r\nMarne;2,25\r\n'
    """
    safe = table.copy(deep=False)
    safe.columns = [safe_cell(str(name)) for name in table.columns]
    for position, (_, column) in enumerate(table.items()):
        if column.dtype.kind not in "biufmM" and (changed := _safe(column)) is not column:
            safe.isetitem(position, changed.array)
    if dialect == "standard":
        return safe.to_csv(index=False, lineterminator="\n")
    return _BYTE_ORDER_MARK + safe.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")


def safe_cell(value: Any) -> Any:
    r"""Return a text that a spreadsheet shows as it is; anything else is returned unchanged.

    Examples
    --------
    >>> safe_cell("@SUM(A1)"), safe_cell("Bois\x1b[2J"), safe_cell(-3), safe_cell("Boissons - vins")
    ("'@SUM(A1)", 'Bois\\x1b[2J', -3, 'Boissons - vins')
    """
    if not isinstance(value, str):
        return value
    quoted = f"'{value}" if _FORMULA.match(value) else value
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), quoted)


def _safe(column: pd.Series) -> pd.Series:
    """Return a column with safe cells; each distinct text is looked at once."""
    if column.dtype == "object" and any(isinstance(value, tuple | list) for value in column):
        # A cell of several values, such as the years of a release.
        column = column.map(lambda value: "|".join(map(str, value)) if isinstance(value, tuple | list) else value)
    distinct = {value for value in column.tolist() if isinstance(value, str)}
    changed = {value: safe for value in distinct if (safe := safe_cell(value)) != value}
    if not changed:
        return column
    return column.astype("object").map(lambda value: changed.get(value, value) if isinstance(value, str) else value)
