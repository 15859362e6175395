// Charts answer to mouse, finger and keys: what belongs to the thing pointed at stays, the rest fades, values are told.
(() => {
  // A frame is a stop of the keyboard only where it scrolls.
  const frames = new ResizeObserver((seen) => {
    for (const frame of new Set(seen.map(({ target }) => target.closest(".scroll")))) {
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      if (scrolls) frame.setAttribute("tabindex", "0");
      else frame.removeAttribute("tabindex");
    }
  });
  for (const frame of document.querySelectorAll(".scroll, .scroll > *")) frames.observe(frame);
  for (const svg of document.querySelectorAll("svg")) {
    const targets = [...svg.querySelectorAll("[data-k]")];
    if (!targets.length) continue;
    const marks = [...svg.querySelectorAll("[data-of]")].map((node) => ({ node, keys: node.dataset.of.split(" ") }));
    const words = new Map();
    for (const title of svg.querySelectorAll("[data-of] > title")) {
      words.set(title.parentNode, title.textContent);
      title.remove();
    }
    const told = document.createElement("p");
    told.className = "tt-told";
    told.setAttribute("role", "status");
    svg.after(told);
    svg.setAttribute("role", "group");
    let pinned = null;

    const clear = () => {
      svg.classList.remove("tt-on");
      told.textContent = "";
    };
    const light = (isLit, text) => {
      svg.classList.add("tt-on");
      for (const mark of marks) mark.node.classList.toggle("tt-lit", isLit(mark));
      told.textContent = text;
    };
    const showTarget = (target) => {
      const key = target.dataset.k;
      const near = new Set();
      let largest = "";
      for (const { node, keys } of marks) {
        if (!keys.includes(key)) continue;
        keys.forEach((one) => near.add(one));
        // Larger flows are drawn later.
        if (keys.length > 1 && words.has(node)) largest = words.get(node);
      }
      const isLit = ({ keys }) => keys.includes(key) || (keys.length === 1 && near.has(keys[0]));
      light(isLit, [words.get(target), largest].filter(Boolean).join(". "));
    };
    const showMark = (node) => {
      const of = node.dataset.of;
      const own = of.split(" ");
      const same = marks.find((mark) => mark.node.dataset.of === of && words.has(mark.node));
      light(({ node: other, keys }) => other.dataset.of === of || (keys.length === 1 && own.includes(keys[0])),
        words.get(node) || (same ? words.get(same.node) : ""));
    };
    const targetOf = (node) => targets.find((target) => target.dataset.k === node.dataset.of);
    const show = (node) => {
      const target = targetOf(node);
      if (target) showTarget(target);
      else showMark(node);
    };
    const back = () => (pinned ? show(pinned) : clear());
    const pin = (node) => {
      pinned = pinned === node ? null : node;
      for (const target of targets) target.setAttribute("aria-pressed", String(target === pinned));
      back();
    };
    const rove = (target) => {
      for (const other of targets) other.setAttribute("tabindex", other === target ? "0" : "-1");
    };

    targets.forEach((target, place) => {
      target.setAttribute("tabindex", place ? "-1" : "0");
      target.setAttribute("role", "button");
      target.setAttribute("aria-pressed", "false");
      target.setAttribute("aria-label", words.get(target) || target.dataset.k);
      target.addEventListener("focus", () => showTarget(target));
      target.addEventListener("blur", back);
    });
    svg.addEventListener("pointerover", (event) => {
      const node = event.target.closest("[data-of]");
      if (node && event.pointerType === "mouse") show(node);
    });
    svg.addEventListener("pointerleave", back);
    svg.addEventListener("click", (event) => {
      const node = event.target.closest("[data-of]");
      if (node) pin(targetOf(node) || node);
      else if (pinned) pin(pinned);
    });
    svg.addEventListener("keydown", (event) => {
      const place = targets.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") {
        pinned = null;
        for (const target of targets) target.setAttribute("aria-pressed", "false");
        clear();
      } else if (place >= 0 && step) {
        const next = targets[(place + step + targets.length) % targets.length];
        rove(next);
        next.focus();
        event.preventDefault();
      } else if (place >= 0 && (event.key === "Enter" || event.key === " ")) {
        pin(targets[place]);
        event.preventDefault();
      }
    });
  }
})();
