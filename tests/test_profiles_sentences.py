"""What profiles print, in both languages: every sentence and every cell once more from rows, by dictionaries and loops.

Names come from the reference tables and numbers are written by the rules of ``plain_figures``: nothing here is the package's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests import made
from tests.plain_figures import (
    CONVENTION,
    NUMBERS,
    departements,
    equals,
    equivalent,
    eur,
    index,
    names,
    no_countries,
    ordered,
    pct,
    plain,
    rate,
)
from tests.thorough import some
from trade_territories.profiles import Profile, Profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FLOWS = ("export", "import")
#: Column of the rows that tells a subject -> the column of its counterparts.
COLUMNS = {"partner": ("partner", "a129"), "product": ("a129", "partner")}
Values = dict[str, int]

WORDS = {
    "fr": {
        "export": "exportations", "import": "importations", "convention": "par convention",
        "first export": "Les {} premiers départements exportateurs", "first import": "Les {} premiers départements importateurs",
        "one export": "Le premier département exportateur", "one import": "Le premier département importateur",
        "most partner export": "Les {} départements les plus exposés à l'export",
        "most partner import": "Les {} départements les plus exposés à l'import",
        "most product export": "Les {} départements les plus spécialisés à l'export",
        "most product import": "Les {} départements où ce produit pèse le plus à l'import",
        "partner export": "Ce que la France y exporte", "partner import": "Ce que la France en importe",
        "product export": "Destinations des exportations françaises", "product import": "Origines des importations françaises",
        "regions export": "Exportations par région", "regions import": "Importations par région",
        "all export": "Exportations : tous les départements", "all import": "Importations : tous les départements",
        "share": "{share} des {flows} de la France", "rate": "taux de couverture : {rate}",
        "none export": "Aucune exportation.", "none import": "Aucune importation.",
        "single export": "Un seul département exporte.", "single import": "Un seul département importe.",
        "spread export": "{count} départements exportent ; {half} ; le premier en représente {first}{ten}. "
        "Cette concentration équivaut à celle de {equal} départements de poids égal.",
        "spread import": "{count} départements importent ; {half} ; le premier en représente {first}{ten}. "
        "Cette concentration équivaut à celle de {equal} départements de poids égal.",
        "ten": ", les dix premiers {}", "no half": "à eux tous, ils réalisent moins de la moitié du total",
        "all make": "à eux tous, ils réalisent {} du total", "one makes": "un seul réalise {} du total",
        "some make": "{} d'entre eux réalisent {} du total",
        "deck export": "Part dans les exportations de la France : {share} ; "
        "premier département exportateur : {place} ({part} du total).",
        "deck import": "Part dans les importations de la France : {share} ; "
        "premier département importateur : {place} ({part} du total).",
        "half": "{name} : {share} des {flows} dans {count} départements",
        "half one": "{name} : {share} des {flows} dans un seul département, {place}",
        "plain": "{name} : {share} des {flows} de la France",
        "range": "Pour la France entière, {share} des {flows} ; selon le département, de {low} à {high}.",
        "most": "Pour la France entière, {share} des {flows} ; jusqu'à {high}.",
        "no country": "Des partenaires qui ne sont pas des pays représentent {amount} des {flows} ({share})",
    },
    "en": {
        "export": "exports", "import": "imports", "convention": "by convention",
        "first export": "The top {} exporting départements", "first import": "The top {} importing départements",
        "one export": "The top exporting département", "one import": "The top importing département",
        "most partner export": "The {} départements most exposed for exports",
        "most partner import": "The {} départements most exposed for imports",
        "most product export": "The {} départements most specialised in exporting it",
        "most product import": "The {} départements where this product weighs most in imports",
        "partner export": "What France exports there", "partner import": "What France imports from there",
        "product export": "Destinations of French exports", "product import": "Origins of French imports",
        "regions export": "Exports by région", "regions import": "Imports by région",
        "all export": "Exports: all départements", "all import": "Imports: all départements",
        "share": "{share} of France's {flows}", "rate": "coverage rate: {rate}",
        "none export": "No exports.", "none import": "No imports.",
        "single export": "A single département exports.", "single import": "A single département imports.",
        "spread export": "{count} départements export; {half}; the top one accounts for {first}{ten}. "
        "This is as concentrated as {equal} départements of equal weight would be.",
        "spread import": "{count} départements import; {half}; the top one accounts for {first}{ten}. "
        "This is as concentrated as {equal} départements of equal weight would be.",
        "ten": ", the top ten for {}", "no half": "together they account for less than half of the total",
        "all make": "together they account for {} of the total", "one makes": "a single one accounts for {} of the total",
        "some make": "{} of them account for {} of the total",
        "deck export": "Share of France's exports: {share}; top exporting département: {place} ({part} of the total).",
        "deck import": "Share of France's imports: {share}; top importing département: {place} ({part} of the total).",
        "half": "{name}: {share} of {flows} in {count} départements",
        "half one": "{name}: {share} of {flows} in a single département, {place}",
        "plain": "{name}: {share} of France's {flows}",
        "range": "For France as a whole, {share} of {flows}; by département, from {low} to {high}.",
        "most": "For France as a whole, {share} of {flows}; up to {high}.",
        "no country": "Partners that are not countries make up {amount} of {flows} ({share})",
    },
}  # fmt: skip


@cache
def rows() -> list[tuple[str, str, str, str, int]]:
    """Return the sample's rows: flow, département, product, partner and euros."""
    columns = ("flow", "departement", "a129", "partner", "value_eur")
    table = made.sample()[list(columns)].astype(dict.fromkeys(columns[:-1], "str"))
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


