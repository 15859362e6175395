"""The four infographics and what goes with them: interactive by default, printable under ``static``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trade_territories.charts import export, interactive, static, style
    from trade_territories.charts._catalogue import describe
    from trade_territories.charts.export import to_pdf, to_png, to_svg
    from trade_territories.charts.interactive import (
        activities,
        balance,
        dependence,
        evolution,
        locator,
        multiples,
        sankey,
        specialisation,
    )
    from trade_territories.charts.style import theme

_HOME = {
    "activities": "interactive",
    "balance": "interactive",
    "dependence": "interactive",
    "evolution": "interactive",
    "locator": "interactive",
    "multiples": "interactive",
    "sankey": "interactive",
    "specialisation": "interactive",
    "describe": "_catalogue",
    "to_pdf": "export",
    "to_png": "export",
    "to_svg": "export",
    "theme": "style",
}
_SUBMODULES = ("interactive", "static", "style", "export")

__all__ = [
    "activities",
    "balance",
    "dependence",
    "describe",
    "evolution",
    "export",
    "interactive",
    "locator",
    "multiples",
    "sankey",
    "specialisation",
    "static",
    "style",
    "theme",
    "to_pdf",
    "to_png",
    "to_svg",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
