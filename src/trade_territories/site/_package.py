"""The folder `data/` of the site as a Frictionless data package: tables as CSV and Parquet, described column by column."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import _version
from trade_territories._csv import csv_text
from trade_territories._files import replacing, write_text
from trade_territories.site._tables import Table, licences, tables_of
from trade_territories.text import has_sentence, say
from trade_territories.text.numbers import decimal

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.document._maker import Maker
    from trade_territories.site._rows import Figures
    from trade_territories.text import Lang

DESCRIPTOR = "datapackage.json"
NAME = "commerce-exterieur-des-territoires"
#: Columns of the table of licences that a description takes its own from.
_LICENCE = ("table", "licence_code", "licence", "path")
_KILO = 1000


def write_package(
    folder: Path, maker: Maker, prefix: str, figures: dict[str, Figures], indicators: pd.DataFrame | None = None
) -> list[dict[str, str]]:
    """Write the tables and their description; return what the page of data lists.

    Parameters
    ----------
    prefix
        Begins the names of files made of the bundled sample.
    indicators
        The indicators of all territories, where they were worked out.
    """
    lang = maker.lang
    tables = list(tables_of(maker, figures, indicators))
    known = licences([*tables, Table("licences", pd.DataFrame(), (), origin="own")], lang, is_sample=bool(prefix))
    tables.append(Table("licences", known, ("table",), origin="own"))
    of_table = {
        name: {"name": code, "title": title, "path": path}
        for name, code, title, path in zip(*(known[column] for column in _LICENCE), strict=True)
    }
    resources, listed = [], []
    for table in tables:
        rows = table.rows.assign(example=say("tables.example", lang)) if prefix else table.rows
        for ending in ("csv", "parquet"):
            path = folder / "data" / f"{prefix}{table.name}.{ending}"
            if ending == "csv":
                write_text(path, csv_text(rows))
            else:
                with replacing(path) as part:
                    rows.to_parquet(part, index=False)
            resources.append(_resource(table, rows, path, ending, lang) | {"licenses": [of_table[table.name]]})
            listed.append(_listed(table, rows, path, lang))
    write_text(folder / "data" / DESCRIPTOR, _descriptor(maker, resources, list(of_table.values())))
    listed.insert(
        0,
        {
            "file": f"data/{DESCRIPTOR}",
            "name": DESCRIPTOR,
            "content": say("site.package_descriptor", lang),
            "columns": "–",
            "size": _size(folder / "data" / DESCRIPTOR, lang),
        },
    )
    return listed


def _descriptor(maker: Maker, resources: list[dict[str, object]], licences_of: list[dict[str, str]]) -> str:
    lang = maker.lang
    # The name of a file is no address: where the Customs give it, only they know.
    sources = [
        {"title": f"{release.release} ({release.file})" if release.file else str(release.release)}
        for release in maker.france.releases
    ]
    found: dict[str, object] = {
        "profile": "data-package",
        "name": NAME,
        "title": f"{say('site.name', lang)}, {maker.france.when}",
        "description": say("site.package_lead", lang),
        "licenses": [one for place, one in enumerate(licences_of) if one not in licences_of[:place]],
        "sources": sources,
        "contributors": [{"title": f"trade_territories {_version.__version__}", "role": "wrangler"}],
        "resources": resources,
    }
    if maker.france.is_sample:
        found["example"] = say("site.example", lang)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, rows: pd.DataFrame, path: Path, ending: str, lang: Lang) -> dict[str, object]:
    content = path.read_bytes()
    found: dict[str, object] = {
        "name": table.name if ending == "csv" else f"{table.name}-{ending}",
        "path": path.name,
        "title": _title(table, lang),
        "format": ending,
        "mediatype": "text/csv" if ending == "csv" else "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if ending == "csv":
        schema: dict[str, object] = {
            "fields": [_field(rows, str(name), lang) for name in rows.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        }
        if table.refers:
            schema["foreignKeys"] = [
                {"fields": column, "reference": {"resource": resource, "fields": field}}
                for column, resource, field in table.refers
            ]
        found |= {"type": "table", "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}
    else:
        found["type"] = "file"
    return found


def _field(rows: pd.DataFrame, name: str, lang: Lang) -> dict[str, object]:
    found: dict[str, object] = {"name": name, "type": _type(rows[name])}
    key = f"column_definitions.{name}"
    # A column may mean something else here than in the tables of a fiche.
    title = f"site.column_{name}" if has_sentence(f"site.column_{name}", lang) else f"columns.{name}"
    if has_sentence(title, lang):
        found["title"] = say(title, lang)
    if has_sentence(key, lang):
        found["description"] = say(key, lang)
    return found


def _type(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"


def _title(table: Table, lang: Lang) -> str:
    return say(f"site.data_{table.name.replace('-', '_')}", lang)


def _listed(table: Table, rows: pd.DataFrame, path: Path, lang: Lang) -> dict[str, str]:
    return {
        "file": f"data/{path.name}",
        "name": path.name,
        "content": _title(table, lang),
        "columns": ", ".join(map(str, rows.columns)),
        "size": _size(path, lang),
    }


def _size(path: Path, lang: Lang) -> str:
    return say("site.kilobytes", lang, size=decimal(max(1, path.stat().st_size / _KILO), 0, lang))
