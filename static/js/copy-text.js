/* <copy-text>: around a text in <code> and the button that copies it. */
class CopyText extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.hidden = !navigator.clipboard; // only over https and on the machine itself
    this.button.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this);
  }

  async handleEvent() {
    await navigator.clipboard.writeText(this.querySelector("code").textContent).catch(() => null);
    this.button.textContent = this.dataset.done;
  }
}

customElements.define("copy-text", CopyText);
