"""What stands around every page of the site: head, menu, search, trail, neighbours, foot, and the tools of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2

from trade_territories import _version
from trade_territories.document.html import Shell, environment
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from trade_territories.document.content import ChartBlock
    from trade_territories.text import Lang

#: Folders of the fiches, of the profiles of partners and of products, of the pictures for cards, and of the figures' data.
FOLDER, PARTNERS, PRODUCTS, CARDS, FIGURES = "territoires", "pays", "produits", "cartes", "data/figures"
MENU = (
    ("index.html", "menu_departements"),
    ("regions.html", "menu_regions"),
    ("industry.html", "menu_industry"),
    ("partners.html", "menu_partners"),
    ("products.html", "menu_products"),
    ("compare.html", "compare"),
    ("data.html", "data"),
    ("method.html", "method"),
)
FOOT = (
    ("definitions.html", "definitions"),
    ("legal.html", "legal"),
    ("accessibility.html", "accessibility"),
)


@dataclass(frozen=True)
class Link:
    """A page of the site: its name, its address seen from the index, and a code or place that tells it from others."""

    name: str
    address: str
    code: str = ""


@dataclass(frozen=True)
class Page:
    """Where a page stands."""

    #: Its address seen from the index.
    file: str
    #: Of the page, as a card shows them.
    title: str
    description: str = ""
    #: The page of the menu that it belongs to.
    menu: str = ""
    #: The pages above it, the highest first.
    trail: tuple[Link, ...] = ()
    #: Its neighbours.
    before: Link | None = None
    after: Link | None = None
    #: What else can be done with it: its PDF, a comparison.
    actions: tuple[Link, ...] = ()
    #: Its picture, as other sites show a link to it.
    card: str = ""
    #: Way to the index where the page may be shown at any address, as that of a page not found.
    base: str = ""

    @property
    def stem(self) -> str:
        """Return the name of its file, without folder and ending."""
        return self.file.rpartition("/")[2].removesuffix(".html")

    @property
    def root(self) -> str:
        """Return the way from the page to the index."""
        return self.base or "../" * self.file.count("/")


@dataclass(frozen=True)
class Chrome:
    """What all pages of a site have in common."""

    lang: Lang
    is_sample: bool
    source: str
    address: str | None = None

    def shell(
        self, page: Page, *, figures: str = "", links: Mapping[str, str] | None = None, name: Callable[[str], str] = str
    ) -> Shell:
        """Return what surrounds a page that a document writes.

        Parameters
        ----------
        figures
            Folder of the data of its figures, seen from the index; none are offered where it has none.
        links
            Names on the page, with their addresses seen from the index.
        name
            Returns the name of a figure's file.
        """
        return Shell(
            style=f"{page.root}assets/style.css",
            **self.frame(page),
            script=program("site.js"),
            tools=partial(self.tools, page, figures, name),
            links={text: page.root + address for text, address in (links or {}).items()},
        )

    def frame(self, page: Page, lang: Lang | None = None) -> dict[str, str]:
        """Return what stands around a page.

        ``head`` says to other programs the card, neighbours and language; ``top`` has the ribbon of a sample, the menu, the
        search, the trail and the neighbours; ``foot`` the menu at the foot.
        """
        return {part: self.rendered(part, page, lang) for part in ("head", "top", "foot")}

    def tools(self, page: Page, folder: str, name: Callable[[str], str], chart: ChartBlock) -> str:
        """Return what stands under a figure: its own link, its data, pictures, how to cite and to embed it."""
        return self.rendered(
            "tools",
            page,
            None,
            chart=chart,
            anchor=f"graphique-{chart.name}",
            stem=f"{page.stem}-{name(chart.name)}",
            csv=f"{page.root}{folder}/{name(chart.name)}.csv" if folder else "",
            citation=self.citation(page, chart.subject),
            heading=chart.content.heading,
        )

    def citation(self, page: Page, subject: str) -> str:
        """Return how a figure is cited; figures of the sample are not."""
        if self.is_sample:
            return say("site.citation_example", self.lang)
        return say(
            "site.citation",
            self.lang,
            subject=subject,
            source=self.source,
            name=say("site.name", self.lang),
            version=_version.__version__,
            address=f", {self.whole(page.file)}" if self.address else "",
        )

    def whole(self, file: str) -> str:
        """Return the whole address of a file; relative where the site has none."""
        return f"{self.address.rstrip('/')}/{quote(file)}" if self.address else file

    def rendered(self, template: str, page: Page, lang: Lang | None, **values: object) -> str:
        """Fill a template of the site."""
        language = lang or self.lang
        return (
            site_environment()
            .get_template(f"site/{template}.html")
            .render(
                chrome=self,
                page=page,
                lang=language,
                root=page.root,
                say=partial(say_words, language),
                main_menu=MENU,
                foot_menu=FOOT,
                example=say("tables.example", language) if self.is_sample else "",
                version=_version.__version__,
                **values,
            )
        )


@cache
def program(*names: str) -> str:
    """Return scripts of the site as one, without their comments and indents."""
    lines = (line.strip() for name in names for line in asset(name).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def asset(name: str) -> str:
    """Return the text of a file of the site's assets."""
    return files("trade_territories.site").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def site_environment() -> jinja2.Environment:
    """Return the templates of the fiche, and those of the site under ``site/``."""
    documents = environment()
    site = jinja2.PrefixLoader({"site": jinja2.PackageLoader("trade_territories.site", "assets")})
    return documents.overlay(loader=jinja2.ChoiceLoader([site, *([documents.loader] if documents.loader else [])]))


def say_words(lang: str, key: str, **words: object) -> str:
    """Return a sentence of a page, for templates."""
    return say(key, lang, **words)


def neighbours(links: Sequence[Link], at: int) -> tuple[Link | None, Link | None]:
    """Return the links before and after one.

    Examples
    --------
    >>> a, b = Link("Ain", "01.html"), Link("Aisne", "02.html")
    >>> neighbours([a, b], 0) == (None, b), neighbours([a, b], 1) == (a, None)
    (True, True)
    """
    return links[at - 1] if at else None, links[at + 1] if at + 1 < len(links) else None
