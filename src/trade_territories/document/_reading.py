"""What the figures say of a territory, in a minute: a few sentences, and two charts with their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import aggregate, measures, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.document._content import READING, ChartBlock, Section
from trade_territories.wording.document import document_text
from trade_territories.wording.numbers import decimal, euros, millions, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.aggregate._source import Source
    from trade_territories.charts._rows_content import RowsContent
    from trade_territories.reference import Territory
    from trade_territories.wording.numbers import Lang

#: How many products, partners or départements a sentence names, and how many rows a table has.
_NAMED, _ROWS = 3, 5
_ALL_SIGNALS = 3
#: From here on a ratio is written without a decimal.
_PLAIN = 10
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
        charts = self._charts(place)
        dependence = measures.dependence(self.flows, place, **self.asked)
        sentences = (
            *self._standing(place),
            *self._specialised(place),
            *self._concentrated(place),
            *self._dependent(dependence),
            *self._alike(place),
        )
        return Section(
            READING,
            self._say("figures"),
            paragraphs=(self._say("figures_lead"),),
            items=sentences,
            charts=charts,
        )

    def _charts(self, place: Territory) -> tuple[ChartBlock, ...]:
        """Draw what weighs more than in France, and what hangs on one country; what has nothing to show is left out."""
        found = []
        names = {"specialisation": "specialisation", "dependence": "dependance" if self.lang == "fr" else "dependence"}
        for chart, name in names.items():
            if chart == "specialisation" and place.level == "france":
                continue
            content = catalogue.content(chart, self.flows, place, n=_ROWS, **self.asked)
            if content.rows:
                columns = _SPECIALISED if chart == "specialisation" else _DEPENDENT
                reading = f"{self._say(f'key_{chart}')} {self._read(chart, content)}"
                found.append(ChartBlock(name, catalogue.laid_out(chart, content), reading, content.table[columns]))
        return tuple(found)

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

    def _specialised(self, place: Territory) -> Iterator[str]:
        if place.level == "france":
            return
        for key, level in (("say_products", "a129"), ("say_partners", "partner")):
            table = measures.specialisation(self.flows, place, by=level, **self.asked)
            first = table[table["standing"] == "above"].head(_NAMED)
            named = [
                self._say("say_times", name=self._short(level, code), times=self._number(float(times)))
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
                    partners=self._number(1 / partner["france_hhi"]),
                    products=self._number(1 / product["france_hhi"]),
                )
            )
            yield self._say(
                f"say_spread_{flow}",
                partners=self._number(partner["equivalent_number"]),
                products=self._number(product["equivalent_number"]),
                three=percent(float(partner["three_first_share_pct"]), self.lang),
                three_products=percent(float(product["three_first_share_pct"]), self.lang),
                france=beside,
            )

    def _dependent(self, dependence: pd.DataFrame) -> Iterator[str]:
        total = int(dependence["import_eur"].sum())
        if not total:
            return
        one = dependence[dependence["one_supplier"]]
        value = int(one["import_eur"].sum())
        first = one.head(_NAMED)
        named = ", ".join(
            self._say("say_supplier", name=self._short("a129", code), origin=origin, share=self._fine(share))
            for code, origin, share in zip(
                first["code"], first["first_extra_eu_origin_label"], first["first_extra_eu_share_pct"], strict=True
            )
        )
        key = {0: "say_no_supplier", 1: "say_one_supplied"}.get(len(one), "say_supplied")
        amount, share = millions(value, self.lang), percent(value / total * 100, self.lang)
        yield self._say(key, count=len(one), value=amount, share=share, named=named)
        signalled = dependence[dependence["signals"] == _ALL_SIGNALS]
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

    def _number(self, value: float) -> str:
        """Write a ratio or a number of equals: a decimal only where it is small, and not nought."""
        written = round(float(value), 1)
        return decimal(float(value), 0 if written >= _PLAIN or written.is_integer() else 1, self.lang)

    def _fine(self, share_pct: float) -> str:
        """Write a share with a decimal, so that one just above a half does not read as a half."""
        return percent(float(share_pct), self.lang, places=1)

    def _short(self, level: str, code: object) -> str:
        extra = aggregate.release_labels(self.flows, level)
        return reference.label(level, str(code), self.lang, short=True, extra=extra)
