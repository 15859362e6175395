"""What charts say around their pictures, from a request: the scope of their figures, headings, texts for the ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories import aggregate
from trade_territories.charts._content import Heading, source_line
from trade_territories.text import say
from trade_territories.wording.charts import chart_text, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.charts._content import Case

#: Longest alternative text, in letters.
LONGEST_ALT = 600


def scope(case: Case, *, period: str | None = None) -> str:
    """Return what a chart's figures are of: "Marne, 2024, hors énergie"."""
    return f"{case.place}, {period or case.period}{narrowed(case)}"


def narrowed(case: Case) -> str:
    """Return what is left out of the figures, with the comma before it; nothing where all is in them."""
    codes = case.selection.excluding.codes
    if not codes:
        return ""
    names = [case._inside_sentence(code) for code in codes[:3]] if len(codes) <= 3 else list(codes)
    return chart_text("excluding", case.lang, names=listed(names, case.lang))


def heading(case: Case, title: str, subtitle: str, reading: str, description: str, *, source: str = "") -> Heading:
    """Return the words around a chart; ``source`` adds what else the picture is made from."""
    made = aggregate.is_sample(case.flows)
    words = source_line(case.flows, case.lang) + (f" {source}" if source else "")
    example = chart_text("example", case.lang) if made else None
    return Heading(title, subtitle, words, description, example, case.lang, reading)


def alternative_text(case: Case, kind: str, finding: str, facts: Sequence[str], *, scoped: str = "") -> str:
    """Return a text for the ear: kind, scope, whether figures are made up, the finding, and facts while there is room."""
    made = say("charts.alt_made", case.lang) if aggregate.is_sample(case.flows) else ""
    text = say("charts.alt_opening", case.lang, kind=kind, scope=scoped or scope(case), made=made)
    for sentence in [finding, *facts]:
        longer = f"{text} {sentence.rstrip('.')}."
        if len(longer) > LONGEST_ALT:
            continue
        text = longer
    return text
