// Sorts and filters a table of territories, partners or products, by keyboard too; without it the table is there in full.
(() => {
  "use strict";
  const table = document.getElementById("table");
  const form = document.getElementById("tri"), state = document.getElementById("etat");
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  const fold = (text) => text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  const keys = heads.map((head) => head.dataset.key);
  const isText = Object.fromEntries(heads.map((head) => [head.dataset.key, "text" in head.dataset]));
  const startsUp = { ...isText, rank: true, trade_rank: true };
  const compare = new Intl.Collator(table.dataset.lang).compare;
  let by = table.dataset.by, isUp = Boolean(startsUp[by]);
  const records = rows.map((row, order) => ({ row, order, level: row.dataset.level, folded: fold(row.cells[0].textContent + " " + (row.dataset.region || "")) }));
  const filled = (text) => text !== "" && text !== undefined;
  const sort = () => {
    const at = keys.indexOf(by), sign = isUp ? 1 : -1;
    const ordered = records.slice().sort((a, b) => {
      const one = a.row.cells[at].dataset.value, other = b.row.cells[at].dataset.value;
      // What has no value comes last, whichever way.
      if (!filled(one) || !filled(other)) return filled(other) - filled(one) || a.order - b.order;
      return sign * (isText[by] ? compare(one, other) : Number(one) - Number(other)) || a.order - b.order;
    });
    body.append(...ordered.map((one) => one.row));
    heads.forEach((head) => {
      if (head.dataset.key === by) head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    table.dataset.by = by;
    form.ordre.value = by;
  };
  const filter = () => {
    const asked = fold(form.filtre.value), level = form.niveau ? form.niveau.value : "";
    let count = 0;
    for (const one of records) {
      const isShown = (!level || one.level === level) && (!asked || one.folded.includes(asked));
      one.row.hidden = !isShown;
      count += isShown;
    }
    return count;
  };
  const show = () => {
    sort();
    const count = filter();
    const name = heads[keys.indexOf(by)].textContent.trim();
    const order = (isUp ? state.dataset.up : state.dataset.down).replace("#", name);
    state.textContent = (count === 1 ? state.dataset.one : state.dataset.many).replace("#", String(count)) + " " + order + ".";
    history.replaceState(null, "", "#" + new URLSearchParams({ tri: (isUp ? "" : "-") + by, ...(form.niveau ? { niveau: form.niveau.value } : {}), filtre: form.filtre.value }));
  };
  const choose = (key, mayTurn) => {
    isUp = mayTurn && key === by ? !isUp : Boolean(startsUp[key]);
    by = key;
    show();
  };
  heads.forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => choose(head.dataset.key, true));
    head.append(button);
  });
  form.filtre.addEventListener("input", show);
  if (form.niveau) form.niveau.addEventListener("change", show);
  form.ordre.addEventListener("change", () => choose(form.ordre.value, false));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  const asked = new URLSearchParams(window.location.hash.slice(1));
  const wanted = (asked.get("tri") || "").replace(/^-/, "");
  if (keys.includes(wanted)) {
    by = wanted;
    isUp = asked.get("tri") === wanted;
    if (form.niveau && [...form.niveau.options].some((one) => one.value === asked.get("niveau"))) form.niveau.value = asked.get("niveau");
    form.filtre.value = asked.get("filtre") || "";
  }
  sort();
  filter();

  // The map: one stop of the keyboard, arrows from one département to the next, and the row of the table lit.
  const told = document.getElementById("montre");
  if (!told) return;
  const links = [...document.querySelectorAll(".map a:not([aria-hidden])")];
  const titles = new Map();
  for (const link of document.querySelectorAll(".map a")) {
    const title = link.querySelector("title");
    titles.set(link, title ? title.textContent : "");
    link.setAttribute("aria-label", titles.get(link));
  }
  const lit = (link) => {
    const row = document.getElementById("t-" + link.dataset.code);
    table.querySelectorAll(".lit").forEach((other) => other.classList.remove("lit"));
    if (row) row.classList.add("lit");
    told.textContent = titles.get(link);
  };
  links.forEach((link, at) => {
    link.setAttribute("tabindex", at ? "-1" : "0");
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = links[(at + step + links.length) % links.length];
      link.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  });
  for (const link of titles.keys()) {
    link.addEventListener("focus", () => lit(link));
    link.addEventListener("pointerenter", () => lit(link));
  }
})();
