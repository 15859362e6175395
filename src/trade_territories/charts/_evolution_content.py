"""What the evolution says: exports, imports and balance over time, and where the series breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import measures
from trade_territories.charts._content import Case, Heading
from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.charts import chart_text, listed
from trade_territories.wording.numbers import mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.reference import TerritoryLike


@dataclass(frozen=True)
class Moment:
    """A quarter or a year, with its values as they are written; ``break_words`` name a break right before it."""

    name: str
    group: str
    import_eur: int
    export_eur: int
    import_words: str
    export_words: str
    balance_words: str
    mark: str
    role: str
    break_words: str
    tooltip: str


@dataclass(frozen=True)
class EvolutionContent:
    """All that an evolution says."""

    heading: Heading
    moments: tuple[Moment, ...]
    import_head: str
    export_head: str
    balance_head: str


def evolution_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "quarter",
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> EvolutionContent:
    """Show exports, imports and balance over time, with the breaks of January 2021 and 2022.

    Parameters
    ----------
    by
        ``"quarter"`` or ``"year"``; years that are not whole are marked.
    excluding, lang
        As :func:`trade_territories.evolution`, which gives the data, takes them.
    """
    if by not in ("quarter", "year"):
        raise TradeTerritoriesError(f"by={by!r}: choose 'quarter' or 'year'")
    case = Case(flows, territory, year="all", excluding=excluding, lang=lang)
    table = measures.evolution(case.flows, case.territory, freq=by, excluding=excluding)
    columns = (
        table[name].tolist() for name in ("year", "quarter", "import_eur", "export_eur", "break_before", "whole")
    )
    moments = tuple(_moment(case, by, *row) for row in zip(*columns, strict=True))
    # Each moment stands by itself: nothing is added up, whatever the label of the period says.
    title = case.title(f"title_evolution_{by}", period=_span(case))
    # A part of a year is never set beside a year, as long as there are whole ones.
    comparable = [moment for moment, whole in zip(moments, table["whole"], strict=True) if whole] or moments
    first, last = comparable[0], comparable[-1]
    words = {
        f"{flow}_{end}": case.money(getattr(moment, f"{flow}_eur"))
        for flow in ("export", "import")
        for end, moment in (("first", first), ("last", last))
    } | {
        f"balance_{end}": case.money(moment.export_eur - moment.import_eur, signed=True)
        for end, moment in (("first", first), ("last", last))
    }
    description = chart_text(
        "describe_evolution",
        case.lang,
        place=case.place,
        period=_span(case),
        first=f"{first.group} {first.name}".strip(),
        last=f"{last.group} {last.name}".strip(),
        **words,
    )
    return EvolutionContent(
        case.heading(title, _subtitle(case, table), description),
        moments,
        chart_text("imports", case.lang),
        chart_text("exports", case.lang),
        chart_text("balance", case.lang),
    )


def _subtitle(case: Case, table: pd.DataFrame) -> str:
    """Say the unit, what a star means, and what the marked breaks are."""
    unit = chart_text(f"in_millions{'' if table['whole'].all() else '_partial'}", case.lang)
    breaks = [str(one) for one in dict.fromkeys(table["break_before"]) if one]
    if not breaks:
        return unit
    told = listed([chart_text(f"break_{one}_told", case.lang) for one in breaks], case.lang)
    return unit + chart_text("breaks", case.lang, breaks=told)


def _span(case: Case) -> str:
    years = case.selection.period.years
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _moment(
    case: Case, by: str, year: int, quarter: Any, imports: int, exports: int, broken: str, whole: bool
) -> Moment:
    difference = exports - imports
    # A yearly source has no quarters: its year stands undivided among them.
    divided = by == "quarter" and not pd.isna(quarter)
    name = f"{'T' if case.lang == 'fr' else 'Q'}{int(quarter)}" if divided else ""
    star = "" if whole else " *"
    return Moment(
        name,
        f"{year}{star}",
        imports,
        exports,
        case.figure(imports),
        case.figure(exports),
        case.figure(difference, signed=True),
        mark(difference),
        "surplus" if difference > 0 else "deficit" if difference < 0 else "secondary",
        chart_text(f"break_{broken}", case.lang) if broken else "",
        case.told_row(f"{year}{star} {name}".strip(), imports, exports),
    )
