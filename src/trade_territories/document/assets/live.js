// Unpacks plotly and the figures, and draws each over its static picture, in the colours of the page: light, or dark where
// the reader prefers it. Where a browser cannot unpack them, the static pictures stay.
(async function () {
  "use strict";
  if (!window.DecompressionStream) { return; }
  var unpacked = function (id) {
    var packed = atob(document.getElementById(id).textContent);
    var bytes = Uint8Array.from(packed, function (letter) { return letter.charCodeAt(0); });
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  var LEAST_REM = 44;
  var scheme = window.matchMedia("(prefers-color-scheme: dark)");
  var copy = function (figure) { return JSON.parse(JSON.stringify(figure)); };
  // As wide as its place, like the static picture, whose least width it shares: type, lines and margins grow alike.
  var fitted = function (figure, place) {
    var least = LEAST_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
    var layout = figure.layout, times = Math.max(place.parentNode.clientWidth, least) / layout.width;
    var grow = function (part, names) { names.forEach(function (name) { if (part[name]) { part[name] *= times; } }); };
    grow(layout, ["width", "height"]);
    grow(layout.margin, ["l", "r", "t", "b"]);
    (layout.annotations || []).forEach(function (note) { grow(note, ["yshift"]); grow(note.font, ["size"]); });
    (layout.shapes || []).concat(figure.data).forEach(function (mark) { grow(mark.line, ["width"]); });
    return figure;
  };
  var draw = function (id, light, changes) {
    var place = document.getElementById(id + "-live"), dark = copy(light);
    changes.forEach(function (change) {
      var path = change[0].slice(), last = path.pop();
      path.reduce(function (part, key) { return part[key]; }, dark)[last] = change[1];
    });
    var width = 0;
    var redraw = function () {
      var figure = fitted(copy(scheme.matches ? dark : light), place);
      width = place.clientWidth;
      return window.Plotly.react(place, figure.data, figure.layout, { displayModeBar: false });
    };
    place.hidden = false;
    document.getElementById(id + "-static").hidden = true;
    scheme.addEventListener("change", redraw);
    new ResizeObserver(function () { if (place.clientWidth !== width) { redraw(); } }).observe(place);
    return redraw();
  };
  var script = document.createElement("script");
  script.textContent = await unpacked("live-plotly");
  document.head.append(script);
  var figures = JSON.parse(await unpacked("live-figures"));
  await Promise.all(figures.map(function (figure) { return draw(figure.id, figure.light, figure.changes); }));
  document.documentElement.dataset.live = "drawn";
}());
