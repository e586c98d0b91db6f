/* <product-selection>: around the table of products. Shows how many are chosen and what can be done with them; arrow
   keys go from row to row, the space bar chooses, Escape chooses none. */
import { fill } from "./figures.js";

const BOXES = "tbody [name=id]";

class ProductSelection extends HTMLElement {
  connectedCallback() {
    this.every = this.querySelector("[data-choose-all]");
    for (const type of ["change", "click", "keydown"]) this.addEventListener(type, this);
    document.addEventListener("keydown", this);
    window.addEventListener("pageshow", this); // going back brings the ticks back
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    window.removeEventListener("pageshow", this);
  }

  handleEvent(event) {
    if (event.type === "pageshow") return this.show();
    if (event.type === "change") return this.choose(event.target);
    if (event.type === "click" && event.target.closest("[data-clear]")) return this.clear();
    if (event.type === "keydown" && event.currentTarget === document) return this.press(event);
    return undefined;
  }

  choose(box) {
    if (box === this.every) for (const each of this.boxes) each.checked = box.checked;
    if (box.name === "id" && !box.checked && this.all) this.all.checked = false;
    this.show();
  }

  clear() {
    for (const box of [...this.boxes, this.all, this.every]) if (box) box.checked = false;
    this.show();
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
    const chosen = this.boxes.filter((box) => box.checked).length;
    const isAll = Boolean(this.all?.checked);
    this.toggleAttribute("data-any", chosen > 0 || isAll);
    this.every.checked = chosen === this.boxes.length;
    this.every.indeterminate = chosen > 0 && chosen < this.boxes.length;
    const sentence = chosen === 1 ? this.dataset.one : this.dataset.many;
    this.querySelector("[data-chosen]").textContent = isAll ? this.dataset.all : fill(sentence, { count: chosen });
  }

  get boxes() {
    return [...this.querySelectorAll(BOXES)];
  }

  get all() {
    return this.querySelector("[name=all_matching]");
  }
}

customElements.define("product-selection", ProductSelection);
