"""The map of all départements: a part of their trade by value, share, specialisation or change, or a column of one's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from trade_territories import reference
from trade_territories.charts._classes import class_bounds, class_of
from trade_territories.charts._content import Heading
from trade_territories.charts._map_layout import MapClass, MapContent, Place
from trade_territories.charts._map_layout import map_scene as scene
from trade_territories.charts._map_values import Values, checked_value, of_query, of_table
from trade_territories.charts._telling import query_heading, sentences, when_and_what
from trade_territories.errors import TradeTerritoriesError
from trade_territories.query import Query
from trade_territories.text import checked_lang, listed, say, typeset
from trade_territories.text.numbers import decimal, millions, ordinal, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._classes import Method
    from trade_territories.charts._map_values import Value
    from trade_territories.columns import Flow
    from trade_territories.parts import PartsLike
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike
    from trade_territories.text import Lang

__all__ = ["content", "scene"]

#: Colours of a map with so many classes, among the five from the palest to the darkest.
_RAMPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
#: So many départements are told and added up in the finding; a quotient is told up to a hundred.
FIRST, TOLD, MOST_TIMES = 10, 3, 100.0
MILLION = 1e6


def content(
    flows: Any = None,
    territory: TerritoryLike | None = None,
    *,
    only: PartsLike = None,
    excluding: PartsLike = None,
    flow: Flow = "export",
    value: Value | None = None,
    base_year: int | None = None,
    classes: Method | Sequence[float] = "quantiles",
    table: Any = None,
    column: str | None = None,
    unit: str = "",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    lang: str = "fr",
) -> MapContent:
    """Draw a map of all départements by their trade in some products or with some partners, in five classes.

    Parameters
    ----------
    territory
        Outlined, and told beside the map.
    only, excluding
        Products and partners kept and left out, as :func:`trade_territories.totals` takes them.
    flow
        ``"export"`` or ``"import"``.
    value
        ``"share"`` of what ``only`` keeps in the trade of each département, ``"value"`` in euros, ``"specialisation"`` (the share
        divided by that of France) or ``"change"`` from a year before; the share where ``only`` is given, else the value.
    base_year
        The earlier year of a change; the year before by default.
    classes
        ``"quantiles"``, ``"jenks"`` (natural breaks), or the bounds between classes; they are rounded.
    table, column, unit
        A table of one's own in place of flows: one row per département, its code as a text, and the column to map, with its unit.
    year, quarter, lang
        As :func:`trade_territories.totals` takes them.

    Raises
    ------
    IncompleteCoverageError
        The table of flows lacks a département: it would be blank for the wrong reason.
    TradeTerritoriesError, UnknownCodeError
        Neither flows nor a table, a value or classes that do not exist, codes that are no départements.
    """
    language = checked_lang(lang)
    if table is not None:
        values = of_table(table, column, language)
        words = _OwnWords(values, unit, language)
        return _content(words, territory, classes)
    if flows is None:
        raise TradeTerritoriesError("a map needs flows, or table=… with one row per département")
    query = Query.of(
        flows, reference.france(), year=year, quarter=quarter, only=only, excluding=excluding, lang=language
    )
    kind = checked_value(value, query)
    base = None
    if kind == "change":
        last = query.period.years[-1]
        base = Query.of(
            flows,
            reference.france(),
            year=last - 1 if base_year is None else base_year,
            quarter=quarter,
            only=only,
            excluding=excluding,
            lang=language,
        )
    values = of_query(query, flow, kind, base)
    return _content(_Words(query, values, flow, base), territory, classes)


class _Words:
    """How the figures of a map of flows are written, and the sentences around them."""

    def __init__(self, query: Query, values: Values, flow: str, base: Query | None) -> None:
        self.query, self.values, self.flow, self.base = query, values, flow, base
        self.lang = query.lang
        self.ramp = flow
        self.has_nothing = values.kind != "change"

    def _say(self, key: str, **words: object) -> str:
        return say(f"charts.map.{key}", self.lang, **words)

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

    @property
    def unit(self) -> str:
        """The unit of the key."""
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
        """What is kept, inside a sentence; nothing where all is."""
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
    def scope(self) -> str:
        """When, and of what."""
        if self.base is None:
            return when_and_what(self.query)
        between = self._say("between", base=self.base.period_label, period=self.query.period_label)
        return ", ".join(word for word in (between, self.query.parts_label) if word)

    def subtitle(self) -> str:
        """Say what is mapped."""
        return self._say(f"subtitle_{self.values.kind}", flows=self._flows, scope=self.scope)

    def title(self, here: Place | None, territory: Territory | None, ranked: Sequence[Place]) -> str:
        """Say the finding: of the territory outlined where there is one, else of the first département."""
        kind = self.values.kind
        words: dict[str, object] = {"subject": self.subject, "flows": self._flows}
        if kind == "change":
            return self._change_title(words, ranked)
        first = here if here and here.value else ranked[0] if ranked else None
        if first is None:
            return self._say("title_nothing", **words)
        words["place"] = territory.label(self.lang) if here and first is here and territory else first.name
        if kind == "share":
            return self._say("title_share", share=first.words, france=self.written(self.values.france), **words)
        if kind == "specialisation":
            return self._say(f"title_specialisation_{self.flow}", times=first.words, **words)
        return self._value_title(here, words, ranked)

    def _value_title(self, here: Place | None, words: dict[str, object], ranked: Sequence[Place]) -> str:
        if here and here.rank:
            rank = ordinal(here.rank, self.lang)
            return self._say(f"title_rank_{self.flow}", amount=here.words, rank=rank, of=len(ranked), **words)
        first = ranked[:FIRST]
        share = percent(sum(one.value or 0 for one in first) / self.values.france * 100, self.lang)
        key = "title_value" if self.query.only else "title_value_all"
        return self._say(key, count=len(first), share=share, **words)

    def _change_title(self, words: dict[str, object], ranked: Sequence[Place]) -> str:
        if "emebi" in self.values.breaks or not ranked or self.base is None:
            return self._say("title_change", scope=self.scope, **words)
        up = sum((one.value or 0) > 0 for one in ranked)
        down = sum((one.value or 0) < 0 for one in ranked)
        return self._say(
            "title_up_down" if up >= down else "title_down_up",
            up=up,
            down=down,
            base=self.base.period_label,
            period=self.query.period_label,
            **words,
        )

    def reading(self, here: Place | None, ranked: Sequence[Place]) -> str:
        """Read one value, and say what shades mean."""
        one = here if here and here.value is not None else ranked[0] if ranked else None
        sentences = []
        if one is not None:
            part = self._say("part", part=self._part) if self._part else ""
            words = {"place": one.name, "value": one.words, "flows": self._flows, "part": part}
            sentences.append(self._say(f"reading_{self.values.kind}", **words))
        sentences.append(self._say("shades_change" if self.values.kind == "change" else "shades"))
        sentences += [say(f"charts.map.break_{key}", self.lang) for key in self.values.breaks]
        sentences.append(self._say("corsica"))
        return " ".join(sentences)

    def heading(self, title: str, reading: str, facts: Sequence[str]) -> Heading:
        """Put the words around the map together."""
        made = say("charts.alt_made", self.lang) if self.query.is_sample else ""
        description = sentences([self._say("alt", subject=f"{self.subtitle()}{made}"), title, *facts])
        source = say("charts.source_contours", self.lang)
        return query_heading(self.query, title, self.subtitle(), reading, description, source=source)

    def france_row(self) -> tuple[str, str, float | None]:
        """Return name, words and value of France, the last row of the list; no value where it would dwarf the others."""
        name = self._say("france")
        if self.values.kind == "specialisation":
            return "", "", None
        value = None if self.values.kind == "value" else self.values.france
        return name, self.written(self.values.france), value


class _OwnWords(_Words):
    """How the figures of one's own table are written."""

    def __init__(self, values: Values, unit: str, lang: Lang) -> None:
        self.values, self.flow, self.base, self.lang, self.own_unit = values, "balance", None, lang, unit
        self.ramp, self.has_nothing = "balance", False
        numbers = [abs(value) for value in values.table["value"] if math.isfinite(value)]
        most = max(numbers, default=0.0)
        whole = all(float(value).is_integer() for value in numbers)
        self.places = 0 if whole or most >= 100 else 1 if most >= 10 else 2

    def written(self, value: float) -> str:
        text = decimal(value, self.places, self.lang)
        return self._say("own_value", value=text, unit=self.own_unit) if self.own_unit else text

    @property
    def unit(self) -> str:
        return self.own_unit

    @property
    def without(self) -> str:
        return ""

    def subtitle(self) -> str:
        return self._say("subtitle_own", unit=self.own_unit) if self.own_unit else self._say("subtitle_own_plain")

    def title(self, here: Place | None, territory: Territory | None, ranked: Sequence[Place]) -> str:
        del here, territory, ranked
        return self.values.kind

    def reading(self, here: Place | None, ranked: Sequence[Place]) -> str:
        one = here if here and here.value is not None else ranked[0] if ranked else None
        first = [self._say("reading_own", place=one.name, value=one.words)] if one else []
        return " ".join([*first, self._say("shades"), self._say("corsica")])

    def heading(self, title: str, reading: str, facts: Sequence[str]) -> Heading:
        description = sentences([self._say("alt", subject=title), *facts])
        return Heading(
            title, self.subtitle(), say("charts.source_contours", self.lang), description, None, self.lang, reading
        )

    def france_row(self) -> tuple[str, str, float | None]:
        return "", "", None


