"""Names of codes: products, partners, zones, places; the levels above products, the zones of partners."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._names import folded
from trade_territories.reference._tables import column, has_table, rows
from trade_territories.reference._territories import all_territories, departement_names
from trade_territories.text import checked_lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["a129", "cpf4", "a38", "a17", "partner", "zone", "departement", "region", "group"]
ZONES = (
    "union_europeenne",
    "europe_hors_ue",
    "afrique",
    "amerique",
    "asie",
    "proche_et_moyen_orient",
    "divers",
)
AUTRES = "autres"
INCONNU = "inconnu"

#: Codes of départements that occur in the Customs' files and that none of their lists explains: counted in France as a
#: whole, in no région, and no reason for an alarm. They are not territories: the place that they stand for is unknown.
UNDOCUMENTED_DEPARTEMENTS = ("98",)
#: Where the names of a kind stand: table, its column of codes, columns of names and of short names.
_NAMES = {
    "a129": ("products_a129", "a129", "label_{lang}", "short_{lang}"),
    "cpf4": ("products_cpf4", "cpf4", "label_{lang}", ""),
    "a38": ("product_groups", "code", "label_{lang}", ""),
    "a17": ("product_groups", "code", "label_{lang}", ""),
    "partner": ("partners", "code", "name_{lang}", ""),
    "group": ("groups", "group", "name_{lang}", ""),
}


def labels(kind: str, lang: str = "fr", *, short: bool = False) -> Mapping[str, str]:
    """Return the names of all codes of a kind; read-only.

    Parameters
    ----------
    kind
        ``a129``, ``cpf4``, ``a38``, ``a17``, ``partner``, ``zone``, ``departement``, ``region`` or ``group``.
    short
        Names for charts, of at most 28 characters where they exist.

    Examples
    --------
    >>> labels("partner", "en")["NA"]
    'Namibia'
    >>> labels("a129", short=True)["A01Z"]
    'Produits agricoles'
    """
    return _labels(kind, checked_lang(lang), short)


def label(
    kind: str, code: str, lang: str = "fr", *, short: bool = False, extra: Mapping[str, str] | None = None
) -> str:
    """Return the name of a code; where no table has one, the release's own label, else the code.

    Parameters
    ----------
    extra
        Labels that the release itself brings for codes that the package's tables lack.

    Examples
    --------
    >>> label("partner", "US"), label("partner", "autres"), label("partner", "Q9", extra={"Q9": "Terre neuve"})
    ('États-Unis', 'Autres', 'Terre neuve')
    """
    checked = checked_lang(lang)
    known = _labels(kind, checked, short).get(code)
    if known:
        return known
    if code == AUTRES:
        return say("labels.autres", checked)
    if code in (INCONNU, ""):
        return say("labels.inconnu", checked)
    return (extra or {}).get(code) or say("labels.unlisted", checked, code=code)


def product_parents(level: str) -> Mapping[str, str]:
    """Return, for each A129 product, its code at a level above (``a38``, ``a17``).

    Examples
    --------
    >>> product_parents("a38")["C11Z"]
    'CA'
    """
    return column("products_a129", "a129", level)


def class_groups() -> Mapping[str, str]:
    """Return the A129 product of each CPF4 class; a row of data carries both, and its own A129 is the truth.

    Examples
    --------
    >>> class_groups()["1102"]
    'C11Z'
    """
    return column("products_cpf4", "cpf4", "a129")


@cache
def partner_zones() -> Mapping[str, str]:
    """Return the Customs' zone of each partner, the Union at today's composition.

    Examples
    --------
    >>> partner_zones()["TR"], partner_zones()["EG"]
    ('europe_hors_ue', 'afrique')
    """
    return MappingProxyType(
        {
            row["code"]: zone if (zone := folded(row["zone"]).replace(" ", "_")) in ZONES else "divers"
            for row in rows("partners")
        }
    )


def partner_kinds() -> Mapping[str, str]:
    """Return, for each partner, ``country`` or ``other``: returned goods, stores, undetermined, own overseas départements.

    Examples
    --------
    >>> partner_kinds()["QR"]
    'other'
    """
    return column("partners", "code", "kind")


def no_countries() -> frozenset[str]:
    """Return the partners that are no country; a code that no table has is taken for a country.

    Examples
    --------
    >>> "QR" in no_countries(), "DE" in no_countries()
    (True, False)
    """
    return frozenset(code for code, kind in partner_kinds().items() if kind == "other")


@cache
def _labels(kind: str, lang: str, short: bool) -> Mapping[str, str]:
    if kind in _NAMES:
        return _labels_of_tables(kind, lang, short)
    if kind == "zone":
        return MappingProxyType({zone: say(f"zones.{zone}", lang) for zone in ZONES})
    if kind == "departement":
        undocumented = {code: say("labels.undocumented", lang, code=code) for code in UNDOCUMENTED_DEPARTEMENTS}
        return MappingProxyType({**departement_names(), **undocumented})
    if kind == "region":
        return MappingProxyType(
            {place.code: place.name for place in all_territories().values() if place.level == "region"}
        )
    raise UnknownCodeError(f"kind={kind!r} has no labels; choose one of {', '.join(get_args(Kind))}", value=kind)


def _labels_of_tables(kind: str, lang: str, short: bool) -> Mapping[str, str]:
    """Read names from the language's column of the kind's table, else from the language's own table of names.

    A language may have one kind of name only, short or long; then it stands for both.
    """
    table, code, *columns = _NAMES[kind]
    wanted = [name.format(lang=lang) for name in columns if name]
    places = [(table, code, name) for name in (reversed(wanted) if short else wanted)]
    if kind == "cpf4":
        places.insert(0 if short else len(places), ("cpf4_short_names", "cpf4", f"short_{lang}"))
    for name, key, value in places:
        if value in rows(name)[0]:
            kept = (row for row in rows(name) if name != "product_groups" or row["level"] == kind)
            return MappingProxyType({row[key]: row[value] for row in kept})
    names = [row for row in rows(f"labels_{lang}") if row["kind"] == kind] if has_table(f"labels_{lang}") else []
    return MappingProxyType({row["code"]: (short and row["short_label"]) or row["label"] for row in names})
