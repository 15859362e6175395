"""What the table holds of a question, and refusals of what it does not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from trade_territories import reference
from trade_territories.columns import FLOWS, OTHER_FLOW, Flow
from trade_territories.errors import IncompleteCoverageError
from trade_territories.period import WHOLE_YEAR, is_whole_year
from trade_territories.provenance import ReleaseName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from trade_territories.frames import Cell, FlowsFrame
    from trade_territories.period import Period
    from trade_territories.reference import Territory

#: Mayotte joined the territory of the statistics in 2014: before, its absence is no lack.
_FIRST_YEARS: Final = {"976": 2014}
_SHOWN: Final = 12


class Coverage:
    """The part of a query that asks what the table holds."""

    frame: FlowsFrame
    territory: Territory
    period: Period

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
        return any(ReleaseName.of(release).is_workbook for release in self.frame.releases)

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
                f"{enumerated(self.lacking_names)}; load the complete release, or all of its régions",
                missing=list(self.lacking_names),
            )

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
                    f"{flow}s of {year} lack quarters {enumerated(lacking)} which {OTHER_FLOW[flow]}s have: a balance "
                    f"would mix unequal periods; {way_out}",
                    missing=[f"{year}-{flow}-{quarter}" for quarter in lacking],
                )

    def _require_answerable(self) -> None:
        """Refuse a territory that was not loaded, and national sums of some régions' workbooks, which would pass for France's.

        The overseas régions have no workbook: what is said of them is a note.
        """
        if (
            self.is_of_workbooks
            and self.territory.level in ("france", "region")
            and set(self.lacking) - set(reference.OVERSEAS)
        ):
            self.require_coverage()
        loaded = self.frame.info.territory if self.frame.info else ""
        if loaded:
            held = reference.territory(loaded)
            lacking = sorted(set(self.territory.departements) - set(held.departements))
            if lacking:
                raise IncompleteCoverageError(
                    f"this table was loaded for {held.name} ({held.code}) only and lacks {enumerated(lacking)}; "
                    "load it without territory=…",
                    missing=lacking,
                )


def enumerated(names: Iterable[object]) -> str:
    shown = [str(name) for name in names]
    rest = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + rest
