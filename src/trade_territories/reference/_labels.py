"""Names of codes: products, partners, zones; the levels above them; membership by month."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from trade_territories.errors import UnknownCodeError
from trade_territories.reference._tables import column, rows
from trade_territories.reference._territories import _all, _departement_names
from trade_territories.wording.numbers import checked_lang

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["a129", "cpf4", "a38", "a17", "partner", "zone", "departement", "region"]
PRODUCT_LEVELS = ("a17", "a38", "a129", "cpf4")
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

_ZONE_NAMES = {
    "fr": ("Union européenne", "Europe hors UE", "Afrique", "Amérique", "Asie", "Proche et Moyen-Orient", "Divers"),
    "en": ("European Union", "Europe outside the EU", "Africa", "America", "Asia", "Near and Middle East", "Other"),
}
_SPECIAL = {
    "fr": {AUTRES: "Autres", INCONNU: "Non précisé", "": "Non précisé"},
    "en": {AUTRES: "Others", INCONNU: "Not specified", "": "Not specified"},
}
#: English names of INSEE's aggregated levels, a17 and a38 together: no code stands in both with two meanings.
_GROUPS_EN = {
    "AZ": "Agricultural, forestry and fishery products",
    "BZ": "Crude oil, natural gas and other mining products",
    "C1": "Food, beverages and tobacco",
    "C2": "Refined petroleum products and coke",
    "C3": "Machinery, electrical, electronic and computer equipment",
    "C4": "Transport equipment",
    "C5": "Other industrial products",
    "CA": "Food, beverages and tobacco",
    "CB": "Textiles, clothing, leather and footwear",
    "CC": "Wood, paper and board",
    "CD": "Refined petroleum products and coke",
    "CE": "Chemicals, perfumes and cosmetics",
    "CF": "Pharmaceuticals",
    "CG": "Rubber, plastic and other mineral products",
    "CH": "Metals and metal products",
    "CI": "Computer, electronic and optical products",
    "CJ": "Electrical and household equipment",
    "CK": "Industrial, agricultural and other machinery",
    "CL": "Transport equipment",
    "CM": "Other manufactured products",
    "DE": "Crude oil and gas, other mining products, electricity, waste",
    "DZ": "Electricity and manufactured gas",
    "EZ": "Industrial and household waste",
    "JA": "Publishing and communication products",
    "JZ": "Publishing and communication products",
    "MA": "Technical drawings",
    "MC": "Exposed photographic plates and film",
    "MN": "Technical drawings; exposed photographic plates and film",
    "RU": "Works of art, antiques and collectors' pieces",
    "RZ": "Works of art, antiques and collectors' pieces",
    "SZ": "Raw hair",
}
#: Codes of départements that occur in the Customs' files and that none of their lists explains: counted in France as a
#: whole, in no région, and no reason for an alarm. They are not territories: nobody knows which place they stand for.
UNDOCUMENTED_DEPARTEMENTS = ("98",)
_UNDOCUMENTED = {"fr": "{code} (non documenté)", "en": "{code} (undocumented)"}
_UNLISTED = {"fr": "Code {code}", "en": "Code {code}"}


def labels(kind: str, lang: str = "fr", *, short: bool = False) -> Mapping[str, str]:
    """Give the names of all codes of a kind; read-only.

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
    """Name one code; one that no table knows goes by the release's own label, else by its code.

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
    known = _labels(kind, language, short).get(code) or _SPECIAL[language].get(code)
    if known:
        return known
    return (extra or {}).get(code) or _UNLISTED[language].format(code=code)


def product_parents(level: str) -> Mapping[str, str]:
    """Give, for each A129 product, its code at a level above (``a38``, ``a17``).

    Examples
    --------
    >>> product_parents("a38")["C11Z"]
    'CA'
    """
    return column("products_a129", "a129", level)


def partner_zones() -> Mapping[str, str]:
    """Give the Customs' zone of each partner, the Union at today's composition.

    Examples
    --------
    >>> partner_zones()["TR"], partner_zones()["EG"]
    ('europe_hors_ue', 'afrique')
    """
    return _partner_zones()


def partner_kinds() -> Mapping[str, str]:
    """Tell ``country`` from ``other``: returned goods, stores, undetermined, own overseas départements.

    Examples
    --------
    >>> partner_kinds()["QR"]
    'other'
    """
    return column("partners", "code", "kind")


@cache
def no_countries() -> frozenset[str]:
    """Give the partners that are no country; a code that nobody knows counts as one.

    Examples
    --------
    >>> "QR" in no_countries(), "DE" in no_countries()
    (True, False)
    """
    return frozenset(code for code, kind in partner_kinds().items() if kind == "other")


def eu_members(month: str | None = None) -> frozenset[str]:
    """Give the partners that were in the European Union in a month, or are today; France is no partner of its own.

    The United Kingdom is in until January 2020, its last month as a member, though its trade was surveyed as a member's
    until December 2020.

    Parameters
    ----------
    month
        ``"2020-01"``; nothing for today.

    Raises
    ------
    UnknownCodeError
        A month that is not written as year and month.

    Examples
    --------
    >>> len(eu_members()), len(eu_members("2020-01"))
    (26, 27)
    """
    return _members("eu_since", "eu_until", month)


def euro_members(month: str | None = None) -> frozenset[str]:
    """Give the partners whose currency was the euro in a month, or is today; states outside the Union are not counted.

    Examples
    --------
    >>> "HR" in euro_members("2022-12"), "HR" in euro_members("2023-01")
    (False, True)
    """
    return _members("euro_since", None, month)


@cache
def _members(since: str, until: str | None, month: str | None) -> frozenset[str]:
    if month is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise UnknownCodeError(f"month={month!r} is no month; write year and month as '2020-01'", value=month)
    if month is None:
        return frozenset(row["code"] for row in rows("partners") if row[since] and not (until and row[until]))
    return frozenset(
        row["code"]
        for row in rows("partners")
        if row[since] and row[since] <= month and not (until and row[until] and row[until] < month)
    )


@cache
def _partner_zones() -> Mapping[str, str]:
    codes = dict(zip(_ZONE_NAMES["fr"], ZONES, strict=True))
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
        groups = {row["code"]: row["label_fr"] for row in rows("product_groups") if row["level"] == kind}
        return MappingProxyType(groups if lang == "fr" else {code: _GROUPS_EN[code] for code in groups})
    if kind == "partner":
        return column("partners", "code", f"name_{lang}")
    if kind == "zone":
        return MappingProxyType(dict(zip(ZONES, _ZONE_NAMES[lang], strict=True)))
    if kind == "departement":
        undocumented = {code: _UNDOCUMENTED[lang].format(code=code) for code in UNDOCUMENTED_DEPARTEMENTS}
        return MappingProxyType({**_departement_names(), **undocumented})
    if kind == "region":
        return MappingProxyType({one.code: one.name for one in _all().values() if one.level == "region"})
    raise UnknownCodeError(f"kind={kind!r} has no labels; choose among {', '.join(get_args(Kind))}", value=kind)
