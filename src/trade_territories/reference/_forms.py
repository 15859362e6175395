"""Names of places inside a sentence: "la Marne", "de la Marne", "dans la Marne"; "the Marne", "of the Marne"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from trade_territories.text import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

Form = Literal["article", "of", "in"]


def form_of_names(names: Sequence[str], form: Form, lang: str) -> str:
    """Write official names of départements, régions or France in a form, several of them as an enumeration.

    Examples
    --------
    >>> form_of_names(["Marne", "Aube"], "in", "fr"), form_of_names(["Marne", "Paris"], "of", "en")
    ('dans la Marne et dans l’Aube', 'of the Marne and Paris')
    """
    each = [say(f"places.{form}_each", lang, place=name) for name in names]
    return say(f"places.{form}", lang, places=listed(each, lang))


def form_of_own_name(name: str, form: Form, lang: str) -> str:
    r"""Write a name that users gave in a form: its article is not known, so it stands in quotation marks.

    Examples
    --------
    >>> form_of_own_name("Bassin rémois", "of", "fr")
    'de «\u202fBassin rémois\u202f»'
    """
    return say(f"places.{form}_own", lang, name=name)
