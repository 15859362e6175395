"""The fiche: its content, frozen; then page, PDF, workbook and site made from it."""

from trade_territories.document._content import ChartBlock, Fiche, KeyFigure, Section
from trade_territories.document._maker import Maker, fiche
from trade_territories.document.files import write_files

__all__ = ["ChartBlock", "Fiche", "KeyFigure", "Maker", "Section", "fiche", "write_files"]
