"""Pages with live figures: light enough to send, with all that they need inside."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64decode
from importlib.resources import files
from typing import Any

import pytest

import trade_territories as tt
from trade_territories.document.html import page_of

PLOTLY = files("trade_territories.document").joinpath("assets", "plotly")
#: What the issue of the document allows to a page.
LARGEST = 1_500_000


def packed(page: str, name: str) -> str:
    (found,) = re.findall(rf'<script type="text/plain" id="live-{name}">(.*?)</script>', page)
    return gzip.decompress(b64decode(found)).decode()


# The départements with most rows, one with almost none, and both kinds of sums of them.
@pytest.mark.parametrize("territory", ["69", "976", "R11", "FR"])
def test_a_page_with_live_figures_stays_light(territory: str) -> None:
    assert len(page_of(tt.fiche(tt.sample_flows(), territory), interactive=True).encode()) < LARGEST


def test_the_packed_plotly_is_the_one_that_its_readme_names() -> None:
    program = gzip.decompress(PLOTLY.joinpath("plotly-basic.min.js.gz").read_bytes())
    readme = PLOTLY.joinpath("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(program).hexdigest() in readme
    (version,) = re.findall(rb"plotly\.js \(basic - minified\) v([\d.]+)", program[:200])
    assert f"version {version.decode()}" in readme
    assert b"Licensed under the MIT license" in program[:200]
    assert packed(page_of(tt.fiche(tt.sample_flows(), "976"), interactive=True), "plotly").encode() == program


def test_figures_hold_only_what_the_basic_bundle_draws() -> None:
    fiche = tt.fiche(tt.sample_flows(), "51")
    figures: list[dict[str, Any]] = json.loads(packed(page_of(fiche, interactive=True), "figures"))
    assert [one["id"] for one in figures] == [f"graphique-{chart.name}" for chart in fiche.charts]
    assert {trace["type"] for one in figures for trace in one["light"]["data"]} == {"scatter"}


def test_changes_lead_from_the_light_figure_to_the_dark_one() -> None:
    fiche = tt.fiche(tt.sample_flows(), "51")
    figures: list[dict[str, Any]] = json.loads(packed(page_of(fiche, interactive=True), "figures"))
    with tt.charts.style.theme(dark=True):
        dark = json.loads(tt.charts.balance(tt.sample_flows(), "51").to_json())
    (balance,) = (one for one in figures if one["id"] == "graphique-balance")
    for path, value in balance["changes"]:
        part: Any = balance["light"]
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value
    fills = [trace["fillcolor"] for trace in balance["light"]["data"]]
    assert fills == [trace["fillcolor"] for trace in dark["data"]]
    assert balance["light"]["layout"]["paper_bgcolor"] == dark["layout"]["paper_bgcolor"]


def test_a_page_without_live_figures_has_no_script() -> None:
    assert "<script" not in page_of(tt.fiche(tt.sample_flows(), "976"))
