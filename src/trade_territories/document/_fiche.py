"""The document that users hold: its content, and the formats it can be written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from trade_territories._files import written
from trade_territories.document.content import FicheContent
from trade_territories.text import with_known_spaces

if TYPE_CHECKING:
    from pathlib import Path


class Fiche(FicheContent):
    """The whole document of a territory: frozen content, written as page, PDF, DOCX or workbook.

    Examples
    --------
    >>> import trade_territories as tt
    >>> document = tt.fiche(tt.sample_flows(), "Marne")
    >>> document
    <Fiche Marne, 2024: 11 figures, example>
    >>> document.to_pdf()[:5]
    b'%PDF-'
    """

    def __repr__(self) -> str:
        """Name the scope in one line."""
        example = ", example" if self.is_example else ""
        return f"<Fiche {self.scope}: {len(self.charts)} figures{example}>"

    @overload
    def to_html(self, path: None = None) -> str: ...
    @overload
    def to_html(self, path: str | Path) -> None: ...
    def to_html(self, path: str | Path | None = None) -> str | None:
        """Return the page as one self-contained text, or write it to a path."""
        return written(self._page(), path)

    def _page(self) -> str:
        from trade_territories.document.html import page_of

        return page_of(self)

    @overload
    def to_pdf(self, path: None = None) -> bytes: ...
    @overload
    def to_pdf(self, path: str | Path) -> None: ...
    def to_pdf(self, path: str | Path | None = None) -> bytes | None:
        """Return the tagged PDF (PDF/UA-1), or write it to a path."""
        from trade_territories.document.pdf import pdf_of

        return written(pdf_of(self), path)

    @overload
    def to_docx(self, path: None = None, *, template: str | Path | None = None) -> bytes: ...
    @overload
    def to_docx(self, path: str | Path, *, template: str | Path | None = None) -> None: ...
    def to_docx(self, path: str | Path | None = None, *, template: str | Path | None = None) -> bytes | None:
        """Return the document for word processors, or write it to a path.

        Parameters
        ----------
        template
            A DOCX file whose styles, margins, header and footer are used instead of the package's own.

        Raises
        ------
        MissingExtraError
            python-docx is not installed.
        """
        from trade_territories.document.docx import docx_of

        return written(docx_of(self, template=template), path)

    @overload
    def to_excel(self, path: None = None) -> bytes: ...
    @overload
    def to_excel(self, path: str | Path) -> None: ...
    def to_excel(self, path: str | Path | None = None) -> bytes | None:
        """Return the workbook, one sheet per table behind an index, or write it to a path."""
        from trade_territories.document.excel import workbook_of

        return written(workbook_of(self), path)

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame of its own so that its styles stay inside."""
        import html

        page = html.escape(self.to_html(), quote=True)
        return f'<iframe title="{html.escape(self.title)}" srcdoc="{page}" style="width:100%;height:70vh;border:0"></iframe>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return the page for trusted notebooks, and five lines of text for those that show no HTML."""
        return {"text/plain": self._summary(), "text/html": self._repr_html_()}

    def _summary(self) -> str:
        from trade_territories.document._words import say

        figures = say("semicolon", self.lang).join(f"{figure.label} {figure.text}" for figure in self.key_figures[:4])
        text = "\n".join((self.title, self.ribbon, figures, self.deck, say("notebook", self.lang)))
        return with_known_spaces(text)
