"""Where a territory stands beside France: specialisation, concentration, dependence, likeness; each in its own section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import measures, reference
from trade_territories.charts._dependence import ALL_SIGNALS, share_about_half
from trade_territories.document._charts import content_of
from trade_territories.document._front import share_words
from trade_territories.document._values import countries
from trade_territories.document._words import Speaker, slug
from trade_territories.document.content import Block, Bullets, ChartBlock, Paragraph, Section, line
from trade_territories.text import inside_sentence, listed, typeset
from trade_territories.text.numbers import euros, index, likeness, millions, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from trade_territories.charts._rows_layout import RowsContent
    from trade_territories.query import Query

#: How many products, partners or départements a sentence names, and how many rows a chart has.
_NAMED, _ROWS = 3, 5
#: From here on an equivalent number is written without decimals.
_TEN = 9.95
#: A département is like another from this cosine on.
_ALIKE = 0.7
#: From this share on, a territory makes most of what France trades: that says more than any multiple.
_MOST_PCT = 50.0
_SPECIALISED = [
    "code",
    "label",
    "value_eur",
    "share_pct",
    "france_share_pct",
    "location_quotient",
    "share_of_france_pct",
]
_DEPENDENT = [
    "code", "label", "import_eur", "first_extra_eu_origin_label", "first_extra_eu_share_pct", "extra_eu_share_pct",
    "extra_eu_hhi", "imports_over_exports", "signals",
]  # fmt: skip


class Reading(Speaker):
    """Makes the sections of one territory."""

    def __init__(self, question: Query, by: str) -> None:
        self.question, self.lang = question, question.lang
        #: Said where the products of other sections are coarser than those of this one.
        self.level = "" if by == "a129" else self._say("say_level")
        self.place = question.territory

    def sections(self) -> tuple[Section, ...]:
        """Return specialisation and dependence."""
        return tuple(found for found in (self.specialisation(), self.dependence()) if found)

    def _subject(self, chart: str, content: RowsContent) -> str:
        """Return what a figure shows, and how many rows of how many where not all are drawn."""
        subject = self._say(f"subject_{chart}", scope=self.question.scope)
        return self._say("semicolon").join(part for part in (subject, inside_sentence(content.drawn_of)) if part)

    # Specialisation

    def specialisation(self) -> Section | None:
        """Return what weighs more than in France, and how concentrated trade is."""
        if self.question.keeps_one("product"):
            # One product is all of the trade that is asked for, here and in France.
            return None
        sentences = [*self._standing(), *self._specialised_partners(), *self._concentrated(), *self._alike()]
        blocks: list[Block] = [Bullets(tuple(line(text) for text in sentences))] if sentences else []
        heading = self._say("heading_concentration")
        if self.place.level != "france":
            content: RowsContent = content_of(self.question, "specialisation", n=_ROWS)
            table = content.whole[_SPECIALISED]
            heading = str(content.heading.title)
            if content.rows:
                chart = ChartBlock(
                    name="specialisation",
                    chart="specialisation",
                    content=content,
                    subject=self._subject("specialisation", content),
                    table=table,
                    sheet=self._say("sheet_specialisation"),
                    cautions=self._convention_caution(content),
                )
                blocks.insert(0, chart)
        if not blocks:
            return None
        lead = Paragraph(
            line(self._say("lead_specialisation" if self.place.level != "france" else "lead_concentration")), "lead"
        )
        return Section("specialisation", heading, (lead, *blocks))

    def _convention_caution(self, content: RowsContent) -> tuple[str, ...]:
        shown = set(content.table["code"])
        is_shown = any(measures.is_by_convention(self.question, "a129", str(code)) for code in shown)
        return (self._say("caution_convention"),) if is_shown else ()

    def _standing(self) -> Iterator[str]:
        table = measures.standing(self.question, self.question.territory).set_index("flow").to_dict("index")
        exports, imports = table["export"], table["import"]
        people = [row[f"{scope}per_inhabitant_eur"] for scope in ("", "france_") for row in (exports, imports)]
        # Below zero, corrections exceed what they correct: per inhabitant that means nothing.
        if self.place.level != "france" and all(value >= 0 for value in people):
            here_out, here_in, france_out, france_in = (euros(float(value), self.lang) for value in people)
            yield self._say(
                "say_people",
                period=self.question.period_label,
                exports=here_out,
                imports=here_in,
                france_exports=france_out,
                france_imports=france_in,
                population=self._population(),
            )

    def _population(self) -> str:
        """Return kind, year and source of the number of inhabitants that values are divided by."""
        year = self.question.period.years[-1]
        found = [reference.population_record(place, year) for place in (self.question.territory, reference.france())]
        here, france = (self._say(f"people_{record.kind}", year=record.year) if record else "" for record in found)
        return here if here == france else self._say("people_and_france", here=here, france=france)

    def _specialised_partners(self) -> Iterator[str]:
        if self.place.level == "france":
            return
        table = measures.specialisation(self.question, self.question.territory, by="partner")
        first = table[table["standing"] == "above"].head(_NAMED)
        named = [
            self._say("say_share_of_france", name=self._short("partner", code), share=share_words(share, self.lang))
            if share >= _MOST_PCT
            else self._say("say_times", name=self._short("partner", code), times=index(float(quotient), self.lang))
            for code, quotient, share in zip(
                first["code"], first["location_quotient"], first["share_of_france_pct"], strict=True
            )
        ]
        if named:
            yield self._say("say_partners", named=listed(named, self.lang))

    def _concentrated(self) -> Iterator[str]:
        table = measures.concentration(self.question, self.question.territory)
        for flow, rows in table.groupby("flow", observed=True, sort=False):
            of = rows.set_index("dimension").to_dict("index")
            partner, product = of["partner"], of["a129"]
            if min(self._traded(level, str(flow)) for level in ("a129", "partner")) <= _NAMED:
                # Of three or fewer, the three first say nothing.
                continue
            corrected = any((self.question.values(level, str(flow)) < 0).any() for level in ("a129", "partner"))
            beside = (
                ""
                if self.place.level == "france"
                else self._say(
                    "say_spread_france",
                    partners=self._equals("partners", 1 / partner["france_hhi"]),
                    products=self._equals("products", 1 / product["france_hhi"]),
                )
            )
            yield self._say(
                f"say_spread_{flow}",
                partners=self._equals("partners", partner["equivalent_number"]),
                products=self._equals("products", product["equivalent_number"]),
                three=self._percent(partner["three_first_share_pct"]),
                three_products=self._percent(product["three_first_share_pct"]),
                level=self.level,
                france=beside,
                without=self._say("say_without_corrections") if corrected else "",
            )

    def _traded(self, level: str, flow: str) -> int:
        """Return how many products or countries have trade above zero."""
        values = countries(self.question, flow) if level == "partner" else self.question.values(level, flow)
        return int((values > 0).sum())

    def _equals(self, key: str, number: float) -> str:
        """Return an equivalent number with what it counts, in the singular where the language has it so."""
        read = round(number, 1) if number < _TEN else round(number)
        count = int(read) if read == int(read) else read
        return self._say(f"equal_{key}", count=count, number=ratio(number, self.lang))

    def _alike(self) -> Iterator[str]:
        if self.place.level != "departement" or self.question.total("export") <= 0:
            return
        table = measures.comparable(self.question, self.question.territory, n=_NAMED)
        table = table[table["similarity"] >= _ALIKE]
        names = [
            self._say("say_alike_one", name=typeset(name, self.lang), value=likeness(float(value), self.lang))
            for name, value in zip(table["label"], table["similarity"], strict=True)
        ]
        if names:
            yield self._say("say_alike", names=listed(names, self.lang))

    # Dependence

    def dependence(self) -> Section | None:
        """Return the imported products that come from few countries outside the Union; None where partners are left out."""
        if self.question.narrows("partner"):
            return None
        content: RowsContent = content_of(self.question, "dependence", n=_ROWS)
        whole = content.whole
        if whole.empty:
            return None
        seen = whole["screened"] & ~whole["by_convention"]
        supplied = whole[seen & whole["one_supplier"]]
        allocated = int(whole["import_eur"].sum())
        blocks: list[Block] = [Bullets(tuple(line(text) for text in self._dependent(whole[seen], supplied, allocated)))]
        if content.rows:
            chart = ChartBlock(
                name=slug("nav_dependance", self.lang),
                chart="dependence",
                content=content,
                subject=self._subject("dependence", content),
                table=whole[_DEPENDENT],
                sheet=self._say("sheet_dependence"),
            )
            blocks.append(chart)
        heading = str(content.heading.title)
        lead = Paragraph(line(self._say("lead_dependence")), "lead")
        return Section("dependance", heading, (lead, *blocks))

    def _dependent(self, whole: pd.DataFrame, supplied: pd.DataFrame, allocated_eur: int) -> Iterator[str]:
        if len(supplied):
            value, total = int(supplied["import_eur"].sum()), allocated_eur
            first = supplied.head(_NAMED)
            named = [
                self._say(
                    "say_supplier",
                    name=inside_sentence(self._short("a129", code)),
                    origin=typeset(origin, self.lang),
                    share=share_about_half(share, self.lang),
                )
                for code, origin, share in zip(
                    first["code"], first["first_extra_eu_origin_label"], first["first_extra_eu_share_pct"], strict=True
                )
            ]
            yield self._say(
                "say_supplied" if len(supplied) > _NAMED else "say_supplied_all",
                count=len(supplied),
                value=millions(value, self.lang),
                share=self._percent(value / total * 100),
                named=listed(named, self.lang),
            )
        signalled = whole[whole["signals"] == ALL_SIGNALS]
        if len(signalled):
            amount = millions(int(signalled["import_eur"].sum()), self.lang)
            both = int(signalled.index.isin(supplied.index).sum())
            is_within = both == len(signalled)
            among = "say_signals_all" if both == len(supplied) else "say_signals_among"
            key = "say_signals" if not both else among if is_within else "say_signals_some"
            them = self._say("of_them_all" if both == len(supplied) else "of_them", count=both)
            yield self._say(key, count=len(signalled), value=amount, of_them=them)
        yield self._say("say_thresholds")

    def _short(self, level: str, code: object) -> str:
        return self.question.label(level, str(code), short=True)
