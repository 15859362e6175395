"""Dependence of imports: what comes mostly from one country, and from outside the Union."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories._pandas import astype
from trade_territories.measures._base import Board, checked_level, is_country, labelled, partner_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: Thresholds of the Commission's three indicators of strategic dependence (SWD(2021) 352, part 2).
EXTRA_EU_HHI = 0.4
EXTRA_EU_SHARE_PCT = 50.0
IMPORTS_OVER_EXPORTS = 1.0
#: "One country outside the EU supplies more than half."
HALF_PCT = 50.0

_COLUMNS = {
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
}


def dependence(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Tell which imported products hang on one origin, and on origins outside the Union.

    A129 and CPF4 are far coarser than the eight-digit codes for which the Commission defined its indicators: what
    stands here is a signal to look closer, not a diagnosis. Partners that are no country take no part.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``a17``, ``a38``, ``a129`` or ``cpf4``.

    Returns
    -------
    pandas.DataFrame
        One row per product imported: ``code, label, import_eur``; the first origin and the first outside the Union
        (today's composition), each with its label and share in percent; ``extra_eu_share_pct``; ``extra_eu_hhi`` (0 to
        1, over origins outside the Union); ``imports_over_exports``, France's imports from outside the Union divided by
        France's exports of the product, which stand in for the Union's exports; ``one_supplier``, whether one country
        outside the Union supplies more than half; ``signals``, how many of the Commission's three thresholds (0.4,
        50 %, 1) are passed. By value, then code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région or the exports, or has them of other quarters: France's exports are not known.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.dependence(tt.sample_flows(), "Marne")
    >>> bool(table.signals.between(0, 3).all())
    True
    """
    checked_level(by, reference.PRODUCT_LEVELS)
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    board.require_both_flows()
    table = labelled(product_rows(board, "territory", by), by, board)
    return table.sort_values(["import_eur", "code"], ascending=[False, True], ignore_index=True)


def product_rows(board: Board, scope: str, by: str) -> pd.DataFrame:
    """Give one row per product imported by the territory, its région or France, without the products' labels."""
    national = board.once("france", ("over_exports", by), lambda: _extra_eu_imports_over_exports(board, by))
    return board.once(scope, ("dependence", by, board.lang), lambda: _product_rows(board, scope, by, national))


def _product_rows(board: Board, scope: str, by: str, national: pd.Series[float]) -> pd.DataFrame:
    origins = _origins(board, scope, by).rename("value").reset_index()
    origins = origins.sort_values([by, "value", "partner"], ascending=[True, False, True])
    outside = origins[~origins["partner"].isin(reference.eu_members())]
    total, total_outside = (rows.groupby(by, observed=True)["value"].sum() for rows in (origins, outside))
    first, first_outside = (rows.groupby(by, observed=True).first() for rows in (origins, outside))
    squares = (outside["value"] / outside.groupby(by, observed=True)["value"].transform("sum")) ** 2
    table = pd.DataFrame(
        {
            "import_eur": total,
            "first_origin": first["partner"],
            "first_origin_share_pct": first["value"] / total * 100,
            "first_extra_eu_origin": first_outside["partner"].reindex(total.index, fill_value=""),
            "first_extra_eu_share_pct": first_outside["value"].reindex(total.index, fill_value=0) / total * 100,
            "extra_eu_share_pct": total_outside.reindex(total.index, fill_value=0) / total * 100,
            "extra_eu_hhi": squares.groupby(outside[by], observed=True).sum().reindex(total.index),
            "imports_over_exports": national.reindex(total.index, fill_value=0.0),
        }
    )
    for name in ("first_origin", "first_extra_eu_origin"):
        table[f"{name}_label"] = [partner_label(code, board) if code else "" for code in table[name]]
    table["one_supplier"] = table["first_extra_eu_share_pct"] > HALF_PCT
    signals = (
        table["extra_eu_hhi"] > EXTRA_EU_HHI,
        table["extra_eu_share_pct"] > EXTRA_EU_SHARE_PCT,
        table["imports_over_exports"] > IMPORTS_OVER_EXPORTS,
    )
    table["signals"] = sum(signal.astype("int64") for signal in signals)
    return astype(table.rename_axis("code").reset_index()[list(_COLUMNS)], _COLUMNS)


def _origins(board: Board, scope: str, by: str) -> pd.Series[int]:
    """Give imports by product and origin, without partners that are no country and without corrections below zero."""
    values = board.cells(scope, by, "import")
    return values[is_country(values.index.get_level_values("partner")) & (values.to_numpy() > 0)]


def _extra_eu_imports_over_exports(board: Board, by: str) -> pd.Series[float]:
    origins = _origins(board, "france", by)
    outside = ~origins.index.get_level_values("partner").isin(reference.eu_members())
    imports = origins[outside].groupby(level=by, observed=True).sum().astype("float64")
    exports = board.values("france", by, "export").astype("float64")
    ratio = imports / exports.reindex(imports.index).where(lambda value: value > 0)
    # Nothing exported and something imported: no export can stand in, the ratio has no bound.
    return ratio.fillna(np.inf)
