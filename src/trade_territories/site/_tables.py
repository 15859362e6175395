"""The tables of the data package: what each holds, where it comes from, and which columns tell its rows apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import reference
from trade_territories.tables.ranks import traded_codes
from trade_territories.text import LANGS, has_sentence, say, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trade_territories.document._maker import Maker
    from trade_territories.site._rows import Figures

_FLOWS = ("export", "import")
#: SPDX codes of licences, and the addresses of their texts.
_LICENCES = {
    "etalab": ("etalab-2.0", "https://spdx.org/licenses/etalab-2.0.html"),
    "package": ("MIT", "https://spdx.org/licenses/MIT.html"),
}
#: Number of partners that have a page and a profile, the largest; all products have one.
PROFILED_PARTNERS = 100


@dataclass(frozen=True)
class Table:
    """A table of the package."""

    #: Its name in the package, and that of its files.
    name: str
    #: The table; None where it was written before, by the processes that make the fiches.
    rows: pd.DataFrame
    #: The columns that tell its rows apart.
    key: tuple[str, ...]
    #: Columns whose values are those of the key of another table.
    refers: tuple[tuple[str, str, str], ...] = ()
    #: ``customs`` for figures, ``names`` for codes, names and inhabitants, ``own`` for words of this package.
    origin: str = "customs"


def tables_of(maker: Maker, figures: dict[str, Figures], indicators: pd.DataFrame | None = None) -> Iterator[Table]:
    """Yield all tables but the licences, which tell of these."""
    yield Table("territories", _territories(), ("code",), origin="names")
    of_place = (("territory", "territories", "code"),)
    yield Table("totals", _totals(figures), ("territory",), of_place)
    yield Table("partners", _by(maker, figures, "partner"), ("territory", "partner"), of_place)
    yield Table("products", _by(maker, figures, "a129"), ("territory", "a129"), of_place)
    flows = maker.france.sums(["flow", "departement", "a129", "partner"]).reset_index(drop=True)
    flows = flows.astype(dict.fromkeys(("flow", "departement", "a129", "partner"), "str"))
    yield Table("flows", flows, ("flow", "departement", "a129", "partner"))
    if indicators is not None:
        yield Table("indicators", indicators, ("territory", "indicator", "flow", "code"), of_place)
    for name, level in (("partner-profiles", "partner"), ("product-profiles", "a129")):
        rows = profile_rows(maker, level, PROFILED_PARTNERS if level == "partner" else None)
        yield Table(name, rows, (level, "flow", "departement"))
    yield Table("labels", _labels(maker, flows), ("kind", "code"), origin="names")
    yield Table("definitions", _definitions(), ("kind", "name"), origin="own")


def _territories() -> pd.DataFrame:
    """Return the territories: of Territoires d'industrie their own inhabitants, too, beside those of whole départements."""
    table = reference.territories().reset_index(drop=True)
    own = {
        code: sum(found.value for found in reference.industry_population(code).values())
        for code in table.loc[table["level"] == "territoire_industrie", "code"]
    }
    table["industry_population"] = table["code"].map(own).astype("Int64")
    return table


def _totals(figures: dict[str, Figures]) -> pd.DataFrame:
    rows = [
        {
            "territory": row.place.code,
            "label": row.place.name,
            "level": row.place.level,
            "export_eur": row.export_eur,
            "import_eur": row.import_eur,
            "balance_eur": row.balance_eur,
            "coverage_rate_pct": row.rate_pct,
            "export_rank": row.export_rank,
            "import_rank": row.import_rank,
            "ranked": row.ranked,
            "population": row.population,
            "export_per_inhabitant_eur": row.export_per_inhabitant,
            "import_per_inhabitant_eur": row.import_per_inhabitant,
        }
        for row in figures.values()
    ]
    whole = dict.fromkeys(("export_rank", "import_rank", "population"), "Int64")
    return pd.DataFrame(rows).astype({**whole, "coverage_rate_pct": "float64", "export_per_inhabitant_eur": "float64"})


