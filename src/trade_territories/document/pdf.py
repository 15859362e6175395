"""The fiche as a tagged PDF (PDF/UA-1), made by typst: the same bytes for the same fiche, on every machine."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from trade_territories.charts.style import LIGHT, MARGIN, shipped_font
from trade_territories.charts.svg import svg_of
from trade_territories.document import content as blocks
from trade_territories.document._method import release_words
from trade_territories.document._row_headings import with_row_headings
from trade_territories.document._words import say
from trade_territories.document.glyphs import font_folders, replacements
from trade_territories.document.html import trend
from trade_territories.document.tables import printed
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from trade_territories.charts.scene import Scene
    from trade_territories.document.content import Block, ChartBlock, FicheContent, Line, Section, TableBlock
    from trade_territories.text import Lang

STANDARDS = ("ua-1",)
#: Typst keeps what it has worked out until ten documents have not asked for it. So many empty ones after each PDF let go
#: what only that one needed, in a millisecond or two: memory stays flat, and charts that fiches share stay at hand.
_EMPTY_ONES = 4
#: A chart never takes more of a page than leaves space for its heading and its key, in points.
_TALLEST = 440.0
#: How much higher than their labels the plots of the first chart's lower drawings are: the page takes the first that fits.
_LOWER = (1.6, 1.3, 1.0)
#: Rows stand under a chart only where both fit on one page: space for them, and a row's height, in points.
_ROOM, _ROW_HEIGHT = 640.0, 15.0
#: The section from which on the document of France flows, which is compared with nothing.
_FLOWING = "importations"


@shipped_font()
def pdf_of(fiche: FicheContent) -> bytes:
    """Return the PDF; typst refuses what is not PDF/UA-1. Signs that no font has are replaced, and a note says so.

    Raises
    ------
    TradeTerritoriesError
        Typst found the document not accessible, or could not set it.
    """
    import typst

    content = json.dumps(_content(fiche), ensure_ascii=False)
    pictures = _pictures(fiche)
    lacking = replacements(content, *pictures.values())
    if lacking:
        content = json.dumps(
            {**json.loads(content.translate(lacking)), "colophon": f"{fiche.colophon} {say('replaced', fiche.lang)}"},
            ensure_ascii=False,
        )
        pictures = {name: picture.translate(lacking) for name, picture in pictures.items()}
    parts: dict[str, bytes] = {"main": _source(), "fiche.json": content.encode()}
    parts |= {name: picture.encode() for name, picture in pictures.items()}
    try:
        made: bytes = _compiler().compile(parts, format="pdf", pdf_standards=list(STANDARDS))
    except typst.TypstError as error:
        raise TradeTerritoriesError(f"the PDF of {fiche.title!r} could not be made: {error}") from error
    finally:
        for _ in range(_EMPTY_ONES):
            _idle().compile({"main": b""}, format="svg")
    # The four figures stand below their labels, which head columns: their table has no row headings.
    return with_row_headings(made, skipped=1 if fiche.key_figures else 0)


@cache
def _source() -> bytes:
    return files("trade_territories.document").joinpath("assets", "fiche.typ").read_bytes()


def _compiler() -> Any:
    """Open the shipped fonts, and matplotlib's for rare signs, so that no machine's own change the lines.

    A compiler remembers every file that it was ever given: one for each PDF keeps memory flat, and opens in milliseconds.
    """
    import typst

    return typst.Compiler(font_paths=font_folders(), ignore_system_fonts=True)


@cache
def _idle() -> Any:
    """Open a compiler for documents without a word: it needs no fonts."""
    import typst

    return typst.Compiler(ignore_system_fonts=True)


def _pictures(fiche: FicheContent) -> dict[str, str]:
    """Return all drawings as SVG, by file name."""
    pictures = {_file(chart): chart.paper for chart in fiche.charts}
    for chart in fiche.sections[0].charts[:1]:
        pictures |= {name: svg_of(scene, prefix=name, embed_fonts=False) for name, scene in _lower(chart)}
    for section in fiche.sections:
        for block in section.blocks:
            if isinstance(block, blocks.ChartGrid):
                pictures |= {_narrow_file(chart): chart.paper_half for chart in block.charts}
                for chart in block.charts:
                    del pictures[_file(chart)]
    if fiche.locator:
        pictures["locator.svg"] = svg_of(fiche.locator, prefix="locator", embed_fonts=False)
    for figure in fiche.key_figures[:4]:
        points = trend(figure)
        if points:
            pictures[f"trend-{figure.name}.svg"] = _trend_svg(points, figure.role)
    return pictures


def _lower(chart: ChartBlock) -> list[tuple[str, Scene]]:
    """Return the drawings of the first chart that are lower than its own, by file name, the highest first."""
    scenes = [(f"{chart.name}-{place}.svg", chart.lower(stretch)) for place, stretch in enumerate(_LOWER)]
    return [(name, scene) for name, scene in scenes if scene.height < chart.scene.height]


def _trend_svg(points: str, role: str) -> str:
    roles = {"exports": "export", "imports": "import", "surplus": "surplus", "deficit": "deficit"}
    colour = LIGHT[roles.get(role, "ink")]
    x, y = points.rsplit(" ", maxsplit=1)[-1].split(",")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -4 138 36"><polyline points="{points}" fill="none" '
        f'stroke="{colour}" stroke-width="1.8"/><circle cx="{x}" cy="{y}" r="2.6" fill="{colour}"/></svg>'
    )


def _content(fiche: FicheContent) -> dict[str, object]:
    lang = fiche.lang
    example = say("example_short", lang) if fiche.example else ""
    return {
        "title": fiche.title,
        "author": fiche.edition.publisher or "trade_territories",
        "deck": fiche.deck,
        "lang": lang,
        "ribbon": fiche.ribbon,
        "series": fiche.series,
        "name": fiche.name,
        "accent": fiche.edition.accent,
        "logos": [
            # As numbers: the compiler takes its files for text.
            {"content": list(logo.content), "format": logo.ending, "alt": logo.alt}
            for logo in fiche.edition.logos
        ],
        "example": fiche.example,
        "example_short": example,
        "example_right": say("example_right", lang),
        "footer": " · ".join(part for part in (fiche.ribbon, fiche.title, example) if part),
        "note": fiche.note,
        "page_words": say("page_of", lang, page="{page}", pages="{pages}"),
        "locator": {"file": "locator.svg", "description": fiche.locator.description} if fiche.locator else None,
        "four": [_figure(figure, lang) for figure in fiche.key_figures[:4]],
        "findings_heading": say("findings", lang),
        "findings": [{"headline": finding.headline, "text": finding.text} for finding in fiche.findings],
        "industry": {
            "heading": fiche.industry.heading,
            "entries": [{"name": name, "others": others} for name, others in fiche.industry.entries],
            "note": fiche.industry.note,
        },
        "care": {"heading": fiche.care.heading, "items": fiche.care.items},
        "reading": say("reading", lang) + say("colon", lang),
        **_laid_out(fiche),
        "sources_heading": say("sources", lang),
        "sources": [release_words(release, lang) for release in fiche.releases],
        "practical": _section(fiche.practical, fiche),
        "colophon": fiche.colophon,
        "colours": dict(LIGHT),
    }


def _figure(figure: blocks.KeyFigure, lang: Lang) -> dict[str, str]:
    points = trend(figure)
    return {
        "label": figure.label,
        "text": figure.text,
        "note": figure.note,
        "role": figure.role,
        "trend": f"trend-{figure.name}.svg" if points else "",
        "trend_words": say("trend_words", lang, label=figure.label, first=figure.trend[0][0], last=figure.trend[-1][0])
        if points
        else "",
        "first": str(figure.trend[0][0]) if points else "",
        "last": str(figure.trend[-1][0]) if points else "",
    }


def _laid_out(fiche: FicheContent) -> dict[str, object]:
    """Return the section that opens the first page, those that make up pages of their own, and those that follow each other.

    A page ends with a figure: what comes after it in its section begins the next one. From the page on région and France on
    (from the imports on, where there is none), sections follow each other as they come.
    """
    first, *others = fiche.sections
    opens = bool(first.charts)
    body = [*([fiche.context] if fiche.context else []), *(others if opens else fiche.sections)]
    ends = [place for place, section in enumerate(body) if section.own_page]
    ends += [place for place, section in enumerate(body) if section.anchor == _FLOWING]
    end = ends[0] if ends and opens else 0
    leaves: list[list[Section]] = []
    parts: list[Section] = []
    for section in body[:end]:
        figure = next((n for n, block in enumerate(section.blocks) if isinstance(block, blocks.ChartBlock)), None)
        if figure is None:
            parts.append(section)
            continue
        shown = replace(section, blocks=section.blocks[: figure + 1])
        if leaves and not parts and section.charts[0].tallest is not None:
            # A small figure shares the page of the one before.
            leaves[-1].append(shown)
        else:
            leaves.append([*parts, shown])
        rest = section.blocks[figure + 1 :]
        parts = [replace(section, heading="", blocks=rest)] if rest else []
    flowing = [*parts, *body[end:]]
    return {
        "opening": _section(first, fiche) if opens else None,
        # The first chart, and its lower drawings.
        "drawings": [
            {"file": name, "width": scene.width + 2 * MARGIN, "height": scene.height + 2 * MARGIN}
            for chart in first.charts[:1]
            for name, scene in [(_file(chart), chart.scene), *_lower(chart)]
        ],
        "leaves": [[_section(section, fiche) for section in leaf] for leaf in leaves],
        "flowing": [_section(section, fiche) for section in flowing],
    }


def _section(section: Section, fiche: FicheContent) -> dict[str, object]:
    return {
        "heading": section.heading,
        "own_page": section.own_page,
        "blocks": [_block(block, fiche) for block in section.blocks],
    }


def _block(block: Block, fiche: FicheContent) -> dict[str, object]:
    kind = {"kind": type(block).__name__}
    match block:
        case blocks.Heading():
            return {**kind, "text": block.text, "level": block.level}
        case blocks.Paragraph():
            return {**kind, "style": block.kind, "line": _line(block.line)}
        case blocks.Bullets():
            return {**kind, "items": [_line(item) for item in block.items], "numbered": block.numbered}
        case blocks.Callout():
            return {**kind, "heading": block.heading, "items": block.items}
        case blocks.TableBlock():
            return {**kind, **_table(block, fiche.lang)}
        case blocks.ChartBlock():
            return {**kind, **_chart(block, fiche)}
        case blocks.ChartGrid():
            return {**kind, "charts": [{**_chart(chart, fiche), **_half(chart)} for chart in block.charts]}
        case blocks.Links():
            # Fiches are made in the same formats: beside this PDF is theirs.
            return {**kind, "items": [{"address": _beside(address), "name": name} for address, name in block.items]}


def _beside(address: str) -> str:
    is_ours = address.endswith(".html") and "://" not in address
    return f"{address.removesuffix('.html')}.pdf" if is_ours else address


def _line(line: Line) -> list[dict[str, object]]:
    return [
        {"text": span.text, "strong": span.strong, "emphasis": span.emphasis, "address": span.address} for span in line
    ]


def _chart(chart: ChartBlock, fiche: FicheContent) -> dict[str, object]:
    width, height = chart.printed.width + 2 * MARGIN, chart.printed.height + 2 * MARGIN
    scale = min(1.0, (chart.tallest or _TALLEST) / height)
    rows = max((len(block.shortest) for block in chart.first), default=0)
    fits = height * scale + _ROW_HEIGHT * (rows + 3) <= _ROOM
    return {
        "file": _file(chart),
        "width": width * scale,
        "height": height * scale,
        "number": say("figure", fiche.lang, number=fiche.numbers[chart.name]) + ".",
        "subject": chart.subject,
        "description": chart.description,
        "finding": chart.finding,
        "reading": chart.reading,
        "cautions": chart.cautions,
        "tables": [_table(block, fiche.lang) for block in chart.first] if fits else [],
    }


def _half(chart: ChartBlock) -> dict[str, object]:
    """Return the drawing for half of a page, and its size."""
    return {
        "narrow_file": _narrow_file(chart),
        "narrow_width": chart.half.width + 2 * MARGIN,
        "narrow_height": chart.half.height + 2 * MARGIN,
    }


def _table(block: TableBlock, lang: Lang) -> dict[str, object]:
    table = printed(block.printed, lang)
    return {
        "caption": block.caption,
        "heads": [{"text": head.text, "kind": head.kind} for head in table.heads],
        "rows": [[{"text": cell.text, "code": cell.code} for cell in row] for row in table.rows],
        "least": len(block.shortest),
        "half": block.half,
    }


def _file(chart: ChartBlock) -> str:
    return f"{chart.name}.svg"


def _narrow_file(chart: ChartBlock) -> str:
    return f"{chart.name}-n.svg"
