"""Show a table to readers: headings in their language, numbers as they write them, long texts on several lines."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from trade_territories.errors import DataContractError
from trade_territories.text import has_sentence, language, say, with_known_spaces
from trade_territories.text.numbers import decimal

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler
    from pandas.io.formats.style_render import CSSDict

    from trade_territories.text import Lang

#: Ending of a column's name -> decimals of its numbers.
_DECIMALS = {"_eur": 0, "_kg": 0, "_pct": 2, "population": 0, "quotient": 2, "rank": 0, "of": 0, "bytes": 0, "rows": 0}
#: A year is written without separators, as any number of a column of codes or counts would be read wrongly with them.
_PLAIN = ("year", "quarter")
_MISSING = "–"
#: Widths of a column of texts: in a page, in `em`; in a console, in letters.
_WIDEST_EM, _WIDEST = 32, 60


class ShownTable:
    """A table made ready to be read: HTML in a notebook, aligned text in a console. `styler` goes on from there."""

    def __init__(self, table: pd.DataFrame, lang: str) -> None:
        self._table, self._lang = table, language(lang).code
        self._notes = [str(note) for note in table.attrs.get("notes", [])]

    @property
    def styler(self) -> Styler:
        """The pandas Styler behind it, for more styles or for a file."""
        texts = [not self._is_number(position) for position in range(len(self._table.columns))]
        shown = self._formatted()
        styler = shown.style.hide(axis="index").format(escape="html")
        styles: list[CSSDict] = [
            {"selector": "th, td", "props": [("vertical-align", "top"), ("text-align", "left")]},
            {"selector": "td", "props": [("white-space", "pre-line"), ("max-width", f"{_WIDEST_EM}em")]},
            {"selector": "caption", "props": [("caption-side", "bottom"), ("text-align", "left")]},
        ]
        styles += [
            {"selector": f".col{position}", "props": [("text-align", "right"), ("white-space", "nowrap")]}
            for position, is_text in enumerate(texts)
            if not is_text
        ]
        styler = styler.set_table_styles(styles)
        return styler.set_caption("<br>".join(map(escape, self._notes))) if self._notes else styler

    def _repr_html_(self) -> str:
        return self.styler.to_html()

    def __repr__(self) -> str:
        """Return the same as text, in which every space is one that all programs know."""
        shown = self._formatted()
        columns = [
            _aligned([str(name), *shown.iloc[:, position]], to_the_right=self._is_number(position))
            for position, name in enumerate(shown.columns)
        ]
        lines = []
        for cells in zip(*columns, strict=True):
            height = max(len(cell) for cell in cells)
            padded = [[*cell, *[" " * len(cell[0])] * (height - len(cell))] for cell in cells]
            lines += ["  ".join(parts).rstrip() for parts in zip(*padded, strict=True)]
        return with_known_spaces("\n".join([*lines, *self._notes]))

    def _is_number(self, position: int) -> bool:
        return self._table.dtypes.iloc[position].kind in "iuf"

    def _formatted(self) -> pd.DataFrame:
        """Return the table as texts under the headings of readers."""
        import pandas as pd

        columns = {
            position: [self._cell(str(name), value) for value in self._table.iloc[:, position]]
            for position, name in enumerate(self._table.columns)
        }
        shown = pd.DataFrame(columns, dtype="object")
        shown.columns = pd.Index([self._heading(str(name)) for name in self._table.columns], dtype="object")
        return shown

    def _heading(self, name: str) -> str:
        return say(f"columns.{name}", self._lang) if has_sentence(f"columns.{name}", self._lang) else name

    def _cell(self, name: str, value: Any) -> str:
        import pandas as pd

        if pd.isna(value):
            return _MISSING
        if isinstance(value, str):
            key = f"flows.{value}_direction"
            return say(key, self._lang) if name == "flow" and has_sentence(key, self._lang) else value
        if isinstance(value, bool) or not hasattr(value, "__round__") or name in _PLAIN:
            return str(value)
        places = next((count for ending, count in _DECIMALS.items() if name.endswith(ending)), None)
        if places is None:
            places = 0 if float(value).is_integer() else 3
        return decimal(float(value) if places else int(value), places, self._lang)


def _aligned(texts: list[str], *, to_the_right: bool) -> list[list[str]]:
    """Return each text of a column as lines of one width."""
    cells = [wrap(text, _WIDEST) or [""] for text in texts]
    width = max(len(line) for lines in cells for line in lines)
    return [[line.rjust(width) if to_the_right else line.ljust(width) for line in lines] for lines in cells]


def show(table: pd.DataFrame, *, lang: Lang = "fr") -> ShownTable:
    """Show a table as readers expect it, in a notebook or a console.

    Headings are words, numbers have separators and the decimals of their unit, a missing value is a dash, long texts take
    several lines, and the table's notes stand below. The table and the options of pandas stay as they are.

    Parameters
    ----------
    table
        Any table of this library, or one made from it.
    lang
        Language of headings and numbers, ``fr`` or ``en``.

    Returns
    -------
    ShownTable
        What a notebook shows as a table; its ``styler`` is a :class:`pandas.io.formats.style.Styler`.

    Raises
    ------
    DataContractError
        It is no pandas table.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.show(tt.totals(tt.sample_flows(), "Marne")[["flow", "value_eur"]], lang="en")
    Flow        Value (€)
    Export  8,105,783,214
    Import  5,641,127,538
    ...
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise DataContractError(
            f"show() takes a pandas table, such as tt.balance() returns, not {type(table).__name__}"
        )
    return ShownTable(table, lang)
