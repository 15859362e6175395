// Filters the list that is on the page: nothing is fetched, and without script the list is there in full.
(function () {
  "use strict";
  var form = document.getElementById("recherche"), field = document.getElementById("q");
  var status = document.getElementById("trouves");
  var folded = function (text) {
    return text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  };
  var links = Array.prototype.slice.call(document.querySelectorAll("main a[data-code]")).map(function (link) {
    return { link: link, name: folded(link.textContent), code: folded(link.dataset.code), row: link.closest("[data-search]") };
  });
  var rank = function (one, asked) {
    if (one.code === asked || one.name === asked) return 0;
    if (one.name.indexOf(asked) === 0) return 1;
    if (one.code.indexOf(asked) === 0 || (" " + one.name).indexOf(" " + asked) >= 0) return 2;
    return one.name.indexOf(asked) >= 0 ? 3 : 4;
  };
  var best = null;
  var search = function () {
    var asked = folded(field.value), found = 0, least = 4;
    best = null;
    links.forEach(function (one) {
      var place = asked ? rank(one, asked) : 3;
      one.hit = place < 4;
      if (one.hit) found += 1;
      if (asked && place < least) { least = place; best = one.link; }
      if (one.row) one.row.hidden = !one.hit;
    });
    document.querySelectorAll("[data-group]").forEach(function (group) {
      group.hidden = !links.some(function (one) { return one.hit && group.contains(one.link); });
    });
    var words = found === 0 ? status.dataset.none : found === 1 ? status.dataset.one : status.dataset.many;
    status.textContent = asked ? words.replace("#", String(found)) : "";
  };
  field.addEventListener("input", search);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
    if (best) window.location.href = best.href;
  });
  form.hidden = false;
})();
