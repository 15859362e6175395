// Draws a live figure over its static picture, in the colours of the page: light, or dark where the reader prefers it.
window.liveFigure = function (id, light, changes) {
  "use strict";
  var place = document.getElementById(id + "-live"), scheme = window.matchMedia("(prefers-color-scheme: dark)");
  var copy = function (figure) { return JSON.parse(JSON.stringify(figure)); };
  var dark = copy(light);
  changes.forEach(function (change) {
    var path = change[0].slice(), last = path.pop();
    path.reduce(function (part, key) { return part[key]; }, dark)[last] = change[1];
  });
  var draw = function () {
    var figure = copy(scheme.matches ? dark : light);
    window.Plotly.react(place, figure.data, figure.layout, { displayModeBar: false });
  };
  place.hidden = false;
  document.getElementById(id + "-static").hidden = true;
  draw();
  scheme.addEventListener("change", draw);
};
