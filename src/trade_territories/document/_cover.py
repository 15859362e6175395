"""The départements that a Territoire d'industrie touches, side by side: compared, never added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import measures, reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.document._values import FLOWS, countries, ordered, share_pct
from trade_territories.document._words import say
from trade_territories.document.content import ChartBlock, Paragraph, Section, TableBlock, line
from trade_territories.text import typeset
from trade_territories.text.numbers import DASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories.query import Query


def compared_section(places: Sequence[Query], by: str) -> Section | None:
    """Return exports, imports, first products and first countries of each département; None for one alone.

    Parameters
    ----------
    by
        Level of products.
    """
    if len(places) < 2:
        return None
    lang = places[0].lang
    content = catalogue.content("comparison", places[0], [query.territory.code for query in places])
    chart = ChartBlock(
        name="comparaison",
        chart="comparison",
        content=content,
        subject=say("subject_compared", lang, period=places[0].period_label),
        table=content.table,
        sheet=say("sheet_compared", lang),
        cautions=(say("caution_compared", lang),),
    )
    tables = (
        TableBlock(
            f"premiers-{flow}", say(f"table_compared_{flow}", lang, period=places[0].period_label),
            _first(places, flow, by), sheet=say(f"sheet_compared_{flow}", lang),
        )
        for flow in FLOWS
    )  # fmt: skip
    lead = Paragraph(line(say("lead_compared", lang)), "lead")
    return Section("ensemble", str(content.heading.title), (lead, chart, *tables))


def _first(places: Sequence[Query], flow: str, by: str) -> pd.DataFrame:
    """Return the first product and the first country of each département, with their shares of the flow."""
    country = "main_destination" if flow == "export" else "main_origin"
    rows = []
    for query in places:
        row: dict[str, object] = {"departement": query.territory.code, "departement_label": query.territory.name}
        for name, level in (("main_product", by), (country, "partner")):
            values = countries(query, flow) if level == "partner" else ordered(query, level, flow)
            value = float(values.iloc[0]) if len(values) else 0.0
            code = str(values.index[0]) if value > 0 else ""
            row[f"{name}_label"] = _name(query, level, code)
            row[f"{name}_share_pct"] = share_pct(value, query.total(flow)) if value > 0 else float("nan")
        rows.append(row)
    return pd.DataFrame(rows)


def _name(query: Query, level: str, code: str) -> str:
    if not code:
        return DASH
    name = typeset(query.label(level, code, short=True), query.lang)
    is_convention = measures.is_by_convention(query, level, code)
    return say("compared_convention", query.lang, name=name) if is_convention else name


def departement_rows(places: Iterable[Query]) -> pd.DataFrame:
    """Return a row of key figures for each place, in the order given.

    Returns
    -------
    pandas.DataFrame
        ``departement, departement_label, export_eur, import_eur, balance_eur, coverage_rate_pct, export_share_of_france_pct,
        import_share_of_france_pct, population``.
    """
    rows = []
    for query in places:
        exports, imports = query.total("export"), query.total("import")
        rows.append(
            {
                "departement": query.territory.code,
                "departement_label": query.territory.name,
                "export_eur": exports,
                "import_eur": imports,
                "balance_eur": exports - imports,
                "coverage_rate_pct": share_or_nan(exports, imports),
                "export_share_of_france_pct": share_or_nan(exports, query.france.total("export")),
                "import_share_of_france_pct": share_or_nan(imports, query.france.total("import")),
                "population": reference.population(query.territory),
            }
        )
    return pd.DataFrame(rows).astype({"population": "Int64"})


def share_or_nan(part: float, whole: float) -> float:
    """Return a part of a whole in percent; not a number where the whole is nothing."""
    return part / whole * 100 if whole > 0 else float("nan")
