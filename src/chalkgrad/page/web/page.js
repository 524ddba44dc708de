"use strict";
// What a name is, on hover and on focus; names followed through the page; folding and the theme.
// Everything can be read and unfolded without this script.
(() => {
  const page = document.documentElement;
  const hint = document.getElementById("hint");
  const status = document.getElementById("followed");
  const cards = new Map();
  for (const card of document.getElementById("cards").content.children) cards.set(card.dataset.of, card);
  for (const row of document.querySelectorAll(".listing [data-of]")) if (!cards.has(row.dataset.of)) cards.set(row.dataset.of, row);
  const ONE = "[data-q], .mark";
  const TICK = "Both sides are equal as exact algebra.";
  const within = (target, what) => (target instanceof Element ? target.closest(what) : null);
  const named = (name) => document.querySelectorAll(`[data-q="${CSS.escape(name)}"]`);

  // Names are known by their letters, as a reader knows them: the letter itself, the layer above, what stands below
  const letters = (one) => {
    const [stem, ...scripts] = /^(mi|mrow)$/.test(one.localName) ? [one] : one.children;
    const above = one.localName === "msub" ? null : scripts.at(-1);
    const below = one.localName === "msup" ? null : scripts[0];
    return [stem, above, below].map((part) => (part ? part.textContent.replace(/⊤$/, "") : ""));
  };
  const NAMED = "math :is(mi, msub, msup, msubsup, mrow:has(> mi:first-child + :last-child))";
  const STEM = ":is(msub, msubsup) > :is(mi, mrow):first-child"; // said by what it is the stem of
  const LOW = ":is(msub, msubsup, munder) > :nth-child(2), msubsup > :last-child";
  const names = new Map();
  for (const [name, card] of cards) {
    const math = card.querySelector("math");
    if (math && math.children.length === 1) names.set(letters(math.firstElementChild).join("|"), name);
  }
  function known(one) {
    const [stem, above, below] = letters(one);
    if (below && above && !above.startsWith("[")) return undefined;
    for (const lower of [below, below.split(",")[0], ""]) {
      const name = names.get([stem, above, lower].join("|"));
      if (name !== undefined) return name;
    }
  }
  function findNames() {
    for (const one of document.querySelectorAll(NAMED)) {
      if (one.closest("[data-q], .fixed") || /^[\u2061′]/.test(one.nextElementSibling?.textContent)) continue;
      const high = one.closest("msup > :last-child");
      const layer = (msup) => msup.localName === "msup" && letters(msup)[1].startsWith("[");
      if (one.matches(STEM) || one.closest(LOW) || layer(one.parentElement) || (high && layer(high.parentElement))) continue;
      const name = known(one);
      if (name !== undefined) one.dataset.q = name;
    }
  }

  // The hint
  let shown = null;
  let leaving = 0;
  function show(one) {
    clearTimeout(leaving);
    if (one === shown) return;
    hide();
    const card = cards.get(one.dataset.q);
    if (one.matches(".mark")) {
      const how = one.dataset.hint || ".";
      hint.textContent = /^[A-Z]/.test(how) ? how : TICK.slice(0, -1) + how;
    } else if (card) {
      const parts = card.matches("tr") ? [".name, .value", ".shape"] : [":first-child", ":last-child"];
      hint.append(copied(card, parts[0], "value"), copied(card, parts[1], "shape"));
    }
    if (one.dataset.q) {
      const how = document.createElement("small");
      how.textContent = follows.has(one.dataset.q) ? "Enter or click: stop following" : "Enter or click: follow through the page";
      hint.append(how);
    }
    shown = one;
    one.setAttribute("aria-describedby", "hint");
    hint.hidden = false;
    place();
  }
  function copied(card, parts, kind) {
    const made = document.createElement("span");
    made.className = kind;
    for (const part of card.querySelectorAll(`:scope > :is(${parts})`)) made.append(...part.cloneNode(true).childNodes);
    for (const one of made.querySelectorAll("[data-q]")) {
      delete one.dataset.q;
      one.removeAttribute("tabindex");
    }
    return made;
  }
  function place() {
    if (!shown) return;
    const at = shown.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) return hide();
    const below = at.bottom + hint.offsetHeight + 12 < innerHeight;
    hint.style.left = `${Math.max(8, Math.min(at.left, innerWidth - hint.offsetWidth - 8))}px`;
    hint.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - hint.offsetHeight - 8)}px`;
  }
  function hide() {
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    hint.hidden = true;
    hint.replaceChildren();
  }
  document.addEventListener("pointerover", (event) => {
    const one = within(event.target, ONE);
    if (one) show(one);
    else if (within(event.target, "#hint")) clearTimeout(leaving);
    else if (shown && shown !== document.activeElement) leaving = setTimeout(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    const one = within(event.target, ONE);
    if (one) show(one);
    else hide();
  });
  document.addEventListener("focusout", hide);
  addEventListener("scroll", place, { passive: true });

  // Names that are followed
  const follows = new Map();
  for (const button of status.querySelectorAll("[data-drop]")) follows.set(button.dataset.drop, button.className);
  function toggle(name) {
    if (follows.has(name)) {
      for (const one of named(name)) one.classList.remove(follows.get(name));
      follows.delete(name);
    } else {
      const used = [...follows.values()];
      const kind = ["f1", "f2", "f3", "f4"].find((each) => !used.includes(each)) || used[0];
      follows.set(name, kind);
      for (const one of named(name)) one.classList.add(kind);
    }
    say();
  }
  function say() {
    status.replaceChildren(...(follows.size ? ["Followed: "] : []));
    for (const [name, kind] of follows) {
      const button = document.createElement("button");
      const one = named(name)[0].cloneNode(true);
      const math = document.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
      button.type = "button";
      button.className = kind;
      button.dataset.drop = name;
      button.setAttribute("aria-label", `Stop following ${name}`);
      for (const attribute of ["class", "tabindex", "data-q", "aria-describedby"]) one.removeAttribute(attribute);
      math.append(one);
      button.append(math);
      status.append(button, " ");
    }
  }
  document.addEventListener("click", (event) => {
    const drop = within(event.target, "[data-drop]");
    const one = within(event.target, "[data-q]");
    if (drop) toggle(drop.dataset.drop);
    else if (one && !within(one, "a, summary")) {
      toggle(one.dataset.q);
      hide();
      show(one);
    }
  });

  // One stop of the Tab key in each chain or table; the arrows go from name to name inside it
  const GROUP = ".chain, .listing, .stage, .factors, .wide";
  const inside = (group) => [...group.querySelectorAll(ONE)].filter((one) => one.closest(GROUP) === group && one.checkVisibility());
  function makeStops() {
    for (const group of document.querySelectorAll(GROUP)) {
      const first = [...group.querySelectorAll(ONE)].find((one) => one.closest(GROUP) === group);
      if (first) first.tabIndex = 0;
    }
  }
  function move(one, step) {
    const all = inside(one.closest(GROUP));
    const next = all[all.indexOf(one) + step];
    if (!next) return;
    one.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  function leap(one, step) {
    const row = (each) => within(each, "li, tr, .equation");
    const all = inside(one.closest(GROUP));
    const rest = step > 0 ? all.slice(all.indexOf(one)) : all.slice(0, all.indexOf(one) + 1).reverse();
    const other = rest.find((each) => row(each) !== row(one));
    if (other) move(one, all.indexOf(all.find((each) => row(each) === row(other))) - all.indexOf(one));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hide();
    const one = within(event.target, ONE);
    if (!one || event.ctrlKey || event.altKey || event.metaKey || !one.closest(GROUP)) return;
    if (event.key === "ArrowRight") move(one, 1);
    else if (event.key === "ArrowLeft") move(one, -1);
    else if (event.key === "ArrowDown") leap(one, 1);
    else if (event.key === "ArrowUp") leap(one, -1);
    else if ((event.key === "Enter" || event.key === " ") && one.dataset.q) {
      toggle(one.dataset.q);
      hide();
      show(one);
    } else return;
    event.preventDefault();
  });

  // The formulas that a formula of the figure is made of
  function light(event, on) {
    const step = within(event.target, "[data-lights]");
    if (!step) return;
    for (const id of step.dataset.lights.split(" ").filter(Boolean)) {
      const other = document.getElementById(id);
      if (other) other.classList.toggle("lit", on);
    }
  }
  for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    document.addEventListener(begin, (event) => light(event, true));
    document.addEventListener(end, (event) => light(event, false));
  }

  // Folding and the theme
  const smaller = () => [...document.querySelectorAll("details.smaller")];
  const fold = document.getElementById("fold");
  const theme = document.getElementById("theme");
  const isDark = () => (page.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  function label() {
    fold.hidden = smaller().length === 0;
    fold.textContent = smaller().some((each) => !each.open) ? "Unfold all steps" : "Fold the smaller steps";
    theme.textContent = isDark() ? "Light" : "Dark";
  }
  fold.addEventListener("click", () => {
    const open = smaller().some((each) => !each.open);
    for (const each of smaller()) each.open = open;
    label();
  });
  theme.addEventListener("click", () => {
    page.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  document.addEventListener("toggle", label, true);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  let before = [];
  addEventListener("beforeprint", () => {
    before = [...document.querySelectorAll("details:not([open])")];
    for (const each of before) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of before) each.open = false;
  });
  const contents = document.querySelector("nav details");
  if (contents && !matchMedia("(min-width: 84rem)").matches) contents.open = false;
  document.getElementById("tools").hidden = false;
  label();
  // What is in view is laid out first; the names and the rest of the page follow once that can be read.
  addEventListener("load", () =>
    setTimeout(() => {
      findNames();
      makeStops();
      page.classList.add("whole");
    }, 30),
  );
})();
