"""One function per chart and way to draw: arguments and their meaning stand once, where the chart's content is worked out."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from trade_territories.charts import _catalogue as catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts.layout.scene import Scene

Options = ParamSpec("Options")
Figure = TypeVar("Figure")
_RAISES = "Raises\n------"
_USUAL = """
TradeTerritoriesError
    A territory, period, level or code that does not exist, as the table of the same data raises it."""


@dataclass(frozen=True)
class Drawing(Generic[Figure]):
    """A way to draw: static or interactive.

    Parameters
    ----------
    room
        Module of its functions.
    draw
        Draws a scene that was laid out.
    kind
        The figure's class, as signatures write it.
    returns
        What the documentation says of the figure.
    example
        A call and what it gives, with ``{chart}`` and ``{given}`` to fill in.
    """

    room: str
    draw: Callable[[Scene], Figure]
    kind: str
    returns: str
    example: str

    def of(
        self, chart: str, content: Callable[Options, Any], *, given: str = 'tt.sample_flows(), "Marne"'
    ) -> Callable[Options, Figure]:
        """Make the function that draws a chart, with the arguments of its content."""

        def drawn(*args: Options.args, **options: Options.kwargs) -> Figure:
            return self.draw(catalogue.laid_out(chart, content(*args, **options)))

        named = cast("Any", drawn)
        named.__module__, named.__name__, named.__qualname__ = self.room, chart, chart
        named.__doc__ = self._documented(content, self.example.format(chart=chart, given=given))
        named.__annotations__ = {**inspect.get_annotations(content), "return": self.kind}
        named.__signature__ = inspect.signature(content).replace(return_annotation=self.kind)
        return drawn

    def _documented(self, content: Callable[..., Any], example: str) -> str:
        """Write the parameters of the content, then what comes back, what is raised, and an example."""
        parameters, mark, raises = (inspect.getdoc(content) or "").partition(_RAISES)
        mark, raises = mark or _RAISES, raises or _USUAL
        returns = f"Returns\n-------\n{self.returns}"
        examples = f"Examples\n--------\n>>> import trade_territories as tt\n{example}"
        return "\n\n".join(part.strip() for part in (parameters, returns, mark + raises, examples))


def doctests(*functions: Callable[..., Any]) -> dict[str, str]:
    """Name the examples of functions that were made, which a collector of examples would not find."""
    return {function.__name__: function.__doc__ or "" for function in functions}
