"""One pass over the rows for all territories: sums by département, kept in order, cut out by position."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.aggregate._select import Selection
from trade_territories.aggregate._source import KEYS, MEASURES, PandasSource, Source, source_of
from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import WHOLE_YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories.aggregate._sums import Sums
    from trade_territories.reference import Territory

Made = TypeVar("Made")

#: Sums that are kept at hand; a fiche asks for about sixty, of about twenty kinds.
_KEPT = 256
_KEPT_OF_ALL = 32
#: Coarse grain -> the columns that it leaves out of a cube.
_GRAINS = {"a129": ("cpf4",), "cpf4": ()}


class _ByPlace:
    """Sums of one period by département and more: a territory's are found by their position."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        names = sums.known["departement"].tolist()
        starts = np.searchsorted(sums.codes["departement"], np.arange(len(names) + 1)).tolist()
        self._places = {name: slice(*span) for name, span in zip(names, pairwise(starts), strict=True)}

    def of(self, territory: Territory, keys: Sequence[str]) -> Sums:
        if territory.level == "france":
            return self._sums.added_up(keys)
        spans = [self._places[code] for code in territory.departements if code in self._places]
        rows = spans[0] if len(spans) == 1 else np.concatenate([np.arange(0), *(np.r_[span] for span in spans)])
        return self._sums.take(rows).added_up(keys)


class Cube(PandasSource):
    """Sums by flow, year, quarter, département, product and partner: taken wherever Flows are, and never changed.

    What one territory is asked for is added up for all départements in one pass, and each sum is made once.
    :func:`trade_territories.cube` makes it.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> len(tt.cube(flows, by="a129")) < len(flows)
    True
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(frame)
        self._made: dict[tuple[object, ...], Sums] = {}
        self._by_place: dict[tuple[object, ...], _ByPlace] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> Sums:
        request = (selection, tuple(keys), tuple(measures))
        return _kept(
            self._made, request, _KEPT, lambda: self._of_all(selection, keys, measures).of(selection.territory, keys)
        )

    def _of_all(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> _ByPlace:
        everywhere = Selection(reference.france(), selection.period, selection.excluding)
        columns = ["departement", *(key for key in keys if key != "departement")]
        request = (everywhere, tuple(columns), tuple(measures))
        return _kept(
            self._by_place,
            request,
            _KEPT_OF_ALL,
            lambda: _ByPlace(super(Cube, self).sums(everywhere, columns, measures)),
        )


def _kept(
    kept: dict[tuple[object, ...], Made], request: tuple[object, ...], most: int, make: Callable[[], Made]
) -> Made:
    made = kept.pop(request, None)
    if made is None:
        made = make()
    # Last used, last forgotten: all territories one after the other leave no more behind than the last few.
    kept[request] = made
    while len(kept) > most:
        del kept[next(iter(kept))]
    return made


def cube(flows: Any, *, by: str = "cpf4") -> Cube:
    """Add Flows up once, for all territories: give the result wherever Flows are asked for.

    Parameters
    ----------
    flows
        The table of Flows, in any frame.
    by
        The finest product it keeps: ``"cpf4"`` (where the source has it) or ``"a129"``, which is smaller.

    Returns
    -------
    Cube
        Opaque; ``len`` is its number of sums.

    Raises
    ------
    TradeTerritoriesError
        Another product than these two.

    Examples
    --------
    >>> import trade_territories as tt
    >>> summed = tt.cube(tt.sample_flows(), by="a129")
    >>> tt.totals(summed, "51").equals(tt.totals(tt.sample_flows(), "51"))
    True
    """
    if by not in _GRAINS:
        raise TradeTerritoriesError(f"by={by!r}: a cube keeps 'cpf4' or 'a129', from which coarser levels are added up")
    source = source_of(flows)
    has_classes = by == "cpf4" and _has_classes(source)
    keys = [
        "departement",
        *(key for key in KEYS if key not in ("departement", *_GRAINS["cpf4" if has_classes else "a129"])),
    ]
    sums = source.sums(_everything(source), keys, MEASURES)
    columns: dict[str, Any] = {key: _column(key, sums) for key in keys}
    if not has_classes:
        columns["cpf4"] = pd.Categorical.from_codes(np.full(len(sums), -1, dtype="int8"), pd.Index([], dtype="str"))
    columns |= sums.values
    frame = pd.DataFrame({name: columns[name] for name in (*KEYS[:-1], *MEASURES, "release")}, copy=False)
    frame.attrs.update(source.attrs)
    return Cube(frame)


def _everything(source: Source) -> Selection:
    periods = tuple((year, tuple(sorted(held))) for year, held in sorted(source.census.periods().items()))
    return Selection(reference.france(), Period(periods))


def _column(key: str, sums: Sums) -> Any:
    """Give a column of the cube as Flows have it, without turning a code into its text."""
    codes, known = sums.codes[key], sums.known[key]
    if key == "year":
        return known.to_numpy(dtype="int16").take(codes)
    if key == "quarter":
        quarters = known.to_numpy(dtype="int8").take(codes)
        return pd.arrays.IntegerArray(quarters, quarters == WHOLE_YEAR)
    return pd.Categorical.from_codes(codes, known)


def _has_classes(source: Source) -> bool:
    return not isinstance(source, PandasSource) or bool((source.column("cpf4")[0] >= 0).all())
