"""Made data of the Customs' layout, as many rows as wanted: codes and how often they occur come from the bundled sample.

Run ``python benchmarks/make_data.py FOLDER --years 2020-2024 --rows 1500000``. The same seed gives the same rows (with the same
numpy); values mean nothing. ``--quirks`` adds what real releases may hold and readers trip over.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SAMPLE = Path(__file__).resolve().parents[1] / "src" / "trade_territories" / "sample"
FLOWS = ("export", "import")
ROWS = 1_500_000
FIELDS = ("flow", "quarter", "year", "departement", "region", "a129", "cpf4", "country", "value", "mass")
#: Rows are formatted by so many at a time: a year of 1.5 million rows never stands in memory as text.
BATCH = 250_000
#: Codes occur as often as in the sample, to this power: real files have longer tails than the sample.
FLATTER = 0.8

#: Before, the codes of parts of the United Kingdom meant something else, and had expired.
BRITAIN_IN_PARTS_FROM = 2021

#: What may stand in a release beside what is usual, field by field after the year; values make each easy to find.
QUIRKS = (
    ("ZZ", "99", "C11Z", "1102", "DE", 1_000_001, 11),  # a département that nobody knows
    ("", "", "C11Z", "1102", "DE", 1_000_002, 12),  # none at all
    ("2A", "22", "C11Z", "1102", "IT", 1_000_003, 13),  # Corsica as INSEE writes it
    ("51", "13", "Z99Z", "9999", "DE", 1_000_004, 14),  # a product that nobody knows
    ("51", "13", "C11Z", "0111", "DE", 1_000_005, 15),  # a class under another group: the row's own group is the truth
    ("51", "13", "C11Z", "1102", "ZY", 1_000_006, 16),  # a country that nobody knows
    ("51", "13", "C11Z", "1102", "QV", 1_000_007, 17),  # an expired code
    ("51", "13", "C11Z", "1102", "NA", 1_000_008, 18),  # Namibia
    ("51", "13", "C11Z", "1102", "XI", 1_000_009, 19),  # Britain from 2021 on, something else before
    ("51", "13", "C11Z", "1102", "XU", 1_000_010, 20),
    ("51", "13", "C11Z", "1102", "QU", 1_000_011, 21),  # codes with two lines in the label file
    ("51", "13", "C11Z", "1102", "XK", 1_000_012, 22),
    ("51", "13", "C11Z", "1102", "XS", 1_000_013, 23),
    ("99", "21", "C20B", "2042", "IT", 1_000_014, 24),  # Monaco
    ("9E", "24", "E38Z", "3811", "NL", 1_000_015, 25),  # Mayotte
    ("75", "03", "D35A", "3511", "CH", 9_000_000_000, 0),  # no mass, and more than 32 bits hold
    ("51", "13", "A01Z", "0111", "DE", 0, 0),  # nothing
)
#: The last of these rows repeats the key of the first: they are to be added up.
REPEATED = ("51", "13", "C11Z", "1102", "ZY", 500_000, 5)


@dataclass(frozen=True)
class Made:
    """An archive, how many rows it holds, and what they add up to in euros."""

    path: Path
    rows: int
    total_eur: int


def write_years(
    folder: Path,
    years: Iterable[int],
    *,
    rows: int = ROWS,
    quirks: bool = False,
    seed: int = 0,
    level: int = 6,
) -> list[Made]:
    """Write an export and an import archive for each year, named as the Customs name theirs (published in February)."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_archive(folder, flow, year, rows=rows, quirks=quirks, seed=seed, level=level)
        for year in years
        for flow in FLOWS
    ]


def write_archive(
    folder: Path,
    flow: str,
    year: int,
    *,
    rows: int = ROWS,
    quirks: bool = False,
    seed: int = 0,
    level: int = 6,
) -> Made:
    """Write one archive of exactly so many rows, each key once, and the quirks beside."""
    path = folder / f"{year + 1}02-Regional-{year}-{flow}.zip"
    inner = f"Regional-{year}-{flow}/"
    date = (year + 1, 2, 7, 8, 45, 0)
    table = make_table(flow, year, rows=rows, quirks=quirks, seed=seed)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        data = member_entry(f"{inner}Region_{year}_{flow.capitalize()}.txt", date)
        with archive.open(data, "w", force_zip64=True) as member:
            if quirks:
                member.write(b"\xef\xbb\xbf")
            write_table(table, member)
        for name, content in label_files().items():
            archive.writestr(member_entry(inner + name, date), content)
    values = table.column("value").to_numpy()
    return Made(path, table.num_rows, int(values.sum()))


def write_table(table: pa.Table, member: IO[bytes]) -> None:
    """Write rows as the Customs do: fields between semicolons, no header, CRLF."""
    options = pacsv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    for start in range(0, table.num_rows, BATCH):
        text = io.BytesIO()
        pacsv.write_csv(table.slice(start, BATCH), text, write_options=options)
        member.write(text.getvalue().replace(b"\n", b"\r\n"))


