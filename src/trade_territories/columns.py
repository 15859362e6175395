"""The columns of the ``Flows`` table and the levels of its products and partners: the one list that all else reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import is_whole_number

Flow = Literal["export", "import"]
#: Levels of rows in the tables that come back: partners, zones of partners, and products from coarse to fine.
Level = Literal["partner", "zone", "a17", "a38", "a129", "cpf4"]
ProductLevel = Literal["a17", "a38", "a129", "cpf4"]
#: What rows may be: a level, or the groups of a family, as in ``by="group:technology"``.
ProductRows = Literal["a17", "a38", "a129", "cpf4", "group:mig", "group:technology"]
Rows = Literal["partner", "zone", "a17", "a38", "a129", "cpf4", "group:mig", "group:technology", "group:union"]

FLOWS: Final[tuple[Flow, ...]] = get_args(Flow)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
PRODUCT_LEVELS: Final[tuple[ProductLevel, ...]] = get_args(ProductLevel)
OTHER_FLOW: Final[dict[Flow, Flow]] = {"export": "import", "import": "export"}
#: The columns of products, from coarse to fine; the finer one is missing where the source has none.
PRODUCT_COLUMNS: Final = ("a129", "cpf4")
#: A coarser level and the column from which it is derived.
PARENT_COLUMN: Final = {"a38": "a129", "a17": "a129", "zone": "partner"}


@dataclass(frozen=True)
class Column:
    """One column of ``Flows``."""

    #: Name in the table.
    name: str
    #: Type in pandas.
    dtype: str
    #: What it holds, in English.
    description: str
    #: Where the value comes from.
    source: str
    #: Whether a value may be missing.
    nullable: bool = False
    #: Unit of a number.
    unit: str | None = None

    @property
    def is_code(self) -> bool:
        """Whether the column holds codes (texts) rather than numbers."""
        return self.dtype == "category"


_CUSTOMS = "Direction générale des Douanes et Droits indirects, ten fields of the quarterly files"

#: All columns, in the order of the table.
COLUMNS: Final[tuple[Column, ...]] = (
    Column("flow", "category", "direction of trade, export or import", f"{_CUSTOMS}: flux"),
    Column("year", "int16", "calendar year", f"{_CUSTOMS}: année", unit="year"),
    Column(
        "quarter",
        "Int8",
        "quarter, 1 to 4; missing where the source is yearly",
        f"{_CUSTOMS}: trimestre",
        nullable=True,
        unit="quarter",
    ),
    Column(
        "departement",
        "category",
        "département where goods leave or arrive, INSEE code (20 Corsica, 99 Monaco, 971 to 976 overseas); "
        "an unknown code is kept as it is",
        f"{_CUSTOMS}: département",
    ),
    Column(
        "region",
        "category",
        "région of the département, R and its INSEE code; inconnu where the département is unknown",
        "INSEE, Code officiel géographique; never the Customs' own numbering",
    ),
    Column("a129", "category", "product group, A129 of the CPF rév. 2.1", f"{_CUSTOMS}: A129"),
    Column(
        "cpf4",
        "category",
        "product class, CPF rév. 2.1, four digits; missing where the source has none",
        f"{_CUSTOMS}: CPF4",
        nullable=True,
    ),
    Column(
        "partner",
        "category",
        "country of origin (imports) or of final destination (exports), the Customs' code; NA is Namibia",
        f"{_CUSTOMS}: pays",
    ),
    Column("value_eur", "int64", "value; imports CIF, exports FOB", f"{_CUSTOMS}: valeur", unit="EUR"),
    Column(
        "mass_kg",
        "Int64",
        "net mass; missing where the source has none",
        f"{_CUSTOMS}: masse",
        nullable=True,
        unit="kg",
    ),
    Column(
        "release",
        "category",
        "release that the row is from: kind, period, flow, vintage and start of the SHA-256",
        "name and checksum of the file",
    ),
)

NAMES: Final = tuple(column.name for column in COLUMNS)
CODES: Final = tuple(column.name for column in COLUMNS if column.is_code)
MEASURES: Final = ("value_eur", "mass_kg")
#: Columns that sums can be grouped by.
KEYS: Final = tuple(name for name in NAMES if name not in MEASURES)
#: One row per combination of these.
UNIQUE_KEY: Final = tuple(name for name in KEYS if name != "region")


def checked_flow(flow: Flow | str) -> Flow:
    """Return the flow, or refuse what is neither ``export`` nor ``import``.

    Examples
    --------
    >>> checked_flow("export")
    'export'
    """
    if flow not in FLOWS:
        raise TradeTerritoriesError(f"flow={flow!r} is not a valid flow; choose 'export' or 'import'")
    return flow


def checked_level(by: str, allowed: tuple[str, ...] = LEVELS) -> str:
    """Return the level of rows, or refuse what is not a valid one.

    Examples
    --------
    >>> checked_level("a129")
    'a129'
    """
    if by not in allowed:
        raise TradeTerritoriesError(f"by={by!r} is not a valid level; choose one of {', '.join(allowed)}")
    return by


def checked_n(n: object) -> int | None:
    """Return the number of rows to show separately, None for all.

    Raises
    ------
    TradeTerritoriesError
        Not a whole number from 1 up, and not None.

    Examples
    --------
    >>> checked_n(10), checked_n(10.0), checked_n(None)
    (10, 10, None)
    """
    if n is None:
        return None
    if not is_whole_number(n) or int(n) < 1:
        raise TradeTerritoriesError(f"n={n!r} is not valid; give a whole number from 1 up, or None for all rows")
    return int(n)