def _by(maker: Maker, figures: dict[str, Figures], level: str) -> pd.DataFrame:
    """Return exports, imports and balance of each territory by partner or product; rows without trade are left out."""
    rows: list[tuple[object, ...]] = []
    for code, own in figures.items():
        question = maker.question(own.place)
        values = {flow: question.amounts(level, flow) for flow in _FLOWS}
        for key in sorted({key for amounts in values.values() for key, value in amounts.items() if value}):
            euros = {flow: values[flow].get(key, 0) for flow in _FLOWS}
            label = maker.france.label(level, key)
            rows.append((code, key, label, *euros.values(), euros["export"] - euros["import"]))
    columns = ["territory", level, "label", *(f"{flow}_eur" for flow in _FLOWS), "balance_eur"]
    return pd.DataFrame(rows, columns=columns)


def profile_rows(maker: Maker, level: str, most: int | None) -> pd.DataFrame:
    """Return each partner or product by département: value, its share of the département's flow, the reverse, and rank."""
    codes = traded_codes(maker.france, level)[:most]
    cells = maker.france.sums(["flow", "departement", level])
    wholes = {flow: maker.france.values("departement", flow) for flow in _FLOWS}
    rows = cells[cells[level].astype("str").isin(codes)].astype({"flow": "str", "departement": "str", level: "str"})
    rows = rows[rows["value_eur"] != 0].copy()
    whole = [wholes[flow].get(place, 0) for flow, place in zip(rows["flow"], rows["departement"], strict=True)]
    shares = rows["value_eur"] / pd.Series(whole, index=rows.index) * 100
    rows["share_of_departement_pct"] = shares.where((rows["value_eur"] >= 0) & (pd.Series(whole, index=rows.index) > 0))
    sums = rows.groupby([level, "flow"])["value_eur"].transform("sum")
    rows["share_of_all_pct"] = (rows["value_eur"] / sums * 100).where((rows["value_eur"] >= 0) & (sums > 0))
    rows = rows.sort_values([level, "flow", "value_eur", "departement"], ascending=[True, True, False, True])
    rows["rank"] = rows.groupby([level, "flow"]).cumcount() + 1
    rows["departement_label"] = [maker.france.label("departement", code) for code in rows["departement"]]
    columns = [level, "flow", "departement", "departement_label", "value_eur", "share_of_departement_pct"]
    return rows[[*columns, "share_of_all_pct", "rank"]].reset_index(drop=True)


def _labels(maker: Maker, flows: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind in ("departement", "a129", "partner"):
        names = {lang: reference.labels(kind, lang) for lang in LANGS}
        for code in sorted(flows[kind].unique()):
            own = maker.france.label(kind, code)
            rows.append((kind, code, *(names[lang].get(code, own) for lang in LANGS)))
    return pd.DataFrame(rows, columns=["kind", "code", *(f"label_{lang}" for lang in LANGS)])


def _definitions() -> pd.DataFrame:
    """Return the meaning of columns, indicators and words, in both languages."""
    rows = []
    for kind, section, titles in (
        ("column", "column_definitions", "columns"),
        ("indicator", "indicator_definitions", "indicator_names"),
        ("term", "glossary", "glossary_terms"),
    ):
        found = {lang: sentences_of(section, lang) for lang in LANGS}
        for name in found[LANGS[0]]:
            row = {"kind": kind, "name": name}
            for lang in LANGS:
                key = f"{titles}.{name}"
                row[f"label_{lang}"] = say(key, lang) if has_sentence(key, lang) else name
                row[f"definition_{lang}"] = found[lang][name]
            rows.append(row)
    return pd.DataFrame(rows)


def licence_of(table: Table, *, is_sample: bool) -> tuple[str, str]:
    """Return the SPDX code of a table's licence and the address of its text: made-up figures and words are the package's own."""
    is_own = table.origin == "own" or (is_sample and table.origin == "customs")
    return _LICENCES["package" if is_own else "etalab"]


def licences(tables: Sequence[Table], lang: str, *, is_sample: bool) -> pd.DataFrame:
    """Return the origin and licence of each table."""
    rows = []
    for table in tables:
        code, path = licence_of(table, is_sample=is_sample)
        origin = "sample" if is_sample and table.origin == "customs" else table.origin
        licence = say("site.licence_etalab", lang) if code == _LICENCES["etalab"][0] else code
        rows.append((table.name, say(f"site.origin_{origin}", lang), licence, code, path))
    return pd.DataFrame(rows, columns=["table", "origin", "licence", "licence_code", "path"])
