/* Times in the reader's own time zone, with UTC in the title: the server knows only UTC. Exact ones (data-exact) are
   written anew, relative ones ("2 h ago") keep their words. Whatever is put into the page later is seen to as well. */
const own = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([data-local])")) {
    const when = new Date(time.dateTime);
    time.dataset.local = "";
    if (when.getTimezoneOffset() === 0) continue; // it stands there as it is
    const text = own.format(when).replace(" at ", ", ");
    if ("exact" in time.dataset) time.textContent = text;
    else time.title = `${text} (${time.title})`;
  }
}

localise(document);
new MutationObserver(() => localise(document)).observe(document.body, { childList: true, subtree: true });
