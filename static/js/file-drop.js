/* <file-drop>: around the upload form. Files dropped anywhere on the page, or chosen, go out as the event
   "files-chosen", apart from the names of folders among them; without this module the form sends one file by itself. */
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.input.multiple = true;
    this.input.addEventListener("change", this);
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) addEventListener(type, this);
    if (this.input.files.length) this.choose(this.input.files); // chosen before this module was there
  }

  disconnectedCallback() {
    this.input.removeEventListener("change", this);
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "change") return this.choose(this.input.files);
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const isLeaving = event.type === "dragleave" && event.relatedTarget === null;
    this.toggleAttribute("data-over", event.type !== "drop" && !isLeaving);
    if (event.type === "drop") this.choose(event.dataTransfer.files, foldersAmong(event.dataTransfer.items));
  }

  choose(chosen, folders = []) {
    const files = [...chosen].filter((file) => !folders.includes(file.name));
    this.input.value = "";
    if (!files.length && !folders.length) return;
    this.dispatchEvent(new CustomEvent("files-chosen", { bubbles: true, detail: { files, folders } }));
  }
}

function foldersAmong(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  return entries.filter((entry) => entry?.isDirectory).map((entry) => entry.name);
}

customElements.define("file-drop", FileDrop);
