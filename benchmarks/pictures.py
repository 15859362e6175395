"""The eight charts of a fiche as SVG, against the same eight plotly figures drawn by a browser through kaleido.

Ours start from the flows, tables and layout included; the other side is given its figures ready made. Needs kaleido and a
browser: ``python -m benchmarks.pictures``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Ratio, in_turn, table

#: Chart, territory and options, as a fiche of the Marne has them.
EIGHT: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("balance", "51", {}),
    ("activities", "51", {}),
    *(("sankey", place, {"flow": flow}) for flow in ("export", "import") for place in ("51", "R44", "FR")),
)


def measure() -> list[Ratio]:
    """Measure eight charts as SVG without a browser, with one browser for each, and with one for all."""
    import kaleido

    import trade_territories as tt
    from trade_territories.charts import _catalogue as catalogue
    from trade_territories.charts.svg import svg_of

    flows = tt.sample_flows()
    figures = [getattr(tt.charts, chart)(flows, place, **options) for chart, place, options in EIGHT]

    def ours() -> None:
        for place, (chart, territory, options) in enumerate(EIGHT):
            drawn = svg_of(catalogue.scene(chart, flows, territory, **options), prefix="chart")
            Path(folder, f"ours-{place}.svg").write_text(drawn, encoding="utf-8")

    def one_by_one() -> None:
        # Each call starts a browser of its own, as plotly's write_image does.
        for place, figure in enumerate(figures):
            kaleido.write_fig_sync(figure, Path(folder, f"each-{place}.svg"), opts={"format": "svg"}, kopts=plain())

    def in_one_session() -> None:
        asked = [
            {"fig": figure, "path": Path(folder, f"all-{place}.svg"), "opts": {"format": "svg"}}
            for place, figure in enumerate(figures)
        ]
        kaleido.write_fig_from_object_sync(asked, kopts=plain())

    def plain() -> dict[str, Any]:
        # Without the script for formulas, which would be asked of another host: the browser is as quick as it can be.
        return {"mathjax": False}

    with tempfile.TemporaryDirectory() as folder:
        each = in_turn(ours, one_by_one, 1)
        together = in_turn(ours, in_one_session, 3)
        written = len(list(Path(folder).glob("*.svg")))
    assert written == 3 * len(EIGHT), f"{written} pictures were written"
    what = "eight charts as SVG, figures included"
    return [
        Ratio(what, "the same eight through kaleido, one by one", *each, "at most 0.1"),
        Ratio(what, "the same eight through one kaleido session", *together, "below 1"),
    ]


if __name__ == "__main__":
    print(table(measure()))
