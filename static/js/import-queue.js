/* <import-queue>: takes chosen files, refuses what the server would refuse, uploads the others one after another.
   Each has its panel at once, and keeps it when the upload becomes an import. */
import { uploadDirectly } from "./direct-upload.js";
import { fill, size } from "./figures.js";
import { renewToken } from "./signed-out.js";
import { upload } from "./upload.js";

class ImportQueue extends HTMLElement {
  connectedCallback() {
    this.waiting = [];
    this.current = null;
    this.addEventListener("files-chosen", this);
    this.addEventListener("click", this);
    addEventListener("beforeunload", this);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this);
  }

  handleEvent(event) {
    if (event.type === "files-chosen") this.take(event.detail);
    if (event.type === "beforeunload" && this.current) event.preventDefault();
    if (event.type !== "click") return;
    const panel = event.target.closest("import-job");
    if (event.target.closest("[data-abort]")) this.drop(panel);
    if (event.target.closest("[data-again]")) this.again(panel);
  }

  take({ files, folders }) {
    const refusals = files.map((file) => this.refusal(file)).filter(Boolean);
    this.showErrors([...folders.map((file) => fill(this.dataset.folder, { file })), ...refusals]);
    for (const file of files.filter((each) => !this.refusal(each))) this.waiting.push({ file, panel: this.addPanel(file) });
    this.next();
  }

  refusal(file) {
    const values = { file: file.name, size: size(file.size) };
    if (!file.size) return fill(this.dataset.empty, values);
    return file.size > Number(this.dataset.maxBytes) ? fill(this.dataset.tooLarge, values) : null;
  }

  addPanel(file) {
    const panel = this.querySelector("template").content.querySelector("import-job").cloneNode(true);
    this.querySelector(".jobs").append(panel);
    panel.uploading(file, null);
    return panel;
  }

  async next() {
    if (this.current || !this.waiting.length) return;
    const { file, panel } = (this.current = this.waiting.shift());
    panel.uploading(file, 0);
    const form = this.querySelector("form[enctype]");
    const { directUrl, uploadUrl } = this.dataset;
    const [send, url] = this.goesDirectly(file) ? [uploadDirectly, directUrl] : [upload, uploadUrl];
    const { answered, abort } = send(url, form, file, (sent) => panel.uploading(file, sent));
    this.current.abort = abort;
    try {
      this.settle(file, panel, await answered);
    } catch {
      panel.refuse(file, fill(this.dataset.brokenOff, { file: file.name }), { again: true });
    }
    this.current = null;
    this.next();
  }

  /* Large files do not pass through our server, where there is a store that takes them. */
  goesDirectly({ size: bytes }) {
    const { directUrl, directOver, directMost } = this.dataset;
    return Boolean(directUrl) && bytes > Number(directOver) && bytes <= Number(directMost);
  }

  settle(file, panel, answer) {
    if (!answer) return this.takeBack(panel);
    if (answer.status === 202) return panel.adopt(answer.body);
    if (answer.status === 401) return panel.refuse(file, fill(this.dataset.signedOut, { file: file.name }), { again: true });
    const refused = fill(this.dataset.refused, { file: file.name, status: answer.status });
    return panel.refuse(file, answer.body?.error?.message ?? refused, { again: answer.status >= 500 });
  }

  /* The file that was chosen is sent once more, after signing in or when the server is back. */
  async again(panel) {
    this.waiting.push({ file: panel.file, panel });
    panel.uploading(panel.file, null);
    await renewToken(this.querySelector("form[enctype]"));
    this.next();
  }

  drop(panel) {
    if (this.current?.panel === panel) return this.current.abort();
    this.waiting = this.waiting.filter((each) => each.panel !== panel);
    return this.takeBack(panel);
  }

  takeBack(panel) {
    panel.takeBack();
    this.querySelector("input[type=file]").focus();
  }

  showErrors(sentences) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.append(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    this.querySelector("[data-errors]").replaceChildren(...(sentences.length ? [list] : []));
  }
}

customElements.define("import-queue", ImportQueue);
