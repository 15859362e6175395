"""The figures of a fiche once more, from the Customs' lines and the reference tables, by dictionaries and loops.

Nothing here is the package's: lines are split by ``csv``, numbers are written by rules of this module's own.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DATA = Path(__file__).parents[1] / "src" / "trade_territories" / "reference" / "data"
FLOWS = {"E": "export", "I": "import"}
UNITED_KINGDOM = {"XI": "GB", "XU": "GB"}
INSEE = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "976"}
CONVENTION = {"D35A", "D35B", "B06Z"}
NOT_INDUSTRIAL = {"JZ", "JA", "MC", "MA", "MN", "RZ", "RU", "SZ"}

Line = tuple[str, str, str, str, str, int, str]
"""flow, département (INSEE), A129, CPF4, partner, euros, quarter."""


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def no_countries() -> set[str]:
    return {row["code"] for row in table("partners") if row["kind"] == "other"}


@cache
def members() -> set[str]:
    return {row["code"] for row in table("partners") if row["eu_since"] and not row["eu_until"]}


@cache
def departements() -> dict[str, dict[str, str]]:
    return {INSEE.get(row["douanes_code"], row["douanes_code"]): row for row in table("departements")}


@cache
def industrial(a129: str) -> bool:
    parents = {row["a129"]: row["a38"] for row in table("products_a129")}
    return parents.get(a129, "") not in NOT_INDUSTRIAL


def lines_of(archive: Path) -> list[Line]:
    """Split the data member of one of the Customs' archives."""
    with zipfile.ZipFile(archive) as held:
        name = next(one for one in held.namelist() if Path(one).name.startswith("Region_"))
        text = held.read(name).decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text), delimiter=";")
    return [
        (
            FLOWS[one[0]],
            INSEE.get(one[3], one[3]),
            one[5],
            one[6],
            UNITED_KINGDOM.get(one[7], one[7]),
            int(one[8]),
            one[1],
        )
        for one in rows
        if one
    ]


@cache
def names(kind: str, lang: str) -> dict[str, set[str]]:
    """Return, for each name that a code may go by, the codes."""
    found: dict[str, set[str]] = defaultdict(set)
    labels = {(row["kind"], row["code"]): row for row in table("labels_en")}
    if kind == "partner":
        for row in table("partners"):
            found[plain(row[f"name_{lang}"])].add(row["code"])
    elif kind == "zone":
        for code, pair in ZONES.items():
            found[pair[lang == "en"]].add(code)
    elif kind == "a129":
        for row in table("products_a129"):
            more = labels.get(("a129", row["a129"]), {})
            texts = [row["label_fr"], row["short_fr"]]
            texts = texts if lang == "fr" else [row["label_en"], more.get("label", ""), more.get("short_label", "")]
            for text in texts:
                if text:
                    found[plain(text)].add(row["a129"])
    return found


def plain(text: str) -> str:
    """Return a text with usual spaces and apostrophes, and nothing that a typesetter adds."""
    return " ".join(text.replace("’", "'").split())


#: Zones of partners, by the names of the reference table's -> names in French and English.
ZONES = {
    "Union européenne": ("Union européenne", "European Union"),
    "Europe hors UE": ("Europe hors UE", "Europe outside the EU"),
    "Afrique": ("Afrique", "Africa"),
    "Amérique": ("Amérique", "America"),
    "Asie": ("Asie", "Asia"),
    "Proche et Moyen-Orient": ("Proche et Moyen-Orient", "Near and Middle East"),
    "Divers": ("Divers", "Other"),
    "not_allocated": ("Non ventilé", "Not allocated"),
}


@cache
def zone(partner: str) -> str:
    """Return the zone of a partner; partners that are no country, and codes that nobody knows, are allocated to none."""
    if partner in no_countries():
        return "not_allocated"
    return next((row["zone"] for row in table("partners") if row["code"] == partner), "not_allocated")


#: Posts of A38 -> the ten sectors of the treemap; every other post is in the last one.
SECTORS = {
    "AZ": "agro", "CA": "agro", "CE": "chemistry", "CF": "chemistry", "CI": "machines", "CJ": "machines", "CK": "machines",
    "CG": "materials", "CL": "vehicles", "CC": "wood", "CH": "metals", "CB": "textile", "BZ": "energy", "CD": "energy",
    "DZ": "energy",
}  # fmt: skip


def sector(a129: str) -> str:
    parents = {row["a129"]: row["a38"] for row in table("products_a129")}
    return SECTORS.get(parents.get(a129, ""), "other")


