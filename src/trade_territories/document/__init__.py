"""The fiche: its content, frozen; then page, PDF, workbook and site made from it."""

from trade_territories.document._content import ChartBlock, Fiche, KeyFigure, Maker, Section, fiche

__all__ = ["ChartBlock", "Fiche", "KeyFigure", "Maker", "Section", "fiche"]
