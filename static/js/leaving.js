/* How a dialog with a form is left: by Escape, by a press beside it, or by its own links. Where something was typed that is
   not saved, the page's question is asked first (templates/components/_unsaved.html). */
import { onPressBeside } from "./backdrop.js";

export function onLeaving(dialog, close) {
  const leave = () => (isUnsaved(dialog.querySelector("form")) ? ask(close) : close());
  onPressBeside(dialog, leave);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    leave();
  });
}

/* Whether something differs from what the server sent, or comes back from it not saved. */
export function isUnsaved(form) {
  if (!form) return false;
  return "unsaved" in form.dataset || [...form.elements].some(isChanged);
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT" && !field.multiple) return field.selectedIndex !== first(field.options);
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return "defaultValue" in field && field.type !== "hidden" && plain(field.value) !== plain(field.defaultValue);
}

/* The option that is chosen as long as nobody chooses: the first one, if the page says of none that it is. */
const first = (options) => Math.max(0, [...options].findLastIndex((option) => option.defaultSelected));

const plain = (text) => text.replaceAll("\r\n", "\n");

function ask(close) {
  const question = document.getElementById("unsaved");
  question.returnValue = "";
  question.addEventListener("close", () => { if (question.returnValue === "discard") close(); }, { once: true });
  question.showModal();
}
