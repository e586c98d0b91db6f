/* One file on its way to the server. XMLHttpRequest, because fetch does not tell how far an upload is. */
export function upload(url, form, file, onProgress) {
  const request = new XMLHttpRequest();
  const answered = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => onProgress(Math.min(event.loaded, file.size)));
    request.addEventListener("load", () => resolve({ status: request.status, body: parsed(request.responseText) }));
    request.addEventListener("error", () => reject(new Error("broken off")));
    request.addEventListener("abort", () => resolve(null));
  });
  const data = new FormData(form);
  data.set("file", file, file.name);
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", data.get("csrfmiddlewaretoken"));
  request.send(data);
  return { answered, abort: () => request.abort() };
}

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page instead of our JSON
  }
}
