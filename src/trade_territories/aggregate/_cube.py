"""One pass over the rows for all territories: sums by département, kept in order, cut out by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.aggregate._select import Selection
from trade_territories.aggregate._source import KEYS, MEASURES, PandasSource, Source, source_of
from trade_territories.errors import TradeTerritoriesError
from trade_territories.period import WHOLE_YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Sums that are kept at hand; a fiche asks for about sixty.
_KEPT = 256
#: Coarse grain -> the columns that it leaves out of a cube.
_GRAINS = {"a129": ("cpf4",), "cpf4": ()}


class Cube(PandasSource):
    """Sums by flow, year, quarter, département, product and partner: taken wherever Flows are, and never changed.

    A territory's rows are found by their position, and each sum is made once. :func:`trade_territories.cube` makes it.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> len(tt.cube(flows, by="a129")) < len(flows)
    True
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(frame)
        codes, categories = self.column("departement")
        starts = np.searchsorted(codes, np.arange(len(categories) + 1))
        self._places = {str(code): (int(starts[i]), int(starts[i + 1])) for i, code in enumerate(categories)}
        self._made: dict[tuple[Selection, tuple[str, ...], tuple[str, ...]], pd.DataFrame] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
        request = (selection, tuple(keys), tuple(measures))
        made = self._made.pop(request, None)
        if made is None:
            made = super().sums(selection, keys, measures)
        # Last used, last forgotten: all territories one after the other leave no more behind than the last few.
        self._made[request] = made
        while len(self._made) > _KEPT:
            del self._made[next(iter(self._made))]
        return made.copy()

    def _rows(self, selection: Selection) -> Any:
        whole = super()._rows
        if selection.territory.level == "france":
            return whole(selection)
        spans = [self._places[code] for code in selection.territory.departements if code in self._places]
        rows: NDArray[np.intp] = (
            np.concatenate([np.arange(start, stop) for start, stop in spans]) if spans else np.empty(0, dtype="intp")
        )
        everywhere = Selection(reference.france(), selection.period, selection.excluding)
        kept = whole(everywhere)
        return rows if isinstance(kept, slice) else rows[np.isin(rows, kept, assume_unique=True)]


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
    if not isinstance(source, PandasSource):
        summed = source.sums(_everything(source), keys, MEASURES)
        summed.attrs.update(source.attrs)
        source = PandasSource(summed)
    codes, sums = source.coded_sums(_everything(source), keys, MEASURES)
    columns: dict[str, Any] = {key: _column(source, key, codes[key]) for key in keys}
    if not has_classes:
        columns["cpf4"] = pd.Categorical([None] * len(sums["value_eur"]))
    frame = pd.DataFrame({key: columns[key] for key in KEYS} | sums)
    frame.attrs.update(source.attrs)
    return Cube(frame)


def _everything(source: Source) -> Selection:
    periods = tuple((year, tuple(sorted(held))) for year, held in sorted(source.census.periods().items()))
    return Selection(reference.france(), Period(periods))


def _column(source: PandasSource, key: str, codes: NDArray[np.integer[Any]]) -> Any:
    """Give a column of the cube as Flows have it, without turning a code into its text."""
    known = source.column(key)[1]
    if key == "year":
        return known.to_numpy(dtype="int16").take(codes)
    if key == "quarter":
        quarters = codes.astype("int8")
        return pd.arrays.IntegerArray(quarters, quarters == WHOLE_YEAR)
    return pd.Categorical.from_codes(codes, known)


def _has_classes(source: Source) -> bool:
    return not isinstance(source, PandasSource) or bool((source.column("cpf4")[0] >= 0).all())
