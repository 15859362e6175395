"""The fiche: its content, frozen; then page, PDF, DOCX and workbook written from it."""

from trade_territories.document._exposure import Tariffs
from trade_territories.document._fiche import Fiche
from trade_territories.document._maker import Maker, fiche
from trade_territories.document.content import ChartBlock, KeyFigure, Section
from trade_territories.document.edition import Edition
from trade_territories.document.files import write_files

__all__ = ["ChartBlock", "Edition", "Fiche", "KeyFigure", "Maker", "Section", "Tariffs", "fiche", "write_files"]
