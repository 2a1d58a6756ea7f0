// Words, calls to the API, small DOM helpers: what every page's script needs.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
export const locale = document.documentElement.lang;

/** Return the message `key`, its {fields} filled in; an object message is chosen by params.n. */
export function t(key, params = {}) {
  let message = words[key];
  if (message === undefined) return key;
  if (typeof message === "object") message = params.n === 1 ? message.one : message.other;
  return message.replace(/\{(\w+)\}/g, (_, name) => params[name]);
}

/** An answer of the API that is not a success: what and why, and what to do. */
export class ApiError extends Error {
  constructor(status, code, message, fix, params = {}) {
    super(message);
    Object.assign(this, { status, code, fix, params });
  }
  get text() {
    return this.fix ? `${this.message} ${this.fix}` : this.message;
  }
}

export function errorFrom(status, body) {
  const error = body?.error;
  if (error) return new ApiError(status, error.code, error.message, error.fix, error.params);
  return new ApiError(status, "no_answer", t("js.server_error"), t("js.server_error_fix"));
}

export function offlineError() {
  return new ApiError(0, "offline", t("js.offline"), t("js.offline_fix"));
}

export function toSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Call the JSON API; `body` is sent as JSON, or as it is when it is FormData. Throws ApiError.
 * Who is not signed in is led to the sign-in, unless the page is to stay. */
export async function api(method, path, body, { stay = false, ...options } = {}) {
  const headers = { "Accept": "application/json", "Accept-Language": locale };
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, { method, headers, body, credentials: "same-origin", ...options });
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw offlineError();
  }
  const value = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return value;
  if (answer.status === 401 && !stay) toSignIn();
  throw errorFrom(answer.status, value);
}

/** Make an element: properties, `dataset`, `aria-…` attributes, `class`; children are nodes or text. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.includes("-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Show a message at the bottom; with `undo` a button, and the promise tells whether it was pressed. */
export function toast(text, { undo, bad = false, seconds = 6 } = {}) {
  return new Promise((resolve) => {
    const button = undo ? el("button", { type: "button" }, undo) : null;
    const box = el("div", { class: bad ? "toast bad" : "toast" }, el("p", {}, text), button);
    let timer = 0;
    const close = (pressed) => {
      clearTimeout(timer);
      box.remove();
      resolve(pressed);
    };
    const start = () => { timer = setTimeout(() => close(false), seconds * 1000); };
    button?.addEventListener("click", () => close(true));
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", start);
    box.addEventListener("focusin", () => clearTimeout(timer));
    box.addEventListener("focusout", start);
    document.getElementById("toasts").append(box);
    start();
  });
}

export const sorry = (error) => toast(error.text ?? String(error), { bad: true, seconds: 9 });

/** Run `work` while the button says that it is busy and takes no second press. */
export async function busy(button, work) {
  if (button.disabled) return undefined;
  button.disabled = true;
  button.classList.add("busy");
  try {
    return await work();
  } finally {
    button.disabled = false;
    button.classList.remove("busy");
  }
}

export function debounce(milliseconds, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}

export const percent = (share) => `${Math.round(share * 100)}%`;
