"""The figures of the site as files: a summary of each territory for the comparing page, and tables to download."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories._csv import csv_text
from trade_territories._files import replacing, write_text
from trade_territories.document._maker import departement_rows
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.tables import activities
from trade_territories.text import say, typeset
from trade_territories.text.numbers import decimal, millions, percent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trade_territories.document import Fiche, KeyFigure
    from trade_territories.document._maker import Maker
    from trade_territories.reference import Territory
    from trade_territories.text import Lang

_FIRST = 8
_GRAIN = ["flow", "departement", "a129", "partner"]


def write_summary(folder: Path, maker: Maker, fiche: Fiche) -> None:
    """Write the summary of a territory, as JSON and as a script that a page opened from disk may load."""
    text = json.dumps(_summary(maker, fiche), ensure_ascii=False, separators=(",", ":"))
    stem = f"{EXAMPLE_PREFIX if fiche.is_example else ''}{fiche.territory.code}"
    write_text(folder / "data" / f"{stem}.json", text + "\n")
    write_text(folder / "data" / f"{stem}.js", f"territory({text});\n")


def _summary(maker: Maker, fiche: Fiche) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": fiche.territory.code,
        "name": typeset(fiche.territory.name, fiche.lang),
        "period": fiche.period,
        "example": fiche.example,
        "figures": [
            [figure.name, _label(figure, fiche.lang), figure.text, figure.value] for figure in fiche.key_figures
        ],
    }
    for kind, by in (("partners", "partner"), ("products", "a129")):
        table = activities(maker.question(fiche.territory), fiche.territory, by=by, n=_FIRST)
        for flow in ("export", "import"):
            rows = table[table["flow"] == flow]
            made[f"{kind}_{flow}"] = [
                [
                    typeset(
                        maker.france.label(by, str(code), short=True),
                        fiche.lang,
                    ),
                    millions(int(value), fiche.lang),
                    None if pd.isna(share) else round(float(share), 2),
                    percent(float(share), fiche.lang),
                ]
                for code, value, share in zip(rows["code"], rows["value_eur"], rows["share_pct"], strict=True)
            ]
    return made


def _label(figure: KeyFigure, lang: Lang) -> str:
    """Name a figure so that it holds for both of two territories: each has a région of its own."""
    flow, _, rest = figure.name.partition("_")
    if rest == "share_region_pct":
        return say(f"site.share_own_region_{flow.removesuffix('s')}", lang)
    return figure.label


def write_downloads(folder: Path, maker: Maker, prefix: str, places: Sequence[Territory]) -> list[dict[str, str]]:
    """Write the tables to download; give their names, what they hold, and their sizes."""
    lang = maker.lang
    with_figures = [place for place in places if place.level != "territoire_industrie"]
    totals = departement_rows([maker.question(place) for place in with_figures])
    totals.insert(2, "level", [place.level for place in with_figures])
    flows = maker.france.sums(_GRAIN)
    labels = _labels(maker, flows)
    if prefix:
        mark = say("tables.example", lang)
        totals, flows, labels = (table.assign(example=mark) for table in (totals, flows, labels))
    period = "".join(sign if sign.isalnum() else "-" for sign in maker.france.period_label).strip("-")
    written = []
    for name, table, what in (
        ("totals", totals, "data_totals"),
        ("flows", flows, "data_flows"),
        ("labels", labels, "data_labels"),
    ):
        for ending in ("csv", "parquet"):
            path = folder / "data" / f"{prefix}{name}-{period}.{ending}"
            if ending == "csv":
                write_text(path, csv_text(table))
            else:
                with replacing(path) as part:
                    table.to_parquet(part, index=False)
            written.append(
                {
                    "file": f"data/{path.name}",
                    "name": path.name,
                    "content": say(f"site.{what}", lang),
                    "columns": ", ".join(map(str, table.columns)),
                    "size": say("site.kilobytes", lang, size=decimal(max(1, path.stat().st_size / 1000), 0, lang)),
                }
            )
    return written


def _labels(maker: Maker, flows: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (kind, code, maker.france.label(kind, code))
        for kind in ("departement", "a129", "partner")
        for code in sorted(flows[kind].astype("str").unique())
    ]
    return pd.DataFrame(rows, columns=["kind", "code", "label"])
