"""The section on zones: exports and imports in three parts, the Union, third countries, and what is not allocated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories import measures, reference
from trade_territories.charts._balance import content_of_rows, row_of
from trade_territories.document._values import FLOWS
from trade_territories.document._words import heading_of_shares, say
from trade_territories.document.content import ChartBlock, Paragraph, Section, line
from trade_territories.tables import share_pct
from trade_territories.text import capitalised, typeset
from trade_territories.text import say as text_say
from trade_territories.text.numbers import percent_in_words

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.query import Query

#: The figure is small enough on paper to share a page with another one.
_TALLEST = 240.0


def zones_section(question: Query) -> Section | None:
    """Return the section; None where nothing is traded, and where only some partners are asked for."""
    lang = question.lang
    if question.narrows("partner"):
        return None
    table = measures.zones_table(question)
    if table.empty:
        return None
    shares = {flow: _share(question, flow) for flow in FLOWS}
    union = {flow: parts["eu"] for flow, parts in shares.items()}
    title = heading_of_shares(say("name_zones", lang), union, lang, narrowed=question.narrowing)
    columns = (table[name].tolist() for name in ("part", "code", "label", "import_eur", "export_eur"))
    rows = tuple(
        row_of(question, code if part != "not_allocated" else reference.AUTRES, typeset(label, lang), imports, exports)
        for part, code, label, imports, exports in zip(*columns, strict=True)
    )
    content = content_of_rows(
        question, "zone", rows, table, _balances(table), title=title, order=say("order_zones", lang)
    )
    chart = ChartBlock(
        name="zones",
        chart="balance",
        content=content,
        subject=say("subject_zones", lang, scope=question.scope),
        table=table.drop(columns="part"),
        sheet=say("sheet_zones", lang),
        cautions=(say("caution_zones", lang),),
        tallest=_TALLEST,
    )
    join, told = text_say("period.join", lang), []
    for flow, parts in shares.items():
        # What is not allocated is said only where it has a share, and nothing of a direction that has no whole.
        not_allocated = parts["not_allocated"]
        words = percent_in_words(not_allocated, lang) if not_allocated > 0 else ""
        rest = say("zones_rest", lang, share=words) if words else ""
        if not math.isnan(parts["non_eu"]):
            told.append(say(f"say_zones_{flow}", lang, share=percent_in_words(parts["non_eu"], lang), rest=rest))
    sentence = capitalised(f"{join.join(told)}.")
    lead = [Paragraph(line(sentence), "lead")] if told else []
    return Section("zones", title, (*lead, chart))


def _share(question: Query, flow: str) -> dict[str, float]:
    """Return the share of each part of the Union in a flow, in percent; not a number where there is none."""
    total = question.total(flow)
    return {part: share_pct(value, total) for part, value in measures.union_values(question, flow).items()}


def _balances(table: pd.DataFrame) -> dict[str, int]:
    """Return exports less imports by zone, without what is not allocated."""
    rows = table[table["part"] != "not_allocated"]
    return dict(zip(rows["code"].tolist(), rows["balance_eur"].tolist(), strict=True))
