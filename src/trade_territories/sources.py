"""What the Customs publish and where: releases as frozen records, and how the page that links them is read.

Nothing here opens a connection: pages come in as bytes, addresses go out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Flow = Literal["export", "import"]
Kind = Literal["regional", "regional-ce", "workbook"]
FLOWS: tuple[Flow, ...] = ("export", "import")

#: The page that links every complete file; ``TRADE_TERRITORIES_INDEX_URL`` names a mirror of it.
INDEX_ADDRESS = "https://lekiosque.finances.gouv.fr/site_fr/telechargement/telechargement_SGBD.asp"
INDEX_VARIABLE = "TRADE_TERRITORIES_INDEX_URL"
PUBLISHER = "Direction générale des Douanes et Droits indirects (DGDDI), DSECE"
LICENCE = "Licence Ouverte / Open Licence"
#: The Customs' own numbers of the régions, by which workbooks are called, and the régions (INSEE) in each.
WORKBOOK_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "01": ("R32",), "03": ("R11",), "04": ("R24",), "05": ("R28",), "07": ("R53",), "08": ("R52",), "09": ("R75",),
        "12": ("R76",), "13": ("R44",), "16": ("R27",), "18": ("R84",), "21": ("R93",), "22": ("R94",),
        "24": ("R01", "R02", "R03", "R04", "R06"),
    }
)  # fmt: skip

_WORKBOOK_ADDRESS = "https://lekiosque.finances.gouv.fr/download_2.asp?rep=/fichiers/Telecharge&fic=region_{}_A.zip"
#: Files whose address is known although the index page may no longer link them.
_PORTAL = {
    (2019, "export"): "https://www.data.gouv.fr/fr/datasets/r/0a78bacc-99cf-4a26-8f28-088f2e96a2ef",
    (2019, "import"): "https://www.data.gouv.fr/fr/datasets/r/ded883a3-8bfd-4344-bb59-a7767815c494",
}

_GRAINS: dict[Kind, str] = {
    "regional": "quarter x département x A129 x CPF4 x partner",
    "regional-ce": "quarter x département x A129 x CPF4 x partner",
    "workbook": "year x département x A129 x partner",
}
_VINTAGE = re.compile(r"(?<!\d)((?:19|20)\d{2})-?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_FLOW = re.compile(r"(?<![a-z])(export|import)s?(?![a-z])")
_LAST_QUARTERS = re.compile(r"regional[-_ ]?ce(?![a-z])")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_-]+)", re.IGNORECASE)
_SHOWN = 8


@dataclass(frozen=True)
class Published:
    """One file that the Customs publish.

    Parameters
    ----------
    kind
        ``regional`` (a full year), ``regional-ce`` (the last five quarters) or ``workbook`` (one région, three years).
    flow
        ``export`` or ``import``; nothing where the file holds both.
    year
        The year of a full-year file.
    region
        The Customs' number of the région of a workbook.
    vintage
        Month of publication (``YYYYMM``) where name or address tell it.
    address
        Where it is.
    name
        Name of the file.
    """

    kind: Kind
    flow: Flow | None
    year: int | None
    region: str | None
    vintage: str | None
    address: str
    name: str

    @property
    def grain(self) -> str:
        """What one row of it is about."""
        return _GRAINS[self.kind]

    @property
    def unit(self) -> str:
        """Unit of its values: whole euros, whatever the note beside the workbooks says."""
        return "EUR"

    @property
    def publisher(self) -> str:
        """Who publishes it."""
        return PUBLISHER

    @property
    def licence(self) -> str:
        """Under which terms it may be used."""
        return LICENCE


def recognised(address: str) -> Published | None:
    """Say which release an address leads to, by the name of its file, whatever its case; nothing if it is none.

    Examples
    --------
    >>> found = recognised("https://www.douane.gouv.fr/sites/default/files/2025-02/07/202502-Regional-2024-EXPORT.ZIP")
    >>> found.kind, found.flow, found.year, found.vintage
    ('regional', 'export', 2024, '202502')
    >>> recognised("https://www.douane.gouv.fr/files/202502-stat-national-ce-export.zip") is None
    True
    """
    name = file_name(address)
    lower = name.lower()
    directions = set(_FLOW.findall(lower))
    if not lower.endswith(".zip") or "regional" not in lower or len(directions) != 1:
        return None
    flow: Flow = "export" if "export" in directions else "import"
    in_name = _VINTAGE.search(lower)
    vintage = in_name or _VINTAGE.search(urlsplit(address).path)
    noted = "".join(vintage.groups()) if vintage else None
    if _LAST_QUARTERS.search(lower):
        return Published("regional-ce", flow, None, None, noted, address, name)
    years = _YEAR.findall(lower)
    if len(years) != 1:
        return None
    return Published("regional", flow, int(years[0]), None, noted, address, name)


def read_index(page: bytes, address: str, *, charset: str | None = None) -> tuple[Published, ...]:
    """Read the index page: every link to a regional file, in any order, among whatever else is linked.

    Parameters
    ----------
    page
        The page as it came.
    address
        Where it came from; relative links start there.
    charset
        The encoding that the server named.

    Raises
    ------
    DownloadError
        Not a single usable link: what was looked for, and what the page shows.

    Examples
    --------
    >>> page = b'<a href="2025-02/07/202502-Regional-2024-import.zip">2024</a> <a href="/faq">?</a>'
    >>> [one.address for one in read_index(page, "https://douane.example/data/index.asp")]
    ['https://douane.example/data/2025-02/07/202502-Regional-2024-import.zip']
    """
    reader = _Links()
    reader.feed(_decoded(page, charset))
    reader.close()
    base = urljoin(address, reader.base) if reader.base else address
    links = [_joined(base, link) for link in reader.links]
    found = {one.address: one for link in links if link and (one := recognised(link)) is not None}
    if not found:
        shown = ", ".join(repr(link) for link in reader.links[:_SHOWN]) or "no link at all"
        more = f" and {len(reader.links) - _SHOWN} more" if len(reader.links) > _SHOWN else ""
        raise DownloadError(
            f"{address}: no link to a regional file; looked for links to YYYYMM-Regional-YEAR-export.zip, "
            f"…-import.zip or …-stat-regional-ce-….zip; the page shows {shown}{more}. The page may have moved: set "
            f"{INDEX_VARIABLE} to its address, or give files already here with --from (read_flows)"
        )
    return tuple(found.values())


def known() -> tuple[Published, ...]:
    """Give the files whose address needs no index page: 2019 on the national portal, and each région's workbooks."""
    portal = tuple(
        Published("regional", flow, year, None, None, _PORTAL[year, flow], f"Regional-{year}-{flow}.zip")
        for year in (2019,)
        for flow in FLOWS
    )
    return portal + tuple(workbook(region) for region in WORKBOOK_REGIONS)


