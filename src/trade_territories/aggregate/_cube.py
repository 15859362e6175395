"""One pass over the rows for all territories: sums by département, kept in order, cut out by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.aggregate._select import Selection
from trade_territories.aggregate._source import KEYS, MEASURES, PandasSource, Source, source_of
from trade_territories.period import WHOLE_YEAR, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Made = TypeVar("Made")

#: Sums that are kept at hand; a fiche asks for about sixty, of about twenty kinds.
_KEPT = 256
_KEPT_OF_ALL = 32
#: Coarse grain -> the columns that it leaves out of a cube.
_GRAINS = {"a129": ("cpf4",), "cpf4": ()}


class _ByPlace(PandasSource):
    """Sums of one period, in the order of départements: a territory's are found by their position."""

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(frame)
        codes, categories = self.column("departement")
        starts = np.searchsorted(codes, np.arange(len(categories) + 1))
        self._places = {str(code): (int(starts[i]), int(starts[i + 1])) for i, code in enumerate(categories)}

    def _rows(self, selection: Selection) -> Any:
        if selection.territory.level == "france":
            return slice(None)
        spans = [self._places[code] for code in selection.territory.departements if code in self._places]
        return np.concatenate([np.arange(*span) for span in spans]) if spans else np.empty(0, dtype="intp")


class Cube(PandasSource):
    """Sums by flow, year, quarter, département, product and partner: taken wherever Flows are, and never changed.

    What one territory is asked for is added up for all départements in one pass, and each sum is made once.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(frame)
        self._made: dict[tuple[object, ...], pd.DataFrame] = {}
        self._by_place: dict[tuple[object, ...], _ByPlace] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def sums(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
        request = (selection, tuple(keys), tuple(measures))
        made = _kept(
            self._made, request, _KEPT, lambda: self._of_all(selection, keys, measures).sums(selection, keys, measures)
        )
        return made.copy()

    def _of_all(self, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> _ByPlace:
        everywhere = Selection(reference.france(), selection.period, selection.excluding)
        columns = ["departement", *(key for key in keys if key != "departement")]
        request = (everywhere, tuple(columns), tuple(measures))
        return _kept(
            self._by_place, request, _KEPT_OF_ALL, lambda: _ByPlace(_summed(self, everywhere, columns, measures))
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

    Examples
    --------
    >>> import trade_territories as tt
    >>> summed = tt.cube(tt.sample_flows(), by="a129")
    >>> tt.totals(summed, "51").equals(tt.totals(tt.sample_flows(), "51"))
    True
    """
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
    frame = _summed(source, _everything(source), keys, MEASURES)
    if not has_classes:
        frame["cpf4"] = pd.Categorical([None] * len(frame))
    frame = frame[[*KEYS[:-1], *MEASURES, "release"]]
    frame.attrs.update(source.attrs)
    return Cube(frame)


def _summed(source: PandasSource, selection: Selection, keys: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """Add up as Flows are: codes as categories, in their order."""
    codes, sums = source.coded_sums(selection, keys, measures)
    return pd.DataFrame({key: _column(source, key, codes[key]) for key in keys} | sums, copy=False)


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
