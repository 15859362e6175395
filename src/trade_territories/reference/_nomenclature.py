"""Labels that a release brings for codes that are known: the same meaning in other letters, other words, or another meaning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._labels import labels
from trade_territories.reference._names import folded
from trade_territories.reference._tables import rows
from trade_territories.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping

LabelledKind = Literal["a129", "cpf4", "partner"]
_TABLES: Final[Mapping[str, str]] = MappingProxyType({"a129": "products_a129", "cpf4": "products_cpf4"})
#: Words that tell no product from another, as they stand once folded and without the s of a plural.
_COMMON_WORDS: Final = frozenset({
    "a", "au", "aux", "autre", "d", "de", "des", "diver", "du", "en", "et", "l", "la", "le", "les", "n", "ou", "par", "pour",
    "sur", "article", "produit", "the", "of", "and", "other", "product",
})  # fmt: skip
#: Labels that share more than so much of their words are one meaning in other words.
_REWORDED: Final = 0.5


@dataclass(frozen=True)
class LabelChange:
    """A known code with a label that is not the known one."""

    #: The code.
    code: str
    #: The label of the package's table.
    known: str
    #: The label of the release.
    found: str
    #: Whether the two share so few words that the code means something else: a break in series. Otherwise the label is
    #: reworded.
    is_new_meaning: bool


def nomenclature(kind: str) -> str:
    """Return the nomenclature that the package's table of a kind of products follows.

    Raises
    ------
    UnknownCodeError
        Not a kind of products with a table.

    Examples
    --------
    >>> nomenclature("a129")
    'CPF rév. 2.1'
    """
    if kind not in _TABLES:
        raise UnknownCodeError(f"kind={kind!r} has no nomenclature; choose one of {', '.join(_TABLES)}", value=kind)
    return rows(_TABLES[kind])[0]["nomenclature"]


def changed_labels(kind: LabelledKind, found: Mapping[str, str]) -> dict[str, LabelChange]:
    """Compare the labels of a release with the known ones; case, accents and typography make no difference.

    Parameters
    ----------
    kind
        ``a129``, ``cpf4`` or ``partner``.
    found
        The release's own labels by code, of codes that occur; codes that the package's table lacks are not compared.

    Returns
    -------
    dict
        By code, sorted, the labels that differ from every known name of the code.

    Examples
    --------
    >>> changed = changed_labels("a129", {"C11Z": "BOISSONS", "C12Z": "Batteries et accumulateurs"})
    >>> [(code, one.known, one.is_new_meaning) for code, one in changed.items()]
    [('C12Z', 'Tabacs manufacturés', True)]
    """
    known = _known_names(kind)
    usual = labels(kind)
    changed = {}
    for code in sorted(set(found) & set(known)):
        name = folded(found[code])
        if name and name not in known[code]:
            changed[code] = LabelChange(code, usual[code], found[code], has_new_meaning(kind, code, found[code]))
    return changed


def has_new_meaning(kind: str, code: str, label: str) -> bool:
    """Whether a label of the data gives a known code another meaning.

    Examples
    --------
    >>> has_new_meaning("a129", "C11Z", "Boissons"), has_new_meaning("a129", "C11Z", "Batteries")
    (False, True)
    """
    name, known = folded(label), _known_names(kind).get(code, ())
    return bool(name and known) and all(_likeness(name, other) <= _REWORDED for other in known)


def _likeness(first: str, second: str) -> float:
    """Return the share of their meaningful words that two folded labels have in common, those of the shorter one as the whole.

    A label that was cut off, or that says more than before, keeps its meaning.
    """
    words = [_words(first), _words(second)]
    shorter = min(map(len, words))
    return len(words[0] & words[1]) / shorter if shorter else 0.0


def _words(name: str) -> frozenset[str]:
    return frozenset(word.rstrip("sx") for word in name.split()) - _COMMON_WORDS


@cache
def _known_names(kind: str) -> Mapping[str, frozenset[str]]:
    """Return every folded name of each code: short and long, in each language, and the Customs' own."""
    names: dict[str, set[str]] = {}
    for lang in LANGS:
        for short in (False, True):
            for code, name in labels(kind, lang, short=short).items():
                names.setdefault(code, set()).add(folded(name))
    if kind == "partner":
        for row in rows("partners"):
            names[row["code"]].add(folded(row["customs_label_fr"]))
        for row in rows("aliases"):
            if row["level"] == kind:
                names[row["code"]].add(folded(row["alias"]))
    return MappingProxyType({code: frozenset(found) for code, found in names.items()})
