"""The fiche as a workbook: one sheet per table, real numbers with formats, frozen heads, and a sheet of sources and method."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories.document.html import release_words
from trade_territories.wording.document import column_head, document_text, flow_word

if TYPE_CHECKING:
    from trade_territories.document._content import Fiche

#: Excel writes separators as the reader's own machine does: spaces and commas on a French one.
_FORMATS = {
    "_eur": "#,##0",
    "_kg": "#,##0",
    "_pct": "0.00",
    "population": "#,##0",
    "value": "#,##0.00",
    "location_quotient": "0.00",
}
_LONGEST_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60
#: A date that never changes, so that the same fiche gives the same bytes.
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


def workbook_of(fiche: Fiche) -> bytes:
    """Write the workbook."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"title": fiche.title, "comments": fiche.example or "", "created": _MADE})
    sheets = _Sheets(book, fiche)
    if fiche.key_figures:
        sheets.key_figures()
    for section in fiche.sections:
        for chart in section.charts:
            sheets.table(chart.name, chart.scene.title, chart.table)
        for block in section.tables:
            sheets.table(block.name, block.caption, block.table)
    sheets.method()
    book.close()
    return buffer.getvalue()


class _Sheets:
    """The sheets of one workbook, each with a title, a line that marks an example, heads, rows."""

    def __init__(self, book: Any, fiche: Fiche) -> None:
        self.book, self.fiche = book, fiche
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.warning = book.add_format({"bold": True, "font_color": "#c8102e"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.formats = {
            pattern: book.add_format({"num_format": pattern}) for pattern in dict.fromkeys(_FORMATS.values())
        }
        self._names: set[str] = set()

    def key_figures(self) -> None:
        fiche = self.fiche
        sheet, row = self._opened(document_text("key_figures", fiche.lang), fiche.title)
        for column, key in enumerate(("indicator", "value", "unit")):
            sheet.write_string(row, column, column_head(key, fiche.lang), self.head)
        sheet.freeze_panes(row + 1, 1)
        for offset, figure in enumerate(fiche.key_figures, start=row + 1):
            sheet.write_string(offset, 0, figure.label)
            is_money = figure.name.endswith("_eur")
            if figure.value is None:
                sheet.write_string(offset, 1, figure.text)
            else:
                sheet.write_number(offset, 1, figure.value, self.formats["#,##0" if is_money else "0.00"])
            sheet.write_string(offset, 2, "€" if is_money else "%")
        sheet.set_column(0, 0, _WIDEST)
        sheet.set_column(1, 1, 20)

    def table(self, name: str, caption: str, table: pd.DataFrame) -> None:
        sheet, row = self._opened(name, caption)
        for column, key in enumerate(map(str, table.columns)):
            sheet.write_string(row, column, column_head(key, self.fiche.lang), self.head)
            width = self._column(sheet, row + 1, column, key, table.iloc[:, column].tolist())
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)
        if len(table):
            sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)

    def _column(self, sheet: Any, row: int, column: int, key: str, values: list[Any]) -> float:
        pattern = next((one for ending, one in _FORMATS.items() if key.endswith(ending)), None)
        longest = 12
        for offset, value in enumerate(values, start=row):
            if pd.isna(value):
                sheet.write_blank(offset, column, None)
            elif isinstance(value, bool):
                sheet.write_boolean(offset, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(offset, column, value, self.formats[pattern] if pattern else None)
            else:
                text = flow_word(str(value), self.fiche.lang) if key == "flow" else str(value)
                longest = max(longest, len(text))
                sheet.write_string(offset, column, text)
        return min(longest + 1, _WIDEST) if pattern is None else 20

    def method(self) -> None:
        """Say where the figures come from, how to read them, and each chart's key."""
        fiche = self.fiche
        sheet, row = self._opened(document_text("method", fiche.lang), document_text("method", fiche.lang))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        rows = [(document_text("territories", fiche.lang), fiche.industry)]
        rows += [
            (section.heading, text) for section in fiche.sections for text in (*section.paragraphs, *section.items)
        ]
        rows += [(chart.scene.title, chart.reading) for chart in fiche.charts]
        words = [release_words(one, fiche.lang) for one in fiche.releases]
        rows += [(document_text("sources", fiche.lang), f"{one['text']}, SHA-256 {one['sha256']}") for one in words]
        rows += [(document_text("learn", fiche.lang), f"{name} ({address})") for address, name in fiche.links]
        rows.append((fiche.unofficial, fiche.colophon))
        before = ""
        for offset, (head, text) in enumerate(rows, start=row):
            sheet.write_string(offset, 0, "" if head == before else head, self.bold)
            sheet.write_string(offset, 1, text, self.wrapped)
            before = head
        sheet.freeze_panes(row, 1)

    def _opened(self, name: str, title: str) -> tuple[Any, int]:
        """Add a sheet with its title; give the row where its table begins."""
        short = _FORBIDDEN.sub(" ", name)[:_LONGEST_SHEET_NAME]
        while short.lower() in self._names:
            short = f"{short[: _LONGEST_SHEET_NAME - 2]} {len(self._names) % 10}"
        self._names.add(short.lower())
        sheet = self.book.add_worksheet(short)
        sheet.write_string(0, 0, title, self.title)
        if self.fiche.example:
            sheet.write_string(1, 0, self.fiche.example, self.warning)
        return sheet, 3