def added(pairs: Iterable[tuple[str, int]]) -> Values:
    """Add values up by code; what adds up to nothing is left out."""
    sums: Values = defaultdict(int)
    for code, value in pairs:
        sums[code] += value
    return {code: value for code, value in sums.items() if value}


@cache
def wholes() -> dict[str, Values]:
    """Return all trade by flow and département."""
    return {flow: added((row[1], row[4]) for row in rows() if row[0] == flow) for flow in FLOWS}


@cache
def by_subject(kind: str) -> dict[tuple[str, str], list[tuple[str, str, int]]]:
    """Return the rows of each partner or product by code and flow: département, counterpart and euros."""
    own, other = (3, 2) if kind == "partner" else (2, 3)
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for row in rows():
        found[str(row[own]), row[0]].append((row[1], str(row[other]), row[4]))
    return found


def region_of(place: str) -> str:
    return "R" + departements()[place]["insee_region_code"]


@cache
def region_names() -> dict[str, str]:
    return {region_of(code): row["insee_region_name"] for code, row in departements().items() if code != "99"}


@dataclass
class Plain:
    """What is true of a subject, in one language."""

    kind: str
    code: str
    lang: str
    places: dict[str, Values] = field(init=False)
    others: dict[str, Values] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {flow: by_subject(self.kind).get((self.code, flow), []) for flow in FLOWS}
        self.places = {flow: added((row[0], row[2]) for row in self.rows[flow]) for flow in FLOWS}
        self.others = {flow: added((row[1], row[2]) for row in self.rows[flow]) for flow in FLOWS}
        self.total = {flow: sum(self.places[flow].values()) for flow in FLOWS}
        self.words = WORDS[self.lang]

    def share(self, flow: str) -> str:
        return pct(self.total[flow], sum(wholes()[flow].values()), self.lang)

    def known(self, flow: str) -> list[str]:
        """Return the départements that trade, without Monaco, the largest first."""
        return [code for code in ordered(self.places[flow]) if code != "99" and self.places[flow][code] > 0]

    def weight(self, place: str, flow: str) -> float:
        return self.places[flow].get(place, 0) / wholes()[flow][place] if wholes()[flow].get(place, 0) > 0 else 0.0

    def main(self, place: str, flow: str) -> str:
        """Return the first counterpart of a département; partners that are no country are none."""
        values = added((row[1], row[2]) for row in self.rows[flow] if row[0] == place)
        return next(code for code in ordered(values) if self.kind == "partner" or code not in no_countries())

    def is_by_convention(self, place: str, main: str) -> bool:
        return place == "75" and (self.code in CONVENTION or main in CONVENTION)

    def quotient(self, weight: float, flow: str) -> str:
        return index(weight / (self.total[flow] / sum(wholes()[flow].values())), self.lang)


