"""The fiche as a tagged PDF (PDF/UA-1), made by typst: the same bytes for the same fiche, on every machine."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from trade_territories.charts.style import LIGHT, MARGIN
from trade_territories.charts.svg import svg_of
from trade_territories.document._content import TableBlock
from trade_territories.document.html import release_words, table_rows
from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.document import document_text

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.document._content import ChartBlock, Fiche, Section
    from trade_territories.wording.numbers import Lang

STANDARDS = ("ua-1",)
#: Typst keeps what it has worked out until ten documents have not asked for it. So many empty ones after each PDF let go
#: what only that one needed, in a millisecond or two: memory stays flat, and charts that fiches share stay at hand.
_EMPTY_ONES = 4
#: A chart never takes more of a page than leaves room for its heading and its key, in points.
_TALLEST = 550.0
#: Rows of each flow below a treemap.
_ROWS = 5
#: Rows stand below a balance or a treemap only where both fit on one page: room for them, and a row's height, in points.
_ROOM, _ROW_HEIGHT, _LONG_ROW_HEIGHT = 690.0, 15.0, 28.0


def pdf_of(fiche: Fiche) -> bytes:
    """Write the PDF; typst refuses what is not PDF/UA-1.

    Raises
    ------
    TradeTerritoriesError
        Typst found the document not accessible, or could not set it.
    """
    import typst

    parts: dict[str, bytes] = {
        "main": _source(),
        "fiche.json": json.dumps(_content(fiche), ensure_ascii=False).encode(),
    }
    for chart in fiche.charts:
        parts[_file(chart)] = _picture(chart)
    try:
        made: bytes = _compiler().compile(parts, format="pdf", pdf_standards=list(STANDARDS))
    except typst.TypstError as error:
        raise TradeTerritoriesError(f"the PDF of {fiche.title!r} could not be made: {error}") from error
    finally:
        for _ in range(_EMPTY_ONES):
            _idle().compile({"main": b""}, format="svg")
    return made


@lru_cache(maxsize=64)
def _picture(chart: ChartBlock) -> bytes:
    """Draw a chart; région and France are drawn once for all fiches in a row."""
    return svg_of(chart.scene, prefix=chart.name, embed_fonts=False).encode()


@cache
def _source() -> bytes:
    return files("trade_territories.document").joinpath("assets", "fiche.typ").read_bytes()


def _compiler() -> Any:
    """Open the shipped fonts alone, so that no machine's own change the lines.

    A compiler remembers every file that it was ever given: one for each PDF keeps memory flat, and opens in a millisecond.
    """
    import typst

    fonts = str(files("trade_territories.charts").joinpath("fonts"))
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _idle() -> Any:
    """Open a compiler for documents without a word: it needs no fonts."""
    import typst

    return typst.Compiler(ignore_system_fonts=True)


def _content(fiche: Fiche) -> dict[str, Any]:
    def say(key: str) -> str:
        return document_text(key, fiche.lang)

    return {
        "title": fiche.title,
        "lead": fiche.lead,
        "lang": fiche.lang,
        "unofficial": fiche.unofficial,
        "example": fiche.example,
        "example_short": fiche.example.split(".")[0] if fiche.example else "",
        "note": fiche.note,
        "contents": say("contents"),
        "page_words": document_text("page_of", fiche.lang, page="{page}", pages="{pages}"),
        "territories": say("territories"),
        "industry": fiche.industry,
        "key_figures_heading": say("key_figures"),
        "key_figures": [{"label": figure.label, "text": figure.text} for figure in fiche.key_figures],
        "context_heading": say("context"),
        "context": fiche.context,
        "reading": say("reading"),
        "sections": [_section(section, fiche) for section in fiche.sections],
        "sources_heading": say("sources"),
        "sources": [release_words(one, fiche.lang) for one in fiche.releases],
        "colophon": fiche.colophon,
        "learn": say("learn"),
        "links": [{"address": address, "name": name} for address, name in fiche.links],
        "colours": dict(LIGHT),
    }


def _section(section: Section, fiche: Fiche) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "own_page": section.own_page,
        "paragraphs": section.paragraphs,
        "items": section.items,
        # Fiches are made in the same formats: beside this PDF is theirs.
        "links": [{"address": f"{address.removesuffix('.html')}.pdf", "name": name} for address, name in section.links],
        "charts": [_chart(chart, fiche.lang) for chart in section.charts],
        "tables": [_table(block, fiche.lang) for block in section.tables],
    }


@lru_cache(maxsize=64)
def _chart(chart: ChartBlock, lang: Lang) -> dict[str, Any]:
    width, height = chart.scene.width + 2 * MARGIN, chart.scene.height + 2 * MARGIN
    return {
        "file": _file(chart),
        "width": width * min(1.0, _TALLEST / height),
        "description": f"{chart.scene.title}. {chart.scene.description}",
        "reading": chart.reading,
        "tables": [
            _table(TableBlock(chart.name, f"{document_text('first_rows', lang)} ({place})", rows), lang)
            for place, rows in _first_rows(chart, lang)
        ],
    }


def _first_rows(chart: ChartBlock, lang: Lang) -> list[tuple[str, pd.DataFrame]]:
    """Take what fits below a chart: its largest flows, or its first products; the page and the files have all rows."""
    table = chart.table
    if "highlighted" in table:
        parts = [(chart.scene.title, table[table["highlighted"]].drop(columns="highlighted"))]
    elif "flow" in table and chart.scene.height + _LONG_ROW_HEIGHT * _ROWS <= _ROOM:
        parts = [
            (document_text(f"flow_{flow}s", lang), rows.head(_ROWS).drop(columns=["flow", "code"]))
            for flow, rows in table.groupby("flow", sort=False)
        ]
    elif "balance_eur" in table and chart.scene.height + _ROW_HEIGHT * (len(table) + 4) <= _ROOM:
        parts = [(chart.scene.title, table)]
    else:
        parts = []
    return [(name, rows) for name, rows in parts if len(rows)]


def _table(block: TableBlock, lang: Lang) -> dict[str, Any]:
    heads, rows = table_rows(block.table, lang)
    return {"caption": block.caption, "heads": heads, "rows": [[cell["text"] for cell in row] for row in rows]}


def _file(chart: ChartBlock) -> str:
    return f"{chart.name}.svg"
