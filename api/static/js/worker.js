// The service worker: pages that open without signal, and sending on while no page is open.
import { recall } from "./queue.js";
import { alone } from "./queue_lock.js";
import { runQueue } from "./queue_sync.js";
import { ask } from "./sending.js";

const SHELLS = "paimian-shells";
const FILES = "paimian-files";
const PATIENCE_MS = 4000; // after so long the kept page is shown: a weak signal is worse than none

/** Listen. `version` of the static files, `shells` (pages) and `files` (static addresses) are what is kept. */
export function startWorker({ version, shells, files }) {
  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("fetch", (event) => answer(event));
  self.addEventListener("sync", (event) => { if (event.tag === "paimian-queue") event.waitUntil(sendOn()); });
  self.addEventListener("message", (event) => {
    if (event.data === "shells") event.waitUntil(keepShells());
    if (event.data === "forget") event.waitUntil(caches.delete(SHELLS));
  });

  async function install() {
    await (await caches.open(FILES)).addAll(files);
    await keepShells();
    await self.skipWaiting();
  }

  async function activate() {
    const cache = await caches.open(FILES);
    for (const request of await cache.keys()) {
      if (!new URL(request.url).pathname.startsWith(`/static/${version}/`)) await cache.delete(request);
    }
    await self.clients.claim();
  }

  /** Fetch the pages anew; one that leads elsewhere (to the sign-in) is not kept. */
  async function keepShells() {
    await Promise.all(shells.map((path) => fresh(new Request(path, { credentials: "same-origin", headers: { "Accept": "text/html" } })).catch(() => null)));
  }

  async function fresh(request) {
    const page = await fetch(request);
    const path = new URL(request.url).pathname;
    if (page.ok && !page.redirected && page.type === "basic" && shells.includes(path)) {
      await (await caches.open(SHELLS)).put(path, page.clone());
    }
    return page;
  }

  function answer(event) {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
    else if (request.mode === "navigate") event.respondWith(page(event, request, url.pathname));
  }

  async function file(request) {
    const cache = await caches.open(FILES);
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    const found = await fetch(request);
    if (found.ok && files.includes(new URL(request.url).pathname)) await cache.put(request, found.clone());
    return found;
  }

  /** From the network; without it, or when it takes too long, what is kept. */
  async function page(event, request, path) {
    const cache = await caches.open(SHELLS);
    const kept = await cache.match(path === "/" ? "/today" : path, { ignoreVary: true });
    const coming = fresh(request);
    event.waitUntil(coming.catch(() => null));
    if (!kept) return coming.catch(async (error) => (await cache.match("/offline", { ignoreVary: true })) ?? Promise.reject(error));
    const enough = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
    return Promise.race([coming.catch(() => kept), enough]);
  }
}

/** The browser says that there is signal again; failing tells it to call once more. */
async function sendOn() {
  const [user, language] = await Promise.all([recall("user"), recall("language")]);
  if (!user) return;
  const send = (path, form) => ask("POST", path, form, language, 180_000);
  const end = await alone(() => runQueue(user, { ask: (method, path, body) => ask(method, path, body, language), send }), { wait: false });
  if (end?.state === "offline") throw new Error("no signal");
}
