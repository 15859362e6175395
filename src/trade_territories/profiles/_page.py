"""A profile as one page: a map beside its tables, readable without script, on a phone, on paper, by ear."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

from trade_territories import text
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.script import script
from trade_territories.charts.style import shipped_font
from trade_territories.charts.svg import svg_of
from trade_territories.columns import FLOWS
from trade_territories.document._method import release_words
from trade_territories.document._words import Speaker
from trade_territories.document.content import TableBlock
from trade_territories.document.html import environment, policy, stylesheet, trend
from trade_territories.document.tables import signed_percent
from trade_territories.profiles._rows import first_counterparts, first_places, most_exposed, of_flow, traded, without
from trade_territories.profiles._words import say
from trade_territories.text import typeset
from trade_territories.text.numbers import DASH, index, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from trade_territories.document.content import ChartBlock
    from trade_territories.document.html import Shell
    from trade_territories.profiles._profile import Profile

    #: Level (``departement``, ``region``, ``product``, ``partner``) and code -> the address of its page, or nothing.
    Link = Callable[[str, str], str | None]

#: A bar so narrow still shows, as a part of the longest.
_LEAST_BAR = 0.006
_COUNTERPARTS = {
    ("product", "export"): "products_export", ("product", "import"): "products_import",
    ("partner", "export"): "partners_export", ("partner", "import"): "partners_import",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell: its text, its kind, and the length of its bar as a part of the longest."""

    text: str
    kind: str = "number"
    bar: float | None = None
    href: str = ""
    code: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a page: its heading, the line under it, heads and rows."""

    heading: str
    note: str
    flow: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: Its own scope, where it is not the profile's.
    scope: str = ""


@dataclass(frozen=True)
class FlowPart:
    """A flow on a page: its map, with heading and key, and its tables beside it."""

    flow: str
    heading: str
    chart: ChartBlock
    drawing: str
    tables: tuple[Table, ...]


@shipped_font()
def page_of(profile: Profile, *, shell: Shell | None = None, link: Link | None = None) -> str:
    """Return the page; everything it needs is inside, but for the style of a site that it belongs to.

    Parameters
    ----------
    shell
        What surrounds it on a web site.
    link
        Addresses of other pages by level and code, for the names in tables.
    """
    view = _View(profile, link or _no_link)
    programs = [script() if profile.charts else "", shell.script if shell else ""]
    program = "\n".join(source for source in programs if source)
    return (
        _environment()
        .get_template("profile.html")
        .render(
            profile=profile,
            view=view,
            shell=shell,
            policy=policy(program, is_on_site=shell is not None),
            script=program,
            say=lambda key, **words: say(key, profile.lang, **words),
            word=lambda key, **words: text.say(key, profile.lang, **words),
            css=("" if shell else stylesheet()) + style(),
            accent=profile.edition.accent,
            releases=[release_words(release, profile.lang) for release in profile.releases],
            trend=trend,
        )
    )


@cache
def style() -> str:
    """Return the rules that a profile adds to the style of documents."""
    return files("trade_territories.profiles").joinpath("assets", "profile.css").read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    documents = environment()
    own = jinja2.PackageLoader("trade_territories.profiles", "assets")
    return documents.overlay(loader=jinja2.ChoiceLoader([own, *([documents.loader] if documents.loader else [])]))


def _no_link(level: str, code: str) -> str | None:  # noqa: ARG001 - a page by itself leads to no other
    return None


class _View(Speaker):
    """What the template shows of a profile: tables of text with bars."""

    section_of_text = "profile"

    def __init__(self, profile: Profile, link: Link) -> None:
        self.profile, self.link, self.lang = profile, link, profile.lang
        self.other = "product" if profile.kind == "partner" else "partner"
        self.sections = {section.anchor: section for section in profile.sections}

    def parts(self) -> list[FlowPart]:
        """Return the flows that are traded, each with its map and tables."""
        return [self._part(flow) for flow in FLOWS if flow in self.profile.maps]

    def _part(self, flow: str) -> FlowPart:
        (chart,) = self.sections[f"carte-{flow}"].charts
        scene = catalogue.laid_out("map", replace(chart.content, ranked=()), width="narrow", detached=False)
        places = self.profile.departements
        first, most = first_places(places, flow), most_exposed(places, flow)
        tables = [self._first(first, flow)] if len(first) else []
        if len(most) > 1:
            tables.append(self._most(most, flow))
        drawing = svg_of(scene, prefix=chart.name, embed_fonts=False, adaptive=True)
        return FlowPart(flow, self._say(f"map_{flow}"), chart, drawing, tuple(tables))

    def _first(self, rows: pd.DataFrame, flow: str) -> Table:
        heads = [self._head("departement"), self._head(flow, "bar"), self._head("weight"), self._main_head(flow)]
        note = self._unit(flow)
        return Table(self._say(f"first_{flow}", count=len(rows)), note, flow, *self._place_rows(rows, heads, "value"))

    def _most(self, rows: pd.DataFrame, flow: str) -> Table:
        heads = [
            self._head("departement"), self._head("weight"), self._head("quotient"), self._head("amount"),
            self._main_head(flow),
        ]  # fmt: skip
        note = self._say("exposed_note", flows=text.say(f"flows.{flow}", self.lang))
        return Table(
            self._say(f"most_{self.profile.kind}_{flow}", count=len(rows)),
            note,
            flow,
            *self._place_rows(rows, heads, "weight"),
        )

    def _place_rows(
        self, rows: pd.DataFrame, heads: list[Cell], by: str
    ) -> tuple[tuple[Cell, ...], tuple[tuple[Cell, ...], ...]]:
        most = max(rows["value_eur"].max(), 1) if len(rows) else 1
        found = []
        for row in _records(rows):
            name = self._name("departement", row["code"], self._marked(row["label"], row, "product"))
            weight = Cell(percent(row["weight_pct"], self.lang))
            value = self._value(row["value_eur"], most if by == "value" else None)
            figures = [value, weight] if by == "value" else [weight, self._times(row["location_quotient"]), value]
            found.append((name, *figures, self._main(row)))
        return tuple(heads), tuple(found)

    def _head(self, key: str, kind: str = "number") -> Cell:
        return Cell(self._say(f"column_{key}"), "text" if key in ("departement", "region", "year") else kind)

    def _main_head(self, flow: str) -> Cell:
        if self.other == "product":
            return Cell(self._say("column_product"), "text")
        return Cell(self._say("column_destination" if flow == "export" else "column_origin"), "text")

    def _name(self, level: str, code: str, label: str) -> Cell:
        return Cell(typeset(label, self.lang), "head", href=self.link(level, code) or "")

    def _main(self, row: dict[str, Any]) -> Cell:
        name = row["main_label"]
        if not isinstance(name, str):
            return Cell(DASH, "text")
        words = self._marked(name, row, "partner")
        return Cell(typeset(words, self.lang), "text", href=self.link(self.other, row["main_code"]) or "")

    def _marked(self, words: str, row: dict[str, Any], kind: str) -> str:
        """Add that a figure is booked by convention: to the place in the profile of a product, else to the place's product."""
        is_marked = row["by_convention"] and self.profile.kind == kind
        return f"{words} ({self._say('by_convention')})" if is_marked else words

    def _value(self, value: int, most: int | None) -> Cell:
        words = millions(float(value), self.lang, unit=False)
        if most is None:
            return Cell(words)
        return Cell(words, "bar", max(_LEAST_BAR, value / most) if value > 0 else 0.0)

    def counterparts(self) -> list[Table]:
        """Return the first products or partners of both flows, imports first, on one scale."""
        table = self.profile.counterparts
        rows = {flow: first_counterparts(table, flow) for flow in ("import", "export")}
        most = max((int(found["value_eur"].max()) for found in rows.values() if len(found)), default=1)
        return [self._counterparts(flow, found, most) for flow, found in rows.items()]

    def _counterparts(self, flow: str, rows: pd.DataFrame, most: int) -> Table:
        heading = self._say(_COUNTERPARTS[self.other, flow])
        if not len(rows):
            return Table(heading, self._say(without(self.profile.counterparts, flow)), flow, (), ())
        of = int(of_flow(self.profile.counterparts, flow)["rank"].notna().sum())
        note = (
            self._say("counterparts_note", count=len(rows), of=of) if of > len(rows) else self._say("counterparts_all")
        )
        cells = tuple(
            (self._name(self.other, row["code"], row["label"]), self._value(row["value_eur"], most),
             Cell(percent(row["share_pct"], self.lang)))
            for row in _records(rows)
        )  # fmt: skip
        heads = (
            Cell(text.say(f"columns.{self.other}_label", self.lang), "text"),
            self._head("amount", "bar"),
            self._head("share"),
        )
        return Table(heading, note, flow, heads, cells)

    def regions(self) -> list[Table]:
        """Return the régions, exports beside imports."""
        return [self._all(self.profile.regions, "region", flow, f"regions_{flow}") for flow in self.profile.maps]

    def everywhere(self) -> list[Table]:
        """Return all départements that trade, and codes that are none, exports beside imports."""
        return [self._all(self.profile.departements, "departement", flow, f"all_{flow}") for flow in self.profile.maps]

    def _all(self, table: pd.DataFrame, level: str, flow: str, heading: str) -> Table:
        rows = traded(table, flow)
        has_change = "change_pct" in rows
        most = max(int(rows["value_eur"].max()), 1)
        heads = [
            self._head(level),
            self._head("amount", "bar"),
            self._head("share"),
            self._head("weight"),
            self._head("quotient"),
        ]
        heads += [Cell(self._say("column_change", base=self._base_year()))] if has_change else []
        cells = []
        for row in _records(rows):
            found = [
                self._name(level, row["code"], row["label"]),
                self._value(row["value_eur"], most),
                Cell(percent(row["share_pct"], self.lang)),
                Cell(percent(row["weight_pct"], self.lang)),
                self._times(row["location_quotient"]),
            ]
            found += [self._change(row["change_pct"])] if has_change else []
            cells.append(tuple(found))
        note = self._unit(flow, "regions" if level == "region" else "places")
        return Table(self._say(heading), note, flow, tuple(heads), tuple(cells))

    def _base_year(self) -> int:
        """Return the year that changes are from: the last one before."""
        table = self.profile.evolution
        return 0 if table is None else int(sorted(set(table["year"].tolist()))[-2])

    def _times(self, quotient: float) -> Cell:
        return Cell(percent(quotient, self.lang) if math.isnan(quotient) else index(quotient, self.lang))

    def _unit(self, flow: str, places: str = "places") -> str:
        return self._say(f"unit_{places}", flows=text.say(f"flows.{flow}", self.lang), scope=self.profile.scope)

    def _change(self, value: float) -> Cell:
        return Cell(percent(value, self.lang) if math.isnan(value) else signed_percent(value, self.lang))

    def years(self) -> list[Table]:
        """Return values by year, where the table holds several."""
        table = self.profile.evolution
        if table is None:
            return []
        most = max(int(table["value_eur"].max()), 1)
        return [self._years(of_flow(table, flow), flow, most) for flow in FLOWS]

    def _years(self, rows: pd.DataFrame, flow: str, most: int) -> Table:
        heads = (self._head("year"), self._head("amount", "bar"), self._head("weight"), self._head("change_before"))
        cells = tuple(
            (Cell(str(row["year"]), "head"), self._value(row["value_eur"], most), Cell(percent(row["weight_pct"], self.lang)),
             self._change(row["change_pct"]) if place else Cell(DASH))
            for place, row in enumerate(_records(rows))
        )  # fmt: skip
        block = next(block for block in self.sections["evolution"].blocks if isinstance(block, TableBlock))
        return Table(self._say(f"years_{flow}"), "", flow, heads, cells, block.scope)

    def nav(self) -> list[tuple[str, str]]:
        """Return the anchors of the page, each with its name."""
        anchors = [f"carte-{flow}" for flow in self.profile.maps][:1]
        names = [(anchor, self._say("nav_carte")) for anchor in anchors]
        names += [("contreparties", self._say("nav_contreparties")), ("regions", self._say("nav_regions"))]
        names += [("concentration", self._say("nav_concentration"))]
        names += [("evolution", self._say("nav_evolution"))] if self.profile.evolution is not None else []
        return [*names, ("prudence", self._say("nav_prudence")), ("sources", text.say("fiche.sources", self.lang))]


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
