# ruff: noqa: E501 - patterns of two languages stand beside each other
"""Rules for the sentences of a fiche: what each says, in French and English, and the figure that it must give.

A rule is a pattern per language and a check that works the figure out anew. Every number of a page must lie inside a match
of a rule; what no rule knows is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tests import plain_figures as plain
from tests.plain_figures import Place, Release, eur, ordered, pct, rate

if TYPE_CHECKING:
    from tests.plain_page import Text

EUR = {"fr": r"(?:[<>] ?)?[−+]?\d[\d ]*,\d M€", "en": r"[<>]?[−+]?€[\d,]+\.\dm"}
PCT = {
    "fr": r"(?:(?:plus de |moins de |[<>] ?)?[−+]?\d[\d ]*(?:,\d+)? %|n\. s\.)",
    "en": r"(?:(?:more than |less than |[<>])?[−+]?\d[\d,]*(?:\.\d+)?%|n/a)",
}
BARE = {"fr": r"(?:[<>] ?)?[−+]?\d[\d ]*(?:,\d+)?", "en": r"[<>]?[−+]?\d[\d,]*(?:\.\d+)?"}
NAME = r"[^:;→()·]+?"
WORD = r"(?:(?:[Vv]ingt|[Tt]rente|[Qq]uarante|[Cc]inquante) et )?[\w-]+"
#: Flow of a rule's words.
FLOW = {"fr": {"exportations": "export", "importations": "import"}, "en": {"exports": "export", "imports": "import"}}
OTHER = {"export": "import", "import": "export"}
AUTRES = "autres"


@dataclass
class Context:
    """What a page is about, and the figure that a text stands in."""

    release: Release
    lang: str
    code: str
    name: str
    codes: tuple[str, ...]
    region: str | None = None
    region_name: str = ""
    period: str = "2024"
    figure: str = ""
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def here(self) -> Place:
        return self.release.of(self.codes) if self.code != "FR" else self.release.france

    @property
    def france(self) -> Place:
        return self.release.france

    @property
    def place(self) -> Place:
        """The place of the figure: the page's own, or région and France beside it."""
        part = (
            self.figure.rsplit("-", 1)[-1].upper()
            if self.figure.startswith(("graphique-flux", "graphique-flow"))
            else ""
        )
        if part == "FR":
            return self.france
        return self.release.region(part) if part.startswith("R") and part != self.code else self.here

    @property
    def flow(self) -> str:
        return "import" if "-import-" in self.figure else "export"

    def codes_of(self, kind: str, text: str) -> set[str]:
        """Return the codes that a name may stand for."""
        text = without_article(text, self.lang)
        for known in (text, text[:1].upper() + text[1:]):
            if known in plain.names(kind, self.lang):
                return plain.names(kind, self.lang)[known]
        found = re.search(r"\b([A-Z0-9]{2,5})\b", text)
        assert found, f"{text!r} is the name of no {kind}"
        return {found[1]}

    def value(self, values: dict[str, int], kind: str, text: str) -> int:
        """Return the euros of the code that a name stands for."""
        return sum(values.get(code, 0) for code in self.codes_of(kind, text))

    def code_of(self, values: dict[str, int], kind: str, text: str) -> str:
        codes = self.codes_of(kind, text)
        found = [code for code in codes if code in values] or sorted(codes)
        assert len(found) == 1, f"{text!r} may be any of {found}"
        return found[0]


def without_article(text: str, lang: str) -> str:
    text = re.sub(r", (?:en partie |partly )?(?:par convention|by convention)$", "", text.strip())
    if lang == "en":
        return re.sub(r"^the ", "", text)
    return re.sub(r"^(?:de la |de l'|de |des |du |d'|le |la |les |l')", "", text) if text[:1].islower() else text


def items(text: str, tail: str) -> list[tuple[str, ...]]:
    """Split a list of sentences: each item is a name and, in brackets, what is said of it."""
    found = re.findall(rf"(.+?) \({tail}\)(?:, | et | and |$)", text)
    return [one if isinstance(one, tuple) else (one,) for one in found]


Match = dict[str, str]
Check = Callable[[Context, Match], None]


@dataclass(frozen=True)
class Rule:
    """One kind of sentence."""

    fr: str
    en: str
    check: Check | None = None

    def pattern(self, lang: str) -> re.Pattern[str]:
        return _compiled(getattr(self, lang), lang)


@cache
def _compiled(text: str, lang: str) -> re.Pattern[str]:
    kinds = {"eur": EUR[lang], "pct": PCT[lang], "bare": BARE[lang], "name": NAME, "word": WORD, "int": r"\d[\d  ]*"}
    return re.compile(re.sub(r"<(\w+):(\w+)>", lambda one: f"(?P<{one[2]}>{kinds[one[1]]})", text))


def same(said: str, true: str) -> None:
    assert said == true, f"says {said!r}, is {true!r}"


def said_pct(c: Context, text: str, part: float, whole: float, **more: int) -> None:
    """Compare a share in a sentence, where an edge is in words."""
    for word, sign in (("plus de ", "> "), ("moins de ", "< "), ("more than ", ">"), ("less than ", "<")):
        text = text.replace(word, sign)
    same(text, pct(part, whole, c.lang, **more))


def in_words(c: Context, text: str, part: float, whole: float) -> None:
    """Compare a share that is a fraction in words, or a number."""
    bounds = plain.WORDS[c.lang].get(text[:1].lower() + text[1:])
    if bounds is None:
        said_pct(c, text, part, whole)
        return
    share = part / whole * 100
    assert bounds.least - 1e-9 <= share <= bounds.most + 1e-9, f"says {text!r}, is {share}"


def first(values: dict[str, int]) -> list[str]:
    """Return the first code; several where they tie, none where nothing is more than nothing."""
    most = max(values.values(), default=0)
    return sorted(code for code, value in values.items() if value == most and most > 0)


def three(values: dict[str, int]) -> int:
    return sum(sorted(values.values(), reverse=True)[:3])


@cache
def industry_names() -> set[str]:
    return {plain.plain(row["name"]) for row in plain.table("territoires_industrie")}


# The first page


def deck(c: Context, m: Match) -> None:
    same(m["v"], eur(abs(c.here.balance), c.lang))
    assert ("export" if m["first"].lower().startswith(("les exp", "exp")) else "import") == (
        "export" if c.here.balance > 0 else "import"
    )


def deck_product(c: Context, m: Match) -> None:
    values = c.here.products["export"]
    assert first(values) == [c.code_of(values, "a129", m["p"])]
    said_pct(c, m["s"], max(values.values()), c.here.total["export"])
    booked = c.code in ("75", "R11") and first(values)[0] in plain.CONVENTION
    assert ("convention" in m["tail"]) == booked


def deck_country(c: Context, m: Match) -> None:
    values = c.here.countries("export")
    assert first(values) == [c.code_of(values, "partner", m["p"])]
    said_pct(c, m["s"], max(values.values()), c.here.total["export"])


def finding_product(c: Context, m: Match) -> None:
    values = c.here.products["export"]
    assert first(values) == [c.code_of(values, "a129", m["p"])]
    in_words(c, m["w"], max(values.values()), c.here.total["export"])


def finding_imports(c: Context, m: Match) -> None:
    values = c.here.products["import"]
    assert first(values) == [c.code_of(values, "a129", m["p"])]
    in_words(c, m["w"], max(values.values()), c.here.total["import"])


def finding_value(c: Context, m: Match) -> None:
    value = max(c.here.products["export"].values())
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, c.here.total["export"])


def _quotient(c: Context) -> float:
    code = first(c.here.products["export"])[0]
    share = c.here.products["export"][code] / c.here.total["export"]
    return share / (c.france.products["export"][code] / c.france.total["export"])


def finding_times(c: Context, m: Match) -> None:
    same(m["t"], plain.times(_quotient(c), c.lang))


def finding_part(c: Context, m: Match) -> None:
    code = first(c.here.products["export"])[0]
    in_words(c, m["w"], c.here.products["export"][code], c.france.products["export"][code])


def finding_three(c: Context, m: Match) -> None:
    said_pct(c, m["s"], three(c.here.products["export"]), c.here.total["export"])


def finding_country(c: Context, m: Match) -> None:
    exports, imports = c.here.countries("export"), c.here.countries("import")
    code = c.code_of(exports, "partner", m["p"])
    assert first(exports) == [code]
    balances = {one: exports.get(one, 0) - imports.get(one, 0) for one in {*exports, *imports}}
    tail = m["tail"] or ""
    if "excédent" in tail or "surplus" in tail:
        assert first(balances) == [code]
    elif "déficit" in tail or "deficit" in tail:
        assert first({one: -value for one, value in balances.items()}) == [code]
    elif "origine" in tail or "origin" in tail:
        assert first(imports) == [code]


def finding_country_value(c: Context, m: Match) -> None:
    exports, imports = c.here.countries("export"), c.here.countries("import")
    code = first(exports)[0]
    same(m["e"], eur(exports[code], c.lang))
    said_pct(c, m["s"], exports[code], c.here.total["export"])
    balance = exports[code] - imports.get(code, 0)
    if m.get("b"):
        same(m["i"], eur(imports.get(code, 0), c.lang))
        same(m["b"], eur(abs(balance), c.lang))
        assert ("surplus" in m["k"] or "excédent" in m["k"]) == (balance > 0)
    else:
        assert balance == 0


def finding_country_alone(c: Context, m: Match) -> None:
    exports = c.here.countries("export")
    code = first(exports)[0]
    same(m["e"], eur(exports[code], c.lang))
    said_pct(c, m["s"], exports[code], c.here.total["export"])
    assert not c.here.countries("import").get(code)


def spread(c: Context, m: Match) -> None:
    shares = {flow: three(c.here.products[flow]) / c.here.total[flow] for flow in ("import", "export")}
    less = m["k"] in ("moins", "less")
    assert (shares["import"] < shares["export"]) == less
    assert abs(shares["import"] - shares["export"]) > 0.05


def spread_text(c: Context, m: Match) -> None:
    said_pct(c, m["i"], three(c.here.products["import"]), c.here.total["import"])
    said_pct(c, m["e"], three(c.here.products["export"]), c.here.total["export"])


def origin(c: Context, m: Match) -> None:
    values = c.here.countries("import")
    assert first(values) == [c.code_of(values, "partner", m["p"])]
    said_pct(c, m["s"], max(values.values()), c.here.total["import"])


def imports_value(c: Context, m: Match) -> None:
    same(m["v"], eur(max(c.here.products["import"].values()), c.lang))


def of_france(c: Context, m: Match) -> None:
    flow = "export" if m["s"] == pct(c.here.total["export"], c.france.total["export"], c.lang) else "import"
    said_pct(c, m["s"], c.here.total[flow], c.france.total[flow])


def coverage(c: Context, m: Match) -> None:
    same(m["s"], rate(c.here.total["export"] / c.here.total["import"] * 100, c.lang))


def ranks(c: Context, flow: str) -> tuple[int, int]:
    """Return rank and number of départements, or of régions where the page is about one; Monaco takes no part."""
    places = [code for code in plain.departements() if code != "99"]
    if c.code.startswith("R"):
        regions: dict[str, int] = {}
        for code in places:
            region = "R" + plain.departements()[code]["insee_region_code"]
            regions[region] = regions.get(region, 0) + c.release.of((code,)).total[flow]
        values, own = regions, c.code
    else:
        values, own = {code: c.release.of((code,)).total[flow] for code in places}, c.codes[0]
    return 1 + sum(value > values[own] for value in values.values()), len(values)


def rank(c: Context, m: Match) -> None:
    place, of = ranks(c, "export")
    assert (int(m["r"]), int(m["of"])) == (place, of), f"is {place} of {of}"


def rank_import(c: Context, m: Match) -> None:
    assert int(m["r"]) == ranks(c, "import")[0]


