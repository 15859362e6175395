"""The tables: totals, shares, balance, activities, flow matrix. Parts always add up to the whole, to the euro."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.aggregate import _ranking as ranks
from trade_territories.aggregate import _select as choice
from trade_territories.aggregate._source import Source, source_of, sums_by
from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import is_whole_number
from trade_territories.wording.numbers import Lang, checked_lang, millions, percent
from trade_territories.wording.tables import FLOW_NAMES, table_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories.aggregate._select import Selection
    from trade_territories.aggregate._sums import Sums
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike

FLOWS = choice.FLOWS
LEVELS = ("partner", "zone", "a17", "a38", "a129", "cpf4")
PRODUCTS = ("a17", "a38", "a129", "cpf4")


class _Request:
    """A resolved request, with what every table needs of it."""

    def __init__(
        self,
        flows: Any,
        territory: TerritoryLike,
        year: YearChoice,
        quarter: QuarterChoice,
        excluding: Iterable[str] | None,
        lang: str,
    ) -> None:
        self.source: Source = source_of(flows)
        self.selection: Selection = choice.select(
            self.source, territory, year=year, quarter=quarter, excluding=excluding
        )
        self.lang: Lang = checked_lang(lang)
        _refuse_partial_nation(self.source, self.selection)

    def sums(self, by: Sequence[str], measures: Sequence[str] = ("value_eur",)) -> Sums:
        sums = sums_by(self.source, self.selection, by, measures)
        choice.refuse_nothing(self.selection, is_empty=not len(sums))
        return sums

    def label(self, level: str, code: str) -> str:
        return reference.label(level, code, self.lang, extra=choice.release_labels(self.source, level))

    def labels(self, level: str, codes: Iterable[str]) -> list[str]:
        extra = choice.release_labels(self.source, level)
        return [reference.label(level, code, self.lang, extra=extra) for code in codes]

    def noted(self, table: pd.DataFrame, *more: str) -> pd.DataFrame:
        """Put the notes beside a finished table."""
        table.attrs["notes"] = [*self._notes(), *more]
        return table

    def _notes(self) -> list[str]:
        place, period, lang = self.selection.territory, self.selection.period, self.lang
        notes = []
        if choice.is_sample(self.source):
            notes.append(table_note("sample", lang))
        if not period.is_whole:
            notes.append(table_note("partial", lang, period=period.label(lang)))
        if len(period.years) > 1:
            notes.append(table_note("several_years", lang, period=period.label(lang)))
        if self.selection.excluding:
            names = [f"{self.label(choice.column_of(code), code)} ({code})" for code in self.selection.excluding]
            notes.append(table_note("excluding", lang, names=", ".join(names)))
        if place.level == "territoire_industrie":
            notes.append(table_note("industry", lang, label=place.label(lang)))
        held = choice.flows_held(self.source, self.selection)
        notes += [table_note("missing_flow", lang, flow=FLOW_NAMES[lang][flow]) for flow in FLOWS if flow not in held]
        if place.level in ("france", "region"):
            lacking = {name for year in period.years for name in choice.lacking_places(self.source, place, year)}
            if lacking:
                notes.append(table_note("coverage", lang, names=", ".join(sorted(lacking))))
        return notes

    def no_country_notes(self, sums: Sums, flows: Iterable[str]) -> list[str]:
        """Tell how much of "autres" is with partners that are no country."""
        is_other = sums.known["partner"].isin(list(reference.no_countries()))
        notes = []
        for flow in flows:
            of_flow = sums.where("flow", flow)
            euros = of_flow.values["value_eur"]
            value, whole = int(euros[is_other[of_flow.codes["partner"]]].sum()), int(euros.sum())
            if value:
                share = percent(value / whole * 100 if whole else float("nan"), self.lang)
                words = {"amount": millions(value, self.lang), "flow": FLOW_NAMES[self.lang][flow], "share": share}
                notes.append(table_note("no_country", self.lang, **words))
        return notes


def _refuse_partial_nation(source: Source, selection: Selection) -> None:
    """Refuse national figures made of the workbooks of some régions: they would pass for France's."""
    if source.is_of_regions and selection.territory.level in ("france", "region"):
        choice.require_coverage(source, selection.territory, selection.period)


def _checked_level(by: str, allowed: Sequence[str]) -> str:
    if by not in allowed:
        raise TradeTerritoriesError(f"by={by!r} is no level; choose among {', '.join(allowed)}")
    return by


def _checked_flow(flow: str) -> str:
    if flow not in FLOWS:
        raise TradeTerritoriesError(f"flow={flow!r} is no direction; choose 'export' or 'import'")
    return flow


