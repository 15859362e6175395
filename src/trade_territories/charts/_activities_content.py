"""What the activities say: goods by value, imports and exports, in the order and with the names of a treemap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference
from trade_territories.charts._content import Case, Heading
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.wording.charts import chart_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: Every tile of at least this share of its half is named; what is smaller is gathered.
NAMED_PCT = 1.0
TOLD = 5


@dataclass(frozen=True)
class Tile:
    """One product of one half; ``rank`` 0 is the largest; ``group`` is set where tiles stand inside groups.

    ``plain`` is the name without its first class, ``group_name`` what readers see of the group.
    """

    code: str
    name: str
    plain: str
    value_eur: int
    words: str
    rank: int
    group: str = ""
    group_name: str = ""


@dataclass(frozen=True)
class Half:
    """Imports or exports: their tiles, largest first, ``autres`` last."""

    flow: str
    head: str
    total_eur: int
    total_words: str
    tiles: tuple[Tile, ...]
    nothing: str


@dataclass(frozen=True)
class ActivitiesContent:
    """All that a treemap of activities says."""

    heading: Heading
    halves: tuple[Half, ...]
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)


def activities_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    n: int | None = None,
    group: str | None = None,
    inside: str | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> ActivitiesContent:
    """Show the treemap of activities: imports and exports, areas by value.

    Parameters
    ----------
    by, n
        Level of products, and how many stand by themselves in each half; tiles below 1 % are gathered anyway.
    group
        ``"a38"`` or ``"a17"``: A129 tiles stand inside these groups.
    inside
        An A129 code: the CPF4 classes inside it.
    year, quarter, excluding, lang
        As :func:`trade_territories.activities`, which gives the data, takes them.
    """
    case = Case(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    if group is not None and (group not in ("a38", "a17") or by != "a129"):
        raise TradeTerritoriesError(f"group={group!r}: A129 tiles can stand inside 'a38' or 'a17'")
    level = "cpf4" if inside else by
    table = _classes(case, inside) if inside else aggregate.activities(case.flows, case.territory, by=by, **case.asked)
    halves = tuple(
        _half(
            case,
            flow,
            table[table["flow"] == flow].set_index("code")["value_eur"],
            level,
            aggregate.checked_n(n),
            group,
        )
        for flow in ("import", "export")
    )
    words = {"imports": halves[0].total_words, "exports": halves[1].total_words}
    title = case.title("title_zoom", group=case.short("a129", inside)) if inside else case.title("title_activities")
    told = {f"{half.flow}_rows": _told(half) for half in halves}
    description = chart_text("describe_activities", case.lang, place=case.place, period=case.period, **words, **told)
    if not any(half.tiles for half in halves):
        description = chart_text("describe_nothing", case.lang, title=title, nothing=chart_text("nothing", case.lang))
    return ActivitiesContent(case.heading(title, chart_text("areas", case.lang, **words), description), halves, table)


def _classes(case: Case, inside: str) -> pd.DataFrame:
    sums = aggregate.grouped(case.flows, case.selection, ["flow", "a129", "cpf4"], ("value_eur",))
    if inside not in reference.labels("a129") and inside not in set(sums["a129"]):
        raise UnknownCodeError(f"inside={inside!r} is no A129 code, such as 'C11Z'", value=inside)
    return sums[sums["a129"] == inside].drop(columns="a129").rename(columns={"cpf4": "code"})


def _half(case: Case, flow: str, values: pd.Series[int], level: str, n: int | None, group: str | None) -> Half:
    whole = int(values.sum())
    positive = values[values > 0]
    order = sorted(positive.index, key=lambda code: (-int(positive[code]), str(code)))
    named = [code for code in order[:n] if positive[code] >= NAMED_PCT / 100 * whole]
    parts = case.leading_class(flow) if level == "a129" else {}
    parents = reference.product_parents(group) if group else {}
    tiles = [
        Tile(
            str(code),
            case.with_class(case.short(level, str(code)), parts.get(code)),
            case.short(level, str(code)),
            int(positive[code]),
            f"{case.money(int(positive[code]))} · {case.share(int(positive[code]), whole)}",
            rank,
            *_group(case, group, parents.get(str(code), reference.INCONNU)),
        )
        for rank, code in enumerate(named)
    ]
    rest = order[len(named) :]
    if rest:
        value = int(positive[rest].sum())
        words = f"{case.money(value)} · {case.share(value, whole)}"
        name = (
            chart_text("others_counted", case.lang, n=len(rest)) if len(rest) > 1 else case.short(level, str(rest[0]))
        )
        tiles.append(Tile(reference.AUTRES, name, name, value, words, len(tiles)))
    head = chart_text("imports" if flow == "import" else "exports", case.lang)
    # Of a direction whose file is not loaded nothing is known: neither a total nor that there is none.
    is_known = flow in aggregate.flows_held(case.flows, case.selection)
    total = case.money(whole) if is_known else chart_text("not_known", case.lang)
    nothing = chart_text(f"{'nothing' if is_known else 'unknown'}_{flow}", case.lang)
    return Half(flow, head, whole, total, tuple(tiles), nothing)


def _group(case: Case, level: str | None, code: str) -> tuple[str, str]:
    return (code, case.short(level, code)) if level else ("", "")


def _told(half: Half) -> str:
    named = [f"{tile.name} {tile.words}" for tile in half.tiles if tile.code != reference.AUTRES][:TOLD]
    return ", ".join(named) if named else half.nothing
