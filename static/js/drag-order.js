/* <drag-order>: around rows that have a grip each, beside buttons (name=up, value=key) that do the same for the keyboard.
   A drop at once sends the keys in their new order with the form named by data-form; if that fails the rows go back and
   it says so. Without data-form the rows stand in a form, which sends its own inputs when it is saved. */
import { isSignedOut, renewToken } from "./signed-out.js";

class DragOrder extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this);
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this);
    document.removeEventListener("keydown", this, true);
  }

  handleEvent(event) {
    if (event.type === "pointerdown") return this.start(event);
    if (event.type === "pointermove") return this.drag(event.clientY);
    if (event.type === "pointerup") return this.drop();
    return event.type === "pointercancel" || event.key === "Escape" ? this.giveUp(event) : undefined;
  }

  get rows() {
    return [...this.querySelectorAll("[data-grip]")].map((grip) => grip.closest("tr, li"));
  }

  start(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0 || this.dragged || this.ariaBusy === "true") return;
    event.preventDefault(); // no text is selected
    this.before = this.rows;
    this.dragged = grip.closest("tr, li");
    this.dragged.toggleAttribute("data-dragged", true);
    this.setPointerCapture(event.pointerId);
    for (const type of MOVES) this.addEventListener(type, this);
    document.addEventListener("keydown", this, true);
  }

  /* The row changes places with the one whose middle the pointer passes. */
  drag(pointer) {
    const { rows, dragged } = this;
    const height = Math.min(Math.max(pointer, top(rows[0])), bottom(rows.at(-1)) - 1);
    const over = rows.find((row) => top(row) <= height && height < bottom(row));
    if (!over || over === dragged) return;
    const middle = (top(over) + bottom(over)) / 2;
    const isBelow = rows.indexOf(over) > rows.indexOf(dragged);
    if (isBelow && height >= middle) over.after(dragged);
    if (!isBelow && height <= middle) over.before(dragged);
    dragged.scrollIntoView({ block: "nearest" });
  }

  drop() {
    const { rows, before } = this;
    this.end();
    if (rows.every((row, place) => row === before[place])) return undefined;
    this.renewButtons();
    const form = this.closest("form");
    return form ? form.toggleAttribute("data-unsaved", true) : this.save(before);
  }

  giveUp(event) {
    event.preventDefault();
    event.stopPropagation(); // a dialog around it stays open
    this.end();
    this.putBack(this.before);
  }

  end() {
    this.dragged.removeAttribute("data-dragged");
    this.dragged = null;
    for (const type of MOVES) this.removeEventListener(type, this);
    document.removeEventListener("keydown", this, true);
  }

  putBack(rows) {
    rows[0].parentElement.prepend(...rows);
    this.renewButtons();
  }

  renewButtons() {
    const { rows } = this;
    rows.forEach((row, place) => {
      row.querySelector("[name=up]").disabled = place === 0;
      row.querySelector("[name=down]").disabled = place === rows.length - 1;
    });
  }

  async save(before) {
    const form = document.getElementById(this.dataset.form);
    this.ariaBusy = "true";
    if (this.failed) await renewToken(form); // perhaps somebody has signed in since
    const body = new FormData(form);
    for (const row of this.rows) body.append("key", row.querySelector("[name=up]").value);
    const request = { method: "POST", body, headers: { "X-Requested-With": "drag-order" }, redirect: "manual" };
    const answer = await fetch(form.action, request).catch(() => null);
    const words = answer?.status === 409 ? await answer.text() : this.dataset.failed;
    this.ariaBusy = "false";
    this.failed = !answer?.ok;
    if (this.failed) this.putBack(before);
    this.say(answer?.ok ? this.dataset.saved : isSignedOut(answer) ? this.dataset.signedOut : words);
  }

  say(words) {
    const note = this.querySelector("[role=status]");
    note.textContent = words;
    note.toggleAttribute("data-failed", this.failed);
  }
}

const MOVES = ["pointermove", "pointerup", "pointercancel"];
const top = (row) => row.getBoundingClientRect().top;
const bottom = (row) => row.getBoundingClientRect().bottom;

customElements.define("drag-order", DragOrder);