def totals(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Add up the exports and imports of a territory.

    Parameters
    ----------
    flows
        The table of Flows, in any frame.
    territory
        A territory, or its name or code.
    year, quarter
        The period; a table of one year needs none, ``year="all"`` adds all years up.
    excluding
        Codes of products (A129, CPF4) and partners that are left out.
    lang
        ``"fr"`` or ``"en"``, for labels and notes.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, mass_kg``: export, then import, in euros and kilograms; an absent flow is
        0; the mass is missing where the source has none. Notes in ``attrs["notes"]``.

    Raises
    ------
    AmbiguousPeriodError
        Several years and none chosen.
    UnknownCodeError
        No such territory, product or partner.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.totals(tt.sample_flows(), "Marne").flow.tolist()
    ['export', 'import']
    """
    request = _Request(flows, territory, year, quarter, excluding, lang)
    sums = request.sums(["flow"], ("value_eur", "mass_kg")).frame().set_index("flow")
    table = pd.DataFrame({"value_eur": sums["value_eur"].reindex(list(FLOWS), fill_value=0)})
    table["mass_kg"] = sums["mass_kg"].astype("Int64").reindex(list(FLOWS), fill_value=0)
    return request.noted(table.rename_axis("flow").reset_index())


def shares(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give the territory's share of its région and of France.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, region, share_region_pct, share_france_pct``: export, then import; euros
        and percent; ``region`` is a code as ``R44``. Région and its share are missing for France, for a région, and where
        the territory is its own région or crosses several; a share of nothing is missing. A flow whose file is not
        loaded has no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région, or a département of the territory's région.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.shares(tt.sample_flows(), "Marne").region.tolist()
    ['R44', 'R44']
    """
    request = _Request(flows, territory, year, quarter, excluding, lang)
    selection = request.selection
    whole, region = reference.france(), reference.region_of(selection.territory)
    choice.require_coverage(request.source, whole, selection.period)
    if region:
        choice.require_coverage(request.source, region, selection.period)
    held = choice.flows_held(request.source, selection)
    own, of_region, of_france = (
        _by_flow(request.source, selection, place) if place else {} for place in (selection.territory, region, whole)
    )
    rows = [
        {
            "flow": flow,
            "value_eur": own.get(flow, 0),
            "region": region.regions[0] if region else None,
            "share_region_pct": _share(own.get(flow, 0), of_region.get(flow, 0)) if region else np.nan,
            "share_france_pct": _share(own.get(flow, 0), of_france.get(flow, 0)),
        }
        for flow in FLOWS
        if flow in held
    ]
    columns = ["flow", "value_eur", "region", "share_region_pct", "share_france_pct"]
    table = astype(
        pd.DataFrame(rows, columns=columns),
        {
            "flow": "str",
            "value_eur": "int64",
            "region": "str",
            "share_region_pct": "float64",
            "share_france_pct": "float64",
        },
    )
    return request.noted(table)


def _by_flow(source: Source, selection: Selection, place: Territory) -> dict[str, int]:
    there = choice.Selection(place, selection.period, selection.excluding)
    return sums_by(source, there, ["flow"], ("value_eur",)).euros_by("flow")


def _share(part: int, whole: int) -> float:
    return part / whole * 100 if whole else float("nan")


def balance(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "partner",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Set imports, exports and their balance side by side, by partner or product; CAF/FAB.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``partner``, ``zone``, ``a17``, ``a38``, ``a129`` or ``cpf4``.
    n
        The union of the ``n`` first origins and the ``n`` first destinations stands by itself, the rest is ``autres``;
        None for all. Partners that are no country never rank.

    Returns
    -------
    pandas.DataFrame
        One row per code: ``code, label, import_eur, export_eur, balance_eur``, by import + export, then code;
        ``autres`` last.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        One direction's file is not there, or not for all quarters.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.balance(tt.sample_flows(), "Marne", n=10)
    >>> bool((table.balance_eur == table.export_eur - table.import_eur).all())
    True
    """
    level, count = _checked_level(by, LEVELS), ranks.checked_n(n)
    request = _Request(flows, territory, year, quarter, excluding, lang)
    choice.require_both_flows(request.source, request.selection)
    sums = request.sums(["flow", level])
    values = {flow: sums.where("flow", flow).euros_by(level) for flow in FLOWS}
    whole = {code: sum(values[flow].get(code, 0) for flow in FLOWS) for code in values["import"] | values["export"]}
    named = ranks.by_value({code: whole[code] for code in _named_in_balance(values, list(whole), count, level)})
    has_rest = len(named) < len(whole)
    sides = {flow: [values[flow].get(code, 0) for code in named] for flow in FLOWS}
    if has_rest:
        for flow, side in sides.items():
            side.append(sum(values[flow].values()) - sum(side))
        named.append(reference.AUTRES)
    imports, exports = (np.array(sides[flow], dtype="int64") for flow in ("import", "export"))
    table = pd.DataFrame(
        {
            "code": pd.array(named, dtype="str"),
            "label": pd.array(request.labels(level, named), dtype="str"),
            "import_eur": imports,
            "export_eur": exports,
            "balance_eur": exports - imports,
        }
    )
    notes = request.no_country_notes(sums, FLOWS) if level == "partner" and has_rest else []
    return request.noted(table, *notes)


def _named_in_balance(values: dict[str, dict[str, int]], codes: list[str], n: int | None, level: str) -> list[str]:
    if n is None:
        return codes
    eligible = ranks.ranking_codes(codes, level)
    if n >= len(eligible):
        return eligible
    firsts = []
    for flow in FLOWS:
        traded = {code: value for code in eligible if (value := values[flow].get(code, 0)) > 0}
        firsts += ranks.first_codes(traded, n, level)
    return list(dict.fromkeys(firsts))


def activities(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    n: int | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Give what a territory trades, product by product, with each one's share of its flow.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``a17``, ``a38``, ``a129``, ``cpf4``, and also ``partner`` or ``zone``.
    n
        So many rows by flow stand by themselves, the rest is ``autres``; None for all.

    Returns
    -------
    pandas.DataFrame
        One row per flow and code: ``flow, code, label, value_eur, share_pct`` (of the flow): export then import, each
        by value, then code; ``autres`` last in each.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.activities(tt.sample_flows(), "Marne", n=3)
    >>> table[table.flow == "export"].code.tolist()[0]
    'C11Z'
    """
    level, count = _checked_level(by, LEVELS), ranks.checked_n(n)
    request = _Request(flows, territory, year, quarter, excluding, lang)
    sums = request.sums(["flow", level])
    rows: list[tuple[str, str, int, float]] = []
    notes = []
    for flow in FLOWS:
        values = sums.where("flow", flow).euros_by(level)
        named = ranks.first_codes(values, count, level)
        whole = sum(values.values())
        standing = [(code, values[code]) for code in named]
        if len(named) < len(values):
            standing.append((reference.AUTRES, whole - sum(value for _, value in standing)))
            notes += request.no_country_notes(sums, [flow]) if level == "partner" else []
        rows += [(flow, code, value, _share(value, whole)) for code, value in standing]
    flow_column, codes, euros, percentages = zip(*rows, strict=True) if rows else ((), (), (), ())
    table = pd.DataFrame(
        {
            "flow": pd.array(flow_column, dtype="str"),
            "code": pd.array(codes, dtype="str"),
            "label": pd.array(request.labels(level, codes), dtype="str"),
            "value_eur": np.array(euros, dtype="int64"),
            "share_pct": np.array(percentages, dtype="float64"),
        }
    )
    return request.noted(table, *notes)


def flow_matrix(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: str = "export",
    product: str = "a129",
    n: int | None = 10,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Cross the first products with the first partners of one flow: what a Sankey shows.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` or ``import``.
    product
        ``a17``, ``a38``, ``a129`` or ``cpf4``.
    n
        So many products and so many partners stand by themselves, the rest of each is ``autres``; None for all.
    highlight
        How many of the largest pairs of two named ends are marked.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``product, product_label, partner, partner_label, value_eur, share_pct`` (of the flow),
        ``highlighted``: the pairs
        that are not 0; named with named by value, then pairs with ``autres``; ties by product, then partner.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The file of that flow is not there.

    Examples
    --------
    >>> import trade_territories as tt
    >>> matrix = tt.flow_matrix(tt.sample_flows(), "Marne", flow="export")
    >>> int(matrix.highlighted.sum())
    5
    """
    direction, level, count = _checked_flow(flow), _checked_level(product, PRODUCTS), ranks.checked_n(n)
    if not is_whole_number(highlight) or highlight < 0:
        raise TradeTerritoriesError(f"highlight={highlight!r}: give a whole number from 0 up")
    request = _Request(flows, territory, year, quarter, excluding, lang)
    choice.require_flow(request.source, request.selection, direction)
    sums = request.sums(["flow", level, "partner"])
    shown = sums.where("flow", direction)
    for key in (level, "partner"):
        first = ranks.first_codes(shown.added_up([key]).euros_by(key), count, key)
        shown = shown.coarser(key, key, {code: code for code in first}, reference.AUTRES)
    shown = shown.added_up([level, "partner"])
    cells = zip(shown.texts(level), shown.texts("partner"), shown.values["value_eur"].tolist(), strict=True)
    rows = sorted((reference.AUTRES in pair, -value, *pair) for *pair, value in cells if value)
    whole = -sum(value for _, value, _, _ in rows)
    named = sum(not is_rest for is_rest, *_ in rows)
    from_products = [one for _, _, one, _ in rows]
    to_partners = [one for *_, one in rows]
    euros = np.array([-value for _, value, _, _ in rows], dtype="int64")
    matrix = pd.DataFrame(
        {
            "product": pd.array(from_products, dtype="str"),
            "product_label": pd.array(request.labels(level, from_products), dtype="str"),
            "partner": pd.array(to_partners, dtype="str"),
            "partner_label": pd.array(request.labels("partner", to_partners), dtype="str"),
            "value_eur": euros,
            "share_pct": euros / (whole or np.nan) * 100,
            "highlighted": (np.arange(len(rows)) < min(named, highlight)) & (euros > 0),
        }
    )
    notes = request.no_country_notes(sums, [direction]) if count is not None else []
    return request.noted(matrix, *notes)
