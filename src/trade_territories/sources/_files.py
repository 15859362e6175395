"""Files of the Customs as frozen records, recognised by their names, and the order in which they are tried."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trade_territories.columns import Flow

Kind = Literal["regional", "regional-ce", "workbook", "unknown"]
#: How an address was found: its name says all; its name says it in other words, or the link's text does; a form or a
#: script names it; only its bytes can tell; an address known from years ago.
Certainty = Literal["named", "described", "form", "unnamed", "to_check"]
LICENCE = "Licence Ouverte / Open Licence"
#: The Customs' own numbers of the régions, by which workbooks are called, and the régions (INSEE) in each.
WORKBOOK_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "01": ("R32",), "03": ("R11",), "04": ("R24",), "05": ("R28",), "07": ("R53",), "08": ("R52",), "09": ("R75",),
        "12": ("R76",), "13": ("R44",), "16": ("R27",), "18": ("R84",), "21": ("R93",), "22": ("R94",),
        "24": ("R01", "R02", "R03", "R04", "R06"),
    }
)  # fmt: skip

#: The number that the overseas régions share; that they have workbooks is a guess.
OVERSEAS = "24"

_WORKBOOK_ADDRESS = "https://lekiosque.finances.gouv.fr/download_2.asp?rep=/fichiers/Telecharge&fic=region_{}_A.zip"
#: Files whose address was valid in 2020; the portal has changed the form of its addresses since.
_PORTAL: Mapping[tuple[int, Flow], str] = MappingProxyType(
    {
        (2019, "export"): "https://www.data.gouv.fr/api/1/datasets/r/0a78bacc-99cf-4a26-8f28-088f2e96a2ef",
        (2019, "import"): "https://www.data.gouv.fr/api/1/datasets/r/ded883a3-8bfd-4344-bb59-a7767815c494",
    }
)

_CERTAINTIES: tuple[Certainty, ...] = ("named", "described", "form", "unnamed", "to_check")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)")
#: A month in another form is neither a year nor, for sure, the month of the results.
_ANY_MONTH = re.compile(r"(?<!\d)(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])(?!\d)")
_DAY = re.compile(r"/((?:19|20)\d{2}-(?:0[1-9]|1[0-2]))(?:/(\d{2}))?/")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_FLOW = re.compile(r"(?<![a-z])(export|import)(?:s|ations?)?(?![a-z])")
_LAST_QUARTERS = re.compile(r"regional[-_ ]?ce(?![a-z])")
_REGIONAL = re.compile(r"region|departement")
_WORKBOOK_NAME = re.compile(r"region_?(\d{2})(_a)?\.zip")
#: The query of an address may name the file that it hands out.
_MOST_FIELDS = 50
_NAME_FIELDS = ("fic", "f", "file", "fichier", "nom", "name")
_ARCHIVE_SCRIPT = re.compile(r"/(?:transfert|download)[a-z0-9_]*\.asp$")
#: Addresses whose names say nothing are tried one by one: each may be a large file about something else.
MOST_UNNAMED = 4


@dataclass(frozen=True)
class Published:
    """One file that the Customs publish."""

    #: ``regional`` (a full year), ``regional-ce`` (the last five quarters), ``workbook`` (one région, three years), or
    #: ``unknown`` until it is read.
    kind: Kind
    #: ``export`` or ``import``; None where the file holds both, or its name does not say.
    flow: Flow | None
    #: The year of a full-year file.
    year: int | None
    #: The Customs' number of the région of a workbook.
    region: str | None
    #: Month of the results (``YYYYMM``), with which the file's name begins.
    results: str | None
    #: Day or month of publication (``YYYY-MM-DD`` or ``YYYY-MM``): folders of the address, or the portal's date.
    published: str | None
    #: Where it is.
    address: str
    #: Name of the file.
    name: str
    #: How it was found.
    certainty: Certainty = "named"

    @property
    def vintage(self) -> str | None:
        """Month that tells it from other files of its year (``YYYYMM``): of the results, else of publication."""
        return self.results or self.published_month

    @property
    def published_month(self) -> str | None:
        """Month of publication (``YYYYMM``), where it is known."""
        return self.published[:7].replace("-", "") if self.published else None

    @property
    def is_trusted(self) -> bool:
        """Whether it says what it holds; where such a file cannot be used, no other one silently stands in for it."""
        return self.certainty in ("named", "described")

    @property
    def unit(self) -> str:
        """Unit of its values: whole euros, whatever the note beside the workbooks says."""
        return "EUR"

    @property
    def licence(self) -> str:
        """Terms under which it may be used."""
        return LICENCE


def recognised(
    address: str,
    text: str = "",
    *,
    certainty: Certainty = "named",
    published: str | None = None,
    is_archive: bool = False,
) -> Published | None:
    """Return the file that an address leads to, judged by its name and the link's text; None if it is none of ours.

    Parameters
    ----------
    address
        The address.
    text
        What the link says, used where the name does not say it.
    certainty
        How the address was found, at best.
    published
        Day of publication, where the list that names the address gives it.
    is_archive
        Whether the list that names the address says that it leads to an archive.

    Examples
    --------
    >>> found = recognised("https://www.douane.gouv.fr/sites/default/files/2025-02/07/202412-Regional-2024-EXPORT.ZIP")
    >>> found.kind, found.flow, found.year, found.results, found.published
    ('regional', 'export', 2024, '202412', '2025-02-07')
    >>> recognised("https://www.douane.gouv.fr/files/202502-stat-national-ce-export.zip") is None
    True
    >>> recognised("https://d.example/transfert_file.asp?id=7&f=202412-Region-2024-import.zip").certainty
    'described'
    """
    name = file_name(address)
    lower, said = plain(name), plain(text)
    if "national" in lower or not (is_archive or _may_be_archive(address, lower)):
        return None
    if of_region := _WORKBOOK_NAME.fullmatch(lower):
        # Without the A they are by quarter and in thousands.
        day = published or _publication_day(address)
        is_ours = of_region[2] and of_region[1] in WORKBOOK_REGIONS
        return Published("workbook", None, None, of_region[1], None, day, address, name, certainty) if is_ours else None
    results = _MONTH.search(lower)
    month = "".join(results.groups()) if results else None
    day = published or _publication_day(address)
    flow, year = _flow_of(lower), _year_of(_ANY_MONTH.sub(" ", lower, count=1))
    is_named = lower.endswith(".zip") and "regional" in lower and flow is not None
    if is_named and _LAST_QUARTERS.search(lower):
        return Published("regional-ce", flow, None, None, month, day, address, name, certainty)
    if is_named and year is not None:
        return Published("regional", flow, year, None, month, day, address, name, certainty)
    flow, year = flow or _flow_of(said), year or _year_of(said)
    if "national" in said:
        return None
    if _REGIONAL.search(lower + " " + said) and flow is not None and year is not None:
        found = _weaker(certainty, "described")
        return Published("regional", flow, year, None, month, day, address, name, found)
    return Published("unknown", flow, year, None, month, day, address, name, _weaker(certainty, "unnamed"))


def known() -> tuple[Published, ...]:
    """Return the files whose address needs no page: 2019 on the national portal (to check), and each région's workbooks."""
    portal = tuple(
        Published("regional", flow, year, None, None, None, address, f"Regional-{year}-{flow}.zip", "to_check")
        for (year, flow), address in _PORTAL.items()
    )
    return portal + tuple(workbook(region) for region in WORKBOOK_REGIONS)


