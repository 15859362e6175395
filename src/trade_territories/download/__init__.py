"""Address -> file on disk: the only layer that knows HTTP.

Places that list files are asked one after the other (``Discovery``); archives are fetched into the cache, checked and moved
into place (``archive``); both are asked of a ``Client``, which waits, retries and resumes.
"""

from __future__ import annotations

from trade_territories.download._archives import Archive, archive, cached, cached_archives, is_fresh, safe_name
from trade_territories.download._client import Client, Patience, SiteDownError, again
from trade_territories.download._discovery import Discovery, Step
from trade_territories.download._fetching import fetch
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
from trade_territories.download._session import checked, new_session, secure

__all__ = [
    "CACHE_VARIABLE", "Archive", "Client", "Discovery", "Patience", "SiteDownError", "Step", "again", "archive",
    "cache_folder", "cached", "cached_archives", "checked", "fetch", "is_fresh", "locked", "new_session", "put",
    "read_json", "safe_name", "secure", "temporary", "unwritable", "usable_folder", "write_json",
]  # fmt: skip
