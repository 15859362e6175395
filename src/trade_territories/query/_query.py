"""One question, resolved once: which rows of which table, over which territory and period, in which language.

Public functions build a ``Query``; tables, measures, notices, charts and documents take it. What it was asked once (sums,
coverage) is remembered on it, and goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pandas as pd

from trade_territories import reference
from trade_territories._pandas import category_texts, copied
from trade_territories.columns import FLOWS, KEYS, LEVELS
from trade_territories.errors import EmptySelectionError, MissingLevelError, TradeTerritoriesError
from trade_territories.frames import Cube, FlowsFrame, RowCounts, Rows, grouped
from trade_territories.parts import NO_PARTS, Parts, parts_of
from trade_territories.period import Period, resolve
from trade_territories.query._levels import at_level, column_of
from trade_territories.query._words import Words
from trade_territories.text import Lang, checked_lang

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from trade_territories._types import FlowsLike, PartsLike, QuarterChoice, TerritoryLike, YearChoice
    from trade_territories.reference import Territory

#: Levels of which the sums serve many territories.
_LASTING = ("region", "france")
#: Among the places of a cube: all its rows, whatever they lack of France.
_ALL_ROWS = ""
#: Periods and languages in which a cube keeps what was asked of it.
_KEPT = 8
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Query(Words):
    """One question about one territory, resolved.

    Examples
    --------
    >>> import trade_territories as tt
    >>> query = Query.of(tt.sample_flows(), "Marne", excluding="C11Z", lang="en")
    >>> query.scope, query.total("export")
    ('Marne, 2024, excluding beverages', 4203277609)
    """

    #: The table of Flows, on its engine.
    frame: FlowsFrame
    #: Where and when.
    territory: Territory
    period: Period
    #: Products and partners kept and left out.
    only: Parts = NO_PARTS
    excluding: Parts = NO_PARTS
    #: Language of labels, notes and titles.
    lang: Lang = "fr"
    _sums: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict, init=False, repr=False)
    _values: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict, init=False, repr=False)
    _measures: dict[str, object] = field(default_factory=dict, init=False, repr=False)
    _places: dict[str, Query] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: str = "fr",
    ) -> Query:
        """Resolve a question against a table.

        Parameters
        ----------
        flows
            The table of Flows, in any frame; a query is returned for another territory with all else as it is.
        territory
            A territory, or its name or code.
        year, quarter
            The period; a table of one year needs none, ``"all"`` adds years up.
        only, excluding
            Products and partners: codes, names or groups.
        lang
            ``"fr"`` or ``"en"``.

        Raises
        ------
        UnknownCodeError
            No such territory, product, partner or group.
        AmbiguousPeriodError
            Several years and none chosen, or a period that the table does not hold.
        IncompleteCoverageError
            The table was loaded for another territory, or lacks régions whose workbooks are not there.
        DataContractError
            The table cannot be added up.
        """
        if isinstance(flows, Query):
            return flows.at(territory)
        language = checked_lang(lang)
        frame = FlowsFrame.of(flows)
        place = reference.territory(territory)
        holdings = frame.holdings
        period = resolve(holdings.quarters, year, quarter, by_flow=holdings.quarters_by_flow)
        kept = parts_of(only, "only", frame, period.years[-1])
        left_out = parts_of(excluding, "excluding", frame, period.years[-1])
        if isinstance(flows, Cube) and not (kept or left_out):
            return cls._of_cube(flows, period, language).at(place)
        query = cls(frame, place, period, kept, left_out, language)
        query._require_answerable()
        query._remember_place()
        frame.check_unique(query._rows)
        return query

    @classmethod
    def _of_cube(cls, cube: Cube, period: Period, lang: Lang) -> Query:
        """Return the question about all rows of a cube, which remembers it: its sums by département serve every territory."""
        known = cube._memory.get((period, lang))
        if known is None:
            known = cls(cube._flows, reference.france(), period, lang=lang)
            cube._flows.check_unique(known._rows)
            known._places[_ALL_ROWS] = known
            for former in list(cube._memory)[: 1 - _KEPT]:
                cube._memory.pop(former, None)
            cube._memory[period, lang] = known
        return cast("Query", known)

    def at(self, territory: TerritoryLike) -> Query:
        """Return the same question about another territory; régions and France are resolved once for all."""
        place = reference.territory(territory)
        if place == self.territory and self._places.get(_ALL_ROWS) is not self:
            return self
        known = self._places.get(place.code)
        if known is not None and known.territory == place:
            return known
        query = replace(self, territory=place)
        query._require_answerable()
        query._remember_place()
        return query

    def _remember_place(self) -> None:
        """Keep régions and France for all questions that come from this one, and of other territories the last."""
        if self.territory.level not in _LASTING:
            for code, query in list(self._places.items()):
                if query.territory.level not in _LASTING:
                    self._places.pop(code, None)
        self._places[self.territory.code] = self

    def over(self, period: Period) -> Query:
        """Return the same question about another period."""
        if period == self.period:
            return self
        last = period.years[-1]
        return replace(
            self,
            period=period,
            only=self.only.at(last),
            excluding=self.excluding.at(last),
            _places={},
        )

    def in_years(self, years: Collection[int], quarter: QuarterChoice = None) -> Query:
        """Return the same question about these years together, or about the same quarters of each."""
        holdings = self.frame.holdings
        held = {year: quarters for year, quarters in holdings.quarters.items() if year in years}
        by_flow = {
            flow: {year: quarters for year, quarters in own.items() if year in years}
            for flow, own in holdings.quarters_by_flow.items()
        }
        return self.over(resolve(held, "all", quarter, by_flow=by_flow))

    def whole(self) -> Query:
        """Return the same question without ``only``: the whole of which a part is a share."""
        return replace(self, only=NO_PARTS, _places={}) if self.only else self

    def narrowed(self, *, only: PartsLike = None, excluding: PartsLike = None) -> Query:
        """Return the same question about fewer products and partners."""
        more = parts_of(only, "only", self.frame, self.period.years[-1])
        less = parts_of(excluding, "excluding", self.frame, self.period.years[-1])
        return replace(
            self,
            only=self.only.and_also(more),
            excluding=self.excluding.and_also(less),
            _places={},
        )

    @cached_property
    def france(self) -> Query:
        """The same question about France."""
        return self.at(reference.france())

    def require_comparison(self) -> None:
        """Refuse a comparison with région and France where the table lacks a département of any of them."""
        for query in (self, self.region, self.france):
            if query is not None:
                query.require_coverage()

    @cached_property
    def region(self) -> Query | None:
        """The same question about the territory's région; None where it is its own, or lies in several."""
        region = reference.region_of(self.territory)
        return self.at(region) if region else None

    # Its sums

    @property
    def _rows(self) -> Rows:
        """The rows that it is about; of France, unknown départements are a part."""
        everywhere = self.territory.level == "france"
        held = self.frame.holdings.quarters
        is_all = {year: set(quarters) for year, quarters in self.period.quarters} == held
        return Rows(
            None if everywhere else self.territory.departements,
            None if is_all else self.period.quarters,
            self.only.by_column,
            self.excluding.by_column,
        )

    def sums(self, by: Sequence[str], *, mass: bool = False) -> pd.DataFrame:
        """Return sums by columns of Flows and levels above them.

        Parameters
        ----------
        by
            Among ``flow, year, quarter, departement, region, a129, cpf4, partner, release, a38, a17, zone``.
        mass
            Whether to add up kilograms too.

        Returns
        -------
        pandas.DataFrame
            One row per combination that occurs: the columns of ``by`` (codes as texts), ``value_eur`` in euros and, where
            asked for, ``mass_kg``, missing where the source has none; sorted by codes.

        Raises
        ------
        MissingLevelError
            CPF4 of rows that have none.
        EmptySelectionError
            ``only`` and ``excluding`` left no row.
        """
        table = self._at_levels(by, mass=mass)
        return table.assign(**{key: category_texts(table[key]) for key in by if key not in ("year", "quarter")})

    def _at_levels(self, by: Sequence[str], *, mass: bool = False) -> pd.DataFrame:
        """Return sums as ``sums`` does, with codes as categories."""
        for key in by:
            if column_of(key) not in KEYS:
                raise TradeTerritoriesError(f"by={key!r} is not a valid level; choose one of {', '.join(LEVELS)}")
        keys = tuple(dict.fromkeys(column_of(key) for key in by))
        table = self._by_columns(keys, mass=mass)
        if table.empty and (self.only or self.excluding):
            self._refuse_empty()
        for key in by:
            if column_of(key) != key:
                table = table.assign(**{key: at_level(table[column_of(key)], key, self.period.years[-1])})
        if keys != tuple(by):
            table = grouped(table, list(by))
        return table[[*by, *(["value_eur", "mass_kg"] if mass else ["value_eur"])]]

    def _by_columns(self, keys: tuple[str, ...], *, mass: bool) -> pd.DataFrame:
        """Return sums by columns of Flows: from finer sums that are remembered, else from the rows."""
        known = self._sums.get(keys)
        if known is not None and (not mass or "mass_kg" in known):
            return known
        finer = [
            held for by, held in list(self._sums.items()) if set(keys) <= set(by) and (not mass or "mass_kg" in held)
        ]
        if finer:
            return self._remember(keys, grouped(min(finer, key=len), list(keys)))
        every = self._places.get(_ALL_ROWS)
        if every is not None and every is not self and not mass and "cpf4" not in keys:
            every.prepare(*dict.fromkeys([*keys, "departement"]))
        if not mass:
            finer = [
                held
                for query in list(self._places.values())
                if query.territory.level == "france"
                for by, held in list(query._sums.items())
                if {*keys, "departement"} <= set(by)
            ]
            if finer:
                return self._remember(keys, grouped(self._here(min(finer, key=len)), list(keys)))
        measures = ("value_eur", "mass_kg") if mass else ("value_eur",)
        return self._remember(keys, self.frame.sums(self._rows, keys, measures))

    def _here(self, sums: pd.DataFrame) -> pd.DataFrame:
        """Return the sums of the territory's départements."""
        if self.territory.level == "france":
            return sums
        return sums[sums["departement"].isin(self.territory.departements)]

    def _remember(self, keys: tuple[str, ...], table: pd.DataFrame) -> pd.DataFrame:
        self._sums[keys] = table
        return table

    def prepare(self, *keys: str, mass: bool = False) -> Query:
        """Add up once by these columns, so that coarser sums are made from the result; return the query itself."""
        self._by_columns(tuple(keys), mass=mass)
        return self

    def _refuse_empty(self) -> None:
        words = [f"with only {', '.join(self.only.codes)}"] if self.only else []
        words += [f"without {', '.join(self.excluding.codes)}"] if self.excluding else []
        raise EmptySelectionError(
            f"nothing is left of {self.territory.name} in {self.period.label('en')} {' and '.join(words)}; ask for "
            "other products and partners"
        )

    @cached_property
    def has_classes(self) -> bool:
        """Whether all rows of the question have a CPF4."""
        france = self._places.get("FR")
        if france is not None and france is not self and france.has_classes:
            return True
        try:
            # The sums of France by département serve every other territory.
            self.prepare("flow", *(["departement"] if self.territory.level == "france" else []), "a129", "cpf4")
        except MissingLevelError:
            return False
        return True

    @cached_property
    def row_counts(self) -> RowCounts:
        """Rows below zero and rows without a mass, with their values."""
        return self.frame.row_counts(self._rows)

    def values(self, level: str, flow: str) -> pd.Series[int]:
        """Return euros by code of one level for one flow; empty where nothing is traded."""
        return copied(self.measured(f"values {level} {flow}", lambda query: query._series(level, flow)))

    def _series(self, level: str, flow: str) -> pd.Series[int]:
        amounts = self.amounts(level, flow)
        codes = pd.Index(list(amounts), dtype="str", name=level)
        return pd.Series(list(amounts.values()), index=codes, dtype="int64", name="value_eur")

    def amounts(self, level: str, flow: str) -> dict[str, int]:
        """Return euros by code of one level for one flow, as a dictionary; empty where nothing is traded."""
        if (level, flow) not in self._values:
            table = self._at_levels(["flow", level])
            amounts: dict[str, dict[str, int]] = {name: {} for name in FLOWS}
            for name, code, value in zip(*(table[column].tolist() for column in table), strict=True):
                amounts[name][str(code)] = value
            self._values.update({(level, name): values for name, values in amounts.items()})
        return dict(self._values[level, flow])

    def cells(self, level: str, flow: str) -> pd.Series[int]:
        """Return euros by product (at a level) and partner for one flow; not to be changed."""
        return self.measured(f"cells {level} {flow}", lambda query: query._cells(level, flow))

    def _cells(self, level: str, flow: str) -> pd.Series[int]:
        table = self._at_levels(["flow", level, "partner"])
        table = table[table["flow"] == flow]
        codes = [table[name].cat for name in (level, "partner")]
        texts = [pd.Index(column.categories, dtype="str") for column in codes]
        positions: Any = [column.codes.to_numpy() for column in codes]
        index = pd.MultiIndex(texts, positions, names=[level, "partner"])
        return pd.Series(table["value_eur"].to_numpy(), index, name="value_eur")

    def pairs(self, level: str, flow: str, across: str = "partner") -> dict[tuple[str, str], int]:
        """Return euros of one flow by two levels, such as products and partners, as a dictionary; not to be changed."""
        return self.measured(f"pairs {level} {across} {flow}", lambda query: query._pairs(level, flow, across))

    def _pairs(self, level: str, flow: str, across: str) -> dict[tuple[str, str], int]:
        table = self._at_levels(["flow", level, across])
        table = table[table["flow"] == flow]
        codes = zip(table[level].tolist(), table[across].tolist(), strict=True)
        return dict(zip(codes, table["value_eur"].tolist(), strict=True))

    def measured(self, name: str, measure: Callable[[Query], T]) -> T:
        """Return what a measure makes of the question, worked out once: régions and France are set beside many territories.

        It is returned as it is kept, so whoever asks must not change it.
        """
        if name not in self._measures:
            self._measures[name] = measure(self)
        return cast("T", self._measures[name])

    def total(self, flow: str) -> int:
        """Return the euros of one flow."""
        return self._totals.get(flow, 0)

    @cached_property
    def _totals(self) -> dict[str, int]:
        table = self.sums(["flow"])
        return dict(zip(table["flow"], table["value_eur"].tolist(), strict=True))
