"""The figures of a fiche, drawn from a question: each with its reading key and the rows printed under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories import reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.document._values import FLOWS
from trade_territories.document._words import say
from trade_territories.document.content import ChartBlock, TableBlock
from trade_territories.wording.numbers import millions, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts.layout.scene import Scene
    from trade_territories.document._question import Question

#: Rows printed under a treemap, for each flow.
_ROWS = 5
#: Rows of a fiche's Sankey diagrams: more could not be told apart on a page that says more than that.
PAIRED = 7


def drawn(question: Question, chart: str, **options: Any) -> tuple[Scene, Scene | None, Any]:
    """Return a chart's drawing, its narrow one where there is one, and its content."""
    content = catalogue.content(chart, question.flows, question.territory, **options, **question.asked)
    return catalogue.laid_out(chart, content), None, content


class Charts:
    """Draws the figures; those of région and France are drawn once for all fiches."""

    def __init__(self, by: str, n: int) -> None:
        self.by, self.n = by, n
        self._shared: dict[tuple[str, str, str], ChartBlock] = {}

    def sankey(self, question: Question, flow: str, *, n: int | None = None) -> ChartBlock:
        """Draw the flows between products and countries."""
        key = (question.territory.code, flow, question.lang)
        if key in self._shared:
            return self._shared[key]
        count = n or self.n
        scene, narrow, content = drawn(question, "sankey", flow=flow, product=self.by, n=count)
        table = content.table
        reading = f"{say(f'key_sankey_{flow}', question.lang, n=count)} {self._read_sankey(question, table, flow)}"
        largest = table[table["highlighted"]].drop(columns="highlighted")
        name = f"flux-{flow}-{question.territory.code.lower().replace('+', '-')}"
        block = ChartBlock(
            name=name,
            subject=say(f"subject_{flow}", question.lang, scope=question.scope),
            scene=scene,
            narrow=narrow,
            reading=reading.strip(),
            table=table,
            first=(TableBlock(name, say("largest_flows", question.lang), largest),) if len(largest) else (),
            sheet=say(f"sheet_{flow}", question.lang, place=question.territory.name),
        )
        if question.territory.level in ("region", "france"):
            self._shared[key] = block
        return block

    def _read_sankey(self, question: Question, table: pd.DataFrame, flow: str) -> str:
        """Read the largest red flow aloud."""
        named = table[table["highlighted"]]
        if named.empty:
            return ""
        row = named.iloc[0]
        return say(
            f"read_{flow}",
            question.lang,
            place=question.place,
            product=_inside(question.label(self.by, str(row["product"]), short=True)),
            country=question.label("partner", str(row["partner"]), short=True),
            value=millions(int(row["value_eur"]), question.lang),
            share=percent(float(row["share_pct"]), question.lang),
        )

    def balance(self, question: Question) -> ChartBlock:
        """Draw imports and exports by country, with the balance."""
        scene, narrow, content = drawn(question, "balance", n=self.n)
        table = content.table
        return ChartBlock(
            name="balance",
            subject=say("subject_balance", question.lang, scope=question.scope),
            scene=scene,
            narrow=narrow,
            reading=f"{say('key_balance', question.lang, n=self.n)} {self._read_balance(question, table)}".strip(),
            table=table,
            first=(TableBlock("balance", say("table_balance", question.lang), table),),
            sheet=say("sheet_balance", question.lang),
        )

    def _read_balance(self, question: Question, table: pd.DataFrame) -> str:
        named = table[table["code"] != reference.AUTRES]
        if named.empty:
            return ""
        row = named.iloc[0]
        return say(
            "read_balance",
            question.lang,
            name=question.label("partner", str(row["code"]), short=True),
            imports=millions(int(row["import_eur"]), question.lang),
            exports=millions(int(row["export_eur"]), question.lang),
            balance=millions(int(row["balance_eur"]), question.lang, signed=True),
        )

    def activities(self, question: Question) -> ChartBlock:
        """Draw imports and exports by product."""
        scene, narrow, content = drawn(question, "activities", by=self.by)
        table = content.table
        first = tuple(
            TableBlock(
                f"activities-{flow}",
                say(f"table_products_{flow}", question.lang, count=min(_ROWS, len(rows)), of=len(rows)),
                rows.head(_ROWS).drop(columns="flow"),
            )
            for flow in FLOWS
            if len(rows := table[table["flow"] == flow])
        )
        return ChartBlock(
            name="activites" if question.lang == "fr" else "activities",
            subject=say("subject_activities", question.lang, scope=question.scope),
            scene=scene,
            narrow=narrow,
            reading=f"{say('key_activities', question.lang)} {self._read_activities(question, table)}".strip(),
            table=table,
            first=first,
            sheet=say("sheet_activities", question.lang),
        )

    def _read_activities(self, question: Question, table: pd.DataFrame) -> str:
        named = table[(table["code"] != reference.AUTRES) & (table["value_eur"] > 0)]
        if named.empty:
            return ""
        row = named.iloc[int(named["value_eur"].to_numpy().argmax())]
        return say(
            f"read_activities_{row['flow']}",
            question.lang,
            name=question.label(self.by, str(row["code"]), short=True),
            value=millions(int(row["value_eur"]), question.lang),
            share=percent(float(row["share_pct"]), question.lang),
        )


def _inside(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
