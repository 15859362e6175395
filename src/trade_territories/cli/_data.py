"""Where a command's figures come from: the options that all commands share, and the period where none was asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Literal, TypedDict

import click

from trade_territories.cli._console import note
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import LANGS, listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from trade_territories._types import FlowsLike, Lang
    from trade_territories.flows._scan import Engine

ENGINES = ("pandas", "duckdb", "polars", "dask", "pyspark")


@dataclass(frozen=True)
class Data:
    """Which figures a command is about."""

    year: int | None
    paths: tuple[str, ...]
    sample: bool
    offline: bool
    engine: Literal["pandas"] | Engine
    only: tuple[str, ...]
    excluding: tuple[str, ...]
    lang: Lang


class Asked(TypedDict, total=False):
    """The arguments about them that every function takes."""

    year: int | Literal["all"]
    only: tuple[str, ...]
    excluding: tuple[str, ...] | None
    lang: Lang


def data_options(command: Callable[..., object]) -> Callable[..., object]:
    """Add the options that say which data; the command gets them as one record, ``data``."""

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
    def with_data(**options: object) -> object:
        data = Data(**{field.name: options.pop(field.name) for field in fields(Data)})  # type: ignore[arg-type]
        chosen = [name for name, given in (("--from", data.paths), ("--sample", data.sample)) if given]
        if len(chosen) > 1 or (chosen and data.offline):
            raise click.UsageError("give one of --from, --sample and --offline")
        return command(data=data, **options)

    return with_data


def ends_in(endings: Sequence[str]) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """Return what refuses the name of a file that ends in none of these."""

    def checked(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in endings:
            raise click.BadParameter(f"{path.name!r}: the name of the file must end in {', '.join(endings)}")
        return path

    return checked


def loaded(
    data: Data, *, territory: str | None = None, since: int | None = None, several_years: bool = False
) -> tuple[FlowsLike, Asked]:
    """Load what was asked for; return the table and the arguments that every function takes.

    Parameters
    ----------
    territory
        Whose rows are enough, where the figures need no other's.
    since
        First year of an evolution up to the year asked for, or to the last full one.
    several_years
        Whether all years of the files are asked about where no year is given.
    """
    flows = _flows(data, territory, since)
    year: int | Literal["all"] | None = data.year
    if year is None:
        year = "all" if several_years else _default_year(flows, data.lang, is_chosen=data.sample)
    if year != "all":
        _check_since(year, since)
    asked: Asked = {"year": year, "excluding": data.excluding or None, "lang": data.lang}
    return flows, {**asked, "only": data.only} if data.only else asked


def _flows(data: Data, territory: str | None, since: int | None) -> FlowsLike:
    from trade_territories import flows as source

    if data.sample:
        note(say("cli.sample", data.lang))
        return _on_engine(source.sample_flows(data.year, since=since), data.engine)
    if data.paths:
        return _on_engine(source.read_flows(*data.paths), data.engine)
    _check_since(data.year, since)
    if data.engine == "pandas":
        return source.load_flows(data.year, since=since, territory=territory, offline=data.offline)
    from trade_territories.frames import FlowsFrame

    frame = source.scan_flows(data.year, since=since, engine=data.engine, offline=data.offline)
    _silence(data.engine)
    # Wrapped once, so that what it holds is counted once.
    return FlowsFrame(frame)


def _check_since(year: int | None, since: int | None) -> None:
    if since is not None and year is not None and since >= year:
        raise click.UsageError(
            f"--since {since} needs a later --year than {year}: an evolution goes from one to the other"
        )


def _on_engine(flows: pd.DataFrame, engine: str) -> FlowsLike:
    if engine == "pandas":
        return flows
    from trade_territories.engines import on_engine
    from trade_territories.frames import FlowsFrame
    from trade_territories.provenance import info_of

    frame = on_engine(flows, engine)
    _silence(engine)
    # Other engines' frames carry nothing beside their rows: labels and notes of the files are handed over here.
    return FlowsFrame(frame, info=info_of(flows))


def _silence(engine: str) -> None:
    """Keep standard output for the table: DuckDB draws the progress of queries of more than two seconds there."""
    if engine == "duckdb":
        import duckdb

        duckdb.execute("SET enable_progress_bar = false")


def _default_year(flows: FlowsLike, lang: str, *, is_chosen: bool) -> int:
    """Choose the last full year, else the latest, and say which, but for the example, which has one year only."""
    from trade_territories.frames import FlowsFrame

    holdings = FlowsFrame.of(flows).holdings
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


def chosen_arguments(
    command: str, takes: Collection[str], options: Mapping[str, object], names: Mapping[str, str], has_since: bool
) -> dict[str, object]:
    """Return the arguments that a function gets from a command's options; an option that it does not have is an error.

    Parameters
    ----------
    takes
        The arguments of the function.
    names
        Option -> argument.
    has_since
        Whether ``--since`` says which data are loaded, so that the function need not take it.
    """
    arguments: dict[str, object] = {}
    for option, argument in names.items():
        value = options[option]
        if value in (None, ()):
            continue
        if argument in takes:
            arguments[argument] = value
        elif not (option == "since" and has_since):
            known = [f"--{name}" for name, own in names.items() if own in takes]
            raise click.UsageError(f"{command} has no --{option}; it has {', '.join(known) or 'no such option'}")
    return arguments
