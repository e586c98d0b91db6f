/* One large file on its way straight to the store: our server names an address there, the store takes the bytes, and our
   server takes the file up. Like upload.js: `answered` is our server's answer, or null if a person took the file back. */
import { parsed } from "./upload.js";

export function uploadDirectly(url, form, file, onProgress) {
  const request = new XMLHttpRequest();
  const way = { isTakenBack: false };
  const abort = () => {
    way.isTakenBack = true;
    request.abort();
  };
  return { answered: sent(url, form, file, request, onProgress, way), abort };
}

async function sent(url, form, file, request, onProgress, way) {
  const { file: _, csrfmiddlewaretoken: token, ...options } = Object.fromEntries(new FormData(form));
  const begun = await ask("POST", url, token, { ...options, file_name: file.name, size: file.size });
  if (begun.status !== 201) return way.isTakenBack ? null : begun;
  const { url: place, links } = begun.body;
  try {
    if (!way.isTakenBack) await put(request, place, file, onProgress);
    if (!way.isTakenBack) return await ask("POST", links.complete, token);
  } catch (error) {
    ask("DELETE", links.self, token).catch(() => null); // or it goes after a day
    throw error;
  }
  await ask("DELETE", links.self, token).catch(() => null);
  return null;
}

async function ask(method, url, token, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: parsed(await answer.text()) };
}

/* The store is another site, which gets neither cookies nor our token. */
function put(request, place, file, onProgress) {
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error(`status ${request.status}`))));
    request.addEventListener("error", () => reject(new Error("broken off")));
    request.addEventListener("abort", () => resolve());
    request.open("PUT", place);
    request.send(file);
  });
}
