/* What happens to a click once the session has ended. The page asks for itself again: that leads to sign-in, and from
   there back to the same place. What was typed or chosen stays where it is, and goes out with a new token. */
export function isSignedOut(answer) {
  return answer?.status === 401 || answer?.type === "opaqueredirect";
}

export function signIn() {
  location.reload();
}

/* Signing in gave this person a new token: the form's own is worth nothing any more. */
export async function renewToken(form) {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const token = page?.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

/* For what the page asks by itself. Said once: what stands on the page is of then. */
export function sayItEnded() {
  if (document.getElementById("session-ended")) return;
  const notice = Object.assign(document.createElement("div"), { className: "notice", id: "session-ended" });
  notice.dataset.tone = "warning";
  notice.setAttribute("role", "status");
  const words = Object.assign(document.createElement("p"), { textContent: "Your session has ended. " });
  words.append(Object.assign(document.createElement("a"), { href: location.href, textContent: "Sign in" }), " to continue.");
  notice.append(words);
  document.getElementById("main").prepend(notice);
}
