"""The tables once more, by another way: plain loops over plain rows, and facts read from the project's CSV tables.

Nothing here uses pandas or the library's own sums; what it knows of codes it reads from the reference files itself.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.builders import FlowRow

DATA = Path(__file__).parents[1] / "src" / "trade_territories" / "reference" / "data"
AUTRES = "autres"
FLOWS = ("export", "import")
ALONE = {"20", "971", "972", "973", "974", "976"}
ZONES = {
    "Union européenne": "union_europeenne",
    "Europe hors UE": "europe_hors_ue",
    "Afrique": "afrique",
    "Amérique": "amerique",
    "Asie": "asie",
    "Proche et Moyen-Orient": "proche_et_moyen_orient",
    "Divers": "divers",
}


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def regions() -> dict[str, str]:
    found = {}
    for row in table("departements"):
        code = row["insee_code"] if row["insee_code"] and "|" not in row["insee_code"] else row["douanes_code"]
        found[code] = "R" + row["insee_region_code"]
    return found


@cache
def others() -> set[str]:
    return {row["code"] for row in table("partners") if row["kind"] == "other"}


def code_at(row: FlowRow, level: str) -> str:
    a129, cpf4, partner = row[4], row[5], row[6]
    if level == "partner":
        return partner
    if level == "zone":
        zones = {one["code"]: ZONES.get(one["zone"], "divers") for one in table("partners")}
        return zones.get(partner, "divers")
    if level == "a129":
        return a129
    if level == "cpf4":
        assert cpf4 is not None
        return cpf4
    parents = {one["a129"]: one[level] for one in table("products_a129")}
    return parents.get(a129, "inconnu")


def of_places(rows: Iterable[FlowRow], places: Sequence[str] | None) -> list[FlowRow]:
    return [row for row in rows if places is None or row[3] in places]


def without(rows: Iterable[FlowRow], codes: Iterable[str]) -> list[FlowRow]:
    left_out = set(codes)
    return [row for row in rows if not left_out & {row[4], row[5], row[6]}]


def totals(rows: Iterable[FlowRow]) -> list[tuple[str, int, int]]:
    sums: dict[str, list[int]] = {flow: [0, 0] for flow in FLOWS}
    for row in rows:
        sums[row[0]][0] += row[7]
        sums[row[0]][1] += row[8] or 0
    return [(flow, sums[flow][0], sums[flow][1]) for flow in FLOWS]


def shares(rows: Sequence[FlowRow], places: Sequence[str], region: str | None) -> list[tuple[str, int, float, float]]:
    out: list[tuple[str, int, float, float]] = []
    for flow in FLOWS:
        own = sum(row[7] for row in of_places(rows, places) if row[0] == flow)
        in_region = sum(row[7] for row in rows if row[0] == flow and regions().get(row[3]) == region)
        everywhere = sum(row[7] for row in rows if row[0] == flow)
        of_region = own / in_region * 100 if region and in_region else math.nan
        out.append((flow, own, of_region, own / everywhere * 100 if everywhere else math.nan))
    return out


def _ordered(sums: dict[str, int]) -> list[str]:
    return sorted(sums, key=lambda code: (-sums[code], code))


def _may_rank(code: str, level: str) -> bool:
    return level != "partner" or code not in others()


def balance(rows: Sequence[FlowRow], by: str, n: int | None) -> list[tuple[str, int, int, int]]:
    sums: dict[str, dict[str, int]] = {flow: defaultdict(int) for flow in FLOWS}
    codes = set()
    for row in rows:
        code = code_at(row, by)
        codes.add(code)
        sums[row[0]][code] += row[7]
    eligible = {code for code in codes if _may_rank(code, by)}
    if n is None:
        named = codes
    elif n >= len(eligible):
        named = eligible
    else:
        named = set()
        for flow in FLOWS:
            traded = {code: sums[flow][code] for code in eligible if sums[flow][code] > 0}
            named |= set(_ordered(traded)[:n])
    both = {code: sums["import"][code] + sums["export"][code] for code in named}
    out = [(code, sums["import"][code], sums["export"][code]) for code in _ordered(both)]
    rest = codes - named
    if rest:
        out.append((AUTRES, sum(sums["import"][code] for code in rest), sum(sums["export"][code] for code in rest)))
    return [(code, imports, exports, exports - imports) for code, imports, exports in out]


def activities(rows: Sequence[FlowRow], by: str, n: int | None) -> list[tuple[str, str, int, float]]:
    out: list[tuple[str, str, int, float]] = []
    for flow in FLOWS:
        sums: dict[str, int] = defaultdict(int)
        for row in rows:
            if row[0] == flow:
                sums[code_at(row, by)] += row[7]
        whole = sum(sums.values())
        named = [code for code in _ordered(sums) if n is None or _may_rank(code, by)][:n]
        part = [(code, sums[code]) for code in named]
        if len(named) < len(sums):
            part.append((AUTRES, whole - sum(value for _, value in part)))
        out += [(flow, code, value, value / whole * 100 if whole else math.nan) for code, value in part]
    return out


def flow_matrix(
    rows: Sequence[FlowRow], flow: str, product: str, n: int | None, highlight: int
) -> list[tuple[str, str, int, bool]]:
    mine = [row for row in rows if row[0] == flow]
    named: dict[str, set[str]] = {}
    for level in (product, "partner"):
        sums: dict[str, int] = defaultdict(int)
        for row in mine:
            sums[code_at(row, level)] += row[7]
        named[level] = set([code for code in _ordered(sums) if n is None or _may_rank(code, level)][:n])
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for row in mine:
        pair = tuple(
            code if (code := code_at(row, level)) in named[level] else AUTRES for level in (product, "partner")
        )
        cells[pair[0], pair[1]] += row[7]
    order = sorted(((AUTRES in pair, -value, pair) for pair, value in cells.items() if value != 0), key=lambda one: one)
    return [
        (pair[0], pair[1], -minus, not rest and -minus > 0 and rank < highlight)
        for rank, (rest, minus, pair) in enumerate(order)
    ]
