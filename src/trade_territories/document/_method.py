"""How to read, cautions, notices of the territory, sources, and practical information."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import cautions, text
from trade_territories.document._words import say
from trade_territories.document.content import (
    Block,
    Bullets,
    Callout,
    Heading,
    Links,
    Paragraph,
    Section,
    Span,
    TableBlock,
    line,
)
from trade_territories.document.markdown import blocks_of
from trade_territories.errors import TradeTerritoriesError, readable
from trade_territories.parts import GROUP_LEVEL, members_note
from trade_territories.text import sentences_of
from trade_territories.text.numbers import decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trade_territories.document.content import KeyFigure
    from trade_territories.document.edition import Edition
    from trade_territories.provenance import ReleaseRecord
    from trade_territories.query import Query

#: Where more can be learnt; an edition replaces the list.
_ADDRESSES = {
    "kiosque": "https://lekiosque.finances.gouv.fr/",
    "open_data": "https://www.douane.gouv.fr/la-douane/opendata",
    "territoires_industrie": "https://anct.gouv.fr/programmes-dispositifs/territoires-d-industrie",
    "observatoire": "https://www.observatoire-des-territoires.gouv.fr/",
}
_CARE, _HOW = 4, 4
#: Notices that concern the data as a whole, not the territory.
_GENERAL = frozenset(
    {"sample", "united_kingdom", "industry_territory", "missing_twin", "site_down", "release_of_cache"}
)
#: Notices that stand beside a section's figures.
BESIDE = {
    "hydrocarbons": "importations",
    "energy_at_paris": "importations",
    "electricity_at_paris": "importations",
    "one_cell": "exportations",
    "no_country": "balance",
    "corrections": "balance",
}


def care(lang: str, *, is_overseas: bool) -> Callout:
    """Return the four lines of caution of the first page."""
    lines = [say(f"care_{number}", lang) for number in range(1, _CARE + 1)]
    if is_overseas:
        lines[-1] = say("care_overseas", lang)
    return Callout(say("care", lang), tuple(lines), "prudence", say("care_more", lang))


def how_to_read(lang: str, by: str = "a129") -> Callout:
    """Return the short box on how to read the document; where its products are groups, with who defines them."""
    lines = [say(f"how_{number}", lang) for number in range(1, _HOW + 1)]
    if by.startswith(GROUP_LEVEL):
        family = by.removeprefix(GROUP_LEVEL)
        lines.append(say(f"how_group_{family}", lang))
    return Callout(say("how", lang), tuple(lines))


def own_context(context: str | Path | None) -> str | None:
    """Return the user's own context: the text itself, or what the file at a path holds.

    Raises
    ------
    TradeTerritoriesError
        A file that cannot be read or is not UTF-8, or a text that is only the name of a file.
    """
    if isinstance(context, Path):
        try:
            return context.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise TradeTerritoriesError(f"{context}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
        except OSError as error:
            raise TradeTerritoriesError(f"{context}: cannot be read ({error.strerror}); check the path") from error
    if context and len(context.split()) == 1 and context.lower().endswith((".md", ".txt")):
        raise TradeTerritoriesError(
            f"context={context!r} is the text itself; for a file give context=Path({context!r})"
        )
    return context


def context_section(question: Query, edition: Edition, own: str | None) -> Section:
    """Return the user's own context, or a neutral one dated by the data."""
    lang = question.lang
    given = readable(own or edition.context)
    blocks: tuple[Block, ...] = blocks_of(edition.introduction) if edition.introduction else ()
    if given:
        signed = Paragraph(line(say("context_by", lang)), "small") if not edition.publisher else None
        blocks = (*blocks, *blocks_of(given), *((signed,) if signed else ()))
    else:
        words = say("context_neutral", lang, when=question.when, place=question.place)
        blocks = (*blocks, Paragraph(line(words)))
    return Section("contexte", say("context", lang), blocks)


