"""The data of a page beside it: a CSV file for each figure, and the summary of a territory for the comparison."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from trade_territories._csv import csv_text
from trade_territories._files import make_folder, write_text
from trade_territories.text import say, typeset

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from trade_territories.document._maker import Maker
    from trade_territories.document.content import FicheContent
    from trade_territories.site._rows import Figures


def figure_name(chart: str, code: str) -> str:
    """Name the file of a figure's data: the page's own code is in the folder already.

    Examples
    --------
    >>> figure_name("flux-export-51", "51"), figure_name("carte", "51")
    ('flux-export', 'carte')
    """
    return chart.removesuffix(f"-{code}")


def write_figures(folder: Path, fiche: FicheContent, code: str) -> None:
    """Write the data of each figure of a page."""
    make_folder(folder, inside=folder.parent.parent.parent)
    for chart in fiche.charts:
        table = chart.table
        if fiche.is_example:
            table = table.assign(example=say("tables.example", fiche.lang))
        write_text(folder / f"{figure_name(chart.name, code)}.csv", csv_text(table))


def write_summary(stem: Path, maker: Maker, figures: Figures) -> None:
    """Write the summary of a territory, as JSON and as a script that a page opened from disk may load."""
    text = json.dumps(summary(maker, figures), ensure_ascii=False, separators=(",", ":"))
    write_text(stem.with_name(f"{stem.name}.json"), text + "\n")
    write_text(stem.with_name(f"{stem.name}.js"), f"ttTerritory({text});\n")


def summary(maker: Maker, figures: Figures) -> dict[str, object]:
    """Return what the comparison shows of a territory; values are euros.

    Examples
    --------
    >>> import trade_territories as tt
    >>> from trade_territories.document._maker import Maker
    >>> from trade_territories.site._rows import figures_of
    >>> maker = Maker(tt.cube(tt.sample_flows()))
    >>> figures = figures_of(maker, (tt.territory("51"),))["51"]
    >>> summary(maker, figures)["products"]["export"]["C11Z"] == int(maker.question("51").values("a129", "export")["C11Z"])
    True
    """
    question = maker.question(figures.place)
    values = {
        kind: {flow: _held(question.values(level, flow)) for flow in ("export", "import")}
        for kind, level in (("products", "a129"), ("partners", "partner"))
    }
    return {
        "code": figures.place.code,
        "name": typeset(figures.place.name, maker.lang),
        "level": figures.place.level,
        "period": maker.france.when,
        "example": say("tables.example", maker.lang) if maker.france.is_sample else None,
        "export": figures.export_eur,
        "import": figures.import_eur,
        "per_inhabitant": [figures.export_per_inhabitant, figures.import_per_inhabitant],
        "rank": [figures.export_rank, figures.import_rank, figures.ranked],
        **values,
    }


def _held(values: pd.Series[int]) -> dict[str, int]:
    return {str(code): int(value) for code, value in values.items() if value}
