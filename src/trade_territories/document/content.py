"""The content of a fiche: frozen records of typed blocks, in order. Page, PDF, DOCX and workbook are written from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.svg import svg_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.charts.scene import Scene
    from trade_territories.document.edition import Edition
    from trade_territories.provenance import ReleaseRecord
    from trade_territories.reference import Territory
    from trade_territories.text import Lang

#: The file names of what is made of the bundled example begin with it.
EXAMPLE_PREFIX = "EXEMPLE_"
#: What a figure of the first page is about, which gives its colour.
Role = Literal["exports", "imports", "surplus", "deficit", "rank", ""]


@dataclass(frozen=True)
class Span:
    """A piece of a line of text: plain, strong, emphasised, or a link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""


Line = tuple[Span, ...]


def line(text: str) -> Line:
    """Return a line of plain text.

    Examples
    --------
    >>> line("Marne")
    (Span(text='Marne', strong=False, emphasis=False, address=''),)
    """
    return (Span(text),)


def plain(spans: Line) -> str:
    """Return the text of a line without its marks.

    Examples
    --------
    >>> plain((Span("La "), Span("Marne", strong=True)))
    'La Marne'
    """
    return "".join(span.text for span in spans)


@dataclass(frozen=True)
class Heading:
    """A heading inside a section; level 3 stands directly under the section's own."""

    text: str
    level: int = 3


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a lead-in is the first sentence under a section's heading, a small one is set smaller."""

    line: Line
    kind: Literal["text", "lead", "small"] = "text"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Callout:
    """A box with a heading and short lines: how to read, what to be careful about."""

    heading: str
    items: tuple[str, ...]
    anchor: str = ""
    more: str = ""


@dataclass(frozen=True, eq=False)
class TableBlock:
    """A table; documents print `shown`, the workbook and the CSV files hold all rows of `table`."""

    name: str
    caption: str
    table: pd.DataFrame
    shown: pd.DataFrame | None = None
    sheet: str = ""
    #: Rows that are enough where space is short: a printed page that has space takes more, up to all that are shown.
    least: int | None = None
    #: Of what the table is, where that is another territory than the document's.
    scope: str = ""
    #: Whether it is narrow enough to share the width of a printed page with the next one.
    half: bool = False

    @property
    def printed(self) -> pd.DataFrame:
        """The rows that documents print."""
        return self.table if self.shown is None else self.shown

    @property
    def shortest(self) -> pd.DataFrame:
        """The rows that documents without pages of their own print."""
        return self.printed if self.least is None else self.printed.head(self.least)


@dataclass(frozen=True, eq=False)
class ChartBlock:
    """A numbered figure: what its chart says, its reading key, the cautions that concern it, and the table behind it."""

    #: Name of its files, such as ``flux-export-51``.
    name: str
    #: Name of the chart in the catalogue, and what it says.
    chart: str
    content: Any
    #: What, where and when, on one line.
    subject: str
    #: The values behind it.
    table: pd.DataFrame
    #: The rows of it that documents print under it.
    first: tuple[TableBlock, ...] = ()
    #: Name of its sheet in the workbook.
    sheet: str = ""
    #: What to be careful about in this figure.
    cautions: tuple[str, ...] = ()
    #: Of what the figure is, where that is another territory than the document's.
    scope: str = ""
    #: The height that it takes at most on paper, in points, where that is less than for others.
    tallest: float | None = None
    #: How many times as high as the least that can be read it is on paper, where it shares a page with another figure.
    stretch: float | None = None

    @cached_property
    def scene(self) -> Scene:
        """The drawing for a page that sets title, reading and source itself."""
        return catalogue.laid_out(self.chart, self.content, detached=False)

    @cached_property
    def narrow(self) -> Scene:
        """The drawing for phones and half pages."""
        return catalogue.laid_out(self.chart, self.content, width="narrow", detached=False)

    @cached_property
    def alone(self) -> Scene:
        """The drawing that stands alone, with title, reading and source: for picture files."""
        return catalogue.laid_out(self.chart, self.content)

    @property
    def finding(self) -> str:
        """What the chart says in one line."""
        return str(self.content.heading.title)

    @property
    def reading(self) -> str:
        """How to read it, with one value read aloud."""
        return str(self.content.heading.reading)

    @property
    def narrow_key(self) -> str:
        """How to read the drawing for phones, where it shows other marks than the wide one; else empty."""
        return str(getattr(self.content, "narrow_key", ""))

    @property
    def description(self) -> str:
        """The alternative text."""
        return self.scene.description

    @cached_property
    def screen(self) -> str:
        """The drawing as SVG for a page that brings font and colours; written once for all fiches that share it."""
        return svg_of(self.scene, prefix=self.name, embed_fonts=False, adaptive=True)

    @cached_property
    def screen_narrow(self) -> str:
        """The drawing for phones."""
        return svg_of(self.narrow, prefix=f"{self.name}-n", embed_fonts=False, adaptive=True)

    @cached_property
    def printed(self) -> Scene:
        """The drawing for a printed page."""
        return self.scene if self.stretch is None else self.lower(self.stretch)

    @cached_property
    def paper(self) -> str:
        """The drawing as SVG for the PDF, which brings the font."""
        return svg_of(self.printed, prefix=self.name, embed_fonts=False)

    def lower(self, stretch: float) -> Scene:
        """Return the drawing for a printed page that has little height left: a plot so many times as high as its labels."""
        return catalogue.laid_out(self.chart, self.content, detached=False, stretch=stretch)

    @cached_property
    def half(self) -> Scene:
        """The drawing for half of a printed page: narrow, low, and without the list that the table under it holds."""
        content = replace(self.content, listed=()) if hasattr(self.content, "listed") else self.content
        return catalogue.laid_out(self.chart, content, width="narrow", detached=False, stretch=1.0)

    @cached_property
    def paper_half(self) -> str:
        """The drawing as SVG for half of a printed page."""
        return svg_of(self.half, prefix=f"{self.name}-n", embed_fonts=False)


