"""The fiche as one page: readable without script, on a phone, on paper, by ear."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2

from trade_territories.charts.script import STYLE, script
from trade_territories.charts.style import DARK, LIGHT, shipped_font
from trade_territories.charts.svg import font_faces, svg_of
from trade_territories.document import content
from trade_territories.document._method import release_words
from trade_territories.document._templates import kept_templates
from trade_territories.document._words import say
from trade_territories.document.tables import printed
from trade_territories.text import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trade_territories.document.content import ChartBlock, FicheContent, KeyFigure

#: The page asks for nothing from anywhere; what stands in it may be styled, and its pictures are data.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
#: On a web site the style is a file beside the page.
SITE_POLICY = POLICY.replace("style-src", "style-src 'self'").replace("img-src", "img-src blob:")
#: Size of the small curves of the first page.
_WIDE, _HIGH = 132.0, 26.0
_ENOUGH = 2


def _no_tools(chart: ChartBlock) -> str:  # noqa: ARG001 - the same question is asked of every shell
    return ""


@dataclass(frozen=True)
class Shell:
    """What surrounds a page on the web site, as markup for the places of the page that print it."""

    #: Address of the shared style sheet.
    style: str
    #: What stands in the head, first in the header (menu, search, the ribbon of an example) and last in the footer.
    head: str = ""
    top: str = ""
    foot: str = ""
    #: The site's own program; it runs after that of the charts.
    script: str = ""
    #: Returns what stands under a figure: ways to link, take, embed and cite it.
    tools: Callable[[ChartBlock], str] = _no_tools
    #: Names as the page prints them, with the pages of the site that they lead to.
    links: Mapping[str, str] = field(default_factory=dict)


@shipped_font()
def page_of(fiche: FicheContent, *, shell: Shell | None = None) -> str:
    """Return the page; everything it needs is inside, but for the style of a site that it belongs to.

    Charts answer to mouse, finger and keys by a script that the page's policy allows by its hash, and no other.
    """
    programs = [script() if fiche.charts else "", shell.script if shell else ""]
    program = "\n".join(text for text in programs if text)
    return (
        environment()
        .get_template("fiche.html")
        .render(
            fiche=fiche,
            shell=shell,
            policy=policy(program, is_on_site=shell is not None),
            tools=shell.tools if shell else _no_tools,
            script=program,
            say=lambda key, **words: say(key, fiche.lang, **words),
            css="" if shell else stylesheet(),
            accent=fiche.edition.accent,
            logos=[
                (f"data:{logo.kind};base64,{b64encode(logo.content).decode()}", logo.alt)
                for logo in fiche.edition.logos
            ],
            locator=svg_of(fiche.locator, prefix="situation", embed_fonts=False, adaptive=True)
            if fiche.locator
            else "",
            releases=[release_words(release, fiche.lang) for release in fiche.releases],
            kind=lambda block: type(block).__name__,
            table=lambda block: printed(block.printed, fiche.lang),
            data=lambda chart: printed(chart.table, fiche.lang),
            trend=trend,
            nav=lambda section: say(f"nav_{section.anchor}", fiche.lang),
        )
    )


def policy(program: str = "", *, is_on_site: bool = False) -> str:
    """Return the content security policy of a page, with the hash of its own script where it has one.

    On a site that script may load another of the site's files: the names that a search finds.

    Examples
    --------
    >>> policy() == POLICY, "script-src 'sha256-" in policy("1")
    (True, True)
    """
    base = SITE_POLICY if is_on_site else POLICY
    if not program:
        return base
    trusted = f"{base}; script-src 'sha256-{b64encode(sha256(program.encode()).digest()).decode()}'"
    return f"{trusted} 'strict-dynamic'" if is_on_site else trusted


def trend(figure: KeyFigure) -> str:
    """Return the points of a small curve; empty with fewer than two years."""
    points = figure.trend
    if len(points) < _ENOUGH:
        return ""
    values = [-value if figure.role == "rank" else value for _, value in points]
    years = [year for year, _ in points]
    low, high = min(values), max(values)
    if figure.role != "rank":
        low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    across = (years[-1] - years[0]) or 1
    return " ".join(
        f"{(year - years[0]) / across * _WIDE:.1f},{_HIGH - (value - low) / span * _HIGH:.1f}"
        for year, value in zip(years, values, strict=True)
    )


@cache
def stylesheet() -> str:
    """Return the style of page and site: the colours of the charts, in light and in dark, and the font."""
    return "\n".join([font_faces(), _properties(":root", LIGHT), _in_dark(), _asset("fiche.css"), STYLE])


def _asset(name: str) -> str:
    return files("trade_territories.document").joinpath("assets", name).read_text(encoding="utf-8")


def _properties(selector: str, colours: Mapping[str, str]) -> str:
    lines = "".join(f"--tt-{role.replace('_', '-')}:{colour};" for role, colour in colours.items())
    return f"{selector}{{{lines}}}"


def _in_dark() -> str:
    return f"@media screen and (prefers-color-scheme: dark){{{_properties(':root', DARK)}}}"


@cache
def environment() -> jinja2.Environment:
    """Return the templates; whatever comes from data is escaped."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("trade_territories.document", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        # Folding constants takes longer than it saves in so few pages.
        optimized=False,
        bytecode_cache=kept_templates(),
    )
    templates.filters["typeset"] = typeset
    templates.filters["plain"] = content.plain
    return templates
