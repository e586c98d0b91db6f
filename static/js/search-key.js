/* <search-key>: the key "/" leads to the search box, Escape out of it. Fields that take text keep the key. */
const WRITING = "input:not([type=checkbox], [type=radio], [type=file]), textarea, [contenteditable]";

class SearchKey extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    document.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.key === "Escape" && event.target === this.input) this.input.blur();
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(WRITING)) return;
    event.preventDefault();
    this.input.select();
    this.input.focus();
  }
}

customElements.define("search-key", SearchKey);
