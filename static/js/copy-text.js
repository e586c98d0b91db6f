/* <copy-text>: around a text in <code>; adds a button that copies it. */
class CopyText extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return; // only over https and on the machine itself
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button";
    this.button.dataset.size = "small";
    this.button.textContent = this.dataset.copy;
    this.button.addEventListener("click", this);
    this.append(this.button);
  }

  disconnectedCallback() {
    this.button?.remove();
  }

  async handleEvent() {
    await navigator.clipboard.writeText(this.querySelector("code").textContent).catch(() => null);
    this.button.textContent = this.dataset.done;
  }
}

customElements.define("copy-text", CopyText);
