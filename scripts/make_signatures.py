"""Write ``charts/_signatures.py``, and the names of all charts into the packages that have them, for type checkers.

The charts themselves are made from the catalogue: nobody lists them by hand.

A chart that is added or changed: run ``python scripts/make_signatures.py``; a test says when it was forgotten.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from trade_territories.charts import _catalogue as catalogue

_CHARTS = Path(__file__).parents[1] / "src" / "trade_territories" / "charts"
TARGET = _CHARTS / "_signatures.py"
PACKAGES = tuple(_CHARTS / folder / "__init__.py" for folder in ("", "static", "interactive"))
_NOTES = {"map": "  # noqa: A001 - the name users know, in its own module"}
_HEAD = '''"""The signatures of all charts, for type checkers; written by ``scripts/make_signatures.py``."""

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
'''
_WIDTH = 'width: Literal["wide", "narrow"] = "wide"'


def text() -> str:
    """Return the whole module."""
    methods = []
    for name, chart in catalogue.CHARTS.items():
        parameters, is_keyword = [], False
        for parameter in inspect.signature(chart.content).parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword:
                parameters.append("*")
                is_keyword = True
            value = repr(parameter.default).replace("'", '"')
            default = "" if parameter.default is parameter.empty else f" = {value}"
            parameters.append(f"{parameter.name}: {parameter.annotation}{default}")
        written = "".join(f"        {one},\n" for one in ["self", *parameters, "title: str | None = None", _WIDTH])
        methods.append(f"\n    def {name}(\n{written}    ) -> Figure_co: ...\n")
    return _HEAD + "".join(methods)


def with_names(source: str) -> str:
    """Return the source of a package in which every chart of the catalogue has a name."""
    names = "".join(f"    {name} = _CHARTS.{name}{_NOTES.get(name, '')}\n" for name in catalogue.CHARTS)
    return re.sub(r"(?m)(^    \w+ = _CHARTS\.\w+.*\n)+", lambda _: names, source)


def files() -> dict[Path, str]:
    """Return what each file should hold."""
    return {TARGET: text()} | {path: with_names(path.read_text(encoding="utf-8")) for path in PACKAGES}


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(any(path.read_text(encoding="utf-8") != content for path, content in files().items()))
    for path, content in files().items():
        path.write_text(content, encoding="utf-8", newline="\n")