def industry(c: Context, m: Match) -> None:
    own = {*c.codes, *({"2A", "2B"} if "20" in c.codes else ())}
    count = sum(
        bool(set(re.findall(r"\w+", row["departements_insee"])) & own) for row in plain.table("territoires_industrie")
    )
    assert plain.number(m["k"], c.lang) == count, f"is {count}"


def industry_france(c: Context, m: Match) -> None:
    assert int(m["k"]) == len(plain.table("territoires_industrie"))


def key_figure(c: Context, m: Match) -> None:
    assert m["v"] in [eur(c.here.total[flow], c.lang) for flow in ("export", "import")]


def key_balance(c: Context, m: Match) -> None:
    same(m["v"], eur(c.here.balance, c.lang, signed=True))


def rows_read(c: Context, m: Match) -> None:
    counts = [c.release.rows(flow) for flow in ("export", "import")]
    assert int(re.sub(r"\D", "", m["n"])) in counts, f"are {counts}"


# Flows between products and countries


@dataclass
class Matrix:
    """Pairs of a place and flow, with the n first products and countries, the rest gathered."""

    place: Place
    flow: str
    n: int

    def __post_init__(self) -> None:
        products, partners = self.place.products[self.flow], self.place.countries(self.flow)
        self.named = {
            "product": set(ordered(products)[: self.n]),
            "partner": set(ordered(partners)[: self.n]),
        }
        cells: dict[tuple[str, str], int] = {}
        for (product, partner), value in self.place.pairs[self.flow].items():
            key = (
                product if product in self.named["product"] else AUTRES,
                partner if partner in self.named["partner"] else AUTRES,
            )
            cells[key] = cells.get(key, 0) + value
        self.all = cells
        self.cells = {key: value for key, value in cells.items() if value > 0}
        self.drawn = sum(self.cells.values())
        self.below = sum(value for value in cells.values() if value < 0)
        self.pairs = {key: value for key, value in self.cells.items() if AUTRES not in key}
        sizes = sorted(self.pairs.values(), reverse=True)
        limit = sizes[5] if len(sizes) > 5 else 0
        self.marked = sorted((-value, key) for key, value in self.pairs.items() if value > limit)[:5]
        self.ties = sizes.count(limit) if len(sizes) > 5 and sizes[4] == limit else 0
        self.least = -self.marked[-1][0] if self.marked else 0

    def ends(self, end: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for key, value in self.cells.items():
            code = key[0 if end == "product" else 1]
            sums[code] = sums.get(code, 0) + value
        return sums

    @property
    def hidden(self) -> list[tuple[int, str, str]]:
        """Pairs of single codes that are larger than the last red one and have no place of their own."""
        if not self.marked:
            return []
        return sorted(
            (-value, product, partner)
            for (product, partner), value in self.place.pairs[self.flow].items()
            if value > self.least and (product not in self.named["product"] or partner not in self.named["partner"])
        )


@cache
def _matrix(place: Place, flow: str, n: int) -> Matrix:
    return Matrix(place, flow, n)


def matrix(c: Context) -> Matrix:
    return _matrix(c.place, c.flow, 10 if c.figure.endswith(f"import-{c.code.lower()}") else 7)


def _end(c: Context, text: str, end: str) -> str:
    others = {"autres", "autres produits", "d'autres pays", "others", "other products", "other countries"}
    text = text.removeprefix("exportations ").removeprefix("importations ")
    if text.strip().lower() in others or text.strip().lower().removeprefix("d'") in others:
        return AUTRES
    kind = "a129" if end == "product" else "partner"
    return c.code_of(matrix(c).ends(end), kind, text)


def told_pair(c: Context, m: Match) -> None:
    held = matrix(c)
    key = (_end(c, m["product"], "product"), _end(c, m["partner"], "partner"))
    value = held.cells[key]
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, held.drawn)
    drawn = "dessinés" in m["whole"] or "drawn" in m["whole"]
    assert drawn == (-held.below > 0.0005 * held.drawn)
    if m.get("r"):
        assert int(m["r"]) == 1 + sum(other > value for other in held.pairs.values())
        assert int(m["of"]) == len(held.pairs)


def told_end(c: Context, m: Match) -> None:
    held = matrix(c)
    found = set()
    for end in ("product", "partner"):
        try:
            code = _end(c, m["name"], end)
        except AssertionError:
            continue
        value = held.ends(end).get(code)
        if value is not None:
            found.add((eur(value, c.lang), pct(value, held.drawn, c.lang)))
    if m["name"] in ("Autres", "Others"):
        # A narrow chart names fewer ends: what it gathers is what it does not name.
        return
    assert (m["v"], m["s"]) in found, f"is {found}"


def reading_pair(c: Context, m: Match) -> None:
    held = matrix(c)
    largest = held.marked[0] if held.marked else min((-value, key) for key, value in held.cells.items())
    _, (product, partner) = largest
    value = -largest[0]
    assert partner == _end(c, m["partner"], "partner")
    names = [name for name, codes in plain.names("a129", c.lang).items() if product in codes]
    told = m["mid"].lower()
    assert product == AUTRES or any(name.lower() in told for name in names) or product in m["mid"], f"is {product}"
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, held.drawn)


def legend(c: Context, m: Match) -> None:
    held = matrix(c)
    assert plain.number(m["k"] or NUM1[c.lang], c.lang) == len(held.marked), f"are {len(held.marked)}"
    value = -sum(size for size, _ in held.marked)
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, held.drawn)


NUM1 = {"fr": "un", "en": "one"}


def gathered(c: Context, m: Match) -> None:
    held = matrix(c)
    small = {key: value for key, value in held.cells.items() if AUTRES in key or value / held.drawn < 0.005}
    assert int(m["k"] or 1) == len(small), f"are {len(small)}"
    said_pct(c, m["s"], sum(small.values()), held.drawn)


def no_check(c: Context, m: Match) -> None:
    del c, m


def larger(c: Context, m: Match) -> None:
    held = matrix(c)
    found = sorted((-value, key) for key, value in held.cells.items() if AUTRES in key and value > held.least)
    assert plain.number(m["k"] or NUM1[c.lang], c.lang) == len(found), f"are {len(found)}"
    key = (_end(c, m["product"], "product"), _end(c, m["partner"], "partner"))
    same(m["v"], eur(held.cells[key], c.lang))
    assert held.cells[key] == -found[0][0]


def hidden(c: Context, m: Match) -> None:
    held = matrix(c)
    assert plain.number(m["k"] or NUM1[c.lang], c.lang) == len(held.hidden), f"are {len(held.hidden)}"
    key = (
        c.code_of(c.place.products[c.flow], "a129", m["product"]),
        c.code_of(c.place.partners[c.flow], "partner", m["partner"]),
    )
    value = c.place.pairs[c.flow][key]
    assert value == -held.hidden[0][0]
    same(m["v"], eur(value, c.lang))


def ties(c: Context, m: Match) -> None:
    assert plain.number(m["k"], c.lang) == matrix(c).ties


def below(c: Context, m: Match) -> None:
    same(m["v"], eur(matrix(c).below, c.lang))
    same(m["d"], eur(matrix(c).drawn, c.lang))


def _headline(c: Context, text: str) -> tuple[Place, str]:
    """Return place and flow of a headline, which stands above its figure."""
    flow = "export" if "xport" in text else "import"
    if c.figure:
        return c.place, c.flow
    return _named_place(c, text), flow


def _matrix_of(c: Context, text: str) -> Matrix:
    place, flow = _headline(c, text)
    if c.figure:
        return matrix(c)
    own = place is c.here
    return _matrix(place, flow, 10 if own and flow == "import" else 7)


