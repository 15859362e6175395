"""What charts of shares say, product by product: specialisation beside France, dependence on countries outside the Union."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, measures
from trade_territories.charts._content import FRANCE_ALONE, Case, Heading
from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.charts import chart_text
from trade_territories.wording.numbers import fine_percent, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: All of the Commission's indicators point the same way.
ALL_SIGNALS = 3
#: So many rows are told in the alternative text.
TOLD = 3


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its share in percent, its role in the style, what hover tells."""

    share_pct: float
    role: str
    tooltip: str


@dataclass(frozen=True)
class Bar:
    """A bar of one or more parts, and the words at its end."""

    segments: tuple[Segment, ...]
    words: str
    role: str

    @property
    def share_pct(self) -> float:
        """All parts together."""
        return sum(segment.share_pct for segment in self.segments)


@dataclass(frozen=True)
class Row:
    """A product, its bars, and the figure in the column."""

    name: str
    bars: tuple[Bar, ...]
    figure: str


@dataclass(frozen=True)
class RowsContent:
    """All that a chart of rows says; ``key`` gives role and meaning of each fill."""

    heading: Heading
    key: tuple[tuple[str, str], ...]
    figure_head: str
    rows: tuple[Row, ...]
    #: What stands there when no row does.
    nothing: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)
    #: The whole of that table, of which the rows are the first that matter.
    whole: pd.DataFrame = field(repr=False, compare=False)


def specialisation_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: FlowChoice = "export",
    by: str = "a129",
    n: int = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> RowsContent:
    """Show what weighs far more in a territory's trade than in France's: both shares, and how many times.

    Parameters
    ----------
    flow
        ``"export"`` or ``"import"``.
    by
        A level of products.
    n
        So many products at most, those with the largest quotient.
    year, quarter, excluding, lang
        As :func:`trade_territories.specialisation`, which gives the data, takes them.

    Raises
    ------
    TradeTerritoriesError
        The territory is France, which cannot be compared with itself.
    """
    case = Case(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    if case.territory.code == FRANCE_ALONE:
        raise TradeTerritoriesError("France is what others are compared with; ask for a département or a région")
    whole = measures.specialisation(case.flows, case.territory, flow=flow, by=by, **case.asked)
    table = whole[whole["standing"] == "above"].iloc[: aggregate.checked_n(n)].reset_index(drop=True)
    here, france = case.place, chart_text("france", case.lang)
    rows = tuple(
        _compared(case, case.short(by, code), (here, share), (france, national), times, flow)
        for code, share, national, times in zip(
            table["code"], table["share_pct"], table["france_share_pct"], table["location_quotient"], strict=True
        )
    )
    told = ", ".join(f"{row.name} {row.bars[0].words} ({row.figure})" for row in rows[:TOLD])
    title = case.title(f"title_specialisation_{flow}")
    nothing = chart_text("nothing_special", case.lang)
    return RowsContent(
        case.heading(
            title,
            chart_text(f"subtitle_specialisation_{flow}", case.lang),
            _described(case, title, "describe_specialisation", told, nothing),
        ),
        ((flow, here), ("pale", france)),
        chart_text("specialisation_head", case.lang),
        rows,
        nothing,
        table,
        whole,
    )


def dependence_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    n: int = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> RowsContent:
    """Show the imports that hang on one country outside the Union: its share, other such countries, the Union.

    Parameters
    ----------
    by
        A level of products.
    n
        So many products at most, the largest imports.
    year, quarter, excluding, lang
        As :func:`trade_territories.dependence`, which gives the data, takes them.
    """
    case = Case(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    whole = measures.dependence(case.flows, case.territory, by=by, **case.asked)
    table = (
        whole[whole["one_supplier"] | (whole["signals"] == ALL_SIGNALS)]
        .iloc[: aggregate.checked_n(n)]
        .reset_index(drop=True)
    )
    rows = tuple(
        _supplied(case, case.short(by, code), origin, first, outside, case.money(int(value)))
        for code, origin, first, outside, value in zip(
            table["code"],
            table["first_extra_eu_origin_label"],
            table["first_extra_eu_share_pct"],
            table["extra_eu_share_pct"],
            table["import_eur"],
            strict=True,
        )
    )
    told = ", ".join(f"{row.name} {row.figure} ({row.bars[0].words})" for row in rows[:TOLD])
    title = case.title("title_dependence")
    nothing = chart_text("nothing_dependent", case.lang)
    return RowsContent(
        case.heading(
            title,
            chart_text("subtitle_dependence", case.lang),
            _described(case, title, "describe_dependence", told, nothing),
        ),
        tuple((role, chart_text(f"key_{name}", case.lang)) for role, name in _ORIGINS),
        chart_text("dependence_head", case.lang),
        rows,
        nothing,
        table,
        whole,
    )


#: Where goods come from: role of the fill, and key of its words.
_ORIGINS = (("import", "first_outside"), ("pale", "other_outside"), ("background", "inside"))


def _described(case: Case, title: str, key: str, told: str, nothing: str) -> str:
    if not told:
        return chart_text("describe_nothing", case.lang, title=title, nothing=nothing)
    return chart_text(key, case.lang, place=case.place, period=case.period, rows=told)


def _compared(
    case: Case, name: str, here: tuple[str, float], france: tuple[str, float], times: float, flow: str
) -> Row:
    figure = chart_text("times", case.lang, times=ratio(times, case.lang))
    bars = []
    for (place, share), role, text_role in ((here, flow, "ink"), (france, "pale", "secondary")):
        words = percent(share, case.lang)
        bars.append(Bar((Segment(share, role, f"{name} · {place} : {words}"),), words, text_role))
    return Row(name, tuple(bars), figure)


def _supplied(case: Case, name: str, origin: str, first: float, outside: float, figure: str) -> Row:
    shares = (first, max(outside - first, 0.0), max(100.0 - outside, 0.0))
    origins = (origin, *(chart_text(f"key_{key}", case.lang) for _, key in _ORIGINS[1:]))
    segments = tuple(
        Segment(part, role, f"{name} · {where} : {fine_percent(part, case.lang)}")
        for part, where, (role, _) in zip(shares, origins, _ORIGINS, strict=True)
    )
    return Row(name, (Bar(segments, f"{origin} {fine_percent(first, case.lang)}", "ink"),), figure)
