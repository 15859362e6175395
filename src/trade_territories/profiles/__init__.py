"""One partner or one product, seen from all départements: its tables, then page, PDF, DOCX and workbook."""

from trade_territories.profiles._maker import Profiles, partner_profile, product_profile
from trade_territories.profiles._page import page_of
from trade_territories.profiles._profile import Profile

__all__ = ["Profile", "Profiles", "page_of", "partner_profile", "product_profile"]
