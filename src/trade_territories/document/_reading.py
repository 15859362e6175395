"""What the figures say of a territory, in a minute: a few sentences, and the two tables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import aggregate, measures, reference
from trade_territories.document._content import Section, TableBlock
from trade_territories.wording.document import document_text
from trade_territories.wording.numbers import NNBSP, decimal, euros, millions, ordinal, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.aggregate._source import Source
    from trade_territories.reference import Territory
    from trade_territories.wording.numbers import Lang

#: How many products, partners or départements a sentence names, and how many rows a table has.
_NAMED, _ROWS = 3, 8
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
        special = measures.specialisation(self.flows, place, **self.asked)
        above = special[special["standing"] == "above"]
        dependence = measures.dependence(self.flows, place, **self.asked)
        sentences = (
            *self._standing(place),
            *self._specialised(place, above),
            *self._concentrated(place),
            *self._dependent(dependence),
            *self._alike(place),
        )
        signalled = dependence[dependence["one_supplier"] | (dependence["signals"] == _ALL_SIGNALS)]
        tables = (
            ("specialisation", "specialisation_table", above[_SPECIALISED]),
            ("dependance" if self.lang == "fr" else "dependence", "dependence_table", signalled[_DEPENDENT]),
        )
        return Section(
            "lecture",
            self._say("figures"),
            paragraphs=(self._say("figures_lead"),),
            items=sentences,
            tables=tuple(
                TableBlock(name, self._say(caption), rows.head(_ROWS).reset_index(drop=True))
                for name, caption, rows in tables
                if len(rows)
            ),
        )

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

    def _specialised(self, place: Territory, above: pd.DataFrame) -> Iterator[str]:
        if place.level == "france":
            return
        partners = measures.specialisation(self.flows, place, by="partner", **self.asked)
        for key, level, table in (
            ("say_products", "a129", above),
            ("say_partners", "partner", partners[partners["standing"] == "above"]),
        ):
            first = table.head(_NAMED)
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
        """Write a ratio or a number of equals: the decimal counts only where it is small."""
        return decimal(float(value), 0 if round(float(value), 1) >= _PLAIN else 1, self.lang)

    def _fine(self, share_pct: float) -> str:
        """Write a share with a decimal, so that one just above a half does not read as a half."""
        text = decimal(float(share_pct), 1, self.lang)
        return f"{text}{NNBSP}%" if self.lang == "fr" else f"{text}%"

    def _short(self, level: str, code: object) -> str:
        extra = aggregate.release_labels(self.flows, level)
        return reference.label(level, str(code), self.lang, short=True, extra=extra)
