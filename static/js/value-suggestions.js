/* <value-suggestions>: around an input and its <datalist>, which it fills with values that products have. */
const WAIT_MS = 150;

class ValueSuggestions extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("datalist");
    this.input.addEventListener("input", this);
    this.input.addEventListener("focus", this, { once: true });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.input.removeEventListener("input", this);
    this.input.removeEventListener("focus", this);
  }

  handleEvent(event) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), event.type === "focus" ? 0 : WAIT_MS);
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
