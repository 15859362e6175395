"""One question, resolved once: which rows of which table, over which territory and period, in which language.

Public functions build a ``Query``; tables, measures, notices, charts and documents take it. What it was asked once (sums,
coverage) is remembered on it, and goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS, OTHER_FLOW, PARENT_COLUMN, Flow
from trade_territories.errors import EmptySelectionError, IncompleteCoverageError, MissingLevelError
from trade_territories.frames import Cell, Cube, FlowsFrame, RowCounts, Rows, grouped, sorted_categories
from trade_territories.parts import GROUP_LEVEL, NO_PARTS, Parts, group_label, group_level, outside_of, parts_of
from trade_territories.period import WHOLE_YEAR, Period, is_whole_year, resolve
from trade_territories.text import Lang, checked_lang, listed, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from trade_territories.parts import PartsLike
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.provenance import ReadingNote, ReleaseRecord
    from trade_territories.reference import Territory, TerritoryLike

#: The overseas départements, which have no workbook of the Customs.
OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
#: Mayotte joined the territory of the statistics in 2014: before, its absence is no lack.
_FIRST_YEARS = {"976": 2014}
_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Query:
    """One question about one territory, resolved.

    Parameters
    ----------
    frame
        The table of Flows, on its engine.
    territory, period
        Where and when.
    only, excluding
        Products and partners kept and left out.
    lang
        Language of labels, notes and titles.

    Examples
    --------
    >>> import trade_territories as tt
    >>> query = Query.of(tt.sample_flows(), "Marne", excluding="C11Z", lang="en")
    >>> query.scope, query.total("export")
    ('Marne, 2024, excluding beverages', 4203277609)
    """

    frame: FlowsFrame
    territory: Territory
    period: Period
    only: Parts = NO_PARTS
    excluding: Parts = NO_PARTS
    lang: Lang = "fr"
    _sums: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict, repr=False)
    _places: dict[str, Query] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        flows: Any,
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
        frame = (
            flows if isinstance(flows, FlowsFrame) else FlowsFrame(flows.frame if isinstance(flows, Cube) else flows)
        )
        place = reference.territory(territory)
        holdings = frame.holdings
        period = resolve(holdings.quarters, year, quarter, by_flow=holdings.quarters_by_flow)
        query = cls(
            frame,
            place,
            period,
            parts_of(only, "only", frame, period.years[-1]),
            parts_of(excluding, "excluding", frame, period.years[-1]),
            language,
        )
        query._require_answerable()
        frame.check_unique(query._rows)
        return query

    def at(self, territory: TerritoryLike) -> Query:
        """Return the same question about another territory; régions and France are resolved once for all."""
        place = reference.territory(territory)
        if place == self.territory:
            return self
        known = self._places.get(place.code)
        if known is not None and known.territory == place:
            return known
        query = replace(self, territory=place, _sums={})
        query._require_answerable()
        if place.level in ("region", "france"):
            self._places[place.code] = query
        return query

    def over(self, period: Period) -> Query:
        """Return the same question about another period."""
        if period == self.period:
            return self
        last = period.years[-1]
        return replace(
            self, period=period, only=self.only.at(last), excluding=self.excluding.at(last), _sums={}, _places={}
        )

    def narrowed(self, *, only: PartsLike = None, excluding: PartsLike = None) -> Query:
        """Return the same question about fewer products and partners."""
        more = parts_of(only, "only", self.frame, self.period.years[-1])
        less = parts_of(excluding, "excluding", self.frame, self.period.years[-1])
        return replace(
            self, only=self.only.and_also(more), excluding=self.excluding.and_also(less), _sums={}, _places={}
        )

    @cached_property
    def france(self) -> Query:
        """The same question about France."""
        return self.at(reference.france())

    @cached_property
    def region(self) -> Query | None:
        """The same question about the territory's région; None where it is its own, or lies in several."""
        region = reference.region_of(self.territory)
        return self.at(region) if region else None

    # What the table holds of it

    @cached_property
    def flows_held(self) -> tuple[Flow, ...]:
        """The flows whose file is loaded for the period: of another one nothing is known, and it is not zero."""
        held = self.frame.holdings.quarters_by_flow
        asked = [(year, quarter) for year, quarters in self.period.quarters for quarter in quarters]
        return tuple(flow for flow in FLOWS if any(quarter in held[flow].get(year, ()) for year, quarter in asked))

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """Codes of the territory's départements without a row in some year or quarter of the period, sorted.

        Of workbooks, which are one per région and flow, each flow must have rows.
        """
        places = self.frame.holdings.departements
        lacking: set[str] = set()
        for year, quarters in self.period.quarters:
            expected = {code for code in self.territory.departements if year >= _FIRST_YEARS.get(code, 0)}
            for quarter in quarters:
                by_flow = [places.get((flow, year, quarter), set()) for flow in FLOWS if flow in self.flows_held]
                by_flow = [held for held in by_flow if held]
                if self.is_of_workbooks:
                    lacking |= {code for code in expected if not all(code in held for held in by_flow)}
                else:
                    lacking |= {code for code in expected if not any(code in held for held in by_flow)}
        return tuple(sorted(lacking))

    @cached_property
    def lacking_names(self) -> tuple[str, ...]:
        """Names of what lacks: whole régions by their name, else départements, with their codes."""
        lacking = set(self.lacking)
        names = []
        if self.territory.level == "france":
            for code in self.territory.regions:
                region = reference.territory(code)
                if set(region.departements) <= lacking:
                    names.append(f"{region.name} ({code})")
                    lacking -= set(region.departements)
        names += [f"{reference.label('departement', code)} ({code})" for code in sorted(lacking)]
        return tuple(names)

    @cached_property
    def extract(self) -> tuple[int, int] | None:
        """Rows held and rows that the releases have, where rows of the territory and period were taken away; else None."""
        if self.frame.is_as_read or not self.frame.noted_rows:
            return None
        held = self.frame.holdings.rows
        quarters = {year: set(chosen) for year, chosen in self.period.quarters}
        expected = {cell: count for cell, count in self.frame.noted_rows.items() if self._concerns(cell, quarters)}
        have = sum(min(held.get(cell, 0), count) for cell, count in expected.items())
        whole = sum(expected.values())
        return (have, whole) if have < whole else None

    def _concerns(self, cell: Cell, quarters: Mapping[int, set[int]]) -> bool:
        return (
            cell.flow in self.flows_held
            and (self.territory.level == "france" or cell.departement in self.territory.departements)
            and cell.quarter in quarters.get(cell.year, ())
        )

    @cached_property
    def is_of_workbooks(self) -> bool:
        """Whether any row is from a région's workbook, of which another may lack."""
        return any(release.startswith("workbook-") for release in self.frame.releases)

    def require_coverage(self) -> None:
        """Refuse a territory of which the table lacks a département in the period.

        Raises
        ------
        IncompleteCoverageError
            Naming what lacks.
        """
        if self.lacking:
            raise IncompleteCoverageError(
                f"the figures of {self.territory.name} in {self.period.label('en')} need all of it, and the table lacks "
                f"{_enumerated(self.lacking_names)}; load the complete release, or all of its régions",
                missing=list(self.lacking_names),
            )

    def require_comparison(self) -> None:
        """Refuse a comparison with région and France where the table lacks a département of any of them."""
        for query in (self, self.region, self.france):
            if query is not None:
                query.require_coverage()

    def require_flow(self, flow: str) -> None:
        """Refuse a figure about a flow whose file is not loaded.

        Raises
        ------
        IncompleteCoverageError
            The whole table has no row of that flow in the period.
        """
        if flow not in self.flows_held:
            other = OTHER_FLOW["import" if flow == "import" else "export"]
            raise IncompleteCoverageError(
                f"the {flow} file of {self.period.label('en')} is missing: the table only holds {other}s; add the {flow} "
                "archive",
                missing=[f"{year}-{flow}" for year in self.period.years],
            )

    def require_both_flows(self) -> None:
        """Refuse a balance where one flow lacks, as a whole or for some quarters.

        Raises
        ------
        IncompleteCoverageError
            Naming the file or the quarters, and the way out.
        """
        held = self.frame.holdings.quarters_by_flow
        for year, quarters in self.period.quarters:
            for flow in FLOWS:
                if not held[flow].get(year):
                    raise IncompleteCoverageError(
                        f"the {flow} file of {year} is missing: this needs both directions, and the table only holds "
                        f"{OTHER_FLOW[flow]}s; add the {flow} archive",
                        missing=[f"{year}-{flow}"],
                    )
            self._require_same_quarters(year, quarters, {flow: held[flow][year] for flow in FLOWS})

    @staticmethod
    def _require_same_quarters(year: int, quarters: Collection[int], held: Mapping[Flow, set[int]]) -> None:
        yearly = [flow for flow in FLOWS if held[flow] == {WHOLE_YEAR}]
        if len(yearly) == 1 and not (is_whole_year(quarters) and all(is_whole_year(held[flow]) for flow in FLOWS)):
            flow = yearly[0]
            raise IncompleteCoverageError(
                f"{flow}s of {year} come from a yearly file and {OTHER_FLOW[flow]}s by quarter: a balance of some quarters "
                f"cannot be computed; ask for the whole year, or load the quarterly file of {flow}s",
                missing=[f"{year}-{flow}-{quarter}" for quarter in sorted(quarters)],
            )
        for flow in FLOWS:
            lacking = sorted(set(quarters) - held[flow])
            if lacking and not (is_whole_year(quarters) and is_whole_year(held[flow])):
                common = sorted((held["export"] & held["import"]) - {WHOLE_YEAR})
                way_out = f"choose quarter={common}" if common else f"add the {flow} archive of these quarters"
                raise IncompleteCoverageError(
                    f"{flow}s of {year} lack quarters {_enumerated(lacking)} which {OTHER_FLOW[flow]}s have: a balance "
                    f"would mix unequal periods; {way_out}",
                    missing=[f"{year}-{flow}-{quarter}" for quarter in lacking],
                )

    def _require_answerable(self) -> None:
        """Refuse a territory that was not loaded, and national sums of some régions' workbooks, which would pass for France's.

        The overseas régions have no workbook: what is said of them is a note.
        """
        if self.is_of_workbooks and self.territory.level in ("france", "region") and set(self.lacking) - OVERSEAS:
            self.require_coverage()
        loaded = self.frame.info.territory if self.frame.info else ""
        if loaded:
            held = reference.territory(loaded)
            lacking = sorted(set(self.territory.departements) - set(held.departements))
            if lacking:
                raise IncompleteCoverageError(
                    f"this table was loaded for {held.name} ({held.code}) only and lacks {_enumerated(lacking)}; "
                    "load it without territory=…",
                    missing=lacking,
                )

    # Its sums

    @property
    def _rows(self) -> Rows:
        """The rows that it is about; of France, unknown départements are a part."""
        everywhere = self.territory.level == "france"
        return Rows(
            None if everywhere else self.territory.departements,
            self.period.quarters,
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
        keys = tuple(dict.fromkeys(_column_of(key) for key in by))
        table = self._by_columns(keys, mass=mass)
        if table.empty and (self.only or self.excluding):
            self._refuse_empty()
        for key in by:
            if _column_of(key) != key:
                table = table.assign(**{key: _at_level(table[_column_of(key)], key, self.period.years[-1])})
        if keys != tuple(by):
            table = grouped(table, list(by))
        texts = {key: "str" for key in by if key not in ("year", "quarter")}
        return table[[*by, *(["value_eur", "mass_kg"] if mass else ["value_eur"])]].astype(texts)

    def _by_columns(self, keys: tuple[str, ...], *, mass: bool) -> pd.DataFrame:
        """Return sums by columns of Flows: from finer sums that are remembered, else from the rows."""
        for held, table in self._sums.items():
            if set(keys) <= set(held) and (not mass or "mass_kg" in table):
                return table if held == keys else grouped(table, list(keys))
        for query in self._places.values():
            for held, table in query._sums.items():
                if query.territory.level == "france" and {*keys, "departement"} <= set(held) and not mass:
                    here = table[table["departement"].isin(self.territory.departements)]
                    return self._remember(keys, grouped(here, list(keys)))
        measures = ("value_eur", "mass_kg") if mass else ("value_eur",)
        return self._remember(keys, self.frame.sums(self._rows, keys, measures))

    def _remember(self, keys: tuple[str, ...], table: pd.DataFrame) -> pd.DataFrame:
        self._sums[keys] = table
        return table

    def prepare(self, *keys: str, mass: bool = False) -> Query:
        """Add up once by these columns, so that coarser sums are made from the result; return the query itself."""
        self._by_columns(tuple(keys), mass=mass)
        return self

    def _refuse_empty(self) -> None:
        words = [f"only {', '.join(self.only.codes)}"] if self.only else []
        words += [f"without {', '.join(self.excluding.codes)}"] if self.excluding else []
        raise EmptySelectionError(
            f"nothing is left of {self.territory.name} in {self.period.label('en')} with {' and '.join(words)}; ask for "
            "other products and partners"
        )

    @cached_property
    def has_classes(self) -> bool:
        """Whether all rows of the question have a CPF4."""
        try:
            self.prepare("flow", "a129", "cpf4")
        except MissingLevelError:
            return False
        return True

    @cached_property
    def row_counts(self) -> RowCounts:
        """Rows below zero and rows without a mass, with their values."""
        return self.frame.row_counts(self._rows)

    def values(self, level: str, flow: str) -> pd.Series[int]:
        """Return euros by code of one level for one flow; empty where nothing is traded."""
        table = self.sums(["flow", level])
        values: pd.Series[int] = table[table["flow"] == flow].set_index(level)["value_eur"]
        return values

    def cells(self, level: str, flow: str) -> pd.Series[int]:
        """Return euros by product (at a level) and partner for one flow."""
        table = self.sums(["flow", level, "partner"])
        cells: pd.Series[int] = table[table["flow"] == flow].set_index([level, "partner"])["value_eur"]
        return cells

    def total(self, flow: str) -> int:
        """Return the euros of one flow."""
        return self._totals.get(flow, 0)

    @cached_property
    def _totals(self) -> dict[str, int]:
        table = self.sums(["flow"])
        return dict(zip(table["flow"], table["value_eur"].tolist(), strict=True))

    # Its words

    @cached_property
    def _release_labels(self) -> dict[str, Mapping[str, str]]:
        return {}

    def release_labels(self, level: str) -> Mapping[str, str]:
        """Return the labels that the releases bring for codes unknown to the package, or of another meaning."""
        if level not in self._release_labels:
            info, years = self.frame.info, self.period.years
            self._release_labels[level] = info.labels_of(level, years[-1]) if info else {}
        return self._release_labels[level]

    def label(self, level: str, code: str, *, short: bool = False) -> str:
        """Return the name of a code."""
        if level.startswith(GROUP_LEVEL) and code != reference.AUTRES:
            return group_label(level, code, self.lang) or say("scope.outside_groups", self.lang)
        level = "partner" if level.startswith(GROUP_LEVEL) else level
        own = self.release_labels(level).get(code, "") if level in ("a129", "cpf4") else ""
        if own and reference.has_new_meaning(level, code, own):
            return own
        return reference.label(level, code, self.lang, short=short, extra=self.release_labels(level))

    def labels(self, level: str, codes: Iterable[str], *, short: bool = False) -> list[str]:
        """Return the names of codes."""
        return [self.label(level, code, short=short) for code in codes]

    @cached_property
    def place(self) -> str:
        """Name of the territory, as titles say it."""
        return self.territory.label(self.lang)

    @cached_property
    def period_label(self) -> str:
        """The period, as titles say it."""
        return self.period.label(self.lang)

    @cached_property
    def parts_label(self) -> str:
        """What is kept and left out, such as ``hors boissons``; empty where nothing is."""
        words = []
        for kind in ("product", "partner"):
            names = self.only.names(self, kind)
            if names:
                words.append(say(f"scope.only_{kind}", self.lang, count=len(names), names=listed(names, self.lang)))
        if self.excluding:
            words.append(say("scope.excluding", self.lang, names=listed(self.excluding.names(self), self.lang)))
        return ", ".join(words)

    @cached_property
    def scope(self) -> str:
        """What the figures are of: ``Marne, 2024, hors boissons``; what is usual adds nothing."""
        words = [self.place, self.period_label]
        if self.parts_label:
            words.append(self.parts_label)
        if self.extract:
            words.append(say("scope.extract", self.lang))
        return ", ".join(words)

    @cached_property
    def stem(self) -> str:
        """The scope as a part of a file name: ``51-2024-hors-boissons``."""
        words = [self.territory.code, self.period_label, self.parts_label]
        if self.extract:
            words.append(say("scope.extract", self.lang))
        plain = reference.folded(" ".join(word for word in words if word))
        signs = "".join(sign if sign.isalnum() else "-" for sign in plain)
        return "-".join(part for part in signs.split("-") if part)

    # Where it is from

    @cached_property
    def releases(self) -> tuple[ReleaseRecord, ...]:
        """Records of the releases that the years asked for are from; empty where they were lost on the way."""
        records = self.frame.info.releases if self.frame.info else ()
        return tuple(record for record in records if set(record.years) & set(self.period.years))

    @cached_property
    def is_sample(self) -> bool:
        """Whether any row of the table is of the bundled example."""
        info = self.frame.info
        return (info is not None and info.is_sample) or any(one.startswith("sample-") for one in self.frame.releases)

    @cached_property
    def reading_notes(self) -> tuple[ReadingNote, ...]:
        """What the reading of the files found unexpected in the years asked for, France-wide."""
        notes = self.frame.info.notes if self.frame.info else ()
        return tuple(note for note in notes if not note.year or note.year in self.period.years)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What must be said beside any table: example, partial period, parts, extract, missing files and places."""
        lang, period = self.lang, self.period
        notes = []
        if self.is_sample:
            notes.append(say("tables.sample", lang))
        if not period.is_whole:
            notes.append(say("tables.partial", lang, period=self.period_label))
        if len(period.years) > 1:
            notes.append(say("tables.several_years", lang, period=self.period_label))
        if self.only:
            notes.append(say("tables.only", lang, names=listed(self.only.long_names(self), lang)))
        if self.excluding:
            notes.append(say("tables.excluding", lang, names=listed(self.excluding.long_names(self), lang)))
        notes += [*self.only.notes(self), *self.excluding.notes(self)]
        if self.territory.level == "territoire_industrie":
            notes.append(say("tables.industry", lang, label=self.place))
        notes += [
            say("tables.missing_flow", lang, flow=say(f"flows.{flow}", lang))
            for flow in FLOWS
            if flow not in self.flows_held
        ]
        if self.lacking:
            notes.append(say("tables.coverage", lang, names=listed(list(self.lacking_names), lang)))
        if self.extract:
            held, whole = self.extract
            notes.append(say("tables.extract", lang, rows=held, whole=whole))
        return tuple(notes)


def _column_of(level: str) -> str:
    """Return the column of Flows from which a level is added up."""
    return group_level(level)[0] if level.startswith(GROUP_LEVEL) else PARENT_COLUMN.get(level, level)


def _at_level(codes: pd.Series[Any], level: str, year: int) -> pd.Series[Any]:
    """Return the codes of a coarser level: without a known one ``inconnu``, ``divers`` (zones) or ``outside`` (groups)."""
    parents: Mapping[str, str]
    if level.startswith(GROUP_LEVEL):
        parents, unknown = group_level(level, year)[1], outside_of(level)
    elif level == "zone":
        parents, unknown = reference.partner_zones(), "divers"
    else:
        parents, unknown = reference.product_parents(level), reference.INCONNU
    categorical = codes.astype("category")
    mapped = [parents.get(str(code), unknown) for code in categorical.cat.categories]
    return sorted_categories(pd.Series(pd.Index(mapped, dtype="str").take(categorical.cat.codes), index=codes.index))


def _enumerated(names: Iterable[object]) -> str:
    shown = [str(name) for name in names]
    rest = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + rest
