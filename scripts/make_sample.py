"""Make the bundled sample: a pair of archives in the Customs' layout, with made-up figures that add up to published totals.

Run ``python scripts/make_sample.py [FOLDER]``; the default folder is the package's own. Everything is whole-number
arithmetic on guesses (``sample_assumptions.py``) and on digests of the codes, so that the same files come out on every
machine and with every numpy. Only the deflate stream may differ with another zlib: the contents never do.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import zipfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import sample_assumptions as assumed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src" / "trade_territories" / "sample"
TABLES = ROOT / "src" / "trade_territories" / "reference" / "data"
YEAR = 2024
VINTAGE = "202502"
FLOWS = ("export", "import")
#: Euros that round to what the Customs published for 2024; the digits after the published ones are made up.
TOTALS = {
    "export": {"marne": 8_105_783_214, "grand_est": 67_665_412_906, "france": 580_354_487_651},
    "import": {"marne": 5_641_127_538, "grand_est": 63_519_688_420, "france": 684_776_322_175},
}
MARNE = "51"
GRAND_EST = "13"
#: A fixed date for every member, so that bytes do not depend on the clock.
DATE = (2025, 2, 7, 8, 45, 0)
#: How uneven chance makes things: products of a département, classes of a product, partners of a class, quarters.
SPREAD = {"product": 0.75, "class": 0.55, "partner": 0.75, "set_partner": 0.13, "quarter": 0.10, "price": 0.22}
#: Britain is two codes more from 2021 on: thousandths of what goes to GB, for goods that cross the Irish Sea.
BRITAIN = {"XI": 24, "XU": 9}
BRITAIN_FROM = 40_000_000
#: How many partners a class has, times its millions to the power 0.4: usual ones, the Marne's, and chance ones; and how many
#: more where it is all of a département's trade.
ROOM, SHOWN_ROOM, TAIL, WHOLE = 0.52, 1.4, 0.18, 42
#: Trade above these euros happens in two, three or four quarters; below, it is a delivery, not a habit.
HABITS = (4_000_000, 12_000_000, 24_000_000)
README = """\
EXEMPLE - DONNEES FICTIVES / EXAMPLE - MADE-UP DATA

Ces fichiers ont la forme de ceux des Douanes françaises, mais aucune ligne n'en vient : les valeurs sont inventées par
un programme (scripts/make_sample.py de trade_territories). Seuls les totaux de la Marne, du Grand Est et de la France
en 2024 sont ceux qui ont été publiés. Ne citez aucun de ces chiffres.

