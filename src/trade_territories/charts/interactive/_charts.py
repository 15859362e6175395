"""The charts as plotly figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts.interactive._figure import draw

if TYPE_CHECKING:
    from collections.abc import Iterable

    import plotly.graph_objects as go

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike


def balance(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "partner",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw the trade balance: imports to the left, exports to the right, the balance in a column.

    Parameters
    ----------
    by
        ``partner``, ``zone`` or a level of products.
    n
        The union of the ``n`` first origins and destinations stands by itself, the rest is ``autres``.
    year, quarter, excluding, lang
        As :func:`trade_territories.balance`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.balance(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "balance",
        flows,
        territory,
        by=by,
        n=n,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def activities(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    n: int | None = None,
    group: str | None = None,
    inside: str | None = None,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw the treemap of activities: imports and exports, areas by value.

    Parameters
    ----------
    by, n
        Level of products, and how many stand by themselves in each half; tiles below 1 % are gathered anyway.
    group
        ``"a38"`` or ``"a17"``: A129 tiles stand inside these groups.
    inside
        An A129 code: the CPF4 classes inside it.
    year, quarter, excluding, lang
        As :func:`trade_territories.activities`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.activities(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "activities",
        flows,
        territory,
        by=by,
        n=n,
        group=group,
        inside=inside,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def evolution(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "quarter",
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw exports, imports and balance over time, with the breaks of January 2021 and 2022.

    Parameters
    ----------
    by
        ``"quarter"`` or ``"year"``; years that are not whole are marked.
    excluding, lang
        As :func:`trade_territories.evolution`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.evolution(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "evolution",
        flows,
        territory,
        by=by,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def multiples(
    flows: Any,
    territory: Iterable[TerritoryLike],
    *,
    by: str = "a129",
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw the same figures of two to twelve territories side by side, on one scale.

    Parameters
    ----------
    by
        Level of the products told below each.
    year, quarter, excluding, lang
        As :func:`trade_territories.activities`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.multiples(tt.sample_flows(), ["51", "10"]).layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "multiples",
        flows,
        territory,
        by=by,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def sankey(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: str = "export",
    product: str = "a129",
    n: int | None = 10,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw the flows between products and partners.

    Parameters
    ----------
    flow
        ``"export"``: goods to the left, destinations to the right; ``"import"``: origins to the left, goods to the right.
    product
        Level of products.
    n
        So many products and partners stand by themselves, the rest is ``autres``.
    highlight
        How many of the largest flows between two named ends are red.
    year, quarter, excluding, lang
        As :func:`trade_territories.flow_matrix`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.sankey(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "sankey",
        flows,
        territory,
        flow=flow,
        product=product,
        n=n,
        highlight=highlight,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def specialisation(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: str = "export",
    by: str = "a129",
    n: int = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw what weighs far more in a territory's trade than in France's: both shares, and how many times.

    Parameters
    ----------
    flow
        ``"export"`` or ``"import"``.
    by
        A level of products.
    n
        So many products at most, those with the largest quotient.
    year, quarter, excluding, lang
        As :func:`trade_territories.specialisation`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Raises
    ------
    TradeTerritoriesError
        The territory is France, which cannot be compared with itself.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.specialisation(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "specialisation",
        flows,
        territory,
        flow=flow,
        by=by,
        n=n,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)


def dependence(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "a129",
    n: int = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> go.Figure:
    """Draw the imports that hang on one country outside the Union: its share, other such countries, the Union.

    Parameters
    ----------
    by
        A level of products.
    n
        So many products at most, the largest imports.
    year, quarter, excluding, lang
        As :func:`trade_territories.dependence`, which gives the data, takes them.

    Returns
    -------
    plotly.graph_objects.Figure
        Hover tells what a mark stands for; ``layout.meta`` holds the alternative text.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.charts.dependence(tt.sample_flows(), "Marne").layout.meta["lang"]
    'fr'
    """
    scene = catalogue.scene(
        "dependence",
        flows,
        territory,
        by=by,
        n=n,
        year=year,
        quarter=quarter,
        excluding=excluding,
        lang=lang,
    )
    return draw(scene)
