"""The evolution: exports and imports as lines over time, their balance as bars, years as a table, what made the last change."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories.charts._evolution_data import Contribution, EvolutionContent, Moment, YearRow
from trade_territories.charts._evolution_layout import evolution_scene as scene
from trade_territories.charts._telling import alternative_text, name_of, query_heading, suffix
from trade_territories.columns import FLOWS, PARENT_COLUMN, checked_flow, checked_level
from trade_territories.measures._evolution import evolution_table
from trade_territories.period import is_whole_year
from trade_territories.query import Query
from trade_territories.text import listed, say
from trade_territories.text.numbers import decimal, mark, millions, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trade_territories._types import Flow, FlowsLike, Lang, Level, PartsLike, TerritoryLike, YearChoice
    from trade_territories.measures._evolution import Frequency

__all__ = ["content", "scene"]

#: A change smaller than this is said to be none; contributions smaller than this are not drawn.
STABLE_PCT, LEAST_POINTS = 0.5, 0.05
#: Number of products or partners shown for each direction.
SHOWN = 4


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    freq: Frequency = "quarter",
    flow: Flow | None = None,
    by: Level | None = "a129",
    year: YearChoice = "all",
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> EvolutionContent:
    """Draw exports, imports and balance over time; lines are cut where the series breaks or a year is missing.

    Parameters
    ----------
    freq
        ``"quarter"`` or ``"year"``.
    flow
        ``"export"`` or ``"import"`` for one direction alone.
    by
        Level of the products or partners that made the last change, shown below where two periods can be compared; None for none.
    year
        The years drawn; all by default.
    only, excluding, lang
        As :func:`trade_territories.evolution`, which gives the data, takes them.
    """
    query = Query.of(flows, territory, year=year, only=only, excluding=excluding, lang=lang)
    if by is not None:
        checked_level(by)
    if flow is not None:
        # Of one direction nothing is said of quarters that the other one alone has.
        query.require_flow(checked_flow(flow))
        query = query.over(query.period.of(flow))
    query.prepare("flow", "year", "quarter", *([PARENT_COLUMN.get(by, by)] if by else []))
    table = evolution_table(query, freq=freq, flow=flow)
    directions: tuple[Flow, ...] = FLOWS if flow is None else (flow,)
    moments = _moments(query, table, directions)
    years = _years(query, directions)
    compared = _compared(query, table, years, directions)
    parts = tuple(_contributions(query, direction, by, compared) for direction in directions) if by and compared else ()
    title = _title(query, directions, years, compared)
    span = _span(query)
    words = {"place": query.place, "span": span, "parts": suffix(query)}
    key = f"subtitle_{freq}" if flow is None else f"subtitle_{freq}_{flow}"
    subtitle = say(f"charts.evolution.{key}", query.lang, **words)
    has_partial = any(not row.is_whole for row in years)
    partial = [say("charts.evolution.alt_partial", query.lang)] if has_partial else []
    facts = _facts(query, moments, years, directions)
    description = alternative_text(query, "evolution", subtitle, [title, *partial, *facts])
    subtitle += say("charts.evolution.partial", query.lang) if has_partial else ""
    return EvolutionContent(
        query_heading(query, title, subtitle, _reading(query, moments, years), description),
        tuple(moments),
        tuple(years),
        tuple(part for part in parts if part),
        directions,
        {key: say(f"charts.evolution.{key}", query.lang) for key in (*FLOWS, "balance")},
        compared[2] if compared else "",
        query.lang,
        table,
    )


def _moments(query: Query, table: pd.DataFrame, directions: Sequence[Flow]) -> list[Moment]:
    """Return the quarters or years that can be drawn, with the place of each in time."""
    found: list[Moment] = []
    first = int(table["year"].min())
    by_quarter = bool(table["quarter"].notna().any())
    before: float | None = None
    was_whole = True
    for row in table.to_dict("records"):
        year = int(row["year"])
        quarter = 0 if pd.isna(row["quarter"]) else int(row["quarter"])
        if by_quarter and not quarter:
            # A yearly source among quarterly ones: its year stands in the table below, not on a line of quarters.
            continue
        place = (year - first) * 4 + quarter - 1 if quarter else float(year - first)
        values: dict[str, int] = {direction: int(row[f"{direction}_eur"]) for direction in directions}
        name = (
            say("charts.evolution.quarter", query.lang, quarter=ordinal(quarter, query.lang), year=year)
            if quarter
            else str(year)
        )
        breaks = tuple(str(row["break_before"]).split("+")) if row["break_before"] else ()
        words: dict[str, str] = {
            direction: millions(value, query.lang, dash=True) for direction, value in values.items()
        }
        balance = values["export"] - values["import"] if len(values) == 2 else 0
        tooltip = say("charts.evolution.tooltip", query.lang, when=name, told=_amounts(query, values))
        is_whole = bool(row["whole"])
        # A year that lacks quarters is below the others by nature: no line leads to it.
        gap = before is None or place - before > 1 or bool(breaks) or not (is_whole and was_whole)
        found.append(
            Moment(
                year,
                quarter,
                place,
                name,
                values,
                words,
                balance,
                f"{mark(balance)} {millions(balance, query.lang, signed=True)}",
                tooltip,
                tuple(say(f"charts.evolution.break_{key}", query.lang) for key in breaks),
                begins=gap,
                is_whole=is_whole,
            )
        )
        before, was_whole = place, is_whole
    return found


def _years(query: Query, directions: Sequence[Flow]) -> list[YearRow]:
    """Return the sums of all years from the first to the last; those that the table lacks are not known."""
    sums = query.sums(["flow", "year"])
    values = {(str(flow), int(year)): int(value) for flow, year, value in sums.itertuples(index=False)}
    held = dict(query.period.quarters)
    found = []
    for year in range(min(held), max(held) + 1):
        if year not in held:
            found.append(YearRow(year, {}, {}, "", is_whole=True))
            continue
        amounts: dict[str, int] = {direction: values.get((direction, year), 0) for direction in directions}
        words: dict[str, str] = {
            direction: millions(value, query.lang, unit=False, dash=True) for direction, value in amounts.items()
        }
        balance = amounts["export"] - amounts["import"] if len(amounts) == 2 else 0
        balance_words = millions(balance, query.lang, signed=True, unit=False) if len(amounts) == 2 else ""
        found.append(YearRow(year, amounts, words, balance_words, is_whole=is_whole_year(held[year])))
    return found


#: What a change is taken between: the rows summed before and now, and how it is named.
Compared = tuple[list[tuple[int, int | None]], list[tuple[int, int | None]], str]


def _compared(
    query: Query, table: pd.DataFrame, years: Sequence[YearRow], directions: Sequence[Flow]
) -> Compared | None:
    """Return the two periods that the finding compares; none across a break.

    They are the last two whole years, where one follows the other, else the last quarter and the same one of the year before.
    """
    whole = [row.year for row in years if row.values and row.is_whole]
    broken = {int(row["year"]) for row in table.to_dict("records") if row["break_before"]}
    last = years[-1]
    if last.is_whole and len(whole) > 1 and whole[-2] == last.year - 1 and last.year not in broken:
        return [(last.year - 1, None)], [(last.year, None)], say("charts.evolution.in_year", query.lang, year=last.year)
    if last.is_whole or table["quarter"].isna().any():
        return None
    row = table.iloc[-1]
    changes = [float(row[f"{direction}_change_pct"]) for direction in directions]
    year, quarter = int(row["year"]), int(row["quarter"])
    if any(math.isnan(change) for change in changes) or year in broken:
        return None
    when = say("charts.evolution.in_quarter", query.lang, quarter=ordinal(quarter, query.lang), year=year)
    return [(year - 1, quarter)], [(year, quarter)], when


def _sum_of(query: Query, flow: str, cells: Sequence[tuple[int, int | None]], by: str | None = None) -> dict[str, int]:
    """Return euros of some years or quarters, by a level, or all under an empty code."""
    found: dict[str, int] = {}
    for year, quarter in cells:
        keys = ["flow", "year", *(["quarter"] if quarter else []), *([by] if by else [])]
        sums = query.sums(keys)
        rows = sums[(sums["flow"] == flow) & (sums["year"] == year)]
        rows = rows[rows["quarter"] == quarter] if quarter else rows
        codes = rows[by].astype(str) if by else [""] * len(rows)
        for code, value in zip(codes, rows["value_eur"], strict=True):
            found[code] = found.get(code, 0) + int(value)
    return found


def _change(query: Query, flow: str, compared: Compared) -> float:
    before, now = (sum(_sum_of(query, flow, cells).values()) for cells in compared[:2])
    return (now / before - 1) * 100 if before > 0 else math.nan


def _contributions(query: Query, flow: Flow, by: Level | None, compared: Compared) -> tuple[Contribution, ...]:
    """Return what made most of a change, in points of the whole, the largest first; they add up with the others."""
    if by is None:
        return ()
    before, now = (_sum_of(query, flow, cells, by) for cells in compared[:2])
    whole = sum(before.values())
    if whole <= 0:
        return ()
    points = {code: (now.get(code, 0) - before.get(code, 0)) / whole * 100 for code in {*before, *now}}
    order = sorted(points, key=lambda code: (-abs(points[code]), code))
    shown = [code for code in order[:SHOWN] if abs(points[code]) >= LEAST_POINTS]
    in_points = partial(decimal, places=1, lang=query.lang, signed=True)
    rows = [Contribution(flow, name_of(query, by, code), points[code], in_points(points[code])) for code in shown]
    if len(shown) < 2:
        return ()
    rest = sum(points[code] for code in order if code not in shown)
    if len(shown) < len(order):
        name = say("charts.evolution.others", query.lang, count=len(order) - len(shown))
        rows.append(Contribution(flow, name, rest, in_points(rest), is_rest=True))
    total = sum(points.values())
    words = percent(total, query.lang, signed=True)
    rows.append(Contribution(flow, say(f"charts.evolution.{flow}", query.lang), total, words, is_total=True))
    return tuple(rows)


def _title(query: Query, directions: Sequence[Flow], years: Sequence[YearRow], compared: Compared | None) -> str:
    """Say the change between two periods that can be compared; else the balance of the last whole year; else the subject."""
    lang = query.lang
    words: dict[str, object] = {"place": query.place_inside, "parts": suffix(query)}
    if compared:
        changes = {flow: _change(query, flow, compared) for flow in directions}
        if not any(math.isnan(change) for change in changes.values()):
            verbs = [_verb(change) for change in changes.values()]
            changed = [
                say(
                    f"charts.evolution.{'first' if not at else 'same' if verbs[0] == verbs[1] else 'then'}_{verbs[at]}",
                    lang,
                    flows=say(f"flows.{flow}", lang),
                    place=query.place_inside,
                    change=percent(abs(change), lang),
                )
                for at, (flow, change) in enumerate(changes.items())
            ]
            return say(
                "charts.evolution.title", lang, when=compared[2], told=listed(changed, lang), parts=suffix(query)
            )
    last = next((row for row in reversed(years) if row.values and row.is_whole), None)
    if last and len(directions) == 2:
        balance = last.values["export"] - last.values["import"]
        key = "surplus" if balance > 0 else "deficit" if balance < 0 else "level"
        amount = millions(abs(balance), lang)
        return say(f"charts.evolution.title_{key}", lang, amount=amount, year=last.year, **words)
    flows = say("charts.evolution.both", lang) if len(directions) == 2 else say(f"flows.{directions[0]}", lang)
    return say("charts.evolution.title_subject", lang, flows=flows, span=_span(query), **words)


def _verb(change: float) -> str:
    return "stable" if abs(change) < STABLE_PCT else "up" if change > 0 else "down"


def _span(query: Query) -> str:
    years = query.period.years
    if len(years) == 1:
        # Of a year that is not whole its quarters are named.
        return query.period_label
    return say("charts.evolution.span", query.lang, first=years[0], last=years[-1])


def _reading(query: Query, moments: Sequence[Moment], years: Sequence[YearRow]) -> str:
    """Read the last moment aloud, and say why lines are cut."""
    if not moments:
        return ""
    last, lang = moments[-1], query.lang
    amounts = [_amount(query, "read_one", flow, value) for flow, value in last.values.items()]
    key = "read_quarter" if last.quarter else "read_year" if last.is_whole else "read_partial"
    when = say(f"charts.evolution.{key}", lang, quarter=ordinal(last.quarter, lang), year=last.year)
    found = [say("charts.evolution.reading", lang, when=when, told=listed(amounts, lang), parts=suffix(query))]
    if any(moment.breaks for moment in moments):
        found.append(say("charts.evolution.reading_breaks", query.lang))
    if any(not row.values for row in years):
        found.append(say("charts.evolution.reading_gaps", query.lang))
    return " ".join(found)


def _amount(query: Query, key: str, flow: str, value_eur: int) -> str:
    """Return the amount of a flow as a sentence says it: "exportations de 3,0 M€", "aucune exportation"."""
    if not value_eur:
        return say(f"charts.evolution.none_{flow}", query.lang)
    words = {"name": say(f"flows.{flow}", query.lang), "value": millions(value_eur, query.lang)}
    return say(f"charts.evolution.{key}", query.lang, **words)


def _amounts(query: Query, values: Mapping[str, int]) -> str:
    """Return the amount of each flow, as it stands inside a sentence."""
    found = [_amount(query, "told_inside", flow, value) for flow, value in values.items()]
    return listed(found, query.lang)


def _facts(query: Query, moments: Sequence[Moment], years: Sequence[YearRow], directions: Sequence[Flow]) -> list[str]:
    """Return sentences for the ear: the first and the last year, the lowest and highest moments, the breaks."""
    lang = query.lang
    held = [row for row in years if row.values]
    facts = [
        say("charts.evolution.tooltip", lang, when=year.year, told=_amounts(query, year.values))
        for year in [held[0], held[-1]][: len(held)]
    ]
    for flow in directions:
        values = [(moment.values[flow], moment.name, moment.words[flow]) for moment in moments]
        high = max(values, key=lambda row: row[0], default=(0, "", ""))
        # Of equal quarters none is the highest.
        if len(values) > 2 and [value for value, *_ in values].count(high[0]) == 1:
            facts.append(say(f"charts.evolution.alt_most_{flow}", lang, when=high[1], value=high[2]))
    breaks = [name for moment in moments for name in moment.breaks]
    facts += [say("charts.evolution.alt_break", lang, name=name) for name in dict.fromkeys(breaks)]
    return facts
