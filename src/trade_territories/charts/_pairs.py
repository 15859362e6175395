"""Work out what pairs of products and partners say: shared by the Sankey and by the matrix.

The largest pairs are those between two named ends, whatever is gathered in "autres"; of pairs that tie across the limit none
is taken, and the chart says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from trade_territories import reference
from trade_territories.charts._telling import fictive, name_of, place_of, scope_of, sentences, suffix
from trade_territories.columns import PRODUCT_LEVELS, checked_flow, checked_n
from trade_territories.measures import is_by_convention
from trade_territories.parts import GROUP_LEVEL, checked_rows
from trade_territories.tables._matrix import matrix_table
from trade_territories.text import capitalised, inside_sentence, say, typeset
from trade_territories.text.numbers import millions, percent, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from trade_territories.query import Query

#: Pairs that make less than this of the whole together dominate nothing.
DOMINANT_PCT = 10.0
#: Corrections below 0 of this part of what is drawn, or less, change no share that is read.
CORRECTED_PART = 0.0005
#: Number of the largest flows that must share a product or partner before a headline says it.
MAJORITY = 3


class Pair(NamedTuple):
    """What goes between a product and a partner: more than 0, or a correction below 0 that no picture can show."""

    product: str
    partner: str
    value_eur: int
    marked: bool = False

    @property
    def is_named(self) -> bool:
        """Whether both ends stand by themselves."""
        return reference.AUTRES not in (self.product, self.partner)


@dataclass(frozen=True)
class End:
    """One end of pairs: a product or a partner (``end`` says which), and its name."""

    end: str
    code: str
    name: str

    @property
    def is_rest(self) -> bool:
        """Whether it gathers all that is not named."""
        return self.code == reference.AUTRES

    @property
    def key(self) -> str:
        """Its name for the script of a page."""
        return f"{self.end}-{self.code}"


class Pairs:
    """The pairs of one flow of a territory, with the words that speak of them."""

    def __init__(self, query: Query, *, flow: str, by: str, n: int | None, highlight: int) -> None:
        self.query, self.lang = query, query.lang
        self.flow, self.by = checked_flow(flow), checked_rows(by, PRODUCT_LEVELS)
        count = checked_n(n)
        self.table: pd.DataFrame = matrix_table(self.query, flow=self.flow, by=self.by, n=count, highlight=highlight)
        found = [
            Pair(str(product), str(partner), int(value), bool(marked))
            for product, partner, value, marked in zip(
                *(self.table[column] for column in ("product", "partner", "value_eur", "highlighted")), strict=True
            )
        ]
        self.total_eur = sum(pair.value_eur for pair in found)
        self.below_eur = sum(pair.value_eur for pair in found if pair.value_eur < 0)
        drawn = [pair for pair in found if pair.value_eur > 0]
        #: What can be drawn; with corrections below 0 it is more than the total, and shares are parts of it.
        self.drawn_eur = sum(pair.value_eur for pair in drawn)
        self.pairs = tuple(drawn)
        self.ties = ties_at_the_limit(drawn, highlight)
        #: Pairs of a product and a country that are larger than the last of the largest, but gathered in "autres".
        self.hidden = self._hidden()
        #: Values of named pairs, largest first: the first place of a value is its rank.
        self._ranks = sorted((pair.value_eur for pair in self.pairs if pair.is_named), reverse=True)

    @property
    def whole(self) -> str:
        """What shares are of: the total, or what is drawn of it where corrections below 0 cannot be."""
        return say("charts.pairs.whole_drawn" if self.is_corrected else "charts.pairs.whole", self.lang)

    @property
    def is_corrected(self) -> bool:
        """Whether corrections below 0 make what is drawn so much more than the total that shares of the two differ."""
        return -self.below_eur > CORRECTED_PART * self.drawn_eur

    @property
    def marked(self) -> tuple[Pair, ...]:
        """The largest pairs, largest first."""
        return tuple(sorted((pair for pair in self.pairs if pair.marked), key=_order))

    @property
    def marked_eur(self) -> int:
        """The value of the largest pairs together."""
        return sum(pair.value_eur for pair in self.marked)

    def sums(self, end: str) -> dict[str, int]:
        """Return the drawn value of each product or partner, largest first, ``autres`` last."""
        sums: dict[str, int] = {}
        for pair in self.pairs:
            code = pair.product if end == "product" else pair.partner
            sums[code] = sums.get(code, 0) + pair.value_eur
        return dict(sorted(sums.items(), key=lambda item: (item[0] == reference.AUTRES, -item[1], item[0])))

    def name(self, end: str, code: str) -> str:
        """Return the short name of a product or partner."""
        if code == reference.AUTRES:
            return say(f"charts.pairs.others_{end}", self.lang)
        return name_of(self.query, self.by if end == "product" else "partner", code)

    def share(self, value_eur: int) -> str:
        """Return a value as a share of what is drawn."""
        return percent(value_eur / self.drawn_eur * 100, self.lang)

    def share_pct(self, value_eur: int) -> float:
        """Return a value in percent of what is drawn."""
        return value_eur / self.drawn_eur * 100

    def tooltip(self, pair: Pair) -> str:
        """Return a pair as a sentence fragment: what goes where, value, share, and rank among named pairs."""
        words = {
            "product": self.name("product", pair.product),
            "partner": self.name("partner", pair.partner),
            "value": millions(pair.value_eur, self.lang),
            "share": self.share(pair.value_eur),
            "whole": self.whole,
        }
        text = say(f"charts.pairs.told_{self.flow}", self.lang, **words)
        if not pair.is_named:
            return text
        rank = self._ranks.index(pair.value_eur) + 1
        return text + say("charts.pairs.rank", self.lang, rank=rank, count=len(self._ranks))

    def tooltip_of_end(self, end: str, code: str, value_eur: int) -> str:
        """Return a product or partner with its value and share."""
        return say(
            f"charts.pairs.end_{self.flow}",
            self.lang,
            name=self.name(end, code),
            value=millions(value_eur, self.lang),
            share=self.share(value_eur),
            whole=self.whole,
        )

    def _hidden(self) -> tuple[Pair, ...]:
        """Return pairs of single codes that are larger than the last of the largest pairs and have no place of their own."""
        least = min((pair.value_eur for pair in self.pairs if pair.marked), default=0)
        if not least or self.by.startswith(GROUP_LEVEL):
            return ()
        ends = [{getattr(pair, end) for pair in self.pairs} for end in ("product", "partner")]
        cells = self.query.pairs(self.by, self.flow)
        found = [Pair(*codes, value) for codes, value in cells.items() if value > least]
        return tuple(
            sorted((pair for pair in found if pair.product not in ends[0] or pair.partner not in ends[1]), key=_order)
        )

    def words(self) -> dict[str, str]:
        """Return the words that sentences about the whole need."""
        return {
            "place": place_of(self.query),
            "without": suffix(self.query),
            "flows": say(f"charts.pairs.flows_{self.flow}", self.lang),
            "convention": "",
        }

    def _convention(self, product: str) -> str:
        is_booked = is_by_convention(self.query, self.by, product)
        return say("charts.by_convention", self.lang) if is_booked else ""

    def finding(self) -> str:
        """Return the headline: which product or partner the largest flows share, or that none dominates."""
        marked = self.marked
        if not marked or self.is_corrected:
            return say(f"charts.pairs.title_{self.flow}", self.lang, **self.words())
        named = say("charts.pairs.named", self.lang, count=len(marked)) if self.hidden else ""
        words = {**self.words(), "share": self._said(self.marked_eur), "count": len(marked), "named": named}
        most = self.share_pct(self.marked_eur)
        first = marked[0]
        if len(self.pairs) == 1:
            words |= self._ends(first)
            return say(f"charts.pairs.finding_only_{self.flow}", self.lang, **words)
        for end in self._telling_ends:
            codes = {pair.product if end == "product" else pair.partner for pair in marked}
            if len(codes) == 1 and len(marked) > 1:
                words |= self._ends(first)
                return say(f"charts.pairs.finding_{end}_{self.flow}", self.lang, **words)
        shared = self._majority(marked)
        if shared:
            end, code, count = shared
            words |= {end: self._inside(end, code), "number": count, "of": len(marked), "count": len(marked)}
            words["convention"] = self._convention(code) if end == "product" else ""
            return say(f"charts.pairs.finding_most_{end}_{self.flow}", self.lang, **words)
        if most < DOMINANT_PCT:
            return say("charts.pairs.finding_none", self.lang, **words)
        named = say("charts.pairs.named", self.lang, count=1) if self.hidden else ""
        words |= self._ends(first) | {"share": self._said(first.value_eur), "named": named}
        if len(marked) > 1 and marked[1].value_eur == first.value_eur:
            # Two are equally large: neither is the first.
            return say(f"charts.pairs.title_{self.flow}", self.lang, **words)
        return say(f"charts.pairs.finding_first_{self.flow}", self.lang, **words)

    @property
    def _telling_ends(self) -> tuple[str, ...]:
        """The ends that a headline may name as shared: not a product or partner that alone is asked for."""
        return tuple(end for end in ("product", "partner") if not self.query.keeps_one(end))

    def _majority(self, marked: tuple[Pair, ...]) -> tuple[str, str, int] | None:
        """Return the end that most of the largest flows share, its code, and how many of them."""
        for end in reversed(self._telling_ends):
            codes = [pair.product if end == "product" else pair.partner for pair in marked]
            code = max(codes, key=codes.count)
            if codes.count(code) >= MAJORITY and codes.count(code) * 2 > len(codes):
                return end, code, codes.count(code)
        return None

    def _inside(self, end: str, code: str) -> str:
        """Return a name as it stands inside a sentence."""
        if code == reference.AUTRES:
            return say(f"charts.pairs.others_inside_{end}", self.lang)
        name = self.name(end, code)
        return name if end == "partner" else inside_sentence(name)

    def _ends(self, pair: Pair) -> dict[str, str]:
        return {
            "product": self._inside("product", pair.product),
            "partner": self._inside("partner", pair.partner),
            "convention": self._convention(pair.product),
        }

    def reading(self) -> str:
        """Return the first of the largest pairs, read aloud; one with "autres" only where no other is named."""
        pairs = self.marked or sorted(self.pairs, key=lambda pair: (not pair.is_named, *_order(pair)))[:1]
        if not pairs:
            return ""
        words = {**self.words(), **self._ends(pairs[0])}
        value, share = millions(pairs[0].value_eur, self.lang), self._said(pairs[0].value_eur)
        return say(f"charts.pairs.reading_{self.flow}", self.lang, value=value, share=share, whole=self.whole, **words)

    def _said(self, value_eur: int) -> str:
        """Return a share as a sentence says it: "plus de 99 %"."""
        return percent_in_words(self.share_pct(value_eur), self.lang)

    def legend(self) -> tuple[str, str]:
        """Return what is red, with its sum, and its share of the total: for a key in two weights."""
        if self.ties and not self.marked:
            return say("charts.pairs.legend_ties", self.lang, count=self.ties), ""
        if not self.marked:
            return "", ""
        value = millions(self.marked_eur, self.lang)
        share = say("charts.pairs.of_total", self.lang, share=self.share(self.marked_eur), whole=self.whole)
        return say("charts.pairs.legend", self.lang, count=len(self.marked), value=value), share

    def caveats(self) -> list[str]:
        """Return what a picture does not show by itself: a larger pair with "autres", ties, corrections below 0."""
        found = []
        larger = [pair for pair in self.pairs if not pair.is_named]
        least = self.marked[-1].value_eur if self.marked else 0
        larger = sorted((pair for pair in larger if pair.value_eur > least and least), key=_order)
        if larger:
            words = self._ends(larger[0]) | {"value": millions(larger[0].value_eur, self.lang)}
            found.append(say(f"charts.pairs.larger_{self.flow}", self.lang, count=len(larger), **words))
        if self.hidden:
            words = self._ends(self.hidden[0]) | {"value": millions(self.hidden[0].value_eur, self.lang)}
            found.append(say(f"charts.pairs.hidden_{self.flow}", self.lang, count=len(self.hidden), **words))
        if self.ties and self.marked:
            found.append(say("charts.pairs.ties", self.lang, count=self.ties))
        if self.below_eur:
            words = {"value": millions(self.below_eur, self.lang), "drawn": millions(self.drawn_eur, self.lang)}
            found.append(say("charts.pairs.below", self.lang, **words))
        return found

    def description(self, title: str, chart: str = "sankey") -> str:
        """Return the alternative text: what, where, when, finding, the first pairs and ends."""
        if not self.pairs:
            return say("charts.pairs.describe_nothing", self.lang, title=title, nothing=self.nothing)
        opening = say(
            f"charts.pairs.describe_{self.flow}",
            self.lang,
            chart=say(f"charts.pairs.chart_{chart}", self.lang),
            period=self.query.period_label,
            total=millions(self.total_eur, self.lang),
            **{**self.words(), "place": typeset(self.query.place, self.lang)},
        )
        caveat = self.caveats()[-1] if self.below_eur else ""
        firsts = [self._first(end) for end in ("product", "partner")]
        if self.flow == "import":
            firsts.reverse()
        parts = [opening, fictive(self.query), title, caveat, *firsts, capitalised(self.reading())]
        return sentences([part for part in parts if part], self.lang)

    def _first(self, end: str) -> str:
        """Return the first named product or partner with its share, or how many share that place; empty where none is named."""
        named = [(code, value) for code, value in self.sums(end).items() if code != reference.AUTRES]
        if not named:
            return ""
        code, value = named[0]
        ties = sum(other == value for _, other in named)
        if ties > 1:
            return say(f"charts.pairs.tied_{end}", self.lang, count=ties, share=self.share(value))
        words = {"name": self.name(end, code), "share": self.share(value)}
        return say(f"charts.pairs.first_{end}_{self.flow}", self.lang, **words)

    @property
    def nothing(self) -> str:
        """What stands there when no pair does: there is no flow, or nothing but corrections."""
        if self.below_eur:
            return say(f"charts.only_corrections_{self.flow}", self.lang, value=millions(self.below_eur, self.lang))
        return say(f"charts.nothing_{self.flow}", self.lang)

    def subtitle(self) -> str:
        """Return what, where, when, and the total."""
        return say(
            f"charts.pairs.subtitle_{self.flow}",
            self.lang,
            scope=scope_of(self.query),
            total=millions(self.total_eur, self.lang, dash=True),
        )


def _order(pair: Pair) -> tuple[int, str, str]:
    return -pair.value_eur, pair.product, pair.partner


def ties_at_the_limit(pairs: Sequence[Pair], count: int) -> int:
    """Return how many named pairs tie across the limit, so that none of them is among the largest; 0 where none does.

    Examples
    --------
    >>> ties_at_the_limit([Pair("A", "X", 5), Pair("A", "Y", 3), Pair("B", "X", 3)], 2)
    2
    """
    values = sorted((pair.value_eur for pair in pairs if pair.is_named), reverse=True)
    if not 0 < count < len(values) or values[count] != values[count - 1]:
        return 0
    return values.count(values[count])
