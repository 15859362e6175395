"""Flows -> the fiche: what stands in it, and in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from trade_territories import _version, reference
from trade_territories.charts.style import shipped_font
from trade_territories.columns import checked_n
from trade_territories.document import _method as method
from trade_territories.document._annex import annex as annex_of
from trade_territories.document._annex import beside as annex_beside
from trade_territories.document._charts import Charts
from trade_territories.document._cover import compared_section, departement_rows, share_or_nan
from trade_territories.document._evolution import Evolution
from trade_territories.document._exposure import Exposure, Tariffs
from trade_territories.document._fiche import Fiche
from trade_territories.document._flows_sections import FlowSections
from trade_territories.document._front import Front
from trade_territories.document._locator import locator
from trade_territories.document._reading import Reading
from trade_territories.document._trends import Trends, checked_since, years_of_evolution
from trade_territories.document._words import Speaker
from trade_territories.document._zones import zones_section
from trade_territories.document.content import (
    EXAMPLE_PREFIX,
    Block,
    ChartBlock,
    KeyFigure,
    Links,
    Paragraph,
    Section,
    TableBlock,
    line,
)
from trade_territories.document.edition import Edition
from trade_territories.query import Query
from trade_territories.text import LANGS, listed, typeset
from trade_territories.text.numbers import decimal, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from trade_territories._types import Lang, PartsLike, ProductRows, Scope
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike


def fiche(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
    by: ProductRows = "a129",
    n: int = 10,
    context: str | Path | None = None,
    edition: Edition | str | Path | None = None,
    since: int | None = None,
    focus: str | Iterable[str] = (),
    tariffs: Tariffs | str | Path | None = None,
) -> Fiche:
    r"""Make the whole document of a territory.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        Level of products in activities and flows, or a family of groups such as ``"group:technology"``.
    n
        Number of rows shown separately in each chart; the others are summed as ``autres``.
    context
        Markdown of the user's own, in place of the neutral context: the text, or the :class:`~pathlib.Path` of a file.
    edition
        Who publishes it: an :class:`Edition`, or the path of an ``edition.toml``.
    since
        First year of a section on evolution; the table must hold several years.
    focus
        Partners to look at before the United States, China and the United Kingdom.
    tariffs
        Additional duties, the user's own: :class:`Tariffs`, or the path of a CSV file.

    Returns
    -------
    Fiche
        Frozen; it shows itself in a notebook, and writes itself as page, PDF, DOCX and workbook.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région, a département of the région, or one direction of trade.
    TradeTerritoriesError
        An edition or a file of tariffs that cannot be used; the message names the line.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.fiche(tt.sample_flows(), "Marne").title
    'Commerce extérieur\xa0: Marne, 2024'
    """
    maker = Maker(
        flows,
        year=year,
        quarter=quarter,
        only=only,
        excluding=excluding,
        lang=lang,
        by=by,
        n=n,
        edition=edition,
        since=since,
        focus=focus,
        tariffs=tariffs,
    )
    return maker.make(territory, context=context)


class Maker(Speaker):
    """Makes the fiches of many territories from one table; what they share (région, France) is worked out once."""

    def __init__(
        self,
        flows: Any,
        *,
        by: ProductRows = "a129",
        n: int = 10,
        edition: Edition | str | Path | None = None,
        since: int | None = None,
        focus: str | Iterable[str] = (),
        tariffs: Tariffs | str | Path | None = None,
        **scope: Unpack[Scope],
    ) -> None:
        checked_n(n)
        start = Query.of(flows, reference.france(), **scope)
        self.lang = start.lang
        # Asked by way of another place, so that the question about France is the one that all places share.
        self.france = start.at("51").at(reference.france())
        self.by, self.n = by, n
        self._beside: dict[str, tuple[TableBlock, ...]] = {}
        self.charts = Charts(by, n)
        self.edition = Edition.of(edition)
        self.since = checked_since(since)
        # A mistyped partner is refused once as well.
        self.focus = tuple(
            reference.find_code(name, "partner", argument="focus")
            for name in ((focus,) if isinstance(focus, str) else focus)
        )
        self.tariffs = tariffs if isinstance(tariffs, Tariffs) else Tariffs.read(tariffs) if tariffs else None
        if self.since is not None:
            # Refused once, and not by each of many fiches.
            self.france.require_both_flows()
            years_of_evolution(self.france, self.since)

    def question(self, territory: TerritoryLike) -> Query:
        """Return the question about a territory."""
        return self.france.at(territory)

    @cached_property
    def trends(self) -> Trends | None:
        """Values by year, where the table holds several whole years."""
        return Trends.read(self.france, since=self.since)

    @shipped_font()
    def make(
        self,
        territory: TerritoryLike,
        *,
        context: str | Path | None = None,
        beside: str = "..",
        annex: bool = True,
    ) -> Fiche:
        """Make one fiche; that of a Territoire d'industrie in several départements leads to theirs.

        Parameters
        ----------
        beside
            Where the folders of other fiches are, seen from this one's.
        annex
            Whether to work out the tables that only the workbook holds.
        """
        place, own_text = reference.territory(territory), method.own_context(context)
        question = self.question(place)
        question.require_both_flows()
        if place.level == "territoire_industrie" and len(place.departements) > 1:
            return self._cover(
                question, own_text, lambda member: f"{beside}/{member.code}/{self.stem(self.question(member))}.html"
            )
        question.require_comparison()
        # All rows are added up once: sums of the territory, its région and France are made from these.
        self.france.prepare("flow", "departement", "a129", "partner")
        front = Front(question, self.by, self.trends)
        figures = front.key_figures()
        beside_figures, own, general = method.notices_of(question)
        sections = [section for section in self._sections(question) if section is not None]
        sections = [_with_cautions(section, beside_figures.get(section.anchor, ())) for section in sections]
        sections.insert(1, method.figures_section(figures, self.lang, question.scope, self.by))
        evolution = None if self.since is None else Evolution(question, self.since, self.by)
        if evolution is not None:
            sections.insert(2, evolution.section())
        sections.append(method.method_section(question, self.edition, own, general))
        made = self._finished(question, own_text, front.findings(), figures, tuple(sections), deck=front.deck())
        if not annex:
            return made
        over_time = evolution.annex() if evolution else ()
        return replace(made, annex=(*annex_of(question, self.by), *self._annex_beside(question), *over_time))

    def _annex_beside(self, question: Query) -> Iterator[TableBlock]:
        """Yield the tables of région and France, worked out once for all fiches."""
        for other in (question.region, question.france):
            if other is not None and other.territory != question.territory:
                code = other.territory.code
                if code not in self._beside:
                    self._beside[code] = annex_beside(other, self.by)
                yield from self._beside[code]

    def _sections(self, question: Query) -> list[Section | None]:
        flows = FlowSections(question, self.charts)
        exposure = Exposure(question, self.focus, self.tariffs)
        beside, zones = flows.beside(), zones_section(question)
        return [
            flows.flows("export"),
            flows.balance(),
            flows.activities(),
            # Of France, which is set beside nothing, zones share the page of the products.
            zones if beside is None else None,
            flows.flows("import"),
            beside,
            zones if beside is not None else None,
            *Reading(question, self.by).sections(),
            exposure.section(),
            exposure.leads(),
        ]

    def stem(self, question: Query) -> str:
        """Name the files of a fiche: its scope, and what differs from the defaults."""
        # A family of groups is written with a colon, which no file may bear on Windows.
        more: list[str] = [self.by.replace(":", "-")] if self.by != "a129" else []
        more += [f"n{self.n}"] if self.n != 10 else []
        more += [self.lang] if self.lang != LANGS[0] else []
        example = EXAMPLE_PREFIX if question.is_sample else ""
        return "-".join([f"{example}fiche-{question.stem}", *more])

    def _finished(
        self,
        question: Query,
        context: str | None,
        findings: tuple[Any, ...],
        figures: tuple[KeyFigure, ...],
        sections: tuple[Section, ...],
        *,
        deck: str,
    ) -> Fiche:
        place, edition = question.territory, self.edition
        return Fiche(
            title=self._say("title", scope=question.scope),
            series=self._series(question),
            name=typeset(place.name if place.level == "territoire_industrie" else place.label(self.lang), self.lang),
            deck=deck,
            scope=typeset(question.scope, self.lang),
            ribbon=edition.publisher or self._say("unofficial"),
            territory=place,
            period=question.period_label,
            lang=self.lang,
            example=self._say("example") if question.is_sample else None,
            key_figures=figures,
            findings=findings,
            industry=Front(question, self.by, None).industry(),
            care=method.care(self.lang, is_overseas=set(place.departements) <= set(reference.OVERSEAS)),
            sections=sections,
            practical=method.practical_section(question, edition),
            edition=edition,
            stem=self.stem(question),
            locator=locator(place, self.lang),
            context=method.context_section(question, edition, context),
            releases=question.releases,
            colophon=self._say("made_with", version=_version.__version__),
            note=self._note(place),
        )

    def _series(self, question: Query) -> str:
        place = question.territory
        series = self.edition.series or self._say("series")
        number = [self._say("issue", number=self.edition.number)] if self.edition.number else []
        kind = "monaco" if place.code == reference.MONACO else place.level
        level = self._say(f"level_{kind}", code=place.code.removeprefix("R"))
        parts = [
            series,
            *number,
            level,
            ", ".join(part for part in (question.period_label, question.parts_label) if part),
            *([self.edition.date] if self.edition.date else []),
        ]
        return " · ".join(part for part in parts if part)

    def _note(self, place: Territory) -> str:
        if place.level != "territoire_industrie":
            return ""
        names = listed(
            [typeset(reference.label("departement", code, self.lang), self.lang) for code in place.departements],
            self.lang,
        )
        key = "cover_one" if len(place.departements) == 1 else "cover_several"
        return self._say(key, name=place.name, places=names)

    def cover(self, place: Territory, address: Callable[[Territory], str]) -> Fiche:
        """Make the page of a Territoire d'industrie, with the addresses of its départements' fiches."""
        return self._cover(self.question(place), None, address)

    def _cover(self, question: Query, context: str | None, address: Callable[[Territory], str]) -> Fiche:
        """Set the départements of a Territoire d'industrie one below the other: nothing is added up."""
        here = [reference.territory(code) for code in question.territory.departements]
        questions = [self.question(place) for place in here]
        table = departement_rows(questions)
        people = [reference.industry_population(question.territory).get(place.code) for place in here]
        counts = [found.value if found else 0 for found in people]
        table["industry_population"] = pd.array(counts, dtype="Int64")
        table["industry_population_pct"] = [share_or_nan(count, sum(counts)) for count in counts]
        blocks: tuple[Block, ...] = (
            Paragraph(line(self._inhabitants(question.territory, here, counts)), "lead"),
            Paragraph(line(self._say("cover_population", count=len(here))), "lead"),
            TableBlock(
                "departements",
                self._say("cover_table", count=len(here), period=question.period_label),
                table,
                sheet=self._say("sheet_cover"),
            ),
            Links(tuple((address(member), self._say("fiche_of", name=member.name)) for member in here)),
        )
        section = Section("departements", self._say("cover_section", count=len(here)), blocks)
        _, own, general = method.notices_of(question)
        compared = compared_section(questions, self.by)
        sections = (
            section, *([compared] if compared else []), method.method_section(question, self.edition, own, general)
        )  # fmt: skip
        return self._finished(question, context, (), (), sections, deck=self._say("cover_deck", count=len(here)))

    def _inhabitants(self, place: Territory, here: Sequence[Territory], counts: Sequence[int]) -> str:
        """Say how many people live in a Territoire d'industrie, and how many of them in its first département."""
        records = reference.industry_population(place).values()
        usual = Counter((record.kind, record.year, record.source) for record in records).most_common(1)[0][0]
        source = reference.Population(0, usual[1], usual[0], usual[2]).label(self.lang)
        most = max(range(len(here)), key=lambda position: counts[position])
        share = percent_in_words(share_or_nan(counts[most], sum(counts)), self.lang)
        words = {"people": decimal(sum(counts), 0, self.lang), "source": source}
        if len(here) == 1:
            return self._say("cover_people_one", **words)
        return self._say("cover_people", **words, share=share, place=here[most].name)


def _with_cautions(section: Section, texts: tuple[str, ...]) -> Section:
    """Set cautions beside the first figure of a section."""
    if not texts:
        return section
    blocks = list(section.blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, ChartBlock):
            blocks[place] = replace(block, cautions=(*block.cautions, *texts))
            break
    return replace(section, blocks=tuple(blocks))
