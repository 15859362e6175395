// Draws two territories side by side. Their data come as small scripts, since a page opened from disk may not fetch JSON.
(function () {
  "use strict";
  var words = JSON.parse(document.getElementById("mots").textContent);
  var form = document.getElementById("choix"), state = document.getElementById("etat"), place = document.getElementById("resultat");
  var known = {}, waiting = {};
  window.territory = function (data) {
    known[data.code] = data;
    (waiting[data.code] || []).forEach(function (done) { done(data); });
    delete waiting[data.code];
  };
  var load = function (code) {
    return new Promise(function (done, failed) {
      if (known[code]) { done(known[code]); return; }
      (waiting[code] = waiting[code] || []).push(done);
      var script = document.createElement("script");
      script.src = words.folder + code + ".js";
      script.onerror = failed;
      document.head.appendChild(script);
    });
  };
  var element = function (name, text, attributes) {
    var made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  };
  var table = function (caption, heads, rows, flow) {
    var made = element("table"), head = element("tr"), body = element("tbody"), top = element("thead");
    made.appendChild(element("caption", caption));
    heads.forEach(function (text, column) { head.appendChild(element("th", text, { scope: "col", "class": column ? "number" : "" })); });
    top.appendChild(head);
    made.appendChild(top);
    rows.forEach(function (row) {
      var line = element("tr"), name = element("th", row.cells[0], { scope: "row" });
      if (row.share !== undefined) {
        var bar = element("span", null, { "class": "bar " + flow, "aria-hidden": "true" });
        bar.style.width = Math.max(0, row.share) + "%";
        name.appendChild(bar);
      }
      line.appendChild(name);
      row.cells.slice(1).forEach(function (text) { line.appendChild(element("td", text, { "class": "number" })); });
      body.appendChild(line);
    });
    made.appendChild(body);
    return made;
  };
  var section = function (heading, id) {
    var made = element("section", null, { "aria-labelledby": id });
    made.appendChild(element("h2", heading, { id: id }));
    return made;
  };
  var draw = function (first, second) {
    place.textContent = "";
    var names = [first.name, second.name], part = section(words.key_figures, "chiffres");
    var written = function (data, name) {
      var found = data.figures.filter(function (one) { return one[0] === name; })[0];
      return found ? found[2] : "—";
    };
    var both = first.figures.concat(second.figures), seen = {};
    var rows = both.filter(function (one) { return seen[one[0]] ? false : (seen[one[0]] = true); }).map(function (one) {
      return { cells: [one[1], written(first, one[0]), written(second, one[0])] };
    });
    var frame = element("div", null, { "class": "scroll", tabindex: "0", role: "group", "aria-label": words.key_figures });
    frame.appendChild(table(first.period, [words.indicator].concat(names), rows));
    part.appendChild(frame);
    place.appendChild(part);
    ["partners_export", "partners_import", "products_export", "products_import"].forEach(function (key) {
      var one = section(words[key], key), pair = element("div", null, { "class": "pair" });
      [first, second].forEach(function (data) {
        var lines = data[key].map(function (row) { return { cells: [row[0], row[1], row[3]], share: row[2] }; });
        pair.appendChild(table(data.name + ", " + data.period, [key.indexOf("partners") === 0 ? words.country : words.product, words.value, words.share], lines, key.split("_")[1]));
      });
      one.appendChild(pair);
      place.appendChild(one);
    });
    state.textContent = words.compared.replace("{first}", first.name).replace("{second}", second.name);
  };
  var show = function () {
    var codes = [form.a.value, form.b.value];
    history.replaceState(null, "", "#" + codes.join("~"));
    Promise.all(codes.map(load)).then(function (both) { draw(both[0], both[1]); }, function () {
      place.textContent = "";
      state.textContent = words.not_loaded;
    });
  };
  var asked = decodeURIComponent(window.location.hash.slice(1)).split("~");
  ["a", "b"].forEach(function (name, rank) {
    if (asked[rank] && form[name].querySelector('option[value="' + asked[rank].replace(/[^\w+-]/g, "") + '"]')) form[name].value = asked[rank];
  });
  form.addEventListener("change", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  show();
})();
