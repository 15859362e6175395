"""Names as people write them: what is compared, and what is close to a mistake."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ARTICLES = re.compile(r"^(l|la|le|les|the|d|de|du|des) ")


@cache
def folded(name: str) -> str:
    """Reduce a name to what is compared: no case, accents, hyphens, apostrophes or leading articles.

    Examples
    --------
    >>> folded("L'Île-de-France")
    'ile de france'
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = re.sub(r"[^0-9a-z]+", " ", letters).strip()
    return _ARTICLES.sub("", words)


def close_names(query: str, names: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Return the folded names that are close to what was asked for, the closest first.

    Examples
    --------
    >>> close_names("Marrne", ["marne", "haute marne", "paris"])
    ['marne']
    """
    return difflib.get_close_matches(folded(query), list(names), n=4, cutoff=cutoff)