def workbook(region: str) -> Published:
    """Return the workbooks of one région, by the Customs' number of it (not INSEE's)."""
    address = _WORKBOOK_ADDRESS.format(region)
    return Published("workbook", None, None, region, None, None, address, file_name(address))


def candidates(published: Iterable[Published], year: int, flow: Flow) -> list[Published]:
    """Return the files that may hold a year of one flow, best first.

    A full-year file comes before the last five quarters, whose years show only once they are read; the newest comes
    first. Files whose names say less come after those whose names say more, and the nameless ones are few.

    Examples
    --------
    >>> files = [recognised(f"https://d.example/{name}-export.zip") for name in (
    ...     "202408-Regional-2023", "202502-Regional-2023", "202508-stat-regional-ce", "202502-Regional-2022")]
    >>> [file.name for file in candidates(files, 2023, "export")]
    ['202502-Regional-2023-export.zip', '202408-Regional-2023-export.zip', '202508-stat-regional-ce-export.zip']
    """
    possible = [file for file in published if file.kind != "workbook" and file.flow in (flow, None)]
    possible = [file for file in possible if file.year == year or (file.year is None and file.kind != "regional")]
    ordered = sorted(possible, key=_newness, reverse=True)
    ordered.sort(key=_rank)
    unnamed = [file for file in ordered if file.certainty == "unnamed"]
    return [file for file in ordered if file.certainty != "unnamed" or file in unnamed[:MOST_UNNAMED]]


def file_name(address: str) -> str:
    """Return the name of the file that an address leads to.

    Examples
    --------
    >>> file_name("https://lekiosque.finances.gouv.fr/download_2.asp?rep=/fichiers/Telecharge&fic=region_03_A.zip")
    'region_03_A.zip'
    """
    parts = urlsplit(address)
    query = "&".join(parts.query.split("&", _MOST_FIELDS)[:_MOST_FIELDS])
    fields = {name.lower(): values[0] for name, values in parse_qs(query).items()}
    named = [fields[name] for name in _NAME_FIELDS if name in fields]
    archives = [name for name in named if name.lower().endswith(".zip")]
    return (archives or named[:1] or [unquote(parts.path)])[0].replace("\\", "/").rsplit("/", 1)[-1]


def dates_of(address: str) -> tuple[str | None, str | None]:
    """Return the month of the results in a file's name, and the day of publication in the folders of its address.

    Examples
    --------
    >>> dates_of("https://www.douane.gouv.fr/sites/default/files/2023-10/06/202308-National-2022-import.zip")
    ('202308', '2023-10-06')
    """
    try:
        month = _MONTH.search(plain(file_name(address)))
        return "".join(month.groups()) if month else None, _publication_day(address)
    except ValueError:
        return None, None


def _newness(file: Published) -> tuple[str, str, str]:
    # The day of publication is part of the address, so the address breaks ties between files of one month.
    return file.vintage or "", file.published or "", file.address


def _rank(file: Published) -> tuple[int, bool]:
    return _CERTAINTIES.index(file.certainty), file.kind == "regional-ce"


def _weaker(first: Certainty, second: Certainty) -> Certainty:
    return max(first, second, key=_CERTAINTIES.index)


def _may_be_archive(address: str, name: str) -> bool:
    return name.endswith(".zip") or bool(_ARCHIVE_SCRIPT.search(urlsplit(address).path.lower()))


def _flow_of(text: str) -> Flow | None:
    directions = set(_FLOW.findall(text))
    if len(directions) != 1:
        return None
    return "export" if "export" in directions else "import"


def _year_of(text: str) -> int | None:
    """Return the only year in a text."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _publication_day(address: str) -> str | None:
    found = _DAY.search(urlsplit(address).path)
    if found is None:
        return None
    month, day = found.groups()
    return f"{month}-{day}" if day and 1 <= int(day) <= 31 else month


def plain(text: str) -> str:
    """Return a text in lower case and without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
