"""The first products crossed with the first partners of one flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import PRODUCT_LEVELS, checked_flow, checked_n
from trade_territories.errors import TradeTerritoriesError
from trade_territories.parts import checked_rows
from trade_territories.period import is_whole_number
from trade_territories.query import Query
from trade_territories.tables import ranks
from trade_territories.tables._totals import share_pct
from trade_territories.tables.notes import no_country_notes, with_notes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trade_territories._types import (
        FlowsLike,
        PartsLike,
        ProductRows,
        QuarterChoice,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.columns import Flow
    from trade_territories.text import Lang


def flow_matrix(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    flow: Flow = "export",
    by: ProductRows = "a129",
    n: int | None = 10,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Cross the first products with the first partners of one flow: what a Sankey shows.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.
    flow
        ``export`` or ``import``.
    by
        Level of products: ``a17``, ``a38``, ``a129`` or ``cpf4``.
    n
        Number of products and of partners shown separately, the others are summed as ``autres``; None for all.
    highlight
        Number of largest pairs between a named product and a named partner that are marked. Pairs of equal value are
        marked together or not at all.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``product, product_label, partner, partner_label, value_eur, share_pct`` (of the flow),
        ``highlighted``: the pairs that are not 0; named with named by value, then pairs with ``autres``; ties by product,
        then partner.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, DataContractError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The file of that flow is not loaded.

    Examples
    --------
    >>> import trade_territories as tt
    >>> matrix = tt.flow_matrix(tt.sample_flows(), "Marne", flow="export")
    >>> int(matrix.highlighted.sum())
    5
    """
    direction, level, count = checked_flow(flow), checked_rows(by, PRODUCT_LEVELS), checked_n(n)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    return matrix_table(query, flow=direction, by=level, n=count, highlight=highlight)


def matrix_table(query: Query, *, flow: str, by: str = "a129", n: int | None = 10, highlight: int = 5) -> pd.DataFrame:
    """Return the matrix of a query, as :func:`flow_matrix` documents it."""
    if not is_whole_number(highlight) or highlight < 0:
        raise TradeTerritoriesError(f"highlight={highlight!r} is not valid; give a whole number from 0 up")
    query.require_flow(flow)
    cells = query.pairs(by, flow)
    shown = [_first(cells, side, column, n) for side, column in enumerate((by, "partner"))]
    pairs: dict[tuple[str, str], int] = {}
    for (product, partner), value in cells.items():
        ends = (
            product if product in shown[0] else reference.AUTRES,
            partner if partner in shown[1] else reference.AUTRES,
        )
        pairs[ends] = pairs.get(ends, 0) + value
    rows = sorted((reference.AUTRES in ends, -value, *ends) for ends, value in pairs.items() if value)
    whole = -sum(value for _, value, _, _ in rows)
    products = [product for _, _, product, _ in rows]
    partners = [partner for *_, partner in rows]
    euros = [-value for _, value, _, _ in rows]
    named = [not is_rest for is_rest, *_ in rows]
    matrix = pd.DataFrame(
        {
            "product": pd.Series(products, dtype="str"),
            "product_label": pd.Series(query.labels(by, products), dtype="str"),
            "partner": pd.Series(partners, dtype="str"),
            "partner_label": pd.Series(query.labels("partner", partners), dtype="str"),
            "value_eur": np.array(euros, dtype="int64"),
            "share_pct": np.array([share_pct(value, whole) for value in euros], dtype="float64"),
            "highlighted": _highlighted(euros, named, int(highlight)),
        }
    )
    return with_notes(matrix, query, *(no_country_notes(query, [flow]) if n is not None else []))


def _first(cells: dict[tuple[str, str], int], side: int, column: str, n: int | None) -> set[str]:
    """Return the codes of one side of pairs that are shown separately."""
    sums: dict[str, int] = {}
    for codes, value in cells.items():
        sums[codes[side]] = sums.get(codes[side], 0) + value
    return set(ranks.first_codes(sums, n, column))


def _highlighted(euros: list[int], named: list[bool], highlight: int) -> NDArray[np.bool_]:
    """Mark the largest named pairs; of pairs that tie across the limit, none is marked, since none is larger."""
    ordered = [value for value, is_named in zip(euros, named, strict=True) if is_named and value > 0]
    marked = ordered[:highlight]
    if len(ordered) > highlight > 0 and ordered[highlight] == ordered[highlight - 1]:
        marked = [value for value in marked if value > ordered[highlight]]
    least = marked[-1] if marked else float("inf")
    return np.array([is_named and value >= least for value, is_named in zip(euros, named, strict=True)], dtype=bool)