def _times(value: float, lang: Lang) -> str:
    if value > MOST_TIMES:
        return say("charts.map.many_times", lang, most=decimal(MOST_TIMES, 0, lang))
    return say("charts.map.times", lang, times=ratio(value, lang) if value >= 1 else decimal(value, 2, lang))


def _content(words: _Words, territory: TerritoryLike | None, classes: Method | Sequence[float]) -> MapContent:
    values, lang = words.values, words.lang
    codes = values.table["code"].tolist()
    numbers = dict(zip(codes, values.table["value"].tolist(), strict=True))
    known = [value for value in numbers.values() if math.isfinite(value) and not (words.has_nothing and value == 0)]
    bounds = class_bounds([words.scaled(value) for value in known], classes)
    ranking = sorted(
        (code for code in codes if math.isfinite(numbers[code]) and not (words.has_nothing and numbers[code] == 0)),
        key=lambda code: (-numbers[code], code),
    )
    ranks = {code: rank for rank, code in enumerate(ranking, start=1)}
    roles = _roles(words.ramp, bounds)
    labels = {code: typeset(label, lang) for code, label in zip(codes, values.table["label"], strict=True)}
    places = tuple(
        _place(words, code, labels[code], numbers[code], ranks.get(code, 0), len(ranking), bounds, roles)
        for code in codes
    )
    by_code = {place.code: place for place in places}
    ranked = [by_code[code] for code in ranking]
    chosen = reference.territory(territory) if territory is not None else None
    outlined = chosen.departements if chosen and chosen.level != "france" else ()
    here = by_code[outlined[0]] if len(outlined) == 1 else None
    title = words.title(here, chosen, ranked) + words.without
    name, france, value = words.france_row()
    values.table["class"] = [by_code[code].rank_class for code in codes]
    return MapContent(
        words.heading(title, words.reading(here, ranked), _facts(words, ranked, here)),
        places,
        _key(words, bounds, roles, places),
        outlined,
        chosen.label(lang) if chosen and outlined else "",
        tuple(ranked),
        (name, france, value),
        values.kind == "change",
        lang,
        values.table,
    )