def make_table(flow: str, year: int, *, rows: int = ROWS, quirks: bool = False, seed: int = 0) -> pa.Table:
    """Give the ten fields as a pyarrow table, ordered by quarter, département, product and country."""
    usual = usual_codes(flow, year)
    chance = np.random.Generator(np.random.PCG64([seed, year, FLOWS.index(flow)]))
    sizes = (4, len(usual.departements), len(usual.products), len(usual.countries))
    room = int(np.prod(sizes))
    if rows > room // 3:
        raise ValueError(f"{rows} rows of one flow and year are too many: there are {room} keys")
    keys = np.empty(0, dtype=np.int64)
    while len(keys) < rows:
        size = max(1000, (rows - len(keys)) * 2)
        drawn = [
            chance.integers(4, size=size),
            *(chance.choice(len(part), size=size, p=part) for part in usual.frequencies),
        ]
        keys = np.unique(np.concatenate([keys, np.ravel_multi_index(drawn, sizes)]))
    # Too many keys have come: some go, by chance, or the last départements would be empty.
    keys = np.sort(chance.permutation(keys)[:rows])
    quarter, departement, product, country = np.unravel_index(keys, sizes)
    weight = np.prod(
        [part[codes] for part, codes in zip(usual.frequencies, (departement, product, country), strict=True)], axis=0
    )
    relative = weight / weight.mean()
    value = np.maximum(1, 60_000 * np.sqrt(relative) * chance.lognormal(0, 2.2, rows)).astype(np.int64)
    mass = (value / chance.lognormal(1.6, 1.4, rows)).astype(np.int64)
    table = pa.table(
        {
            "flow": _repeated(flow[0].upper(), rows),
            "quarter": pa.array((quarter + 1).astype(np.int8)),
            "year": pa.array(np.full(rows, year, dtype=np.int16)),
            "departement": pa.array([code for code, _ in usual.departements]).take(pa.array(departement)),
            "region": pa.array([region for _, region in usual.departements]).take(pa.array(departement)),
            "a129": pa.array([a129 for a129, _ in usual.products]).take(pa.array(product)),
            "cpf4": pa.array([cpf4 for _, cpf4 in usual.products]).take(pa.array(product)),
            "country": pa.array(list(usual.countries)).take(pa.array(country)),
            "value": pa.array(value),
            "mass": pa.array(mass),
        }
    )
    return pa.concat_tables([table, _quirks(flow, year, table.schema)]) if quirks else table


@dataclass(frozen=True)
class Usual:
    """The codes that occur in the sample, and how often each does."""

    departements: tuple[tuple[str, str], ...]
    products: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    frequencies: tuple[npt.NDArray[np.float64], ...]


def usual_codes(flow: str, year: int) -> Usual:
    """Return the codes of a flow that occur in a year, and how often they do."""
    usual = _usual()[flow]
    return _without(usual, ("XI", "XU")) if year < BRITAIN_IN_PARTS_FROM else usual


@cache
def _usual() -> dict[str, Usual]:
    """Count in the sample how often each code occurs."""
    counted = {}
    for flow in FLOWS:
        with zipfile.ZipFile(_sample(flow)) as archive:
            text = archive.read(f"Regional-2024-{flow}/Region_2024_{flow.capitalize()}.txt")
        table = pacsv.read_csv(
            io.BytesIO(text),
            read_options=pacsv.ReadOptions(column_names=list(FIELDS)),
            parse_options=pacsv.ParseOptions(delimiter=";"),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(FIELDS[3:8], pa.string()), strings_can_be_null=False
            ),
        )
        groups = [
            sorted(
                (tuple(row[name] for name in names), row["value_count"])
                for row in table.group_by(list(names)).aggregate([("value", "count")]).to_pylist()
            )
            for names in (("departement", "region"), ("a129", "cpf4"), ("country",))
        ]
        counts = [np.array([count for _, count in group], dtype=float) ** FLATTER for group in groups]
        departements, products, countries = ([codes for codes, _ in group] for group in groups)
        counted[flow] = Usual(
            tuple(departements),
            tuple(products),
            tuple(code for (code,) in countries),
            tuple(count / count.sum() for count in counts),
        )
    return counted


def _without(usual: Usual, codes: Sequence[str]) -> Usual:
    departements, products, countries = usual.frequencies
    kept = ~np.isin(usual.countries, codes)
    left = countries[kept] / countries[kept].sum()
    names = tuple(np.array(usual.countries)[kept].tolist())
    return replace(usual, countries=names, frequencies=(departements, products, left))


def _quirks(flow: str, year: int, schema: pa.Schema) -> pa.Table:
    odd = (*QUIRKS, REPEATED)
    rows = [dict(zip(FIELDS, (flow[0].upper(), 1, year, *row), strict=True)) for row in odd]
    return pa.Table.from_pylist(rows, schema=schema)


def _repeated(text: str, rows: int) -> pa.Array:
    return pa.array([text]).take(pa.array(np.zeros(rows, dtype=np.int8)))


@cache
def label_files() -> dict[str, bytes]:
    with zipfile.ZipFile(_sample("export")) as archive:
        return {
            name.rsplit("/", 1)[1]: archive.read(name)
            for name in archive.namelist()
            if "Libelle" in name or "Departement" in name
        }


def _sample(flow: str) -> Path:
    return SAMPLE / f"EXEMPLE_202502-Regional-2024-{flow}.zip"


def member_entry(name: str, date: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=date)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _years(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write what the command line asks for, and say what it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--years", type=_years, default=[2024], help="2024, or 2005-2024")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows a flow and year (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--level", type=int, default=6, help="of deflate: 1 is quick, 9 small (default: %(default)s)")
    parser.add_argument("--quirks", action="store_true")
    given = parser.parse_args(arguments)
    for year in given.years:
        began = time.perf_counter()
        made = write_years(
            given.folder, [year], rows=given.rows, quirks=given.quirks, seed=given.seed, level=given.level
        )
        for one in made:
            size = one.path.stat().st_size
            print(f"{one.path}: {one.rows} rows, {one.total_eur} euros, {size / 1e6:.1f} MB")
        print(f"{year}: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
