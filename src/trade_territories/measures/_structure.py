"""Specialisation, concentration, rank and likeness: how a territory stands against its région and France."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import aggregate, reference
from trade_territories.measures import _formulas as formulas
from trade_territories.measures._base import Board, checked_level, countries_only, labelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.measures._base import FlowChoice
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: A product or partner ranks only where it weighs at least this much, so that tiny values do not make the news.
FLOOR_PCT = 0.5
#: From twice to half the national share, a territory is neither far above nor far below.
FAR = 2.0
MONACO = "99"
DIMENSIONS = ("partner", "a129", "pair")
SCOPES = ("territory", "region", "france")


def specialisation(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: FlowChoice = "export",
    by: str = "a129",
    floor_pct: float = FLOOR_PCT,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Tell what a territory trades more, or less, than France does.

    The location quotient is the territory's share of a product divided by France's share of it, so that France is 1. It
    is not Balassa's index, whose reference is the world. Partners that are no country take no part when ``by`` is
    ``"partner"``.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    by
        ``"a129"``, ``"a38"``, ``"a17"``, ``"cpf4"``, ``"partner"`` or ``"zone"``.
    floor_pct
        A row ranks only where the territory's or France's share reaches it, in percent.
    flow
        ``export`` or ``import``.

    Returns
    -------
    pandas.DataFrame
        One row per code that France trades: ``code, label, value_eur, share_pct, france_share_pct,
        location_quotient, symmetric_quotient, share_of_france_pct, standing``; ``standing`` is ``above``, ``below`` or
        empty, and only for rows that reach the floor. By quotient, largest first, then code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a région, so that there is no national share.
    MissingLevelError
        The source has no such level.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.specialisation(tt.sample_flows(), "Marne")
    >>> bool((table.location_quotient.dropna() >= 0).all())
    True
    """
    checked_level(by)
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    here, france = (board.values(scope, by, flow) for scope in ("territory", "france"))
    if by == "partner":
        here, france = countries_only(here), countries_only(france)
    table = _against_france(here, france)
    weighty = (table["share_pct"] >= floor_pct) | (table["france_share_pct"] >= floor_pct)
    quotient = table["location_quotient"]
    table["standing"] = np.select(
        [weighty & (quotient >= FAR), weighty & (quotient <= 1 / FAR)], ["above", "below"], ""
    )
    table = labelled(table, by, board)
    return table.sort_values(["location_quotient", "code"], ascending=[False, True], ignore_index=True)


def _against_france(here: pd.Series[int], france: pd.Series[int]) -> pd.DataFrame:
    codes = france.index.union(here.index)
    value, national = (one.reindex(codes, fill_value=0).astype("int64") for one in (here, france))
    share, national_share = (one / one.sum() * 100 if one.sum() else one * np.nan for one in (value, national))
    quotient = formulas.location_quotient(share, national_share)
    table = pd.DataFrame(
        {
            "value_eur": value,
            "share_pct": share,
            "france_share_pct": national_share,
            "location_quotient": quotient,
            "symmetric_quotient": formulas.symmetric_quotient(quotient),
            "share_of_france_pct": value / national.where(national > 0) * 100,
        }
    )
    return table.rename_axis("code").reset_index()


