// Requests that never throw: the answer, or status 0 where none came. XMLHttpRequest for files, because fetch cannot tell how much was sent.
const STALL_MS = 60_000; // a slow line is no dead one: only silence ends a try

/** Send a form; `onFraction(0..1)` meanwhile. Resolves to `{status, body, after}`. */
export function sendForm(path, form, onFraction, language) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stall = 0;
    const end = (answer) => { clearTimeout(stall); resolve(answer); };
    const alive = () => {
      clearTimeout(stall);
      stall = setTimeout(() => request.abort(), STALL_MS);
    };
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", language);
    request.upload.addEventListener("progress", (event) => {
      alive();
      if (event.lengthComputable) onFraction(event.loaded / event.total);
    });
    for (const kind of ["error", "abort"]) request.addEventListener(kind, () => end({ status: 0, body: null, after: null }));
    request.addEventListener("load", () => end({
      status: request.status, body: request.response, after: seconds(request.getResponseHeader("Retry-After")),
    }));
    alive();
    request.send(form);
  });
}

/** The same by fetch, for where there is no XMLHttpRequest, and for JSON. */
export async function ask(method, path, body, language, milliseconds = 20_000) {
  const headers = { "Accept": "application/json", "Accept-Language": language };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), milliseconds);
  try {
    const answer = await fetch(path, {
      method, headers, body: form || body === undefined ? body : JSON.stringify(body), credentials: "same-origin", signal: stop.signal,
    });
    return { status: answer.status, body: await answer.json().catch(() => null), after: seconds(answer.headers.get("Retry-After")) };
  } catch {
    return { status: 0, body: null, after: null };
  } finally {
    clearTimeout(timer);
  }
}

const seconds = (header) => (/^\d+$/.test(header ?? "") ? Number(header) : null);
