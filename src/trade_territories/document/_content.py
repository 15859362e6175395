"""The fiche as content: frozen, complete, in order. Page, PDF and workbook are made from it and never compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trade_territories import _version, aggregate, cautions, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.wording.document import document_text, general_cautions, links
from trade_territories.wording.numbers import Lang, checked_lang, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd

    from trade_territories.charts.layout.scene import Scene
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike

UNION = "union_europeenne"
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
    """A section: its anchor, its heading, its paragraphs, charts and tables."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    charts: tuple[ChartBlock, ...] = ()
    tables: tuple[TableBlock, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


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


def fiche(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
    product: str = "a129",
    top: int = 10,
    context: str | None = None,
) -> Fiche:
    r"""Make the whole document of a territory.

    Parameters
    ----------
    product
        Level of products in activities and flows.
    top
        How many rows stand by themselves in each chart; the rest is ``autres``.
    context
        Paragraphs of the user's own, parted by empty lines; they stand after the key figures.

    Returns
    -------
    Fiche
        Frozen; it shows itself in a notebook, and writes itself as page, PDF and workbook.

    Raises
    ------
    IncompleteCoverageError
        The table lacks a région, a département of the région, or one direction of trade.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.fiche(tt.sample_flows(), "Marne").title
    'Commerce extérieur\xa0: Marne, 2024'
    """
    return Maker(flows, year=year, quarter=quarter, excluding=excluding, lang=lang, product=product, top=top).make(
        territory, context=context
    )


def stem_of(code: str, period: str, *, is_sample: bool) -> str:
    """Name the files of a fiche, without their ending; what is made of the example begins so.

    Examples
    --------
    >>> stem_of("51+10", "2025, 1er et 2e trimestres", is_sample=True)
    'EXEMPLE_fiche-51-10-2025-1er-et-2e-trimestres'
    """
    words = "".join(sign if sign.isalnum() else "-" for sign in f"{code}-{period}".lower())
    return f"{EXAMPLE_PREFIX if is_sample else ''}fiche-{'-'.join(part for part in words.split('-') if part)}"


def departement_rows(flows: Any, places: list[Territory], asked: dict[str, Any]) -> pd.DataFrame:
    """Give a row of key figures for each département, by code.

    Returns
    -------
    pandas.DataFrame
        ``code, label, export_eur, import_eur, balance_eur, coverage_rate_pct, export_share_of_france_pct,
        import_share_of_france_pct, population``.
    """
    import pandas as pd

    rows = []
    for place in places:
        found = aggregate.shares(flows, place, **asked).set_index("flow")
        exports, imports = (int(found["value_eur"].get(flow, 0)) for flow in ("export", "import"))
        of_france = found["share_france_pct"]
        rows.append(
            {
                "code": place.code,
                "label": place.name,
                "export_eur": exports,
                "import_eur": imports,
                "balance_eur": exports - imports,
                "coverage_rate_pct": exports / imports * 100 if imports else float("nan"),
                "export_share_of_france_pct": float(of_france.get("export", float("nan"))),
                "import_share_of_france_pct": float(of_france.get("import", float("nan"))),
                "population": reference.population(place),
            }
        )
    return pd.DataFrame(rows).astype({"population": "Int64"})


class Maker:
    """Makes the fiches of many territories from one table; what they share (région, France) is worked out once."""

    def __init__(
        self,
        flows: Any,
        *,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        excluding: Iterable[str] | None = None,
        lang: str = "fr",
        product: str = "a129",
        top: int = 10,
    ) -> None:
        self.flows = aggregate.source_of(flows)
        self.lang = checked_lang(lang)
        self.product, self.top = product, top
        self.asked: dict[str, Any] = {
            "year": year,
            "quarter": quarter,
            "excluding": tuple(excluding or ()),
            "lang": self.lang,
        }
        self._shared: dict[tuple[str, str], ChartBlock] = {}

    def make(self, territory: TerritoryLike, *, context: str | None = None, beside: str = "..") -> Fiche:
        """Make one fiche; that of a Territoire d'industrie in several départements is a cover that leads to theirs.

        Parameters
        ----------
        beside
            Where the folders of other fiches are, seen from this one's.
        """
        place = reference.territory(territory)
        selection = aggregate.select(
            self.flows, place, year=self.asked["year"], quarter=self.asked["quarter"], excluding=self.asked["excluding"]
        )
        aggregate.require_both_flows(self.flows, selection)
        period = selection.period.label(self.lang)
        if place.level == "territoire_industrie" and len(place.departements) > 1:
            return self._cover(place, period, context, lambda one: self._beside(one, period, beside))
        shares = aggregate.shares(self.flows, place, **self.asked)
        sections = (
            self._cautions(),
            self._notices(place),
            self._balance(place),
            self._activities(place),
            self._sankeys(place, "export"),
            self._sankeys(place, "import"),
        )
        return self._finished(place, period, context, self._key_figures(place, shares), sections)

    def _finished(
        self,
        place: Territory,
        period: str,
        context: str | None,
        key_figures: tuple[KeyFigure, ...],
        sections: tuple[Section, ...],
    ) -> Fiche:
        return Fiche(
            self._say("title", place=place.label(self.lang), period=period),
            self._say("lead"),
            self._say("unofficial"),
            place,
            period,
            self.lang,
            self._say("example") if aggregate.is_sample(self.flows) else None,
            self._industry(place),
            key_figures,
            tuple(part.strip() for part in (context or "").split("\n\n") if part.strip()),
            tuple(section for section in sections if section.items or section.charts or section.tables),
            tuple(
                {str(key): value for key, value in one.items()}
                for one in aggregate.releases(self.flows).to_dict(orient="records")
            ),
            links(self.lang),
            self._say("made_with", version=_version.__version__),
            self._note(place),
        )

    def _note(self, place: Territory) -> str:
        if place.level != "territoire_industrie":
            return ""
        names = ", ".join(reference.label("departement", code, self.lang) for code in place.departements)
        key = "cover_one" if len(place.departements) == 1 else "cover_several"
        return self._say(key, name=place.name, places=names)

    def cover(self, place: Territory, address: Callable[[Territory], str]) -> Fiche:
        """Make the cover of a Territoire d'industrie, with the addresses of its départements' fiches."""
        selection = aggregate.select(self.flows, place, year=self.asked["year"], quarter=self.asked["quarter"])
        return self._cover(place, selection.period.label(self.lang), None, address)

    def _beside(self, place: Territory, period: str, beside: str) -> str:
        stem = stem_of(place.code, period, is_sample=aggregate.is_sample(self.flows))
        return f"{beside}/{place.code}/{stem}.html"

    def _cover(self, place: Territory, period: str, context: str | None, address: Callable[[Territory], str]) -> Fiche:
        """Set the départements of a Territoire d'industrie one below the other: nothing is added up."""
        here = [reference.territory(code) for code in place.departements]
        table = TableBlock("departements", self._say("cover_table"), departement_rows(self.flows, here, self.asked))
        section = Section(
            "departements",
            self._say("cover_section"),
            paragraphs=(self._say("cover_population"),),
            tables=(table,),
            links=tuple((address(one), self._say("fiche_of", name=one.name)) for one in here),
        )
        return self._finished(place, period, context, (), (section, self._cautions(), self._notices(place)))

    def _cautions(self) -> Section:
        return Section("prudence", self._say("caution"), items=general_cautions(self.lang))

    def _say(self, key: str, **words: object) -> str:
        return document_text(key, self.lang, **words)

    def _industry(self, place: Territory) -> str:
        if place.level == "territoire_industrie":
            names = ", ".join(reference.label("departement", code, self.lang) for code in place.departements)
            return self._say("industry_cover", name=place.name, places=names)
        touching = reference.industry_territories_of(place)
        if not touching:
            return self._say("no_territory")
        names = ", ".join(one.name for one in touching)
        return self._say(
            "territories_one" if len(touching) == 1 else "territories_touch", count=len(touching), names=names
        )

    def _key_figures(self, place: Territory, shares: pd.DataFrame) -> tuple[KeyFigure, ...]:
        values = dict(zip(shares["flow"], shares["value_eur"].tolist(), strict=True))
        exports, imports = values.get("export", 0), values.get("import", 0)
        rate = exports / imports * 100 if imports else None
        figures = [
            KeyFigure("exports_eur", self._say("exports"), millions(exports, self.lang), exports),
            KeyFigure("imports_eur", self._say("imports"), millions(imports, self.lang), imports),
            KeyFigure(
                "balance_eur",
                self._say("balance"),
                millions(exports - imports, self.lang, signed=True),
                exports - imports,
            ),
            KeyFigure("coverage_rate_pct", self._say("coverage"), self._percent(rate), rate),
        ]
        region = reference.region_of(place)
        scopes = [("region", self._say("share_region", region=region.name))] if region else []
        if place.level != "france":
            scopes.append(("france", self._say("share_france")))
        for scope, label in scopes:
            for flow, share in zip(shares["flow"], shares[f"share_{scope}_pct"].tolist(), strict=True):
                words = f"{label}, {self._say(f'of_{flow}s')}"
                number = None if share != share else float(share)
                figures.append(KeyFigure(f"{flow}s_share_{scope}_pct", words, self._percent(number), number))
        figures += self._union_figures(place, values)
        return tuple(figures)

    def _union_figures(self, place: Territory, values: dict[str, int]) -> list[KeyFigure]:
        zones = aggregate.activities(self.flows, place, by="zone", **self.asked)
        inside = zones[zones["code"] == UNION].set_index("flow")["value_eur"]
        figures = []
        for flow in ("export", "import"):
            whole = values.get(flow, 0)
            share = float(inside.get(flow, 0)) / whole * 100 if whole else None
            for name, key, part in (
                ("intra_eu", "intra_eu", share),
                ("extra_eu", "extra_eu", None if share is None else 100 - share),
            ):
                label = f"{self._say(key)}, {self._say(f'of_{flow}s')}"
                figures.append(KeyFigure(f"{flow}s_{name}_pct", label, self._percent(part), part))
        return figures

    def _percent(self, value: float | None) -> str:
        return percent(float("nan") if value is None else value, self.lang)

    def _notices(self, place: Territory) -> Section:
        found = cautions.find_notices(self.flows, place, **self.asked)
        return Section("a-savoir", self._say("notices"), items=tuple(notice.text for notice in found))

    def _balance(self, place: Territory) -> Section:
        table = aggregate.balance(self.flows, place, by="partner", n=self.top, **self.asked)
        scene = catalogue.scene("balance", self.flows, place, n=self.top, **self.asked)
        block = ChartBlock("balance", scene, self._say("key_balance", n=self.top), table)
        return Section("balance", self._say("balance_section"), charts=(block,))

    def _activities(self, place: Territory) -> Section:
        table = aggregate.activities(self.flows, place, by=self.product, **self.asked)
        scene = catalogue.scene("activities", self.flows, place, by=self.product, **self.asked)
        block = ChartBlock(
            "activites" if self.lang == "fr" else "activities", scene, self._say("key_activities"), table
        )
        return Section("activites", self._say("activities_section"), charts=(block,))

    def _sankeys(self, place: Territory, flow: str) -> Section:
        """Set the territory, its région and France one after the other, none twice."""
        region = reference.region_of(place)
        scopes = [place, *([region] if region else []), reference.france()]
        blocks = tuple(self._sankey(one, flow) for one in dict.fromkeys(scopes))
        anchor = "exportations" if flow == "export" else "importations"
        return Section(anchor, self._say(f"{flow}s_section"), charts=blocks)

    def _sankey(self, place: Territory, flow: str) -> ChartBlock:
        key = (place.code, flow)
        if key in self._shared:
            return self._shared[key]
        options = {"flow": flow, "product": self.product, "n": self.top, **self.asked}
        table = aggregate.flow_matrix(self.flows, place, **options)
        scene = catalogue.scene("sankey", self.flows, place, **options)
        name = ("flux-export" if flow == "export" else "flux-import") + f"-{place.code.lower().replace('+', '-')}"
        block = ChartBlock(name, scene, self._say(f"key_sankey_{flow}", n=self.top), table)
        if place.level in ("region", "france"):
            self._shared[key] = block
        return block
