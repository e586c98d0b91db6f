/* <notice-permission>: whether the system shows notices of this page. The browser is asked only when somebody presses
   the button. Of the parts marked data-when the one that is true shows. */
class NoticePermission extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.show();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent(event) {
    if (!event.target.closest("button")) return;
    await Notification.requestPermission();
    this.show();
    this.querySelector("[data-when]:not([hidden])").focus();
  }

  show() {
    const now = globalThis.isSecureContext && globalThis.Notification ? Notification.permission : "impossible";
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== now;
  }
}

customElements.define("notice-permission", NoticePermission);
