"""Tables that only the workbook holds: every country, product and pair, the indicators, products of CPF4 with masses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import measures
from trade_territories.document._values import FLOWS
from trade_territories.document._words import say
from trade_territories.document.content import TableBlock
from trade_territories.errors import MissingLevelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.query import Query


def annex(question: Query, by: str) -> tuple[TableBlock, ...]:
    """Return the tables of the territory, each with all of its rows."""
    return tuple(_tables(question, by))


def beside(question: Query, by: str) -> tuple[TableBlock, ...]:
    """Return all countries and products of the région or of France, which a territory is set beside."""
    words = {"place": question.territory.name, "scope": question.scope}
    return tuple(
        TableBlock(
            f"{key}-{question.territory.code}",
            say(f"annex_{key}", question.lang, scope=question.scope),
            both_flows(question, level, mass=level != "partner"),
            sheet=say(f"sheet_{key}_of", question.lang, **words),
            scope=question.scope,
        )
        for key, level in (("countries", "partner"), ("products", by))
    )


def _tables(question: Query, by: str) -> Iterator[TableBlock]:
    scope, lang = question.scope, question.lang

    def block(key: str, table: pd.DataFrame) -> TableBlock:
        return TableBlock(key, say(f"annex_{key}", lang, scope=scope), table, sheet=say(f"sheet_all_{key}", lang))

    yield block("indicators", _indicators(question))
    yield block("countries", both_flows(question, "partner"))
    yield block("products", both_flows(question, by, mass=True))
    yield block("pairs", pairs(question, by))
    try:
        yield block("cpf4", both_flows(question, "cpf4", mass=True))
    except MissingLevelError:
        return


def _indicators(question: Query) -> pd.DataFrame:
    """Return the indicators in words, beside those of région and France; quotients by product stand in their own sheet."""
    lang = question.lang
    table = measures.indicators(question, question.territory)
    table = table[~table["indicator"].isin(["location_quotient", "partner_location_quotient"]) & (table["label"] == "")]
    table = table.drop(columns=["label"]).reset_index(drop=True)
    names = [
        say(f"indicator_{name}", lang, of=say(f"indicator_of_{code}", lang) if code else "")
        for name, code in zip(table["indicator"], table["code"], strict=True)
    ]
    units = [say(f"unit_{unit}", lang) for unit in table["unit"]]
    return table.assign(indicator=names, unit=units).drop(columns=["code"])


def both_flows(question: Query, level: str, *, mass: bool = False) -> pd.DataFrame:
    """Return imports, exports and balance of every code with their shares, and the total.

    Parameters
    ----------
    mass
        Whether to give kilograms too.

    Returns
    -------
    pandas.DataFrame
        ``code, label, import_eur, import_share_pct, export_eur, export_share_pct, balance_eur``, and with masses
        ``import_kg, export_kg``, missing where the source has none; by import + export, last the row ``total``.
    """
    values = {flow: question.values(level, flow) for flow in FLOWS}
    codes = sorted(set(values["export"].index) | set(values["import"].index))
    table = pd.DataFrame({"code": codes})
    table["label"] = [question.label(level, code) for code in codes]
    for flow in ("import", "export"):
        table[f"{flow}_eur"] = values[flow].reindex(codes, fill_value=0).to_numpy(dtype="int64")
    table["traded"] = table["import_eur"] + table["export_eur"]
    table = table.sort_values(["traded", "code"], ascending=[False, True]).drop(columns="traded")
    sums = table[["import_eur", "export_eur"]].sum()
    total = {"code": "total", "label": say("total", question.lang), **sums.to_dict()}
    table = pd.concat([table, pd.DataFrame([total])], ignore_index=True)
    for flow in ("import", "export"):
        whole = int(sums[f"{flow}_eur"])
        table[f"{flow}_share_pct"] = table[f"{flow}_eur"] / whole * 100 if whole > 0 else float("nan")
    table["balance_eur"] = table["export_eur"] - table["import_eur"]
    order = ["code", "label", "import_eur", "import_share_pct", "export_eur", "export_share_pct", "balance_eur"]
    table = table[order].astype({"import_eur": "int64", "export_eur": "int64", "balance_eur": "int64"})
    return table.assign(**_masses(question, level, codes=table["code"].tolist())) if mass else table


def _masses(question: Query, level: str, codes: list[str]) -> dict[str, pd.Series[Any]]:
    """Return kilograms of codes and of their total in both directions; nothing traded is 0, nothing known is missing."""
    sums = question.sums(["flow", level], mass=True)
    columns = {}
    for flow in ("import", "export"):
        known = sums[sums["flow"] == flow].set_index(level)["mass_kg"].astype("Int64")
        whole = known.sum(min_count=1) if len(known) else 0
        known = pd.concat([known, pd.Series([whole], index=["total"], dtype="Int64")])
        columns[f"{flow}_kg"] = known.reindex(codes, fill_value=0).reset_index(drop=True)
    return columns


def pairs(question: Query, by: str) -> pd.DataFrame:
    """Return every pair of product and partner, with its share of the flow.

    Returns
    -------
    pandas.DataFrame
        ``flow, product, product_label, partner, partner_label, value_eur, share_pct``: export then import, by value.
    """
    sums = question.sums(["flow", by, "partner"])
    sums = sums[sums["value_eur"] != 0].sort_values(
        ["flow", "value_eur", by, "partner"], ascending=[True, False, True, True], ignore_index=True
    )
    totals = sums.groupby("flow")["value_eur"].transform("sum")
    products = {code: question.label(by, code) for code in sums[by].unique()}
    partners = {code: question.label("partner", code) for code in sums["partner"].unique()}
    return pd.DataFrame(
        {
            "flow": sums["flow"],
            "product": sums[by],
            "product_label": sums[by].map(products),
            "partner": sums["partner"],
            "partner_label": sums["partner"].map(partners),
            "value_eur": sums["value_eur"].astype("int64"),
            "share_pct": (sums["value_eur"] / totals * 100).where(totals > 0),
        }
    )
