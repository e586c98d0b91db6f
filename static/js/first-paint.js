/* Runs before the first paint, so that a chosen theme never flashes and nothing jumps when the modules arrive: what only
   they make useful is shown from the start, and taken back if one of them cannot be loaded. */
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.dataset.modules = "";
  addEventListener("error", ({ target }) => { if (target.type === "module") delete root.dataset.modules; }, true);
})();
