/* <live-parts>: fetches the parts marked data-live-part anew and puts in those that changed: every few seconds while
   the tab is visible (sooner while something runs), and when an import on the page changes. */
import { localise } from "./local-times.js";
import { isSignedOut, sayItEnded } from "./signed-out.js";

class LiveParts extends HTMLElement {
  connectedCallback() {
    document.addEventListener("visibilitychange", this);
    document.addEventListener("import-changed", this);
    this.schedule();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this);
    document.removeEventListener("import-changed", this);
  }

  handleEvent() {
    this.schedule(0.3);
  }

  schedule(seconds = this.pause()) {
    clearTimeout(this.timer);
    if (!document.hidden && seconds) this.timer = setTimeout(() => this.refresh(), seconds * 1000);
  }

  pause() {
    const isBusy = document.querySelector("[data-live-part][data-busy]");
    return Number((isBusy && this.dataset.busySeconds) || this.dataset.idleSeconds || 0);
  }

  async refresh() {
    const answer = await fetch(this.url(), { redirect: "manual" }).catch(() => null);
    if (isSignedOut(answer)) return sayItEnded();
    if (answer?.ok) this.put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    return this.schedule();
  }

  /* Tells which imports have a panel on the page and need no row while they are under way. */
  url() {
    const url = new URL(this.dataset.url, location);
    for (const { dataset } of document.querySelectorAll("import-job[data-job]")) url.searchParams.append("panel", dataset.job);
    return url;
  }

  put(fresh) {
    localise(fresh);
    for (const part of document.querySelectorAll("[data-live-part]")) {
      const newer = fresh.getElementById(part.id);
      if (!newer || newer.isEqualNode(part)) continue;
      const focused = part.contains(document.activeElement) && document.activeElement.id;
      part.replaceWith(document.adoptNode(newer));
      if (focused) document.getElementById(focused)?.focus();
    }
  }
}

customElements.define("live-parts", LiveParts);
