"""The section on evolution: values by year and quarter, contributions, value against mass, with and without energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import measures
from trade_territories.document._charts import content_of, reading_of, short_names
from trade_territories.document._trends import over_years, whole_years
from trade_territories.document._values import FLOWS
from trade_territories.document._words import say, slug
from trade_territories.document.content import Block, Bullets, ChartBlock, Paragraph, Section, TableBlock, line
from trade_territories.document.tables import signed_percent
from trade_territories.errors import EmptySelectionError, TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories._types import Lang
    from trade_territories.query import Query

_CONTRIBUTIONS = 5
_ENERGY = "energy"
#: Breaks that the fiche says in a sentence of its own.
_NAMED = frozenset({"brexit", "emebi"})
_YEARLY = ["year", "export_eur", "export_change_pct", "import_eur", "import_change_pct", "balance_eur"]


class Evolution:
    """Makes the section of one territory, from a first year to the year asked for."""

    def __init__(self, question: Query, since: int, by: str) -> None:
        self.question, self.lang, self.by = question, question.lang, by
        self.last = question.period.years[-1]
        self.years = whole_years(question.frame, since, self.last)
        if len(question.period.years) != 1 or len(self.years) < 2 or self.years[-1] != self.last:
            held = ", ".join(map(str, sorted(question.frame.holdings.quarters)))
            raise TradeTerritoriesError(
                f"since={since}: an evolution to {self.last} needs whole years from then on, in both directions; the table "
                f"holds {held}: load several years, such as load_flows([{since}, …, {self.last}])"
            )
        self.over = over_years(question, self.years)

    def _say(self, key: str, **words: object) -> str:
        return say(key, self.lang, **words)

    @property
    def span(self) -> str:
        """The first and the last year."""
        return f"{self.years[0]}-{self.last}"

    def section(self) -> Section:
        """Return the section."""
        yearly = measures.evolution(self.over, self.over.territory, freq="year")
        chart = self._chart()
        scope = {"place": self.question.place, "span": self.span}
        blocks: list[Block] = [
            Paragraph(line(self._say("lead_evolution")), "lead"),
            chart,
            TableBlock("annees", self._say("table_years", **scope), yearly[_YEARLY], sheet=self._say("sheet_years")),
            Bullets(tuple(line(text) for text in self._sentences(yearly))),
        ]
        blocks += self._contributions()
        return Section("evolution", chart.finding, tuple(blocks))

    def _chart(self) -> ChartBlock:
        quarterly = all(quarters != (0,) for _, quarters in self.over.period.quarters)
        freq = "quarter" if quarterly else "year"
        content = content_of(self.over, "evolution", freq=freq, by=None)
        table = measures.evolution(self.over, self.over.territory, freq=freq)  # type: ignore[arg-type]
        return ChartBlock(
            name=slug("nav_evolution", self.lang),
            chart="evolution",
            content=content,
            subject=self._say("subject_evolution", place=self.question.place, span=self.span),
            reading=reading_of(content),
            table=table,
            sheet=self._say("sheet_evolution"),
            cautions=self._breaks(),
        )

    def _breaks(self) -> tuple[str, ...]:
        """Name the breaks that the series crosses, and the years that lack."""
        texts = [
            self._say(f"break_{name}") for name in measures.breaks_between(self.years[0], self.last) if name in _NAMED
        ]
        lacking = [str(year) for year in range(self.years[0], self.last) if year not in self.years]
        if lacking:
            texts.append(self._say("years_lacking", count=len(lacking), years=", ".join(lacking)))
        return tuple(texts)

    def _sentences(self, yearly: pd.DataFrame) -> Iterator[str]:
        rows = yearly.set_index("year").to_dict("index")
        first, last = rows[self.years[0]], rows[self.last]
        before = rows.get(self.last - 1)
        if before is not None:
            yield self._changes("say_year", before, last, base=self.last - 1)
        if self.years[0] != self.last - 1:
            yield self._changes("say_since", first, last, base=self.years[0])
        yield from self._masses()
        yield from self._without_energy()

    def _changes(self, key: str, before: dict[Any, Any], value: dict[Any, Any], *, base: int) -> str:
        changes = {flow: _change(before[f"{flow}_eur"], value[f"{flow}_eur"], self.lang) for flow in FLOWS}
        return self._say(key, year=self.last, base=base, exports=changes["export"], imports=changes["import"])

    def _masses(self) -> Iterator[str]:
        """Set the change of value beside that of mass, where the source has masses."""
        sums = self.over.sums(["flow", "year"], mass=True)
        for flow in FLOWS:
            rows = sums[sums["flow"] == flow].set_index("year")
            values, masses = rows["value_eur"].to_dict(), rows["mass_kg"].to_dict()
            before, after = (self.years[0], self.last)
            if pd.isna(masses[before]) or pd.isna(masses[after]) or masses[before] <= 0 or values[before] <= 0:
                continue
            yield self._say(
                f"say_mass_{flow}",
                base=self.years[0],
                year=self.last,
                value=_change(values[before], values[after], self.lang),
                mass=_change(masses[before], masses[after], self.lang),
            )

    def _without_energy(self) -> Iterator[str]:
        """Say the change without energy, where the question is about all goods and there is energy."""
        if self.question.only or self.question.excluding:
            return
        try:
            rest = self.over.narrowed(excluding=_ENERGY).sums(["flow", "year"]).set_index(["flow", "year"])["value_eur"]
        except EmptySelectionError:
            return
        whole = self.over.sums(["flow", "year"]).set_index(["flow", "year"])["value_eur"]
        if rest.equals(whole):
            return
        changes = {
            flow: _change(rest.get((flow, self.years[0]), 0), rest.get((flow, self.last), 0), self.lang)
            for flow in FLOWS
        }
        yield self._say("say_energy", base=self.years[0], exports=changes["export"], imports=changes["import"])

    def _contributions(self) -> list[Block]:
        """Return the five largest contributions to the change of exports, by product and by country."""
        blocks: list[Block] = []
        base = self.last - 1 if self.last - 1 in self.years else self.years[-2]
        for by, name in ((self.by, "products"), ("partner", "countries")):
            table = measures.change(
                self.question.frame,
                self.question.territory,
                base_year=base,
                year=self.last,
                flow="export",
                by=by,
                only=self.question.only.codes or None,
                excluding=self.question.excluding.codes or None,
                lang=self.lang,
            )
            shown = short_names(self.question, table.iloc[:-1].head(_CONTRIBUTIONS), {"label": ("code", by)})
            columns = ["code", "label", "base_eur", "value_eur", "change_eur", "contribution_pct"]
            blocks.append(
                TableBlock(
                    f"contributions-{name}",
                    self._say(f"table_contributions_{name}", base=base, year=self.last),
                    table,
                    shown[columns],
                    self._say(f"sheet_contributions_{name}"),
                )
            )
        return blocks


def _change(base: float, value: float, lang: Lang) -> str:
    """Return a change in percent, with its sign."""
    return signed_percent((value / base - 1) * 100 if base > 0 else float("nan"), lang)
