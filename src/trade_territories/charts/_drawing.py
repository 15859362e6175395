"""One function per chart and way to draw: options are documented once, where the chart's content is worked out."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from trade_territories._keywords import with_keyword_help
from trade_territories.charts import _catalogue as catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from trade_territories.charts.scene import Scene

Figure = TypeVar("Figure")
_RAISES = "Raises\n------"
_USUAL = """
TradeTerritoriesError
    A territory, period, level or code that does not exist, as the table of the same data raises it."""
_COMMON = """title
    Stands in place of the finding that the chart draws from its figures.
width
    ``"wide"``, as an A4 column, or ``"narrow"``, for a phone."""
_FLOWS = """flows
    The table of flows.
territory
    A territory, or what :func:`trade_territories.territory` takes.
"""
_HEAD = "Parameters\n----------\n"


@dataclass(frozen=True)
class Drawing(Generic[Figure]):
    """A way to draw: static or interactive."""

    #: Module of its functions.
    module: str
    #: Draws a scene that was laid out.
    draw: Callable[[Scene], Figure]
    #: The figure's class, as signatures write it.
    kind: str
    #: What the documentation says of the figure.
    returns: str
    #: A call and what it gives, with ``{chart}`` and ``{call}`` to fill in.
    example: str

    def of(self, name: str) -> Callable[..., Figure]:
        """Return the function that draws a chart, with the arguments of its content, ``title`` and ``width``.

        Raises
        ------
        AttributeError
            There is no such chart; modules raise it so.
        """
        if name not in catalogue.CHARTS:
            raise AttributeError(f"module {self.module!r} has no attribute {name!r}")
        chart = catalogue.CHARTS[name]
        content = chart.content
        public_name = f"{self.module.removesuffix('.interactive').replace('trade_territories', 'tt', 1)}.{name}"
        asked = with_keyword_help(content, public_name, ("title", "width"))

        def drawn(*args: Any, title: str | None = None, width: str = "wide", **options: Any) -> Figure:
            what = catalogue.titled(asked(*args, **options), title)
            return self.draw(catalogue.laid_out(name, what, width=width))

        named = cast("Any", drawn)
        named.__module__, named.__name__, named.__qualname__ = self.module, name, name
        named.__doc__ = self._documented(content, self.example.format(chart=name, call=chart.call))
        common: dict[str, object] = {"title": "str | None", "width": 'Literal["wide", "narrow"]'}
        named.__annotations__ = {**inspect.get_annotations(content), **common, "return": self.kind}
        signature = inspect.signature(content)
        added = [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=common[option])
            for option, default in (("title", None), ("width", "wide"))
        ]
        named.__signature__ = signature.replace(
            parameters=[*signature.parameters.values(), *added], return_annotation=self.kind
        )
        return drawn

    def _documented(self, content: Callable[..., Any], example: str) -> str:
        """Return the parameters of the content, then what comes back, what is raised, and an example."""
        described, mark, raises = (inspect.getdoc(content) or "").partition(_RAISES)
        mark, raises = mark or _RAISES, raises or _USUAL
        first, _, parameters = described.partition(_HEAD)
        flows = (
            _FLOWS if "flows" in inspect.signature(content).parameters and "\nflows\n" not in f"\n{parameters}" else ""
        )
        parts = [
            first.strip(),
            f"{_HEAD}{flows}{parameters.strip()}\n{_COMMON}",
            f"Returns\n-------\n{self.returns}",
            mark + raises,
            f"Examples\n--------\n>>> import trade_territories as tt\n{example}",
        ]
        return "\n\n".join(part.strip() for part in parts)

    def attribute(self, name: str) -> Any:
        """Return what the module has under a name: the function of a chart, or the examples for doctest."""
        return self.examples() if name == "__test__" else self.of(name)

    def examples(self) -> dict[str, str]:
        """Return the examples of the functions, which a collector of examples would not find in the module's text."""
        return {name: self.of(name).__doc__ or "" for name in catalogue.CHARTS}
