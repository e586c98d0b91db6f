/* A press beside a dialog closes it. A drag that begins or ends inside, as when text is marked, is no such press, although
   the browser calls it a click on the dialog. */
export function onPressBeside(dialog, close) {
  const at = {};
  const note = ({ type, target }) => { at[type] = target; };
  dialog.addEventListener("pointerdown", note);
  dialog.addEventListener("pointerup", note);
  dialog.addEventListener("click", ({ target }) => {
    if ([target, at.pointerdown, at.pointerup].every((place) => place === dialog)) close();
  });
}
