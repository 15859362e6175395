"""The signatures of all charts, for type checkers; written by ``scripts/make_signatures.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories._types import (
        Flow,
        FlowsLike,
        Lang,
        Level,
        PartsLike,
        ProductLevel,
        ProductRows,
        QuarterChoice,
        Rows,
        TerritoryLike,
        YearChoice,
    )
    from trade_territories.charts._classes import Method
    from trade_territories.charts._comparison import CompareBy
    from trade_territories.charts._map_values import Value
    from trade_territories.measures._evolution import Frequency

Figure_co = TypeVar("Figure_co", covariant=True)


class Charts(Protocol[Figure_co]):
    """The charts of one way to draw."""

    def balance(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        by: Rows = "partner",
        n: int | None = 10,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def activities(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        by: ProductRows = "a129",
        n: int | None = None,
        inside: str | None = None,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def map(
        self,
        flows: FlowsLike | None = None,
        territory: TerritoryLike | None = None,
        *,
        only: PartsLike = None,
        excluding: PartsLike = None,
        flow: Flow = "export",
        value: Value | None = None,
        base_year: int | None = None,
        classes: Method | Sequence[float] = "quantiles",
        table: object = None,
        column: str | None = None,
        unit: str = "",
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def sankey(
        self,
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
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def matrix(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        flow: Flow = "export",
        by: ProductRows = "a129",
        n: int | None = 20,
        highlight: int = 5,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def evolution(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        freq: Frequency = "quarter",
        flow: Flow | None = None,
        by: Level | None = "a129",
        year: YearChoice = "all",
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def comparison(
        self,
        flows: FlowsLike,
        territory: Iterable[TerritoryLike],
        *,
        value: CompareBy = "value",
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def specialisation(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        flow: Flow = "export",
        by: Rows = "a129",
        n: int | None = 10,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def locator(
        self,
        territory: TerritoryLike,
        *,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...

    def dependence(
        self,
        flows: FlowsLike,
        territory: TerritoryLike,
        *,
        by: ProductLevel = "a129",
        n: int | None = 10,
        year: YearChoice = None,
        quarter: QuarterChoice = None,
        only: PartsLike = None,
        excluding: PartsLike = None,
        lang: Lang = "fr",
        title: str | None = None,
        width: Literal["wide", "narrow"] = "wide",
    ) -> Figure_co: ...
