"""A fiche as files in a folder: page, PDF, workbook, each picture, each table, and what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from trade_territories import _version
from trade_territories.charts.svg import svg_of
from trade_territories.document._content import EXAMPLE_PREFIX, stem_of
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trade_territories.document._content import ChartBlock, Fiche

_PNG_DPI = 200


def write_files(fiche: Fiche, folder: Path, formats: Iterable[str], *, interactive: bool = False) -> list[Path]:
    """Write a fiche in the formats asked for; give the files, the page first.

    Parameters
    ----------
    formats
        Among ``html``, ``pdf``, ``xlsx``, ``svg``, ``png``, ``csv``; ``metadata.json`` is always written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prefix = EXAMPLE_PREFIX if fiche.is_example else ""
    stem = stem_of(fiche.territory.code, fiche.period, is_sample=fiche.is_example)
    asked = set(formats)
    written = []
    if "html" in asked:
        written.append(folder / f"{stem}.html")
        fiche.to_html(written[-1], interactive=interactive)
    if "pdf" in asked:
        written.append(folder / f"{stem}.pdf")
        fiche.to_pdf(written[-1])
    if "xlsx" in asked:
        written.append(folder / f"{stem}.xlsx")
        fiche.to_excel(written[-1])
    for chart in fiche.charts:
        written += _chart_files(chart, folder / f"{prefix}{chart.name}", asked, fiche)
    written.append(folder / f"{prefix}metadata.json")
    text = json.dumps(_metadata(fiche, written), ensure_ascii=False, indent=2)
    written[-1].write_text(text + "\n", encoding="utf-8", newline="\n")
    return written


def _chart_files(chart: ChartBlock, stem: Path, asked: set[str], fiche: Fiche) -> list[Path]:
    written = []
    if "svg" in asked:
        written.append(stem.with_name(f"{stem.name}.svg"))
        written[-1].write_text(svg_of(chart.scene, prefix=chart.name), encoding="utf-8", newline="\n")
    if "png" in asked:
        from trade_territories.charts.static._figure import draw

        written.append(stem.with_name(f"{stem.name}.png"))
        draw(chart.scene).savefig(written[-1], dpi=_PNG_DPI)
    if "csv" in asked:
        table = chart.table
        if fiche.is_example:
            table = table.assign(example=say("tables.example", fiche.lang))
        written.append(stem.with_name(f"{stem.name}.csv"))
        written[-1].write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    return written


def _metadata(fiche: Fiche, written: list[Path]) -> dict[str, Any]:
    return {
        "title": fiche.title,
        "territory": {
            "code": fiche.territory.code,
            "name": fiche.territory.name,
            "level": fiche.territory.level,
            "departements": list(fiche.territory.departements),
        },
        "period": fiche.period,
        "lang": fiche.lang,
        "example": fiche.example,
        "unofficial": fiche.unofficial,
        "key_figures": {figure.name: figure.value for figure in fiche.key_figures},
        "charts": [
            {"name": chart.name, "title": chart.scene.title, "description": chart.scene.description}
            for chart in fiche.charts
        ],
        "releases": [dict(release) for release in fiche.releases],
        "files": [path.name for path in written],
        "made_with": f"trade_territories {_version.__version__}",
    }
