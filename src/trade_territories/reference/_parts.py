"""A product, a partner, a zone or a group of them, found by its code or by its name in either language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trade_territories.columns import PARENT_COLUMN, PRODUCT_LEVELS
from trade_territories.errors import UnknownCodeError
from trade_territories.reference._groups import Group, GroupKind, shipped_groups
from trade_territories.reference._labels import label, labels, partner_zones, product_parents
from trade_territories.reference._names import close_names, folded
from trade_territories.reference._tables import column, rows
from trade_territories.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from trade_territories.columns import Level

#: A code or name that is several things is the first of these; ``level:code`` asks for one of them.
PREFERENCE: Final = ("zone", "partner", "a129", "group", "a38", "a17", "cpf4")
_KINDS: Final[Mapping[str, GroupKind]] = MappingProxyType(
    {"zone": "partner", "partner": "partner", **dict.fromkeys(PRODUCT_LEVELS, "product")}
)
_LONGEST_CODE: Final = 5
#: Groups and codes whose names are common nouns, small inside a sentence although they name partners: stores, what is
#: not determined, corrections, the high seas.
_COMMON_NOUNS: Final = frozenset(
    {"euro", "non_eu", "not_allocated", "eu_candidates", "divers", "QP", "QQ", "QR", "QS", "QU"}
)


@dataclass(frozen=True)
class Part:
    """A part of products or of partners: what ``only=`` keeps, what ``excluding=`` leaves out.

    Examples
    --------
    >>> from trade_territories.reference import resolve_parts
    >>> (part,) = resolve_parts("boissons")
    >>> part.code, part.level, part.kind, part.name("en")
    ('C11Z', 'a129', 'product', 'Beverages')
    """

    #: ``C11Z``, ``1102``, ``CA``, ``US``, ``asie`` or the code of a group.
    code: str
    #: ``product`` or ``partner``.
    kind: GroupKind
    #: Level of its codes.
    level: Level
    #: Its codes at that level, sorted; those of today for a group with months.
    codes: tuple[str, ...] = field(repr=False)
    #: The group that it is, for its members at other dates.
    group: Group | None = field(default=None, repr=False)
    #: The label that the data themselves bring for a code that the package's tables lack.
    own_label: str = field(default="", repr=False)
    #: ``level:code`` of what else the name asked for could mean; no part of what the part is.
    other_readings: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def name(self, lang: str = "fr") -> str:
        """Return its short name in a language."""
        if self.group is not None:
            return self.group.name(lang)
        return self.own_label or label(self.level, self.code, lang, short=True)

    def name_in_sentence(self, lang: str = "fr", *, name: str | None = None) -> str:
        """Return its name as it stands inside a sentence: common nouns without a capital, proper nouns with theirs.

        Parameters
        ----------
        lang
            Language of the name.
        name
            Its name where the data give the code another one.

        Examples
        --------
        >>> from trade_territories.reference import resolve_parts
        >>> [part.name_in_sentence() for part in resolve_parts(["énergie", "États-Unis", "G7"])]
        ['énergie', 'États-Unis', 'G7']
        """
        name = self.name(lang) if name is None else name
        is_own = self.group is not None and self.group.status == "own"
        is_common = self.kind == "product" or self.code in _COMMON_NOUNS
        is_acronym = name[1:2].isupper() or name[1:2].isdigit()
        return name if is_own or is_acronym or not is_common else name[:1].lower() + name[1:]

    def at(self, year: int | None = None, *, month: str | None = None) -> Part:
        """Return the part with the members that its group had at the end of a year, or in a month.

        Examples
        --------
        >>> from trade_territories.reference import resolve_parts
        >>> (part,) = resolve_parts("BRICS")
        >>> len(part.codes), len(part.at(2023).codes)
        (10, 5)
        """
        if self.group is None or not self.group.has_months:
            return self
        return replace(self, codes=self.group.members(year, month=month))

    @property
    def column(self) -> str:
        """Column of ``Flows`` that tells which rows are of the part."""
        return PARENT_COLUMN.get(self.level, self.level)

    @property
    def holds_unknown_codes(self) -> bool:
        """Whether codes that no table knows are a part of it, too: of the zone ``divers``, and of what is not allocated."""
        return (self.level == "zone" and "divers" in self.codes) or self.code == "not_allocated"

    @property
    def column_codes(self) -> frozenset[str]:
        """Codes in that column, of those that a table knows (see :attr:`holds_unknown_codes`).

        Examples
        --------
        >>> from trade_territories.reference import resolve_parts
        >>> (part,) = resolve_parts("a38:CF")
        >>> part.column, sorted(part.column_codes)
        ('a129', ['C21Z'])
        """
        if self.level == "zone":
            return frozenset(code for code, zone in partner_zones().items() if zone in self.codes)
        if self.level in ("a38", "a17"):
            return frozenset(code for code, above in product_parents(self.level).items() if above in self.codes)
        return frozenset(self.codes)


def part_of_group(group: Group) -> Part:
    """Return the part that a group is, with its members of today."""
    return Part(group.code, group.kind, group.level, group.members(), group)


def find_part(
    query: str,
    *,
    kind: GroupKind | None = None,
    known: Mapping[str, Mapping[str, str]] | None = None,
    argument: str = "only",
) -> Part:
    """Find one part by its code, ``level:code``, or its name in either language.

    Parameters
    ----------
    query
        A code, or a name without regard to case, accents, hyphens, apostrophes and leading articles.
    kind
        The kind that is asked for, where only one will do.
    known
        By level, labels of codes that occur in the data and that the package's tables lack.
    argument
        Name of the argument, for the message of an error.

    Raises
    ------
    UnknownCodeError
        Nothing bears this code or name, or only something of the other kind; with what is close to it.
    """
    text = query.strip()
    readings = _readings(text, known or {}, kind)
    if not readings:
        raise _unknown(query, text, kind, argument)
    first, *others = readings
    meanings = tuple(_qualified(part) for part in others if part.column_codes != first.column_codes)
    return replace(first, other_readings=meanings) if meanings else first


def find_code(query: str, level: Level, *, argument: str) -> str:
    """Find the one code of a level that a text is, or is the name of in either language.

    Raises
    ------
    UnknownCodeError
        Nothing bears this code or name, or only something of another level; with what is close to it.

    Examples
    --------
    >>> find_code("boissons", "a129", argument="inside"), find_code("Germany", "partner", argument="rates")
    ('C11Z', 'DE')
    """
    kind, text = _KINDS[level], query.strip()
    readings = _readings(text, {}, kind)
    # A code of one level may be a name of another, and a name several things.
    named = [
        part for part in (*readings, *_by_name().get(folded(text), ())) if part.level == level and part.group is None
    ]
    if named:
        return named[0].code
    if readings:
        found = f"{readings[0].name('en')} ({_qualified(readings[0])})"
        raise UnknownCodeError(f"{argument}: {query!r} is {found}; one code of {level} is expected", value=query)
    raise _unknown(query, text, kind, argument)


def group_called(name: str) -> Group | None:
    """Return the group of the package that bears a name in either language, or is usually called so."""
    return next((part.group for part in _by_name().get(folded(name), ()) if part.group is not None), None)


def _readings(text: str, known: Mapping[str, Mapping[str, str]], kind: GroupKind | None = None) -> list[Part]:
    """Return what a text may mean, the likeliest first: a code as it is written, a code in other letters, a name."""
    codes = {key: part for key, part in _by_code(known).items() if kind in (None, part.kind)}
    level, _, code = text.partition(":")
    if code and level in PREFERENCE:
        return [codes[level, code.strip()]] if (level, code.strip()) in codes else []
    for written in dict.fromkeys((text, text.upper(), text.lower())):
        found = [codes[level, written] for level in PREFERENCE if (level, written) in codes]
        if found:
            # Two letters are a partner, as everywhere; a group that is spelled the same may have been meant all the same.
            also = codes.get(("group", text.lower()))
            return [found[0], also] if also is not None and also != found[0] else found[:1]
    return [part for part in _by_name().get(folded(text), ()) if kind in (None, part.kind)]


def _qualified(part: Part) -> str:
    return f"group:{part.code}" if part.group is not None else f"{part.level}:{part.code}"


def _by_code(known: Mapping[str, Mapping[str, str]]) -> Mapping[tuple[str, str], Part]:
    if not known:
        return _shipped_parts()
    more = {
        (level, code): Part(code, _KINDS[level], level, (code,), own_label=name or code)  # type: ignore[arg-type]
        for level, found in known.items()
        if level in _KINDS
        for code, name in found.items()
        if (level, code) not in _shipped_parts()
    }
    return {**_shipped_parts(), **more}


@cache
def _shipped_parts() -> Mapping[tuple[str, str], Part]:
    """Return every part of the package's tables by level (or ``group``) and code; read-only."""
    found: dict[tuple[str, str], Part] = {}
    for level, kind in _KINDS.items():
        for code in labels(level):
            found[level, code] = Part(code, kind, level, (code,))  # type: ignore[arg-type]  # the keys of _KINDS are levels
    for group in shipped_groups().values():
        found["group", group.code] = part_of_group(group)
    return MappingProxyType(found)


