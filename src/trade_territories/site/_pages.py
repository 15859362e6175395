"""The pages of the site that are no fiche: index, lists, comparison, data, method, definitions, legal notice, page not found."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from trade_territories import measures, reference
from trade_territories._files import write_bytes, write_text
from trade_territories.charts.style import LIGHT
from trade_territories.charts.svg import font_faces
from trade_territories.document._method import further_links, release_words
from trade_territories.document.html import policy, stylesheet
from trade_territories.site._cards import Card, card_png
from trade_territories.site._chrome import CARDS, FOLDER, Chrome, Page, asset, program
from trade_territories.site._map import map_content, map_svg
from trade_territories.site._rows import Figures, index_rows, subject_rows
from trade_territories.text import LANGS, say, sentences_of, typeset
from trade_territories.text.numbers import MOST_TIMES, decimal, millions, multiple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from trade_territories.document._maker import Maker
    from trade_territories.reference import Territory
    from trade_territories.site._jobs import Addresses, Subject
    from trade_territories.text import Lang

_LEGAL = (
    ("legal_publisher", ("legal_publisher_text",)),
    ("legal_host", ("legal_host_text",)),
    ("legal_reuse", ("legal_reuse_text",)),
    ("legal_privacy", ("legal_privacy_text",)),
)
_ACCESSIBILITY = (
    ("a11y_state", ("a11y_state_text",)),
    ("a11y_done", ("a11y_done_1", "a11y_done_2", "a11y_done_3", "a11y_done_4")),
    ("a11y_known", ("a11y_known_1", "a11y_known_2", "a11y_known_3")),
    ("a11y_contact", ("a11y_contact_text",)),
)
_COLUMNS = ("territory", "exports", "imports", "balance", "rate", "rank", "per_inhabitant", "first_product")
#: What each page says of itself to other programs, where that is no figure.
_TEXTS = {
    "index_title": "index_lead", "regions_title": "regions_lead", "industry_title": "industry_lead",
    "partners_title": "partners_lead", "products_title": "products_lead", "compare_title": "compare_text",
    "data": "data_lead", "method": "method_text", "definitions": "definitions_lead", "legal": "legal_text",
    "accessibility": "accessibility_text",
}  # fmt: skip
_SUBJECT_COLUMNS = ("trade_rank", "exports", "imports", "balance", "export_share", "import_share", "first_departement")
#: Words that the comparing page writes by itself.
_SAID = (
    "indicator", "country", "product", "key_figures", "not_loaded", "one_axis", "one_axis_share", "compared_all", "compared_one",
    "exports", "imports", "balance", "rate", "rank_exports", "rank_imports", "per_inhabitant_exports", "per_inhabitant_imports",
    "share_france_exports", "share_france_imports", "of_ranked", "shared", "shared_lead", "shared_none", "quotients",
    "quotients_lead", "partners_all_export", "partners_all_import", "partners_all_lead",
)  # fmt: skip
_CHOICES = (("a", "first"), ("b", "second"), ("c", "third"), ("d", "fourth"))


def class_names(lang: Lang) -> dict[str, list[str]]:
    """Return by A129 product the short names of its classes, by which the search finds it, too.

    Examples
    --------
    >>> class_names("en")["C11Z"][:2]
    ['Spirits', 'Wine']
    """
    found: dict[str, list[str]] = {}
    names = reference.labels("cpf4", lang, short=True)
    for code, product in reference.class_groups().items():
        if code in names:
            found.setdefault(product, []).append(typeset(names[code], lang))
    return found


@dataclass(frozen=True)
class Pages:
    """What the pages are made of."""

    folder: Path
    maker: Maker
    addresses: Addresses
    places: Sequence[Territory]
    subjects: Sequence[Subject]
    chrome: Chrome
    figures: dict[str, Figures]

    def write_assets(self) -> None:
        """Write what all pages share: the style, the names that the search finds, what a picture of a figure needs."""
        self._put("assets/style.css", stylesheet() + asset("site.css"))
        lang = self.maker.lang
        order = {"departement": 0, "region": 1, "france": 2, "territoire_industrie": 3}
        ordered = sorted(self.places, key=lambda place: (order[place.level], place.code))
        names: list[list[str]] = [[typeset(place.name, lang), place.code, self.address(place)] for place in ordered]
        classes = class_names(lang)
        names += [
            [
                subject.name,
                subject.code,
                self.addresses.subject(subject.kind, subject.code),
                *classes.get(subject.code, ()),
            ]
            for subject in self.subjects
        ]
        self._put("assets/names.js", f"ttNames({json.dumps(names, ensure_ascii=False, separators=(',', ':'))});\n")
        colours = {role.replace("_", "-"): colour for role, colour in LIGHT.items()}
        self._put("assets/picture.js", f"ttPicture({json.dumps(font_faces())},{json.dumps(colours)});\n")

    def write(self, downloads: list[dict[str, str]], failed: Collection[str]) -> None:
        """Write all pages; the index and the lists lead to no page that failed."""
        there = [place for place in self.places if place.code not in failed]
        by_level = {level: [place for place in there if place.level == level] for level in reference.LEVELS}
        self._index({code: row for code, row in self.figures.items() if code not in failed})
        self._page(self._own("regions.html", "regions_title"), "regions", **self._regions(by_level))
        self._page(self._own("industry.html", "industry_title"), "industry", **self._industry(by_level))
        there_too = [subject for subject in self.subjects if subject.code not in failed]
        for kind in ("partner", "product"):
            self._listed(kind, [subject for subject in there_too if subject.kind == kind])
        self._page(
            self._own("compare.html", "compare_title"), "compare", scripts=("compare.js",), **self._compared(by_level)
        )
        self._page(self._own("data.html", "data"), "data", downloads=downloads, scope=self.maker.france.when)
        for language in LANGS:
            self._reference_pages(language)
        self._page(self._own("legal.html", "legal"), "words", parts=_LEGAL)
        self._page(self._own("accessibility.html", "accessibility"), "words", parts=_ACCESSIBILITY)
        self._not_found()
        if self.chrome.address:
            more = [self.addresses.subject(subject.kind, subject.code) for subject in there_too]
            own = sorted(path.name for path in self.folder.glob("*.html") if path.name != "404.html")
            self._put("sitemap.xml", _site_map(self.chrome, [*own, *map(self.address, there), *more]))
            self._put("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {self.chrome.whole('sitemap.xml')}\n")

    def address(self, place: Territory) -> str:
        """Return the page of a territory, seen from the index."""
        return self.addresses.place(place.code)

    def _card(self, page: Page, lang: Lang) -> Card:
        """Return what stands on the picture of a page; that of the index shows what France exports and imports."""
        france = self.figures["FR"]
        figures = tuple(
            {"label": say(f"site.{key}", lang), "text": millions(value, lang)}
            for key, value in (("exports", france.export_eur), ("imports", france.import_eur))
        )
        return Card(
            self.maker.france.when,
            page.title,
            page.description,
            say("site.name", lang),
            lang,
            say("tables.example", lang) if self.addresses.prefix else "",
            figures if page.file == "index.html" else (),
        )

    def _own(self, file: str, key: str, lang: Lang | None = None, **words: object) -> Page:
        language = lang or self.maker.lang
        text = say(f"site.{_TEXTS[key]}", language, **words)
        return Page(
            file, say(f"site.{key}", language), text, menu=file, card=f"{CARDS}/{file.removesuffix('.html')}.png"
        )

    def _index(self, figures: dict[str, Figures]) -> None:
        lang, period = self.maker.lang, self.maker.france.when
        content = map_content(self.figures, period, lang)
        codes = {row.place.code: self.address(row.place) for row in figures.values()}
        cards = [
            (f"{key}.html", say(f"site.card_{key}", lang), say(f"site.card_{key}_text", lang))
            for key in ("partners", "products", "compare", "data")
        ]
        record = reference.population_record(reference.france(), self.maker.france.period.years[-1])
        self._page(
            self._own("index.html", "index_title", period=period),
            "index",
            scripts=("table.js",),
            period=period,
            columns=[(key, say(f"site.col_{key}", lang)) for key in _COLUMNS],
            rows=index_rows(self.maker, figures, self.address),
            map=map_svg(content, lambda code: codes.get(code, "index.html")),
            cards=cards,
            ranked=next((row.ranked for row in figures.values() if row.place.level == "departement"), 0),
            regions=sum(row.place.level == "region" for row in figures.values()),
            population=say("population.per_inhabitant", lang, population=record.label(lang)) if record else "",
            source=content.heading.source,
        )

    def _regions(self, by_level: dict[Any, list[Territory]]) -> dict[str, Any]:
        groups = [
            (region, [place for place in by_level["departement"] if place.regions == region.regions])
            for region in sorted(by_level["region"], key=lambda place: reference.folded(place.name))
        ]
        return {"groups": groups, "france": reference.france(), "address": self.address}

    def _industry(self, by_level: dict[Any, list[Territory]]) -> dict[str, Any]:
        lang = self.maker.lang
        ordered = sorted(by_level["territoire_industrie"], key=lambda place: (reference.folded(place.name), place.code))
        rows = []
        for place in ordered:
            people = sum(record.value for record in reference.industry_population(place).values())
            places = [reference.territory(code) for code in place.departements]
            rows.append((place, places, decimal(people, 0, lang) if people else say("numbers.not_known", lang)))
        return {"rows": rows, "address": self.address}

    def _listed(self, kind: str, subjects: Sequence[Subject]) -> None:
        """Write the list of partners or products, by exports and imports together."""
        lang, period = self.maker.lang, self.maker.france.when
        page = self._own(f"{kind}s.html", f"{kind}s_title", count=len(subjects), period=period)
        rows = subject_rows(
            self.maker, kind, [(subject.code, subject.name) for subject in subjects], self.addresses.subject
        )
        self._page(
            page,
            "subjects",
            scripts=("table.js",),
            lead=page.description,
            period=period,
            columns=[(key, say(f"site.col_{key}", lang)) for key in _SUBJECT_COLUMNS],
            name=say(f"site.col_{kind}", lang),
            rows=rows,
        )

    def _compared_name(self, level: str, code: str) -> str:
        """Name a product or partner for any territories side by side: of energy booked at Paris, that it is."""
        lang = self.maker.lang
        name = typeset(self.maker.france.label(level, code, short=True), lang)
        is_marked = code in measures.CONVENTION_CODES.get(level, frozenset())
        return say("site.convention_at_paris", lang, name=name) if is_marked else name

    def _compared(self, by_level: dict[Any, list[Territory]]) -> dict[str, Any]:
        lang = self.maker.lang
        groups = [
            (say("site.departements", lang), by_level["departement"]),
            (say("site.regions_only", lang), by_level["region"]),
            (reference.france().name, by_level["france"]),
        ]
        words: dict[str, Any] = {
            key: say(f"site.{key}", lang, value="{value}", names="{names}", rank="{rank}", count="{count}")
            for key in _SAID
        }
        for key in ("millions", "euros", "percent"):
            words[key] = say(f"numbers.{key}", lang, sign="{sign}", digits="{digits}")
        words["below"] = say("numbers.below", lang, least="{least}")
        words["above"] = say("numbers.above", lang, least="{least}")
        words["most"], words["over"] = MOST_TIMES, multiple(MOST_TIMES + 1, lang)
        words["none"] = say("numbers.not_significant", lang)
        words["unknown"] = say("numbers.not_known", lang)
        words["folder"] = f"data/territories/{self.addresses.prefix}"
        words["address"] = f"{FOLDER}/{self.addresses.prefix}"
        words["names"] = {
            level: {
                str(code): self._compared_name(level, str(code))
                for flow in ("export", "import")
                for code in self.maker.france.values(level, flow).index
            }
            for level in ("a129", "partner")
        }
        words["no_countries"] = sorted(reference.no_countries() & set(words["names"]["partner"]))
        return {
            "groups": groups,
            "chosen": {"a": "51", "b": "10", "c": "", "d": ""},
            "words": words,
            "choices": _CHOICES,
        }

    def _reference_pages(self, lang: Lang) -> None:
        """Write method and definitions in a language; those of the other one stand beside."""
        own = self.maker.lang
        other = next(known for known in LANGS if known != lang)

        def file(stem: str, language: Lang) -> str:
            return f"{stem}.html" if language == own else f"{stem}-{language}.html"

        links = {"other_lang": other, "other_words": say("site.this_page", other)}
        self._page(
            replace(self._own(file("method", lang), "method", lang), menu="method.html"),
            "method",
            lang=lang,
            cautions=list(sentences_of("general_cautions", lang).values()),
            links=further_links(lang),
            releases=[release_words(release, lang) for release in self.maker.france.releases],
            other=file("method", other),
            definitions=file("definitions", lang),
            **links,
        )
        parts = []
        for heading, identifier, section, titles in (
            ("indicators", "indicateurs", "indicator_definitions", "indicator_names"),
            ("glossary", "glossaire", "glossary", "glossary_terms"),
        ):
            names = sentences_of(titles, lang)
            terms = [(key, names[key], meaning) for key, meaning in sentences_of(section, lang).items()]
            parts.append((heading, identifier, sorted(terms, key=lambda term: reference.folded(term[1]))))
        self._page(
            replace(self._own(file("definitions", lang), "definitions", lang), menu="method.html"),
            "definitions",
            lang=lang,
            parts=parts,
            other=file("definitions", other),
            **links,
        )

    def _not_found(self) -> None:
        """Write the page for addresses that do not exist: it may be shown in any folder, so it holds its own style."""
        base = urlsplit(self.chrome.address).path.rstrip("/") + "/" if self.chrome.address else "/"
        lang = self.maker.lang
        page = Page("404.html", say("site.not_found", lang), say("site.not_found_text", lang), base=base)
        self._page(page, "not_found", style=stylesheet() + asset("site.css"))

    def _page(
        self,
        page: Page,
        template: str,
        *,
        lang: Lang | None = None,
        scripts: Sequence[str] = (),
        style: str = "",
        **values: Any,
    ) -> None:
        text = program("site.js", *scripts)
        written = self.chrome.rendered(
            template,
            page,
            lang,
            policy=policy(text, is_on_site=True),
            program=text,
            style=style,
            **self.chrome.frame(page, lang),
            **values,
        )
        self._put(page.file, written)
        if self.chrome.address and page.card:
            write_bytes(self.folder / page.card, card_png(self._card(page, lang or self.maker.lang)))

    def _put(self, name: str, text: str) -> None:
        write_text(self.folder / name, text)


def _site_map(chrome: Chrome, pages: Sequence[str]) -> str:
    lines = "".join(f"<url><loc>{escape(chrome.whole(page))}</loc></url>\n" for page in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
