"""The board on which indicators are worked out: grouped sums of a territory, its région and France, each made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from trade_territories import aggregate, reference
from trade_territories.errors import TradeTerritoriesError
from trade_territories.wording.numbers import Lang, checked_lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from trade_territories.period import Period, QuarterChoice, YearChoice
    from trade_territories.reference import Territory, TerritoryLike

FLOWS: tuple[Literal["export"], Literal["import"]] = ("export", "import")
FlowChoice = Literal["export", "import"]
T = TypeVar("T")
Worked = dict[tuple[object, ...], Any]


@dataclass
class _Kept:
    """What a source that serves many territories keeps, so that indicators of one do not begin anew each.

    Of régions and France for good, since it is the same for all; of another territory until the next one is asked for.
    """

    lasting: Worked = field(default_factory=dict)
    passing: tuple[str, Worked] = field(default_factory=lambda: ("", {}))

    def of(self, where: Territory) -> Worked:
        if where.level in ("region", "france"):
            return self.lasting
        if self.passing[0] != where.code:
            self.passing = (where.code, {})
        return self.passing[1]


_KEPT: WeakKeyDictionary[aggregate.Source, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Board:
    """A request, and the grouped sums it needs.

    Parameters
    ----------
    territory, region
        The territory, and the région it stands in where there is one.
    period
        The years and quarters added up.
    """

    flows: Any
    territory: Territory
    region: Territory | None
    period: Period
    excluding: tuple[str, ...]
    lang: Lang
    _worked: Worked = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        flows: Any,
        territory: TerritoryLike,
        *,
        year: YearChoice,
        quarter: QuarterChoice,
        excluding: Iterable[str] | None,
        lang: str,
    ) -> Board:
        """Resolve a request, and refuse a table that cannot stand for France.

        Raises
        ------
        IncompleteCoverageError
            The table lacks a région: what stands against France would be wrong.
        """
        selection = aggregate.select(flows, territory, year=year, quarter=quarter, excluding=excluding)
        aggregate.require_coverage(flows, reference.france(), selection.period)
        return cls(
            flows,
            selection.territory,
            reference.region_of(selection.territory),
            selection.period,
            selection.excluding,
            checked_lang(lang),
        )

    def require_both_flows(self) -> None:
        """Refuse what sets one direction against the other where they are not of the same quarters.

        Raises
        ------
        IncompleteCoverageError
            One direction's file is not there, or not for all quarters.
        """
        aggregate.require_both_flows(*self._asked())

    @cached_property
    def flows_held(self) -> tuple[FlowChoice, ...]:
        """The directions whose file is there: of another one nothing is known, which is not nothing."""
        held = aggregate.flows_held(*self._asked())
        return tuple(flow for flow in FLOWS if flow in held)

    def _asked(self) -> tuple[aggregate.Source, aggregate.Selection]:
        return aggregate.source_of(self.flows), aggregate.Selection(self.territory, self.period, self.excluding)

    def cells(self, scope: str, by: str, flow: FlowChoice) -> pd.Series[int]:
        """Give euros by product (at the level ``by``) and partner; empty where there is no trade or no région."""
        return self._flow(scope, (by, "partner"), flow)

    def pairs(self, scope: str, flow: FlowChoice) -> pd.Series[int]:
        """Give euros by A129 and partner, without partners that are no country."""

        def countries() -> pd.Series[int]:
            cells = self.cells(scope, "a129", flow)
            return cells[is_country(cells.index.get_level_values("partner"))]

        return self.once(scope, ("pairs", flow), countries)

    def values(self, scope: str, by: str, flow: FlowChoice) -> pd.Series[int]:
        """Give euros by code of one level."""
        if by in ("a129", "partner"):
            return self.once(
                scope,
                ("values", by, flow),
                lambda: self.cells(scope, "a129", flow).groupby(level=by, observed=True).sum(),
            )
        return self._flow(scope, (by,), flow)

    def total(self, scope: str, flow: FlowChoice) -> int:
        """Give the euros of a whole flow."""
        return int(self.cells(scope, "a129", flow).sum())

    def by_departement(self) -> dict[FlowChoice, pd.Series[int]]:
        """Give euros of every département, by flow."""
        return {flow: self._flow("france", ("departement",), flow) for flow in self.flows_held}

    def by_departement_and_product(self, flow: FlowChoice) -> pd.DataFrame:
        """Give euros of every département (rows) by A129 product (columns)."""
        return self.once(
            "france",
            ("matrix", flow),
            lambda: self._flow("france", ("departement", "a129"), flow).unstack("a129", fill_value=0).astype("float64"),
        )

    def by_departement_product_partner(self, flow: FlowChoice) -> pd.DataFrame:
        """Give euros of every département, product and partner as rows: ``departement, a129, partner, value_eur``."""
        return self._flow("france", ("departement", "a129", "partner"), flow).reset_index()

    def once(self, scope: str, what: tuple[str, ...], work: Callable[[], T]) -> T:
        """Work something out once for this board, and for all boards of a source that serves many territories.

        What comes back is shared: nobody may change it.
        """
        where = self._where(scope)
        known = self._worked
        if where and isinstance(self.flows, aggregate.Source):
            known = _KEPT.setdefault(self.flows, _Kept()).of(where)
        asked = (where and where.code, self.period, self.excluding, *what)
        if asked not in known:
            known[asked] = work()
        made: T = known[asked]
        return made

    def _where(self, scope: str) -> Territory | None:
        return {"territory": self.territory, "region": self.region, "france": reference.france()}[scope]

    def _flow(self, scope: str, by: tuple[str, ...], flow: FlowChoice) -> pd.Series[int]:
        if checked_flow(flow) not in self.flows_held:
            aggregate.require_flow(*self._asked(), flow)
        return self.once(scope, ("flow", flow, *by), lambda: self._of_flow(self._grouped(scope, by), flow))

    @staticmethod
    def _of_flow(sums: pd.Series[int], flow: FlowChoice) -> pd.Series[int]:
        if not len(sums) or flow not in sums.index.get_level_values("flow"):
            return sums.iloc[:0].droplevel("flow")
        return sums.xs(flow, level="flow")

    def _grouped(self, scope: str, by: tuple[str, ...]) -> pd.Series[int]:
        return self.once(scope, ("sums", *by), lambda: self._sum(scope, by))

    def _sum(self, scope: str, by: tuple[str, ...]) -> pd.Series[int]:
        where, keys = self._where(scope), ["flow", *by]
        if where is None:
            empty = pd.MultiIndex.from_arrays([pd.Index([], dtype="str")] * len(keys), names=keys)
            nothing: pd.Series[int] = pd.Series(index=empty, dtype="int64", name="value_eur")
            return nothing
        table = aggregate.grouped(self.flows, aggregate.Selection(where, self.period, self.excluding), keys)
        sums: pd.Series[int] = table.astype(dict.fromkeys(keys, "str")).set_index(keys)["value_eur"]
        return sums


def checked_flow(flow: str) -> str:
    """Refuse what is no direction: nothing is traded in it, and a table of nothing would pass for an answer."""
    if flow not in FLOWS:
        raise TradeTerritoriesError(f"flow={flow!r} is no direction; choose 'export' or 'import'")
    return flow


def checked_level(by: str, allowed: tuple[str, ...] = aggregate.LEVELS) -> str:
    """Refuse what is no level of rows."""
    if by not in allowed:
        raise TradeTerritoriesError(f"by={by!r} is no level; choose among {', '.join(allowed)}")
    return by


def is_country(partners: Iterable[str]) -> NDArray[np.bool_]:
    """Tell which partners are countries; a code nobody knows counts as one."""
    return np.array([code not in reference.no_countries() for code in partners], dtype=bool)


def countries_only(values: pd.Series[int]) -> pd.Series[int]:
    """Leave out returned goods, stores and the like: they are no partners to depend on."""
    return values[is_country(values.index)]


def labelled(table: pd.DataFrame, by: str, board: Board) -> pd.DataFrame:
    """Put the label after the code."""
    return labelled_codes(table, by, board.flows, board.lang)


def labelled_codes(table: pd.DataFrame, by: str, flows: Any, lang: Lang) -> pd.DataFrame:
    """Put the label after the code; the row ``total`` is named so."""
    extra = aggregate.release_labels(flows, by)
    labels = [
        "Total" if code == "total" else reference.label(by, str(code), lang, extra=extra) for code in table["code"]
    ]
    rest = [column for column in table.columns if column != "code"]
    return table.assign(label=pd.Series(labels, dtype="str", index=table.index))[["code", "label", *rest]]


def partner_label(code: str, board: Board) -> str:
    """Name a partner."""
    return reference.label("partner", code, board.lang, extra=aggregate.release_labels(board.flows, "partner"))


def product_label(code: str, level: str, board: Board) -> str:
    """Name a product."""
    return reference.label(level, code, board.lang, extra=aggregate.release_labels(board.flows, level))