def _roles(ramp: str, bounds: Sequence[float]) -> tuple[str, ...]:
    """Return the fill of each class: from the palest to the darkest, in another hue for what is below nothing."""
    steps = _RAMPS.get(len(bounds) + 1)
    if steps is None:
        raise TradeTerritoriesError(
            f"classes={list(bounds)!r} make {len(bounds) + 1} classes; at most 5 are told apart by eye"
        )
    below = [bound <= 0 for bound in bounds] + [False]
    return tuple(f"{'fall' if is_below else ramp}_class_{step}" for is_below, step in zip(below, steps, strict=True))


def _place(
    words: _Words,
    code: str,
    label: str,
    value: float,
    rank: int,
    of: int,
    bounds: Sequence[float],
    roles: Sequence[str],
) -> Place:
    lang = words.lang
    if not math.isfinite(value):
        text = say("charts.map.unknown", lang)
        return Place(
            code, label, None, text, 0, of, "others", say("charts.map.tooltip", lang, place=label, value=text), 0
        )
    if words.has_nothing and value == 0:
        text = say("charts.map.nothing", lang)
        return Place(
            code, label, 0.0, text, 0, of, "others_flow", say("charts.map.tooltip", lang, place=label, value=text), 0
        )
    at = class_of(words.scaled(value), bounds)
    text = words.written(value)
    told_rank = say("charts.map.rank", lang, rank=ordinal(rank, lang), of=of)
    tooltip = say("charts.map.tooltip", lang, place=label, value=f"{text}, {told_rank}")
    return Place(code, label, value, text, rank, of, roles[at - 1], tooltip, at)


