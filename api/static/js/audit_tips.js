// What to do before leaving the store: the tips that this photo brought, a moment after the report is there.
import { toSignIn } from "./core.js";

const WAIT_MS = 1200;
const TRIES = 25;
const section = document.getElementById("audit-tips");
const leaving = new AbortController(); // who signs out is not asked for tips on the way
addEventListener("beforeunload", () => leaving.abort());
const place = section.querySelector("[data-found]");

async function show(left = TRIES) {
  try {
    const answer = await fetch(section.dataset.tips, { signal: leaving.signal, credentials: "same-origin" });
    if (answer.status === 401) return toSignIn();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("[data-advised]");
    section.hidden = list.children.length === 0;
    place.replaceChildren(list);
    if (list.dataset.advised === "no" && left > 0) setTimeout(() => show(left - 1), WAIT_MS);
  } catch (error) {
    if (error.name !== "AbortError") console.warn("tips", error);
  }
}

document.addEventListener("report-changed", () => show());
show();