def concentration(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Tell whether trade hangs on few partners, few products, few pairs of both.

    The Herfindahl-Hirschman index is the sum of squared shares, from 1/n to 1; one divided by it is the number of
    equally large ones that would be as concentrated. Partners that are no country take no part, in numerator and
    denominator.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow and dimension (``partner``, ``a129``, ``pair``): ``flow, dimension, hhi, equivalent_number,
        first_share_pct, three_first_share_pct, five_first_share_pct, region_hhi, france_hhi``; the index is between 0
        and 1, missing where there is no trade or no région to stand against. A flow whose file is not loaded has no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> table = tt.concentration(tt.sample_flows(), "Marne")
    >>> bool(table.hhi.between(0, 1).all())
    True
    """
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    rows = []
    for flow in board.flows_held:
        for dimension in DIMENSIONS:
            shares = formulas.positive_shares(dimension_values(board, "territory", dimension, flow))
            index, region, france = (concentrated(board, scope, dimension, flow) for scope in SCOPES)
            rows.append(
                {
                    "flow": flow,
                    "dimension": dimension,
                    "hhi": index,
                    "equivalent_number": 1 / index,
                    "first_share_pct": formulas.first_share_pct(shares, 1),
                    "three_first_share_pct": formulas.first_share_pct(shares, 3),
                    "five_first_share_pct": formulas.first_share_pct(shares, 5),
                    "region_hhi": region,
                    "france_hhi": france,
                }
            )
    return pd.DataFrame(rows)


def dimension_values(board: Board, scope: str, dimension: str, flow: FlowChoice) -> pd.Series[int]:
    """Give the values over which a concentration is taken, without partners that are no country."""
    if dimension == "pair":
        return board.pairs(scope, flow)
    if dimension == "partner":
        return countries_only(board.values(scope, "partner", flow))
    return board.once(
        scope,
        ("countries", "a129", flow),
        lambda: board.pairs(scope, flow).groupby(level="a129", observed=True).sum(),
    )


def concentrated(board: Board, scope: str, dimension: str, flow: FlowChoice) -> float:
    """Give the Herfindahl-Hirschman index of one scope."""
    return board.once(
        scope, ("hhi", dimension, flow), lambda: formulas.hhi(dimension_values(board, scope, dimension, flow))
    )


def standing(
    flows: Any,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Tell where a territory ranks among the 100 départements, and what it trades per inhabitant.

    Monaco takes no part: it is no département and its population is not counted. Mayotte's population is of 2017.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per flow: ``flow, value_eur, rank, of, per_inhabitant_eur, region_per_inhabitant_eur,
        france_per_inhabitant_eur``: export then import; ``rank`` is missing where the territory is no département, the
        région's figure where it has none. A flow whose file is not loaded has no row.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.standing(tt.sample_flows(), "51")["of"].tolist()
    [100, 100]
    """
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    rows = []
    for flow, values in board.by_departement().items():
        ranked = board.once("france", ("ranked", flow), partial(rank_departements, values))
        rows.append(
            {
                "flow": flow,
                "value_eur": board.total("territory", flow),
                "rank": ranked.get(board.territory.code, pd.NA) if board.territory.level == "departement" else pd.NA,
                "of": len(ranked),
                "per_inhabitant_eur": per_inhabitant(values, board.territory.departements),
                "region_per_inhabitant_eur": per_inhabitant(values, board.region.departements)
                if board.region
                else np.nan,
                "france_per_inhabitant_eur": board.once(
                    "france", ("per_inhabitant", flow), partial(per_inhabitant, values, reference.france().departements)
                ),
            }
        )
    return pd.DataFrame(rows).astype({"rank": "Int64", "of": "int64"})


def rank_departements(values: pd.Series[int]) -> dict[str, int]:
    """Rank départements by value, ties by code; those without trade come last, so that all 100 have a rank."""
    everyone = [code for code in reference.france().departements if code != MONACO]
    ordered = sorted(everyone, key=lambda code: (-int(values.get(code, 0)), code))
    return {code: rank for rank, code in enumerate(ordered, start=1)}


def per_inhabitant(values: pd.Series[int], departements: Iterable[str]) -> float:
    """Divide the trade of départements by their inhabitants; not a number for Monaco alone."""
    counted = [code for code in departements if code != MONACO]
    if not counted:
        return float("nan")
    people = sum(reference.population(reference.territory(code)) or 0 for code in counted)
    return float(values.reindex(counted, fill_value=0).sum()) / people


def comparable(
    flows: Any,
    territory: TerritoryLike,
    *,
    n: int | None = 5,
    flow: FlowChoice = "export",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Find the départements whose trade is made like the territory's: the cosine of their shares by A129.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    n
        So many départements, or None for all.
    flow
        ``export`` or ``import``.

    Returns
    -------
    pandas.DataFrame
        One row per département: ``code, label, similarity``, from 0 (nothing in common) to 1 (the same proportions):
        the ``n`` most alike, among the 100 départements without the territory's own; ties by code.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(tt.comparable(tt.sample_flows(), "Marne", n=3))
    3
    """
    count = aggregate.checked_n(n)
    board = Board.of(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    own = board.values("territory", "a129", flow).astype("float64")
    matrix = board.by_departement_and_product(flow)
    others = set(reference.france().departements) - {MONACO, *board.territory.departements}
    likeness = formulas.cosines(own, matrix[matrix.index.isin(others)]).dropna()
    codes = [str(code) for code in likeness.index]
    table = pd.DataFrame(
        {
            "code": pd.Series(codes, dtype="str"),
            "label": pd.Series([reference.label("departement", code, board.lang) for code in codes], dtype="str"),
            "similarity": likeness.to_numpy(),
        }
    )
    ordered = table.sort_values(["similarity", "code"], ascending=[False, True], ignore_index=True)
    return ordered if count is None else ordered.head(count)
