/* Snapshots of jobs. The first job in line has the page's one event stream, the others ask the status route now and
   then. Nothing is open while the tab is hidden. If the stream fails, asking takes its place until it is tried again.
   A job has: streamUrl, statusUrl, show(snapshot), connection(isGood). It leaves by itself when it has ended. */
import { isSignedOut, sayItEnded } from "./signed-out.js";

const LISTEN_AGAIN_SECONDS = 20;

const line = new Map(); // job → the timer of its next question
let source = null;
let leader = null;
let silentUntil = 0;

export function follow(job) {
  line.set(job, null);
  arrange();
}

export function leave(job) {
  clearTimeout(line.get(job));
  line.delete(job);
  if (job === leader) hangUp();
  arrange();
}

document.addEventListener("visibilitychange", arrange);
addEventListener("pagehide", hangUp);
addEventListener("pageshow", arrange);

function arrange() {
  const [first = null] = line.keys();
  if (document.hidden || leader !== first) hangUp();
  for (const [job, timer] of line) {
    if (document.hidden) line.set(job, clearTimeout(timer) ?? null);
    else if (job === first && performance.now() >= silentUntil) listen(job);
    else if (!timer) askSoon(job, 0.2);
  }
}

function listen(job) {
  if (source) return;
  line.set(job, clearTimeout(line.get(job)) ?? null);
  leader = job;
  source = new EventSource(job.streamUrl);
  source.addEventListener("progress", (event) => take(job, JSON.parse(event.data)));
  source.addEventListener("error", () => {
    job.connection(false);
    if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    silentUntil = performance.now() + LISTEN_AGAIN_SECONDS * 1000 * between(0.5, 1.5);
    hangUp();
    askSoon(job, between(0.2, 1.5));
  });
}

function hangUp() {
  source?.close();
  source = leader = null;
}

function askSoon(job, seconds) {
  clearTimeout(line.get(job));
  line.set(job, setTimeout(() => ask(job), seconds * 1000));
}

async function ask(job) {
  line.set(job, null);
  const answer = await fetch(job.statusUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!line.has(job) || job === leader || document.hidden) return;
  if (isSignedOut(answer)) sayItEnded();
  if (isSignedOut(answer) || answer?.status === 404) return leave(job);
  if (answer?.ok) take(job, await answer.json());
  else job.connection(false);
  if (!line.has(job)) return;
  askSoon(job, answer?.ok ? between(0.8, 1.6) : between(2, 6));
  arrange();
}

function take(job, snapshot) {
  job.connection(true);
  job.show(snapshot);
}

function between(least, most) {
  return least + Math.random() * (most - least);
}
