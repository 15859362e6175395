"""What the figures say of a territory, in a minute: a few sentences, and two charts with their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import aggregate, measures, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._dependence import ALL_SIGNALS
from trade_territories.document._content import ChartBlock, Section
from trade_territories.wording.document import document_text
from trade_territories.wording.numbers import euros, fine_percent, millions, ordinal, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.aggregate import Source
    from trade_territories.charts._rows_layout import RowsContent
    from trade_territories.reference import Territory
    from trade_territories.wording.numbers import Lang

#: How many products, partners or départements a sentence names, and how many rows a table has.
_NAMED, _ROWS = 3, 5
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
    "code", "label", "import_eur", "first_extra_eu_origin_label", "first_extra_eu_share_pct", "extra_eu_share_pct", "signals",
]  # fmt: skip


class Reading:
    """Says how a territory stands against France, on what it depends, and which départements are like it."""

    def __init__(self, flows: Source, asked: dict[str, Any]) -> None:
        self.flows, self.asked = flows, asked
        self.lang: Lang = asked["lang"]

    def section(self, place: Territory) -> Section:
        """Make the section; a sentence that has nothing to say of this territory is left out."""
        contents = self._contents(place)
        charts = tuple(self._chart(chart, content) for chart, content in contents.items() if content.rows)
        sentences = (
            *self._standing(place),
            *self._specialised(place, contents),
            *self._concentrated(place),
            *self._dependent(place, contents["dependence"].whole),
            *self._alike(place),
        )
        return Section(
            "lecture",
            self._say("figures"),
            paragraphs=(self._say("figures_lead"),),
            items=sentences,
            charts=charts,
            own_page=bool(charts),
        )

    def _contents(self, place: Territory) -> dict[str, RowsContent]:
        """Work out what weighs more than in France, which France itself cannot be asked, and what hangs on one country."""
        names = ["dependence"] if place.level == "france" else ["specialisation", "dependence"]
        return {name: catalogue.content(name, self.flows, place, n=_ROWS, **self.asked) for name in names}

    def _chart(self, chart: str, content: RowsContent) -> ChartBlock:
        columns = _SPECIALISED if chart == "specialisation" else _DEPENDENT
        name = "dependance" if chart == "dependence" and self.lang == "fr" else chart
        reading = f"{self._say(f'key_{chart}')} {self._read(chart, content)}"
        return ChartBlock(name, catalogue.laid_out(chart, content), reading, content.table[columns])

    def _read(self, chart: str, content: RowsContent) -> str:
        """Read the first row aloud."""
        row = content.rows[0]
        if chart == "specialisation":
            here, france = (bar.words for bar in row.bars)
            return self._say("read_specialisation", name=row.name, here=here, france=france, figure=row.figure)
        return self._say("read_dependence", name=row.name, words=row.bars[0].words, figure=row.figure)

    def _standing(self, place: Territory) -> Iterator[str]:
        table = measures.standing(self.flows, place, **self.asked).set_index("flow").to_dict("index")
        exports, imports = table["export"], table["import"]
        if place.level == "departement" and not pd.isna(exports["rank"]):
            first, second = (ordinal(int(one["rank"]), self.lang) for one in (exports, imports))
            yield self._say("say_rank", exports=first, imports=second, of=int(exports["of"]))
        people = [one[f"{scope}per_inhabitant_eur"] for scope in ("", "france_") for one in (exports, imports)]
        if place.level != "france" and not any(pd.isna(one) for one in people):
            here_out, here_in, france_out, france_in = (euros(float(one), self.lang) for one in people)
            yield self._say(
                "say_people", exports=here_out, imports=here_in, france_exports=france_out, france_imports=france_in
            )

    def _specialised(self, place: Territory, contents: dict[str, RowsContent]) -> Iterator[str]:
        if "specialisation" not in contents:
            return
        partners = measures.specialisation(self.flows, place, by="partner", **self.asked)
        found = {"a129": contents["specialisation"].whole, "partner": partners}
        for (level, table), key in zip(found.items(), ("say_products", "say_partners"), strict=True):
            first = table[table["standing"] == "above"].head(_NAMED)
            named = [
                self._say("say_times", name=self._short(level, code), times=ratio(float(times), self.lang))
                for code, times in zip(first["code"], first["location_quotient"], strict=True)
            ]
            if named:
                yield self._say(key, named=", ".join(named))

    def _concentrated(self, place: Territory) -> Iterator[str]:
        table = measures.concentration(self.flows, place, **self.asked)
        for flow, rows in table.groupby("flow", observed=True, sort=False):
            of = rows.set_index("dimension").to_dict("index")
            partner, product = of["partner"], of["a129"]
            if pd.isna(partner["hhi"]) or pd.isna(product["hhi"]):
                continue
            beside = (
                ""
                if place.level == "france"
                else self._say(
                    "say_spread_france",
                    partners=ratio(1 / partner["france_hhi"], self.lang),
                    products=ratio(1 / product["france_hhi"], self.lang),
                )
            )
            yield self._say(
                f"say_spread_{flow}",
                partners=ratio(partner["equivalent_number"], self.lang),
                products=ratio(product["equivalent_number"], self.lang),
                three=percent(float(partner["three_first_share_pct"]), self.lang),
                three_products=percent(float(product["three_first_share_pct"]), self.lang),
                france=beside,
            )

    def _dependent(self, place: Territory, dependence: pd.DataFrame) -> Iterator[str]:
        if dependence.empty:
            return
        totals = aggregate.totals(self.flows, place, **self.asked)
        total = int(totals.set_index("flow")["value_eur"]["import"])
        one = dependence[dependence["one_supplier"]]
        value = int(one["import_eur"].sum())
        first = one.head(_NAMED)
        named = ", ".join(
            self._say(
                "say_supplier", name=self._short("a129", code), origin=origin, share=fine_percent(share, self.lang)
            )
            for code, origin, share in zip(
                first["code"], first["first_extra_eu_origin_label"], first["first_extra_eu_share_pct"], strict=True
            )
        )
        key = {0: "say_no_supplier", 1: "say_one_supplied"}.get(len(one), "say_supplied")
        amount, share = millions(value, self.lang), percent(value / total * 100, self.lang)
        yield self._say(key, count=len(one), value=amount, share=share, named=named)
        signalled = dependence[dependence["signals"] == ALL_SIGNALS]
        if len(signalled):
            amount = millions(int(signalled["import_eur"].sum()), self.lang)
            yield self._say("say_signal" if len(signalled) == 1 else "say_signals", count=len(signalled), value=amount)

    def _alike(self, place: Territory) -> Iterator[str]:
        if place.level != "departement":
            return
        names = measures.comparable(self.flows, place, n=_NAMED, **self.asked)["label"].tolist()
        if names:
            yield self._say("say_alike", names=", ".join(names))

    def _say(self, key: str, **words: object) -> str:
        return document_text(key, self.lang, **words)

    def _short(self, level: str, code: object) -> str:
        extra = aggregate.release_labels(self.flows, level)
        return reference.label(level, str(code), self.lang, short=True, extra=extra)
