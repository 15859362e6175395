"""The first page: key figures with their trends, the main finding, three findings, the Territoires d'industrie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trade_territories import measures, reference
from trade_territories.document._values import FLOWS, countries, ordered, share_pct
from trade_territories.document._words import Speaker, say
from trade_territories.document.content import Finding, IndustryList, KeyFigure
from trade_territories.text import inside_sentence, listed, typeset
from trade_territories.text.numbers import mark, millions, multiple, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.columns import Flow
    from trade_territories.document._trends import Trends
    from trade_territories.document.content import Role
    from trade_territories.query import Query

_WHOLE_PCT = 100.0
#: Within so many points of percent two shares of the three first products are about the same.
_ABOUT_THE_SAME = 5.0
#: Below this quotient nothing is said; from this share of France's exports on, it says more than any multiple.
_TIMES, _MOST_PCT = 1.95, 50.0
#: Bounds of a share, in percent, and how it is said; between them the number stands for itself.
_SHARE_WORDS = (
    (23.5, 25.0, "nearly_quarter"), (25.0, 27.0, "over_quarter"), (31.5, 100 / 3, "nearly_third"), (100 / 3, 36.0, "over_third"),
    (47.0, 50.0, "nearly_half"), (50.0, 54.0, "over_half"), (64.0, 200 / 3, "nearly_two_thirds"),
    (200 / 3, 70.0, "over_two_thirds"), (73.0, 75.0, "nearly_three_quarters"), (75.0, 79.0, "over_three_quarters"),
    (97.0, 100.0, "nearly_all"),
)  # fmt: skip
#: What numbers of 64 bits may be off.
_NOISE = 1e-9
_ROLES: Final[tuple[tuple[Flow, Role], ...]] = (("export", "exports"), ("import", "imports"))


def share_words(value_pct: float, lang: str) -> str:
    """Return a share as a sentence says it: "près de la moitié", or the number.

    Examples
    --------
    >>> share_words(48.1, "fr"), share_words(12.0, "en"), share_words(16 / 24 * 100, "en")
    ('près de la moitié', '12%', '67%')
    """
    if value_pct == _WHOLE_PCT:
        return say("share_all", lang)
    for low, high, key in _SHARE_WORDS:
        # What is a third or two to the euro is neither nearly that nor more.
        if low + _NOISE < value_pct < high - _NOISE:
            return say(f"share_{key}", lang)
    return percent(value_pct, lang)


def convention_words(question: Query, level: str, code: str) -> str:
    """Return ", par convention" for a product that the Customs book to the territory wherever it is used; else nothing."""
    return say("in_convention", question.lang) if measures.is_by_convention(question, level, code) else ""


class Front(Speaker):
    """Makes what stands on the first page from one question."""

    def __init__(self, question: Query, by: str, trends: Trends | None) -> None:
        self.question, self.by, self.trends = question, by, trends
        self.lang = question.lang
        self.totals = {flow: question.total(flow) for flow in FLOWS}
        self.balance = self.totals["export"] - self.totals["import"]

    def _percent(self, value: float | None) -> str:
        return percent(float("nan") if value is None else value, self.lang)

    # Key figures

    def key_figures(self) -> tuple[KeyFigure, ...]:
        """Return the four large figures, then shares of région and France, and of the European Union."""
        return (*self._large(), *self._shares(), *self._union())

    def _large(self) -> Iterator[KeyFigure]:
        exports, imports = self.totals["export"], self.totals["import"]
        for flow, name in _ROLES:
            note = "" if self.is_france else self._say("of_france", share=self._percent(self._of_france(flow)))
            text = millions(self.totals[flow], self.lang)
            trend = self.trends.of(self.question.territory, flow) if self.trends else ()
            yield KeyFigure(f"{name}_eur", self._say(name), text, self.totals[flow], "€", note, name, trend)
        rate = exports / imports * 100 if imports > 0 and exports >= 0 else None
        text = f"{mark(self.balance)} {millions(self.balance, self.lang, signed=True)}".strip()
        trend = self.trends.of(self.question.territory, "balance") if self.trends else ()
        rank = self._rank()
        # Without a rank the rate is a large figure itself.
        note = self._say("coverage_note", rate=self._percent(rate)) if rank and rate is not None else ""
        role: Role = "surplus" if self.balance >= 0 else "deficit"
        yield KeyFigure("balance_eur", self._say("balance"), text, self.balance, "€", note, role, trend)
        yield from rank
        yield KeyFigure("coverage_rate_pct", self._say("coverage"), self._percent(rate), rate, "%")

    @property
    def is_france(self) -> bool:
        """Whether the territory is France, which is compared with nothing."""
        return self.question.territory.level == "france"

    def _of_france(self, flow: str) -> float | None:
        return share_pct(self.totals[flow], self.question.france.total(flow))

    def _rank(self) -> tuple[KeyFigure, ...]:
        """Return the rank among départements or régions; nothing for France and for groups."""
        ranks = {flow: ranks_of(self.question, flow) for flow in FLOWS}
        place = self.question.territory
        level = "region" if place.level == "region" else "departement"
        code = place.code if level == "region" else place.departements[0]
        if place.level in ("france", "group") or code not in ranks["export"]:
            return ()
        first, second = ranks["export"][code], ranks["import"][code]
        note = self._say("rank_import", rank=ordinal(second, self.lang))
        trend = self.trends.ranks(self.question.territory) if self.trends else ()
        text = self._say(f"rank_{level}", rank=ordinal(first, self.lang), of=len(ranks["export"]))
        return (KeyFigure("exports_rank", self._say("rank_export"), text, first, "", note, "rank", trend),)

    def _shares(self) -> Iterator[KeyFigure]:
        others = {"region": self.question.region, "france": None if self.is_france else self.question.france}
        for name, other in others.items():
            if other is None:
                continue
            for flow in FLOWS:
                share = share_pct(self.totals[flow], other.total(flow))
                words = self._say(f"share_of_{name}_{flow}", region=typeset(other.territory.name, self.lang))
                yield KeyFigure(f"{flow}s_share_{name}_pct", words, self._percent(share), share, "%")

    def _union(self) -> Iterator[KeyFigure]:
        """Return the three parts of trade: with the Union, with other countries, with partners that are no country."""
        if self.question.narrows("partner"):
            return
        for flow in FLOWS:
            parts = measures.union_values(self.question, flow)
            for part in ("eu", "non_eu", "not_allocated"):
                share = share_pct(parts[part], self.totals[flow])
                if part == "not_allocated" and not parts[part]:
                    continue
                yield KeyFigure(
                    f"{flow}s_{part}_pct", self._say(f"part_{part}_{flow}"), self._percent(share), share, "%"
                )

    # Findings

    def deck(self) -> str:
        """Return the main finding: the balance, the first product exported, the first destination."""
        parts = [
            self._say(f"deck_{self._sign()}", balance=millions(abs(self.balance), self.lang)) + self.question.narrowing
        ]
        product, country = self._first("export", self.by), self._first("export", "partner")
        if product:
            words = {"name": inside_sentence(product[0]), "share": self._percent(product[1])}
            parts.append(
                self._say("deck_product", convention=convention_words(self.question, self.by, product[2]), **words)
            )
        if country:
            parts.append(self._say("deck_country", name=country[0], share=self._percent(country[1])))
        return self._say("sentence", text=self._say("deck_join").join(parts))

    def _sign(self) -> str:
        return "surplus" if self.balance > 0 else "deficit" if self.balance < 0 else "even"

    def _first(self, flow: str, level: str) -> tuple[str, float, str, int] | None:
        """Return name, share, code and euros of the first product or country.

        None where nothing is traded, where two are equally large, where corrections below zero make it no share, and where
        no other is asked for.
        """
        if self.question.keeps_one("partner" if level == "partner" else "product"):
            return None
        values = countries(self.question, flow) if level == "partner" else ordered(self.question, level, flow)
        values = values[[code != reference.INCONNU for code in values.index]]
        if values.empty or values.iloc[0] <= 0 or not values.iloc[0] <= self.totals[flow]:
            return None
        if len(values) > 1 and values.iloc[1] == values.iloc[0]:
            return None
        code = str(values.index[0])
        return (
            self.question.label(level, code, short=True),
            values.iloc[0] / self.totals[flow] * 100,
            code,
            int(values.iloc[0]),
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return what the figures say first; a finding that needs trade that there is not is left out."""
        return tuple(found for found in (self._products(), self._countries(), self._spread()) if found)

    def _products(self) -> Finding | None:
        first = self._first("export", self.by)
        if not first:
            return None
        name, share, code, value = first
        headline = self._say(
            "finding_product", name=name, share=share_words(share, self.lang), narrowed=self.question.narrowing
        )
        parts = [self._say("finding_product_value", value=millions(value, self.lang), share=self._percent(share))]
        if convention_words(self.question, self.by, code):
            parts.append(self._say("by_convention"))
        else:
            parts += self._beside_france(code, share, value)
        text = ", ".join(parts)
        three = self._three_first("export")
        if three is not None:
            text += self._say("finding_product_three", three=self._percent(three))
        return Finding(headline, self._say("sentence", text=text))

    def _beside_france(self, code: str, share: float, value: int) -> list[str]:
        """Say how many times more it weighs than in France's exports, or how much of France's exports it makes."""
        france = self.question.france
        if self.is_france:
            return []
        national = france.values(self.by, "export")
        here, whole = int(national.get(code, 0)), france.total("export")
        if here <= 0 or whole <= 0:
            return []
        quotient, part = share / (here / whole * 100), value / here * 100
        if quotient < _TIMES:
            return []
        if part >= _MOST_PCT:
            return [self._say("finding_part_of_france", share=share_words(part, self.lang))]
        return [self._say("finding_times", times=multiple(quotient, self.lang))]

    def _three_first(self, flow: str) -> float | None:
        """Return the share of the three first products; None with three or fewer, of which it would say nothing."""
        values = ordered(self.question, self.by, flow)
        return None if len(values) <= 3 else share_pct(float(values.head(3).sum()), self.totals[flow])

    def _countries(self) -> Finding | None:
        first = self._first("export", "partner")
        if not first:
            return None
        name, share, code, value = first
        imported = int(self.question.values("partner", "import").get(code, 0))
        exports, imports = (countries(self.question, flow) for flow in FLOWS)
        balances = exports.sub(imports, fill_value=0)
        balance = value - imported
        if balance > 0 and balances.max() == balance and (balances == balance).sum() == 1:
            key = "finding_country_surplus"
        elif balance < 0 and balances.min() == balance and (balances == balance).sum() == 1:
            key = "finding_country_deficit"
        elif len(imports) and imports.index[0] == code:
            key = "finding_country_origin"
        else:
            key = "finding_country"
        words = (
            "finding_country_alone"
            if not imported
            else "finding_country_more"
            if balance > 0
            else "finding_country_less"
            if balance < 0
            else "finding_country_even"
        )
        text = self._say(
            words,
            exports=millions(value, self.lang),
            share=self._percent(share),
            imports=millions(imported, self.lang),
            balance=millions(abs(balance), self.lang),
        )
        return Finding(self._say(key, name=name, narrowed=self.question.narrowing), text)

    def _spread(self) -> Finding | None:
        first, product = self._first("import", "partner"), self._first("import", self.by)
        if not first or not product:
            return None
        three, three_exports = self._three_first("import"), self._three_first("export")
        origin = self._say("finding_origin", name=first[0], share=self._percent(first[1]))
        if three is None or three_exports is None or abs(three - three_exports) <= _ABOUT_THE_SAME:
            headline = self._say(
                "finding_imports",
                name=product[0],
                share=share_words(product[1], self.lang),
                narrowed=self.question.narrowing,
            )
            convention = convention_words(self.question, self.by, product[2])
            text = self._say(
                "finding_imports_text", value=millions(product[3], self.lang), origin=origin, convention=convention
            )
        else:
            key = "finding_spread_more" if three < three_exports else "finding_spread_less"
            headline = self._say(key, narrowed=self.question.narrowing)
            text = self._say(
                "finding_spread_text", three=self._percent(three), exports=self._percent(three_exports), origin=origin
            )
        return Finding(headline, text)

    # Territoires d'industrie

    def industry(self) -> IndustryList:
        """List the Territoires d'industrie in alphabetical order, with the other départements that they lie in."""
        place = self.question.territory
        if place.level == "territoire_industrie" and len(place.departements) > 1:
            # Its page is about nothing else, and says all this itself.
            return IndustryList("", (), "")
        if place.level == "territoire_industrie":
            names = [self._place(code) for code in place.departements]
            itself = (typeset(place.name, self.lang), listed(names, self.lang))
            return IndustryList(self._say("industry_itself"), (itself,), self._say("industry_note", count=1))
        touching = reference.industry_territories_of(place)
        if not touching:
            where = typeset(place.label(self.lang), self.lang)
            return IndustryList(self._say("industry_list"), (), self._say("industry_none", place=where))
        if place.level == "france":
            return IndustryList(
                self._say("industry_france", count=len(touching)), (), self._say("industry_note_france")
            )
        ordered = sorted(touching, key=lambda territory: (reference.folded(territory.name), territory.code))
        entries = tuple(
            (typeset(territory.name, self.lang), self._across(territory.departements)) for territory in ordered
        )
        heading = self._say("industry_count", count=len(entries), place=typeset(place.label(self.lang), self.lang))
        crossing = any(others for _, others in entries)
        note = "industry_note_crossing" if crossing else "industry_note"
        return IndustryList(heading, entries, self._say(note, count=len(entries)))

    def _across(self, departements: tuple[str, ...]) -> str:
        own = set(self.question.territory.departements)
        return listed([self._place(code) for code in departements if code not in own], self.lang)

    def _place(self, code: str) -> str:
        return typeset(reference.label("departement", code, self.lang), self.lang)


def ranks_of(question: Query, flow: str) -> dict[str, int]:
    """Return the rank of each département, or of each région where the question is about one; equal values share a rank."""
    values = question.france.values("departement", flow)
    values = values.reindex(
        [code for code in reference.france().departements if code != reference.MONACO], fill_value=0
    )
    if question.territory.level == "region":
        regions = reference.departement_regions()
        values = values.groupby([regions[code] for code in values.index]).sum()
    return {str(code): int(rank) for code, rank in values.rank(ascending=False, method="min").items()}
