"""Names of codes: products, partners, zones, places; the levels above products, the zones of partners."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._tables import column, rows
from trade_territories.reference._territories import all_territories, departement_names
from trade_territories.text import checked_lang

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["a129", "cpf4", "a38", "a17", "partner", "zone", "departement", "region"]
PRODUCT_LEVELS = ("a17", "a38", "a129", "cpf4")
#: The Customs' zones, in their order.
ZONES = tuple(row["code"] for row in rows("zones"))
AUTRES = "autres"
INCONNU = "inconnu"

#: Codes of départements that occur in the Customs' files and that none of their lists explains: counted in France as a
#: whole, in no région, and no reason for an alarm. They are not territories: nobody knows which place they stand for.
UNDOCUMENTED_DEPARTEMENTS = tuple(row["code"] for row in rows("special_codes") if row["kind"] == "departement")
_UNLISTED = {"fr": "Code {code}", "en": "Code {code}"}


def labels(kind: str, lang: str = "fr", *, short: bool = False) -> Mapping[str, str]:
    """Return the names of all codes of a kind; read-only.

    Parameters
    ----------
    kind
        ``a129``, ``cpf4``, ``a38``, ``a17``, ``partner``, ``zone``, ``departement`` or ``region``.
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
    language = checked_lang(lang)
    known = _labels(kind, language, short).get(code) or _special_names(language, "any").get(code)
    if known:
        return known
    return (extra or {}).get(code) or _UNLISTED[language].format(code=code)


def product_parents(level: str) -> Mapping[str, str]:
    """Return, for each A129 product, its code at a level above (``a38``, ``a17``).

    Examples
    --------
    >>> product_parents("a38")["C11Z"]
    'CA'
    """
    return column("products_a129", "a129", level)


def partner_zones() -> Mapping[str, str]:
    """Return the Customs' zone of each partner, the Union at today's composition.

    Examples
    --------
    >>> partner_zones()["TR"], partner_zones()["EG"]
    ('europe_hors_ue', 'afrique')
    """
    return _partner_zones()


def partner_kinds() -> Mapping[str, str]:
    """Return, for each partner, ``country`` or ``other``: returned goods, stores, undetermined, own overseas départements.

    Examples
    --------
    >>> partner_kinds()["QR"]
    'other'
    """
    return column("partners", "code", "kind")


@cache
def no_countries() -> frozenset[str]:
    """Return the partners that are no country; a code that no table has is taken for a country.

    Examples
    --------
    >>> "QR" in no_countries(), "DE" in no_countries()
    (True, False)
    """
    return frozenset(code for code, kind in partner_kinds().items() if kind == "other")


@cache
def _special_names(lang: str, kind: str) -> Mapping[str, str]:
    """Return the names of codes that stand for no one thing: the others, the unknown, the undocumented."""
    return MappingProxyType({row["code"]: row[f"name_{lang}"] for row in rows("special_codes") if row["kind"] == kind})


@cache
def _partner_zones() -> Mapping[str, str]:
    codes = {row["name_fr"]: row["code"] for row in rows("zones")}
    return MappingProxyType({row["code"]: codes.get(row["zone"], "divers") for row in rows("partners")})


@cache
def _labels(kind: str, lang: Literal["fr", "en"], short: bool) -> Mapping[str, str]:
    if kind == "a129":
        wanted = {"fr": "short_fr" if short else "label_fr", "en": "label_en"}[lang]
        return column("products_a129", "a129", wanted)
    if kind == "cpf4":
        if short or lang == "en":
            return column("cpf4_short_names", "cpf4", f"short_{lang}")
        return column("products_cpf4", "cpf4", "label_fr")
    if kind in ("a38", "a17"):
        table = "product_groups" if lang == "fr" else "product_group_names"
        return MappingProxyType({row["code"]: row[f"label_{lang}"] for row in rows(table) if row["level"] == kind})
    if kind == "partner":
        return column("partners", "code", f"name_{lang}")
    if kind == "zone":
        return column("zones", "code", f"name_{lang}")
    if kind == "departement":
        return MappingProxyType({**departement_names(), **_special_names(lang, "departement")})
    if kind == "region":
        return MappingProxyType({one.code: one.name for one in all_territories().values() if one.level == "region"})
    raise UnknownCodeError(f"kind={kind!r} has no labels; choose one of {', '.join(get_args(Kind))}", value=kind)
