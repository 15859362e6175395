"""A release's files -> raw columns: the one room that knows the Customs' layouts and their quirks."""

from __future__ import annotations

from trade_territories.release.archive import DataFile, check_zip, data_files

__all__ = ["DataFile", "check_zip", "data_files"]
