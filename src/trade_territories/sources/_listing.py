"""Lists of files that are no page: the national portal's JSON, a JSON list of addresses, a folder."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from trade_territories.errors import DownloadError
from trade_territories.sources._files import recognised
from trade_territories.sources._pages import Listing, joined
from trade_territories.sources._places import PAGE_MOVED

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.sources._files import Published

_SHOWN = 8
_MOST_ENTRIES = 5000
_ADDRESS_FIELDS = ("url", "latest", "address", "href")
_LIST_FIELDS = ("resources", "files", "links", "data")
_TEXT_FIELDS = ("title", "description", "name")
_DATE_FIELDS = ("published", "last_modified", "created_at")


def read_list(content: bytes, address: str) -> Listing:
    """Return the files that a JSON list names.

    Parameters
    ----------
    content
        A list of addresses, a list of records with ``url`` (and ``title``, ``last_modified``), or a record with such a
        list in ``resources``, ``files``, ``links`` or ``data``, as the national portal answers.
    address
        Where it came from; relative addresses start there.

    Raises
    ------
    DownloadError
        It is no JSON, or JSON of another shape.

    Examples
    --------
    >>> content = b'{"resources": [{"url": "https://d.example/202412-Regional-2024-export.zip"}]}'
    >>> [file.year for file in read_list(content, "https://portal.example/").files]
    [2024]
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _other_shape(address, f"not a list in JSON ({type(error).__name__})") from error
    entries = _entries(found)
    if entries is None:
        raise _other_shape(address, f"JSON of another shape ({_shape(found)})")
    # What all of them are about stands once, in the title of the record.
    about = str(found.get("title") or "")[:500] if isinstance(found, dict) else ""
    files: dict[str, Published] = {}
    shown: list[str] = []
    for entry in islice(entries, _MOST_ENTRIES):
        for target, text, day in _targets(entry):
            shown.append(target[:300])
            whole = joined(address, target)
            zipped = (
                isinstance(entry, dict) and "zip" in str(entry.get("format") or entry.get("filetype") or "").lower()
            )
            file = recognised(whole, f"{text} {about}", published=day, is_archive=zipped) if whole else None
            if file is not None:
                files.setdefault(file.address, file)
    return Listing(tuple(files.values()), len(shown), tuple(shown[:_SHOWN]))


def read_folder(folder: Path) -> Listing:
    """Return the archives in a folder of this machine, subfolders included.

    Raises
    ------
    DownloadError
        It cannot be read.
    """
    try:
        paths = sorted(path for path in islice(folder.rglob("*"), _MOST_ENTRIES * 4) if path.is_file())
    except OSError as error:
        raise DownloadError(
            f"{folder}: the folder cannot be read ({error.strerror or type(error).__name__})"
        ) from error
    files = [recognised(path.absolute().as_uri()) for path in paths[:_MOST_ENTRIES]]
    shown = tuple(path.name for path in paths[:_SHOWN])
    return Listing(tuple(file for file in files if file is not None), len(paths), shown)


def _entries(found: object) -> list[object] | None:
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        for name in _LIST_FIELDS:
            if isinstance(found.get(name), list):
                return list(found[name])
    return None


def _targets(entry: object) -> list[tuple[str, str, str | None]]:
    """Return the address, text and day of an entry; none where it has no address.

    The address itself names the file; ``latest`` stays the same from one edition to the next and says nothing.
    """
    if isinstance(entry, str):
        return [(entry, "", None)]
    if not isinstance(entry, dict):
        return []
    text = " ".join(str(entry.get(name) or "")[:500] for name in _TEXT_FIELDS)
    days = [value[:10] for name in _DATE_FIELDS if isinstance(value := entry.get(name), str) and _is_day(value[:10])]
    for name in _ADDRESS_FIELDS:
        target = entry.get(name)
        if isinstance(target, str) and target:
            return [(target, text, days[0] if days else None)]
    return []


def _is_day(text: str) -> bool:
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    return len(text) == 10 and year.isdecimal() and month.isdecimal() and day.isdecimal()


def _shape(found: object) -> str:
    if isinstance(found, dict):
        return f"a record with {', '.join(sorted(map(str, found))[:6]) or 'nothing in it'}"
    return type(found).__name__


def _other_shape(address: str, found: str) -> DownloadError:
    reason = (
        f"{found}; expected a list of addresses, or a record with 'resources' as the national portal's api/1/datasets/… "
        "answers"
    )
    return DownloadError(f"{address}: {reason}. {PAGE_MOVED}", reason)
