// An audit's progress: server-sent events, and polling where they fail (proxies, old web views).
import { api } from "./core.js";

const POLL_MS = 1500;
const ENDED = new Set(["done", "failed"]);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const MOST_STREAMS = 2; // a browser opens six connections to a host: uploads must not wait for streams
let streams = 0;

/** Follow an audit to its end; `onProgress({state, step, fraction})` meanwhile. Resolves to the last state. */
export async function follow(id, onProgress, options = {}) {
  let state = null;
  if ("EventSource" in window && streams < MOST_STREAMS) {
    streams += 1;
    state = await listen(id, onProgress);
    streams -= 1;
  }
  return state ?? poll(id, onProgress, options);
}

/** Resolve to the last state, or to null when the stream broke. */
function listen(id, onProgress) {
  return new Promise((resolve) => {
    const source = new EventSource(`/api/audits/${id}/events`);
    const close = (state) => {
      source.close();
      resolve(state);
    };
    source.addEventListener("progress", (event) => {
      const news = JSON.parse(event.data);
      onProgress(news);
      if (ENDED.has(news.state)) close(news.state);
    });
    for (const state of ENDED) source.addEventListener(state, () => close(state));
    source.addEventListener("error", () => close(null));
  });
}

async function poll(id, onProgress, options) {
  for (let failures = 0; ;) {
    try {
      const audit = await api("GET", `/api/audits/${id}`, undefined, options);
      failures = 0;
      if (ENDED.has(audit.state)) return audit.state;
      onProgress({ state: audit.state, step: audit.step, fraction: audit.fraction });
    } catch (error) {
      failures += 1;
      if (error.status >= 400 || failures > 40) throw error;
    }
    await pause(POLL_MS);
  }
}
