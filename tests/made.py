"""What many tests look at and is dear to make: made once in each process, and frozen or never changed."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts import style
from trade_territories.document import Maker
from trade_territories.document.files import chart_png

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from trade_territories.charts.scene import Scene


@cache
def sample() -> pd.DataFrame:
    """Return the example's flows; a test that changes them takes ``tt.sample_flows()``."""
    return tt.sample_flows()


@cache
def cube() -> tt.Cube:
    """Return the example's flows, added up."""
    return tt.cube(sample())


@cache
def maker(lang: Any = "fr") -> Maker:
    """Return a maker of the example's fiches."""
    return Maker(cube(), lang=lang)


@cache
def fiche(territory: str, lang: str = "fr") -> tt.Fiche:
    """Return a fiche of the example."""
    return maker(lang).make(territory)


@cache
def pdf(territory: str, lang: str = "fr") -> bytes:
    """Return a fiche of the example as PDF."""
    return fiche(territory, lang).to_pdf()


@cache
def docx(territory: str, lang: str = "fr") -> bytes:
    """Return a fiche of the example as DOCX."""
    return fiche(territory, lang).to_docx()


@cache
def _picture() -> bytes:
    return chart_png(fiche("51").charts[0].scene, dpi=10)


@contextmanager
def one_picture() -> Iterator[None]:
    """Put one small picture in place of all those of Word documents: drawing them is most of what a document takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trade_territories.document.docx.chart_png", lambda *_, **__: _picture())
        yield


#: Options that are a question's own, beside its language.
_QUESTION = {"year", "quarter", "only", "excluding"}
_CONTENTS: dict[tuple[str, str, str], Any] = {}
_SCENES: dict[tuple[str, str, str, str, str], Scene] = {}


def content(chart: str, territory: Any, **options: Any) -> Any:
    """Return what a chart says of the example."""
    key = chart, repr(territory), repr(sorted(options.items()))
    if key not in _CONTENTS:
        # Charts of one territory share its sums, as those of a fiche do.
        is_plain = _QUESTION.isdisjoint(options)
        flows: Any = maker(options.get("lang", "fr")).question(territory) if is_plain else sample()
        _CONTENTS[key] = catalogue.content(chart, flows, territory, **options)
    return _CONTENTS[key]


def scene(chart: str, territory: Any, *, width: str = "wide", **options: Any) -> Scene:
    """Return a chart of the example, laid out in the theme that is set."""
    key = chart, repr(territory), repr(sorted(options.items())), width, repr(style.current())
    if key not in _SCENES:
        _SCENES[key] = catalogue.laid_out(chart, content(chart, territory, **options), width=width)
    return _SCENES[key]