These files have the form of the French Customs', but no line comes from them: the values are made up by a programme
(scripts/make_sample.py of trade_territories). Only the totals of the Marne, Grand Est and France in 2024 are those
that were published. Quote none of these figures.
"""
#: Label lines that the Customs keep although they have expired, or whose code has taken another meaning since.
EXPIRED_PARTNERS: tuple[tuple[str, str, str, str], ...] = (
    ("QU", "Pays NDA", "190001", "199912"),
    ("XI", "Saint-Martin, partie méridionale", "190001", "200512"),
    ("XK", "Yougoslavie", "199206", "199212"),
    ("XS", "Saba", "190001", "200505"),
    ("XU", "UEBL (union économique belgo-luxembourgeoise)", "190001", "199812"),
)
FIRST_MONTHS = {"NA": "199001", "QU": "201201", "XK": "200506", "XS": "200506", "QP": "201310"}

Weights = dict[str, int]
Numbers = npt.NDArray[np.int64]
Row = tuple[str, int, int, str, str, str, str, str, int, int]


def split(total: int, weights: Mapping[str, int]) -> Weights:
    """Share a whole number out by weights, exactly: the largest remainders get what rounding leaves, ties by code."""
    whole = sum(weights.values())
    shares = {code: total * weight // whole for code, weight in weights.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(weights, key=lambda code: (-(total * weights[code] % whole), code))
    for code in by_remainder[:left]:
        shares[code] += 1
    return {code: share for code, share in shares.items() if share}


@cache
def _chances(kind: str) -> Numbers:
    """Give 64 equally likely factors in thousandths, log-normal around 1 000."""
    normal = NormalDist(0, SPREAD[kind])
    return np.array([round(1000 * 2.718281828459045 ** normal.inv_cdf((step + 0.5) / 64)) for step in range(64)])


def chance(kind: str, *key: str) -> int:
    """Draw a factor in thousandths from the codes alone: the same codes always draw the same."""
    return int(_chances(kind)[_digest(kind, *key) % 64])


def _digest(*key: str) -> int:
    return int.from_bytes(hashlib.blake2b("|".join(key).encode(), digest_size=6).digest(), "big")


def sample(weights: Mapping[str, int], room: int, *key: str) -> Weights:
    """Keep a few codes, mostly the weightiest; ties by the order of the codes given.

    Priority sampling (Duffield, Lund and Thorup, 2007): a weight over a chance is a code's priority, and the highest are
    kept. Taking the largest weights instead would give Germany everything. A small weight that was kept is raised half
    way to what would make the sample unbiased, because full way makes many equal values.
    """
    codes = list(weights)
    amounts = np.fromiter(weights.values(), dtype=np.int64, count=len(codes))
    kept, raised = _sample(amounts, room, *key)
    return {codes[position]: amount for position, amount in zip(kept.tolist(), raised.tolist(), strict=True)}


def _sample(amounts: Numbers, room: int, *key: str) -> tuple[Numbers, Numbers]:
    """Give the positions that are kept and their weights; whole numbers and square roots are the same everywhere."""
    if room >= len(amounts):
        return np.arange(len(amounts)), amounts
    priorities = (amounts << 12) // (1 + (_luck(2 * len(amounts), *key).view("<u2").astype(np.int64) >> 4))
    ranked = np.argsort(-priorities, kind="stable")
    kept, least = ranked[:room], priorities[ranked[room]]
    raised = np.floor(np.sqrt(amounts[kept].astype(np.float64)) * np.sqrt(float(least))).astype(np.int64)
    return kept, np.maximum(amounts[kept], raised)


def _luck(size: int, *key: str) -> npt.NDArray[np.uint8]:
    """Give bytes of chance that depend on the codes alone."""
    return np.frombuffer(hashlib.shake_128("|".join(key).encode()).digest(size), dtype=np.uint8)


def rows_of(flow: str) -> Iterator[Row]:
    """Make the rows of one flow, ordered as the Customs order theirs: by territory, product, country, quarter."""
    letter = flow[0].upper()
    regions = {line["douanes_code"]: line["douanes_region_code"] for line in _table("departements")}
    for departement, total in sorted(_territory_totals(flow, regions).items()):
        for a129, of_group in sorted(_groups(flow, departement, total).items()):
            for cpf4, of_class in sorted(_classes(flow, departement, a129, of_group).items()):
                for partner, value in sorted(_partners(flow, departement, a129, cpf4, of_class, total).items()):
                    for quarter, amount in _quarters(flow, departement, a129, cpf4, partner, value):
                        mass = _mass(flow, departement, cpf4, partner, quarter, amount)
                        yield (
                            letter, quarter, YEAR, departement, regions[departement], a129, cpf4, partner, amount, mass,
                        )  # fmt: skip


def _territory_totals(flow: str, regions: Mapping[str, str]) -> Weights:
    known = TOTALS[flow]
    weights = {code: millions[flow] for code, millions in _territories().items() if code != MARNE}
    inside = {code: weight for code, weight in weights.items() if regions[code] == GRAND_EST}
    outside = {code: weight for code, weight in weights.items() if code not in inside}
    return {
        MARNE: known["marne"],
        **split(known["grand_est"] - known["marne"], _shaken("product", inside, flow, "total", divisor=40)),
        **split(known["france"] - known["grand_est"], _shaken("product", outside, flow, "total", divisor=40)),
    }


def _shaken(kind: str, weights: Mapping[str, int], *key: str, divisor: int = 1) -> Weights:
    """Move each weight by chance, by the whole draw or a part of it."""
    return {
        code: weight * (1000 * (divisor - 1) + chance(kind, *key, code)) for code, weight in weights.items() if weight
    }


def _groups(flow: str, departement: str, total: int) -> Weights:
    """Share a département's trade among A129: its specialities first, the rest by what everyone trades."""
    special = _specialities()[departement][flow]
    usual = {code: weight[flow] for code, weight in _product_weights().items() if code not in special}
    usual = _shaken("product", usual, flow, departement)
    # A small territory trades a few groups, a large one nearly all.
    usual = sample(usual, 8 + round((total / 1e6) ** 0.37), "groups", flow, departement)
    rest = 1000 - sum(special.values())
    whole = sum(usual.values())
    weights = {code: weight * rest * 1000 // whole for code, weight in usual.items()}
    # The Marne's shares are the ones that charts show first: they stay as they were set.
    divisor = 1000 if departement == MARNE else 6
    settled = _shaken("product", special, flow, departement, "special", divisor=divisor)
    settled_whole = sum(settled.values())
    for code, weight in settled.items():
        weights[code] = weight * sum(special.values()) * 1000 // settled_whole
    return split(total, weights)


def _classes(flow: str, departement: str, a129: str, total: int) -> Weights:
    own = _own_classes().get((departement, flow, a129))
    if own:
        return split(total, own)
    weights = _shaken("class", _class_weights()[a129], flow, departement)
    return split(total, sample(weights, max(1, round((total / 1e6) ** 0.28)), "classes", flow, departement, a129))


def _partners(flow: str, departement: str, a129: str, cpf4: str, total: int, of_departement: int) -> Weights:
    """Share a class's trade among partners that count for it, and a few that do not."""
    codes, weights, is_set = _market(flow, departement, a129, cpf4)
    luck = _luck(len(codes), "partners", flow, departement, cpf4)
    drawn = weights * np.where(
        is_set, 100 * _chances("set_partner")[luck % 64], _nearness(departement)[codes] * _chances("partner")[luck % 64]
    )
    size = (total / 1e6) ** 0.4
    room = max(1, round((SHOWN_ROOM if departement == MARNE else ROOM) * size + WHOLE * total / of_departement))
    kept, amounts = _sample(drawn, room, "kept", flow, departement, cpf4)
    # The long tail: what is sold once, a parcel rather than a market.
    rest = np.setdiff1d(np.arange(len(codes)), kept)
    tail = rest[_sample(drawn[rest], round(TAIL * size), "tail", flow, departement, cpf4)[0]]
    parcels = 1 + drawn.sum() * (1 + luck[tail].astype(np.int64)) // 4_000_000
    partners = _partner_codes()
    values = split(
        total,
        {
            partners[codes[position]]: amount
            for position, amount in zip(
                [*kept.tolist(), *tail.tolist()], [*amounts.tolist(), *parcels.tolist()], strict=True
            )
        },
    )
    if values.get("GB", 0) > BRITAIN_FROM:
        for code, thousandths in BRITAIN.items():
            part = values["GB"] * thousandths * chance("class", flow, departement, cpf4, code) // 1_000_000
            values["GB"] -= part
            values[code] = part
    return values


def _quarters(flow: str, departement: str, a129: str, cpf4: str, partner: str, value: int) -> Iterator[tuple[int, int]]:
    season = _seasons().get(cpf4) or _seasons().get(a129) or (250, 250, 250, 250)
    weights = {
        str(quarter): share * chance("quarter", flow, departement, cpf4, partner, str(quarter))
        for quarter, share in enumerate(season, start=1)
    }
    deliveries = 1 + sum(value > least for least in HABITS)
    kept = sorted(weights, key=lambda quarter: _digest("when", flow, departement, cpf4, partner, quarter))[:deliveries]
    for quarter, amount in sorted(split(value, {quarter: weights[quarter] for quarter in kept}).items()):
        yield int(quarter), amount


def _mass(flow: str, departement: str, cpf4: str, partner: str, quarter: int, value: int) -> int:
    """Weigh by the usual price of a class, moved by chance for each trade and a little for each quarter."""
    per_kilogram = _prices()[cpf4]
    if not per_kilogram:
        return 0
    trade = chance("price", flow, departement, cpf4, partner)
    moment = chance("set_partner", flow, departement, cpf4, partner, str(quarter), "mass")
    mass = value * 1_000_000_000 // (per_kilogram * trade * moment)
    # Three digits that count: a third of the archive would otherwise be noise of the masses.
    unit: int = 10 ** max(0, len(str(mass)) - 3)
    return mass // unit * unit


@cache
def _market(flow: str, departement: str, a129: str, cpf4: str) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """Give the partners of a product (by position), their weights, and whether each was set for this very market."""
    usual = _partner_weights()[flow]
    market = next(
        (
            _markets()[key]
            for key in ((flow, f"{departement}/{cpf4}"), (flow, f"{departement}/{a129}"), (flow, cpf4), (flow, a129))
            if key in _markets()
        ),
        {},
    )
    others = market.get("*", ("=", 100))[1]
    weights = {code: (weight * others, False) for code, weight in usual.items()}
    for code, (sign, amount) in market.items():
        if code != "*":
            weights[code] = (amount * 100, True) if sign == ":" else (usual[code] * amount, False)
    amounts = np.array([weights[code][0] for code in _partner_codes()], dtype=np.int64)
    is_set = np.array([weights[code][1] for code in _partner_codes()])
    codes = np.flatnonzero(amounts)
    return codes, amounts[codes], is_set[codes]


@cache
def _nearness(departement: str) -> Numbers:
    near = _neighbours().get(departement, {})
    return np.array([near.get(code, 100) for code in _partner_codes()], dtype=np.int64)


@cache
def _partner_codes() -> tuple[str, ...]:
    return tuple(sorted(_partner_weights()["export"]))


# The tables of sample_assumptions, read once.


def _lines(text: str) -> Iterator[list[list[str]]]:
    for line in text.strip().splitlines():
        yield [part.split() for part in line.split("|")]


@cache
def _territories() -> Mapping[str, Weights]:
    return {head[0]: {"export": int(head[1]), "import": int(head[2])} for head, _, _ in _lines(assumed.TERRITORIES)}


@cache
def _specialities() -> Mapping[str, Mapping[str, Weights]]:
    return {
        head[0]: {"export": _pairs(sold, "="), "import": _pairs(bought, "=")}
        for head, sold, bought in _lines(assumed.TERRITORIES)
    }


@cache
def _product_weights() -> Mapping[str, Weights]:
    return {head[0]: {"export": int(head[1]), "import": int(head[2])} for head, _ in _lines(assumed.PRODUCTS)}


@cache
def _class_weights() -> Mapping[str, Weights]:
    return {
        head[0]: {code: int(weight) for code, weight, _ in (item.split(":") for item in classes)}
        for head, classes in _lines(assumed.PRODUCTS)
    }


@cache
def _prices() -> Mapping[str, int]:
    """Give thousandths of a euro per kilogram."""
    return {
        item.split(":")[0]: round(float(item.split(":")[2]) * 1000)
        for _, classes in _lines(assumed.PRODUCTS)
        for item in classes
    }


@cache
def _own_classes() -> Mapping[tuple[str, str, str], Weights]:
    return {
        (departement, flow, a129): {code: weight for code, weight in _pairs(classes, ":").items() if weight}
        for (departement, flow, a129), classes in _lines(assumed.CLASSES)
    }


@cache
def _partner_weights() -> Mapping[str, Weights]:
    weights: dict[str, Weights] = {flow: {} for flow in FLOWS}
    known = {code: (int(sold), int(bought)) for line in _lines(assumed.PARTNERS) for code, sold, bought in line}
    for partner in _table("partners"):
        sold, bought = known.get(partner["code"], (1, 1 if partner["kind"] == "country" else 0))
        weights["export"][partner["code"]] = sold
        weights["import"][partner["code"]] = bought
    return weights


@cache
def _markets() -> Mapping[tuple[str, str], Mapping[str, tuple[str, int]]]:
    markets = {}
    for (flow, key), items in _lines(assumed.MARKETS):
        signs = {}
        for item in items:
            sign = ":" if ":" in item else "="
            code, amount = item.split(sign)
            signs[code] = (sign, int(amount))
        markets[flow, key] = signs
    return markets


@cache
def _neighbours() -> Mapping[str, Weights]:
    return {code: _pairs(near, "=") for codes, near in _lines(assumed.NEIGHBOURS) for code in codes}


@cache
def _seasons() -> Mapping[str, tuple[int, ...]]:
    return {head[0]: tuple(int(share) for share in head[1:]) for (head,) in _lines(assumed.SEASONS)}


def _pairs(items: Iterable[str], sign: str) -> Weights:
    return {code: int(amount) for code, amount in (item.split(sign) for item in items)}


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


# The archives.


def label_files() -> dict[str, bytes]:
    """Write the four label files, from the package's tables, in the encodings that the Customs really use."""
    partners = [
        (line["code"], line["customs_label_fr"], FIRST_MONTHS.get(line["code"], "190001"), "999912")
        for line in _table("partners")
    ]
    partners = sorted([*partners, *EXPIRED_PARTNERS], key=lambda one: (one[0], one[3]))
    regions: defaultdict[str, str] = defaultdict(lambda: "DOM")
    for line in _table("departements"):
        if line["douanes_region_code"] != "24":
            regions[line["douanes_region_code"]] = line["insee_region_name"]
    return {
        "Libelle_A129.txt": _labels(
            ((line["a129"], line["label_fr"], "200901", "999912") for line in _table("products_a129")), "utf-8-sig"
        ),
        "Libelle_CPF4_rev2.1.txt": _labels(
            ((line["cpf4"], line["label_fr"], "201501", "999912") for line in _table("products_cpf4")), "cp1252"
        ),
        "Libelle_PAYS.txt": _labels(partners, "utf-8"),
        "Departement_region.txt": _labels(
            (
                (line["douanes_code"], line["name"], line["douanes_region_code"], regions[line["douanes_region_code"]])
                for line in sorted(_table("departements"), key=lambda one: one["douanes_region_code"])
            ),
            "utf-8",
        ),
    }


def _labels(lines: Iterable[Iterable[str]], encoding: str) -> bytes:
    quoted = (";".join(f'"{field}"' if ";" in field else field for field in line) for line in lines)
    return "".join(line + "\r\n" for line in quoted).encode(encoding)


def members(flow: str) -> dict[str, bytes]:
    """Give the archive's files, in order."""
    folder = f"Regional-{YEAR}-{flow}/"
    data = "".join(";".join(map(str, row)) + "\r\n" for row in rows_of(flow)).encode("ascii")
    files = {f"Region_{YEAR}_{flow.capitalize()}.txt": data, **label_files(), "README.txt": README.encode()}
    return {folder + name: content for name, content in files.items()}


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the files with nothing of the moment or the machine in them."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)


def archive_name(flow: str) -> str:
    """Name an archive so that vintage, kind and year stand in it, and that nobody takes it for the Customs'."""
    return f"EXEMPLE_{VINTAGE}-Regional-{YEAR}-{flow}.zip"


def main(folder: Path) -> None:
    """Write both archives and say what they hold."""
    for flow in FLOWS:
        files = members(flow)
        path = folder / archive_name(flow)
        write_archive(path, files)
        rows = next(iter(files.values())).count(b"\n")
        print(f"{path.name}: {path.stat().st_size} bytes, {rows} rows")
    write_cells(folder)


def write_cells(folder: Path) -> None:
    """Write rows and euros of each flow, quarter and département, by which the example is known under any name."""
    from trade_territories.flows import read_flows
    from trade_territories.provenance import info_of

    info = info_of(read_flows(*sorted(folder.glob("EXEMPLE_*.zip"))))
    if info is None:
        raise SystemExit("the record of what was read was lost")
    lines = [";".join(map(str, cell)) for cell in info.holdings if cell.rows >= 50]
    (folder / "cells.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
