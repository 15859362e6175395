"""What a profile says in sentences: its finding, its figures, what to be careful about."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from trade_territories import reference, text
from trade_territories.columns import FLOWS
from trade_territories.document._words import Speaker
from trade_territories.document.content import KeyFigure
from trade_territories.measures import CONVENTION_CODES, CONVENTION_DEPARTEMENT, breaks_of
from trade_territories.parts import members_note, membership_notes
from trade_territories.profiles._rows import first_places, known_places
from trade_territories.profiles._sums import amounts
from trade_territories.text import listed, typeset
from trade_territories.text.numbers import mark, millions, ordinal, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trade_territories.charts._map_layout import MapContent
    from trade_territories.document.content import Role
    from trade_territories.profiles._figures import Figures

_HYDROCARBONS = frozenset({"B06Z", "C19Z", "0610", "0620", "1910", "1920"})
_KINGDOM = frozenset({"GB", "XI", "XU"})
#: Codes that a sentence lists.
_SHOWN = 8
#: Départements whose part together is told where there are more.
_TEN = 10
#: How many times exports imports are where the finding is about them.
_FAR_MORE = 2
#: Below this share, in percent, of any département's flow a partner makes no finding by département.
_TELLING_PCT = 0.1


def say(key: str, lang: str, **words: object) -> str:
    """Return one of the sentences of profiles."""
    return text.say(f"profile.{key}", lang, **words)


class Words(Speaker):
    """The sentences of one profile.

    Parameters
    ----------
    figures
        Its tables.
    maps
        What its maps say, for each flow that is traded.
    when
        The scope without the subject: period, and what is kept and left out.
    parts
        What is kept and left out, to go behind what is called a share of France; empty where nothing is.
    """

    section_of_text = "profile"

    def __init__(self, figures: Figures, maps: Mapping[str, MapContent], when: str, parts: str) -> None:
        self.figures, self.maps, self.when, self.parts = figures, maps, when, parts
        self.subject = figures.subject
        self.lang = self.subject.query.lang
        self.name = self.subject.name

    def _flows(self, flow: str) -> str:
        return text.say(f"flows.{flow}", self.lang)

    def _percent(self, value: float | None) -> str:
        return percent(value, self.lang)

    def place(self, code: str) -> str:
        """Return the name of a département."""
        return typeset(self.subject.query.label("departement", code), self.lang)

    @cached_property
    def kind(self) -> str:
        """What kind of thing the profile is about."""
        subject = self.subject
        if subject.part.group:
            return self._say(f"kind_group_{subject.kind}")
        if subject.kind == "product":
            return self._say("kind_product")
        return self._say(
            "kind_zone" if subject.part.level == "zone" else f"kind_{'country' if subject.is_country else 'partner'}"
        )

    @cached_property
    def main_flow(self) -> str | None:
        """The flow that the finding is about: exports, or imports where they are over twice as much; None without either."""
        totals = self.figures.totals
        flows = reversed(FLOWS) if totals["import"] > _FAR_MORE * totals["export"] else FLOWS
        return next((flow for flow in flows if flow in self.maps), None)

    def headline(self) -> str:
        """Say the finding: of a partner how many départements it weighs most in, of a product how few trade most of it."""
        flow = self.main_flow
        if flow is None:
            return self._say("nothing", name=self.name)
        finding = self._finding(flow)
        first = self._first(flow)
        if self.subject.kind != "product" or first is None or not first["by_convention"]:
            return finding
        is_whole = self._spread_row(flow)["departements"] == 1
        return self._say("finding_by_convention" if is_whole else "finding_partly_by_convention", finding=finding)

    def _finding(self, flow: str) -> str:
        words = {"name": self.name, "flows": self._flows(flow), "parts": self.parts}
        if math.isnan(self.figures.share_of_all(flow)):
            return self._say("only_corrections", name=self.name)
        if self.subject.kind == "product":
            return self._half(flow, words)
        classes = [map_class for map_class in self.maps[flow].classes if not map_class.is_apart]
        if len(classes) < 2 or self._most_pct(flow) < _TELLING_PCT:
            return self._say("exposed_plain", share=self._percent(self.figures.share_of_all(flow)), **words)
        last, first = classes[-1], self.maps[flow].ranked[0]
        if last.count == 1:
            return self._say("exposed_one", share=first.words, place=first.name, **words)
        return self._say("exposed", class_name=last.name, count=last.count, **words)

    def _most_pct(self, flow: str) -> float:
        """Return the largest weight of the subject in a département's flow, in percent."""
        places = self.figures.places
        rows = places[(places["flow"] == flow) & places["code"].isin(known_places() - {reference.MONACO})]
        return float(rows["weight_pct"].max())

    def _half(self, flow: str, words: dict[str, str]) -> str:
        row = self._spread_row(flow)
        if math.isnan(row["half_share_pct"]):
            return self._say("exposed_plain", share=self._percent(self.figures.share_of_all(flow)), **words)
        first = self._first(flow)
        place = self.place(first["code"]) if first is not None else ""
        share = self._percent(row["half_share_pct"])
        return self._say("half", count=int(row["half_departements"]), share=share, place=place, **words)

    def _spread_row(self, flow: str) -> dict[str, float]:
        table = self.figures.concentration
        (row,) = table[table["flow"] == flow].to_dict("records")
        return {str(name): value for name, value in row.items() if name != "flow"}

    def _first(self, flow: str) -> dict[str, Any] | None:
        """Return the row of the first known département of a flow."""
        rows = first_places(self.figures.places, flow, 1)
        return {str(name): value for name, value in rows.iloc[0].items()} if len(rows) else None

    def deck(self) -> str:
        """Say what stands under the finding."""
        return " ".join(self._deck_of_partner() if self.subject.kind == "partner" else self._deck_of_product())

    def _deck_of_partner(self) -> Iterator[str]:
        flow = self.main_flow
        if flow is None or not self.maps[flow].ranked or math.isnan(self.figures.share_of_all(flow)):
            return
        ranked = self.maps[flow].ranked
        share = self._percent(self.figures.share_of_all(flow))
        words = {"share": share, "flows": self._flows(flow), "parts": self.parts}
        words |= {"high": ranked[0].words, "high_place": ranked[0].name}
        # Monaco has a place on the map and no rank.
        if len(ranked) < len(known_places()) - 1:
            yield self._say("deck_most", **words)
        else:
            yield self._say("deck_range", low=ranked[-1].words, low_place=ranked[-1].name, **words)

    def _deck_of_product(self) -> Iterator[str]:
        for flow in FLOWS:
            first = self._first(flow)
            if first is not None:
                place = self.place(first["code"])
                if first["by_convention"]:
                    place = f"{place}, {self._say('by_convention')}"
                share = self._percent(self.figures.share_of_all(flow))
                words = {"share": share, "place": place, "parts": self.parts}
                yield self._say(f"deck_first_{flow}", part=self._percent(first["share_pct"]), **words)

    # Key figures

    def key_figures(self) -> Iterator[KeyFigure]:
        """Yield exports, imports, balance and rank; a group, and what is no country, have the number of départements instead."""
        totals, lang = self.figures.totals, self.lang
        exports, imports = totals["export"], totals["import"]
        roles: tuple[tuple[str, Role], ...] = (("export", "exports"), ("import", "imports"))
        for flow, name in roles:
            share = self._percent(self.figures.share_of_all(flow))
            note = self._say(f"share_of_{name}", share=share, parts=self.parts)
            label, amount = text.say(f"fiche.{name}", lang), totals[flow]
            yield KeyFigure(f"{name}_eur", label, millions(amount, lang), amount, "€", note, name, self._trend(flow))
        balance = exports - imports
        rate = exports / imports * 100 if imports > 0 and exports >= 0 else math.nan
        yield KeyFigure(
            "balance_eur",
            text.say("fiche.balance", lang),
            f"{mark(balance)} {millions(balance, lang, signed=True)}",
            balance,
            "€",
            text.say("fiche.coverage_note", lang, rate=self._percent(rate)),
            "surplus" if balance >= 0 else "deficit",
            self._trend("balance"),
        )
        yield self._rank()

    def _rank(self) -> KeyFigure:
        ranks = {flow: self.figures.rank_of_subject(flow) for flow in FLOWS}
        words = [self._rank_words(flow, rank[0]) for flow, rank in ranks.items() if rank]
        if not words:
            counts = {flow: int(self._spread_row(flow)["departements"]) for flow in FLOWS}
            note = self._say("importers", count=counts["import"])
            return KeyFigure(
                "exporting_departements", self._say("exporters"), str(counts["export"]), counts["export"], "", note
            )
        first = next(rank for rank in ranks.values() if rank)
        return KeyFigure("rank", self._say("rank"), words[0], first[0], "", words[1] if len(words) > 1 else "", "rank")

    def _rank_words(self, flow: str, rank: int) -> str:
        if self.subject.kind == "partner":
            key = "rank_destination" if flow == "export" else "rank_origin"
            return self._say(key, rank=rank, ordinal=rank)
        return self._say(f"rank_{flow}ed", rank=ordinal(rank, self.lang))

    def _trend(self, what: str) -> tuple[tuple[int, float], ...]:
        table = self.figures.evolution
        if table is None:
            return ()
        values = {str(flow): table[table["flow"] == flow]["value_eur"].tolist() for flow in FLOWS}
        values["balance"] = [
            exported - other for exported, other in zip(values["export"], values["import"], strict=True)
        ]
        years = sorted(set(table["year"].tolist()))
        return tuple((int(year), float(value)) for year, value in zip(years, values[what], strict=True))

    # Sentences of sections

    def spread(self, flow: str) -> str:
        """Say how a flow is spread over départements."""
        row = self._spread_row(flow)
        count = int(row["departements"])
        if not count:
            total = self.figures.totals[flow]
            key = f"elsewhere_{flow}" if total > 0 else f"corrections_{flow}" if total else f"none_{flow}"
            return self._say(key)
        ten = self._say("spread_ten", share=self._percent(row["ten_first_share_pct"])) if count > _TEN else ""
        return self._say(
            f"spread_{flow}",
            count=count,
            half=self._spread_half(row, count),
            first=self._percent(row["first_share_pct"]),
            ten=ten,
            equal=ratio(row["equivalent_number"], self.lang),
        )

    def _spread_half(self, row: Mapping[str, float], count: int) -> str:
        """Say how few départements make half of the total, or what all of them make of it."""
        if math.isnan(row["half_share_pct"]):
            return self._say("spread_no_half")
        share, half = self._percent(row["half_share_pct"]), int(row["half_departements"])
        return (
            self._say("spread_all", share=share) if half == count else self._say("spread_half", count=half, share=share)
        )

    def changes(self) -> Iterator[str]:
        """Say the change from the year before, or from the last one held, for each flow; then the breaks crossed."""
        table = self.figures.evolution
        if table is None:
            return
        years = sorted(set(table["year"].tolist()))
        base, year = years[-2], years[-1]
        for flow in FLOWS:
            values = table[table["flow"] == flow].set_index("year")["value_eur"]
            before, now = int(values[base]), int(values[year])
            if before > 0 and now != before:
                change = (now / before - 1) * 100
                verb = text.say(
                    "fiche.change_up" if change > 0 else "fiche.change_down",
                    self.lang,
                    change=self._percent(abs(change)),
                )
                yield self._say(f"say_change_{flow}", base=base, year=year, change=verb, quarters=self._quarters(year))
        if self.subject.part.group is not None:
            yield from membership_notes(self.subject.part.group, years, self.subject.query)
        for name in breaks_of(self.subject.query, years[0], year):
            key = "charts.map.break_nomenclature" if name == "nomenclature" else f"fiche.break_{name}"
            yield text.say(key, self.lang)

    def _quarters(self, year: int) -> str:
        """Return the quarters asked for, to go behind two years of which only they are compared; empty for whole years."""
        query = self.subject.query
        if not query.period.chosen_quarters:
            return ""
        return text.say("charts.parts", self.lang, parts=query.period_label.removeprefix(f"{year}, "))

    # Cautions

    def notices(self) -> tuple[str, ...]:
        """Return what to be careful about in this profile."""
        return (
            *self._of_subject(),
            *self._of_places(),
            *self._of_counterparts(),
            *self._corrections(),
            *self._convention(),
            self._say("note_quotient"),
            f"{self._say('note_monaco')} {self._say('note_corsica')}",
        )

    def _of_subject(self) -> Iterator[str]:
        subject = self.subject
        if subject.part.group is not None:
            yield members_note(subject.part, subject.query)
        yield from subject.query.only.notes(subject.query)
        if subject.kind == "partner" and subject.part.level == "partner" and not subject.is_country:
            yield self._say("note_no_country", name=self.name)
        if subject.codes & _KINGDOM and subject.query.period.years[-1] >= 2021:
            yield self._say("note_kingdom")
        if subject.codes & _HYDROCARBONS:
            yield self._say("note_hydrocarbons")

    def _of_places(self) -> Iterator[str]:
        known = known_places()
        for flow in FLOWS:
            values = {code: value for code, value in self.figures.by_place[flow].items() if code not in known}
            if values:
                yield self._note("note_places", flow, values, "departement")

    def _of_counterparts(self) -> Iterator[str]:
        subject = self.subject
        column = "partner" if subject.kind == "product" else "a129"
        values = amounts(self.figures.rows, column)
        unknown = {code: value for code, value in values.items() if code not in reference.labels(column)}
        if unknown:
            key = "note_partners" if column == "partner" else "note_products"
            codes = text.codes_listed(unknown, self.lang, _SHOWN)
            yield self._say(key, codes=codes, amount=millions(sum(unknown.values()), self.lang))
        if column != "partner":
            return
        for flow in FLOWS:
            rows = self.figures.rows[self.figures.rows["flow"] == flow]
            others = amounts(rows, "partner")
            value = sum(others.get(code, 0) for code in reference.no_countries())
            if value:
                total = self.figures.totals[flow]
                share = value / total * 100 if 0 < value <= total else math.nan
                words = {"amount": millions(value, self.lang), "share": self._percent(share)}
                yield self._say("note_no_countries", flows=self._flows(flow), **words)

    def _corrections(self) -> Iterator[str]:
        for flow in FLOWS:
            values = {code: value for code, value in self.figures.by_place[flow].items() if value < 0}
            if values:
                yield self._note("note_corrections", flow, values, "departement")

    def convention(self, flow: str) -> str:
        """Say how much of the subject's flow at Paris is gas by pipeline or electricity; empty where nothing is."""
        rows = self.figures.rows
        rows = rows[(rows["flow"] == flow) & (rows["departement"] == CONVENTION_DEPARTEMENT)]
        value = sum(value for code, value in amounts(rows, "a129").items() if code in CONVENTION_CODES["a129"])
        if value <= 0:
            return ""
        return self._say("note_convention", amount=millions(value, self.lang), flows=self._flows(flow))

    def _convention(self) -> Iterator[str]:
        yield from (found for flow in FLOWS if (found := self.convention(flow)))

    def _note(self, key: str, flow: str, values: Mapping[str, int], level: str) -> str:
        query = self.subject.query
        named = [
            query.label(level, code) if code.strip() else text.say("notices.blank_code", self.lang) for code in values
        ]
        shown = [*named[:_SHOWN], *(["…"] if len(named) > _SHOWN else [])]
        amount = millions(sum(values.values()), self.lang)
        return self._say(key, flows=self._flows(flow), codes=listed(shown, self.lang), amount=amount)
