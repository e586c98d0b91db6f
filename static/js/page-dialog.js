/* <page-dialog>: around a link to a page with a form, marked data-dialog-body. The form opens in a dialog; when it is
   refused it comes back with the reasons, when it is taken the page it leads to opens. */
import { onLeaving } from "./leaving.js";

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
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return location.assign(url);
    this.dialog = this.dialog ?? this.made();
    this.fill(await answer.text());
    return this.dialog.showModal();
  }

  made() {
    const dialog = document.createElement("dialog");
    dialog.className = "page-dialog";
    dialog.setAttribute("aria-labelledby", "webhook-form-title");
    dialog.addEventListener("submit", this);
    onLeaving(dialog, () => dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  fill(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    this.dialog.replaceChildren(document.adoptNode(page.querySelector("[data-dialog-body]")));
    const wrong = this.dialog.querySelector('[aria-invalid="true"]');
    (wrong ?? this.dialog.querySelector("input:not([type=hidden])"))?.focus();
  }

  async submit(event) {
    event.preventDefault();
    const form = event.target;
    const sent = { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "dialog" } };
    const answer = await fetch(form.action, sent).catch(() => null);
    if (answer?.status === 204) return location.assign(answer.headers.get("Location"));
    if (answer?.status === 422) return this.fill(await answer.text());
    return form.submit(); // the page says what is wrong
  }
}

customElements.define("page-dialog", PageDialog);
