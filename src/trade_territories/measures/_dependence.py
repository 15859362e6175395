"""Dependence of imports: what comes mostly from one country, and from outside the Union."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.columns import PRODUCT_LEVELS, checked_level
from trade_territories.measures._base import is_by_convention, is_country, with_labels
from trade_territories.query import Query
from trade_territories.tables import with_notes

if TYPE_CHECKING:
    from trade_territories._types import FlowsLike, PartsLike, ProductLevel, QuarterChoice, TerritoryLike, YearChoice
    from trade_territories.text import Lang

#: Thresholds of the Commission's three indicators of strategic dependence (SWD(2021) 352, part 2).
EXTRA_EU_HHI: Final = 0.4
EXTRA_EU_SHARE_PCT: Final = 50.0
IMPORTS_OVER_EXPORTS: Final = 1.0
#: "One country outside the EU supplies more than half."
HALF_PCT: Final = 50.0
#: Below this value of imports a product is not screened: one firm, or one delivery, may be all of it.
FLOOR_EUR: Final = 1_000_000
#: Services and goods that no industry depends on: publishing, plans, films, art, hair.
_NOT_INDUSTRIAL: Final = frozenset({"JZ", "JA", "MC", "MA", "MN", "RZ", "RU", "SZ"})

_COLUMNS: Final = {
    "code": "str",
    "import_eur": "int64",
    "first_origin": "str",
    "first_origin_label": "str",
    "first_origin_share_pct": "float64",
    "first_extra_eu_origin": "str",
    "first_extra_eu_origin_label": "str",
    "first_extra_eu_share_pct": "float64",
    "extra_eu_share_pct": "float64",
    "extra_eu_hhi": "float64",
    "imports_over_exports": "float64",
    "one_supplier": "bool",
    "signals": "int64",
    "screened": "bool",
    "by_convention": "bool",
}


def dependence(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    by: ProductLevel = "a129",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return how far each imported product depends on one origin, and on origins outside the Union.

    The Commission screens some 5,200 products of the six-digit Harmonised System, with the Union's imports and exports.
    A129 and CPF4 are far coarser, and France's exports stand in for the Union's: what is found here is a reason to look
    closer, not a diagnosis. Goods bought through wholesalers elsewhere in France are not seen. Partners that are no
    country are left out, and so are corrections below zero.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per product imported: ``code, label, import_eur``; the first origin and the first outside the Union
        (today's composition), each with its label and share in percent; ``extra_eu_share_pct``; ``extra_eu_hhi`` (0 to
        1, over origins outside the Union); ``imports_over_exports``, France's imports from outside the Union divided by
        France's exports of the product; ``one_supplier``, whether one country outside the Union supplies more than half;
        ``signals``, how many of three thresholds inspired by the Commission's (0.4, 50 %, 1) are passed; ``screened``,
        whether the product is an industrial one of at least 1 million euros; ``by_convention``, whether it is energy that
        the Customs book to Paris wherever it is used. By value, then code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département or the exports, or has them of other quarters: France's exports are not known.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.dependence(tt.sample_flows(), "Marne")
    >>> bool(table.signals.between(0, 3).all())
    True
    """
    level = checked_level(by, PRODUCT_LEVELS)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return with_notes(dependence_table(query, by=level), query)


def dependence_table(query: Query, *, by: str = "a129") -> pd.DataFrame:
    """Return the dependence of a query, as :func:`dependence` documents it."""
    query.require_comparison()
    query.require_both_flows()
    table = with_labels(product_rows(query, by), by, query)
    return table.sort_values(["import_eur", "code"], ascending=[False, True], ignore_index=True)


def product_rows(query: Query, by: str) -> pd.DataFrame:
    """Return one row per product imported by a query's territory, without the products' labels."""
    origins = _origins(query, by).rename("value").reset_index()
    origins = origins.sort_values([by, "value", "partner"], ascending=[True, False, True])
    outside = origins[~origins["partner"].isin(reference.eu_members())]
    total, total_outside = (rows.groupby(by)["value"].sum() for rows in (origins, outside))
    first, first_outside = (rows.groupby(by).first() for rows in (origins, outside))
    squares = (outside["value"] / outside.groupby(by)["value"].transform("sum")) ** 2
    table = pd.DataFrame(
        {
            "import_eur": total,
            "first_origin": first["partner"],
            "first_origin_share_pct": first["value"] / total * 100,
            "first_extra_eu_origin": first_outside["partner"].reindex(total.index, fill_value=""),
            "first_extra_eu_share_pct": first_outside["value"].reindex(total.index, fill_value=0) / total * 100,
            "extra_eu_share_pct": total_outside.reindex(total.index, fill_value=0) / total * 100,
            "extra_eu_hhi": squares.groupby(outside[by]).sum().reindex(total.index),
            "imports_over_exports": query.france.measured(
                f"imports over exports {by}", partial(_extra_eu_imports_over_exports, by=by)
            ).reindex(total.index, fill_value=0.0),
        }
    )
    for name in ("first_origin", "first_extra_eu_origin"):
        table[f"{name}_label"] = [query.label("partner", code) if code else "" for code in table[name]]
    table["one_supplier"] = table["first_extra_eu_share_pct"] > HALF_PCT
    signals = (
        table["extra_eu_hhi"] > EXTRA_EU_HHI,
        table["extra_eu_share_pct"] > EXTRA_EU_SHARE_PCT,
        table["imports_over_exports"] > IMPORTS_OVER_EXPORTS,
    )
    table["signals"] = sum(signal.astype("int64") for signal in signals)
    table["screened"] = [
        _is_industrial(str(code), by) and value >= FLOOR_EUR
        for code, value in zip(table.index, table["import_eur"], strict=True)
    ]
    table["by_convention"] = [is_by_convention(query, by, str(code)) for code in table.index]
    return astype(table.rename_axis("code").reset_index()[list(_COLUMNS)], _COLUMNS)


def _is_industrial(code: str, level: str) -> bool:
    """Return whether a product is a good that industry may depend on, rather than art, publishing or plans."""
    if level in ("a38", "a17"):
        return code not in _NOT_INDUSTRIAL
    a129 = reference.class_groups().get(code, "") if level == "cpf4" else code
    return reference.product_parents("a38").get(a129, "") not in _NOT_INDUSTRIAL


def _origins(query: Query, by: str) -> pd.Series[int]:
    """Return imports by product and origin, without partners that are no country and without corrections below zero."""
    values = query.cells(by, "import")
    return values[is_country(values.index.get_level_values("partner")) & (values.to_numpy() > 0)]


def _extra_eu_imports_over_exports(france: Query, by: str) -> pd.Series[float]:
    origins = _origins(france, by)
    outside = ~origins.index.get_level_values("partner").isin(reference.eu_members())
    imports = origins[outside].groupby(level=by).sum().astype("float64")
    exports = france.values(by, "export").astype("float64")
    ratio = imports / exports.reindex(imports.index).where(lambda value: value > 0)
    # Imported and not exported at all: the ratio has no bound.
    return ratio.fillna(np.inf)
