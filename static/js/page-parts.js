/* Puts the parts of a page that are marked data-part in the place of those of the same id. What has the focus keeps it, and
   what was open or scrolled stays so. */

export function putParts(root, page) {
  const focus = focusIn(root);
  for (const part of root.querySelectorAll("[data-part]")) {
    const newer = page.getElementById(part.id);
    const isKept = "reading" in part.dataset && part.dataset.reading === newer?.dataset.reading;
    if (part.isConnected && newer && !isKept && !newer.isEqualNode(part)) replace(part, newer);
  }
  restore(focus);
}

function replace(part, newer) {
  const scrolled = [...part.querySelectorAll("[id]")].filter((each) => each.scrollLeft);
  const opened = new Map([...part.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  const adopted = document.adoptNode(newer);
  for (const each of adopted.querySelectorAll("details[id]")) each.open = opened.get(each.id) ?? each.open;
  part.replaceWith(adopted);
  for (const { id, scrollLeft } of scrolled) document.getElementById(id)?.scrollTo({ left: scrollLeft });
}

function focusIn(root) {
  const element = document.activeElement;
  if (!element?.id || !root.contains(element)) return null;
  return { element, id: element.id, start: selection(element, "selectionStart"), end: selection(element, "selectionEnd") };
}

function restore(focus) {
  if (!focus || document.activeElement === focus.element) return;
  const element = document.getElementById(focus.id);
  element?.focus({ preventScroll: true });
  if (focus.start !== null) element?.setSelectionRange(focus.start, focus.end);
}

/* Numbers and boxes have none. */
function selection(element, side) {
  return element.matches("input:not([type=number], [type=checkbox], [type=radio]), textarea") ? element[side] : null;
}