def workbook(region: str) -> Published:
    """Give the workbooks of one région, by the Customs' number of it (not INSEE's)."""
    address = _WORKBOOK_ADDRESS.format(region)
    return Published("workbook", None, None, region, None, address, file_name(address))


def candidates(published: Iterable[Published], year: int, flow: Flow) -> list[Published]:
    """Give the files that may hold a year of one flow, best first.

    A full-year file comes before the last five quarters, whose years show only once they are read; the newest vintage
    comes first, and of one vintage the one published last.

    Examples
    --------
    >>> files = [recognised(f"https://d.example/{name}-export.zip") for name in (
    ...     "202408-Regional-2023", "202502-Regional-2023", "202508-stat-regional-ce", "202502-Regional-2022")]
    >>> [one.name for one in candidates(files, 2023, "export")]
    ['202502-Regional-2023-export.zip', '202408-Regional-2023-export.zip', '202508-stat-regional-ce-export.zip']
    """
    of_flow = [one for one in published if one.flow == flow]
    whole = [one for one in of_flow if one.kind == "regional" and one.year == year]
    latest = [one for one in of_flow if one.kind == "regional-ce"]
    return [*_newest_first(whole), *_newest_first(latest)]


def file_name(address: str) -> str:
    """Give the name of the file that an address leads to.

    Examples
    --------
    >>> file_name("https://lekiosque.finances.gouv.fr/download_2.asp?rep=/fichiers/Telecharge&fic=region_03_A.zip")
    'region_03_A.zip'
    """
    parts = urlsplit(address)
    asked = parse_qs(parts.query).get("fic", [""])[0]
    return unquote(asked or parts.path).replace("\\", "/").rsplit("/", 1)[-1]


def _newest_first(files: Sequence[Published]) -> list[Published]:
    # The day of publication is part of the path, so the address breaks ties between files of one month.
    return sorted(files, key=lambda one: (one.vintage or "", one.address), reverse=True)


def _joined(base: str, link: str) -> str | None:
    try:
        joined = urljoin(base, link.replace("\\", "/").replace(" ", "%20"))
        scheme = urlsplit(joined).scheme
    except ValueError:
        # Some pages link brackets and templates; such a link leads nowhere.
        return None
    return joined.split("#", 1)[0] if scheme in ("http", "https") else None


def _decoded(page: bytes, charset: str | None) -> str:
    named = _CHARSET.search(page[:4096])
    for encoding in (charset, named.group(1).decode("ascii") if named else None, "utf-8"):
        if encoding:
            try:
                return page.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                continue
    return page.decode("iso-8859-1")


class _Links(HTMLParser):
    """Collects the targets of links; the page's markup is not relied on beyond that."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.base: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = (dict(attrs).get("href") or "").strip()
        if tag == "a" and target:
            self.links.append(target)
        elif tag == "base" and target and self.base is None:
            self.base = target
