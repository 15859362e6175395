"""The figures of a fiche, drawn from a question: each with its reading key and the rows printed under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trade_territories import reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.document._values import FLOWS
from trade_territories.document._words import say, slug
from trade_territories.document.content import ChartBlock, TableBlock

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.query import Query

#: Rows printed under a treemap, for each flow, and at most under any figure where a page has space.
_ROWS, _MOST_ROWS = 8, 24
#: How many times as high as the least that can be read a treemap is that shares its page.
_LOW = 1.2
#: Rows of a fiche's Sankey diagrams: more could not be told apart on a page that says more than that.
PAIRED = 7


def content_of(question: Query, chart: str, **options: Any) -> Any:
    """Return what a chart says."""
    return catalogue.content(chart, question, question.territory, **options, lang=question.lang)


class Charts:
    """Draws the figures; those of région and France are drawn once for all fiches."""

    def __init__(self, by: str, n: int) -> None:
        self.by, self.n = by, n
        self._shared: dict[tuple[str, str, str, int | None], ChartBlock] = {}

    def sankey(self, question: Query, flow: str, *, n: int | None = None) -> ChartBlock:
        """Draw the flows between products and countries."""
        # A fiche of its own shows more rows of a région than the fiches of its départements do.
        key = (question.territory.code, flow, question.lang, n)
        if key in self._shared:
            return self._shared[key]
        count = n or self.n
        chart = "sankey"
        content = content_of(question, chart, flow=flow, by=self.by, n=count)
        if n is None and content.is_mesh:
            chart = "matrix"
            content = content_of(question, chart, flow=flow, by=self.by, n=count)
        table = content.table
        names = {"product_label": ("product", self.by), "partner_label": ("partner", "partner")}
        first = _largest_flows(table)
        largest = short_names(question, first.drop(columns="highlighted"), names)
        name = f"{slug('flows_word', question.lang)}-{flow}-{question.territory.code.lower().replace('+', '-')}"
        block = ChartBlock(
            name=name,
            chart=chart,
            content=content,
            subject=say(f"subject_{flow}", question.lang, scope=question.scope),
            table=table,
            first=(
                TableBlock(name, say("largest_flows", question.lang), largest, least=int(table["highlighted"].sum())),
            )
            if len(largest) and table["highlighted"].any()
            else (),
            sheet=say(f"sheet_{flow}", question.lang, place=question.territory.name),
            scope=question.scope,
        )
        if question.territory.level in ("region", "france"):
            self._shared[key] = block
        return block

    def balance(self, question: Query) -> ChartBlock:
        """Draw imports and exports by country, with the balance."""
        content = content_of(question, "balance", n=self.n)
        table = content.table
        return ChartBlock(
            name="balance",
            chart="balance",
            content=content,
            subject=say("subject_balance", question.lang, scope=question.scope),
            table=table,
            sheet=say("sheet_balance", question.lang),
        )

    def activities(self, question: Query) -> ChartBlock:
        """Draw imports and exports by product."""
        content = content_of(question, "activities", by=self.by)
        table = content.table
        first = tuple(
            TableBlock(
                f"activities-{flow}",
                say(f"table_products_{flow}", question.lang, count=len(rows)),
                short_names(question, rows.head(_MOST_ROWS).drop(columns="flow"), {"label": ("code", self.by)}),
                least=_ROWS,
            )
            for flow in FLOWS
            if len(rows := table[table["flow"] == flow])
        )
        return ChartBlock(
            name=slug("nav_activites", question.lang),
            chart="activities",
            content=content,
            subject=say("subject_activities", question.lang, scope=question.scope),
            table=table,
            first=first,
            sheet=say("sheet_activities", question.lang),
            # Of France, which is set beside nothing, the zones share its page.
            stretch=_LOW if question.territory.level == "france" else None,
        )


def _largest_flows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the largest flows between a named product and a named country; those in red are the first of them."""
    columns = (table[name].tolist() for name in ("product", "partner", "value_eur"))
    is_named = [
        reference.AUTRES not in (product, partner) and value > 0
        for product, partner, value in zip(*columns, strict=True)
    ]
    return table[np.array(is_named, dtype="bool")].head(_MOST_ROWS)


def short_names(question: Query, table: pd.DataFrame, names: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Return a table whose names are those that charts use.

    Parameters
    ----------
    names
        Column of names -> column of codes and its level.
    """
    columns = {
        name: [question.label(level, str(code), short=True) for code in table[codes]]
        for name, (codes, level) in names.items()
        if name in table
    }
    return table.assign(**columns)
