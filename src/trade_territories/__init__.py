"""Foreign trade of French territories, from the Customs' files to four infographics.

>>> import trade_territories as tt
>>> tt.territory("Marne").code
'51'
"""

from __future__ import annotations

import logging
from importlib import import_module
from inspect import isfunction
from typing import TYPE_CHECKING

from trade_territories._keywords import with_keyword_help
from trade_territories._version import __version__

#: Module -> the functions that make public tables, each of which the shell's command ``table`` writes.
PUBLIC_TABLES: dict[str, tuple[str, ...]] = {
    "tables": ("totals", "shares", "balance", "activities", "flow_matrix", "releases"),
    "measures": (
        "indicators", "evolution", "change", "unit_values", "concentration", "specialisation", "dependence", "exposure",
        "standing", "comparable", "leads", "leading_classes", "ranking", "reconcile",
    ),
    "cautions": ("notices",),
}  # fmt: skip
#: Module -> its public names; a module is imported when one of its names is first used.
_MODULES = {
    **PUBLIC_TABLES,
    "errors": (
        "AmbiguousPeriodError", "DataContractError", "DownloadError", "EmptySelectionError", "IncompleteCoverageError",
        "MissingExtraError", "MissingLevelError", "OfflineError", "ReleaseFormatError", "TradeTerritoriesError",
        "UnknownCodeError",
    ),
    "reference": ("Territory", "group", "groups", "territories", "territory"),
    "flows": ("available", "compare", "export_store", "load_flows", "read_flows", "sample_flows", "scan_flows"),
    "schema": ("check_flows",),
    "_show": ("show",),
    "diagnosis": ("doctor",),
    "document": ("Edition", "Fiche", "Tariffs", "fiche"),
    "frames": ("Cube",),
    "profiles": ("Profile", "partner_profile", "product_profile"),
    "tables._cubes": ("cube",),
    "tables.ranks": ("top_n",),
    "measures._exposure": ("partner_group",),
    "measures._tariffs": ("tariff_scenario",),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}
_SUBMODULES = ("charts", "reference")

if TYPE_CHECKING:
    from trade_territories import charts, reference
    from trade_territories._show import show
    from trade_territories.cautions import notices
    from trade_territories.diagnosis import doctor
    from trade_territories.document import Edition, Fiche, Tariffs, fiche
    from trade_territories.errors import (
        AmbiguousPeriodError,
        DataContractError,
        DownloadError,
        EmptySelectionError,
        IncompleteCoverageError,
        MissingExtraError,
        MissingLevelError,
        OfflineError,
        ReleaseFormatError,
        TradeTerritoriesError,
        UnknownCodeError,
    )
    from trade_territories.flows import (
        available,
        compare,
        export_store,
        load_flows,
        read_flows,
        sample_flows,
        scan_flows,
    )
    from trade_territories.frames import Cube
    from trade_territories.measures import (
        change,
        comparable,
        concentration,
        dependence,
        evolution,
        exposure,
        indicators,
        leading_classes,
        leads,
        partner_group,
        ranking,
        reconcile,
        specialisation,
        standing,
        tariff_scenario,
        unit_values,
    )
    from trade_territories.profiles import Profile, partner_profile, product_profile
    from trade_territories.reference import Territory, group, groups, territories, territory
    from trade_territories.schema import check_flows
    from trade_territories.tables import activities, balance, cube, flow_matrix, releases, shares, top_n, totals

__all__ = [
    "AmbiguousPeriodError", "Cube", "DataContractError", "DownloadError", "Edition", "EmptySelectionError", "Fiche",
    "IncompleteCoverageError", "MissingExtraError", "MissingLevelError", "OfflineError", "Profile",
    "ReleaseFormatError", "Tariffs", "Territory", "TradeTerritoriesError", "UnknownCodeError", "__version__",
    "activities", "available", "balance", "change", "charts", "check_flows", "comparable", "compare", "concentration",
    "cube", "dependence", "doctor", "evolution", "export_store", "exposure", "fiche", "flow_matrix", "group",
    "groups", "indicators", "leading_classes", "leads", "load_flows", "notices", "partner_group", "partner_profile",
    "product_profile", "ranking", "read_flows", "reconcile", "reference", "releases", "sample_flows", "scan_flows",
    "shares", "show", "specialisation", "standing", "tariff_scenario", "territories", "territory", "top_n", "totals",
    "unit_values",
]  # fmt: skip

# Whoever uses the library decides what becomes of its messages.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def _attribute(name: str) -> object:
    if name in _HOME:
        value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        if isfunction(value):
            value = with_keyword_help(value, f"tt.{name}")
            # So that it can be pickled, and handed to other processes, under its public name.
            value.__module__, value.__qualname__ = __name__, name
    elif name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:
    # Type checkers read the names above, and say which one is misspelt.
    __getattr__ = _attribute
