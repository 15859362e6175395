"""Sections on flows, balance and products, each under a heading that is a finding; région and France on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.document._charts import PAIRED
from trade_territories.document._front import convention_words
from trade_territories.document._values import FLOWS, countries, ordered, share_pct
from trade_territories.document._words import Speaker, say
from trade_territories.document.content import Block, ChartGrid, Paragraph, Section, line
from trade_territories.text import inside_sentence, listed, typeset

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.document._charts import Charts
    from trade_territories.query import Query

_FIRST = 3
#: A group of so many départements goes by their names.
_NAMED_PLACES = 3


class FlowSections(Speaker):
    """Makes the sections of one territory."""

    def __init__(self, question: Query, charts: Charts) -> None:
        self.question, self.charts = question, charts
        self.lang, self.by = question.lang, charts.by

    def _section(self, anchor: str, heading: str, *blocks: Block, lead: str = "") -> Section:
        first = Paragraph(line(self._say(f"lead_{lead or anchor}")), "lead")
        return Section(anchor, heading, (first, *blocks))

    def flows(self, flow: str) -> Section:
        """Return the flows of one direction; those of the first page are fewer."""
        chart = self.charts.sankey(self.question, flow, n=min(PAIRED, self.charts.n) if flow == "export" else None)
        anchor = "exportations" if flow == "export" else "importations"
        # A Sankey links products and countries; a matrix crosses them.
        lead = f"{anchor}_matrix" if chart.chart == "matrix" else anchor
        return self._section(anchor, chart.finding, chart, lead=lead)

    def balance(self) -> Section:
        """Return the balance by country."""
        chart = self.charts.balance(self.question)
        return self._section("balance", chart.finding, chart)

    def activities(self) -> Section:
        """Return the products of both directions."""
        chart = self.charts.activities(self.question)
        return self._section("activites", chart.finding, chart)

    def _three_first(self, question: Query, flow: str) -> float | None:
        values = ordered(question, self.by, flow)
        return share_pct(float(values.head(_FIRST).sum()), question.total(flow)) if len(values) > _FIRST else None

    def beside(self) -> Section | None:
        """Return région and France on one page, with what differs from them; None for France."""
        others = [place for place in (self.question.region, self.question.france) if place is not None]
        others = [place for place in others if place.territory != self.question.territory]
        if not others:
            return None
        charts = tuple(self.charts.sankey(other, flow, n=PAIRED) for flow in FLOWS for other in others)
        places = [self.question, *others]
        exported = self._compared(places, "export")
        imported = self._compared(places, "import", "import" if exported else "import_alone")
        sentences = [sentence for sentence in (exported, imported) if sentence]
        blocks: list[Block] = [Paragraph(line(" ".join(sentences)), "text")] if sentences else []
        heading = self._first_products(places)
        return Section("comparaison", heading, (*blocks, ChartGrid(charts)), own_page=True)

    def _first_products(self, places: list[Query]) -> str:
        """Name the first product exported by each place."""
        named: list[tuple[str, str, str]] = []
        for place in places:
            values = ordered(place, self.by, "export")
            if not has_first(values) or self.question.keeps_one("product"):
                return self._say("heading_beside" if self.question.region else "heading_beside_france")
            code = str(values.index[0])
            named.append((code, self._in(place), convention_words(place, self.by, code)))
        by_code: dict[str, list[str]] = {}
        for code, place_words, convention in named:
            by_code.setdefault(code, []).append(f"{place_words}{convention}")
        names = {code: self.question.label(self.by, code, short=True) for code in by_code}
        if len(by_code) == 1:
            ((code, here),) = by_code.items()
            return (
                self._say("heading_beside_same", name=names[code], places=listed(here, self.lang))
                + self.question.narrowing
            )
        words = [
            self._say("heading_beside_one", name=inside_sentence(names[code]), places=listed(here, self.lang))
            for code, here in by_code.items()
        ]
        return self._say("heading_beside_each", named=self._say("semicolon").join(words)) + self.question.narrowing

    def _in(self, question: Query) -> str:
        return self._say("in_place", place=place_name(question))

    def _compared(self, places: list[Query], flow: str, key: str = "export") -> str:
        """Set the three first products' share and the first country of each place beside each other."""
        shares = [self._three_first(place, flow) for place in places]
        firsts = [countries(place, flow) for place in places]
        if None in shares or any(not has_first(values) for values in firsts) or self.question.keeps_one("partner"):
            return ""
        rest = [
            self._say("compared_other", share=self._percent(share), place=self._in(place))
            for share, place in zip(shares[1:], places[1:], strict=True)
        ]
        of_country: dict[str, list[str]] = {}
        for values, place in zip(firsts, places, strict=True):
            share = self._percent(share_pct(float(values.iloc[0]), place.total(flow)))
            words = self._say("compared_place", place=place_name(place), share=share)
            of_country.setdefault(str(values.index[0]), []).append(words)
        country = [
            self._say(
                "compared_country", name=self.question.label("partner", code, short=True), places=listed(of, self.lang)
            )
            for code, of in of_country.items()
        ]
        return self._say(
            f"compared_{key}",
            here=self._in(self.question),
            share=self._percent(shares[0]),
            others=listed(rest, self.lang),
            countries=self._say("semicolon").join(country),
        )


def has_first(values: pd.Series[int]) -> bool:
    """Tell whether one of some values, largest first, is more than nothing and larger than all others."""
    return len(values) > 0 and bool(values.iloc[0] > 0) and (len(values) == 1 or bool(values.iloc[1] < values.iloc[0]))


def place_name(question: Query) -> str:
    """Return the name that a sentence puts a preposition before; a group of many goes by "le territoire"."""
    place = question.territory
    if place.level == "group" and len(place.departements) <= _NAMED_PLACES:
        return question.place
    if place.level == "territoire_industrie" and len(place.departements) == 1:
        return question.place_inside
    if place.level in ("departement", "region", "france"):
        return typeset(place.name, question.lang)
    return say("the_territory", question.lang)
