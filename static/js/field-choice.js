/* <field-choice>: around a form with a select whose answer, at data-url, is a page that has more in the element named by
   data-into. Choosing brings that here; without the module the form's button brings the page. */
class FieldChoice extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("change", this);
    this.querySelector("form [type=submit]").hidden = true;
    if (!this.into.firstElementChild) this.bring();
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this);
  }

  handleEvent() {
    this.bring();
  }

  async bring() {
    this.into.ariaBusy = "true";
    const asked = (this.asked = new FormData(this.form));
    const request = { method: "POST", body: asked, redirect: "manual" };
    const answer = await fetch(this.dataset.url, request).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    if (asked !== this.asked) return undefined; // another choice came meanwhile
    if (!text) return this.form.submit(); // the page says what is wrong
    const page = new DOMParser().parseFromString(text, "text/html");
    const brought = page.getElementById(this.dataset.into);
    this.into.replaceChildren(...[...brought.childNodes].map((node) => document.adoptNode(node)));
    return (this.into.ariaBusy = "false");
  }

  get into() {
    return document.getElementById(this.dataset.into);
  }
}

customElements.define("field-choice", FieldChoice);
