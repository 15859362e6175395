"""The fiche as one page: readable without script, on a phone, on paper, by ear."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from trade_territories.charts.style import DARK, LIGHT, Style
from trade_territories.charts.svg import font_faces, svg_of
from trade_territories.wording.charts import month_name
from trade_territories.wording.document import column_head, document_text, flow_word, typeset
from trade_territories.wording.numbers import decimal, thin_spaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable

    import pandas as pd

    from trade_territories.document._content import ChartBlock, Fiche, TableBlock
    from trade_territories.wording.numbers import Lang

_NUMERIC = ("_eur", "_pct", "_kg", "location_quotient", "population", "signals")


@dataclass(frozen=True)
class Shell:
    """What surrounds a fiche on the web site: the shared style, the way home, the same fiche as PDF."""

    style: str
    home: str
    name: str
    pdf: str | None
    pdf_words: str


def page_of(fiche: Fiche, *, interactive: bool = False, shell: Shell | None = None) -> str:
    """Write the page; everything it needs is inside, but for the style of a site that it belongs to."""
    example = fiche.example.split(".")[0] if fiche.example else ""
    sections = [
        {
            "anchor": section.anchor,
            "heading": section.heading,
            "paragraphs": section.paragraphs,
            "items": section.items,
            "links": section.links,
            "charts": [_figure(chart, fiche.lang, example, interactive) for chart in section.charts],
            "tables": [_table(block, fiche.lang) for block in section.tables],
        }
        for section in fiche.sections
    ]
    return (
        environment()
        .get_template("fiche.html")
        .render(
            fiche=fiche,
            shell=shell,
            sections=sections,
            say=lambda key, **words: document_text(key, fiche.lang, **words),
            css="" if shell else stylesheet(),
            live=_live(fiche) if interactive else None,
            releases=[release_words(one, fiche.lang) for one in fiche.releases],
        )
    )


@cache
def stylesheet() -> str:
    """Give the style of page and site: the colours of the charts, in light and in dark, and the font."""
    return "\n".join([font_faces(), _properties(":root", LIGHT), _in_dark(), _asset("fiche.css")])


def _assets() -> Traversable:
    return files("trade_territories.document").joinpath("assets")


def _asset(name: str) -> str:
    return _assets().joinpath(name).read_text(encoding="utf-8")


def _properties(selector: str, colours: Any) -> str:
    lines = "".join(f"--tt-{role.replace('_', '-')}:{colour};" for role, colour in colours.items())
    return f"{selector}{{{lines}}}"


def _in_dark() -> str:
    return f"@media screen and (prefers-color-scheme: dark){{{_properties(':root', DARK)}}}"


@cache
def environment() -> jinja2.Environment:
    """Open the templates; whatever comes from data is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("trade_territories.document", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["typeset"] = typeset
    return made


@lru_cache(maxsize=64)
def _figure(chart: ChartBlock, lang: Lang, example: str, interactive: bool) -> Markup:
    """Write a chart with its key and its table; région and France are written once for all fiches in a row."""
    heads, rows = table_rows(chart.table, lang)
    text = (
        environment()
        .get_template("chart.html")
        .render(
            chart={
                "id": _anchor(chart),
                "title": chart.scene.title,
                "description": chart.scene.description,
                "svg": svg_of(chart.scene, prefix=chart.name, embed_fonts=False, adaptive=True),
                "reading": chart.reading,
                "heads": heads,
                "rows": rows,
                "live": interactive,
            },
            lang=lang,
            example=example,
            say=lambda key, **words: document_text(key, lang, **words),
        )
    )
    # Every text in it was escaped when the template was filled.
    return Markup(text)  # noqa: S704


def _table(block: TableBlock, lang: Lang) -> dict[str, Any]:
    heads, rows = table_rows(block.table, lang)
    return {"caption": block.caption, "heads": heads, "rows": rows}


def table_rows(table: pd.DataFrame, lang: Lang) -> tuple[list[dict[str, str]], list[list[dict[str, str]]]]:
    """Write a table for readers: heads, and rows of cells; the first text after codes heads its row."""
    columns = [str(name) for name in table.columns if name != "highlighted"]
    numeric = {name for name in columns if name.endswith(_NUMERIC)}
    header = next((name for name in columns if name.endswith("label")), columns[0])
    order = [header, *(name for name in columns if name != header)]
    heads = [
        {"text": typeset(column_head(name, lang), lang), "kind": "number" if name in numeric else "text"}
        for name in order
    ]
    kinds = ["head" if name == header else "number" if name in numeric else "text" for name in order]
    columns_of_cells = [
        [{"text": text, "kind": kind} for text in _cells(name, table[name], lang)]
        for name, kind in zip(order, kinds, strict=True)
    ]
    return heads, [list(row) for row in zip(*columns_of_cells, strict=True)]


def _cells(name: str, column: pd.Series[Any], lang: Lang) -> list[str]:
    """Write a column; what is missing is said."""
    missing = "n. s." if lang == "fr" else "n/a"
    written = _writer(name, lang)
    return [
        missing if is_missing else written(value)
        for value, is_missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _writer(name: str, lang: Lang) -> Callable[[Any], str]:
    if name == "flow":
        return lambda value: flow_word(str(value), lang)
    if name.endswith(("_eur", "_kg", "population")):
        return lambda value: decimal(float(value), 0, lang)
    if name.endswith("_pct") or name == "location_quotient":
        return lambda value: decimal(float(value), 2, lang)
    return lambda value: typeset(str(value), lang)


def release_words(release: dict[str, Any], lang: Lang) -> dict[str, str]:
    """Write where figures come from: one line, and the SHA-256 of the file."""
    parts = [
        _after(flow_word(str(release["flow"]), lang), str(release["release"]), lang),
        f"{document_text('vintage', lang)} {month_name(str(release['vintage']), lang)}" if release["vintage"] else "",
        f"{document_text('file', lang)} {release['file']}" if release["file"] else "",
        f"{decimal(float(release['rows']), 0, lang)} {document_text('rows', lang)}" if release["rows"] else "",
    ]
    return {"text": ", ".join(part for part in parts if part), "sha256": str(release["sha256"])}


def _after(head: str, text: str, lang: Lang) -> str:
    return thin_spaces(f"{head} : {text}") if lang == "fr" else f"{head}: {text}"


def _live(fiche: Fiche) -> dict[str, str]:
    """Give what draws the live figures: the program, and plotly and the figures, packed, so that the page stays light."""
    figures = f"[{','.join(_live_figure(chart) for chart in fiche.charts)}]"
    return {
        "program": _asset("live.js"),
        "plotly": _plotly_packed(),
        "figures": b64encode(gzip.compress(figures.encode(), 9, mtime=0)).decode(),
    }


@lru_cache(maxsize=64)
def _live_figure(chart: ChartBlock) -> str:
    """Write the figure for a light page, and what is changed on a dark one."""
    from trade_territories.charts.interactive._figure import draw

    light, dark = (
        json.loads(draw(chart.scene, Style(colours=colours), own_font=True).to_json()) for colours in (LIGHT, DARK)
    )
    figure = {"id": _anchor(chart), "light": light, "changes": list(_changes(light, dark))}
    return json.dumps(figure, separators=(",", ":"))


def _anchor(chart: ChartBlock) -> str:
    return f"graphique-{chart.name}"


def _changes(one: Any, other: Any, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Find where two figures of one build differ: the way to each value, and the value of the other."""
    if isinstance(one, dict):
        for key in one:
            yield from _changes(one[key], other[key], *path, key)
    elif isinstance(one, list):
        for place, (mine, its) in enumerate(zip(one, other, strict=True)):
            yield from _changes(mine, its, *path, place)
    elif one != other:
        yield path, other


@cache
def _plotly_packed() -> str:
    return b64encode(_assets().joinpath("plotly", "plotly-basic.min.js.gz").read_bytes()).decode()
