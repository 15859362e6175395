"""The tables of a profile, from sums: places, counterparts, concentration, years; pure."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS
from trade_territories.measures import CONVENTION_CODES, CONVENTION_DEPARTEMENT
from trade_territories.measures._formulas import hhi
from trade_territories.profiles._sums import amounts, at_level, by_parent
from trade_territories.tables import by_value, share_pct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trade_territories.profiles._subject import Subject
    from trade_territories.profiles._sums import Sums, Years

#: Half of the whole, in percent.
HALF = 50.0
_PLACE = {
    "flow": "str", "rank": "Int64", "code": "str", "label": "str", "value_eur": "int64", "share_pct": "float64",
    "weight_pct": "float64", "location_quotient": "float64",
}  # fmt: skip
_MAIN = {"main_code": "str", "main_label": "str", "main_share_pct": "float64", "by_convention": "bool"}
_CHANGE = {"base_eur": "Int64", "change_eur": "Int64", "change_pct": "float64"}


class Figures:
    """All tables of one profile.

    Parameters
    ----------
    subject
        The partner or product.
    sums
        Sums of the period.
    by
        Level of the products of a partner.
    base
        Sums of the earlier period, where the table holds it.
    years
        Sums by year, where the table holds several.
    """

    def __init__(
        self, subject: Subject, sums: Sums, by: str, *, base: Sums | None = None, years: Years | None = None
    ) -> None:
        self.subject, self.sums, self.by, self.base, self.years = subject, sums, by, base, years
        self.level = by if subject.counterpart == "product" else "partner"
        self.rows = sums.of(subject)
        self._by_flow: dict[str, pd.DataFrame] = {flow: self.rows[self.rows["flow"] == flow] for flow in FLOWS}

    @cached_property
    def by_place(self) -> dict[str, dict[str, int]]:
        """Euros of the subject by département for each flow."""
        return {flow: amounts(rows, "departement") for flow, rows in self._by_flow.items()}

    @cached_property
    def totals(self) -> dict[str, int]:
        """Euros of the subject for each flow."""
        return {flow: sum(values.values()) for flow, values in self.by_place.items()}

    def share_of_all(self, flow: str) -> float:
        """Return the share of the subject in all trade of a flow, in percent."""
        return share_pct(self.totals[flow], self.sums.totals[flow])

    @cached_property
    def places(self) -> pd.DataFrame:
        """One row per flow and département, with those without trade and codes that are no département's.

        ``flow, rank, code, label, value_eur, share_pct`` (of the subject's total), ``weight_pct`` (of the subject in the
        département's flow), ``location_quotient`` (that weight over the one in France), ``main_code, main_label,
        main_share_pct`` (first counterpart), ``by_convention``; with an earlier year ``base_eur, change_eur, change_pct``.
        """
        rows = [row for flow in FLOWS for row in self._places(flow)]
        types = {**_PLACE, **_MAIN, **(_CHANGE if self.base else {})}
        return pd.DataFrame(rows, columns=list(types)).astype(types)

    def _places(self, flow: str) -> list[dict[str, object]]:
        known = reference.departement_regions()
        values, wholes = self.by_place[flow], self.sums.by_place[flow]
        earlier = amounts(self._base_rows(flow), "departement") if self.base else {}
        codes = by_value({**dict.fromkeys(known, 0), **dict.fromkeys(earlier, 0), **values})
        mains = self._mains(flow)
        rows = []
        for row in self._ranked(flow, "departement", codes, values, wholes):
            code = str(row["code"])
            main = mains.get(code)
            row["main_code"], row["main_label"] = (main[0], self._name(main[0])) if main else (None, None)
            row["main_share_pct"] = share_pct(main[1], values.get(code, 0)) if main else math.nan
            row["by_convention"] = self._is_by_convention(code, main[0] if main else "")
            rows.append(row | self._change(values.get(code, 0), earlier.get(code, 0)))
        return rows

    @cached_property
    def regions(self) -> pd.DataFrame:
        """One row per flow and région: as ``places``, without what is of départements alone."""
        types = {**_PLACE, **(_CHANGE if self.base else {})}
        rows: list[dict[str, object]] = []
        regions = reference.departement_regions()
        for flow in FLOWS:
            values, wholes = by_parent(self.by_place[flow], regions), by_parent(self.sums.by_place[flow], regions)
            earlier = by_parent(amounts(self._base_rows(flow), "departement"), regions) if self.base else {}
            named = dict.fromkeys(sorted(set(regions.values())), 0)
            for row in self._ranked(flow, "region", by_value({**named, **values}), values, wholes):
                code = str(row["code"])
                rows.append(row | self._change(values.get(code, 0), earlier.get(code, 0)))
        return pd.DataFrame(rows, columns=list(types)).astype(types)

    def _ranked(
        self, flow: str, level: str, codes: list[str], values: Mapping[str, int], wholes: Mapping[str, int]
    ) -> list[dict[str, object]]:
        query, total, in_france = self.subject.query, self.totals[flow], self.share_of_all(flow)
        rows: list[dict[str, object]] = []
        rank = 0
        for code in codes:
            value = values.get(code, 0)
            rank += 1 if value else 0
            weight = share_pct(value, wholes.get(code, 0))
            rows.append(
                {
                    "flow": flow,
                    "rank": rank if value else None,
                    "code": code,
                    "label": query.label(level, code),
                    "value_eur": value,
                    "share_pct": share_pct(value, total),
                    "weight_pct": weight,
                    "location_quotient": weight / in_france if in_france > 0 else math.nan,
                }
            )
        return rows

    def _base_rows(self, flow: str) -> pd.DataFrame:
        if self.base is None:
            return self.rows.iloc[:0]
        rows = self.base.of(self.subject)
        return rows[rows["flow"] == flow]

    def _change(self, value: int, earlier: int) -> dict[str, object]:
        if self.base is None:
            return {}
        change = (value / earlier - 1) * 100 if earlier > 0 else math.nan
        return {"base_eur": earlier, "change_eur": value - earlier, "change_pct": change}

    def _mains(self, flow: str) -> dict[str, tuple[str, int]]:
        """Return the first counterpart of each département and its euros: a product, or a country."""
        column = self._counterpart_column
        pairs = self._by_flow[flow].groupby(["departement", column], observed=True)["value_eur"].sum()
        others = reference.no_countries() if column == "partner" else frozenset()
        by_place: dict[str, dict[str, int]] = {}
        for (place, code), value in zip(pairs.index, pairs.tolist(), strict=True):
            if code not in others:
                by_place.setdefault(str(place), {})[str(code)] = int(value)
        found: dict[str, tuple[str, int]] = {}
        for place, by_code in by_place.items():
            values = at_level(by_code, self.level)
            if values:
                first = min(values, key=lambda code: (-values[code], code))
                if values[first] > 0:
                    found[place] = first, values[first]
        return found

    @property
    def _counterpart_column(self) -> str:
        if self.level == "partner":
            return "partner"
        return "cpf4" if self.level == "cpf4" else "a129"

    def _name(self, code: str) -> str:
        return self.subject.query.label(self.level, code, short=True)

    def _is_by_convention(self, place: str, main: str) -> bool:
        """Return whether a figure, or the first product of it, is booked at Paris by convention."""
        if place != CONVENTION_DEPARTEMENT:
            return False
        own = self.subject.codes if self.subject.kind == "product" else frozenset()
        return any(own & codes for codes in CONVENTION_CODES.values()) or (
            main in CONVENTION_CODES.get(self._counterpart_column, frozenset())
        )

    @cached_property
    def counterparts(self) -> pd.DataFrame:
        """One row per flow and product (of a partner) or partner (of a product).

        ``flow, rank, code, label, value_eur, share_pct`` (of the subject's total): by value; partners that are no country
        have no rank.
        """
        others = reference.no_countries() if self.level == "partner" else frozenset()
        rows: list[dict[str, object]] = []
        for flow in FLOWS:
            values = at_level(amounts(self._by_flow[flow], self._counterpart_column), self.level)
            rank = 0
            for code in by_value(values):
                rank += code not in others
                rows.append(
                    {
                        "flow": flow,
                        "rank": None if code in others else rank,
                        "code": code,
                        "label": self._name(code),
                        "value_eur": values[code],
                        "share_pct": share_pct(values[code], self.totals[flow]),
                    }
                )
        types = {name: kind for name, kind in _PLACE.items() if name not in ("weight_pct", "location_quotient")}
        return pd.DataFrame(rows, columns=list(types)).astype(types)

    @cached_property
    def concentration(self) -> pd.DataFrame:
        """One row per flow: how the subject's trade is spread over départements; Monaco and codes that are none take no part.

        ``flow, departements`` (that trade), ``hhi, equivalent_number`` (over them), ``first_share_pct, three_first_share_pct,
        ten_first_share_pct`` (of the whole, wherever it is traded), ``half_departements`` (the fewest that make half of the
        whole, missing where all do not) and ``half_share_pct`` (what they make).
        """
        rows = []
        for flow in FLOWS:
            known = reference.departement_regions().keys() - {reference.MONACO}
            values = [value for code, value in self.by_place[flow].items() if code in known and value > 0]
            values.sort(reverse=True)
            index, total = hhi(values), self.totals[flow]
            count, share = _for_half(values, total)
            rows.append(
                {
                    "flow": flow,
                    "departements": len(values),
                    "hhi": index,
                    "equivalent_number": 1 / index,
                    "first_share_pct": _first_pct(values, 1, total),
                    "three_first_share_pct": _first_pct(values, 3, total),
                    "ten_first_share_pct": _first_pct(values, 10, total),
                    "half_departements": count,
                    "half_share_pct": share,
                }
            )
        return pd.DataFrame(rows).astype({"half_departements": "Int64"})

    @cached_property
    def evolution(self) -> pd.DataFrame | None:
        """One row per flow and year: ``flow, year, value_eur, weight_pct`` (in all trade of the flow), ``change_pct``; else None.

        ``change_pct`` is on the year before, and missing where the table does not hold it.
        """
        if self.years is None:
            return None
        own, whole = self.years.of(self.subject), self.years.whole
        rows = []
        for flow in FLOWS:
            for year in self.years.years:
                value, before = own[flow, year], own.get((flow, year - 1), 0)
                change = (value / before - 1) * 100 if before > 0 else math.nan
                weight = share_pct(value, whole[flow, year])
                rows.append(
                    {"flow": flow, "year": year, "value_eur": value, "weight_pct": weight, "change_pct": change}
                )
        return pd.DataFrame(rows)

    def rank_of_subject(self, flow: str) -> tuple[int, int] | None:
        """Return the rank of the subject among those of its level, and among how many; None without trade or for a group."""
        subject = self.subject
        if subject.part.group is not None or self.totals[flow] <= 0:
            return None
        if subject.kind == "partner" and not subject.is_country:
            return None
        values = at_level(self.sums.by(subject.column, flow), subject.part.level)
        others = reference.no_countries() if subject.kind == "partner" else frozenset()
        ranked = [value for code, value in values.items() if code not in others and value > 0]
        return 1 + sum(value > self.totals[flow] for value in ranked), len(ranked)


def _first_pct(values: list[int], count: int, total: int) -> float:
    """Return what the first values make of a whole, in percent; not a number where there are none."""
    return share_pct(sum(values[:count]), total) if values else math.nan


def _for_half(values: list[int], total: int) -> tuple[int | None, float]:
    """Return the fewest values that make half of a whole, and what they make of it in percent."""
    for count in range(1, len(values) + 1):
        share = _first_pct(values, count, total)
        if share >= HALF:
            return count, share
    return None, math.nan
