"""Trade by zone in three parts: the Union, third countries zone by zone, and what is not allocated to a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS
from trade_territories.tables import share_pct, with_notes

if TYPE_CHECKING:
    from trade_territories.query import Query

EU: Final = "eu"
NON_EU: Final = "non_eu"
NOT_ALLOCATED: Final = "not_allocated"
PARTS: Final = (EU, NON_EU, NOT_ALLOCATED)


def zones_table(query: Query) -> pd.DataFrame:
    """Return exports and imports by zone, in three parts that add up to the whole.

    Returns
    -------
    pandas.DataFrame
        One row per part and zone with trade: ``part, union_part, code, label, export_eur, export_share_pct, import_eur,
        import_share_pct, balance_eur``: the Union (today's composition), then third countries by exports and imports
        together, then what is not allocated; euros and percent of the flow.
    """
    zones, parts = reference.partner_zones(), reference.union_parts()
    values: dict[tuple[str, str], dict[str, int]] = {}
    for flow in FLOWS:
        for code, value in query.amounts("partner", flow).items():
            part = parts.get(code, NOT_ALLOCATED)
            zone = part if part == NOT_ALLOCATED else zones.get(code, "divers")
            cell = values.setdefault((part, zone), dict.fromkeys(FLOWS, 0))
            cell[flow] += value
    order = sorted(values, key=lambda key: (PARTS.index(key[0]), -sum(values[key].values()), key[1]))
    rows = [
        {
            "part": part,
            "union_part": query.label("group:union", part),
            "code": zone,
            "label": _label(query, part, zone),
            "export_eur": values[part, zone]["export"],
            "export_share_pct": share_pct(values[part, zone]["export"], query.total("export")),
            "import_eur": values[part, zone]["import"],
            "import_share_pct": share_pct(values[part, zone]["import"], query.total("import")),
            "balance_eur": values[part, zone]["export"] - values[part, zone]["import"],
        }
        for part, zone in order
    ]
    types = {
        "part": "str", "union_part": "str", "code": "str", "label": "str", "export_eur": "int64", "export_share_pct": "float64",
        "import_eur": "int64", "import_share_pct": "float64", "balance_eur": "int64",
    }  # fmt: skip
    return with_notes(pd.DataFrame(rows, columns=list(types)).astype(types), query)


def _label(query: Query, part: str, zone: str) -> str:
    return query.label("zone", zone) if part == NON_EU else query.label("group:union", part)
