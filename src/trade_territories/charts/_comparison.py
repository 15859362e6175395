"""The comparison of territories: sorted rows on one axis, in euros, per inhabitant, as a coverage rate or a share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from trade_territories import reference
from trade_territories.charts._comparison_layout import ComparedRow, ComparisonContent
from trade_territories.charts._comparison_layout import comparison_scene as scene
from trade_territories.charts._telling import alternative_text, query_heading, suffix, when_and_what
from trade_territories.errors import TradeTerritoriesError
from trade_territories.query import Query
from trade_territories.text import listed, say, typeset
from trade_territories.text.numbers import euros, mark, millions, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice
    from trade_territories.reference._population import Population

__all__ = ["content", "scene"]

CompareBy = Literal["value", "per_inhabitant", "coverage", "share"]
FEWEST, MOST = 2, 120
#: Number of territories named in the alternative text, from the first; the last is named too.
TOLD = 3


def content(
    flows: FlowsLike,
    territory: Iterable[TerritoryLike],
    *,
    value: CompareBy = "value",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> ComparisonContent:
    """Draw territories as sorted rows on one axis: exports and imports, per inhabitant or not, or a rate.

    Parameters
    ----------
    territory
        Two territories or more, as :func:`trade_territories.territory` takes them; for instance
        ``tt.territories(level="region")["code"]``.
    value
        ``"value"`` in millions of euros, ``"per_inhabitant"`` in euros, ``"coverage"`` (exports in percent of imports), or
        ``"share"`` of what ``only`` keeps in exports and imports.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Raises
    ------
    TradeTerritoriesError
        Fewer than 2 territories or more than 120, one of them twice, or a share without ``only``.
    IncompleteCoverageError
        The table lacks a département of one of them, or one direction.
    """
    if value not in get_args(CompareBy):
        raise TradeTerritoriesError(
            f"value={value!r} is not valid; choose one of {', '.join(map(repr, get_args(CompareBy)))}"
        )
    queries = _queries(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    first = queries[0]
    if value == "share" and not first.only:
        raise TradeTerritoriesError(
            'value="share" needs only=…: a share is of a product or a partner, for instance only="US"'
        )
    records = (
        {
            query.territory.code: reference.population_record(query.territory, first.period.years[-1])
            for query in queries
        }
        if value == "per_inhabitant"
        else {}
    )
    table = pd.DataFrame([_figures(query, value, records.get(query.territory.code)) for query in queries])
    by = "rate" if value == "coverage" else "export"
    table["missing"] = table[by].isna()
    table = table.sort_values(["missing", by, "code"], ascending=[True, False, True], ignore_index=True)
    table = table.drop(columns="missing")
    rows = tuple(_row(first, value, row) for row in table.to_dict("records"))
    title = _title(queries, value, rows)
    subtitle = say(f"charts.comparison.subtitle_{value}", first.lang, scope=when_and_what(first))
    notes = [say(f"charts.comparison.reading_{value}", first.lang)]
    if any(row.is_corrected for row in rows):
        notes.append(say("charts.comparison.below", first.lang))
    if value == "per_inhabitant":
        notes += _population_notes(first, queries, records)
    if (
        any(set(query.territory.departements) & set(reference.OVERSEAS) for query in queries)
        and len(queries[0].territory.departements) < 90
    ):
        notes.append(say("charts.comparison.overseas", first.lang))
    description = alternative_text(first, "comparison", subtitle, [title, *_facts(rows)], count=len(rows))
    return ComparisonContent(
        query_heading(first, title, subtitle, " ".join(notes), description),
        rows,
        value,
        {key: say(f"charts.evolution.{key}", first.lang) for key in ("export", "import", "balance")},
        first.lang,
        table,
    )


def _queries(flows: FlowsLike, territory: Iterable[TerritoryLike], **options: Any) -> list[Query]:
    """Return one query per territory, made from sums of all départements that are added up once."""
    asked = [territory] if isinstance(territory, str | reference.Territory) else list(territory)
    if not FEWEST <= len(asked) <= MOST:
        raise TradeTerritoriesError(f"{len(asked)} territories were given; compare from {FEWEST} to {MOST}")
    places = [reference.territory(item) for item in asked]
    codes = [place.code for place in places]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise TradeTerritoriesError(f"given more than once: {', '.join(twice)}; give each territory once")
    first = Query.of(flows, places[0], **options)
    queries = [first.at(place) for place in places]
    for query in queries:
        query.require_coverage()
        query.require_both_flows()
    return queries


def _figures(query: Query, value: str, people: Population | None) -> dict[str, object]:
    """Return the figures of a territory, unrounded; missing where they mean nothing or are not known."""
    exports, imports = float(query.total("export")), float(query.total("import"))
    row: dict[str, object] = {
        "code": query.territory.code,
        "label": query.place,
        "export_eur": int(exports),
        "import_eur": int(imports),
    }
    rate = math.nan
    if value == "per_inhabitant":
        exports, imports = (_per_inhabitant(query, flow, people) for flow in ("export", "import"))
    elif value == "share":
        whole = query.whole()
        exports, imports = (
            _ratio(part, whole.total(flow)) * 100 for part, flow in ((exports, "export"), (imports, "import"))
        )
    elif value == "coverage":
        rate = _ratio(exports, imports) * 100
    return row | {"export": exports, "import": imports, "rate": rate}


def _per_inhabitant(query: Query, flow: str, people: Population | None) -> float:
    """Return euros per inhabitant; départements without a figure are left out on both sides."""
    if people is None:
        return math.nan
    values = query.values("departement", flow)
    return float(values[~values.index.isin(people.without)].sum()) / people.value


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 and part >= 0 else math.nan


def _row(query: Query, value: str, row: dict[Any, Any]) -> ComparedRow:
    lang = query.lang
    name = typeset(str(row["label"]), lang)
    exports, imports, rate = float(row["export"]), float(row["import"]), float(row["rate"])
    # What stands under a column's head has its unit where it stands by itself.
    in_words: dict[str, str] = {}
    if value == "coverage":
        words = {"rate": percent(rate, lang)}
    elif value == "share":
        words = {"export": percent(exports, lang), "import": percent(imports, lang)}
    elif value == "per_inhabitant":
        unknown = say("numbers.not_known", lang)
        words = {
            key: unknown if math.isnan(amount) else euros(amount, lang)
            for key, amount in (("export", exports), ("import", imports))
        }
    else:
        words = {
            key: millions(amount, lang, unit=False, dash=True)
            for key, amount in (("export", exports), ("import", imports))
        }
        in_words = {key: millions(amount, lang) for key, amount in (("export", exports), ("import", imports))}
    balance = int(row["export_eur"]) - int(row["import_eur"])
    balance_words = f"{mark(balance)} {millions(balance, lang, signed=True, unit=False)}" if value == "value" else ""
    told = [
        say("charts.comparison.told", lang, name=say(f"charts.comparison.{key}", lang), value=text)
        for key, text in (words | in_words).items()
    ]
    values = listed(told, lang)
    tooltip = say("charts.comparison.tooltip", lang, place=name, told=values)
    return ComparedRow(str(row["code"]), name, exports, imports, rate, words, balance, balance_words, tooltip)


def _title(queries: Sequence[Query], value: str, rows: Sequence[ComparedRow]) -> str:
    """Say who comes first and who comes next; where both are as large, say no more than the subject.

    By value a territory that holds another one is ahead of it by nature, and is not named.
    """
    query, lang = queries[0], queries[0].lang
    held = {each.territory.code: set(each.territory.departements) for each in queries} if value == "value" else {}
    known = [
        row
        for row in rows
        if not math.isnan(row.leading(value)) and not any(inner < held[row.code] for inner in held.values())
    ]
    if len(known) < 2 or known[0].leading(value) == known[1].leading(value):
        return say(f"charts.comparison.subject_{value}", lang, parts=suffix(query))
    return say(f"charts.comparison.title_{value}", lang, first=known[0].name, second=known[1].name, parts=suffix(query))


def _population_notes(query: Query, queries: Sequence[Query], records: dict[str, Population | None]) -> list[str]:
    """Say which population stands below, and that a quarter or several years are no year."""
    labels = [record.label(query.lang) for record in records.values() if record]
    notes = [say("charts.comparison.population", query.lang, label=label) for label in dict.fromkeys(labels)][:2]
    if not query.period.is_whole or len(query.period.years) > 1:
        notes.append(say("charts.comparison.not_a_year", query.lang, period=query.period_label))
    without = [each.place for each in queries if not records.get(each.territory.code)]
    if without:
        join = say("charts.list_join", query.lang)
        notes.append(say("charts.comparison.without_population", query.lang, names=join.join(without)))
    return notes


def _facts(rows: Sequence[ComparedRow]) -> list[str]:
    """Return sentences for the ear: the first rows and the last."""
    shown = [*rows[:TOLD], *([rows[-1]] if len(rows) > TOLD else [])]
    return [row.tooltip for row in shown]
