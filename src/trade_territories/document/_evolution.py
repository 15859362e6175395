"""The section on evolution: values by year and quarter, contributions, value against mass, with and without energy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import measures, reference
from trade_territories.document._charts import content_of, short_names
from trade_territories.document._trends import years_of_evolution
from trade_territories.document._values import FLOWS
from trade_territories.document._words import Speaker, say, slug
from trade_territories.document.content import Block, Bullets, ChartBlock, Paragraph, Section, TableBlock, line
from trade_territories.errors import EmptySelectionError
from trade_territories.parts import membership_notes
from trade_territories.text import listed
from trade_territories.text.numbers import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.columns import Flow, ProductRows, Rows
    from trade_territories.query import Query

_CONTRIBUTIONS = 5
_ENERGY = "energy"
#: A change that is smaller is said to be none.
_FLAT_PCT = 0.05
_YEARLY = ["year", "export_eur", "export_change_pct", "import_eur", "import_change_pct", "balance_eur"]


class Evolution(Speaker):
    """Makes the section of one territory, from a first year to the year asked for."""

    def __init__(self, question: Query, since: int, by: ProductRows) -> None:
        self.question, self.lang, self.by, self.since = question, question.lang, by, since
        self.last = question.period.years[-1]
        self.years = years_of_evolution(question, since)
        self.over = question.in_years(self.years)

    @property
    def span(self) -> str:
        """The first and the last year."""
        return say("years_span", self.lang, first=self.years[0], last=self.last)

    @property
    def scope(self) -> str:
        """Territory, years, and what is left out."""
        return ", ".join(part for part in (self.question.place, self.span, self.question.parts_label) if part)

    @property
    def _span_and_parts(self) -> str:
        return ", ".join(part for part in (self.span, self.question.parts_label) if part)

    def section(self) -> Section:
        """Return the section."""
        yearly = measures.evolution(self.over, self.over.territory, freq="year")
        chart = self._chart()
        scope = {"place": self.question.place, "span": self._span_and_parts}
        lead = "lead_evolution" if self.is_quarterly else "lead_evolution_year"
        blocks: list[Block] = [
            Paragraph(line(self._say(lead)), "lead"),
            chart,
            TableBlock(
                "annees",
                self._say("table_years", **scope),
                yearly[_YEARLY],
                sheet=self._say("sheet_years"),
                scope=self.scope,
            ),
            Bullets(tuple(line(text) for text in self._sentences(yearly))),
            *self._contributions("export"),
        ]
        return Section("evolution", chart.finding, tuple(blocks))

    def annex(self) -> tuple[TableBlock, ...]:
        """Return what only the workbook holds: the contributions to the change of imports."""
        return tuple(self._contributions("import"))

    @property
    def is_quarterly(self) -> bool:
        """Whether every year has quarters."""
        return all(quarters != (0,) for _, quarters in self.over.period.quarters)

    def _chart(self) -> ChartBlock:
        freq = "quarter" if self.is_quarterly else "year"
        content = content_of(self.over, "evolution", freq=freq, by=None)
        return ChartBlock(
            name=slug("nav_evolution", self.lang),
            chart="evolution",
            content=content,
            subject=self._say("subject_evolution", place=self.question.place, span=self._span_and_parts),
            table=content.table,
            sheet=self._say("sheet_evolution"),
            cautions=self._breaks(),
            scope=self.scope,
        )

    def _breaks(self) -> tuple[str, ...]:
        """Name the breaks that the series crosses, and the years that lack."""
        texts = [self._say(f"break_{name}") for name in measures.breaks_of(self.over, self.years[0], self.last)]
        for part in (*self.question.only, *self.question.excluding):
            if part.group is not None:
                texts += membership_notes(part.group, self.years, self.question)
        held = [year for year in self.question.frame.holdings.quarters if self.since <= year < self.last]
        out = sorted({*held, *range(self.years[0], self.last)}.difference(self.years))
        for key, years in (
            ("years_partial", [str(year) for year in out if year in held]),
            ("years_lacking", [str(year) for year in out if year not in held]),
        ):
            if years:
                texts.append(self._say(key, count=len(years), years=listed(years, self.lang)))
        return tuple(texts)

    def _sentences(self, yearly: pd.DataFrame) -> Iterator[str]:
        rows = yearly.set_index("year")[[f"{flow}_eur" for flow in FLOWS]].to_dict("index")
        pairs = [(self.last - 1, "say_year")] if self.last - 1 in rows else []
        pairs += [(self.years[0], "say_since")] if self.years[0] != self.last - 1 else []
        for base, key in pairs:
            values = {flow: (rows[base][f"{flow}_eur"], rows[self.last][f"{flow}_eur"]) for flow in FLOWS}
            yield from self._changes(key, values, base)
        yield from self._masses()
        yield from self._without_energy()

    def _changes(self, key: str, values: dict[str, tuple[float, float]], base: int) -> Iterator[str]:
        """Say the change of both flows; empty where one of them started from nothing."""
        verbs = self._verbs(values["export"], values["import"])
        if verbs:
            yield self._say(key, year=self.last, base=base, exports=verbs[0], imports=verbs[1])

    def _verbs(self, *pairs: tuple[float, float]) -> tuple[str, ...]:
        """Return changes as verbs with their percentages, "ont progressé de 4,2 %"; the same verb is not said twice."""
        if any(before <= 0 or after < 0 for before, after in pairs):
            return ()
        changes = [(after / before - 1) * 100 for before, after in pairs]
        keys = [_direction(change) for change in changes]
        words = [percent(abs(change), self.lang) for change in changes]
        return tuple(
            self._say(f"same_{key}", change=word)
            if place and key == keys[0]
            else self._say(f"change_{key}", change=word)
            for place, (key, word) in enumerate(zip(keys, words, strict=True))
        )

    def _masses(self) -> Iterator[str]:
        """Say the change of mass, where the source has masses, and what it and that of the value do to their quotient."""
        sums = self.over.sums(["flow", "year"], mass=True)
        for flow in FLOWS:
            rows = sums[sums["flow"] == flow].set_index("year")
            values, masses = rows["value_eur"].to_dict(), rows["mass_kg"].to_dict()
            known = [masses.get(year) for year in (self.years[0], self.last)]
            if any(mass is None or pd.isna(mass) or mass <= 0 for mass in known):
                continue
            before, after = (float(mass or 0) for mass in known)
            value = (values[self.years[0]], values[self.last])
            if value[0] > 0 and value[1] >= 0:
                change = (value[1] / after / (value[0] / before) - 1) * 100
                unit = self._say(f"unit_{_direction(change)}", change=percent(abs(change), self.lang))
                mass = self._verbs((before, after))[0]
                yield self._say(f"say_mass_{flow}", base=self.years[0], year=self.last, mass=mass, unit=unit)

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
        values = {flow: (rest.get((flow, self.years[0]), 0), rest.get((flow, self.last), 0)) for flow in FLOWS}
        yield from self._changes("say_energy", values, self.years[0])

    def _contributions(self, flow: Flow) -> Iterator[TableBlock]:
        """Yield the five largest contributions to the change of a flow, by product and by country."""
        base = self.years[-2]
        levels: tuple[tuple[Rows, str], ...] = ((self.by, "products"), ("partner", "countries"))
        for by, name in levels:
            table = measures.change(
                self.question.frame,
                self.question.territory,
                base_year=base,
                year=self.last,
                flow=flow,
                by=by,
                only=self.question.only.codes or None,
                excluding=self.question.excluding.codes or None,
                lang=self.lang,
            )
            rows = table.iloc[:-1]
            # Partners that are no country never rank among countries; the workbook has them all.
            rows = rows[~rows["code"].isin(reference.no_countries())] if by == "partner" else rows
            shown = short_names(self.question, rows.head(_CONTRIBUTIONS), {"label": ("code", by)})
            columns = ["code", "label", "value_eur", "change_eur", "contribution_pct"]
            yield TableBlock(
                f"contributions-{flow}-{name}",
                self._say(f"table_contributions_{name}_{flow}", base=base, year=self.last),
                table,
                shown[columns],
                self._say(f"sheet_contributions_{name}_{flow}"),
                scope=self.scope,
                half=True,
            )


def _direction(change: float) -> str:
    return "flat" if abs(change) < _FLAT_PCT else "up" if change > 0 else "down"
