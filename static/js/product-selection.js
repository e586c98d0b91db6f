/* <product-selection>: around the table of products. Keeps what is selected from page to page, shows how many and what can
   be done with them; Shift selects all rows between, arrow keys go from row to row, the space bar selects, Escape clears. */
import { fill, number } from "./figures.js";
import { SelectedIds } from "./selected-ids.js";

class ProductSelection extends HTMLElement {
  connectedCallback() {
    this.every = this.querySelector("[data-choose-all]");
    this.all = this.querySelector("[name=all_matching]");
    for (const type of ["change", "click", "mousedown", "row-replaced"]) this.addEventListener(type, this);
    this.querySelector("#selection").addEventListener("submit", this);
    document.addEventListener("keydown", this);
    window.addEventListener("pageshow", this); // going back brings the ticks back
    this.read();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    window.removeEventListener("pageshow", this);
  }

  handleEvent(event) {
    const { type, target } = event;
    if (type === "pageshow" || type === "row-replaced") this.read();
    if (type === "change") this.choose(target);
    if (type === "submit") this.querySelector("[name=ids]").value = this.all?.checked ? "" : String(this.selected);
    if (type === "keydown") this.press(event);
    if (type === "mousedown" && event.shiftKey && isBox(target)) event.preventDefault(); // no text is to be marked
    if (type === "click" && isBox(target)) this.reach(target, event.shiftKey);
    if (type === "click" && target.closest("[data-clear]")) this.clear();
  }

  /* The ticks as they were left, on this page or before. */
  read() {
    this.selected = new SelectedIds(this.dataset.list);
    for (const box of this.boxes) box.checked = this.selected.has(box.value);
    this.show();
  }

  choose(box) {
    if (box === this.every) this.set(this.boxes, box.checked);
    else if (isBox(box)) this.set([box], box.checked);
    else this.show();
  }

  /* The box, with Shift also all between it and the one before. */
  reach(box, isRange) {
    const { boxes } = this;
    const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(box)].sort((one, other) => one - other);
    if (isRange && from >= 0) this.set(boxes.slice(from, to + 1), box.checked);
    this.last = box;
  }

  set(boxes, isSelected) {
    for (const box of boxes) {
      box.checked = isSelected && (this.selected.has(box.value) || this.selected.size < Number(this.dataset.most));
      this.selected.set(box.value, box.checked);
    }
    if (!isSelected && this.all) this.all.checked = false;
    this.selected.keep();
    this.show();
  }

  clear() {
    this.selected.clear();
    this.set([...this.boxes, this.every], false);
    this.boxes[0]?.focus();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const isElsewhere = event.target.closest?.("input:not([name=id]), textarea, select");
    if (event.key === "Escape" && this.hasAttribute("data-any") && !isElsewhere) this.clear();
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || isElsewhere) return;
    const at = this.boxes.findIndex((box) => box.closest("tr").contains(event.target));
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    if (at < 0 && event.target !== document.body && !this.contains(event.target)) return;
    event.preventDefault();
    this.boxes[Math.max(0, Math.min(to, this.boxes.length - 1))].focus();
  }

  show() {
    const here = this.boxes.filter((box) => box.checked).length;
    const count = this.selected.size;
    const isAll = Boolean(this.all?.checked);
    this.toggleAttribute("data-any", count > 0 || isAll);
    this.every.checked = here === this.boxes.length;
    this.every.indeterminate = here > 0 && here < this.boxes.length;
    this.querySelector("[data-selected]").textContent = isAll ? this.dataset.all : this.sentence(count, count - here);
    for (const place of this.querySelectorAll("[data-number]")) place.textContent = isAll ? this.all.dataset.count : number(count);
    for (const noun of this.querySelectorAll("[data-noun]")) {
      noun.textContent = count === 1 && !isAll ? noun.dataset.one : noun.dataset.many;
    }
  }

  sentence(count, elsewhere) {
    const { one, many, elsewhere: others, tooMany, most } = this.dataset;
    const parts = [fill(count === 1 ? one : many, { count })];
    if (elsewhere) parts.push(fill(others, { count: elsewhere }));
    if (count >= Number(most)) parts.push(fill(tooMany, { count: Number(most) }));
    return parts.join(" · ");
  }

  get boxes() {
    return [...this.querySelectorAll("tbody [name=id]")];
  }
}

const isBox = (element) => element.matches("tbody [name=id]");

customElements.define("product-selection", ProductSelection);
