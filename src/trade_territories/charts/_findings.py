"""How findings are put into words: a share as a fraction, a product as the subject of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.reference._tables import column, rows
from trade_territories.text import inside_sentence, say
from trade_territories.text.numbers import percent

if TYPE_CHECKING:
    from trade_territories.text import Lang

#: A share from the first bound up is said in these words, as long as it is below the next row's bound.
_FRACTIONS = (
    (23.0, "quarter_nearly"),
    (24.5, "quarter"),
    (25.5, "quarter_more"),
    (27.5, ""),
    (30.5, "third_nearly"),
    (32.5, "third"),
    (34.0, "third_more"),
    (36.5, ""),
    (45.0, "half_nearly"),
    (49.5, "half"),
    (50.5, "half_more"),
    (56.0, ""),
    (65.5, "two_thirds"),
    (68.0, ""),
    (74.0, "three_quarters"),
    (76.0, ""),
    (90.5, "nine_tenths_more"),
    (97.0, "nearly_all"),
)


#: A sum of parts can differ from the whole by the last bits of a float.
_FLOAT_NOISE = 1e-9


def fraction(share_pct: float, lang: Lang) -> str:
    """Return a share in words where a usual fraction is near, else as a percentage.

    Examples
    --------
    >>> [fraction(x, "en") for x in (48.1, 50.0, 33.0, 41.0, 98.0, 100.0)]
    ['nearly half', 'half', 'a third', '41%', 'nearly all', 'all']
    """
    if share_pct >= 100 - _FLOAT_NOISE:
        return say("charts.findings.all", lang)
    key = ""
    for bound, name in _FRACTIONS:
        if share_pct >= bound:
            key = name
    return say(f"charts.findings.{key}", lang) if key else percent(share_pct, lang)


def product_subject(level: str, code: str, name: str, lang: Lang) -> tuple[str, str] | None:
    """Return a product as the subject of a sentence, with ``"s"`` or ``"p"`` for its verb; None where its article is not known.

    Examples
    --------
    >>> product_subject("a129", "C11Z", "Boissons", "fr")
    ('les boissons', 'p')
    >>> product_subject("a129", "C11Z", "Beverages", "en")
    ('beverages', 'p')
    """
    phrase = f"subject_{lang}"
    if phrase not in rows("product_phrases")[0]:
        # A language whose products need no article.
        return inside_sentence(name), "p"
    subject = column("product_phrases", "code", phrase).get(code) if level == "a129" else None
    return None if subject is None else (subject, column("product_phrases", "code", "number")[code])


def sector_subject(sector: str, lang: Lang) -> tuple[str, str]:
    """Return a sector as the subject of a sentence, with the number of its verb."""
    text = say(f"charts.sectors.{sector}.subject", lang)
    return text, "s" if sector == "agro" else "p"
