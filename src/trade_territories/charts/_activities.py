"""The treemap of activities: what is imported and exported, product by product inside sectors, areas by value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.charts._activities_layout import UNEVEN, ActivitiesContent, Half, is_uneven, others
from trade_territories.charts._activities_layout import activities_scene as scene
from trade_territories.charts._findings import fraction, product_subject, sector_subject
from trade_territories.charts._sectors import OTHER, SECTORS, sector_names, sector_of
from trade_territories.charts._telling import (
    alternative_list,
    main_classes,
    name_of,
    parts_after,
    query_heading,
    scope_of,
    sentences,
)
from trade_territories.charts._treemap import LEAST_SECTOR_PCT, Product, Sector
from trade_territories.columns import PRODUCT_LEVELS, checked_n
from trade_territories.measures import has_booked_energy, is_by_convention
from trade_territories.parts import GROUP_LEVEL, checked_rows
from trade_territories.query import Query
from trade_territories.tables import activities_table
from trade_territories.text import inside_sentence, say
from trade_territories.text.numbers import decimal, millions, percent, ratio

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories._types import (
        FlowsLike,
        Lang,
        PartsLike,
        ProductRows,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )

__all__ = ["content", "scene"]

FLOWS = ("import", "export")
#: Number of products of each direction named in the alternative text.
TOLD = 3
#: Ratio from which one direction is "far more" than the other.
FAR = 1000.0
#: A product, or else a sector, leads from this share of a direction on.
LEADS_PCT, QUARTER_PCT = 23.0, 25.0
#: A product of this share of its direction tells what it mostly is; its own name again tells nothing from the second share on.
DETAIL_PCT, REPEATS_PCT = 5.0, 80.0


def content(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: ProductRows = "a129",
    n: int | None = None,
    inside: str | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> ActivitiesContent:
    """Draw the treemap of activities: imports and exports by product inside ten sectors, areas by value.

    Parameters
    ----------
    by
        Level of products: ``"a17"``, ``"a38"``, ``"a129"`` or ``"cpf4"``; or a family of groups of products, such as
        ``"group:technology"``, each group in the place of a sector.
    n
        How many products of each direction are shown separately; those too small for a name are counted anyway.
    inside
        An A129 product, by its code or its name: the CPF4 classes inside it.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.activities`, which gives the data, takes them.
    """
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    # A code that no table knows may stand in the data.
    if inside and inside not in query.frame.codes("a129"):
        inside = reference.find_code(inside, "a129", argument="inside")
    level = "cpf4" if inside else checked_rows(by, PRODUCT_LEVELS)
    if level == "a129" and query.has_classes:
        # Products are added up from their classes, which tiles name.
        query.prepare("flow", "a129")
    table = _classes(query, inside) if inside else activities_table(query, by=level)
    count = checked_n(n)
    halves = tuple(_half(query, flow, table[table["flow"] == flow], level, count, inside) for flow in FLOWS)
    title = _headline(query, halves, level, inside)
    group = name_of(query, "a129", inside) if inside else ""
    described = _described(query, title, halves)
    return ActivitiesContent(
        query_heading(
            query, title, _subtitle(query, halves, level, group), _reading(query, halves, level, group), described
        ),
        (
            say(
                f"charts.activities.{'subtitle_narrow_inside' if group else _of_groups('subtitle_narrow', level)}",
                query.lang,
                scope=scope_of(query),
                group=group,
            ),
            _narrow_reading(query, halves, level),
        ),
        say(f"charts.activities.{_of_groups('key_bars', level)}", query.lang),
        halves,
        query.lang,
        group,
        table,
    )


def _classes(query: Query, inside: str) -> pd.DataFrame:
    sums = query.sums(["flow", "a129", "cpf4"])
    return sums[sums["a129"] == inside].drop(columns="a129").rename(columns={"cpf4": "code"})


def _half(query: Query, flow: str, table: pd.DataFrame, level: str, n: int | None, inside: str | None) -> Half:
    values = {str(code): int(value) for code, value in zip(table["code"], table["value_eur"], strict=True)}
    whole, drawn = sum(values.values()), sum(value for value in values.values() if value > 0)
    details = main_classes(query, flow) if level == "a129" else {}
    order = sorted((code for code in values if values[code] > 0), key=lambda code: (-values[code], code))
    groups: dict[str, list[Product]] = {}
    for code in order:
        product = _product(query, level, code, values[code], whole, details.get(code, ""))
        groups.setdefault(sector_of("a129", inside) if inside else sector_of(level, code), []).append(product)
    sectors = sorted(
        (_sector(query, level, code, products, whole, n, order, inside) for code, products in groups.items()),
        key=lambda sector: (-sector.value_eur, SECTORS.index(sector.code)),
    )
    least = LEAST_SECTOR_PCT / 100 * drawn
    small = tuple(sector for sector in sectors if sector.value_eur < least)
    known = flow in query.flows_held
    return Half(
        flow,
        say(f"charts.activities.{flow}", query.lang),
        whole,
        millions(whole, query.lang),
        drawn,
        tuple(sector for sector in sectors if sector.value_eur >= least),
        small,
        say("charts.activities.negative", query.lang, value=millions(whole - drawn, query.lang))
        if whole < drawn
        else "",
        "" if sectors else say(f"charts.activities.{'nothing' if known else 'unknown'}_{flow}", query.lang),
    )


def _product(query: Query, level: str, code: str, value: int, whole: int, detail: str) -> Product:
    name = name_of(query, level, code)
    text = _detail(query, name, detail) if detail and value >= whole * DETAIL_PCT / 100 else ""
    return Product(code, name, value, millions(value, query.lang), _share(query, value, whole), text)


def _detail(query: Query, name: str, detail: str) -> str:
    """Say what a product mostly is, where that tells something: not "others", nor what its name says already."""
    part, share = detail.rsplit(" ", 1)
    repeats = part.casefold() in name.casefold() and float(share.rstrip("%\u202f\xa0").replace(",", ".")) >= REPEATS_PCT
    if repeats or part.casefold().startswith(("autre", "other")):
        return ""
    return say("charts.activities.detail", query.lang, part=part, share=share)


def _share(query: Query, value: int, whole: int) -> str:
    """Write a share; missing where corrections make a part larger than the whole."""
    return percent(value / whole * 100 if 0 < value <= whole else math.nan, query.lang)


def _sector(
    query: Query,
    level: str,
    code: str,
    products: list[Product],
    whole: int,
    n: int | None,
    order: list[str],
    inside: str | None,
) -> Sector:
    shown = set(order if n is None else order[:n])
    value = sum(product.value_eur for product in products)
    rest = [product for product in products if product.code not in shown]
    named = [product for product in products if product.code in shown]
    merged = [others(rest, all_of_them=not named, lang=query.lang, whole_eur=whole)] if len(rest) > 1 else rest
    return Sector(
        code,
        # All that is shown inside a product is of it, not of the whole sector.
        (name_of(query, "a129", inside),)
        if inside
        else (products[0].name,)
        if level.startswith(GROUP_LEVEL)
        else sector_names(code, query.lang),
        value,
        millions(value, query.lang),
        _share(query, value, whole),
        (*named, *merged),
    )


def _leading(half: Half) -> tuple[Product | None, Sector | None]:
    """Return the first product and the first sector of a half."""
    sectors = (*half.sectors, *half.small)
    products = [product for sector in sectors for product in sector.products if product.code != reference.AUTRES]
    product = max(products, key=lambda product: product.value_eur, default=None)
    return product, max(sectors, key=lambda sector: sector.value_eur, default=None)


def _headline(query: Query, halves: tuple[Half, ...], level: str, inside: str | None) -> str:
    """Say the finding: two very unequal directions, a product that leads, a sector that does, or that none does."""
    imports, exports = halves
    words = {"place": query.place_inside, "narrowed": parts_after(query), "convention": ""}
    if not any(half.total_eur > 0 for half in halves):
        return say("charts.activities.headline_nothing", query.lang, **words)
    if not inside and all(half.total_eur > 0 for half in halves):
        small, large = sorted(halves, key=lambda half: half.total_eur)
        times = large.total_eur / small.total_eur
        if times >= UNEVEN:
            key = "ratio" if times < FAR else "far"
            multiple = ratio(times, query.lang) if times < FAR else decimal(FAR, 0, query.lang)
            return say(f"charts.activities.headline_{key}_{large.flow}", query.lang, times=multiple, **words)
    half = exports if exports.total_eur > 0 else imports
    if inside:
        return say("charts.activities.headline_inside", query.lang, group=name_of(query, "a129", inside), **words)
    return _leader(query, half, level, words)


def _leader(query: Query, half: Half, level: str, words: dict[str, str]) -> str:
    product, sector = _leading(half)
    words = words | {"flow": say(f"charts.activities.of_{half.flow}", query.lang)}
    whole = half.total_eur
    if half.drawn_eur > whole or product is None or sector is None:
        # Corrections below nothing: a share of such a whole means little.
        return say("charts.activities.headline_subject", query.lang, **words)
    pct = product.value_eur / whole * 100
    if pct >= LEADS_PCT and not _is_tied(half, product):
        if is_by_convention(query, level, product.code):
            words["convention"] = say("charts.by_convention", query.lang)
        subject = product_subject(level, product.code, product.name, query.lang)
        return _sentence(query, subject, product.name, pct, words)
    if level == "a17" or level.startswith(GROUP_LEVEL):
        # Products are as coarse as sectors, or stand in their place.
        return say("charts.activities.headline_subject", query.lang, **words)
    pct = sector.value_eur / whole * 100
    if sum(other.value_eur == sector.value_eur for other in half.sectors) > 1:
        return say("charts.activities.headline_subject", query.lang, **words)
    if sector.code == "energy" and has_booked_energy(query):
        words["convention"] = say("charts.partly_by_convention", query.lang)
    if pct >= LEADS_PCT and sector.code != OTHER:
        return _sentence(query, sector_subject(sector.code, query.lang), sector.names[0], pct, words)
    # Divers goods may make more than a quarter: then nothing is said of sectors.
    key = "headline_none" if pct < QUARTER_PCT else "headline_subject"
    return say(f"charts.activities.{key}", query.lang, **words)


def _is_tied(half: Half, product: Product) -> bool:
    """Tell whether another product is as large as the largest, so that none leads."""
    values = [product.value_eur for sector in (*half.sectors, *half.small) for product in sector.products]
    return values.count(product.value_eur) > 1


def _sentence(query: Query, subject: tuple[str, str] | None, name: str, pct: float, words: dict[str, str]) -> str:
    part = fraction(pct, query.lang)
    if subject is None:
        return say("charts.activities.headline_plain", query.lang, name=name, part=part, **words)
    text, number = subject
    # A number does not open a sentence, in the language in which the part comes first.
    key = f"headline_{number}" if part[:1].isalpha() else f"headline_{number}_digits"
    return say(f"charts.activities.{key}", query.lang, subject=text, part=part, **words)


def _of_groups(key: str, level: str) -> str:
    """Return the key of a sentence about groups in the place of one about sectors, where groups are shown."""
    return f"{key}_groups" if level.startswith(GROUP_LEVEL) else key


def _subtitle(query: Query, halves: tuple[Half, ...], level: str, group: str) -> str:
    drawn = [half for half in halves if half.sectors]
    key = "subtitle_inside" if group else "subtitle"
    if len(drawn) == 1:
        key += "_one"
    elif is_uneven(halves):
        key += "_uneven"
    flow = say(f"charts.activities.{drawn[0].flow if drawn else 'export'}", query.lang)
    key = _of_groups(key, level)
    return say(f"charts.activities.{key}", query.lang, scope=scope_of(query), group=group, flow=flow)


def _reading(query: Query, halves: tuple[Half, ...], level: str, group: str) -> str:
    half = next((half for half in reversed(halves) if half.sectors), None)
    if half is None:
        return ""
    product, _ = _leading(half)
    if product is None:
        return ""
    return say(
        f"charts.activities.{'reading_inside' if group else _of_groups('reading', level)}",
        query.lang,
        group=group,
        name=inside_sentence(product.name),
        value=product.value,
        share=product.share,
        flow=say(f"charts.activities.of_{half.flow}", query.lang),
        place=query.place_inside,
        narrowed=parts_after(query),
    )


def _narrow_reading(query: Query, halves: tuple[Half, ...], level: str) -> str:
    half = next((half for half in reversed(halves) if half.sectors), None)
    if half is None:
        return ""
    sector = half.sectors[0]
    words = {"sector": inside_sentence(sector.names[0]), "value": sector.value, "place": query.place_inside}
    words["narrowed"] = parts_after(query)
    return say(f"charts.activities.{_of_groups(f'reading_bars_{half.flow}', level)}", query.lang, **words)


def _described(query: Query, title: str, halves: tuple[Half, ...]) -> str:
    facts = []
    for half in halves:
        if not half.sectors:
            facts.append(half.nothing)
            continue
        products = sorted(
            (product for sector in (*half.sectors, *half.small) for product in sector.products),
            key=lambda product: (-product.value_eur, product.code),
        )
        first = [product for product in products if product.code != reference.AUTRES][:TOLD]
        rows = alternative_list(
            [(inside_sentence(product.name), f"{product.value}, {product.share}") for product in first], query.lang
        )
        facts.append(say(f"charts.activities.alt_{half.flow}", query.lang, total=half.total, rows=rows))
        if half.negative:
            facts.append(half.negative)
    made = say("charts.alt_made", query.lang) if query.is_sample else ""
    kind = say("charts.activities.alt", query.lang)
    opening = say("charts.alt_opening", query.lang, kind=kind, scope=scope_of(query), made=made)
    return sentences([opening, title, *facts], query.lang)
