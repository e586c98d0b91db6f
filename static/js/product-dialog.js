/* <product-dialog>: links marked data-dialog open their page's form in a dialog instead. What is refused stays in it
   with everything that was typed; what is saved stands in the row it came from, or else shows the page anew. */
import { onLeaving } from "./leaving.js";
import { isSignedOut, renewToken, signIn } from "./signed-out.js";

class ProductDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "dialog";
    this.append(this.dialog);
    this.dialog.addEventListener("submit", this);
    onLeaving(this.dialog, () => this.close());
    document.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
    this.dialog.remove();
  }

  handleEvent(event) {
    if (event.type === "submit") return this.send(event);
    const link = event.target.closest("a[data-dialog]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    return link && isPlain ? this.open(event, link) : undefined;
  }

  open(event, link) {
    event.preventDefault();
    this.opener = link;
    return this.load(link.href);
  }

  close() {
    this.dialog.close();
    this.opener?.focus();
  }

  async load(url, request = {}) {
    this.dialog.ariaBusy = "true";
    const answer = await fetch(url, { ...request, redirect: "manual" }).catch(() => null);
    this.dialog.ariaBusy = "false";
    if (answer?.type === "opaqueredirect") return this.leave();
    const html = answer ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const form = html?.querySelector(".product-form");
    if (form) return this.show(document.adoptNode(form));
    return this.dialog.open ? this.complain(html?.querySelector("[data-kind=error] p")?.textContent) : location.assign(url);
  }

  /* A redirect leads to what was saved, or to the page for signing in. */
  async leave() {
    const answer = await fetch(this.dataset.check).catch(() => null);
    if (isSignedOut(answer)) return this.dialog.open ? this.complain(this.dataset.signedOut) : signIn();
    const row = this.opener?.closest("tr[data-url]");
    return row ? this.renew(row) : location.reload();
  }

  /* The row as it is now, with what was said about it; the focus goes to the link that led here. */
  async renew(row) {
    const answer = await fetch(row.dataset.url + location.search, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.adoptNode(page.querySelector("tr"));
    const cell = this.opener.closest("[data-cell]").dataset.cell;
    row.replaceWith(fresh);
    this.opener = fresh.querySelector(`[data-cell="${cell}"] a`);
    this.close();
    fresh.dispatchEvent(new CustomEvent("row-replaced", { bubbles: true }));
    return this.tell(fresh, page.querySelector(".notice p")?.textContent);
  }

  tell(row, words) {
    const note = Object.assign(document.createElement("p"), { className: "row-note" });
    note.setAttribute("role", "status");
    row.querySelector("[data-cell=name]").append(note);
    note.textContent = words ?? "";
  }

  async send(event) {
    event.preventDefault();
    const form = event.target;
    if (this.dialog.ariaBusy === "true") return; // pressed twice
    this.dialog.ariaBusy = "true";
    if (form.querySelector(":scope > .errorlist")) await renewToken(form); // perhaps somebody has signed in since
    this.load(form.action, { method: "POST", body: new FormData(form) });
  }

  show(form) {
    const title = Object.assign(document.createElement("h2"), { textContent: form.dataset.title, id: "dialog-title" });
    title.dataset.wide = "";
    form.prepend(title);
    this.dialog.setAttribute("aria-labelledby", "dialog-title");
    this.dialog.replaceChildren(form);
    if (!this.dialog.open) this.dialog.showModal();
    (form.querySelector("[aria-invalid=true], [role=alert] input:not([type=hidden])") ?? form.querySelector("[name=sku]")).focus();
  }

  complain(words = this.dataset.away) {
    const notice = Object.assign(document.createElement("p"), { className: "errorlist", textContent: words });
    notice.setAttribute("role", "alert");
    notice.dataset.wide = "";
    this.dialog.querySelector(":scope > form > .errorlist")?.remove();
    this.dialog.querySelector("form").append(notice);
  }
}

customElements.define("product-dialog", ProductDialog);
