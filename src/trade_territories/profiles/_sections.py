"""The sections of a profile: maps and tables in the order of documents, and the tables that only the workbook holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories.columns import FLOWS
from trade_territories.document._words import Speaker
from trade_territories.document.content import (
    Block,
    Bullets,
    ChartBlock,
    Heading,
    Paragraph,
    Section,
    TableBlock,
    line,
)
from trade_territories.profiles._rows import first_counterparts, first_places, most_exposed, of_flow, traded, without
from trade_territories.reference import folded
from trade_territories.text import say as text_say
from trade_territories.text import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from trade_territories.profiles._figures import Figures
    from trade_territories.profiles._words import Words

_HEADS = {
    "departements": "trading_departements", "first_share_pct": "first_departement_pct",
    "three_first_share_pct": "three_first_departements_pct", "ten_first_share_pct": "ten_first_departements_pct",
}  # fmt: skip
_PRINTED = ("value_eur", "share_pct", "weight_pct", "location_quotient")


class Sections(Speaker):
    """Makes the sections of one profile."""

    section_of_text = "profile"

    def __init__(self, figures: Figures, words: Words) -> None:
        self.figures, self.words, self.lang = figures, words, words.lang
        self.subject = figures.subject
        self.slug = "-".join(folded(self.subject.code).split())

    def all(self, data_notices: tuple[str, ...]) -> tuple[Section, ...]:
        """Return all sections, maps first."""
        sections = [section for flow in FLOWS if flow in self.words.maps for section in self._of_flow(flow)]
        sections += [self._counterparts(), self._regions(), self._spread()]
        if self.figures.evolution is not None:
            sections.append(self._years(self.figures.evolution))
        return (*sections, self._method(data_notices))

    def _of_flow(self, flow: str) -> Iterator[Section]:
        chart = self.chart(flow)
        yield Section(f"carte-{flow}", self._say(f"map_{flow}"), (chart,))
        first, most = first_places(self.figures.places, flow), most_exposed(self.figures.places, flow)
        if first.empty:
            # All of it is Monaco's, or of unknown places, or corrections: the notices say so.
            return
        blocks: list[Block] = [
            TableBlock(
                f"premiers-{flow}", self._dated(self._say(f"first_{flow}", count=len(first))),
                self.printed(first, flow, "location_quotient"),
                sheet=self._say(f"sheet_first_{flow}"),
            )
        ]  # fmt: skip
        if len(most) > 1:
            blocks.append(
                TableBlock(
                    f"exposes-{flow}", self._dated(self.most_heading(flow, len(most))),
                    self.printed(most, flow, "total_share_pct"),
                    sheet=self._say(f"sheet_most_{flow}"),
                )
            )  # fmt: skip
        yield Section(f"premiers-{flow}", self._say(f"places_{flow}"), tuple(blocks))

    def _dated(self, caption: str) -> str:
        """Add the year from which a table's changes are, where it has changes."""
        table = self.figures.evolution
        if table is None:
            return caption
        return self._say("caption_since", caption=caption, base=sorted(set(table["year"].tolist()))[-2])

    def chart(self, flow: str) -> ChartBlock:
        """Return the map of a flow."""
        content = self.words.maps[flow]
        convention = self.subject.kind == "product" and self.words.convention(flow)
        return ChartBlock(
            name=f"carte-{flow}-{self.slug}",
            chart="map",
            content=content,
            subject=self._say(f"map_subject_{flow}", name=self.words.name, scope=self.words.when),
            table=content.table,
            sheet=self._say(f"sheet_map_{flow}"),
            cautions=(self._say("map_convention"),) if convention else (),
        )

    def most_heading(self, flow: str, count: int) -> str:
        """Return the heading of those."""
        return self._say(f"most_{self.subject.kind}_{flow}", count=count)

    def printed(self, rows: pd.DataFrame, flow: str, left_out: str) -> pd.DataFrame:
        """Return rows of départements as documents print them, without a column that another table has."""
        main = {"product": "main_product_label"}.get(
            self.subject.counterpart, "main_destination_label" if flow == "export" else "main_origin_label"
        )
        table = rows[["code", "label", *_PRINTED]].rename(columns=_names("departement"))
        if "change_pct" in rows:
            table["change_pct"] = rows["change_pct"]
        table[main] = rows["main_label"]
        # In the profile of a product it is the place whose figure is one of convention, else the place's first product.
        marked = "departement_label" if self.subject.kind == "product" else main
        table[marked] = [
            self.marked(name, is_convention=conventional)
            for name, conventional in zip(table[marked], rows["by_convention"], strict=True)
        ]
        return table.fillna({main: ""}).drop(columns=left_out).reset_index(drop=True)

    def marked(self, name: str | None, *, is_convention: bool) -> str:
        """Return a name, with a mark where the figure is booked by convention."""
        words = name if isinstance(name, str) else ""
        return f"{words} ({self._say('by_convention')})" if is_convention and words else words

    def _counterparts(self) -> Section:
        blocks: list[Block] = []
        for flow in FLOWS:
            rows = first_counterparts(self.figures.counterparts, flow)
            caption = self._say(f"{self.subject.counterpart}s_{flow}")
            if len(rows):
                shown = rows[["code", "label", *_PRINTED[:2]]].rename(columns=_names(self.subject.counterpart))
                sheet = self._say(f"sheet_{self.subject.counterpart}s_{flow}")
                blocks.append(TableBlock(f"contreparties-{flow}", caption, shown.reset_index(drop=True), sheet=sheet))
            else:
                blocks.append(Paragraph(line(self._say(without(self.figures.counterparts, flow)))))
        return Section("contreparties", self._say("nav_contreparties"), tuple(blocks))

    def _regions(self) -> Section:
        blocks: list[Block] = [Paragraph(line(self._say("regions_lead")), "lead")]
        for flow in FLOWS:
            rows = traded(self.figures.regions, flow)
            if len(rows):
                names = ["code", "label", *_PRINTED, *(["change_pct"] if "change_pct" in rows else [])]
                shown = rows[names].rename(columns=_names("region")).reset_index(drop=True)
                sheet = self._say(f"sheet_regions_{flow}")
                caption = self._dated(self._say(f"regions_{flow}"))
                blocks.append(TableBlock(f"regions-{flow}", caption, shown, sheet=sheet))
        return Section("regions", self._say("regions"), tuple(blocks))

    def _spread(self) -> Section:
        sentences = Bullets(tuple(line(self.words.spread(flow)) for flow in FLOWS))
        return Section("concentration", self._say("spread"), (sentences,))

    def _years(self, table: pd.DataFrame) -> Section:
        blocks: list[Block] = [Paragraph(line(self._say("years_lead")), "lead")]
        for flow in FLOWS:
            rows = of_flow(table, flow).astype({"year": "str"}).rename(columns={"change_pct": f"{flow}_change_pct"})
            blocks.append(
                TableBlock(
                    f"annees-{flow}", self._say(f"years_{flow}"), rows.drop(columns="flow").reset_index(drop=True),
                    sheet=self._say(f"sheet_years_{flow}"), scope=self._scope_of_years(table),
                )
            )  # fmt: skip
        blocks.append(Bullets(tuple(line(text) for text in self.words.changes())))
        return Section("evolution", self._say("years"), tuple(blocks))

    def _scope_of_years(self, table: pd.DataFrame) -> str:
        """Return the scope of a table by year: as that of the profile, from the first year to the last."""
        first, last = int(table["year"].min()), int(table["year"].max())
        span = text_say("fiche.years_span", self.lang, first=first, last=last)
        return self._say("scope", name=self.words.name, scope=f"{span}{self.words.when.removeprefix(str(last))}")

    def _method(self, data_notices: tuple[str, ...]) -> Section:
        general = sentences_of("general_cautions", self.words.lang).values()
        blocks: list[Block] = [
            Bullets(tuple(line(text) for text in general)),
            Heading(self._say("own_notices")),
            Bullets(tuple(line(text) for text in self.words.notices())),
        ]
        if data_notices:
            blocks += [Heading(self._say("data_notices")), Bullets(tuple(line(text) for text in data_notices))]
        return Section("prudence", self._say("caution"), tuple(blocks))

    def annex(self) -> tuple[TableBlock, ...]:
        """Return the tables with all rows."""
        scope = self._say("scope", name=self.words.name, scope=self.words.when)
        figures, counterparts = self.figures, f"{self.subject.counterpart}s"
        tables = [
            ("places", figures.places, "all_places"),
            ("regions", figures.regions, "all_regions"),
            (counterparts, figures.counterparts, f"all_{counterparts}"),
            ("spread", figures.concentration.rename(columns=_HEADS), "all_spread"),
            ("years", figures.evolution, "all_years"),
        ]
        scopes = {} if figures.evolution is None else {"years": self._scope_of_years(figures.evolution)}
        return tuple(
            TableBlock(
                f"tous-{name}", self._say(caption, scope=scopes.get(name, scope)), table, sheet=self._say(f"sheet_{name}"),
                scope=scopes.get(name, ""),
            )
            for name, table, caption in tables
            if table is not None
        )  # fmt: skip


def with_purpose(practical: Section, purpose: str) -> Section:
    """Return the practical information with another first paragraph."""
    return replace(practical, blocks=(Paragraph(line(purpose)), *practical.blocks[1:]))


def _names(level: str) -> dict[str, str]:
    """Return the names under which documents print code, label and share of a level."""
    return {"code": level, "label": f"{level}_label", "share_pct": "total_share_pct"}