@cache
def _by_name() -> Mapping[str, tuple[Part, ...]]:
    """Return the parts that bear each folded name, in the order of preference; read-only."""
    named: dict[str, dict[tuple[str, str], Part]] = {}
    for name, key in _names():
        if folded(name):
            named.setdefault(folded(name), {})[key] = _shipped_parts()[key]
    order = {level: position for position, level in enumerate(PREFERENCE)}
    return MappingProxyType(
        {
            name: tuple(parts[key] for key in sorted(parts, key=lambda key: (order[key[0]], key[1])))
            for name, parts in named.items()
        }
    )


def _names() -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every name that a part goes by: short and long, French and English, the Customs' own, and usual others."""
    for level in _KINDS:
        for lang in LANGS:
            for short in (True, False):
                for code, name in labels(level, lang, short=short).items():
                    yield name, (level, code)
    for row in rows("partners"):
        yield row["customs_label_fr"], ("partner", row["code"])
    for group in shipped_groups().values():
        yield from ((name, ("group", group.code)) for name in (group.code, *(group.name(lang) for lang in LANGS)))
    for row in rows("aliases"):
        yield row["alias"], (row["level"], row["code"])


def _unknown(query: str, text: str, kind: GroupKind | None, argument: str) -> UnknownCodeError:
    what = {
        None: "a product, a partner or a group of them",
        "product": "a product or a group of products",
        "partner": "a partner or a group of partners",
    }[kind]
    other = _readings(text, {}) if kind is not None else []
    if other:
        return UnknownCodeError(
            f"{argument}: {query!r} is a {other[0].kind}, {other[0].name('en')} ({other[0].code}); a {kind} is expected",
            value=query,
        )
    pieces = [piece.strip() for piece in text.replace(";", ",").split(",")]
    if len(pieces) > 1 and all(_readings(piece, {}, kind) for piece in pieces):
        return UnknownCodeError(
            f"{argument}: {query!r} is several in one text; give a list, {pieces!r} (in a shell, the option once for each)",
            value=query,
        )
    shown = [f"{part.name()} ({part.code})" for part in _close(text, kind)]
    hint = f"; did you mean {', '.join(shown)}?" if shown else "; give a code or a name, such as 'C11Z' or 'États-Unis'"
    return UnknownCodeError(f"{argument}: {query!r} is not {what}{hint}", value=query, close_matches=shown)