@dataclass(frozen=True, eq=False)
class ChartGrid:
    """Figures beside each other, two in a row."""

    charts: tuple[ChartBlock, ...]


@dataclass(frozen=True)
class Links:
    """A list of addresses, each with its name."""

    items: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Bullets | Callout | TableBlock | ChartBlock | ChartGrid | Links


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its heading (a finding), its subject, and its blocks."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]
    subject: str = ""
    #: Whether a printed section begins on a new page.
    own_page: bool = False

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """All figures of the section, in order."""
        found: list[ChartBlock] = []
        for block in self.blocks:
            if isinstance(block, ChartBlock):
                found.append(block)
            elif isinstance(block, ChartGrid):
                found += block.charts
        return tuple(found)

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """All tables that stand by themselves, in order."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """All addresses, in order."""
        return tuple(item for block in self.blocks if isinstance(block, Links) for item in block.items)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All sentences that stand outside figures and tables, in order."""
        return tuple(sentences_of(self.blocks))


def sentences_of(blocks: Iterable[Block]) -> Iterable[str]:
    """Yield the sentences of blocks, in order: paragraphs, items of lists, lines of boxes."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield plain(block.line)
        elif isinstance(block, Bullets):
            yield from (plain(item) for item in block.items)
        elif isinstance(block, Callout):
            yield from block.items


@dataclass(frozen=True)
class KeyFigure:
    """One figure as it is written; ``name`` is its code for machines, ``value`` the number behind it."""

    name: str
    label: str
    text: str
    value: float | None
    unit: str = ""
    #: What stands under it, such as a share of France.
    note: str = ""
    role: Role = ""
    #: Years and values, in order, where the data hold several years.
    trend: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the figures say: a short sentence, then the figures that show it."""

    headline: str
    text: str


@dataclass(frozen=True)
class IndustryList:
    """The Territoires d'industrie of a place in alphabetical order; those that cross into other départements name them."""

    heading: str
    entries: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True)
class FicheContent:
    """All that a fiche says."""

    #: The whole title, with the scope: "Commerce extérieur : Marne, 2024".
    title: str
    #: First page: the line above the name, the name, and the main finding under it.
    series: str
    name: str
    deck: str
    #: Territory, period and what is left out or kept, in one phrase.
    scope: str
    #: What the document is: not official, or who publishes it.
    ribbon: str
    #: Of what, when, and in which language.
    territory: Territory
    period: str
    lang: Lang
    #: The warning of the bundled sample; none on real data.
    example: str | None
    #: All of them; the first four stand on the first page.
    key_figures: tuple[KeyFigure, ...]
    #: First page: three findings, the Territoires d'industrie, four lines of caution.
    findings: tuple[Finding, ...]
    industry: IndustryList
    care: Callout
    #: The body, in order.
    sections: tuple[Section, ...]
    practical: Section
    edition: Edition
    #: Name of its files, without their ending.
    stem: str
    #: Tables that only the workbook holds.
    annex: tuple[TableBlock, ...] = ()
    #: A small map of France with the territory.
    locator: Scene | None = None
    #: The user's own text, or a neutral one dated by the data.
    context: Section | None = None
    #: Where the figures come from, practical information, and who made it with what.
    releases: tuple[ReleaseRecord, ...] = ()
    colophon: str = ""
    #: What stands above all else on the page of a Territoire d'industrie.
    note: str = ""

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """All figures, in order."""
        return tuple(chart for section in self.sections for chart in section.charts)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each figure, from 1, by its name."""
        return {chart.name: number for number, chart in enumerate(self.charts, start=1)}

    @property
    def is_example(self) -> bool:
        """Whether it is made of the bundled sample."""
        return self.example is not None
