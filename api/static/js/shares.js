// Shares, fill and must-stock on the audit page: fetched as they are asked for, and again after a naming.
import { toSignIn } from "./core.js";

const section = document.getElementById("shares");
const form = section.querySelector("form");
const place = section.querySelector("[data-found]");
let running = null;

async function show() {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  asked.set("lang", document.documentElement.lang);
  running?.abort();
  running = new AbortController();
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${section.dataset.shares}?${asked}`, { signal: running.signal, credentials: "same-origin" });
    if (answer.status === 401) return toSignIn();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
    place.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") console.warn("shares", error);
  }
}

addEventListener("beforeunload", () => running?.abort());
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("report-changed", show);
show();
