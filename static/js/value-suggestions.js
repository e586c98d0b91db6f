/* <value-suggestions>: around an input and its <datalist>, which it fills with values that products have. With data-fills
   the input is the one of that id. With data-adds what was chosen becomes a line of the text of that id. */
const WAIT_MS = 150;

class ValueSuggestions extends HTMLElement {
  connectedCallback() {
    const { fills } = this.dataset;
    this.input = fills ? document.getElementById(fills) : this.querySelector("input");
    this.list = this.querySelector("datalist");
    if (fills) this.input.setAttribute("list", this.list.id);
    if (this.dataset.adds) for (const type of ["change", "keydown"]) this.input.addEventListener(type, this);
    this.input.addEventListener("input", this);
    this.input.addEventListener("focus", this, { once: true });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.input.removeEventListener("input", this);
    this.input.removeEventListener("focus", this);
    for (const type of ["change", "keydown"]) this.input.removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "keydown" && event.key !== "Enter") return undefined;
    clearTimeout(this.timer);
    if (event.type === "keydown") event.preventDefault(); // it would send the form
    if (event.type === "keydown" || event.type === "change") return this.add();
    this.timer = setTimeout(() => this.suggest(), event.type === "focus" ? 0 : WAIT_MS);
    return undefined;
  }

  add() {
    const text = document.getElementById(this.dataset.adds);
    const lines = text.value.split("\n").filter((line) => line.trim());
    if (this.input.value.trim()) text.value = [...lines, this.input.value.trim()].join("\n");
    this.input.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async suggest() {
    this.asked?.abort();
    this.asked = new AbortController();
    const query = new URLSearchParams({ q: this.input.value });
    const answer = await fetch(`${this.dataset.url}?${query}`, { signal: this.asked.signal }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (found) this.list.replaceChildren(...found.results.map(({ value }) => new Option(value, value)));
  }
}

customElements.define("value-suggestions", ValueSuggestions);
