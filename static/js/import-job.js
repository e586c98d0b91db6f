/* <import-job>: the panel of one file, from its upload to the one line of its end. */
import { announce, hush } from "./announcing.js";
import { clock, duration, size } from "./figures.js";
import { follow, leave } from "./job-feed.js";
import { drawOutcomes, enter, fillBar, fillSlots } from "./panel.js";

class ImportJob extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.beganAt = this.dataset.elapsed > 0 ? performance.now() - this.dataset.elapsed * 1000 : null;
    if (this.isRunning) this.start();
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
    this.stop();
  }

  get isRunning() { return this.isOneOf(this.dataset.running); }
  get hasEnded() { return this.isOneOf(this.dataset.ended); }
  get streamUrl() { return this.dataset.streamUrl; }
  get statusUrl() { return this.dataset.statusUrl; }

  isOneOf(states) {
    return states.split(" ").includes(this.dataset.state);
  }

  start() {
    this.ticking ??= setInterval(() => this.tick(), 1000);
    follow(this);
  }

  stop() {
    this.ticking = clearInterval(this.ticking);
    leave(this);
  }

  /* The elapsed time moves even while one statement works for long. */
  tick() {
    if (this.beganAt !== null) fillSlots(this, { elapsed: clock((performance.now() - this.beganAt) / 1000) });
  }

  /* One snapshot: the whole truth of this moment. */
  show(snapshot) {
    const { counts, warnings, error } = snapshot;
    const bar = { ...counts, not_applied: snapshot.total_rows - snapshot.processed_rows };
    const changed = counts.created + counts.updated + counts.deleted;
    const facts = { ...snapshot, ...bar, changed, file: snapshot.title, error: error?.message ?? "", notes: warnings.length };
    if (snapshot.started_at) this.beganAt ??= performance.now();
    enter(this, snapshot.state, snapshot.ending ?? "");
    fillSlots(this, { ...facts, eta: duration(snapshot.eta_seconds ?? 0), took: took(snapshot) });
    fillBar(this, snapshot.progress);
    drawOutcomes(this, bar);
    this.offerResume(error?.code);
    announce(this, facts);
    if (!this.isRunning) this.stop();
  }

  connection(isGood) {
    this.querySelector('[data-slot="connection"]').hidden = isGood;
  }

  /* A file on its way to the server; `sent` is null while others are sent before it. */
  uploading(file, sent) {
    const percent = sent && Math.floor((sent * 100) / file.size);
    enter(this, sent === null ? "unsent" : "uploading");
    fillSlots(this, { file: file.name, sent: size(sent ?? 0), size: size(file.size), progress: percent ?? 0 });
    fillBar(this, percent ?? 0);
    if (sent !== null) announce(this, { file: file.name, progress: percent });
  }

  /* The next import, or the choice of a file, is what a person looks for then. */
  close() {
    const next = this.nextElementSibling ?? this.previousElementSibling;
    this.remove();
    (next?.querySelector(".job-name") ?? document.querySelector("import-queue input[type=file]"))?.focus();
  }

  /* A person took the file back before all of it was sent. */
  takeBack() {
    if (this.dataset.state === "uploading") hush();
    this.remove();
  }

  /* The server took the file: the panel is now that job's. */
  adopt(job) {
    Object.assign(this.dataset, { job: job.job_id, statusUrl: job.status_url, streamUrl: job.progress_url });
    const places = { page: "", mapping: "mapping/", review: "review/", apply: "apply/", cancel: "cancel/", resume: "resume/", again: "again/", rejected: "#rejected", notes: "#notes" };
    for (const link of this.querySelectorAll("[data-link]:not([data-link=changed])")) {
      link.setAttribute(link.localName === "form" ? "action" : "href", job.page_url + places[link.dataset.link]);
    }
    for (const link of this.querySelectorAll("[data-link=changed]")) link.search = `?import=${job.job_id}`;
    for (const link of this.querySelectorAll("[data-href]")) link.dataset.href = link.dataset.href.replace("{id}", job.job_id);
    fillSlots(this, { progress: 0, seen: job.message ?? undefined });
    fillBar(this, 0);
    enter(this, job.status);
    this.start();
  }

  /* The server did not take it. `again`: the same file may be sent once more. */
  refuse(file, sentence, { again = false } = {}) {
    this.file = file;
    enter(this, "failed");
    this.querySelector("[data-again]").hidden = !again;
    fillSlots(this, { error: sentence, total_rows: 0 });
    this.offerResume(null);
    announce(this, { file: file.name, error: sentence });
  }

  offerResume(code) {
    const form = this.querySelector("[data-unless-code]");
    if (form) form.hidden = !code || form.dataset.unlessCode.split(" ").includes(code);
  }

  handleEvent(event) {
    if (event.type === "submit" && event.target.dataset.link !== "again") this.send(event); // that leads to another job
    if (event.type === "click" && event.target.closest("[data-close]")) this.close();
  }

  /* Cancel and start again without leaving the page. */
  async send(event) {
    event.preventDefault();
    const { target: form, submitter: button } = event;
    if (button.hasAttribute("aria-disabled")) return undefined;
    button.setAttribute("aria-disabled", "true");
    const sent = { method: "POST", body: new FormData(form), redirect: "manual" };
    const answer = await fetch(form.action, sent).catch(() => null);
    if (answer?.type !== "opaqueredirect") return form.submit(); // the page says what is wrong
    if (form.dataset.link === "cancel") return button.replaceChildren(button.dataset.pressed);
    button.removeAttribute("aria-disabled");
    return this.start();
  }
}

function took({ started_at: start, finished_at: end, asked_seconds: asked = 0 }) {
  return start && end ? duration((new Date(end) - new Date(start)) / 1000 - asked) : undefined;
}

customElements.define("import-job", ImportJob);
