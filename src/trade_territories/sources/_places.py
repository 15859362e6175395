"""The places where the Customs' files are looked for, in the order in which they are asked."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

#: The page that links every complete file; ``TRADE_TERRITORIES_INDEX_URL`` names a mirror of it.
INDEX_ADDRESS = "https://lekiosque.finances.gouv.fr/site_fr/telechargement/telechargement_SGBD.asp"
INDEX_VARIABLE = "TRADE_TERRITORIES_INDEX_URL"
CATALOGUE_ADDRESS = "https://www.douane.gouv.fr/la-douane/opendata"
PORTAL_ADDRESS = (
    "https://www.data.gouv.fr/api/1/datasets/statistiques-regionales-et-departementales-du-commerce-exterieur/"
)
#: Hosts of the Customs and of the national portal; hosts below them count as well.
OFFICIAL_HOSTS = ("douane.gouv.fr", "lekiosque.finances.gouv.fr", "data.gouv.fr")

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")

PlaceName = Literal["mirror", "index", "catalogue", "portal"]


@dataclass(frozen=True)
class Place:
    """A place that lists files."""

    #: ``mirror``, ``index`` (the Customs' page of complete files), ``catalogue`` (their open-data catalogue) or
    #: ``portal`` (the national portal's data set).
    name: PlaceName
    #: Where it is.
    address: str
    #: How a report calls it.
    title: str
    #: What is looked for there.
    sought: str


#: What is looked for on a page, and what to do where nothing of it is there.
LINKS_SOUGHT = "links to YYYYMM-Regional-YEAR-export.zip, …-import.zip or …-stat-regional-ce-….zip"
PAGE_MOVED = (
    f"The page may have moved: set {INDEX_VARIABLE} to its address, or give files already here with --from (read_flows)"
)
_OFFICIAL = (
    Place("index", INDEX_ADDRESS, "the Customs' page of complete files", LINKS_SOUGHT),
    Place("catalogue", CATALOGUE_ADDRESS, "the Customs' open-data catalogue", LINKS_SOUGHT),
    Place("portal", PORTAL_ADDRESS, "the national portal's data set", "resources (JSON) named after the same files"),
)


def mirror() -> str | None:
    """Return the address, folder or JSON list that stands in for the Customs' pages, where one is set."""
    return os.environ.get(INDEX_VARIABLE) or None


def official_places() -> tuple[Place, ...]:
    """Return the places to ask, in order; where a mirror is set, it alone is asked.

    Examples
    --------
    >>> [place.name for place in official_places()]
    ['index', 'catalogue', 'portal']
    """
    other = mirror()
    if other is None:
        return _OFFICIAL
    return (Place("mirror", other, f"the mirror that {INDEX_VARIABLE} names", LINKS_SOUGHT),)


def is_official(host: str) -> bool:
    """Return whether a host is the Customs' or the national portal's.

    Examples
    --------
    >>> is_official("www.douane.gouv.fr"), is_official("douane.gouv.fr.example")
    (True, False)
    """
    name = host.lower().rstrip(".")
    return any(name == host or name.endswith(f".{host}") for host in OFFICIAL_HOSTS)


def is_official_address(address: str) -> bool:
    """Return whether an address is one of the Customs or of the national portal.

    Examples
    --------
    >>> is_official_address("https://www.douane.gouv.fr/opendata"), is_official_address("/srv/douane.gouv.fr")
    (True, False)
    """
    try:
        return is_official(urlsplit(address).hostname or "")
    except ValueError:
        return False


def local_folder(address: str) -> Path | None:
    r"""Return the folder or file that a mirror names on this machine, or None for an address on the web.

    Examples
    --------
    >>> local_folder("https://mirror.example/index.html") is None
    True
    >>> local_folder("/data/customs").name
    'customs'
    """
    if _DRIVE.match(address) or address.startswith("\\\\"):
        return Path(address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme == "file":
        # A server in the address, as in file://server/share/folder, is the beginning of a path of Windows.
        from urllib.request import url2pathname

        server = "" if parts.netloc.lower() == "localhost" else parts.netloc
        return Path((f"//{server}" if server else "") + url2pathname(parts.path))
    if parts.scheme:
        return None
    path = Path(address)
    try:
        path = path.expanduser()
        return path if path.is_absolute() or path.exists() else None
    except (RuntimeError, OSError, ValueError):
        return None
