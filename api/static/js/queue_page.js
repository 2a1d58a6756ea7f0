// Drives the queue while a page is open: when to send, and what the bar at the top says of it.
import { el, locale, t } from "./core.js";
import { forgetWaits, onQueue, queueCounts, recall, remember, tidyQueue } from "./queue.js";
import { alone } from "./queue_lock.js";
import { runQueue } from "./queue_sync.js";
import { ask, sendForm } from "./sending.js";

export const user = document.querySelector("[data-user]").dataset.user;
const bar = document.getElementById("queue");
let running = false;
let again = false;
let timer = 0;
let state = navigator.onLine ? "idle" : "offline";

export const asked = (method, path, body) => ask(method, path, body, locale);
const send = (path, form, onFraction) => sendForm(path, form, onFraction, locale);

/** Begin: who and in which language is written down for the worker; then send what waits. */
export async function startQueue() {
  onQueue(({ what }) => { if (what !== "progress") show(); });
  addEventListener("online", () => kick({ now: true }));
  addEventListener("offline", () => { state = "offline"; show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) kick(); });
  try {
    await remember("user", user);
    await remember("language", locale);
    await tidyQueue();
  } catch (error) {
    bar.replaceChildren(el("p", { class: "queue-line bad" }, t("js.queue.no_store")));
    for (const waiting of document.querySelectorAll("[aria-busy]")) waiting.hidden = true;
    throw error;
  }
  await show();
  startWorker();
  kick();
}

/** Send what may be sent; `now`: do not sit out the pauses after failures. */
export async function kick({ now = false } = {}) {
  if (now) await forgetWaits(user);
  if (running) { again = true; return; }
  running = true;
  let nextAt = null;
  try {
    do {
      again = false;
      await show();
      ({ state, nextAt } = await alone(() => runQueue(user, { ask: asked, send })));
    } while (again && state === "done");
  } finally {
    running = false;
  }
  await show();
  clearTimeout(timer);
  if (nextAt) timer = setTimeout(kick, Math.max(500, nextAt - Date.now()));
  if (state === "offline") wakeWorker();
}

async function show() {
  const counts = await queueCounts(user);
  const going = counts.photos + counts.visits;
  const lines = [];
  if (going) {
    const parts = [];
    if (counts.photos) parts.push(t("js.queue.photos", { n: counts.photos }));
    if (counts.visits) parts.push(t("js.queue.visits", { n: counts.visits }));
    const said = { sign_in: "js.queue.sign_in", other_user: "js.queue.other_user", offline: "js.queue.offline" }[state];
    const line = el("p", { class: "queue-line going" },
      el("span", { class: "grow" }, el("strong", {}, parts.join(" · ")), " ", el("span", {}, t(said ?? (running ? "js.queue.sending" : "js.queue.later")))));
    if (state === "sign_in") line.append(el("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` }, t("js.sign_in")));
    else if (!running) {
      const button = el("button", { type: "button", class: "button" }, t("js.queue.now"));
      button.addEventListener("click", () => kick({ now: true }));
      line.append(button);
    }
    lines.push(line);
  } else {
    lines.push(el("p", { class: "queue-line clear" }, t(state === "offline" ? "js.queue.clear_offline" : "js.queue.clear")));
  }
  if (counts.stuck) lines.push(el("p", { class: "queue-line bad" }, t("js.queue.stuck", { n: counts.stuck })));
  if (counts.others) lines.push(el("p", { class: "queue-line going" }, t("js.queue.others", { n: counts.others })));
  bar.dataset.waiting = String(going);
  bar.replaceChildren(...lines);
}

/** The service worker: where the browser has it and the page came over https (or from this machine). */
async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { type: "module" });
    const shown = `${user} ${locale}`;
    const ready = await navigator.serviceWorker.ready;
    // pages kept for another reader, or in another language, are fetched anew
    if (await recall("shells") !== shown) {
      ready.active.postMessage("shells");
      await remember("shells", shown);
    }
    registration.update().catch(() => {});
  } catch (error) {
    console.warn("worker", error);
  }
}

async function wakeWorker() {
  try {
    const registration = await navigator.serviceWorker?.getRegistration("/");
    await registration?.sync?.register("paimian-queue");
  } catch {
    // without background sync the next open page sends
  }
}
