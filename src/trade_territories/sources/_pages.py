"""A page of the Customs -> the files that it links: plain links first, then forms and scripts.

The page's markup is not relied on: tags and attributes are found by expressions that pass over it once, whatever it holds.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from trade_territories.errors import DownloadError
from trade_territories.sources._files import plain, recognised
from trade_territories.sources._places import LINKS_SOUGHT, PAGE_MOVED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from trade_territories.sources._files import Certainty, Published

_SHOWN = 8
#: The page that links every file has some hundred links; more than this is none.
_MOST_LINKS = 5000
_LONGEST_LINK = 2000
_MOST_FIELDS = 200
_LONGEST_TEXT = 300
_ENCODINGS = ("utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii", "utf-16")
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-z0-9_-]{1,40})", re.IGNORECASE)
_TAG = re.compile(
    r"<(/?)(a|base|form|input|select|option|button|area|frame|iframe|meta)(?![\w-])([^<>]*+)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z][\w-]*+)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*+[\d.]*+\s*+[;,]\s*+url\s*+=\s*+[\"']?(.*)$", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<(title|h1)(?![\w-])[^<>]*+>([^<>]++)", re.IGNORECASE)
_MOST_HEADING = 80
_QUOTED = re.compile(r"""["']([^"'<>\s]{1,500}+)["']""")
_ABOUT = re.compile(r"region|departement|commerce[-_ ]exterieur|statisti")
#: Number of pages that are opened from a place that lists no file itself.
MOST_PAGES = 6
_MOST_SEARCHED = 1 << 16
#: Tags by which a page shows another one within itself, or sends on to it.
_WITHIN = ("frame", "iframe", "meta")
_ARCHIVE_NAME = re.compile(r"\.zip(?![\w.])|\.asp\?", re.IGNORECASE)


@dataclass(frozen=True)
class Listing:
    """What a place lists."""

    #: Files that are ours, or may be.
    files: tuple[Published, ...]
    #: Number of links or entries of any kind.
    links: int
    #: The first of them as they stand, for messages.
    shown: tuple[str, ...]
    #: Pages that it links and that may list files themselves; those that it shows within itself or sends on to come first.
    pages: tuple[str, ...] = ()
    #: What it calls itself: its title, or its first words.
    heading: str = ""


def read_page(page: bytes, address: str, *, charset: str | None = None) -> Listing:
    """Return what a page links: regional files in any order, among whatever else is linked.

    Parameters
    ----------
    page
        The page as it came.
    address
        Where it came from; relative links start there.
    charset
        The encoding that the server named.

    Examples
    --------
    >>> page = b'<form action="download.asp"><input name=fic value="202412-Regional-2024-import.zip"></form>'
    >>> [(file.address, file.certainty) for file in read_page(page, "https://douane.example/data/index.asp").files]
    [('https://douane.example/data/download.asp?fic=202412-Regional-2024-import.zip', 'form')]
    """
    text = _without_comments(_decoded(page, charset))
    base = address
    found: list[_Link] = []
    for link in _links(text):
        if link.tag == "base":
            base = joined(address, link.target) or address
        elif len(found) < _MOST_LINKS:
            found.append(link)
    files: dict[str, Published] = {}
    for link in found:
        target = joined(base, link.target)
        file = recognised(target, link.text, certainty=link.certainty) if target else None
        if file is not None and (file.address not in files or files[file.address].certainty == "unnamed"):
            files[file.address] = file
    shown = tuple(link.target[:_LONGEST_TEXT] for link in found[:_SHOWN])
    return Listing(tuple(files.values()), len(found), shown, _pages(found, base, files), _heading(text))


def without_files(address: str, listing: Listing) -> DownloadError:
    """Return the error of a place that lists no file of ours: what was looked for, and what is there."""
    shown = ", ".join(repr(link) for link in listing.shown) or "no link at all"
    more = f" and {listing.links - len(listing.shown)} more" if listing.links > len(listing.shown) else ""
    heading = f" {listing.heading!r}" if listing.heading else ""
    reason = f"no link to a regional file; the page{heading} shows {shown}{more}"
    return DownloadError(f"{address}: {reason}; looked for {LINKS_SOUGHT}. {PAGE_MOVED}", reason)


def heading(page: bytes) -> str:
    """Return the title of a page, else its first heading, else its first words; empty where it has no text.

    Examples
    --------
    >>> heading(b"<html><head><title>Just a moment...</title></head><body></body></html>")
    'Just a moment...'
    """
    return _heading(_without_comments(_decoded(page[:_MOST_SEARCHED], None)))


def _heading(text: str) -> str:
    found = _HEADING.search(text[:_MOST_SEARCHED])
    words = found[2] if found else re.sub(r"<[^<>]*+>?", " ", text[: 4 * _LONGEST_TEXT])
    return " ".join(html.unescape(words).split())[:_MOST_HEADING].strip()


def _pages(found: Iterable[_Link], base: str, files: Collection[str]) -> tuple[str, ...]:
    """Return the first pages that may list files in the place of this one.

    They are those that it shows in a frame or sends on to, wherever they are, then those whose link speaks of régions,
    départements or foreign trade, on the same host.
    """
    pages: dict[str, None] = {}
    within = [link for link in found if link.tag in _WITHIN]
    about = (link for link in found if link.tag in ("a", "area") and _ABOUT.search(plain(f"{link.target} {link.text}")))
    for link in chain(within, about):
        if len(pages) < MOST_PAGES:
            target = joined(base, link.target)
            is_near = link.tag in _WITHIN or (target and urlsplit(target).netloc == urlsplit(base).netloc)
            if target and target not in files and is_near:
                pages[target] = None
    pages.pop(base, None)
    return tuple(pages)


@dataclass(frozen=True)
class _Link:
    tag: str
    target: str
    text: str
    certainty: Certainty


def _links(text: str) -> Iterator[_Link]:
    """Yield the links of a page, plain ones as they come, those of forms and scripts likewise."""
    action = ""
    fields: dict[str, str] = {}
    for match in _TAG.finditer(text):
        is_end, tag = bool(match[1]), match[2].lower()
        given = {
            name.lower(): html.unescape(value.strip("\"'").strip()) for name, value in _ATTRIBUTE.findall(match[3])
        }
        if is_end:
            if tag == "form":
                yield from _form_links(action, fields)
                action, fields = "", {}
            continue
        if tag == "form":
            action = given.get("action", "")
        elif tag in ("input", "option", "button"):
            name = given.get("name") or given.get("id") or f"{tag}{len(fields)}"
            if len(fields) < _MOST_FIELDS:
                fields[name] = given.get("value", "")
        yield from _tag_links(tag, given, text, match.end())
    yield from _form_links(action, fields)


def _tag_links(tag: str, given: dict[str, str], text: str, end: int) -> Iterator[_Link]:
    target = given.get("href", "") or (given.get("src", "") if tag in _WITHIN else "")
    if tag == "meta":
        is_refresh = given.get("http-equiv", "").lower() == "refresh"
        refresh = _REFRESH.match(given.get("content", "")[:_LONGEST_LINK]) if is_refresh else None
        target = refresh[1].strip("\"' ") if refresh else ""
    if tag == "base" and target:
        yield _Link("base", target, "", "named")
    elif 0 < len(target) <= _LONGEST_LINK and not target.lower().startswith("javascript:"):
        yield _Link(tag, target, _text_after(text, end), "named")
    for script in (target if target.lower().startswith("javascript:") else "", given.get("onclick", "")):
        words = _QUOTED.findall(script)
        for quoted in words:
            if _ARCHIVE_NAME.search(quoted):
                yield _Link(tag, quoted, _text_after(text, end), "form")
                # The Kiosque's scripts take a folder and a name, which its page for downloads takes as well.
                for folder in (word for word in words[:_MOST_FIELDS] if word.startswith("/") and word != quoted):
                    query = urlencode({"rep": folder, "fic": quoted}, safe="/")
                    yield _Link(tag, f"download_2.asp?{query}", _text_after(text, end), "form")


def _form_links(action: str, fields: dict[str, str]) -> Iterator[_Link]:
    """Yield what a form would ask for, written as an address, for each archive that it names."""
    for name, value in fields.items():
        if value.lower().endswith(".zip") and len(value) <= _LONGEST_LINK:
            # Beside the archive's name, the form's hidden fields say where it is.
            others = {key: other for key, other in fields.items() if not other.lower().endswith(".zip") and other}
            query = urlencode({**others, name: value}, safe="/")
            yield _Link("form", f"{action}?{query}" if action else value, "", "form")


def _text_after(text: str, start: int) -> str:
    """Return the words of a link: what stands behind its tag, up to its end."""
    piece = text[start : start + _LONGEST_TEXT]
    words = piece.split("</a", 1)[0].split("</A", 1)[0]
    return html.unescape(re.sub(r"<[^<>]*+>?", " ", words)).strip()


def _without_comments(text: str) -> str:
    parts, start = [], 0
    while (begin := text.find("<!--", start)) >= 0:
        parts.append(text[start:begin])
        end = text.find("-->", begin + 4)
        if end < 0:
            return "".join(parts)
        start = end + 3
    parts.append(text[start:])
    return "".join(parts)


def joined(base: str, link: str) -> str | None:
    """Return the address that a link leads to; None where it leads to no file.

    Files of this machine are linked by lists of this machine only.

    Examples
    --------
    >>> joined("https://d.example/index.asp", "file:///etc/hosts") is None
    True
    """
    try:
        address = urljoin(base, link.strip().replace("\\", "/").replace(" ", "%20"))
        parts = urlsplit(address)
    except ValueError:
        # Some pages link brackets and templates; such a link leads nowhere.
        return None
    is_usable = bool(parts.hostname) if parts.scheme in ("http", "https") else parts.scheme == "file" == base[:4]
    return address.split("#", 1)[0] if is_usable else None


def _decoded(page: bytes, charset: str | None) -> str:
    named = _CHARSET.search(page[:4096])
    for encoding in _usable((charset, named.group(1).decode("ascii") if named else None, "utf-8")):
        try:
            return page.decode(encoding)
        except UnicodeError:
            continue
    return page.decode("iso-8859-1")


def _usable(names: Iterable[str | None]) -> Iterator[str]:
    """Yield the encodings that a page may have; Python knows others that take long, or are no encodings of pages."""
    for name in names:
        try:
            found = codecs.lookup(name).name if name else ""
        except (LookupError, ValueError):
            continue
        if found in _ENCODINGS:
            yield found