class Place:
    """Sums of some départements, of lines of one release."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)

    def _sums(self, keys: Sequence[int], flow: str) -> dict[tuple[str, ...], int]:
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for line in self.lines:
            if line[0] == flow:
                sums[tuple(str(line[key]) for key in keys)] += line[5]
        return sums

    @cached_property
    def pairs(self) -> dict[str, dict[tuple[str, str], int]]:
        """Euros by product and partner, of each flow."""
        return {
            flow: {(key[0], key[1]): value for key, value in self._sums((2, 4), flow).items()}
            for flow in ("export", "import")
        }

    @cached_property
    def classes(self) -> dict[str, dict[tuple[str, str], int]]:
        """Euros by product and class, of each flow."""
        return {
            flow: {(key[0], key[1]): value for key, value in self._sums((2, 3), flow).items()}
            for flow in ("export", "import")
        }

    @cached_property
    def products(self) -> dict[str, dict[str, int]]:
        return {flow: _added(self.pairs[flow], 0) for flow in self.pairs}

    @cached_property
    def partners(self) -> dict[str, dict[str, int]]:
        return {flow: _added(self.pairs[flow], 1) for flow in self.pairs}

    @cached_property
    def total(self) -> dict[str, int]:
        return {flow: sum(self.products[flow].values()) for flow in self.products}

    @property
    def balance(self) -> int:
        return self.total["export"] - self.total["import"]

    def countries(self, flow: str) -> dict[str, int]:
        return {code: value for code, value in self.partners[flow].items() if code not in no_countries()}

    def zones(self, flow: str) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for code, value in self.partners[flow].items():
            sums[zone(code)] += value
        return dict(sums)

    def allocated(self, flow: str) -> int:
        """Euros with countries, corrections below zero left out."""
        return sum(value for value in self.countries(flow).values() if value > 0)

    def union(self, flow: str) -> dict[str, int]:
        parts = {"eu": 0, "non_eu": 0, "not_allocated": 0}
        for code, value in self.partners[flow].items():
            is_known = any(row["code"] == code for row in table("partners"))
            # Of a code that nobody knows it is not known whether it is in the Union.
            not_allocated = code in no_countries() or not is_known
            parts["not_allocated" if not_allocated else "eu" if code in members() else "non_eu"] += value
        return parts

    def below(self) -> int:
        return sum(line[5] for line in self.lines if line[5] < 0)


def _added(pairs: Mapping[tuple[str, str], int], end: int) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for key, value in pairs.items():
        sums[key[end]] += value
    return dict(sums)


def ordered(values: Mapping[str, int]) -> list[str]:
    return sorted(values, key=lambda code: (-values[code], code))


def equivalent(values: Iterable[int]) -> float:
    """Return how many equal ones are as concentrated as these."""
    kept = [value for value in values if value > 0]
    whole = sum(kept)
    return 1 / sum((value / whole) ** 2 for value in kept) if whole else math.nan


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    left = {code: value for code, value in one.items() if value > 0}
    right = {code: value for code, value in other.items() if value > 0}
    sizes = math.sqrt(sum(value**2 for value in left.values()) * sum(value**2 for value in right.values()))
    return sum(value * right.get(code, 0) for code, value in left.items()) / sizes if sizes else 0.0


class Release:
    """Lines by département, with the sums of régions and of France."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.by_place: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            self.by_place[line[1]].append(line)
        self._places: dict[tuple[str, ...], Place] = {}

    def rows(self, flow: str) -> int:
        """Count the lines of a flow that have a key of their own."""
        return len({(*line[:5], line[6]) for lines in self.by_place.values() for line in lines if line[0] == flow})

    def of(self, codes: Sequence[str]) -> Place:
        key = tuple(codes)
        if key not in self._places:
            self._places[key] = Place(line for code in key for line in self.by_place.get(code, ()))
        return self._places[key]

    @cached_property
    def france(self) -> Place:
        """All lines, those of unknown départements too."""
        return self.of(tuple(self.by_place))

    def region(self, code: str) -> Place:
        return self.of(region_members(code))


def region_members(code: str) -> tuple[str, ...]:
    """Return the départements of a région; Monaco is counted with its own."""
    found = [one for one, row in departements().items() if "R" + row["insee_region_code"] == code]
    return tuple(found)


# Numbers, as they are written


def _digits(value: Decimal, lang: str) -> str:
    text = f"{abs(value):,}"
    return text if lang == "en" else text.replace(",", " ").replace(".", ",")


