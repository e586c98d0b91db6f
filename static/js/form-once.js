/* <form-once>: around a form that must not be sent twice, as by a double click. data-forget: what the tab remembered that
   sending it makes untrue. */
class FormOnce extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    window.addEventListener("pageshow", this); // the way back brings the page as it was left
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this);
  }

  handleEvent(event) {
    if (event.type === "pageshow") return this.toggleAttribute("data-sent", false);
    if (this.hasAttribute("data-sent")) return event.preventDefault();
    if (this.dataset.forget) sessionStorage.removeItem(this.dataset.forget);
    return this.toggleAttribute("data-sent", true);
  }
}

customElements.define("form-once", FormOnce);
