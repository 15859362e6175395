"""What the processes write: the pages of territories, of partners and of products, each with what stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories._files import write_bytes, write_text
from trade_territories.document.html import page_of
from trade_territories.measures._indicators import indicators_table
from trade_territories.profiles import Profile
from trade_territories.profiles import page_of as profile_page_of
from trade_territories.site._cards import Card, card_png
from trade_territories.site._chrome import CARDS, FIGURES, FOLDER, PARTNERS, PRODUCTS, Chrome, Link, Page
from trade_territories.site._figures import figure_name, write_figures, write_summary
from trade_territories.text import listed, say, typeset

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.document._maker import Maker
    from trade_territories.document.content import FicheContent
    from trade_territories.profiles import Profiles
    from trade_territories.reference import Territory
    from trade_territories.site._rows import Figures

#: Colours that stand in for those of the style sheet, which every page of the site has; outlines of maps, and what their
#: coordinates have beyond a tenth of a point.
_FALLBACK = re.compile(r"var\((--tt-[\w-]+),#[0-9a-f]{3,8}\)")
_OUTLINE = re.compile(r' d="M[^"]{300,}"')
_BEYOND_TENTHS = re.compile(r"(\.\d)\d+")
_MENUS = {"territoire_industrie": "industry.html", "region": "regions.html"}
_PROFILE_MENUS = {"partner": "partners.html", "product": "products.html"}
_PROFILE_FOLDERS = {"partner": PARTNERS, "product": PRODUCTS}


@dataclass(frozen=True)
class Subject:
    """A partner or a product that has a page."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class Addresses:
    """Where each page is, seen from the index; files of the sample begin with a word of their own."""

    prefix: str
    places: frozenset[str] = frozenset()
    subjects: frozenset[tuple[str, str]] = frozenset()

    def place(self, code: str) -> str:
        """Return the page of a territory."""
        return f"{FOLDER}/{self.prefix}{code}.html"

    def subject(self, kind: str, code: str) -> str:
        """Return the page of a partner or a product."""
        return f"{_PROFILE_FOLDERS[kind]}/{self.prefix}{code}.html"

    def seen_from_folder(self, level: str, code: str) -> str | None:
        """Return the address that a page in a folder of the site leads to by level and code; None where there is no page."""
        if level in ("departement", "region"):
            return f"../{self.place(code)}" if code in self.places else None
        return f"../{self.subject(level, code)}" if (level, code) in self.subjects else None


