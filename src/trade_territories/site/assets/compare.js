// Draws up to four territories side by side. Their figures come as small scripts, since a page opened from disk may not fetch JSON.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("mots").textContent);
  const form = document.getElementById("choix"), state = document.getElementById("etat"), place = document.getElementById("resultat");
  const fields = ["a", "b", "c", "d"].map((name) => form.elements[name] || document.getElementById(name));
  const lang = document.documentElement.lang;
  const known = {}, waiting = {};
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  // Numbers as the library writes them (text/numbers.py): a share without decimals from 10 %, with one from 2 %, with two below;
  // what is not the whole is never 100 %. The digits that are written are rounded, and a half goes to even.
  const rounded = (value, places) => {
    const [digits, exponent = "0"] = String(value).split("e");
    const shifted = Number(`${digits}e${Number(exponent) + places}`), nearest = Math.round(shifted);
    return Number(`${shifted % 1 === 0.5 && nearest % 2 ? nearest - 1 : nearest}e${-places}`);
  };
  const digits = (value, places) => new Intl.NumberFormat(lang === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
  const written = (pattern, value, places) => {
    const size = Math.abs(value), least = 10 ** -places, sign = value < 0 ? "−" : "";
    if (!size) return "–";
    const amount = rounded(size, places);
    if (amount) return fill(pattern, { sign, digits: digits(amount, places) });
    return fill(value < 0 ? words.above : words.below, { least: fill(pattern, { sign, digits: digits(least, places) }) });
  };
  const millions = (value) => written(words.millions, value / 1e6, 1);
  const euros = (value) => (value === null ? words.unknown : written(words.euros, value, 0));
  const percent = (value) => {
    if (value === null || !Number.isFinite(value)) return words.none;
    const places = rounded(value, 2) < 2 ? 2 : rounded(value, 1) < 10 ? 1 : 0;
    if (rounded(value, places) === 100 && Math.abs(value - 100) > 1e-9) return fill(words.above, { least: written(words.percent, value < 100 ? 99 : 100, 0) });
    return written(words.percent, value, places);
  };
  const quotient = (value) => {
    if (value === null) return words.none;
    if (value > words.most) return words.over;
    const near = rounded(value, 1);
    return written("{digits}", value, value < 1 ? 2 : near >= 10 ? 0 : 1);
  };
  // For the tests, which hold these rules to the library's.
  window.ttWritten = { millions, euros, percent, quotient };

  window.ttTerritory = (data) => {
    known[data.code] = data;
    (waiting[data.code] || []).forEach((done) => done(data));
    delete waiting[data.code];
  };
  const load = (code) => new Promise((done, failed) => {
    if (known[code]) { done(known[code]); return; }
    (waiting[code] = waiting[code] || []).push(done);
    const script = document.createElement("script");
    script.src = words.folder + code + ".js";
    script.onerror = failed;
    document.head.append(script);
  });

  const element = (name, text, attributes) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
    return made;
  };
  const section = (heading, id, ...texts) => {
    const made = element("section", null, { "aria-labelledby": id });
    made.append(element("h2", heading, { id }), ...texts.filter(Boolean).map((text) => element("p", text, { class: "small" })));
    return made;
  };
  // A table with one column per territory. A cell has a text, and may have a length on the axis of its part.
  const table = (all, caption, head, rows, flow, most) => {
    const made = element("table", null, { class: all.length > 2 ? "compared crowd" : "compared" }), top = element("thead"), line = element("tr"), body = element("tbody");
    made.append(element("caption", caption + (all[0].example ? ` – ${all[0].example}` : "")));
    line.append(element("th", head, { scope: "col" }));
    for (const one of all) {
      const cell = element("th", null, { scope: "col" });
      cell.append(element("a", one.name, { href: words.address + one.code + ".html" }));
      line.append(cell);
    }
    top.append(line);
    for (const row of rows) {
      const tr = element("tr");
      tr.append(element("th", row.name, { scope: "row" }));
      for (const cell of row.cells) {
        const td = element("td", cell.text);
        if (cell.size > 0 && most > 0) {
          const bar = element("span", null, { class: "line " + (row.flow || flow), "aria-hidden": "true" });
          bar.style.width = `${Math.max(0, cell.size) / most * 100}%`;
          td.append(bar);
        }
        tr.append(td);
      }
      body.append(tr);
    }
    made.append(top, body);
    const frame = element("div", null, { class: "scroll", role: "group", "aria-label": caption });
    frame.append(made);
    window.ttFrames.observe(frame);
    return frame;
  };
  const first = (values, count, without) => Object.keys(values)
    .filter((code) => values[code] > 0 && !(without || []).includes(code))
    .sort((a, b) => values[b] - values[a] || (a < b ? -1 : 1)).slice(0, count);
  const named = (level, code) => words.names[level][code] || code;
  const share = (part, whole) => (whole > 0 && part >= 0 ? part / whole * 100 : null);

  const draw = (all, france) => {
    place.textContent = "";
    const period = all[0].period;
    // Values: one axis for the whole page.
    const common = first(all[0].products.export, 10).filter((code) => all.every((one) => first(one.products.export, 10).includes(code)));
    const sizes = all.flatMap((one) => [one.export, one.import]);
    const most = Math.max(...sizes, 0);
    const figures = section(words.key_figures, "chiffres", fill(words.one_axis, { value: millions(most) }));
    const row = (name, flow, cell) => ({ name, flow, cells: all.map(cell) });
    const ranked = (one, at) => (one.rank[at] ? fill(words.of_ranked, { rank: digits(one.rank[at], 0), count: digits(one.rank[2], 0) }) : "–");
    figures.append(table(all, `${words.key_figures}, ${period}`, words.indicator, [
      row(words.exports, "export", (one) => ({ text: millions(one.export), size: one.export })),
      row(words.imports, "import", (one) => ({ text: millions(one.import), size: one.import })),
      row(words.balance, "", (one) => ({ text: (one.export > one.import ? "▲ +" : one.export < one.import ? "▼ " : "") + millions(one.export - one.import) })),
      row(words.rate, "", (one) => ({ text: percent(share(one.export, one.import)) })),
      row(words.rank_exports, "", (one) => ({ text: ranked(one, 0) })),
      row(words.rank_imports, "", (one) => ({ text: ranked(one, 1) })),
      row(words.per_inhabitant_exports, "", (one) => ({ text: euros(one.per_inhabitant[0]) })),
      row(words.per_inhabitant_imports, "", (one) => ({ text: euros(one.per_inhabitant[1]) })),
      row(words.share_france_exports, "", (one) => ({ text: percent(share(one.export, france.export)) })),
      row(words.share_france_imports, "", (one) => ({ text: percent(share(one.import, france.import)) })),
    ], "", most));
    place.append(figures);

    const shared = section(words.shared, "communs", words.shared_lead);
    if (common.length) {
      shared.append(table(all, `${words.shared}, ${period}`, words.product, common.map((code) => ({
        name: named("a129", code),
        cells: all.map((one) => ({ text: `${millions(one.products.export[code] || 0)} · ${percent(share(one.products.export[code] || 0, one.export))}`, size: one.products.export[code] || 0 })),
      })), "export", most));
    } else shared.append(element("p", words.shared_none));
    place.append(shared);

    const union = (list) => [...new Set(list.flat())];
    const codes = union(all.map((one) => first(one.products.export, 5)));
    const quotients = codes.map((code) => all.map((one) => {
      const here = share(one.products.export[code] || 0, one.export), there = share(france.products.export[code] || 0, france.export);
      return here !== null && there > 0 ? here / there : null;
    }));
    const largest = Math.max(0, ...quotients.flat().filter((value) => value !== null));
    const special = section(words.quotients, "quotients", words.quotients_lead, fill(words.one_axis_share, { value: quotient(largest) }));
    special.append(table(all, `${words.quotients}, ${period}`, words.product, codes.map((code, at) => ({
      name: named("a129", code),
      cells: quotients[at].map((value) => (value === null ? { text: words.none } : { text: quotient(value), size: value })),
    })), "export", largest));
    place.append(special);

    for (const flow of ["export", "import"]) {
      const partners = union(all.map((one) => first(one.partners[flow], 5, words.no_countries)));
      const shares = partners.map((code) => all.map((one) => share(one.partners[flow][code] || 0, one[flow])));
      const top = Math.max(0, ...shares.flat().filter((value) => value !== null));
      const heading = words["partners_all_" + flow];
      const part = section(heading, "pays-" + flow, words.partners_all_lead, fill(words.one_axis_share, { value: percent(top) }));
      part.append(table(all, `${heading}, ${period}`, words.country, partners.map((code, at) => ({
        name: named("partner", code),
        cells: shares[at].map((value) => (value === null ? { text: words.none } : { text: percent(value), size: value })),
      })), flow, top));
      place.append(part);
    }
    const names = all.map((one) => one.name).join(", ");
    state.textContent = fill(all.length > 1 ? words.compared_all : words.compared_one, { names });
  };
  const show = () => {
    const codes = [...new Set(fields.map((field) => field.value).filter(Boolean))];
    history.replaceState(null, "", "#" + codes.join("~"));
    Promise.all([...codes, "FR"].map(load)).then((found) => draw(found.slice(0, -1), found[found.length - 1]), () => {
      place.textContent = "";
      state.textContent = words.not_loaded;
    });
  };
  const read = () => {
    const asked = window.location.hash.slice(1).replace(/%7e/gi, "~").split("~").filter((code) => /^[\w+-]+$/.test(code));
    const valid = [...new Set(asked)].filter((code) => fields[0].querySelector(`option[value="${code}"]`));
    if (!valid.length) return;
    // One territory alone comes from its fiche: the second stays as it is, unless it is the same.
    if (valid.length === 1 && fields[1].value === valid[0]) fields[1].value = fields[0].value;
    valid.slice(0, 4).forEach((code, at) => { fields[at].value = code; });
  };
  read();
  window.addEventListener("hashchange", () => { read(); show(); });
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
