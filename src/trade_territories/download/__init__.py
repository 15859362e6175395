"""Address -> file on disk: the one room that knows HTTP.

Archives are streamed into the cache, checked and moved into place (``archive``); the index page is kept by requests-cache
(``index_page``); both are asked of a ``Client``, which waits, retries and resumes.
"""

from __future__ import annotations

from trade_territories.download._archives import Archive, archive, cached, cached_archives
from trade_territories.download._client import Client, Patience, SiteDownError
from trade_territories.download._folder import (
    CACHE_VARIABLE,
    cache_folder,
    locked,
    put,
    read_json,
    temporary,
    unwritable,
    usable_folder,
    write_json,
)
from trade_territories.download._index import IndexPage, index_page

__all__ = [
    "CACHE_VARIABLE",
    "Archive",
    "Client",
    "IndexPage",
    "Patience",
    "SiteDownError",
    "archive",
    "cache_folder",
    "cached",
    "cached_archives",
    "index_page",
    "locked",
    "put",
    "read_json",
    "temporary",
    "unwritable",
    "usable_folder",
    "write_json",
]
