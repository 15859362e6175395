"""All charts by name: one line each, which says what file the chart is in.

A chart is one module of ``charts``, ``_NAME.py``, with two functions:

``content(flows, territory, *, …, lang="fr")``
    Returns what the chart says, as a frozen dataclass: ``heading`` (a `_content.Heading`: finding, subtitle, reading,
    source, description), ``table`` (the figures as users get them), and what the layout needs. Its docstring describes
    the chart and its options: users read it as the documentation of ``tt.charts.NAME``.
``scene(content, page)``
    Returns the `scene.Scene` of a content on a wide or narrow `page.Page`.

A line in `CHARTS`, and its words in the files of texts, are all that is left: ``tt.charts.NAME`` (plotly),
``tt.charts.static.NAME`` (matplotlib), ``describe``, documents and the shell read this list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from trade_territories._keywords import with_keyword_help
from trade_territories.charts.page import Page
from trade_territories.errors import TradeTerritoriesError, readable
from trade_territories.text import with_known_spaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories._types import FlowsLike
    from trade_territories.charts.scene import Scene
    from trade_territories.charts.style import Style

_HERE = "trade_territories.charts"


@dataclass(frozen=True)
class Chart:
    """Where a chart is written, and how its documentation calls it."""

    #: Its module, with ``content`` and ``scene``.
    module: str
    #: The arguments of the example in its documentation; a chart that takes no flows has no ``tt.sample_flows()``
    #: there.
    call: str = 'tt.sample_flows(), "Marne"'

    @property
    def takes_flows(self) -> bool:
        """Whether the chart is of figures; a map shows a place, whatever is traded there."""
        return "flows" in self.call

    @property
    def content(self) -> Callable[..., Any]:
        """The function that works out what the chart says."""
        function: Callable[..., Any] = import_module(f"{_HERE}.{self.module}").content
        return function

    def laid_out(self, content: Any, page: Page) -> Scene:
        """Return the scene of a content."""
        scene: Scene = import_module(f"{_HERE}.{self.module}").scene(content, page)
        return scene


#: Name -> chart.
CHARTS: dict[str, Chart] = {
    "balance": Chart("_balance"),
    "activities": Chart("_activities"),
    "map": Chart("_map", 'tt.sample_flows(), only="US"'),
    "sankey": Chart("_sankey"),
    "matrix": Chart("_matrix"),
    "evolution": Chart("_evolution"),
    "comparison": Chart("_comparison", 'tt.sample_flows(), ["51", "10"]'),
    "specialisation": Chart("_specialisation"),
    "locator": Chart("_locator", '"Marne"'),
    "dependence": Chart("_dependence"),
}


def names() -> tuple[str, ...]:
    """Return the names of all charts.

    Examples
    --------
    >>> names()[0]
    'balance'
    """
    return tuple(CHARTS)


def chart(name: str) -> Chart:
    """Return a chart by its name.

    Raises
    ------
    TradeTerritoriesError
        There is no such chart.
    """
    if name not in CHARTS:
        raise TradeTerritoriesError(f"{name!r} is not a chart; choose one of {', '.join(CHARTS)}")
    return CHARTS[name]


def content(name: str, flows: FlowsLike | None, territory: object, *, title: str | None = None, **options: Any) -> Any:
    """Return what a chart says, as a frozen content from which scenes are laid out.

    Parameters
    ----------
    title
        Stands in place of the finding.
    """
    entry = chart(name)
    arguments = (flows, territory) if entry.takes_flows else (territory,)
    return titled(with_keyword_help(entry.content, f"tt.charts.{name}")(*arguments, **options), title)


def titled(content: Any, title: str | None) -> Any:
    """Return a content under another title; without one, as it is."""
    if title is None:
        return content
    title = readable(title).strip()
    if not title:
        raise TradeTerritoriesError(f"title={title!r} is not a title; give a text, or None for the finding")
    return replace(content, heading=replace(content.heading, title=title))


def laid_out(
    name: str,
    what: Any,
    *,
    width: str = "wide",
    style: Style | None = None,
    detached: bool = True,
    stretch: float | None = None,
) -> Scene:
    """Lay a content out.

    Parameters
    ----------
    width
        ``"wide"`` (an A4 column) or ``"narrow"`` (a phone).
    detached
        Whether the chart stands alone, with title, subtitle, reading, source and the ribbon of an example; else a document
        sets them, from ``what.heading``.
    stretch
        Where height is scarce: how many times as high as the least that can be read a plot is. Charts of rows have no other
        height than their own.
    """
    return chart(name).laid_out(what, Page.of(width, style, detached=detached, stretch=stretch))


def scene(
    name: str, flows: FlowsLike | None, territory: object, *, width: str = "wide", detached: bool = True, **options: Any
) -> Scene:
    """Work out and lay out."""
    return laid_out(name, content(name, flows, territory, **options), width=width, detached=detached)


def describe(chart: str, flows: FlowsLike | None = None, territory: object = None, **options: Any) -> str:
    """Write the alternative text of a chart, from the same data.

    Parameters
    ----------
    chart
        ``"balance"``, ``"activities"``, ``"sankey"``, …
    flows
        The table of flows; a map of a table of one's own needs none.
    territory
        A territory, or what :func:`trade_territories.territory` takes.
    **options
        The chart's own arguments.

    Returns
    -------
    str
        What the chart shows, in sentences, with its first values; its spaces are ones that every console knows.

    Raises
    ------
    TradeTerritoriesError
        No such chart.

    Examples
    --------
    >>> import trade_territories as tt
    >>> "Marne" in tt.charts.describe("balance", tt.sample_flows(), "Marne", lang="en")
    True
    """
    text: str = content(chart, flows, territory, **options).heading.description
    return with_known_spaces(text)
