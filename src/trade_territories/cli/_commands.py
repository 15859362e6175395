"""The commands: each asks the library for something and writes it down."""

from __future__ import annotations

import re
import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, get_args

import click

from trade_territories._csv import csv_text
from trade_territories.cli._charts import chart
from trade_territories.cli._console import OwnPath, note, visible
from trade_territories.cli._data import data_options, loaded
from trade_territories.cli._tables import table
from trade_territories.columns import PRODUCT_LEVELS, ProductRows
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories._types import ProductLevel
    from trade_territories.cli._data import Data
    from trade_territories.document.many import Outcome
    from trade_territories.reference import Level

FORMATS = ("html", "pdf", "docx", "png", "svg", "csv", "xlsx")


def _formats(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        raise click.BadParameter(f"{value!r}: choose among {', '.join(FORMATS)}, joined by commas")
    return asked


format_option = click.option(
    "--format",
    "formats",
    default="html,svg,csv",
    show_default=True,
    callback=_formats,
    help=f"Among {','.join(FORMATS)}.",
)
_FILE = OwnPath(exists=True, dir_okay=False, path_type=Path)


class Document(TypedDict):
    """What stands in a fiche, as the maker of fiches takes it."""

    by: ProductRows
    n: int
    edition: Path | None
    since: int | None
    focus: tuple[str, ...]
    tariffs: Path | None


def document_options(command: Callable[..., object]) -> Callable[..., object]:
    """Add the options that say what stands in a fiche; the command gets them as one dictionary, ``document``."""

    @click.option(
        "--by",
        type=click.Choice(get_args(ProductRows)),
        default="a129",
        show_default=True,
        help="Level of products, or the groups of a family.",
    )
    @click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="Rows shown separately.")
    @click.option("--edition", type=_FILE, help="edition.toml: publisher, series, logos, texts, contact.")
    @click.option("--since", type=int, metavar="YEAR", help="Add a section on evolution from this year on.")
    @click.option(
        "--focus", multiple=True, metavar="PARTNER", help="Look at the exposure to this partner (repeatable)."
    )
    @click.option("--tariffs", type=_FILE, help="CSV of additional duties: partner, product, rate, source, date.")
    @wraps(command)
    def with_document(**options: object) -> object:
        document = {name: options.pop("top" if name == "n" else name) for name in Document.__annotations__}
        return command(document=document, **options)

    return with_document


@click.command()
@click.argument("territory")
@data_options
@click.option("--output", type=OwnPath(file_okay=False, path_type=Path), help="Folder; fiche-CODE-YEAR if not given.")
@format_option
@document_options
@click.option("--context", type=_FILE, help="Your own text, in Markdown.")
@click.option("--template", type=_FILE, help="A DOCX file whose styles are used.")
def fiche(
    territory: str,
    data: Data,
    output: Path | None,
    formats: tuple[str, ...],
    document: Document,
    context: Path | None,
    template: Path | None,
) -> None:
    """Make the whole document of a territory: page, PDF, DOCX, workbook, pictures and tables."""
    from trade_territories.document import Maker, write_files
    from trade_territories.reference import territory as find

    place = find(territory)
    if place.other_readings:
        others = listed(list(place.other_readings), data.lang)
        note(say("cli.other_readings", data.lang, query=territory, name=place.name, code=place.code, others=others))
    flows, asked = loaded(data, since=document["since"])
    maker = Maker(flows, **document, **asked)
    folder = output or Path(f"fiche-{place.code}-{asked['year']}")
    made = maker.make(place, context=context, beside=".", annex="xlsx" in formats)
    written = write_files(made, folder, formats, template=template)
    if place.level == "territoire_industrie" and len(place.departements) > 1:
        # The page of a Territoire d'industrie leads to the fiches of its départements.
        for code in place.departements:
            written += write_files(maker.make(code, annex="xlsx" in formats), folder / code, formats, template=template)
    for path in written:
        click.echo(visible(str(path)))


@click.command()
@click.option("--level", type=click.Choice(("departement", "region", "territoire_industrie")), required=True)
@data_options
@click.option("--output", type=OwnPath(file_okay=False, path_type=Path), help="Folder; fiches-YEAR if not given.")
@format_option
@document_options
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; one per core if not given.")
def fiches(
    level: Level,
    data: Data,
    output: Path | None,
    formats: tuple[str, ...],
    document: Document,
    jobs: int | None,
) -> None:
    """Make every fiche of a level, on all cores; run again, it goes on where it was stopped."""
    from tqdm import tqdm

    from trade_territories.document.many import get_ready, make_many, places_of

    get_ready(jobs)
    flows, asked = loaded(data, since=document["since"])
    folder = output or Path(f"fiches-{asked['year']}")
    places = places_of(level)
    with tqdm(total=len(places), unit="fiche", disable=None) as progress:
        outcomes = make_many(
            flows,
            places,
            folder,
            formats=formats,
            jobs=jobs,
            on_outcome=lambda _: progress.update(),
            **document,
            **asked,
        )
    summed_up(outcomes, folder, data.lang)


