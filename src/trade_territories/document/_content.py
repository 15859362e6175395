"""The fiche as content: frozen, complete, in order. Page, PDF and workbook are made from it and never compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from trade_territories.charts.scene import Scene
    from trade_territories.reference import Territory
    from trade_territories.wording.numbers import Lang

#: Begins the name of every file that is made of the bundled example.
EXAMPLE_PREFIX = "EXEMPLE_"


@dataclass(frozen=True)
class KeyFigure:
    """One key figure, as it is written; ``name`` is its code for machines, ``value`` the number behind it."""

    name: str
    label: str
    text: str
    value: float | None


@dataclass(frozen=True, eq=False)
class ChartBlock:
    """A chart with its reading key and the table behind it."""

    name: str
    scene: Scene
    reading: str
    table: pd.DataFrame


@dataclass(frozen=True, eq=False)
class TableBlock:
    """A table by itself."""

    name: str
    caption: str
    table: pd.DataFrame


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its heading, its paragraphs, charts and tables; one with a page of its own can be handed over."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    charts: tuple[ChartBlock, ...] = ()
    tables: tuple[TableBlock, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    own_page: bool = False


@dataclass(frozen=True)
class Fiche:
    """The whole document of a territory.

    Parameters
    ----------
    title, lead, unofficial
        What stands at the top.
    territory, period, lang
        Of what, when, and in which language.
    example
        The warning of the bundled sample; none on real data.
    industry
        The sentence on Territoires d'industrie.
    key_figures, context, sections
        The body, in order.
    releases, links, colophon
        Where the figures come from, where more can be learnt, who made it with what.
    note
        What stands above all else: whose cover this is.

    Examples
    --------
    >>> import trade_territories as tt
    >>> made = tt.fiche(tt.sample_flows(), "Marne")
    >>> made.is_example, made.to_pdf()[:5]
    (True, b'%PDF-')
    """

    title: str
    lead: str
    unofficial: str
    territory: Territory
    period: str
    lang: Lang
    example: str | None
    industry: str
    key_figures: tuple[KeyFigure, ...]
    context: tuple[str, ...]
    sections: tuple[Section, ...]
    releases: tuple[dict[str, Any], ...] = field(default=())
    links: tuple[tuple[str, str], ...] = ()
    colophon: str = ""
    note: str = ""

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """All charts, in order."""
        return tuple(chart for section in self.sections for chart in section.charts)

    @property
    def is_example(self) -> bool:
        """Whether it is made of the bundled sample."""
        return self.example is not None

    def to_html(self, path: str | Path | None = None, *, interactive: bool = False) -> str:
        """Give the page as one self-contained text, and write it where a path is given."""
        from trade_territories.document.html import page_of

        return _written(page_of(self, interactive=interactive), path)

    def to_pdf(self, path: str | Path | None = None) -> bytes:
        """Give the tagged PDF (PDF/UA-1), and write it where a path is given."""
        from trade_territories.document.pdf import pdf_of

        return _written_bytes(pdf_of(self), path)

    def to_excel(self, path: str | Path | None = None) -> bytes:
        """Give the workbook, one sheet per table, and write it where a path is given."""
        from trade_territories.document.excel import workbook_of

        return _written_bytes(workbook_of(self), path)

    def _repr_html_(self) -> str:
        """Show itself in a notebook, in a frame of its own so that its styles stay inside."""
        import html

        page = html.escape(self.to_html(), quote=True)
        return f'<iframe title="{html.escape(self.title)}" srcdoc="{page}" style="width:100%;height:70vh;border:0"></iframe>'


def _written(text: str, path: str | Path | None) -> str:
    from pathlib import Path

    if path is not None:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    return text


def _written_bytes(data: bytes, path: str | Path | None) -> bytes:
    from pathlib import Path

    if path is not None:
        Path(path).write_bytes(data)
    return data


def stem_of(code: str, period: str, *, is_sample: bool) -> str:
    """Name the files of a fiche, without their ending; what is made of the example begins so.

    Examples
    --------
    >>> stem_of("51+10", "2025, 1er et 2e trimestres", is_sample=True)
    'EXEMPLE_fiche-51-10-2025-1er-et-2e-trimestres'
    """
    words = "".join(sign if sign.isalnum() else "-" for sign in f"{code}-{period}".lower())
    return f"{EXAMPLE_PREFIX if is_sample else ''}fiche-{'-'.join(part for part in words.split('-') if part)}"
