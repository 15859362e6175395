"""The formulas themselves, on plain series of values; each stands in the documentation with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def positive_shares(values: Iterable[float]) -> NDArray[np.float64]:
    """Return each value's share of their sum, largest first, between 0 and 1.

    A negative value (a correction larger than what it corrects) is no trade and takes no part, nor does a zero.

    Examples
    --------
    >>> [float(share) for share in positive_shares([25, 75, 0, -10])]
    [0.75, 0.25]
    """
    numbers = np.sort(np.array(list(values), dtype="float64"))[::-1]
    kept = numbers[numbers > 0]
    return kept / kept.sum() if len(kept) else kept


def hhi(values: Iterable[float]) -> float:
    """Herfindahl-Hirschman index: the sum of squared shares, from 1/n (all equal) to 1 (one alone).

    Not a number where there is no trade.

    Examples
    --------
    >>> hhi([50, 50])
    0.5
    >>> hhi([10])
    1.0
    """
    shares = positive_shares(values)
    return float((shares**2).sum()) if len(shares) else float("nan")


def first_share_pct(values: Iterable[float], first: int) -> float:
    """Return the share of the first ones, in percent; not a number where there is no trade.

    Examples
    --------
    >>> first_share_pct([75, 25], 1)
    75.0
    """
    shares = positive_shares(values)
    return float(shares[:first].sum() * 100) if len(shares) else float("nan")


def location_quotient(share: pd.Series[float], reference_share: pd.Series[float]) -> pd.Series[float]:
    """Divide the territory's share by the reference's: 1 is as in the reference, 2 is twice as much.

    Not a number where the reference has none of it.

    Examples
    --------
    >>> location_quotient(pd.Series([10.0]), pd.Series([4.0])).tolist()
    [2.5]
    """
    return share / reference_share.where(reference_share > 0)


def symmetric_quotient(quotient: pd.Series[float]) -> pd.Series[float]:
    """Scale a quotient between -1 and 1, so that half as much and twice as much stand equally far from 0.

    Examples
    --------
    >>> symmetric_quotient(pd.Series([0.0, 1.0, 3.0])).tolist()
    [-1.0, 0.0, 0.5]
    """
    return (quotient - 1) / (quotient + 1)


def cosines(own: pd.Series[float], rows: pd.DataFrame) -> pd.Series[float]:
    """Return the likeness of a structure with each row: 1 the same proportions, 0 nothing in common.

    A negative value takes no part; not a number where either has nothing.

    Examples
    --------
    >>> rows = pd.DataFrame({"a": [6.0, 0.0], "b": [8.0, 1.0]}, index=["same", "part"])
    >>> [round(float(likeness), 12) for likeness in cosines(pd.Series({"a": 3.0, "b": 4.0}), rows)]
    [1.0, 0.8]
    """
    codes = rows.columns.union(own.index)
    left = own.reindex(codes, fill_value=0.0).to_numpy(dtype="float64").clip(min=0)
    right = rows.reindex(columns=codes, fill_value=0.0).to_numpy(dtype="float64").clip(min=0)
    sizes = np.linalg.norm(left) * np.linalg.norm(right, axis=1)
    return pd.Series(right @ left, index=rows.index) / pd.Series(sizes, index=rows.index).where(sizes > 0)


def volume_fall_eur(
    value_eur: pd.Series[float], rate: pd.Series[float], *, elasticity: float, pass_through: float
) -> pd.Series[float]:
    """Return the fall of exports in volume, at unchanged prices, under a duty: V x (1 - (1 + phi tau)^-sigma).

    Examples
    --------
    >>> fall = volume_fall_eur(pd.Series([100.0]), pd.Series([0.25]), elasticity=1, pass_through=1)
    >>> round(float(fall.iloc[0]), 6)
    20.0
    """
    return value_eur * (1 - (1 + pass_through * rate) ** -elasticity)


def value_fall_eur(
    value_eur: pd.Series[float], rate: pd.Series[float], *, elasticity: float, pass_through: float
) -> pd.Series[float]:
    """Return the fall of exports in value before duty: V x (1 - (1 + phi tau)^(1 - sigma) / (1 + tau)).

    Where less than the whole duty is passed through, the exporter's price falls, too. At an elasticity of 1 the buyer's
    spending is unchanged, and the fall is V x tau / (1 + tau) whatever the pass-through.

    Examples
    --------
    >>> for phi in (0.5, 1.0):
    ...     fall = value_fall_eur(pd.Series([100.0]), pd.Series([0.25]), elasticity=1, pass_through=phi)
    ...     round(float(fall.iloc[0]), 6)
    20.0
    20.0
    """
    return value_eur * (1 - (1 + pass_through * rate) ** (1 - elasticity) / (1 + rate))