def _round(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def eur(value: int, lang: str, *, unit: bool = True, signed: bool = False) -> str:
    """Write euros in millions with one decimal."""
    read = _round(value / 1e6, 1)
    edge = ""
    if value and not read:
        edge, read = ("<" if value > 0 else ">"), Decimal("0.1") if value > 0 else Decimal("-0.1")
    sign = "−" if read < 0 else "+" if signed and read > 0 else ""
    if lang == "fr":
        return f"{edge} {sign}{_digits(read, lang)}{' M€' if unit else ''}".strip()
    return f"{edge}{sign}€{_digits(read, lang)}m" if unit else f"{edge}{sign}{_digits(read, lang)}"


def two(value: float, lang: str) -> str:
    """Write a number with two decimals."""
    return _digits(_round(value, 2), lang)


def euros(value: float, lang: str) -> str:
    """Write an amount of single euros."""
    read, edge = _round(value, 0), ""
    if value and not read:
        edge, read = "<", Decimal(1)
    sign = "−" if read < 0 else ""
    return f"{edge} {sign}{_digits(read, lang)} €".strip() if lang == "fr" else f"{edge}{sign}€{_digits(read, lang)}"


def pct(part: float, whole: float, lang: str, *, places: int | None = None) -> str:
    """Write a share; what means nothing is said so, what is not the whole is never 100, what is not nothing never 0."""
    if whole <= 0 or part < 0 or part > whole:
        return "n. s." if lang == "fr" else "n/a"
    return rate(part / whole * 100, lang, places=places)


def rate(value: float, lang: str, *, places: int | None = None) -> str:
    if value == 0:
        return "0 %" if lang == "fr" else "0%"
    if places is None or value == 100:
        places = 2 if _round(value, 2) < 2 else 1 if _round(value, 1) < 10 else 0
    read, edge = _round(value, places), ""
    if not read:
        edge, read = "<", Decimal(1).scaleb(-places)
    elif read == 100 and abs(value - 100) > 1e-11:
        edge, read = ">", read if value > 100 else read - Decimal(1).scaleb(-places)
    if lang == "fr":
        return f"{edge} {_digits(read, lang)} %".strip()
    return f"{edge}{_digits(read, lang)}%"


def times(value: float, lang: str) -> str:
    """Write how many times, or an equivalent number."""
    if value > 100:
        return "plus de 100" if lang == "fr" else "over 100"
    if value < 1:
        return _digits(_round(value, 2), lang)
    return equals(value, lang)


def index(value: float, lang: str) -> str:
    """Write an index in a column or a list: one decimal below ten."""
    return _digits(_round(value, 1), lang) if value >= 1 and _round(value, 1) < 10 else times(value, lang)


def equals(value: float, lang: str) -> str:
    read = _round(value, 1)
    return _digits(_round(value, 0 if read >= 10 or read == int(read) else 1), lang)


@dataclass(frozen=True)
class Bounds:
    """A share in words: from which percentage to which it is true."""

    least: float
    most: float


#: A fraction in words -> the shares of which it may be said; "half" and "two thirds" are said of what rounds to them.
WORDS = {
    "fr": {
        "près d'un quart": Bounds(23, 25), "près du quart": Bounds(23, 25), "un quart": Bounds(24.5, 25.5),
        "plus d'un quart": Bounds(25, 27.5), "plus du quart": Bounds(25, 27.5), "près d'un tiers": Bounds(30.5, 33.4),
        "près du tiers": Bounds(30.5, 33.4), "un tiers": Bounds(32.5, 34), "plus d'un tiers": Bounds(33.3, 36.5),
        "plus du tiers": Bounds(33.3, 36.5), "près de la moitié": Bounds(45, 50), "la moitié": Bounds(49.5, 50.5),
        "plus de la moitié": Bounds(50, 56), "près des deux tiers": Bounds(64, 66.7), "les deux tiers": Bounds(65.5, 68),
        "plus des deux tiers": Bounds(66.6, 70), "près des trois quarts": Bounds(73, 75),
        "les trois quarts": Bounds(74, 76), "plus des trois quarts": Bounds(75, 79),
        "plus des neuf dixièmes": Bounds(90, 97), "la quasi-totalité": Bounds(97, 99.9999999), "la totalité": Bounds(100, 100),
    },
    "en": {
        "nearly a quarter": Bounds(23, 25), "a quarter": Bounds(24.5, 25.5), "more than a quarter": Bounds(25, 27.5),
        "over a quarter": Bounds(25, 27.5), "nearly a third": Bounds(30.5, 33.4), "a third": Bounds(32.5, 34),
        "more than a third": Bounds(33.3, 36.5), "over a third": Bounds(33.3, 36.5), "nearly half": Bounds(45, 50),
        "half": Bounds(49.5, 50.5), "more than half": Bounds(50, 56), "over half": Bounds(50, 56),
        "nearly two thirds": Bounds(64, 66.7), "two thirds": Bounds(65.5, 68), "over two thirds": Bounds(66.6, 70),
        "nearly three quarters": Bounds(73, 75), "three quarters": Bounds(74, 76), "over three quarters": Bounds(75, 79),
        "more than nine tenths": Bounds(90, 97), "nearly all": Bounds(97, 99.9999999), "all": Bounds(100, 100),
    },
}  # fmt: skip

_UNITS = {
    "fr": [
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dix-sept",
        "dix-huit",
        "dix-neuf",
    ],
    "en": [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
}
_TENS = {"fr": ["vingt", "trente", "quarante", "cinquante"], "en": ["twenty", "thirty", "forty", "fifty"]}
#: Numbers in letters from one to fifty-nine.
NUMBERS = {
    lang: [*units]
    + [
        f"{ten}{'' if not unit else ' et un' if unit == 1 and lang == 'fr' else '-' + units[unit - 1]}"
        for ten in _TENS[lang]
        for unit in range(10)
    ]
    for lang, units in _UNITS.items()
}


def number(word: str, lang: str) -> int:
    """Read a number in digits or letters, up to fifty-nine."""
    low = word.lower()
    if low in ("aucun", "no", "une"):
        return 1 if low == "une" else 0
    return NUMBERS[lang].index(low) + 1 if low in NUMBERS[lang] else int(low.replace(" ", "").replace(",", ""))
