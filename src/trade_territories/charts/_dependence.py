"""Imports that come mostly from one country outside the Union: its share, other such countries, and the Union."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts._rows_layout import Bar, Row, RowsContent, Segment
from trade_territories.charts._rows_layout import rows_scene as scene
from trade_territories.charts._telling import alternative_text, name_of, query_heading, scope_of, suffix
from trade_territories.columns import PRODUCT_LEVELS, checked_level, checked_n
from trade_territories.measures._dependence import dependence_table
from trade_territories.query import Query
from trade_territories.text import inside_sentence, listed, say, typeset
from trade_territories.text.numbers import fine_percent, millions, percent

if TYPE_CHECKING:
    from trade_territories._types import (
        FlowsLike,
        Lang,
        PartsLike,
        ProductLevel,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )

__all__ = ["ALL_SIGNALS", "content", "scene", "share_about_half"]

#: All three thresholds, inspired by the Commission's, are passed.
ALL_SIGNALS = 3
#: Number of rows named in the alternative text.
TOLD = 3
#: Shares between these read as a half without a decimal.
HALVES = (49.5, 50.5)
#: Where goods come from: role of the fill, role of the words on it, and key of its meaning.
_ORIGINS = (
    ("import_machines", "on_import_machines", "first"),
    ("import_chemistry", "on_import_chemistry", "outside"),
    ("others", "ink", "inside"),
)


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: ProductLevel = "a129",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> RowsContent:
    """Draw the imports that come mostly from one country outside the Union: its share, other such countries, the Union.

    Parameters
    ----------
    by
        A level of products.
    n
        Number of products at most: the largest imports. The table of :func:`trade_territories.dependence` has all.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.dependence`, which gives the data, takes them.
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    level = checked_level(by, PRODUCT_LEVELS)
    whole = dependence_table(query, by=level)
    seen = whole["screened"] & ~whole["by_convention"]
    chosen = whole[seen & (whole["one_supplier"] | (whole["signals"] == ALL_SIGNALS))]
    table = chosen.iloc[: checked_n(n)].reset_index(drop=True)
    rows = tuple(_row(query, level, row) for row in table.to_dict("records"))
    count = int((seen & whole["one_supplier"]).sum())
    title = say("charts.dependence.title", query.lang, count=count, place=query.place_inside, parts=suffix(query))
    first_rows = say("charts.dependence.first", query.lang, count=len(rows), of=len(chosen))
    words: dict[str, object] = {"scope": scope_of(query), "first": first_rows}
    subtitle = say(f"charts.dependence.subtitle{'_first' if len(rows) < len(chosen) else ''}", query.lang, **words)
    named_rows = listed(
        [
            say(
                "charts.dependence.alt_row",
                query.lang,
                name=inside_sentence(row.name),
                first=row.bars[0].words,
                value=row.figure,
            )
            for row in rows[:TOLD]
        ],
        query.lang,
    )
    facts = [say("charts.dependence.alt_rows", query.lang, rows=named_rows)] if rows else []
    facts.append(say("charts.dependence.caution", query.lang))
    reading = " ".join(say(f"charts.dependence.{key}", query.lang) for key in ("shown", "caution"))
    if rows:
        read = table.iloc[0]
        first = say(
            "charts.dependence.reading",
            query.lang,
            name=inside_sentence(rows[0].name),
            share=share_about_half(float(read["first_extra_eu_share_pct"]), query.lang),
            origin=typeset(str(read["first_extra_eu_origin_label"]), query.lang),
            parts=suffix(query),
        )
        reading = f"{first} {reading}"
    description = alternative_text(query, "dependence", subtitle, [title, *facts])
    return RowsContent(
        query_heading(query, title, subtitle, reading, description),
        tuple((role, say(f"charts.dependence.key_{name}", query.lang)) for role, _, name in _ORIGINS),
        say("charts.dependence.head", query.lang),
        rows,
        say("charts.dependence.nothing", query.lang, place=query.place_inside),
        True,
        table,
        whole,
        first_rows if len(rows) < len(chosen) else "",
    )


def _row(query: Query, level: str, row: dict[Any, Any]) -> Row:
    lang = query.lang
    name = name_of(query, level, str(row["code"]))
    origin = typeset(str(row["first_extra_eu_origin_label"]), lang)
    first, outside = float(row["first_extra_eu_share_pct"]), float(row["extra_eu_share_pct"])
    shares = (first, max(outside - first, 0.0), max(100.0 - outside, 0.0))
    names = (origin, *(say(f"charts.dependence.key_{key}", lang) for *_, key in _ORIGINS[1:]))
    segments = []
    for share, where, (role, ink, key) in zip(shares, names, _ORIGINS, strict=True):
        words = share_about_half(share, lang)
        named = say("charts.dependence.segment", lang, name=where, share=words)
        inside = (named, words) if key == "first" else (words,)
        tooltip = say("charts.dependence.tooltip", lang, name=name, origin=where, share=words)
        segments.append(Segment(share, role, tooltip, inside, ink))
    words = say("charts.dependence.segment", lang, name=origin, share=share_about_half(first, lang))
    return Row(name, (Bar(tuple(segments), words, "ink"),), millions(int(row["import_eur"]), lang))


def share_about_half(share_pct: float, lang: str) -> str:
    """Return a share as text; with a decimal where it would read as a half."""
    return fine_percent(share_pct, lang) if HALVES[0] <= share_pct < HALVES[1] else percent(share_pct, lang)
