"""How the figures of a map are written, and the sentences around them: of flows, or of one's own table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories.charts._content import Heading
from trade_territories.charts._map_values import value_of
from trade_territories.charts._telling import alternative_text, query_heading, sentences
from trade_territories.text import listed, say
from trade_territories.text.numbers import decimal, millions, multiple, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._map_layout import Place
    from trade_territories.charts._map_values import Values
    from trade_territories.query import Query
    from trade_territories.reference import Territory
    from trade_territories.text import Lang

#: Number of départements added up in the finding; the largest quotient that is written as a number.
FIRST = 10
MILLION = 1e6


class Words:
    """How the figures of a map of flows are written, and the sentences around them."""

    def __init__(self, query: Query, values: Values, flow: str, base: Query | None) -> None:
        self.query, self.values, self.flow, self.base = query, values, flow, base
        self.lang = query.lang
        self.ramp = flow
        self.has_nothing = values.kind != "change"

    def _say(self, key: str, **words: object) -> str:
        return say(f"charts.map.{key}", self.lang, **words)

    def is_blank(self, value: float) -> bool:
        """Tell whether a value has no class: it is not known, or there is no trade."""
        return not math.isfinite(value) or (self.has_nothing and value == 0)

    def written(self, value: float) -> str:
        """Write one value."""
        if self.values.kind == "value":
            return millions(value, self.lang)
        if self.values.kind == "specialisation":
            return _times(value, self.lang)
        return percent(value, self.lang, signed=self.values.kind == "change")

    def scaled(self, value: float) -> float:
        """Return a value in the unit of the key."""
        return value / MILLION if self.values.kind == "value" else value

    def bound(self, text: str) -> str:
        """Return the bound of a class as it stands in the key, but for what follows it."""
        return text

    @property
    def unit(self) -> str:
        """The unit of the key, behind its numbers."""
        return {"value": "", "specialisation": ""}.get(self.values.kind, "%")

    @property
    def _flows(self) -> str:
        return say(f"flows.{self.flow}", self.lang)

    @property
    def subject(self) -> str:
        """What the map is about: "Boissons, États-Unis", or the flow."""
        text = self._part or self._flows
        return text[:1].upper() + text[1:]

    @property
    def _part(self) -> str:
        """What is kept, inside a sentence; empty where all is."""
        return ", ".join(self.query.only.names(self.query))

    @property
    def without(self) -> str:
        """What is left out, to stand at the end of a title: its subject says what is kept."""
        left_out = self.query.excluding.names(self.query)
        if not left_out:
            return ""
        parts = say("scope.excluding", self.lang, names=listed(left_out, self.lang))
        return say("charts.parts", self.lang, parts=parts)

    @property
    def when(self) -> str:
        """The period, or the two that are compared."""
        if self.base is None:
            return self.query.period_label
        return self._say("between", base=self.base.period_label, period=self.query.period_label)

    @property
    def scope(self) -> str:
        """When, and of what."""
        return ", ".join(word for word in (self.when, self.query.parts_label) if word)

    def subtitle(self) -> str:
        """Say what is mapped."""
        return self._say(f"subtitle_{self.values.kind}", flows=self._flows, scope=self.scope)

    def title(self, here: Place | None, territory: Territory | None, ranked: Sequence[Place]) -> str:
        """Say the finding: of the territory outlined where there is one, else of the first département."""
        kind = self.values.kind
        words: dict[str, object] = {"subject": self.subject, "flows": self._flows}
        if kind == "change":
            return self._change_title(words, ranked)
        if territory and territory.level != "france" and len(territory.departements) > 1:
            own = value_of(self.query, self.flow, kind, territory.departements)
            if math.isfinite(own) and own > 0:
                return self._title_of_several(territory, own, words)
        first = here if here and here.value else ranked[0] if ranked else None
        if first is None:
            return self._say("title_nothing", **words)
        words["place"] = territory.label(self.lang) if here and first is here and territory else first.name
        if kind == "share":
            return self._say("title_share", share=first.words, france=self.written(self.values.france), **words)
        if kind == "specialisation":
            return self._say(f"title_specialisation_{self.flow}", times=first.words, **words)
        return self._value_title(here, words, ranked)

    def _title_of_several(self, territory: Territory, own: float, words: dict[str, object]) -> str:
        """Say the value of a territory of several départements, all of which are outlined."""
        words = words | {"place": self.query.at(territory).place_inside}
        kind = self.values.kind
        if kind == "share":
            return self._say("title_share", share=self.written(own), france=self.written(self.values.france), **words)
        if kind == "specialisation":
            return self._say(f"title_specialisation_{self.flow}", times=self.written(own), **words)
        share = percent(own / self.values.france * 100, self.lang)
        return self._say(f"title_part_{self.flow}", amount=self.written(own), share=share, **words)

    def _value_title(self, here: Place | None, words: dict[str, object], ranked: Sequence[Place]) -> str:
        if here and here.rank:
            rank = ordinal(here.rank, self.lang)
            return self._say(f"title_rank_{self.flow}", amount=here.words, rank=rank, of=len(ranked), **words)
        first = ranked[:FIRST]
        share = percent(sum(place.value or 0 for place in first) / self.values.france * 100, self.lang)
        key = "title_value" if self.query.only else "title_value_all"
        return self._say(key, count=len(first), share=share, **words)

    def _change_title(self, words: dict[str, object], ranked: Sequence[Place]) -> str:
        if "emebi" in self.values.breaks or not ranked or self.base is None:
            return self._say("title_change", scope=self.when, **words)
        up = sum((place.value or 0) > 0 for place in ranked)
        down = sum((place.value or 0) < 0 for place in ranked)
        if not up and not down:
            return self._say("title_change", scope=self.when, **words)
        first, other = ("up", "down") if up >= down else ("down", "up")
        return self._say(
            f"title_{first}_{other}",
            first=self._say(f"departements_{first}", count=max(up, down)),
            other=min(up, down),
            base=self.base.period_label,
            period=self.query.period_label,
            **words,
        )

    def reading(self, here: Place | None, ranked: Sequence[Place]) -> str:
        """Read one value, and say what shades mean."""
        place = here if here and here.value is not None else ranked[0] if ranked else None
        sentences = []
        if place is not None:
            part = self._say("part", part=self._part) if self._part else ""
            words = {"place": place.name, "value": place.words, "flows": self._flows, "part": part}
            kind = "nothing" if self.is_blank(place.value or 0) else self.values.kind
            sentences.append(self._say(f"reading_{kind}", **words))
        sentences.append(self._say("shades_change" if self.values.kind == "change" else "shades"))
        sentences += [say(f"charts.map.break_{key}", self.lang) for key in self.values.breaks]
        sentences.append(self._say("corsica"))
        return " ".join(sentences)

    def heading(self, title: str, reading: str, facts: Sequence[str]) -> Heading:
        """Put the words around the map together."""
        description = alternative_text(self.query, "map", self.subtitle(), [title, *facts])
        source = say("charts.source_contours", self.lang)
        return query_heading(self.query, title, self.subtitle(), reading, description, source=source)

    def france_row(self) -> tuple[str, str, float | None]:
        """Return name, words and value of France, the last row of the list; no value where it would dwarf the others."""
        name = self._say("france")
        if self.values.kind == "specialisation":
            return "", "", None
        value = None if self.values.kind == "value" else self.values.france
        return name, self.written(self.values.france), value


class OwnWords(Words):
    """How the figures of one's own table are written."""

    def __init__(self, values: Values, unit: str, lang: Lang) -> None:
        self.values, self.flow, self.base, self.lang, self.own_unit = values, "balance", None, lang, unit
        self.ramp, self.has_nothing = "balance", False
        numbers = [abs(value) for value in values.table["value"] if math.isfinite(value)]
        most = max(numbers, default=0.0)
        whole = all(float(value).is_integer() for value in numbers)
        self.places = 0 if whole or most >= 100 else 1 if most >= 10 else 2

    def written(self, value: float) -> str:
        text = self.bound(decimal(value, self.places, self.lang))
        return self._say("own_value", value=text, unit=self.unit) if self.unit else text

    def bound(self, text: str) -> str:
        return f"{self.own_unit}{text}" if self._is_before else text

    @property
    def _is_before(self) -> bool:
        """Whether the unit stands before the number, as the euro does in English."""
        pattern = say("numbers.euros", self.lang, sign="", digits="1")
        return bool(self.own_unit) and pattern.startswith(self.own_unit)

    @property
    def unit(self) -> str:
        return "" if self._is_before else self.own_unit

    @property
    def without(self) -> str:
        return ""

    def subtitle(self) -> str:
        return self._say("subtitle_own", unit=self.own_unit) if self.own_unit else self._say("subtitle_own_plain")

    def title(self, here: Place | None, territory: Territory | None, ranked: Sequence[Place]) -> str:
        del here, territory, ranked
        return self.values.kind

    def reading(self, here: Place | None, ranked: Sequence[Place]) -> str:
        place = here if here and here.value is not None else ranked[0] if ranked else None
        first = [self._say("reading_own", place=place.name, value=place.words)] if place else []
        return " ".join([*first, self._say("shades"), self._say("corsica")])

    def heading(self, title: str, reading: str, facts: Sequence[str]) -> Heading:
        description = sentences([self._say("alt", subject=title), *facts], self.lang)
        return Heading(
            title, self.subtitle(), say("charts.source_contours", self.lang), description, None, self.lang, reading
        )

    def france_row(self) -> tuple[str, str, float | None]:
        return "", "", None


def _times(value: float, lang: Lang) -> str:
    return say("charts.map.times", lang, times=multiple(value, lang))
