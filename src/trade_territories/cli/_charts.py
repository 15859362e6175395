"""The command that draws one chart and writes it as SVG, PNG or PDF."""

from __future__ import annotations

import inspect
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from trade_territories.charts import _catalogue as catalogue
from trade_territories.cli._console import Names, OwnPath, note, visible
from trade_territories.cli._data import chosen_arguments, data_options, ends_in, loaded
from trade_territories.columns import Rows

if TYPE_CHECKING:
    from trade_territories.cli._data import Data

ENDINGS: Final = (".svg", ".png", ".pdf")
#: Option -> argument of the chart.
_ARGUMENTS: Final = {
    "by": "by",
    "flow": "flow",
    "top": "n",
    "freq": "freq",
    "value": "value",
    "since": "base_year",
}


@click.command()
@click.argument("chart", metavar="NAME", type=Names(catalogue.names()))
@click.argument("territories", nargs=-1, metavar="[TERRITORY]...")
@data_options
@click.option("--by", type=click.Choice(get_args(Rows)), help="Level of the rows, or the groups of a family.")
@click.option("--flow", type=click.Choice(("export", "import")), help="Direction, for charts of one.")
@click.option("--top", type=click.IntRange(min=1), help="Rows shown separately.")
@click.option("--freq", type=click.Choice(("quarter", "year")), help="Grain of evolution.")
@click.option("--value", metavar="NAME", help="What a comparison or a map compares, for example value, share, change.")
@click.option("--since", type=int, metavar="YEAR", help="First year of evolution, or of the change on a map.")
@click.option(
    "--width",
    type=click.Choice(("wide", "narrow")),
    default="wide",
    show_default=True,
    help="For an A4 column, or for a phone.",
)
@click.option("--title", help="Stands in place of the finding.")
@click.option("--dpi", type=click.IntRange(36, 600), default=200, show_default=True, help="Resolution of a PNG.")
@click.option(
    "--output",
    type=OwnPath(dir_okay=False, path_type=Path),
    required=True,
    callback=ends_in(ENDINGS),
    help="File to write: .svg, .png or .pdf.",
)
def chart(
    chart: str,
    territories: tuple[str, ...],
    data: Data,
    output: Path,
    width: str,
    title: str | None,
    dpi: int,
    since: int | None,
    **options: object,
) -> None:
    """Draw one chart of a territory and write it to a file.

    NAME is one of NAMES.

    comparison takes several territories; map takes none, or one to outline; all others take one.
    """
    from trade_territories.cautions import reading_notices
    from trade_territories.charts import export, static
    from trade_territories.query import Query

    entry = catalogue.chart(chart)
    takes = set(inspect.signature(entry.content).parameters)
    arguments = chosen_arguments(f"chart {chart}", takes, {**options, "since": since}, _ARGUMENTS, chart == "evolution")
    if chart == "map" and options["value"] == "change" and since is None and not data.paths:
        raise click.UsageError(f"chart {chart} --value change needs --since, the earlier year")
    places = _places(chart, territories)
    draw = partial(getattr(static, chart), width=width, title=title)
    if entry.takes_flows:
        is_evolution = chart == "evolution" and (data.year is None or since is not None)
        flows, asked = loaded(data, since=since, several_years=is_evolution)
        if is_evolution:
            asked["year"] = "all"
        figure = draw(flows, places, **{name: value for name, value in asked.items() if name in takes}, **arguments)
        years = "all" if is_evolution or "base_year" in arguments else asked["year"]
        for text in reading_notices(
            Query.of(
                flows, places if places and chart not in ("comparison", "map") else "FR", year=years, lang=data.lang
            )
        ):
            note(text)
    else:
        figure = draw(places, lang=data.lang)
    if output.suffix.lower() == ".svg":
        export.to_svg(figure, output)
    elif output.suffix.lower() == ".pdf":
        export.to_pdf(figure, output)
    else:
        export.to_png(figure, output, dpi=dpi)
    click.echo(visible(str(output)))


chart.help = (chart.help or "").replace("NAMES", ", ".join(catalogue.names()))


def _places(chart: str, territories: tuple[str, ...]) -> str | list[str] | None:
    """Return what the chart takes for its territory, or tell how many it takes."""
    if chart == "comparison":
        if len(territories) < 2:
            raise click.UsageError("chart comparison takes two territories or more")
        return list(territories)
    if chart == "map" and not territories:
        return None
    if len(territories) != 1:
        raise click.UsageError(f"chart {chart} takes one TERRITORY, and {len(territories)} are given")
    return territories[0]
