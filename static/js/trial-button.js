/* <trial-button>: around a submit button. What the server answers appears in place: the part "#trial" of its page is
   put into the element named by data-into. Without this module the form leads to that page. */
import { isSignedOut, signIn } from "./signed-out.js";

class TrialButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (!button.hasAttribute("aria-disabled")) this.run(button);
  }

  async run(button) {
    const place = document.getElementById(this.dataset.into);
    const words = [...button.childNodes];
    place.replaceChildren();
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-busy", "true");
    button.replaceChildren(this.dataset.busy);
    const sent = { method: "POST", body: new FormData(button.form), redirect: "manual" };
    const url = button.hasAttribute("formaction") ? button.formAction : button.form.action;
    const answer = await fetch(url, sent).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    button.replaceChildren(...words);
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
    const result = page?.getElementById("trial");
    if (isSignedOut(answer) && this.dataset.signedOut) return place.replaceChildren(this.dataset.signedOut);
    if (!result) return signIn(); // or the server is away: the page says which
    result.removeAttribute("id");
    return place.replaceChildren(document.adoptNode(result));
  }
}

customElements.define("trial-button", TrialButton);
