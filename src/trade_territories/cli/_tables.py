"""The command that writes any public table: CSV on standard output, or a CSV file, a workbook or Parquet."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from trade_territories import PUBLIC_TABLES
from trade_territories._csv import DIALECTS, csv_text
from trade_territories.cli._console import Names, OwnPath, note, visible
from trade_territories.cli._data import chosen_arguments, data_options, ends_in, loaded
from trade_territories.columns import Rows
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from trade_territories._csv import Dialect
    from trade_territories.cli._data import Asked, Data

#: Name in the shell -> public function.
TABLES: Final = {
    "flows" if name == "flow_matrix" else name.replace("_", "-"): name
    for names in PUBLIC_TABLES.values()
    for name in names
}
#: Tables for which the rows of the territory asked for are enough; the others compare it with others.
_ALONE: Final = ("totals", "balance", "activities", "flows", "evolution", "change", "unit-values")
#: Tables that are about change: they use several years of the files.
_OVER_TIME: Final = ("evolution", "change", "unit-values")
ENDINGS: Final = (".csv", ".xlsx", ".parquet")
#: Option -> argument of the function.
_ARGUMENTS: Final = {
    "by": "by",
    "flow": "flow",
    "top": "n",
    "freq": "freq",
    "since": "base_year",
    "partners": "partners",
}


@click.command()
@click.argument("table", metavar="NAME", type=Names(tuple(TABLES)))
@click.argument("territories", metavar="[TERRITORY]", nargs=-1)
@data_options
@click.option("--by", type=click.Choice(get_args(Rows)), help="Level of the rows, or the groups of a family.")
@click.option("--flow", type=click.Choice(("export", "import")), help="Direction, for tables about one.")
@click.option("--top", type=click.IntRange(min=1), help="Rows shown separately; all if not given.")
@click.option("--freq", type=click.Choice(("quarter", "year")), help="Grain of evolution.")
@click.option("--since", type=int, metavar="YEAR", help="First year of evolution, change and unit-values.")
@click.option("--partners", multiple=True, metavar="PARTNER", help="Partners or groups of exposure (repeatable).")
@click.option(
    "--output",
    type=OwnPath(dir_okay=False, path_type=Path),
    callback=ends_in(ENDINGS),
    help="File to write, .csv, .xlsx or .parquet, instead of standard output.",
)
@click.option(
    "--csv-dialect",
    "dialect",
    type=click.Choice(DIALECTS),
    default=DIALECTS[0],
    show_default=True,
    help="excel-fr: semicolons and decimal commas, for a French Excel.",
)
def table(
    table: str,
    territories: tuple[str, ...],
    data: Data,
    output: Path | None,
    dialect: Dialect,
    since: int | None,
    **options: object,
) -> None:
    """Print a table as CSV on standard output, and nothing else there, or write it to a file.

    NAME is one of NAMES.

    ranking, releases and reconcile take no TERRITORY, all others do. Without --top, every row is given.
    """
    from trade_territories.cautions import reading_notices
    from trade_territories.query import Query

    if len(territories) > 1:
        raise click.UsageError(
            f"table {table} takes one TERRITORY, not {', '.join(map(visible, territories))}; several together are a group, "
            "such as 51+10, and names of several words stand in quotes"
        )
    if dialect != DIALECTS[0] and output is not None and output.suffix.lower() != ".csv":
        raise click.UsageError(f"--csv-dialect {dialect} is for CSV; leave it out for {output.suffix}")
    territory = territories[0] if territories else None
    function: Callable[..., pd.DataFrame] = getattr(import_module("trade_territories"), TABLES[table])
    takes = set(inspect.signature(function).parameters)
    if ("territory" in takes) != (territory is not None):
        raise click.UsageError(
            f"table {table} takes no TERRITORY" if territory is not None else f"table {table} needs a TERRITORY"
        )
    arguments = chosen_arguments(f"table {table}", takes, {**options, "since": since}, _ARGUMENTS, table == "evolution")
    if "n" in takes:
        arguments.setdefault("n", None)
    for option, argument in (("since", "base_year"), ("partners", "partners")):
        if argument in takes and argument not in arguments:
            raise click.UsageError(f"table {table} needs --{option}")
    several_years = table in _OVER_TIME
    flows, asked = loaded(
        data,
        territory=territory if table in _ALONE else None,
        since=since,
        several_years=table == "evolution",
    )
    given = {name: value for name, value in {**asked, **arguments}.items() if name in takes}
    made = function(flows, *([] if territory is None else [territory]), **given)
    whole: Asked = {**asked, "year": "all"} if several_years else asked
    query = Query.of(flows, territory or "FR", **whole)
    for text in dict.fromkeys([*made.attrs.get("notes", []), *(reading_notices(query) if territory else [])]):
        note(text)
    if made.empty:
        note(say("cli.no_row", asked["lang"], table=table))
    if query.is_sample:
        made = made.assign(example=say("tables.example", asked["lang"]))
    if output is None:
        sys.stdout.write(csv_text(made, dialect))
    else:
        write_table(made, output, dialect)


table.help = (table.help or "").replace("NAMES", ", ".join(TABLES))


def write_table(table: pd.DataFrame, path: Path, dialect: Dialect) -> None:
    """Write a table in the format that the name of the file says, whole or not at all."""
    from trade_territories._files import replacing, write_bytes, write_text

    ending = path.suffix.lower()
    if ending == ".csv":
        write_text(path, csv_text(table, dialect))
    elif ending == ".parquet":
        plain = table.copy(deep=False)
        # Notes and releases are objects of this library, which a file cannot hold.
        plain.attrs = {}
        with replacing(path) as part:
            plain.to_parquet(part, index=False)
    else:
        write_bytes(path, workbook(table))


def workbook(table: pd.DataFrame) -> bytes:
    """Return a table as a workbook: numbers as numbers with formats, a frozen header, filters, the notes on a second sheet."""
    from io import BytesIO

    import pandas as pd

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        # A cell of several values, such as the years of a release.
        cells = table.apply(lambda column: column.map(_joined) if column.dtype == "object" else column)
        cells.to_excel(writer, sheet_name="table", index=False, freeze_panes=(1, 0))
        sheet = writer.sheets["table"]
        for position, name in enumerate(map(str, table.columns)):
            pattern = next((pattern for ending, pattern in _PATTERNS.items() if name.endswith(ending)), None)
            longest = max([len(name), *cells.iloc[:, position].astype("str").str.len()])
            style = writer.book.add_format({"num_format": pattern}) if pattern else None
            sheet.set_column(position, position, 20 if pattern else min(longest + 2, 60), style)
        if len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        notes = [str(text) for text in table.attrs.get("notes", [])]
        if notes:
            pd.DataFrame(notes).to_excel(writer, sheet_name="notes", index=False, header=False)
            writer.sheets["notes"].set_column(0, 0, 120)
    return buffer.getvalue()


def _joined(value: object) -> object:
    return "|".join(map(str, value)) if isinstance(value, tuple | list) else value


#: Excel writes separators as the reader's own machine does: spaces and commas on a French one.
_PATTERNS: Final = {"_eur": "#,##0", "_kg": "#,##0", "_pct": "0.00", "quotient": "0.00", "population": "#,##0"}