def _key(words: _Words, bounds: Sequence[float], roles: Sequence[str], places: Sequence[Place]) -> tuple[MapClass, ...]:
    """Return the classes with their bounds and counts; then those of no trade and of nothing known, where there are any."""
    lang = words.lang
    texts = [_bound(bound, words) for bound in bounds]
    names = [say("charts.map.all", lang)] if not bounds else []
    for at in range(len(bounds) + 1 if bounds else 0):
        low, high = (texts[at - 1] if at else ""), (texts[at] if at < len(texts) else "")
        if not low:
            name = say("charts.map.below", lang, high=high, unit=words.unit)
        elif not high:
            name = say("charts.map.from", lang, low=low, unit=words.unit)
        else:
            name = say("charts.map.range", lang, low=low, high=high, unit=words.unit)
        names.append(" ".join(name.split(" ")).replace("  ", " ").strip())
    found = [
        MapClass(role, name, sum(place.rank_class == at for place in places))
        for at, (role, name) in enumerate(zip(roles, names, strict=True), start=1)
    ]
    nothing = sum(place.rank_class == 0 and place.value is not None for place in places)
    unknown = sum(place.value is None for place in places)
    found += [MapClass("others_flow", say("charts.map.nothing", lang), nothing, is_apart=True)] if nothing else []
    found += [MapClass("others", say("charts.map.unknown", lang), unknown, is_apart=True)] if unknown else []
    return tuple(found)


def _bound(bound: float, words: _Words) -> str:
    """Write a bound with as many decimals as it has."""
    places = next((count for count in range(7) if math.isclose(round(bound, count), bound, rel_tol=1e-9)), 7)
    return decimal(bound, places, words.lang)


def _facts(words: _Words, ranked: Sequence[Place], here: Place | None) -> list[str]:
    """Return sentences for the ear: the first, the last, and the territory outlined."""
    lang = words.lang
    if not ranked:
        return [say("charts.map.alt_nothing", lang)]
    join = say("charts.list_join", lang)
    first = join.join(f"{one.name}, {one.words}" for one in ranked[:TOLD])
    facts = [say("charts.map.alt_first", lang, rows=first)]
    if len(ranked) > TOLD:
        facts.append(say("charts.map.alt_last", lang, rows=f"{ranked[-1].name}, {ranked[-1].words}"))
    if here and here.rank:
        rank = ordinal(here.rank, lang)
        facts.append(say("charts.map.alt_here", lang, place=here.name, value=here.words, rank=rank, of=here.of))
    return facts
