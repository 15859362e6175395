"""Load, read, sample: source -> download -> release -> one checked ``Flows`` table.

Files already here are read by ``_read``, the Customs' site and the cache by ``_load``; what that needs of HTTP is opened when it
is first called.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from trade_territories.flows._compare import compare
from trade_territories.flows._read import assembled, read_flows, sample_flows
from trade_territories.flows._years import asked_years

if TYPE_CHECKING:
    from trade_territories.flows._load import available, client, fetch, load_flows
    from trade_territories.flows._scan import export_store, scan_flows

__all__ = [
    "asked_years", "assembled", "available", "client", "compare", "export_store", "fetch", "load_flows", "read_flows",
    "sample_flows", "scan_flows",
]  # fmt: skip

#: Name -> the module that it is in, opened at first use: requests takes longer to import than the example to read.
_LATER = {
    "available": "_load",
    "client": "_load",
    "fetch": "_load",
    "load_flows": "_load",
    "export_store": "_scan",
    "scan_flows": "_scan",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
