/* <notice-bell>: how many notices are unread. It asks when a page opens, every half minute, and when an import on the
   page changes. What is new is also shown by the system, once in this browser, if the person has allowed that. What is
   about the page that one looks at is read. */
import { fill } from "./figures.js";
import { isSignedOut } from "./signed-out.js";

const NEWEST = "newest-notice";
const MOST_SHOWN = 3;

function mayPopUp() {
  return globalThis.Notification?.permission === "granted";
}

class NoticeBell extends HTMLElement {
  connectedCallback() {
    document.addEventListener("import-changed", this);
    document.addEventListener("visibilitychange", this);
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("import-changed", this);
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent() {
    if (!document.hidden) this.schedule(1);
  }

  /* A tab that nobody sees has to know only what the system is to show. */
  schedule(seconds = Number(this.dataset.seconds)) {
    clearTimeout(this.timer);
    if (!document.hidden || mayPopUp()) this.timer = setTimeout(() => this.ask(), seconds * 1000);
  }

  /* Somebody who has signed out is told so elsewhere. */
  async ask() {
    const answer = await fetch(this.dataset.url, { redirect: "manual" }).catch(() => null);
    if (isSignedOut(answer) || !this.isConnected) return;
    if (answer?.ok) await this.take(await answer.json());
    this.schedule();
  }

  async take({ unread, results }) {
    const here = document.hidden ? [] : results.filter(({ path }) => path === location.pathname);
    this.announce(results.filter((notice) => !here.includes(notice)), results[0]);
    this.show(here.length ? ((await this.read(here)) ?? unread) : unread);
  }

  show(unread) {
    const link = this.querySelector("a");
    const count = link.querySelector(".bell-count");
    count.textContent = unread > 99 ? "99+" : unread;
    count.hidden = !unread;
    link.title = fill(unread ? this.dataset.some : this.dataset.none, { n: count.textContent });
    link.setAttribute("aria-label", link.title);
  }

  /* Ids are in the order of time. What was there before this browser first looked is no news. */
  announce(notices, newest) {
    const known = localStorage.getItem(NEWEST);
    if (known === null || (newest && newest.id > known)) localStorage.setItem(NEWEST, newest?.id ?? "0");
    const fresh = known === null ? [] : notices.filter(({ id }) => id > known);
    if (!fresh.length || !mayPopUp()) return;
    if (fresh.length <= MOST_SHOWN) return fresh.forEach((notice) => this.popUp(notice.title, notice.reason, notice));
    return this.popUp(fill(this.dataset.many, { n: fresh.length }), "", { id: fresh[0].id, path: this.querySelector("a").pathname });
  }

  popUp(title, body, { id, path }) {
    try {
      const shown = new Notification(title, { body, tag: id });
      shown.onclick = () => this.open(id, path);
    } catch {
      /* Phones show none without a service worker; the number tells. */
    }
  }

  async open(id, path) {
    window.focus();
    await this.read([{ id }]);
    location.assign(path);
  }

  /* How many are still unread; undefined if that could not be said. */
  async read(notices) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ ids: notices.map(({ id }) => id) });
    const answer = await fetch(this.dataset.readUrl, { method: "POST", headers, body }).catch(() => null);
    return answer?.ok ? (await answer.json()).unread : undefined;
  }
}

customElements.define("notice-bell", NoticeBell);
