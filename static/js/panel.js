/* What a panel shows. The markup is the server's:
   data-slot="name"        is filled with that fact,
   data-in="state ending"  belongs to these states only, or to these endings of a completed import,
   data-unless-zero="name" goes while that fact is zero,
   data-count="name"       is a word in its data-one or data-many form. */
import { barParts, number } from "./figures.js";

export function enter(panel, state, ending = "") {
  if (panel.dataset.state === state) return;
  Object.assign(panel.dataset, { state, ending });
  panel.querySelector(".status").dataset.status = state;
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  for (const part of panel.querySelectorAll("[data-in]")) show(part, belongs(part, panel));
  if (focused?.closest("[hidden]")) focusOn(panel);
  document.dispatchEvent(new CustomEvent("import-changed"));
}

export function fillSlots(panel, facts) {
  for (const slot of panel.querySelectorAll("[data-slot]")) {
    const value = facts[slot.dataset.slot];
    if (value !== undefined) write(slot, typeof value === "number" ? number(value) : value ?? "");
  }
  for (const word of panel.querySelectorAll("[data-count]")) {
    const { count, one, many } = word.dataset;
    if (count in facts) write(word, facts[count] === 1 ? one : many);
  }
  for (const part of panel.querySelectorAll("[data-unless-zero]")) {
    const { unlessZero: name } = part.dataset;
    if (name in facts) show(part, facts[name] && belongs(part, panel));
  }
}

export function fillBar(panel, percent) {
  panel.querySelector("progress").value = percent;
}

export function drawOutcomes(panel, counts) {
  for (const { name, x, width } of barParts(counts)) {
    const part = panel.querySelector(`rect[data-outcome="${name}"]`);
    part?.setAttribute("x", x);
    part?.setAttribute("width", width);
  }
  for (const item of panel.querySelectorAll("li[data-outcome]")) {
    item.toggleAttribute("data-zero", !counts[item.dataset.outcome]);
    const link = item.querySelector("a");
    if (link && counts[item.dataset.outcome]) link.href = link.dataset.href;
    else link?.removeAttribute("href");
  }
}

function belongs(part, { dataset: { state, ending } }) {
  return part.dataset.in?.split(" ").some((word) => word === state || word === ending) ?? true;
}

/* The bar is SVG, which knows the attribute but not the property. */
function show(part, isShown) {
  part.toggleAttribute("hidden", !isShown);
}

/* What had the focus is gone: it goes to the import's name, or to the panel where the page bears the name. */
function focusOn(panel) {
  panel.tabIndex = -1;
  (panel.querySelector(".job-name") ?? panel).focus();
}

function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}
