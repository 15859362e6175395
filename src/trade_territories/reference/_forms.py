"""Names of places inside a sentence, by code: "la Marne", "de la Marne", "dans la Marne"; "the Marne", "of the Marne"."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from trade_territories.reference._names import enumerated
from trade_territories.reference._tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trade_territories.reference._tables import Row

Form = Literal["article", "of", "in"]
_ENGLISH = {"article": "", "of": "of ", "in": "in "}
_OWN_NAME = {
    "fr": {"article": "« {} »", "of": "de « {} »", "in": "dans « {} »"},
    "en": {"article": "“{}”", "of": "of “{}”", "in": "in “{}”"},
}


@cache
def _table() -> Mapping[str, Row]:
    return MappingProxyType({row["code"]: row for row in rows("territory_articles")})


def form_of_codes(codes: Sequence[str], form: Form, lang: str) -> str:
    """Write départements, régions or France in a form, several of them as an enumeration.

    Examples
    --------
    >>> form_of_codes(["51", "10"], "in", "fr"), form_of_codes(["51", "75"], "of", "en")
    ("dans la Marne et dans l'Aube", 'of the Marne and Paris')
    """
    if lang == "fr":
        return enumerated([_table()[code][f"{form}_fr"] for code in codes], lang)
    return _ENGLISH[form] + enumerated([_table()[code]["article_en"] for code in codes], lang)


def form_of_own_name(name: str, form: Form, lang: str) -> str:
    """Write a name that users gave in a form: its article is not known, so it stands in quotation marks.

    Examples
    --------
    >>> form_of_own_name("Bassin rémois", "of", "fr")
    'de « Bassin rémois »'
    """
    return _OWN_NAME["fr" if lang == "fr" else "en"][form].format(name)


def is_plural_in_french(codes: Sequence[str]) -> bool:
    """Whether a French verb with these places as its subject is in the plural.

    Examples
    --------
    >>> is_plural_in_french(["51"]), is_plural_in_french(["08"]), is_plural_in_french(["51", "10"])
    (False, True, True)
    """
    return len(codes) > 1 or any(_table()[code]["article_fr"].startswith("les ") for code in codes)