def told(text: str) -> str:
    """Return words with simple spaces and apostrophes."""
    return plain(re.sub(r"\s+", " ", unescape(text)))


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """Return the cells of each table by its heading, which its caption begins with."""
    found = {}
    for table in re.findall(r"<table>(.*?)</table>", page, re.DOTALL):
        heading = told(re.search(r"<caption[^>]*>(.*?)</caption>", table, re.DOTALL)[1])  # type: ignore[index]
        body = table.partition("<tbody>")[2]
        found[heading] = [
            [told(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        ]
    return found


def words_of(page: str) -> str:
    """Return the words of a page."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page.partition("<body")[2], flags=re.DOTALL)
    return told(re.sub(r"<[^>]+>", " ", body))


@pytest.fixture(scope="module", params=["fr", "en"])
def maker(request: pytest.FixtureRequest) -> Profiles:
    return Profiles(made.cube(), lang=request.param)


@pytest.mark.whole
@pytest.mark.thorough
def test_profiles_print_what_the_rows_say(maker: Profiles) -> None:
    subjects = [("partner", code) for code in maker.partners(100)] + [("product", code) for code in maker.products()]
    for kind, code in some(subjects, 30):
        profile = maker.partner(code) if kind == "partner" else maker.product(code)
        truth = Plain(kind, code, maker.lang)
        check_figures(profile, truth)
        check_headline(profile, truth)
        page = profile.to_html()
        text, tables = words_of(page), tables_of(page)
        for words in (words for flow in FLOWS for words in sentences(truth, flow)):
            assert words in text, (kind, code, words)
        for flow in FLOWS:
            if truth.total[flow]:
                check_tables(tables, truth, flow)


def check_figures(profile: Profile, truth: Plain) -> None:
    """Hold exports, imports, balance, coverage rate and ranks."""
    figures = {figure.name: figure for figure in profile.key_figures}
    total, lang = truth.total, truth.lang
    for flow in FLOWS:
        figure = figures[f"{flow}s_eur"]
        assert told(figure.text) == eur(total[flow], lang)
        assert told(figure.note) == truth.words["share"].format(share=truth.share(flow), flows=truth.words[flow])
    balance = total["export"] - total["import"]
    assert told(figures["balance_eur"].text).lstrip("▲▼ ") == eur(balance, lang, signed=True)
    if total["import"] > 0:
        covered = rate(total["export"] / total["import"] * 100, lang)
        assert told(figures["balance_eur"].note) == truth.words["rate"].format(rate=covered)
    level = COLUMNS[truth.kind][0]
    ranks = (
        [re.match(r"\d+", text) for text in (figures["rank"].text, figures["rank"].note)] if "rank" in figures else []
    )
    wanted = []
    for flow in FLOWS:
        everyone = added((row[3] if level == "partner" else row[2], row[4]) for row in rows() if row[0] == flow)
        if total[flow] > 0 and truth.code not in no_countries():
            kept = (value for code, value in everyone.items() if level == "a129" or code not in no_countries())
            wanted.append(1 + sum(value > total[flow] for value in kept))
    assert [int(rank[0]) for rank in ranks if rank] == wanted, truth.code


def sentences(truth: Plain, flow: str) -> list[str]:
    """Return the sentences that a page must have of one flow."""
    words, lang, values, total = truth.words, truth.lang, truth.places[flow], truth.total[flow]
    if not total:
        return [words[f"none {flow}"]]
    found = []
    others = sum(value for code, value in truth.others[flow].items() if code in no_countries())
    if truth.kind == "product" and others:
        amount, share = eur(others, lang), pct(others, total, lang)
        found.append(words["no country"].format(amount=amount, flows=words[flow], share=share))
    known = truth.known(flow)
    if len(known) < 2:
        return [*found, *([words[f"single {flow}"]] if known else [])]
    ten = words["ten"].format(pct(sum(values[code] for code in known[:10]), total, lang)) if len(known) > 10 else ""
    found.append(
        words[f"spread {flow}"].format(
            count=len(known),
            half=half_words(truth, flow),
            first=pct(values[known[0]], total, lang),
            ten=ten,
            equal=equals(equivalent(values[code] for code in known), lang),
        )
    )
    return found


def half(truth: Plain, flow: str) -> int:
    """Return how few départements make half of the whole; zero where all do not."""
    known, total = truth.known(flow), truth.total[flow]
    counts = range(1, len(known) + 1)
    return next((at for at in counts if 2 * sum(truth.places[flow][code] for code in known[:at]) >= total), 0)


def half_words(truth: Plain, flow: str) -> str:
    known, count, words = truth.known(flow), half(truth, flow), truth.words
    share = pct(sum(truth.places[flow][code] for code in known[:count]), truth.total[flow], truth.lang)
    if not count:
        return words["no half"]
    if count == len(known):
        return words["all make"].format(share)
    return words["one makes"].format(share) if count == 1 else words["some make"].format(in_words(count, truth), share)


def in_words(count: int, truth: Plain) -> str:
    """Write a number in letters up to twenty."""
    return NUMBERS[truth.lang][count - 1] if count <= 20 else str(count)


def check_headline(profile: Profile, truth: Plain) -> None:
    """Hold the finding, and the line under it."""
    flow = "import" if truth.total["import"] > 2 * truth.total["export"] or not truth.total["export"] else "export"
    check: Callable[[Profile, Plain, str], None] = (
        check_headline_of_product if truth.kind == "product" else check_headline_of_partner
    )
    check(profile, truth, flow)


def check_headline_of_product(profile: Profile, truth: Plain, flow: str) -> None:
    known, count = truth.known(flow), half(truth, flow)
    share = pct(sum(truth.places[flow][code] for code in known[:count]), truth.total[flow], truth.lang)
    place = departements()[known[0]]["name"]
    words = truth.words["half one" if count == 1 else "half" if count else "plain"].format(
        name="",
        share=share if count else truth.share(flow),
        flows=truth.words[flow],
        place=place,
        count=in_words(count, truth),
    )
    headline = told(profile.headline)
    assert words.lstrip(" :") in headline
    assert truth.code in names("a129", truth.lang)[headline.partition(words)[0].strip()], headline
    for one in FLOWS:
        if truth.total[one]:
            first = truth.known(one)[0]
            where = departements()[first]["name"]
            if truth.is_by_convention(first, ""):
                where += f", {truth.words['convention']}"
            part = pct(truth.places[one][first], truth.total[one], truth.lang)
            deck = truth.words[f"deck {one}"].format(share=truth.share(one), place=plain(where), part=part)
            assert deck in told(profile.deck), truth.code


def check_headline_of_partner(profile: Profile, truth: Plain, flow: str) -> None:
    """Départements of the last class of the map: how many weigh at least its lower bound."""
    weights = {code: truth.weight(code, flow) for code in wholes()[flow] if code != "99"}
    headline = told(profile.headline)
    name = re.split(r" ?: ", headline)[0]
    assert truth.code in names("partner", truth.lang)[name], headline
    found = re.search(r": ([\d,.]+) ?% (?:et plus|and above) .* (?:de |d'|of )([\w-]+) départements?", headline)
    if found:
        bound = float(found[1].replace(",", ".")) / 100
        assert found[2] == in_words(sum(weight >= bound for weight in weights.values()), truth), headline
    elif "France" not in headline:
        best = max(weights, key=lambda code: weights[code])
        assert f": {rate(weights[best] * 100, truth.lang)} " in headline.replace(" : ", ": "), headline
        assert headline.endswith(plain(departements()[best]["name"]).removeprefix("La ")), headline
    else:
        words = truth.words["plain"].format(name=name, share=truth.share(flow), flows=truth.words[flow])
        assert headline == words
        assert max(weights.values()) < 0.001 or len(set(weights.values())) < 3, headline
    ranked = [
        code for code in ordered({code: round(weight * 1e12) for code, weight in weights.items()}) if weights[code] > 0
    ]
    low, high = ranked[-1], ranked[0]
    ends = {
        end: f"{rate(weights[code] * 100, truth.lang)} ({plain(departements()[code]['name'])})"
        for end, code in (("low", low), ("high", high))
    }
    words = truth.words["range" if len(ranked) == 100 else "most"]
    assert words.format(share=truth.share(flow), flows=truth.words[flow], **ends) in told(profile.deck), truth.code


def check_tables(tables: Mapping[str, list[list[str]]], truth: Plain, flow: str) -> None:
    """Hold each cell of each table of one flow."""
    values, lang, known = truth.places[flow], truth.lang, truth.known(flow)

    def table(key: str, count: int = 0) -> list[list[str]]:
        heading = truth.words[key].format(NUMBERS[lang][count - 1]) if count else truth.words[key]
        return next(cells for caption, cells in tables.items() if caption.startswith(f"{heading}, "))

    def place(code: str) -> str:
        return plain(departements()[code]["name"])

    def marked(code: str) -> str:
        """Name a place; in the profile of a product with the mark of what is booked there by convention."""
        is_marked = truth.kind == "product" and truth.is_by_convention(code, "")
        return f"{place(code)} ({truth.words['convention']})" if is_marked else place(code)

    def check_main(cell: str, code: str) -> None:
        main = truth.main(code, flow)
        name = cell.removesuffix(f" ({truth.words['convention']})")
        assert (name != cell) == (truth.kind == "partner" and truth.is_by_convention(code, main)), (truth.code, cell)
        assert main in names(COLUMNS[truth.kind][1], lang)[name], (truth.code, cell)

    def amount(value: int) -> str:
        return eur(value, lang, unit=False)

    first = known[:10]
    if first:
        cells = table(f"first {flow}", len(first)) if len(first) > 1 else table(f"one {flow}")
        wanted = [[marked(code), amount(values[code]), rate(truth.weight(code, flow) * 100, lang)] for code in first]
        assert [row[:3] for row in cells] == wanted, truth.code
        for row, code in zip(cells, first, strict=True):
            check_main(row[3], code)
    most = sorted(known, key=lambda code: (-truth.weight(code, flow), code))[:6]
    if len(most) > 1:
        cells = table(f"most {truth.kind} {flow}", len(most))
        for row, code in zip(cells, most, strict=True):
            weight = truth.weight(code, flow)
            wanted_row = [marked(code), rate(weight * 100, lang), truth.quotient(weight, flow), amount(values[code])]
            assert row[:4] == wanted_row, truth.code
            check_main(row[4], code)
    check_counterparts(table, truth, flow)
    for key, mine, all_trade, label in (
        ("all", values, wholes()[flow], place),
        ("regions", in_regions(values), in_regions(wholes()[flow]), lambda code: plain(region_names()[code])),
    ):
        wanted = []
        for code in ordered(mine):
            weight = mine[code] / all_trade[code]
            shares = [pct(mine[code], truth.total[flow], lang), rate(weight * 100, lang)]
            wanted.append([label(code), amount(mine[code]), *shares, truth.quotient(weight, flow)])
        assert table(f"{key} {flow}") == wanted, (truth.code, key)


def in_regions(values: Values) -> Values:
    return added((region_of(code), value) for code, value in values.items())


def check_counterparts(table: Callable[[str], list[list[str]]], truth: Plain, flow: str) -> None:
    """Hold the first products of a partner, or the first countries of a product."""
    lang = truth.lang
    counterparts = [code for code in ordered(truth.others[flow]) if truth.others[flow][code] > 0]
    if truth.kind == "product":
        counterparts = [code for code in counterparts if code not in no_countries()]
    cells = table(f"{truth.kind} {flow}") if counterparts else []
    for row, code in zip(cells, counterparts[:6], strict=True):
        assert code in names(COLUMNS[truth.kind][1], lang)[row[0]], (truth.code, row)
        value = truth.others[flow][code]
        assert row[1:] == [eur(value, lang, unit=False), pct(value, truth.total[flow], lang)], (truth.code, row)