def flows_of_product(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    product = c.code_of(held.ends("product"), "a129", m["p"])
    assert plain.number(m["k"], c.lang) == len(held.marked)
    assert {key[0] for _, key in held.marked} == {product}
    said_pct(c, m["s"], -sum(size for size, _ in held.marked), held.drawn)


def flows_of_partner(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    partner = c.code_of(held.ends("partner"), "partner", m["p"])
    assert plain.number(m["k"], c.lang) == len(held.marked)
    assert {key[1] for _, key in held.marked} == {partner}
    said_pct(c, m["s"], -sum(size for size, _ in held.marked), held.drawn)


def most_partner(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    code = c.code_of(held.ends("partner"), "partner", m["p"])
    _most(c, m, held, [key[1] for _, key in held.marked].count(code))


def most_product(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    code = c.code_of(held.ends("product"), "a129", m["p"])
    _most(c, m, held, [key[0] for _, key in held.marked].count(code))


def _most(c: Context, m: Match, held: Matrix, count: int) -> None:
    assert plain.number(m["k"], c.lang) == count, f"are {count}"
    assert plain.number(m["of"], c.lang) == len(held.marked)
    assert bool(m["named"]) == bool(held.hidden), f"larger ones that are not named: {held.hidden[:2]}"


def none_dominates(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    assert plain.number(m["k"] or NUM1[c.lang], c.lang) == len(held.marked)
    value = -sum(size for size, _ in held.marked)
    said_pct(c, m["s"], value, held.drawn)
    assert value / held.drawn < 0.1
    assert bool(m["named"]) == bool(held.hidden)


def first_flow(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    key = (
        c.code_of(held.ends("product"), "a129", m["product"]),
        c.code_of(held.ends("partner"), "partner", m["partner"]),
    )
    assert key == held.marked[0][1]
    said_pct(c, m["s"], held.cells[key], held.drawn)
    assert bool(m["named"]) == bool(held.hidden)


def only_flow(c: Context, m: Match) -> None:
    held = _matrix_of(c, m["all"])
    assert len(held.cells) == 1


def total_said(c: Context, m: Match) -> None:
    same(m["v"], eur(c.place.total["import" if "mport" in m["all"] else "export"], c.lang))


def first_end(c: Context, m: Match) -> None:
    held = matrix(c)
    end = "product" if "rodu" in m["k"] else "partner"
    values = {code: value for code, value in held.ends(end).items() if code != AUTRES}
    code = _end(c, m["p"], end)
    if code == AUTRES:
        assert not values
        return
    assert first(values) == [code]
    said_pct(c, m["s"], values[code], held.drawn)


def tied_end(c: Context, m: Match) -> None:
    held = matrix(c)
    end = "product" if "rodu" in m["k"] else "partner"
    values = {code: value for code, value in held.ends(end).items() if code != AUTRES}
    assert plain.number(m["n"], c.lang) == len(first(values))
    said_pct(c, m["s"], max(values.values()), held.drawn)


# Balance


def balance_title(c: Context, m: Match) -> None:
    same(m["v"], eur(abs(c.here.balance), c.lang))
    assert (c.here.balance > 0) == m["k"].lower().startswith(("exc", "a surplus", "surplus"))
    if m.get("p"):
        balances = _balances(c)
        code = c.code_of(balances, _kind(c), m["p"])
        sign = 1 if c.here.balance > 0 else -1
        signed = {one: sign * value for one, value in balances.items()}
        assert first(signed) == [code], f"is {first(signed)}"
        others = sorted((value for value in signed.values() if value > 0), reverse=True)
        far = len(others) == 1 or others[0] >= 1.25 * others[1]
        mostly = far and others[0] >= 0.25 * abs(c.here.balance)
        assert mostly == (m["how"] in ("surtout", "above all"))


def _kind(c: Context) -> str:
    """Return what the rows of a balance are."""
    return "zone" if c.figure.endswith("zones") else "partner"


def _balances(c: Context) -> dict[str, int]:
    exports, imports = (
        {code: value for code, value in c.here.zones(flow).items() if code != "not_allocated"}
        if _kind(c) == "zone"
        else c.here.countries(flow)
        for flow in ("export", "import")
    )
    return {one: exports.get(one, 0) - imports.get(one, 0) for one in {*exports, *imports}}


def balance_level(c: Context, m: Match) -> None:
    same(m["s"], rate(c.here.total["export"] / c.here.total["import"] * 100, c.lang))


def balance_reading(c: Context, m: Match) -> None:
    balances = _balances(c)
    value = balances[c.code_of(balances, _kind(c), m["p"])]
    same(m["v"], eur(abs(value), c.lang))
    assert (value > 0) == m["k"].startswith(("les exportations", "exports"))


def balance_sums(c: Context, m: Match) -> None:
    same(m["i"], eur(c.here.total["import"], c.lang))
    same(m["e"], eur(c.here.total["export"], c.lang))


def balance_extremes(c: Context, m: Match) -> None:
    sign = 1 if "xc" in m["k"] or "surplus" in m["k"] else -1
    most = sorted((sign * value for value in _balances(c).values() if sign * value > 0), reverse=True)
    said = re.findall(rf"({NAME}) ({EUR[c.lang]})(?: et | and |$)", m["rows"])
    assert said, m["rows"]
    for place, (name, value) in enumerate(said):
        own = sign * _balances(c)[c.code_of(_balances(c), _kind(c), name)]
        same(value, eur(own, c.lang))
        assert own == most[place], f"{name} is no largest: {most[:3]}"


def balance_row(c: Context, m: Match) -> None:
    if m["name"] in ("Autres pays", "Other countries"):
        return
    if m["name"] == "Total":
        exports, imports = c.here.total["export"], c.here.total["import"]
    else:
        exports, imports = (
            c.value(c.here.zones(flow) if _kind(c) == "zone" else c.here.partners[flow], _kind(c), m["name"])
            for flow in ("export", "import")
        )
    same(m["i"], eur(imports, c.lang))
    same(m["e"], eur(exports, c.lang))
    same(m["b"], eur(exports - imports, c.lang, signed=True))


# Products


def activities_reading(c: Context, m: Match) -> None:
    flow = FLOW[c.lang][m["flow"]]
    values = c.here.products[flow]
    value = c.value(values, "a129", m["name"])
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, c.here.total[flow])


def activities_half(c: Context, m: Match) -> None:
    flow = "import" if m["flow"].startswith("Import") else "export"
    same(m["v"], eur(c.here.total[flow], c.lang))
    rows = re.findall(rf"(.+?) \(({EUR[c.lang]}), ({PCT[c.lang]})\)(?:, | et | and |$)", m["rows"])
    largest = ordered(c.here.products[flow])
    assert rows, m["rows"]
    for place, (name, value, share) in enumerate(rows):
        own = c.here.products[flow][c.code_of(c.here.products[flow], "a129", name)]
        assert own == c.here.products[flow][largest[place]]
        same(value, eur(own, c.lang))
        said_pct(c, share, own, c.here.total[flow])


def activities_tile(c: Context, m: Match) -> None:
    flow = "import" if m["flow"].startswith("Import") else "export"
    whole = c.here.total[flow]
    sectors: dict[str, list[int]] = {}
    for code, value in c.here.products[flow].items():
        if value > 0:
            sectors.setdefault(plain.sector(code), []).append(value)
    gathered = re.fullmatch(r"(\d+) (?:autres?|others?|produits?|products?)", m["name"])
    if gathered:
        count = int(gathered[1])
        possible = [sum(sorted(values)[:count]) for values in sectors.values() if len(values) >= count]
    else:
        try:
            possible = [c.value(c.here.products[flow], "a129", m["name"])]
        except AssertionError:
            possible = []
        if not m.get("sector"):
            possible += [sum(values) for values in sectors.values()]
    assert (m["v"], m["s"]) in [(eur(value, c.lang), pct(value, whole, c.lang)) for value in possible]


def activities_negative(c: Context, m: Match) -> None:
    sums = [sum(value for value in c.here.products[flow].values() if value < 0) for flow in ("import", "export")]
    assert m["v"] in [eur(value, c.lang) for value in sums if value]


def class_share(c: Context, m: Match) -> None:
    """One class makes so much of a product: of some product of this place there is one that does."""
    found = set()
    for flow in ("import", "export"):
        sums: dict[str, int] = {}
        for (product, _), value in c.place.classes[flow].items():
            sums[product] = sums.get(product, 0) + max(value, 0)
        found |= {
            pct(value, sums[product], c.lang) for (product, _), value in c.place.classes[flow].items() if value > 0
        }
    assert m["s"] in found


def no_sector(c: Context, m: Match) -> None:
    flow = FLOW[c.lang][m["flow"]]
    sectors: dict[str, int] = {}
    for code, value in c.here.products[flow].items():
        sectors[plain.sector(code)] = sectors.get(plain.sector(code), 0) + max(value, 0)
    assert max(sectors.values()) / c.here.total[flow] < 0.25


def ratio(c: Context, m: Match) -> None:
    flow = "export" if m["k"].lower().startswith("ex") else "import"
    value = c.here.total[flow] / c.here.total[OTHER[flow]]
    if value > 1000:
        same(m["t"], {"fr": "plus de 1 000", "en": "more than 1,000"}[c.lang])
    else:
        same(m["t"], plain.equals(value, c.lang))


def headline_product(c: Context, m: Match) -> None:
    flow = FLOW[c.lang][m["flow"]]
    whole, products = c.here.total[flow], c.here.products[flow]
    most = max(products.values())
    if most / whole * 100 >= 23 and list(products.values()).count(most) == 1:
        in_words(c, m["w"], most, whole)
        return
    sectors: dict[str, int] = {}
    for code, value in products.items():
        sectors[plain.sector(code)] = sectors.get(plain.sector(code), 0) + max(value, 0)
    in_words(c, m["w"], max(value for name, value in sectors.items() if name != "other"), whole)
    assert len(first(sectors)) == 1


# Specialisation and concentration


def _special(c: Context) -> list[tuple[float, str]]:
    """Return quotients and codes of the products of at least 0.5 % that weigh at least twice what they do in France."""
    rows = []
    for code, value in c.here.products["export"].items():
        share = value / c.here.total["export"] * 100
        national = c.france.products["export"].get(code, 0) / c.france.total["export"] * 100
        if 0.5 <= share <= 100 and national > 0 and share / national >= 2:
            rows.append((-share / national, code))
    return sorted(rows)


def special_title(c: Context, m: Match) -> None:
    booked = c.code != "FR" and "75" in c.codes
    rows = [(size, code) for size, code in _special(c) if not (booked and code in plain.CONVENTION)]
    same(m["t"], plain.times(-rows[0][0], c.lang))


def special_none(c: Context, m: Match) -> None:
    booked = c.code != "FR" and "75" in c.codes
    rows = [code for _, code in _special(c) if not (booked and code in plain.CONVENTION)]
    assert not rows, f"are {rows}"


def special_first(c: Context, m: Match) -> None:
    assert plain.number(m["k"] or "1", c.lang) == min(5, len(_special(c)))
    assert plain.number(m["of"], c.lang) == len(_special(c))


def special_row(c: Context, m: Match) -> None:
    name = re.sub(r", (?:par|by) convention$", "", m["name"])
    code = c.code_of(c.here.products["export"], "a129", name)
    said_pct(c, m["s"], c.here.products["export"].get(code, 0), c.here.total["export"])
    said_pct(c, m["f"], c.france.products["export"].get(code, 0), c.france.total["export"])


def special_bar(c: Context, m: Match) -> None:
    place = c.france if m["place"] == "France" else c.here
    name = re.sub(r", (?:par|by) convention$", "", m["name"])
    said_pct(c, m["s"], c.value(place.products["export"], "a129", name), place.total["export"])


def bar(c: Context, m: Match) -> None:
    if "dep" in c.figure:
        dependence_segment(c, {**m, "origin": m["place"]})
    else:
        special_bar(c, m)


def people(c: Context, m: Match) -> None:
    assert min(c.here.total.values()) >= 0
    for flow, key in (("export", "e"), ("import", "i")):
        for codes, sign in ((c.codes, key), (tuple(plain.departements()), f"f{key}")):
            counted = [code for code in codes if code != "99"]
            value = sum(c.release.of((code,)).total[flow] for code in counted)
            per = value / sum(_people(c)[code] for code in counted)
            same(m[sign], plain.euros(per, c.lang))


@cache
def _population() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for row in plain.table("populations"):
        found.setdefault(row["departement"], []).append((row["date"], int(row["population"])))
    return found


def _people(c: Context) -> dict[str, int]:
    year = re.findall(r"\d{4}", c.period)[-1]
    return {
        code: max((one for one in dates if one[0][:4] <= year), default=min(dates))[1]
        for code, dates in _population().items()
    }


def partners_special(c: Context, m: Match) -> None:
    rows = []
    here, france = c.here.countries("export"), c.france.countries("export")
    for code, value in here.items():
        share = value / sum(here.values()) * 100
        national = france.get(code, 0) / sum(france.values()) * 100
        if share >= 0.5 and national > 0 and share / national >= 2:
            rows.append((-share / national, code))
    said = items(m["rows"], r"([^)]+)")
    assert len(said) == min(3, len(rows)), f"are {len(rows)}"
    for (name, text), (size, code) in zip(said, sorted(rows), strict=False):
        assert code in c.codes_of("partner", name), f"{name}: is {code}"
        if re.search("indice|index", text):
            same(re.sub(r"^(?:indice de|index of) ", "", text), plain.index(-size, c.lang))
            assert here[code] / france[code] < 0.5
        else:
            words = re.sub(
                r" (?:des exportations françaises vers ce pays|of French exports to that country)$", "", text
            )
            in_words(c, words, here[code], france[code])


def concentration(c: Context, m: Match) -> None:
    flow = "export" if "xport" in m["flow"] else "import"
    countries, products = c.here.countries(flow), c.here.products[flow]
    alone = float(m["n"].replace(",", ".")) < (2 if c.lang == "fr" else 1.05)
    assert m["word"] == ({"fr": "produit", "en": "product"}[c.lang] + ("" if alone else "s"))
    corrected = any(value < 0 for value in (*c.here.partners[flow].values(), *products.values()))
    assert bool(m["without"]) == corrected
    for values, share, count, france, in_france in (
        (countries, "s", "k", c.france.countries(flow), "fk"),
        (products, "p3", "n", c.france.products[flow], "fn"),
    ):
        kept = [value for value in values.values() if value > 0]
        said_pct(c, m[share], sum(sorted(kept, reverse=True)[:3]), sum(kept))
        same(m[count], plain.equals(plain.equivalent(kept), c.lang))
        assert len(kept) > 3
        if m.get(in_france):
            same(m[in_france], plain.equals(plain.equivalent(france.values()), c.lang))


def alike(c: Context, m: Match) -> None:
    rows = []
    for code in plain.departements():
        if code not in ("99", *c.codes):
            value = plain.likeness(c.here.products["export"], c.release.of((code,)).products["export"])
            if value >= 0.7:
                rows.append((-round(value, 12), code))
    said = re.findall(r"\(((?:> ?)?\d[.,]\d\d)\)", m["rows"])
    assert len(said) == min(3, len(rows)), f"are {len(rows)}"
    for text, (size, code) in zip(said, sorted(rows), strict=False):
        near = plain.two(-size, c.lang)
        same(text, {"fr": "> 0,99", "en": ">0.99"}[c.lang] if near in ("1,00", "1.00") and -size < 1 - 1e-11 else near)
        assert plain.plain(plain.departements()[code]["name"]) in m["rows"]


# Dependence


@dataclass
class Dependent:
    """How one imported product depends on its origins."""

    value: int
    code: str
    first: str
    first_eur: int
    outside: int
    hhi: float
    ratio: float
    screened: bool

    @property
    def signals(self) -> int:
        return (self.hhi > 0.4) + (self.outside / self.value > 0.5) + (self.ratio > 1)

    @property
    def one_supplier(self) -> bool:
        return self.first_eur / self.value > 0.5


@cache
def dependents(release: Release, place: Place, is_paris: bool) -> list[Dependent]:
    rows = []
    for code in place.products["import"]:
        origins = _origins(place, code)
        if not origins:
            continue
        outside = {one: value for one, value in origins.items() if one not in plain.members()}
        value, total = sum(origins.values()), sum(outside.values())
        most = max(outside.values(), default=0)
        national = sum(v for one, v in _origins(release.france, code).items() if one not in plain.members())
        exports = release.france.products["export"].get(code, 0)
        booked = is_paris and code in plain.CONVENTION
        rows.append(
            Dependent(
                value, code, min((one for one, v in outside.items() if v == most), default=""), most, total,
                sum((v / total) ** 2 for v in outside.values()) if total else 0.0,
                (national / exports if exports > 0 else float("inf")) if national else 0.0,
                value >= 1_000_000 and plain.industrial(code) and not booked,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row.value, row.code))


def _origins(place: Place, product: str) -> dict[str, int]:
    return {
        partner: value
        for (code, partner), value in place.pairs["import"].items()
        if code == product and value > 0 and partner not in plain.no_countries()
    }


def _dependent(c: Context) -> list[Dependent]:
    return dependents(c.release, c.here, c.code != "FR" and "75" in c.codes)


def _supplied(c: Context) -> list[Dependent]:
    return [row for row in _dependent(c) if row.screened and row.one_supplier]


def _signalled(c: Context) -> list[Dependent]:
    return [row for row in _dependent(c) if row.screened and row.signals == 3]


def dependence_title(c: Context, m: Match) -> None:
    assert plain.number(m["k"], c.lang) == len(_supplied(c)), f"are {len(_supplied(c))}"


def dependence_first(c: Context, m: Match) -> None:
    shown = {row.code for row in (*_supplied(c), *_signalled(c))}
    assert plain.number(m["k"] or "1", c.lang) == min(5, len(shown))
    assert plain.number(m["of"], c.lang) == len(shown)


def _row_of(c: Context, name: str) -> Dependent:
    codes = c.codes_of("a129", name)
    return next(row for row in _dependent(c) if row.code in codes)


def _fine(share: float, c: Context) -> str:
    return rate(share, c.lang, places=1 if 49.5 <= share < 50.5 else None)


def dependence_row(c: Context, m: Match) -> None:
    row = _row_of(c, m["name"])
    assert row.first in c.codes_of("partner", m["origin"]), f"is {row.first}"
    same(m["s"], _fine(row.first_eur / row.value * 100, c))
    if m.get("v"):
        same(m["v"], eur(row.value, c.lang))


def dependence_reading(c: Context, m: Match) -> None:
    row = _row_of(c, m["name"])
    names = {re.sub(r"^(?:de la|du|des|de|the) |^(?:de l|d)['’]", "", m["origin"]), m["origin"]}
    assert any(row.first in c.codes_of("partner", name) for name in names), f"is {row.first}"
    same(m["s"], _fine(row.first_eur / row.value * 100, c))


def dependence_largest(c: Context, m: Match) -> None:
    shown = sorted(
        {row.code: row for row in (*_supplied(c), *_signalled(c))}.values(), key=lambda one: (-one.value, one.code)
    )
    rows = re.findall(rf"(.+?) \(([^(),<>]+?) ({PCT[c.lang]}), ({EUR[c.lang]})\)(?:, | et | and |\.?$)", m["rows"])
    assert len(rows) == min(3, len(shown)), m["rows"]
    for (name, origin_name, share, value), row in zip(rows, shown, strict=False):
        assert row.code in c.codes_of("a129", name)
        dependence_row(c, {"name": name, "origin": origin_name, "s": share, "v": value})


def dependence_segment(c: Context, m: Match) -> None:
    row = _row_of(c, m["name"])
    if m["origin"] in ("Union européenne", "European Union"):
        part = row.value - row.outside
    elif m["origin"] in ("Autres pays hors UE", "Other countries outside the EU"):
        part = row.outside - row.first_eur
    else:
        dependence_row(c, m)
        return
    same(m["s"], _fine(part / row.value * 100, c))


def supplied(c: Context, m: Match) -> None:
    rows = _supplied(c)
    value = sum(row.value for row in rows)
    same(m["v"], eur(value, c.lang))
    said_pct(c, m["s"], value, sum(row.value for row in _dependent(c)))
    said = items(m["rows"], rf"([^(]+?), ({PCT[c.lang]})")
    assert len(said) == min(3, len(rows))
    assert bool(re.search("dont|among", m["part"])) == (len(rows) > 3)
    for (name, origin_name, share), row in zip(said, rows, strict=False):
        assert row.code in c.codes_of("a129", name), f"{name}: is {row.code}"
        assert row.first in c.codes_of("partner", origin_name)
        same(share, _fine(row.first_eur / row.value * 100, c))


def signalled(c: Context, m: Match) -> None:
    rows, before = _signalled(c), {row.code for row in _supplied(c)}
    if not m["k"]:
        assert {row.code for row in rows} == before, "all of the products above"
        return
    assert plain.number(m["k"], c.lang) == len(rows), f"are {len(rows)}"
    same(m["v"], eur(sum(row.value for row in rows), c.lang))
    both = sum(row.code in before for row in rows)
    among = m["all"].startswith(("Parmi", "Among"))
    assert among == (both == len(rows) and both > 0)
    them = m.get("them") or ""
    assert bool(them) == (0 < both < len(rows)), f"of these {both} are above"
    if them:
        count = re.search(
            r"dont (?:les )?(\w[\w-]*) (?:des )?précédents|among them (?:the )?(\w[\w-]*) (?:of those )?above", them
        )
        said = next((one for one in count.groups() if one), "") if count else "un"
        assert plain.number(said, c.lang) == both


# Exposure and leads


def exposure_heading(c: Context, m: Match) -> None:
    for flow, key in (("export", "e"), ("import", "i")):
        # What has no share is left out.
        said = m[key] or {"fr": "n. s.", "en": "n/a"}[c.lang]
        if m["name"] in ("L'Union européenne", "The European Union"):
            said_pct(c, said, c.here.union(flow)["eu"], c.here.total[flow])
        elif (m["e"] and m["i"]) or without_article(m["name"], c.lang) in plain.names("partner", c.lang):
            said_pct(c, said, c.value(c.here.partners[flow], "partner", m["name"]), c.here.total[flow])


def zones(c: Context, m: Match) -> None:
    flow = "export" if "export" in m["k"] else "import"
    parts = c.here.union(flow)
    said_pct(c, m["n"], parts["non_eu"], c.here.total[flow])
    if m["a"]:
        said_pct(c, m["a"], parts["not_allocated"], c.here.total[flow])
    else:
        assert not parts["not_allocated"]


def exposure(c: Context, m: Match) -> None:
    exports = c.here.countries("export")
    code = c.code_of(exports, "partner", m["name"])
    place = 1 + sum(value > exports[code] for value in exports.values())
    assert int(re.sub(r"\D", "", m["r"]) or 1) == place, f"is {place}"
    tied = [one for one in exports if exports[one] == exports[code] and one != code]
    assert bool(tied) == bool(m.get("tied"))
    pairs = {
        product: value for (product, partner), value in c.here.pairs["export"].items() if partner == code and value > 0
    }
    said = items(m["rows"], rf"({EUR[c.lang]})")
    assert len(said) == min(3, len(pairs))
    for (name, value), product in zip(said, ordered(pairs), strict=False):
        assert product in c.codes_of("a129", name), f"{name}: is {product}"
        same(value, eur(pairs[product], c.lang))


def exposure_none(c: Context, m: Match) -> None:
    assert c.value(c.here.partners["export"], "partner", m["name"]) == 0


@cache
def leads(release: Release, here: Place, codes: tuple[str, ...]) -> list[tuple[int, str, str, int]]:
    """Return what at least three other départements sell where the place does not, of products of at least 1 %."""
    total = here.total["export"]
    own = {code for code, value in here.products["export"].items() if total > 0 and value >= total / 100}
    sums: dict[tuple[str, str], int] = {}
    places: dict[tuple[str, str], int] = {}
    for departement in release.by_place:
        if departement in codes:
            continue
        for pair, value in release.of((departement,)).pairs["export"].items():
            if value > 0 and pair[0] in own and pair[1] not in plain.no_countries():
                sums[pair] = sums.get(pair, 0) + value
                places[pair] = places.get(pair, 0) + 1
    used = {pair for pair, value in here.pairs["export"].items() if value > 0}
    return sorted(
        (-value, *pair, places[pair]) for pair, value in sums.items() if pair not in used and places[pair] >= 3
    )


def leads_count(c: Context, m: Match) -> None:
    found = leads(c.release, c.here, c.codes)
    assert plain.number(m["k"] or "1", c.lang) == min(8, len(found))
    assert int(m["of"]) == len(found), f"are {len(found)}"


def leads_heading(c: Context, m: Match) -> None:
    _, product, partner, _ = leads(c.release, c.here, c.codes)[0]
    assert product in c.codes_of("a129", m["p"])
    assert partner in c.codes_of("partner", m["d"])


# Région and France


def _named_place(c: Context, text: str) -> Place:
    """Return the place that a text names: the région, the page's own, or France."""
    if c.region_name and c.region_name in text:
        return c.release.region(c.region or "")
    if c.name in text or "le territoire" in text or "the territory" in text:
        return c.here
    assert "France" in text, text
    return c.france


def compared(c: Context, m: Match) -> None:
    flow = "export" if m["flow"].startswith(("À l'ex", "For ex")) else "import"
    texts = [(m["s"], m["here"]), *re.findall(rf"({PCT[c.lang]}) ((?:(?! et | and ).)+)", m["others"])]
    for share, place_name in texts:
        place = _named_place(c, place_name)
        said_pct(c, share, three(place.products[flow]), place.total[flow])
    count = 0
    for country in re.split(r" ?; ", m["rows"]):
        found = re.match(r"(?:(?:les|le|la|the) |l['’])?(.+?) (?:pour|for) (.+)$", country)
        assert found, country
        for place_name, share in re.findall(rf"(.+?) \(({PCT[c.lang]})\)(?:, | et | and |$)", found[2]):
            place, count = _named_place(c, place_name), count + 1
            values = place.countries(flow)
            assert first(values) == [c.code_of(values, "partner", found[1])]
            said_pct(c, share, max(values.values()), place.total[flow])
    assert count == len(texts)


def beside_each(c: Context, m: Match) -> None:
    for part in re.split(r" ?; ", m["rows"]):
        name, places = _name_and_places(c, re.sub(r", (?:par|by) convention$", "", part))
        for place in re.split(r", (?!par |by )| (?:et|and) (?=(?:dans la|dans le|en|in) )", places):
            values = _named_place(c, place).products["export"]
            assert first(values)[0] in c.codes_of("a129", name), f"{part}: is {first(values)}"


def _name_and_places(c: Context, text: str) -> tuple[str, str]:
    """Split where the name of a product ends: "bois et articles en bois dans les Landes"."""
    ends = [found.start() for found in re.finditer(r" (?=(?:dans|en|à|au|in) )", text)]
    for end in ends:
        with suppress(AssertionError):
            c.codes_of("a129", text[:end])
            return text[:end], text[end + 1 :]
    raise AssertionError(f"{text!r} begins with no product")


def beside_same(c: Context, m: Match) -> None:
    assert first(c.here.products["export"])[0] in c.codes_of("a129", m["p"])
    assert first(c.france.products["export"]) == first(c.here.products["export"])


# Notices


def one_cell(c: Context, m: Match) -> None:
    flow = FLOW[c.lang][m["flow"]]
    value = max(c.here.pairs[flow].values())
    said_pct(c, m["s"], value, c.here.total[flow])
    assert value / c.here.total[flow] >= 0.5


def notice_hydrocarbons(c: Context, m: Match) -> None:
    values = c.here.products["import"]
    said_pct(c, m["s"], values.get("B06Z", 0) + values.get("C19Z", 0), c.here.total["import"])


def notice_energy(c: Context, m: Match) -> None:
    energy = sum(
        value
        for flow in ("export", "import")
        for (product, cpf4), value in c.here.classes[flow].items()
        if product in ("D35A", "D35B") or cpf4 == "0620"
    )
    said_pct(c, m["s"], energy, sum(c.here.total.values()))


def notice_no_country(c: Context, m: Match) -> None:
    flow = FLOW[c.lang][m["flow"]]
    said_pct(c, m["s"], c.here.union(flow)["not_allocated"], c.here.total[flow])


def notice_corrections(c: Context, m: Match) -> None:
    same(m["v"], eur(c.here.below(), c.lang))


def notice_unknown(c: Context, m: Match) -> None:
    known = {row["code"] for row in plain.table("partners")}
    products = {row["a129"] for row in plain.table("products_a129")}
    classes = {row["cpf4"] for row in plain.table("products_cpf4")}
    if "pays" in m["k"] or "country" in m["k"]:
        value = sum(line[5] for line in c.here.lines if line[4] not in known)
    else:
        value = sum(line[5] for line in c.here.lines if line[2] not in products or line[3] not in classes)
    same(m["v"], eur(value, c.lang))


def _mirror(rows: Sequence[tuple[str, str, Check | None]]) -> list[Rule]:
    return [Rule(*row) for row in rows]


WHOLE = {"fr": r"(?P<whole>du total|des flux dessinés)", "en": r"(?P<whole>of the total|of the flows drawn)"}
RULES: list[Rule] = _mirror([
    (r"(?P<first>Les (?:ex|im)portations) dépassent les (?:ex|im)portations de <eur:v>(?= ;|\.)",
     r"(?P<first>(?:Ex|Im)ports) exceed (?:ex|im)ports by <eur:v>(?=;|\.)", deck),
    (r"premier produit exporté : (?P<p>[^;]+?) \(<pct:s>(?P<tail>[^)]*)\)", r"top export: (?P<p>[^;]+?) \(<pct:s>(?P<tail>[^)]*)\)", deck_product),
    (r"première destination : (?P<p>(?:(?! pour )[^;])+?) \(<pct:s>\)", r"top destination: (?P<p>(?:(?! for )[^;])+?) \(<pct:s>\)", deck_country),
    (r"^(?P<p>[^:]+?) : (?P<w>[^:]+?) des exportations\.", r"^(?P<p>[^:]+?): (?P<w>[^:]+?) of exports\.", finding_product),
    (r"^(?P<p>(?!Hydro)[^:]+?) : (?P<w>[^:]+?) des importations\.", r"^(?P<p>(?!Crude oil, gas)[^:]+?): (?P<w>[^:]+?) of imports\.", finding_imports),
    (r"(?<=exportations\. )<eur:v>, soit <pct:s> du total", r"(?<=exports\. )<eur:v>, or <pct:s> of the total", finding_value),
    (r", (?P<t>[\w ,]+?) fois la part de ce produit dans les exportations de la France",
     r", (?P<t>[\w .]+?) times this product's share in France's exports", finding_times),
    (r", et (?P<w>[^,;]+(?:,\d+ %)?) des exportations françaises de ce produit", r", and (?P<w>[^;]+?) of French exports of this product", finding_part),
    (r" ; les trois premiers produits totalisent <pct:s> des exportations", r"; the top three products make up <pct:s> of exports", finding_three),
    (r"^(?P<p>[^:]+?) : première destination(?P<tail> et premier excédent|, mais premier déficit| et première origine|)\.",
     r"^(?P<p>[^:]+?): the top destination(?P<tail> and the largest surplus|, but the largest deficit| and the top origin|)\.", finding_country),
    (r"<eur:e> d'exportations \(<pct:s>\), <eur:i> d'importations : un (?P<k>excédent|déficit) de <eur:b>\.",
     r"Exports of <eur:e> \(<pct:s>\), imports of <eur:i>: a (?P<k>surplus|deficit) of <eur:b>\.", finding_country_value),
    (r"<eur:e> d'exportations \(<pct:s>\), et aucune importation", r"Exports of <eur:e> \(<pct:s>\), and no imports", finding_country_alone),
    (r"<eur:e> d'exportations \(<pct:s>\) et autant d'importations", r"Exports of <eur:e> \(<pct:s>\), and imports of as much", finding_country_value),
    (r"Des importations (?P<k>plus|moins) concentrées que les exportations\.", r"Imports are (?P<k>more|less) concentrated than exports\.", spread),
    (r"Les trois premiers produits en représentent <pct:i>, contre <pct:e> à l'export", r"The top three products make up <pct:i>, compared with <pct:e> of exports", spread_text),
    (r"première origine : (?P<p>(?:(?! pour )[^;])+?) \(<pct:s>\)", r"top origin: (?P<p>(?:(?! for )[^;])+?) \(<pct:s>\)", origin),
    (r"(?<=des importations\. )<eur:v>(?=[,; ])", r"(?<=of imports\. )<eur:v>(?=[,;])", imports_value),
    (r"^<pct:s> de la France$", r"^<pct:s> of France$", of_france),
    (r"^taux de couverture : <pct:s>$", r"^coverage rate: <pct:s>$", coverage),
    (r"^(?P<r>\d+)er? sur (?P<of>\d+)(?: régions)?$", r"^(?P<r>\d+)(?:st|nd|rd|th) of (?P<of>\d+)(?: régions)?$", rank),
    (r"^(?P<r>\d+)er? à l'import$", r"^(?P<r>\d+)(?:st|nd|rd|th) for imports$", rank_import),
    (r"^(?P<k>[\w -]+?) Territoires? d'industrie se situent?, en tout ou partie, ", r"^(?P<k>[\w -]+?) Territoires? d'industrie lies?, wholly or in part, ", industry),
    (r"^La France compte (?P<k>\d+) Territoires d'industrie", r"^France has (?P<k>\d+) Territoires d'industrie", industry_france),
    # Flows
    (rf"[Ee]xportations (?P<mid>[^:;→·]+?) vers (?P<partner>{NAME}) : <eur:v>, soit <pct:s> {WHOLE['fr']}",
     rf"[Ee]xports of (?P<mid>[^:;→·]+?) to (?P<partner>{NAME}): <eur:v>, that is <pct:s> {WHOLE['en']}", reading_pair),
    (rf"[Ii]mportations (?P<mid>[^:;→·]+?) depuis (?P<partner>{NAME}) : <eur:v>, soit <pct:s> {WHOLE['fr']}",
     rf"[Ii]mports of (?P<mid>[^:;→·]+?) from (?P<partner>{NAME}): <eur:v>, that is <pct:s> {WHOLE['en']}", reading_pair),
    (rf"^(?P<product>{NAME}) (?:vers|depuis) (?P<partner>{NAME}) : <eur:v>, <pct:s> {WHOLE['fr']}(?:, rang (?P<r>\d+) sur (?P<of>\d+) entre produits et pays nommés)?$",
     rf"^(?P<product>{NAME}) (?:to|from) (?P<partner>{NAME}): <eur:v>, <pct:s> {WHOLE['en']}(?:, rank (?P<r>\d+) of (?P<of>\d+) between named products and countries)?$", told_pair),
    (rf"^(?P<name>(?!.+ (?:vers|depuis) )(?!Exports|Imports|Exportations|Importations){NAME}) : <eur:v>, <pct:s>(?: {WHOLE['fr']})?$", rf"^(?P<name>(?!.+ (?:to|from) )(?!Exports|Imports|Exportations|Importations){NAME}): <eur:v>, <pct:s>(?: {WHOLE['en']})?$", told_end),
    (rf"Les? (?:(?P<k>{WORD}) )?plus grands? flux entre un produit et un pays nommés : <eur:v>, <pct:s> {WHOLE['fr']}",
     rf"The (?:(?P<k>{WORD}) )?largest flows? between a named product and a named country: <eur:v>, <pct:s> {WHOLE['en']}", legend),
    (r"en dégradé : (?:un|(?P<k>\d+)) flux de moins de 0,5 % ou avec « Autres » \(<pct:s> du total\)",
     r"fading: (?:one|a|(?P<k>\d+)) flows? below 0\.5% or with “Others” \(<pct:s> of the total\)", gathered),
    (r"en dégradé : (?:un|\d+) petits? flux \(<pct:s> du total\) arrêtés? près des nœuds",
     r"fading: (?:one|a|\d+) small flows? \(<pct:s> of the total\) that ends? near the nodes|fading: .*small flow.*", None),
    (rf"Plus grands? que le dernier flux en rouge, mais sans produit ou pays nommé : (?:(?P<k>{WORD}) flux, dont )?(?P<product>{NAME}) (?:vers|depuis) (?P<partner>[^:;→·]+?) \(<eur:v>\)",
     rf"Larger than the last flow in red, but without a named product or country: (?:(?P<k>{WORD}) flows, among them )?(?P<product>{NAME}) (?:to|from) (?P<partner>[^:;→·]+?) \(<eur:v>\)", larger),
    (rf"Plus grands? encore, mais réunis? avec « Autres » : (?:(?P<k>{WORD}) flux, dont )?(?P<product>{NAME}) (?:vers|depuis) (?P<partner>[^:;→]+?) \(<eur:v>\)",
     rf"Larger still, but gathered in “Others”: (?:(?P<k>{WORD}) flows, among them )?(?P<product>{NAME}) (?:to|from) (?P<partner>[^:;→]+?) \(<eur:v>\)", hidden),
    (rf"(?P<k>{WORD}) autres flux, de même valeur, se partagent la place suivante", rf"(?P<k>{WORD}) other flows, of the same value, share the next place", ties),
    (rf"Aucun flux en rouge : (?P<k>{WORD}) sont aussi grands", rf"No flow in red: (?P<k>{WORD}) are equally large", ties),
    (r"Les corrections négatives \(<eur:v>\) ne peuvent être dessinées : les parts sont celles des <eur:d> dessinés", r"Negative corrections \(<eur:v>\) cannot be drawn: shares are of the <eur:d> drawn", below),
    (rf"(?P<all>(?P<k>{WORD}) flux (?!vers|depuis)(?P<p>[^:;]+?) (?:représente|représentent) <pct:s> des (?:ex|im)portations [^.]*)", rf"(?P<all>(?P<k>{WORD}) flows? of (?P<p>[^:;]+?) makes? up <pct:s> of the (?:ex|im)ports of [^.]*)", flows_of_product),
    (rf"(?P<all>(?P<k>{WORD}) flux (?:vers|depuis) (?P<p>[^:;]+?) (?:représente|représentent) <pct:s> des (?:ex|im)portations [^.]*)", rf"(?P<all>(?P<k>{WORD}) flows? (?:to|from) (?P<p>[^:;]+?) makes? up <pct:s> of the (?:ex|im)ports of [^.]*)", flows_of_partner),
    (rf"(?P<all>(?P<k>{WORD}) des (?P<of>{WORD}) plus grands flux d'(?:ex|im)portation(?P<named> nommés)? [^.:]+?(?: vont vers | viennent )(?P<p>[^.:]+))",
     rf"(?P<all>(?P<k>{WORD}) of the (?P<of>{WORD}) largest(?P<named> named)? (?:ex|im)port flows of [^.:]+?(?: go to | come from )(?P<p>[^.:]+))", most_partner),
    (rf"(?P<all>(?P<k>{WORD}) des (?P<of>{WORD}) plus grands flux d'(?:ex|im)portation(?P<named> nommés)? [^.:]+? sont des flux (?P<p>[^.:]+))",
     rf"(?P<all>(?P<k>{WORD}) of the (?P<of>{WORD}) largest(?P<named> named)? (?:ex|im)port flows of [^.:]+? are flows of (?P<p>[^.:]+))", most_product),
    (rf"(?P<all>(?:Ex|Im)portations [^:.]+ : aucun flux ne domine, les? (?:(?P<k>{WORD}) )?premiers?(?P<named> nommés?)? en (?:représente|représentent) <pct:s>)",
     rf"(?P<all>(?:Ex|Im)ports of [^:.]+: no flow dominates, the first(?: (?P<k>{WORD}))?(?P<named> named)? makes? up <pct:s>)", none_dominates),
    (r"(?P<all>(?:Ex|Im)portations [^:.]+ : le premier flux(?P<named> nommé)?, (?P<product>.+?) (?:vers|depuis) (?P<partner>[^:;]+?), en représente <pct:s>)",
     r"(?P<all>(?:Ex|Im)ports of [^:.]+: the first(?P<named> named)? flow, (?P<product>.+?) (?:to|from) (?P<partner>[^:;]+?), makes up <pct:s>)", first_flow),
    (r"(?P<all>Tout ce qui est (?:ex|im)porté [^.:]+ : .+)", r"(?P<all>All (?:ex|im)ports of [^.:]+: .+)", only_flow),
    (r"(?P<all>(?:Diagramme de flux|Tableau croisé de produits et de pays) : (?:ex|im)portations [^.]+?, [^.]*?\d{4}[^.]*?, <eur:v>)", r"(?P<all>(?:Flow diagram|Table of products by countries): (?:ex|im)ports of [^.]+?, [^.]*?\d{4}[^.]*?, <eur:v>)", total_said),
    (r"(?P<k>Premier produit|Première destination|Première origine) : (?P<p>[^:;]+?), <pct:s>", r"(?P<k>First product|First destination|First origin): (?P<p>[^:;]+?), <pct:s>", first_end),
    (r"(?P<n>[\w-]+) (?P<k>produits|pays) à égalité, <pct:s> chacun", r"(?P<n>[\w-]+) (?P<k>products|countries) of the same value, <pct:s> each", tied_end),
    (r"^(?:Autres|Others) ?: <pct:s>$", r"^(?:Autres|Others): <pct:s>$", None),
    (r"^<eur:v>$", r"^<eur:v>$", key_figure),
    (r"^<pct:s>$", r"^<pct:s>$", coverage),
    (r"^[▲▼=] <eur:v>$", r"^[▲▼=] <eur:v>$", key_balance),
    (r"\b(?P<n>\d[\d ]*) lignes", r"\b(?P<n>\d[\d,]*) rows", rows_read),
    # Balance
    (r"(?P<k>Excédent|Déficit) de <eur:v> pour (?:[^,.:]|, (?!surtout|d'abord))+(?:, (?P<how>surtout|d'abord) avec (?P<p>[^.:]+))?", r"(?P<k>A surplus|A deficit) of <eur:v> for (?:[^,.:]|, (?!above all|the largest))+(?:, (?P<how>above all|the largest) with (?P<p>[^.:]+))?", balance_title),
    (r"Échanges presque équilibrés : les exportations [^:]+ couvrent <pct:s> des importations", r"Trade nearly balanced: exports of [^:]+ cover <pct:s> of imports", balance_level),
    (r"avec (?P<p>[^:;]+?), (?P<k>les (?:ex|im)portations) [^:;]+ dépassent les (?:ex|im)portations de <eur:v> \(▲ excédent, ▼ déficit\)", r"with (?P<p>[^:;]+?), (?P<k>(?:ex|im)ports) of [^:;]+ exceed (?:ex|im)ports by <eur:v> \(▲ surplus, ▼ deficit\)", balance_reading),
    (r"Importations <eur:i>, exportations <eur:e>", r"Imports <eur:i>, exports <eur:e>", balance_sums),
    (r"Plus grands? (?P<k>excédent|déficit)s? : (?P<rows>[^.;]+)", r"Largest (?P<k>surplus|deficit)(?:es|s)?: (?P<rows>(?:[^.;]|\.(?=\d))+)", balance_extremes),
    (r"^(?P<name>.+?) : importations <eur:i>, exportations <eur:e>, solde <eur:b>$", r"^(?P<name>.+?): imports <eur:i>, exports <eur:e>, balance <eur:b>$", balance_row),
    # Products
    (r"(?P<name>[^:;]+?), <eur:v>, <pct:s> des (?P<flow>(?:ex|im)portations) ", r"(?P<name>[^:;]+?), <eur:v>, <pct:s> of the (?P<flow>(?:ex|im)ports) of ", activities_reading),
    (r"(?P<flow>Exportations|Importations) <eur:v> : (?P<rows>(?:[^.]|\.(?=\d)|\.(?= s\.)|\.(?=\)))+)", r"(?P<flow>Exports|Imports) <eur:v>: (?P<rows>(?:[^.]|\.(?=\d))+)", activities_half),
    (r"^(?P<flow>Exportations|Importations), (?P<sector>[^:]+) : (?P<name>.+), <eur:v>, <pct:s>$", r"^(?P<flow>Exports|Imports), (?P<sector>[^:]+): (?P<name>.+), <eur:v>, <pct:s>$", activities_tile),
    (r"^(?P<flow>Exportations|Importations) : (?P<name>.+), <eur:v>, <pct:s>$", r"^(?P<flow>Exports|Imports): (?P<name>.+), <eur:v>, <pct:s>$", activities_tile),
    (r"Corrections négatives, non dessinées : <eur:v>", r"Negative corrections, not drawn: <eur:v>", activities_negative),
    (r"dont [^;:.]+ <pct:s>$", r"of which [^;:.]+ <pct:s>$", class_share),
    (r"(?P<all>Aucun secteur ne représente un quart des (?P<flow>(?:ex|im)portations)) ", r"(?P<all>No sector makes up a quarter of the (?P<flow>(?:ex|im)ports)) ", no_sector),
    (r"(?:^|(?<=\. ))(?!\S+ flux |Aucun secteur)[^:;.]+? (?:représente|représentent) (?!au moins 1 %)(?P<w>[^.;:]+?) des (?P<flow>(?:ex|im)portations) [^:;.]+(?=$|\.)", r"(?:^|(?<=\. ))(?!\S+ of the \S+ largest|Of the )(?P<w>[^.;:]+?) of the (?P<flow>(?:ex|im)ports) of [^:;.]+ are [^:;.]+(?=$|\.)", headline_product),
    (r"(?!x)x", r"(?:^|(?<=\. ))Of the (?P<flow>(?:ex|im)ports) of [^:;.]+, (?P<w>[^;:]+?) are [^:;.]+(?=$|\.)", headline_product),
    (r"Les (?P<k>(?:ex|im)portations) valent (?P<t>[\w ,]+?) fois les (?:ex|im)portations", r"(?P<k>(?:Ex|Im)ports) are worth (?P<t>[\w .,]+?) times (?:ex|im)ports", ratio),
    # Specialisation and concentration
    (r"[^:;.]+ pès(?:e|ent) (?P<t>[\w ,]+?) fois plus dans les exportations [^:;.]+ que dans celles de la France", r"[^:;.]+: a share (?P<t>[\w .]+?) times as large in the exports of [^:;.]+ as in those of France", special_title),
    (r"[^:;.]+ : une part (?P<t>[\w ,]+?) fois plus grande dans les exportations [^:;.]+ que dans celles de la France", r"(?!x)x", special_title),
    (r"Aucun produit d'au moins 0,5 % des exportations [^:;.]+ n'y pèse deux fois plus que dans celles de la France", r"No product of at least 0\.5% of the exports of [^:;.]+ has twice the share that it has in those of France", special_none),
    (r"(?:celles de la France, [^.]+\. L|qu'en France, [^;.]+ ; l)es? (?:(?P<k>[\w-]+) )?premiers? sur (?P<of>[\w-]+)", r"(?:those of France, [^.]+\. T|in France's, [^;.]+; t)he first (?:(?P<k>[\w-]+) )?of (?P<of>[\w-]+)", special_first),
    (r"(?:(?<=Lecture : )|^)(?P<name>[^:;]+?), <pct:s> des exportations [^:;]+?, contre <pct:f> de celles de la France", r"(?:(?<=read: )|^)(?P<name>[^:;]+?), <pct:s> of the exports of [^:;]+?, compared with <pct:f> of those of France", special_row),
    (r"(?:(?<=rapports : )|(?<=\), )|(?<=\) et ))(?P<name>[^:;()]+?) \(<pct:s> contre <pct:f> en France\)", r"(?:(?<=ratios: )|(?<=\), )|(?<=\) and ))(?P<name>[^:;()]+?) \(<pct:s> against <pct:f> in France\)", special_row),
    (r"^(?P<name>.+), (?P<place>[^,:]+) : <pct:s>$", r"^(?P<name>.+), (?P<place>[^,:]+): <pct:s>$", bar),
    (r"Destinations qui pèsent ici bien plus qu'en France : (?P<rows>.+)\.$", r"Destinations that weigh far more here than in France: (?P<rows>.+)\.$", partners_special),
    (r"(?P<flow>À l'export|À l'import), les trois premiers pays représentent <pct:s> de ce qui est ventilé par pays et les trois premiers produits (?P<p3>.+?) du total(?P<without>, hors corrections négatives)?, soit l'équivalent de <bare:k> pays et de <bare:n> (?P<word>produits?) de poids égal(?: \(France : <bare:fk> pays, <bare:fn> produits?\))?",
     r"For (?P<flow>exports|imports), the top three countries make up <pct:s> of what is allocated to a country and the top three products (?P<p3>.+?) of the total(?P<without>, leaving out negative corrections)?, the equivalent of <bare:k> (?:country|countries) and <bare:n> (?P<word>products?) of equal weight(?: \(France: <bare:fk> (?:country|countries), <bare:fn> products?\))?", concentration),
    (r"Les départements dont les exportations ressemblent le plus à celles-ci : (?P<rows>.+) \(1 : mêmes proportions\)", r"Départements whose exports are most similar to these: (?P<rows>.+) \(1: the same proportions\)", alike),
    # Dependence
    (rf"(?P<k>{WORD}) produits? importés? [^:;.]+ pour au moins 1 M€ (?:ne )?vien(?:t|nent) pour plus de la moitié d'un seul pays hors de l'Union", rf"(?P<k>{WORD}) products? imported into [^:;.]+ for at least €1m ha(?:s|ve) over half of (?:its|their) imports from a single non-EU country", dependence_title),
    (r"(?:ventilées par pays, [^.]+\. L|pays tiers, [^;.]+ ; l)es? (?:(?P<k>[\w-]+) )?premiers? sur (?P<of>[\w-]+) par (?:leur|sa) valeur", r"(?:allocated to a country, [^.]+\. T|non-EU countries, [^;.]+; t)he first (?:(?P<k>[\w-]+) )?of (?P<of>[\w-]+) by value", dependence_first),
    (r"(?:(?<=Lecture : )|^)(?P<name>[^:;]+?) : <pct:s> des importations ventilées par pays viennent (?P<origin>[^:;.,\d]+)", r"(?:(?<=read: )|^)(?P<name>[^:;]+?): <pct:s> of imports allocated to a country come from (?P<origin>[^:;.,\d]+)", dependence_reading),
    (r"Les plus grandes de ces importations : (?P<rows>.+?)(?=\. Un signal|$)", r"The largest of these imports: (?P<rows>.+?)(?=\. A signal|$)", dependence_largest),
    (r"Ces importations représentent <eur:v>, soit <pct:s> de ce qui est ventilé par pays(?P<part>, dont | : )(?P<rows>.+)\.$", r"These imports are worth <eur:v>, or <pct:s> of what is allocated to a country(?P<part>, among them |: )(?P<rows>.+)\.$", supplied),
    (rf"^(?P<all>(?:(?:Parmi eux, )?(?P<k>{WORD}) produits?(?: importés?)?, <eur:v>(?P<them>, dont [^,]+)?,|Tous|Ce produit) serai(?:t|ent) au-delà des trois seuils)", rf"^(?P<all>(?:(?:Among them )?(?P<k>{WORD}) (?:imported )?products?, <eur:v>(?P<them>, among them [^,]+)?,|All of them|This product) would exceed all three thresholds)", signalled),
    # Exposure, leads, région and France
    (r"(?:^|(?<=\. ))(?P<name>[^:.]+) : (?:<pct:e> des exportations)?(?:, )?(?:<pct:i> des importations)?(?=$|\.)", r"(?:^|(?<=\. ))(?P<name>[^:.]+): (?:<pct:e> of exports)?(?:, )?(?:<pct:i> of imports)?(?=$|\.)", exposure_heading),
    (r"(?P<k>À l'export), <pct:n> vont vers les pays tiers(?: et <pct:a> ne sont pas ventilés)?", r"(?P<k>Of exports), <pct:n> go to third countries(?: and <pct:a> are not allocated)?", zones),
    (r"(?P<k>[Àà] l'import), <pct:n> viennent des pays tiers(?: et <pct:a> ne sont pas ventilés)?", r"(?P<k>[Oo]f imports), <pct:n> come from third countries(?: and <pct:a> are not allocated)?", zones),
    (r"^(?P<name>[^:]+) : (?P<r>première|\d+e) destination(?P<tied>, à égalité)? ; premiers? produits? : (?P<rows>.+)\.$", r"^(?P<name>[^:]+): the (?P<r>top|\d+\w\w) destination(?P<tied>, with a tie)?; main products?: (?P<rows>.+)\.$", exposure),
    (r"^(?P<name>[^:]+) : aucune exportation\.$", r"^(?P<name>[^:]+): no exports\.$", exposure_none),
    (r"^(?:Les (?P<k>[\w-]+) premières pistes|Une piste) sur (?P<of>\d+)", r"^(?:The top (?P<k>[\w-]+) leads|One lead) of (?P<of>\d+)", leads_count),
    (r"^Une piste à l'export : « (?P<p>.+) » vers (?P<d>.+)$", r"^A lead for exports: “(?P<p>.+)” to (?P<d>.+)$", leads_heading),
    (r"(?P<flow>À l'export|À l'import), (?:les trois premiers produits|ils) totalisent <pct:s> (?P<here>[^,]+), contre (?P<others>[^;]+) ; première (?:destination|origine) : (?P<rows>.+?)(?<=\))\.(?= À l'import|$)",
     r"(?P<flow>For exports|For imports), (?:the top three products|they) make up <pct:s> (?P<here>[^,]+), compared with (?P<others>[^;]+); top (?:destination|origin): (?P<rows>.+?)(?<=\))\.(?= For imports|$)", compared),
    (r"^Premiers produits exportés : (?P<rows>.+)$", r"^Top exports: (?P<rows>.+)$", beside_each),
    (r"^(?P<p>[^:]+) : premier produit exporté (?:dans|en|à|au) ", r"^(?P<p>[^:]+): the top export in ", beside_same),
    # Notices
    (r"Un seul flux \((?P<p>.+)\) représente <pct:s> des (?P<flow>(?:ex|im)portations)\.", r"A single flow \((?P<p>.+)\) accounts for <pct:s> of (?P<flow>(?:ex|im)ports)\.", one_cell),
    (r"Hydrocarbures et produits pétroliers : <pct:s> des importations", r"Crude oil, gas and refined petroleum products: <pct:s> of imports", notice_hydrocarbons),
    (r"ici, le gaz et l'électricité représentent <pct:s> des échanges", r"here, gas and electricity account for <pct:s> of trade", notice_energy),
    (r"Des partenaires qui ne sont pas des pays \([^)]*\) représentent <pct:s> des (?P<flow>(?:ex|im)portations)", r"Partners that are not countries \([^)]*\) make up <pct:s> of (?P<flow>(?:ex|im)ports)", notice_no_country),
    (r"Les sommes comprennent des corrections négatives, pour <eur:v>", r"The sums include negative corrections amounting to <eur:v>", notice_corrections),
    (r"Codes de (?P<k>pays|produits) inconnus : [\w, ]+ \(<eur:v>\)", r"Unknown (?P<k>country|product) codes: [\w, ]+ \(<eur:v>\)", notice_unknown),
])  # fmt: skip
PEOPLE = {
    "fr": r"Par habitant et pour [^:;]+?, (?P<e>(?:[<>] )?[−]?[\d ]+ €) d'exportations et (?P<i>(?:[<>] )?[−]?[\d ]+ €) d'importations, contre (?P<fe>(?:[<>] )?[−]?[\d ]+ €) et (?P<fi>(?:[<>] )?[−]?[\d ]+ €) en France \([^)]*\)",
    "en": r"Per inhabitant, for [^:;]+?: exports of (?P<e>[<>]?[−]?€[\d,]+) and imports of (?P<i>[<>]?[−]?€[\d,]+), compared with (?P<fe>[<>]?[−]?€[\d,]+) and (?P<fi>[<>]?[−]?€[\d,]+) in France \([^)]*\)",
}
RULES.append(Rule(PEOPLE["fr"], PEOPLE["en"], people))
#: What holds digits and no figure of trade: years, numbers of figures, names of files, thresholds that sentences define.
KNOWN = {
    "fr": r"code 99 des Douanes|fichiers? publiés? le \d\d?(?:er)? \w+|trade_territories \d\S+|fichier \S+|: \S+-\d{4}-(?:im|ex)port-\d{6}-\w{8}|SHA-256 \w+|20\d\d|[Ff]igure \d+|Département \w+|1er? et 2e trimestres|\d(?:er|e) trimestre|460 000 €|SHA-256|0,1 % à 1 %|5 200|supérieure à (?:0,4|50 %)|Union à 27|au moins 1 M€|A38|au moins 1 %|Moins de 0,05 %|moins de 0,05 %|à partir de 1 %|0 à 1|seuil [\d,]+(?: %)?|sur 3|= 1|\(1 :|CC BY 4\.0|\d{4}-\d{4}|\((?:20|99)\)",
    "en": r"Customs' code 99|files? published on \d\d? \w+|trade_territories \d\S+|file \S+|: \S+-\d{4}-(?:im|ex)port-\d{6}-\w{8}|SHA-256 \w+|20\d\d|[Ff]igure \d+|Département \w+|1st and 2nd quarters|\d(?:st|nd|rd|th) quarter|€460,000|SHA-256|0\.1% (?:to|and) 1%|5,200|above (?:0\.4|50%)|Union of 27|at least €1m|A38|1% or more|less than 0\.05%|from 1%|0 to 1|threshold [\d.]+%?|of 3|= 1|\(1:|CC BY 4\.0|\((?:20|99)\)",
}


@dataclass
class Report:
    """What was found wrong on a page: figures that are not true, and numbers that no rule knows."""

    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    checked: int = 0


#: Bounds in words, as sentences say them; thresholds that keys define are none.
IN_WORDS = {
    "fr": re.compile(r"(?<!flux de )(?<!oint : )\b(plus|moins) de ([−+]?\d[\d ,]* (?:%|M€))"),
    "en": re.compile(r"(?<!dot: )\b(more|less) than ([−+]?€?\d[\d,.]*(?:%|m\b))"),
}


def with_signs(text: str, lang: str) -> str:
    """Return a text with signs for bounds that are in words: texts for the ear and sentences say "plus de 99 %"."""
    space = " " if lang == "fr" else ""
    return IN_WORDS[lang].sub(lambda one: f"{'>' if one[1] in ('plus', 'more') else '<'}{space}{one[2]}", text)


def check_text(c: Context, text: str, report: Report) -> None:
    """Check what rules know of a text, and report numbers outside."""
    text = with_signs(text, c.lang)
    left = list(text)
    for rule in RULES:
        for found in rule.pattern(c.lang).finditer(text):
            for place in range(*found.span()):
                left[place] = "_"
            if rule.check is None:
                continue
            report.checked += 1
            try:
                rule.check(c, found.groupdict())
            except (AssertionError, KeyError, IndexError, ValueError, StopIteration, ZeroDivisionError) as error:
                report.wrong.append(f"[{c.code} {c.lang} {c.figure}] {found[0]!r}: {type(error).__name__} {error}")
    rest = re.sub(KNOWN[c.lang], "_", "".join(left))
    if text in industry_names():
        return
    if re.search(r"\d", rest):
        report.unknown.append(f"[{c.code} {c.lang} {c.figure}] {text!r} -> {rest!r}")


# Tables

HEADS = {
    "Produit": "product", "Product": "product", "Pays": "partner", "Country": "partner", "Libellé": "label", "Name": "label",
    "Flux": "flow", "Flow": "flow", "Valeur (M€)": "value", "Value (€m)": "value", "Part": "share", "Share": "share",
    "Importations (M€)": "imports", "Imports (€m)": "imports", "Exportations (M€)": "exports", "Exports (€m)": "exports",
    "Solde (M€)": "balance", "Balance (€m)": "balance", "Part en France": "in_france", "Share in France": "in_france",
    "Indice de spécialisation (France = 1)": "quotient", "Specialisation index (France = 1)": "quotient",
    "Part de la France": "of_france", "Share of France": "of_france", "Première origine hors UE": "origin",
    "Top origin outside the EU": "origin", "Part de cette origine": "origin_share", "Share of that origin": "origin_share",
    "Part hors UE (seuil 50 %)": "outside", "Share outside the EU (threshold 50%)": "outside",
    "Concentration des origines hors UE (0 à 1, seuil 0,4)": "hhi",
    "Concentration of origins outside the EU (0 to 1, threshold 0.4)": "hhi",
    "Importations hors UE de la France rapportées à ses exportations (seuil 1)": "over_exports",
    "France's imports from outside the EU over its exports (threshold 1)": "over_exports",
    "Seuils dépassés (sur 3)": "signals", "Thresholds exceeded (out of 3)": "signals",
    "Part des exportations": "export_share", "Share of exports": "export_share",
    "Dans la région, export": "export_region", "In the région, exports": "export_region",
    "En France, export": "export_france", "In France, exports": "export_france",
    "Part des importations": "import_share", "Share of imports": "import_share",
    "Dans la région, import": "import_region", "In the région, imports": "import_region",
    "En France, import": "import_france", "In France, imports": "import_france",
    "Exportations des autres départements (M€)": "others", "Exports of other départements (€m)": "others",
    "Départements qui y exportent": "departements", "Départements that export there": "departements",
    "Part des échanges": "part", "Part of trade": "part",
    "Indicateur": "indicator", "Indicator": "indicator", "Valeur": "text", "Value": "text",
}  # fmt: skip
OTHERS = ("Autres", "Others")
KEY_FIGURES = {
    "Exportations": "export", "Exports": "export", "Importations": "import", "Imports": "import",
    "Solde CAF/FAB": "balance", "CIF/FOB balance": "balance", "Rang à l'export": "rank", "Rank for exports": "rank",
    "Taux de couverture CAF/FAB": "coverage", "CIF/FOB coverage rate": "coverage",
    "Part des exportations de la France": "france export", "Share of France's exports": "france export",
    "Part des importations de la France": "france import", "Share of France's imports": "france import",
    "Exportations vers l'Union européenne": "eu export", "Exports to the European Union": "eu export",
    "Importations de l'Union européenne": "eu import", "Imports from the European Union": "eu import",
    "Exportations vers les autres pays": "non_eu export", "Exports to other countries": "non_eu export",
    "Importations des autres pays": "non_eu import", "Imports from other countries": "non_eu import",
    "Exportations non ventilées par pays": "not_allocated export", "Exports not allocated to a country": "not_allocated export",
    "Importations non ventilées par pays": "not_allocated import", "Imports not allocated to a country": "not_allocated import",
}  # fmt: skip


def check_table(c: Context, heads: list[str], rows: list[list[tuple[str, str]]], report: Report) -> None:
    """Check every cell of a table."""
    names = [HEADS.get(head, "") for head in heads]
    if "" in names:
        report.unknown.append(f"[{c.code} {c.lang}] heads {heads}")
        return
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        try:
            expected = _expected(c, cells)
        except (AssertionError, KeyError, IndexError, ValueError, StopIteration, ZeroDivisionError) as error:
            report.wrong.append(f"[{c.code} {c.lang} {c.figure}] row {row}: {type(error).__name__} {error}")
            continue
        for name, text in expected.items():
            report.checked += 1
            if cells[name][0] != text:
                report.wrong.append(f"[{c.code} {c.lang} {c.figure}] row {row}: {name} is {text}")
        report.unknown += [
            f"[{c.code} {c.lang}] {name} of row {row}"
            for name, (text, _) in cells.items()
            if re.search(r"\d", text) and name not in (*expected, "label", "product", "partner", "indicator")
        ]


def _expected(c: Context, cells: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return the texts of the cells of one row that hold figures."""
    if "indicator" in cells:
        return {"text": _key_figure(c, cells["indicator"][0])}
    if "others" in cells:
        rows = {
            (product, partner): (-size, count) for size, product, partner, count in leads(c.release, c.here, c.codes)
        }
        value, count = rows[cells["product"][1], cells["partner"][1]]
        return {"others": eur(value, c.lang, unit=False), "departements": str(count)}
    if "product" in cells:
        return _pair_cells(c, cells["product"], cells["partner"])
    code = cells["label"][1]
    if "signals" in cells:
        return _dependence_cells(c, code)
    if "part" in cells:
        return _zone_cells(c, cells)
    if "export_share" in cells:
        return _exposure_cells(c, code, cells)
    if "quotient" in cells:
        return _special_cells(c, code)
    if "flow" in cells:
        flow = "export" if cells["flow"][0].startswith("Exp") else "import"
        value = c.here.products[flow][code]
        return {"value": eur(value, c.lang, unit=False), "share": pct(value, c.here.total[flow], c.lang)}
    return _balance_cells(c, cells["label"][0], code)


def _pair_cells(c: Context, product: tuple[str, str], partner: tuple[str, str]) -> dict[str, str]:
    held = matrix(c)
    ends = {"product": product, "partner": partner}
    keys = {end: text[1] or (AUTRES if text[0] in OTHERS else "?") for end, text in ends.items()}
    value = held.all[keys["product"], keys["partner"]]
    return {"value": eur(value, c.lang, unit=False), "share": pct(value, c.place.total[c.flow], c.lang)}


def _balance_cells(c: Context, name: str, code: str) -> dict[str, str]:
    if code:
        imports, exports = (c.here.partners[flow].get(code, 0) for flow in ("import", "export"))
    else:
        assert name in OTHERS
        named = {one for flow in ("import", "export") for one in _first_codes(c.here.countries(flow), 10)}
        imports, exports = (
            sum(value for one, value in c.here.partners[flow].items() if one not in named)
            for flow in ("import", "export")
        )
    return {
        "imports": eur(imports, c.lang, unit=False),
        "exports": eur(exports, c.lang, unit=False),
        "balance": eur(exports - imports, c.lang, unit=False, signed=True),
    }


def _first_codes(values: dict[str, int], count: int) -> list[str]:
    return [code for code in ordered(values) if values[code] > 0][:count]


def _special_cells(c: Context, code: str) -> dict[str, str]:
    value, national = c.here.products["export"].get(code, 0), c.france.products["export"].get(code, 0)
    whole, all_of_it = c.here.total["export"], c.france.total["export"]
    said = {
        "value": eur(value, c.lang, unit=False),
        "share": pct(value, whole, c.lang),
        "in_france": pct(national, all_of_it, c.lang),
        "of_france": pct(value, national, c.lang),
    }
    good = whole > 0 and all_of_it > 0 and 0 <= value <= whole and 0 < national <= all_of_it
    nothing = "n. s." if c.lang == "fr" else "n/a"
    quotient = (value / whole) / (national / all_of_it) if good else 0.0
    return {**said, "quotient": (plain.index(quotient, c.lang) if quotient else _zero(c)) if good else nothing}


def _zero(c: Context) -> str:
    return plain.index(0.0, c.lang)


def _dependence_cells(c: Context, code: str) -> dict[str, str]:
    row = next(one for one in _dependent(c) if one.code == code)
    none = {"fr": "aucune exportation", "en": "no exports"}[c.lang]
    return {
        "imports": eur(row.value, c.lang, unit=False),
        "origin_share": rate(row.first_eur / row.value * 100, c.lang),
        "outside": rate(row.outside / row.value * 100, c.lang),
        "hhi": plain.two(row.hhi, c.lang) if row.outside else ("n. s." if c.lang == "fr" else "n/a"),
        "over_exports": none if row.ratio == float("inf") else plain.two(row.ratio, c.lang),
        "signals": str(row.signals),
    }


def _zone_cells(c: Context, cells: dict[str, tuple[str, str]]) -> dict[str, str]:
    (code,) = plain.names("zone", c.lang)[cells["label"][0]]
    values = {flow: c.here.zones(flow).get(code, 0) for flow in ("export", "import")}
    part = 0 if code == "Union européenne" else 2 if code == "not_allocated" else 1
    said = {
        "fr": ("Union européenne", "Pays tiers", "Non ventilé"),
        "en": ("European Union", "Countries outside the EU", "Not allocated"),
    }
    return {
        "part": said[c.lang][part],
        "exports": eur(values["export"], c.lang, unit=False),
        "imports": eur(values["import"], c.lang, unit=False),
        "export_share": pct(values["export"], c.here.total["export"], c.lang),
        "import_share": pct(values["import"], c.here.total["import"], c.lang),
        "balance": eur(values["export"] - values["import"], c.lang, unit=False, signed=True),
    }


def _exposure_cells(c: Context, code: str, cells: dict[str, tuple[str, str]]) -> dict[str, str]:
    found = {}
    for flow in ("export", "import"):
        places = {"share": c.here, "france": c.france}
        if c.region:
            places["region"] = c.release.region(c.region)
        found[f"{flow}s"] = eur(c.here.partners[flow].get(code, 0), c.lang, unit=False)
        for name, place in places.items():
            if f"{flow}_{name}" in cells:
                found[f"{flow}_{name}"] = pct(place.partners[flow].get(code, 0), place.total[flow], c.lang)
    return found


def _key_figure(c: Context, label: str) -> str:
    name = KEY_FIGURES.get(label, "region")
    if name in ("export", "import"):
        return eur(c.here.total[name], c.lang)
    if name == "balance":
        sign = "▲" if c.here.balance > 0 else "▼" if c.here.balance < 0 else "="
        return f"{sign} {eur(c.here.balance, c.lang, signed=True)}"
    if name == "rank":
        return _rank_words(*ranks(c, "export"), c)
    if name == "coverage":
        whole = c.here.total["import"]
        exports = c.here.total["export"]
        return (
            rate(exports / whole * 100, c.lang) if whole > 0 and exports >= 0 else {"fr": "n. s.", "en": "n/a"}[c.lang]
        )
    if name == "region":
        flow = "export" if "xport" in label else "import"
        assert c.region_name in label
        return pct(c.here.total[flow], c.release.region(c.region or "").total[flow], c.lang)
    part, _, direction = name.partition(" ")
    if part == "france":
        return pct(c.here.total[direction], c.france.total[direction], c.lang)
    return pct(c.here.union(direction)[part], c.here.total[direction], c.lang)


def _rank_words(place: int, of: int, c: Context) -> str:
    regions = " régions" if c.code.startswith("R") else ""
    if c.lang == "fr":
        return f"{place}{'er' if place == 1 else 'e'} sur {of}{regions}"
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending} of {of}{regions}"


def check_labels(c: Context, texts: Sequence[Text], rows: Sequence[str], report: Report) -> None:
    """Check the labels inside the pictures of a figure.

    Each number is one of a sentence, a tooltip or a cell of the same figure, or a sum that only the picture shows.
    """
    told = {one for text in texts if text.kind != "svg:text" for one in _numbers(c, text.text)}
    told |= {one for text in rows for one in _numbers(c, text)} | {
        one for text in _sums(c) for one in _numbers(c, text)
    }
    for picture in {text.picture for text in texts}:
        inside = [text for text in texts if text.picture == picture]
        shown = told | {one for text in _narrow(c, inside) for one in _numbers(c, text)}
        for text in inside:
            if text.kind != "svg:text":
                continue
            report.checked += 1
            strange = [one for one in _numbers(c, re.sub(KNOWN[c.lang], "_", text.text)) if one not in shown]
            if strange and not SCALES[c.lang].search(text.text):
                report.unknown.append(f"[{c.code} {c.lang} {c.figure}] label {text.text!r}: {strange}")


def _sums(c: Context) -> list[str]:
    """Return the sums that only a picture shows: of the red flows, of the smallest sectors, of all rows, of classes."""
    if c.figure.startswith(("graphique-flux", "graphique-flow")):
        held = matrix(c)
        red = -sum(size for size, _ in held.marked)
        shares = [value / held.drawn * 100 for value in held.cells.values()] if held.drawn else []
        told = [
            eur(red, c.lang),
            pct(red, held.drawn, c.lang),
            *(rate(one, c.lang, places=places) for one in shares for places in (1, None)),
        ]
        return told + _class_shares(c, c.place)
    if c.figure in ("graphique-produits", "graphique-products"):
        told = _class_shares(c, c.here)
        for flow in ("export", "import"):
            sums: dict[str, int] = {}
            for code, value in c.here.products[flow].items():
                sums[plain.sector(code)] = sums.get(plain.sector(code), 0) + max(value, 0)
            smallest = sorted(sums.values())
            for count in range(1, len(smallest)):
                value = sum(smallest[:count])
                told += [eur(value, c.lang), pct(value, c.here.total[flow], c.lang)]
        return told
    if c.figure in ("graphique-balance", "graphique-zones"):
        return [eur(one, c.lang) for one in (*c.here.total.values(), c.here.balance)]
    if c.figure == "graphique-specialisation":
        return [plain.times(-size, c.lang) for size, _ in _special(c)]
    return []


def _class_shares(c: Context, place: Place) -> list[str]:
    """Return the share of each class in its product, corrections below zero left out."""
    told = []
    for flow in ("export", "import"):
        sums: dict[str, int] = {}
        for (product, _), value in place.classes[flow].items():
            sums[product] = sums.get(product, 0) + max(value, 0)
        told += [pct(value, sums[product], c.lang) for (product, _), value in place.classes[flow].items() if value > 0]
    return told


def _narrow(c: Context, texts: Sequence[Text]) -> list[str]:
    """Return the shares of the cells of a matrix that names fewer ends, by the ends that the picture names."""
    if not c.figure.startswith(("graphique-flux", "graphique-flow")):
        return []
    named: set[str] = set()
    for text in texts:
        found = re.match(rf"^({NAME}) ?: {EUR[c.lang]}, {PCT[c.lang]}", text.text)
        if text.kind == "svg:title" and found:
            for end in ("product", "partner"):
                try:
                    named |= c.codes_of("a129" if end == "product" else "partner", found[1])
                except AssertionError:
                    continue
    cells: dict[tuple[str, str], int] = {}
    held = matrix(c)
    for (product, partner), value in held.cells.items():
        key = (product if product in named else AUTRES, partner if partner in named else AUTRES)
        cells[key] = cells.get(key, 0) + value
    return [rate(value / held.drawn * 100, c.lang, places=places) for value in cells.values() for places in (1, None)]


#: Labels of scales and keys, and how many goods are gathered: no figure of trade.
SCALES = {
    "fr": re.compile(
        r"^[\d,]+ à [\d,]+$|^≥ \d|^\d+ (?:autres?|produits?)$|agrandies|de leur valeur|en dégradé", re.IGNORECASE
    ),
    "en": re.compile(
        r"^[\d.]+ to [\d.]+$|^≥ \d|^\d+ (?:others?|products?)$|enlarged|of their value|fading", re.IGNORECASE
    ),
}


def _numbers(c: Context, text: str) -> list[str]:
    return [
        one.strip(" ,.") for one in re.findall(r"\d[\d ]*(?:,\d+)?" if c.lang == "fr" else r"\d[\d,]*(?:\.\d+)?", text)
    ]