@click.command()
@data_options
@click.option("--output", type=OwnPath(file_okay=False, path_type=Path), required=True, help="Folder of the site.")
@document_options
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; one per core if not given.")
@click.option("--address", help="Where the site will be, such as https://…; needed for a site map.")
def site(data: Data, output: Path, document: Document, jobs: int | None, address: str | None) -> None:
    """Make a static web site: all territories, products and the first partners, maps, comparison, data."""
    from tqdm import tqdm

    from trade_territories.document.many import get_ready
    from trade_territories.site import make_site

    if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
        raise click.UsageError(f"--address {address!r} is no whole address, such as https://example.org/commerce")
    get_ready(jobs)
    flows, asked = loaded(data, since=document["since"])
    if not address:
        note(say("cli.no_address", data.lang))
    with tqdm(total=0, unit="page", disable=None) as progress:
        outcomes = make_site(
            flows,
            output,
            address=address,
            jobs=jobs,
            on_outcome=lambda _: progress.update(),
            on_start=progress.reset,
            **document,
            **asked,
        )
    summed_up(outcomes, output, data.lang)
    click.echo(visible(str(output / "index.html")))


@click.command()
@click.argument("partner_or_product")
@data_options
@click.option("--output", type=OwnPath(file_okay=False, path_type=Path), help="Folder; profile-CODE-YEAR if not given.")
@format_option
@click.option("--by", type=click.Choice(PRODUCT_LEVELS), default="a129", show_default=True, help="Level of products.")
@click.option("--edition", type=_FILE, help="edition.toml: publisher, logos, texts, contact.")
@click.option("--since", type=int, metavar="YEAR", help="Show the change from this year on.")
@click.option("--template", type=_FILE, help="A DOCX file whose styles are used.")
def profile(
    partner_or_product: str,
    data: Data,
    output: Path | None,
    formats: tuple[str, ...],
    by: ProductLevel,
    edition: Path | None,
    since: int | None,
    template: Path | None,
) -> None:
    """Show one partner or one product from all départements: page, PDF, DOCX, workbook, maps and tables.

    PARTNER_OR_PRODUCT is a code, a name or a group: US, États-Unis, asie, C11Z, boissons, 1102.
    """
    from trade_territories.document import write_files
    from trade_territories.profiles import Profiles

    flows, asked = loaded(data, since=since)
    made = Profiles(flows, by=by, edition=edition, since=since, **asked).profile(partner_or_product)
    folder = output or Path(f"profile-{made.code}-{asked['year']}")
    for path in write_files(made, folder, formats, template=template):
        click.echo(visible(str(path)))


def summed_up(outcomes: Sequence[Outcome], folder: Path, lang: str) -> None:
    """Say what was made, what was there already, what failed and why; a failure is the command's."""
    count = {status: sum(outcome.status == status for outcome in outcomes) for status in ("made", "kept", "failed")}
    note(say("cli.summary", lang, folder=folder, **count))
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed:
        note(say("cli.failed", lang, name=outcome.name, code=outcome.code, reason=outcome.reason))
    if failed:
        raise TradeTerritoriesError(f"{len(failed)} of {len(outcomes)} fiches could not be made: reasons are above")


@click.command()
@click.argument("query", required=False)
@click.option("--level", type=click.Choice(("departement", "region", "france", "territoire_industrie")))
def territories(query: str | None, level: Level | None) -> None:
    """List territories, or those that a word is part of, as CSV."""
    from trade_territories import reference

    found = reference.territories(level)
    if query:
        wanted = reference.folded(query)
        kept = [
            wanted in reference.folded(name) or query == code
            for name, code in zip(found["name"], found["code"], strict=True)
        ]
        found = found[kept]
        if found.empty:
            reference.territory(query, level=level)
    sys.stdout.write(csv_text(found))


@click.command()
@click.argument("years", nargs=-1, type=int)
@click.option("--list", "listing", is_flag=True, help="List what the Customs publish and what the cache holds, as CSV.")
@click.option("--offline", is_flag=True, help="The cache alone, never the network.")
def download(years: tuple[int, ...], listing: bool, offline: bool) -> None:
    """Bring years into the cache, ready to be used without a network; the last full year if none is given."""
    from trade_territories import flows as source

    if listing and years:
        raise click.UsageError("give years or --list, not both")
    found = source.available(offline=offline) if listing else source.fetch(years or None, offline=offline)
    for text in found.attrs.get("notes", []):
        note(text)
    sys.stdout.write(csv_text(found))


@click.command()
@click.argument("years", nargs=-1, type=int)
@click.option("--output", type=OwnPath(file_okay=False, path_type=Path), help="Folder for doctor.txt and doctor.json.")
@click.option("--offline", is_flag=True, help="This machine and the cache alone, never the network.")
def doctor(years: tuple[int, ...], output: Path | None, offline: bool) -> None:
    """Look at the Customs' site, the cache and this machine, and say what works; nothing is kept.

    The report (--output) has nothing private in it and can be attached to an issue.
    """
    from trade_territories.diagnosis import doctor as diagnose

    diagnosis = diagnose(years or None, offline=offline, output=output)
    click.echo(diagnosis.to_text(), nl=False)
    if not diagnosis.can_load:
        where = f"{output}/doctor.json" if output else "the report that --output DIR writes"
        raise TradeTerritoriesError(f"no year can be loaded: see what to do above, or attach {where} to an issue")


@click.group()
def cache() -> None:
    """Look at what is kept on this machine, or remove it; TRADE_TERRITORIES_CACHE moves it."""


@cache.command("info")
def cache_info() -> None:
    """Say where the cache is and how large."""
    from trade_territories import store

    for name, value in store.cache_info().items():
        click.echo(f"{name}: {value}")


@cache.command("clear")
def cache_clear() -> None:
    """Remove all that is kept."""
    from trade_territories import store

    click.echo(f"freed_bytes: {store.cache_clear()}")


COMMANDS: list[click.Command] = [fiche, fiches, profile, site, table, chart, territories, download, doctor, cache]
