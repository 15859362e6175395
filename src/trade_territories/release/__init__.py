"""A release's files -> raw columns: the only layer that knows the Customs' layouts and their quirks.

Files are listed (``data_files``), read in batches (``TextReader``) or whole (``read``), and brought to our codes
(``normalised``, ``released``); which release a year is taken from is decided over all of them (``chosen``).
"""

from __future__ import annotations

from trade_territories.release.columns import Codes, RawColumns, joined
from trade_territories.release.datafile import DataFile
from trade_territories.release.files import data_files
from trade_territories.release.normalise import RawRelease, normalised, released
from trade_territories.release.overlaps import chosen
from trade_territories.release.reader import read, read_file
from trade_territories.release.text import TextReader
from trade_territories.release.zips import check_zip

__all__ = [
    "Codes", "DataFile", "RawColumns", "RawRelease", "TextReader", "check_zip", "chosen", "data_files", "joined",
    "normalised", "read", "read_file", "released",
]  # fmt: skip
