"""What weighs far more in a territory's trade than in France's: both shares, and how many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts._findings import product_subject
from trade_territories.charts._rows_layout import Bar, Row, RowsContent, Segment
from trade_territories.charts._rows_layout import rows_scene as scene
from trade_territories.charts._telling import alternative_text, kind_of, name_of, query_heading, scope_of, suffix
from trade_territories.columns import PRODUCT_LEVELS, checked_flow, checked_n
from trade_territories.errors import TradeTerritoriesError
from trade_territories.measures._specialisation import FLOOR_PCT, specialisation_table
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.text import inside_sentence, listed, say
from trade_territories.text.numbers import multiple, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories._types import (
        Flow,
        FlowsLike,
        Lang,
        PartsLike,
        QuarterChoice,
        Rows,
        TerritoryLike,
        YearChoice,
    )

__all__ = ["content", "scene"]

#: Number of rows named in the alternative text.
TOLD = 3


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    by: Rows = "a129",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> RowsContent:
    """Draw what weighs far more in a territory's trade than in France's: both shares, and how many times.

    Parameters
    ----------
    flow
        ``"export"`` or ``"import"``.
    by
        A level of products or partners.
    n
        Number of rows at most: those with the largest quotient. The table of :func:`trade_territories.specialisation` has
        all.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.specialisation`, which gives the data, takes them.

    Raises
    ------
    TradeTerritoriesError
        The territory is France, which cannot be compared with itself.
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    if query.territory.level == "france":
        raise TradeTerritoriesError("France is what others are compared with; ask for a département or a région")
    level, direction = checked_rows(by), checked_flow(flow)
    whole = specialisation_table(query, flow=direction, by=level)
    special = whole[whole["standing"] == "above"]
    table = special.iloc[: checked_n(n)].reset_index(drop=True)
    rows = tuple(_row(query, level, direction, row) for row in table.to_dict("records"))
    title = _title(query, level, direction, table)
    kind = kind_of(level)
    counted = "first_zone" if kind == "zone" else "first"
    first = say(f"charts.specialisation.{counted}", query.lang, count=len(rows), of=len(special))
    words = {"scope": scope_of(query), "flows": say(f"flows.{direction}", query.lang), "first": first}
    key = f"subtitle_{kind}{'_first' if len(rows) < len(special) else ''}"
    subtitle = say(f"charts.specialisation.{key}", query.lang, **words)
    named_rows = listed(
        [
            say(
                "charts.specialisation.alt_row",
                query.lang,
                name=inside_sentence(row.name) if kind == "product" else row.name,
                here=row.bars[0].words,
                france=row.bars[1].words,
            )
            for row in rows[:TOLD]
        ],
        query.lang,
    )
    facts = [say("charts.specialisation.alt_rows", query.lang, rows=named_rows)] if rows else []
    description = alternative_text(query, "specialisation", subtitle, [title, *facts])
    reading = ""
    if rows:
        reading = say(
            "charts.specialisation.reading",
            query.lang,
            name=inside_sentence(rows[0].name) if kind == "product" else rows[0].name,
            here=rows[0].bars[0].words,
            france=rows[0].bars[1].words,
            flows=words["flows"],
            place=query.place_inside,
            parts=suffix(query),
        )
    return RowsContent(
        query_heading(query, title, subtitle, reading, description),
        ((direction, query.place_inside), ("rest", say("charts.france", query.lang))),
        say("charts.specialisation.head", query.lang),
        rows,
        say(
            f"charts.specialisation.nothing_{kind}",
            query.lang,
            place=query.place_inside,
            flows=words["flows"],
            floor=percent(FLOOR_PCT, query.lang, places=1),
        ),
        False,
        table,
        whole,
        first if len(rows) < len(special) else "",
    )


def times_words(quotient: float, lang: str) -> str:
    """Return how many times, by the one rule for quotients.

    Examples
    --------
    >>> times_words(11.4, "en"), times_words(4877.0, "en")
    ('11 times', 'over 100 times')
    """
    return say("charts.specialisation.times", lang, times=multiple(quotient, lang))


def _row(query: Query, level: str, flow: str, row: dict[Any, Any]) -> Row:
    name = name_of(query, level, str(row["code"]))
    if row["by_convention"]:
        name += say("charts.by_convention", query.lang)
    bars = []
    for place, share, role, ink in (
        (query.place_inside, float(row["share_pct"]), flow, "ink"),
        (say("charts.france", query.lang), float(row["france_share_pct"]), "rest", "secondary"),
    ):
        words = percent(share, query.lang)
        tooltip = say("charts.specialisation.tooltip", query.lang, name=name, place=place, share=words)
        bars.append(Bar((Segment(share, role, tooltip),), words, ink))
    return Row(name, tuple(bars), times_words(float(row["location_quotient"]), query.lang))


def _title(query: Query, level: str, flow: str, table: pd.DataFrame) -> str:
    """Say the first row that is no convention: its subject, and how many times."""
    lang = query.lang
    words: dict[str, object] = {
        "place": query.place_inside,
        "flows": say(f"flows.{flow}", lang),
        "parts": suffix(query),
        "floor": percent(FLOOR_PCT, lang, places=1),
        "convention": "" if table.empty else say("charts.specialisation.except_convention", lang),
    }
    firm = table[~table["by_convention"]]
    if firm.empty:
        return say(f"charts.specialisation.title_none_{kind_of(level)}", lang, **words)
    row = firm.iloc[0]
    code, times = str(row["code"]), times_words(float(row["location_quotient"]), lang)
    name = name_of(query, level, code)
    subject = product_subject(level, code, name, lang) if level in PRODUCT_LEVELS else None
    if subject is None:
        return say("charts.specialisation.title_plain", lang, name=name, times=times, **words)
    text, number = subject
    return say(f"charts.specialisation.title_{number}", lang, subject=text, times=times, **words)