def _close(text: str, kind: GroupKind | None) -> list[Part]:
    """Return what is close to a mistake: codes to what looks like a code, names to the rest."""
    allowed = {key: part for key, part in _shipped_parts().items() if kind in (None, part.kind)}
    codes: dict[str, Part] = {}
    for (_, code), part in allowed.items():
        codes.setdefault(code.casefold(), part)
    names = {name: parts[0] for name, parts in _by_name().items() if kind in (None, parts[0].kind)}
    near = [names[name] for name in close_names(text, names)]
    if len(text) <= _LONGEST_CODE and text.isalnum():
        padded = [codes[code] for code in (text.zfill(4).casefold(), f"{text}z".casefold()) if code in codes]
        near = [*padded, *near] if near else [*padded, *(codes[code] for code in close_names(text, codes, cutoff=0.7))]
    return list(dict.fromkeys(near))[:4]


@dataclass(frozen=True)
class Overlap:
    """Codes that two parts have in common, and that count once."""

    first: Part
    second: Part
    codes: tuple[str, ...]


def overlaps(parts: Collection[Part]) -> tuple[Overlap, ...]:
    """Return which parts have members in common: a sum of such parts is not the sum of their sums.

    Of an A129 product and a CPF4 class, the class's usual A129 decides.

    Examples
    --------
    >>> from trade_territories.reference import resolve_parts
    >>> [found.codes for found in overlaps(resolve_parts(["agroalimentaire", "C11Z", "énergie"]))]
    [('C11Z',)]
    """
    ordered = list(parts)
    found = []
    for position, first in enumerate(ordered):
        for second in ordered[position + 1 :]:
            common = _in_common(first, second)
            if common:
                found.append(Overlap(first, second, tuple(sorted(common))))
    return tuple(found)


def _in_common(first: Part, second: Part) -> frozenset[str]:
    if first.kind != second.kind:
        return frozenset()
    if first.column == second.column:
        return first.column_codes & second.column_codes
    classes, products = (first, second) if first.column == "cpf4" else (second, first)
    above = column("products_cpf4", "cpf4", "a129")
    return frozenset(code for code in classes.column_codes if above.get(code) in products.column_codes)
