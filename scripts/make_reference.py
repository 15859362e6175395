"""Make the package's reference tables from a folder of compiled facts: codes, official names, memberships.

Run ``python scripts/make_reference.py FOLDER [TARGET]``; the default target is the package's own folder. The folder's tables
are checked (columns, keys that are unique, codes that other tables know). Those of ``TABLES`` keep their name and columns, and
product tables are marked with their nomenclature; those of ``FACTS`` are laid out anew. Rows are sorted by their key, so that a
new edition is a readable diff. Tables written by hand (see the README of the target) are not touched.
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
#: Tables of the folder that are laid out anew, with their columns, those of the key first.
FACTS = {
    "departement_population": (1, "departement douanes_code name population year"),
    "industrial_territories_population": (2, "ti_id departement communes population year"),
    "mayotte_population": (1, "date population kind source"),
    "partner_groups": (5, "group name_fr name_en code from_month to_month verified source note"),
    "product_groups_thematic": (5, "group name_fr name_en level code status source note"),
}
GROUP_COLUMNS = ("name_fr", "name_en", "kind", "family", "level", "status")
MEMBER_COLUMNS = ("group", "code", "from_month", "to_month", "verified", "note")
#: Groups of products that divide all of them among themselves, by the first word of their code.
FAMILIES = {"tech": "technology", "mig": "mig"}
#: Groups of partners that no treaty or organisation defines.
CUSTOMARY = ("maghreb", "uk_wide", "eu_candidates")
#: The groups of these are listed as their compiler ordered them.
IN_FILE_ORDER = ("partner_groups", "product_groups_thematic")
MAYOTTE = "976"
SOURCES = {"eu27": "treaties of accession: today's members, without France", "uk_wide": "British overseas territories"}
#: Names, family and source of the groups made from the table of partners.
UNION = {
    "eu": ("Union européenne", "European Union", "union", "treaties of accession; without France, no partner of its own"),
    "non_eu": ("Pays tiers", "Countries outside the EU", "union", "countries that are not in the Union in the month"),
    "not_allocated": (
        "Non ventilé", "Not allocated", "union",
        "the Customs' codes that are no country: returned goods, stores, undetermined, own overseas départements",
    ),
    "euro": ("Zone euro", "Euro area", "", "Council decisions on the adoption of the euro; without France"),
}  # fmt: skip
PRODUCTS = ("products_a129", "products_cpf4", "product_groups")

Rows = list[dict[str, str]]


def main(folder: Path, target: Path = TARGET) -> None:
    """Read, check and write all tables."""
    tables = {name: read(folder / f"{name}.csv", name) for name in TABLES}
    facts = {name: read(folder / f"{name}.csv", name) for name in FACTS}
    check_references(tables)
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        marked = [{**row, "nomenclature": NOMENCLATURE} for row in rows] if name in PRODUCTS else rows
        write(target, name, marked)
    write(target, "populations", populations(facts["departement_population"], facts["mayotte_population"]))
    write(target, "industry_populations", industry_populations(facts["industrial_territories_population"]))
    members = [*product_members(facts["product_groups_thematic"]), *partner_members(facts["partner_groups"])]
    members += union_members(tables["partners"])
    check_members(members, tables)
    write(target, "groups", groups(members))
    write(target, "group_members", [{name: row[name] for name in MEMBER_COLUMNS} for row in members])


def write(target: Path, name: str, rows: Rows) -> None:
    """Write one table."""
    with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def populations(departements: Rows, mayotte: Rows) -> Rows:
    """Return municipal populations, and of Mayotte its censuses and INSEE's estimates since."""
    found = [
        {"departement": row["departement"], "date": row["year"], "population": row["population"],
         "kind": "municipal", "source": "Insee", "quoted_in": ""}
        for row in departements if row["departement"] != MAYOTTE
    ] + [
        {"departement": MAYOTTE, "date": row["date"], "population": row["population"],
         "kind": "census" if "census" in row["kind"] else "estimate", "source": "Insee", "quoted_in": row["source"]}
        for row in mayotte
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["departement"], row["date"]))


