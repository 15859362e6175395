"""The pages of the site that are no fiche: index, comparison, data, method, legal notice, accessibility, site map."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import jinja2

from trade_territories import _version, reference
from trade_territories._files import write_text
from trade_territories.document._method import further_links, record_of, release_words
from trade_territories.document.html import environment, stylesheet
from trade_territories.text import say, sentences_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from trade_territories.document._maker import Maker
    from trade_territories.reference import Territory

#: What a page of the site may do: show its own style, with the font inside it, and nothing else.
_POLICY = "default-src 'none'; style-src 'self'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
#: Folder of the fiches.
FOLDER = "territoires"
_MENU = (("index.html", "home"), ("compare.html", "compare"), ("data.html", "data"), ("method.html", "method"))
_FOOT = (("legal.html", "legal"), ("accessibility.html", "accessibility"))
_LEGAL = (
    ("legal_publisher", ("legal_publisher_text",)),
    ("legal_host", ("legal_host_text",)),
    ("legal_reuse", ("legal_reuse_text",)),
    ("legal_privacy", ("legal_privacy_text",)),
)
_ACCESSIBILITY = (
    ("a11y_state", ("a11y_state_text",)),
    ("a11y_done", ("a11y_done_1", "a11y_done_2", "a11y_done_3")),
    ("a11y_known", ("a11y_known_text",)),
    ("a11y_contact", ("a11y_contact_text",)),
)
#: Words that the comparing page writes by itself.
_SAID = (
    "partners_export", "partners_import", "products_export", "products_import", "indicator", "share", "compared", "not_loaded",
    "country", "product", "value",
)  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """What the pages are made of."""

    folder: Path
    maker: Maker
    prefix: str
    places: Sequence[Territory]

    def write_assets(self) -> None:
        """Write the style, once for all pages."""
        self._put("assets/style.css", stylesheet() + _asset("site.css"))

    def write(self, downloads: list[dict[str, str]], failed: Collection[str], address: str | None) -> None:
        """Write all pages; those whose fiche failed are not linked."""
        there = [place for place in self.places if place.code not in failed]
        by_level = {level: [one for one in there if one.level == level] for level in reference.LEVELS}
        self._page("index.html", "index", program=_asset("search.js"), **self._listed(by_level))
        self._page("compare.html", "compare", program=_asset("compare.js"), loads=True, **self._compared(by_level))
        self._page("data.html", "data", downloads=downloads)
        lang = self.maker.lang
        self._page(
            "method.html",
            "method",
            cautions=list(sentences_of("general_cautions", lang).values()),
            links=further_links(lang),
            releases=[release_words(record_of(release), lang) for release in self.maker.france.releases],
        )
        self._page("legal.html", "words", subject="legal", parts=_LEGAL)
        self._page("accessibility.html", "words", subject="accessibility", parts=_ACCESSIBILITY)
        if address:
            self._put(
                "sitemap.xml", _site_map(address, [*(file for file, _ in (*_MENU, *_FOOT)), *map(self.address, there)])
            )

    def address(self, place: Territory) -> str:
        """Return the page of a territory, seen from the index."""
        return f"{FOLDER}/{self.prefix}{place.code}.html"

    def _listed(self, by_level: dict[Any, list[Territory]]) -> dict[str, Any]:
        regions = [
            (region, [one for one in by_level["departement"] if one.regions == region.regions])
            for region in sorted(by_level["region"], key=lambda one: reference.folded(one.name))
        ]
        return {
            "france": reference.france(),
            "regions": regions,
            "industry": sorted(
                by_level["territoire_industrie"], key=lambda one: (reference.folded(one.name), one.code)
            ),
            "address": self.address,
        }

    def _compared(self, by_level: dict[Any, list[Territory]]) -> dict[str, Any]:
        lang = self.maker.lang
        groups = [
            (say("site.departements", lang), by_level["departement"]),
            (say("site.regions_only", lang), by_level["region"]),
        ]
        groups.append((reference.france().name, by_level["france"]))
        words = {key: say(f"site.{key}", lang) for key in _SAID if key != "compared"}
        words["compared"] = say("site.compared", lang, first="{first}", second="{second}")
        words["key_figures"] = say("site.key_figures", lang)
        words["folder"] = f"data/{self.prefix}"
        return {"groups": groups, "chosen": {"a": "51", "b": "10"}, "words": words}

    def _page(self, file: str, template: str, *, program: str = "", loads: bool = False, **values: Any) -> None:
        lang = self.maker.lang
        is_sample = bool(self.prefix)
        text = (
            _environment()
            .get_template(f"site/{template}.html")
            .render(
                lang=lang,
                here=file,
                policy=policy(program, loads=loads),
                program=program,
                menu=_MENU,
                foot_menu=_FOOT,
                say=partial(_say, lang),
                lead=say("site.lead", lang, period=self.maker.france.period_label),
                example=say("site.example", lang) if is_sample else None,
                example_short=say("tables.example", lang) if is_sample else "",
                version=_version.__version__,
                **values,
            )
        )
        self._put(file, text)

    def _put(self, name: str, text: str) -> None:
        write_text(self.folder / name, text)


def policy(program: str = "", *, loads: bool = False) -> str:
    """Return the content security policy of a page: no script runs but its own, known by its hash.

    Parameters
    ----------
    loads
        Whether that script loads others: the comparing page has one script of figures per territory, since a page that is
        opened from disk may not fetch files. Scripts that others put into the page are refused all the same.

    Examples
    --------
    >>> "script-src" in policy(), policy("1").rpartition("; ")[2]
    (False, "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='")
    """
    if not program:
        return _POLICY
    digest = b64encode(sha256(program.encode()).digest()).decode()
    trusted = f"{_POLICY}; script-src 'sha256-{digest}'"
    return f"{trusted} 'strict-dynamic'" if loads else trusted


def _asset(name: str) -> str:
    return files("trade_territories.site").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    """Return the templates of the fiche, and those of the site under ``site/``."""
    documents = environment()
    site = jinja2.PrefixLoader({"site": jinja2.PackageLoader("trade_territories.site", "assets")})
    return documents.overlay(loader=jinja2.ChoiceLoader([site, *([documents.loader] if documents.loader else [])]))


def _say(lang: str, key: str, **words: object) -> str:
    """Return a sentence of a page, for templates."""
    return say(key, lang, **words)


def _site_map(address: str, pages: Sequence[str]) -> str:
    base = address.rstrip("/")
    lines = "".join(f"<url><loc>{escape(f'{base}/{page}')}</loc></url>\n" for page in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