def figures_section(figures: tuple[KeyFigure, ...], lang: str, scope: str, by: str = "a129") -> Section:
    """Return all key figures as a table, with the box on how to read."""
    table = pd.DataFrame(
        {"indicator": [figure.label for figure in figures], "value": [figure.text for figure in figures]}
    )
    block = TableBlock("reperes", say("table_figures", lang, scope=scope), table, sheet=say("sheet_figures", lang))
    return Section("reperes", say("figures", lang), (block, how_to_read(lang, by)))


def notices_of(question: Query) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], tuple[str, ...]]:
    """Return the notices that stand beside a section, those of the territory, and those of the data."""
    beside: dict[str, list[str]] = {}
    own: list[str] = []
    general: list[str] = []
    for notice in cautions.notices_of(question):
        if notice.code in BESIDE:
            beside.setdefault(BESIDE[notice.code], []).append(notice.text)
        elif notice.code in _GENERAL:
            general.append(notice.text)
        else:
            own.append(notice.text)
    return {anchor: tuple(texts) for anchor, texts in beside.items()}, tuple(own), tuple(general)


def method_section(question: Query, edition: Edition, own: tuple[str, ...], general: tuple[str, ...]) -> Section:
    """Return cautions, in full, and what concerns this territory."""
    lang = question.lang
    own = (*own, *(text.typeset(each, lang) for each in _of_parts(question)))
    sentences = sentences_of("general_cautions", lang).values()
    blocks: list[Block] = [Bullets(tuple(line(sentence) for sentence in sentences))]
    if own or edition.notices:
        blocks.append(Heading(say("notices", lang)))
        blocks.append(Bullets(tuple(line(sentence) for sentence in (*own, *edition.notices))))
    if general:
        blocks.append(Heading(say("notices_data", lang)))
        blocks.append(Bullets(tuple(line(sentence) for sentence in general)))
    return Section("prudence", say("caution", lang), tuple(blocks))


def _of_parts(question: Query) -> Iterator[str]:
    """Yield who is in the groups that are kept or left out, and what is to be known of them."""
    for parts in (question.only, question.excluding):
        yield from (members_note(part, question) for part in parts if part.group is not None)
        yield from parts.notes(question)


def practical_section(question: Query, edition: Edition) -> Section:
    """Return purpose, contact and further links; an edition replaces each of them."""
    lang = question.lang
    blocks: list[Block] = (
        list(blocks_of(edition.purpose)) if edition.purpose else [Paragraph(line(say("purpose", lang)))]
    )
    contact = edition.contact
    parts = [Span(part) for part in (contact.name, contact.address, contact.phone) if part]
    if contact.email:
        parts.append(Span(contact.email, address=f"mailto:{contact.email}"))
    if parts:
        blocks.append(Heading(say("contact", lang)))
        spans = [parts[0]]
        for part in parts[1:]:
            spans += [Span(", "), part]
        blocks.append(Paragraph(tuple(spans)))
    blocks.append(Heading(say("learn", lang)))
    blocks.append(Links(edition.links or further_links(lang)))
    if edition.licence:
        blocks.append(Paragraph(line(say("licence", lang, name=edition.licence)), "small"))
    return Section("pratique", say("practical", lang), tuple(blocks))


def further_links(lang: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses where more can be learnt, each with its name."""
    return tuple((address, text.say(f"links.{key}", lang)) for key, address in _ADDRESSES.items())


def release_words(release: ReleaseRecord, lang: str) -> dict[str, str]:
    """Return where figures come from: one line, and the SHA-256 of the file."""
    parts = [say(f"release_{release.flow}", lang, name=release.release)]
    dates = [(release.results_month, ""), ("", release.publication)]
    parts += [
        text.release_dates([month] if month else [], [day] if day else [], lang) for month, day in dates if month or day
    ]
    if release.file:
        parts.append(say("release_file", lang, name=release.file))
    if release.rows:
        parts.append(say("release_rows", lang, count=decimal(float(release.rows), 0, lang)))
    return {"text": ", ".join(parts), "sha256": release.sha256}
