"""Made archives as real as can be: rows by quarter and département as counted in the Customs' own file, members as theirs.

Run ``python -m benchmarks.realistic FOLDER --year 2019`` for a pair at full size (1.75 million rows of imports; exports, of which
no count is known, at 0.85 of it), or ``--scale 0.01`` for a small one. Rows are sorted as theirs are: by quarter, département,
product, country. The same seed gives the same rows. Values mean nothing, but for the producer's own rows.
"""

from __future__ import annotations

import argparse
import csv
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.make_data import FIELDS, FLOWS, Made, label_files, member_entry, usual_codes, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KNOWN = Path(__file__).resolve().parents[1] / "src" / "trade_territories" / "reference" / "data" / "known_rows.csv"
#: Rows of the four quarters of ``Region_2019_Import.txt``: 1,751,702 in all.
QUARTERS = (430_224, 430_521, 436_958, 453_999)
#: No count of exports is known: France exports fewer kinds of goods from each place than it imports.
EXPORT_SHARE = 0.85
#: Rows in the producer's own description, whatever the year of the archive.
PRODUCER_ROWS = (
    ("I", 3, "01", "18", "A01Z", "0111", "AR", 52, 11),
    ("I", 3, "01", "18", "A01Z", "0111", "AT", 29_916, 20_815),
    ("E", 3, "01", "18", "A01Z", "0111", "BE", 406_473, 1_210_935),
    ("E", 3, "01", "18", "A01Z", "0111", "BR", 11_228, 250),
    ("E", 1, "01", "18", "A01Z", "0111", "CH", 1_559_516, 6_021_171),
    ("I", 1, "01", "18", "A01Z", "0111", "AR", 122, 30),
    ("I", 1, "01", "18", "A01Z", "0111", "AT", 35_259, 22_446),
    ("E", 1, "01", "18", "A01Z", "0111", "BE", 867_425, 2_153_810),
)
LISEZ_MOI = """\
Données régionales du commerce extérieur, {flow}, année {year} (fichier fictif, aux mesures du vrai)

Le fichier {data} contient les champs suivants, séparés par des points-virgules :
flux ; trimestre ; année ; département ; région ; A129 ; CPF4 ; pays ; valeur (en euros) ; masse (en kilogrammes).
"""
#: The smallest file that is a PDF: archives hold descriptions beside the data.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def write_pair(folder: Path, year: int = 2019, *, scale: float = 1.0, seed: int = 0) -> list[Made]:
    """Write an export and an import archive, with everything that stands in a real one."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, flow, year, scale, seed) for flow in FLOWS]


def planned_rows(flow: str, scale: float = 1.0) -> Mapping[tuple[int, str], int]:
    """Return the number of rows by quarter and département (the Customs' codes), as counted or, where it was not, as likely.

    Quarters 1 and 2 and a part of 3 are counted; the rest is quarter 2 in proportion. Each keeps a row at any scale.
    """
    counted = _counted()
    places = sorted({place for _, place in counted})
    plan: dict[tuple[int, str], int] = {}
    for quarter, total in enumerate(QUARTERS, 1):
        known = {place: counted[quarter, place] for place in places if (quarter, place) in counted}
        likely = {place: counted[2, place] for place in places if place not in known}
        left = total - sum(known.values())
        rest = _in_proportion(left, likely) if likely else {}
        plan |= {(quarter, place): count for place, count in (known | rest).items()}
    share = scale * (EXPORT_SHARE if flow == "export" else 1.0)
    return {key: max(1, round(count * share)) for key, count in sorted(plan.items())}


def realistic_table(flow: str, year: int, *, scale: float = 1.0, seed: int = 0) -> pa.Table:
    """Return the ten fields, each key once, in the order of a real file."""
    usual = usual_codes(flow, year)
    regions = dict(usual.departements)
    chance = np.random.Generator(np.random.PCG64([seed, year, FLOWS.index(flow), 2019]))
    _, products, countries = usual.frequencies
    weights = np.log(np.outer(products, countries)).ravel()
    parts: list[tuple[int, str, npt.NDArray[np.int64]]] = []
    for (quarter, place), rows in planned_rows(flow, scale).items():
        # The largest of weights plus Gumbel noise are a draw without replacement.
        noisy = weights + chance.gumbel(size=len(weights))
        chosen = np.argpartition(noisy, -rows)[-rows:] if rows < len(noisy) else np.arange(len(noisy))
        parts.append((quarter, place, np.sort(chosen)))
    pairs = np.concatenate([chosen for *_, chosen in parts])
    product, country = np.divmod(pairs, len(countries))
    lengths = [len(chosen) for *_, chosen in parts]
    value = np.maximum(1, 20_000 * chance.lognormal(0, 2.2, len(pairs))).astype(np.int64)
    mass = (value / chance.lognormal(1.6, 1.4, len(pairs))).astype(np.int64)
    columns = {
        "flow": [flow[0].upper()] * len(pairs),
        "quarter": np.repeat([quarter for quarter, *_ in parts], lengths).astype(np.int8),
        "year": np.full(len(pairs), year, dtype=np.int16),
        "departement": np.repeat([place for _, place, _ in parts], lengths),
        "region": np.repeat([regions.get(place, "") for _, place, _ in parts], lengths),
        "a129": np.array([a129 for a129, _ in usual.products])[product],
        "cpf4": np.array([cpf4 for _, cpf4 in usual.products])[product],
        "country": np.array(usual.countries)[country],
        "value": value,
        "mass": mass,
    }
    return _with_producer_rows(pa.table(columns), flow, year)


def _with_producer_rows(table: pa.Table, flow: str, year: int) -> pa.Table:
    """Put the producer's own rows in, each in the place of a made one of the same quarter and département."""
    own = [(*row[:2], year, *row[2:]) for row in PRODUCER_ROWS if row[0] == flow[0].upper()]
    is_near = np.isin(table.column("departement").to_numpy(zero_copy_only=False), [row[3] for row in own])
    near = table.filter(pa.array(is_near)).to_pylist()
    used: set[int] = set()
    for row in own:
        same = [number for number, one in enumerate(near) if one["quarter"] == row[1] and number not in used]
        equal = [number for number in same if tuple(near[number][name] for name in FIELDS[5:8]) == row[5:8]]
        if same:
            number = (equal or same)[0]
            used.add(number)
            near[number] = dict(zip(FIELDS, row, strict=True))
    both = pa.concat_tables([table.filter(pa.array(~is_near)), pa.Table.from_pylist(near, schema=table.schema)])
    return both.sort_by([(name, "ascending") for name in ("quarter", "departement", "a129", "cpf4", "country")])


def _write(folder: Path, flow: str, year: int, scale: float, seed: int) -> Made:
    path = folder / f"{year + 1}02-Regional-{year}-{flow}.zip"
    inner, date = f"Regional-{year}-{flow}/", (year + 1, 2, 7, 8, 45, 0)
    data = f"Region_{year}_{flow.capitalize()}.txt"
    table = realistic_table(flow, year, scale=scale, seed=seed)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member_entry(inner, date), b"")
        for name, content in label_files().items():
            archive.writestr(member_entry(inner + name, date), content)
        note = LISEZ_MOI.format(flow=flow, year=year, data=data).replace("\n", "\r\n")
        archive.writestr(member_entry(f"{inner}LISEZ-MOI.txt", date), note.encode("cp1252"))
        archive.writestr(member_entry(f"{inner}Description des fichiers régionaux.pdf", date), PDF)
        with archive.open(member_entry(inner + data, date), "w", force_zip64=True) as member:
            write_table(table, member)
    return Made(path, table.num_rows, int(table.column("value").to_numpy().sum()))


@cache
def _counted() -> dict[tuple[int, str], int]:
    with _KNOWN.open(encoding="utf-8", newline="") as stream:
        return {(int(row["quarter"]), row["departement"]): int(row["rows"]) for row in csv.DictReader(stream)}


def _in_proportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return whole numbers in proportion to weights that add up to a total."""
    whole = sum(weights.values())
    shares = {name: total * weight // whole for name, weight in weights.items()}
    for name in sorted(weights, key=lambda one: (-(total * weights[one] % whole), one))[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what the command line asks for, and say what it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--year", type=int, default=2019)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is the size of the real file (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    for made in write_pair(given.folder, given.year, scale=given.scale, seed=given.seed):
        print(f"{made.path}: {made.rows:,} rows, {made.path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
