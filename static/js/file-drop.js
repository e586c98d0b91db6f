/* <file-drop>: around the upload form. Files dropped anywhere on the page, or chosen, go out as the event
   "files-chosen"; without this module the form sends one file by itself. */
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
    if (event.type === "drop") this.choose(event.dataTransfer.files);
  }

  choose(files) {
    const detail = [...files];
    this.input.value = "";
    if (detail.length) this.dispatchEvent(new CustomEvent("files-chosen", { bubbles: true, detail }));
  }
}

customElements.define("file-drop", FileDrop);
