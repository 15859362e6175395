"""Flows -> the fiche: what stands in it, in which order, in words and figures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from trade_territories import _version, aggregate, cautions, reference
from trade_territories.document._blocks import Blocks
from trade_territories.document._content import Fiche, KeyFigure, Section, TableBlock, stem_of
from trade_territories.document._reading import Reading
from trade_territories.wording.document import document_text, general_cautions, links
from trade_territories.wording.numbers import checked_lang, mark, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike

UNION = "union_europeenne"


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
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
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
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
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
        self.asked: dict[str, Any] = {
            "year": year,
            "quarter": quarter,
            "excluding": tuple(excluding or ()),
            "lang": self.lang,
        }
        self.blocks = Blocks(self.flows, self.asked, product=product, top=top)
        self.reading = Reading(self.flows, self.asked)

    @cached_property
    def _releases(self) -> tuple[dict[str, Any], ...]:
        """The same for all fiches."""
        found = aggregate.releases(self.flows).to_dict(orient="records")
        return tuple({str(key): value for key, value in one.items()} for one in found)

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
            self.reading.section(place),
            self._notices(place),
            *self.blocks.sections(place),
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
            self._releases,
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
        if place.level == "france":
            return self._say("territories_everywhere", count=len(touching))
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
                f"{mark(exports - imports)} {millions(exports - imports, self.lang, signed=True)}",
                exports - imports,
            ),
            KeyFigure("coverage_rate_pct", self._say("coverage"), self._percent(rate), rate),
        ]
        region = reference.region_of(place)
        scopes = ["region"] if region else []
        if place.level != "france":
            scopes.append("france")
        for scope in scopes:
            for flow, share in zip(shares["flow"], shares[f"share_{scope}_pct"].tolist(), strict=True):
                named = region.name if region else ""
                words = self._say(f"share_{scope}", region=named, flow=self._say(f"flow_{flow}s"))
                number = None if share != share else float(share)
                figures.append(KeyFigure(f"{flow}s_share_{scope}_pct", words, self._percent(number), number))
        figures += self._union_figures(place, values)
        return tuple(figures)

    def _union_figures(self, place: Territory, values: dict[str, int]) -> list[KeyFigure]:
        selection = aggregate.select(
            self.flows, place, year=self.asked["year"], quarter=self.asked["quarter"], excluding=self.asked["excluding"]
        )
        zones = aggregate.grouped(self.flows, selection, ["flow", "zone"], ("value_eur",))
        inside = zones[zones["zone"] == UNION].set_index("flow")["value_eur"]
        figures = []
        for flow in ("export", "import"):
            whole = values.get(flow, 0)
            share = float(inside.get(flow, 0)) / whole * 100 if whole else None
            for name, key, part in (
                ("intra_eu", "intra_eu", share),
                ("extra_eu", "extra_eu", None if share is None else 100 - share),
            ):
                label = self._say(key, flow=self._say(f"of_{flow}s"))
                figures.append(KeyFigure(f"{flow}s_{name}_pct", label, self._percent(part), part))
        return figures

    def _percent(self, value: float | None) -> str:
        return percent(float("nan") if value is None else value, self.lang)

    def _notices(self, place: Territory) -> Section:
        found = cautions.notices_of(aggregate.select(self.flows, place, **self.asked))
        return Section("a-savoir", self._say("notices"), items=tuple(notice.text for notice in found))


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
