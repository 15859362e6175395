"""Who publishes a fiche: publisher, series, date, logos, colour, texts and contact, read from ``edition.toml``."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from trade_territories._files import own_path
from trade_territories.charts.style import contrast
from trade_territories.errors import TradeTerritoriesError, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: WCAG's least contrast of text on white.
LEAST_CONTRAST = 4.5
_LOGO_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_LARGEST_LOGO = 200_000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = re.compile(r"https?://[^\s]+")


@dataclass(frozen=True)
class Logo:
    """A logo: the file's bytes, its kind, and what it shows."""

    content: bytes
    kind: str
    alt: str

    @property
    def ending(self) -> str:
        """The ending of its file name."""
        return {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}[self.kind]


@dataclass(frozen=True)
class Contact:
    """Whom readers may write to or call."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Edition:
    """What an office adds to its fiches. Without a publisher the document says "Document non officiel".

    Parameters
    ----------
    publisher, series, number, date, licence
        Who publishes it, under which title, which issue, when, under which licence.
    introduction, context, purpose
        Markdown: before the key figures, in place of the neutral context, and in the practical information.
    notices
        Sentences to add to the cautions.
    links
        Names and addresses that replace the package's own list.
    accent
        A colour such as ``#000091``, dark enough on white to be read.

    Examples
    --------
    >>> Edition(publisher="Préfecture de la Marne", series="Repères").publisher
    'Préfecture de la Marne'
    """

    publisher: str = ""
    series: str = ""
    number: str = ""
    date: str = ""
    licence: str = ""
    introduction: str = ""
    context: str = ""
    purpose: str = ""
    accent: str = ""
    notices: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    contact: Contact = Contact()
    logos: tuple[Logo, ...] = ()

    def __post_init__(self) -> None:
        own = {name: readable(getattr(self, name)) for name in (*_TEXTS, "date")}
        own_contact = {field.name: readable(getattr(self.contact, field.name)) for field in fields(Contact)}
        cleaned = own | {
            "notices": tuple(map(readable, self.notices)),
            "links": tuple((readable(name), readable(address)) for name, address in self.links),
            "contact": Contact(**own_contact),
        }
        for name, value in cleaned.items():
            object.__setattr__(self, name, value)
        if self.accent:
            _checked_colour(self.accent, "accent")

    @classmethod
    def of(cls, edition: Edition | str | Path | None) -> Edition:
        """Return an edition as it is, or read it from its path; without either, one that says nothing."""
        return edition if isinstance(edition, Edition) else cls.read(edition) if edition else cls()

    @classmethod
    def read(cls, path: str | Path) -> Edition:
        """Read an edition file.

        Raises
        ------
        TradeTerritoriesError
            The file is not TOML, or an entry is unknown, of the wrong type or not usable; the message names the line.
        """
        return _Reader(own_path(path)).edition()


_TEXTS = ("publisher", "series", "number", "licence", "introduction", "context", "purpose")
_CONTACT = tuple(field.name for field in fields(Contact))


class _Reader:
    """Checks an edition file entry by entry; every error names file and line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise TradeTerritoriesError(
                f"{path}: the edition file cannot be read ({error.strerror}); check the path"
            ) from error
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise TradeTerritoriesError(f"{path}, line {line}: not UTF-8 text; save the file as UTF-8") from error

    def edition(self) -> Edition:
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            where = re.search(r"line (\d+)", str(error))
            line = int(where[1]) if where else self.text.count("\n") + 1
            raise self._error(line, f"not valid TOML: {error}") from error
        known = (*_TEXTS, "date", "notices", "links", "contact", "logos", "colours")
        self._check_names(data, known, "")
        texts = {name: self._text(data, name) for name in _TEXTS if name in data}
        return Edition(
            **texts,
            date=self._date(data),
            accent=self._accent(data),
            notices=self._notices(data),
            links=tuple(self._link(entry, place) for place, entry in enumerate(self._tables(data, "links"))),
            contact=self._contact(data),
            logos=tuple(self._logo(entry, place) for place, entry in enumerate(self._tables(data, "logos"))),
        )

    def _error(self, line: int, what: str) -> TradeTerritoriesError:
        return TradeTerritoriesError(f"{self.path}, line {line}: {what}")

    def _line(self, name: str, table: str = "", place: int = 0) -> int:
        """Return the line of an entry, or of its table: the first line that begins with its name."""
        lines = self.text.splitlines()
        start = 0
        if table:
            heads = [
                number
                for number, text in enumerate(lines)
                if re.match(rf"\s*\[\[?\s*{re.escape(table)}\s*\]?\]|\s*{re.escape(table)}\s*[.=]", text)
            ]
            start = heads[min(place, len(heads) - 1)] if heads else 0
        for number in range(start, len(lines)):
            if re.match(rf"\s*(?:{re.escape(table)}\s*\.\s*)?[\"']?{re.escape(name)}[\"']?\s*[.=]", lines[number]):
                return number + 1
            if table and number > start and lines[number].lstrip().startswith("["):
                break
        return start + 1

    def _check_names(self, data: Mapping[str, object], known: tuple[str, ...], table: str, place: int = 0) -> None:
        for name in data:
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else f"; choose one of {', '.join(known)}"
                kind = self._is_table(name) if not table else False
                line = self._line("", name) if kind else self._line(name, table, place)
                raise self._error(line, f"unknown entry {name!r}{f' in [{table}]' if table else ''}{hint}")

    def _is_table(self, name: str) -> bool:
        return bool(re.search(rf"(?m)^\s*\[\[?\s*{re.escape(name)}\s*\]", self.text))

    def _text(self, data: Mapping[str, object], name: str, table: str = "", place: int = 0) -> str:
        value = data.get(name, "")
        if isinstance(value, int) and not isinstance(value, bool) and name == "number":
            return str(value)
        if not isinstance(value, str):
            raise self._error(
                self._line(name, table, place), f'{name} is {value!r}; expected text in quotes, {name} = "…"'
            )
        return value.strip()

    def _date(self, data: Mapping[str, object]) -> str:
        value = data.get("date", "")
        if isinstance(value, dt.date):
            return value.isoformat()[:10]
        if not isinstance(value, str):
            raise self._error(
                self._line("date"), f'date is {value!r}; expected 2026-03-02, or text such as "mars 2026"'
            )
        return value.strip()

    def _accent(self, data: Mapping[str, object]) -> str:
        colours = self._table(data, "colours")
        self._check_names(colours, ("accent",), "colours")
        if "accent" not in colours:
            return ""
        value = self._text(colours, "accent", "colours")
        try:
            return _checked_colour(value, "accent")
        except TradeTerritoriesError as error:
            raise self._error(self._line("accent", "colours"), str(error)) from error

    def _notices(self, data: Mapping[str, object]) -> tuple[str, ...]:
        value = data.get("notices", [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._error(self._line("notices"), 'notices: expected a list of sentences, notices = ["…", "…"]')
        return tuple(item.strip() for item in value if item.strip())

    def _table(self, data: Mapping[str, object], name: str) -> Mapping[str, object]:
        value = data.get(name, {})
        if not isinstance(value, dict):
            raise self._error(self._line(name), f"{name}: expected a table, [{name}], with its entries below")
        return value

    def _tables(self, data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
        value = data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._error(self._line("", name), f"{name}: expected one [[{name}]] per entry")
        return value

    def _link(self, entry: Mapping[str, object], place: int) -> tuple[str, str]:
        self._check_names(entry, ("name", "address"), "links", place)
        address, name = self._text(entry, "address", "links", place), self._text(entry, "name", "links", place)
        if not _WEB.fullmatch(address):
            raise self._error(
                self._line("address", "links", place), f"address is {address!r}; expected a web address, https://…"
            )
        return address, name or address

    def _contact(self, data: Mapping[str, object]) -> Contact:
        table = self._table(data, "contact")
        self._check_names(table, _CONTACT, "contact")
        values = {name: self._text(table, name, "contact") for name in _CONTACT}
        if values["email"] and not _MAIL.fullmatch(values["email"]):
            raise self._error(
                self._line("email", "contact"),
                f"email is {values['email']!r}; expected an address such as a@example.fr",
            )
        return Contact(**values)

    def _logo(self, entry: Mapping[str, object], place: int) -> Logo:
        self._check_names(entry, ("file", "alt"), "logos", place)
        line = self._line("file", "logos", place)
        name, alt = self._text(entry, "file", "logos", place), self._text(entry, "alt", "logos", place)
        if not alt:
            raise self._error(line, f'the logo {name!r} has no alt; say what it shows, alt = "Logo de …"')
        file = self.path.parent / name
        kind = _LOGO_KINDS.get(file.suffix.lower())
        if kind is None:
            raise self._error(line, f"the logo {name!r} is no picture; expected {', '.join(_LOGO_KINDS)}")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise self._error(line, f"the logo {name!r} cannot be read ({error.strerror}); looked at {file}") from error
        if len(content) > _LARGEST_LOGO:
            raise self._error(
                line, f"the logo {name!r} has {len(content) // 1000} kB; expected at most {_LARGEST_LOGO // 1000} kB"
            )
        if not _LOOKS_LIKE[kind](content):
            raise self._error(line, f"the logo {name!r} does not hold what its ending says ({kind})")
        return Logo(content, kind, alt)


_LOOKS_LIKE: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda content: content.startswith(b"\x89PNG"),
    "image/jpeg": lambda content: content.startswith(b"\xff\xd8"),
    "image/svg+xml": lambda content: b"<svg" in content[:2000] and b"<script" not in content,
}


def _checked_colour(value: str, name: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise TradeTerritoriesError(f"{name} is {value!r}; expected a colour such as #000091")
    ratio = contrast(value, "#ffffff")
    if ratio < LEAST_CONTRAST:
        raise TradeTerritoriesError(
            f"{name} is {value}, whose contrast on white is {ratio:.1f}; text needs {LEAST_CONTRAST}: choose a darker colour"
        )
    return value.lower()
