"""A plotly figure that highlights on hover what belongs together, says what it shows, brings its font, and fits its place."""

from __future__ import annotations

import json
import re

import plotly.graph_objects as go
import plotly.io as pio

from trade_territories.charts._browser import natural_size
from trade_territories.charts.svg import SUBSET_FAMILY, font_faces

#: Runs where a figure is shown as HTML: plotly replaces ``{plot_id}``.
_HIGHLIGHT = """
const plot = document.getElementById("{plot_id}");
plot.setAttribute("role", "figure");
plot.setAttribute("aria-label", DESCRIPTION);
const keys = (trace) => (Array.isArray(trace.meta) ? trace.meta : []);
const paint = (of) => {
  for (const trace of plot._fullData) {
    const own = keys(trace);
    const lit = !of.length || !own.length || own.join() === of.join()
      || (of.length === 1 ? own.includes(of[0]) : own.length === 1 && of.includes(own[0]));
    for (const node of plot.querySelectorAll(".trace" + trace.uid)) node.style.opacity = lit ? 1 : 0.15;
  }
};
plot.on("plotly_hover", (event) => paint(keys(plot._fullData[event.points[0].curveNumber])));
plot.on("plotly_unhover", () => paint([]));
if (!document.getElementById(FONT)) {
  const style = document.createElement("style");
  style.id = FONT;
  style.textContent = FACES;
  document.head.append(style);
}
// Letters keep their size: a place that is too narrow for them scrolls.
plot.style.minWidth = LEAST + "px";
plot.parentElement.style.overflowX = "auto";
// Plotly remembers how wide a text is by its family: another list of families makes it measure anew.
Promise.all([400, 600, 700].map((weight) => document.fonts.load(weight + " 16px FAMILY"))).then(() => {
  if (!window.Plotly) return;
  window.Plotly.relayout(plot, {"font.family": plot._fullLayout.font.family + ", system-ui"});
  window.Plotly.Plots.resize(plot);
});
"""


#: So much wider than its type a figure is drawn, and no word runs into the next in another font.
WIDER = 1.18
#: The width follows the place; no word stands over the chart but its own.
_CONFIG = {"responsive": True, "displaylogo": False}


class LiveFigure(go.Figure):  # type: ignore[misc]
    """The figure of a chart: any plotly figure, with a highlight on hover where it is shown as HTML."""

    #: Of a font of the user's own: its family and the CSS that brings it. A figure made of this one by plotly itself, such
    #: as a copy, has the shipped font.
    _own_font: tuple[str, str] | None = None

    def __repr__(self) -> str:
        title = (self.layout.meta or {}).get("title", "") if isinstance(self.layout.meta, dict | None) else ""
        return f'<LiveFigure "{" ".join(title.split())}": .show() opens it, .write_html(path) writes it>'

    def _post_script(self) -> str:
        meta = self.layout.meta
        family, faces = self._own_font or (SUBSET_FAMILY, font_faces())
        words = {
            "DESCRIPTION": json.dumps(f"{meta['title']}. {meta['description']}"),
            "FACES": json.dumps(faces),
            "FAMILY": f"'{family}'",
            "FONT": json.dumps(f"territoires-font-{family}"),
            "LEAST": f"{meta['width'] / WIDER:.0f}",
        }
        # In one pass: what stands in a description or in the data of a font is no placeholder.
        return re.sub(rf"\b({'|'.join(words)})\b", lambda found: words[found[1]], _HIGHLIGHT)

    def _live(self, options: dict[str, object]) -> dict[str, object]:
        """Return options of plotly with the script, and a width that follows the page, unless they are given."""
        return {"post_script": self._post_script(), "config": dict(_CONFIG), **options}

    def _ipython_display_(self) -> None:
        """Show the figure where it is the last expression of a cell, with its highlight and its description."""
        if pio.renderers.render_on_display and pio.renderers.default:
            self.show()
        else:
            print(repr(self))  # noqa: T201 - as plotly does where nothing is to be shown

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, validate: bool = True, **options: object
    ) -> dict[str, object]:
        """Return what notebooks show, as plotly does, with the highlight and the description."""
        bundle: dict[str, object] = super()._repr_mimebundle_(include, exclude, validate, **self._live(options))
        return bundle

    def to_html(self, *args: object, **options: object) -> str:
        """Return the figure as HTML, as plotly does; the width follows the page."""
        text: str = super().to_html(*args, **self._live(options))
        return text

    def write_html(self, *args: object, **options: object) -> None:
        """Write the figure as HTML, as plotly does; the width follows the page."""
        super().write_html(*args, **self._live(options))

    def show(self, *args: object, **options: object) -> object:
        """Show the figure, as plotly does; renderers that show HTML highlight on hover."""
        return super().show(*args, **self._live(options))

    def to_image(self, *args: object, **options: object) -> bytes:
        """Return a picture of the figure, as plotly does, at the width at which its words have their space."""
        image: bytes = super().to_image(*args, **{**natural_size(self), **options})
        return image

    def write_image(self, *args: object, **options: object) -> None:
        """Write a picture of the figure, as plotly does, at the width at which its words have their space."""
        super().write_image(*args, **{**natural_size(self), **options})
