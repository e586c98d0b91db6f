/* <active-switch>: around switches that submit a form; turns each in place through the API, and back if refused. */
import { isSignedOut, signIn } from "./signed-out.js";

class ActiveSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  handleEvent(event) {
    const button = event.submitter;
    if (!button?.dataset.product) return;
    event.preventDefault();
    if (button.ariaBusy !== "true") this.turn(button, button.value === "true");
  }

  async turn(button, active) {
    button.ariaBusy = "true";
    this.show(button, active);
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const request = { method: "PATCH", headers, body: JSON.stringify({ active }) };
    const answer = await fetch(`${this.dataset.url}${button.dataset.product}/`, request).catch(() => null);
    if (isSignedOut(answer)) return signIn();
    if (!answer?.ok) this.refuse(button, active, await this.reason(answer));
    return (button.ariaBusy = "false");
  }

  show(button, active) {
    button.ariaChecked = String(active);
    button.value = String(!active);
    button.parentElement.querySelector("[role=alert]")?.remove();
  }

  async reason(answer) {
    if (answer?.status === 404) return this.dataset.gone;
    const body = await answer?.json().catch(() => null);
    return body?.error?.message ?? this.dataset.failed;
  }

  refuse(button, active, words) {
    this.show(button, !active);
    const notice = Object.assign(document.createElement("p"), { className: "errorlist", textContent: words });
    notice.setAttribute("role", "alert");
    button.after(notice);
  }
}

customElements.define("active-switch", ActiveSwitch);
