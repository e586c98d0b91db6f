/* <mapping-page>: around the form that asks which column is what. Each change is sent as the button *Preview* would, and the
   parts marked data-part that come back otherwise take the place of those on the page; a part with data-reading is left as
   it is, but for the parts inside, while the file has the same columns. data-away: what to say when nothing came back. */
import { isUnsaved } from "./leaving.js";
import { isSignedOut, sayItEnded } from "./signed-out.js";
import { putParts } from "./page-parts.js";

const WAIT_MS = 200;

class MappingPage extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.querySelector("[value=preview]")?.setAttribute("hidden", "");
    for (const type of ["input", "keydown", "submit"]) this.addEventListener(type, this);
    for (const type of ["beforeunload", "pageshow"]) addEventListener(type, this);
    this.showWrong(this.querySelector("[aria-invalid=true]"));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asked?.abort();
    for (const type of ["beforeunload", "pageshow"]) removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "keydown") return this.press(event);
    if (event.type === "submit") return (this.isSent = !event.defaultPrevented);
    if (event.type === "beforeunload") return this.isSent || !this.isChanged || event.preventDefault();
    if (event.type === "pageshow") return this.comeBack();
    if (event.target.name === "view") return undefined;
    this.isChanged = true;
    return this.schedule(WAIT_MS);
  }

  /* What keeps the page from going on may stand below what can be seen of it. */
  showWrong(field) {
    field?.closest("details")?.setAttribute("open", "");
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: "center" });
  }

  /* The browser may have brought back what was chosen before. */
  comeBack() {
    this.isSent = false;
    if (!isUnsaved(this.form)) return;
    this.isChanged = true;
    this.schedule(0);
  }

  press(event) {
    const more = event.target.closest("details[open]");
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // only the button continues
      this.schedule(0);
    } else if (event.key === "Escape" && more) {
      more.open = false;
      more.querySelector("summary").focus();
    }
  }

  schedule(pause) {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.refresh(), pause);
  }

  async refresh() {
    const asked = (this.asked = new AbortController());
    const body = new FormData(this.form);
    body.set("do", "preview");
    this.busy = true;
    const request = { method: "POST", body, redirect: "manual", signal: asked.signal };
    const answer = await fetch(location.href, request).catch(() => null);
    const text = answer?.type === "basic" ? await answer.text().catch(() => "") : "";
    if (asked.signal.aborted) return undefined;
    this.busy = false;
    if (isSignedOut(answer)) return sayItEnded();
    return this.show(answer, new DOMParser().parseFromString(text, "text/html"));
  }

  show(answer, page) {
    if (answer?.status === 409) return this.tell(page.getElementById("mapping-answered"));
    if (!page.getElementById("preview")) return this.say(this.dataset.away);
    return putParts(this, page);
  }

  /* Somebody else has answered: there is nothing to continue any more. */
  tell(notice) {
    for (const button of this.querySelectorAll("button")) button.disabled = true;
    this.isChanged = false;
    this.prepend(document.adoptNode(notice));
    notice.querySelector("a").focus();
  }

  say(words) {
    this.querySelector("#preview-summary").textContent = words;
  }

  set busy(is) {
    this.querySelector("#preview").ariaBusy = String(is);
  }
}

customElements.define("mapping-page", MappingPage);
