/* <page-dialog>: around a link to a page with a form, marked data-dialog-body. The form opens in a dialog; when it is
   refused it comes back with the reasons, or shown anew where a button only changes it; when it is taken the page it
   leads to opens. A form that only asks (method get) is sent as by itself, and leads to a file. */
import { onLeaving } from "./leaving.js";
import { isSignedOut, renewToken, signIn } from "./signed-out.js";

class PageDialog extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    this.dialog?.remove();
  }

  handleEvent(event) {
    const link = event.target.closest("a");
    if (event.type === "submit") return this.submit(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
    event.preventDefault();
    return this.open(link.href);
  }

  async open(url) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (isSignedOut(answer)) return signIn();
    if (!answer?.ok) return location.assign(url);
    this.dialog = this.dialog ?? this.made();
    this.fill(await answer.text());
    return this.dialog.showModal();
  }

  made() {
    const dialog = document.createElement("dialog");
    dialog.className = "page-dialog";
    dialog.addEventListener("submit", this);
    onLeaving(dialog, () => dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  fill(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    this.dialog.replaceChildren(document.adoptNode(page.querySelector("[data-dialog-body]")));
    this.dialog.setAttribute("aria-labelledby", this.dialog.querySelector("h1").id);
    const wrong = this.dialog.querySelector('[aria-invalid="true"], [autofocus]');
    (wrong ?? this.dialog.querySelector("input:not([type=hidden])"))?.focus();
  }

  async submit(event) {
    const form = event.target;
    if (form.method === "get") return this.dialog.close();
    event.preventDefault();
    if (form.querySelector(":scope > .errorlist")) await renewToken(form); // perhaps somebody has signed in since
    const headers = { "X-Requested-With": "dialog" };
    const sent = { method: "POST", body: new FormData(form, event.submitter), headers, redirect: "manual" };
    const answer = await fetch(form.action, sent).catch(() => null);
    if (answer?.status === 204) return location.assign(answer.headers.get("Location"));
    if (answer?.status === 422 || answer?.status === 200) return this.fill(await answer.text());
    if (isSignedOut(answer)) return this.complain(form);
    return form.submit(); // the page says what is wrong
  }

  complain(form) {
    const words = Object.assign(document.createElement("p"), { className: "errorlist", textContent: form.dataset.signedOut });
    words.setAttribute("role", "alert");
    form.querySelector(":scope > .errorlist")?.remove();
    form.append(words);
  }
}

customElements.define("page-dialog", PageDialog);
