"""Interactive figures as pictures, where no browser is: said at once, with the way out."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from trade_territories import charts
from trade_territories.errors import MissingExtraError, TradeTerritoriesError

if TYPE_CHECKING:
    from pathlib import Path

    import plotly.graph_objects as go

WRITERS = (charts.to_png, charts.to_svg, charts.to_pdf)


@pytest.fixture(scope="module")
def figure() -> go.Figure:
    return charts.balance(tt.sample_flows(), "51")


@pytest.mark.parametrize("write", WRITERS)
def test_without_kaleido_the_command_that_installs_it_is_told(
    figure: go.Figure, write: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kaleido", None)
    with pytest.raises(MissingExtraError, match=r'python -m pip install ".*\[images\]"') as caught:
        write(figure)  # type: ignore[operator]
    assert str(caught.value).startswith("writing an interactive figure as P") or "as SVG" in str(caught.value)


@pytest.mark.skipif(find_spec("kaleido") is None, reason="kaleido is not installed: pip install --group test")
def test_without_a_browser_the_ways_out_are_told(
    figure: go.Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chromium"))
    with pytest.raises(TradeTerritoriesError) as caught:
        charts.to_png(figure)
    message = str(caught.value)
    assert f"written as PNG by a browser, and none was found at {tmp_path / 'chromium'} (BROWSER_PATH)" in message
    for way in ("apt-get install chromium", "tt.charts.static", "--format png"):
        assert way in message
    assert "\n" not in message
    assert charts.to_png(charts.static.balance(tt.sample_flows(), "51"), dpi=40)[1:4] == b"PNG"


@pytest.mark.skipif(find_spec("kaleido") is None, reason="kaleido is not installed: pip install --group test")
def test_a_browser_that_does_not_start_is_told(
    figure: go.Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    with pytest.raises(TradeTerritoriesError, match="does not start: install Chromium"):
        charts.to_pdf(figure)
