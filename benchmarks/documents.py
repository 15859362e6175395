"""Documents: what a fiche costs beyond its charts, two cores against one, and memory from the 10th fiche to the 50th.

``python -m benchmarks.documents`` runs these alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Ratio, in_turn, python, table, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories import Cube
    from trade_territories.document import Maker
    from trade_territories.reference import Territory

#: Of the départements, one in so many is measured alone.
_EVERY = 5
#: All 101 fiches by the shell, as a user makes them, held to so many cores from the start.
_ALL = (
    "import os, sys; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[1])]);"
    "from trade_territories.cli import run;"
    "sys.exit(run(['fiches', '--level', 'departement', '--sample', '--format', 'html,pdf', '--output', sys.argv[2]]))"
)
#: What a process holds after its 10th fiche, its 30th and its 50th, in kilobytes; one thread, as each of many has.
_MEMORY = """
import gc, os
os.environ['RAYON_NUM_THREADS'] = '1'
import trade_territories as tt
from trade_territories.document import Maker
from trade_territories.document.many import places_of
maker = Maker(tt.cube(tt.sample_flows()))
for number, place in enumerate(places_of('departement')[:50], start=1):
    fiche = maker.make(place)
    fiche.to_html()
    fiche.to_pdf()
    if number in (10, 30, 50):
        gc.collect()
        print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')))
"""


def measure() -> tuple[list[Ratio], list[str]]:
    """Measure all three, on the bundled sample."""
    ratios, notes = _marginal(), [_memory()]
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        ratios.append(_cores())
    else:
        notes.append("one core only: two were not measured")
    return ratios, notes


def _marginal() -> list[Ratio]:
    """Make every fiche, page and PDF, and draw the charts of its four infographics alone; in turn, one place at a time."""
    import trade_territories as tt
    from trade_territories.document import Maker
    from trade_territories.document.many import places_of

    # Each side has sums of its own: none finds what another has worked out.
    maker, drawn, written = (Maker(tt.cube(tt.sample_flows())), *(tt.cube(tt.sample_flows()) for _ in range(2)))
    places = places_of("departement")[::_EVERY]
    work = (partial(_fiche, maker), partial(_drawn, drawn), partial(_written, written))
    for one in work:
        one(places[0])
    fiches, figures, texts = (sum(column) for column in zip(*(_spent(work, place) for place in places), strict=True))
    what = f"{len(places)} fiches, page and PDF, once one is made"
    return [
        Ratio(what, "the eight charts of each alone, drawn and written as SVG", fiches, figures, "at most 1.3"),
        Ratio(what, "the eight SVGs of each alone, without figures", fiches, texts, "at most 1.3"),
    ]


def _spent(work: Sequence[Callable[[Territory], None]], place: Territory) -> list[float]:
    return [timed(partial(one, place)) for one in work]


def _fiche(maker: Maker, place: Territory) -> None:
    # As the command makes pages and PDFs: without the tables that only the workbook holds.
    fiche = maker.make(place, annex=False)
    fiche.to_html()
    fiche.to_pdf()


def _drawn(flows: Cube, place: Territory) -> None:
    """Draw the charts as users do: static figures, each written as SVG."""
    import trade_territories as tt

    for chart, where, options in _eight(place):
        tt.charts.to_svg(getattr(tt.charts.static, chart)(flows, where, **options))


def _written(flows: Cube, place: Territory) -> None:
    """Write the SVGs as the fiche does, without a figure and without the font."""
    from trade_territories.charts import _catalogue as catalogue
    from trade_territories.charts.svg import svg_of

    for chart, where, options in _eight(place):
        svg_of(catalogue.scene(chart, flows, where, **options), prefix="x", embed_fonts=False, adaptive=True)


def _eight(place: Territory) -> list[tuple[str, Territory, dict[str, Any]]]:
    """Name balance, activities, and both flows of the territory, its région and France."""
    from trade_territories import reference

    region = reference.region_of(place)
    scopes = [place, *([region] if region else []), reference.france()]
    wanted: list[tuple[str, Territory, dict[str, Any]]] = [("balance", place, {"n": 10}), ("activities", place, {})]
    return wanted + [("sankey", scope, {"flow": flow}) for flow in ("export", "import") for scope in scopes]


def _cores() -> Ratio:
    """Run the command on two cores, and on one."""
    with tempfile.TemporaryDirectory() as folder:
        runs = iter(range(1000))
        two, one = in_turn(
            lambda: python(_ALL, "2", str(Path(folder, str(next(runs))))),
            lambda: python(_ALL, "1", str(Path(folder, str(next(runs))))),
            1,
        )
    return Ratio("fiches --level departement, on two cores", "the same on one", two, one, "at most 0.67")


def _memory() -> str:
    done = subprocess.run([sys.executable, "-c", _MEMORY], check=True, capture_output=True, text=True)
    tenth, thirtieth, last = (float(line) / 1024 for line in done.stdout.split())
    return (
        f"one process after its 10th fiche {tenth:,.0f} MB, after its 30th {thirtieth:,.0f} MB, after its 50th {last:,.0f} MB "
        "(aim: flat)"
    )


if __name__ == "__main__":
    found, said = measure()
    print(table(found), *said, sep="\n")
