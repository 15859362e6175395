"""The map of all départements: a part of their trade by value, share, specialisation or change, or a column of one's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._classes import class_bounds, class_of
from trade_territories.charts._map_layout import MapClass, MapContent, Place
from trade_territories.charts._map_layout import map_scene as scene
from trade_territories.charts._map_values import checked_value, of_query, of_table
from trade_territories.charts._map_words import OwnWords, Words
from trade_territories.charts._telling import alternative_list
from trade_territories.errors import TradeTerritoriesError, readable
from trade_territories.query import Query
from trade_territories.text import checked_lang, say, typeset
from trade_territories.text.numbers import decimal, ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories._types import Flow, FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice
    from trade_territories.charts._classes import Method
    from trade_territories.charts._map_values import Value, Values

__all__ = ["content", "content_of", "scene"]

#: Colours of a map by its number of classes, among the five from the palest to the darkest.
_RAMPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
#: Number of départements named in the alternative text.
TOLD = 3


def content(
    flows: FlowsLike | None = None,
    territory: TerritoryLike | None = None,
    *,
    only: PartsLike = None,
    excluding: PartsLike = None,
    flow: Flow = "export",
    value: Value | None = None,
    base_year: int | None = None,
    classes: Method | Sequence[float] = "quantiles",
    table: object = None,
    column: str | None = None,
    unit: str = "",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    lang: Lang = "fr",
) -> MapContent:
    """Draw a map of all départements by their trade in some products or with some partners, in five classes.

    Parameters
    ----------
    territory
        Outlined, and named beside the map.
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
    _refuse_unused(
        table is not None,
        {
            "only": only,
            "excluding": excluding,
            "value": value,
            "base_year": base_year,
            "year": year,
            "quarter": quarter,
        },
        {"column": column, "unit": unit or None},
    )
    if table is not None:
        values = of_table(table, column, language)
        words = OwnWords(values, readable(unit), language)
        return _content(words, territory, classes)
    if flows is None:
        raise TradeTerritoriesError("a map needs flows, or table=… with one row per département")
    query = Query.of(
        flows, reference.france(), year=year, quarter=quarter, only=only, excluding=excluding, lang=language
    )
    kind = checked_value(value, query)
    if base_year is not None and kind != "change":
        raise TradeTerritoriesError(
            'base_year is the earlier year of a change: give value="change" as well, or leave it out'
        )
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
    return _content(Words(query, values, flow, base), territory, classes)


def _refuse_unused(has_table: bool, of_flows: dict[str, object], of_table: dict[str, object]) -> None:
    """Refuse arguments that would be passed over: those of flows beside a table of one's own, or those of a table without one."""
    unused = [name for name, given in (of_flows if has_table else of_table).items() if given is not None]
    if unused and has_table:
        raise TradeTerritoriesError(
            f"table=… is mapped as it is, and {', '.join(unused)} would be passed over: leave them out"
        )
    if unused:
        raise TradeTerritoriesError(f"{' and '.join(unused)} without table=…: give a table of your own as well")


def content_of(query: Query, values: Values, flow: Flow, classes: Method | Sequence[float] = "quantiles") -> MapContent:
    """Return the map of values that are known already, of a query about France."""
    return _content(Words(query, values, flow, None), None, classes)


def _content(words: Words, territory: TerritoryLike | None, classes: Method | Sequence[float]) -> MapContent:
    values, lang = words.values, words.lang
    codes = values.table["code"].tolist()
    numbers = dict(zip(codes, values.table["value"].tolist(), strict=True))
    ranking = sorted(
        (code for code in codes if code != reference.MONACO and not words.is_blank(numbers[code])),
        key=lambda code: (-numbers[code], code),
    )
    bounds = class_bounds([words.scaled(numbers[code]) for code in ranking], classes)
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
            f"classes={list(bounds)!r} make {len(bounds) + 1} classes; at most 5 can be told apart by eye"
        )
    below = [bound <= 0 for bound in bounds] + [False]
    return tuple(f"{'fall' if is_below else ramp}_class_{step}" for is_below, step in zip(below, steps, strict=True))


def _place(
    words: Words,
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
    # Monaco has its colour and no rank: it is no département.
    facts = [text, *([say("charts.map.rank", lang, rank=ordinal(rank, lang), of=of)] if rank else [])]
    tooltip = say("charts.map.tooltip", lang, place=label, value=", ".join(facts))
    return Place(code, label, value, text, rank, of, roles[at - 1], tooltip, at)


def _key(words: Words, bounds: Sequence[float], roles: Sequence[str], places: Sequence[Place]) -> tuple[MapClass, ...]:
    """Return the classes with their bounds and counts; then those of no trade and of nothing known, where there are any.

    Départements are counted; Monaco is none.
    """
    lang = words.lang
    with_monaco, places = places, [place for place in places if place.code != reference.MONACO]
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
        # What is traded from unknown places alone colours nothing.
        if bounds or any(place.rank_class == at for place in with_monaco)
    ]
    nothing = sum(place.rank_class == 0 and place.value is not None for place in places)
    unknown = sum(place.value is None for place in places)
    found += [MapClass("others_flow", say("charts.map.nothing", lang), nothing, is_apart=True)] if nothing else []
    found += [MapClass("others", say("charts.map.unknown", lang), unknown, is_apart=True)] if unknown else []
    return tuple(found)


def _bound(bound: float, words: Words) -> str:
    """Write a bound with as many decimals as it has."""
    places = next((count for count in range(7) if math.isclose(round(bound, count), bound, rel_tol=1e-9)), 7)
    return words.bound(decimal(bound, places, words.lang))


def _facts(words: Words, ranked: Sequence[Place], here: Place | None) -> list[str]:
    """Return sentences for the ear: the first, the last, and the territory outlined."""
    lang = words.lang
    if not ranked:
        return [say("charts.map.alt_nothing", lang)]
    first = alternative_list([(place.name, place.words) for place in ranked[:TOLD]], lang)
    facts = [say("charts.map.alt_first", lang, rows=first)]
    if len(ranked) > TOLD:
        facts.append(say("charts.map.alt_last", lang, rows=f"{ranked[-1].name}, {ranked[-1].words}"))
    if here and here.rank:
        rank = ordinal(here.rank, lang)
        facts.append(say("charts.map.alt_here", lang, place=here.name, value=here.words, rank=rank, of=here.of))
    return facts
