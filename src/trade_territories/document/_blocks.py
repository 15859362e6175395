"""The charts of a fiche: each with its scene, the table behind it, and its reading key, which reads one value aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.document._content import ChartBlock, Section
from trade_territories.wording.document import document_text
from trade_territories.wording.numbers import millions, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.aggregate._source import Source
    from trade_territories.charts.scene import Scene
    from trade_territories.reference import Territory
    from trade_territories.wording.numbers import Lang


class Blocks:
    """Makes charts from one table; what fiches share (région, France) is worked out and laid out once."""

    def __init__(self, flows: Source, asked: dict[str, Any], *, product: str, top: int) -> None:
        self.flows, self.asked = flows, asked
        self.lang: Lang = asked["lang"]
        self.product, self.top = product, top
        self._shared: dict[tuple[str, str], ChartBlock] = {}

    def sections(self, place: Territory) -> tuple[Section, ...]:
        """Make the four infographics, in the order of the fiche."""
        return (
            self._balance(place),
            self._activities(place),
            self._sankeys(place, "export"),
            self._sankeys(place, "import"),
        )

    def _say(self, key: str, **words: object) -> str:
        return document_text(key, self.lang, **words)

    def _drawn(self, chart: str, place: Territory, **options: Any) -> tuple[Scene, pd.DataFrame]:
        """Work a chart out once: lay it out, and keep the table behind it."""
        content = catalogue.content(chart, self.flows, place, **options, **self.asked)
        return catalogue.laid_out(chart, content), content.table

    def _balance(self, place: Territory) -> Section:
        scene, table = self._drawn("balance", place, by="partner", n=self.top)
        reading = f"{self._say('key_balance', n=self.top)} {self._read_balance(table)}"
        block = ChartBlock("balance", scene, reading.strip(), table)
        return Section("balance", self._say("balance_section"), charts=(block,))

    def _activities(self, place: Territory) -> Section:
        scene, table = self._drawn("activities", place, by=self.product)
        reading = f"{self._say('key_activities')} {self._read_activities(table)}"
        block = ChartBlock("activites" if self.lang == "fr" else "activities", scene, reading.strip(), table)
        return Section("activites", self._say("activities_section"), charts=(block,))

    def _sankeys(self, place: Territory, flow: str) -> Section:
        """Set the territory, its région and France one after the other, none twice."""
        region = reference.region_of(place)
        scopes = [place, *([region] if region else []), reference.france()]
        blocks = tuple(self._sankey(one, flow) for one in dict.fromkeys(scopes))
        anchor = "exportations" if flow == "export" else "importations"
        return Section(anchor, self._say(f"{flow}s_section"), charts=blocks)

    def _sankey(self, place: Territory, flow: str) -> ChartBlock:
        key = (place.code, flow)
        if key in self._shared:
            return self._shared[key]
        scene, table = self._drawn("sankey", place, flow=flow, by=self.product, n=self.top)
        name = ("flux-export" if flow == "export" else "flux-import") + f"-{place.code.lower().replace('+', '-')}"
        reading = f"{self._say(f'key_sankey_{flow}', n=self.top)} {self._read_sankey(table, flow)}"
        block = ChartBlock(name, scene, reading.strip(), table)
        if place.level in ("region", "france"):
            self._shared[key] = block
        return block

    def _read_balance(self, table: pd.DataFrame) -> str:
        """Read the first row aloud."""
        named = table[table["code"] != reference.AUTRES]
        if named.empty:
            return ""
        row = named.iloc[0]
        return self._say(
            "read_balance",
            name=self._short("partner", row["code"]),
            imports=millions(int(row["import_eur"]), self.lang),
            exports=millions(int(row["export_eur"]), self.lang),
            balance=millions(int(row["balance_eur"]), self.lang, signed=True),
        )

    def _read_activities(self, table: pd.DataFrame) -> str:
        """Read the largest tile aloud."""
        named = table[table["code"] != reference.AUTRES]
        if named.empty:
            return ""
        row = named.iloc[int(named["value_eur"].to_numpy().argmax())]
        return self._say(
            "read_activities",
            name=self._short(self.product, row["code"]),
            value=millions(int(row["value_eur"]), self.lang),
            share=percent(float(row["share_pct"]), self.lang),
            flow=self._say(f"flow_{row['flow']}s"),
        )

    def _read_sankey(self, table: pd.DataFrame, flow: str) -> str:
        """Read the largest named flow aloud."""
        named = table[table["highlighted"]]
        if named.empty:
            return ""
        row = named.iloc[0]
        ends = [self._short(self.product, row["product"]), self._short("partner", row["partner"])]
        first, second = ends if flow == "export" else reversed(ends)
        return self._say(
            "read_sankey",
            first=first,
            second=second,
            value=millions(int(row["value_eur"]), self.lang),
            share=percent(float(row["share_pct"]), self.lang),
            flow=self._say(f"flow_{flow}s"),
        )

    def _short(self, level: str, code: object) -> str:
        extra = aggregate.release_labels(self.flows, level)
        return reference.label(level, str(code), self.lang, short=True, extra=extra)