def industry_populations(facts: Rows) -> Rows:
    """Return the inhabitants of each Territoire d'industrie by département: municipal ones, in Mayotte those of the census."""
    return [
        {"id": row["ti_id"], "departement": row["departement"], "year": row["year"], "population": row["population"],
         "kind": "census" if row["departement"] == MAYOTTE else "municipal", "source": "Insee"}
        for row in facts
    ]  # fmt: skip


def product_members(facts: Rows) -> Rows:
    """Return the members of groups of products; the order of the file is that of the groups."""
    return [
        {**row, "kind": "product", "family": FAMILIES.get(row["group"].split("_")[0], ""),
         "status": "customary" if "customary" in row["status"] else row["status"],
         "from_month": "", "to_month": "", "verified": ""}
        for row in facts
    ]  # fmt: skip


def partner_members(facts: Rows) -> Rows:
    """Return the members of groups of partners with their months; those marked uncertain stay marked."""
    return [
        {**row, "kind": "partner", "family": "", "level": "partner",
         "status": "customary" if row["group"] in CUSTOMARY else "official",
         "source": SOURCES.get(row["group"], row["source"])}
        for row in facts
    ]  # fmt: skip


def union_members(partners: Rows) -> Rows:
    """Return the Union, what is outside it and what is neither, and the euro area, from the months in the table of partners."""
    found = []
    for row in partners:
        if row["kind"] == "other":
            found.append(("not_allocated", row["code"], "", ""))
            continue
        since, until = row["eu_since"], row["eu_until"]
        if since:
            found += [("eu", row["code"], since, until), ("non_eu", row["code"], "", month_after(since, -1))]
        if until or not since:
            found.append(("non_eu", row["code"], month_after(until, 1) if until else "", ""))
        if row["euro_since"]:
            found.append(("euro", row["code"], row["euro_since"], ""))
    order = list(UNION)
    return [
        {"group": group, "name_fr": UNION[group][0], "name_en": UNION[group][1], "family": UNION[group][2],
         "source": UNION[group][3], "code": code, "kind": "partner", "level": "partner", "status": "official",
         "from_month": since, "to_month": until, "verified": "yes", "note": ""}
        for group, code, since, until in sorted(found, key=lambda one: (order.index(one[0]), *one[1:]))
    ]  # fmt: skip


def month_after(month: str, count: int) -> str:
    """Return the month so many months after another one, written as ``2020-01``."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def groups(members: Rows) -> Rows:
    """Return one row per group, of what its members say alike."""
    found: dict[str, dict[str, str]] = {}
    for row in members:
        head = {"group": row["group"], **{name: row[name] for name in GROUP_COLUMNS}}
        known = found.setdefault(row["group"], {**head, "source": ""})
        if any(known[name] != head[name] for name in GROUP_COLUMNS):
            raise SystemExit(f"rows of the group {row['group']} differ")
        if row["source"] not in known["source"].split(" / "):
            known["source"] = " / ".join(filter(None, (known["source"], row["source"])))
    return list(found.values())


def check_members(members: Rows, tables: dict[str, Rows]) -> None:
    """Refuse members that no table of codes knows, and months that end before they begin."""
    known = {
        "a129": {row["a129"] for row in tables["products_a129"]},
        "cpf4": {row["cpf4"] for row in tables["products_cpf4"]},
        "partner": {row["code"] for row in tables["partners"]},
    }
    for row in members:
        if row["code"] not in known[row["level"]]:
            raise SystemExit(f"group {row['group']}: no {row['level']} {row['code']}")
        if row["to_month"] and row["to_month"] < row["from_month"]:
            raise SystemExit(f"group {row['group']}: {row['code']} ends before it begins")


def read(path: Path, name: str) -> Rows:
    """Read one table, sorted by its key; codes stay texts, and ``NA`` stays a code."""
    keys, columns = {**TABLES, **FACTS}[name][0], {**TABLES, **FACTS}[name][1].split()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise SystemExit(f"{path}: columns are {reader.fieldnames}, expected {columns}")
        rows = (
            list(reader)
            if name in IN_FILE_ORDER
            else sorted(reader, key=lambda row: [row[key] for key in columns[:keys]])
        )
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
