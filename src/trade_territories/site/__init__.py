"""A web site of all fiches and profiles: static files, relative links, from a server, a sub-folder or a disk alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from trade_territories import reference
from trade_territories._files import make_folder, own_path
from trade_territories.charts._telling import query_source
from trade_territories.document._maker import Maker
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.document.many import Outcome, run
from trade_territories.profiles import Profiles
from trade_territories.site._chrome import CARDS, FIGURES, FOLDER, PARTNERS, PRODUCTS, Chrome, Link, neighbours
from trade_territories.site._jobs import Addresses, PageJob, Subject, part_name
from trade_territories.site._package import write_package
from trade_territories.site._pages import Pages
from trade_territories.site._rows import Figures, figures_of
from trade_territories.site._tables import PROFILED_PARTNERS
from trade_territories.tables import cube
from trade_territories.text import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from trade_territories.reference import Territory

__all__ = ["make_site"]

#: Codes that can name a file and stand in an address on every system.
_PLAIN_CODE = re.compile(r"[A-Za-z0-9]{2,8}")
#: What a profile takes of the options of a fiche.
_PROFILE_OPTIONS = ("year", "quarter", "only", "excluding", "lang", "since", "edition")


def make_site(
    flows: Any,
    folder: Path,
    *,
    address: str | None = None,
    jobs: int | None = None,
    on_outcome: Callable[[Outcome], object] | None = None,
    on_start: Callable[[int], object] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Make the whole site.

    Parameters
    ----------
    address
        Where it will be; a site map and the pictures that other sites show hold whole addresses, and without this one there
        are none.
    on_start
        Called with the number of pages that `on_outcome` will be called for.
    jobs, on_outcome, **options
        As :func:`trade_territories.document.many.make_many` takes them.

    Returns
    -------
    list of Outcome
        One per territory (France, régions, départements, Territoires d'industrie), then per partner and product.
    """
    folder = own_path(folder)
    summed = cube(flows)
    maker = Maker(summed, **options)
    # All processes make their sums of these.
    maker.france.prepare("flow", "departement", "a129", "partner")
    profiles = Profiles(summed, **{name: value for name, value in options.items() if name in _PROFILE_OPTIONS})
    prefix = EXAMPLE_PREFIX if maker.france.is_sample else ""
    for name in ("assets", "data", "data/territories", FIGURES, FOLDER, PARTNERS, PRODUCTS, CARDS):
        make_folder(folder / name, inside=folder)
    places = tuple(reference.territory(code) for code in reference.territories()["code"])
    subjects = _subjects(profiles)
    codes = frozenset(place.code for place in places)
    addresses = Addresses(prefix, codes, frozenset((subject.kind, subject.code) for subject in subjects))
    figures = figures_of(maker, places)
    chrome = Chrome(maker.lang, bool(prefix), query_source(maker.france), address)
    pages = Pages(folder, maker, addresses, places, subjects, chrome, figures)
    pages.write_assets()
    job = PageJob(folder, addresses, chrome, figures, _around(pages), _names(pages), profiles)
    todo = [*places, *subjects]
    if on_start:
        on_start(len(todo))
    # A job of pages takes subjects as it takes territories: by code and name.
    outcomes = run(maker, cast("Any", job), cast("Sequence[Territory]", todo), jobs=jobs, on_outcome=on_outcome)
    failed = {outcome.code for outcome in outcomes if outcome.status == "failed"}
    pages.write(write_package(folder, maker, prefix, figures, _indicators(folder, figures)), failed)
    return outcomes


def _subjects(profiles: Profiles) -> tuple[Subject, ...]:
    """Return the partners and products that have a page, the largest first.

    A code that is no plain word, as a damaged file may hold, names no file; nor does one that is a territory's.
    """
    query, places = profiles.base, set(reference.territories()["code"])
    return tuple(
        Subject(kind, code, typeset(query.label(level, code, short=True), profiles.lang))
        for kind, level, codes in (
            ("partner", "partner", profiles.partners(PROFILED_PARTNERS)),
            ("product", "a129", profiles.products()),
        )
        for code in codes
        if _PLAIN_CODE.fullmatch(code) and code not in places
    )


def _around(pages: Pages) -> dict[str, tuple[Link | None, Link | None]]:
    """Return the neighbours of each page: territories of a level by code or name, partners and products by rank."""
    lang = pages.maker.lang
    found: dict[str, tuple[Link | None, Link | None]] = {}
    for level in reference.LEVELS:
        here = [place for place in pages.places if place.level == level]
        if level == "territoire_industrie":
            here.sort(key=lambda place: (reference.folded(place.name), place.code))
        else:
            here.sort(key=lambda place: place.code)
        links = [Link(typeset(place.name, lang), pages.address(place), place.code) for place in here]
        found |= {place.code: neighbours(links, at) for at, place in enumerate(here)}
    for kind in ("partner", "product"):
        subjects = [subject for subject in pages.subjects if subject.kind == kind]
        links = [Link(subject.name, pages.addresses.subject(kind, subject.code), subject.code) for subject in subjects]
        found |= {f"{kind} {subject.code}": neighbours(links, at) for at, subject in enumerate(subjects)}
    return found


def _names(pages: Pages) -> dict[str, str]:
    """Return the address of each Territoire d'industrie by its name as fiches print it."""
    return {
        typeset(place.name, pages.maker.lang): pages.address(place)
        for place in pages.places
        if place.level == "territoire_industrie"
    }


def _indicators(folder: Path, figures: dict[str, Figures]) -> pd.DataFrame | None:
    """Put the indicators of all territories together, and remove the parts that the processes left."""
    parts = [path for code in figures if (path := folder / "data" / part_name(code)).exists()]
    if not parts:
        return None
    table = pd.concat([pd.read_parquet(path) for path in parts], ignore_index=True)
    for path in parts:
        path.unlink()
    return table
