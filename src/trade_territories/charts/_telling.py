"""What charts say around their pictures, from a request: the scope of their figures, headings, texts for the ear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trade_territories.charts._content import Heading
from trade_territories.text import inside_sentence, listed, release_dates, say, typeset
from trade_territories.text.numbers import percent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trade_territories.query import Query
    from trade_territories.text import Lang

#: Longest alternative text, in letters.
LONGEST_ALT = 600
#: A group of goods carries its first class when that is half of it or more, and not all of it.
HALF_PCT, WHOLE_PCT = 50.0, 99.5
#: A number with the sign of a bound: "< 0,1", ">99%".
_BOUND = re.compile(r"(?P<sign>[<>])\s?(?P<number>[−€]*\d)")


def query_heading(
    query: Query, title: str, subtitle: str, reading: str, description: str, *, source: str = ""
) -> Heading:
    """Return the words around a chart of a query; ``source`` adds what else the picture is made from."""
    words = query_source(query) + (f" {source}" if source else "")
    example = say("charts.example", query.lang) if query.is_sample else None
    lang = query.lang
    return Heading(spoken(title, lang), subtitle, words, description, example, lang, spoken(reading, lang))


def query_source(query: Query) -> str:
    """Say where the figures of a query come from, and of when: the releases of the years asked, and no other."""
    if query.is_sample:
        return say("charts.source_sample", query.lang)
    basis = say("charts.basis", query.lang)
    months = [record.results_month for record in query.releases if record.results_month]
    others = [record.publication for record in query.releases if not record.results_month]
    dates = release_dates(months, filter(None, others), query.lang, is_partly_undated="" in others)
    words = say("charts.source", query.lang, dates=dates) if dates else say("charts.source_undated", query.lang)
    return f"{words} {basis}"


def spoken(text: str, lang: str) -> str:
    """Return a text with words for the signs of bounds, which a voice leaves out or misreads.

    Examples
    --------
    >>> spoken("exports <€0.1m, >99% of the total", "en")
    'exports less than €0.1m, more than 99% of the total'
    """

    def in_words(found: re.Match[str]) -> str:
        key = "less" if found["sign"] == "<" else "more"
        return say(f"numbers.{key}_than", lang, share=found["number"])

    return _BOUND.sub(in_words, text)


def sentences(parts: Sequence[str], lang: str) -> str:
    """Return parts as sentences, one after the other, without those for which there is no space in a text for the ear."""
    text = ""
    for part in parts:
        longer = f"{text} {spoken(part, lang).rstrip('.')}.".strip()
        if len(longer) <= LONGEST_ALT:
            text = longer
    return text


def alternative_text(query: Query, kind: str, subtitle: str, parts: Sequence[str], **words: object) -> str:
    """Return the alternative text of a chart: of what kind and what it is, whether it is made up, then more sentences."""
    made = say("charts.alt_made", query.lang) if query.is_sample else ""
    subject, stop, more = inside_sentence(subtitle).partition(". ")
    opening = say(f"charts.{kind}.alt", query.lang, subject=f"{subject}{made}{stop}{more}", **words)
    return sentences([opening, *parts], query.lang)


def alternative_list(rows: Sequence[tuple[str, str]], lang: Lang) -> str:
    """Return names with their values as a sentence lists them: "boissons (3,0 M€) et papier (2,0 M€)"."""
    return listed([say("charts.alt_named", lang, name=name, value=value) for name, value in rows], lang)


def kind_of(level: str) -> str:
    """Return what rows of a level are, in sentences.

    Examples
    --------
    >>> kind_of("partner"), kind_of("group:union"), kind_of("a38")
    ('partner', 'zone', 'product')
    """
    return level if level in ("partner", "zone") else "zone" if level == "group:union" else "product"


def when_and_what(query: Query) -> str:
    """Return the scope without the place, for charts of all places: "2024, partenaire : États-Unis"."""
    return ", ".join(word for word in (query.period_label, query.parts_label) if word)


def suffix(query: Query) -> str:
    """Return what is kept and left out, to stand at the end of a sentence; empty where all is there."""
    return query.narrowing


def name_of(query: Query, level: str, code: str) -> str:
    """Return the short name of a code, typeset."""
    return typeset(query.label(level, code, short=True), query.lang)


def scope_of(query: Query) -> str:
    """Return what the figures of a query are of, typeset: "Marne, 2024, hors boissons"."""
    return typeset(query.scope, query.lang)


def parts_after(query: Query) -> str:
    """Return what is kept and left out, after a comma; empty where all is there."""
    return f", {query.parts_label}" if query.parts_label else ""


def place_of(query: Query) -> str:
    """Return the name of a query's territory inside a sentence, typeset."""
    return typeset(query.place_inside, query.lang)


def fictive(query: Query) -> str:
    """Say that figures are made up, as a sentence of a text for the ear; nothing for real ones."""
    return say("charts.fictive", query.lang) if query.is_sample else ""


def main_classes(query: Query, flow: str, among: Collection[str] | None = None) -> dict[str, str]:
    """Return "vins de raisin 92 %" for each A129 of which one class is half or more, but not all; all A129 or some."""
    if (among is not None and not among) or not query.has_classes:
        return {}
    values = {codes: value for codes, value in query.pairs("a129", flow, "cpf4").items() if value > 0}
    if among is not None:
        values = {codes: value for codes, value in values.items() if codes[0] in among}
    wholes: dict[str, int] = {}
    for (group, _), value in values.items():
        wholes[group] = wholes.get(group, 0) + value
    found: dict[str, str] = {}
    # Of two halves the one with the first code.
    for (group, code), value in sorted(values.items(), key=lambda item: (-item[1], item[0])):
        share = value / wholes[group] * 100
        if group in found or not HALF_PCT <= share < WHOLE_PCT:
            continue
        name = name_of(query, "cpf4", code)
        if name.casefold() != name_of(query, "a129", group).casefold():
            found[group] = f"{inside_sentence(name)} {percent(share, query.lang)}"
    return found
