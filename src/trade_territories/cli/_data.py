"""Where a command's figures come from: the options that all commands share, and the period where none was asked for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from trade_territories.cli._console import note
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import LANGS, listed, say

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINES = ("pandas", "duckdb", "polars", "dask", "pyspark")


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which data; the command gets them as one dictionary, ``data``."""

    @click.option("--year", type=int, help="Year; the last full year if not given.")
    @click.option("--from", "paths", multiple=True, type=click.Path(), help="Files already here (repeatable).")
    @click.option("--sample", is_flag=True, help="The bundled example: made-up data, marked as such.")
    @click.option("--offline", is_flag=True, help="The cache alone, never the network.")
    @click.option(
        "--engine", type=click.Choice(ENGINES), default="pandas", show_default=True, help="Where sums are made."
    )
    @click.option("--only", multiple=True, metavar="CODE", help="Keep a product or partner (repeatable).")
    @click.option("--excluding", multiple=True, metavar="CODE", help="Leave a product or partner out (repeatable).")
    @click.option(
        "--lang", type=click.Choice(LANGS), default=LANGS[0], show_default=True, help="Language of labels and notes."
    )
    @wraps(command)
    def with_data(**options: Any) -> Any:
        names = ("year", "paths", "sample", "offline", "engine", "only", "excluding", "lang")
        data = {name: options.pop(name) for name in names}
        chosen = [name for name, given in (("--from", data["paths"]), ("--sample", data["sample"])) if given]
        if len(chosen) > 1 or (chosen and data["offline"]):
            raise click.UsageError("give one of --from, --sample and --offline")
        return command(data=data, **options)

    return with_data


def loaded(
    data: dict[str, Any], *, territory: str | None = None, several_years: bool = False
) -> tuple[Any, dict[str, Any]]:
    """Load what was asked for; return the table and the arguments that every function takes.

    Parameters
    ----------
    territory
        Whose rows are enough, where the figures need no other's.
    several_years
        Whether all years of the files are asked about where no year is given.
    """
    flows = _flows(data, territory)
    year = data["year"]
    if year is None:
        year = "all" if several_years else _default_year(flows, data["lang"], is_chosen=data["sample"])
    asked = {"year": year, "excluding": data["excluding"] or None, "lang": data["lang"]}
    return flows, {**asked, "only": data["only"]} if data["only"] else asked


def _flows(data: dict[str, Any], territory: str | None) -> Any:
    from trade_territories import flows as source

    if data["sample"]:
        note(say("cli.sample", data["lang"]))
        since = data.get("since") if data["year"] is None else None
        flows = source.sample_flows(since=since) if since is not None else source.sample_flows(_years(data))
        return _on_engine(flows, data["engine"])
    if data["paths"]:
        return _on_engine(source.read_flows(*data["paths"]), data["engine"])
    if data["engine"] == "pandas":
        return source.load_flows(_years(data), territory=territory, offline=data["offline"])
    from trade_territories.frames import FlowsFrame

    # Wrapped once, so that what it holds is counted once.
    return FlowsFrame(source.scan_flows(_years(data), engine=data["engine"], offline=data["offline"]))


def _years(data: dict[str, Any]) -> int | list[int] | None:
    """Return the year asked for, or all years of an evolution."""
    since, year = data.get("since"), data["year"]
    if since is None:
        return None if year is None else int(year)
    if year is None or since >= year:
        raise click.UsageError(
            f"--since {since} needs --year, and a later one: the evolution goes from one to the other"
        )
    return list(range(int(since), int(year) + 1))


def _on_engine(flows: Any, engine: str) -> Any:
    if engine == "pandas":
        return flows
    from trade_territories.engines import on_engine
    from trade_territories.frames import FlowsFrame
    from trade_territories.provenance import info_of

    # Other engines' frames carry nothing beside their rows: labels and notes of the files are handed over here.
    return FlowsFrame(on_engine(flows, engine), info=info_of(flows))


def _default_year(flows: Any, lang: str, *, is_chosen: bool) -> int:
    """Choose the last full year, else the latest, and say which, but for the example, which has one year only."""
    from trade_territories.frames import FlowsFrame

    holdings = (flows if isinstance(flows, FlowsFrame) else FlowsFrame(flows)).holdings
    held = holdings.quarters
    if not held:
        raise TradeTerritoriesError("the files hold no row")
    whole = holdings.whole_years
    year = max(whole or held)
    if not whole:
        note(say("cli.no_full_year", lang, year=year))
    elif len(held) > 1:
        note(
            say(
                "cli.several_years", lang, years=listed([str(held_year) for held_year in sorted(held)], lang), year=year
            )
        )
    elif not is_chosen:
        note(say("cli.default_year", lang, year=year))
    return year
