"""A web site of all fiches: static files, relative links, from a server, a sub-folder or a disk alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import reference
from trade_territories._files import make_folder, write_bytes, write_text
from trade_territories.charts._telling import query_source
from trade_territories.document._maker import Maker
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.document.html import page_of
from trade_territories.document.many import Outcome, run
from trade_territories.measures._indicators import indicators_table
from trade_territories.site._cards import Card, card_png
from trade_territories.site._chrome import CARDS, FIGURES, FOLDER, Chrome, Link, Page, neighbours
from trade_territories.site._figures import figure_name, write_figures, write_summary
from trade_territories.site._package import write_package
from trade_territories.site._pages import Pages
from trade_territories.site._rows import Figures, figures_of
from trade_territories.tables import cube
from trade_territories.text import say, typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.document.content import FicheContent
    from trade_territories.reference import Territory

__all__ = ["make_site"]


@dataclass(frozen=True)
class _PageJob:
    """The page, the PDF, the card, the data of the figures and the indicators of one territory."""

    folder: Path
    prefix: str
    chrome: Chrome
    figures: dict[str, Figures]
    around: dict[str, tuple[Link | None, Link | None]]
    names: dict[str, str]

    def is_done(self, place: Territory) -> bool:  # noqa: ARG002 - the same question is asked of every job
        """Tell that nothing is: a site is made anew, so that all of its pages are of one release."""
        return False

    def make(self, maker: Maker, place: Territory) -> None:
        """Write them."""
        stem = f"{self.prefix}{place.code}"
        is_industry = place.level == "territoire_industrie"
        fiche = (
            maker.cover(place, lambda one: f"{self.prefix}{one.code}.html")
            if is_industry
            else maker.make(place, annex=False)
        )
        page = self._page(place, fiche)
        shell = self.chrome.shell(
            page,
            figures="" if is_industry else f"{FIGURES}/{stem}",
            links=self.names,
            name=partial(figure_name, code=place.code),
        )
        write_text(self.folder / page.file, page_of(fiche, shell=shell))
        if self.chrome.address:
            write_bytes(self.folder / page.card, card_png(_card(fiche), fiche.locator))
        if is_industry:
            return
        fiche.to_pdf(self.folder / FOLDER / f"{stem}.pdf")
        write_figures(self.folder / FIGURES / stem, fiche, place.code)
        write_summary(self.folder / "data" / "territories" / stem, maker, self.figures[place.code])
        indicators = indicators_table(maker.question(place))
        indicators.insert(0, "territory", place.code)
        indicators.to_parquet(self.folder / "data" / _part(place.code), index=False)

    def _page(self, place: Territory, fiche: FicheContent) -> Page:
        lang = self.chrome.lang
        stem = f"{self.prefix}{place.code}"
        before, after = self.around[place.code]
        region = reference.region_of(place) if place.level == "departement" else None
        above = [] if place.level == "france" else [self._link(reference.france())]
        above += [self._link(region)] if region else []
        if place.level == "territoire_industrie":
            above.append(Link(say("site.menu_industry", lang), "industry.html"))
        actions = []
        if place.level != "territoire_industrie":
            actions.append(Link(say("site.pdf", lang), f"{FOLDER}/{stem}.pdf"))
            actions.append(Link(say("site.compare_this", lang), f"compare.html#{place.code}"))
        menu = {"territoire_industrie": "industry.html", "region": "regions.html"}.get(place.level, "index.html")
        return Page(
            f"{FOLDER}/{stem}.html",
            fiche.title,
            fiche.deck,
            menu=menu,
            trail=tuple(above),
            before=before,
            after=after,
            actions=tuple(actions),
            card=f"{CARDS}/{stem}.png",
        )

    def _link(self, place: Territory) -> Link:
        return Link(typeset(place.name, self.chrome.lang), f"{FOLDER}/{self.prefix}{place.code}.html", place.code)


def _part(code: str) -> str:
    """Name the file that holds the indicators of a territory until all are put together."""
    return f".indicators-{code}.parquet"


def _card(fiche: FicheContent) -> Card:
    return Card(
        fiche.series.partition(" · ")[2] or fiche.series,
        fiche.name,
        fiche.deck,
        say("site.name", fiche.lang),
        fiche.lang,
        say("tables.example", fiche.lang) if fiche.is_example else "",
        tuple({"label": figure.label, "text": figure.text} for figure in fiche.key_figures[:3]),
    )


def make_site(
    flows: Any,
    folder: Path,
    *,
    address: str | None = None,
    jobs: int | None = None,
    told: Callable[[Outcome], object] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Make the whole site.

    Parameters
    ----------
    address
        Where it will be; a site map and the pictures that other sites show hold whole addresses, and without this one there
        are none.
    jobs, told, **options
        As :func:`trade_territories.document.many.make_many` takes them.

    Returns
    -------
    list of Outcome
        One per territory: France, régions, départements, Territoires d'industrie.
    """
    folder = Path(folder)
    maker = Maker(cube(flows), **options)
    prefix = EXAMPLE_PREFIX if maker.france.is_sample else ""
    for name in ("assets", "data", "data/territories", FIGURES, FOLDER, CARDS):
        make_folder(folder / name, inside=folder)
    places = tuple(reference.territory(code) for code in reference.territories()["code"])
    figures = figures_of(maker, places)
    chrome = Chrome(maker.lang, bool(prefix), query_source(maker.france), address)
    pages = Pages(folder, maker, prefix, places, chrome, figures)
    pages.write_assets()
    job = _PageJob(folder, prefix, chrome, figures, _around(pages), _names(pages))
    outcomes = run(maker, job, places, jobs=jobs, told=told)
    failed = {one.code for one in outcomes if one.status == "failed"}
    pages.write(write_package(folder, maker, prefix, figures, _indicators(folder, figures)), failed)
    if address:
        write_bytes(folder / CARDS / "site.png", card_png(pages.card()))
    return outcomes


def _around(pages: Pages) -> dict[str, tuple[Link | None, Link | None]]:
    """Return the neighbours of each territory among those of its level: by code, Territoires d'industrie by name."""
    lang = pages.maker.lang
    found: dict[str, tuple[Link | None, Link | None]] = {}
    for level in reference.LEVELS:
        here = [one for one in pages.places if one.level == level]
        by_name = level == "territoire_industrie"
        here.sort(key=lambda one: (reference.folded(one.name), one.code) if by_name else (one.code, ""))
        links = [Link(typeset(one.name, lang), pages.address(one), one.code) for one in here]
        found |= {one.code: neighbours(links, at) for at, one in enumerate(here)}
    return found


def _names(pages: Pages) -> dict[str, str]:
    """Return the address of each Territoire d'industrie by its name as fiches print it."""
    return {
        typeset(one.name, pages.maker.lang): pages.address(one)
        for one in pages.places
        if one.level == "territoire_industrie"
    }


def _indicators(folder: Path, figures: dict[str, Figures]) -> pd.DataFrame | None:
    """Put the indicators of all territories together, and remove the parts that the processes left."""
    parts = [path for code in figures if (path := folder / "data" / _part(code)).exists()]
    if not parts:
        return None
    table = pd.concat([pd.read_parquet(path) for path in parts], ignore_index=True)
    for path in parts:
        path.unlink()
    return table
