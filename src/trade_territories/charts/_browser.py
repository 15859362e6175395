"""Interactive figures as pictures: plotly draws in a browser, which kaleido starts and drives."""

from __future__ import annotations

import os
import shutil
import warnings
from typing import TYPE_CHECKING, Literal

from trade_territories.errors import MissingExtraError, TradeTerritoriesError

if TYPE_CHECKING:
    import plotly.graph_objects as go

Kind = Literal["png", "svg", "pdf"]
_WAY_OUT = (
    "install Chromium or Chrome (Debian: apt-get install chromium; or set BROWSER_PATH), or draw the chart without a "
    "browser: tt.charts.static has the same charts with the same arguments, and the shell writes them with "
    "`trade-territories fiche TERRITORY --format png`"
)


def picture(figure: go.Figure, kind: Kind, *, scale: float = 1.0) -> bytes:
    """Draw an interactive figure as a picture.

    Parameters
    ----------
    scale
        Pixels of a PNG to a pixel of the figure.

    Raises
    ------
    MissingExtraError
        Kaleido is not installed.
    TradeTerritoriesError
        No browser was found, or it does not start.
    """
    try:
        import kaleido
        from kaleido.errors import BrowserFailedError, ChromeNotFoundError
    except ImportError as error:
        raise MissingExtraError(
            "kaleido", extra="images", purpose=f"writing an interactive figure as {kind.upper()}"
        ) from error
    what = f"an interactive figure is written as {kind.upper()} by a browser"
    named = os.environ.get("BROWSER_PATH")
    if named and not shutil.which(named):
        raise TradeTerritoriesError(f"{what}, and none was found at {named} (BROWSER_PATH): {_WAY_OUT}")
    try:
        with warnings.catch_warnings():
            # Where a kaleido server runs already, it was started with what its owner wants.
            warnings.filterwarnings("ignore", message="The kopts argument is ignored")
            # No formulas are drawn: nothing is asked of the host that has their script.
            drawn: bytes = kaleido.calc_fig_sync(
                figure, opts={"format": kind, "scale": scale, **natural_size(figure)}, kopts={"mathjax": False}
            )
    except ChromeNotFoundError as error:
        raise TradeTerritoriesError(f"{what}, and none was found: {_WAY_OUT}") from error
    except BrowserFailedError as error:
        raise TradeTerritoriesError(f"{what}, and the browser that was found does not start: {_WAY_OUT}") from error
    return drawn


def natural_size(figure: go.Figure) -> dict[str, float]:
    """Return the width at which the words of a chart have their space; nothing for a figure of another origin or size."""
    meta = figure.layout.meta
    if figure.layout.width or not isinstance(meta, dict) or "width" not in meta:
        return {}
    return {"width": meta["width"], "height": figure.layout.height}
