"""What a chart says, before it is drawn: titles, sources, and the words that mark an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference
from trade_territories.errors import MissingLevelError
from trade_territories.query import Query
from trade_territories.text import Lang, checked_lang, listed, month_name, say, typeset
from trade_territories.text.numbers import millions, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

FRANCE_ALONE = "FR"
#: More names than this make a title unreadable: then codes stand for them.
NAMES_IN_TITLE = 3
#: A group of goods carries its first class when that is half of it or more, and not all of it.
HALF_PCT, WHOLE_PCT = 50.0, 99.5


@dataclass(frozen=True)
class Heading:
    """The words around a chart.

    Parameters
    ----------
    title
        The finding, or no more than the subject.
    subtitle
        What, where, when, in what unit, and the total.
    source
        Where the figures come from.
    description
        The alternative text, from the same data.
    example
        The words of the ribbon over a chart that is made of the bundled example; none on real data.
    lang
        Language of all of them.
    reading
        One value read aloud, and what marks mean: the line "Lecture".
    """

    title: str
    subtitle: str
    source: str
    description: str
    example: str | None
    lang: Lang
    reading: str = ""


class Case:
    """A request for a chart, resolved, with the words that all charts need."""

    def __init__(
        self,
        flows: Any,
        territory: TerritoryLike,
        *,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        excluding: Iterable[str] | None = None,
        lang: str = "fr",
    ) -> None:
        # A question that was resolved already keeps its sums.
        self.flows = flows if isinstance(flows, Query) else aggregate.source_of(flows)
        self.lang = checked_lang(lang)
        self.selection = aggregate.select(
            self.flows, territory, year=year, quarter=quarter, excluding=excluding, lang=self.lang
        )
        self.territory = self.selection.territory
        self.period = self.selection.period.label(self.lang)
        self.asked: dict[str, Any] = {
            "year": year,
            "quarter": quarter,
            "excluding": self.selection.excluding,
            "lang": self.lang,
        }

    def title(self, key: str, *, period: str | None = None, **words: object) -> str:
        """Say what, where and when, and what is left out."""
        text = say(f"charts.{key}", self.lang, **words)
        if self.selection.excluding:
            names = self._names_left_out()
            text += say("charts.excluding", self.lang, names=listed(names, self.lang))
        return say("charts.title_place", self.lang, title=text, place=self.place, period=period or self.period)

    def _names_left_out(self) -> list[str]:
        """Return the names of what is left out as they stand inside a sentence; codes where they are many."""
        parts = self.selection.excluding
        return parts.names(self.selection) if len(parts) <= NAMES_IN_TITLE else list(parts.codes)

    @property
    def without(self) -> str:
        """Say what is left out, after a place: " hors énergie"; nothing where all is there."""
        if not self.selection.excluding:
            return ""
        names = self._names_left_out()
        return say("charts.without", self.lang, names=listed(names, self.lang))

    @property
    def scope(self) -> str:
        """Say where, when, and what is left out: "Marne, 2024, hors boissons"."""
        left_out = self.without.strip()
        return ", ".join([self.place, self.period, *([left_out] if left_out else [])])

    @property
    def fictive(self) -> str:
        """Say that figures are made up, as a sentence of an alternative text; nothing for real ones."""
        return say("charts.fictive", self.lang) if aggregate.is_sample(self.flows) else ""

    def lowered(self, name: str) -> str:
        """Return a name of goods as it stands inside a sentence."""
        return _lowered(name)

    def heading(self, title: str, subtitle: str, description: str, reading: str = "") -> Heading:
        """Put the words together."""
        is_sample = aggregate.is_sample(self.flows)
        example = say("charts.example", self.lang) if is_sample else None
        return Heading(title, subtitle, source_line(self.flows, self.lang), description, example, self.lang, reading)

    def short(self, level: str, code: str) -> str:
        """Name a code as charts do."""
        return typeset(self.selection.label(level, code, short=True), self.lang)

    @property
    def place(self) -> str:
        """Name the territory as charts do."""
        return typeset(self.territory.label(self.lang), self.lang)

    def leading_class(self, flow: str) -> dict[str, str]:
        """Give "vins de raisin 92 %" for each A129 of which one class is half or more, but not all."""
        try:
            sums = aggregate.grouped(self.flows, self.selection, ["flow", "a129", "cpf4"], ("value_eur",))
        except MissingLevelError:
            return {}
        sums = sums[(sums["flow"] == flow) & (sums["value_eur"] > 0)]
        group = sums.groupby("a129")["value_eur"].transform("sum")
        share = sums["value_eur"] / group * 100
        rows = sums.assign(share=share)[(share >= HALF_PCT) & (share < WHOLE_PCT)]
        rows = rows.sort_values(["share", "cpf4"], ascending=[True, False])
        return {
            str(group): f"{_lowered(self.short('cpf4', str(code)))} {percent(float(part), self.lang)}"
            for group, code, part in zip(rows["a129"], rows["cpf4"], rows["share"], strict=True)
            if self.short("cpf4", str(code)).casefold() != self.short("a129", str(group)).casefold()
        }

    def with_class(self, name: str, part: str | None) -> str:
        """Say of which class a group mostly is: "Boissons, dont vins de raisin 92 %"."""
        if part is None:
            return name
        class_name, share = part.rsplit(" ", 1)
        return say("charts.of_which", self.lang, group=name, part=class_name, share=share)

    def money(self, value_eur: float, *, signed: bool = False) -> str:
        """Write money."""
        return millions(value_eur, self.lang, signed=signed)

    def figure(self, value_eur: int, *, signed: bool = False) -> str:
        """Return a figure in millions, without its unit; what would round to nothing is told from nothing."""
        return millions(value_eur, self.lang, signed=signed, unit=False)

    def told_row(self, name: str, imports: int, exports: int) -> str:
        """Tell imports, exports and balance of a row on hover."""
        return say(
            "charts.told_row",
            self.lang,
            name=name,
            imports=self.money(imports),
            exports=self.money(exports),
            balance=self.money(exports - imports, signed=True),
        )

    def share(self, part: float, whole: float) -> str:
        """Write a share."""
        return percent(part / whole * 100 if whole else float("nan"), self.lang)


def source_line(flows: Any, lang: Lang) -> str:
    """Say where the figures come from, and of when; the example says that it is one."""
    if aggregate.is_sample(flows):
        return say("charts.source_sample", lang)
    vintages = sorted({str(vintage) for vintage in aggregate.releases(flows)["vintage"] if vintage})
    if not vintages:
        return f"{say('charts.source_undated', lang)} {say('charts.basis', lang)}"
    named = listed([month_name(vintage, lang) for vintage in vintages], lang)
    return f"{say('charts.source', lang, vintage=named)} {say('charts.basis', lang)}"


def is_missing(value: object) -> bool:
    """Tell a missing share."""
    return value is None or value != value


def shares_of(case: Case, flow: str) -> str | None:
    """Give the shares in the région and in France, written; none where the frame cannot tell."""
    if case.territory.code == FRANCE_ALONE:
        return None
    table = aggregate.shares(case.flows, case.territory, **case.asked).set_index("flow")
    if flow not in table.index:
        return None
    row = table.loc[flow].to_dict()
    parts = []
    region = reference.region_of(case.territory)
    if region and not is_missing(row["share_region_pct"]):
        share = percent(float(row["share_region_pct"]), case.lang)
        parts.append(say("charts.share_region", case.lang, share=share, region=region.name))
    if not is_missing(row["share_france_pct"]):
        parts.append(say("charts.share_france", case.lang, share=percent(float(row["share_france_pct"]), case.lang)))
    return listed(parts, case.lang) if parts else None


def _lowered(name: str) -> str:
    """Begin a name with a small letter inside a sentence, unless it is an acronym."""
    first, *_ = name.split(" ")
    return name if len(first) > 1 and first.isupper() else name[:1].lower() + name[1:]
