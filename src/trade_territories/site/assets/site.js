// What every page of the site does by script: the search, and the tools of its figures. Nothing leaves the page.
(() => {
  "use strict";
  // A frame is a stop of the keyboard only where it scrolls.
  window.ttFrames = new ResizeObserver((seen) => {
    for (const frame of new Set(seen.map(({ target }) => target.closest(".scroll")))) {
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      if (scrolls) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    }
  });
  for (const frame of document.querySelectorAll(".scroll, .scroll > *")) window.ttFrames.observe(frame);
  // The search. The names come as a script of the site, since a page opened from disk may not fetch files.
  const form = document.getElementById("recherche");
  const fold = (text) => text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  if (form) {
    const field = form.querySelector("input"), list = form.querySelector("ul"), told = form.querySelector("[role=status]");
    const most = 8;
    let names = null, shown = [], at = -1, isLoading = false;
    window.ttNames = (rows) => {
      names = rows.map(([name, code, address, ...parts]) => ({ name, code, address, parts, folded: fold(name), key: fold(code) }));
      if (document.activeElement === field) search();
    };
    const load = () => {
      if (names || isLoading) return;
      isLoading = true;
      const script = document.createElement("script");
      script.src = form.dataset.root + "assets/names.js";
      document.head.append(script);
    };
    const rank = (one, asked) => {
      if (one.key === asked || one.folded === asked) return 0;
      if (one.folded.startsWith(asked)) return 1;
      if (one.key.startsWith(asked) || ` ${one.folded}`.includes(` ${asked}`)) return 2;
      if (one.folded.includes(asked)) return 3;
      return part(one, asked) ? 4 : 5;
    };
    // A product is found by its classes, too: wine leads to beverages.
    const part = (one, asked) => one.parts.find((name) => ` ${fold(name)}`.includes(` ${asked}`));
    const close = () => {
      list.hidden = true;
      told.className = "sr";
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      at = place;
      [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    };
    const search = () => {
      const asked = fold(field.value);
      list.textContent = "";
      if (!names || !asked) { shown = []; told.textContent = ""; close(); return; }
      const found = names.map((one, order) => ({ one, order, rank: rank(one, asked) })).filter((row) => row.rank < 5);
      found.sort((a, b) => a.rank - b.rank || a.order - b.order);
      shown = found.slice(0, most).map((row) => row.one);
      shown.forEach((one, number) => {
        const row = document.createElement("li"), code = document.createElement("small");
        row.id = "proposition-" + number;
        row.setAttribute("role", "option");
        row.append(one.name, " ", code);
        if (rank(one, asked) === 4) row.append(" · ", part(one, asked));
        code.textContent = one.code;
        row.addEventListener("mousedown", (event) => { event.preventDefault(); go(one); });
        list.append(row);
      });
      told.textContent = !shown.length ? form.dataset.none : (shown.length === 1 ? form.dataset.one : form.dataset.many).replace("#", String(shown.length));
      list.hidden = !shown.length;
      told.className = shown.length ? "sr" : "nothing";
      field.setAttribute("aria-expanded", String(shown.length > 0));
      choose(-1);
    };
    const go = (one) => { window.location.href = form.dataset.root + one.address; };
    field.addEventListener("focus", load);
    field.addEventListener("input", () => { load(); search(); });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close();
      else if (step && shown.length) {
        if (list.hidden) { list.hidden = false; field.setAttribute("aria-expanded", "true"); }
        choose(at < 0 && step < 0 ? shown.length - 1 : (at + step + shown.length) % shown.length);
        event.preventDefault();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (shown.length) go(shown[Math.max(at, 0)]);
    });
    form.hidden = false;
  }

  // A page that another one embeds shows one figure alone.
  const alone = new URLSearchParams(window.location.search).get("figure");
  const chosen = alone && document.getElementById(alone);
  if (chosen) {
    document.documentElement.classList.add("alone");
    for (let node = chosen; node && node !== document.body; node = node.parentElement) {
      for (const other of node.parentElement.children) {
        if (other !== node && other.tagName !== "SCRIPT") other.classList.add("elsewhere");
      }
    }
    const link = document.createElement("a"), about = [...document.querySelectorAll("details.tools")].find((one) => one.dataset.figure === alone);
    const say = (where, words, name) => {
      const line = document.createElement("p");
      line.className = name;
      line.append(words);
      chosen[where](line);
    };
    link.href = window.location.pathname + "#" + alone;
    link.target = "_top";
    link.textContent = document.title;
    if (about) {
      say("prepend", about.dataset.subtitle, "");
      say("prepend", about.dataset.title, "alone-title");
      say("append", about.dataset.source, "small");
    }
    say("append", link, "small");
    const ribbon = document.querySelector(".ribbon");
    if (ribbon) chosen.prepend(ribbon.cloneNode(true));
  }

  // The tools of figures. Pictures are drawn from what is on the page, in the colours of daylight.
  const space = "http://www.w3.org/2000/svg";
  const make = (name, attributes, text) => {
    const node = document.createElementNS(space, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text) node.textContent = text;
    return node;
  };
  const pen = document.createElement("canvas").getContext("2d");
  const lines = (text, size, weight, width) => {
    pen.font = `${weight} ${size * 10}px 'Territoires Sans'`;
    const found = [];
    for (const word of text.split(" ")) {
      const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
      if (found.length && pen.measureText(longer).width <= width * 10) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  };
  // The drawing with its title, what it is of, how to read it and where it comes from; colours and font are inside.
  const whole = (tools, font, colours) => {
    const figure = document.getElementById(tools.dataset.figure);
    const source = figure.querySelector(".wide svg") || figure.querySelector("svg");
    const [left, top, width, height] = source.getAttribute("viewBox").split(/\s+/).map(Number);
    const inner = make("g", {}), drawing = make("svg", { xmlns: space, lang: document.documentElement.lang, role: "img", "font-family": "'Territoires Sans', 'Source Sans 3', sans-serif" });
    const margin = 9, room = width - 2 * margin;
    let y = margin;
    const say = (text, size, weight, fill) => {
      if (!text) return;
      for (const line of lines(text, size, weight, room)) {
        y += size * 1.22;
        drawing.append(make("text", { x: left + margin, y: y.toFixed(2), "font-size": size, "font-weight": weight, fill }, line));
      }
      y += 3;
    };
    drawing.append(make("title", {}, tools.dataset.title), make("desc", {}, (source.querySelector("desc") || {}).textContent || ""));
    drawing.append(make("style", {}, font));
    const paper = make("rect", { x: left, y: 0, width, fill: colours.background });
    drawing.append(paper);
    if (tools.dataset.ribbon) {
      drawing.append(make("rect", { x: left, y: 0, width, height: 12.5, fill: colours.ribbon }));
      drawing.append(make("text", { x: left + margin, y: 9, "font-size": 7.6, "font-weight": 700, fill: colours["ribbon-text"] }, tools.dataset.ribbon.toUpperCase()));
      y = 18;
    }
    say(tools.dataset.title, 15, 700, colours.ink);
    say(tools.dataset.subtitle, 9, 400, colours.secondary);
    const shift = y - top;
    y += height;
    for (const node of source.childNodes) {
      if (node.nodeType === 1 && !/^(title|desc)$/.test(node.tagName)) inner.append(node.cloneNode(true));
    }
    for (const node of inner.querySelectorAll("*")) {
      for (const name of ["class", "tabindex", "role", "aria-label", "aria-pressed", "data-k", "data-of"]) node.removeAttribute(name);
      const style = node.getAttribute("style");
      if (!style) continue;
      node.removeAttribute("style");
      for (const rule of style.split(";")) {
        const [name, value] = rule.split(/:(.*)/s);
        const role = /var\(--tt-([\w-]+)(?:,([^)]*))?\)/.exec(value || "");
        if (name.trim()) node.setAttribute(name.trim(), role ? colours[role[1]] || role[2] : value.trim());
      }
    }
    inner.setAttribute("transform", `translate(0 ${shift.toFixed(2)})`);
    drawing.append(inner);
    say(tools.dataset.reading, 7.6, 400, colours.ink);
    say(tools.dataset.source, 7.2, 400, colours.secondary);
    y += margin;
    paper.setAttribute("height", y.toFixed(2));
    drawing.setAttribute("viewBox", `${left} 0 ${width} ${y.toFixed(2)}`);
    drawing.setAttribute("width", width);
    drawing.setAttribute("height", y.toFixed(2));
    return { text: new XMLSerializer().serializeToString(drawing), width, height: y };
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  let parts = null;
  const withParts = (done, failed) => {
    if (parts) { done(parts); return; }
    window.ttPicture = (font, colours) => { parts = { font, colours }; done(parts); };
    const script = document.createElement("script");
    script.src = form.dataset.root + "assets/picture.js";
    script.onerror = failed;
    document.head.append(script);
  };
  const picture = (drawn, name, failed) => {
    const image = new Image(), scale = 3;
    image.onerror = failed;
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(drawn.width * scale);
      canvas.height = Math.round(drawn.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => (blob ? save(blob, name) : failed()), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn.text);
  };
  for (const tools of document.querySelectorAll(".tools")) {
    const field = tools.querySelector("textarea"), state = tools.querySelector("[role=status]");
    const failed = () => { state.textContent = state.dataset.failed; };
    tools.querySelectorAll("[hidden]").forEach((node) => { node.hidden = false; });
    tools.addEventListener("toggle", () => {
      if (!tools.open || field.value) return;
      const page = new URL(field.dataset.page || window.location.href);
      page.hash = tools.dataset.figure;
      page.search = "figure=" + encodeURIComponent(tools.dataset.figure);
      const title = tools.dataset.title.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
      field.value = `<iframe src="${page.href.replace(/&/g, "&amp;")}" title="${title}" width="100%" height="640" loading="lazy" style="border:0"></iframe>`;
    });
    tools.addEventListener("click", (event) => {
      const what = event.target.dataset.do;
      state.textContent = "";
      if (what === "copy") {
        field.select();
        const done = () => { state.textContent = event.target.dataset.done; };
        if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(field.value).then(done, () => { if (document.execCommand("copy")) done(); });
        else if (document.execCommand("copy")) done();
      } else if (what) {
        withParts((given) => {
          const drawn = whole(tools, given.font, given.colours);
          if (what === "svg") save(new Blob([drawn.text], { type: "image/svg+xml" }), tools.dataset.name + ".svg");
          else picture(drawn, tools.dataset.name + ".png", failed);
        }, failed);
      }
    });
  }
})();
