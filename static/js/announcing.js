/* Says how an import goes: in the window's title, and aloud at each tenth and at the end. */
import { fill } from "./figures.js";

const spoken = new WeakMap(); // panel → the tenth, or the end, that was said last
const ownTitle = document.title;

export function announce(panel, facts) {
  const { state, ending } = panel.dataset;
  const isStill = panel.hasEnded || ["awaiting_mapping", "seen_before", "awaiting_review"].includes(state); // these wait for somebody
  const kind = ending || (isStill || state === "uploading" ? state : "running");
  entitle(panel, kind, facts);
  const news = isStill ? kind : `${kind} ${Math.floor(facts.progress / 10)}`;
  if (spoken.get(panel) === news) return;
  if (spoken.has(panel)) speak(panel, kind, facts);
  spoken.set(panel, news);
}

/* The upload was taken back: the title is the page's own again. */
export function hush() {
  document.title = ownTitle;
}

function speak(panel, kind, facts) {
  const sentence = panel.dataset[camel("say", kind)];
  if (sentence) panel.querySelector('[data-slot="spoken"]').textContent = fill(sentence, facts);
}

/* The title belongs to the first import on the page that is under way, or else to the one that ended last. */
function entitle(panel, kind, facts) {
  const sentence = panel.dataset[camel("title", kind)];
  const others = [...document.querySelectorAll("import-job")].filter((each) => each.isRunning);
  if (sentence && (others[0] ?? panel) === panel) document.title = fill(sentence, facts);
}

function camel(first, second) {
  return first + second[0].toUpperCase() + second.slice(1);
}
