"""What the Customs publish and where: files as frozen records, places to look for them, and how pages and lists are read.

Nothing here opens a connection: pages come in as bytes, addresses go out.
"""

from __future__ import annotations

from trade_territories.columns import FLOWS, Flow
from trade_territories.sources._files import (
    LICENCE,
    OVERSEAS,
    WORKBOOK_REGIONS,
    Certainty,
    Kind,
    Published,
    candidates,
    dates_of,
    file_name,
    known,
    recognised,
    workbook,
)
from trade_territories.sources._listing import read_folder, read_list
from trade_territories.sources._pages import Listing, heading, read_page, without_files
from trade_territories.sources._places import (
    INDEX_ADDRESS,
    INDEX_VARIABLE,
    LINKS_SOUGHT,
    PAGE_MOVED,
    Place,
    is_official,
    is_official_address,
    local_folder,
    mirror,
    official_places,
)

__all__ = [
    "FLOWS", "INDEX_ADDRESS", "INDEX_VARIABLE", "LICENCE", "LINKS_SOUGHT", "OVERSEAS", "PAGE_MOVED", "WORKBOOK_REGIONS",
    "Certainty", "Flow", "Kind", "Listing", "Place", "Published", "candidates", "dates_of", "file_name", "heading", "is_official",
    "is_official_address", "known", "local_folder", "mirror", "official_places", "read_folder", "read_list", "read_page",
    "recognised", "without_files", "workbook",
]  # fmt: skip
