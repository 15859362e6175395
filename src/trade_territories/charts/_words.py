"""Interim: sentences of these charts until the text layer is merged."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from trade_territories.wording.charts import curved
from trade_territories.wording.numbers import thin_spaces


@cache
def _table(lang: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        for key, value in node.items():
            if isinstance(value, dict):
                if set(value) <= {"one", "other", "zero"}:
                    flat[prefix + key] = value
                else:
                    walk(f"{prefix}{key}.", value)
            else:
                flat[prefix + key] = value

    walk("", tomllib.loads(files("trade_territories.charts").joinpath(f"words_{lang}.toml").read_text("utf-8")))
    return flat


@cache
def _forms() -> dict[str, dict[str, str]]:
    from pathlib import Path

    with Path("/work/shared/reference/territory_articles.csv").open(encoding="utf-8") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


class _F(Formatter):
    def format_field(self, value: Any, spec: str) -> str:
        text = str(value)
        if spec in ("de", "dans", "le"):
            row = _forms().get(text.replace("’", "'"))
            if text == "France":
                return {"de": "de la France", "dans": "en France", "le": "la France"}[spec]
            if row is None:
                return {"de": "de ", "dans": "à ", "le": ""}[spec] + text
            return row[{"de": "de_form", "dans": "in_form", "le": "article_form"}[spec]]
        if spec == "capital":
            return text[:1].upper() + text[1:]
        if spec == "word":
            from trade_territories.wording.charts import number_word

            return number_word(int(value), "fr")
        if spec == "Word":
            from trade_territories.wording.charts import number_word

            return number_word(int(value), "fr").capitalize()
        return text


def say(key: str, lang: str, **words: Any) -> str:
    entry = _table(lang)[key]
    if isinstance(entry, dict):
        count = words["count"]
        entry = entry.get("zero") if count == 0 and "zero" in entry else entry["one" if count < 2 else "other"]
    text = _F().format(entry, **words)
    return curved(thin_spaces(text) if lang == "fr" else text)
