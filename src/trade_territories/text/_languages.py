"""The languages in which readers can be served, and how each of them sets a text: read from its text file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, get_args

from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale

#: The registry: a language is added here, with its text file beside this module.
Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

#: CLDR's plural categories, as keys of an entry that depends on a number.
PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


@dataclass(frozen=True)
class Language:
    """One language: its sentences by key, and its typography."""

    #: As in ``lang=`` ("fr"), and in the language itself ("français").
    code: str
    name: str
    #: Babel's locale: decimal and thousands separators, lists, months, plural forms.
    locale: Locale
    #: What a straight apostrophe becomes.
    apostrophe: str
    #: The no-break space that replaces a plain space before or after a sign.
    space_before: Mapping[str, str]
    space_after: Mapping[str, str]
    #: Key -> the sentence, or its plural forms.
    sentences: Mapping[str, str | Mapping[str, str]]
    #: Key -> a list of words, such as the numbers in letters.
    arrays: Mapping[str, tuple[str, ...]]

    @cached_property
    def replacements(self) -> tuple[tuple[str, str], ...]:
        """What is written plainly, and how it is set."""
        before = ((f" {sign}", space + sign) for sign, space in self.space_before.items())
        after = ((f"{sign} ", sign + space) for sign, space in self.space_after.items())
        return (("'", self.apostrophe), *before, *after)


def checked_lang(lang: str) -> Lang:
    """Return the language if it is one of the registry.

    Raises
    ------
    TradeTerritoriesError
        A language that the registry does not hold.

    Examples
    --------
    >>> checked_lang("fr")
    'fr'
    """
    for known in LANGS:
        if lang == known:
            return known
    raise TradeTerritoriesError(f"lang={lang!r} is not available; choose {' or '.join(repr(code) for code in LANGS)}")


@cache
def language(lang: str) -> Language:
    """Return a language; its text file is read once.

    Raises
    ------
    TradeTerritoriesError
        The language has no text file, or the file has an entry that is neither a sentence, nor plural forms, nor a list.

    Examples
    --------
    >>> language("fr").name
    'français'
    """
    return parsed_language(lang, _text_of(lang))


def locale_tag(lang: str) -> str:
    """Return the tag by which documents name a language and its country.

    Examples
    --------
    >>> locale_tag("fr"), locale_tag("en")
    ('fr-FR', 'en-GB')
    """
    return str(language(lang).locale).replace("_", "-")


def parsed_language(code: str, text: str) -> Language:
    """Return a language from the text of its file."""
    from babel import Locale

    data = tomllib.loads(text)
    settings = data.pop("language")
    sentences: dict[str, str | Mapping[str, str]] = {}
    arrays: dict[str, tuple[str, ...]] = {}
    _flatten(data, "", sentences, arrays)
    return Language(
        code,
        settings["name"],
        Locale.parse(settings["locale"]),
        settings["apostrophe"],
        settings["space_before"],
        settings["space_after"],
        sentences,
        arrays,
    )


def _text_of(lang: str) -> str:
    file = files("trade_territories.text").joinpath(f"{lang}.toml")
    if not file.is_file():
        raise TradeTerritoriesError(f"the language {lang!r} has no text file: expected text/{lang}.toml in the package")
    return file.read_text(encoding="utf-8")


def _flatten(
    data: Mapping[str, object],
    prefix: str,
    sentences: dict[str, str | Mapping[str, str]],
    arrays: dict[str, tuple[str, ...]],
) -> None:
    """Collect entries under dotted keys: ``charts.total``."""
    for name, value in data.items():
        key = prefix + name
        if isinstance(value, str):
            sentences[key] = value
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            arrays[key] = tuple(value)
        elif isinstance(value, dict) and "other" in value and set(value) <= PLURAL_FORMS:
            sentences[key] = value
        elif isinstance(value, dict):
            _flatten(value, f"{key}.", sentences, arrays)
        else:
            raise TradeTerritoriesError(f"text entry {key!r} is {value!r}; expected a sentence, plural forms or a list")
