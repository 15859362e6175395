"""A web site of all fiches: static files, relative links, from a server, a sub-folder or a disk alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trade_territories import reference
from trade_territories._files import make_folder, write_text
from trade_territories.document._maker import Maker
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.document.html import Shell, page_of
from trade_territories.document.many import Outcome, run
from trade_territories.site import _data as data
from trade_territories.site._pages import FOLDER, Pages
from trade_territories.tables import cube
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.reference import Territory

__all__ = ["make_site"]


@dataclass(frozen=True)
class _PageJob:
    """The page, the PDF and the summary of one territory."""

    folder: Path
    prefix: str

    def is_done(self, place: Territory) -> bool:  # noqa: ARG002 - the same question is asked of every job
        """Tell that nothing is: a site is made anew, so that all of its pages are of one release."""
        return False

    def make(self, maker: Maker, place: Territory) -> None:
        """Write them."""
        stem = self.folder / FOLDER / f"{self.prefix}{place.code}"
        is_industry = place.level == "territoire_industrie"
        fiche = (
            maker.cover(place, lambda one: f"{self.prefix}{one.code}.html")
            if is_industry
            else maker.make(place, annex=False)
        )
        pdf = None if is_industry else f"{stem.name}.pdf"
        shell = Shell(
            "../assets/style.css", "../index.html", say("site.name", fiche.lang), pdf, say("site.pdf", fiche.lang)
        )
        write_text(stem.with_name(f"{stem.name}.html"), page_of(fiche, shell=shell))
        if not is_industry:
            fiche.to_pdf(stem.with_name(f"{stem.name}.pdf"))
            data.write_summary(self.folder, maker, fiche)


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
        Where it will be; a site map holds whole addresses, and without this one there is none.
    jobs, told, **options
        As :func:`trade_territories.document.many.make_many` takes them.

    Returns
    -------
    list of Outcome
        One per territory: France, régions, départements, Territoires d'industrie.
    """
    maker = Maker(cube(flows), **options)
    prefix = EXAMPLE_PREFIX if maker.france.is_sample else ""
    for name in ("assets", "data", FOLDER):
        make_folder(Path(folder) / name, inside=folder)
    places = tuple(reference.territory(code) for code in reference.territories()["code"])
    pages = Pages(Path(folder), maker, prefix, places)
    pages.write_assets()
    outcomes = run(maker, _PageJob(Path(folder), prefix), places, jobs=jobs, told=told)
    failed = {one.code for one in outcomes if one.status == "failed"}
    pages.write(data.write_downloads(Path(folder), maker, prefix, places), failed, address)
    return outcomes
