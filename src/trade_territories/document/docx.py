"""The fiche as a DOCX: headings, numbered figures with alternative text, real tables; the styles are a template's."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

from trade_territories._files import own_path
from trade_territories.charts.style import shipped_font
from trade_territories.document import content as blocks
from trade_territories.document._docx_marks import field, mark, narrow_margins, same_bytes
from trade_territories.document._method import release_words
from trade_territories.document._words import say
from trade_territories.document.files import chart_png
from trade_territories.document.tables import printed, turned
from trade_territories.errors import MissingExtraError, TradeTerritoriesError
from trade_territories.text import locale_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from trade_territories.document.content import Block, ChartBlock, FicheContent, Line, Section
    from trade_territories.document.tables import Cell, Printed

#: A date that never changes, so that the same fiche gives the same bytes.
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
#: Rows of a table that documents print at most: the workbook has all.
_ROWS = 40
_DPI = 140
#: Part of the width that figures of half a page take, and rows of tables that stay together.
_PART, _TOGETHER = 0.47, 14
#: A table of more columns is set smaller, so that no word of its heads is broken.
_MANY = 6
#: Signs that a column of names takes at most, and that stand beside the text of any column.
_WIDEST, _BESIDE, _BOLD = 30, 3, 1.2


@shipped_font()
def docx_of(fiche: FicheContent, *, template: str | Path | None = None) -> bytes:
    """Return the document.

    Parameters
    ----------
    template
        A DOCX file: its styles, margins, headers and footers are kept, its text is not.

    Raises
    ------
    MissingExtraError
        python-docx is not installed.
    TradeTerritoriesError
        The template is no DOCX file.
    """
    writer = _Writer(fiche, _opened(template), has_template=template is not None)
    writer.front()
    for section in _ordered(fiche):
        writer.section(section)
    writer.end()
    buffer = BytesIO()
    writer.document.save(buffer)
    return same_bytes(buffer.getvalue())


def _opened(template: str | Path | None) -> Any:
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError as error:
        raise MissingExtraError("docx", extra="docx", purpose="to_docx") from error
    if template is None:
        return docx.Document()
    try:
        document = docx.Document(str(own_path(template)))
    except (PackageNotFoundError, ValueError, KeyError) as error:
        raise TradeTerritoriesError(f"template {str(template)!r} is no DOCX file; save it as .docx") from error
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return document


def _ordered(fiche: FicheContent) -> Iterable[Section]:
    """Yield the first section with its figure, then the context, then the others, as the page has them."""
    first, *others = fiche.sections
    yield first
    if fiche.context:
        yield fiche.context
    yield from others


class _Writer:
    """Writes content into a document of python-docx."""

    def __init__(self, fiche: FicheContent, document: Any, *, has_template: bool) -> None:
        self.fiche, self.document, self.lang = fiche, document, fiche.lang
        if not has_template:
            self._own_styles()
        self._properties()
        section = document.sections[0]
        self.width = section.page_width - section.left_margin - section.right_margin

    def _own_styles(self) -> None:
        from docx.shared import Mm, Pt, RGBColor

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(18)
        accent = RGBColor.from_string(self.fiche.edition.accent.removeprefix("#").upper() or "1D1F2B")
        sizes = {
            "Title": 30,
            "Subtitle": 13,
            "Heading 1": 15,
            "Heading 2": 12,
            "Heading 3": 11,
            "Normal": 10.5,
            "Caption": 9,
        }
        for name, size in sizes.items():
            style = self.document.styles[name]
            style.font.name, style.font.size = "Calibri", Pt(size)
            style.font.color.rgb = accent if name in ("Title", "Heading 1") else RGBColor.from_string("1D1F2B")
            self._font_everywhere(style, "Calibri")
        self.document.styles["Caption"].font.bold = False
        for name in ("Heading 1", "Heading 2", "Heading 3"):
            self.document.styles[name].paragraph_format.keep_with_next = True

    def _font_everywhere(self, style: Any, name: str) -> None:
        """Replace the theme's font, which would win over the name."""
        from docx.oxml.ns import qn

        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{key}"), None)
        for key in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{key}"), name)

    def _properties(self) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        fiche = self.fiche
        core = self.document.core_properties
        # Word holds texts of at most 255 signs here.
        core.title, core.subject, core.comments = fiche.title[:255], fiche.deck[:255], (fiche.example or "")[:255]
        core.author = core.last_modified_by = (fiche.edition.publisher or "trade_territories")[:255]
        core.language = locale_tag(self.lang)
        core.created = core.modified = _MADE
        core.revision = 1
        properties = self.document.styles["Normal"].element.get_or_add_rPr()
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), locale_tag(self.lang))
        properties.append(language)

    def _paragraph(self, style: str, text: str = "") -> Any:
        """Add a paragraph in a style, or in the plain one where a template has no such style."""
        name = style if style in self.document.styles else "Normal"
        return self.document.add_paragraph(text, style=name)

    def _spans(self, paragraph: Any, line: Line) -> None:
        for span in line:
            if span.address:
                self._link(paragraph, span.text, span.address)
            else:
                run = paragraph.add_run(span.text)
                run.bold, run.italic = span.strong or None, span.emphasis or None

    def _link(self, paragraph: Any, text: str, address: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(text)
        run.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    def front(self) -> None:
        """Write what stands on the first page before the first section."""
        fiche = self.fiche
        self._header_and_footer()
        for logo in fiche.edition.logos:
            if logo.kind != "image/svg+xml":
                self._picture(logo.content, logo.alt, width=None)
        self._paragraph("Subtitle", f"{fiche.ribbon} · {fiche.series}")
        self._paragraph("Title", fiche.name)
        deck = self._paragraph("Normal")
        deck.add_run(fiche.deck).bold = True
        if fiche.example:
            self._paragraph("Intense Quote", fiche.example)
        if fiche.note:
            self._paragraph("Intense Quote", fiche.note)
        if fiche.key_figures:
            self._four()
        if fiche.findings:
            self._heading(say("findings", self.lang), 1)
            for finding in fiche.findings:
                paragraph = self._paragraph("List Number")
                paragraph.add_run(f"{finding.headline} ").bold = True
                paragraph.add_run(finding.text)
        if fiche.industry.heading:
            self._heading(fiche.industry.heading, 1)
        for name, others in fiche.industry.entries:
            self._paragraph("List Bullet", f"{name} ({others})" if others else name)
        if fiche.industry.note:
            self._paragraph("Normal", fiche.industry.note)
        self._callout(fiche.care)

    def _header_and_footer(self) -> None:
        section = self.document.sections[0]
        if self.fiche.example and not section.header.paragraphs[0].text:
            section.header.paragraphs[
                0
            ].text = f"{say('example_short', self.lang)} – {say('example_right', self.lang)}".upper()
        footer = section.footer.paragraphs[0]
        if not footer.text:
            footer.text = f"{self.fiche.ribbon} · {self.fiche.title} · "
            field(footer, "PAGE")

    def _four(self) -> None:
        figures = self.fiche.key_figures[:4]
        table = self._table_of(2, len(figures))
        for place, figure in enumerate(figures):
            table.cell(0, place).text = figure.label
            cell = table.cell(1, place)
            cell.text = ""
            cell.paragraphs[0].add_run(figure.text).bold = True
            if figure.note:
                cell.add_paragraph(figure.note)
        mark(table.rows[0], "w:tblHeader")
        self._paragraph("Normal")

    def _table_of(self, rows: int, columns: int) -> Any:
        table = self.document.add_table(rows=rows, cols=columns)
        for name in ("Table Grid", "Grille du tableau", "Grilledutableau"):
            if name in self.document.styles:
                table.style = self.document.styles[name]
                break
        return table

    def _heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        paragraph = self._paragraph(f"Heading {level}", text)
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def section(self, section: Section) -> None:
        """Write a section."""
        # The first page has the essential; the first figure begins the second.
        self._heading(section.heading, 1, new_page=section is self.fiche.sections[0] and bool(section.charts))
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case blocks.Heading():
                self._heading(block.text, block.level - 1)
            case blocks.Paragraph():
                paragraph = self._paragraph("Normal")
                paragraph.paragraph_format.keep_with_next = True if block.kind == "lead" else None
                self._spans(paragraph, block.line)
            case blocks.Bullets():
                self._list(block)
            case blocks.Callout():
                self._callout(block)
            case blocks.TableBlock():
                table = printed(block.printed.head(_ROWS), self.lang)
                # Ten columns across a page would break the words of their headings.
                is_wide = len(table.heads) > _MANY and len(table.rows) < _MANY
                self._table(block.caption, turned(table) if is_wide else table)
            case blocks.ChartBlock():
                self._chart(block)
            case blocks.ChartGrid():
                self._grid(block)
            case blocks.Links():
                for address, name in block.items:
                    self._link_item(address, name)

    def _list(self, bullets: blocks.Bullets) -> None:
        for item in bullets.items:
            self._spans(self._paragraph("List Number" if bullets.numbered else "List Bullet"), item)

    def _grid(self, grid: blocks.ChartGrid) -> None:
        for chart in grid.charts:
            if chart.finding:
                self._heading(chart.finding, 2)
            # Figures that are set beside each other: two on a page.
            self._chart(chart, part=_PART)

    def _link_item(self, address: str, name: str) -> None:
        paragraph = self._paragraph("List Bullet")
        if "://" in address:
            self._link(paragraph, name, address)
        else:
            paragraph.add_run(name)

    def _callout(self, callout: blocks.Callout) -> None:
        self._heading(callout.heading, 2)
        for item in callout.items:
            self._paragraph("List Bullet", item)

    def _chart(self, chart: ChartBlock, *, part: float = 1.0) -> None:
        # Of half the width, the narrow drawing: the words of the wide one could not be read.
        scene = chart.scene if part == 1.0 else chart.half
        self._picture(chart_png(scene, dpi=_DPI), chart.description, width=int(self.width * part))
        number = say("figure", self.lang, number=self.fiche.numbers[chart.name])
        caption = self._paragraph("Caption")
        caption.paragraph_format.keep_together = True
        caption.add_run(f"{number}. ").bold = True
        caption.add_run(f"{chart.subject}.")
        if part == 1.0:
            words = " ".join(filter(None, (chart.reading, *chart.cautions)))
            if chart.reading:
                caption.add_run(f" {say('reading', self.lang)}{say('colon', self.lang)}").bold = True
            caption.add_run(words if chart.reading or not words else f" {words}")
        for block in chart.first:
            self._table(block.caption, printed(block.shortest, self.lang))

    def _picture(self, content: bytes, words: str, *, width: int | None) -> None:
        paragraph = self._paragraph("Normal")
        paragraph.paragraph_format.keep_with_next = True
        from docx.shared import Mm

        run = paragraph.add_run()
        size = {"width": width} if width else {"height": Mm(16)}
        picture = run.add_picture(BytesIO(content), **size)
        properties = picture._inline.docPr
        properties.set("descr", words)
        properties.set("title", words.split(". ", maxsplit=1)[0][:120])

    def _table(self, caption: str, table: Printed) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        above = self._paragraph("Caption", caption)
        above.paragraph_format.keep_with_next = True
        made = self._table_of(1 + len(table.rows), len(table.heads))
        rows = [table.heads, *table.rows]
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, own in zip(row.cells, cells, strict=True):
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(f"{own.text} ({own.code})" if own.code else own.text)
                run.bold = True if cells is table.heads else None
                run.font.size = self._small(len(table.heads))
                # Rows of a short table stay on one page, and below its caption.
                paragraph.paragraph_format.keep_with_next = len(rows) <= _TOGETHER and cells is not rows[-1]
                paragraph.paragraph_format.space_after = 0
                if own.kind == "number":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._widths(made, rows)
        if len(table.heads) > _MANY:
            narrow_margins(made)
        for row in made.rows:
            mark(row, "w:cantSplit")
        mark(made.rows[0], "w:tblHeader")
        self._paragraph("Normal")

    def _widths(self, table: Any, rows: Sequence[Sequence[Cell]]) -> None:
        """Set the width of each column to its longest text, and at least to the longest word of its heading."""
        weights = []
        for head, *cells in zip(*rows, strict=True):
            longest = max((len(f"{cell.text} ({cell.code})" if cell.code else cell.text) for cell in cells), default=0)
            # Headings are bold, and so wider than their letters count.
            word = _BOLD * max(map(len, head.text.split()), default=0)
            weights.append(max(word, min(longest, _WIDEST)) + _BESIDE)
        table.autofit = False
        for column, weight in zip(table.columns, weights, strict=True):
            column.width = int(self.width * weight / sum(weights))
            for cell in column.cells:
                cell.width = column.width

    def _small(self, columns: int) -> Any:
        from docx.shared import Pt

        return Pt(7 if columns > _MANY else 9)

    def end(self) -> None:
        """Write sources and practical information."""
        self._heading(say("sources", self.lang), 1)
        for release in self.fiche.releases:
            words = release_words(release, self.lang)
            self._paragraph("List Bullet", f"{words['text']}, SHA-256 {words['sha256']}")
        self.section(self.fiche.practical)
        self._paragraph("Normal", self.fiche.colophon)
