"""The fiche's sentences, until the text layer holds them: TOML files, filled and typeset."""

from __future__ import annotations

import csv
import string
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from trade_territories.wording.document import typeset
from trade_territories.wording.numbers import decimal

_FRENCH = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def say(key: str, lang: str, **words: object) -> str:
    """Return one sentence."""
    found = sentences(lang)[key]
    if isinstance(found, dict):
        count = words["count"]
        found = found["one"] if count == 1 and "one" in found else found["other"]
    return typeset(_Filled(lang).vformat(found, (), words), lang)  # type: ignore[arg-type]


def listed(names: list[str], lang: str) -> str:
    """Join names as a sentence does."""
    from babel.lists import format_list

    return format_list(names, locale=lang)


@cache
def sentences(lang: str) -> dict[str, Any]:
    """Return all sentences of a language."""
    text = files("trade_territories.document").joinpath("assets", f"words.{lang}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["fiche"]


class _Filled(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, spec: str) -> str:
        if spec in ("word", "Word"):
            names = _FRENCH if self.lang == "fr" else _ENGLISH
            text = names[value] if 0 <= value < len(names) else decimal(value, 0, self.lang)  # type: ignore[arg-type]
            return text[:1].upper() + text[1:] if spec == "Word" else text
        if spec == "digits":
            return decimal(value, 0, self.lang)  # type: ignore[arg-type]
        if spec == "capital":
            return str(value)[:1].upper() + str(value)[1:]
        if spec in ("de", "dans", "le"):
            column = {"de": "de_form", "dans": "in_form", "le": "article_form"}[spec]
            known = _articles().get(str(value).replace("’", "'"))
            return known[column] if known else {"de": f"de {value}", "dans": f"à {value}", "le": str(value)}[spec]
        return str(format(value, spec))


@cache
def _articles() -> dict[str, dict[str, str]]:
    text = files("trade_territories.document").joinpath("assets", "articles.csv").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in csv.DictReader(text.splitlines())}
    rows["France"] = {"article_form": "la France", "de_form": "de la France", "in_form": "en France"}
    return rows
