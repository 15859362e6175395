"""What small multiples say: the same few figures of several territories, side by side on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate
from trade_territories.charts._content import Case, Heading
from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.charts import chart_text
from trade_territories.wording.numbers import mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

MOST = 12
FIRST = 3


@dataclass(frozen=True)
class Panel:
    """One territory: two values, their balance, and its first exports."""

    name: str
    import_eur: int
    export_eur: int
    import_words: str
    export_words: str
    balance_words: str
    mark: str
    role: str
    first: tuple[str, ...]
    told: str


@dataclass(frozen=True)
class MultiplesContent:
    """All that small multiples say."""

    heading: Heading
    panels: tuple[Panel, ...]
    import_head: str
    export_head: str
    balance_head: str


def multiples_content(
    flows: Any,
    territory: Iterable[TerritoryLike],
    *,
    by: str = "a129",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> MultiplesContent:
    """Show the same figures of two to twelve territories side by side, on one scale, in the order given.

    Parameters
    ----------
    by
        Level of the products told below each.
    year, quarter, excluding, lang
        As :func:`trade_territories.activities`, which gives the data, takes them.
    """
    asked = [territory] if isinstance(territory, str) else list(territory)
    if not 2 <= len(asked) <= MOST:
        raise TradeTerritoriesError(f"{len(asked)} territories were given; compare between 2 and {MOST}")
    options: dict[str, Any] = {"year": year, "quarter": quarter, "excluding": excluding, "lang": lang}
    cases = [Case(flows, one, **options) for one in asked]
    panels = tuple(_panel(case, by) for case in cases)
    first = cases[0]
    title = chart_text("title_multiples", first.lang) + f" — {first.period}"
    rows = " ; ".join(panel.told for panel in panels)
    description = chart_text("describe_multiples", first.lang, period=first.period, rows=rows)
    words = [chart_text(key, first.lang) for key in ("imports", "exports", "balance")]
    return MultiplesContent(
        first.heading(title, chart_text("multiples_scale", first.lang), description), panels, *words
    )


def _panel(case: Case, by: str) -> Panel:
    whole = aggregate.totals(case.flows, case.territory, **case.asked)
    totals = dict(zip(whole["flow"], whole["value_eur"].tolist(), strict=True))
    exports, imports = totals["export"], totals["import"]
    table = aggregate.activities(case.flows, case.territory, by=by, n=FIRST, **case.asked)
    codes = [
        code for flow, code in zip(table["flow"], table["code"], strict=True) if flow == "export" and code != "autres"
    ]
    values = table[table["flow"] == "export"].set_index("code")["value_eur"]
    difference = exports - imports
    return Panel(
        case.place,
        imports,
        exports,
        case.money(imports),
        case.money(exports),
        case.money(difference, signed=True),
        mark(difference),
        "surplus" if difference > 0 else "deficit" if difference < 0 else "secondary",
        tuple(f"{case.short(by, code)} · {case.share(int(values[code]), exports)}" for code in codes),
        case.told_row(case.place, imports, exports),
    )
