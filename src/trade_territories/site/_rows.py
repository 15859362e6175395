"""The key figures of all territories: the table of the index, the summaries for the comparison, the tables to download."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trade_territories import measures, reference
from trade_territories.measures._standing import per_inhabitant, rank_departements
from trade_territories.text import say, typeset
from trade_territories.text.numbers import decimal, euros, mark, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from trade_territories.document._maker import Maker
    from trade_territories.reference import Territory
    from trade_territories.text import Lang

_FLOWS = ("export", "import")
_MILLION = 1e6


@dataclass(frozen=True)
class Figures:
    """The key figures of one territory; what it has none of is None."""

    place: Territory
    export_eur: int
    import_eur: int
    population: int | None
    export_per_inhabitant: float | None
    import_per_inhabitant: float | None
    export_rank: int | None
    import_rank: int | None
    ranked: int
    first_product: str | None

    @property
    def balance_eur(self) -> int:
        """Exports minus imports."""
        return self.export_eur - self.import_eur

    @property
    def rate_pct(self) -> float | None:
        """Exports over imports, in percent."""
        return self.export_eur / self.import_eur * 100 if self.import_eur > 0 else None


def figures_of(maker: Maker, places: Sequence[Territory]) -> dict[str, Figures]:
    """Return the key figures of départements, régions and France, by code."""
    france = maker.france
    year = france.period.years[-1]
    values = {flow: france.values("departement", flow) for flow in _FLOWS}
    ranks = {flow: _ranks(values[flow], places) for flow in _FLOWS}
    counts = {level: sum(place.level == level for place in places) for level in ("region", "france")}
    counts["departement"] = len(rank_departements(values["export"]))
    found = {}
    for place in places:
        if place.level == "territoire_industrie":
            continue
        totals = {flow: int(values[flow].reindex(list(place.departements), fill_value=0).sum()) for flow in _FLOWS}
        people = {flow: per_inhabitant(values[flow], place.departements, year) for flow in _FLOWS}
        products = maker.question(place).values("a129", "export")
        record = reference.population_record(place, year)
        found[place.code] = Figures(
            place,
            totals["export"],
            totals["import"],
            record.value if record else None,
            _known(people["export"]),
            _known(people["import"]),
            ranks["export"].get(place.code),
            ranks["import"].get(place.code),
            counts[place.level],
            _first(products),
        )
    return found


def _ranks(values: pd.Series[int], places: Sequence[Territory]) -> dict[str, int]:
    """Return ranks by value: départements among départements, régions among régions, ties by code."""
    regions = {
        place.code: int(values.reindex(list(place.departements), fill_value=0).sum())
        for place in places
        if place.level == "region"
    }
    ordered = sorted(regions, key=lambda code: (-regions[code], code))
    return {**rank_departements(values), **{code: rank for rank, code in enumerate(ordered, start=1)}}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _first(values: pd.Series[int]) -> str | None:
    """Return the code of the largest value, ties by code; None where nothing is above zero."""
    held = [(-int(value), str(code)) for code, value in values.items() if value > 0]
    return min(held)[1] if held else None


def index_rows(maker: Maker, figures: dict[str, Figures], address: Any) -> list[dict[str, object]]:
    """Return the rows of the table of the index: départements and then régions by exports, France first."""
    order = {"france": 0, "departement": 1, "region": 2}
    ordered = sorted(figures.values(), key=lambda row: (order[row.place.level], -row.export_eur, row.place.code))
    most = {
        level: max((row.export_eur for row in figures.values() if row.place.level == level), default=1) or 1
        for level in order
    }
    return [_row(maker, row, address(row.place), most[row.place.level]) for row in ordered]


def _row(maker: Maker, figures: Figures, address: str, most: int) -> dict[str, object]:
    lang: Lang = maker.lang
    place = figures.place
    region = reference.region_of(place) if place.level == "departement" else None
    product = "–"
    if figures.first_product:
        name = maker.france.label("a129", figures.first_product, short=True)
        is_marked = measures.is_by_convention(maker.question(place), "a129", figures.first_product)
        product = say("fiche.compared_convention", lang, name=name) if is_marked else name
    return {
        "code": place.code,
        "name": typeset(place.name, lang),
        "level": place.level,
        "region": typeset(region.name, lang) if region else "",
        "address": address,
        **_trade(figures.export_eur, figures.import_eur, most, lang),
        "rate": (figures.rate_pct, percent(figures.rate_pct, lang)),
        "rank": (figures.export_rank, ordinal(figures.export_rank, lang) if figures.export_rank else "–"),
        "per_inhabitant": (
            figures.export_per_inhabitant,
            say("numbers.not_known", lang)
            if figures.export_per_inhabitant is None
            else euros(figures.export_per_inhabitant, lang),
        ),
        "product": typeset(product, lang),
    }


def _trade(exports: int, imports: int, most: int, lang: Lang) -> dict[str, object]:
    """Return the cells of exports, imports and balance: a value to sort by and its words, in millions of euros."""
    balance = exports - imports
    return {
        "bar": round(max(exports, 0) / most * 100, 1),
        "role": "surplus" if balance > 0 else "deficit" if balance < 0 else "",
        "mark": mark(float(balance)),
        "exports": (exports, decimal(exports / _MILLION, 1, lang)),
        "imports": (imports, decimal(imports / _MILLION, 1, lang)),
        "balance": (balance, decimal(balance / _MILLION, 1, lang, signed=True)),
    }


def subject_rows(
    maker: Maker, kind: str, subjects: Sequence[tuple[str, str]], address: Callable[[str, str], str]
) -> list[dict[str, object]]:
    """Return the rows of the list of partners or products: values and shares of France, and the first département."""
    lang: Lang = maker.lang
    france = maker.france
    level = "partner" if kind == "partner" else "a129"
    values = {flow: france.values(level, flow) for flow in _FLOWS}
    wholes = {flow: france.total(flow) for flow in _FLOWS}
    cells = france.sums(["flow", "departement", level])
    exports = cells[cells["flow"].astype("str") == "export"]
    first = _first_departements(exports, level)
    most = max((int(values["export"].get(code, 0)) for code, _ in subjects), default=1) or 1
    rows = []
    for rank, (code, name) in enumerate(subjects, start=1):
        here = {flow: int(values[flow].get(code, 0)) for flow in _FLOWS}
        shares = {flow: here[flow] / wholes[flow] * 100 if wholes[flow] > 0 else None for flow in _FLOWS}
        place = first.get(code)
        name_of_place = typeset(france.label("departement", place), lang) if place else "–"
        if place == measures.CONVENTION_DEPARTEMENT and code in measures.CONVENTION_CODES.get(level, frozenset()):
            name_of_place = say("fiche.compared_convention", lang, name=name_of_place)
        rows.append(
            {
                "code": code,
                "name": name,
                "address": address(kind, code),
                **_trade(here["export"], here["import"], most, lang),
                "rank": (rank, str(rank)),
                "export_share": (shares["export"], percent(shares["export"], lang)),
                "import_share": (shares["import"], percent(shares["import"], lang)),
                "first": name_of_place,
            }
        )
    return rows


def _first_departements(rows: pd.DataFrame, level: str) -> dict[str, str]:
    """Return the département that exports most of each code, ties by code of the département."""
    ordered = rows[rows["value_eur"] > 0].astype({level: "str", "departement": "str"})
    ordered = ordered.sort_values(["value_eur", "departement"], ascending=[False, True]).drop_duplicates(level)
    return dict(zip(ordered[level], ordered["departement"], strict=True))
