"""The fiche as a workbook: an index, then one sheet per table with title, scope and source above real numbers."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from math import isinf
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories.document import content as blocks
from trade_territories.document._method import release_words
from trade_territories.document._words import say
from trade_territories.document.tables import column_head, flow_word, no_exports
from trade_territories.text import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.document.content import FicheContent, TableBlock

#: Headers stand in row 5: ``pandas.read_excel(…, skiprows=4)``.
HEADER_ROW = 4
#: Excel writes separators as the reader's own machine does: spaces and commas on a French one.
_FORMATS = {
    "_eur": "#,##0",
    "_kg": "#,##0",
    "_pct": "0.00%",
    "population": "#,##0",
    "industry_population": "#,##0",
    "location_quotient": "0.00",
    "extra_eu_hhi": "0.00",
    "imports_over_exports": "0.00",
}
_LONGEST_SHEET_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60
#: A date that never changes, so that the same fiche gives the same bytes.
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


def workbook_of(fiche: FicheContent) -> bytes:
    """Return the workbook.

    Percentages are numbers in percent format, those of the indicators too.
    """
    import xlsxwriter

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {
            "title": fiche.title,
            "author": fiche.edition.publisher or "trade_territories",
            "comments": fiche.example or "",
            "created": _MADE,
        }
    )
    sheets = _Sheets(book, fiche)
    index = book.add_worksheet(say("sheet_index", fiche.lang))
    if fiche.key_figures:
        sheets.key_figures()
    for block in _tables(fiche):
        sheets.table(block)
    sheets.method()
    sheets.index(index)
    book.close()
    return buffer.getvalue()


def _tables(fiche: FicheContent) -> Iterator[TableBlock]:
    """Yield the tables in the order of their sheets: the annex with all rows, then those behind figures and sections."""
    yield from fiche.annex
    for section in fiche.sections:
        for block in section.blocks:
            if isinstance(block, blocks.ChartGrid):
                yield from (_behind(chart) for chart in block.charts)
            elif isinstance(block, blocks.ChartBlock):
                yield _behind(block)
            elif isinstance(block, blocks.TableBlock) and block.name != "reperes":
                yield block


def _behind(chart: blocks.ChartBlock) -> TableBlock:
    return blocks.TableBlock(chart.name, chart.subject, chart.table, sheet=chart.sheet, scope=chart.scope)


class _Sheets:
    """The sheets of one workbook, each with title, scope, source, headers, rows."""

    def __init__(self, book: Any, fiche: FicheContent) -> None:
        self.book, self.fiche, self.lang = book, fiche, fiche.lang
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.plain = book.add_format({"font_color": "#5a6072"})
        self.warning = book.add_format({"bold": True, "font_color": "#4d3800", "bg_color": "#ffe9a3"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.link = book.get_default_url_format()
        self.formats = {
            pattern: book.add_format({"num_format": pattern})
            for pattern in (*dict.fromkeys(_FORMATS.values()), "#,##0.00")
        }
        self._listed: list[tuple[str, str, int]] = []
        self._names: set[str] = {say("sheet_index", self.lang).lower()}

    def index(self, sheet: Any) -> None:
        """List the sheets, each with a link, its content and its number of rows."""
        sheet.write_string(0, 0, self.fiche.title, self.title)
        sheet.write_string(1, 0, self._scope(), self.warning if self.fiche.example else self.plain)
        sheet.write_string(2, 0, self._source(), self.plain)
        for column, key in enumerate(("index_sheet", "index_content", "index_rows")):
            sheet.write_string(HEADER_ROW, column, say(key, self.lang), self.head)
        for row, (name, caption, rows) in enumerate(self._listed, start=HEADER_ROW + 1):
            sheet.write_url(row, 0, f"internal:'{_quoted(name)}'!A1", self.link, name)
            sheet.write_string(row, 1, caption)
            sheet.write_number(row, 2, rows)
        sheet.write_string(HEADER_ROW + len(self._listed) + 2, 0, say("index_use", self.lang), self.plain)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.set_column(2, 2, 10)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        sheet.activate()

    def _scope(self, own: str = "") -> str:
        """Say of what a sheet is; that of another territory than the fiche's names both."""
        scope = self.fiche.scope
        other = typeset(own, self.lang)
        if other and other != scope:
            scope = say("beside_scope", self.lang, own=other, scope=scope)
        return " – ".join(part for part in (scope, self.fiche.ribbon, self.fiche.example or "") if part)

    def _source(self) -> str:
        words = [release_words(release, self.lang)["text"] for release in self.fiche.releases]
        return (
            say("semicolon", self.lang).join([*words, say("valuation", self.lang)])
            if words
            else say("valuation", self.lang)
        )

    def key_figures(self) -> None:
        """Write the key figures with their units."""
        fiche = self.fiche
        sheet, row = self._opened(
            say("sheet_figures", self.lang), say("table_figures", self.lang, scope=fiche.scope), len(fiche.key_figures)
        )
        for column, key in enumerate(("indicator", "value", "unit")):
            sheet.write_string(row, column, column_head(key, self.lang), self.head)
        sheet.freeze_panes(row + 1, 1)
        for offset, figure in enumerate(fiche.key_figures, start=row + 1):
            sheet.write_string(offset, 0, figure.label)
            self._figure(sheet, offset, figure)
        sheet.set_column(0, 0, _WIDEST)
        sheet.set_column(1, 1, 20)

    def _figure(self, sheet: Any, row: int, figure: blocks.KeyFigure) -> None:
        if figure.value is None:
            sheet.write_string(row, 1, figure.text)
        elif figure.unit == "%":
            sheet.write_number(row, 1, figure.value / 100, self.formats["0.00%"])
        else:
            sheet.write_number(row, 1, figure.value, self.formats["#,##0"])
        sheet.write_string(row, 2, figure.unit)

    def table(self, block: TableBlock) -> None:
        """Write a table with all of its rows."""
        table = block.table.drop(columns=[name for name in ("highlighted",) if name in block.table])
        sheet, row = self._opened(block.sheet or block.name, block.caption, len(table), block.scope)
        percent = say("unit_pct", self.lang)
        is_percent = [unit == percent for unit in table["unit"]] if "unit" in table else []
        for column, key in enumerate(map(str, table.columns)):
            sheet.write_string(row, column, column_head(key, self.lang).replace(" (%)", ""), self.head)
            values = table.iloc[:, column].tolist()
            if key.endswith("value") and is_percent:
                self._values(sheet, row + 1, column, values, is_percent)
                width: float = 14
            else:
                width = self._column(sheet, row + 1, column, key, values)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)
        if len(table):
            sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)

    def _values(self, sheet: Any, row: int, column: int, values: list[Any], is_percent: list[bool]) -> None:
        """Write the values of indicators, each in its own unit."""
        for offset, (value, percent) in enumerate(zip(values, is_percent, strict=True), start=row):
            if pd.isna(value):
                sheet.write_blank(offset, column, None)
            elif percent:
                sheet.write_number(offset, column, value / 100, self.formats["0.00%"])
            else:
                sheet.write_number(offset, column, value, self.formats["#,##0.00"])

    def _column(self, sheet: Any, row: int, column: int, key: str, values: list[Any]) -> float:
        pattern = next((pattern for ending, pattern in _FORMATS.items() if key.endswith(ending)), None)
        form = self.formats[pattern] if pattern else None
        divisor = 100 if pattern == "0.00%" else 1
        longest = 12
        for offset, value in enumerate(values, start=row):
            if value is None or pd.isna(value):
                sheet.write_blank(offset, column, None)
            elif isinstance(value, bool):
                sheet.write_string(offset, column, say("yes" if value else "no", self.lang))
            elif isinstance(value, float) and isinf(value):
                sheet.write_string(offset, column, no_exports(self.lang))
            elif isinstance(value, int | float):
                sheet.write_number(offset, column, value / divisor if divisor != 1 else value, form)
            else:
                text = self._text(key, str(value))
                longest = max(longest, len(text))
                sheet.write_string(offset, column, text)
        return min(longest + 1, _WIDEST) if pattern is None else 18

    def _text(self, key: str, value: str) -> str:
        return flow_word(value, self.lang) if key == "flow" else value

    def method(self) -> None:
        """Say where the figures come from, how to read them, and each figure's key."""
        fiche = self.fiche
        rows = [
            (fiche.industry.heading, name + (f" ({others})" if others else ""))
            for name, others in fiche.industry.entries
        ]
        rows += [(say("findings", self.lang), f"{finding.headline} {finding.text}") for finding in fiche.findings]
        rows += [(section.heading, text) for section in fiche.sections for text in section.sentences]
        rows += [
            (f"{say('figure', self.lang, number=fiche.numbers[chart.name])}. {chart.subject}", text)
            for chart in fiche.charts
            for text in (chart.reading, *chart.cautions)
        ]
        words = [release_words(release, self.lang) for release in fiche.releases]
        rows += [(say("sources", self.lang), f"{release['text']}, SHA-256 {release['sha256']}") for release in words]
        rows += [(say("learn", self.lang), f"{name} ({address})") for address, name in fiche.practical.links]
        rows.append((fiche.ribbon, fiche.colophon))
        sheet, row = self._opened(say("sheet_method", self.lang), say("sheet_method", self.lang), len(rows))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 110)
        before = ""
        for offset, (head, text) in enumerate(rows, start=row):
            sheet.write_string(offset, 0, "" if head == before else head, self.bold)
            sheet.write_string(offset, 1, text, self.wrapped)
            before = head
        sheet.freeze_panes(row, 1)

    def _opened(self, name: str, title: str, rows: int, scope: str = "") -> tuple[Any, int]:
        """Add a sheet with title, scope and source; return it and the row of its headers."""
        short = self._unique(name)
        sheet = self.book.add_worksheet(short)
        self._listed.append((short, title, rows))
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, self._scope(scope), self.warning if self.fiche.example else self.plain)
        sheet.write_string(2, 0, self._source(), self.plain)
        index = say("sheet_index", self.lang)
        sheet.write_url(3, 0, f"internal:'{_quoted(index)}'!A1", self.link, f"← {index}")
        return sheet, HEADER_ROW

    def _unique(self, name: str) -> str:
        """Return a name that Excel accepts and that no other sheet has."""
        base = _FORBIDDEN.sub(" ", name).strip("' ")[:_LONGEST_SHEET_NAME]
        short, number = base, 2
        while short.lower() in self._names:
            short = f"{base[: _LONGEST_SHEET_NAME - 3]} {number}"
            number += 1
        self._names.add(short.lower())
        return short


def _quoted(name: str) -> str:
    return name.replace("'", "''")
