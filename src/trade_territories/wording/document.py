"""Old place of the fiche's sentences, now in the text files under ``document``; goes away as its callers move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.text import has_sentence, say, sentences_of, typeset

if TYPE_CHECKING:
    from trade_territories.text import Lang

__all__ = ["column_head", "document_text", "flow_word", "general_cautions", "links", "typeset"]

_ADDRESSES = {
    "kiosque": "https://lekiosque.finances.gouv.fr/",
    "open_data": "https://www.douane.gouv.fr/la-douane/opendata",
    "territoires_industrie": "https://agence-cohesion-territoires.gouv.fr/territoires-dindustrie-44",
    "observatoire": "https://www.observatoire-des-territoires.gouv.fr/",
}


def document_text(key: str, lang: Lang, **values: object) -> str:
    """Return one of the fiche's sentences."""
    return say(f"document.{key}", lang, **values)


def general_cautions(lang: Lang) -> tuple[str, ...]:
    """Return what every reader must know of these figures."""
    return tuple(sentences_of("general_cautions", lang).values())


def links(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return the addresses where more can be learnt, each with its name."""
    return tuple((address, say(f"links.{key}", lang)) for key, address in _ADDRESSES.items())


def column_head(column: str, lang: Lang) -> str:
    """Return the heading of a column for readers."""
    return say(f"columns.{column}", lang) if has_sentence(f"columns.{column}", lang) else column


def flow_word(flow: str, lang: Lang) -> str:
    """Return the name of a direction of trade, in the singular."""
    return say(f"flows.{flow}_direction", lang) if has_sentence(f"flows.{flow}_direction", lang) else flow
