"""Pictures of the charts, at low resolution, against those that were looked at; ``nox -s pictures`` makes them again."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest

import trade_territories as tt
from tests.thorough import telling
from trade_territories import charts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Letters are drawn a little differently elsewhere: the pictures are held on one platform and one matplotlib.
PLACE = ("Linux", "x86_64")
MATPLOTLIB = "3.11"

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != PLACE or not mpl.__version__.startswith(f"{MATPLOTLIB}."),
    reason=f"the pictures are those of matplotlib {MATPLOTLIB} on {' '.join(PLACE)}",
)

CASES: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "balance": ("balance", "51", {}),
    "balance-zone-en": ("balance", "20", {"by": "zone", "lang": "en"}),
    "activities": ("activities", "51", {}),
    "activities-france": ("activities", "FR", {}),
    "activities-mayotte": ("activities", "976", {}),
    "sankey-export": ("sankey", "51", {}),
    "sankey-import-france-en": ("sankey", "FR", {"flow": "import", "lang": "en"}),
    "sankey-20": ("sankey", "51", {"n": 20}),
    "evolution": ("evolution", "51", {}),
    "locator": ("locator", "75", {}),
    "specialisation": ("specialisation", "51", {}),
    "dependence-en": ("dependence", "R44", {"lang": "en"}),
    "comparison": ("comparison", ["51", "10", "67"], {}),
    "comparison-narrow-en": ("comparison", ["51", "R44", "99"], {"value": "coverage", "width": "narrow", "lang": "en"}),
    "activities-narrow": ("activities", "51", {"width": "narrow"}),
    "evolution-narrow": ("evolution", "976", {"width": "narrow"}),
    "dependence-narrow": ("dependence", "976", {"width": "narrow"}),
    "balance-narrow": ("balance", "51", {"width": "narrow"}),
    "sankey-narrow": ("sankey", "51", {"width": "narrow"}),
    "sankey-mayotte": ("sankey", "976", {}),
    "matrix": ("matrix", "51", {}),
    "matrix-import-narrow-en": ("matrix", "FR", {"flow": "import", "width": "narrow", "lang": "en"}),
    "map": ("map", "51", {"only": "US"}),
    "map-import-narrow": ("map", "75", {"only": "CN", "flow": "import", "width": "narrow"}),
}
#: One of each chart, and one of each language and width.
FEW = {
    "balance", "activities", "sankey-mayotte", "evolution-narrow", "locator", "specialisation", "dependence-en", "matrix",
    "comparison-narrow-en", "map",
}  # fmt: skip


@pytest.mark.whole
@pytest.mark.parametrize("name", telling(CASES, FEW))
@pytest.mark.mpl_image_compare(baseline_dir="pictures", savefig_kwargs={"dpi": 45}, tolerance=4)
def test_the_picture_is_the_one_that_was_looked_at(name: str) -> Figure:
    chart, place, options = CASES[name]
    given = (place,) if chart == "locator" else (tt.sample_flows(), place)
    figure: Figure = getattr(charts.static, chart)(*given, **options)
    return figure


@pytest.mark.whole
@pytest.mark.mpl_image_compare(baseline_dir="pictures", savefig_kwargs={"dpi": 45}, tolerance=4)
def test_the_dark_picture_is_the_one_that_was_looked_at() -> Figure:
    with charts.theme(dark=True):
        figure: Figure = charts.static.sankey(tt.sample_flows(), "51")
    return figure


@pytest.mark.whole
@pytest.mark.mpl_image_compare(baseline_dir="pictures", savefig_kwargs={"dpi": 45}, tolerance=4)
def test_the_dark_treemap_is_the_one_that_was_looked_at() -> Figure:
    with charts.theme(dark=True):
        figure: Figure = charts.static.activities(tt.sample_flows(), "51")
    return figure
