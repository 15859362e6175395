"""Make the bundled sample: pairs of archives in the Customs' layout, with made-up figures that add up to published totals.

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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import sample_assumptions as assumed
from sample_layout import Trade, planned_rows, quarters_of_trades

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Totals(NamedTuple):
    """Euros that a year's rows add up to."""

    departements: Mapping[str, int]
    regions: Mapping[str, int]
    france: int


ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src" / "trade_territories" / "sample"
TABLES = ROOT / "src" / "trade_territories" / "reference" / "data"
#: The first year is made of the assumptions; the others are made of the first, with fewer rows.
YEARS = (2024, 2023, 2022)
#: The month of the results from which each year's archives say they are.
VINTAGES = {2024: "202502", 2023: "202408", 2022: "202308"}
FLOWS = ("export", "import")
#: Euros by the Customs' codes of départements and régions (13 Grand Est, 05 Normandie). What rounds to a published figure:
#: everything of 2024; Grand Est in 2023 and 2022; Normandie in 2023. Digits after the published ones are made up, and so are
#: the Marne and France in 2023 and 2022.
TOTALS: dict[int, dict[str, Totals]] = {
    2024: {
        "export": Totals({"51": 8_105_783_214}, {"13": 67_665_412_906}, 580_354_487_651),
        "import": Totals({"51": 5_641_127_538}, {"13": 63_519_688_420}, 684_776_322_175),
    },
    2023: {
        "export": Totals({"51": 8_243_916_027}, {"13": 71_783_264_518, "05": 38_712_845_390}, 590_417_236_804),
        "import": Totals({"51": 6_087_452_961}, {"13": 71_309_517_742, "05": 49_187_360_225}, 716_893_504_117),
    },
    2022: {
        "export": Totals({"51": 8_316_204_755}, {"13": 73_512_638_094}, 586_240_918_373),
        "import": Totals({"51": 5_962_871_340}, {"13": 70_836_194_607}, 768_305_662_941),
    },
}
MARNE = "51"
#: A fixed date for every member, so that bytes do not depend on the clock: some weeks after the month of the results.
DATES = {2024: (2025, 4, 8, 8, 45, 0), 2023: (2024, 10, 8, 8, 45, 0), 2022: (2023, 10, 6, 8, 45, 0)}
#: How uneven chance makes things: products of a département, classes of a product, partners of a class, quarters.
SPREAD = {
    "product": 0.75, "class": 0.55, "partner": 0.75, "set_partner": 0.13, "quarter": 0.10, "price": 0.22, "year": 0.09,
}  # fmt: skip
#: Britain is two codes more from 2021 on: thousandths of what goes to GB, for goods that cross the Irish Sea.
BRITAIN = {"XI": 24, "XU": 9}
BRITAIN_FROM = 40_000_000
#: How many partners a class has, times its millions to the power 0.4: usual ones, the Marne's, and chance ones; and how many
#: more where it is all of a département's trade.
ROOM, SHOWN_ROOM, TAIL, WHOLE = 0.52, 1.4, 0.18, 42
#: A département whose trades are too few for its rows gets parcels: each about this part of the largest trade of its class.
PARCEL = 3_000
#: Only a class whose largest trade is worth so many euros is sent in parcels too.
PARCELS_FROM = 150_000
#: A partner of more than one in so many euros of a département's flow trades with it in every year.
PARTNER_THAT_COUNTS = 300
#: Rows for ten trades, where a year has fewer trades than the first; and where parcels are added.
ROWS_FOR_TEN, ROWS_FOR_TEN_PARCELS = 18, 28
README = """\
EXEMPLE - DONNEES FICTIVES / EXAMPLE - MADE-UP DATA

Ces fichiers ont la forme de ceux des Douanes françaises, mais aucune ligne n'en vient : les valeurs sont inventées par
un programme (scripts/make_sample.py de trade_territories). Seuls sont ceux qui ont été publiés les totaux de la Marne,
du Grand Est et de la France en 2024, du Grand Est en 2022 et 2023, et de la Normandie en 2023. Ne citez aucun de ces
chiffres.

These files have the form of the French Customs', but no line comes from them: the values are made up by a programme
(scripts/make_sample.py of trade_territories). Only these totals are those that were published: the Marne, Grand Est and
France in 2024, Grand Est in 2022 and 2023, Normandie in 2023. Quote none of these figures.
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
    """Return 64 equally likely factors in thousandths, log-normal around 1 000."""
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
    """Return the positions that are kept and their weights; whole numbers and square roots are the same everywhere."""
    if room >= len(amounts):
        return np.arange(len(amounts)), amounts
    priorities = (amounts << 12) // (1 + (_luck(2 * len(amounts), *key).view("<u2").astype(np.int64) >> 4))
    ranked = np.argsort(-priorities, kind="stable")
    kept, least = ranked[:room], priorities[ranked[room]]
    raised = np.floor(np.sqrt(amounts[kept].astype(np.float64)) * np.sqrt(float(least))).astype(np.int64)
    return kept, np.maximum(amounts[kept], raised)


def _luck(size: int, *key: str) -> npt.NDArray[np.uint8]:
    """Return bytes of chance that depend on the codes alone."""
    return np.frombuffer(hashlib.shake_128("|".join(key).encode()).digest(size), dtype=np.uint8)


def rows_of(flow: str, year: int = YEARS[0]) -> Iterator[Row]:
    """Make the rows of one flow and year, ordered as the Customs order theirs: by quarter, département, product, country."""
    letter = flow[0].upper()
    regions = _regions()
    planned = planned_rows(flow, year)
    made = []
    for departement, trades in trades_of(flow, year).items():
        for trade, quarters in quarters_of_trades(trades, planned[departement]).items():
            for quarter, amount in _quarters(flow, departement, trade, quarters, trades[trade]):
                mass = _mass(flow, departement, trade, quarter, amount, year)
                made.append((letter, quarter, year, departement, regions[departement], *trade, amount, mass))
    yield from sorted(made, key=lambda row: (row[1], row[3], row[5], row[6], row[7]))


@cache
def trades_of(flow: str, year: int) -> Mapping[str, Mapping[Trade, int]]:
    """Return the euros of each product and partner, by département."""
    return _first_trades(flow) if year == YEARS[0] else _trades_of_another_year(flow, year)


def _first_trades(flow: str) -> dict[str, dict[Trade, int]]:
    found: dict[str, dict[Trade, int]] = {}
    for departement, total in sorted(_first_totals(flow).items()):
        trades = {}
        for a129, of_group in sorted(_groups(flow, departement, total).items()):
            for cpf4, of_class in sorted(_classes(flow, departement, a129, of_group).items()):
                for partner, value in sorted(_partners(flow, departement, a129, cpf4, of_class, total).items()):
                    trades[Trade(a129, cpf4, partner)] = value
        rows = sum(planned_rows(flow, YEARS[0])[departement])
        lacking = -(-10 * rows // ROWS_FOR_TEN_PARCELS) - len(trades)
        if lacking > 0:
            _add_parcels(trades, lacking, flow, departement)
        found[departement] = trades
    return found


def _add_parcels(trades: dict[Trade, int], number: int, flow: str, departement: str) -> None:
    """Add small trades with other partners, each taken from the largest trade of its class: products keep their sums."""
    largest: dict[tuple[str, str], Trade] = {}
    for trade, value in trades.items():
        key = trade.a129, trade.cpf4
        if key not in largest or value > trades[largest[key]]:
            largest[key] = trade
    candidates, weights = [], []
    partners = _partner_codes()
    for (a129, cpf4), trade in sorted(largest.items()):
        if trades[trade] < PARCELS_FROM:
            continue
        codes, amounts, _ = _market(flow, departement, a129, cpf4)
        for code, amount in zip(codes.tolist(), amounts.tolist(), strict=True):
            other = Trade(a129, cpf4, partners[code])
            if other not in trades:
                candidates.append(other)
                weights.append(max(1, amount * trades[trade] // PARCELS_FROM))
    kept, _ = _sample(np.array(weights, dtype=np.int64), number, "parcels", flow, departement)
    luck = _luck(len(candidates), "parcel", flow, departement)
    for position in sorted(kept.tolist()):
        parcel = candidates[position]
        source = largest[parcel.a129, parcel.cpf4]
        value = trades[source] * (64 + int(luck[position])) // (192 * PARCEL)
        trades[parcel] = value
        trades[source] -= value


def _trades_of_another_year(flow: str, year: int) -> dict[str, dict[Trade, int]]:
    """Make a year of the first one: other prices, quantities and partners' shares, and fewer trades."""
    weights = {
        departement: {trade: _weight(flow, departement, trade, value, year) for trade, value in trades.items()}
        for departement, trades in trades_of(flow, YEARS[0]).items()
    }
    totals = _spread(TOTALS[year][flow], {departement: sum(trades.values()) for departement, trades in weights.items()})
    found = {}
    for departement, trades in sorted(weights.items()):
        rows = sum(planned_rows(flow, year)[departement])
        kept = _kept(trades, min(len(trades), 10 * rows // ROWS_FOR_TEN), flow, departement)
        raked = _raked(kept, trades)
        groups = _sums(raked, "a129")
        found[departement] = {
            trade: value
            for a129, of_group in split(totals[departement], groups).items()
            for trade, value in split(
                of_group, {trade: weight for trade, weight in raked.items() if trade.a129 == a129}
            ).items()
        }
    return found


def _kept(trades: Mapping[Trade, int], room: int, *key: str) -> dict[Trade, int]:
    """Keep the largest trade of each product and of each partner that counts, and others by chance."""
    by_partner = _sums(trades, "partner")
    whole = sum(trades.values())
    largest: dict[str, Trade] = {}
    for trade in sorted(trades, key=lambda one: (-trades[one], one)):
        largest.setdefault(trade.a129, trade)
        if by_partner[trade.partner] * PARTNER_THAT_COUNTS > whole:
            largest.setdefault(trade.partner, trade)
    kept = {trade: trades[trade] for trade in sorted(set(largest.values()), key=lambda one: (-trades[one], one))[:room]}
    others = sorted(trades.keys() - kept.keys())
    if room > len(kept) and others:
        amounts = np.array([trades[name] for name in others], dtype=np.int64)
        positions, raised = _sample(amounts, room - len(kept), "another year", *key)
        kept |= {others[place]: amount for place, amount in zip(positions.tolist(), raised.tolist(), strict=True)}
    return kept


def _raked(kept: Mapping[Trade, int], trades: Mapping[Trade, int]) -> dict[Trade, int]:
    """Return kept trades with the sums by product and by partner that all trades have, as nearly as both can be had (raking)."""
    weights = {trade: weight * 1000 for trade, weight in kept.items()}
    for _ in range(8):
        for field in ("partner", "a129"):
            wanted, present = _sums(trades, field), _sums(weights, field)
            weights = {
                trade: max(1, weight * wanted[getattr(trade, field)] * 1000 // present[getattr(trade, field)])
                for trade, weight in weights.items()
            }
    return weights


def _sums(trades: Mapping[Trade, int], field: str) -> Weights:
    sums: defaultdict[str, int] = defaultdict(int)
    for trade, value in trades.items():
        sums[getattr(trade, field)] += value
    return sums


def _weight(flow: str, departement: str, trade: Trade, value: int, year: int) -> int:
    """Return what a trade of the first year is worth in another one, before totals are kept."""
    price, volume, partner = _growth()[year]
    factors = price.get(trade.a129, price["*"]) * volume.get(trade.a129, volume["*"])
    factors *= partner.get(trade.partner, 1000) * chance("year", str(year), flow, departement, *trade)
    return max(1, value * factors // 1_000_000_000_000)


def _first_totals(flow: str) -> Weights:
    known = TOTALS[YEARS[0]][flow]
    regions = _regions()
    weights: Weights = {}
    others = {code: millions[flow] for code, millions in _territories().items() if code not in known.departements}
    for inside in (True, False):
        part = {code: weight for code, weight in others.items() if (regions[code] in known.regions) is inside}
        weights |= _shaken("product", part, flow, "total", divisor=40)
    return _spread(known, weights)


def _spread(known: Totals, weights: Mapping[str, int]) -> Weights:
    """Share the totals of régions and of France out among the départements whose own is not known."""
    regions = _regions()
    others = {code: weight for code, weight in weights.items() if code not in known.departements}
    totals = dict(known.departements)
    for region, total in known.regions.items():
        own = sum(value for code, value in known.departements.items() if regions[code] == region)
        totals |= split(total - own, {code: weight for code, weight in others.items() if regions[code] == region})
    outside = {code: weight for code, weight in others.items() if regions[code] not in known.regions}
    return totals | split(known.france - sum(totals.values()), outside)


def _regions() -> Mapping[str, str]:
    return {line["douanes_code"]: line["douanes_region_code"] for line in _table("departements")}


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


def _quarters(
    flow: str, departement: str, trade: Trade, quarters: Iterable[int], value: int
) -> Iterator[tuple[int, int]]:
    season = _seasons().get(trade.cpf4) or _seasons().get(trade.a129) or (250, 250, 250, 250)
    weights = {
        str(quarter): season[quarter - 1]
        * chance("quarter", flow, departement, trade.cpf4, trade.partner, str(quarter))
        for quarter in quarters
    }
    for quarter, amount in sorted(split(value, weights).items()):
        yield int(quarter), amount


def _mass(flow: str, departement: str, trade: Trade, quarter: int, value: int, year: int) -> int:
    """Weigh by the price of a class in the year, moved by chance for each trade and a little for each quarter."""
    per_kilogram = _prices()[trade.cpf4]
    if year != YEARS[0]:
        prices = _growth()[year][0]
        per_kilogram = per_kilogram * prices.get(trade.a129, prices["*"]) // 1000
    if not per_kilogram:
        return 0
    price = chance("price", flow, departement, trade.cpf4, trade.partner)
    moment = chance("set_partner", flow, departement, trade.cpf4, trade.partner, str(quarter), "mass")
    mass = value * 1_000_000_000 // (per_kilogram * price * moment)
    # Three digits that count: a third of the archive would otherwise be noise of the masses.
    unit: int = 10 ** max(0, len(str(mass)) - 3)
    return mass // unit * unit


@cache
def _market(flow: str, departement: str, a129: str, cpf4: str) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """Return the partners of a product (by position), their weights, and whether each was set for this very market."""
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
    """Return thousandths of a euro per kilogram."""
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
def _growth() -> Mapping[int, tuple[Weights, Weights, Weights]]:
    """Return the thousandths of prices, volumes and partners' trade, of the first year's, in each other year."""
    growth: dict[int, list[Weights]] = defaultdict(list)
    for (year, _), items in _lines(assumed.GROWTH):
        growth[int(year)].append(_pairs(items, "="))
    return {year: (prices, volumes, partners) for year, (prices, volumes, partners) in growth.items()}


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


def members(flow: str, year: int = YEARS[0]) -> dict[str, bytes]:
    """Return the archive's files, in order."""
    folder = f"Regional-{year}-{flow}/"
    data = "".join(";".join(map(str, row)) + "\r\n" for row in rows_of(flow, year)).encode("ascii")
    files = {f"Region_{year}_{flow.capitalize()}.txt": data, **label_files(), "README.txt": README.encode()}
    return {folder + name: content for name, content in files.items()}


def write_archive(path: Path, files: Mapping[str, bytes], year: int = YEARS[0]) -> None:
    """Write the files with nothing of the moment or the machine in them."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=DATES[year])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)


def archive_name(flow: str, year: int = YEARS[0]) -> str:
    """Name an archive so that vintage, kind and year stand in it, and that nobody takes it for the Customs'."""
    return f"EXEMPLE_{VINTAGES[year]}-Regional-{year}-{flow}.zip"


def main(folder: Path) -> None:
    """Write all archives and say what they hold."""
    for year in YEARS:
        for flow in FLOWS:
            files = members(flow, year)
            path = folder / archive_name(flow, year)
            write_archive(path, files, year)
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
