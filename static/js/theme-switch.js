/* <theme-switch>: a button that goes round automatic, light, dark, and remembers. */
const AFTER = { auto: "light", light: "dark", dark: "auto" };
const root = document.documentElement;

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", this);
    this.name();
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this);
  }

  handleEvent() {
    const theme = AFTER[root.dataset.theme ?? "auto"];
    if (theme === "auto") {
      delete root.dataset.theme;
      localStorage.removeItem("theme");
    } else {
      root.dataset.theme = theme;
      localStorage.setItem("theme", theme);
    }
    this.name();
  }

  name() {
    const words = this.dataset[root.dataset.theme ?? "auto"];
    this.button.title = words;
    this.button.setAttribute("aria-label", words);
  }
}

customElements.define("theme-switch", ThemeSwitch);
