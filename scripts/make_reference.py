"""Make the package's reference tables from a folder of compiled facts: codes, official names, memberships.

Run ``python scripts/make_reference.py FOLDER [TARGET]``; the default target is the package's own folder. The folder holds
six CSV files of the same names. They are checked (columns, keys that are unique, codes that other tables know), product
tables are marked with their nomenclature, and rows are sorted by their key, so that a new edition is a readable diff.
``cpf4_short_names.csv`` is written by hand and is not touched.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "trade_territories" / "reference" / "data"
NOMENCLATURE = "CPF rév. 2.1"
#: Columns of each table, those of its key first.
TABLES = {
    "departements": (
        1, "douanes_code douanes_region_code name insee_code insee_region_code insee_region_name population",
    ),
    "territoires_industrie": (1, "id name departements_insee"),
    "products_a129": (1, "a129 label_fr short_fr label_en a88 a38 a17 a21"),
    "products_cpf4": (1, "cpf4 label_fr a129"),
    "product_groups": (2, "level code label_fr"),
    "partners": (1, "code customs_label_fr name_fr name_en zone kind eu_since eu_until euro_since"),
}  # fmt: skip
PRODUCTS = ("products_a129", "products_cpf4", "product_groups")

Rows = list[dict[str, str]]


def main(folder: Path, target: Path = TARGET) -> None:
    """Read, check and write all tables."""
    tables = {name: read(folder / f"{name}.csv", name) for name in TABLES}
    check_references(tables)
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        marked = [{**row, "nomenclature": NOMENCLATURE} for row in rows] if name in PRODUCTS else rows
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(marked[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(marked)


def read(path: Path, name: str) -> Rows:
    """Read one table, sorted by its key; codes stay texts, and ``NA`` stays a code."""
    keys, columns = TABLES[name][0], TABLES[name][1].split()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise SystemExit(f"{path}: columns are {reader.fieldnames}, expected {columns}")
        rows = sorted(reader, key=lambda row: [row[column] for column in columns[:keys]])
    found = [tuple(row[column] for column in columns[:keys]) for row in rows]
    if len(set(found)) != len(found):
        raise SystemExit(f"{path}: {' and '.join(columns[:keys])} must be unique")
    return rows


def check_references(tables: dict[str, Rows]) -> None:
    """Refuse codes that point to nothing: a département of a Territoire d'industrie, a group or a level of a product."""
    departements = {code for row in tables["departements"] for code in row["insee_code"].split("|") if code}
    groups = {(row["level"], row["code"]) for row in tables["product_groups"]}
    a129 = {row["a129"] for row in tables["products_a129"]}
    touched = {code for row in tables["territoires_industrie"] for code in row["departements_insee"].split("|")}
    above = {(level, row[level]) for row in tables["products_a129"] for level in ("a17", "a38")}
    for what, unknown in (
        ("départements of Territoires d'industrie", touched - departements),
        ("levels above A129", above - groups),
        ("A129 of CPF4 classes", {row["a129"] for row in tables["products_cpf4"]} - a129),
    ):
        if unknown:
            raise SystemExit(f"{what} that no table knows: {sorted(unknown)}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(*map(Path, sys.argv[1:]))