@dataclass(frozen=True)
class PageJob:
    """The pages of a site: of each territory and each subject, with its card and the data of its figures."""

    folder: Path
    addresses: Addresses
    chrome: Chrome
    figures: dict[str, Figures]
    around: dict[str, tuple[Link | None, Link | None]]
    names: dict[str, str]
    profiles: Profiles

    def is_done(self, place: Territory | Subject) -> bool:  # noqa: ARG002 - the same question is asked of every job
        """Tell that nothing is: a site is made anew, so that all of its pages are of one release."""
        return False

    def make(self, maker: Maker, place: Territory | Subject) -> None:
        """Write a page and what belongs to it."""
        if isinstance(place, Subject):
            self._subject(place)
        else:
            self._territory(maker, place)

    def _territory(self, maker: Maker, place: Territory) -> None:
        stem = f"{self.addresses.prefix}{place.code}"
        is_industry = place.level == "territoire_industrie"
        fiche = (
            maker.cover(place, lambda member: f"{self.addresses.prefix}{member.code}.html")
            if is_industry
            else maker.make(place, annex=False)
        )
        page = self._territory_page(place, fiche)
        shell = self.chrome.shell(
            page,
            figures="" if is_industry else f"{FIGURES}/{stem}",
            links={name: address for name, address in self.names.items() if address != page.file},
            name=partial(figure_name, code=place.code),
        )
        write_text(self.folder / page.file, lean(page_of(fiche, shell=shell)))
        self._card(page, fiche, fiche.name, page.description)
        if is_industry:
            return
        fiche.to_pdf(self.folder / FOLDER / f"{stem}.pdf")
        write_figures(self.folder / FIGURES / stem, fiche, place.code)
        write_summary(self.folder / "data" / "territories" / stem, maker, self.figures[place.code])
        indicators = indicators_table(maker.question(place))
        indicators.insert(0, "territory", place.code)
        indicators.to_parquet(self.folder / "data" / part_name(place.code), index=False)

    def _territory_page(self, place: Territory, fiche: FicheContent) -> Page:
        lang = self.chrome.lang
        region = reference.region_of(place) if place.level == "departement" else None
        above = [] if place.level == "france" else [self._link(reference.france())]
        above += [self._link(region)] if region else []
        if place.level == "territoire_industrie":
            above.append(Link(say("site.menu_industry", lang), "industry.html"))
        file = self.addresses.place(place.code)
        actions = []
        if place.level != "territoire_industrie":
            actions.append(Link(say("site.pdf", lang), f"{file.removesuffix('.html')}.pdf"))
            actions.append(Link(say("site.compare_this", lang), f"compare.html#{place.code}"))
        before, after = self.around[place.code]
        return Page(
            file,
            fiche.title,
            self._industry_text(place) if place.level == "territoire_industrie" else fiche.deck,
            menu=_MENUS.get(place.level, "index.html"),
            trail=tuple(above),
            before=before,
            after=after,
            actions=tuple(actions),
            card=f"{CARDS}/{self.addresses.prefix}{place.code}.png",
        )

    def _industry_text(self, place: Territory) -> str:
        """Say where a Territoire d'industrie lies: it has no figures of its own."""
        lang = self.chrome.lang
        names = [typeset(reference.label("departement", code, lang), lang) for code in place.departements]
        return say("site.industry_card", lang, count=len(names), places=listed(names, lang))

    def _link(self, place: Territory) -> Link:
        return Link(typeset(place.name, self.chrome.lang), self.addresses.place(place.code), place.code)

    def _subject(self, subject: Subject) -> None:
        profile = (self.profiles.partner if subject.kind == "partner" else self.profiles.product)(subject.code)
        stem = f"{self.addresses.prefix}{subject.kind}-{subject.code}"
        before, after = self.around[f"{subject.kind} {subject.code}"]
        menu = _PROFILE_MENUS[subject.kind]
        page = Page(
            self.addresses.subject(subject.kind, subject.code),
            profile.title,
            profile.deck,
            menu=menu,
            trail=(Link(say(f"site.menu_{subject.kind}s", self.chrome.lang), menu),),
            before=before,
            after=after,
            card=f"{CARDS}/{stem}.png",
        )
        shell = self.chrome.shell(
            page, figures=f"{FIGURES}/{stem}", name=partial(figure_name, code=profile.charts[0].name.rpartition("-")[2])
        )
        write_text(
            self.folder / page.file, lean(profile_page_of(profile, shell=shell, link=self.addresses.seen_from_folder))
        )
        self._card(page, profile, subject.name, finding_alone(profile.headline, subject.name))
        write_figures(self.folder / FIGURES / stem, profile, profile.charts[0].name.rpartition("-")[2])

    def _card(self, page: Page, fiche: FicheContent, name: str, text: str) -> None:
        """Write the picture that other sites show; they need its whole address, so a site without one has none."""
        if self.chrome.address:
            write_bytes(self.folder / page.card, card_png(_card_of(fiche, name, text), fiche.locator))


def lean(page: str) -> str:
    """Return a page without what its drawings need only away from the site, and their outlines to a tenth of a point.

    Examples
    --------
    >>> lean('<path style="fill:var(--tt-ink,#1d1f2b)" d="M1.25 2.75L3 4Z"/>')
    '<path style="fill:var(--tt-ink)" d="M1.25 2.75L3 4Z"/>'
    >>> lean('<path d="M' + "1.25 2.75L" * 40 + 'Z"/>')[:25]
    '<path d="M1.2 2.7L1.2 2.7'
    """
    return _OUTLINE.sub(lambda outline: _BEYOND_TENTHS.sub(r"\1", outline[0]), _FALLBACK.sub(r"var(\1)", page))


def finding_alone(headline: str, name: str) -> str:
    r"""Return a finding without the name that it begins with, for a picture whose title is the name.

    Examples
    --------
    >>> finding_alone("Boissons\u00a0: 53\u202f% des exportations dans cinq départements", "Boissons").replace("\u202f", " ")
    '53 % des exportations dans cinq départements'
    """
    return headline.removeprefix(name).lstrip().removeprefix(":").lstrip()


def part_name(code: str) -> str:
    """Name the file that holds the indicators of a territory until all are put together."""
    return f".indicators-{code}.parquet"


def _card_of(fiche: FicheContent, name: str, text: str) -> Card:
    kind, *_, scope = fiche.series.split(" · ")
    return Card(
        f"{kind} · {scope}" if isinstance(fiche, Profile) else fiche.series.partition(" · ")[2] or fiche.series,
        name,
        text,
        say("site.name", fiche.lang),
        fiche.lang,
        say("tables.example", fiche.lang) if fiche.is_example else "",
        tuple({"label": figure.label, "text": figure.text} for figure in fiche.key_figures[:3]),
    )
